package quote

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

const (
	maxWords  = 300 // of a quotation, before a warning
	nearReach = 200 // characters on either side of a match in which `near` is looked for
)

// Find compares a quotation with the text. The faults beside a Match whose Verdict is not
// None are warnings; beside None there is at least one error, which tells the nearest passage
// if there is one.
func (t *Text) Find(q Query) (Match, []Fault) {
	faults := inspectQuotation(q.Text)
	if failed(faults) {
		return Match{}, faults
	}
	if len(t.flat) == 0 {
		return Match{}, append(faults, Fault{Code: "quote/not-found", Span: firstCharacter(q.Text),
			Message: "quotation not found: the source has no text", Note: "nothing to compare with",
			Hint: "put the words of the article into the seed; check that `ignore` leaves some of its lines"})
	}
	if Canonical(q.Text) == "" {
		return Match{}, append(faults, Fault{Code: "quote/too-short", Span: Span{0, len(q.Text)},
			Message: "the quotation is empty", Note: "no words", Hint: "quote at least two words"})
	}
	// A paragraph that was named is searched by itself first: in a text that repeats its words
	// many times the places before it could use the bounds up.
	var s search
	w := work(maxWork)
	from, to, named := t.window(q)
	if named && from < to {
		s = t.seek(q.Text, from, to, &w)
	}
	if everywhere := t.seek(q.Text, 0, len(t.flat), &w); s.reading == nil {
		s = everywhere
	} else if everywhere.reading != nil && everywhere.reading.by == s.reading.by && everywhere.reading.swapped == s.reading.swapped {
		s.places = merge(s.places, everywhere.places)
	}
	if s.reading == nil {
		return Match{}, append(faults, t.missing(q, s, &w)...)
	}
	m, more := t.judge(q, s)
	faults = append(faults, more...)
	if failed(faults) {
		return Match{}, faults
	}
	return m, faults
}

func merge(a, b []place) []place {
	for _, p := range b {
		i := sort.Search(len(a), func(i int) bool { return a[i].start >= p.start })
		if i == len(a) || a[i].start != p.start {
			a = append(a[:i], append([]place{p}, a[i:]...)...)
		}
	}
	return a
}

// window is the flat range of the paragraphs that a query names.
func (t *Text) window(q Query) (from, to int, named bool) {
	if q.Paragraph <= 0 {
		return 0, len(t.flat), false
	}
	last := max(q.LastPara, q.Paragraph)
	if q.Paragraph > len(t.starts) {
		return 0, 0, true
	}
	from, _ = t.bounds(q.Paragraph - 1)
	_, to = t.bounds(min(last, len(t.starts)) - 1)
	return from, to, true
}

// judge weighs the places where a reading was found.
func (t *Text) judge(q Query, s search) (Match, []Fault) {
	whole := Span{0, len(q.Text)}
	all := s.places
	chosen := all
	from, to, named := t.window(q)
	if named {
		chosen = nil
		for _, p := range all {
			if p.start >= from && p.end <= to {
				chosen = append(chosen, p)
			}
		}
		if len(chosen) == 0 {
			all = apart(all)
			return Match{}, []Fault{{Code: "quote/wrong-paragraph", Span: whole, Places: t.spans(all),
				Message: fmt.Sprintf("the words stand in %s, not in %s", t.paragraphNames(all), paragraphName(q.Paragraph, max(q.LastPara, q.Paragraph))),
				Note:    "stands in " + t.paragraphNames(all[:1]), Hint: "name " + t.paragraphNames(all[:1]) + " in the citation"}}
		}
	}
	if q.Near != "" {
		var near []place
		words := Canonical(q.Near)
		for _, p := range chosen {
			if t.near(p, words) {
				near = append(near, p)
			}
		}
		if len(near) == 0 {
			chosen = apart(chosen)
			return Match{}, []Fault{{Code: "quote/wrong-near", Span: whole, Places: t.spans(chosen),
				Message: fmt.Sprintf("“%s” does not stand within %d characters before or after the words", short(q.Near), nearReach),
				Note:    "not near these words", Hint: "give words of the source, as it spells them, that stand beside the passage you mean"}}
		}
		chosen = near
	}
	some := len(all) > len(chosen)
	chosen = apart(chosen)
	best := chosen[0]
	for _, p := range chosen[1:] {
		if p.joined < best.joined {
			best = p
		}
	}
	m, faults := t.match(q, s.reading, best)
	m.Near = some && len(chosen) == 1
	if q.Formatted && !strings.Contains(Canonical(q.Text), "[emphasis added]") && !strings.Contains(Canonical(q.Text), "[emphasis in original]") {
		faults = append(faults, Fault{Code: "quote/emphasis", Span: whole, Message: "the quotation has emphasis that the source's text cannot show",
			Note: "whose emphasis?", Hint: "take the emphasis away, or write [emphasis added] or [emphasis in original] inside the quotation"})
	}
	lengths := t.lengths(q, s.reading, best)
	if len(chosen) > 1 && !failed(lengths) { // words that are too short to prove stand in several places anyway
		faults = append(faults, Fault{Code: "quote/several-places", Warning: true, Span: whole, Places: t.spans(chosen),
			Message: fmt.Sprintf("the words stand in several places: %s", t.paragraphNames(chosen)),
			Note:    "which of them?", Hint: `name the paragraph in the citation ([@source, para. 3]), or write near="words beside the passage"`})
	}
	return m, append(faults, lengths...)
}

