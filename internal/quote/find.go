package quote

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of the search. Where one is met the answer is an error or a shorter list of
// places, never a pass.
const (
	maxPlaces = 64      // places of one quotation that are told apart
	maxWork   = 8 << 20 // what one comparison may cost; a unit is about a nanosecond
)

// A reading is one way to understand a quotation: as it is, or with something in it taken
// for the writer's that the rules leave to the writer.
type reading struct {
	folded
	raw     string
	changes []change
	swapped bool // all inner marks stand for the other kind
	by      rules
}

func (r *reading) fold() {
	r.folded, r.changes = foldQuotation(r.raw, true)
}

// readings lists the ways to understand a quotation, in the order in which they are tried:
// the words as they are, marks swapped, without a final stop, without opening marks repeated
// at each paragraph.
func readings(text string) []*reading {
	list := []*reading{{raw: text}}
	list[0].fold()
	if s, ok := withoutRepeated(text); ok {
		list = append(list, &reading{raw: s, by: ruleInner})
		list[1].fold()
	}
	for _, r := range list {
		if s, ok := withoutEnd(r); ok {
			list = append(list, &reading{raw: s, by: r.by | ruleEnd})
			list[len(list)-1].fold()
		}
	}
	for _, r := range list {
		if hasMarks(r.flat) {
			s := *r
			s.swapped, s.by = true, s.by|ruleInner
			list = append(list, &s)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return weight(list[i]) < weight(list[j]) })
	return list
}

// weight orders readings: what leaves less to the writer comes first.
func weight(r *reading) int {
	n := 0
	if r.swapped {
		n++
	}
	if r.by&ruleEnd != 0 {
		n += 2
	}
	if r.by&ruleInner != 0 && !r.swapped {
		n += 4
	}
	return n
}

// withoutEnd takes away one final stop or comma, also before brackets without width.
func withoutEnd(r *reading) (string, bool) {
	head := strings.TrimRightFunc(r.raw, empty)
	tail := len(head)
	for strings.HasSuffix(head, "]") {
		i := strings.LastIndexByte(head, '[')
		if i < 0 || !widthless(Canonical(head[i+1:len(head)-1])) {
			break
		}
		head = strings.TrimRightFunc(head[:i], empty)
		tail = i
	}
	if head == "" {
		return "", false
	}
	last := head[len(head)-1]
	if last != '.' && last != ',' {
		return "", false
	}
	flat := r.flat
	if tail < len(r.raw) {
		flat = Canonical(head)
	}
	left := strings.TrimRightFunc(head[:len(head)-1], func(r rune) bool { return empty(r) && r != '\u2029' })
	if strings.HasSuffix(flat, dots) || left == "" || strings.HasSuffix(left, "\u2029") {
		return "", false // part of an ellipsis, or a paragraph of its own
	}
	return head[:len(head)-1] + r.raw[min(tail, len(r.raw)):], true
}

// empty reports whether a character is white space or nothing once it is folded.
func empty(r rune) bool {
	k := classOf(r)
	return k == white || k == paragraph || k != joiner && k != plain && nothing[k] != 0
}

// opening are the marks that quotations begin with in some language: in Swedish, ” and » do.
const opening = "“”„‟«»‹›‘’‚‛\"'"

// withoutRepeated takes away the opening mark that each paragraph but the first begins with.
func withoutRepeated(text string) (string, bool) {
	if !strings.Contains(text, "\u2029") {
		return "", false
	}
	var b strings.Builder
	var first rune
	begun := false // some paragraph stands before
	for _, p := range strings.SplitAfter(text, "\u2029") {
		body := strings.TrimLeftFunc(p, empty)
		if body == "" || !begun {
			begun = begun || body != ""
			b.WriteString(p)
			continue
		}
		r, n := utf8.DecodeRuneInString(body)
		if first == 0 {
			first = r
		}
		if r != first || !strings.ContainsRune(opening, r) {
			return "", false
		}
		b.WriteString(p[:len(p)-len(body)] + body[n:])
	}
	return b.String(), first != 0
}

// A segment says that flat[q0:q1] of the reading stands at s of the source's flat text.
type segment struct{ q0, q1, s int }

