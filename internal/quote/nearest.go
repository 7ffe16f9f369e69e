package quote

import (
	"math/bits"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of the search for the passage that was meant. It reads the source once, and aligns
// words only where most of them stand together.
const (
	maxCompared = 256     // pieces of a quotation that are aligned at a time
	maxCells    = 1 << 20 // of all alignments of one search; a cell is a few nanoseconds
	maxSeen     = 20000   // places of one word that are looked at; one so common tells nothing
	candidates  = 16      // passages that are aligned
)

// A piece of a text: a word, a number with its separators, or one other character that is no space.
type piece struct {
	start, end int
	hash       uint32 // of a word, the same for words that look alike; 0 of anything else
}

// spelling says for each character below U+2000 whether it belongs to words, and what stands
// for it when words are only to be alike: no accents, no case, one letter of those that look
// the same. The search may then find what is misspelled all through.
const (
	noLetter = 0      // it belongs to no word
	unheard  = 1      // it belongs to words, and is left out
	byItself = 0x8000 // it is a word by itself: a script without spaces
)

var spelling = sync.OnceValue(func() *[0x2000]uint16 {
	var table [0x2000]uint16
	for r := rune(0); r < 0x2000; r++ {
		switch {
		case !inWord(r):
			continue
		case r >= 0x0300 && r <= 0x036F, r >= 0x0591 && r <= 0x05C7, r == 0x0640, r >= 0x064B && r <= 0x065F, r == 0x0670:
			table[r] = unheard
			continue
		}
		like := unicode.ToLower(likeness(r))
		plain, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(like)))
		if like = likeness(unicode.ToLower(plain)); like == 'ß' {
			like = 's' // the second one is added where it is read
		} else if like >= 0x2000 {
			like = r
		}
		table[r] = uint16(like)
		if unspaced(r) {
			table[r] |= byItself
		}
	}
	return &table
})

// likeness is the character that stands for all that look the same.
func likeness(r rune) rune {
	if first, ok := stands[r]; ok {
		return first
	}
	return r
}

// pieces calls f with the pieces of flat[from:to] until it returns false.
func pieces(flat string, from, to int, f func(piece) bool) {
	const offset, prime = 2166136261, 16777619
	table := spelling()
	for i := from; i < to; {
		c := flat[i]
		if c == ' ' {
			i++
			continue
		}
		start, hash := i, uint32(offset)
	word:
		for i < to {
			if c := flat[i]; c < utf8.RuneSelf {
				switch {
				case i > start && i+1 < to && (c == '\'' && inWord(after(flat, i+1)) || separates(rune(c)) && digit(flat[i-1]) && digit(flat[i+1])):
				case !inWord(rune(c)):
					break word
				default:
					if c >= 'A' && c <= 'Z' {
						c |= 0x20
					}
					hash = (hash ^ uint32(c)) * prime
				}
				i++
				continue
			}
			r, n := utf8.DecodeRuneInString(flat[i:])
			like, single := uint32(r), false
			switch {
			case r < 0x2000:
				like, single = uint32(table[r]&^byItself), table[r]&byItself != 0
			case r == 0x200C || r == 0x200D:
				like = unheard
			case r >= 0x4E00 && r <= 0x9FFF:
				single = true
			case !inWord(r):
				like = noLetter
			default:
				if single = unspaced(r); r >= 0xFF10 && r <= 0xFF5A { // full-width
					like = uint32(unicode.ToLower(r - 0xFEE0))
				}
			}
			if like == noLetter || single && i > start {
				break
			}
			if i += n; like != unheard {
				hash = (hash ^ like) * prime
			}
			if r == 'ß' || r == 'ẞ' {
				hash = (hash ^ 's') * prime
			}
			if single {
				break
			}
		}
		if i == start {
			_, n := utf8.DecodeRuneInString(flat[i:])
			i += n
			hash = 0
		} else {
			hash |= 1
		}
		if !f(piece{start, i, hash}) {
			return
		}
	}
}

