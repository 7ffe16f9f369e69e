package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/site"
)

// Compare sets two sources side by side on every question; without A and B it is the overview of all pairs.
type Compare struct {
	Pairs []ComparedPair // of the overview
	Many  int            // so many sources, where they are too many to set each beside each

	A, B                   Link
	Apart, Together, Alone int // questions: on different sides, on a side in common, one of the two silent
	Groups                 []ComparedGroup
	Both                   Links // claims that both support; the first of many
	MoreBoth               int
	Against                []ComparedClaim // claims of which one disputes what the other supports
	MoreAgainst            int
	OnlyA, OnlyB           int // claims that one of the two supports and the other does not
}

// ComparedPair is two sources and what sets them side by side.
type ComparedPair struct {
	A, B                 Link
	URL                  string
	Apart, Both, Against int
}

// ComparedGroup is questions of a sort.
type ComparedGroup struct {
	ID, Title string
	Questions []ComparedQuestion
}

// ComparedQuestion is a question with what each of the two has on it.
type ComparedQuestion struct {
	Link
	Note string // how the answers stand to each other
	A, B []ComparedSide
}

// ComparedSide is what a source has on a side of a question.
type ComparedSide struct {
	Side, Name string
	Stance     string // supports: the source stands on the side; disputes or mentions a claim of it
	Evidence   []Evidence
	More       int // quotations that are not shown
}

// ComparedClaim is a claim that one source supports and the other disputes.
type ComparedClaim struct {
	Link
	Supports, Disputes Links
}

// onSides is on which sides of a question a source stands, a bit for each of the first 64 sides,
// and whether any quotation of it bears on the question.
type onSides struct {
	sides uint64
	bears bool
}

// How two sources stand to each other on a question.
const (
	apart = iota
	together
	alone
	neither
)

var comparedGroups = []struct{ id, title string }{
	apart:    {"different-sides", "On different sides"},
	together: {"a-side-in-common", "On a side in common"},
	alone:    {"one-is-silent", "One of the two takes no side"},
}

func relation(a, b onSides) int {
	switch {
	case !a.bears && !b.bears:
		return neither
	case a.sides == 0 || b.sides == 0:
		return alone
	case a.sides&b.sides != 0:
		return together
	}
	return apart
}

// A comparison is two sources with the questions on which one of them bears, those first that set
// them apart.
type comparison struct {
	a, b      *site.Page
	url       string
	questions []comparedAt
	counts    [neither]int
	both      []*site.Page
	against   []*site.Page
}

type comparedAt struct {
	question *site.Page
	relation int
}

// comparePages are the overview and, while each can be set beside each, a page for each pair of sources.
func (p *planner) comparePages() {
	if len(p.Sources) < 2 {
		return
	}
	const url = "/compare/"
	if len(p.Sources) > columns {
		p.page(url, func() *View {
			v := p.bare("compare", "Compare two sources", "", url)
			v.Compare = &Compare{Many: len(p.Sources)}
			return v
		})
		return
	}
	questions := byTitle(p.Questions)
	on := p.sidesOfAll(questions)
	var all []*comparison
	taken := map[string]bool{}
	for i, a := range p.Sources {
		for j, b := range p.Sources[i+1:] {
			c := p.comparison(a, b, questions, on[i], on[i+1+j])
			for taken[c.url] { // ids may hold "-and-" themselves
				c.url = strings.TrimSuffix(c.url, "/") + "-2/"
			}
			taken[c.url] = true
			all = append(all, c)
		}
	}
	p.page(url, func() *View {
		v := p.bare("compare", "Compare two sources", "Each pair of sources, side by side on every question.", url)
		v.Compare = &Compare{}
		for _, c := range all {
			v.Compare.Pairs = append(v.Compare.Pairs, ComparedPair{
				A: p.link(c.a), B: p.link(c.b), URL: p.Href(site.EscapePath(c.url)),
				Apart: c.counts[apart], Both: len(c.both), Against: len(c.against),
			})
		}
		return v
	})
	for _, c := range all {
		sizes := make([]size, len(c.questions))
		for i, q := range c.questions {
			sizes[i] = p.comparedSize(c, q.question)
		}
		if len(sizes) > 0 { // the lists of claims stand in the first part
			sizes[0] = sizes[0].plus(size{2*min(len(c.both), comparedClaims) + 5*min(len(c.against), comparedClaims) + 20, 90 * min(len(c.both)+len(c.against), 2*comparedClaims)})
		}
		p.parts(c.url, len(c.questions), fit(sizes), func(from, to int) *View { return p.compareView(c, from, to) })
	}
}

