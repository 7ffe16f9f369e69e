package render

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/site"
)

// An Output is one file of the site. Exactly one of View, Make and File is set.
type Output struct {
	Path string // relative to the destination
	URL  string // as it is asked for: /claims/x/
	View func() *View
	Make func() []byte
	File *diag.File
}

// Options of a plan that are not part of the site.
type Options struct {
	Static  []*diag.File // below static/, the embedded defaults included; one file a path
	NoIndex bool         // ask search engines to stay away (a preview deployment)
}

// Plan lists every output of the site, in the order of their paths.
func Plan(s *site.Site, o Options) []Output {
	p := &planner{Site: s, named: make(map[*site.Page]Link, len(s.Pages))}
	for _, page := range s.Pages {
		p.named[page] = Link{Title: page.Title.Value, URL: p.Href(site.EscapePath(page.URL)), Kind: page.Kind.String(), ID: page.ID, Summary: page.Summary}
	}
	for _, src := range s.Sources {
		l := p.named[src]
		l.Key = s.Key(src)
		p.named[src] = l
	}
	for _, page := range s.Pages {
		switch {
		case page.URL == "/":
			p.page(page.URL, func() *View { return p.front(page) })
		case isListIntro(page.URL): // part of the list of the kind, below
		case page.Kind == dossier.Free && isSection(page.Page):
			p.section(page.URL, page)
		default:
			p.page(page.URL, func() *View { return p.view(page) })
		}
		for _, a := range page.Aliases {
			p.file(site.AliasOutput(a.Value), func() []byte { return p.redirectPage(page) })
		}
	}
	if s.At("/") == nil {
		p.page("/", func() *View { return p.front(nil) })
	}
	for _, k := range dossier.Kinds {
		p.kind(k)
	}
	for _, url := range p.barefolders() {
		p.section(url, nil)
	}
	p.made()
	for _, f := range o.Static {
		path := strings.TrimPrefix(f.Path, "static/")
		if slices.Contains(slices.Collect(maps.Values(sheets)), path) {
			p.file(path, func() []byte { return slices.Concat(content(o.Static, "static/site.css"), f.Data) })
			continue
		}
		p.out = append(p.out, Output{Path: path, URL: "/" + path, File: f})
	}
	p.data()
	p.file("robots.txt", func() []byte { return p.robots(o.NoIndex) })
	p.file("_headers", func() []byte { return headers(o.NoIndex) })
	p.file("_redirects", p.redirects)
	p.info = p.siteInfo() // last, since it links to what is planned and to nothing else
	slices.SortFunc(p.out, func(a, b Output) int { return strings.Compare(a.Path, b.Path) })
	return p.out
}

// A planner gathers outputs. It holds what their views share.
type planner struct {
	*site.Site
	named map[*site.Page]Link
	info  SiteInfo
	out   []Output
}

// sheets are the rules of layouts that few pages have. Each is published with site.css before
// it, as one file, so that every page loads one sheet with little that it has no use for.
var sheets = map[string]string{
	"list": "tables.css", "matrix": "tables.css", "compare": "tables.css",
	"timeline": "pictures.css", "network": "pictures.css",
	"verification": "reports.css", "corrections": "reports.css", "search": "reports.css",
}

func content(files []*diag.File, path string) []byte {
	if i := slices.IndexFunc(files, func(f *diag.File) bool { return f.Path == path }); i >= 0 {
		return files[i].Data
	}
	return nil
}

func (p *planner) page(url string, view func() *View) {
	p.out = append(p.out, Output{Path: site.Output(url), URL: url, View: func() *View {
		v := view()
		if sheet := sheets[v.Layout]; sheet != "" {
			v.Site.Styles = p.Href("/" + sheet)
		}
		p.tell(v, p.At(url), url) // last, when the title is that of the part
		return v
	}})
}

func (p *planner) file(path string, make func() []byte) {
	p.out = append(p.out, Output{Path: path, URL: "/" + path, Make: make})
}

func isListIntro(url string) bool {
	for _, k := range dossier.Kinds {
		if url == "/"+k.Folder()+"/" {
			return true
		}
	}
	return false
}

func isSection(p *dossier.Page) bool {
	return strings.HasSuffix(p.File.Path, "/index.md")
}

// barefolders are the folders of free pages that have no index.md; they get a section page all the same.
func (p *planner) barefolders() []string {
	var urls []string
	seen := map[string]bool{}
	for _, page := range p.Free {
		for i, c := range page.URL[1:] {
			url := page.URL[:i+2]
			if c == '/' && url != page.URL && !seen[url] {
				seen[url] = true
				if p.At(url) == nil && !isListIntro(url) {
					urls = append(urls, url)
				}
			}
		}
	}
	return urls
}

