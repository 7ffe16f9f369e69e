package quote

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A pending is what has been read since the last text of the source: how the next may follow.
type pending struct {
	omissions int
	insertion bool // a bracket that may insert or replace
	remark    bool // a bracket without width
	before    bool // a space stands before the first of them
	after     bool // a space stands after the last
	endBefore bool // the same for the end of a paragraph
	endAfter  bool
}

// with adds a token to what is pending.
func (p pending) with(t token) pending {
	if p == (pending{}) {
		p.before, p.endBefore = t.before, t.endBefore
	}
	p.after, p.endAfter = t.after, t.endAfter
	return p
}

// A state of the walk: everything that decides whether the rest can be found.
type state struct {
	token, at int
	gap       pending
}

// A matcher walks through the tokens of a reading and the source side by side. At every
// bracket and omission it first takes it for the source's own text. What failed once from
// some state is not tried again, and the number of steps is bounded.
type matcher struct {
	*hunt
	e      *edits
	failed map[state]bool
	steps  int
	p      place // what has been read on the way
}

// edited finds the reading with its brackets and omissions.
func (h *hunt) edited(e *edits) (found []place) {
	if e.over {
		h.spent = true
		return nil
	}
	for _, t := range e.tokens {
		if t.kind == literal && t.end-t.start > 2 && h.t.place(h.source, h.words[t.start:t.end], h.from, h.to) < 0 {
			return nil // each text between edits must be somewhere; most misquotations end here
		}
	}
	m := &matcher{hunt: h, e: e, failed: map[state]bool{}}
	for len(found) < h.limit {
		m.p = place{start: -1}
		if !m.match(0, h.from, pending{}) {
			break
		}
		h.from = m.p.start + 1
		if !h.r.swapped || h.marks(m.p.segments) {
			found = append(found, m.p)
		}
	}
	h.spent = len(found) == 0 && (m.steps > maxSteps || *h.work < 0)
	return found
}

// match reads the tokens from i on, where the source has been read up to a place.
func (m *matcher) match(i, at int, gap pending) bool {
	if m.steps++; m.steps > maxSteps {
		return false
	}
	if i == len(m.e.tokens) {
		return m.finish(at, gap)
	}
	key := state{i, at, gap}
	begun := m.p.start >= 0
	if begun && m.failed[key] {
		return false
	}
	saved := m.p
	for try := range m.ways(i, at, gap) {
		if try() {
			return true
		}
		m.p = saved
	}
	if begun {
		m.failed[key] = true
	}
	return false
}

// ways lists how a token may be read, the source's own text first.
func (m *matcher) ways(i, at int, gap pending) iter.Seq[func() bool] {
	t := m.e.tokens[i]
	return func(yield func(func() bool) bool) {
		own := func() bool {
			from := t.start
			if gap == (pending{}) && i > 0 {
				from = m.e.tokens[i-1].end // with the space between
			}
			return m.text(i, from, t.end, m.words[from:t.end], at, gap)
		}
		if !yield(own) || t.kind == literal || t.fault != "" {
			return
		}
		next := gap.with(t)
		skip := func() bool {
			m.p.edits++
			if t.kind == bracket {
				m.p.insertions += utf8.RuneCountInString(t.content)
			}
			return m.match(i+1, at, next)
		}
		switch {
		case t.kind == bare && m.e.last(i): // no end mark but a full stop or a comma may be the writer's
			return
		case t.kind != bracket:
			if gap == (pending{}) && m.p.start >= 0 && m.t.edge(at) != nowhere {
				return
			}
			next.omissions++
			yield(skip)
			return
		case widthless(t.content):
			next.remark = true
			yield(func() bool {
				m.p.edits++
				return m.match(i+1, at, next)
			})
			return
		}
		for _, letter := range otherCase(t.content) {
			ok := yield(func() bool {
				m.p.edits++
				m.p.insertions++
				text, from := letter, t.start+strings.Index(m.words[t.start:t.end], t.content)
				if gap == (pending{}) && t.before && i > 0 {
					text, from = " "+letter, -1
				}
				return m.text(i, from, from+len(letter), text, at, gap)
			})
			if !ok {
				return
			}
		}
		switch {
		case t.leads:
		case t.glued:
			if gap == (pending{}) && m.p.start >= 0 {
				yield(func() bool {
					if end := m.rest(at); end > at {
						m.p.replaced = append(m.p.replaced, Span{at, end})
						at = end
					}
					next.remark = true // nothing that it could still replace
					return skip()
				})
			}
		default:
			next.insertion = true
			yield(skip)
		}
	}
}

