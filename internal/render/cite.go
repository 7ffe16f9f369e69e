package render

import (
	"encoding/json"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// Cite is how to cite a page, in the forms that people and their tools ask for. When it
// was read is not ours to say.
type Cite struct{ Text, BibTeX, CSL string }

func (p *planner) cite(v *View, page *site.Page, url string) *Cite {
	item := cslItem{ID: citeKey(url), Type: "webpage", Title: v.Title, Container: p.Settings.Title, URL: p.absolute(url), Language: v.Lang}
	if v.Layout == "home" {
		item.Title, item.Container = p.Settings.Title, ""
	}
	if p.Settings.Author != "" {
		item.Author = []cslName{{p.Settings.Author}}
	}
	var d dossier.Date
	if page != nil {
		d = page.Updated
		if d.IsZero() && page.Kind == dossier.Free { // of the other kinds it is the date of what they are about
			d = page.Date
		}
	}
	item.Issued = cslDateOf(d)
	return &Cite{Text: item.sentence(d), BibTeX: item.bibTeX(d, nil), CSL: item.json()}
}

// citeKey is the address as a key for reference managers.
func citeKey(url string) string {
	var b strings.Builder
	b.WriteString("dossier")
	for part := range strings.SplitSeq(strings.ToLower(strings.Trim(url, "/")), "/") {
		if part == "" {
			continue
		}
		b.WriteByte('-')
		for _, c := range part {
			if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' {
				b.WriteRune(c)
			} else {
				b.WriteByte('_')
			}
		}
	}
	return b.String()
}

// sentence is the item for people.
func (c *cslItem) sentence(d dossier.Date) string {
	var parts []string
	for _, a := range c.Author {
		parts = append(parts, stopped(a.Literal))
	}
	if c.Container != "" {
		parts = append(parts, "“"+stopped(c.Title)+"”", stopped(c.Container))
	} else {
		parts = append(parts, stopped(c.Title))
	}
	when := "n.d."
	if !d.IsZero() {
		when = stopped(d.Words())
	}
	parts = append(parts, when)
	if c.URL != "" {
		parts = append(parts, c.URL)
	}
	return strings.Join(parts, " ")
}

// stopped ends a text with a full stop, unless another mark ends it.
func stopped(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}

func (c *cslItem) json() string {
	var w strings.Builder
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode([]*cslItem{c}); err != nil {
		panic(err) // texts and numbers always encode
	}
	return strings.TrimSuffix(w.String(), "\n")
}
