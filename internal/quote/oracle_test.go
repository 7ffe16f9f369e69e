package quote_test

// An oracle: the written rules of verbatim quotation once more, slow and plain, by somebody who has
// not seen the code they test. It tries every start and every reading of every bracket, and is to
// be read beside the document, sentence by sentence.
//
// Where the document leaves a choice, the oracle has two minds. The narrow mind accepts only what
// every reading of the document accepts; the wide mind accepts what some reading accepts. What the
// narrow mind accepts must be found, what the wide mind refuses must be refused, and what lies
// between the two is not tested.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dossier/internal/quote"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// A char is a folded code point and the raw bytes it comes from.
type char struct {
	r          rune
	start, end int
}

const (
	pilcrow  = '\u2029' // ¶ of the document
	ellipsis = '…'
)

func in(r rune, ranges ...rune) bool {
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i] <= r && r <= ranges[i+1] {
			return true
		}
	}
	return false
}

// The folding table, one function a row.

func undecodable(r rune) bool { // decoding: U+FFFD, noncharacters, private use
	return r == 0xFFFD || r&0xFFFE == 0xFFFE || in(r, 0xFDD0, 0xFDEF) || unicode.Is(unicode.Co, r)
}

func control(r rune) bool {
	return r != 0x85 && in(r, 0, 8, 0xB, 0xB, 0xE, 0x1F, 0x7F, 0x9F)
}

func white(r rune) bool {
	return in(r, 0x9, 0xD, 0x20, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A,
		0x2028, 0x2028, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000)
}

func softOrVariation(r rune) bool { return r == 0xAD || in(r, 0xFE0E, 0xFE0F) }

func directionMark(r rune) bool { return in(r, 0x200E, 0x200F, 0x61C, 0x61C) }

func directionControl(r rune) bool { return in(r, 0x202A, 0x202E, 0x2066, 0x2069) }

func invisible(r rune) bool {
	return in(r, 0x200B, 0x200B, 0x2060, 0x2064, 0xFEFF, 0xFEFF, 0x180E, 0x180E, 0x34F, 0x34F, 0x115F, 0x1160,
		0x17B4, 0x17B5, 0x3164, 0x3164, 0xFFA0, 0xFFA0, 0xE0000, 0xE007F)
}

func joiner(r rune) bool { return in(r, 0x200C, 0x200D) }

func presentation(r rune) bool {
	return in(r, 0xFB00, 0xFB06, 0xFB13, 0xFB17) || in(r, 0xFB50, 0xFDEF, 0xFE70, 0xFEFC) && unicode.IsLetter(r)
}

func plain(r rune) rune {
	switch {
	case in(r, 0x2018, 0x201B):
		return '\''
	case in(r, 0x201C, 0x201F):
		return '"'
	case in(r, 0x2010, 0x2011, 0x2212, 0x2212):
		return '-'
	}
	return r
}

func emoji(r rune) bool {
	return in(r, 0x1F000, 0x1FAFF, 0x2600, 0x27BF, 0x2300, 0x23FF, 0x2B00, 0x2BFF, 0x2190, 0x21FF)
}

func joins(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
		unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
		unicode.Mongolian, unicode.Nko, unicode.Khmer, unicode.Myanmar)
}

// keeps tells whether the joiner at i stands between letters that need it, or between emoji.
func keeps(cs []char, i int) bool {
	l, r := i-1, i+1
	for l >= 0 && (unicode.IsMark(cs[l].r) || softOrVariation(cs[l].r)) {
		l--
	}
	for r < len(cs) && (unicode.IsMark(cs[r].r) || softOrVariation(cs[r].r)) {
		r++
	}
	if l < 0 || r == len(cs) {
		return false
	}
	a, b := cs[l].r, cs[r].r
	return unicode.IsLetter(a) && unicode.IsLetter(b) && joins(a) && joins(b) || emoji(a) && emoji(b)
}

// inFlag tells whether the tag character at i follows a waving black flag and other tags.
func inFlag(cs []char, i int) bool {
	for i >= 0 && in(cs[i].r, 0xE0020, 0xE007F) {
		i--
	}
	return i >= 0 && cs[i].r == 0x1F3F4
}

func decode(s string, offset int) (cs []char) {
	for i, r := range s {
		_, n := utf8.DecodeRuneInString(s[i:])
		cs = append(cs, char{r, offset + i, offset + i + n})
	}
	return cs
}

// seed reads a source by lines: a paragraph mark after each paragraph, ignored lines left out.
func seed(raw string, layout quote.Layout) (cs []char) {
	at := 0
	for n, line := range strings.SplitAfter(raw, "\n") {
		ignored := slices.ContainsFunc(layout.Ignore, func(l [2]int) bool { return l[0] <= n+1 && n+1 <= l[1] })
		if !ignored {
			chars := decode(line, at)
			cs = append(cs, chars...)
			blank := !slices.ContainsFunc(chars, func(c char) bool { return !white(c.r) })
			if !layout.BlankLines || blank {
				cs = append(cs, char{pilcrow, at + len(line), at + len(line)})
			}
		}
		at += len(line)
	}
	return cs
}

// fold applies the table. The errors are those of a quotation.
func fold(cs []char) (out []char, errors []string) {
	marks := 0
	for i, c := range cs { // what is an error, what becomes nothing, what becomes another code point
		if marks++; !unicode.Is(unicode.Mn, c.r) {
			marks = 0
		}
		switch {
		case marks > 8:
			errors = append(errors, "stacked marks")
		case undecodable(c.r):
			errors = append(errors, "decoding")
		case control(c.r):
			errors = append(errors, "controls")
		case directionControl(c.r):
			errors = append(errors, "direction controls")
		case invisible(c.r) && !inFlag(cs, i), joiner(c.r) && !keeps(cs, i):
			errors = append(errors, "invisible")
		case softOrVariation(c.r), directionMark(c.r):
		case presentation(c.r):
			for _, r := range norm.NFKC.String(string(c.r)) {
				out = append(out, char{r, c.start, c.end})
			}
		default:
			out = append(out, char{plain(c.r), c.start, c.end})
		}
	}
	return points(spaces(compose(out))), errors
}

// compose: NFC. What is composed from several code points has the place of all of them.
func compose(cs []char) (out []char) {
	for len(cs) > 0 {
		s := text(cs)
		n := max(norm.NFC.NextBoundaryInString(s, true), 1)
		k := utf8.RuneCountInString(s[:n])
		if nfc := norm.NFC.String(s[:n]); nfc == s[:n] {
			out = append(out, cs[:k]...)
		} else {
			for _, r := range nfc {
				out = append(out, char{r, cs[0].start, cs[k-1].end})
			}
		}
		cs = cs[k:]
	}
	return out
}

// spaces: each run of white space and paragraph marks becomes one space, or one ¶ if it has one; trimmed.
func spaces(cs []char) (out []char) {
	for i := 0; i < len(cs); {
		c, j := cs[i], i
		for ; j < len(cs) && (white(cs[j].r) || cs[j].r == pilcrow); j++ {
			if c.end = cs[j].end; cs[j].r == pilcrow || c.r == pilcrow {
				c.r = pilcrow
			} else {
				c.r = ' '
			}
		}
		if j == i {
			out = append(out, c)
			i++
		} else if i = j; len(out) > 0 && j < len(cs) {
			out = append(out, c)
		}
	}
	return out
}

// points: three stops, with or without spaces, are an ellipsis; four are a stop and an ellipsis.
func points(cs []char) (out []char) {
	for i := 0; i < len(cs); i++ {
		var stops []int
		for j := i; j < len(cs) && (cs[j].r == '.' || cs[j].r == ' ' && len(stops) > 0); j++ {
			if cs[j].r == '.' {
				stops = append(stops, j)
			}
		}
		switch n := len(stops); n {
		case 3, 4:
			if n == 4 {
				out = append(out, cs[i])
			}
			out = append(out, char{ellipsis, cs[stops[n-3]].start, cs[stops[n-1]].end})
			i = stops[n-1]
		case 0:
			out = append(out, cs[i])
		default:
			out = append(out, cs[i:stops[n-1]+1]...)
			i = stops[n-1]
		}
	}
	beside := func(i int) bool { return i >= 0 && i < len(out) && out[i].r == ellipsis }
	var bare []char
	for i, c := range out {
		if c.r != ' ' || !beside(i-1) && !beside(i+1) {
			bare = append(bare, c)
		}
	}
	return bare
}

func text(cs []char) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteRune(c.r)
	}
	return b.String()
}

// A source is a folded text with the beginnings of its grapheme clusters.
type source struct {
	raw     string
	cs      []char
	folded  string
	cluster map[int]bool
	edge    []answer // for each place, whether a match may begin or end there
	budget  int      // steps that are left before the search is given up, and with it the comparison
}

func newSource(raw string, layout quote.Layout) *source {
	cs, _ := fold(seed(raw, layout))
	s := &source{raw: raw, cs: cs, folded: text(cs), cluster: map[int]bool{}, budget: 100_000}
	at := 0
	for it := graphemes.FromString(s.folded); it.Next(); {
		s.cluster[at] = true
		at += utf8.RuneCountInString(it.Value())
	}
	for i := 0; i <= len(cs); i++ {
		s.edge = append(s.edge, s.edgeAt(i))
	}
	return s
}

func (s *source) at(i int) rune {
	if i < 0 || i >= len(s.cs) {
		return pilcrow
	}
	return s.cs[i].r
}

func (s *source) span(start, end int) quote.Span {
	return quote.Span{Start: s.cs[start].start, End: s.cs[end-1].end}
}

// Rule 2. Edges.

// An answer is maybe where the two minds part.
type answer int

const (
	no answer = iota
	maybe
	yes
)

func wordish(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || joiner(r)
}

// spaceless: scripts written without spaces. Of some others it may be said too.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func perhapsSpaceless(r rune) bool {
	return spaceless(r) || in(r, 0x3000, 0x30FF, 0xFF66, 0xFF9F) || unicode.In(r, unicode.Bopomofo, unicode.Yi, unicode.Tibetan, unicode.Tangut, unicode.Nushu,
		unicode.Khitan_Small_Script, unicode.Javanese, unicode.Balinese, unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Cham,
		unicode.Phags_Pa, unicode.Buginese, unicode.Batak, unicode.Rejang, unicode.Sundanese, unicode.Buhid, unicode.Hanunoo, unicode.Tagalog, unicode.Tagbanwa)
}

func currency(r rune) bool { return unicode.Is(unicode.Sc, r) }

func gap(r rune) bool { return r == ' ' || r == pilcrow }

// edgeAt tells whether a match may begin or end before the folded character i.
func (s *source) edgeAt(i int) answer {
	z, a, b, c := s.at(i-2), s.at(i-1), s.at(i), s.at(i+1)
	within := func(r rune) bool { return r == '\'' || r == '-' }
	comma := func(r rune) bool { return strings.ContainsRune(".,٫٬", r) }
	clock := func(r rune) bool { return strings.ContainsRune(":/،·", r) }
	numeric := func(r rune) bool { return currency(r) || strings.ContainsRune("%٪‰؉", r) }
	odd := func(r rune) bool { return unicode.IsNumber(r) && !unicode.IsDigit(r) }
	digit := unicode.IsDigit
	part := func(r rune) bool { return digit(r) || numeric(r) }
	switch {
	case i <= 0 || i >= len(s.cs):
		return yes
	case !s.cluster[i]:
		return no
	case wordish(a) && wordish(b): // a word
		if spaceless(a) && spaceless(b) {
			return yes
		} else if perhapsSpaceless(a) || perhapsSpaceless(b) {
			return maybe
		}
		return no
	case within(a) && wordish(z) && wordish(b): // an apostrophe within, a hyphenated compound
		return unless(perhapsSpaceless(z) || perhapsSpaceless(b))
	case within(b) && wordish(a) && wordish(c):
		return unless(perhapsSpaceless(a) || perhapsSpaceless(c))
	case comma(a) && digit(z) && digit(b), comma(b) && digit(a) && digit(c): // separators of a number
		return no
	case digit(a) && (b == '%' || b == '٪'): // per cent
		return no
	case currency(a) && digit(b):
		return unless(digit(z))
	case currency(b) && digit(a):
		return unless(digit(c))
	case currency(a) && (b == '-' || b == '+') && digit(c):
		return no
	case (a == '-' || a == '+') && (digit(b) || currency(b) && digit(c)): // a sign
		return unless(!gap(z) && !currency(z) && z != '(')
	// What may count as part of a word or a number:
	case odd(a) && (wordish(b) || numeric(b)), odd(b) && (wordish(a) || numeric(a) || a == '-' || a == '+'), odd(a) && odd(b),
		within(a) && (odd(z) || odd(b)), within(b) && (odd(a) || odd(c)):
		return maybe
	case clock(a) && digit(z) && digit(b), clock(b) && digit(a) && digit(c):
		return maybe
	case comma(a) && digit(b), comma(b) && digit(c) && !gap(a): // .5
		return maybe
	case numeric(a) && (digit(b) || numeric(b)), numeric(b) && (digit(a) || numeric(a)):
		return maybe
	case a == ' ' && part(z) && part(b), b == ' ' && part(a) && part(c): // 5 %, 10 000
		return maybe
	case strings.ContainsRune("±∓–—", a) && digit(b), (a == '-' || a == '+') && (b == '-' || b == '+') && digit(c), a == '+' && wordish(b), b == '+' && wordish(a):
		return maybe
	case numeric(a) && wordish(b), numeric(b) && wordish(a), numeric(b) && (a == '-' || a == '+'): // US$5
		return maybe
	case a == '-' && b == '-':
		return yes
	case within(a) && within(b), within(a) && wordish(b) && within(z) && a != z, within(b) && wordish(a) && within(c) && b != c:
		return maybe // rock-'n'-roll
	case a == '-' && wordish(b) && !gap(z) && z != '-', b == '-' && wordish(c) && !gap(a), b == '-' && wordish(a) && !gap(c) && c != '-':
		return maybe // 5%-owned
	}
	return yes
}

