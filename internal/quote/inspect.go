package quote

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"
)

// A finding is a kind of character that should not be there: how often, and where first.
type finding struct {
	count int
	first Span
	r     rune
}

// findings by kind.
type findings struct {
	undecodable, control, stacked, direction, invisible, mark finding
}

func (f *finding) add(r rune, at, n int) {
	if f.count == 0 {
		f.first, f.r = Span{at, at + n}, r
	}
	f.count++
}

// inspect looks at every code point that is not skipped. A run of nonspacing marks longer
// than the limit is one finding.
func inspect(text []byte, skip []Span, limit int) (fs findings) {
	stacked, began := 0, 0
	for i := 0; i < len(text); {
		for len(skip) > 0 && skip[0].End <= i {
			skip = skip[1:]
		}
		if len(skip) > 0 && skip[0].Start <= i {
			i = skip[0].End
			continue
		}
		if copied[text[i]] || text[i] == ' ' || text[i] == '\n' {
			stacked = 0
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		kind := classOf(r)
		if unicode.Is(unicode.Mn, r) && nothing[kind] == 0 {
			if stacked++; stacked == 1 {
				began = i
			}
			if stacked == limit+1 {
				fs.stacked.add(r, began, i+n-began)
			}
		} else if nothing[kind] == 0 {
			stacked = 0
		}
		switch {
		case r == utf8.RuneError || kind == undecodable:
			fs.undecodable.add(r, i, n)
		case isControl(r):
			fs.control.add(r, i, n)
		case kind == direction:
			fs.direction.add(r, i, n)
		case kind == mark:
			fs.mark.add(r, i, n)
		case kind == flag:
			n = max(n, tagged(text[i:]))
		case kind == invisible, kind == tag, kind == joiner && !joins(text, i):
			fs.invisible.add(r, i, n)
		}
		i += n
	}
	return fs
}

// Limits of nonspacing marks in a row.
const (
	stackedInQuotation = 8
	stackedInSource    = 30
)

// codePoint names a character by its number and name.
func codePoint(r rune) string {
	name := runenames.Name(r)
	if name == "" || name[0] == '<' {
		return fmt.Sprintf("U+%04X", r)
	}
	return fmt.Sprintf("U+%04X %s", r, name)
}

func (f finding) what(invalid bool) string {
	s := codePoint(f.r)
	if invalid && f.r == utf8.RuneError {
		s = "bytes that are not UTF-8"
		if f.first.End-f.first.Start == 3 {
			s = "U+FFFD, what remains of a character that was lost"
		}
	}
	if f.count > 1 {
		s += fmt.Sprintf(", and %d more of this kind", f.count-1)
	}
	return s
}

// Faults tells what is wrong with the source text itself, in the order of their kinds.
// Ignored lines are no part of it, nor is a byte order mark at its start.
func (t *Text) Faults() (faults []Fault) {
	fs := inspect(t.raw, t.skip, stackedInSource)
	add := func(f finding, code string, warning bool, message, hint string) {
		if f.count > 0 {
			faults = append(faults, Fault{Code: code, Warning: warning, Span: f.first, Message: message, Hint: hint})
		}
	}
	add(fs.undecodable, "seed/encoding", false, "the text holds "+fs.undecodable.what(true),
		"store the text as UTF-8; if it came in another encoding, convert it before it becomes a seed")
	add(fs.control, "seed/control", false, "the text holds the control character "+fs.control.what(false),
		"a seed is plain text; extract the words of the article before it becomes a seed, or ignore the line")
	add(fs.stacked, "seed/stacked-marks", false, fmt.Sprintf("more than %d marks stand on one letter", stackedInSource),
		"ignore the line if it is not the article")
	add(fs.invisible, "seed/invisible", true, "the text holds an invisible character: "+fs.invisible.what(false),
		"nothing to do: it is left out of the comparison, and must not stand in a quotation")
	add(fs.direction, "seed/direction", true, "the text holds a direction control: "+fs.direction.what(false),
		"nothing to do: it is left out of the comparison, and must not stand in a quotation")
	if len(t.flat) == 0 {
		faults = append(faults, Fault{Code: "seed/empty", Message: "there is no text to compare quotations with",
			Hint: "put the words of the article into the seed; check that `ignore` leaves some of its lines"})
	}
	return faults
}

// inspectQuotation tells what a quotation must not hold, one fault a kind.
func inspectQuotation(text string) (faults []Fault) {
	fs := inspect([]byte(text), nil, stackedInQuotation)
	add := func(f finding, code string, warning bool, message, note, hint string) {
		if f.count > 0 {
			faults = append(faults, Fault{Code: code, Warning: warning, Span: f.first, Message: message, Note: note, Hint: hint})
		}
	}
	add(fs.undecodable, "quote/encoding", false, "the quotation holds "+fs.undecodable.what(true), "not a character",
		"type the character that was meant")
	add(fs.control, "quote/control", false, "the quotation holds the control character "+fs.control.what(false), "a control character",
		"delete it")
	add(fs.stacked, "quote/stacked-marks", false, fmt.Sprintf("more than %d marks stand on one letter", stackedInQuotation), "too many marks",
		"keep the marks that the word is spelled with")
	add(fs.direction, "quote/direction-control", false, "the quotation holds a direction control: "+fs.direction.what(false), "an invisible direction control",
		"delete it; the direction of a quotation follows from its language")
	add(fs.invisible, "quote/invisible", false, "the quotation holds an invisible character: "+fs.invisible.what(false), "an invisible character",
		"delete it")
	add(fs.mark, "quote/direction-mark", true, "the quotation holds a direction mark, which is not compared: "+fs.mark.what(false), "an invisible direction mark",
		"delete it if it is not needed to show the words in their order")
	return faults
}
