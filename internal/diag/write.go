package diag

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"golang.org/x/text/unicode/bidi"
)

// Forms are the forms of output that [Write] knows.
var Forms = []string{"text", "json", "github", "sarif"}

// Write writes diagnostics in one of the [Forms], in the order given. Colour is
// for the form text alone. What is written follows from the diagnostics and
// from nothing else: no clock, no folder, no width of a terminal.
func Write(w io.Writer, ds []Diagnostic, form string, color bool) error {
	b := bufio.NewWriter(w)
	var err error
	switch form {
	case "text":
		writeText(b, ds, color)
	case "json":
		err = writeJSON(b, ds)
	case "github":
		writeGitHub(b, ds)
	case "sarif":
		err = writeSARIF(b, ds)
	default:
		return fmt.Errorf("no form of output %q; there are %s", form, strings.Join(Forms, ", "))
	}
	if err = cmp.Or(err, b.Flush()); err != nil {
		return fmt.Errorf("write diagnostics: %w", err)
	}
	return nil
}

// message is what a related place says; without words of its own, those that stand there.
func (r *Related) message() string {
	if r.Message != "" {
		return r.Message
	}
	return "“" + words(r.File, r.Span) + "”"
}

// words are the words of a span on one line, cut where they are many.
func words(f *File, span Span) string {
	from := min(max(span.Start, 0), len(f.Data))
	to := min(max(span.End, from), len(f.Data))
	cut := min(to, from+400)
	for cut < to && !utf8.RuneStart(f.Data[cut]) {
		cut--
	}
	s := strings.Join(strings.Fields(string(f.Data[from:cut])), " ")
	if cut < to {
		s += "…"
	}
	return displaywidth.TruncateString(s, lineWidth, "…")
}

// The text form.

const (
	lineWidth = 96 // columns of a line that are shown
	leftWidth = 32 // columns shown before a place that is far to the right
	tabWidth  = 4
)

// A paint switches colours on, and off again after each piece.
type paint bool

