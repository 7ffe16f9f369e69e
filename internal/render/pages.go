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
		v.Event = &Event{Dated: page.Event.Dated, Dating: page.Event.Dating, Actors: p.links(page.People)}
	}
	return v
}

// frame is what all pages with a file have.
func (p *planner) frame(page *site.Page) *View {
	v := &View{
		Site: p.info, Layout: page.Kind.String(), Kind: page.Kind.String(), ID: page.ID,
		Title: page.Title.Value, Summary: page.Summary, Lang: page.Language(p.Site), Dir: page.Direction(p.Site),
		URL: p.link(page).URL, Canonical: p.absolute(page.URL),
		Date: date(page.Date), Updated: date(page.Updated), Draft: page.Draft,
		Body:  template.HTML(p.Fill(page, page.Body)),
		Notes: p.notes(page), Page: page.File.Path,
	}
	v.Code = strings.Contains(page.Body.HTML, `<pre><code class="language-`)
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
		if len(v.Backlinks) == listed {
			break // a page that everybody links to tells nothing more by the rest
		}
	}
	v.Site.Nav = here(v.Site.Nav, v.URL)
	return v
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
		return cmp.Or(cmp.Compare(a.Source.ID, b.Source.ID), cmp.Compare(a.Match.Span.Start, b.Match.Span.Start))
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
			Paragraph: q.Match.Paragraph, Passage: p.passageURL(q), Verdict: q.Verdict, Stance: q.Stance,
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
		line := ClaimLine{Link: p.link(c), Sources: p.links(cut(c.Carried.Supports, 8)), Status: c.Carried.Status()}
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
		Quotations: p.evidence(cut(a.Quotations, listed), page, nil), Through: p.evidence(cut(a.Through, listed), page, nil),
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

func (p *planner) claim(page *site.Page) *Claim {
	c := &page.Carried
	v := &Claim{
		Status: c.Status(), By: p.links(c.By), DisputedBy: p.links(c.DisputedBy), About: p.links(c.About),
		Supports: p.links(c.Supports), Disputes: p.links(c.Disputes), Silent: p.links(c.Silent),
		SilentCount: p.SilentCount(page), Sources: len(p.Sources),
		Evidence: p.evidence(cut(c.Evidence, listed), page, page),
	}
	for _, q := range c.Questions {
		against := Against{Link: p.link(q), Contradiction: q.Page.Question.Contradiction}
		for _, side := range q.Contest.Sides {
			if slices.Contains(side.Claims, page) {
				against.Side = side.Name
			} else {
				against.Other = append(against.Other, p.claimLines(side.Claims)...)
			}
		}
		v.Questions = append(v.Questions, against)
	}
	return v
}