func unless(doubtful bool) answer {
	if doubtful {
		return maybe
	}
	return no
}

func (s *source) edges(start, end int, wide bool) bool {
	worst := min(s.edge[start], s.edge[end])
	return worst == yes || wide && worst == maybe
}

// words counts in two ways: few takes what no space divides for one word, many divides compounds and numbers.
func words(rs []rune) (few, many int) {
	for _, field := range strings.FieldsFunc(string(rs), func(r rune) bool { return gap(r) || r == ellipsis }) {
		f, inside := []rune(field), false
		if strings.ContainsFunc(field, func(r rune) bool { return wordish(r) && !joiner(r) && !unicode.IsMark(r) }) {
			few++
		}
		for i, r := range f {
			joined := r == '\'' && inside && i+1 < len(f) && wordish(f[i+1])
			if wordish(r) && !inside {
				many++
			}
			inside = wordish(r) || joined
		}
	}
	return few, many
}

// Rules 5 and 6: how a quotation may be read.

type kind int

const (
	literal   kind = iota // the source's
	omission              // rule 5
	noWidth               // [sic] and the like, or an insertion
	otherCase             // [t]he
	rest                  // want[s]
	replaced              // [Islamabad]
)

// A step is a part of a reading; the first, the last and every other one are literal.
type step struct {
	kind    kind
	rs      []rune // the literal text, or what the brackets hold
	l, r    bool   // no space before, after the brackets
	apart   bool   // there is a space on both sides
	comment string // sic, emphasis added …
}

var comments = []string{"sic", "emphasis added", "emphasis in original", "citation omitted"}

const closing = ".,;:!?)\"" // marks that may follow a bracket without a space

// readings of q: each bracket and each ellipsis is the source's or the writer's.
func readings(q []rune, wide bool) (all [][]step) {
	var read func(i int, lit []rune, steps []step)
	read = func(i int, lit []rune, steps []step) {
		if len(all) > 2000 {
			return
		}
		if i == len(q) {
			all = append(all, append(slices.Clone(steps), step{kind: literal, rs: lit}))
			return
		}
		edit := func(next int, s step) {
			read(next, nil, append(slices.Clone(steps), step{kind: literal, rs: lit}, s))
		}
		length := slices.Index(q[i:], ']')
		switch {
		case q[i] == '[' && length > 0:
			inside := q[i+1 : i+length]
			for _, s := range edits(q, i, i+length+1, inside, wide) {
				edit(i+length+1, s)
			}
		case q[i] == '(' && i+2 < len(q) && q[i+1] == ellipsis && q[i+2] == ')':
			edit(i+3, step{kind: omission})
		case q[i] == ellipsis:
			if i == 0 || i+1 == len(q) || q[i-1] != '[' && q[i-1] != '(' || q[i+1] != ']' && q[i+1] != ')' || wide {
				edit(i+1, step{kind: omission})
			}
		}
		read(i+1, append(slices.Clone(lit), q[i]), steps)
	}
	read(0, nil, nil)
	return all
}

// edits lists what the bracket q[i:j] may do.
func edits(q []rune, i, j int, inside []rune, wide bool) (all []step) {
	content := strings.TrimSpace(string(inside))
	before, after := ' ', ' '
	if i > 0 {
		before = q[i-1]
	}
	if j < len(q) {
		after = q[j]
	}
	s := step{rs: inside, l: !gap(before), r: !gap(after)}
	as := func(k kind) { s.kind = k; all = append(all, s) }
	if content == string(ellipsis) {
		as(omission)
		return all
	}
	if content == "" || len(inside) > 60 || slices.Contains(inside, '[') {
		return nil // not empty, up to 60 characters, not nested
	}
	if slices.Contains(comments, strings.ToLower(content)) {
		if s.comment = strings.ToLower(content); wide || s.comment == string(inside) && !(wordish(before) && wordish(after)) {
			as(noWidth)
		}
		return all
	}
	if wide {
		s.rs = []rune(content)
	}
	one := len(s.rs) == 1 && unicode.IsLetter(s.rs[0])
	if one && wordish(after) && (wide || !wordish(before)) || one && wide {
		as(otherCase)
	}
	free := gap(after) || strings.ContainsRune(closing, after)
	if wordish(before) && free && !slices.ContainsFunc(inside, gap) || wide && !gap(before) && !wordish(after) {
		as(rest)
	}
	if (gap(before) || strings.ContainsRune("(\"", before)) && free || wide && !wordish(before) && !wordish(after) {
		as(replaced)
		as(noWidth)
	}
	return all
}

// within30 is the last sentence but one of rule 6: together up to 30 % of the quotation.
func within30(steps []step, q []rune, wide bool) bool {
	edited, own := 0, 0
	for _, s := range steps {
		switch {
		case s.kind == literal:
			own += len(s.rs)
		case s.kind != omission && (s.comment == "" || !wide):
			edited += len(s.rs)
			if !wide {
				edited += 2
			}
		}
	}
	if wide {
		return edited*100 <= 30*len(q)+100
	}
	return edited*100 <= 30*own
}

// settle moves the spaces beside edits: an omission takes those on both sides, a bracket without
// width leaves one where there were two, and none before a mark or at an end.
func settle(steps []step, wide bool) []step {
	for k, s := range steps { // omissions first
		if s.kind == omission {
			gaps := " "
			if wide {
				gaps += string(pilcrow)
			}
			steps[k-1].rs = []rune(strings.TrimRight(string(steps[k-1].rs), gaps))
			steps[k+1].rs = []rune(strings.TrimLeft(string(steps[k+1].rs), gaps))
		}
	}
	for k, s := range steps {
		if s.kind == literal || s.kind == omission {
			continue
		}
		l, r := &steps[k-1].rs, &steps[k+1].rs
		gaps := " "
		if wide && (len(*l) == 0 || len(*r) == 0) {
			gaps += string(pilcrow)
		}
		trimLeft := func() { *l = []rune(strings.TrimRight(string(*l), gaps)) }
		trimRight := func() { *r = []rune(strings.TrimLeft(string(*r), gaps)) }
		first := k == 1 && len(*l) == 0 || len(*l) > 0 && (*l)[len(*l)-1] == pilcrow
		steps[k].apart = len(*l) > 1 && len(*r) > 1 && (*l)[len(*l)-1] == ' ' && (*r)[0] == ' '
		switch {
		case wide && (s.kind == noWidth || s.kind == replaced):
			trimLeft()
			trimRight()
			if first && s.kind == noWidth && len(*r) > 0 && (*r)[0] == pilcrow { // a paragraph of the writer's
				*r = (*r)[1:]
			}
		case s.kind == noWidth && first:
			trimRight()
		case s.kind == noWidth && (len(*r) == 0 || gap((*r)[0]) || strings.ContainsRune(closing, (*r)[0])):
			trimLeft()
		}
	}
	for k := len(steps) - 2; k > 1 && wide; k -= 2 { // neighbours may be meant as one omission
		before := k - 2
		for before > 0 && steps[before].kind == noWidth && len(steps[before+1].rs) == 0 {
			before -= 2
		}
		if steps[k].kind == omission && len(steps[k-1].rs) == 0 && before > 0 && steps[before].kind == omission && len(steps[before+1].rs) == 0 {
			steps = slices.Delete(steps, k-1, k+1)
		}
	}
	return steps
}

// A solution is one place where a quotation stands.
type solution struct {
	start, end int      // folded characters
	pieces     [][2]int // folded characters, between omissions
	left       [][2]int // folded characters that omissions leave out
	taken      [][2]int // folded characters that brackets replace
	joined     int
	edited     bool
	emphasis   string
	bare       bool // found with the final stop or comma cut off
	as         bool // found as it was written: no marks swapped, dropped or cut off
}

// solve finds every place of one reading.
func (s *source) solve(steps []step, wide bool, yield func(solution)) {
	var from func(k, i int, sol solution, piece int)
	from = func(k, i int, sol solution, piece int) {
		if s.budget--; s.budget < 0 {
			return
		}
		if k == len(steps) {
			sol.pieces = append(slices.Clone(sol.pieces), [2]int{piece, i})
			sol.pieces = slices.DeleteFunc(sol.pieces, func(p [2]int) bool { return p[0] == p[1] })
			if n := len(sol.pieces); n > 0 {
				sol.start, sol.end = sol.pieces[0][0], sol.pieces[n-1][1]
				if s.edges(sol.start, sol.end, wide) {
					yield(sol)
				}
			}
			return
		}
		st := steps[k]
		if st.kind != literal && st.comment != "" {
			sol.emphasis += st.comment
		}
		sol.edited = sol.edited || st.kind != literal
		switch st.kind {
		case literal:
			for _, r := range st.rs {
				c := s.at(i)
				if i >= len(s.cs) || c != r && !(r == ' ' && c == pilcrow) { // rule 9
					return
				}
				if c != r {
					sol.joined++
				}
				i++
			}
			from(k+1, i, sol, piece)
		case omission:
			word, ends := false, 0
			for j := i + 1; j <= len(s.cs) && j-i <= 3000; j++ {
				if word = word || wordish(s.at(j-1)) || wide && unicode.IsNumber(s.at(j-1)); s.at(j-1) == pilcrow {
					ends++
				}
				if ends > 3 {
					break
				}
				if !word || !s.edges(i, j, wide) {
					continue
				}
				next := sol
				next.left = append(slices.Clone(sol.left), [2]int{i, j})
				next.pieces = append(slices.Clone(sol.pieces), [2]int{piece, i})
				from(k+1, j, next, j)
			}
		case noWidth:
			if !wide || !st.apart {
				from(k+1, i, sol, piece)
			}
			if wide && gap(s.at(i)) && i < len(s.cs) {
				from(k+1, i+1, sol, piece)
			}
		case otherCase:
			c, r := s.at(i), st.rs[0]
			if i < len(s.cs) && c != r && unicode.IsLetter(c) && (unicode.ToUpper(c) == r || unicode.ToLower(c) == r) {
				from(k+1, i+1, sol, piece)
			}
		case rest:
			for j := i; j <= len(s.cs); j++ {
				full := j == len(s.cs) || !wordish(s.at(j)) && !(s.at(j) == '\'' && wordish(s.at(j-1)) && wordish(s.at(j+1)))
				if next := sol; full && (j > i || wide) || wide {
					next.taken = append(slices.Clone(sol.taken), [2]int{i, j})
					from(k+1, j, next, piece)
				}
				if full && !wide || gap(s.at(j)) {
					break
				}
			}
		case replaced:
			for j := i + 1; j <= len(s.cs); j++ {
				if wide && (!st.l && s.edge[i] == no || !st.r && s.edge[j] == no) ||
					!wide && (!s.edges(i, j, wide) || j-i > 60 || !wordish(s.at(i)) || !wordish(s.at(j-1))) {
					continue
				}
				out := []rune(text(s.cs[i:j]))
				few, many := words(out)
				if few > 6 && len(out) > 62 {
					break
				}
				if !wide && (many > 6 || slices.Contains(out, pilcrow)) {
					continue
				}
				next := sol
				next.taken = append(slices.Clone(sol.taken), [2]int{i, j})
				from(k+1, j, next, piece)
			}
		}
	}
	for i := range s.cs {
		from(0, i, solution{start: i}, i)
	}
}

// Rule 3. Length, of the steps of one piece.
func (s *source) longEnough(piece []step, wide bool) bool {
	var own, shown []rune
	edited := false
	for _, st := range piece {
		if shown = append(shown, st.rs...); st.kind == literal {
			own = append(own, st.rs...)
		} else {
			edited = true
			own, shown = append(own, ' '), append(shown, ' ')
		}
	}
	if few, _ := words(own); few == 0 && !wide {
		return false
	}
	rs := own
	if wide {
		rs = shown
	}
	letters, han := 0, 0
	for _, r := range rs {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.Is(unicode.Han, r) {
			han++
		}
	}
	few, many := words(rs)
	if few >= 2 || wide && many >= 2 || letters >= 8 || han >= 4 {
		return true
	}
	if edited {
		return wide
	}
	places := 0
	for i := 0; i+len(own) <= len(s.cs); i++ {
		here := strings.ReplaceAll(text(s.cs[i:i+len(own)]), string(pilcrow), " ")
		if here == strings.ReplaceAll(string(own), string(pilcrow), " ") && (!wide || s.edges(i, i+len(own), false)) {
			places++
		}
	}
	return places == 1 || wide && places == 0
}

