package render

import (
	"fmt"
	"html"
	"html/template"
	"strings"
)

// Pieces that stand on pages by the hundred, and on an archive's pages by the million,
// are written here: a template takes some ten times as long for them. Layouts call them
// as {{.Links.HTML}}, {{.Notes.Items}} and so on, or write a loop of their own.

// A markup builder escapes what is not markup.
type markup struct{ strings.Builder }

// put writes markup and texts in turn, beginning with markup.
func (m *markup) put(parts ...string) {
	for i, s := range parts {
		if i%2 == 1 {
			s = html.EscapeString(s)
		}
		m.WriteString(s)
	}
}

// name is a link's title, with the key before it where it has one.
func (m *markup) name(l Link) {
	if l.Key != "" {
		m.key(l.Key)
		m.WriteByte(' ')
	}
	m.WriteString(html.EscapeString(l.Title))
}

// key is the letter of a source in its box.
func (m *markup) key(k string) {
	m.put(`<span class="key" data-key="`, k, `">`, k, `</span>`)
}

func (m *markup) link(l Link) {
	m.put(`<a href="`, l.URL, `">`)
	m.name(l)
	m.WriteString(`</a>`)
}

func (m *markup) links(ls Links) {
	for i, l := range ls {
		if i > 0 {
			m.WriteString(", ")
		}
		m.link(l)
	}
}

// keys is sources by their letters alone; sources without one are named.
func (m *markup) keys(ls Links) {
	for i, l := range ls {
		if i > 0 {
			m.WriteByte(' ')
		}
		if l.Key != "" {
			m.key(l.Key)
		} else {
			m.WriteString(html.EscapeString(l.Title))
		}
	}
}

// folded writes n pieces, those beyond the first few into a <details> that says how many there are.
func (m *markup) folded(n, shown int, open, close, one, many string, piece func(i int)) {
	if n <= shown+2 {
		shown = n // a fold for one or two hides more than it spares
	}
	m.WriteString(open)
	for i := range shown {
		piece(i)
	}
	m.WriteString(close)
	if shown == n {
		return
	}
	fmt.Fprintf(m, "<details class=\"more\"><summary>%s more</summary>", plural(n-shown, one, many))
	m.WriteString(open)
	for i := shown; i < n; i++ {
		piece(i)
	}
	m.WriteString(close + "</details>\n")
}

func (m *markup) date(d Date) {
	if d.Machine != "" {
		m.put(`<time datetime="`, d.Machine, `">`, d.Words, `</time>`)
	} else {
		m.put(`<span class="date">`, d.Words, `</span>`)
	}
}

func (m *markup) html() template.HTML { return template.HTML(m.String()) }

// HTML is the links in a row, separated by commas.
func (ls Links) HTML() template.HTML {
	var m markup
	m.links(ls)
	return m.html()
}

// Keys is sources by their letters, for places below a legend.
func (ls Links) Keys() template.HTML {
	var m markup
	m.keys(ls)
	return m.html()
}

// Link is the link alone, with its key.
func (l Link) Link() template.HTML {
	var m markup
	m.link(l)
	return m.html()
}

// List is the links as a list in columns.
func (ls Links) List() template.HTML {
	var m markup
	m.folded(len(ls), len(ls), `<ul class="columns">`, "</ul>\n", "", "", func(i int) { m.item(ls[i]) })
	return m.html()
}

func (m *markup) item(l Link) {
	m.WriteString("<li>")
	m.link(l)
	m.WriteString("</li>\n")
}

// Columns is the links as a list in columns, a long one folded.
func (ls Links) Columns() template.HTML {
	var m markup
	m.folded(len(ls), 10, `<ul class="columns">`, "</ul>\n", "claim", "claims", func(i int) { m.item(ls[i]) })
	return m.html()
}

// Items is the links as list items, the one that leads here marked.
func (ls Links) Items() template.HTML {
	var m markup
	for _, l := range ls {
		here := ""
		if l.Here {
			here = ` aria-current="true"`
		}
		m.put(`<li><a href="`, l.URL, `"`+here+`>`, l.Title, "</a></li>\n")
	}
	return m.html()
}

