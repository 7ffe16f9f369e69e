package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"runtime"
	"slices"
	"strings"
	"sync"

	"dossier/internal/dossier"
	"dossier/internal/search"
	"dossier/internal/site"
)

// Search is what the page of the search shows: where the script finds its index, and the
// plain index of all pages, for readers without script and for those who would rather browse.
type Search struct {
	Base   string // the address below which the index lies
	Groups []SearchGroup
}

// A SearchGroup is the pages of a kind.
type SearchGroup struct {
	ID, Title string
	URL       string // of the whole list; "" if there is none
	Count     int    // of all pages of the kind
	Entries   Links
	More      bool // that are not named here
}

// indexed is how many pages the plain index names, all kinds taken together.
const indexed = 480

// searchKinds are the kinds in the order in which equally good results are shown.
var searchKinds = []dossier.Kind{dossier.Actor, dossier.Question, dossier.Claim, dossier.Event, dossier.Source, dossier.Free}

func (p *planner) searchPages() {
	p.page("/search/", func() *View {
		v := p.bare("search", "Search and index", "Pages, actors in every spelling, claims, questions, events, sources and quotations.", "/search/")
		v.Search = &Search{Base: p.Href("/search/"), Groups: p.plainIndex()}
		v.Scripts = []string{p.Href("/search.js")}
		return v
	})
	layout := search.Shards(len(p.Pages), len(p.Quotations))
	s := &searched{planner: p, layout: layout}
	s.documents = sync.OnceFunc(s.gather)
	s.build = sync.OnceFunc(s.index)
	p.file("search/index.json", s.manifest)
	for i := range layout.Documents {
		p.file(fmt.Sprintf("search/d-%d.json", i), func() []byte { return s.shard(i) })
	}
	for i := range layout.Terms {
		p.file(fmt.Sprintf("search/t-%d.json", i), func() []byte { s.build(); return s.words.Terms(i) })
	}
	for i := range layout.Near {
		p.file(fmt.Sprintf("search/n-%d.json", i), func() []byte { s.build(); return s.words.Near(i) })
	}
	for i := range search.Blocks(layout.Terms) {
		p.file(fmt.Sprintf("search/t-from-%d.json", i), func() []byte { terms, _ := s.bounds(); return block(terms, i) })
	}
	for i := range search.Blocks(layout.Near) {
		p.file(fmt.Sprintf("search/n-from-%d.json", i), func() []byte { _, near := s.bounds(); return block(near, i) })
	}
}

// plainIndex names the pages by kind. Where there are too many, small kinds are named whole and large
// ones begun; of a large narrative its sections are named.
func (p *planner) plainIndex() []SearchGroup {
	var groups []SearchGroup
	var pages [][]*site.Page
	for _, k := range []dossier.Kind{dossier.Free, dossier.Question, dossier.Claim, dossier.Actor, dossier.Source, dossier.Event} {
		of := p.OfKind(k)
		if len(of) == 0 {
			continue
		}
		g := SearchGroup{ID: "pages", Title: "Pages", Count: len(of)}
		if k != dossier.Free {
			g.ID, g.Title, g.URL = k.Folder(), kindTitle(k), p.Href("/"+k.Folder()+"/")
		}
		groups = append(groups, g)
		pages = append(pages, of)
	}
	// Shares: the smallest first, each as much as it needs of what the others leave it.
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(pages[a]) - len(pages[b]) })
	left := indexed
	for n, i := range order {
		share := min(left/(len(order)-n), len(pages[i]))
		left -= share
		if groups[i].ID == "pages" && share < len(pages[i]) {
			pages[i] = p.sections()
			share = min(share, len(pages[i]))
		}
		groups[i].More = share < groups[i].Count
		groups[i].Entries = p.links(cut(inOrderOfTitles(pages[i]), share))
	}
	return groups
}

// sections of the narrative: the pages that stand for a folder, and those beside the front page.
func (p *planner) sections() []*site.Page {
	var out []*site.Page
	for _, q := range p.Free {
		if isSection(q.Page) || strings.Count(q.URL, "/") == 2 {
			out = append(out, q)
		}
	}
	return out
}

// inOrderOfTitles is the order of an index at the end of a book: case, accents and marks do not count.
func inOrderOfTitles(pages []*site.Page) []*site.Page {
	keys := make(map[*site.Page]string, len(pages))
	for _, q := range pages {
		keys[q] = strings.Join(search.Words(q.Title.Value), " ")
	}
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b *site.Page) int {
		if c := strings.Compare(keys[a], keys[b]); c != 0 {
			return c
		}
		return strings.Compare(a.URL, b.URL)
	})
	return pages
}

