package render

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// Sources for reference managers. What a source does not state is left out of its fields
// and said in the note: a manager that shows "Anonymous" has then made that up itself.

// A cslItem is one of CSL-JSON, in the order in which its fields are written.
type cslItem struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	Title      string    `json:"title"`
	ShortTitle string    `json:"title-short,omitempty"`
	Container  string    `json:"container-title,omitempty"`
	Author     []cslName `json:"author,omitempty"`
	Publisher  string    `json:"publisher,omitempty"`
	Issued     *cslDate  `json:"issued,omitempty"`
	URL        string    `json:"URL,omitempty"`
	Language   string    `json:"language,omitempty"`
	Note       string    `json:"note,omitempty"`
}

// A cslName is never taken apart: what is a family name is not known here.
type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts   [][]int `json:"date-parts,omitempty"`
	Literal string  `json:"literal,omitempty"`
}

// cslDateOf gives the parts of a date that is certain, else its words.
func cslDateOf(d dossier.Date) *cslDate {
	if d.IsZero() {
		return nil
	}
	start, end := ends(d)
	if start == "" || end == "" && d.Machine() == "" {
		return &cslDate{Literal: d.Words()}
	}
	out := &cslDate{Parts: [][]int{dateParts(start)}}
	if end != "" {
		out.Parts = append(out.Parts, dateParts(end))
	}
	return out
}

func dateParts(machine string) []int {
	day, _, _ := strings.Cut(machine, "T")
	var parts []int
	for s := range strings.SplitSeq(day, "-") {
		n, _ := strconv.Atoi(s) // digits: Machine has no others
		parts = append(parts, n)
	}
	return parts
}

func (p *planner) reference(src *site.Page) *cslItem {
	f := src.Page.Source
	item := &cslItem{ID: src.ID, Type: "article-newspaper", Title: src.Title.Value, Issued: cslDateOf(f.Published)}
	var notes, missing []string
	if h := headline(src); h != "" {
		item.Title, item.ShortTitle = h, src.Title.Value
	} else {
		notes = append(notes, "the title is the dossier's label")
	}
	if isStated(f.Author) {
		item.Author = []cslName{{f.Author.Value}}
	} else {
		missing = append(missing, "author")
	}
	if isStated(f.Publisher) {
		item.Publisher, item.Container = f.Publisher.Value, f.Publisher.Value
	} else {
		missing = append(missing, "publisher")
	}
	if f.Published.IsZero() {
		missing = append(missing, "date of publication")
	}
	if isStated(f.URL) {
		item.URL = f.URL.Value
	} else {
		missing = append(missing, "address")
	}
	if len(src.Drawn.Languages) > 0 {
		item.Language = src.Drawn.Languages[0]
	}
	if len(missing) > 0 {
		notes = append(notes, "not stated: "+strings.Join(missing, ", "))
	}
	notes = append(notes, "stored text SHA-256 "+f.SHA256.Value, "described at "+p.addressOf(src))
	item.Note = strings.Join(notes, "; ")
	return item
}

func (p *planner) sourcesCSL() []byte {
	var w jsonWriter
	list(&w, p.Sources, p.reference)
	w.WriteByte('\n')
	return w.Bytes()
}

func (p *planner) sourcesBib() []byte {
	var w bytes.Buffer
	for i, src := range p.Sources {
		if i > 0 {
			w.WriteByte('\n')
		}
		w.WriteString(p.reference(src).bibTeX(src.Page.Source.Published, src))
		w.WriteByte('\n')
	}
	return w.Bytes()
}

// bibTeX is the item for BibTeX and biblatex. Titles and names stand in double braces:
// a style must not change their case, nor take a name apart.
func (c *cslItem) bibTeX(d dossier.Date, src *site.Page) string {
	kind := "online"
	if c.URL == "" {
		kind = "misc"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@%s{%s", kind, c.ID)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %s = {%s}", name, value)
		}
	}
	whole := func(s string) string {
		if s == "" {
			return ""
		}
		return "{" + escapeTeX(s) + "}"
	}
	for _, a := range c.Author {
		field("author", whole(a.Literal))
	}
	field("title", whole(c.Title))
	field("shorttitle", whole(c.ShortTitle))
	if src == nil {
		field("organization", whole(c.Container))
	} else {
		field("publisher", whole(c.Publisher))
	}
	if !d.IsZero() {
		field("date", escapeTeX(d.String())) // biblatex reads EDTF
		if first := d.First(); len(first) >= 4 && first[0] >= '0' && first[0] <= '9' && first[:4] == d.Last()[:4] {
			field("year", first[:4])
		}
	}
	field("url", escapeTeXAddress(c.URL))
	field("langid", langID(c.Language))
	field("note", escapeTeX(c.Note))
	b.WriteString("\n}")
	return b.String()
}

// langID is what biblatex calls a language, "" where it has no name for it.
func langID(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return langIDs[base]
}

var langIDs = map[string]string{
	"ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fa": "persian", "fr": "french",
	"he": "hebrew", "hi": "hindi", "it": "italian", "ja": "japanese", "nl": "dutch", "pt": "portuguese",
	"ru": "russian", "tr": "turkish", "uk": "ukrainian", "ur": "urdu", "zh": "chinese",
}

// texEscapes writes braces by name: BibTeX counts them, escaped or not.
var texEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`, `~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
	`#`, `\#`, `$`, `\$`, `%`, `\%`, `&`, `\&`, `_`, `\_`,
)

func escapeTeX(s string) string { return texEscapes.Replace(oneLine(s)) }

// escapeTeXAddress leaves an address as it is, but for the signs that would end the field.
func escapeTeXAddress(s string) string { return texAddress.Replace(s) }

var texAddress = strings.NewReplacer(`{`, "%7B", `}`, "%7D", `\`, "%5C", " ", "%20")

// textFragment is the end of an address that leads to these words on a live page:
// #:~:text=first%20words,last%20words, or the words whole where they are few. The words are
// the source's own; paragraphs are separated by U+2029. "" if there are none to look for.
func textFragment(words string) string {
	const few = 5 // words on either side: enough to be found once, few enough to survive an edit between
	paragraphs := strings.FieldsFunc(words, func(r rune) bool { return r == '\u2029' })
	var first, last []string
	for _, p := range paragraphs {
		w := strings.Fields(p)
		if len(w) == 0 {
			continue
		}
		if first == nil {
			first = w
		}
		last = w
	}
	switch {
	case first == nil:
		return ""
	case len(paragraphs) == 1 && len(first) <= 2*few:
		if t := strings.Join(first, " "); utf8.RuneCountInString(t) <= 300 {
			return "#:~:text=" + escapeFragment(t)
		}
		return "" // a script without spaces: where its words end is not known here
	}
	start := strings.Join(first[:min(few, len(first))], " ")
	end := strings.Join(last[max(0, len(last)-few):], " ")
	if utf8.RuneCountInString(start)+utf8.RuneCountInString(end) > 300 {
		return ""
	}
	return "#:~:text=" + escapeFragment(start) + "," + escapeFragment(end)
}

// escapeFragment percent-encodes all but letters and digits: comma, ampersand and hyphen
// have a meaning of their own in a text fragment.
func escapeFragment(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '~':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// livePassage is the address of a source with the words of a quotation, as the source has
// them, for browsers to look for. An address with a fragment of its own keeps it.
func livePassage(address string, q *site.Quotation) string {
	fragment := textFragment(q.Source.Drawn.Text.Words(q.Match.Span))
	if fragment != "" && strings.Contains(address, "#") {
		fragment = fragment[1:]
	}
	return address + fragment
}