func allPieces(flat string, from, to, limit int) (list []piece) {
	pieces(flat, from, to, func(p piece) bool {
		list = append(list, p)
		return len(list) < limit
	})
	return list
}

// A passage is what may have been meant by some words, with the first difference from them.
type passage struct {
	start, end    int  // flat, in the source
	differs       bool // there is a difference
	words, source Span // where: flat, in the quotation and in the source; one of them may be empty
	space         bool // only white space differs
	alone         bool // there is no second difference
}

// nearest finds the passage of the source, between two flat offsets, that shares most words in
// order with flat[from:to] of a quotation. Nothing follows from it but the wording of a message.
func (t *Text) nearest(flat string, words Span, within Span) (passage, bool) {
	list := allPieces(flat, words.Start, words.End, maxCompared)
	var best *alignment
	cells := 0
	for _, at := range t.likely(list, within) {
		// Words beside the shared ones may belong to it, too: half as many as the quotation has.
		slack := 12 * (8 + len(list)/2)
		begin, end := max(within.Start, at.Start-slack), min(within.End, at.End+slack)
		for begin > within.Start && begin < at.Start && t.flat[begin-1] != ' ' {
			begin++
		}
		for end < within.End && end > at.End && t.flat[end] != ' ' {
			end--
		}
		source := allPieces(t.flat, begin, end, 4*len(list)+256)
		if cells += len(list) * len(source); cells > maxCells && best != nil {
			break
		}
		if a := align(flat, list, t.flat, source); a != nil && (best == nil || a.cost < best.cost) {
			best = a
		}
	}
	if best == nil || !best.close() {
		return passage{}, false
	}
	p := t.first(best)
	if !p.differs && len(list) == maxCompared {
		p = t.further(p, flat, words.End, list[len(list)-1].end)
	}
	return p, true
}

// further compares what follows the words that were aligned and do not differ.
func (t *Text) further(p passage, flat string, to, from int) passage {
	i, j := from, p.end
	for i < to && j < len(t.flat) && flat[i] == t.flat[j] {
		i, j = i+1, j+1
	}
	for i > from && (i == to || j == len(t.flat) || !utf8.RuneStart(flat[i]) || inWord(before(flat, i))) {
		i, j = i-1, j-1
	}
	list := allPieces(flat, i, to, maxCompared)
	source := allPieces(t.flat, j, len(t.flat), 2*len(list)+16)
	if a := align(flat, list, t.flat, source); a != nil {
		rest := t.first(a)
		rest.start, rest.end = p.start, max(p.end, rest.end)
		return rest
	}
	return p
}