// searched is the index of one plan. Its documents are pages by kind and title, then quotations
// by source and place: the order in which equally good results are shown. It comes
// into being when an output of it is asked for, so that a preview pays nothing for it.
type searched struct {
	*planner
	layout     search.Layout
	documents  func()
	build      func()
	pages      []*site.Page
	starts     []int // of each of searchKinds
	quotations []placed
	words      *search.Index
}

// placed is a quotation, once for all the places where the same words of the same source stand.
type placed struct {
	*site.Quotation
	places int
}

func (s *searched) gather() {
	for _, k := range searchKinds {
		s.starts = append(s.starts, len(s.pages))
		s.pages = append(s.pages, inOrderOfTitles(s.OfKind(k))...)
	}
	at := make(map[string]int, len(s.Quotations))
	for _, q := range s.Quotations {
		same := q.Anchor // a digest of source and words, and a number on a page that has them twice
		if i := strings.IndexByte(same[2:], '-'); i > 0 {
			same = same[:2+i]
		}
		i, there := at[same]
		switch {
		case !there:
			at[same] = len(s.quotations)
			s.quotations = append(s.quotations, placed{q, 1})
		case q.Page.Kind == dossier.Claim && s.quotations[i].Page.Kind != dossier.Claim:
			s.quotations[i] = placed{q, s.quotations[i].places + 1} // where one sees what the words bear on
		default:
			s.quotations[i].places++
		}
	}
	slices.SortStableFunc(s.quotations, func(a, b placed) int {
		if c := site.InOrder(a.Source, b.Source); c != 0 {
			return c
		}
		return a.Match.Span.Start - b.Match.Span.Start
	})
}

func (s *searched) count() int { return len(s.pages) + len(s.quotations) }

func (s *searched) index() {
	s.documents()
	s.words = search.Build(s.count(), runtime.GOMAXPROCS(0), s.layout, func(i int, put func(int, string)) {
		if i < len(s.pages) {
			page := s.pages[i]
			all := append([]string{page.Title.Value}, otherNames(page)...)
			for _, t := range all {
				if len(search.Words(t)) == 1 {
					put(search.Whole, t)
				}
			}
			for _, t := range all {
				put(search.Name, t)
			}
			put(search.About, inBrief(page))
			for _, t := range besides(page) {
				put(search.About, t)
			}
			return
		}
		q := s.quotations[i-len(s.pages)]
		put(search.Text, q.Text)
		put(search.Text, q.Quotation.Quotation.Translation)
		for _, a := range q.By {
			put(search.Speaker, a.Title.Value)
		}
	})
}

// otherNames of a page besides its title.
func otherNames(page *site.Page) []string {
	var out []string
	if page.Actor != nil {
		for _, n := range page.Actor.Names {
			out = append(out, n.Value)
		}
	}
	return cut(out, 24)
}

// inBrief is what is said of a page in a few words, and shown below its title.
func inBrief(page *site.Page) string {
	text := page.Summary
	switch {
	case text != "":
	case page.Actor != nil:
		text = page.Actor.Role
	case page.Event != nil:
		text = page.Event.Dating
	case page.Source != nil && page.Source.Publisher.Value != dossier.NotStated:
		text = page.Source.Publisher.Value
	}
	return shortened(text, 200)
}

// besides are texts by which a page is found too, shown where they are why: what a source states of
// itself, the sides of a question, the headings of the narrative.
func besides(page *site.Page) []string {
	var out []string
	switch {
	case page.Source != nil:
		for _, t := range page.Source.Stated {
			out = append(out, t.Text.Value)
		}
		for _, t := range []dossier.Text{page.Source.Publisher, page.Source.Author} {
			if t.Value != "" && t.Value != dossier.NotStated {
				out = append(out, t.Value)
			}
		}
	case page.Actor != nil && page.Summary != "" && page.Actor.Role != "":
		out = append(out, page.Actor.Role)
	case page.Question != nil:
		for _, side := range page.Question.Sides {
			out = append(out, side.Name.Value)
		}
	case page.Kind == dossier.Free:
		for _, h := range page.Headings {
			out = append(out, h.Text)
		}
	}
	for i, t := range out {
		out[i] = shortened(t, 160)
	}
	return cut(out, 24)
}

// shortened cuts a text after a word.
func shortened(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text
	}
	i := strings.LastIndexByte(text[:most], ' ')
	if i < most/2 {
		for i = most; text[i]&0xC0 == 0x80; i-- { // not inside a letter
		}
	}
	return text[:i] + " …"
}