// parts splits the entries of a list into outputs: the first at url, the others at url/page/N/.
func (p *planner) parts(url string, count, per int, view func(from, to int) *View) {
	parts := max((count+per-1)/per, 1)
	at := func(i int) string {
		if i == 0 {
			return url
		}
		return fmt.Sprintf("%spage/%d/", url, i+1)
	}
	for i := range parts {
		p.page(at(i), func() *View {
			v := view(i*per, min((i+1)*per, count))
			v.URL = p.Href(site.EscapePath(at(i)))
			v.Canonical = p.absolute(at(i))
			if parts > 1 {
				v.Pager = Pager{Number: i + 1, Count: parts}
				if i > 0 {
					v.Title += fmt.Sprintf(", part %d", i+1)
					v.Body, v.Notes = "", nil
					v.Pager.Previous = p.Href(at(i - 1))
				}
				if i+1 < parts {
					v.Pager.Next = p.Href(at(i + 1))
				}
			}
			return v
		})
	}
}

func (p *planner) siteInfo() SiteInfo {
	t := p.Settings
	info := SiteInfo{
		Title: t.Title, Description: t.Description, Lang: t.Language, Author: t.Author, Licence: t.Licence,
		Corrections: t.Corrections, X: t.X,
		Home:   p.Href("/"),
		Styles: p.Href("/site.css"), CodeStyles: p.Href("/chroma.css"), Script: p.Href("/site.js"),
	}
	info.Nav, info.More = p.nav()
	return info
}

// nav is the way through the site: first, on every page's head, the sections of the narrative by
// weight and the lists that one reads; then, at its foot, what one looks up. It names what the
// plan has, so it is made after the rest.
func (p *planner) nav() (first, more Links) {
	type section struct {
		Link
		weight int
	}
	var sections []section
	seen := map[string]bool{"guide": true} // of the program, not of the dossier
	for _, page := range p.Free {
		top, _, _ := strings.Cut(page.URL[1:], "/")
		url := "/" + top + "/"
		if top == "" || seen[top] || isListIntro(url) || page.URL == url && !isSection(page.Page) {
			continue
		}
		seen[top] = true
		s := section{Link: Link{Title: titleOf(top), URL: p.Href(site.EscapePath(url))}}
		if index := p.At(url); index != nil {
			s.Title, s.weight = index.Title.Value, index.Weight
		}
		sections = append(sections, s)
	}
	slices.SortStableFunc(sections, func(a, b section) int { return cmp.Compare(a.weight, b.weight) })
	for i, s := range sections {
		if i < 4 {
			first = append(first, s.Link)
		} else {
			more = append(more, s.Link)
		}
	}
	planned := make(map[string]bool, len(p.out))
	for _, o := range p.out {
		planned[o.URL] = true
	}
	link := func(to *Links, title, url string) {
		if planned[url] {
			*to = append(*to, Link{Title: title, URL: p.Href(url)})
		}
	}
	for _, k := range []dossier.Kind{dossier.Question, dossier.Claim, dossier.Actor, dossier.Source} {
		if len(p.OfKind(k)) > 0 {
			link(&first, kindTitle(k), "/"+k.Folder()+"/")
		}
	}
	if len(p.Events) > 0 {
		link(&first, "Timeline", "/timeline/")
		link(&more, "Events", "/events/")
	}
	link(&first, "Search", "/search/")
	if len(p.Claims) > 0 {
		link(&more, "Matrix", "/matrix/")
	}
	link(&more, "Compare", "/compare/")
	if len(p.Actors) > 0 {
		link(&more, "Network", "/network/")
	}
	link(&more, "Verification", "/verification/")
	link(&more, "Corrections", "/corrections/")
	link(&more, "Guide", "/guide/")
	link(&more, "Data", "/data/dossier.json")
	link(&more, "Feed", "/feed.xml")
	return first, more
}

func kindTitle(k dossier.Kind) string {
	return titleOf(k.Folder())
}

func titleOf(segment string) string {
	if segment == "" {
		return ""
	}
	return strings.ToUpper(segment[:1]) + strings.ReplaceAll(segment[1:], "-", " ")
}

// absolute is the address for the world outside; "" without a base_url.
func (p *planner) absolute(url string) string {
	if p.Settings.BaseURL == "" {
		return ""
	}
	return strings.TrimSuffix(p.Settings.BaseURL, "/") + site.EscapePath(url)
}