func (p paint) in(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

const (
	bold    = "1"
	blue    = "34"
	boldRed = "1;31"
	boldYel = "1;33"
)

func writeText(w *bufio.Writer, ds []Diagnostic, color bool) {
	p := paint(color)
	for i := range ds {
		d := &ds[i]
		line, column := d.File.Position(d.Span.Start)
		alarm := boldRed
		if d.Rule.Severity == Warning {
			alarm = boldYel
		}
		fmt.Fprintf(w, "%s %s %s [%s]\n",
			p.in(bold, fmt.Sprintf("%s:%d:%d:", plain(d.File.Path), line, column)),
			p.in(alarm, d.Rule.Severity.String()+":"), p.in(bold, plain(d.Message)), d.Rule.Code)
		// A file that could not be read as text has no line to show.
		if len(d.File.Data) > 0 {
			shown, before, marked, right := window(d.File, line, d.Span)
			note := plain(d.Note)
			if right {
				note = strings.TrimSuffix("“"+plain(words(d.File, d.Span))+"”: "+note, ": ")
			}
			mark := strings.Repeat("^", marked)
			if note != "" {
				mark += " " + note
			}
			number := fmt.Sprintf("%5d", line)
			fmt.Fprintf(w, "%s %s\n", p.in(blue, number+" |"), shown)
			fmt.Fprintf(w, "%s %s%s\n", p.in(blue, strings.Repeat(" ", len(number))+" |"), strings.Repeat(" ", before), p.in(alarm, mark))
		}
		for j := range d.Related {
			r := &d.Related[j]
			at, _ := r.File.Position(r.Span.Start)
			fmt.Fprintf(w, "   %s %s\n", p.in(bold, fmt.Sprintf("%s:%d:", plain(r.File.Path), at)), plain(r.message()))
		}
		for n, s := range strings.Split(strings.TrimRight(d.Hint, "\n"), "\n") {
			switch {
			case n > 0:
				fmt.Fprintf(w, "         %s\n", plain(s))
			case s != "":
				fmt.Fprintf(w, "   %s %s\n", p.in(blue, "hint:"), plain(s))
			}
		}
	}
}

// A cell is one grapheme cluster as it is shown.
type cell struct {
	text  string
	width int
	start int // byte offsets in the file
	end   int
}

// window shows a line around a place: the whole line if it is short, else as
// much as fits between two ellipses, since a paragraph of Markdown is often one
// line of a thousand columns. It returns the text, the columns before the mark
// and those of the mark, and whether the line holds letters that run from right
// to left: a terminal may then show the words elsewhere than above the mark.
func window(f *File, line int, span Span) (shown string, before, marked int, right bool) {
	starts := f.starts()
	from, to := starts[line-1], len(f.Data)
	if line < len(starts) {
		to = starts[line] - 1
	}
	if to > from && f.Data[to-1] == '\r' {
		to--
	}
	start := min(max(span.Start, from), to)
	end := min(max(span.End, start), to)

	// Only what can be shown is looked at: a seed may be one line of a megabyte.
	lo, hi := max(from, start-1024), min(to, start+2048)
	for lo > from && !utf8.RuneStart(f.Data[lo]) {
		lo--
	}
	for hi < to && !utf8.RuneStart(f.Data[hi]) {
		hi--
	}
	row := cells(string(f.Data[lo:hi]), lo)

	first, total := len(row), 0 // first is the cell of the place
	for i, c := range row {
		if c.end > start && first == len(row) {
			first = i
		}
		total += c.width
	}
	a, b := 0, len(row)
	if total > lineWidth || lo > from || hi < to {
		room, a1 := lineWidth-2, first
		width := 0
		grow := func(limit int) {
			for a1 > 0 && width+row[a1-1].width <= limit {
				a1--
				width += row[a1].width
			}
		}
		grow(leftWidth)
		for b = first; b < len(row) && width+row[b].width <= room; b++ {
			width += row[b].width
		}
		grow(room)
		a = a1
	}

	var s strings.Builder
	if a > 0 || lo > from {
		s.WriteString("…")
		before = 1
	}
	for i, c := range row[a:b] {
		s.WriteString(c.text)
		switch {
		case a+i < first:
			before += c.width
		case c.start < end:
			marked += c.width
		}
		right = right || rightToLeft(c.text)
	}
	if b < len(row) || hi < to {
		s.WriteString("…")
	}
	return s.String(), before, max(marked, 1), right
}

// cells cuts text that stands in a file at offset into what is shown of it.
func cells(text string, offset int) []cell {
	var row []cell
	column := 0
	for g := displaywidth.StringGraphemes(text); g.Next(); {
		raw := g.Value()
		c := cell{text: raw, width: g.Width(), start: offset, end: offset + len(raw)}
		offset = c.end
		if raw == "\t" {
			c.width = tabWidth - column%tabWidth
			c.text = strings.Repeat(" ", c.width)
		} else if safe := plain(raw); safe != raw {
			c.text, c.width = safe, displaywidth.String(safe)
		}
		column += c.width
		row = append(row, c)
	}
	return row
}

// plain writes what a terminal would obey, or would not show, as an escape.
// Everything that is written passes through here: names of files and words of
// sources are other people's.
func plain(s string) string {
	if strings.IndexFunc(s, unseen) < 0 {
		return s // an invalid byte decodes to U+FFFD, which is unseen
	}
	var b strings.Builder
	for i, r := range s {
		_, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == utf8.RuneError || !unseen(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// unseen tells whether a character is a control or formats without being seen.
// The joiners stay: Persian, Hindi and emoji are written with them.
func unseen(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r == 0x200c, r == 0x200d:
		return false
	case r == utf8.RuneError:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func rightToLeft(s string) bool {
	for s != "" {
		p, n := bidi.LookupString(s)
		if n == 0 {
			return false
		}
		if c := p.Class(); c == bidi.R || c == bidi.AL {
			return true
		}
		s = s[n:]
	}
	return false
}

// The JSON form: an array, also when it is empty.

type jsonPlace struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"` // exclusive
}

func placeOf(f *File, span Span) jsonPlace {
	p := jsonPlace{File: f.Path}
	p.Line, p.Column = f.Position(span.Start)
	p.EndLine, p.EndColumn = f.Position(max(span.Start, span.End))
	return p
}

func writeJSON(w io.Writer, ds []Diagnostic) error {
	type related struct {
		jsonPlace
		Message string `json:"message"`
	}
	type diagnostic struct {
		jsonPlace
		Severity string    `json:"severity"`
		Rule     string    `json:"rule"`
		Message  string    `json:"message"`
		Hint     string    `json:"hint"`
		Related  []related `json:"related"`
	}
	out := make([]diagnostic, len(ds))
	for i := range ds {
		d := &ds[i]
		rs := make([]related, len(d.Related))
		for j := range d.Related {
			r := &d.Related[j]
			rs[j] = related{placeOf(r.File, r.Span), r.message()}
		}
		out[i] = diagnostic{placeOf(d.File, d.Span), d.Rule.Severity.String(), d.Rule.Code, d.Message, d.Hint, rs}
	}
	return encode(w, out)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// The GitHub form: workflow commands, which become annotations of a change.

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func writeGitHub(w *bufio.Writer, ds []Diagnostic) {
	for i := range ds {
		d := &ds[i]
		p := placeOf(d.File, d.Span)
		fmt.Fprintf(w, "::%s file=%s,line=%d", d.Rule.Severity, githubProperty.Replace(plain(p.File)), p.Line)
		// GitHub takes columns only where the place is on one line.
		if p.EndLine == p.Line {
			fmt.Fprintf(w, ",col=%d,endLine=%d,endColumn=%d", p.Column, p.EndLine, p.EndColumn)
		} else {
			fmt.Fprintf(w, ",endLine=%d", p.EndLine)
		}
		lines := strings.Split(d.Message, "\n")
		for j := range d.Related {
			r := &d.Related[j]
			at, _ := r.File.Position(r.Span.Start)
			lines = append(lines, fmt.Sprintf("%s:%d: %s", r.File.Path, at, r.message()))
		}
		if d.Hint != "" {
			lines = append(lines, strings.Split("hint: "+d.Hint, "\n")...)
		}
		for n := range lines {
			lines[n] = plain(lines[n])
		}
		fmt.Fprintf(w, ",title=%s::%s\n", githubProperty.Replace(d.Rule.Code), githubData.Replace(strings.Join(lines, "\n")))
	}
}

// The SARIF form, version 2.1.0: one run, the rules that were broken with their
// documentation, and places relative to the root of the sources.

type (
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifRule struct {
		ID      string     `json:"id"`
		Short   sarifText  `json:"shortDescription"`
		Full    *sarifText `json:"fullDescription,omitempty"`
		Help    *sarifText `json:"help,omitempty"`
		Default sarifLevel `json:"defaultConfiguration"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifResult struct {
		Rule      string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
)

func writeSARIF(w io.Writer, ds []Diagnostic) error {
	var used []*Rule
	for i := range ds {
		used = append(used, ds[i].Rule)
	}
	byCode := func(a, b *Rule) int { return cmp.Compare(a.Code, b.Code) }
	slices.SortStableFunc(used, byCode)
	used = slices.CompactFunc(used, func(a, b *Rule) bool { return a.Code == b.Code })

	rules := make([]sarifRule, len(used))
	for i, r := range used {
		rules[i] = sarifRule{ID: r.Code, Short: sarifText{Text: r.Title}, Default: sarifLevel{r.Severity.String()}}
		if r.Doc != "" {
			meaning, _, _ := strings.Cut(r.Doc, "\n\n")
			rules[i].Full = &sarifText{Text: meaning}
			rules[i].Help = &sarifText{Text: r.Doc, Markdown: r.Doc}
		}
	}

	location := func(f *File, span Span) sarifLocation {
		p := placeOf(f, span)
		return sarifLocation{Physical: sarifPhysical{
			Artifact: sarifArtifact{URI: uri(p.File), Base: "%SRCROOT%"},
			Region:   sarifRegion{p.Line, p.Column, p.EndLine, p.EndColumn},
		}}
	}
	results := make([]sarifResult, len(ds))
	for i := range ds {
		d := &ds[i]
		at, _ := slices.BinarySearchFunc(used, d.Rule, byCode)
		r := sarifResult{Rule: d.Rule.Code, RuleIndex: at, Level: d.Rule.Severity.String(),
			Message: sarifText{Text: d.Message}, Locations: []sarifLocation{location(d.File, d.Span)}}
		if d.Hint != "" {
			r.Message.Text += "\nhint: " + d.Hint
		}
		for j := range d.Related {
			l := location(d.Related[j].File, d.Related[j].Span)
			l.ID = j + 1
			l.Message = &sarifText{Text: d.Related[j].message()}
			r.Related = append(r.Related, l)
		}
		results[i] = r
	}
	return encode(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:       sarifTool{sarifDriver{Name: "dossier", Rules: rules}},
			ColumnKind: "unicodeCodePoints",
			Results:    results,
		}},
	})
}

// uri writes a path as a relative reference of RFC 3986: what is not unreserved is escaped.
func uri(path string) string {
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