// comparedClaims is how many claims of a sort the page of a pair lists.
const comparedClaims = 40

// sidesOfAll tells of each source and question where the source stands.
func (p *planner) sidesOfAll(questions []*site.Page) [][]onSides {
	at := positions(p.Sources)
	on := make([][]onSides, len(p.Sources))
	for i := range on {
		on[i] = make([]onSides, len(questions))
	}
	for qi, q := range questions {
		for si, side := range q.Contest.Sides {
			for _, c := range side.Claims {
				for _, src := range c.Carried.Supports {
					on[at[src]][qi].sides |= 1 << min(si, 63)
				}
				for _, x := range c.Carried.Evidence {
					on[at[x.Source]][qi].bears = true
				}
			}
		}
	}
	return on
}

func (p *planner) comparison(a, b *site.Page, questions []*site.Page, onA, onB []onSides) *comparison {
	c := &comparison{a: a, b: b, url: "/compare/" + a.ID + "-and-" + b.ID + "/"}
	for i, q := range questions {
		if r := relation(onA[i], onB[i]); r != neither {
			c.counts[r]++
			c.questions = append(c.questions, comparedAt{q, r})
		}
	}
	slices.SortStableFunc(c.questions, func(x, y comparedAt) int { return cmp.Compare(x.relation, y.relation) })
	supportsB, disputesB := set(b.Drawn.Supports), set(b.Drawn.Disputes)
	for _, claim := range a.Drawn.Supports {
		if supportsB[claim] {
			c.both = append(c.both, claim)
		}
		if disputesB[claim] {
			c.against = append(c.against, claim)
		}
	}
	for _, claim := range a.Drawn.Disputes {
		if supportsB[claim] && !slices.Contains(c.against, claim) {
			c.against = append(c.against, claim)
		}
	}
	c.both, c.against = byTitle(c.both), byTitle(c.against)
	return c
}

func set(pages []*site.Page) map[*site.Page]bool {
	m := make(map[*site.Page]bool, len(pages))
	for _, page := range pages {
		m[page] = true
	}
	return m
}

// comparedSize is about what a question takes on the page of a pair.
func (p *planner) comparedSize(c *comparison, q *site.Page) size {
	s := size{4, len(q.Title.Value) + 200}
	for _, src := range []*site.Page{c.a, c.b} {
		sides := sidesOf(q, src)
		if len(sides) == 0 {
			s.elements += 3 // silent
			continue
		}
		s.elements++
		for _, on := range sides {
			x := shortest(on.quotations)
			s = s.plus(size{9 + len(x.By) + len(x.Via), 120 + length(x)})
		}
	}
	return s
}

