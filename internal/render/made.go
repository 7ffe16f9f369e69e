package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// bare is the View of a page that the program makes.
func (p *planner) bare(layout, title, summary, url string) *View {
	v := &View{
		Site: p.info, Layout: layout, Kind: layout, Title: title, Summary: summary,
		Lang: p.Settings.Language, URL: p.Href(site.EscapePath(url)), Canonical: p.absolute(url),
		Page: url,
	}
	v.Site.Nav = here(v.Site.Nav, v.URL)
	return v
}

// introduced is the same with the text of a page that introduces it, if there is one.
func (p *planner) introduced(layout, title, summary, url string, page *site.Page) *View {
	if page == nil {
		return p.bare(layout, title, summary, url)
	}
	v := p.frame(page)
	v.Layout, v.Kind = layout, layout
	return v
}

// front is the front page; without content/index.md it lists what there is.
func (p *planner) front(page *site.Page) *View {
	v := p.introduced("home", p.Settings.Title, p.Settings.Description, "/", page)
	v.Index = nil
	if page == nil {
		v.Index = p.index(30)
	}
	return v
}

// section is a folder of free pages: its own text and what lies in it.
func (p *planner) section(url string, page *site.Page) {
	var below []*site.Page
	folders := map[string]int{}
	for _, q := range p.Free {
		rest, ok := strings.CutPrefix(q.URL, url)
		if !ok || rest == "" {
			continue
		}
		if folder, deeper, _ := strings.Cut(rest, "/"); deeper != "" {
			folders[folder]++
			continue
		}
		below = append(below, q)
	}
	entries := p.entries(byTitle(below))
	var names []string
	for f := range folders {
		names = append(names, f)
	}
	slices.Sort(names)
	for _, f := range names {
		e := Entry{Link: Link{Title: titleOf(f), URL: p.Href(site.EscapePath(url + f + "/"))}, Note: plural(folders[f], "page", "pages")}
		if index := p.At(url + f + "/"); index != nil {
			e.Link = p.link(index)
		}
		entries = append(entries, e)
	}
	segments := strings.Split(strings.Trim(url, "/"), "/")
	title := titleOf(segments[len(segments)-1])
	p.parts(url, len(entries), perPart, func(from, to int) *View {
		v := p.introduced("list", title, "", url, page)
		v.List = entries[from:to]
		return v
	})
}

// kind is the list of all pages of a kind.
func (p *planner) kind(k dossier.Kind) {
	pages := p.OfKind(k)
	if k != dossier.Event {
		pages = byTitle(pages)
	}
	url := "/" + k.Folder() + "/"
	p.parts(url, len(pages), perPart, func(from, to int) *View {
		v := p.introduced("list", kindTitle(k), "", url, p.At(url))
		v.ID = k.Folder()
		v.List = p.entries(pages[from:to])
		return v
	})
}

// byTitle orders pages for readers: by weight, then by title without regard to case or opening marks.
func byTitle(pages []*site.Page) []*site.Page {
	fold := func(s string) string { return strings.ToLower(strings.TrimLeft(s, "“”‘’«»„\"' ")) }
	keys := make(map[*site.Page]string, len(pages))
	for _, p := range pages {
		keys[p] = fold(p.Title.Value)
	}
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b *site.Page) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), strings.Compare(keys[a], keys[b]), strings.Compare(a.URL, b.URL))
	})
	return pages
}