// A variant is a quotation that rules 7 and 8 allow in place of what is written.
type variant struct {
	rs   []rune
	bare bool // the final stop or comma is cut off
	as   bool // as it is written
}

// variants of a folded quotation: as it is, then by rules 7 and 8.
func variants(q []rune, wide bool) (all []variant) {
	gaps := " "
	if wide {
		gaps += string(pilcrow)
	}
	for n, v := range append([][]rune{q}, marks(q, wide)...) {
		all = append(all, variant{v, false, n == 0})
		if before, ok := strings.CutSuffix(string(v), "]"); ok && wide { // or before a last bracket
			if i := strings.LastIndex(before, "["); i > 0 {
				mark := strings.TrimRight(before[:i], " ")
				if cut := strings.TrimRight(mark, ".,"); len(cut) == len(mark)-1 {
					all = append(all, variant{[]rune(cut + string(v)[i:]), true, false})
				}
			}
		}
		if last := len(v) - 1; last > 0 && (v[last] == '.' || v[last] == ',') {
			if cut := strings.TrimRight(string(v[:last]), gaps); !strings.HasSuffix(cut, string(pilcrow)) {
				all = append(all, variant{[]rune(cut), true, false})
			}
		}
	}
	return all
}

// marks is rule 7: all inner marks swapped together, a repeated opening mark dropped.
func marks(q []rune, wide bool) (all [][]rune) {
	at := func(i int) rune {
		if i < 0 || i >= len(q) {
			return ' '
		}
		return q[i]
	}
	swapped, doubles := slices.Clone(q), slices.Clone(q)
	open, sound := map[rune]bool{}, true
	for i, r := range q {
		if r != '"' && r != '\'' || r == '\'' && wordish(at(i-1)) && wordish(at(i+1)) {
			continue
		}
		swapped[i] = '"' + '\'' - r
		if r == '"' {
			doubles[i] = '\''
		}
		open[r] = !open[r]
		if open[r] { // an opening mark has no letter before it, a closing one none after it
			sound = sound && !wordish(at(i-1)) && !gap(at(i+1)) && !unicode.IsNumber(at(i-1))
		} else {
			sound = sound && !wordish(at(i+1)) && !gap(at(i-1))
		}
	}
	sound = sound && !open['"'] && !open['\'']
	var dropped []rune
	every, some := true, false
	for i, r := range q {
		if at(i-1) == pilcrow {
			every, some = every && r == '"', some || r == '"' || wide && r == '\''
		}
		if !(at(i-1) == pilcrow && (r == '"' || wide && r == '\'')) {
			dropped = append(dropped, r)
		}
	}
	if wide {
		dropped = []rune(strings.TrimRight(string(dropped), " \u2029"))
	}
	if some && (every || wide) {
		all = append(all, dropped)
		if wide && len(dropped) > 0 && (dropped[0] == '"' || dropped[0] == '\'') {
			all = append(all, dropped[1:])
		}
	}
	if sound || wide {
		all = append(all, swapped)
	}
	if wide {
		all = append(all, doubles)
		if some {
			all = append(all, marks(dropped, false)...)
		}
	}
	return all
}

// split gives the steps of each piece, between omissions.
func split(steps []step) (pieces [][]step) {
	last := 0
	for k, st := range steps {
		if st.kind == omission {
			pieces = append(pieces, steps[last:k])
			last = k + 1
		}
	}
	return append(pieces, steps[last:])
}

// find gives every place where the quotation stands, to one of the two minds, and whether another reading
// stands that is too short, or that is plainer but in the wrong place: which of them counts then is not said.
func (s *source) find(q []rune, query quote.Query, wide bool) (found []solution, unsure bool) {
	near, _ := fold(decode(query.Near, 0))
	plain := false // it stands somewhere as it is written
	for _, v := range variants(q, wide) {
		for _, steps := range readings(v.rs, wide) {
			if !within30(steps, v.rs, wide) {
				continue
			}
			steps = settle(steps, wide)
			pieces := split(steps)
			whole, long, sound := true, true, true
			for _, p := range pieces {
				empty := !slices.ContainsFunc(p, func(st step) bool { return st.kind == literal && len(st.rs) > 0 })
				if len(pieces) > 1 && !wide { // what an omission at an end leaves out is not said
					first, end := p[0].rs, p[len(p)-1].rs
					empty = empty || len(first) > 0 && first[0] == pilcrow || len(end) > 0 && end[len(end)-1] == pilcrow
				}
				whole = whole && (wide || !empty)
				long = long && (wide && empty || s.longEnough(p, wide))
				sound = sound && s.longEnough(p, false)
			}
			if !whole {
				continue
			}
			s.solve(steps, wide, func(sol solution) {
				sol.bare, sol.as = v.bare, v.as
				unsure = unsure || !sound
				plain = plain || sol.as && !sol.edited
				if long && s.placed(sol, query, string(text(near)), wide) && (!query.Formatted ||
					strings.Contains(sol.emphasis, "added") || wide && strings.Contains(sol.emphasis, "emphasis")) { // rule 11
					found = append(found, sol)
				}
			})
		}
	}
	return found, unsure || plain && len(found) > 0 && !slices.ContainsFunc(found, func(sol solution) bool { return sol.as && !sol.edited })
}

// placed is rule 4: whether a place agrees with the paragraph and the near words that were given.
func (s *source) placed(sol solution, query quote.Query, near string, wide bool) bool {
	first, last := s.paragraph(sol.start), s.paragraph(sol.end-1)
	if from, to := query.Paragraph, max(query.Paragraph, query.LastPara); from > 0 {
		if wide && (last < from || first > to) || !wide && (first < from || last > to) {
			return false
		}
	}
	if near == "" {
		return query.Near == ""
	}
	if !wide && !strings.ContainsFunc(near, wordish) {
		return false
	}
	reach := 200
	if wide {
		reach = 220 + len(near)
		return strings.Contains(text(s.cs[max(0, sol.start-reach):min(len(s.cs), sol.end+reach)]), near)
	}
	for i := range s.cs {
		j := i + utf8.RuneCountInString(near)
		before := j <= sol.start && i >= sol.start-reach
		after := i >= sol.end && j <= sol.end+reach && j <= len(s.cs)
		if (before || after) && text(s.cs[i:j]) == near && s.edges(i, j, false) {
			return true
		}
	}
	return false
}

func (s *source) paragraph(i int) int {
	return 1 + strings.Count(text(s.cs[:i]), string(pilcrow))
}

// doubt tells why the document does not settle what the folding table makes of a text, "" if it does.
func doubt(raw string, cs []char) string {
	stops := strings.NewReplacer(" ", "").Replace(text(cs))
	switch {
	case strings.Contains(stops, "....") || strings.Contains(stops, "….") || strings.Contains(stops, "..…"):
		return "five stops or more, or stops beside an ellipsis"
	case strings.Contains(stops, "\u2029…") || strings.Contains(stops, "…\u2029"):
		return "an ellipsis at a paragraph end"
	case openFlag.MatchString(flag.ReplaceAllString(raw, "")):
		return "a flag that does not end"
	case loose.MatchString(raw):
		return "a joiner beside what folds to nothing"
	case strings.Contains(strings.ReplaceAll(raw, "\r\n", ""), "\r"):
		return "a carriage return alone"
	case strings.ContainsFunc(raw, func(r rune) bool { return in(r, 0xFB05, 0xFB05, 0xFC5E, 0xFC63, 0xFCF2, 0xFCF4, 0xFE70, 0xFE7F) }):
		return "long s, signs that carry marks"
	}
	return ""
}

var (
	flag     = regexp.MustCompile(`\x{1F3F4}[\x{E0020}-\x{E007E}]+\x{E007F}`)
	openFlag = regexp.MustCompile(`\x{1F3F4}[\x{E0020}-\x{E007F}]`)
)

// loose is a joiner that something which folds to nothing divides from its letters.
var loose = regexp.MustCompile(`[\x{AD}\x{61C}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]\pM*[\x{200C}\x{200D}]|` +
	`[\x{200C}\x{200D}][\x{AD}\x{61C}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FE0E}\x{FE0F}\x{FEFF}]|[\pL\pM][\x{FE0E}\x{FE0F}]+[\x{200C}\x{200D}]`)

// judge compares what Find says with what both minds say, and tells of a disagreement.
func judge(raw string, layout quote.Layout, query quote.Query) (disagreement string, outcome quote.Verdict) {
	source := newSource(raw, layout)
	qs, bad := fold(decode(query.Text, 0))
	q := []rune(text(qs))
	match, faults := quote.NewText([]byte(raw), layout).Find(query)
	accepted := true
	var warned []quote.Fault
	for _, f := range faults {
		accepted = accepted && f.Warning
		if f.Warning {
			warned = append(warned, f)
		}
	}
	outcome = quote.None
	if accepted {
		outcome = match.Verdict
	}
	if accepted && match.Verdict == quote.None {
		return "accepted without a verdict", outcome
	}
	if doubt(raw, source.cs) != "" || doubt(query.Text, qs) != "" {
		return "", outcome
	}
	if len(source.cs) == 0 || len(q) == 0 || len(bad) > 0 {
		if accepted {
			return fmt.Sprintf("accepted, but for %v (source of %d, quotation of %d characters)", bad, len(source.cs), len(q)), outcome
		}
		return "", outcome
	}
	narrow, hazy := source.find(q, query, false)
	if !accepted && (len(narrow) == 0 || hazy) {
		return "", outcome
	}
	wide, unsure := source.find(q, query, true)
	if !accepted {
		if !unsure && source.budget >= 0 {
			return fmt.Sprintf("refused, but it stands at %v: %s", source.span(narrow[0].start, narrow[0].end), say(faults)), outcome
		}
		return "", outcome
	}
	switch {
	case source.budget < 0:
		return "", outcome
	case len(wide) == 0 && len(narrow) > 0:
		return "the oracle's narrow mind is wider than the wide one", outcome
	case len(wide) == 0:
		return fmt.Sprintf("accepted as %s at %v, but it stands nowhere", name(match.Verdict), match.Span), outcome
	}
	return compare(source, query, match, warned, wide, narrow), outcome
}

// compare looks at the details of a match that both accept.
func compare(s *source, query quote.Query, match quote.Match, warned []quote.Fault, wide, narrow []solution) string {
	same := func(sol solution) bool {
		edited := match.Verdict == quote.Edited
		return sol.edited == edited && s.trim(match.Span, edited) == s.trim(s.span(sol.start, sol.end), edited)
	}
	here := slices.DeleteFunc(slices.Clone(wide), func(sol solution) bool { return !same(sol) })
	if len(here) == 0 {
		return fmt.Sprintf("found as %s at %v, but it stands at %s", name(match.Verdict), match.Span, s.list(wide))
	}
	if match.Verdict == quote.Edited {
		for _, sol := range narrow {
			if !sol.edited {
				return fmt.Sprintf("edited at %v, but it stands without an edit at %v", match.Span, s.span(sol.start, sol.end))
			}
		}
		return s.compareEdits(query, match, warned, here)
	}

	// The first place is meant, or the first one of identical code points.
	var sure, any []int
	joins := slices.ContainsFunc(narrow, func(sol solution) bool { return sol.as && !sol.edited && sol.joined == 0 })
	for _, sol := range narrow {
		if sol.as && !sol.edited && !(joins && sol.joined > 0) { // a space may come before a ¶
			sure = append(sure, sol.start)
		}
	}
	for _, sol := range wide {
		if !sol.edited {
			any = append(any, sol.start)
		}
	}
	slices.Sort(sure)
	slices.Sort(any)
	any = slices.Compact(any)
	first := len(sure) == 0 || here[0].start <= sure[0]
	got := s.raw[match.Span.Start:match.Span.End]
	if !first && got != query.Text {
		return fmt.Sprintf("found at %v, but first at %v", match.Span, s.cs[sure[0]].start)
	}
	several := slices.ContainsFunc(warned, func(f quote.Fault) bool { return len(f.Places) > 1 })
	if len(sure) > 1 && !several {
		return fmt.Sprintf("%d places without a warning", len(sure))
	}
	if len(any) == 1 && several {
		return "a warning of several places, but there is one"
	}

	// Exact is identical code points; how a paragraph end is written, and what is trimmed or cut off at the ends, does not settle it.
	want := strings.TrimFunc(query.Text, func(r rune) bool { return white(r) || r == pilcrow })
	clear := !here[0].bare && here[0].joined == 0 && !strings.ContainsRune(want, pilcrow) && want == query.Text &&
		!strings.ContainsFunc(ends(want), func(r rune) bool { return softOrVariation(r) || directionMark(r) })
	if clear && (got == want) != (match.Verdict == quote.Exact) {
		return fmt.Sprintf("%s, but the source has %q", name(match.Verdict), got)
	}
	if match.Verdict == quote.Exact && len(match.Folds) > 0 {
		return fmt.Sprintf("exact, with folds %q", match.Folds)
	}
	if folded, _ := fold(decode(got, 0)); clear && here[0].as && match.Joined == 0 && got != want && len(match.Folds) == 0 && text(folded) != want {
		return "verbatim, with no fold listed"
	}
	if here[0].as && match.Joined != here[0].joined {
		return fmt.Sprintf("joins %d paragraphs, not %d", match.Joined, here[0].joined)
	}
	if p := s.paragraph(here[0].start); match.Paragraph != p || match.LastPara != s.paragraph(here[0].end-1) {
		return fmt.Sprintf("found in paragraphs %d to %d, but it stands in %d to %d", match.Paragraph, match.LastPara, p, s.paragraph(here[0].end-1))
	}
	return ""
}

