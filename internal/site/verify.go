package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/quote"
)

// A Memo keeps folded source texts and verdicts between builds. What one build
// does not use is forgotten. It may be dropped at any time; nothing but time changes.
type Memo struct {
	texts    map[textKey]*quote.Text
	verdicts map[*dossier.Page][]verdict
}

type textKey struct {
	seed   diag.Digest
	layout string
}

// A verdict holds for one page's bytes and one text: both are kept as long as they are the same.
type verdict struct {
	text   *quote.Text
	match  quote.Match
	faults []quote.Fault
}

// readSeeds gives every source its text and checks what its page says of it.
func (s *Site) readSeeds(in Inputs, memo *Memo) {
	seeds := make(map[string]*diag.File, len(in.Seeds))
	for _, f := range in.Seeds {
		seeds[strings.TrimPrefix(f.Path, "seeds/")] = f
	}
	if memo == nil {
		memo = &Memo{}
	}
	keys := make([]textKey, len(s.Sources))
	problems := make([][]diag.Diagnostic, len(s.Sources))
	parallel(in.Workers, len(s.Sources), func(i int) {
		d := desk{Site: s, page: s.Sources[i]}
		p, f := d.page, d.page.Page.Source
		p.Drawn.Languages = s.languages(f)
		if f.Seed.Value == "" {
			return // the front matter says so
		}
		seed := seeds[f.Seed.Value]
		if seed == nil {
			hint := "put the text into seeds/, byte for byte as it was received"
			var have []string
			for name := range seeds {
				have = append(have, name)
			}
			slices.Sort(have)
			if near := dossier.Nearest(f.Seed.Value, have, 3); len(near) > 0 {
				hint = "did you mean " + orList(near) + "?"
			}
			d.report(&ruleSeedMissing, f.Seed.Span, fmt.Sprintf("there is no file seeds/%s", f.Seed.Value), hint)
			problems[i] = d.problems
			return
		}
		sum := hex.EncodeToString(seed.Digest[:])
		switch {
		case f.BadDigest: // the front matter says so
		case f.SHA256.Value == "":
			d.report(&ruleSeedHashMissing, f.Seed.Span, "the page does not record the SHA-256 of seeds/"+f.Seed.Value, "add the line sha256: "+sum)
		case f.SHA256.Value != sum:
			d.report(&ruleSeedHash, f.SHA256.Span, fmt.Sprintf("seeds/%s is not the text that was recorded; its SHA-256 is %s", f.Seed.Value, sum),
				"restore the file as it was, or keep the new text as a source of its own")
		}
		layout := quote.Layout{BlankLines: f.BlankLines, Language: p.Drawn.Languages[0]}
		lines := seedLines(seed.Data)
		for _, ig := range f.Ignore {
			for _, l := range ig.Lines {
				if l.Number > lines {
					d.report(&ruleIgnoreLines, l.Span, fmt.Sprintf("seeds/%s has %d lines, so there is no line %d to ignore", f.Seed.Value, lines, l.Number),
						"count the lines as an editor does, from 1")
				}
				layout.Ignore = append(layout.Ignore, [2]int{l.Number, l.Number})
			}
		}
		keys[i] = textKey{seed.Digest, fmt.Sprint(layout)}
		text := memo.texts[keys[i]]
		if text == nil {
			text = quote.NewText(seed.Data, layout)
		}
		p.Drawn.Seed, p.Drawn.Text = seed, text
		for _, fault := range text.Faults() {
			r := quoteRules[fault.Code]
			g := r.At(seed, diag.Span(fault.Span), fault.Message)
			g.Note, g.Hint = fault.Note, fault.Hint
			g.Related = []diag.Related{{File: p.File, Span: f.Seed.Span, Message: "the text of this source"}}
			d.problems = append(d.problems, g)
		}
		for _, st := range f.Stated {
			match, faults := text.Find(quote.Query{Text: st.Text.Value})
			if match.Verdict != quote.None {
				continue
			}
			message := fmt.Sprintf("seeds/%s does not say “%s”", f.Seed.Value, short(st.Text.Value))
			g := d.report(&ruleStated, st.Text.Span, message, "copy the words from the seed; what the text does not say of itself is `not stated`")
			for _, fault := range faults {
				g.Note = fault.Note
				for _, at := range fault.Places {
					g.Related = append(g.Related, passage(seed, at))
				}
				if fault.Code != "quote/not-found" && fault.Hint != "" {
					g.Hint = fault.Message + "; " + fault.Hint
				}
				break
			}
		}
		problems[i] = d.problems
	})
	fresh := make(map[textKey]*quote.Text, len(s.Sources))
	for i, p := range s.Sources {
		s.Problems = append(s.Problems, problems[i]...)
		if p.Drawn.Text != nil {
			fresh[keys[i]] = p.Drawn.Text
		}
	}
	memo.texts = fresh
}

