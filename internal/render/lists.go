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

// An Entry of a list.
type Entry struct {
	Link
	Date         Date
	Note         string // a word on how it stands
	Figures      string // of an actor: on how many claims it is met, and as what
	Sources      Links  // of a claim: that carry it, where each has a letter
	Sides        []EntrySide
	Count, Order int // to sort by: sources, claims or quotations; how it stands, by rank
}

// EntrySide is a side of a question with the sources that stand on it.
type EntrySide struct {
	Side, Name string // Side is I, II, III …
	Sources    Links
}

// A Group of a list, under a heading of its own if it has a title.
type Group struct {
	ID        string
	Title     string
	URL       string   // where the title leads; "" if nowhere
	Sides     []string // of a question: what its sides are called
	Continued bool     // it began in an earlier part
	Legend    Links    // what the letters of the sources stand for; above the first group
	Entries   []Entry
}

// front is the front page; without content/index.md it lists what there is.
func (p *planner) front(page *site.Page) *View {
	v := p.introduced("home", p.Settings.Title, p.Settings.Description, "/", page)
	v.Index, v.Front = nil, p.frontBand()
	if page == nil {
		v.Index = p.index(30)
	}
	return v
}

// perSection is how many entries the list of a section shows before it goes on in a second part.
const perSection = 240

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
	p.parts(url, len(entries), perSection, func(from, to int) *View {
		v := p.introduced("list", title, "", url, page)
		v.List = entries[from:to]
		return v
	})
}

// kind is the list of all pages of a kind.
func (p *planner) kind(k dossier.Kind) {
	sh := p.shelf(k)
	sizes := make([]size, len(sh.items))
	for i, it := range sh.items {
		sizes[i] = p.rowSize(it.page)
		if i == 0 || sh.items[i-1].head != it.head {
			sizes[i] = sizes[i].plus(sh.heads[it.head].size())
		}
	}
	url := "/" + k.Folder() + "/"
	p.parts(url, len(sh.items), fit(sizes), func(from, to int) *View {
		v := p.introduced("list", kindTitle(k), "", url, p.At(url))
		v.ID = k.Folder()
		v.Scripts = append(v.Scripts, p.Href("/lists.js"))
		for i, it := range sh.items[from:to] {
			if head, begins := sh.headAt(from, i); begins {
				v.Index = append(v.Index, head)
			}
			g := &v.Index[len(v.Index)-1]
			g.Entries = append(g.Entries, p.row(it.page))
		}
		if len(v.Index) > 0 && (k == dossier.Claim || k == dossier.Question) {
			v.Index[0].Legend = p.legend()
		}
		return v
	})
}

// A shelf is the pages of a list in their order, each under a heading.
type shelf struct {
	heads []Group // without entries
	items []shelved
}

// A shelved page knows its heading, and a claim the side of the question on which it stands, from 1.
type shelved struct {
	page *site.Page
	head int
	side int
}

// headAt tells the heading that an item begins, in a part that begins at from: its own or, at the
// head of a part, that under which the part goes on.
func (sh *shelf) headAt(from, i int) (Group, bool) {
	at := from + i
	head := sh.items[at].head
	before := at > 0 && sh.items[at-1].head == head
	if before && i > 0 {
		return Group{}, false
	}
	g := sh.heads[head]
	g.Continued = before
	return g, true
}

// shelf puts the pages of a kind in the order of their list: claims under the questions that
// they answer, actors by what they are, events by year; questions and sources as they are weighed.
func (p *planner) shelf(k dossier.Kind) *shelf {
	sh := &shelf{}
	under := func(g Group, pages []*site.Page) {
		if len(pages) == 0 {
			return
		}
		sh.heads = append(sh.heads, g)
		for _, page := range pages {
			sh.items = append(sh.items, shelved{page: page, head: len(sh.heads) - 1})
		}
	}
	switch k {
	case dossier.Claim:
		return p.claimShelf()
	case dossier.Actor:
		byType := map[string][]*site.Page{}
		for _, a := range byTitle(p.Actors) {
			byType[a.Page.Actor.Type] = append(byType[a.Page.Actor.Type], a)
		}
		for _, t := range actorTypes {
			under(Group{ID: cmp.Or(t.id, "others"), Title: t.title}, byType[t.id])
		}
	case dossier.Event:
		var years []string
		byYear := map[string][]*site.Page{}
		for _, e := range p.Events {
			y := year(e.Date)
			if byYear[y] == nil {
				years = append(years, y)
			}
			byYear[y] = append(byYear[y], e)
		}
		for i, y := range years {
			under(Group{ID: fmt.Sprintf("year-%d", i+1), Title: y}, byYear[y])
		}
	case dossier.Question:
		under(Group{ID: "questions"}, byTitle(p.Questions))
	case dossier.Source:
		under(Group{ID: "sources"}, p.Sources)
	}
	return sh
}