func (p *planner) compareView(c *comparison, from, to int) *View {
	a, b := p.link(c.a), p.link(c.b)
	title := b.Title
	if rest, the := strings.CutPrefix(title, "The "); the {
		title = "the " + rest
	}
	v := p.bare("compare", a.Title+" and "+title, "", c.url)
	v.Summary = fmt.Sprintf("Side by side on %s: on different sides in %d, on a side in common in %d.", plural(len(c.questions), "question", "questions"), c.counts[apart], c.counts[together])
	m := &Compare{
		A: a, B: b, Apart: c.counts[apart], Together: c.counts[together], Alone: c.counts[alone],
		OnlyA: len(c.a.Drawn.Supports) - len(c.both), OnlyB: len(c.b.Drawn.Supports) - len(c.both),
	}
	v.Compare = m
	for i, q := range c.questions[from:to] {
		if i == 0 || c.questions[from+i-1].relation != q.relation {
			g := comparedGroups[q.relation]
			m.Groups = append(m.Groups, ComparedGroup{ID: g.id, Title: g.title})
		}
		g := &m.Groups[len(m.Groups)-1]
		g.Questions = append(g.Questions, ComparedQuestion{
			Link: p.link(q.question), Note: contradictions[q.question.Page.Question.Contradiction],
			A: p.comparedSides(q.question, c.a), B: p.comparedSides(q.question, c.b),
		})
	}
	if from > 0 {
		return v
	}
	m.Both, m.MoreBoth = p.links(cut(c.both, comparedClaims)), max(len(c.both)-comparedClaims, 0)
	m.MoreAgainst = max(len(c.against)-comparedClaims, 0)
	for _, claim := range cut(c.against, comparedClaims) {
		k := ComparedClaim{Link: p.link(claim)}
		for _, src := range []*site.Page{c.a, c.b} {
			if slices.Contains(claim.Carried.Supports, src) {
				k.Supports = append(k.Supports, p.link(src))
			}
			if slices.Contains(claim.Carried.Disputes, src) {
				k.Disputes = append(k.Disputes, p.link(src))
			}
		}
		m.Against = append(m.Against, k)
	}
	return v
}

// onSide is what bears on a side of a question with one stance.
type onSide struct {
	side       int
	stance     string
	quotations []*site.Quotation
}

// sidesOf is what a source has on each side of a question. What it only mentions is named
// only where it neither supports nor disputes anything on that side.
func sidesOf(q, src *site.Page) []onSide {
	var out []onSide
	for i, side := range q.Contest.Sides {
		by := map[string][]*site.Quotation{}
		for _, c := range side.Claims {
			for _, x := range c.Carried.Evidence {
				if x.Source == src {
					by[x.Stance] = append(by[x.Stance], x)
				}
			}
		}
		for _, stance := range []string{"supports", "disputes", "mentions"} {
			if len(by[stance]) > 0 && (stance != "mentions" || len(by) == 1) {
				out = append(out, onSide{i, stance, by[stance]})
			}
		}
	}
	return cut(out, listedSides)
}

func (p *planner) comparedSides(q, src *site.Page) []ComparedSide {
	var out []ComparedSide
	for _, f := range sidesOf(q, src) {
		x := shortest(f.quotations)
		passages := map[string]bool{}
		for _, other := range f.quotations {
			if !within(other, x) {
				passages[other.Passage] = true
			}
		}
		out = append(out, ComparedSide{
			Side: roman(f.side + 1), Name: q.Contest.Sides[f.side].Name, Stance: f.stance,
			Evidence: p.evidence([]*site.Quotation{x}, nil, x.Page), More: len(passages),
		})
	}
	return out
}

// telling is how long words within a sentence should be to be understood by themselves.
const telling = 40

// shortest is the shortest quotation that can be understood by itself: a block, which an
// author takes whole, else words that are not too few; failing both, the longest.
func shortest(qs []*site.Quotation) *site.Quotation {
	rank := func(q *site.Quotation) int {
		switch {
		case q.Quotation.Block:
			return 0
		case length(q) >= telling:
			return 1
		}
		return 2
	}
	return slices.MinFunc(qs, func(a, b *site.Quotation) int {
		if rank(a) == 2 && rank(b) == 2 {
			return cmp.Compare(length(b), length(a))
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(length(a), length(b)))
	})
}

// Head is the two sources as heads of the columns.
func (c *Compare) Head() template.HTML {
	var m markup
	m.WriteString(`<div class="pair pair-head">`)
	for _, l := range []Link{c.A, c.B} {
		m.WriteString(`<p>`)
		m.link(l)
		m.WriteString(`</p>`)
	}
	m.WriteString("</div>\n")
	return m.html()
}

