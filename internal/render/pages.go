package render

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/quote"
	"dossier/internal/site"
)

// listed is how many of a sort a page shows of what follows from the graph. The dossiers
// of one event stay far below it; in an archive no page grows without bound, and the data
// files have the rest.
const listed = 60

// backlinks is the same for the pages that link to one.
const backlinks = 40

// view makes the View of a page of any kind.
func (p *planner) view(page *site.Page) *View {
	v := p.frame(page)
	switch page.Kind {
	case dossier.Source:
		v.Source = p.source(page)
	case dossier.Actor:
		v.Actor = p.actor(page)
	case dossier.Claim:
		v.Claim = p.claim(page)
	case dossier.Question:
		v.Question = p.question(page)
	case dossier.Event:
		v.Event = p.event(page)
	}
	return v
}

// frame is what all pages with a file have.
func (p *planner) frame(page *site.Page) *View {
	v := &View{
		Site: p.info, Layout: page.Kind.String(), Kind: page.Kind.String(), ID: page.ID,
		Title: page.Title.Value, Summary: page.Summary, Lang: page.Language(p.Site), Dir: page.Direction(p.Site),
		URL: p.link(page).URL, Canonical: p.absolute(page.URL),
		Date: date(page.Date), Updated: date(page.Updated), Draft: page.Draft, Corrections: p.corrections(page),
		Body:  template.HTML(p.Fill(page, page.Body)),
		Notes: p.notes(page), Page: page.File.Path,
	}
	v.Code = strings.Contains(page.Body.HTML, `<pre><code class="language-`)
	v.Crowded = crowded(string(v.Body), len(v.Notes))
	v.X = page.X
	for _, h := range page.Headings {
		if h.Level <= 3 {
			v.Contents = append(v.Contents, Heading(h))
		}
	}
	if len(v.Contents) < 3 {
		v.Contents = nil
	}
	for _, b := range page.Backlinks {
		v.Backlinks = append(v.Backlinks, Backlink{Link: p.link(b.From), Context: p.isolate(p.Context(b))})
		if len(v.Backlinks) == backlinks {
			break // a page that everybody links to tells nothing more by the rest
		}
	}
	v.Site.Nav = here(v.Site.Nav, v.URL)
	return v
}

// crowded tells whether a text has more notes than its margin holds: a note takes the
// height of two lines and more, and the lines of a text with many notes are short.
func crowded(body string, notes int) bool {
	letters, inside := 0, false
	for i := range len(body) {
		switch {
		case body[i] == '<':
			inside = true
		case body[i] == '>':
			inside = false
		case !inside:
			letters++
		}
	}
	return notes > 8 && letters < 115*notes
}

// here marks the link that leads to the page, or to the list it is in.
func here(nav Links, url string) Links {
	for i := range nav {
		if strings.HasPrefix(url, nav[i].URL) {
			nav = slices.Clone(nav)
			nav[i].Here = true
			break
		}
	}
	return nav
}

func date(d dossier.Date) Date {
	if d.IsZero() {
		return Date{}
	}
	return Date{Words: d.Words(), Machine: d.Machine()}
}

// link names a page for others. Links are made once a plan: a page of an archive is
// named hundreds of times.
func (p *planner) link(page *site.Page) Link { return p.named[page] }

func (p *planner) links(pages []*site.Page) Links {
	if len(pages) == 0 {
		return nil
	}
	links := make(Links, len(pages))
	for i, q := range pages {
		links[i] = p.link(q)
	}
	return links
}

// passageURL leads to a quotation's passage on the page of its source.
func (p *planner) passageURL(q *site.Quotation) string {
	return p.link(q.Source).URL + "#" + q.Passage
}

func (p *planner) placeOf(q *site.Quotation) Link {
	l := p.link(q.Page)
	l.URL += "#" + q.Anchor
	return l
}

