package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// Timeline is one part of the timeline: a picture of the dated events, the same as a list,
// what has no date, and the events that accounts tell differently, side by side.
type Timeline struct {
	Dated, Undated int // events of the whole timeline
	Kinds          []Dating
	Axis           Axis
	Dates          []DateGroup
	Without        []Moment // without a date
	Rivals         []Rivals
	MoreRivals     int   // questions that are not shown
	Parts          Links // of a long timeline, by the date with which each begins
	Span           string
}

// A Dating is a way in which dates are known, with the number of events dated so.
type Dating struct {
	Kind, Words string
	Count       int
}

// A DateGroup is the events of one date.
type DateGroup struct {
	Date    Date
	Moments []Moment
}

// A Moment of the timeline.
type Moment struct {
	Link
	Dated, Dating string
	Actors        Links
	More          int // actors that are not named
	Bar           Bar
	Differ        Links // questions on which accounts of it differ
}

// A Bar is a date on the axis. Places are hundredths of the width of the picture.
type Bar struct {
	X, Width    float64
	Point       bool // a day, or too short for a bar: a mark
	Left, Right bool // how far it reaches to this side is not stated, or not certain
}

// Rivals are events that stand on different sides of one question.
type Rivals struct {
	Question      Link
	Contradiction string
	Sides         []RivalSide
	Without       int // sides on which no event stands
}

// A RivalSide is a side of a question with its events.
type RivalSide struct {
	Name    string
	Moments []Rival
	More    int // and so many more
}

// A Rival is an event on a side.
type Rival struct {
	Link
	Date  Date
	Dated string
}

// datings are the four ways, as readers are told them.
var datings = []Dating{
	{Kind: "stated", Words: "the date stands in an account"},
	{Kind: "inferred", Words: "a part of it, such as the year, is taken from elsewhere in the text"},
	{Kind: "derived", Words: "worked out from other dates; no account gives it"},
	{Kind: "undated", Words: "no place on the axis"},
}

const (
	timelineURL  = "/timeline/"
	perTimeline  = 40 // events a part; each takes some twenty elements
	mostRivals   = 16 // questions a part
	mostRivaling = 48 // events on their sides
	mostOnASide  = 4  // events a side
	mostActors   = 5  // of an event
	mostParts    = 24 // links to parts
	mostBreaks   = 5  // of the axis
	mostTicks    = 12
	tickRows     = 3
	widestBreak  = 11.0
	shortestBar  = 1.6
	timelineText = "What is dated, how surely, and what has no date."
)

func (p *planner) timelinePages() {
	rivals := sync.OnceValue(p.rivals)
	p.parts(timelineURL, len(p.Events), perTimeline, func(from, to int) *View {
		v := p.bare("timeline", "Timeline", timelineText, timelineURL)
		v.Timeline = p.timeline(from, to, rivals())
		return v
	})
}

// timeline is the part of the events from…to.
func (p *planner) timeline(from, to int, rivals []rivalry) *Timeline {
	t := &Timeline{Kinds: slices.Clone(datings)}
	for _, e := range p.Events {
		kind := e.Event.Dated
		if e.Date.IsZero() {
			t.Undated++
			kind = "undated"
		} else {
			t.Dated++
		}
		if i := slices.IndexFunc(t.Kinds, func(d Dating) bool { return d.Kind == kind }); i >= 0 {
			t.Kinds[i].Count++
		}
	}
	part := p.Events[from:to]
	differ := map[*site.Page]Links{}
	first := map[*site.Page]bool{} // groups are shown where their first event stands
	for _, r := range rivals {
		for _, e := range r.events {
			differ[e] = append(differ[e], p.link(r.question))
		}
		if r.groups && slices.Contains(part, r.events[0]) {
			first[r.question] = true
		}
	}
	var days []extent
	for _, e := range part {
		if !e.Date.IsZero() {
			days = append(days, extentOf(e.Date))
		}
	}
	axis := newAxis(days)
	t.Axis = axis.Axis
	for i, e := range part {
		m := Moment{Link: p.link(e), Dated: e.Event.Dated, Dating: e.Event.Dating, Actors: p.links(cut(e.People, mostActors)), Differ: cut(differ[e], 3)}
		m.More = len(e.People) - len(m.Actors)
		if e.Date.IsZero() {
			m.Dated = "undated"
			t.Without = append(t.Without, m)
			continue
		}
		m.Bar = axis.bar(days[i])
		d := date(e.Date)
		if n := len(t.Dates); n == 0 || t.Dates[n-1].Date != d {
			t.Dates = append(t.Dates, DateGroup{Date: d})
		}
		g := &t.Dates[len(t.Dates)-1]
		g.Moments = append(g.Moments, m)
	}
	shown := 0
	for _, r := range rivals {
		if !first[r.question] {
			continue
		}
		shown += min(len(r.events), mostOnASide*len(r.sides))
		if len(t.Rivals) == mostRivals || shown > mostRivaling {
			t.MoreRivals++
			continue
		}
		t.Rivals = append(t.Rivals, p.rivalsOf(r))
	}
	if len(part) < len(p.Events) {
		t.Parts = p.timelineParts(from)
		t.Span = fmt.Sprintf("Events %d to %d of %d", from+1, to, len(p.Events))
	}
	return t
}