// denies tells whether parts of the source hold a negation or a hedge that rule 5 names.
func (s *source) denies(spans [][2]int) bool {
	for _, sp := range spans {
		from, to := sp[0], sp[1]
		for from > 0 && (wordish(s.at(from-1)) || s.at(from-1) == '\'') && wordish(s.at(from)) {
			from--
		}
		for _, w := range strings.FieldsFunc(text(s.cs[from:to]), func(r rune) bool { return !wordish(r) && r != '\'' }) {
			switch w {
			case "not", "never", "without", "unless", "alleged", "denied":
				return true
			}
			if strings.HasSuffix(w, "n't") && len(w) > 3 {
				return true
			}
		}
	}
	return false
}

// compareEdits looks at the pieces of an edited quotation, and at the warning of rules 5 and 6.
func (s *source) compareEdits(query quote.Query, match quote.Match, warned []quote.Fault, here []solution) string {
	spans := func(list [][2]int) (out []quote.Span) {
		for _, p := range list {
			if p[1] > p[0] {
				out = append(out, s.trim(s.span(p[0], p[1]), true))
			}
		}
		return out
	}
	omits := slices.ContainsFunc(here, func(sol solution) bool { return len(sol.left) > 0 })
	denied, agree := true, false
	for _, sol := range here {
		sol.left = slices.DeleteFunc(slices.Clone(sol.left), func(l [2]int) bool { return l[1] <= sol.start || sol.end <= l[0] })

		var got []quote.Span
		for _, p := range match.Pieces {
			got = append(got, s.trim(p, true))
		}
		want := spans(sol.pieces)
		if slices.Equal(got, want) || len(want) == 1 && len(got) == 0 {
			agree = true
			denied = denied && s.denies(append(slices.Clone(sol.left), sol.taken...))
		}
	}
	if omits && !agree {
		return fmt.Sprintf("pieces %v agree with none of %s", match.Pieces, s.list(here))
	}
	if agree && denied && !query.Acknowledged && len(warned) == 0 {
		return "left out or replaced a negation without a warning"
	}
	return ""
}

// trim takes what folds to nothing from the ends of a raw span, and paragraph ends beside brackets.
func (s *source) trim(sp quote.Span, edited bool) quote.Span {
	nothing := func(r rune) bool {
		return edited && (white(r) || r == pilcrow) || softOrVariation(r) || directionMark(r) || directionControl(r) || invisible(r) || joiner(r)
	}
	if sp.Start < 0 || sp.End > len(s.raw) || sp.Start > sp.End {
		return sp
	}
	t := s.raw[sp.Start:sp.End]
	sp.Start += len(t) - len(strings.TrimLeftFunc(t, nothing))
	sp.End -= len(t) - len(strings.TrimRightFunc(t, nothing))
	return sp
}

func (s *source) list(sols []solution) string {
	var out []string
	for _, sol := range sols {
		out = append(out, fmt.Sprint(s.span(sol.start, sol.end)))
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return strings.Join(out[:min(len(out), 6)], " ")
}

func ends(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	return string(first) + string(last)
}

func name(v quote.Verdict) string {
	return [...]string{"none", "exact", "verbatim", "edited"}[v]
}

func say(faults []quote.Fault) string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Code)
	}
	return strings.Join(out, ", ")
}

// The cases are written from the document alone. In a source, ⟦ ⟧ enclose the first place of the
// words; without them the quotation must be refused. A verdict with + brings a warning, one without
// brings none. Two verdicts divided by | : the document settles only that the words stand there.

type example struct {
	name, source, quote, want string
}

