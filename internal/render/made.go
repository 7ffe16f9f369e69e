package render

import "dossier/internal/site"

// made are the pages that the program makes of the whole graph.
func (p *planner) made() {
	p.matrixPages()
	p.comparePages()
	p.timelinePages()
	p.networkPages()
	p.searchPages()
	p.verificationPages()
	p.page("/404.html", func() *View {
		return p.bare("404", "Page not found", "There is no page at this address.", "/404.html")
	})
}

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
