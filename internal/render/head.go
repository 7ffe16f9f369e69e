package render

import (
	"encoding/json"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// What a page tells machines: its other forms, what a card of it shows, and what it is
// about in the words of schema.org. All of it repeats what readers see; nothing is said
// to machines that the page does not say.

const (
	ldQuotations = 20         // in the description of one page
	ldWords      = 8 << 10    // bytes of them in all
	ldNames      = 20         // of a sort
	cardPath     = "card.png" // of the picture that stands for the site
)

// tell completes the View of a page with what it says to machines. It comes last, when
// the title and the address are those of the part of a list that the View shows.
func (p *planner) tell(v *View, page *site.Page, url string) {
	if v.Layout == "404" {
		return
	}
	v.Cite = p.cite(v, page, url)
	var m markup
	if page != nil && p.markdowned() {
		m.put(`<link rel="alternate" type="text/markdown" href="`, p.Href(site.EscapePath(markdownURL(url))), `" title="`, "This page as Markdown", "\">\n")
	}
	if p.Settings.BaseURL != "" {
		m.put(`<link rel="alternate" type="application/atom+xml" href="`, p.Href("/feed.xml"), `" title="`, p.Settings.Title, "\">\n")
	}
	p.openGraph(&m, v, page)
	b, err := json.Marshal(p.described(v, page, url)) // < and > as escapes: nothing in it can end the element
	if err != nil {
		panic(err) // the types below always encode
	}
	m.WriteString(`<script type="application/ld+json">`)
	m.Write(b)
	m.WriteString("</script>\n")
	v.Head = m.html()
}

func (p *planner) openGraph(m *markup, v *View, page *site.Page) {
	property := func(name, content string) {
		if content != "" {
			m.put(`<meta property="og:`+name+`" content="`, content, "\">\n")
		}
	}
	kind := "website"
	if page != nil && v.Layout != "home" {
		kind = "article"
	}
	property("type", kind)
	property("title", v.Title)
	property("description", oneLine(v.Summary))
	property("url", v.Canonical)
	property("site_name", p.Settings.Title)
	property("locale", strings.ReplaceAll(v.Lang, "-", "_"))
	if image := p.absolute("/" + cardPath); image != "" {
		property("image", image)
		property("image:width", "1200")
		property("image:height", "630")
		property("image:alt", "Two quotation marks beside a grid of filled and empty marks")
		m.WriteString("<meta name=\"twitter:card\" content=\"summary_large_image\">\n")
	}
}

// oneLine is a text in one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// A thing of schema.org. Few of its properties are set at a time.
type thing struct {
	Context    string   `json:"@context,omitempty"`
	Graph      []*thing `json:"@graph,omitempty"`
	Type       string   `json:"@type,omitempty"`
	ID         string   `json:"@id,omitempty"`
	Name       string   `json:"name,omitempty"`
	Alternate  []string `json:"alternateName,omitempty"`
	Headline   string   `json:"headline,omitempty"`
	Summary    string   `json:"description,omitempty"`
	Role       string   `json:"disambiguatingDescription,omitempty"`
	URL        string   `json:"url,omitempty"`
	Text       string   `json:"text,omitempty"`
	Language   string   `json:"inLanguage,omitempty"`
	Published  string   `json:"datePublished,omitempty"`
	Modified   string   `json:"dateModified,omitempty"`
	Start      string   `json:"startDate,omitempty"`
	End        string   `json:"endDate,omitempty"`
	Identifier string   `json:"identifier,omitempty"`
	Notice     string   `json:"copyrightNotice,omitempty"`
	Author     []*thing `json:"author,omitempty"`
	Creator    []*thing `json:"creator,omitempty"`
	Publisher  *thing   `json:"publisher,omitempty"`
	MemberOf   []*thing `json:"memberOf,omitempty"`
	About      []*thing `json:"about,omitempty"`
	Appearance []*thing `json:"appearance,omitempty"`
	PartOf     *thing   `json:"isPartOf,omitempty"`
	Citation   *thing   `json:"citation,omitempty"`
	Elements   []*thing `json:"itemListElement,omitempty"`
	Position   int      `json:"position,omitempty"`
	Item       string   `json:"item,omitempty"`
	Action     *thing   `json:"potentialAction,omitempty"`
	Target     *thing   `json:"target,omitempty"`
	Template   string   `json:"urlTemplate,omitempty"`
	Query      string   `json:"query-input,omitempty"`
}

// described is the page in the words of schema.org: what it is, where it stands in the
// site, and the first quotations on it.
func (p *planner) described(v *View, page *site.Page, url string) *thing {
	graph := []*thing{p.mainThing(v, page, url)}
	if crumbs := p.crumbs(v, url); crumbs != nil {
		graph = append(graph, crumbs)
	}
	if page != nil && v.Pager.Number < 2 {
		graph = append(graph, p.quotedOn(page)...)
	}
	return &thing{Context: "https://schema.org", Graph: graph}
}

// mainThing is what the page is: a claim, a person, a report.
func (p *planner) mainThing(v *View, page *site.Page, url string) *thing {
	here := p.world(url)
	t := &thing{Type: "WebPage", ID: here, URL: here, Name: v.Title, Summary: oneLine(v.Summary), Language: v.Lang}
	if v.Layout == "home" {
		t.Type, t.Name = "WebSite", p.Settings.Title
		t.Author, t.Notice = p.editors(), p.Settings.Licence
		if p.Settings.BaseURL != "" {
			t.Action = &thing{Type: "SearchAction", Query: "required name=q",
				Target: &thing{Type: "EntryPoint", Template: p.absolute("/search/") + "?q={q}"}}
		}
		return t
	}
	t.PartOf = &thing{Type: "WebSite", ID: p.world("/"), Name: p.Settings.Title}
	if page == nil || v.Layout == "list" {
		if v.Layout == "list" {
			t.Type = "CollectionPage"
		}
		return t
	}
	t.Modified = page.Updated.Machine()
	switch page.Kind {
	case dossier.Free:
		t.Type, t.Headline, t.Name = "Article", v.Title, ""
		t.Published = page.Date.Machine()
		t.Author, t.Notice = p.editors(), p.Settings.Licence
	case dossier.Claim:
		// Who says it is its author; where it was said is its appearance. A claim is not reviewed: there is no verdict.
		t.Type = "Claim"
		t.Author = p.things(page.Carried.By)
		t.About = p.things(page.Carried.About)
		t.Appearance = p.things(page.Carried.Supports)
	case dossier.Source:
		p.article(t, page)
	case dossier.Actor:
		t.Type, t.Language = actorType(page), ""
		t.PartOf, t.Modified = nil, "" // of pages, not of people
		t.Role = page.Page.Actor.Role
		t.MemberOf = p.things(page.Within)
		for _, n := range page.Page.Actor.Names {
			t.Alternate = append(t.Alternate, n.Value)
		}
		t.Alternate = cut(t.Alternate, ldNames)
	case dossier.Question:
		// schema.org has a Question, for pages where somebody gives the accepted answer.
		for _, side := range page.Contest.Sides {
			t.About = append(t.About, p.things(side.Claims)...)
		}
		t.About = cut(t.About, ldNames)
	case dossier.Event:
		t.Type, t.Language = "Event", ""
		t.PartOf, t.Modified = nil, ""
		t.Start, t.End = ends(page.Date)
		t.About = p.things(page.People)
	}
	return t
}

// ends are the first and last day of a date, where they are certain.
func ends(d dossier.Date) (start, end string) {
	if m := d.Machine(); m != "" {
		return m, ""
	}
	from, to, interval := strings.Cut(d.String(), "/")
	a, _ := dossier.ParseDate(from)
	b, _ := dossier.ParseDate(to)
	if !interval {
		return "", ""
	}
	return a.Machine(), b.Machine()
}

// article is a source: what the text states of itself, and nothing that it does not state.
func (p *planner) article(t *thing, src *site.Page) {
	f := src.Page.Source
	t.Type, t.Headline = "NewsArticle", headline(src)
	t.PartOf, t.Modified = nil, "" // the dossier's own; the article is somebody else's
	t.Language = strings.Join(src.Drawn.Languages, ", ")
	if len(src.Drawn.Languages) > 1 {
		t.Language = src.Drawn.Languages[0]
	}
	t.Published = f.Published.Machine()
	if isStated(f.Author) {
		t.Author = []*thing{{Name: f.Author.Value}}
	}
	if isStated(f.Publisher) {
		t.Publisher = &thing{Type: "Organization", Name: f.Publisher.Value}
	}
	t.Identifier = "sha256:" + f.SHA256.Value
	t.URL = ""
	if isStated(f.URL) {
		t.URL = f.URL.Value
	}
}

func isStated(t dossier.Text) bool { return t.Value != "" && t.Value != dossier.NotStated }

// headline is the one that the source states of itself, "" if it states none.
func headline(src *site.Page) string {
	for _, st := range src.Page.Source.Stated {
		if st.Key.Value == "headline" {
			return oneLine(st.Text.Value)
		}
	}
	return ""
}

// editors answer for the site. Whether they are people or an organisation is not known here.
func (p *planner) editors() []*thing {
	if p.Settings.Author == "" {
		return nil
	}
	return []*thing{{Name: p.Settings.Author}}
}

func actorType(a *site.Page) string {
	switch a.Page.Actor.Type {
	case "person":
		return "Person"
	case "outlet":
		return "NewsMediaOrganization"
	}
	return "Organization"
}

// things name pages: what they are, their address, their title.
func (p *planner) things(pages []*site.Page) []*thing {
	var out []*thing
	for _, q := range cut(pages, ldNames) {
		out = append(out, p.thing(q))
	}
	return out
}

func (p *planner) thing(q *site.Page) *thing {
	t := &thing{Type: "CreativeWork", ID: p.addressOf(q), Name: q.Title.Value}
	switch q.Kind {
	case dossier.Actor:
		t.Type = actorType(q)
	case dossier.Claim:
		t.Type = "Claim"
	case dossier.Source:
		t.Type = "NewsArticle"
	}
	return t
}

// quotedOn are the first quotations of a page, letter by letter as they were verified.
func (p *planner) quotedOn(page *site.Page) []*thing {
	var out []*thing
	words := 0
	for _, q := range cut(page.Quotations, ldQuotations) {
		text := plain(q.Text)
		if words += len(text); words > ldWords {
			break
		}
		out = append(out, &thing{
			Type: "Quotation", ID: p.addressOf(page) + "#" + q.Anchor, Text: text, Language: site.QuotationLanguage(q),
			Creator: p.things(q.By), PartOf: &thing{ID: p.addressOf(page)}, Citation: p.thing(q.Source),
		})
	}
	return out
}

// crumbs lead from the front page to this one.
func (p *planner) crumbs(v *View, url string) *thing {
	if url == "/" {
		return nil
	}
	list := &thing{Type: "BreadcrumbList"}
	step := func(name, at string) {
		list.Elements = append(list.Elements, &thing{Type: "ListItem", Position: len(list.Elements) + 1, Name: name, Item: p.world(at)})
	}
	step(p.Settings.Title, "/")
	for i := 1; i < len(url)-1; i++ {
		if url[i] != '/' {
			continue
		}
		above := url[:i+1]
		if rest := url[i+1:]; strings.HasPrefix(rest, "page/") && v.Pager.Number > 1 {
			break
		}
		segments := strings.Split(strings.Trim(above, "/"), "/")
		name := titleOf(segments[len(segments)-1])
		if page := p.At(above); page != nil {
			name = page.Title.Value
		}
		step(name, above)
	}
	step(v.Title, url)
	return list
}

// world is the address of a page for readers elsewhere: whole, or from the root where
// the site does not know where it will stand.
func (p *planner) world(url string) string {
	if a := p.absolute(url); a != "" {
		return a
	}
	return p.Href(site.EscapePath(url))
}

// addressOf is the same of a page, whose address is escaped already.
func (p *planner) addressOf(page *site.Page) string { return p.whole(p.link(page).URL) }
