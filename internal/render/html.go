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

func (m *markup) links(ls Links) {
	for i, l := range ls {
		if i > 0 {
			m.WriteString(", ")
		}
		m.put(`<a href="`, l.URL, `">`, l.Title, `</a>`)
	}
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
		for _, back := range n.Back {
			m.put(` <a href="`, back.URL, `" role="doc-backlink" aria-label="Back to reference `, back.Label, `">`, back.Label, ` ↩</a>`)
		}
		m.WriteString("</li>\n")
	}
	return m.html()
}

// Items is the backlinks as list items.
func (bs Backlinks) Items() template.HTML {
	var m markup
	for _, l := range bs {
		m.put(`<li><a href="`, l.URL, `">`, l.Title, `</a>`)
		if l.Context != "" {
			m.put(`<p class="context">` + string(l.Context) + `</p>`)
		}
		m.WriteString("</li>\n")
	}
	return m.html()
}

// Items is the claims as list items, each with how it stands and who carries it.
func (cs ClaimLines) Items() template.HTML {
	var m markup
	for _, c := range cs {
		m.put(`<li><a href="`, c.URL, `">`, c.Title, `</a> <span class="note">`, c.Status)
		if len(c.Sources) > 0 {
			m.WriteString(": ")
			m.links(c.Sources)
			if c.More > 0 {
				fmt.Fprintf(&m, " and %d more", c.More)
			}
		}
		m.WriteString("</span></li>\n")
	}
	return m.html()
}

// HTML is the quotation as a figure: the words, then who says them, through whom, in
// which source, and where they are quoted.
func (e Evidence) HTML() template.HTML {
	var m markup
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
	switch {
	case len(e.By) > 0:
		m.WriteString(`<span class="speaker">`)
		m.links(e.By)
		m.WriteString(`</span>`)
		if len(e.Via) > 0 {
			m.WriteString(", through ")
			m.links(e.Via)
		}
		m.WriteString(", in ")
	case len(e.Via) > 0:
		m.WriteString("Through ")
		m.links(e.Via)
		m.WriteString(", in ")
	}
	m.put(`<cite><a href="`, e.Source.URL, `">`, e.Source.Title, `</a></cite>`)
	if e.Date.Words != "" {
		m.WriteString(", ")
		m.date(e.Date)
	}
	m.put(`, <a href="`, e.Passage, fmt.Sprintf(`">paragraph %d</a>`, e.Paragraph))
	if e.Stance != "supports" {
		m.put(` <span class="stance">(`, e.Stance, `)</span>`)
	}
	m.WriteString(".")
	if len(e.From) > 0 {
		m.WriteString(` <span class="places">Quoted in `)
		m.links(e.From)
		m.WriteString(".</span>")
	}
	m.WriteString("</figcaption></figure>\n")
	return m.html()
}

// HTML is the quotation as a row of the report.
func (v Verified) HTML() template.HTML {
	var m markup
	m.put(`<tr><td`+string(v.LangDir)+`>`, v.Text, `</td><td><a href="`, v.Page.URL, `">`, v.Page.Title, `</a></td><td><a href="`, v.Source.URL, `">`, v.Source.Title)
	fmt.Fprintf(&m, `, paragraph %d</a></td><td>%d–%d</td>`, v.Paragraph, v.Start, v.End)
	m.put(`<td>`, v.Verdict)
	for i, f := range v.Folds {
		if i == 0 {
			m.put(`: `, f)
		} else {
			m.put(`, `, f)
		}
	}
	for _, l := range v.Left {
		m.put(`<br>left out: `, l)
	}
	m.WriteString("</td></tr>\n")
	return m.html()
}