// actorTypes are the types of actors in the order of their list; "" is an actor of none.
var actorTypes = []struct{ id, title string }{
	{"state", "States"}, {"group", "Groups"}, {"organisation", "Organisations"}, {"person", "Persons"},
	{"outlet", "Outlets"}, {"collective", "Collectives"}, {"", "Others"},
}

// year is the heading under which an event stands: of its first day, or of its last where the first is not known.
func year(d dossier.Date) string {
	day := d.First()
	if day == "" {
		day = d.Last()
	}
	switch {
	case d.IsZero() || day == "~":
		return "Without a date"
	case len(day) == 10 && day[4] == '-':
		return cmp.Or(strings.TrimLeft(day[:4], "0"), "0")
	}
	return d.Words() // before the year 0 or after 9999
}

// claimShelf puts each claim under the weightiest question in which it stands, side by side;
// those that stand in none come last.
func (p *planner) claimShelf() *shelf {
	sh := &shelf{}
	taken := make(map[*site.Page]bool, len(p.Claims))
	put := func(c *site.Page, side int) {
		taken[c] = true
		sh.items = append(sh.items, shelved{page: c, head: len(sh.heads) - 1, side: side})
	}
	for _, q := range byTitle(p.Questions) {
		begun := false
		for i, side := range q.Contest.Sides {
			for _, c := range side.Claims {
				if taken[c] {
					continue
				}
				if !begun {
					begun = true
					g := Group{ID: q.ID, Title: q.Title.Value, URL: p.link(q).URL}
					for _, s := range q.Contest.Sides {
						g.Sides = append(g.Sides, s.Name)
					}
					sh.heads = append(sh.heads, g)
				}
				put(c, i+1)
			}
		}
	}
	rest := byTitle(slices.DeleteFunc(slices.Clone(p.Claims), func(c *site.Page) bool { return taken[c] }))
	if len(rest) > 0 {
		sh.heads = append(sh.heads, Group{ID: "in-no-question", Title: "Claims that stand in no question"})
		for _, c := range rest {
			put(c, 0)
		}
	}
	return sh
}

// columns is up to how many sources are set beside each other, as columns or as letters.
const columns = 12

// legend is what the letters of the sources stand for; nothing where they are too many for letters.
func (p *planner) legend() Links {
	if len(p.Sources) > columns {
		return nil
	}
	return p.links(p.Sources)
}

// lettered are the sources as letters.
func (p *planner) lettered(sources []*site.Page) Links {
	if len(p.Sources) > columns {
		return nil
	}
	return p.links(sources)
}

// row is an entry in the list of its kind, with what the list sorts by.
func (p *planner) row(page *site.Page) Entry {
	e := p.entry(page)
	switch page.Kind {
	case dossier.Claim:
		c := &page.Carried
		e.Summary = "" // the title is the claim
		e.Sources = p.lettered(c.Supports)
		e.Count = len(c.Supports)
		e.Order = slices.Index([]string{"contested", "several sources", "single source", "no quotation"}, c.Status())
		if e.Sources == nil && e.Count > 1 {
			e.Note += fmt.Sprintf(", %d sources", e.Count)
		}
	case dossier.Actor:
		s := &page.Said
		e.Note = page.Page.Actor.Role
		e.Count = len(s.Says) + len(s.Disputes)
		var figures []string
		for _, f := range []struct {
			what string
			n    int
		}{{"says", len(s.Says)}, {"disputes", len(s.Disputes)}, {"is spoken of in", len(s.SpokenOf)}} {
			if f.n > 0 {
				figures = append(figures, fmt.Sprintf("%s %d", f.what, f.n))
			}
		}
		if figures != nil {
			e.Figures = "Claims: " + strings.Join(figures, ", ")
		}
	case dossier.Source:
		e.Count = len(page.Drawn.Quotations)
		if e.Date.Words == "" {
			e.Date.Words = "date of publication not stated"
		}
	case dossier.Event:
		if e.Date.Words != "" && e.Note != "" {
			e.Note = "(" + e.Note + ")" // how the date is known
		}
	case dossier.Question:
		e.Summary = "" // the sides say it
		e.Order = slices.Index([]string{"hard", "open", "soft"}, page.Page.Question.Contradiction)
		e.Note = contradictions[page.Page.Question.Contradiction]
		if in := page.Contest.Inside; len(in) > 0 {
			e.Note += "; inside one source"
			if letters := p.lettered(in); letters != nil {
				for i, l := range letters {
					e.Note += []string{": ", ", "}[min(i, 1)] + l.Key
				}
			}
		}
		stand := map[*site.Page]bool{}
		for i, side := range cut(page.Contest.Sides, listedSides) {
			var on []*site.Page
			for _, src := range p.standing(side) {
				stand[src] = true
				on = append(on, src)
			}
			e.Sides = append(e.Sides, EntrySide{Side: roman(i + 1), Name: side.Name, Sources: p.lettered(on)})
		}
		e.Count = len(stand)
	}
	return e
}

// listedSides is how many sides of a question a list names.
const listedSides = 6