// likely are the parts of the source that share the most words with some of a quotation, rare
// ones counting more, and more if they follow each other as they do there; the best first.
func (t *Text) likely(list []piece, within Span) []Span {
	type want struct {
		hash, next      uint32 // itself, and the word that follows it first in the quotation
		count, seen, in int
		weight          int
	}
	// A table with open places, since every word of the source is looked up in it.
	const places = 16 * maxCompared
	var wanted [places]*want
	place := func(hash uint32) **want {
		i := hash >> 1 % places
		for wanted[i] != nil && wanted[i].hash != hash {
			i = (i + 1) % places
		}
		return &wanted[i]
	}
	total, last := 0, (*want)(nil)
	for _, p := range list {
		if p.hash == 0 {
			continue
		}
		if last != nil && last.next == 0 {
			last.next = p.hash
		}
		w := place(p.hash)
		if *w == nil {
			*w = &want{hash: p.hash}
		}
		last = *w
		last.count++
		total++
	}
	type hit struct {
		w          *want
		ordinal    int32 // of the word in the source
		start, end int32
		follows    bool // the word before is the one before it in the quotation
	}
	var hits []hit
	var ordinal int32
	var previous *want
	pieces(t.flat, within.Start, within.End, func(p piece) bool {
		if p.hash == 0 {
			return true
		}
		ordinal++
		w := *place(p.hash)
		if w != nil {
			w.seen++
		}
		if w != nil && w.seen <= maxSeen {
			hits = append(hits, hit{w, ordinal, int32(p.start), int32(p.end), previous != nil && previous.next == p.hash})
		}
		previous = w
		return true
	})
	for _, w := range wanted {
		if w != nil {
			w.weight = 1000 / (4 + bits.Len(uint(w.seen)))
		}
	}
	// A window of as many words as the quotation has, and a few more, moves over the hits. Of
	// windows that overlap the best is kept.
	type window struct{ first, last, score int }
	var best []window
	keep := func(w window) {
		i := len(best)
		for i > 0 && best[i-1].score < w.score {
			i--
		}
		if best = slices.Insert(best, i, w); len(best) > candidates {
			best = best[:candidates]
		}
	}
	width := int32(total + total/4 + 2)
	peak, first, sum := window{score: -1}, 0, 0
	for i := range hits {
		h := &hits[i]
		if h.w.in++; h.w.in <= h.w.count {
			sum += h.w.weight
		}
		if h.follows {
			sum += h.w.weight
		}
		for hits[first].ordinal+width <= h.ordinal {
			o := &hits[first]
			if o.w.in--; o.w.in < o.w.count {
				sum -= o.w.weight
			}
			if o.follows {
				sum -= o.w.weight
			}
			first++
		}
		if peak.score >= 0 && first > peak.last {
			keep(peak)
			peak.score = -1
		}
		if sum > peak.score {
			peak = window{first, i, sum}
		}
	}
	if peak.score >= 0 {
		keep(peak)
	}
	var spans []Span
	for _, w := range best {
		spans = append(spans, Span{int(hits[w.first].start), int(hits[w.last].end)})
	}
	return spans
}

// A move is one step of an alignment.
type move uint8

const (
	matched move = iota
	changed      // one piece for another
	added        // only in the quotation
	dropped      // only in the source
)

// A step is a move from piece i of the quotation and piece j of the source.
type step struct {
	by   move
	i, j int
}

// An alignment fits the pieces of a quotation to those of a part of a source.
type alignment struct {
	words, source []piece
	flat, other   string // of the quotation and of the source
	steps         []step
	cost          int32
}

// Costs. An exchange of words is dearer if they are not alike, but never as dear as leaving
// one out and adding the other. Marks weigh less than words, and what is left out less than
// what is added, so that the last words of a quotation are found behind a gap.
const (
	costWord    = 14
	costLost    = 8 // a word of the source that the quotation lacks
	costMark    = 6
	costOther   = 13 // another word
	costSimilar = 9  // another form of a word
	costAlike   = 2  // a word that looks the same, a swapped mark of quotation
	costMixed   = 21 // a mark for a word
)

func digit(c byte) bool { return c >= '0' && c <= '9' }

// align finds the fit of the least cost; what stands in the source before and after costs
// nothing. It is nil if not one word is the same.
func align(flat string, words []piece, other string, source []piece) *alignment {
	n, m := len(words), len(source)
	if n == 0 || m == 0 {
		return nil
	}
	previous, row := make([]int32, m+1), make([]int32, m+1)
	moves := make([]move, (n+1)*(m+1))
	single := func(p piece, cost int32) int32 {
		if p.hash == 0 {
			return costMark
		}
		return cost
	}
	for i := 1; i <= n; i++ {
		w := words[i-1]
		own, text := single(w, costWord), flat[w.start:w.end]
		row[0] = previous[0] + own
		moves[i*(m+1)] = added
		for j := 1; j <= m; j++ {
			s := source[j-1]
			c, by := previous[j]+own, added
			if d := row[j-1] + single(s, costLost); d < c {
				c, by = d, dropped
			}
			exchange, kind := exchanged(w, s, text, other[s.start:s.end])
			if d := previous[j-1] + exchange; d <= c {
				c, by = d, kind
			}
			row[j] = c
			moves[i*(m+1)+j] = by
		}
		previous, row = row, previous
	}
	end := 0
	for j := range previous {
		if previous[j] < previous[end] {
			end = j
		}
	}
	a := &alignment{words: words, source: source, flat: flat, other: other, cost: previous[end]}
	same := false
	for i, j := n, end; i > 0; {
		by := moves[i*(m+1)+j]
		switch by {
		case matched, changed:
			i, j = i-1, j-1
			same = same || words[i].hash == source[j].hash && words[i].hash != 0
		case added:
			i--
		case dropped:
			j--
		}
		a.steps = append(a.steps, step{by, i, j})
	}
	slices.Reverse(a.steps)
	if !same {
		return nil
	}
	return a
}