// evidence shows quotations away from their place, each passage once with all its
// places. Words that are also part of a longer quotation of the same speaker are shown
// in that one. What stands on the page itself is left out; places on the page under
// whose name the evidence is shown are not named again.
func (p *planner) evidence(qs []*site.Quotation, except, under *site.Page) []Evidence {
	var shown []*site.Quotation
	places := map[*site.Quotation][]*site.Quotation{}
	for _, q := range longestFirst(qs) {
		if i := slices.IndexFunc(shown, func(s *site.Quotation) bool { return within(q, s) }); i >= 0 {
			places[shown[i]] = append(places[shown[i]], q)
			continue
		}
		shown = append(shown, q)
	}
	slices.SortStableFunc(shown, func(a, b *site.Quotation) int {
		return cmp.Or(site.InOrder(a.Source, b.Source), cmp.Compare(a.Match.Span.Start, b.Match.Span.Start))
	})
	var out []Evidence
	for _, q := range shown {
		all := append([]*site.Quotation{q}, places[q]...)
		if slices.ContainsFunc(all, func(x *site.Quotation) bool { return x.Page == except && within(q, x) }) {
			continue
		}
		e := Evidence{
			Paragraphs: strings.Split(q.Text, "\u2029"),
			LangDir:    template.HTMLAttr(site.LangDir(site.QuotationLanguage(q), q.Text, p.Settings.Language)),
			By:         p.links(q.By), Via: p.links(q.Via), Source: p.link(q.Source), Date: date(q.Source.Source.Published),
			Paragraph: q.Match.Paragraph, Passage: p.passageURL(q), Verdict: q.Verdict, Reading: p.Href("/verification/#reading"), Stance: q.Stance,
			Translation: q.Quotation.Translation, Translator: q.Citation.Attrs.Translator.Value,
			Claims: p.links(q.Claims),
		}
		var named []*site.Page
		for _, x := range all {
			if x.Page != under && !slices.Contains(named, x.Page) {
				named = append(named, x.Page)
				e.From = append(e.From, p.placeOf(x))
			}
		}
		out = append(out, e)
	}
	return out
}

func longestFirst(qs []*site.Quotation) []*site.Quotation {
	qs = slices.Clone(qs)
	slices.SortStableFunc(qs, func(a, b *site.Quotation) int { return cmp.Compare(length(b), length(a)) })
	return qs
}

func length(q *site.Quotation) int { return q.Match.Span.End - q.Match.Span.Start }

// within tells whether a quotation's words are all part of another one, said by the same with the same stance.
func within(q, other *site.Quotation) bool {
	return q.Source == other.Source && q.Stance == other.Stance && slices.Equal(q.By, other.By) && slices.Equal(q.Via, other.Via) &&
		q.Match.Pieces == nil && other.Match.Pieces == nil && (q.Verdict == "translated") == (other.Verdict == "translated") &&
		other.Match.Span.Start <= q.Match.Span.Start && q.Match.Span.End <= other.Match.Span.End || q.Passage == other.Passage && q.Stance == other.Stance
}

func (p *planner) claimLines(claims []*site.Page) ClaimLines {
	var out ClaimLines
	for _, c := range claims {
		line := ClaimLine{Link: p.link(c), Sources: p.links(cut(c.Carried.Supports, 8)), Disputes: p.links(cut(c.Carried.Disputes, 8)), Status: c.Carried.Status()}
		line.More = len(c.Carried.Supports) - len(line.Sources)
		out = append(out, line)
	}
	return out
}

