package dossier

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dossier/internal/diag"
)

// maxName is the longest part of an address in bytes: short enough for every
// file system, with room for a suffix.
const maxName = 120

// ValidName tells whether s may be a part of an address: letters, marks and
// digits of any script, in NFC, with single hyphens between them, up to 120
// bytes. What is not valid is refused, never cleaned: two names that differ
// for the author must not meet in one file of the site.
func ValidName(s string) bool {
	if s == "" || len(s) > maxName || !norm.NFC.IsNormalString(s) {
		return false
	}
	hyphen := true // as if one stood before the first character: none may follow
	for _, c := range s {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c):
			hyphen = false
		case unicode.IsMark(c) && !hyphen:
		case c == '-' && !hyphen:
			hyphen = true
		default:
			return false
		}
	}
	return !hyphen
}

// ValidID tells whether s may be the id of a source, actor, claim, question or
// event: a valid name of ASCII lower-case letters, digits and hyphens, since
// ids are typed in citations and attributes.
func ValidID(s string) bool {
	for _, c := range s {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return ValidName(s)
}

// similarName is the valid name that an invalid one comes nearest to, for a
// hint; "" if nothing is left of it.
func similarName(s string, id bool) string {
	if id {
		s = norm.NFD.String(strings.ToLower(s)) // é becomes e and a mark, which is dropped
	}
	var b strings.Builder
	for _, c := range s {
		ok := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c)
		if id {
			if unicode.IsMark(c) || c == '\'' || c == '’' {
				continue
			}
			ok = ok && c < utf8.RuneSelf
		}
		if ok {
			b.WriteRune(c)
		} else {
			b.WriteByte('-')
		}
	}
	parts := strings.FieldsFunc(b.String(), func(c rune) bool { return c == '-' })
	name := norm.NFC.String(strings.Join(parts, "-"))
	if id && ValidID(name) || !id && ValidName(name) {
		return name
	}
	return ""
}

// place reads kind, id and address off the path of the file.
func (p *Page) place() {
	path := norm.NFC.String(strings.TrimSuffix(strings.TrimPrefix(p.File.Path, "content/"), ".md"))
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]

	for _, k := range Kinds {
		switch {
		case parts[0] == k.Folder() && len(parts) > 1 && last != "index":
			p.Kind, p.ID, p.URL = k, last, "/"+k.Folder()+"/"+last+"/"
		case parts[0] == k.Folder() && len(parts) > 2:
			p.misnamed("index.md stands in a folder below "+k.Folder()+"/, where folders are not pages",
				"folders there only sort the files; the introduction to all "+k.Folder()+" is content/"+k.Folder()+"/index.md")
		case parts[0] != k.Folder() && strings.EqualFold(parts[0], k.Folder()) && len(parts) > 1:
			p.misnamed("the folder “"+parts[0]+"” is no folder of "+k.Folder()+", since its name is not in lower case",
				"rename it to content/"+k.Folder()+"/")
		}
	}
	switch p.Kind {
	case Source:
		p.Source = &SourceFacts{}
	case Actor:
		p.Actor = &ActorFacts{}
	case Claim:
		p.Claim = &ClaimFacts{}
	case Question:
		p.Question = &QuestionFacts{}
	case Event:
		p.Event = &EventFacts{}
	case Free:
		if path == "index" {
			p.ID, p.URL = "index", "/"
			return
		}
		if last == "index" {
			parts = parts[:len(parts)-1]
		}
		p.ID = strings.Join(parts, "/")
		p.URL = "/" + p.ID + "/"
		for _, part := range parts {
			if !ValidName(part) {
				p.misnamed("“"+part+"” cannot be part of an address: "+nameRule, renameTo(similarName(part, false)))
			}
		}
		return
	}
	if !ValidID(last) {
		p.misnamed("“"+last+"” cannot be an id: "+idRule, renameTo(similarName(last, true)))
	}
}

const (
	nameRule = "it takes letters, digits and single hyphens between them, up to 120 bytes"
	idRule   = "it takes lower-case letters a–z, digits and single hyphens between them, up to 120 bytes"
)

func renameTo(name string) string {
	if name == "" {
		return "rename the file"
	}
	return "rename it, for example to “" + name + "”"
}

// misnamed reports the name of the file, at its beginning.
func (p *Page) misnamed(message, hint string) {
	d := ruleFileName.At(p.File, diag.Span{}, message)
	d.Hint = hint
	p.Problems = append(p.Problems, d)
}

// aliasFault says what is wrong with an old address, "" if nothing is.
func aliasFault(s string) string {
	switch {
	case !strings.HasPrefix(s, "/"):
		return "does not begin with a slash"
	case strings.HasPrefix(s, "//"):
		return "names a host"
	case strings.ContainsAny(s, "?#"):
		return "has a query or a fragment"
	case s == "/":
		return "is the front page"
	}
	parts := strings.Split(strings.TrimSuffix(s[1:], "/"), "/")
	for i, part := range parts {
		name := part
		if stem, ext, ok := strings.Cut(part, "."); ok && i == len(parts)-1 && !strings.HasSuffix(s, "/") && ValidID(ext) && len(ext) <= 10 {
			name = stem
		}
		if !ValidName(norm.NFC.String(name)) {
			return "has the part “" + part + "”"
		}
	}
	return ""
}

// Nearest returns the words among those given that a misspelt word may have
// meant, the nearest first and at most so many: words at an edit distance of up
// to a third of their length, and words of which one begins the other. Case
// counts for nothing. The order of the words given does not matter.
func Nearest(word string, among []string, most int) []string {
	type hit struct {
		word     string
		distance int
	}
	w := []rune(strings.ToLower(word))
	var hits []hit
	for _, other := range among {
		o := []rune(strings.ToLower(other))
		limit := max(len(w), len(o)) / 3
		if limit == 0 {
			limit = 1
		}
		short, long := min(len(w), len(o)), max(len(w), len(o))
		distance := limit + 1
		if long-short <= limit {
			distance = edits(w, o)
		}
		if distance > limit && short >= 3 && slices.Equal(w[:short], o[:short]) {
			distance = limit
		}
		if distance <= limit && distance < long {
			hits = append(hits, hit{other, distance})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.word, b.word))
	})
	hits = slices.Compact(hits)
	// Beside a slip of one letter, what differs in four was not meant.
	hits = slices.DeleteFunc(hits, func(h hit) bool { return h.distance > hits[0].distance+1 })
	var out []string
	for _, h := range hits[:min(most, len(hits))] {
		out = append(out, h.word)
	}
	return out
}

// edits counts the insertions, deletions, replacements and swaps of
// neighbours that make b of a (the optimal string alignment distance).
func edits(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