// apart leaves out places that overlap an earlier one: with brackets and omissions they are
// other readings of the same words of the source.
func apart(places []place) []place {
	kept := places[:1:1]
	for _, p := range places[1:] {
		if last := kept[len(kept)-1]; p.edits == 0 || p.start >= last.end {
			kept = append(kept, p)
		}
	}
	return kept
}

// lengths applies the rule of length to the source's words in a quotation and in its pieces.
func (t *Text) lengths(q Query, r *reading, p place) (faults []Fault) {
	pieces := p.pieces()
	for i, piece := range pieces {
		text := t.wordsOf(p.segments[piece.Start:piece.End])
		if long(text) {
			continue
		}
		run := t.extent(p, piece)
		if t.unique(run.Start, run.End) {
			continue
		}
		what, span := "the quotation", Span{0, len(q.Text)}
		if len(pieces) > 1 || len(p.omitted) > 0 {
			what = fmt.Sprintf("piece %d, “%s”,", i+1, short(text))
			if r.raw == q.Text {
				first, last := p.segments[piece.Start], p.segments[piece.End-1]
				span = Span{r.rawStart(first.q0), r.rawEnd(last.q1)}
			}
		}
		faults = append(faults, Fault{Code: "quote/too-short", Span: span,
			Message: what + " is too short to be proved: it has fewer than 2 words and 8 letters, and the source has it in more than one place",
			Note:    "too short", Hint: "quote some more of the words around it"})
	}
	words, letters := 0, 0
	for _, w := range strings.Fields(r.flat) {
		n, l, _ := count(w)
		words, letters = words+n, letters+l
	}
	if n := spacelessWords(r.flat); n > words {
		words = n
	}
	if words > maxWords {
		faults = append(faults, Fault{Code: "quote/too-long", Warning: true, Span: Span{0, len(q.Text)},
			Message: fmt.Sprintf("the quotation has %d words", words), Note: fmt.Sprintf("more than %d words", maxWords),
			Hint: "quote less: the text is somebody else's"})
	}
	return faults
}

// spacelessWords estimates the words of scripts written without spaces, two letters each.
func spacelessWords(flat string) (n int) {
	for _, r := range flat {
		if r >= 0x0E00 && unspaced(r) {
			n++
		}
	}
	return n / 2
}

// pieces are ranges of segments between omissions.
func (p *place) pieces() (pieces []Span) {
	from := 0
	for _, b := range p.breaks {
		pieces = append(pieces, Span{from, b})
		from = b
	}
	pieces = append(pieces, Span{from, len(p.segments)})
	kept := pieces[:0]
	for _, s := range pieces {
		if s.Start < s.End {
			kept = append(kept, s)
		}
	}
	return kept
}

// extent is the flat range of a piece in the source.
func (t *Text) extent(p place, piece Span) Span {
	first, last := p.segments[piece.Start], p.segments[piece.End-1]
	s := trimmed(t.flat, first.s, last.s+last.q1-last.q0)
	for _, r := range p.replaced {
		if r.Start == s.End { // the rest of its last word
			s.End = r.End
		}
	}
	if piece.Start == 0 {
		s.Start = p.start
	}
	if piece.End == len(p.segments) {
		s.End = p.end
	}
	return s
}