// timelineParts leads to the parts of a long timeline, evenly thinned where there are very many.
func (p *planner) timelineParts(here int) Links {
	var links Links
	parts := (len(p.Events) + perTimeline - 1) / perTimeline
	step := (parts + mostParts - 1) / mostParts
	for i := 0; i < parts; i += step {
		l := Link{Title: "Without a date", URL: p.Href(timelineURL), Here: here/perTimeline == i}
		if d := p.Events[i*perTimeline].Date; !d.IsZero() {
			l.Title = d.Words()
		}
		if i > 0 {
			l.URL = p.Href(fmt.Sprintf("%spage/%d/", timelineURL, i+1))
		}
		links = append(links, l)
	}
	return links
}

// A rivalry is a question on whose sides events stand.
type rivalry struct {
	question *site.Page
	sides    [][]*site.Page // by side: its events, in their order
	events   []*site.Page   // all, each once
	groups   bool           // at least two events stand on different sides
}

// rivals are the questions of which events tell more than one side. An event stands on a
// side if a quotation on its own page supports a claim of that side; what a quotation
// disputes or mentions is not told by it.
func (p *planner) rivals() []rivalry {
	type stand struct {
		event *site.Page
		side  int
	}
	stands := map[*site.Page][]stand{}
	for _, e := range p.Events {
		for _, q := range e.Quotations {
			if q.Stance != "supports" {
				continue
			}
			for _, c := range q.Claims {
				for _, question := range c.Carried.Questions {
					for i, side := range question.Contest.Sides {
						if s := (stand{e, i}); slices.Contains(side.Claims, c) && !slices.Contains(stands[question], s) {
							stands[question] = append(stands[question], s)
						}
					}
				}
			}
		}
	}
	at := make(map[*site.Page]int, len(p.Events))
	for i, e := range p.Events {
		at[e] = i
	}
	var out []rivalry
	for _, question := range p.Questions {
		r := rivalry{question: question, sides: make([][]*site.Page, len(question.Contest.Sides))}
		taken := 0
		for _, s := range stands[question] {
			if r.sides[s.side] == nil {
				taken++
			}
			r.sides[s.side] = append(r.sides[s.side], s.event)
			if !slices.Contains(r.events, s.event) {
				r.events = append(r.events, s.event)
			}
		}
		if taken < 2 {
			continue
		}
		r.groups = len(r.events) > 1
		slices.SortFunc(r.events, func(a, b *site.Page) int { return cmp.Compare(at[a], at[b]) })
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b rivalry) int { return cmp.Compare(at[a.events[0]], at[b.events[0]]) })
	return out
}

func (p *planner) rivalsOf(r rivalry) Rivals {
	out := Rivals{Question: p.link(r.question), Contradiction: r.question.Page.Question.Contradiction}
	for i, side := range r.question.Contest.Sides {
		if len(r.sides[i]) == 0 {
			out.Without++
			continue
		}
		s := RivalSide{Name: side.Name}
		for _, e := range cut(r.sides[i], mostOnASide) {
			s.Moments = append(s.Moments, Rival{Link: p.link(e), Date: date(e.Date), Dated: e.Event.Dated})
		}
		s.More = len(r.sides[i]) - len(s.Moments)
		out.Sides = append(out.Sides, s)
	}
	return out
}

