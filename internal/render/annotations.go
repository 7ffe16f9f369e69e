package render

import (
	"encoding/base64"
	"encoding/hex"
	"sort"
	"unicode/utf8"

	"dossier/internal/quote"
	"dossier/internal/site"
)

// Every quotation as a W3C Web Annotation. The target is the stored text, named by its
// digest, since that is what was compared; the bodies are the place where it is quoted,
// the speakers and the claims.
//
// Positions are Unicode code points of the seed as it decodes from UTF-8, counted from 0:
// nothing is removed or normalised, line ends count as they stand, and so does a byte
// order mark. Exact, prefix and suffix are cut from the same text. Where omissions split a
// quotation, each piece is a target of its own: what is left out is not told as quoted.

const annotationContext = 32 // code points of prefix and suffix: enough to tell places apart, no more of a text that is somebody else's

type annotation struct {
	ID         string             `json:"id"`
	Type       string             `json:"type"`
	Motivation string             `json:"motivation"`
	Body       []annotationBody   `json:"body"`
	Target     []annotationTarget `json:"target"`
}

type annotationBody struct {
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
	Source  string `json:"source,omitempty"`
	Value   string `json:"value,omitempty"`
}

type annotationTarget struct {
	Type     string             `json:"type"`
	Source   annotationSource   `json:"source"`
	Scope    string             `json:"scope"` // where the dossier shows the passage
	Selector [2]annotationWords `json:"selector"`
}

type annotationSource struct {
	ID       string `json:"id"` // RFC 6920: the text that has this digest, wherever it lies
	Type     string `json:"type"`
	Format   string `json:"format"`
	Label    string `json:"label"` // the file
	SHA256   string `json:"sha256"`
	Language string `json:"language,omitempty"`
	Address  string `json:"via,omitempty"` // where it was found, if the source states it
}

// annotationWords is a TextQuoteSelector or a TextPositionSelector.
type annotationWords struct {
	Type   string  `json:"type"`
	Exact  *string `json:"exact,omitempty"`
	Prefix *string `json:"prefix,omitempty"`
	Suffix *string `json:"suffix,omitempty"`
	Start  *int    `json:"start,omitempty"`
	End    *int    `json:"end,omitempty"`
}

func (p *planner) annotationsJSON() []byte {
	var w jsonWriter
	w.Grow(1600 * len(p.Quotations)) // about what one takes
	at := p.world("/data/annotations.jsonld")
	w.WriteString("{\n\"@context\": [\"http://www.w3.org/ns/anno.jsonld\", {\"sha256\": \"https://schema.org/sha256\"}],\n\"id\": ")
	w.value(at)
	w.WriteString(",\n\"type\": \"AnnotationCollection\",\n\"label\": ")
	w.value(p.Settings.Title + ": quotations")
	w.WriteString(",\n\"total\": ")
	w.value(len(p.Quotations))
	w.WriteString(",\n\"first\": {\"id\": ")
	w.value(at + "#page")
	w.WriteString(", \"type\": \"AnnotationPage\", \"startIndex\": 0, \"partOf\": ")
	w.value(at)
	w.WriteString(", \"items\": ")
	counters := map[*site.Page]*codePoints{}
	list(&w, p.Quotations, func(q *site.Quotation) annotation {
		c := counters[q.Source]
		if c == nil {
			c = countCodePoints(q.Source.Drawn.Seed.Data)
			counters[q.Source] = c
		}
		return p.annotation(q, c)
	})
	w.WriteString("}\n}\n")
	return w.Bytes()
}

func (p *planner) annotation(q *site.Quotation, c *codePoints) annotation {
	place := p.addressOf(q.Page) + "#" + q.Anchor
	a := annotation{
		ID:   p.world("/data/annotations.jsonld") + "#" + site.EscapePath(q.Page.URL[1:]) + q.Anchor,
		Type: "Annotation", Motivation: "linking",
		Body: []annotationBody{{Type: "SpecificResource", Purpose: "linking", Source: place}},
	}
	for _, by := range q.By {
		a.Body = append(a.Body, annotationBody{Type: "SpecificResource", Purpose: "identifying", Source: p.addressOf(by)})
	}
	for _, claim := range q.Claims {
		a.Body = append(a.Body,
			annotationBody{Type: "SpecificResource", Purpose: "classifying", Source: p.addressOf(claim)})
	}
	if len(q.Claims) > 0 {
		a.Body = append(a.Body, annotationBody{Type: "TextualBody", Purpose: "tagging", Value: q.Stance})
	}
	a.Body = append(a.Body, annotationBody{Type: "TextualBody", Purpose: "tagging", Value: q.Verdict})
	f := q.Source.Page.Source
	src := annotationSource{
		ID: digestName(f.SHA256.Value), Type: "Text", Format: "text/plain", Label: f.Seed.Value, SHA256: f.SHA256.Value,
		Language: q.Source.Drawn.Languages[0],
	}
	if isStated(f.URL) {
		src.Address = f.URL.Value
	}
	pieces := q.Match.Pieces
	if pieces == nil {
		pieces = []quote.Span{q.Match.Span}
	}
	for _, piece := range pieces {
		data := q.Source.Drawn.Seed.Data
		start, end := c.at(piece.Start), c.at(piece.End)
		exact, prefix, suffix := string(data[piece.Start:piece.End]), string(lastRunes(data[:piece.Start])), string(firstRunes(data[piece.End:]))
		a.Target = append(a.Target, annotationTarget{
			Type: "SpecificResource", Source: src, Scope: p.addressOf(q.Source) + "#" + q.Passage,
			Selector: [2]annotationWords{
				{Type: "TextQuoteSelector", Exact: &exact, Prefix: &prefix, Suffix: &suffix},
				{Type: "TextPositionSelector", Start: &start, End: &end},
			},
		})
	}
	return a
}

// digestName names a text by its SHA-256, as RFC 6920 does.
func digestName(sum string) string {
	b, err := hex.DecodeString(sum)
	if err != nil {
		return "ni:///sha-256;" // a build with such a digest fails
	}
	return "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(b)
}

func lastRunes(b []byte) []byte {
	at := len(b)
	for n := 0; n < annotationContext && at > 0; n++ {
		_, size := utf8.DecodeLastRune(b[:at])
		at -= size
	}
	return b[at:]
}

func firstRunes(b []byte) []byte {
	at := 0
	for n := 0; n < annotationContext && at < len(b); n++ {
		_, size := utf8.DecodeRune(b[at:])
		at += size
	}
	return b[:at]
}

// codePoints turns byte offsets of a text into code points. It remembers where it has
// counted to, every few hundred bytes: a text can be long and be quoted a thousand times.
type codePoints struct {
	text  []byte
	bytes []int // where blocks begin, each at the beginning of a rune
	runes []int // how many stand before
}

func countCodePoints(text []byte) *codePoints {
	c := &codePoints{text: text, bytes: []int{0}, runes: []int{0}}
	at, n := 0, 0
	for at < len(text) {
		next := min(at+512, len(text))
		for next < len(text) && !utf8.RuneStart(text[next]) {
			next++
		}
		n += utf8.RuneCount(text[at:next])
		at = next
		c.bytes, c.runes = append(c.bytes, at), append(c.runes, n)
	}
	return c
}

func (c *codePoints) at(offset int) int {
	i := sort.Search(len(c.bytes), func(i int) bool { return c.bytes[i] > offset }) - 1
	return c.runes[i] + utf8.RuneCount(c.text[c.bytes[i]:offset])
}