func (p *planner) question(page *site.Page) *Question {
	v := &Question{
		Contradiction: page.Page.Question.Contradiction,
		Inside:        p.links(page.Contest.Inside), Silent: p.links(page.Contest.Silent),
	}
	for _, side := range page.Contest.Sides {
		s := Side{Name: side.Name}
		for i, c := range side.Claims {
			s.Claims = append(s.Claims, SideClaim{
				ClaimLine: p.claimLines(side.Claims[i : i+1])[0], By: p.links(c.Carried.By),
				Evidence: p.evidence(cut(c.Carried.Evidence, listed), nil, c),
			})
		}
		v.Sides = append(v.Sides, s)
	}
	return v
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

func (p *planner) source(page *site.Page) *Source {
	f, d := page.Page.Source, page.Drawn
	v := &Source{
		Seed: f.Seed.Value, SHA256: f.SHA256.Value, Languages: d.Languages,
		Published: date(f.Published), Publisher: orNotStated(f.Publisher), Author: orNotStated(f.Author),
		Supports: p.links(d.Supports), Disputes: p.links(d.Disputes), Alone: p.links(d.Alone), Silent: p.links(d.Silent),
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
		v.Whole = p.whole(page)
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

// passages are what the dossier takes from a source, in the order of the source,
// each once, with every place that quotes it or refers to its paragraph. A passage that
// lies inside a longer one is marked there and not shown again: no more of a text that is
// somebody else's is shown than is needed.
func (p *planner) passages(page *site.Page) []Passage {
	d := page.Drawn
	var out []Passage
	at := map[string]int{}               // by the id of a passage: where it is shown
	inner := map[int][]*site.Quotation{} // by place in out: the passages inside it, not overlapping
	from := func(i int, l Link) {
		if len(out[i].From) < listed && !slices.Contains(out[i].From, l) {
			out[i].From = append(out[i].From, l)
		}
	}
	quotations := slices.Clone(d.Quotations)
	slices.SortStableFunc(quotations, func(a, b *site.Quotation) int {
		return cmp.Or(cmp.Compare(a.Match.Span.Start, b.Match.Span.Start), cmp.Compare(b.Match.Span.End, a.Match.Span.End))
	})
	hosts := map[string]*site.Quotation{}
	for _, q := range quotations {
		if i, there := at[q.Passage]; there {
			from(i, p.placeOf(q))
			continue
		}
		if i := len(out) - 1; i >= 0 && q.Match.Pieces == nil {
			host := hosts[out[i].ID]
			free := host.Match.Span.Start
			if in := inner[i]; len(in) > 0 {
				free = in[len(in)-1].Match.Span.End
			}
			if host.Match.Pieces == nil && q.Match.Span.Start >= free && q.Match.Span.End <= host.Match.Span.End {
				inner[i] = append(inner[i], q)
				at[q.Passage] = i
				from(i, p.placeOf(q))
				continue
			}
		}
		at[q.Passage] = len(out)
		hosts[q.Passage] = q
		before, _, after := d.Text.Around(q.Match.Span, surroundings)
		ps := Passage{
			ID: q.Passage, Paragraph: q.Match.Paragraph, Before: p.isolate(before), After: p.isolate(after),
			From: Links{p.placeOf(q)}, Verdict: q.Verdict, Start: q.Match.Span.Start, End: q.Match.Span.End, Quoted: true,
		}
		for i, piece := range q.Match.Pieces {
			if i > 0 && piece.Start > q.Match.Pieces[i-1].End {
				ps.Pieces = append(ps.Pieces, Piece{Text: p.isolate(raw(d, q.Match.Pieces[i-1].End, piece.Start))})
			}
			ps.Pieces = append(ps.Pieces, Piece{Text: p.isolate(raw(d, piece.Start, piece.End)), Quoted: true})
		}
		out = append(out, ps)
	}
	for i := range out {
		var words strings.Builder
		start := out[i].Start
		for _, q := range inner[i] {
			words.WriteString(string(p.isolate(raw(d, start, q.Match.Span.Start))))
			fmt.Fprintf(&words, `<span id="%s">%s</span>`, q.Passage, p.isolate(raw(d, q.Match.Span.Start, q.Match.Span.End)))
			start = q.Match.Span.End
		}
		words.WriteString(string(p.isolate(raw(d, start, out[i].End))))
		out[i].Words = template.HTML(words.String())
	}
	// Paragraphs that are referred to without words.
	for _, r := range d.Referred {
		if r.Paragraph == 0 || r.Paragraph > d.Text.Paragraphs() {
			continue
		}
		id := fmt.Sprintf("para-%d", r.Paragraph)
		l := p.link(r.From)
		l.URL += fmt.Sprintf("#r%d", r.Note)
		if i, there := at[id]; there {
			from(i, l)
			continue
		}
		at[id] = len(out)
		span := d.Text.Paragraph(r.Paragraph)
		words := []rune(raw(d, span.Start, span.End))
		text := string(words)
		if len(words) > 2*surroundings {
			text = string(words[:2*surroundings]) + "…"
		}
		out = append(out, Passage{ID: id, Paragraph: r.Paragraph, Words: p.isolate(text), From: Links{l}, Start: span.Start, End: span.End})
	}
	slices.SortStableFunc(out, func(a, b Passage) int { return a.Start - b.Start })
	return out
}

// isolate escapes a text and marks its runs from right to left.
func (p *planner) isolate(text string) template.HTML {
	return template.HTML(p.Isolate(text, p.Settings.Language))
}

// raw words of a seed, white space as single spaces.
func raw(d site.Drawn, start, end int) string {
	if start == end {
		return ""
	}
	s := string(d.Seed.Data[start:end])
	out := strings.Join(strings.Fields(s), " ")
	if out == "" {
		return " "
	}
	if s[0] == ' ' {
		out = " " + out
	}
	if s[len(s)-1] == ' ' {
		out += " "
	}
	return out
}

// whole is the full text, for sources that the author may publish whole, with what is quoted marked.
func (p *planner) whole(page *site.Page) []Paragraph {
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