// An Axis is drawn above the bars. Places are hundredths of its width.
type Axis struct {
	Ticks  []Tick
	Rows   int // of labels
	Breaks []Break
}

// A Tick marks the beginning of a day.
type Tick struct {
	X     float64
	Row   int // 0, or below where the label would touch the one before
	Label string
	End   bool // the label ends at the line
}

// A Break is a stretch of time that is drawn shorter than it was.
type Break struct {
	X, Width float64
	Words    string // how long it was
}

// An extent is a date in days: from the beginning of one to the beginning of another.
type extent struct {
	from, to    int
	left, right bool // no known end on this side, or an uncertain one
}

// extentOf is what of a date can be drawn. An interval without one of its ends is drawn
// at the other, and fades.
func extentOf(d dossier.Date) extent {
	start, end, interval := strings.Cut(d.Text, "/")
	if !interval {
		end = start
	}
	const doubts = "?~%"
	x := extent{left: strings.ContainsAny(start, doubts), right: strings.ContainsAny(end, doubts)}
	first, last := d.First(), d.Last()
	if first == "" {
		x.left = true
		known, _ := dossier.ParseDate(end)
		first = known.First()
	}
	if last == "~" {
		x.right = true
		known, _ := dossier.ParseDate(start)
		last = known.Last()
	}
	x.from, x.to = dayNumber(first), dayNumber(last)+1
	return x
}

// dayNumber counts days in the Gregorian calendar, from a key of dossier.Date.First.
func dayNumber(key string) int {
	n := len(key) - len("-01-02")
	year, _ := strconv.Atoi(strings.TrimLeft(key[:n], "-Y"))
	if key[0] == '-' {
		year -= 1_000_000_000 // years before 0 are keyed by their complement
	}
	month, _ := strconv.Atoi(key[n+1 : n+3])
	day, _ := strconv.Atoi(key[n+4:])
	if month <= 2 { // the year is counted from March, so that the leap day is its last
		year--
		month += 12
	}
	era := (year - 399*b2i(year < 0)) / 400
	inEra := year - era*400
	return era*146097 + inEra*365 + inEra/4 - inEra/100 + (153*(month-3)+2)/5 + day
}