var examples = []example{
	// Verdicts.
	{"identical", "He said ⟦the talks had failed⟧ today.", "the talks had failed", "exact"},
	{"whole source", "⟦The talks had failed.⟧", "The talks had failed.", "exact"},
	{"identical, odd marks and all", "A ⟦“b” — c’s  d⟧ e", "“b” — c’s  d", "exact"},
	{"identical with a soft hyphen", "the ⟦co\u00adoperation treaty⟧ was", "co\u00adoperation treaty", "exact"},
	{"not there", "The talks had failed.", "the talks had succeeded", ""},
	{"word dropped", "He did not flee from the table.", "He did flee from the table", ""},
	{"word added", "He fled from the table.", "He had fled from the table", ""},
	{"order changed", "one two three four", "one three two four", ""},
	{"letter changed", "the delegation left", "the delegetion left", ""},
	{"letter dropped", "the delegation left", "the delegtion left", ""},
	{"digit changed", "in the year 2025 they met", "in the year 2026 they met", ""},

	// Decoding.
	{"replacement character", "a \ufffd b c d e f", "b \ufffd c", ""},
	{"invalid UTF-8", "the talks had failed", "the talks\xff had failed", ""},
	{"half a character", "the talks h\u00e9 failed", "talks h\xc3 failed", ""},
	{"surrogate", "the talks had failed", "the talks\xed\xa0\x80 had failed", ""},
	{"noncharacter FDD0", "the talks had failed", "the talks\ufdd0 had failed", ""},
	{"noncharacter FFFE", "the talks had failed", "the talks\ufffe had failed", ""},
	{"noncharacter 1FFFF", "the talks had failed", "the talks\U0001ffff had failed", ""},
	{"private use", "the talks had failed", "the talks\ue000 had failed", ""},
	{"private use in plane 16", "the talks had failed", "the talks\U00100000 had failed", ""},

	// Controls.
	{"NUL", "the talks had failed", "the talks\x00 had failed", ""},
	{"backspace", "the talks had failed", "the talksx\x08 had failed", ""},
	{"vertical tab", "the talks had failed", "the talks\vhad failed", ""},
	{"escape", "the talks had failed", "the\x1b talks had failed", ""},
	{"delete", "the talks had failed", "the talks\x7f had failed", ""},
	{"C1 control", "the talks had failed", "the talks\u0080 had failed", ""},
	{"C1 control 9F", "the talks had failed", "the talks\u009f had failed", ""},
	{"next line is white space", "⟦the talks had failed⟧", "the talks\u0085had failed", "verbatim"},

	// Normal form.
	{"NFD for NFC", "in the ⟦caf\u00e9 noir⟧ we", "cafe\u0301 noir", "verbatim"},
	{"NFC for NFD", "in the ⟦cafe\u0301 noir⟧ we", "caf\u00e9 noir", "verbatim"},
	{"order of marks", "a ⟦q\u0323\u0307 word⟧ b", "q\u0307\u0323 word", "verbatim"},
	{"Angstrom sign", "ten ⟦\u212b units⟧ of", "\u00c5 units", "verbatim"},
	{"Kelvin sign", "ten ⟦K units⟧ of", "\u212a units", "verbatim"},
	{"Hangul from jamo", "say ⟦\uac00\ub098 now⟧ and", "\u1100\u1161\u1102\u1161 now", "verbatim"},
	{"composed over a soft hyphen", "in the ⟦caf\u00e9 noir⟧ we", "cafe\u00ad\u0301 noir", "verbatim"},
	{"accent dropped", "in the caf\u00e9 noir we", "cafe noir", ""},
	{"accent added", "in the cafe noir we", "caf\u00e9 noir", ""},
	{"other accent", "in the caf\u00e9 noir we", "caf\u00e8 noir", ""},
	{"never NFKC: superscript", "about x\u00b2 and more", "about x2 and", ""},
	{"never NFKC: fraction", "about \u00bd of them", "about 1\u20442 of", ""},
	{"never NFKC: full width", "the ＡＢ forms here", "the AB forms", ""},
	{"never NFKC: circled", "the \u2460 forms here", "the 1 forms", ""},
	{"never NFKC: trade mark", "the sign\u2122 is here", "the signTM is", ""},
	{"never NFKC: Roman numeral", "the \u2163 forms here", "the IV forms", ""},

	// Stacked marks.
	{"eight marks", "a ⟦x\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316 word⟧", "x\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316 word", "exact"},
	{"nine marks", "a x\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316 word", "x\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316 word", ""},

	// White space.
	{"no-break space", "he said ⟦one\u00a0two three⟧ four", "one two three", "verbatim"},
	{"two spaces", "he said ⟦one  two three⟧ four", "one two three", "verbatim"},
	{"tab", "he said ⟦one two three⟧ four", "one\ttwo three", "verbatim"},
	{"line feed in a quotation", "he said ⟦one two three⟧ four", "one\ntwo three", "verbatim"},
	{"form feed", "he said ⟦one\ftwo three⟧ four", "one two three", "verbatim"},
	{"Ogham space", "he said ⟦one two three⟧ four", "one\u1680two three", "verbatim"},
	{"en quad", "he said ⟦one two three⟧ four", "one\u2000two three", "verbatim"},
	{"hair space", "he said ⟦one\u200atwo three⟧ four", "one two three", "verbatim"},
	{"line separator", "he said ⟦one\u2028two three⟧ four", "one two three", "verbatim"},
	{"narrow no-break space", "he said ⟦one\u202ftwo three⟧ four", "one two three", "verbatim"},
	{"mathematical space", "he said ⟦one\u205ftwo three⟧ four", "one two three", "verbatim"},
	{"ideographic space", "he said ⟦one\u3000two three⟧ four", "one two three", "verbatim"},
	{"a mixed run", "he said ⟦one \u00a0\t two three⟧ four", "one\u2009\u2003two three", "verbatim"},
	{"a run with a soft hyphen in it", "he said ⟦one \u00ad two three⟧ four", "one two three", "verbatim"},
	{"trimmed at the ends", "he said ⟦one two three⟧ four", "  one two three\u00a0", "exact|verbatim"},
	{"space dropped", "he said one two three four", "onetwo three", ""},
	{"space added", "he said together and four", "to gether and", ""},
	{"space before a mark", "he said one, two and", "one , two", ""},
	{"a zero-width space is no space", "he said one two three", "one\u200btwo three", ""},

	// Paragraphs.
	{"space for a paragraph end", "It was ⟦over.\nThey left⟧ soon.", "over. They left", "verbatim"},
	{"mark for a paragraph end", "It was ⟦over.\nThey left⟧ soon.", "over.\u2029They left", "exact|verbatim"},
	{"CRLF", "It was ⟦over.\r\nThey left⟧ soon.", "over.\u2029They left", "exact|verbatim"},
	{"empty lines between", "It was ⟦over.\n\n \nThey left⟧ soon.", "over. They left", "verbatim"},
	{"paragraph separator in a source", "It was ⟦over.\u2029They left⟧ soon.", "over. They left", "verbatim"},
	{"spaces at a paragraph end", "It was ⟦over. \n  They left⟧ soon.", "over. They left", "verbatim"},
	{"two paragraph ends", "One ⟦two\nthree\nfour⟧ five", "two three four", "verbatim"},
	{"mark where there is none", "It was over. They left soon.", "over.\u2029They left", ""},
	{"no space for a paragraph end", "It was over.\nThey left soon.", "over.They left", ""},
	{"mark and space", "It was ⟦over.\nThey left⟧ soon.", "over. \u2029 They left", "exact|verbatim"},

	// Single marks.
	{"curly for straight", "they ⟦don't know it⟧ now", "don’t know it", "verbatim"},
	{"straight for curly", "they ⟦don’t know it⟧ now", "don't know it", "verbatim"},
	{"2018", "they ⟦don‘t know it⟧ now", "don't know it", "verbatim"},
	{"201A", "they ⟦don‚t know it⟧ now", "don't know it", "verbatim"},
	{"201B", "they ⟦don‛t know it⟧ now", "don't know it", "verbatim"},
	{"02BC is a letter", "they don\u02bct know it now", "don't know it", ""},
	{"prime", "they don\u2032t know it now", "don't know it", ""},
	{"grave accent", "they don`t know it now", "don't know it", ""},
	{"acute accent", "they don\u00b4t know it now", "don't know it", ""},
	{"apostrophe dropped", "they don't know it now", "dont know it", ""},
	{"full-width apostrophe", "they don＇t know it now", "don't know it", ""},

	// Double marks.
	{"201C 201D", "he ⟦said “go home” to⟧ us", "said \"go home\" to", "verbatim"},
	{"201E 201F", "he ⟦said „go home‟ to⟧ us", "said \"go home\" to", "verbatim"},
	{"the other way round", "he ⟦said \"go home\" to⟧ us", "said “go home” to", "verbatim"},
	{"guillemets", "he said «go home» to us", "said \"go home\" to", ""},
	{"double prime", "he said \u2033go home\u2033 to us", "said \"go home\" to", ""},
	{"two single marks", "he said ''go home'' to us", "said \"go home\" to", ""},

	// Hyphens.
	{"2010", "the ⟦well\u2010known man⟧ left", "well-known man", "verbatim"},
	{"2011", "the ⟦well\u2011known man⟧ left", "well-known man", "verbatim"},
	{"minus", "at ⟦−5 degrees⟧ it froze", "-5 degrees", "verbatim"},
	{"en dash", "the years 1914–18 were", "years 1914-18 were", ""},
	{"em dash", "he said—and left at once", "said-and left", ""},
	{"two hyphens", "he said--and left at once", "said-and left", ""},
	{"hyphen bullet", "the well\u2043known man left", "well-known man", ""},
	{"hyphen dropped", "the well-known man left", "wellknown man", ""},
	{"hyphen for a space", "the well known man left", "well-known man", ""},

	// Ellipsis.
	{"three stops for one", "he said ⟦wait… then left⟧ us", "wait... then left", "verbatim"},
	{"one for three", "he said ⟦wait... then left⟧ us", "wait… then left", "verbatim"},
	{"stops with spaces", "he said ⟦wait . . . then left⟧ us", "wait… then left", "verbatim"},
	{"spaces dropped", "he said ⟦wait … then left⟧ us", "wait…then left", "verbatim"},
	{"no-break spaces between", "he said ⟦wait .\u00a0.\u00a0. then left⟧ us", "wait… then left", "verbatim"},
	{"four stops", "he said ⟦wait.... Then left⟧ us", "wait. … Then left", "verbatim"},
	{"four stops with spaces", "he said ⟦wait. . . . Then left⟧ us", "wait.… Then left", "verbatim"},
	{"two stops are none", "he said wait.. then left us", "wait… then left", ""},
	{"four stops are not three", "he said wait.... Then left us", "wait... Then left", ""},
	{"midline ellipsis", "he said wait⋯ then left us", "wait… then left", ""},
	{"two-dot leader", "he said wait‥ then left us", "wait.. then left", ""},

	// Soft hyphen, direction, invisible, joiners, variation.
	{"soft hyphen in a source", "the ⟦nego\u00adtiating table⟧ was", "negotiating table", "verbatim"},
	{"soft hyphen in a quotation", "the ⟦negotiating table⟧ was", "nego\u00adtiating table", "verbatim"},
	{"200E in a quotation", "the ⟦negotiating table⟧ was", "negotiating\u200e table", "verbatim+"},
	{"200F in a quotation", "the ⟦negotiating table⟧ was", "negotiating \u200ftable", "verbatim+"},
	{"061C in a quotation", "the ⟦negotiating table⟧ was", "negotiating \u061ctable", "verbatim+"},
	{"embedding", "the negotiating table was", "\u202anegotiating table\u202c", ""},
	{"override", "the negotiating table was", "negotiating \u202etable", ""},
	{"override in both", "the negotiating \u202etable was", "negotiating \u202etable", ""},
	{"isolate", "the negotiating table was", "\u2066negotiating table\u2069", ""},
	{"zero-width space", "the negotiating table was", "nego\u200btiating table", ""},
	{"zero-width space in both", "the nego\u200btiating table was", "nego\u200btiating table", ""},
	{"word joiner", "the negotiating table was", "nego\u2060tiating table", ""},
	{"invisible plus", "the negotiating table was", "nego\u2064tiating table", ""},
	{"byte order mark", "the negotiating table was", "\ufeffnegotiating table", ""},
	{"Mongolian vowel separator", "the negotiating table was", "nego\u180etiating table", ""},
	{"grapheme joiner", "the negotiating table was", "nego\u034ftiating table", ""},
	{"Hangul filler", "the negotiating table was", "nego\u3164tiating table", ""},
	{"half-width filler", "the negotiating table was", "nego\uffa0tiating table", ""},
	{"choseong filler", "the negotiating table was", "nego\u115ftiating table", ""},
	{"Khmer inherent vowel", "the negotiating table was", "nego\u17b4tiating table", ""},
	{"tag letter", "the negotiating table was", "negotiating\U000e0061 table", ""},
	{"language tag", "the negotiating table was", "\U000e0001negotiating table", ""},
	{"joiner between Latin letters", "the negotiating table was", "nego\u200dtiating table", ""},
	{"non-joiner between Latin letters", "the negotiating table was", "nego\u200ctiating table", ""},
	{"joiner at the end", "the negotiating table was", "negotiating table\u200d", ""},
	{"flag of Scotland", "the ⟦flag \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f waved⟧ on", "flag \U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f waved", "exact"},
	{"emoji joined", "the ⟦woman \U0001f469\u200d\U0001f4bb wrote⟧ on", "woman \U0001f469\u200d\U0001f4bb wrote", "exact"},
	{"emoji joined after a variation selector", "the ⟦heart \u2764\ufe0f\u200d\U0001f525 burns⟧ on", "heart \u2764\ufe0f\u200d\U0001f525 burns", "exact"},
	{"emoji not joined", "the woman \U0001f469\u200d\U0001f4bb wrote on", "woman \U0001f469\U0001f4bb wrote", ""},
	{"Persian non-joiner", "او ⟦می\u200cخواهم برود⟧ الان", "می\u200cخواهم برود", "exact"},
	{"Persian non-joiner dropped", "او می\u200cخواهم برود الان", "میخواهم برود", ""},
	{"Persian non-joiner added", "او میخواهم برود الان", "می\u200cخواهم برود", ""},
	{"Persian joiner for non-joiner", "او می\u200cخواهم برود الان", "می\u200dخواهم برود", ""},
	{"Devanagari joiner", "एक ⟦क्\u200dष शब्द⟧ है", "क्\u200dष शब्द", "exact"},
	{"text style", "we ⟦love \u2764 it⟧ here", "love \u2764\ufe0f it", "verbatim"},
	{"emoji style in a source", "we ⟦love \u2764\ufe0f it⟧ here", "love \u2764 it", "verbatim"},
	{"text style FE0E", "we ⟦love \u2764\ufe0e it⟧ here", "love \u2764\ufe0f it", "verbatim"},
	{"other variation selector", "we love \u845b\ufe00 it here", "love \u845b it", ""},
	{"invisible in a source", "the ⟦nego\u200btiating table⟧ was", "negotiating table", "verbatim"},
	{"byte order mark in a source", "\ufeff⟦the negotiating table⟧ was", "the negotiating table", "exact"},
	{"direction control in a source", "the ⟦nego\u202dtiating\u202c table⟧ was", "negotiating table", "verbatim"},
	{"direction control after a space", "the ⟦negotiating \u202dtable⟧ was", "negotiating table", "verbatim"},
	{"soft hyphen after a space", "the ⟦negotiating \u00adtable⟧ was", "negotiating table", "verbatim"},
	{"variation selector after a space", "the ⟦negotiating table⟧ was", "negotiating \ufe0ftable", "verbatim"},
	{"direction mark in a source", "the ⟦negotiating\u200f table⟧ was", "negotiating table", "verbatim"},

	// Presentation letters.
	{"fi", "the ⟦\ufb01rst o\ufb03ce⟧ was", "first office", "verbatim"},
	{"fl and ff", "the ⟦\ufb02ag o\ufb00 and⟧ on", "flag off and", "verbatim"},
	{"st", "the ⟦fir\ufb06 man⟧ was", "first man", "verbatim"},
	{"ligature in a quotation", "the ⟦first man⟧ was", "\ufb01rst man", "verbatim"},
	{"Armenian", "ու ⟦\ufb13 բառ⟧ է", "\u0574\u0576 բառ", "verbatim"},
	{"Arabic, initial and final", "قال ⟦\ufee3\ufee6 هنا⟧ ثم", "\u0645\u0646 هنا", "verbatim"},
	{"lam with alef", "قال ⟦ا\ufefbن هنا⟧ ثم", "الان هنا", "verbatim"},
	{"lam with alef and hamza", "قال ⟦\ufef7ن هنا⟧ ثم", "\u0644\u0623ن هنا", "verbatim"},
	{"Persian peh", "او ⟦\ufb56در من⟧ بود", "\u067eدر من", "verbatim"},
	{"word sign Allah", "قال \ufdf2 هنا ثم", "الله هنا", ""},
	{"word sign as it is", "قال ⟦\ufdf2 هنا⟧ ثم", "\ufdf2 هنا", "exact"},

	// Not folded.
	{"case", "the Delegation left", "the delegation left", ""},
	{"Arabic and Persian yeh", "سخن \u0639\u0644\u064a گفت او", "\u0639\u0644\u06cc گفت", ""},
	{"Pashto endings", "دا \u062f\u0648\u0633\u062a\u06cd راغله بيا", "\u062f\u0648\u0633\u062a\u06d0 راغله", ""},
	{"kaf", "قال \u0643تاب هنا", "\u06a9تاب هنا", ""},
	{"teh marbuta", "قال مدرس\u0629 هنا", "مدرس\u0647 هنا", ""},
	{"tatweel", "قال كتـاب هنا", "كتاب هنا", ""},
	{"harakat", "قال كَتَبَ هنا", "كتب هنا", ""},
	{"alef with hamza", "قال \u0623حمد هنا", "\u0627حمد هنا", ""},
	{"digits of other scripts", "عام ٢٠٢٥ كان هنا", "عام 2025 كان", ""},
	{"sharp s", "in der Straße dort", "der Strasse dort", ""},
	{"dotless i", "bu ılık bir gün", "bu ilik bir", ""},
	{"Cyrillic a", "the t\u0430lks had failed", "the talks had", ""},
	{"Greek omicron", "the delegati\u03bfn left", "the delegation left", ""},
	{"comma for a full-width comma", "他说，我们走吧", "他说,我们走吧", ""},

	// Rules 1 and 2. Contiguous; edges.
	{"not one run", "The talks had failed.", "The talks failed", ""},
	{"begins inside a word", "the international community met", "national community", ""},
	{"ends inside a word", "the national community met", "the nation", ""},
	{"begins after an apostrophe", "they don't know it", "t know it", ""},
	{"ends before an apostrophe", "the minister’s delegation left", "the minister", ""},
	{"begins after a curly apostrophe", "l’accord final est mort", "accord final", ""},
	{"apostrophe at a word's end", "the ⟦two ministers⟧' words", "two ministers", "exact"},
	{"begins inside a compound", "the half-hearted effort failed", "hearted effort", ""},
	{"ends inside a compound", "a short half-hearted effort", "a short half", ""},
	{"inside a compound, other hyphen", "a short half\u2011hearted effort", "a short half", ""},
	{"ends before a dash", "a ⟦short effort⟧—it failed", "short effort", "exact"},
	{"ends before two hyphens", "a ⟦short effort⟧--it failed", "short effort", "exact"},
	{"ends inside a number", "some 1,250 people died", "some 1", ""},
	{"begins inside a number", "some 1,250 people died", "250 people", ""},
	{"ends before a decimal", "about 3.5 million", "about 3", ""},
	{"begins after the sign", "it was -5 degrees cold", "5 degrees", ""},
	{"begins after a minus sign", "it was −5 degrees cold", "5 degrees", ""},
	{"begins after a plus sign", "it was +5 degrees cold", "5 degrees", ""},
	{"begins after the currency sign", "it cost $5 million then", "5 million", ""},
	{"ends before the currency sign", "it cost 500€ then", "it cost 500", ""},
	{"ends before per cent", "it rose by 5% then", "rose by 5", ""},
	{"ends before Arabic per cent", "بلغ نحو ٥٪ فقط", "بلغ نحو ٥", ""},
	{"with sign, currency and per cent", "it ⟦rose -5.5% or $1,250⟧ then", "rose -5.5% or $1,250", "exact"},
	{"a stop after a number", "it was ⟦in 2025⟧. Then", "in 2025", "exact"},
	{"ends inside letters and digits", "the model F16A was", "the model F16", ""},
	{"begins inside a cluster", "x ⟦e\u0301 word⟧", "\u0301 word", ""},
	{"ends inside a cluster", "a word e\u0323\u0301 b", "a word \u1eb9", ""},
	{"ends before a mark", "a word n\u0323 b", "a word n", ""},
	{"ends inside joined emoji", "we saw \U0001f469\u200d\U0001f4bb here", "we saw \U0001f469", ""},
	{"ends inside a flag", "we saw \U0001f1f5\U0001f1f0 here", "we saw \U0001f1f5", ""},
	{"before an emoji with skin", "we saw \U0001f44d\U0001f3fd here", "we saw \U0001f44d", ""},
	{"Chinese needs no spaces", "他说⟦我们走吧⟧然后就走了", "我们走吧", "exact"},
	{"Thai needs no spaces", "เขาพูดว่า⟦เราจะไปกัน⟧แล้ว", "เราจะไปกัน", "exact"},
	{"Thai cluster", "เขาพูดว่าเราจะไปกันที่นี่แล้ว", "เราจะไปกันท", ""},
	{"Arabic prefix", "قال والكتاب هنا اليوم", "الكتاب هنا", ""},
	{"inside Arabic harakat", "قال كَتَبَ هنا", "قال كَتَب", ""},
	{"edge only at the second place", "international law; the ⟦national law⟧ too", "national law", "exact"},

	// Rule 3. Length.
	{"two words", "he ⟦is a⟧ b c", "is a", "exact"},
	{"one long word", "the ⟦delegation⟧ left", "delegation", "exact"},
	{"one long word, twice", "the ⟦delegation⟧ and a delegation", "delegation", "exact+"},
	{"eight letters, twice", "the ⟦ministry⟧ and a ministry", "ministry", "exact+"},
	{"seven letters, twice", "the justice and a justice", "justice", ""},
	{"one short word, unique", "the ⟦cat⟧ sat down", "cat", "exact"},
	{"one short word, twice", "the cat and the cat", "cat", ""},
	{"short in a stop, twice", "the cat. A cat.", "cat.", ""},
	{"four Han, twice", "⟦中国政府⟧说，中国政府", "中国政府", "exact+"},
	{"three Han, twice", "外交部说，外交部", "外交部", ""},
	{"three Han, once", "他说⟦外交部⟧很好", "外交部", "exact"},
	{"empty", "the cat sat down", "", ""},
	{"only spaces", "the cat sat down", " \u00a0 ", ""},
	{"short piece after an omission, twice", "the talks in Kabul went on and on", "the talks in Kabul […] on", ""},
	{"short piece after an omission, once", "⟦the talks in Kabul⟧ went on and ⟦died⟧", "the talks in Kabul […] died", "edited"},
	{"short piece before an omission, twice", "we met and we saw the delegation leave", "we […] the delegation leave", ""},

	// Rule 4. Several places.
	{"two places", "⟦one two⟧ and one two", "one two", "exact+"},
	{"three places, two paragraphs", "⟦one two⟧ and one two\nthen one two", "one two", "exact+"},

	// Rule 5. Omissions.
	{"square, ellipsis", "⟦They met in Kabul⟧ last week ⟦to talk about peace⟧.", "They met in Kabul […] to talk about peace", "edited"},
	{"square, stops", "⟦They met in Kabul⟧ last week ⟦to talk about peace⟧.", "They met in Kabul [...] to talk about peace", "edited"},
	{"square, stops with spaces", "⟦They met in Kabul⟧ last week ⟦to talk about peace⟧.", "They met in Kabul [. . .] to talk about peace", "edited"},
	{"round", "⟦They met in Kabul⟧ last week ⟦to talk about peace⟧.", "They met in Kabul (…) to talk about peace", "edited"},
	{"bare ellipsis", "⟦They met in Kabul⟧ last week ⟦to talk about peace⟧.", "They met in Kabul … to talk about peace", "edited"},
	{"bare stops", "⟦They met in Kabul⟧ last week ⟦to talk about peace⟧.", "They met in Kabul ... to talk about peace", "edited"},
	{"bare ellipsis of the source", "⟦They met … to talk about peace⟧.", "They met … to talk about peace", "exact"},
	{"one ellipsis the source's, one the writer's", "⟦They met … to talk⟧ last week ⟦about peace⟧.", "They met … to talk […] about peace", "edited"},
	{"one bare ellipsis the source's, one the writer's", "⟦They met … to talk⟧ last week ⟦about peace⟧.", "They met … to talk … about peace", "edited"},
	{"two omissions", "⟦They met⟧ there ⟦in Kabul to talk⟧ last week ⟦about peace⟧.", "They met […] in Kabul to talk […] about peace", "edited"},
	{"literal bracketed ellipsis", "⟦They met […] to talk about peace⟧.", "They met […] to talk about peace", "exact"},
	{"after a stop", "⟦It was over.⟧ They wept. ⟦Then they left⟧.", "It was over. […] Then they left", "edited"},
	{"nothing left out", "They met in Kabul to talk about peace.", "They met in Kabul […] to talk about peace", ""},
	{"only a comma left out", "They met in Kabul, to talk about peace.", "They met in Kabul […] to talk about peace", ""},
	{"part of a word left out", "The international law was broken", "The inter […] law was broken", ""},
	{"end of a word left out", "The internationally known law broke", "The international […] known law", ""},
	{"pieces in the wrong order", "They met in Kabul last week to talk about peace.", "to talk about peace […] They met in Kabul", ""},
	{"pieces that overlap", "They met in Kabul to talk about peace.", "They met in Kabul […] Kabul to talk about peace", ""},
	{"second piece is not there", "They met in Kabul last week to talk about peace.", "They met in Kabul […] to talk about war", ""},
	{"omission marked with stars", "They met in Kabul last week to talk about peace.", "They met in Kabul *** to talk about peace", ""},
	{"two stops", "They met in Kabul last week to talk about peace.", "They met in Kabul .. to talk about peace", ""},
	{"one paragraph end", "⟦They met in Kabul⟧ last\nweek ⟦to talk about peace⟧.", "They met in Kabul […] to talk about peace", "edited"},
	{"three paragraph ends", "⟦They met in Kabul⟧ a\nb\nc\nd ⟦to talk about peace⟧.", "They met in Kabul […] to talk about peace", "edited"},
	{"four paragraph ends", "They met in Kabul a\nb\nc\nd\ne to talk about peace.", "They met in Kabul […] to talk about peace", ""},
	{"2,900 characters", "⟦They met in Kabul⟧" + strings.Repeat(" very", 580) + " ⟦to talk about peace⟧.", "They met in Kabul […] to talk about peace", "edited"},
	{"3,100 characters", "They met in Kabul" + strings.Repeat(" very", 620) + " to talk about peace.", "They met in Kabul […] to talk about peace", ""},
	{"leaves out not", "⟦They did⟧ not say ⟦that they would⟧ go.", "They did […] that they would", "edited+"},
	{"leaves out never", "⟦They have⟧ never said ⟦that they would⟧ go.", "They have […] that they would", "edited+"},
	{"leaves out n't", "⟦The men⟧ don't say ⟦that they would⟧ go.", "The men […] that they would", "edited+"},
	{"leaves out n’t", "⟦The men⟧ don’t say ⟦that they would⟧ go.", "The men […] that they would", "edited+"},
	{"leaves out without", "⟦The men⟧ left without ⟦what they wanted⟧.", "The men […] what they wanted", "edited+"},
	{"leaves out unless", "⟦The men will go⟧ unless they ⟦get what they want⟧.", "The men will go […] get what they want", "edited+"},
	{"leaves out alleged", "⟦The men⟧ alleged that ⟦they were there⟧.", "The men […] they were there", "edited+"},
	{"leaves out denied", "⟦The men⟧ denied that ⟦they were there⟧.", "The men […] they were there", "edited+"},
	{"leaves out a knot", "⟦The men⟧ cut a knot ⟦that was there⟧.", "The men […] that was there", "edited"},
	{"not stands outside", "not ⟦the men⟧ of Kabul ⟦but the women⟧ not", "the men […] but the women", "edited"},

	// Rule 6. Brackets.
	{"small letter", "it ended. ⟦The delegation left Kabul⟧ soon.", "[t]he delegation left Kabul", "edited"},
	{"capital letter", "it ended, ⟦the delegation left Kabul⟧ soon.", "[T]he delegation left Kabul", "edited"},
	{"other letter", "it ended. The delegation left Kabul soon.", "[s]he delegation left Kabul", ""},
	{"two letters", "it ended. THe delegation left Kabul soon.", "[th]e delegation left Kabul", ""},
	{"other letter of no case", "قال الكتاب هنا اليوم", "[ب]لكتاب هنا اليوم", ""},
	{"sic", "⟦the delegashun left Kabul in peace⟧", "the delegashun [sic] left Kabul in peace", "edited"},
	{"sic before a comma", "⟦the delegashun, they said, left Kabul⟧", "the delegashun [sic], they said, left Kabul", "edited"},
	{"sic at the end", "⟦they were the delegashun of Kabul⟧ then", "they were the delegashun of Kabul [sic]", "edited"},
	{"sic replaces nothing", "the delegation that left Kabul in peace", "the delegation [sic] left Kabul in peace", ""},
	{"emphasis added", "so ⟦the delegation of the Afghan side left Kabul in peace and went home⟧", "the delegation of the Afghan side left Kabul in peace and went home [emphasis added]", "edited"},
	{"emphasis in original", "so ⟦the delegation of the Afghan side that had been sent there left Kabul in peace and went home⟧", "the delegation of the Afghan side that had been sent there left Kabul in peace and went home [emphasis in original]", "edited"},
	{"citation omitted", "so ⟦the delegation of the Afghan side left Kabul in peace and went home⟧", "the delegation of the Afghan side left Kabul [citation omitted] in peace and went home", "edited"},
	{"insertion", "⟦the delegation left the city of Kabul in great haste⟧", "the delegation left the [old] city of Kabul in great haste", "edited"},
	{"replaces one word", "⟦the delegation said that it would leave the table⟧", "the delegation said that [Kabul] would leave the table", "edited"},
	{"replaces two words", "⟦the delegation said that the government would leave the table⟧", "the delegation said that [Kabul] would leave the table", "edited"},
	{"replaces six words", "⟦the delegation said that a b c d e f would leave the table⟧", "the delegation said that [Kabul] would leave the table", "edited"},
	{"replaces many words", "the delegation said that the old men of the big government in the capital city of the whole country would leave the table", "the delegation said that [Kabul] would leave the table", ""},
	{"replaces before a comma", "⟦the delegation said that, as they knew, it would leave the table⟧", "the delegation said that, as [Asif] knew, it would leave the table", "edited"},
	{"replaces at the start", "today ⟦it would leave the negotiating table⟧", "[Kabul] would leave the negotiating table", "edited?"},
	{"replaces not", "⟦the delegation said that it would not leave the table⟧", "the delegation said that it [would] leave the table", "edited+"},
	{"replaces n't", "⟦the delegation said that it won't leave the table⟧", "the delegation said that it [will] leave the table", "edited+"},
	{"replaces a word before a paragraph end", "⟦the delegation said it left the men\nand went home again⟧", "the delegation said it left [Kabul] and went home again", "edited"},
	{"replaces a word after a paragraph end", "⟦the delegation said it left\nthe men and went home again⟧", "the delegation said it left [his] men and went home again", "edited"},
	{"replaces a word far from a paragraph end", "⟦the delegation said it left the men\nand went home again⟧", "the [group] said it left the men and went home again", "edited"},
	{"inserts far from a paragraph end", "⟦the delegation said it left the men\nand went home again⟧", "the [new] delegation said it left the men and went home again", "edited"},
	{"paragraph mark before a bracket", "it was over and done; the delegation left Kabul", "it was over and done;\u2029[T]he delegation left Kabul", ""},
	{"paragraph mark before an insertion", "it was over and done; the delegation left Kabul", "it was over and done;\u2029[then] the delegation left Kabul", ""},
	{"paragraph mark after a bracket", "it was over and done; the delegation left Kabul", "it was [quite] over and done [now]\u2029the delegation left Kabul", ""},
	{"rest of a word, then a paragraph end", "⟦the delegation wanted to leave\nand went home again⟧", "the delegation want[s] to leave and went home again", "edited"},
	{"other case, then a paragraph end", "⟦The delegation wanted to leave\nand went home again⟧", "[t]he delegation wanted to leave and went home again", "edited"},
	{"omission, then a paragraph end", "⟦The delegation⟧ of Kabul ⟦wanted to leave\nand went home again⟧", "The delegation […] wanted to leave and went home again", "edited"},
	{"rest of a word", "⟦the delegation wanted to leave the table⟧", "the delegation want[s] to leave the table", "edited"},
	{"rest of a word, longer", "⟦the delegation demanded to leave the table⟧", "the delegation demand[ing] to leave the table", "edited"},
	{"rest of the last word", "⟦to leave the table the delegation wanted⟧", "to leave the table the delegation want[s]", "edited"},
	{"rest of a word, then an omission", "⟦the delegation demanded⟧ with force ⟦that Kabul leave⟧", "the delegation demand[s] […] that Kabul leave", "edited"},
	{"rest of a word, then an insertion", "⟦the delegation wanted to leave Kabul⟧", "the delegation want[s] [now] to leave Kabul", "edited"},
	{"rest of a word that begins otherwise", "the delegation wished to leave the table", "the delegation want[s] to leave the table", ""},
	{"beginning of a word", "the delegation was unknown at the table", "the delegation was [well]known at the table", ""},
	{"empty brackets", "the delegation left the table in great haste", "the delegation [] left the table in great haste", ""},
	{"a space in brackets", "the delegation left the table in great haste", "the delegation [ ] left the table in great haste", ""},
	{"nested", "the delegation left the table in great haste", "the delegation [of [old] men] left the table in great haste", ""},
	{"not closed", "the delegation left the table in great haste", "the delegation [of left the table in great haste", ""},
	{"not opened", "the delegation left the table in great haste", "the delegation of] left the table in great haste", ""},
	{"literal brackets", "⟦the delegation [of Kabul] left⟧ soon", "the delegation [of Kabul] left", "exact"},
	{"literal sic", "⟦the delegashun [sic] left⟧ soon", "the delegashun [sic] left", "exact"},
	{"literal brackets and others", "⟦the delegashun [sic] left the table when it was over⟧ soon", "the delegashun [sic] left the table when [this] was over", "edited"},
	{"60 characters", "⟦" + strings.Repeat("the delegation left the table, ", 12) + "and went⟧ home", strings.Repeat("the delegation left the table, ", 12) + "[" + strings.Repeat("abcde ", 9) + "abcdef] and went", "edited"},
	{"61 characters", strings.Repeat("the delegation left the table, ", 12) + "and went home", strings.Repeat("the delegation left the table, ", 12) + "[" + strings.Repeat("abcde ", 9) + "abcdefg] and went", ""},
	{"more than 30 %", "the men left Kabul", "the men [of the old government] left [the city of] Kabul", ""},
	{"nearly all of it", "the delegation left", "[They all went home with the] delegation", ""},
	{"round brackets are text", "the delegation left the table in great haste", "the delegation (of Kabul) left the table in great haste", ""},
	{"round brackets of the source", "⟦the delegation (of Kabul) left⟧ soon", "the delegation (of Kabul) left", "exact"},
	{"round letter", "it ended. The delegation left Kabul soon.", "(t)he delegation left Kabul", ""},
	{"braces", "the delegation left the table in great haste", "the delegation {old} left the table in great haste", ""},
	{"brackets and an omission", "⟦The delegation⟧ of Kabul ⟦wanted to leave the table⟧", "[t]he delegation […] wanted to leave the table", "edited"},
	{"a word changed beside a bracket", "the delegation said that it would leave the table", "the delegation says that [Kabul] would leave the table", ""},

	// Rule 7. Inner marks.
	{"single for double", "he said ⟦it was “over” and done⟧ then", "it was ‘over’ and done", "verbatim"},
	{"double for single", "he said ⟦it was ‘over’ and done⟧ then", "it was “over” and done", "verbatim"},
	{"straight single for curly double", "he said ⟦it was “over” and done⟧ then", "it was 'over' and done", "verbatim"},
	{"all swapped", "he said ⟦it was “over” and “done” then⟧ too", "it was ‘over’ and ‘done’ then", "verbatim"},
	{"nested, swapped", "he said ⟦it was “really ‘over’ now” and done⟧ too", "it was ‘really “over” now’ and done", "verbatim"},
	{"swapped, with an apostrophe", "he said ⟦it wasn't “over” and done⟧ then", "it wasn’t ‘over’ and done", "verbatim"},
	{"only one swapped", "he said it was “over” and “done” then too", "it was “over” and ‘done’ then", ""},
	{"marks dropped", "he said it was “over” and done then", "it was over and done", ""},
	{"marks added", "he said it was over and done then", "it was “over” and done", ""},
	{"one mark dropped", "he said it was “over” and done then", "it was “over and done", ""},
	{"apostrophe is no inner mark", "he said it wasn\"t over and done", "it wasn't over and", ""},
	{"repeated opening mark", "“⟦It was over.\nThey left soon.⟧”", "It was over.\u2029“They left soon.", "exact|verbatim"},
	{"repeated opening mark, thrice", "“⟦It was over.\nThey left soon.\nThey wept.⟧”", "It was over.\u2029“They left soon.\u2029“They wept.", "exact|verbatim"},
	{"repeated opening mark of the source", "“⟦It was over.\n“They left soon.⟧”", "It was over.\u2029“They left soon.", "exact|verbatim"},
	{"opening mark not at a paragraph", "It was over. They left soon.", "It was over. “They left soon.", ""},

	// Rule 8. End mark.
	{"writer's stop", "he said ⟦it was over⟧ and left", "it was over.", "exact|verbatim"},
	{"writer's comma", "he said ⟦it was over⟧ and left", "it was over,", "exact|verbatim"},
	{"comma for a stop", "he said ⟦it was over⟧. He left", "it was over,", "exact|verbatim"},
	{"stop of the source", "he said ⟦it was over.⟧ He left", "it was over.", "exact"},
	{"writer's question mark", "he said it was over and left", "it was over?", ""},
	{"writer's exclamation mark", "he said it was over and left", "it was over!", ""},
	{"writer's semicolon", "he said it was over and left", "it was over;", ""},
	{"writer's colon", "he said it was over and left", "it was over:", ""},
	{"two writer's stops", "he said it was over and left", "it was over..", ""},
	{"comma and stop", "he said it was over and left", "it was over,.", ""},
	{"stop for a question mark", "he asked ⟦was it over⟧? He left", "was it over.", "exact|verbatim"},
	{"stop inside a word", "they met the internationals there", "the international.", ""},
	{"stop inside a number", "it was about 3.5 million", "was about 3.", ""},
	{"stop inside the quotation", "it was over and they left", "it was over. and they", ""},
	{"stop at the beginning", "he said it was over and left", ".it was over", ""},
	{"Arabic comma", "قال الكتاب هنا اليوم", "الكتاب هنا،", ""},
	{"stop and a bracket", "⟦the delegation said that it would leave⟧ and", "the delegation said that [Kabul] would leave.", "edited"},

	// Rule 9: see Paragraphs. Rule 10. First letter.
	{"silent small letter", "it ended. The delegation left", "the delegation left", ""},
	{"silent capital", "it ended, the delegation left", "The delegation left", ""},
	{"silent correction", "the delegashun left Kabul", "the delegation left Kabul", ""},

	// Rule 13. No text.
	{"empty source", "", "the delegation left", ""},
	{"empty source, empty quotation", "", "", ""},
	{"blank source", " \n\n\t", "the delegation left", ""},
	{"invisible source", "\u200b\u200b\u00ad", "the delegation left", ""},
}