// last reports whether nothing but remarks follows a token.
func (e *edits) last(i int) bool {
	for _, t := range e.tokens[i+1:] {
		if t.kind != bracket || !widthless(t.content) {
			return false
		}
	}
	return true
}

// otherCase are the forms of a single letter in the other cases.
func otherCase(s string) (forms []string) {
	r, n := utf8.DecodeRuneInString(s)
	if n != len(s) || !unicode.IsLetter(r) {
		return nil
	}
	for _, c := range []rune{unicode.ToUpper(r), unicode.ToLower(r), unicode.ToTitle(r)} {
		if c != r && (len(forms) == 0 || forms[len(forms)-1] != string(c)) {
			forms = append(forms, string(c))
		}
	}
	return forms
}

// text reads words, flat[q0:q1] of the reading, after what is pending, and then the tokens
// behind. A q0 of -1 says that the words differ from the reading's.
func (m *matcher) text(i, q0, q1 int, words string, at int, gap pending) bool {
	for r := range m.follow(i, words, at, gap) {
		saved := m.p
		if m.steps++; m.steps > maxSteps {
			return false
		}
		if m.read(i, q0, q1, words, at, r, gap) && m.match(i+1, r+len(words), pending{}) {
			return true
		}
		m.p = saved
	}
	return false
}

// read notes that the words of token i stand at r, if the rules allow them to stand there.
func (m *matcher) read(i, q0, q1 int, words string, at, r int, gap pending) bool {
	seg := segment{q0, q1, r}
	switch {
	case m.p.start < 0:
		if m.t.edge(r) != nowhere || gap.omissions > 0 && !hasWords(m.t.flat[:r], gap.omissions) || gap.endAfter && !m.t.begins(r) {
			return false
		}
		m.p.start = r
	case gap.omissions > 0:
		left := trimmed(m.t.flat, at, r)
		m.p.omitted = append(m.p.omitted, left)
		m.p.breaks = append(m.p.breaks, len(m.p.segments))
	case gap != pending{}:
		left := trimmed(m.t.flat, at, r)
		if left.Start < left.End {
			m.p.replaced = append(m.p.replaced, left)
		}
		own := 0
		if gap.endBefore {
			own++
		}
		if gap.endAfter {
			own++
		}
		m.p.joined += max(0, m.t.endsBetween(at, r)-own)
	}
	// The letter of [t]he stands where its bracket does, behind a paragraph end or not.
	token := m.e.tokens[i]
	letter, ended := r, gap == (pending{}) && token.endBefore && (q0 < 0 || q0 > token.start)
	if q0 < 0 && words[0] == ' ' {
		letter++
	}
	if ended && !m.t.begins(letter) {
		return false
	}
	if q0 >= 0 && q1-q0 == len(words) {
		if !m.paragraphs(seg) {
			return false
		}
		m.p.joined += m.joins(seg)
		m.p.segments = append(m.p.segments, seg)
	} else if words[0] == ' ' && m.t.begins(letter) && !ended {
		m.p.joined++
	}
	return true
}

// rest is where the word ends whose rest a bracket replaces.
func (m *matcher) rest(at int) int {
	flat := m.t.flat
	for at < len(flat) {
		r, n := utf8.DecodeRuneInString(flat[at:])
		if !inWord(r) && !(r == '\'' && inWord(before(flat, at)) && inWord(after(flat, at+1))) {
			break
		}
		at += n
	}
	return at
}

// follow yields the places where words may stand after what is pending, the nearest first.
func (m *matcher) follow(i int, words string, at int, gap pending) iter.Seq[int] {
	// Short words are looked for together with the text that must follow at once.
	needle := words
	if i+1 < len(m.e.tokens) {
		if n := m.e.tokens[i+1]; n.kind == literal && !m.e.tokens[i].after {
			needle += m.words[n.start:n.end]
		}
	}
	switch {
	case m.p.start < 0:
		return m.occurrences(needle, at, m.to)
	case gap == pending{}:
		return func(yield func(int) bool) {
			if strings.HasPrefix(m.source[at:m.to], words) {
				yield(at)
			}
		}
	case gap.omissions > 0:
		return m.omitting(needle, at, gap)
	}
	return func(yield func(int) bool) {
		if gap.insertion && m.t.edge(at) != nowhere {
			return
		}
		for _, r := range m.joints(at, gap) {
			if strings.HasPrefix(m.source[r:m.to], words) && (!gap.insertion || m.t.edge(r) == nowhere) && !yield(r) {
				return
			}
		}
		if gap.insertion {
			m.replacing(needle, at, gap)(yield)
		}
	}
}

