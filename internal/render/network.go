package render

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"sync"

	"dossier/internal/site"
)

// Network is one part of the network of actors and claims: on the first part a picture of
// the strongest relations, and a table of all of them.
type Network struct {
	Flow *Flow // nil on later parts
	Rows []Node
}

// A Node is an actor and its relations, as a row of the table.
type Node struct {
	Link
	Type                     string
	Says, Disputes, SpokenOf int // claims
	Of                       []Tie
	MoreOf                   int
	Same                     []Tie
	MoreSame                 int
}

// A Tie is how many claims join an actor to another one.
type Tie struct {
	Link
	Count int
}

// A Flow is the picture. On the left stand those who say something, on the right those of
// whom it speaks: an actor that does both stands on both sides, so that being spoken of is
// never read as saying. Lines join the two sides; dotted arcs join those on the left who
// say the same.
type Flow struct {
	Left, Right            []End
	Arcs                   []Arc
	Lines, AllLines, Least int // drawn, in all, and the number of claims that the weakest drawn one stands for
	AllArcs, LeastSame     int
	Cut                    bool // some as strong as the weakest are not drawn
}

// An End is an actor on one side of the picture.
type End struct {
	Link
	Count int // claims that it says, or is spoken of in
	Share int // of the longest bar, in hundredths
	Lines []Line
}

// A Line leads from an actor on the left to one on the right. Heights are thousandths of the picture's.
type Line struct {
	To     string
	Y1, Y2 int
	Width  int // 1 to 6
	Count  int
}

// An Arc joins two on the left.
type Arc struct {
	From, To string
	Y1, Y2   int
	Count    int
}

const (
	networkURL  = "/network/"
	perNetwork  = 50 // actors a part
	mostLines   = 36
	mostEnds    = 18 // on a side
	mostArcs    = 10
	mostInCell  = 5  // relations of an actor in the table
	mostOnClaim = 40 // actors on one claim who are joined with each other: the number of pairs is its square
	widths      = 6
)

func (p *planner) networkPages() {
	var linked []*site.Page
	for _, a := range p.Actors {
		if len(a.Said.Says)+len(a.Said.Disputes)+len(a.Said.SpokenOf) > 0 {
			linked = append(linked, a)
		}
	}
	slices.SortStableFunc(linked, func(a, b *site.Page) int { return cmp.Compare(weight(b), weight(a)) })
	shared := sync.OnceValue(p.relate)
	p.parts(networkURL, len(linked), perNetwork, func(from, to int) *View {
		v := p.bare("network", "Actors and claims", "Who says something of whom, and who says the same.", networkURL)
		r := shared()
		v.Network = &Network{}
		if from == 0 {
			v.Network.Flow = p.flow(r)
		}
		for _, a := range linked[from:to] {
			n := Node{Link: p.link(a), Type: a.Page.Actor.Type, Says: len(a.Said.Says), Disputes: len(a.Said.Disputes), SpokenOf: len(a.Said.SpokenOf)}
			n.Of, n.MoreOf = p.ties(r.of[a])
			n.Same, n.MoreSame = p.ties(r.same[a])
			v.Network.Rows = append(v.Network.Rows, n)
		}
		return v
	})
}

// weight is on how many claims an actor is met.
func weight(a *site.Page) int { return len(a.Said.Says) + len(a.Said.Disputes) + len(a.Said.SpokenOf) }

// A bond is how many claims join two actors.
type bond struct {
	from, to *site.Page
	count    int
}

// bonds are all relations, the strongest first.
type bonds struct {
	speaks []bond // from says a claim that speaks of to
	agree  []bond // both say one claim; each pair once
	of     map[*site.Page][]bond
	same   map[*site.Page][]bond // each pair from both its ends
}

func (p *planner) relate() *bonds {
	type pair struct{ from, to *site.Page }
	speaks, agree := map[pair]int{}, map[pair]int{}
	for _, c := range p.Claims {
		by := cut(c.Carried.By, mostOnClaim)
		about := cut(c.Carried.About, mostOnClaim)
		for i, a := range by {
			for _, b := range about {
				if a != b {
					speaks[pair{a, b}]++
				}
			}
			for _, b := range by[i+1:] {
				if a.ID > b.ID {
					agree[pair{b, a}]++
				} else {
					agree[pair{a, b}]++
				}
			}
		}
	}
	r := &bonds{of: map[*site.Page][]bond{}, same: map[*site.Page][]bond{}}
	list := func(counts map[pair]int) []bond {
		var out []bond
		for k, n := range counts {
			out = append(out, bond{k.from, k.to, n})
		}
		slices.SortFunc(out, strongest)
		return out
	}
	r.speaks, r.agree = list(speaks), list(agree)
	for _, b := range r.speaks {
		r.of[b.from] = append(r.of[b.from], b)
	}
	for _, b := range r.agree {
		r.same[b.from] = append(r.same[b.from], b)
		r.same[b.to] = append(r.same[b.to], bond{b.to, b.from, b.count})
	}
	for _, list := range r.same {
		slices.SortFunc(list, strongest)
	}
	return r
}

