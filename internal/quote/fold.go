package quote

import (
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// rules is a set of rules, those of the folding table and the few of matching
// that a verdict also names.
type rules uint32

const (
	ruleSpace rules = 1 << iota
	ruleParagraph
	ruleSingle
	ruleDouble
	ruleHyphen
	ruleEllipsis
	ruleSoft
	ruleNormal
	ruleMark
	ruleDirection
	ruleInvisible
	ruleJoiner
	ruleVariation
	rulePresentation
	ruleInner
	ruleEnd
)

var ruleNames = [...]string{
	"white space", "paragraph", "single marks", "double marks", "hyphens", "ellipsis", "soft hyphen", "normal form",
	"direction marks", "direction controls", "invisible", "joiners", "variation", "presentation letters", "inner marks", "end mark",
}

func (rs rules) names() []string {
	var names []string
	for i, name := range ruleNames {
		if rs&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// folded is a text after the folding table: the flat text and the way back.
//
// The flat text has one space where a paragraph ends (none beside an ellipsis,
// which drops the spaces around it); starts says where paragraphs begin.
type folded struct {
	flat   string
	starts []uint32 // in flat, of each paragraph; starts[0] is 0
	joints []joint  // by flat, then raw
}

// A joint is a place where the distance between flat and raw offsets changes. From one
// joint to the next, byte for byte is the same distance. Two joints at one flat offset
// enclose raw bytes that became nothing: the first is where the text before ends, the
// second where the text after begins. A list of these is a tenth of a pair of offsets a byte.
type joint struct{ flat, raw uint32 }

// rawStart is the raw offset of the character that begins at a flat offset.
func (f *folded) rawStart(at int) int {
	i := sort.Search(len(f.joints), func(i int) bool { return int(f.joints[i].flat) > at })
	return f.rawFrom(i, at)
}

// rawEnd is the raw offset where the character ends that ends at a flat offset.
func (f *folded) rawEnd(at int) int {
	i := sort.Search(len(f.joints), func(i int) bool { return int(f.joints[i].flat) >= at })
	if i < len(f.joints) && int(f.joints[i].flat) == at {
		return int(f.joints[i].raw)
	}
	return f.rawFrom(i, at)
}

// rawFrom goes on from the joint before joint i, and not beyond joint i: a piece that became
// longer has no raw offsets inside.
func (f *folded) rawFrom(i, at int) int {
	raw := at
	if i > 0 {
		raw = int(f.joints[i-1].raw) + at - int(f.joints[i-1].flat)
	}
	if i < len(f.joints) {
		raw = min(raw, int(f.joints[i].raw))
	}
	return raw
}

// paragraphOf is the index, from 0, of the paragraph that holds a flat offset.
func (f *folded) paragraphOf(at int) int {
	return max(0, sort.Search(len(f.starts), func(i int) bool { return int(f.starts[i]) > at })-1)
}

// begins reports whether a paragraph begins at a flat offset.
func (f *folded) begins(at int) bool {
	i := sort.Search(len(f.starts), func(i int) bool { return int(f.starts[i]) >= at })
	return i < len(f.starts) && int(f.starts[i]) == at
}

// ends reports whether a paragraph ends at a flat offset.
func (f *folded) ends(at int) bool {
	return at == len(f.flat) || f.begins(at) && at > 0 && f.flat[at-1] != ' ' || f.flat[at] == ' ' && f.begins(at+1)
}

// bounds are the flat offsets of a paragraph, counted from 0, without the space after it.
func (f *folded) bounds(i int) (start, end int) {
	start, end = int(f.starts[i]), len(f.flat)
	if i+1 < len(f.starts) {
		end = int(f.starts[i+1])
		if f.flat[end-1] == ' ' {
			end--
		}
	}
	return start, end
}

// marked is the flat text with U+2029 where a paragraph ends.
func (f *folded) marked() string {
	if len(f.starts) < 2 {
		return f.flat
	}
	var b strings.Builder
	for i := range f.starts {
		if i > 0 {
			b.WriteRune('\u2029')
		}
		start, end := f.bounds(i)
		b.WriteString(f.flat[start:end])
	}
	return b.String()
}

// Canonical is the folded text of a quotation: the whole folding table applied, white space
// at the ends dropped, U+2029 between paragraphs (no space beside it, never two in a row).
// Anchors are made of it, so equal quotations have equal anchors however they were typed;
// the table is closed, and with it this function. Canonical(Canonical(s)) is Canonical(s).
func Canonical(s string) string {
	f, _ := foldQuotation(s, false)
	return f.marked()
}

// A change is a piece of text that folding did not copy byte for byte.
type change struct {
	flat, raw Span
	rules     rules
}

// breaking says what ends a paragraph; U+2029 always does.
type breaking uint8

const (
	byMark  breaking = iota // nothing else: a quotation
	byLine                  // the end of a line
	byBlank                 // an empty line
)

// foldQuotation folds the text of a quotation, with the list of changes if it is wanted.
func foldQuotation(s string, traced bool) (folded, []change) {
	f := folder{text: []byte(s), traced: traced}
	f.run(0, len(s))
	return f.result(), f.changes
}

type folder struct {
	text     []byte
	skip     []Span // byte ranges that are left out, in order
	breaking breaking
	traced   bool

	out     []byte
	starts  []uint32
	joints  []joint
	changes []change // if traced

	space struct { // white space not yet written
		pending    bool
		start, end int
		lines      int
		paragraph  bool
		before     rules // of what became nothing before it
		within     rules // and in it
	}
	scratch []byte
	dropped rules   // of what became nothing since the last character written
	unit    Span    // in out: the last piece written that is not a copy
	row     []joint // the full stops in a row at the end of out
	begin   bool    // the next character begins a paragraph
}

func (f *folder) result() folded {
	f.ended()
	return folded{flat: string(f.out), starts: f.starts, joints: f.joints}
}

// run folds text[from:to]. Neighbours outside that range are seen only where joiners ask for them.
func (f *folder) run(from, to int) {
	f.begin = true
	skip := f.skip
	for i := from; i < to; {
		for len(skip) > 0 && skip[0].End <= i {
			skip = skip[1:]
		}
		limit := to
		if len(skip) > 0 {
			if skip[0].Start <= i {
				i = min(skip[0].End, to)
				continue
			}
			limit = min(limit, skip[0].Start)
		}
		i = f.step(i, limit)
	}
}

// copied tells which ASCII bytes are copied as they are, whatever stands beside them.
var copied = func() (t [256]bool) {
	for c := byte(0x21); c < 0x7F; c++ {
		t[c] = c != '.'
	}
	return t
}()

// step folds what begins at i, up to a limit, and returns where to go on.
func (f *folder) step(i, limit int) int {
	text := f.text
	if c := text[i]; copied[c] {
		j := i + 1
		for j < limit && (copied[text[j]] || text[j] == ' ' && j+1 < limit && copied[text[j+1]]) {
			j++
		}
		f.write(text[i:j], i, j, 0)
		return j
	}
	r, n := utf8.DecodeRune(text[i:limit])
	switch kind := classOf(r); kind {
	case plain, control, undecodable:
		if r == utf8.RuneError && n < 3 {
			f.write([]byte("\ufffd"), i, i+n, ruleNormal)
			return i + n
		}
		j := i + n
		if kind == plain {
			for j < limit && text[j] >= utf8.RuneSelf {
				r, n := utf8.DecodeRune(text[j:limit])
				if classOf(r) != plain {
					break
				}
				j += n
			}
		}
		f.write(text[i:j], i, j, 0)
		return j
	case white, paragraph:
		if !f.space.pending {
			f.space.pending, f.space.start, f.space.before = true, i, f.dropped
		} else {
			f.space.within |= f.dropped
		}
		f.dropped = 0
		if r == '\r' && i+1 < limit && text[i+1] == '\n' {
			n = 2
		}
		if r == '\n' || r == '\r' {
			f.space.lines++
		}
		f.space.paragraph = f.space.paragraph || kind == paragraph ||
			f.breaking == byLine && f.space.lines > 0 || f.breaking == byBlank && f.space.lines > 1
		f.space.end = i + n
		return i + n
	case single:
		f.write([]byte{'\''}, i, i+n, ruleSingle)
	case double:
		f.write([]byte{'"'}, i, i+n, ruleDouble)
	case hyphen:
		f.write([]byte{'-'}, i, i+n, ruleHyphen)
	case stop:
		f.write(text[i:i+1], i, i+1, 0)
	case ellipsis:
		f.write(text[i:i+n], i, i+n, 0)
	case presentation:
		f.write([]byte(plainLetters(r)), i, i+n, rulePresentation)
	case composing:
		return f.compose(i, limit)
	case flag:
		if k := tagged(text[i:limit]); k > 0 {
			n = k
		}
		f.write(text[i:i+n], i, i+n, 0)
	case joiner:
		if joins(text, i) {
			f.write(text[i:i+n], i, i+n, 0)
		} else {
			f.dropped |= ruleJoiner
		}
	default:
		f.dropped |= nothing[kind]
	}
	return i + n
}

// nothing names the rule by which a class of code points becomes nothing.
var nothing = map[class]rules{
	soft: ruleSoft, mark: ruleMark, direction: ruleDirection, invisible: ruleInvisible, tag: ruleInvisible, variation: ruleVariation,
}

const dots = "…"

// write appends s, which stands for text[start:end], after the white space before it.
func (f *folder) write(s []byte, start, end int, by rules) {
	dot := len(s) == 1 && s[0] == '.'
	if len(f.row) > 0 && (!dot || f.space.pending && f.space.paragraph) {
		f.ended()
	}
	if f.space.pending {
		f.flush(s)
	}
	if f.begin {
		f.starts = append(f.starts, uint32(len(f.out)))
		f.begin = false
	}
	if dot {
		f.row = append(f.row, joint{uint32(len(f.out)), uint32(start)})
	}
	f.put(s, start, end, by)
}

// flush writes the white space that stands before next.
func (f *folder) flush(next []byte) {
	sp := f.space
	f.space.pending, f.space.lines, f.space.paragraph, f.space.within = false, 0, false, 0
	if len(f.out) == 0 {
		f.dropped |= sp.before | sp.within | ruleSpace
		return
	}
	behind := f.dropped
	f.dropped = sp.before
	by := ruleSpace
	if sp.paragraph {
		by = ruleParagraph
		f.begin = true
	}
	switch {
	case strings.HasSuffix(string(f.out[max(0, len(f.out)-3):]), dots) || strings.HasPrefix(string(next[:min(3, len(next))]), dots):
		if !sp.paragraph {
			by = ruleEllipsis
		}
		f.dropped |= by | sp.within
	case sp.end == sp.start+1 && f.text[sp.start] == ' ':
		f.put([]byte{' '}, sp.start, sp.end, 0)
	default:
		f.put([]byte{' '}, sp.start, sp.end, by|sp.within)
	}
	f.dropped |= behind
}

func (f *folder) put(s []byte, start, end int, by rules) {
	at := len(f.out)
	if here := f.here(); here != start {
		if at > 0 && (len(f.joints) == 0 || int(f.joints[len(f.joints)-1].flat) != at) {
			f.joints = append(f.joints, joint{uint32(at), uint32(here)})
		}
		f.joints = append(f.joints, joint{uint32(at), uint32(start)})
		if f.traced {
			f.changes = append(f.changes, change{Span{at, at}, Span{here, start}, f.dropped})
		}
	}
	f.dropped = 0
	f.out = append(f.out, s...)
	if by == 0 {
		return
	}
	f.unit = Span{at, len(f.out)}
	if len(s) != end-start {
		f.joints = append(f.joints, joint{uint32(len(f.out)), uint32(end)})
	}
	if f.traced {
		f.changes = append(f.changes, change{f.unit, Span{start, end}, by})
	}
}

// here is the raw offset where what is written so far ends.
func (f *folder) here() int {
	if len(f.joints) == 0 {
		return len(f.out)
	}
	j := f.joints[len(f.joints)-1]
	return int(j.raw) + len(f.out) - int(j.flat)
}

// cut takes back what was written from a flat offset on, and returns the rules it had used.
func (f *folder) cut(at int) (by rules) {
	f.out = f.out[:at]
	if f.unit.End > at {
		f.unit = Span{}
	}
	for len(f.joints) > 0 && int(f.joints[len(f.joints)-1].flat) > at {
		f.joints = f.joints[:len(f.joints)-1]
	}
	for len(f.changes) > 0 && f.changes[len(f.changes)-1].flat.End > at {
		by |= f.changes[len(f.changes)-1].rules
		f.changes = f.changes[:len(f.changes)-1]
	}
	return by
}

// ended closes a run of full stops, with or without spaces between them. Three are an
// ellipsis; what a division by three leaves over stands before it, as four are a stop and
// an ellipsis. Any other rest would make an ellipsis again when folded twice.
func (f *folder) ended() {
	run := f.row[len(f.row)%3:]
	f.row = f.row[:0]
	if len(run) == 0 {
		return
	}
	behind := f.dropped // of what became nothing after the last of them
	f.dropped = 0
	at := run[0].flat
	if at > 0 && f.out[at-1] == ' ' {
		at--
		if last := len(f.starts) - 1; f.starts[last] == at+1 {
			f.starts[last]--
			f.dropped |= ruleParagraph
		}
	}
	by := f.cut(int(at))&^(ruleSpace|ruleParagraph) | ruleEllipsis
	f.dropped |= ruleEllipsis
	for i := 0; i < len(run); i += 3 {
		f.put([]byte(dots), int(run[i].raw), int(run[i+2].raw)+1, by)
		f.dropped |= ruleEllipsis
	}
	f.dropped = behind
}

// maxStacked is the longest run of combining marks that the normal form is sought for.
const maxStacked = 30

// compose brings what begins at i, together with the character it follows, into NFC.
func (f *folder) compose(i, limit int) int {
	apart := f.space.pending || norm.NFC.Properties(f.text[i:limit]).BoundaryBefore()
	if apart {
		f.write(nil, i, i, 0) // nothing composes with white space
	} else {
		f.ended()
	}
	// Back to a character that no other changes, and never into half of a piece.
	from := len(f.out)
	for !apart && from > 0 {
		_, n := utf8.DecodeLastRune(f.out[:from])
		from -= n
		apart = norm.NFC.Properties(f.out[from:]).BoundaryBefore()
	}
	if from > f.unit.Start && from < f.unit.End {
		from = f.unit.Start
	}
	source := append(f.scratch[:0], f.out[from:]...)
	stacked := utf8.RuneCount(source)
	end, by, between := i, rules(0), rules(0)
	if from < len(f.out) {
		between = f.dropped
	}
	for at := i; at < limit; {
		r, n := utf8.DecodeRune(f.text[at:limit])
		kind := classOf(r)
		if gone := nothing[kind]; gone != 0 {
			between |= gone
		} else if kind != composing || at > i && norm.NFC.Properties(f.text[at:limit]).BoundaryBefore() {
			break
		} else {
			source = append(source, f.text[at:at+n]...)
			stacked++
			end = at + n
			by |= between
		}
		at += n
	}
	f.scratch = source
	if by == 0 && (from == len(f.out) || f.dropped == 0) && norm.NFC.IsNormal(source) && stacked <= maxStacked {
		f.write(f.text[i:end], i, end, 0) // nearly always: vowel signs that compose with nothing
		return end
	}
	result := source
	// The library breaks longer runs up with U+034F. They are an error anyway, so they stay as they are.
	if stacked <= maxStacked {
		result = norm.NFC.Bytes(source)
	}
	start := i
	if from < len(f.out) {
		start = (&folded{joints: f.joints}).rawStart(from)
		by |= f.cut(from)
	}
	if string(result) != string(source) {
		by |= ruleNormal
	}
	if by == 0 && string(result) != string(f.text[start:end]) {
		by = ruleNormal // what cut took back is known only if it was traced
	}
	f.write(result, start, end, by)
	return end
}
