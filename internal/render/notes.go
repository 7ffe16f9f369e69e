package render

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// notes are the numbered notes of a page. A citation's note is written here and not
// in a layout: it must name the source in full, and say of each thing that the source
// does not state that it is not stated.
func (p *planner) notes(page *site.Page) []Note {
	var out []Note
	noted := map[*site.Page]bool{}
	for i, n := range page.Notes {
		note := Note{Number: i + 1}
		if n.Citation >= 0 {
			note.HTML = template.HTML(p.citation(page, n.Citation, noted))
		} else {
			note.HTML = template.HTML(p.Fill(page, n.Body))
			note.Plain = true
		}
		for use := range max(n.Uses, 1) {
			label := fmt.Sprint(i + 1)
			if n.Uses > 1 {
				label += string(rune('a' + min(use, 25)))
			}
			note.Back = append(note.Back, Back{URL: "#" + site.RefID(i+1, use), Label: label})
		}
		out = append(out, note)
	}
	return out
}

// citation writes the text of a note: the source with its key, the paragraph, who speaks through
// whom, and what the source states of itself. What it does not state is said in one phrase, so
// that a note stays short enough to stand beside its line. noted are the sources that had a note
// on this page; a layout may show what they state of themselves at the first of them only.
func (p *planner) citation(page *site.Page, index int, noted map[*site.Page]bool) string {
	c := &page.Citations[index]
	var w strings.Builder
	if c.Prefix != "" {
		fmt.Fprintf(&w, "%s ", html.EscapeString(c.Prefix))
	}
	var proved []*site.Quotation
	if c.Quotation >= 0 {
		proved = page.Proved(c.Quotation)
	}
	spoken := len(proved) > 0 && proved[0].Citation == c
	for i, src := range page.Cited(index) {
		if src == nil {
			continue
		}
		if w.Len() > 0 && i > 0 {
			w.WriteString(" ")
		}
		var q *site.Quotation
		for _, x := range proved {
			if x.Source == src && x.Citation == c {
				q = x
			}
		}
		p.sourceLine(&w, src, c, i, q)
		if spoken {
			w.WriteString(p.spoken(proved[0]))
			spoken = false
		}
		p.imprint(&w, src, q, noted[src])
		noted[src] = true
		if q != nil && !q.Quotation.Block { // a block quotation has it in its caption
			fmt.Fprintf(&w, ` <a class="permalink" href="#%s" aria-label="Link to this quotation">#</a>`, q.Anchor)
		}
		p.leftOut(&w, src, c, q)
	}
	return w.String()
}

// sourceLine is the source, the paragraph and, of a quotation, the verdict.
func (p *planner) sourceLine(w *strings.Builder, src *site.Page, c *dossier.Citation, item int, q *site.Quotation) {
	it, l := c.Items[item], p.link(src)
	url, place := l.URL, ""
	switch {
	case q != nil:
		url, place = p.passageURL(q), q.Paragraphs()
	case it.LastPara > it.Paragraph:
		url, place = fmt.Sprintf("%s#para-%d", l.URL, it.Paragraph), fmt.Sprintf("paragraphs %d–%d", it.Paragraph, it.LastPara)
	case it.Paragraph > 0:
		url, place = fmt.Sprintf("%s#para-%d", l.URL, it.Paragraph), fmt.Sprintf("paragraph %d", it.Paragraph)
	}
	if place != "" {
		l.Title += ", " + place
	}
	l.URL = url
	fmt.Fprintf(w, `<cite>%s</cite>`, l.Link())
	if q != nil {
		w.WriteString(", " + q.Verdict)
	}
	if it.Suffix != "" {
		fmt.Fprintf(w, ", %s", html.EscapeString(it.Suffix))
	}
	w.WriteString(".")
}

// imprint is what the source states of itself: date, author, publisher and address, where q
// is a quotation with its words to be looked for. What it does not state is said in one phrase.
func (p *planner) imprint(w *strings.Builder, src *site.Page, q *site.Quotation, again bool) {
	f := src.Page.Source
	var stated, missing []string
	classes := ""
	for _, x := range []struct {
		class, what string
		text        dossier.Text
	}{{"author", "author", f.Author}, {"publisher", "publisher", f.Publisher}, {"no-url", "address", f.URL}} {
		switch value := html.EscapeString(x.text.Value); {
		case !isStated(x.text):
			missing = append(missing, x.what)
			classes += " " + x.class
		case x.class == "no-url":
			live := value
			if q != nil { // the words themselves, for browsers that look for them
				live = html.EscapeString(livePassage(f.URL.Value, q))
			}
			stated = append(stated, fmt.Sprintf(`<a href="%s" rel="noreferrer noopener">%s</a>`, live, value))
		default:
			stated = append(stated, fmt.Sprintf(`<span class="%s">%s</span>`, x.class, value))
		}
	}
	short := again && stated == nil // notes of one source follow by the dozen: one element for all that
	switch d := f.Published; {
	case d.IsZero():
		missing = append(missing, "date of publication")
		classes += " date"
	case short:
		stated = []string{html.EscapeString(d.Words())}
		classes += " date"
	default:
		var m markup
		m.date(date(d))
		stated = slices.Insert(stated, 0, m.String())
	}
	if n := len(missing); n > 0 {
		words := missing[0]
		if n > 1 {
			words = strings.Join(missing[:n-1], ", ") + " and " + missing[n-1]
		}
		if stated == nil {
			words = strings.ToUpper(words[:1]) + words[1:]
		}
		words += " not stated"
		if !short {
			words = fmt.Sprintf(`<span class="%s">%s</span>`, classes[1:], words)
		}
		stated = append(stated, words)
	}
	class := "imprint"
	if again {
		class += " again"
	}
	if short {
		class += classes
	}
	fmt.Fprintf(w, ` <span class="%s">%s.</span>`, class, strings.Join(stated, "; "))
}

// leftOut shows the words that an omission leaves out.
func (p *planner) leftOut(w *strings.Builder, src *site.Page, c *dossier.Citation, q *site.Quotation) {
	if q != nil && len(q.Match.Left) > 0 {
		w.WriteString(` <details><summary>Words left out</summary>`)
		for _, left := range q.Match.Left {
			words := strings.TrimSpace(raw(src.Drawn, left.Start, left.End))
			fmt.Fprintf(w, `<p%s>%s</p>`, site.LangDir("", words, p.Settings.Language), html.EscapeString(words))
		}
		w.WriteString(`</details>`)
	}
	if q != nil && c.Attrs.OK.Value != "" {
		fmt.Fprintf(w, ` Left out because: %s.`, html.EscapeString(strings.TrimSuffix(c.Attrs.OK.Value, ".")))
	}
}

// spoken says who speaks and through whom the source has it.
func (p *planner) spoken(q *site.Quotation) string {
	names := func(pages []*site.Page) string {
		var out []string
		for _, a := range pages {
			out = append(out, html.EscapeString(a.Title.Value))
		}
		return strings.Join(out, ", ")
	}
	s := ""
	if len(q.By) > 0 {
		s += " Attributed to " + names(q.By)
	}
	if len(q.Via) > 0 {
		if s == "" {
			s += " Reported"
		}
		s += " through " + names(q.Via)
	}
	if s != "" {
		s += "."
	}
	if q.Verdict == "translated" {
		s += " The original is verified; the translation is not."
	}
	return s
}