// exchanged is the cost of one piece in the place of another.
func exchanged(w, s piece, words, source string) (int32, move) {
	switch {
	case (w.hash == 0) != (s.hash == 0):
		return costMixed, changed
	case w.hash == s.hash && words == source:
		return 0, matched
	case w.hash == 0:
		q, o := firstOf(words), firstOf(source)
		if (q == '"' || q == '\'') && (o == '"' || o == '\'') || likeness(q) == likeness(o) {
			return costAlike, changed
		}
		return costMark + 2, changed
	case w.hash == s.hash:
		return costAlike, changed
	case similar(words, source):
		return costSimilar, changed
	}
	return costOther, changed
}

// similar reports whether two words begin and end alike, by half of the longer one.
func similar(a, b string) bool {
	if a[0] != b[0] && a[len(a)-1] != b[len(b)-1] || len(a) > 2*len(b)+2 || len(b) > 2*len(a)+2 {
		return false
	}
	short, long := min(len(a), len(b), 64), min(max(len(a), len(b)), 64)
	n := 0
	for n < short && a[n] == b[n] {
		n++
	}
	for k := 1; n < short && k <= short-n && a[len(a)-k] == b[len(b)-k]; k++ {
		n++
	}
	return 2*n >= long
}

func firstOf(s string) rune { return after(s, 0) }

// close reports whether the words that two texts share are enough to think that one is meant
// for the other: two of five words, or of five letters.
func (a *alignment) close() bool {
	same, all, letters, total := 0, 0, 0, 0
	for _, s := range a.steps {
		if s.by == dropped || a.words[s.i].hash == 0 {
			continue
		}
		size := a.words[s.i].end - a.words[s.i].start
		all, total = all+1, total+size
		if a.sharedWord(s) {
			same, letters = same+1, letters+size
		}
	}
	return same*5 >= all*2 || letters*5 >= total*2
}

// sharedWord reports whether a step has a word for one that is the same or looks so.
func (a *alignment) sharedWord(s step) bool {
	return s.by <= changed && a.words[s.i].hash != 0 && a.words[s.i].hash == a.source[s.j].hash
}

// swappedMark reports whether a step has one mark of quotation for the other kind. If all
// inner marks are so, the rules allow it, and the difference that matters is another.
func (a *alignment) swappedMark(s step) bool {
	if s.by != changed || a.words[s.i].hash != 0 {
		return false
	}
	q, o := a.flat[a.words[s.i].start], a.other[a.source[s.j].start]
	return q == '"' && o == '\'' || q == '\'' && o == '"'
}

// first makes a passage of an alignment: where it lies, and the first difference, as wide as
// the words, compounds and numbers that it lies in.
func (t *Text) first(a *alignment) passage {
	same := func(s step) bool { return s.by == matched }
	swapped := func(s step) bool { return s.by == matched || a.swappedMark(s) }
	if slices.ContainsFunc(a.steps, func(s step) bool { return !swapped(s) }) {
		same = swapped
	}
	shared := func(s step) bool { return same(s) || a.sharedWord(s) }
	from, to := slices.IndexFunc(a.steps, shared), len(a.steps)
	for !shared(a.steps[to-1]) {
		to--
	}
	// Words at the ends that differ: one may stand for one of the source's, more are added.
	if k := a.instead(t, a.steps[:from]); k < from {
		from = k
	}
	if tail := a.steps[to:]; a.instead(t, tail) < len(tail) {
		to = len(a.steps)
	}
	p := passage{alone: true}
	inner := a.steps[from:to]
	p.start = a.source[inner[0].j].start
	for _, s := range inner {
		if s.by != added {
			p.end = a.source[s.j].end
		}
	}
	begin := slices.IndexFunc(a.steps, func(s step) bool { return !same(s) })
	if begin < 0 {
		p.differs, p.words, p.source = a.spacing()
		p.space = p.differs
		return p
	}
	p.differs = true
	end := begin
	for end < len(a.steps) && !same(a.steps[end]) {
		end++
	}
	begin, end = a.whole(begin, end, same)
	p.alone = !slices.ContainsFunc(a.steps[:begin], func(s step) bool { return !same(s) }) &&
		!slices.ContainsFunc(a.steps[end:], func(s step) bool { return !same(s) })
	p.words, p.source = a.spans(begin, end)
	if begin < from || end > to { // the source has nothing in their place
		p.source.End = p.source.Start
		if begin >= to || end <= from {
			return p
		}
		_, p.source = a.spans(max(begin, from), min(end, to))
	}
	return p
}