// languages of a source: what its page says, else the dossier's.
func (s *Site) languages(f *dossier.SourceFacts) []string {
	var tags []string
	for _, t := range f.Languages {
		tags = append(tags, t.Value)
	}
	if len(tags) == 0 {
		tags = []string{s.Settings.Language}
	}
	return tags
}

func seedLines(b []byte) int {
	n := 0
	for i, c := range b {
		if c == '\n' || c == '\r' && (i+1 == len(b) || b[i+1] != '\n') {
			n++
		}
	}
	if len(b) > 0 && b[len(b)-1] != '\n' && b[len(b)-1] != '\r' {
		n++
	}
	return n
}

func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return string(r)
}

func passage(seed *diag.File, at quote.Span) diag.Related {
	return diag.Related{File: seed, Span: diag.Span(at), Message: "“" + short(string(seed.Data[at.Start:at.End])) + "”"}
}

// verify compares every quotation with every source that is to prove it.
func (s *Site) verify(workers int, memo *Memo) {
	if memo == nil {
		memo = &Memo{}
	}
	compared := make([]int, len(s.Pages))
	lost := make([][]missing, len(s.Pages))
	broken := make([][]failed, len(s.Pages))
	kept := make([][]verdict, len(s.Pages))
	index := make(map[*Page]int, len(s.Pages))
	for i, p := range s.Pages {
		index[p] = i
	}
	s.eachPage(workers, func(d *desk) {
		i := index[d.page]
		kept[i], compared[i] = d.verify(memo.verdicts[d.page.Page])
		lost[i], broken[i] = d.missing, d.failed
	})
	fresh := make(map[*dossier.Page][]verdict, len(s.Pages))
	for i, p := range s.Pages {
		s.Verified += compared[i]
		if kept[i] != nil {
			fresh[p.Page] = kept[i]
		}
		for _, of := range p.quoted {
			s.Quotations = append(s.Quotations, of...)
		}
	}
	memo.verdicts = fresh
	s.eachPage(workers, (*desk).checkAddresses)
	s.elsewhere(slices.Concat(lost...))
	s.noLongerHold(slices.Concat(broken...))
}