// Items is the headings as list items.
func (hs Headings) Items() template.HTML {
	var m markup
	for _, h := range hs {
		deeper := ""
		if h.Level > 2 {
			deeper = ` class="deeper"`
		}
		m.put(`<li`+deeper+`><a href="#`, h.ID, `">`, h.Text, "</a></li>\n")
	}
	return m.html()
}

// Items is the notes as list items, with the ways back to where they are referred to.
func (ns Notes) Items() template.HTML {
	var m markup
	for _, n := range ns {
		fmt.Fprintf(&m, `<li id="n%d"`, n.Number)
		if n.Plain {
			m.WriteString(" data-plain")
		}
		m.put(">" + string(n.HTML))
		class := ""
		if len(n.Back) == 1 {
			class = ` class="back"` // beside the line it is not needed
		}
		for _, back := range n.Back {
			m.put(` <a`+class+` href="`, back.URL, `" role="doc-backlink" aria-label="Back to reference `, back.Label, `">`, back.Label, ` ↩</a>`)
		}
		m.WriteString("</li>\n")
	}
	return m.html()
}

// HTML is the backlinks as a list with the words around each, a long one folded.
func (bs Backlinks) HTML() template.HTML {
	var m markup
	m.folded(len(bs), 8, "<ul>\n", "</ul>\n", "page", "pages", func(i int) {
		l := bs[i]
		m.WriteString(`<li>`)
		m.link(l.Link)
		if l.Context != "" {
			m.WriteString(`<p class="context">` + string(l.Context) + `</p>`)
		}
		m.WriteString("</li>\n")
	})
	return m.html()
}

func (m *markup) claimLine(c ClaimLine) {
	m.put(`<li><a href="`, c.URL, `">`, c.Title, `</a> <span class="note">`, c.Status)
	if len(c.Sources) > 0 {
		m.WriteByte(' ')
		m.keys(c.Sources)
		if c.More > 0 {
			fmt.Fprintf(m, " and %d more", c.More)
		}
	}
	if len(c.Disputes) > 0 {
		m.WriteString(", disputed in ")
		m.keys(c.Disputes)
	}
	m.WriteString("</span></li>\n")
}

// Items is the claims as list items, each with how it stands and the keys of the sources that carry it.
func (cs ClaimLines) Items() template.HTML {
	var m markup
	for _, c := range cs {
		m.claimLine(c)
	}
	return m.html()
}

// HTML is the same as a list, a long one folded.
func (cs ClaimLines) HTML() template.HTML {
	var m markup
	m.folded(len(cs), 8, "<ul class=\"claims\">\n", "</ul>\n", "claim", "claims", func(i int) { m.claimLine(cs[i]) })
	return m.html()
}

// HTML is the quotations one after another, many of them folded.
func (qs Quotations) HTML() template.HTML {
	var m markup
	m.folded(len(qs), 6, "", "", "quotation", "quotations", func(i int) { m.evidence(&qs[i], true) })
	return m.html()
}

// Few is the same where several stand side by side, without the places where they are quoted.
func (qs Quotations) Few() template.HTML {
	var m markup
	m.folded(len(qs), 3, "", "", "quotation", "quotations", func(i int) { m.evidence(&qs[i], false) })
	return m.html()
}

// HTML is the quotation as a figure: the words, then who says them, through whom, in
// which source, and where they are quoted.
func (e Evidence) HTML() template.HTML {
	var m markup
	m.evidence(&e, true)
	return m.html()
}