func (p *planner) actor(page *site.Page) *Actor {
	a := page.Said
	v := &Actor{
		Type: page.Page.Actor.Type, Role: page.Page.Actor.Role,
		Within: p.links(page.Within), Parts: p.links(page.People),
		Says: p.claimLines(cut(a.Says, listed)), Disputes: p.claimLines(cut(a.Disputes, listed)), SpokenOf: p.claimLines(cut(a.SpokenOf, listed)),
		More:       max(len(a.Says)-listed, 0) + max(len(a.Disputes)-listed, 0) + max(len(a.SpokenOf)-listed, 0),
		Quotations: p.spokenBy(p.evidence(cut(a.Quotations, listed), page, nil), page), Through: p.evidence(cut(a.Through, listed), page, nil),
		Events: p.entries(a.Events),
	}
	for _, t := range page.Page.Actor.Names {
		v.Names = append(v.Names, p.isolate(t.Value))
	}
	for _, m := range cut(a.Met, listed) {
		v.Met = append(v.Met, Met{Link: p.link(m.Actor), Count: len(m.Claims)})
	}
	return v
}

func cut[T any](list []T, most int) []T { return list[:min(len(list), most)] }

// spokenBy leaves the speaker out of the captions where the whole list is of the same one.
func (p *planner) spokenBy(list []Evidence, who *site.Page) []Evidence {
	for i := range list {
		if by := list[i].By; len(by) == 1 && by[0].URL == p.link(who).URL {
			list[i].By = nil
		}
	}
	return list
}

func (p *planner) claim(page *site.Page) *Claim {
	c := &page.Carried
	v := &Claim{
		Status: c.Status(), By: p.links(c.By), DisputedBy: p.links(c.DisputedBy), About: p.links(c.About),
		Stands: p.stands(c), Silent: p.links(c.Silent),
		SilentCount: p.SilentCount(page), Sources: len(p.Sources),
		Evidence: p.evidence(cut(c.Evidence, listed), page, page),
	}
	for _, q := range c.Questions {
		against := Against{Link: p.link(q), Contradiction: q.Page.Question.Contradiction}
		for i, side := range q.Contest.Sides {
			if !slices.Contains(side.Claims, page) {
				against.Others = append(against.Others, OnSide{Numeral: roman(i + 1), Name: side.Name, Claims: p.claimLines(cut(side.Claims, listed))})
				continue
			}
			against.Numeral, against.Side = roman(i+1), side.Name
			beside := slices.DeleteFunc(slices.Clone(side.Claims), func(x *site.Page) bool { return x == page })
			against.Beside = p.claimLines(cut(beside, listed))
		}
		v.Questions = append(v.Questions, against)
	}
	return v
}

// stands are the sources that bear on a claim, each with its stance, its speakers and its passages.
func (p *planner) stands(c *site.Carriage) []Stand {
	var out []Stand
	for i, q := range c.Evidence { // in the order of the sources
		if i > 0 && c.Evidence[i-1].Source == q.Source || len(out) == listed {
			continue
		}
		s := Stand{Source: p.link(q.Source), Stance: "mentions"}
		supports, disputes := slices.Contains(c.Supports, q.Source), slices.Contains(c.Disputes, q.Source)
		switch {
		case supports && disputes:
			s.Stance = "supports and disputes"
		case supports:
			s.Stance = "supports"
		case disputes:
			s.Stance = "disputes"
		}
		var by, via []*site.Page
		var paragraphs []string
		n := i
		for n < len(c.Evidence) && c.Evidence[n].Source == q.Source {
			n++
		}
		bears := slices.Clone(c.Evidence[i:n])
		slices.SortStableFunc(bears, func(a, b *site.Quotation) int { return cmp.Compare(a.Match.Span.Start, b.Match.Span.Start) })
		for _, x := range bears {
			for _, a := range x.By {
				if !slices.Contains(by, a) {
					by = append(by, a)
				}
			}
			for _, a := range x.Via {
				if !slices.Contains(via, a) {
					via = append(via, a)
				}
			}
			if at := x.Paragraphs(); !slices.Contains(paragraphs, at) && len(paragraphs) < 4 {
				paragraphs = append(paragraphs, at)
				s.Passages = append(s.Passages, Link{Title: at, URL: p.passageURL(x)})
			}
		}
		s.By, s.Via = p.links(cut(by, 6)), p.links(cut(via, 6))
		out = append(out, s)
	}
	return out
}