// contradictions in the words of readers, short enough for a line.
var contradictions = map[string]string{
	"hard": "contested: the answers exclude each other",
	"soft": "contested: the accounts differ in weight or words",
	"open": "open question",
}

// standing are the sources that stand on a side, in their order: they support a claim of it.
func (p *planner) standing(side site.Side) []*site.Page {
	var on []*site.Page
	for _, c := range side.Claims {
		for _, src := range c.Carried.Supports {
			if !slices.Contains(on, src) {
				on = append(on, src)
			}
		}
	}
	slices.SortFunc(on, site.InOrder)
	return on
}

// roman is the number of a side: I, II, III, IV …
func roman(n int) string {
	var s strings.Builder
	for _, d := range []struct {
		worth int
		digit string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= d.worth; n -= d.worth {
			s.WriteString(d.digit)
		}
	}
	return s.String()
}

// A size is what an item of a list adds to its page.
type size struct{ elements, letters int }

func (s size) plus(t size) size { return size{s.elements + t.elements, s.letters + t.letters} }

// room is what the items of one part may take: what the budgets of a page leave beside the
// head and foot of the site and what introduces a list.
var room = size{elements: 1260, letters: 36_000}

// fit is how many items stand in each part of a list: as many as there is room for in the
// fullest of them, shared out so that the parts are alike.
func fit(sizes []size) int {
	var all size
	for _, s := range sizes {
		all = all.plus(s)
	}
	parts := max((all.elements-1)/room.elements, (all.letters-1)/room.letters) + 1
	for ; parts < len(sizes); parts++ {
		per := (len(sizes) + parts - 1) / parts
		if fits(sizes, per) {
			return per
		}
	}
	return 1
}

func fits(sizes []size, per int) bool {
	for part := range slices.Chunk(sizes, per) {
		var all size
		for _, s := range part {
			all = all.plus(s)
		}
		if all.elements > room.elements || all.letters > room.letters {
			return false
		}
	}
	return true
}

// rowSize is about what the row of a page takes.
func (p *planner) rowSize(page *site.Page) size {
	l := p.link(page)
	s := size{elements: 5, letters: len(l.Title) + len(l.URL)}
	letters := len(p.Sources) <= columns
	switch page.Kind {
	case dossier.Claim:
		s.elements = 3
		if letters {
			s.elements += len(page.Carried.Supports)
		}
	case dossier.Question:
		for _, side := range cut(page.Contest.Sides, listedSides) {
			s = s.plus(size{2, len(side.Name)})
			if letters {
				s.elements += len(p.standing(side))
			}
		}
	default:
		s.letters += len(l.Summary)
	}
	return s
}

func (g *Group) size() size {
	s := size{elements: 4, letters: len(g.Title) + len(g.URL) + len(g.ID)}
	for _, name := range g.Sides {
		s.letters += len(name)
	}
	return s
}

// HTML is the group as a heading and a list, each row with what it is sorted by.
func (g Group) HTML() template.HTML {
	var m markup
	if len(g.Legend) > 0 {
		m.WriteString(`<ul class="letters" aria-label="The letters of the sources">`)
		for _, l := range g.Legend {
			m.WriteString(`<li>`)
			m.link(l)
			m.WriteString("</li>\n")
		}
		m.WriteString("</ul>\n")
	}
	if g.Title != "" {
		m.put(`<h2 id="site-`, g.ID, `">`)
		if g.URL != "" {
			m.put(`<a href="`, g.URL, `">`, g.Title, `</a>`)
		} else {
			m.put("", g.Title)
		}
		if g.Continued {
			m.WriteString(" (continued)")
		}
		m.WriteString("</h2>\n")
	}
	dots := ""
	if len(g.Entries) > 0 && g.Entries[0].Kind == "claim" {
		dots = " dots" // the letters of the sources stand below each other
	}
	m.WriteString(`<ul class="rows` + dots + "\">\n")
	for _, e := range g.Entries {
		m.entry(e)
	}
	m.WriteString("</ul>\n")
	return m.html()
}

func (m *markup) entry(e Entry) {
	fmt.Fprintf(m, `<li data-n="%d" data-o="%d">`, e.Count, e.Order)
	m.link(e.Link)
	if e.Date.Words != "" {
		m.WriteString(" ")
		m.date(e.Date)
	}
	if e.Note != "" {
		m.put(` <span class="note">`, e.Note, `</span>`)
	}
	if len(e.Sources) > 0 {
		m.WriteByte(' ')
		m.keys(e.Sources)
	}
	if e.Summary != "" {
		m.put(`<p>`, e.Summary, `</p>`)
	}
	if e.Figures != "" {
		m.put(`<p class="note">`, e.Figures, `</p>`)
	}
	for _, s := range e.Sides {
		m.put(`<p class="on"><span class="side-key">`, s.Side, `</span> `, s.Name, ` `)
		m.keys(s.Sources)
		m.WriteString(`</p>`)
	}
	m.WriteString("</li>\n")
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