// civil is the date of a day number.
func civil(n int) (year, month, day int) {
	n--
	era := (n - 146096*b2i(n < 0)) / 146097
	inEra := n - era*146097
	y := (inEra - inEra/1460 + inEra/36524 - inEra/146096) / 365
	rest := inEra - (365*y + y/4 - y/100)
	m := (5*rest + 2) / 153
	year, month, day = y+era*400, m+3, rest-(153*m+2)/5+1
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A scale places days on an axis.
type scale struct {
	Axis
	days []int // where anything begins or ends
	at   []float64
}

// newAxis makes the axis of some dates. Time runs evenly, except where one stretch without
// a beginning or an end would take more than half of the width by itself: that one is
// drawn short, and hatched, and says how long it was.
func newAxis(extents []extent) *scale {
	s := &scale{}
	begins := map[int]bool{}
	for _, e := range extents {
		s.days = append(s.days, e.from, e.to)
		begins[e.from] = true
	}
	slices.Sort(s.days)
	s.days = slices.Compact(s.days)
	if len(s.days) == 0 {
		return s
	}
	last := len(s.days) - 1
	even := s.days[last] - s.days[0] // days that are drawn evenly
	broken := map[int]bool{}
	for len(broken) < mostBreaks && last-len(broken) > 3 {
		longest := -1
		for i := range last {
			if !broken[i] && (longest < 0 || s.days[i+1]-s.days[i] > s.days[longest+1]-s.days[longest]) {
				longest = i
			}
		}
		length := s.days[longest+1] - s.days[longest]
		if 2*length <= even {
			break
		}
		broken[longest] = true
		even -= length
	}

	// What fades at an edge needs room to fade into.
	left, right := 2.0, 98.0
	for _, e := range extents {
		if e.left && e.from == s.days[0] {
			left = 10
		}
		if e.right && e.to == s.days[last] {
			right = 90
		}
	}
	short := widestBreak
	if n := float64(len(broken)); n > 0 {
		short = min(short, 55/n)
	}
	perDay := (right - left - short*float64(len(broken))) / float64(even)
	x := left
	for i, day := range s.days {
		s.at = append(s.at, x)
		if i == last {
			break
		}
		length := s.days[i+1] - day
		if !broken[i] {
			x += float64(length) * perDay
			continue
		}
		s.Breaks = append(s.Breaks, Break{X: x, Width: short, Words: howLong(length)})
		x += short
	}
	s.ticks(begins)
	return s
}

// ticks labels the days on which something begins, and new years, as far as there is room.
func (s *scale) ticks(begins map[int]bool) {
	var free [tickRows]float64 // where the next label may begin, by row
	var year, month int        // of the last label
	for i, day := range s.days {
		y, m, d := civil(day)
		if !begins[day] && (m != 1 || d != 1) || len(s.Ticks) == mostTicks {
			continue
		}
		label := fmt.Sprintf("%d %s", d, shortMonths[m-1])
		switch {
		case m == 1 && d == 1:
			label = yearLabel(y)
		case d == 1 && (y != year || m != month):
			label = shortMonths[m-1] + " " + yearLabel(y)
		case y == year && m == month:
			label = strconv.Itoa(d)
		case y != year:
			label += " " + yearLabel(y)
		}
		width := 2.7 * float64(len(label)) // on the narrowest screen
		x, end := s.at[i], s.at[i]+width > 102
		if end { // it stands before its line, not beyond the edge
			x -= width
		}
		row := slices.IndexFunc(free[:], func(from float64) bool { return from <= x })
		if row < 0 {
			continue
		}
		s.Rows = max(s.Rows, row+1)
		free[row] = x + width + 2
		s.Ticks = append(s.Ticks, Tick{X: s.at[i], Row: row, Label: label, End: end})
		year, month = y, m
		if m == 1 && d == 1 {
			month = 0 // a year alone: the next label says its month
		}
	}
}

var shortMonths = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"}

func yearLabel(y int) string {
	if y <= 0 {
		return strconv.Itoa(1-y) + " BC"
	}
	return strconv.Itoa(y)
}

// howLong tells a number of days in the unit in which one would.
func howLong(days int) string {
	switch {
	case days >= 700:
		return fmt.Sprintf("%d years", (2*days+365)/(2*365))
	case days >= 350:
		return "one year"
	case days >= 90:
		return fmt.Sprintf("%d months", (days+15)/30)
	case days >= 21:
		return fmt.Sprintf("%d weeks", (days+3)/7)
	}
	return plural(days, "day", "days")
}

// place is where a day that begins or ends something stands.
func (s *scale) place(day int) float64 {
	i, _ := slices.BinarySearch(s.days, day)
	return s.at[i]
}

func (s *scale) bar(e extent) Bar {
	from, to := s.place(e.from), s.place(e.to)
	b := Bar{X: from, Width: to - from, Left: e.left, Right: e.right}
	if e.to-e.from == 1 || b.Width < shortestBar {
		b.Point, b.X, b.Width = true, (from+to)/2, 0
	}
	return b
}

func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }

// Shapes are what the picture and the list are drawn with, defined once on the page.
func (t *Timeline) Shapes() template.HTML {
	return `<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<g id="mark-stated"><circle r="5" fill="currentColor"/></g>
<g id="mark-inferred"><circle r="5" class="hollow"/><path d="M0 -5a5 5 0 0 0 0 10z" fill="currentColor"/></g>
<g id="mark-derived"><path d="M0 -6 6 0 0 6 -6 0z" class="hollow"/></g>
<g id="mark-undated"><path d="M-4 -4 4 4M-4 4 4 -4" class="hollow"/></g>
<g id="fade-left"><path d="M-7 0h-5M-15 0h-3M-21 0h-2M-25 0h-1" class="fade"/></g>
<g id="fade-right"><path d="M7 0h5M15 0h3M21 0h2M25 0h1" class="fade"/></g>
<pattern id="bar-inferred" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v5" class="hatch"/></pattern>
<pattern id="axis-break" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path d="M0 0v6" class="break"/></pattern>
</defs></svg>`
}