func (m *markup) evidence(e *Evidence, places bool) {
	m.put(`<figure class="evidence" data-stance="`, e.Stance, `"><blockquote`+string(e.LangDir)+`>`)
	for _, p := range e.Paragraphs {
		m.put(`<p>`, p, `</p>`)
	}
	m.WriteString("</blockquote>\n")
	if e.Translation != "" {
		label := "Translation"
		if e.Translator != "" {
			label += ", " + e.Translator
		}
		m.put(`<div class="translation"><p class="translation-label">`, label, `, not verified:</p><p>`, e.Translation, "</p></div>\n")
	}
	m.WriteString("<figcaption>")
	if e.Stance != "supports" {
		m.put(`<span class="stance" data-stance="`, e.Stance, `">`, e.Stance, `</span> `)
	}
	if len(e.By) > 0 {
		m.WriteString(`<span class="speaker">`)
		m.links(e.By)
		m.WriteString(`</span>`)
	}
	if len(e.Via) > 0 {
		if len(e.By) > 0 {
			m.WriteString(", through ")
		} else {
			m.WriteString("Through ")
		}
		m.links(e.Via)
	}
	m.put(` <cite class="where"><a href="`, e.Passage, `">`)
	m.name(e.Source)
	fmt.Fprintf(m, `, paragraph %d</a>`, e.Paragraph)
	if e.Date.Words != "" {
		m.date(e.Date) // shown on paper, where the source's own page is far
	}
	m.put(`, <a class="verdict" href="`, e.Reading, `">`, e.Verdict, `</a></cite>`)
	if places && len(e.From) > 0 {
		m.WriteString(` <span class="places">Quoted in `)
		m.links(e.From)
		m.WriteString("</span>")
	}
	m.WriteString("</figcaption></figure>\n")
}

// HTML is the passage with the pages that take words from it. A page that quotes the paragraph
// more than once is named once, and its further quotations follow as numbers.
func (p Passage) HTML() template.HTML {
	var m markup
	m.put(`<li id="`, p.ID, `"><p class="excerpt">`+string(p.Text)+`</p><p class="places"><span>`, p.Paragraphs, `.</span> `)
	if p.Quoted {
		m.WriteString("Quoted in ")
	} else {
		m.WriteString("Referred to in ")
	}
	shown := 4 // the rest folded, lest the places bury the words
	if len(p.Places) <= shown+2 {
		shown = len(p.Places)
	}
	m.places(p.Places[:shown])
	m.WriteString(".</p>")
	if rest := p.Places[shown:]; len(rest) > 0 {
		fmt.Fprintf(&m, `<details class="more"><summary>%d pages more</summary><p class="places">`, len(rest)+p.More)
		m.places(rest)
		if p.More > 0 {
			fmt.Fprintf(&m, " and %s more", plural(p.More, "place", "places"))
		}
		m.WriteString(".</p></details>")
	}
	m.WriteString("</li>\n")
	return m.html()
}

func (m *markup) places(ps []Place) {
	for i, place := range ps {
		if i > 0 {
			m.WriteString("; ")
		}
		m.link(place.Link)
		for n, url := range place.More {
			m.put(` <a href="`, url, fmt.Sprintf(`">%d</a>`, n+2))
		}
	}
}

// Table is the question's claims by sources, side by side with the numbers of the sides.
func (q Question) Table() template.HTML {
	var m markup
	m.WriteString(`<thead><tr><th scope="col">Claim</th>`)
	for _, s := range q.Matrix.Sources {
		m.put(`<th scope="col"><a href="`, s.URL, `" aria-label="`, s.Title, `">`)
		m.key(s.Key)
		m.WriteString(`</a></th>`)
	}
	m.WriteString("</tr></thead>\n")
	i := 0
	for n, side := range q.Sides {
		m.put(fmt.Sprintf(`<tbody data-side="%d"><tr><th colspan="%d" scope="rowgroup"><span class="numeral">`, n%4+1, len(q.Matrix.Sources)+1), side.Numeral, `</span> `, side.Name, "</th></tr>\n")
		for range side.Claims {
			row := q.Matrix.Rows[i]
			i++
			m.WriteString(`<tr><th scope="row">`)
			m.link(row.Claim)
			m.WriteString(`</th>`)
			for _, c := range row.Cells {
				m.put(`<td data-how="`, c.Stance, `">`)
				if c.URL != "" {
					m.put(`<a href="`, c.URL, `">`, c.Stance, `</a>`)
				} else {
					m.WriteString(html.EscapeString(c.Stance))
				}
				m.WriteString(`</td>`)
			}
			m.WriteString("</tr>\n")
		}
		m.WriteString("</tbody>\n")
	}
	return m.html()
}
