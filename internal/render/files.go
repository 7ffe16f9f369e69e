package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"slices"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// data are the files for machines: the dossier as data, and each page as plain Markdown.
func (p *planner) data() {
	p.file("data/dossier.json", p.dossierJSON)
	p.file("data/quotations.json", p.quotationsJSON)
	p.file("data/annotations.jsonld", p.annotationsJSON)
	p.file("data/claims.csv", p.claimsCSV)
	p.file("data/matrix.csv", p.matrixCSV)
	p.file("data/sources.bib", p.sourcesBib)
	p.file("data/sources.csl.json", p.sourcesCSL)
	p.file("data/network.graphml", p.networkGraphML)
	if p.markdowned() {
		for _, page := range p.Pages {
			p.file(strings.TrimPrefix(markdownURL(page.URL), "/"), func() []byte { return p.markdown(page) })
		}
		p.file("llms.txt", p.llms)
	}
	if p.Settings.BaseURL == "" {
		return // what follows needs addresses for the world outside
	}
	p.file("feed.xml", p.feed)
	p.sitemaps()
	if !slices.ContainsFunc(p.out, func(o Output) bool { return o.Path == cardPath }) {
		p.file(cardPath, p.card)
	}
}

// quotationJSON is one object of /data/quotations.json; the names are the contract's.
// Lists are arrays even where there is one.
type quotationJSON struct {
	ID          string   `json:"id"`
	Page        string   `json:"page"`
	Anchor      string   `json:"anchor"`
	Note        int      `json:"note"`
	Text        string   `json:"text"`
	Source      string   `json:"source"`
	Seed        string   `json:"seed"`
	SHA256      string   `json:"sha256"`
	Start       int      `json:"start"`
	End         int      `json:"end"`
	Pieces      [][2]int `json:"pieces,omitempty"`
	Paragraph   int      `json:"paragraph"`
	Verdict     string   `json:"verdict"`
	Folds       []string `json:"folds"`
	By          []string `json:"by"`
	Via         []string `json:"via"`
	Claim       []string `json:"claim"`
	Stance      string   `json:"stance"`
	Lang        string   `json:"lang,omitempty"`
	Translation string   `json:"translation,omitempty"`
	Translator  string   `json:"translator,omitempty"`
	OK          string   `json:"ok,omitempty"`
}

// paragraphs of a quotation are separated by a paragraph separator inside the
// program; in data they read better, and fold alike, as an empty line.
func plain(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\u2029", "\n\n"))
}