// wordsOf is the source's text in some segments, without what brackets replaced.
func (t *Text) wordsOf(segments []segment) string {
	var b strings.Builder
	end := -1
	for _, s := range segments {
		if end >= 0 && s.s != end {
			b.WriteByte(' ')
		}
		end = s.s + s.q1 - s.q0
		b.WriteString(t.flat[s.s:end])
	}
	return strings.TrimSpace(b.String())
}

// unique reports whether a run of the flat text stands nowhere else between edges.
func (t *Text) unique(start, end int) bool {
	words := t.flat[start:end]
	n, w := 0, work(maxWork)
	for at := range t.places(t.flat, words, 0, len(t.flat)) {
		if t.edge(at) == nowhere && t.edge(at+len(words)) == nowhere {
			n++
		}
		if n > 1 || !w.charge(t.flat, at, len(words)) {
			return false
		}
	}
	return n == 1
}

// match makes a Match of a place, and finds what is wrong with its brackets and omissions.
func (t *Text) match(q Query, r *reading, p place) (Match, []Fault) {
	m := Match{Span: t.rawSpan(p.start, p.end), Joined: p.joined,
		Paragraph: t.paragraphOf(p.start) + 1, LastPara: t.paragraphOf(p.end-1) + 1}
	by := r.by | t.foldsUsed(r, p, &m.Span)
	if p.joined > 0 {
		by |= ruleParagraph
	}
	if string(t.raw[m.Span.Start:m.Span.End]) == q.Text {
		by = 0 // the same line ends too
	}
	switch {
	case p.edits > 0:
		m.Verdict = Edited
	case by == 0:
		m.Verdict = Exact
	default:
		m.Verdict = Verbatim
	}
	m.Folds = by.names()
	if len(p.breaks) > 0 {
		for _, piece := range p.pieces() {
			e := t.extent(p, piece)
			m.Pieces = append(m.Pieces, t.rawSpan(e.Start, e.End))
		}
		for _, o := range p.omitted {
			m.Left = append(m.Left, t.rawSpan(o.Start, o.End))
		}
	}
	var faults []Fault
	if total := utf8.RuneCountInString(r.flat); p.insertions*100 > total*maxShare {
		faults = append(faults, Fault{Code: "quote/bracket", Span: Span{0, len(q.Text)},
			Message: fmt.Sprintf("%d of %d characters are in brackets, more than %d per cent", p.insertions, total, maxShare),
			Note:    "more the writer's than the source's", Hint: "quote more of the source's words, or say it without quotation marks"})
	}
	if !q.Acknowledged {
		faults = append(faults, t.leftOut(q, p)...)
	}
	return m, faults
}

// foldsUsed are the rules of the folding table without which the quotation would differ
// from the raw bytes: both sides are compared wherever one of them was changed. What became
// nothing at the very ends of the quotation widens the span if the source has it there too.
func (t *Text) foldsUsed(r *reading, p place, span *Span) (by rules) {
	f := folder{text: t.raw, skip: t.skip, breaking: t.breaking, traced: true}
	f.run(span.Start, span.End)
	f.ended()
	for _, seg := range p.segments {
		var changes []change
		shifted := func(list []change, shift int) {
			i := sort.Search(len(list), func(i int) bool { return list[i].flat.End >= shift })
			for ; i < len(list) && list[i].flat.Start <= shift+seg.q1-seg.q0; i++ {
				c := list[i]
				c.flat = Span{max(c.flat.Start-shift, 0), min(c.flat.End-shift, seg.q1-seg.q0)}
				changes = append(changes, c)
			}
		}
		shifted(f.changes, seg.s-p.start)
		shifted(r.changes, seg.q0)
		sort.SliceStable(changes, func(i, j int) bool { return changes[i].flat.Start < changes[j].flat.Start })
		for len(changes) > 0 {
			group, n := changes[0], 1
			for n < len(changes) && changes[n].flat.Start <= group.flat.End {
				group.flat.End = max(group.flat.End, changes[n].flat.End)
				group.rules |= changes[n].rules
				n++
			}
			changes = changes[n:]
			source := t.folded.around(seg.s, seg.s+seg.q1-seg.q0, group.flat)
			words := r.folded.around(seg.q0, seg.q1, group.flat)
			if t.kept(source) == r.raw[words.Start:words.End] {
				continue
			}
			if r.flat[seg.q0+group.flat.Start:seg.q0+group.flat.End] != t.flat[seg.s+group.flat.Start:seg.s+group.flat.End] {
				group.rules &^= ruleSingle | ruleDouble // a swapped mark is another rule
			}
			by |= group.rules
		}
	}
	if first := p.segments[0]; first.q0 == 0 {
		lead := r.raw[:r.rawStart(0)]
		if bytes.HasSuffix(t.raw[:span.Start], []byte(lead)) && !strings.ContainsFunc(lead, isWhite) {
			span.Start -= len(lead)
		} else {
			by |= rulesOf(lead)
		}
	}
	if last := p.segments[len(p.segments)-1]; last.q1 == len(r.flat) {
		end := t.rawEnd(p.end)
		tail := r.raw[r.rawEnd(len(r.flat)):]
		if bytes.HasPrefix(t.raw[end:], []byte(tail)) && len(tail) >= span.End-end && !strings.ContainsFunc(tail, isWhite) {
			span.End = end + len(tail)
		} else {
			by |= rulesOf(tail) | rulesOf(string(t.raw[end:span.End]))
		}
	}
	return by
}