// A situation is an example that needs more than a text and a quotation.
type situation struct {
	example
	layout quote.Layout
	query  quote.Query
}

var situations = []situation{
	{example: example{"paragraph", "one two\n⟦one two⟧", "one two", "exact"}, query: quote.Query{Paragraph: 2}},
	{example: example{"first of two paragraphs", "⟦one two⟧\none two", "one two", "exact"}, query: quote.Query{Paragraph: 1}},
	{example: example{"wrong paragraph", "one two\nthree four", "one two", ""}, query: quote.Query{Paragraph: 2}},
	{example: example{"no such paragraph", "one two\nthree four", "one two", ""}, query: quote.Query{Paragraph: 9}},
	{example: example{"range of paragraphs", "a b\nc d\n⟦one two⟧\ne f", "one two", "exact"}, query: quote.Query{Paragraph: 2, LastPara: 3}},
	{example: example{"outside a range", "one two\nc d\ne f\ng h", "one two", ""}, query: quote.Query{Paragraph: 2, LastPara: 4}},
	{example: example{"empty lines are no paragraphs", "a b\n\n \n⟦one two⟧", "one two", "exact"}, query: quote.Query{Paragraph: 2}},
	{example: example{"two in the paragraph", "a b\n⟦one two⟧ one two", "one two", "exact+"}, query: quote.Query{Paragraph: 2}},
	{example: example{"near settles, after", "one two red " + strings.Repeat("and more ", 50) + "⟦one two⟧ blue", "one two", "exact"}, query: quote.Query{Near: "blue"}},
	{example: example{"near settles, before", "one two red " + strings.Repeat("and more ", 50) + "blue ⟦one two⟧", "one two", "exact"}, query: quote.Query{Near: "blue"}},
	{example: example{"near is folded", "one two red " + strings.Repeat("and more ", 50) + "don’t ⟦one two⟧", "one two", "exact"}, query: quote.Query{Near: "don't"}},
	{example: example{"wrong near", "one two red", "one two", ""}, query: quote.Query{Near: "blue"}},
	{example: example{"near too far", "one two red " + strings.Repeat("and more ", 50) + "blue", "one two", ""}, query: quote.Query{Near: "blue"}},
	{example: example{"near in another case", "one two red", "one two", ""}, query: quote.Query{Near: "Red"}},
	{example: example{"near needed and given twice", "⟦one two⟧ blue one two", "one two", "exact+"}, query: quote.Query{Near: "blue"}},

	{example: example{"acknowledged", "⟦They did⟧ not say ⟦that they would⟧ go.", "They did […] that they would", "edited"}, query: quote.Query{Acknowledged: true}},
	{example: example{"acknowledged replacement", "⟦the delegation said that it would not leave the table⟧", "the delegation said that it [would] leave the table", "edited"}, query: quote.Query{Acknowledged: true}},
	{example: example{"Arabic negation", "⟦قال الوزير⟧ لن نذهب ⟦الى المدينة القديمة⟧", "قال الوزير […] الى المدينة القديمة", "edited+"}, layout: quote.Layout{Language: "ar"}},
	{example: example{"Persian negation", "⟦وزیر خارجه⟧ نه گفت ⟦که به شهر رفت⟧", "وزیر خارجه […] که به شهر رفت", "edited+"}, layout: quote.Layout{Language: "fa"}},

	{example: example{"silent emphasis", "so the delegation left the table in haste", "the delegation left the table", ""}, query: quote.Query{Formatted: true}},
	{example: example{"emphasis added", "so ⟦the delegation of the Afghan side left Kabul in peace and went home⟧", "the delegation of the Afghan side left Kabul in peace and went home [emphasis added]", "edited"}, query: quote.Query{Formatted: true}},
	{example: example{"emphasis and another bracket", "so the delegation of the Afghan side left Kabul in peace", "the delegation [sic] of the Afghan side left Kabul in peace", ""}, query: quote.Query{Formatted: true}},

	{example: example{"ignored line", "one two\nthree four\nfive six", "three four", ""}, layout: quote.Layout{Ignore: [][2]int{{2, 2}}}},
	{example: example{"across an ignored line", "one ⟦two\nthree four\nfive⟧ six", "two five", "verbatim"}, layout: quote.Layout{Ignore: [][2]int{{2, 2}}}},
	{example: example{"unique but for an ignored line", "the cat\n⟦cat⟧ food", "cat", "exact"}, layout: quote.Layout{Ignore: [][2]int{{1, 1}}}},
	{example: example{"paragraphs without ignored lines", "x\ny\n⟦one two⟧", "one two", "exact"}, layout: quote.Layout{Ignore: [][2]int{{1, 2}}}, query: quote.Query{Paragraph: 1}},
	{example: example{"all lines ignored", "one two\nthree four", "one two", ""}, layout: quote.Layout{Ignore: [][2]int{{1, 9}}}},

	{example: example{"hard-wrapped lines", "it was ⟦one\ntwo⟧ and", "one two", "verbatim"}, layout: quote.Layout{BlankLines: true}},
	{example: example{"hard-wrapped lines are no paragraphs", "it was one\ntwo and", "one\u2029two", ""}, layout: quote.Layout{BlankLines: true}},
	{example: example{"blank line", "it was ⟦one\n\ntwo⟧ and", "one\u2029two", "exact|verbatim"}, layout: quote.Layout{BlankLines: true}},
	{example: example{"blank lines are counted", "a\nb\n\n⟦one two⟧ c", "one two", "exact"}, layout: quote.Layout{BlankLines: true}, query: quote.Query{Paragraph: 2}},

	{example: example{"301 words", "⟦" + strings.Repeat("word ", 300) + "word⟧ more", strings.Repeat("word ", 300) + "word", "exact+"}},
	{example: example{"300 words", "A ⟦" + strings.Repeat("word ", 299) + "wor⟧ more", strings.Repeat("word ", 299) + "wor", "exact"}},
}

