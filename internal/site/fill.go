package site

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"dossier/internal/dossier"
)

// Fill returns the HTML of a body with its holes filled: addresses, titles, note
// references and the marks of verification.
func (s *Site) Fill(p *Page, b dossier.Body) string {
	if len(b.Holes) == 0 {
		return b.HTML
	}
	var w strings.Builder
	w.Grow(len(b.HTML) + 120*len(b.Holes))
	at := 0
	for _, h := range b.Holes {
		w.WriteString(b.HTML[at:h.At])
		at = h.At
		switch h.Kind {
		case dossier.HoleHref:
			w.WriteString(html.EscapeString(s.Href(p.targets[h.Index].href)))
		case dossier.HoleName:
			if t := p.targets[h.Index]; t.page != nil {
				w.WriteString(html.EscapeString(linkWords(&p.Refs[h.Index], t.page)))
			} else {
				w.WriteString(html.EscapeString(p.Refs[h.Index].Name.Value))
			}
		case dossier.HoleNote:
			s.noteRef(&w, p, h.Index, h.Use)
		case dossier.HoleQuote:
			s.quoteAttributes(&w, p, h.Index)
		case dossier.HoleOpen:
			// A second source that proves the same words is an element of its own around the quotation.
			for _, q := range further(p.quoted[h.Index]) {
				fmt.Fprintf(&w, `<%s id="%s" data-source="%s" data-verdict="%s">`, wrapper(q), q.Anchor, q.Source.ID, q.Verdict)
			}
		case dossier.HoleClose:
			for _, q := range further(p.quoted[h.Index]) {
				fmt.Fprintf(&w, `</%s>`, wrapper(q))
			}
		}
	}
	w.WriteString(b.HTML[at:])
	return w.String()
}

// linkWords are those of a link by name without words of its own: the title of the
// page, or the other spelling that the author chose to write.
func linkWords(r *dossier.Ref, to *Page) string {
	if to.Actor != nil {
		for _, t := range to.Actor.Names {
			if foldName(t.Value) == foldName(r.Name.Value) && foldName(t.Value) != to.ID {
				return r.Name.Value
			}
		}
	}
	return to.Title.Value
}

func further(qs []*Quotation) []*Quotation {
	if len(qs) < 2 {
		return nil
	}
	return qs[1:]
}

func wrapper(q *Quotation) string {
	if q.Quotation.Block {
		return "div"
	}
	return "span"
}

// Href makes a root-relative address one that works below the site's base path.
func (s *Site) Href(url string) string {
	if base := s.Settings.BasePath; base != "/" && base != "" && strings.HasPrefix(url, "/") {
		return base + url[1:]
	}
	return url
}

// RefID is the id of a use of a note: r7, then r7b, r7c …
func RefID(note, use int) string {
	id := fmt.Sprintf("r%d", note)
	if use == 0 {
		return id
	}
	if use < 26 {
		return id + string(rune('a'+use))
	}
	return fmt.Sprintf("%s-%d", id, use+1)
}

func (s *Site) noteRef(w *strings.Builder, p *Page, index, use int) {
	n := index + 1
	label := fmt.Sprintf("Note %d", n)
	if c := p.Notes[index].Citation; c >= 0 {
		for _, src := range p.cited[c] {
			if src != nil {
				label += ", " + src.Title.Value
			}
		}
	}
	fmt.Fprintf(w, `<sup><a id="%s" href="#n%d" role="doc-noteref" aria-label="%s">%d</a></sup>`, RefID(n, use), n, html.EscapeString(label), n)
	if c := p.Notes[index].Citation; c >= 0 && p.Citations[c].Quotation >= 0 && p.Page.Quotations[p.Citations[c].Quotation].Block {
		for _, q := range p.quoted[p.Citations[c].Quotation] {
			if q.Citation == &p.Citations[c] {
				s.where(w, q)
			}
		}
	}
}

// where ends the caption of a block quotation: the source with its key, the passage, the
// verdict, and the quotation's own address.
func (s *Site) where(w *strings.Builder, q *Quotation) {
	key := s.Key(q.Source)
	fmt.Fprintf(w, ` <span class="where"><a href="%s#%s"><span class="key" data-key="%s">%s</span> %s, %s</a>, %s <a class="permalink" href="#%s" aria-label="Link to this quotation">#</a></span>`,
		html.EscapeString(s.Href(EscapePath(q.Source.URL))), q.Passage, key, key, html.EscapeString(q.Source.Title.Value), q.Paragraphs(), q.Verdict, q.Anchor)
}

// Paragraphs says where in its source a quotation stands.
func (q *Quotation) Paragraphs() string {
	if m := q.Match; m.LastPara > m.Paragraph {
		return fmt.Sprintf("paragraphs %d–%d", m.Paragraph, m.LastPara)
	}
	return fmt.Sprintf("paragraph %d", q.Match.Paragraph)
}