// mark is the sign of a way of dating.
func (m *markup) mark(kind string) {
	m.put(`<svg class="mark" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false"><use href="#mark-`, kind, `"/></svg>`)
}

// Mark is the sign of how the moment is dated.
func (x Moment) Mark() template.HTML { return markOf(x.Dated) }

// Mark is the sign of this way of dating.
func (d Dating) Mark() template.HTML { return markOf(d.Kind) }

// Mark is the sign of how the event is dated.
func (r Rival) Mark() template.HTML {
	if r.Date.Words == "" {
		return markOf("undated")
	}
	return markOf(r.Dated)
}

func markOf(kind string) template.HTML {
	var m markup
	m.mark(kind)
	return m.html()
}

// Strip is the picture: an axis, and a row for each event, under its date. The words of a row
// are links and wrap as text does; the bars take the width that is left.
func (t *Timeline) Strip() template.HTML {
	var m markup
	m.WriteString(`<div class="strip-box">`)
	fmt.Fprintf(&m, `<svg class="axis rows-%d" aria-hidden="true" focusable="false">`, t.Axis.Rows)
	for _, tick := range t.Axis.Ticks {
		end := ""
		if tick.End {
			end = `" text-anchor="end`
		}
		m.put(`<text x="`, percent(tick.X), end+fmt.Sprintf(`" y="%.1fem">`, 1.1+1.2*float64(tick.Row)), tick.Label, `</text>`)
	}
	m.WriteString("</svg>\n" + `<svg class="plot" aria-hidden="true" focusable="false">`)
	for _, b := range t.Axis.Breaks {
		m.put(`<rect x="`, percent(b.X), `" width="`, percent(b.Width), `" height="100%" fill="url(#axis-break)"/>`)
	}
	for _, tick := range t.Axis.Ticks {
		m.put(`<line x1="`, percent(tick.X), `" x2="`, percent(tick.X), `" y2="100%"/>`)
	}
	m.WriteString("</svg>\n<ol class=\"strip\">\n")
	for _, g := range t.Dates {
		m.WriteString("<li>")
		m.date(g.Date)
		m.WriteString("<ul>\n")
		for _, x := range g.Moments {
			m.put(`<li><a href="#site-event-`, x.ID, `">`, x.Title, `</a>`)
			m.bar(x)
			m.WriteString("</li>\n")
		}
		m.WriteString("</ul></li>\n")
	}
	m.WriteString("</ol></div>\n")
	return m.html()
}

func (m *markup) bar(x Moment) {
	b := x.Bar
	m.WriteString(`<svg class="bar" aria-hidden="true" focusable="false">`)
	if b.Left {
		m.put(`<use href="#fade-left" x="`, percent(b.X), `" y="50%"/>`)
	}
	if b.Right {
		m.put(`<use href="#fade-right" x="`, percent(b.X+b.Width), `" y="50%"/>`)
	}
	if b.Point {
		m.put(`<use href="#mark-`, x.Dated, `" x="`+percent(b.X)+`" y="50%"/>`)
	} else {
		m.put(`<rect class="`, x.Dated, `" x="`+percent(b.X)+`" y="30%" width="`+percent(b.Width)+`" height="40%"/>`)
	}
	m.WriteString(`</svg>`)
}

// Broken says in words where the axis is broken.
func (t *Timeline) Broken() string {
	var words []string
	for _, b := range t.Axis.Breaks {
		words = append(words, b.Words)
	}
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return "The axis is broken: the hatched band stands for about " + words[0] + ". Elsewhere every day is equally wide."
	default:
		return "The axis is broken: the hatched bands stand, from the left, for about " + strings.Join(words[:n-1], ", ") + " and " + words[n-1] + ". Elsewhere every day is equally wide."
	}
}