func strongest(a, b bond) int {
	return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.from.ID, b.from.ID), strings.Compare(a.to.ID, b.to.ID))
}

func (p *planner) ties(bs []bond) (ties []Tie, more int) {
	for _, b := range cut(bs, mostInCell) {
		ties = append(ties, Tie{p.link(b.to), b.count})
	}
	return ties, len(bs) - len(ties)
}

// flow draws the strongest relations: all of at least so many claims, where so many is the
// least number at which the picture can still be read.
func (p *planner) flow(r *bonds) *Flow {
	drawn, whole := strong(r.speaks, mostLines)
	if len(drawn) == 0 {
		return nil
	}
	f := &Flow{Lines: len(drawn), AllLines: len(r.speaks), Least: drawn[len(drawn)-1].count, Cut: !whole, AllArcs: len(r.agree)}
	var left, right []*site.Page
	for _, b := range drawn {
		if !slices.Contains(left, b.from) {
			left = append(left, b.from)
		}
		if !slices.Contains(right, b.to) {
			right = append(right, b.to)
		}
	}
	left, right = arrange(left, right, drawn)
	most := drawn[0].count
	starts := landings(left, right, drawn, func(b bond) (own, other *site.Page) { return b.from, b.to })
	ends := landings(right, left, drawn, func(b bond) (own, other *site.Page) { return b.to, b.from })
	for _, a := range left {
		e := End{Link: p.link(a), Count: len(a.Said.Says)}
		for i, b := range drawn {
			if b.from == a {
				e.Lines = append(e.Lines, Line{To: b.to.Title.Value, Y1: starts[i], Y2: ends[i], Count: b.count, Width: (b.count*widths + most - 1) / most})
			}
		}
		f.Left = append(f.Left, e)
	}
	for _, a := range right {
		f.Right = append(f.Right, End{Link: p.link(a), Count: len(a.Said.SpokenOf)})
	}
	shares(f.Left)
	shares(f.Right)
	var among []bond
	for _, b := range r.agree {
		if slices.Contains(left, b.from) && slices.Contains(left, b.to) {
			among = append(among, b)
		}
	}
	among = cut(among, mostArcs)
	for _, b := range among {
		y1, y2 := middle(slices.Index(left, b.from), len(left)), middle(slices.Index(left, b.to), len(left))
		f.Arcs = append(f.Arcs, Arc{From: b.from.Title.Value, To: b.to.Title.Value, Y1: min(y1, y2), Y2: max(y1, y2), Count: b.count})
		f.LeastSame = b.count
	}
	return f
}

// strong are the strongest bonds: as many as fit, and of those of one strength all or, if
// the strongest alone are too many, the first.
func strong(bs []bond, most int) (drawn []bond, whole bool) {
	fit := 0 // those whose ends fit
	var left, right []*site.Page
	for _, b := range cut(bs, most) {
		if !slices.Contains(left, b.from) {
			left = append(left, b.from)
		}
		if !slices.Contains(right, b.to) {
			right = append(right, b.to)
		}
		if len(left) > mostEnds || len(right) > mostEnds {
			break
		}
		fit++
	}
	if fit == len(bs) {
		return bs, true
	}
	n := fit
	for n > 0 && bs[n-1].count == bs[fit].count {
		n--
	}
	if n == 0 {
		return bs[:fit], false
	}
	return bs[:n], true
}

// arrange orders both sides: those who are part of one whole stand together, and the wholes
// so that lines cross little, each near the middle of what it is joined to.
func arrange(left, right []*site.Page, drawn []bond) (l, r []*site.Page) {
	heavier := func(a, b *site.Page) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), strings.Compare(a.ID, b.ID))
	}
	slices.SortFunc(left, heavier)
	slices.SortFunc(right, heavier)
	for range 4 {
		right = nearest(right, left, drawn, func(b bond) (own, other *site.Page) { return b.to, b.from })
		left = nearest(left, right, drawn, func(b bond) (own, other *site.Page) { return b.from, b.to })
	}
	return left, right
}

// nearest orders one side by the places of the other.
func nearest(side, other []*site.Page, drawn []bond, ends func(bond) (own, other *site.Page)) []*site.Page {
	type pull struct{ sum, weight float64 }
	pulls := map[*site.Page]pull{} // by household
	for _, b := range drawn {
		own, far := ends(b)
		at := pulls[household(own)]
		at.sum += float64(b.count) * (float64(slices.Index(other, far)) + .5)
		at.weight += float64(b.count)
		pulls[household(own)] = at
	}
	side = slices.Clone(side)
	slices.SortStableFunc(side, func(a, b *site.Page) int {
		x, y := pulls[household(a)], pulls[household(b)]
		return cmp.Or(cmp.Compare(x.sum*y.weight, y.sum*x.weight), strings.Compare(household(a).ID, household(b).ID))
	})
	return side
}

// household is what an actor is part of in the end.
func household(a *site.Page) *site.Page {
	for range 8 { // part_of may lead in a circle
		if len(a.Within) == 0 {
			break
		}
		a = a.Within[0]
	}
	return a
}