// Key is the letter that marks a source wherever it is named, in the order of the sources:
// A to Z, then A1 to Z1 and so on. A letter takes no side, and needs no colour to be read.
func (s *Site) Key(source *Page) string {
	i, found := slices.BinarySearchFunc(s.Sources, source, InOrder)
	if !found {
		return ""
	}
	letter := string(rune('A' + i%26))
	if i < 26 {
		return letter
	}
	return letter + strconv.Itoa(i/26)
}

// quoteAttributes are those that the contract fixes, and the language and direction where they are not the page's.
func (s *Site) quoteAttributes(w *strings.Builder, p *Page, index int) {
	quoted := &p.Page.Quotations[index]
	pageLang := p.Language(s)
	lang, text := "", quoted.Text
	if len(quoted.Citations) > 0 {
		c := &p.Citations[quoted.Citations[0]]
		if src := p.cited[quoted.Citations[0]][0]; src != nil {
			switch {
			case quoted.Translated:
				lang = languageOf(src.Drawn.Languages, text)
			case c.Attrs.Lang.Value != "":
				lang = c.Attrs.Lang.Value
			case len(src.Drawn.Languages) > 0:
				lang = languageOf(src.Drawn.Languages, text)
			}
		}
	}
	if qs := p.quoted[index]; len(qs) > 0 {
		fmt.Fprintf(w, ` id="%s" data-source="%s" data-verdict="%s"`, qs[0].Anchor, qs[0].Source.ID, qs[0].Verdict)
	}
	w.WriteString(LangDir(lang, text, pageLang))
}

// LangDir are the attributes lang and dir of a text, where they differ from those around it.
func LangDir(lang, text, around string) string {
	out := ""
	if lang != "" && lang != around {
		out += fmt.Sprintf(` lang="%s"`, html.EscapeString(lang))
	}
	if d := direction(text); d != "" && d != directionOf(around) {
		out += fmt.Sprintf(` dir="%s"`, d)
	}
	return out
}

// directionOf a language: that of the script it is usually written in.
func directionOf(lang string) string {
	script, _ := language.Make(lang).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// Language of the page: its own, else the dossier's.
func (p *Page) Language(s *Site) string {
	if p.Lang != "" {
		return p.Lang
	}
	return s.Settings.Language
}

// Direction of the page's language: "rtl", or "" for the direction that needs no word.
func (p *Page) Direction(s *Site) string {
	if d := directionOf(p.Language(s)); d == "rtl" {
		return d
	}
	return ""
}

// Cited returns the pages of the sources that a citation names, in order; nil where there is none.
func (p *Page) Cited(citation int) []*Page { return p.cited[citation] }

// Proved returns what proves a quotation of the page, one object a source.
func (p *Page) Proved(quotation int) []*Quotation { return p.quoted[quotation] }

// QuotationLanguage is the language of the words of a quotation as they are shown.
func QuotationLanguage(q *Quotation) string {
	if lang := q.Citation.Attrs.Lang.Value; lang != "" && !q.Quotation.Translated {
		return lang
	}
	return languageOf(q.Source.Drawn.Languages, q.Text)
}

// Isolate escapes a text for HTML and puts its runs from right to left into elements of
// their own, with language and direction, so that the punctuation around them stays in
// its place. around is the language of the text.
func (s *Site) Isolate(text, around string) string {
	if !strings.ContainsFunc(text, mayBeRTL) || directionOf(around) == "rtl" {
		return html.EscapeString(text)
	}
	var b strings.Builder
	start, end := -1, -1 // of the run, to the end of its last letter
	written := 0
	flush := func() {
		if start < 0 {
			return
		}
		run := text[start:end]
		b.WriteString(html.EscapeString(text[written:start]))
		fmt.Fprintf(&b, `<bdi lang="%s" dir="rtl">%s</bdi>`, s.languageOfRun(run), html.EscapeString(run))
		written, start = end, -1
	}
	for i, r := range text {
		switch d := direction(string(r)); {
		case d == "rtl" || start >= 0 && unicode.Is(unicode.M, r):
			if start < 0 {
				start = i
			}
			end = i + utf8.RuneLen(r)
		case d == "ltr":
			flush()
		}
	}
	flush()
	b.WriteString(html.EscapeString(text[written:]))
	return b.String()
}

// mayBeRTL tells whether a character lies in a block of the scripts from right to left.
func mayBeRTL(r rune) bool {
	return r >= 0x590 && r < 0x900 || r >= 0xfb1d && r < 0xff00 || r >= 0x10800 && r < 0x11000 || r >= 0x1e800 && r < 0x1f000
}

// languageOfRun is the first language of a source that is written in the script of the run; "und" if there is none.
func (s *Site) languageOfRun(run string) string {
	for _, src := range s.Sources {
		if l := languageOf(src.Drawn.Languages, run); len(src.Drawn.Languages) > 0 && directionOf(l) == "rtl" {
			return l
		}
	}
	return "und"
}