// around is the raw range of a part of flat[start:end], with what became nothing at its ends
// unless these are the ends of the whole.
func (f *folded) around(start, end int, part Span) Span {
	s := Span{f.rawStart(start), f.rawEnd(end)}
	if part.Start > 0 {
		s.Start = f.rawEnd(start + part.Start)
	}
	if start+part.End < end {
		s.End = f.rawStart(start + part.End)
	}
	s.End = max(s.End, s.Start)
	return s
}

func isWhite(r rune) bool { return classOf(r) == white || classOf(r) == paragraph }

// rulesOf are the rules by which a text becomes nothing.
func rulesOf(s string) (by rules) {
	for _, r := range s {
		switch kind := classOf(r); kind {
		case white, paragraph:
			by |= ruleSpace
		case joiner:
			by |= ruleJoiner
		default:
			by |= nothing[kind]
		}
	}
	return by
}

// kept is a raw range without ignored lines.
func (t *Text) kept(s Span) string {
	var b strings.Builder
	for s.Start < s.End {
		i := sort.Search(len(t.skip), func(i int) bool { return t.skip[i].End > s.Start })
		to := s.End
		if i < len(t.skip) {
			to = min(to, max(t.skip[i].Start, s.Start))
		}
		b.Write(t.raw[s.Start:to])
		if s.Start = to; i < len(t.skip) && to < s.End {
			s.Start = t.skip[i].End
		}
	}
	return b.String()
}

// near reports whether words stand between edges, close before or after a place.
func (t *Text) near(p place, words string) bool {
	words = strings.ReplaceAll(words, "\u2029", " ")
	from, to := p.start, p.end
	for n := 0; n < nearReach && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(t.flat[:from])
		from -= size
	}
	for n := 0; n < nearReach && to < len(t.flat); n++ {
		_, size := utf8.DecodeRuneInString(t.flat[to:])
		to += size
	}
	for _, side := range [...]Span{{from, p.start}, {p.end, to}} {
		for at := side.Start; words != "" && at < side.End; at++ {
			i := strings.Index(t.flat[at:side.End], words)
			if i < 0 {
				break
			}
			if at += i; t.edge(at) == nowhere && t.edge(at+len(words)) == nowhere {
				return true
			}
		}
	}
	return false
}

func (t *Text) spans(places []place) (spans []Span) {
	for _, p := range places {
		spans = append(spans, t.rawSpan(p.start, p.end))
	}
	return spans
}

// paragraphNames says in which paragraphs places lie; a long list is cut short.
func (t *Text) paragraphNames(places []place) string {
	var names []string
	for i, p := range places {
		name := paragraphName(t.paragraphOf(p.start)+1, t.paragraphOf(p.end-1)+1)
		if i > 0 && names[len(names)-1] == name {
			continue
		}
		if len(names) == 8 {
			return strings.Join(names, ", ") + " and more"
		}
		names = append(names, name)
	}
	if len(places) > 1 && len(names) == 1 {
		return fmt.Sprintf("%d times in %s", len(places), names[0])
	}
	return strings.Join(names, ", ")
}

func paragraphName(first, last int) string {
	if last > first {
		return fmt.Sprintf("paragraphs %d–%d", first, last)
	}
	return fmt.Sprintf("paragraph %d", first)
}

// short cuts words for a message.
func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > 60 {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

// firstCharacter is the first character of a text that is not white space.
func firstCharacter(s string) Span {
	at := len(s) - len(strings.TrimLeftFunc(s, isWhite))
	_, n := utf8.DecodeRuneInString(s[at:])
	return Span{at, at + n}
}