// made are the views over the whole graph.
func (p *planner) made() {
	claims := byTitle(p.Claims)
	p.parts("/matrix/", len(claims), 150, func(from, to int) *View {
		v := p.bare("matrix", "Claims and sources", "Which source supports, disputes or is silent on each claim.", "/matrix/")
		v.Matrix = p.matrix(claims[from:to])
		return v
	})
	p.parts("/timeline/", len(p.Events), perPart, func(from, to int) *View {
		v := p.bare("timeline", "Timeline", "What is dated, and how surely.", "/timeline/")
		for _, e := range p.Events[from:to] {
			v.Timeline = append(v.Timeline, Moment{Entry: p.entry(e), Dated: e.Event.Dated, Dating: e.Event.Dating, Actors: p.links(e.People)})
		}
		return v
	})
	var linked []*site.Page
	for _, a := range p.Actors {
		if len(a.Said.Says)+len(a.Said.Disputes)+len(a.Said.SpokenOf) > 0 {
			linked = append(linked, a)
		}
	}
	p.parts("/network/", len(linked), 100, func(from, to int) *View {
		v := p.bare("network", "Actors and claims", "Who says which claim, who disputes it, of whom it speaks.", "/network/")
		for _, a := range linked[from:to] {
			v.Network = append(v.Network, Node{Link: p.link(a), Says: p.links(cut(a.Said.Says, listed)), Disputes: p.links(cut(a.Said.Disputes, listed)), SpokenOf: p.links(cut(a.Said.SpokenOf, listed))})
		}
		return v
	})
	p.page("/search/", func() *View {
		v := p.bare("search", "Index", "Every page of the dossier, by kind.", "/search/")
		v.Index = p.index(perPart)
		return v
	})
	p.parts("/verification/", len(p.Quotations), 120, func(from, to int) *View {
		v := p.bare("verification", "Verification", "Every quotation, where it stands in its source, and how to check it.", "/verification/")
		v.Verification = p.verification(from, to)
		return v
	})
	p.out = append(p.out, Output{Path: "404.html", URL: "/404.html", View: func() *View {
		return p.bare("404", "Page not found", "There is no page at this address.", "/404.html")
	}})
}

// matrix has a column for each source while that can be read; beyond that each row lists its sources.
func (p *planner) matrix(claims []*site.Page) *Matrix {
	m := &Matrix{}
	columns := len(p.Sources) <= 12
	if columns {
		m.Sources = p.links(p.Sources)
	}
	for _, c := range claims {
		row := MatrixRow{Claim: p.link(c), Silent: p.SilentCount(c)}
		if !columns {
			row.Supports, row.Disputes = p.links(c.Carried.Supports), p.links(c.Carried.Disputes)
			m.Rows = append(m.Rows, row)
			continue
		}
		for _, src := range p.Sources {
			cell := Cell{Stance: "silent"}
			supports, disputes := slices.Contains(c.Carried.Supports, src), slices.Contains(c.Carried.Disputes, src)
			for _, q := range c.Carried.Evidence {
				if q.Source == src {
					cell.URL = p.passageURL(q)
					break
				}
			}
			switch {
			case supports && disputes:
				cell.Stance = "both"
			case supports:
				cell.Stance = "supports"
			case disputes:
				cell.Stance = "disputes"
			case cell.URL != "":
				cell.Stance = "mentions"
			}
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// index is a plain list by kind; of a large kind its first pages and a link to the list.
func (p *planner) index(most int) []Group {
	var out []Group
	group := func(title, more string, pages []*site.Page) {
		if len(pages) == 0 {
			return
		}
		g := Group{ID: strings.ToLower(title), Title: title, Entries: p.entries(cut(pages, most))}
		if len(pages) > most {
			g.Entries = append(g.Entries, Entry{Link: Link{Title: fmt.Sprintf("… and %d more", len(pages)-most), URL: p.Href(more)}})
		}
		out = append(out, g)
	}
	group("Pages", "/sitemap.xml", p.Free)
	for _, k := range []dossier.Kind{dossier.Question, dossier.Claim, dossier.Actor, dossier.Source, dossier.Event} {
		group(kindTitle(k), "/"+k.Folder()+"/", p.OfKind(k))
	}
	return out
}

func (p *planner) verification(from, to int) *Verification {
	v := &Verification{Total: len(p.Quotations)}
	v.Exact, v.Verbatim, v.Edited, v.Translated = p.Verdicts()
	if from == 0 {
		for _, src := range cut(p.Sources, perPart) {
			v.Sources = append(v.Sources, VerifiedSource{Link: p.link(src), Seed: src.Page.Source.Seed.Value, SHA256: src.Page.Source.SHA256.Value, Quotations: len(src.Drawn.Quotations)})
		}
	}
	for _, q := range p.Quotations[from:to] {
		row := Verified{
			Text: strings.ReplaceAll(q.Text, "\u2029", " ¶ "), Page: p.placeOf(q), Source: p.link(q.Source),
			LangDir:   template.HTMLAttr(site.LangDir(site.QuotationLanguage(q), q.Text, p.Settings.Language)),
			Paragraph: q.Match.Paragraph, Start: q.Match.Span.Start, End: q.Match.Span.End, Verdict: q.Verdict, Folds: q.Match.Folds,
		}
		row.Source.URL = p.passageURL(q)
		for _, left := range q.Match.Left {
			row.Left = append(row.Left, strings.TrimSpace(raw(q.Source.Drawn, left.Start, left.End)))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}
