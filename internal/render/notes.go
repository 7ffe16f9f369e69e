package render

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// notes are the numbered notes of a page. A citation's note is written here and not
// in a layout: it must name the source in full, and say of each thing that the source
// does not state that it is not stated.
func (p *planner) notes(page *site.Page) []Note {
	var out []Note
	for i, n := range page.Notes {
		note := Note{Number: i + 1}
		if n.Citation >= 0 {
			note.HTML = template.HTML(p.citation(page, n.Citation))
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

// citation writes the text of a note: source, publisher, date, paragraph, passage, who speaks through whom.
func (p *planner) citation(page *site.Page, index int) string {
	c := &page.Citations[index]
	var w strings.Builder
	if c.Prefix != "" {
		fmt.Fprintf(&w, "%s ", html.EscapeString(c.Prefix))
	}
	var proved []*site.Quotation
	if c.Quotation >= 0 {
		proved = page.Proved(c.Quotation)
	}
	for i, src := range page.Cited(index) {
		if src == nil {
			continue
		}
		if i > 0 {
			w.WriteString(" ")
		}
		var q *site.Quotation
		for _, x := range proved {
			if x.Source == src && x.Citation == c {
				q = x
			}
		}
		p.sourceLine(&w, src, c, i, q)
	}
	if len(proved) > 0 && proved[0].Citation == c {
		w.WriteString(p.spoken(proved[0]))
	}
	return w.String()
}

func (p *planner) sourceLine(w *strings.Builder, src *site.Page, c *dossier.Citation, item int, q *site.Quotation) {
	f := src.Page.Source
	fmt.Fprintf(w, `<cite><a href="%s">%s</a></cite>, `, p.link(src).URL, html.EscapeString(src.Title.Value))
	stated := func(class, what, value string) {
		if value == "" || value == dossier.NotStated {
			fmt.Fprintf(w, `<span class="%s">%s not stated</span>, `, class, what)
		} else {
			fmt.Fprintf(w, `<span class="%s">%s</span>, `, class, html.EscapeString(value))
		}
	}
	stated("author", "author", f.Author.Value)
	stated("publisher", "publisher", f.Publisher.Value)
	switch d := f.Published; {
	case d.IsZero():
		w.WriteString(`<span class="date">date not stated</span>`)
	case d.Machine() == "":
		fmt.Fprintf(w, `<span class="date">%s</span>`, html.EscapeString(d.Words()))
	default:
		fmt.Fprintf(w, `<time datetime="%s">%s</time>`, html.EscapeString(d.Machine()), html.EscapeString(d.Words()))
	}
	it := c.Items[item]
	switch {
	case q != nil:
		para := fmt.Sprintf("paragraph %d", q.Match.Paragraph)
		if q.Match.LastPara > q.Match.Paragraph {
			para = fmt.Sprintf("paragraphs %d–%d", q.Match.Paragraph, q.Match.LastPara)
		}
		fmt.Fprintf(w, `, <a href="%s">%s, the passage</a>`, p.passageURL(q), para)
	case it.Paragraph > 0:
		para := fmt.Sprintf("paragraph %d", it.Paragraph)
		if it.LastPara > it.Paragraph {
			para = fmt.Sprintf("paragraphs %d–%d", it.Paragraph, it.LastPara)
		}
		fmt.Fprintf(w, `, <a href="%s#para-%d">%s</a>`, p.link(src).URL, it.Paragraph, para)
	}
	if it.Suffix != "" {
		fmt.Fprintf(w, ", %s", html.EscapeString(it.Suffix))
	}
	if url := f.URL.Value; url != "" && url != dossier.NotStated {
		fmt.Fprintf(w, `, <a href="%s" rel="noreferrer noopener">%s</a>`, html.EscapeString(url), html.EscapeString(url))
	} else {
		w.WriteString(`, <span class="no-url">address not stated</span>`)
	}
	w.WriteString(".")
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
			out = append(out, fmt.Sprintf(`<a href="%s">%s</a>`, p.link(a).URL, html.EscapeString(a.Title.Value)))
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