// landings are where lines meet one side: those of one actor side by side in the order of
// their other ends, so that they neither cross nor hide each other there.
func landings(side, other []*site.Page, drawn []bond, ends func(bond) (own, other *site.Page)) []int {
	sums := map[*site.Page]int{}
	most := 0
	order := make([]int, len(drawn))
	for i, b := range drawn {
		own, _ := ends(b)
		sums[own] += b.count
		most = max(most, sums[own])
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		_, x := ends(drawn[i])
		_, y := ends(drawn[j])
		return cmp.Compare(slices.Index(other, x), slices.Index(other, y))
	})
	room := 600 / float64(len(side)) // six tenths of a row, for the actor with the most
	before := map[*site.Page]int{}
	at := make([]int, len(drawn))
	for _, i := range order {
		own, _ := ends(drawn[i])
		n := drawn[i].count
		shift := room * (float64(before[own]) + float64(n)/2 - float64(sums[own])/2) / float64(most)
		at[i] = middle(slices.Index(side, own), len(side)) + int(math.Round(shift))
		before[own] += n
	}
	return at
}

// middle is where the middle of a row stands, in thousandths of the height.
func middle(row, rows int) int { return (2*row + 1) * 500 / rows }

func shares(ends []End) {
	most := 1
	for _, e := range ends {
		most = max(most, e.Count)
	}
	for i := range ends {
		ends[i].Share = max(2, ends[i].Count*100/most)
	}
}

// Picture is two columns of actors, as text, with lines between them. The rows of a column
// are equally high, whatever the size of letters, and the drawing is stretched over them.
func (f *Flow) Picture() template.HTML {
	var m markup
	m.WriteString(`<div class="flow">` + "\n")
	if len(f.Arcs) > 0 {
		m.WriteString(`<svg class="arcs" viewBox="0 0 100 1000" preserveAspectRatio="none" role="img"><title>`)
		for i, a := range f.Arcs {
			if i > 0 {
				m.WriteString("; ")
			}
			m.put("", a.From, " and ", a.To, fmt.Sprintf(": %s", plural(a.Count, "claim", "claims")))
		}
		m.WriteString(`</title>`)
		longest := 1
		for _, a := range f.Arcs {
			longest = max(longest, a.Y2-a.Y1)
		}
		for _, a := range f.Arcs {
			reach := 100 - 20 - 80*(a.Y2-a.Y1)/longest
			m.put(fmt.Sprintf(`<path d="M100 %dC%d %[1]d %[2]d %d 100 %[3]d"/>`, a.Y1, reach, a.Y2))
		}
		m.WriteString("</svg>\n")
	}
	m.WriteString(`<ol class="ends sayers" aria-label="Who says">` + "\n")
	for _, e := range f.Left {
		m.WriteString("<li>")
		m.end(e, "bar-said")
		m.WriteString(`<svg class="lines" viewBox="0 0 100 1000" preserveAspectRatio="none" role="img"><title>`)
		for j, l := range e.Lines {
			if j == 0 {
				m.put("Speaks of ", l.To, fmt.Sprintf(": %s", plural(l.Count, "claim", "claims")))
			} else {
				m.put(", ", l.To, fmt.Sprintf(": %d", l.Count))
			}
		}
		m.WriteString("</title>")
		for _, l := range e.Lines {
			m.put(fmt.Sprintf(`<path class="w%d" d="M0 %dC45 %[2]d 55 %[3]d 100 %[3]d"/>`, l.Width, l.Y1, l.Y2))
		}
		m.WriteString("</svg></li>\n")
	}
	m.WriteString(`</ol>` + "\n" + `<ol class="ends spoken" aria-label="Of whom">` + "\n")
	for _, e := range f.Right {
		m.WriteString("<li>")
		m.end(e, "bar-spoken")
		m.WriteString("</li>\n")
	}
	m.WriteString("</ol>\n</div>\n")
	return m.html()
}

func (m *markup) end(e End, bar string) {
	m.put(`<p><a href="`, e.URL, `">`, e.Title, fmt.Sprintf(`</a> <span class="claims-of">%d</span></p>`, e.Count))
	fmt.Fprintf(m, `<svg class="tally" aria-hidden="true" focusable="false"><rect class="%s" y="1" height="8" width="%d%%"/></svg>`, bar, e.Share)
}

// Cells are the relations of the row.
func (n Node) Cells() template.HTML {
	var m markup
	for _, count := range []int{n.Says, n.Disputes, n.SpokenOf} {
		fmt.Fprintf(&m, `<td class="claims-of">%d</td>`, count)
	}
	m.ties(n.Of, n.MoreOf)
	m.ties(n.Same, n.MoreSame)
	return m.html()
}

func (m *markup) ties(ts []Tie, more int) {
	m.WriteString("<td>")
	for i, t := range ts {
		if i > 0 {
			m.WriteString("; ")
		}
		m.put("", t.Title, fmt.Sprintf(" <b>%d</b>", t.Count))
	}
	if more > 0 {
		fmt.Fprintf(m, "; and %d more", more)
	}
	if len(ts) == 0 {
		m.WriteString("–")
	}
	m.WriteString("</td>")
}