// shard writes documents for the script to show. A page is
// [address, title, about, language, other names, what else it is found by]; a quotation is
// [address, words, translation, language, speakers, outlets, key, source, places].
func (s *searched) shard(i int) []byte {
	s.documents()
	var w bytes.Buffer
	encoder := json.NewEncoder(&w)
	encoder.SetEscapeHTML(false)
	from, to := search.Share(i, s.layout.Documents, s.count())
	for d := from; d < to; d++ {
		if d == from {
			w.WriteByte('[')
		} else {
			w.WriteByte(',')
		}
		var document []any
		if d < len(s.pages) {
			page := s.pages[d]
			document = []any{s.link(page).URL, page.Title.Value, inBrief(page), s.foreign(page.Lang), orEmpty(otherNames(page)), orEmpty(besides(page))}
		} else {
			q := s.quotations[d-len(s.pages)]
			source := s.link(q.Source)
			document = []any{s.placeOf(q.Quotation).URL, shortened(strings.ReplaceAll(q.Text, "\u2029", " "), 300), shortened(q.Quotation.Quotation.Translation, 300),
				s.foreign(site.QuotationLanguage(q.Quotation)), s.titles(q.By), s.titles(q.Via), source.Key, source.Title, q.places}
		}
		if err := encoder.Encode(document); err != nil {
			panic(err) // strings and numbers always encode
		}
	}
	if from == to {
		w.WriteByte('[')
	}
	w.WriteString("]\n")
	return w.Bytes()
}

// foreign is a language that is not the dossier's.
func (s *searched) foreign(lang string) string {
	if lang == s.Settings.Language {
		return ""
	}
	return lang
}

func (s *searched) titles(pages []*site.Page) string {
	var out []string
	for _, p := range cut(pages, 4) {
		out = append(out, p.Title.Value)
	}
	return strings.Join(out, ", ")
}

// bounds are the least key of each shard, of both sorts.
func (s *searched) bounds() (terms, near []string) {
	s.build()
	return s.words.Bounds()
}

// block is the beginnings of some shards of a large index.
func block(bounds []string, i int) []byte {
	from, to := min(i*search.Block, len(bounds)), min((i+1)*search.Block, len(bounds))
	return compact(orEmpty(bounds[from:to]))
}

// ranges tell where each shard begins or, of a large index, where each block of them does.
type ranges struct {
	Bounds []string `json:"bounds"`
	Block  int      `json:"block,omitempty"`
}

func rangesOf(bounds []string, shards int) ranges {
	if search.Blocks(shards) == 0 {
		return ranges{Bounds: orEmpty(bounds)}
	}
	r := ranges{Block: search.Block}
	for i := 0; i < len(bounds); i += search.Block {
		r.Bounds = append(r.Bounds, bounds[i])
	}
	return r
}

// manifest tells the script how the index is cut.
func (s *searched) manifest() []byte {
	terms, near := s.bounds()
	type kind struct {
		One   string `json:"one"`
		Many  string `json:"many"`
		Start int    `json:"start"`
	}
	m := struct {
		Version   string `json:"version"`
		Documents int    `json:"documents"`
		Shards    int    `json:"shards"`
		Kinds     []kind `json:"kinds"`
		Terms     ranges `json:"t"`
		Near      ranges `json:"n"`
	}{Version: s.words.Version(), Documents: s.count(), Shards: s.layout.Documents, Terms: rangesOf(terms, s.layout.Terms), Near: rangesOf(near, s.layout.Near)}
	for i, k := range searchKinds {
		name := kind{"Page", "Pages", s.starts[i]}
		if k != dossier.Free {
			one := k.String()
			name.One, name.Many = strings.ToUpper(one[:1])+one[1:], kindTitle(k)
		}
		m.Kinds = append(m.Kinds, name)
	}
	m.Kinds = append(m.Kinds, kind{"Quotation", "Quotations", len(s.pages)})
	return compact(m)
}

// compact is a value as JSON on one line.
func compact(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return append(data, '\n')
}

// Items is the pages of the group as list items, sources with their keys.
func (g SearchGroup) Items() template.HTML {
	var m markup
	for _, l := range g.Entries {
		m.put(`<li><a href="`, l.URL, `">`)
		if l.Key != "" {
			m.put(`<span class="key" data-key="`, l.Key, `">`, l.Key, `</span> `)
		}
		m.put("", l.Title, "</a></li>\n")
	}
	return m.html()
}
