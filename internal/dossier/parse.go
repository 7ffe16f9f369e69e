package dossier

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"dossier/internal/diag"
)

const (
	maxPage     = 2 << 20   // bytes of a page
	maxFront    = 256 << 10 // bytes of front matter or of dossier.yaml: a thousand times what is usual
	maxDepth    = 20        // of YAML
	maxProblems = 200       // of one front matter; what follows are echoes of a file that is something else
)

// Parse reads one page below content/. It never fails: what is wrong with the
// text is in Problems, and what can be known in spite of that is on the page.
// The facts of the page's kind are never nil, even if they could not be read.
func Parse(f *diag.File) *Page {
	p := &Page{Facts: Facts{File: f}}
	p.place()
	if faults := unreadable(f, maxPage); faults != nil {
		p.Problems = append(p.Problems, faults...)
		return p
	}
	p.Start = p.parseFront()
	parseBody(p, p.Start)
	return p
}

// unreadable tells why a file cannot be read as text at all: it is too large,
// is not UTF-8, or holds control characters. Nothing else is said of such a
// file, for whatever a parser found in it would lead astray.
func unreadable(f *diag.File, most int) []diag.Diagnostic {
	data := f.Data
	if len(data) > most {
		d := ruleFileSize.At(f, diag.Span{}, fmt.Sprintf("the file has %d bytes, more than the %d KiB that are allowed", len(data), most>>10))
		d.Hint = "divide it into several pages"
		return []diag.Diagnostic{d}
	}
	if is16(data) {
		d := ruleFileEncoding.At(f, diag.Span{}, "the file is UTF-16, not UTF-8")
		d.Hint = "save it as UTF-8"
		return []diag.Diagnostic{d}
	}
	var faults []diag.Diagnostic
	for i := 0; i < len(data) && len(faults) < 20; {
		if c := data[i]; c >= ' ' && c < 0x7F || c == '\n' { // nearly all
			i++
			continue
		}
		c, n := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && n == 1 {
			// One fault is enough: the first byte that is wrong makes all others likely.
			d := ruleFileEncoding.At(f, diag.Span{Start: i, End: i + 1}, fmt.Sprintf("the byte %02X is not UTF-8", data[i]))
			d.Hint = "save the file as UTF-8; it seems to be in an older encoding such as Latin-1 or Windows-1252"
			return append(faults, d)
		}
		if what := control(c); what != "" {
			d := ruleFileControl.At(f, diag.Span{Start: i, End: i + n}, what+" stands in the text")
			d.Hint = "delete it; it is invisible, but programs that read the page may act on it"
			faults = append(faults, d)
		}
		i += n
	}
	return faults
}

// is16 recognises UTF-16 by its mark or by the zero in every other byte that
// the line ends and spaces of any text leave.
func is16(data []byte) bool {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return true
	}
	head := data[:min(len(data), 64)&^1]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	half := len(head) / 2
	return half >= 2 && (zeros[0] == 0 && zeros[1] > half/2 || zeros[1] == 0 && zeros[0] > half/2)
}

// control names a character that no text of a dossier may hold, "" if c is not
// one: the control characters but tab and line feed, a byte order mark inside
// the text, and the two separators that some programs take for line ends and
// others do not.
func control(c rune) string {
	switch {
	case c == '\t', c == '\n':
		return ""
	case c == 0:
		return "a NUL character (U+0000)"
	case c == '\r':
		return "a carriage return (U+000D)"
	case c < 0x20, c >= 0x7F && c <= 0x9F:
		return fmt.Sprintf("the control character U+%04X", c)
	case c == 0xFEFF:
		return "a byte order mark (U+FEFF)"
	case c == 0x2028:
		return "a line separator (U+2028)"
	case c == 0x2029:
		return "a paragraph separator (U+2029)"
	}
	return ""
}