func TestExamples(t *testing.T) {
	all := situations
	for _, e := range examples {
		all = append(all, situation{example: e})
	}
	seen := map[string]bool{}
	for _, e := range all {
		t.Run(e.name, func(t *testing.T) {
			if key := e.source + "\x00" + e.quote + fmt.Sprint(e.layout, e.query); seen[key] {
				t.Errorf("this case stands here twice")
			} else {
				seen[key] = true
			}
			e.check(t)
		})
	}
}

func (e situation) check(t *testing.T) {
	raw := strings.NewReplacer("⟦", "", "⟧", "").Replace(e.source)
	e.query.Text = e.quote
	verdicts, uncertain := strings.CutSuffix(e.want, "?")
	verdicts, warns := strings.CutSuffix(verdicts, "+")

	source := newSource(raw, e.layout)
	qs, bad := fold(decode(e.quote, 0))
	q := []rune(text(qs))
	var narrow, wide []solution
	if len(bad) == 0 && len(q) > 0 && len(source.cs) > 0 {
		narrow, _ = source.find(q, e.query, false)
		wide, _ = source.find(q, e.query, true)
	}
	if e.want == "" && len(wide) > 0 {
		t.Errorf("the oracle finds it at %s", source.list(wide))
	} else if e.want != "" && len(narrow) == 0 {
		t.Errorf("the oracle does not find it")
	}

	match, faults := quote.NewText([]byte(raw), e.layout).Find(e.query)
	errors, warnings := 0, 0
	for _, f := range faults {
		if f.Warning {
			warnings++
		} else {
			errors++
		}
		if f.Code == "" || f.Message == "" {
			t.Errorf("a fault that says nothing: %+v", f)
		}
		if f.Span.Start < 0 || f.Span.End > len(e.quote) || f.Span.Start > f.Span.End {
			t.Errorf("%s lies outside the quotation: %v", f.Code, f.Span)
		}
	}
	if e.want == "" {
		if errors == 0 {
			t.Errorf("accepted as %s at %v", name(match.Verdict), match.Span)
		}
		if named := slices.ContainsFunc(faults, func(f quote.Fault) bool { return f.Code != "quote/not-found" }); len(bad) > 0 && !named {
			t.Errorf("the quotation has %q, and nothing says so", bad)
		}
		return
	}
	if errors > 0 {
		t.Fatalf("refused: %s", say(faults))
	}
	if !slices.Contains(strings.Split(verdicts, "|"), name(match.Verdict)) {
		t.Errorf("%s, want %s", name(match.Verdict), e.want)
	}
	if warns != (warnings > 0) {
		t.Errorf("warnings: %q, want %v", say(faults), warns)
	}
	open, shut := strings.Index(e.source, "⟦"), strings.LastIndex(e.source, "⟧")
	want := quote.Span{Start: open, End: open + len(strings.NewReplacer("⟦", "", "⟧", "").Replace(e.source[open:shut]))}
	if !uncertain && match.Span != want {
		t.Errorf("found at %v (%q), want %v", match.Span, raw[match.Span.Start:match.Span.End], want)
	}
	if d, _ := judge(raw, e.layout, e.query); d != "" {
		t.Error(d)
	}
}

