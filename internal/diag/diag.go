// Package diag says what is wrong with a text, and where.
//
// A [Diagnostic] is a value, not an error: it belongs to a place (a [Span] of a
// [File]), follows from a [Rule] that carries its own documentation, and tells
// how to mend the text. Trouble with the world (disk, network, browser) is an
// ordinary Go error and never passes through here.
//
// A place stays a pair of byte offsets from the parser to the moment it is
// shown; only then is it turned into a line and a column, both counted from 1,
// columns in Unicode code points. Nothing in this room searches for a place.
//
// The room knows nothing of dossiers. It writes diagnostics in the forms of the
// contract: text, json, github and sarif.
package diag

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Digest is the SHA-256 of some bytes.
type Digest [sha256.Size]byte

// A File is one input file, whole. It is never changed once it is made.
type File struct {
	Path   string // relative to the dossier's folder, with forward slashes
	Data   []byte // content files: line ends as LF and no BOM; seeds: as received
	Digest Digest // of Data

	once  sync.Once
	lines []int // where each line starts
}

// NewFile makes a File of data, which the caller no longer touches.
func NewFile(path string, data []byte) *File {
	return &File{Path: path, Data: data, Digest: sha256.Sum256(data)}
}

func (f *File) starts() []int {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i, c := range f.Data {
			if c == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// Position returns the line and column of a byte offset, both from 1, the
// column in code points. An offset outside the file is moved to its nearest end.
func (f *File) Position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(f.Data))
	s := f.starts()
	i := sort.SearchInts(s, offset+1) - 1
	return i + 1, utf8.RuneCount(f.Data[s[i]:offset]) + 1
}

// Offset is the way back: the byte offset of a line and a column in code points.
func (f *File) Offset(line, column int) int {
	s := f.starts()
	if line < 1 {
		return 0
	}
	if line > len(s) {
		return len(f.Data)
	}
	at := s[line-1]
	for ; column > 1 && at < len(f.Data) && f.Data[at] != '\n'; column-- {
		_, n := utf8.DecodeRune(f.Data[at:])
		at += n
	}
	return at
}

// Line returns the text of a line, counted from 1, without its end.
func (f *File) Line(n int) string {
	s := f.starts()
	if n < 1 || n > len(s) {
		return ""
	}
	end := len(f.Data)
	if n < len(s) {
		end = s[n] - 1
	}
	return strings.TrimSuffix(string(f.Data[s[n-1]:end]), "\r")
}

// A Span is the half-open range [Start, End) of byte offsets in a File.
type Span struct{ Start, End int }

// Severity tells whether the site may be built.
type Severity uint8

const (
	Error   Severity = iota // a reader would be told something untrue or led nowhere
	Warning                 // worth a look; an error under --strict
)

func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Rule is declared once, where it is raised.
type Rule struct {
	Code     string // room/what, e.g. quote/not-found; never changed once released
	Severity Severity
	Title    string // one line: what is wrong
	Doc      string // what it means and how to mend it, in Markdown paragraphs, for `dossier explain`
}

// At makes a Diagnostic of the rule. Hint and related places are added by the caller.
func (r *Rule) At(f *File, span Span, message string) Diagnostic {
	return Diagnostic{File: f, Span: span, Rule: r, Message: message}
}

// A Related place helps to understand a Diagnostic: the other file of a collision, the passage in a seed.
type Related struct {
	File    *File
	Span    Span
	Message string
}

// A Fix replaces the bytes of Span in the diagnostic's file by Text.
type Fix struct {
	Span Span
	Text string
}

// A Diagnostic is one problem of one text.
type Diagnostic struct {
	File    *File
	Span    Span
	Rule    *Rule
	Message string
	Note    string // what the mark under the place says, if anything ("the source does not have “not”")
	Hint    string // how to mend it
	Related []Related
	Fix     *Fix
}

// Sort puts diagnostics into the order in which they are shown: by file, place, rule, message.
func Sort(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File.Path, b.File.Path),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Span.End, b.Span.End),
			cmp.Compare(a.Rule.Code, b.Rule.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Count tells how many of the diagnostics are errors and how many are warnings.
func Count(ds []Diagnostic) (errors, warnings int) {
	for _, d := range ds {
		if d.Rule.Severity == Warning {
			warnings++
		} else {
			errors++
		}
	}
	return errors, warnings
}
