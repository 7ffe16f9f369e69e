package dossier

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"dossier/internal/diag"
)

// Limits. goldmark cannot be stopped once it runs, and some inputs take it a
// time that grows with their square: links that never close, crowds of
// emphasis marks, tables of empty rows, definitions in one paragraph. So what
// costs time is counted before it is spent: what a line tells by itself before
// goldmark starts; what takes a whole paragraph when goldmark has found it,
// before it looks inside. No page that was written to be read comes near.
const (
	maxLine        = 64 << 10
	maxDepthMarkup = 100
	maxColumns     = 256
	maxCells       = 100_000
	maxNotes       = 10_000

	// maxCost bounds the sum of the squares of the special characters of each
	// paragraph, at about 6 ns each: a quarter of a second for the page. One
	// paragraph may hold 6,300 of them, or 4,000 paragraphs a hundred each.
	maxCost = 40_000_000

	// maxHidden is for the depth that indents alone make possible. It is looser,
	// since a list may be indented by more than it must; the exact depth is
	// counted as the page is written.
	maxHidden = 150
)

// refuse reports that a limit is passed; the page then has no body.
func (r *reading) refuse(rule *diag.Rule, span diag.Span, message, hint string) {
	if !r.refused {
		r.report(rule, span, message, hint)
	}
	r.refused = true
}

// withinLimits counts what each line tells by itself.
func (r *reading) withinLimits(from int) bool {
	notes := 0
	for start := from; start < len(r.data) && !r.refused; {
		end := r.lineEnd(start)
		line := r.data[start:end]
		if len(line) > maxLine {
			r.refuse(&ruleLimitLine, diag.Span{Start: start, End: start}, fmt.Sprintf("this line has %d bytes, more than the 64 KiB that are allowed", len(line)), "divide it into paragraphs")
		}
		depth, indent, at := prefix(line)
		if depth > maxDepthMarkup || depth+indent/2 > maxHidden && depth > 0 {
			r.refuse(&ruleLimitDepth, diag.Span{Start: start, End: start + at}, "lists and block quotations are nested more than 100 deep", "write what is inside as text of its own")
		}
		if at < len(line) && line[at] == '#' { // a heading is no paragraph: its line is all of it
			r.spend(line[at:], start+at)
		}
		notes += bytes.Count(line, []byte("[@")) + bytes.Count(line, []byte("[^"))
		if notes > maxNotes {
			r.refuse(&ruleLimitNotes, diag.Span{Start: start, End: start}, "this page has more than 10,000 notes", "divide it into several pages")
		}
		start = end
	}
	return !r.refused
}

// prefix reads the marks of block quotations and lists that a line begins
// with: how many there are, how far the first is indented, and where they end.
func prefix(line []byte) (depth, indent, at int) {
	columns := 0
	for at < len(line) {
		c := line[at]
		switch {
		case c == ' ':
			columns++
		case c == '\t':
			columns += 4
		case c == '>':
			depth++
		case c == '-' || c == '+' || c == '*':
			if at+1 < len(line) && !util.IsSpace(line[at+1]) {
				return depth, indent, at
			}
			depth++
			indent = max(indent, columns)
		case c == '[' && at+1 < len(line) && line[at+1] == '^': // the definition of a footnote
			end := bytes.Index(line[at:], []byte("]:"))
			if end < 0 {
				return depth, indent, at
			}
			at += end + 1
		case c >= '0' && c <= '9':
			i := at
			for i < len(line) && line[i] >= '0' && line[i] <= '9' {
				i++
			}
			if i+1 >= len(line) || line[i] != '.' && line[i] != ')' || !util.IsSpace(line[i+1]) {
				return depth, indent, at
			}
			depth++
			indent = max(indent, columns)
			at = i
		default:
			return depth, indent, at
		}
		if c != ' ' && c != '\t' {
			columns = 0
		}
		at++
	}
	return depth, indent, at
}

// spend counts what the inline text of a block costs, and refuses what is too
// dear. Raw HTML and runs of backticks cost by their length, not their square.
func (r *reading) spend(t []byte, at int) {
	special, tags, ticks := 0, 0, 0
	for i, c := range t {
		switch c {
		case '[', ']', '*', '_', '~':
			special++
		case '<':
			tags++
		case '`':
			if i == 0 || t[i-1] != '`' {
				ticks++
			}
		}
	}
	r.cost += special*special + 400*tags + ticks*len(t)/16
	if r.cost > maxCost {
		r.refuse(&ruleLimitMarkup, diag.Span{Start: at, End: at}, "this page has more brackets and emphasis marks in its paragraphs than can be read", "divide the paragraph; write code between fences")
	}
}

// paragraphLimits looks at a paragraph before anything is made of it.
type paragraphLimits struct{}

func (paragraphLimits) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	r := readingOf(pc)
	lines := n.Lines()
	definitions := 0
	for i := range lines.Len() {
		seg := lines.At(i)
		line := bytes.TrimSpace(r.data[seg.Start:seg.Stop])
		if bytes.HasPrefix(line, []byte("[")) {
			definitions++
		}
		columns, ok := delimiterRow(line)
		if !ok || i == 0 {
			continue
		}
		if columns > maxColumns {
			r.refuse(&ruleLimitTable, diag.Span{Start: seg.Start, End: seg.Start}, fmt.Sprintf("this table has %d columns, more than the 256 that are allowed", columns), "divide it into several tables")
		} else if r.cells += columns * (lines.Len() - i); r.cells > maxCells {
			r.refuse(&ruleLimitTable, diag.Span{Start: seg.Start, End: seg.Start}, "the tables of this page have more than 100,000 cells", "divide the page")
		}
		for j := range lines.Len() { // each row is read by itself
			seg := lines.At(j)
			r.spend(r.data[seg.Start:seg.Stop], seg.Start)
		}
		break
	}
	if r.cost += definitions * definitions; r.cost > maxCost {
		r.refuse(&ruleLimitMarkup, diag.Span{Start: n.Pos(), End: n.Pos()}, "too many link definitions stand in one paragraph", "put blank lines between them")
	}
	if r.refused {
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// delimiterRow tells whether a line can be the second of a table, and of how many columns.
func delimiterRow(line []byte) (columns int, ok bool) {
	if bytes.IndexByte(line, '-') < 0 || len(bytes.Trim(line, "-|: \t")) > 0 {
		return 0, false
	}
	return bytes.Count(bytes.Trim(line, "| \t"), []byte("|")) + 1, true
}

// inlineLimits looks at what is still a paragraph when definitions and tables are taken out.
type inlineLimits struct{}

func (inlineLimits) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	r := readingOf(pc)
	if l := n.Lines().Len(); l > 0 {
		first, last := n.Lines().At(0), n.Lines().At(l-1)
		r.spend(r.data[first.Start:last.Stop], first.Start)
	}
	if r.refused {
		n.Parent().RemoveChild(n.Parent(), n)
	}
}
