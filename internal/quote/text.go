package quote

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// A Text is a source text, folded for searching, with the way back to its raw bytes.
type Text struct {
	folded
	raw      []byte
	skip     []Span // ignored lines
	breaking breaking
	language string
	index    index
}

// NewText folds a source. It never fails: see [Text.Faults]. The raw bytes are kept, not
// copied; the caller must not change them. A line ends with LF, CRLF or CR. A line that is
// empty once it is folded is no paragraph, and none remains of an ignored one: in a
// hard-wrapped text the lines before and after it stand together.
func NewText(raw []byte, l Layout) *Text {
	t := &Text{raw: raw, skip: ignored(raw, l.Ignore), breaking: byLine, language: l.Language}
	if l.BlankLines {
		t.breaking = byBlank
	}
	f := folder{text: raw, skip: t.skip, breaking: t.breaking, out: make([]byte, 0, len(raw)+8)}
	f.run(0, len(raw))
	t.folded = f.result()
	return t
}

const signature = "\ufeff" // of UTF-8, at the start of a file

// ignored turns line ranges into byte ranges.
func ignored(raw []byte, lines [][2]int) (skip []Span) {
	if bytes.HasPrefix(raw, []byte(signature)) {
		skip = append(skip, Span{0, len(signature)})
	}
	if len(lines) == 0 {
		return skip
	}
	at := 0
	for n := 1; at < len(raw); n++ {
		end := len(raw)
		if i := bytes.IndexAny(raw[at:], "\r\n"); i >= 0 {
			end = at + i + 1
			if raw[end-1] == '\r' && end < len(raw) && raw[end] == '\n' {
				end++
			}
		}
		for _, r := range lines {
			if n < r[0] || n > r[1] {
				continue
			}
			if k := len(skip) - 1; k >= 0 && skip[k].End == at {
				skip[k].End = end
			} else {
				skip = append(skip, Span{at, end})
			}
			break
		}
		at = end
	}
	return skip
}

// Paragraphs is the number of paragraphs that are not ignored.
func (t *Text) Paragraphs() int { return len(t.starts) }

// Paragraph gives the raw bytes of paragraph n, from 1, without the white space around
// it; an empty Span if there is none of that number.
func (t *Text) Paragraph(n int) Span {
	if n < 1 || n > len(t.starts) {
		return Span{}
	}
	return t.rawSpan(t.bounds(n - 1))
}

// rawSpan cuts out the raw bytes of a flat range. A variation selector belongs to what it varies.
func (t *Text) rawSpan(start, end int) Span {
	if start >= end {
		at := t.rawStart(start)
		return Span{at, at}
	}
	s := Span{t.rawStart(start), t.rawEnd(end)}
	for s.End+3 <= len(t.raw) && (string(t.raw[s.End:s.End+3]) == "\ufe0f" || string(t.raw[s.End:s.End+3]) == "\ufe0e") {
		s.End += 3
	}
	return s
}

// Words is the text of a raw range as it stands in the source, ready to be pasted: ignored
// lines and what a quotation must not hold (direction controls, invisible characters) left
// out, U+2029 between paragraphs, other line ends a space, trimmed.
func (t *Text) Words(s Span) string {
	return strings.TrimFunc(t.text(s), func(r rune) bool { return classOf(r) == white || classOf(r) == paragraph })
}

// text is Words with the white space at the ends.
func (t *Text) text(s Span) string {
	s.Start, s.End = max(s.Start, 0), min(s.End, len(t.raw))
	var b bytes.Buffer
	space, lines, para := -1, 0, false // where white space began in b; line and paragraph ends in it
	for i := s.Start; i < s.End; {
		if k := t.skipped(i); k >= 0 {
			i = t.skip[k].End
			continue
		}
		r, n := utf8.DecodeRune(t.raw[i:s.End])
		kind := classOf(r)
		switch kind {
		case white, paragraph:
			if space < 0 {
				space = b.Len()
			}
			if r == '\r' && i+1 < s.End && t.raw[i+1] == '\n' {
				n = 2
			}
			if r == '\r' || r == '\n' {
				lines++
			}
			para = para || kind == paragraph || t.breaking == byLine && lines > 0 || lines > 1
			b.Write(t.raw[i : i+n])
		case direction, invisible:
		case joiner:
			if joins(t.raw, i) {
				b.Write(t.raw[i : i+n])
			}
		default:
			if lines > 0 || para {
				settle(&b, space, para)
			}
			space, lines, para = -1, 0, false
			if kind == flag {
				n = max(n, tagged(t.raw[i:s.End]))
			}
			if kind != tag {
				b.Write(t.raw[i : i+n])
			}
		}
		i += n
	}
	if lines > 0 || para {
		settle(&b, space, para)
	}
	return b.String()
}

// settle writes one mark for the white space at the end of b, which began at a place in it.
func settle(b *bytes.Buffer, began int, paragraph bool) {
	b.Truncate(began)
	if paragraph {
		b.WriteRune('\u2029')
	} else {
		b.WriteByte(' ')
	}
}

// Around gives the words of a raw range and up to the given number of characters on either
// side of it, for showing a passage in its surroundings: cut at white space, ignored lines
// left out, U+2029 between paragraphs. The space beside the passage is kept.
func (t *Text) Around(s Span, characters int) (before, words, after string) {
	s.Start = min(max(s.Start, 0), len(t.raw))
	s.End = min(max(s.End, s.Start), len(t.raw))
	from, to := s.Start, s.End
	for n := 0; n < characters && from > 0; {
		if k := t.skipped(from - 1); k >= 0 {
			from = t.skip[k].Start
			continue
		}
		_, size := utf8.DecodeLastRune(t.raw[:from])
		from -= size
		n++
	}
	for n := 0; n < characters && to < len(t.raw); {
		if k := t.skipped(to); k >= 0 {
			to = t.skip[k].End
			continue
		}
		_, size := utf8.DecodeRune(t.raw[to:])
		to += size
		n++
	}
	if from > 0 && t.skipped(from-1) < 0 && !blankAt(t.raw[from-1:]) {
		for from < s.Start && !blankAt(t.raw[from:]) {
			from++
		}
	}
	if to < len(t.raw) && t.skipped(to) < 0 && !blankAt(t.raw[to:]) {
		for to > s.End && !blankAt(t.raw[to-1:]) {
			to--
		}
	}
	before = strings.TrimLeft(t.text(Span{from, s.Start}), " \t\u2029")
	after = strings.TrimRight(t.text(Span{s.End, to}), " \t\u2029")
	return before, t.Words(s), after
}

func blankAt(b []byte) bool { return b[0] == ' ' || b[0] == '\n' || b[0] == '\r' || b[0] == '\t' }

// skipped is the index of the ignored range that holds a raw offset, -1 if none does.
func (t *Text) skipped(at int) int {
	i := sort.Search(len(t.skip), func(i int) bool { return t.skip[i].End > at })
	if i < len(t.skip) && at >= t.skip[i].Start {
		return i
	}
	return -1
}