// Table is the rows of the overview, one for each pair, with a bar beside each number.
func (c *Compare) Table() template.HTML {
	var most [3]int
	for _, pair := range c.Pairs {
		for i, n := range pair.counts() {
			most[i] = max(most[i], n)
		}
	}
	scale := [3]int{most[0], max(most[1], most[2]), max(most[1], most[2])} // questions, claims, claims
	var m markup
	for i, pair := range c.Pairs {
		if i == 0 || c.Pairs[i-1].A.ID != pair.A.ID {
			if i > 0 {
				m.WriteString("</tbody>\n")
			}
			m.WriteString(`<tbody>`)
		}
		m.put(`<tr><th scope="row"><a href="`, pair.URL, `">`)
		m.name(pair.A)
		m.WriteString(" and<br>")
		m.name(pair.B)
		m.WriteString("</a></th>")
		for i, n := range pair.counts() {
			digits := strconv.Itoa(n)
			m.WriteString("<td>" + strings.Repeat("\u2007", len(strconv.Itoa(most[i]))-len(digits)) + digits)
			if n > 0 {
				fmt.Fprintf(&m, ` <svg width="90" height="9" aria-hidden="true"><rect width="%d" height="9"/></svg>`, max(90*n/scale[i], 1))
			}
			m.WriteString("</td>")
		}
		m.WriteString("</tr>\n")
	}
	m.WriteString("</tbody>\n")
	return m.html()
}

// counts are the numbers of a pair in the order of the columns.
func (pair *ComparedPair) counts() [3]int { return [3]int{pair.Apart, pair.Both, pair.Against} }

// HTML is the questions of a group, each with two columns.
func (g ComparedGroup) HTML(c *Compare) template.HTML {
	var m markup
	for _, q := range g.Questions {
		m.put(`<h3 id="site-question-`, q.ID, `"><a href="`, q.URL, `">`, q.Title, `</a></h3><p class="note">`, q.Note, "</p>\n")
		m.WriteString(`<div class="pair">`)
		m.comparedColumn(c.A, q.A)
		m.comparedColumn(c.B, q.B)
		m.WriteString("</div>\n")
	}
	return m.html()
}

func (m *markup) comparedColumn(source Link, sides []ComparedSide) {
	m.WriteString(`<div>`)
	if len(sides) == 0 {
		m.WriteString(`<p class="on nothing">`)
		m.key(source.Key)
		m.WriteString(" silent</p></div>\n")
		return
	}
	for _, s := range sides {
		m.put(`<p class="on">`)
		m.key(source.Key)
		m.WriteByte(' ')
		if s.Stance != "supports" {
			m.put(``, s.Stance, ` `)
		}
		m.put(`<span class="side-key">`, s.Side, `</span> `, s.Name, `</p>`)
		for _, e := range s.Evidence {
			m.comparedEvidence(e, s.More)
		}
	}
	m.WriteString("</div>\n")
}

// comparedEvidence is the words, who speaks, and the way to the passage: the column names the source.
func (m *markup) comparedEvidence(e Evidence, more int) {
	m.put(`<figure class="said"><blockquote` + string(e.LangDir) + `>`)
	for _, words := range e.Paragraphs {
		m.put(`<p>`, words, `</p>`)
	}
	m.WriteString(`</blockquote><figcaption>`)
	if len(e.By) > 0 {
		m.links(e.By)
		m.WriteString(", ")
	}
	if len(e.Via) > 0 {
		m.WriteString("through ")
		m.links(e.Via)
		m.WriteString(", ")
	}
	m.put(`<cite><a href="`, e.Passage, fmt.Sprintf(`">paragraph %d</a></cite>`, e.Paragraph))
	if more > 0 {
		m.WriteString("; " + plural(more, "more quotation", "more quotations"))
	}
	m.WriteString("</figcaption></figure>\n")
}

// AgainstItems are the claims of which one source disputes what the other supports, as list items.
func (c *Compare) AgainstItems() template.HTML {
	var m markup
	for _, k := range c.Against {
		m.put(`<li><a href="`, k.URL, `">`, k.Title, `</a> <span class="note">supported in `)
		m.keys(k.Supports)
		m.WriteString(`, disputed in `)
		m.keys(k.Disputes)
		m.WriteString("</span></li>\n")
	}
	return m.html()
}