func (p *planner) question(page *site.Page) *Question {
	v := &Question{
		Contradiction: page.Page.Question.Contradiction,
		Inside:        p.links(page.Contest.Inside), Silent: p.links(page.Contest.Silent),
	}
	var claims []*site.Page
	for n, side := range page.Contest.Sides {
		s := Side{Numeral: roman(n + 1), Name: side.Name}
		for i, c := range cut(side.Claims, listed) {
			var inside []*site.Page
			for _, src := range page.Contest.Inside {
				if slices.Contains(c.Carried.Supports, src) {
					inside = append(inside, src)
				}
			}
			s.Claims = append(s.Claims, SideClaim{
				ClaimLine: p.claimLines(side.Claims[i : i+1])[0], By: p.links(c.Carried.By), Inside: p.links(inside),
				Evidence: p.evidence(cut(c.Carried.Evidence, listed), nil, c),
			})
			claims = append(claims, c)
		}
		v.Sides = append(v.Sides, s)
	}
	v.Matrix = p.matrix(claims)
	return v
}

// event is dated, and contested where a quotation of its page bears on a claim that stands on a side.
func (p *planner) event(page *site.Page) *Event {
	v := &Event{Dated: page.Event.Dated, Dating: page.Event.Dating, Actors: p.links(page.People)}
	var claims []*site.Page
	for _, q := range page.Quotations {
		claims = append(claims, q.Claims...)
	}
	for _, question := range p.Questions {
		c := Contested{Link: p.link(question), Contradiction: question.Page.Question.Contradiction}
		for i, side := range question.Contest.Sides {
			on := slices.DeleteFunc(slices.Clone(side.Claims), func(x *site.Page) bool { return !slices.Contains(claims, x) })
			if len(on) > 0 {
				c.Sides = append(c.Sides, OnSide{Numeral: roman(i + 1), Name: side.Name, Claims: p.claimLines(on)})
			}
		}
		if c.Sides != nil {
			v.Contested = append(v.Contested, c)
		}
	}
	return v
}

// frontBand is the sources and the first questions, beside the text of the front page.
func (p *planner) frontBand() *Front {
	return &Front{
		Sources: p.links(cut(p.Sources, 6)), Questions: p.links(cut(byTitle(p.Questions), 6)),
		AllSources: len(p.Sources), AllQuestions: len(p.Questions),
	}
}

func (p *planner) entries(pages []*site.Page) []Entry {
	var out []Entry
	for _, e := range pages {
		out = append(out, p.entry(e))
	}
	return out
}