// verify compares the quotations of one page. Old verdicts are used where the text is the same.
func (d *desk) verify(old []verdict) (kept []verdict, compared int) {
	p := d.page
	p.quoted = make([][]*Quotation, len(p.Page.Quotations))
	seen := map[string]int{}
	for i := range p.Page.Quotations {
		quoted := &p.Page.Quotations[i]
		for _, ci := range quoted.Citations {
			c := &p.Citations[ci]
			by, via, claims := d.attributes(c, quoted)
			for j, item := range c.Items {
				src := p.cited[ci][j]
				if src == nil || src.Drawn.Text == nil {
					kept = append(kept, verdict{}) // the missing source or seed is the error
					continue
				}
				text := src.Drawn.Text
				var v verdict
				if n := len(kept); n < len(old) && old[n].text == text {
					v = old[n]
				} else {
					compared++
					v.text = text
					v.match, v.faults = text.Find(quote.Query{
						Text: quoted.Text, Paragraph: item.Paragraph, LastPara: item.LastPara,
						Near: c.Attrs.Near.Value, Acknowledged: c.Attrs.OK.Value != "", Formatted: quoted.Formatted,
					})
				}
				kept = append(kept, v)
				d.faults(quoted, c, j, src, v.faults)
				if lang := c.Attrs.Lang; lang.Value != "" && !quoted.Translated && !speaks(src.Drawn.Languages, lang.Value) {
					d.report(&ruleTranslation, lang.Span, fmt.Sprintf("the words are in “%s”, the source is in “%s”, and no original is given", lang.Value, strings.Join(src.Drawn.Languages, ", ")),
						`add original="…" with the source's own words, and translator="…"`)
					continue
				}
				if v.match.Verdict == quote.None {
					d.failed = append(d.failed, failed{src, diag.Related{File: p.File, Span: quoted.Span, Message: "no longer holds: “" + short(quoted.Text) + "”"}})
					continue
				}
				q := &Quotation{
					Page: p, Source: src, Text: quoted.Text, Index: i, Note: c.Note + 1, Match: v.match,
					By: by, Via: via, Claims: claims, Stance: c.Attrs.Stance.Value, Citation: c, Quotation: quoted,
					Verdict: v.match.Verdict.String(),
				}
				if quoted.Translated {
					q.Verdict = "translated"
				}
				if q.Stance == "" {
					q.Stance = "supports"
				}
				digest := sha256.Sum256([]byte(src.ID + "\n" + quote.Canonical(quoted.Text)))
				sum := hex.EncodeToString(digest[:6])
				q.Passage = "p-" + sum
				q.Anchor = "q-" + sum
				seen[sum]++
				if n := seen[sum]; n > 1 {
					q.Anchor += fmt.Sprintf("-%d", n)
				}
				p.quoted[i] = append(p.quoted[i], q)
				p.Quotations = append(p.Quotations, q)
			}
		}
	}
	// Plain references: the paragraph must be there.
	for ci := range p.Citations {
		c := &p.Citations[ci]
		if c.Quotation >= 0 {
			continue
		}
		for j, item := range c.Items {
			src := p.cited[ci][j]
			if src == nil || src.Drawn.Text == nil || item.Paragraph == 0 {
				continue
			}
			if n := src.Drawn.Text.Paragraphs(); max(item.Paragraph, item.LastPara) > n {
				d.report(&ruleParagraph, item.Locator, fmt.Sprintf("%s has %d paragraphs, not %d", src.ID, n, max(item.Paragraph, item.LastPara)),
					"paragraphs are counted from 1 over what is not ignored")
			}
		}
	}
	return kept, compared
}

// attributes finds speakers, outlets and claims. The speaker is `by`, else the
// first actor linked in the attribution line; on a claim's own page that claim is meant.
func (d *desk) attributes(c *dossier.Citation, q *dossier.Quotation) (by, via, claims []*Page) {
	p := d.page
	by = d.ids(c.Attrs.By, dossier.Actor)
	if len(c.Attrs.By) == 0 {
		for _, r := range q.LineRefs {
			if t := p.targets[r].page; t != nil && t.Kind == dossier.Actor {
				by = []*Page{t}
				break
			}
		}
	}
	via = d.ids(c.Attrs.Via, dossier.Actor)
	claims = d.ids(c.Attrs.Claim, dossier.Claim)
	if len(c.Attrs.Claim) == 0 && p.Kind == dossier.Claim {
		claims = []*Page{p}
	}
	return by, via, claims
}