// instead is the first of the steps at an end if they are one word of the quotation for one
// of the source in the same paragraph, or one mark for one; otherwise their number.
func (a *alignment) instead(t *Text, steps []step) int {
	if len(steps) != 1 || steps[0].by != changed {
		return len(steps)
	}
	j := steps[0].j
	beside := j + 1
	if steps[0].i > 0 {
		beside = j - 1
	}
	if beside < 0 || beside >= len(a.source) || t.paragraphOf(a.source[j].start) != t.paragraphOf(a.source[beside].start) {
		return len(steps)
	}
	return 0
}

// spans are the flat ranges of some steps. An empty one lies where the next piece begins.
func (a *alignment) spans(begin, end int) (words, source Span) {
	i, j := a.steps[begin].i, a.steps[begin].j
	i1, j1 := i, j
	for _, s := range a.steps[begin:end] {
		if s.by != dropped {
			i1 = s.i + 1
		}
		if s.by != added {
			j1 = s.j + 1
		}
	}
	return rangeOf(a.words, i, i1), rangeOf(a.source, j, j1)
}

// whole widens a difference to edges of both texts. Marks that the quotation lacks are shown
// with the word that they stand at.
func (a *alignment) whole(begin, end int, same func(step) bool) (int, int) {
	for {
		words, source := a.spans(begin, end)
		lost := words.Start == words.End && a.source[a.steps[begin].j].hash == 0
		left, right := false, false
		if begin > 0 {
			s := a.steps[begin-1]
			q, o := a.words[s.i].end, a.source[s.j].end
			left = edge(a.flat, q) != nowhere || edge(a.other, o) != nowhere || lost && source.Start == o
		}
		if end < len(a.steps) {
			s := a.steps[end]
			q, o := a.words[s.i].start, a.source[s.j].start
			right = edge(a.flat, q) != nowhere || edge(a.other, o) != nowhere || lost && source.End == o && (!left || a.other[source.Start:source.End] == dots)
		}
		if !left && !right {
			return begin, end
		}
		if left {
			for begin--; begin > 0 && !same(a.steps[begin-1]); {
				begin--
			}
		}
		if right {
			for end++; end < len(a.steps) && !same(a.steps[end]); {
				end++
			}
		}
	}
}

// spacing is the first place where the same pieces are together in one text and apart in the other.
func (a *alignment) spacing() (differs bool, words, source Span) {
	for k := 1; k < len(a.steps); k++ {
		b, c := a.steps[k-1], a.steps[k]
		words = Span{a.words[b.i].end, a.words[c.i].start}
		source = Span{a.source[b.j].end, a.source[c.j].start}
		if (words.Start == words.End) != (source.Start == source.End) {
			return true, words, source
		}
	}
	return false, Span{}, Span{}
}

// rangeOf is the range of pieces i to j; an empty one lies where the next piece begins.
func rangeOf(list []piece, i, j int) Span {
	switch {
	case i < j:
		return Span{list[i].start, list[j-1].end}
	case i < len(list):
		return Span{list[i].start, list[i].start}
	}
	return Span{list[len(list)-1].end, list[len(list)-1].end}
}