// joints are the places where text may go on after something without width: behind the
// space that stands on both sides of it, or, if a space stands before it only, at once.
func (m *matcher) joints(at int, gap pending) (places []int) {
	s := m.source
	space := gap.before || gap.after
	beside := strings.HasSuffix(s[:at], dots) || strings.HasPrefix(s[at:], dots)
	if gap.endBefore || gap.endAfter {
		if !m.t.ends(at) {
			return nil
		}
	}
	if space && at < m.to && s[at] == ' ' {
		places = append(places, at+1)
	}
	if !space || !gap.after || beside {
		places = append(places, at)
	}
	return places
}

// occurrences yields the places of words in a part of the source.
func (m *matcher) occurrences(words string, from, to int) iter.Seq[int] {
	return func(yield func(int) bool) {
		last := from
		for at := range m.t.places(m.source, words, from, to) {
			if !m.work.charge(m.t.flat, at, len(words)+at-last) || !yield(at) {
				return
			}
			last = at
		}
	}
}

// omitting yields the places of words behind an omission that leaves out what it may.
func (m *matcher) omitting(words string, at int, gap pending) iter.Seq[int] {
	return func(yield func(int) bool) {
		if m.t.edge(at) != nowhere || gap.endBefore && !m.t.ends(at) {
			return
		}
		to := min(m.to, at+4*(maxOmitted+2)+len(words))
		for r := range m.occurrences(words, at, to) {
			left := trimmed(m.t.flat, at, r)
			*m.work -= work(r - at)
			switch {
			case !hasWords(m.t.flat[left.Start:left.End], gap.omissions):
				continue
			case utf8.RuneCountInString(m.t.flat[left.Start:left.End]) > maxOmitted, m.t.endsBetween(at, r) > maxOmittedEnds:
				return
			case m.t.edge(r) != nowhere || gap.endAfter && !m.t.begins(r):
				continue
			}
			if !yield(r) {
				return
			}
		}
	}
}

// replacing yields the places of words behind what a bracket may replace: up to six words and
// sixty characters of one paragraph, the one before or after the end of one.
func (m *matcher) replacing(words string, at int, gap pending) iter.Seq[int] {
	return func(yield func(int) bool) {
		if gap.endBefore && !m.t.ends(at) {
			return
		}
		to := min(m.to, at+4*(maxReplacedSize+2)+len(words))
		for r := range m.occurrences(words, at+1, to) {
			left := trimmed(m.t.flat, at, r)
			text := m.t.flat[left.Start:left.End]
			n, _, _ := count(text)
			switch {
			case text == "" || m.t.edge(r) != nowhere || gap.endAfter && !m.t.begins(r):
				continue
			case n > maxReplaced || utf8.RuneCountInString(text) > maxReplacedSize || m.t.paragraphOf(left.Start) < m.t.paragraphOf(left.End-1):
				return
			}
			if !yield(r) {
				return
			}
		}
	}
}

// finish closes the walk at the end of the reading.
func (m *matcher) finish(at int, gap pending) bool {
	if m.p.start < 0 || gap.endBefore && !m.t.ends(at) {
		return false
	}
	if gap.omissions > 0 && !hasWords(m.t.flat[at:], gap.omissions) || at > m.to || m.cramped(m.p.start, at) {
		return false
	}
	m.p.end = at
	if len(m.p.breaks) > 0 {
		for _, piece := range m.p.pieces() {
			if !hasWord(m.t.wordsOf(m.p.segments[piece.Start:piece.End])) {
				return false // a mark behind an omission belongs to what is left out, or is the writer's
			}
		}
	}
	return true
}

// endsBetween counts the paragraph ends in a flat range.
func (f *folded) endsBetween(start, end int) int {
	if start >= end {
		return 0
	}
	n := f.paragraphOf(end) - f.paragraphOf(start)
	if f.flat[start] != ' ' && f.begins(start) && start > 0 {
		n++ // beside an ellipsis, where the end has no width
	}
	return n
}

// trimmed is a flat range without the spaces at its ends.
func trimmed(flat string, start, end int) Span {
	for start < end && flat[start] == ' ' {
		start++
	}
	for start < end && flat[end-1] == ' ' {
		end--
	}
	return Span{start, end}
}

func hasWord(flat string) bool { return strings.ContainsFunc(flat, inWord) }

// hasWords reports whether a text has a word for each of n omissions that stand side by side.
func hasWords(flat string, n int) bool {
	for ; n > 1; n-- {
		flat = flat[len(flat)-len(strings.TrimLeftFunc(flat, func(r rune) bool { return !inWord(r) })):]
		if flat = strings.TrimLeftFunc(flat, inWord); flat == "" {
			return false
		}
	}
	return hasWord(flat)
}