func (p *planner) entry(page *site.Page) Entry {
	e := Entry{Link: p.link(page), Date: date(page.Date)}
	switch page.Kind {
	case dossier.Claim:
		e.Note = page.Carried.Status()
	case dossier.Actor:
		e.Note = page.Page.Actor.Type
		if page.Page.Actor.Role != "" {
			e.Note = page.Page.Actor.Role
		}
	case dossier.Source:
		e.Date = date(page.Page.Source.Published)
		e.Note = plural(len(page.Drawn.Quotations), "quotation", "quotations")
	case dossier.Question:
		e.Note = plural(len(page.Contest.Sides), "side", "sides")
		if len(page.Contest.Inside) > 0 {
			e.Note += ", inside one source"
		}
	case dossier.Event:
		e.Note = page.Event.Dated
	}
	return e
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// orNotStated shows what a source does not state as just that.
func orNotStated(t dossier.Text) string {
	if t.Value == "" {
		return dossier.NotStated
	}
	return t.Value
}

// surroundings is how many characters of a source are shown on each side of a
// passage: enough to judge it by, no more, since the text is somebody else's.
const surroundings = 160

// perSource is how many claims of a sort the page of a source lists.
const perSource = 60

func (p *planner) source(page *site.Page) *Source {
	f, d := page.Page.Source, page.Drawn
	v := &Source{
		Key: p.link(page).Key, Seed: f.Seed.Value, SHA256: f.SHA256.Value, Languages: d.Languages,
		Published: date(f.Published), Publisher: orNotStated(f.Publisher), Author: orNotStated(f.Author),
		Alone: p.links(cut(d.Alone, perSource)), Disputes: p.claimLines(cut(d.Disputes, perSource)), Silent: p.links(cut(d.Silent, perSource)), SilentCount: len(d.Silent),
	}
	var shared []*site.Page
	for _, c := range d.Supports {
		if len(c.Carried.Supports) > 1 {
			shared = append(shared, c)
		}
	}
	v.Supports = p.claimLines(cut(shared, perSource))
	for _, all := range []int{len(d.Alone), len(shared), len(d.Disputes)} {
		v.More += max(all-perSource, 0)
	}
	if v.Published.Words == "" {
		v.Published.Words = dossier.NotStated
	}
	if f.URL.Value != dossier.NotStated {
		v.Address = f.URL.Value
	}
	for _, st := range f.Stated {
		v.Stated = append(v.Stated, Pair{strings.ReplaceAll(st.Key.Value, "_", " "), st.Text.Value})
	}
	for _, ig := range f.Ignore {
		var numbers []string
		for _, l := range ig.Lines {
			numbers = append(numbers, fmt.Sprint(l.Number))
		}
		lines := "Line " + numbers[0]
		if len(numbers) > 1 {
			lines = "Lines " + strings.Join(numbers, ", ")
		}
		v.Ignored = append(v.Ignored, Ignored{lines, ig.Why})
	}
	if d.Text == nil {
		return v
	}
	v.Bytes, v.Paragraphs = len(d.Seed.Data), d.Text.Paragraphs()
	full := f.Full || !f.PublishSet && p.Settings.Publish == "full"
	v.Passages = p.passages(page)
	if full {
		v.Whole = p.fullText(page)
	}
	var speakers []*site.Page
	for _, q := range d.Quotations {
		for _, a := range q.By {
			if !slices.Contains(speakers, a) {
				speakers = append(speakers, a)
			}
		}
	}
	v.Actors = p.links(speakers)
	return v
}

// A stretch of a source from which the dossier takes words: a paragraph, or several that one
// quotation holds together.
type stretch struct {
	first, last int
	quotations  []*site.Quotation
	referred    []site.Referral
}

// passages are what the dossier takes from a source, paragraph by paragraph in the order of the
// source, each quotation marked where it stands. Paragraphs are shown once, however many
// quotations they hold: no more of a text that is somebody else's is shown than is needed.
func (p *planner) passages(page *site.Page) []Passage {
	d := page.Drawn
	quotations := slices.Clone(d.Quotations)
	slices.SortStableFunc(quotations, func(a, b *site.Quotation) int {
		return cmp.Or(cmp.Compare(a.Match.Span.Start, b.Match.Span.Start), cmp.Compare(b.Match.Span.End, a.Match.Span.End))
	})
	var all []*stretch
	for _, q := range quotations {
		last := max(q.Match.LastPara, q.Match.Paragraph)
		if n := len(all); n > 0 && q.Match.Paragraph <= all[n-1].last {
			all[n-1].last = max(all[n-1].last, last)
			all[n-1].quotations = append(all[n-1].quotations, q)
			continue
		}
		all = append(all, &stretch{first: q.Match.Paragraph, last: last, quotations: []*site.Quotation{q}})
	}
	for _, r := range d.Referred {
		if r.Paragraph == 0 || r.Paragraph > d.Text.Paragraphs() {
			continue
		}
		i := slices.IndexFunc(all, func(s *stretch) bool { return s.first <= r.Paragraph && r.Paragraph <= s.last })
		if i < 0 {
			i = len(all)
			all = append(all, &stretch{first: r.Paragraph, last: r.Paragraph})
		}
		all[i].referred = append(all[i].referred, r)
	}
	slices.SortStableFunc(all, func(a, b *stretch) int { return a.first - b.first })
	// A page has room for some three hundred ways back. Where there are more, each passage names fewer.
	most, further := listed, len(d.Quotations)+len(d.Referred) <= 240
	for most > 2 && most*len(all) > 1200 {
		most /= 2
	}
	out := make([]Passage, len(all))
	shown := map[string]bool{} // the same words in two paragraphs have one id, at the first of them
	for i, s := range all {
		ps := Passage{ID: fmt.Sprintf("para-%d", s.first), Paragraphs: fmt.Sprintf("Paragraph %d", s.first), Quoted: len(s.quotations) > 0}
		if s.last > s.first {
			ps.Paragraphs = fmt.Sprintf("Paragraphs %d–%d", s.first, s.last)
		}
		alone := (i == 0 || all[i-1].last+1 < s.first) && (i+1 == len(all) || all[i+1].first > s.last+1)
		ps.Text = p.excerpt(d, s, alone, shown)
		for _, q := range s.quotations {
			ps.place(p.placeOf(q), p.link(q.Page).URL, most, further)
		}
		for _, r := range s.referred {
			l := p.link(r.From)
			l.URL += fmt.Sprintf("#r%d", r.Note)
			ps.place(l, p.link(r.From).URL, most, further)
		}
		out[i] = ps
	}
	return out
}

// place adds a place; of a page that has one already, if further ones are shown.
func (ps *Passage) place(l Link, page string, most int, further bool) {
	for i, at := range ps.Places {
		if strings.HasPrefix(at.URL, page+"#") {
			if further && len(at.More) < 4 && at.URL != l.URL && !slices.Contains(at.More, l.URL) {
				ps.Places[i].More = append(at.More, l.URL)
			}
			return
		}
	}
	if len(ps.Places) == most {
		ps.More++
		return
	}
	ps.Places = append(ps.Places, Place{Link: l})
}

// deepest is how many quotations are marked inside one another; what lies deeper has its id alone.
const deepest = 5

// excerpt is a stretch with its quotations marked and what is around them: of the paragraph
// itself and, where no neighbour is shown anyway, a little beyond.
func (p *planner) excerpt(d site.Drawn, s *stretch, alone bool, shown map[string]bool) template.HTML {
	whole := quote.Span{Start: d.Text.Paragraph(s.first).Start, End: d.Text.Paragraph(s.last).End}
	var w strings.Builder
	text := func(start, end int) { w.WriteString(string(p.isolate(raw(d, start, end)))) }
	if len(s.quotations) == 0 {
		words := []rune(raw(d, whole.Start, whole.End))
		if len(words) > 2*surroundings {
			words = append(words[:2*surroundings], '…')
		}
		return p.isolate(string(words))
	}
	var marked []quote.Span
	var cuts []int
	for _, q := range s.quotations {
		pieces := q.Match.Pieces
		if pieces == nil {
			pieces = []quote.Span{q.Match.Span}
		}
		for _, piece := range pieces {
			marked = append(marked, piece)
			cuts = append(cuts, piece.Start, piece.End)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	lo, hi := cuts[0], cuts[len(cuts)-1]
	before, _, after := d.Text.Around(quote.Span{Start: lo, End: hi}, surroundings)
	if !alone { // the neighbours are shown in their own place
		if i := strings.LastIndex(before, "\u2029"); i >= 0 {
			before = before[i+len("\u2029"):]
		}
		after, _, _ = strings.Cut(after, "\u2029")
	}
	breaks := strings.NewReplacer("\u2029", " ¶ ")
	w.WriteString(string(p.isolate(breaks.Replace(before))))
	type open struct {
		end  int
		name string
	}
	var stack []open
	next := 0 // of s.quotations
	for i, at := range cuts {
		for len(stack) > 0 && stack[len(stack)-1].end <= at {
			w.WriteString("</" + stack[len(stack)-1].name + ">")
			stack = stack[:len(stack)-1]
		}
		for ; next < len(s.quotations) && s.quotations[next].Match.Span.Start <= at; next++ {
			q := s.quotations[next]
			if shown[q.Passage] {
				continue
			}
			shown[q.Passage] = true
			end, name := q.Match.Span.End, "mark"
			if q.Match.Pieces != nil {
				end = q.Match.Pieces[0].End
			}
			if len(stack) > 0 {
				end, name = min(end, stack[len(stack)-1].end), "span"
			}
			fmt.Fprintf(&w, `<%s id="%s">`, name, q.Passage)
			if len(stack) == deepest {
				w.WriteString("</" + name + ">")
				continue
			}
			stack = append(stack, open{end, name})
		}
		if i+1 == len(cuts) {
			break
		}
		to := cuts[i+1]
		switch {
		case len(stack) > 0:
			text(at, to)
		case slices.ContainsFunc(marked, func(m quote.Span) bool { return m.Start <= at && to <= m.End }): // goes on beyond an element
			w.WriteString("<mark>")
			text(at, to)
			w.WriteString("</mark>")
		default:
			between := raw(d, at, to)
			if words := []rune(between); len(words) > 3*surroundings {
				between = string(words[:surroundings]) + " … " + string(words[len(words)-surroundings:])
			}
			w.WriteString(string(p.isolate(between)))
		}
	}
	for _, o := range slices.Backward(stack) {
		w.WriteString("</" + o.name + ">")
	}
	w.WriteString(string(p.isolate(breaks.Replace(after))))
	return template.HTML(w.String())
}

// isolate escapes a text and marks its runs from right to left.
func (p *planner) isolate(text string) template.HTML {
	return template.HTML(p.Isolate(text, p.Settings.Language))
}

// raw words of a seed, white space as single spaces, also at the ends.
func raw(d site.Drawn, start, end int) string {
	if start == end {
		return ""
	}
	const white = " \t\r\n"
	s := string(d.Seed.Data[start:end])
	out := strings.Join(strings.Fields(s), " ")
	if out == "" {
		return " "
	}
	if strings.IndexByte(white, s[0]) >= 0 {
		out = " " + out
	}
	if strings.IndexByte(white, s[len(s)-1]) >= 0 {
		out += " "
	}
	return out
}

// fullText is the whole source, for sources that the author may publish whole, with what is quoted marked.
func (p *planner) fullText(page *site.Page) []Paragraph {
	d := page.Drawn
	var marks []quote.Span
	for _, q := range d.Quotations { // in order of their start
		if q.Match.Pieces != nil {
			marks = append(marks, q.Match.Pieces...)
		} else {
			marks = append(marks, q.Match.Span)
		}
	}
	slices.SortFunc(marks, func(a, b quote.Span) int { return a.Start - b.Start })
	var out []Paragraph
	for n := 1; n <= d.Text.Paragraphs(); n++ {
		span := d.Text.Paragraph(n)
		para := Paragraph{Number: n}
		at := span.Start
		for _, m := range marks {
			from, to := max(m.Start, at), min(m.End, span.End)
			if from >= to {
				continue
			}
			if from > at {
				para.Pieces = append(para.Pieces, Piece{Text: p.isolate(raw(d, at, from))})
			}
			para.Pieces = append(para.Pieces, Piece{Text: p.isolate(raw(d, from, to)), Quoted: true})
			at = to
		}
		if at < span.End {
			para.Pieces = append(para.Pieces, Piece{Text: p.isolate(raw(d, at, span.End))})
		}
		out = append(out, para)
	}
	return out
}