func quotationData(q *site.Quotation) quotationJSON {
	o := quotationJSON{
		ID: q.Page.URL + "#" + q.Anchor, Page: q.Page.URL, Anchor: q.Anchor, Note: q.Note, Text: plain(q.Text),
		Source: q.Source.ID, Seed: q.Source.Page.Source.Seed.Value, SHA256: q.Source.Page.Source.SHA256.Value,
		Start: q.Match.Span.Start, End: q.Match.Span.End, Paragraph: q.Match.Paragraph, Verdict: q.Verdict,
		Folds: orEmpty(q.Match.Folds), By: ids(q.By), Via: ids(q.Via), Claim: ids(q.Claims), Stance: q.Stance,
		Lang: site.QuotationLanguage(q), Translation: plain(q.Quotation.Translation), Translator: q.Citation.Attrs.Translator.Value, OK: q.Citation.Attrs.OK.Value,
	}
	for _, piece := range q.Match.Pieces {
		o.Pieces = append(o.Pieces, [2]int{piece.Start, piece.End})
	}
	return o
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func ids(pages []*site.Page) []string {
	out := []string{}
	for _, p := range pages {
		out = append(out, p.ID)
	}
	return out
}

// A jsonWriter writes JSON with one element of a list a line: stable, and small
// changes of a dossier are small changes of the file.
type jsonWriter struct {
	bytes.Buffer
	encoder *json.Encoder
}

// value writes one value and a line end.
func (w *jsonWriter) value(v any) {
	if w.encoder == nil {
		w.encoder = json.NewEncoder(&w.Buffer)
		w.encoder.SetEscapeHTML(false)
	}
	if err := w.encoder.Encode(v); err != nil {
		panic(err) // values of this file's own types always encode
	}
}

// list writes an array with one element a line, the commas in front.
func list[T, U any](w *jsonWriter, of []T, to func(T) U) {
	w.WriteString("[")
	for i, x := range of {
		if i > 0 {
			w.WriteByte(',')
		} else {
			w.WriteByte('\n')
		}
		w.value(to(x))
	}
	w.WriteString("]")
}

func (p *planner) quotationsJSON() []byte {
	var w jsonWriter
	w.Grow(1000 * len(p.Quotations)) // about what one takes
	list(&w, p.Quotations, quotationData)
	w.WriteByte('\n')
	return w.Bytes()
}

type pageJSON struct {
	ID      string   `json:"id"`
	URL     string   `json:"url"`
	Title   string   `json:"title"`
	Summary string   `json:"summary,omitempty"`
	Date    string   `json:"date,omitempty"`
	Updated string   `json:"updated,omitempty"`
	Lang    string   `json:"lang,omitempty"`
	Aliases []string `json:"aliases,omitempty"`

	Corrections []correctionJSON `json:"corrections,omitempty"`
}

type correctionJSON struct {
	Date string `json:"date"`
	Text string `json:"text"`
}

func pageData(q *site.Page) pageJSON {
	o := pageJSON{ID: q.ID, URL: q.URL, Title: q.Title.Value, Summary: q.Summary, Date: q.Date.String(), Updated: q.Updated.String(), Lang: q.Lang}
	for _, a := range q.Aliases {
		o.Aliases = append(o.Aliases, a.Value)
	}
	for _, c := range q.Corrections {
		o.Corrections = append(o.Corrections, correctionJSON{c.Date.String(), c.Text})
	}
	return o
}

type statedJSON struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

type sourceJSON struct {
	pageJSON
	Seed       string       `json:"seed"`
	SHA256     string       `json:"sha256"`
	Languages  []string     `json:"languages"`
	Published  string       `json:"published"`
	Publisher  string       `json:"publisher"`
	Author     string       `json:"author"`
	Address    string       `json:"address"`
	Stated     []statedJSON `json:"stated"`
	Paragraphs int          `json:"paragraphs"`
	Supports   []string     `json:"supports"`
	Disputes   []string     `json:"disputes"`
	Alone      []string     `json:"alone"`
	Silent     []string     `json:"silent"`
}

type actorJSON struct {
	pageJSON
	Type     string   `json:"type"`
	Names    []string `json:"names"`
	Role     string   `json:"role,omitempty"`
	PartOf   []string `json:"part_of"`
	Says     []string `json:"says"`
	Disputes []string `json:"disputes"`
	SpokenOf []string `json:"spoken_of"`
	Events   []string `json:"events"`
}

type claimJSON struct {
	pageJSON
	By         []string `json:"by"`
	DisputedBy []string `json:"disputed_by"`
	About      []string `json:"about"`
	Supports   []string `json:"supports"`
	Disputes   []string `json:"disputes"`
	Silent     []string `json:"silent"`
	Status     string   `json:"status"`
	Questions  []string `json:"questions"`
	Quotations []string `json:"quotations"`
}

type questionJSON struct {
	pageJSON
	Contradiction string     `json:"contradiction"`
	Sides         []sideJSON `json:"sides"`
	Inside        []string   `json:"inside_one_source"`
	Silent        []string   `json:"silent"`
}

type sideJSON struct {
	Name   string   `json:"name"`
	Claims []string `json:"claims"`
}

type eventJSON struct {
	pageJSON
	Dated  string   `json:"dated"`
	Dating string   `json:"dating,omitempty"`
	Actors []string `json:"actors"`
}

// A relation is an edge of the graph: from and to are KIND/ID, or the URL of a page.
type relationJSON struct {
	From string `json:"from"`
	Type string `json:"type"`
	To   string `json:"to"`
}

func (p *planner) dossierJSON() []byte {
	t := p.Settings
	var w jsonWriter
	w.Grow(1000*len(p.Quotations) + 2000*len(p.Pages))
	w.WriteString("{\n\"format\": 1,\n\"site\": ")
	w.value(map[string]string{"title": t.Title, "description": t.Description, "base_url": t.BaseURL, "language": t.Language, "author": t.Author, "licence": t.Licence})
	w.WriteString(",\n\"sources\": ")
	list(&w, p.Sources, func(q *site.Page) sourceJSON {
		f, d := q.Page.Source, q.Drawn
		o := sourceJSON{pageJSON: pageData(q), Seed: f.Seed.Value, SHA256: f.SHA256.Value, Languages: orEmpty(d.Languages),
			Published: f.Published.String(), Publisher: orNotStated(f.Publisher), Author: orNotStated(f.Author), Address: orNotStated(f.URL),
			Supports: ids(d.Supports), Disputes: ids(d.Disputes), Alone: ids(d.Alone), Silent: ids(d.Silent), Stated: []statedJSON{}}
		if o.Published == "" {
			o.Published = dossier.NotStated
		}
		for _, st := range f.Stated {
			o.Stated = append(o.Stated, statedJSON{st.Key.Value, st.Text.Value})
		}
		if d.Text != nil {
			o.Paragraphs = d.Text.Paragraphs()
		}
		return o
	})
	w.WriteString(",\n\"actors\": ")
	list(&w, p.Actors, func(q *site.Page) actorJSON {
		o := actorJSON{pageJSON: pageData(q), Type: q.Page.Actor.Type, Role: q.Page.Actor.Role, Names: []string{}, PartOf: ids(q.Within),
			Says: ids(q.Said.Says), Disputes: ids(q.Said.Disputes), SpokenOf: ids(q.Said.SpokenOf), Events: ids(q.Said.Events)}
		for _, n := range q.Page.Actor.Names {
			o.Names = append(o.Names, n.Value)
		}
		return o
	})
	w.WriteString(",\n\"claims\": ")
	list(&w, p.Claims, func(q *site.Page) claimJSON {
		c := &q.Carried
		o := claimJSON{pageJSON: pageData(q), By: ids(c.By), DisputedBy: ids(c.DisputedBy), About: ids(c.About), Supports: ids(c.Supports),
			Disputes: ids(c.Disputes), Silent: ids(c.Silent), Status: c.Status(), Questions: ids(c.Questions), Quotations: []string{}}
		for _, e := range c.Evidence {
			o.Quotations = append(o.Quotations, e.Page.URL+"#"+e.Anchor)
		}
		return o
	})
	w.WriteString(",\n\"questions\": ")
	list(&w, p.Questions, func(q *site.Page) questionJSON {
		o := questionJSON{pageJSON: pageData(q), Contradiction: q.Page.Question.Contradiction, Inside: ids(q.Contest.Inside), Silent: ids(q.Contest.Silent), Sides: []sideJSON{}}
		for _, s := range q.Contest.Sides {
			o.Sides = append(o.Sides, sideJSON{s.Name, ids(s.Claims)})
		}
		return o
	})
	w.WriteString(",\n\"events\": ")
	list(&w, p.Events, func(q *site.Page) eventJSON {
		return eventJSON{pageJSON: pageData(q), Dated: q.Event.Dated, Dating: q.Event.Dating, Actors: ids(q.People)}
	})
	w.WriteString(",\n\"pages\": ")
	list(&w, p.Free, pageData)
	w.WriteString(",\n\"quotations\": ")
	list(&w, p.Quotations, quotationData)
	w.WriteString(",\n\"relations\": ")
	list(&w, p.relations(), func(r relationJSON) relationJSON { return r })
	w.WriteString("\n}\n")
	return w.Bytes()
}

// relations are the graph once more as edges, sorted, for tools that want only these.
func (p *planner) relations() []relationJSON {
	name := func(q *site.Page) string {
		if q.Kind == dossier.Free {
			return q.URL
		}
		return q.Kind.Folder() + "/" + q.ID
	}
	var out []relationJSON
	edges := func(from *site.Page, kind string, to []*site.Page) {
		for _, t := range to {
			out = append(out, relationJSON{name(from), kind, name(t)})
		}
	}
	for _, a := range p.Actors {
		edges(a, "part of", a.Within)
		edges(a, "says", a.Said.Says)
		edges(a, "disputes", a.Said.Disputes)
	}
	for _, c := range p.Claims {
		edges(c, "speaks of", c.Carried.About)
	}
	for _, src := range p.Sources {
		edges(src, "supports", src.Drawn.Supports)
		edges(src, "disputes", src.Drawn.Disputes)
	}
	for _, q := range p.Questions {
		for _, side := range q.Contest.Sides {
			edges(q, "sets against each other", side.Claims)
		}
	}
	for _, e := range p.Events {
		edges(e, "involves", e.People)
	}
	for _, q := range p.Pages {
		for _, b := range q.Backlinks {
			out = append(out, relationJSON{name(b.From), "links to", name(q)})
		}
	}
	slices.SortFunc(out, func(a, b relationJSON) int {
		if c := strings.Compare(a.From, b.From); c != 0 {
			return c
		}
		if c := strings.Compare(a.Type, b.Type); c != 0 {
			return c
		}
		return strings.Compare(a.To, b.To)
	})
	return out
}

func escapeXML(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

// stamp is a date as Atom and sitemaps want it, "" where it has no such form; what is less
// exact than a day has its first one.
func stamp(d dossier.Date) string {
	first := d.First()
	if d.IsZero() || len(first) < 10 || first[0] < '0' || first[0] > '9' {
		return ""
	}
	return first[:10] + "T00:00:00Z"
}

// changed is when a page was last changed, "" if it does not say so. Of a page of the
// narrative its date will do; of the other kinds that is the date of what they are about.
func changed(q *site.Page) string {
	if !q.Updated.IsZero() {
		return stamp(q.Updated)
	}
	if q.Kind == dossier.Free {
		return stamp(q.Date)
	}
	return ""
}

// feed is Atom (RFC 4287): the pages that say when they were written or changed, newest
// first. The clock is not asked; the feed is as old as its newest page.
func (p *planner) feed() []byte {
	var pages []*site.Page
	when := map[*site.Page]string{}
	for _, q := range p.Pages {
		if at := changed(q); at != "" {
			pages = append(pages, q)
			when[q] = at
		}
	}
	slices.SortStableFunc(pages, func(a, b *site.Page) int { return strings.Compare(when[b], when[a]) })
	pages = cut(pages, 50)
	newest := "1970-01-01T00:00:00Z" // an element that must be there, and nothing is known
	if len(pages) > 0 {
		newest = when[pages[0]]
	}
	author := p.Settings.Author
	if author == "" {
		author = p.Settings.Title
	}
	var w bytes.Buffer
	fmt.Fprintf(&w, `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="%s">
<title>%s</title>
`, escapeXML(p.Settings.Language), escapeXML(p.Settings.Title))
	if d := oneLine(p.Settings.Description); d != "" {
		fmt.Fprintf(&w, "<subtitle>%s</subtitle>\n", escapeXML(d))
	}
	fmt.Fprintf(&w, `<id>%s</id>
<updated>%s</updated>
<author><name>%s</name></author>
<link href="%s"/>
<link rel="self" type="application/atom+xml" href="%s"/>
`, escapeXML(p.absolute("/")), newest, escapeXML(author), escapeXML(p.absolute("/")), escapeXML(p.absolute("/feed.xml")))
	if p.Settings.Licence != "" {
		fmt.Fprintf(&w, "<rights>%s</rights>\n", escapeXML(p.Settings.Licence))
	}
	for _, q := range pages {
		lang := ""
		if l := q.Language(p.Site); l != p.Settings.Language {
			lang = ` xml:lang="` + escapeXML(l) + `"`
		}
		fmt.Fprintf(&w, "<entry%s>\n<title>%s</title>\n<id>%s</id>\n<link href=\"%[3]s\"/>\n<updated>%s</updated>\n", lang, escapeXML(q.Title.Value), escapeXML(p.absolute(q.URL)), when[q])
		if at := stamp(q.Date); q.Kind == dossier.Free && at != "" && at <= when[q] {
			fmt.Fprintf(&w, "<published>%s</published>\n", at)
		}
		fmt.Fprintf(&w, "<category term=\"%s\"/>\n<summary>%s</summary>\n</entry>\n", q.Kind, escapeXML(oneLine(q.Summary)))
	}
	w.WriteString("</feed>\n")
	return w.Bytes()
}

// mapped is how many addresses one sitemap holds: the protocol allows 50,000.
const mapped = 45_000

// sitemaps plans the sitemap of the pages that are planned. A large one is split into
// parts, and /sitemap.xml is then their index.
func (p *planner) sitemaps() {
	count := 0
	for _, o := range p.out {
		if inSitemap(o) {
			count++
		}
	}
	if count <= mapped {
		p.file("sitemap.xml", func() []byte { return p.sitemap(0, count) })
		return
	}
	parts := (count + mapped - 1) / mapped
	part := func(i int) string { return fmt.Sprintf("sitemap-%d.xml", i+1) }
	for i := range parts {
		p.file(part(i), func() []byte { return p.sitemap(i*mapped, min((i+1)*mapped, count)) })
	}
	p.file("sitemap.xml", func() []byte {
		var w bytes.Buffer
		w.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
		for i := range parts {
			fmt.Fprintf(&w, "<sitemap><loc>%s</loc></sitemap>\n", escapeXML(p.absolute("/"+part(i))))
		}
		w.WriteString("</sitemapindex>\n")
		return w.Bytes()
	})
}

func inSitemap(o Output) bool { return o.View != nil && strings.HasSuffix(o.URL, "/") }

// sitemap lists pages, counted in the order of their paths.
func (p *planner) sitemap(from, to int) []byte {
	var w bytes.Buffer
	w.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
	i := -1
	for _, o := range p.out {
		if !inSitemap(o) {
			continue
		}
		if i++; i < from || i >= to {
			continue
		}
		last := ""
		if q := p.At(o.URL); q != nil && changed(q) != "" {
			last = "<lastmod>" + changed(q)[:10] + "</lastmod>"
		}
		fmt.Fprintf(&w, "<url><loc>%s</loc>%s</url>\n", escapeXML(p.absolute(o.URL)), last)
	}
	w.WriteString("</urlset>\n")
	return w.Bytes()
}

func (p *planner) robots(noIndex bool) []byte {
	if noIndex {
		return []byte("User-agent: *\nDisallow: /\n")
	}
	s := "User-agent: *\nAllow: /\n"
	if p.Settings.BaseURL != "" {
		s += "Sitemap: " + p.absolute("/sitemap.xml") + "\n"
	}
	return []byte(s)
}

// Policy is the header of every answer: no foreign code, no third party, nothing told to publishers.
var Policy = [][2]string{
	{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Permissions-Policy", ""},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload"},
}

func headers(noIndex bool) []byte {
	var w bytes.Buffer
	w.WriteString("/*\n")
	for _, h := range Policy {
		fmt.Fprintf(&w, "  %s: %s\n", h[0], h[1])
	}
	if noIndex {
		w.WriteString("  X-Robots-Tag: noindex\n")
	}
	return w.Bytes()
}

func (p *planner) redirects() []byte {
	var lines []string
	for _, q := range p.Pages {
		for _, a := range q.Aliases {
			lines = append(lines, fmt.Sprintf("%s %s 301\n", p.Href(site.EscapePath(a.Value)), p.Href(site.EscapePath(q.URL))))
		}
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

// redirectPage is for hosts that know no _redirects.
func (p *planner) redirectPage(q *site.Page) []byte {
	to, title := html.EscapeString(p.Href(site.EscapePath(q.URL))), html.EscapeString(q.Title.Value)
	canonical := to
	if a := p.absolute(q.URL); a != "" {
		canonical = html.EscapeString(a)
	}
	return fmt.Appendf(nil, `<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<title>%s</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=%s">
<link rel="canonical" href="%s">
</head>
<body><main><h1>%[2]s</h1><p>This page has moved: <a href="%[3]s">%[2]s</a>.</p></main></body>
</html>
`, html.EscapeString(p.Settings.Language), title, to, canonical)
}