// The random part: small texts from an alphabet that hits the rules, quotations cut from them,
// rewritten by the table, edited as a writer may, and spoilt.

var alphabet = struct{ ordinary, words, joints, edits []string }{
	ordinary: strings.Fields("the The a talks had failed again because Kabul would not never without denied delegation negotiating table " +
		"and left Islamabad before ministers of both countries could agree on their draft while sources said that peace was near don't 2025 3.5 half-hearted"),
	words: []string{"a", "b", "A", "Ab", "ab", "ab’", "don’t", "café", "cafe\u0301", "b\u0323\u0301", "12", "1,000", "-5", "−5", "+5", "$5", "5%", "5€", "x2", "x²",
		"a-b", "half\u2011hearted", "ﬁb", "oﬀ", "لا", "كتب", "ﻻ", "ﻛﺘﺐ", "قال", "می\u200cرود", "क्\u200dष", "中文", "政府部门", "字", "[a]", "[sic]", "(b)", "(…)",
		"“ab”", "‘ab’", "\"b\"", "'b'", "«ab»", "“the ‘b’ talks”", "…", "...", "....", ". . .", "b\u00adb", "b\u200bb", "a\u200cb", "👩\u200d💻", "❤\ufe0f", "🇵🇰", "U.S.", "가\u1102\u1161"},
	joints: []string{"\u00a0", "  ", "\u2003 ", " \u00ad ", "\u3000", "\t", "\n", "\n", "\r\n", " \n\n", "\u2029", "\u2028",
		", ", ". ", ".\n", "? ", "; ", " - ", "-", "—", "--", "", "'", "’", "\u200b", "\u00ad", "\u200f ", "\u202a", " \u202c", "\u0301 ", " (", ") ", " “", "” "},
	edits: []string{"[sic]", "[sic]", "[x]", "[Asif]", "[the men]", "[it]", "[would]", "[emphasis added]", "[]", "[a [b]]", "[", "]", "(x)", "[Not]"},
}

var omissions = []string{" […] ", " [...] ", " [. . .] ", " (…) ", "…", " ... ", " … ", ". … ", " […]"}

var equivalents = []string{"'‘’‚‛", "\"“”„‟", "-‐‑−", " \u00a0\t\n\u2003\u202f\u3000\u0085\u2028"}

type generator struct{ *rand.Rand }

func (g generator) of(list []string) string { return list[g.IntN(len(list))] }

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

// source makes a text as a list of words and joints, by turns.
func (g generator) source() (parts []string) {
	words, odd := make([]string, 3+g.IntN(20)), g.IntN(60)
	for i := range words {
		if words[i] = g.of(alphabet.ordinary); g.chance(odd) {
			words[i] = g.of(alphabet.words)
		}
	}
	for n := 3 + g.IntN(15); n > 0; n-- {
		joint := " "
		if g.chance(odd) {
			joint = g.of(alphabet.joints)
		}
		parts = append(parts, g.of(words), joint)
	}
	return parts
}

// quotation cuts some parts out and works on them: first what a writer may do, then what he may not.
func (g generator) quotation(parts []string) string {
	from := 2 * g.IntN(len(parts)/2)
	cut := slices.Clone(parts[from:min(len(parts), from+1+2*g.IntN(12))])
	for n := g.IntN(3); n > 0 && len(cut) > 2; n-- {
		i := g.IntN((len(cut)+1)/2) * 2
		j := min(len(cut), i+1+2*g.IntN(3)) // cut[i] and cut[j-1] are words
		word := []rune(cut[i])
		switch g.IntN(7) {
		case 0, 1: // leave words out
			if i > 0 && j < len(cut) {
				cut = slices.Replace(cut, i-1, j+1, g.of(omissions))
			}
		case 2: // replace words
			cut = slices.Replace(cut, i, j, g.of(alphabet.edits))
		case 3: // insert
			cut = slices.Insert(cut, i, g.of(alphabet.edits), " ")
		case 4: // [t]he
			other := unicode.ToUpper(word[0])
			if other == word[0] {
				other = unicode.ToLower(word[0])
			}
			cut[i] = "[" + string(other) + "]" + string(word[1:])
		case 5: // want[s]
			if len(word) > 2 {
				cut[i] = string(word[:2+g.IntN(len(word)-2)]) + g.of([]string{"[s]", "[ing]", "[x y]"})
			}
		}
	}
	for n := g.IntN(12) - 9; n > 0; n-- {
		i := g.IntN(len(cut))
		word := []rune(cut[i])
		switch g.IntN(6) {
		case 0, 1: // spoil a word
			if len(word) > 0 {
				k := g.IntN(len(word))
				cut[i] = string(slices.Replace(word, k, k+1, []rune(g.of([]string{"", "a", "x", "X", "1", "\u0301", "\u200b", "\ufffd", "\u202e"}))...))
			}
		case 2: // another word
			cut[i] = g.of(alphabet.words)
		case 3: // another order
			slices.Reverse(cut[i:min(len(cut), i+3)])
		case 4: // a word less
			cut[i] = ""
		case 5:
			cut[i] += g.of(alphabet.joints)
		}
	}
	q := []rune(strings.Join(cut, ""))
	if g.chance(10) && len(q) > 2 { // cut anywhere
		q = q[g.IntN(3) : len(q)-g.IntN(2)]
	}
	s := g.rewrite(q)
	switch g.IntN(16) {
	case 0:
		s += "."
	case 1:
		s += ","
	case 2:
		s += g.of([]string{"?", " ", "…", " …", "”", " [emphasis added]", "\u2029", " ."})
	case 3:
		s = g.of([]string{"…", "… ", "[…] ", "“", "[x] ", "."}) + s
	}
	if g.chance(90) {
		s = strings.TrimFunc(s, func(r rune) bool { return white(r) || r == pilcrow })
	}
	return s
}

// rewrite puts other code points of the same fold, sometimes, and swaps inner marks, seldom.
func (g generator) rewrite(q []rune) string {
	var out strings.Builder
	rewrite, swap, paragraphs := g.chance(30), g.chance(6), g.chance(30)
	for _, r := range q {
		if paragraphs && r == '\n' {
			r = pilcrow
		}
		for k, class := range equivalents {
			if !strings.ContainsRune(class, r) {
				continue
			}
			if swap && k < 2 {
				class = equivalents[1-k]
			}
			if rewrite && g.chance(40) || swap && k < 2 {
				list := []rune(class)
				r = list[g.IntN(len(list))]
			}
			break
		}
		if rewrite && g.chance(3) {
			out.WriteString(g.of([]string{"\u00ad", "\u200e", "\ufe0f", " "}))
		}
		if rewrite && g.chance(20) {
			out.WriteString(norm.NFD.String(string(r)))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// pair makes a source and a query.
func (g generator) pair() (raw string, layout quote.Layout, query quote.Query) {
	parts := g.source()
	raw = strings.Join(parts, "")
	query.Text = g.quotation(parts)
	switch g.IntN(20) {
	case 0:
		layout.BlankLines = true
	case 1:
		line := 1 + g.IntN(3)
		layout.Ignore = [][2]int{{line, line}}
	case 2:
		query.Near = g.of(parts)
	case 3:
		query.Paragraph = 1 + g.IntN(3)
	case 4:
		query.Paragraph, query.LastPara = 1, 2
	case 5:
		query.Acknowledged = true
	case 6:
		query.Formatted = g.chance(30)
	}
	return raw, layout, query
}

// shrink drops code points from the source and the quotation as long as the same kind of disagreement is left.
func shrink(raw string, layout quote.Layout, query quote.Query, said string) (string, quote.Query, string) {
	sort := func(s string) string { return strings.Join(strings.Fields(s)[:2], " ") }
	shorter := func(s string, use func(string) (bool, string)) bool {
		rs := []rune(s)
		for n := max(1, len(rs)/2); n > 0; n /= 2 {
			for i := 0; i+n <= len(rs); i++ {
				if ok, d := use(string(slices.Delete(slices.Clone(rs), i, i+n))); ok {
					said = d
					return true
				}
			}
		}
		return false
	}
	holds := func(raw string, query quote.Query) (bool, string) {
		d, _ := judge(raw, layout, query)
		return d != "" && sort(d) == sort(said), d
	}
	for again := true; again; {
		again = shorter(raw, func(s string) (bool, string) {
			ok, d := holds(s, query)
			if ok {
				raw = s
			}
			return ok, d
		}) || shorter(query.Text, func(s string) (bool, string) {
			q := query
			q.Text = s
			ok, d := holds(raw, q)
			if ok {
				query = q
			}
			return ok, d
		})
	}
	return raw, query, said
}

// TestOracle compares the two on random pairs; ORACLE_PAIRS makes it longer, ORACLE_SEED another one.
func TestOracle(t *testing.T) {
	number := func(name string, value int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return value
	}
	pairs := number("ORACLE_PAIRS", 20_000)
	g := generator{rand.New(rand.NewPCG(uint64(number("ORACLE_SEED", 1)), 2))}
	outcomes := map[quote.Verdict]int{}
	wrong := 0
	for range pairs {
		raw, layout, query := g.pair()
		d, outcome := judge(raw, layout, query)
		outcomes[outcome]++
		if d == "" {
			continue
		}
		if wrong++; wrong > 25 {
			t.Fatal("and more")
		}
		raw, query, d = shrink(raw, layout, query, d)
		t.Errorf("source %+q\nquery  %+q\n%+v %+v\n%s", raw, query.Text, layout, query, d)
	}
	t.Logf("refused %d, exact %d, verbatim %d, edited %d", outcomes[quote.None], outcomes[quote.Exact], outcomes[quote.Verbatim], outcomes[quote.Edited])
	for _, v := range []quote.Verdict{quote.None, quote.Exact, quote.Verbatim, quote.Edited} {
		if outcomes[v] < pairs/100 {
			t.Errorf("only %d pairs came out as %s: the test has gone blind", outcomes[v], name(v))
		}
	}
}

// FuzzOracle compares the two on whatever the fuzzer finds.
func FuzzOracle(f *testing.F) {
	for _, e := range examples {
		if len(e.source) < 200 {
			f.Add(strings.NewReplacer("⟦", "", "⟧", "").Replace(e.source), e.quote)
		}
	}
	f.Fuzz(func(t *testing.T, raw, text string) {
		if cs := decode(raw, 0); len(raw) > 300 || len(text) > 200 || slices.ContainsFunc(cs, func(c char) bool {
			return undecodable(c.r) || control(c.r)
		}) {
			t.Skip("a source that is an error by itself, or too long to try every start")
		}
		if d, _ := judge(raw, quote.Layout{}, quote.Query{Text: text}); d != "" {
			t.Error(d)
		}
	})
}