// A place is where one reading of a quotation stands in the flat text of a source.
type place struct {
	start, end int
	segments   []segment
	breaks     []int  // indexes of the segments that stand behind an omission
	omitted    []Span // flat, trimmed: what omissions leave out
	replaced   []Span // flat: what brackets replace
	insertions int    // characters in brackets that were not read as the source's
	edits      int    // brackets and omissions that were not read as the source's
	joined     int
}

// A hunt looks for the places of one reading.
type hunt struct {
	t        *Text
	r        *reading
	source   string // flat text of the source; of a swapped reading, with marks made alike
	words    string // flat text of the reading, likewise
	from, to int    // where in the source
	limit    int    // how many places
	cut      []cutPlace
	blocked  int // paragraph ends of the quotation that the source does not have: flat offset in the reading, -1
	work     *work
	spent    bool // it was not enough
}

// work is what is left to do for one comparison. What looks at the source once is not
// charged; what may be repeated at every character of it is.
type work int

// charge takes the cost of looking at one place, with so many bytes to compare there. A
// place beside anything but ASCII costs more: what it lies inside of takes a longer look.
func (w *work) charge(flat string, at, length int) bool {
	cost := 40 + length/16
	if at < len(flat) && flat[at] >= utf8.RuneSelf {
		cost += 800
		if flat[at] == 0xF0 {
			cost += 10 * maxFlags
		}
	}
	*w -= work(cost)
	return *w >= 0
}

// A cutPlace is where the words stand, but not between edges.
type cutPlace struct {
	start, end int
	in         inside
	atEnd      bool
}

func (t *Text) hunt(r *reading, source string, w *work) *hunt {
	h := &hunt{t: t, r: r, source: source, words: r.flat, to: len(t.flat), limit: maxPlaces, work: w, blocked: -1}
	if r.swapped {
		h.words = alike(r.flat)
	}
	return h
}

// contiguous finds the reading as one run of the source.
func (h *hunt) contiguous() (found []place) {
	n := len(h.words)
	if n == 0 {
		return nil
	}
	for at := range h.t.places(h.source, h.words, h.from, h.to) {
		if !h.work.charge(h.t.flat, at, n) {
			h.spent = true
			break
		}
		if p, ok := h.whole(at); ok {
			if found = append(found, p); len(found) == h.limit {
				break
			}
		}
	}
	return found
}

// whole makes a place of a run that has the words, if all else holds too.
func (h *hunt) whole(at int) (place, bool) {
	end := at + len(h.words)
	if h.cramped(at, end) {
		return place{}, false
	}
	seg := segment{0, len(h.words), at}
	if !h.paragraphs(seg) || h.r.swapped && !h.marks([]segment{seg}) {
		return place{}, false
	}
	p := place{start: at, end: end, segments: []segment{seg}}
	p.joined = h.joins(seg)
	return p, true
}

// cramped reports whether a run does not lie between edges, and keeps the first that does not.
func (h *hunt) cramped(start, end int) bool {
	in, atEnd := h.t.edge(start), false
	if in == nowhere {
		in, atEnd = h.t.edge(end), true
	}
	if in != nowhere && len(h.cut) < 4 {
		h.cut = append(h.cut, cutPlace{start, end, in, atEnd})
	}
	return in != nowhere
}

// paragraphs reports whether each paragraph end inside a segment of the quotation is one of the source.
func (h *hunt) paragraphs(s segment) bool {
	starts := h.r.starts
	i := sort.Search(len(starts), func(i int) bool { return int(starts[i]) >= s.q0 })
	for ; i < len(starts) && int(starts[i]) < s.q1; i++ {
		if at := int(starts[i]); at > 0 && !h.t.begins(s.s+at-s.q0) {
			h.blocked = at
			return false
		}
	}
	return true
}

// joins counts the paragraph ends of the source inside a segment that the quotation has not.
func (h *hunt) joins(s segment) (n int) {
	starts := h.t.starts
	i := sort.Search(len(starts), func(i int) bool { return int(starts[i]) > s.s })
	for ; i < len(starts) && int(starts[i]) < s.s+s.q1-s.q0; i++ {
		if !h.r.begins(int(starts[i]) - s.s + s.q0) {
			n++
		}
	}
	return n
}

// hasMarks reports whether a flat text has marks that could be inner quotation marks.
func hasMarks(flat string) bool {
	for i := 0; i < len(flat); i++ {
		if flat[i] == '"' || flat[i] == '\'' && !apostrophe(flat, i) {
			return true
		}
	}
	return false
}