// faults turns what is wrong with a quotation into diagnostics at the very letters.
func (d *desk) faults(q *dossier.Quotation, c *dossier.Citation, item int, src *Page, faults []quote.Fault) {
	for _, f := range faults {
		span := q.Place(f.Span.Start, f.Span.End)
		switch f.Code {
		case "quote/wrong-paragraph":
			span = c.Items[item].Locator
		case "quote/wrong-near":
			span = c.Attrs.Near.Span
		}
		message := f.Message
		if f.Code == "quote/not-found" {
			message = "quotation not found in " + src.ID
		}
		g := d.report(quoteRules[f.Code], span, message, f.Hint)
		g.Note = f.Note
		for _, at := range f.Places {
			g.Related = append(g.Related, passage(src.Drawn.Seed, at))
		}
		if f.Suggest != "" && !q.Block && !q.Translated {
			g.Fix = &diag.Fix{Span: q.Span, Text: f.Suggest}
		}
		if f.Code == "quote/not-found" {
			d.missing = append(d.missing, missing{file: g.File, span: span, src: src, query: quote.Query{Text: q.Text, Formatted: q.Formatted, Acknowledged: true}})
		}
	}
}

// speaks tells whether one of the languages is that of lang, regions and variants aside.
func speaks(languages []string, lang string) bool {
	base, _ := language.Make(lang).Base()
	return slices.ContainsFunc(languages, func(l string) bool {
		b, _ := language.Make(l).Base()
		return b == base
	})
}

// languageOf tells which of a source's languages a passage is in: the first that is
// written in the script of most of its letters.
func languageOf(languages []string, text string) string {
	if len(languages) < 2 {
		return languages[0]
	}
	counts := map[string]int{}
	for _, r := range text {
		for _, script := range [...]string{"Latin", "Arabic", "Cyrillic", "Hebrew", "Greek", "Han", "Devanagari"} {
			if unicode.Is(unicode.Scripts[script], r) {
				counts[script]++
			}
		}
	}
	best := ""
	for _, script := range [...]string{"Latin", "Arabic", "Cyrillic", "Hebrew", "Greek", "Han", "Devanagari"} {
		if counts[script] > counts[best] {
			best = script
		}
	}
	codes := map[string]string{"Latin": "Latn", "Arabic": "Arab", "Cyrillic": "Cyrl", "Hebrew": "Hebr", "Greek": "Grek", "Han": "Hans", "Devanagari": "Deva"}
	for _, l := range languages {
		script, _ := language.Make(l).Script()
		if script.String() == codes[best] {
			return l
		}
	}
	return languages[0]
}

// direction is that of the first strong letter: "rtl", "ltr" or "".
func direction(text string) string {
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko):
			if unicode.IsLetter(r) {
				return "rtl"
			}
		case unicode.IsLetter(r):
			return "ltr"
		}
	}
	return ""
}

// missing is a quotation that its source does not have; another may have it.
type missing struct {
	file  *diag.File
	span  diag.Span
	src   *Page
	query quote.Query
}

// elsewhere looks for missing words in the other sources, for the first hundred
// quotations: enough to help, and no dossier with thousands of faults takes minutes.
func (s *Site) elsewhere(list []missing) {
	for _, m := range list[:min(len(list), 100)] {
		for _, src := range s.Sources {
			if src == m.src || src.Drawn.Text == nil || !src.Drawn.Text.Has(m.query) {
				continue
			}
			for i := range s.Problems {
				if g := &s.Problems[i]; g.File == m.file && g.Span == m.span && g.Rule.Code == "quote/not-found" {
					g.Hint = fmt.Sprintf("the source “%s” has these words: cite [@%s]; or %s", src.ID, src.ID, g.Hint)
				}
			}
			break
		}
	}
}

// failed is a quotation that does not hold.
type failed struct {
	src   *Page
	place diag.Related
}

// noLongerHold lists, at each source whose text has changed, the quotations that the
// present text does not bear out.
func (s *Site) noLongerHold(list []failed) {
	for i := range s.Problems {
		g := &s.Problems[i]
		if g.Rule != &ruleSeedHash {
			continue
		}
		n := 0
		for _, f := range list {
			if f.src.File == g.File {
				if n++; n <= 20 {
					g.Related = append(g.Related, f.place)
				}
			}
		}
		if n > 0 {
			g.Message += fmt.Sprintf("; of its quotations %d no longer hold", n)
		}
	}
}