// apostrophe reports whether the mark at i stands within a word.
func apostrophe(flat string, i int) bool {
	return inWord(before(flat, i)) && inWord(after(flat, i+1))
}

// alike makes every mark that could be a quotation mark a double one; offsets stay.
func alike(flat string) string {
	b := []byte(flat)
	for i, c := range b {
		if c == '\'' && !apostrophe(flat, i) {
			b[i] = '"'
		}
	}
	return string(b)
}

// marks reports whether all inner marks of the segments are swapped: each double one of the
// quotation is a single one of the source, and the other way round. A single mark at one side
// of a word may be an apostrophe and stay, but two of them that could enclose words may not.
func (h *hunt) marks(segments []segment) bool {
	swapped, open := 0, false
	for _, seg := range segments {
		for i := seg.q0; i < seg.q1; i++ {
			if h.words[i] != '"' {
				continue
			}
			q, s := h.r.flat[i], h.t.flat[seg.s+i-seg.q0]
			switch {
			case q != s:
				swapped++
			case q == '"':
				return false
			case inWord(before(h.r.flat, i)):
				if open {
					return false
				}
			case inWord(after(h.r.flat, i+1)):
				open = true
			default:
				return false
			}
		}
	}
	return swapped > 0
}

// A search is the outcome of looking for all readings of a quotation.
type search struct {
	readings []*reading
	reading  *reading // the one that was found; nil if none was
	places   []place
	hunts    []*hunt // of the readings that were not found
	parse    *edits  // of the first reading, if it was tried with brackets and omissions
	spent    bool
}

// seek tries the readings in their order, first as one run, then with brackets and omissions.
func (t *Text) seek(text string, from, to int, w *work) search {
	return t.seekAny(readings(text), from, to, w)
}

func (t *Text) seekAny(list []*reading, from, to int, w *work) search {
	s := search{readings: list}
	marked := "" // the flat text of the source with marks made alike, when it is needed
	source := func(r *reading) string {
		if !r.swapped {
			return t.flat
		}
		if marked == "" {
			marked = alike(t.flat)
		}
		return marked
	}
	for _, r := range s.readings {
		h := t.hunt(r, source(r), w)
		h.from, h.to = from, to
		s.hunts = append(s.hunts, h)
		if s.places = h.contiguous(); len(s.places) > 0 {
			s.reading = r
			return s
		}
		s.spent = s.spent || h.spent
	}
	for _, r := range s.readings {
		e := parseEdits(r)
		if e == nil {
			continue
		}
		if s.parse == nil {
			s.parse = e
		}
		h := t.hunt(r, source(r), w)
		h.from, h.to = from, to
		s.hunts = append(s.hunts, h)
		if s.places = h.edited(e); len(s.places) > 0 {
			s.reading, s.parse = r, e
			return s
		}
		s.spent = s.spent || h.spent
	}
	return s
}

// Has reports whether the text has the words of a quotation, by all the rules but those
// about where they stand and how long they are. It looks for no nearest passage.
func (t *Text) Has(q Query) bool {
	if len(t.flat) == 0 || failed(inspectQuotation(q.Text)) {
		return false
	}
	w := work(maxWork)
	return t.seek(q.Text, 0, len(t.flat), &w).reading != nil
}

func failed(faults []Fault) bool {
	for _, f := range faults {
		if !f.Warning {
			return true
		}
	}
	return false
}

// count counts the words of a folded text, its letters and the Han characters among them. A hyphenated compound and a
// number with its separators are one word each; letters of scripts written without spaces
// make words only with what stands between them.
func count(flat string) (words, letters, han int) {
	in := false
	for i, r := range flat {
		if r < utf8.RuneSelf {
			switch {
			case r|0x20 >= 'a' && r|0x20 <= 'z':
				letters++
			case r >= '0' && r <= '9':
			case (r == '\'' || r == '-' || separates(r) && unicode.IsDigit(before(flat, i))) && in && inWord(after(flat, i+1)):
				continue
			default:
				in = false
				continue
			}
		} else if !inWord(r) {
			in = false
			continue
		} else if unicode.IsLetter(r) {
			letters++
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
		if !in {
			in = true
			words++
		}
	}
	return words, letters, han
}

// long reports whether words are many enough to be a quotation wherever they stand.
func long(flat string) bool {
	words, letters, han := count(flat)
	return words >= 2 || letters >= 8 || han >= 4
}
