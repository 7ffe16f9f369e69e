package render

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// Verification is the report on every quotation. Its head, at /verification/, says how a
// mark is to be read and lists the stored texts; each source has a report of its own below
// it, at /verification/ID/, in which its quotations stand in the order of the text.
type Verification struct {
	Total, Exact, Verbatim, Edited, Translated int

	// Of the head.
	Sources []VerifiedSource
	Example *Example

	// Of a source's report.
	Source     *VerifiedSource
	Paragraphs []Proofs
	After      Link // the report of the next source
}

// A VerifiedSource is a stored text, its digest and what is quoted from it.
type VerifiedSource struct {
	Link
	Seed, SHA256 string
	Quotations   int
	Report       string // the address of the report on them; "" if there are none
}

// An Example is a quotation of this dossier with the commands that cut it out of its source.
type Example struct {
	Commands, Output string
	Page             Link
	Source           Link
	Start, End       int
}

// Proofs are the passages that begin in one paragraph of a source.
type Proofs struct {
	Paragraph int
	Passages  []Proof
}

// A Proof is a passage with what was found of it, and every place that quotes it in the same words.
type Proof struct {
	Words      []string // by paragraph, as the pages show them
	LangDir    template.HTMLAttr
	Passage    string // its address on the page of its source
	LastPara   int    // 0: it ends in the paragraph in which it begins
	Start, End int
	Pieces     [][2]int // where omissions split it
	Verdict    string
	Folds      []string // what differs, in words
	Left       []string // what omissions leave out
	Places     Links
}

// sourcesPerPart is how many sources the head of the report lists before it goes on in a second part.
const sourcesPerPart = 100

func (p *planner) verificationPages() {
	p.parts("/verification/", len(p.Sources), sourcesPerPart, func(from, to int) *View {
		v := p.bare("verification", "Verification", "Every quotation of this dossier, where it stands in its source, and how to check it yourself.", "/verification/")
		v.Verification = p.verification()
		for _, src := range p.Sources[from:to] {
			v.Verification.Sources = append(v.Verification.Sources, p.verifiedSource(src))
		}
		if from == 0 {
			v.Verification.Example = p.example()
		} else {
			v.Summary = fmt.Sprintf("The stored texts %d to %d of %d, and what is quoted from them.", from+1, to, len(p.Sources))
		}
		return v
	})
	var next *site.Page // whose report follows
	for _, src := range slices.Backward(p.Sources) {
		if len(src.Drawn.Quotations) == 0 {
			continue
		}
		p.report(src, next)
		next = src
	}
	p.correctionPages()
}

// reportURL is the address of the report on the quotations of a source.
func reportURL(src *site.Page) string { return "/verification/" + src.ID + "/" }

// report plans the pages on the quotations of one source.
func (p *planner) report(src, next *site.Page) {
	cuts := proofCuts(src.Drawn.Quotations)
	at := reportURL(src)
	p.parts(at, len(cuts)-1, 1, func(part, _ int) *View {
		qs := src.Drawn.Quotations[cuts[part]:cuts[part+1]]
		summary := fmt.Sprintf("Each quotation from %s in the order of its text, with its bytes and its verdict: %s.", src.Title.Value, paragraphs(qs[0].Match.Paragraph, qs[len(qs)-1].Match.Paragraph))
		v := p.bare("verification", "Quotations from "+src.Title.Value, summary, at)
		v.Verification = p.verification()
		s := p.verifiedSource(src)
		v.Verification.Source = &s
		v.Verification.Paragraphs = p.proofs(qs)
		if next != nil && part == len(cuts)-2 {
			v.Verification.After = p.link(next)
			v.Verification.After.URL = p.Href(reportURL(next))
		}
		return v
	})
}

func paragraphs(first, last int) string {
	if first == last {
		return fmt.Sprintf("paragraph %d", first)
	}
	return fmt.Sprintf("paragraphs %d to %d", first, last)
}

// proofCuts divides quotations among parts, none of which grows without bound: not in the
// elements of its page, not in the bytes of its words. It gives the places of the cuts,
// the beginning and the end among them.
func proofCuts(qs []*site.Quotation) []int {
	const elements, bytes = 1200, 48_000
	cuts := []int{0}
	e, b := 0, 0
	for i, q := range qs {
		e1, b1 := 2, len(q.Page.Title.Value)+60
		if i == 0 || !sameProof(q, qs[i-1]) {
			e1, b1 = 11+len(q.Match.Left), b1+len(q.Text)+200
			for _, left := range q.Match.Left {
				b1 += left.End - left.Start
			}
		}
		if e, b = e+e1, b+b1; i > 0 && (e > elements || b > bytes) {
			cuts = append(cuts, i)
			e, b = e1, b1
		}
	}
	return append(cuts, len(qs))
}

// sameProof tells whether two quotations are the same words of the same bytes with the same verdict.
func sameProof(a, b *site.Quotation) bool {
	return a.Match.Span == b.Match.Span && a.Text == b.Text && a.Verdict == b.Verdict && slices.Equal(a.Match.Pieces, b.Match.Pieces)
}

func (p *planner) verification() *Verification {
	v := &Verification{Total: len(p.Quotations)}
	v.Exact, v.Verbatim, v.Edited, v.Translated = p.Verdicts()
	return v
}

func (p *planner) verifiedSource(src *site.Page) VerifiedSource {
	v := VerifiedSource{Link: p.link(src), Seed: src.Page.Source.Seed.Value, SHA256: src.Page.Source.SHA256.Value, Quotations: len(src.Drawn.Quotations)}
	if v.Quotations > 0 {
		v.Report = p.Href(reportURL(src))
	}
	return v
}

// proofs shows quotations in the order of their source, those of the same words once.
func (p *planner) proofs(qs []*site.Quotation) []Proofs {
	var out []Proofs
	var shown []*site.Quotation // by passage of the last paragraph
	for _, q := range qs {
		if len(out) == 0 || out[len(out)-1].Paragraph != q.Match.Paragraph {
			out = append(out, Proofs{Paragraph: q.Match.Paragraph})
			shown = nil
		}
		last := &out[len(out)-1]
		i := slices.IndexFunc(shown, func(s *site.Quotation) bool { return sameProof(q, s) })
		if i < 0 {
			i = len(shown)
			shown = append(shown, q)
			last.Passages = append(last.Passages, p.proof(q))
		}
		last.Passages[i].Places = append(last.Passages[i].Places, p.placeOf(q))
	}
	return out
}

func (p *planner) proof(q *site.Quotation) Proof {
	f := Proof{
		Words: strings.Split(q.Text, "\u2029"), LangDir: template.HTMLAttr(site.LangDir(site.QuotationLanguage(q), q.Text, p.Settings.Language)),
		Passage: p.passageURL(q), Start: q.Match.Span.Start, End: q.Match.Span.End, Verdict: q.Verdict,
	}
	if q.Match.LastPara > q.Match.Paragraph {
		f.LastPara = q.Match.LastPara
	}
	for _, piece := range q.Match.Pieces {
		f.Pieces = append(f.Pieces, [2]int{piece.Start, piece.End})
	}
	for _, fold := range q.Match.Folds {
		f.Folds = append(f.Folds, foldWords[fold])
	}
	for _, left := range q.Match.Left {
		f.Left = append(f.Left, strings.TrimSpace(raw(q.Source.Drawn, left.Start, left.End)))
	}
	return f
}

// foldWords say to readers what the folding table takes for the same. Its names are those of [quote.Match].
var foldWords = map[string]string{
	"white space":          "spaces or line ends of another kind or number",
	"paragraph":            "the end of a paragraph, which may be a space in the quotation",
	"single marks":         "straight and curly single marks",
	"double marks":         "straight and curly double marks",
	"hyphens":              "hyphens or minus signs of another kind",
	"ellipsis":             "an ellipsis as one sign or as three stops",
	"soft hyphen":          "soft hyphens, which are not shown",
	"normal form":          "accented letters that are stored in another way",
	"direction marks":      "marks of direction, which are not shown",
	"direction controls":   "controls of direction, which are not shown",
	"invisible":            "invisible characters",
	"joiners":              "joiners outside of words, which are not shown",
	"variation":            "selectors of a letter's shape, which are not shown",
	"presentation letters": "letters stored by their shape, as old Arabic texts do",
	"inner marks":          "inner quotation marks, double for single or single for double",
	"end mark":             "a full stop or comma at the end, which is not the source’s",
}

// example is the first quotation of the dossier that is one run of bytes on one line, and
// long enough to be recognised; else the first such run; nil if there is none.
func (p *planner) example() *Example {
	const recognised = 60
	var of *site.Quotation
	for _, src := range p.Sources {
		for _, q := range src.Drawn.Quotations {
			if q.Match.Pieces != nil || strings.ContainsAny(seedWords(q), "\r\n\t") {
				continue
			}
			if length(q) >= recognised {
				return p.exampleOf(q)
			}
			if of == nil {
				of = q
			}
		}
	}
	if of == nil {
		return nil
	}
	return p.exampleOf(of)
}

func (p *planner) exampleOf(q *site.Quotation) *Example {
	f, start, end := q.Source.Page.Source, q.Match.Span.Start, q.Match.Span.End
	file := "seeds/" + f.Seed.Value
	word := shellWord(file)
	return &Example{
		Commands: fmt.Sprintf("sha256sum %s\ntail -c +%d %s | head -c %d; echo\n", word, start+1, word, end-start),
		Output:   fmt.Sprintf("%s  %s\n%s\n", f.SHA256.Value, file, seedWords(q)),
		Page:     p.placeOf(q), Source: p.link(q.Source), Start: start, End: end,
	}
}

// seedWords are the bytes of the seed in which a quotation was found.
func seedWords(q *site.Quotation) string {
	return string(q.Source.Drawn.Seed.Data[q.Match.Span.Start:q.Match.Span.End])
}

// shellWord quotes a file name for a shell, if it needs it.
func shellWord(s string) string {
	if strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// HTML is the passage as an item of the report.
func (f Proof) HTML() template.HTML {
	var m markup
	m.put(`<li><p class="where"><a href="`, f.Passage, fmt.Sprintf(`">bytes %d–%d</a> <b>`, f.Start, f.End), f.Verdict, `</b></p>`)
	for _, words := range f.Words {
		m.put(`<p class="words"`+string(f.LangDir)+`>`, words, `</p>`)
	}
	m.WriteString(`<p class="places">`)
	if len(f.Folds) > 0 {
		m.put(`Differs in: `, strings.Join(f.Folds, "; "), `. `)
	}
	if f.LastPara > 0 {
		fmt.Fprintf(&m, "Ends in paragraph %d. ", f.LastPara)
	}
	for i, piece := range f.Pieces {
		switch i {
		case 0:
			fmt.Fprintf(&m, "In pieces: %d–%d", piece[0], piece[1])
		case len(f.Pieces) - 1:
			fmt.Fprintf(&m, " and %d–%d. ", piece[0], piece[1])
		default:
			fmt.Fprintf(&m, ", %d–%d", piece[0], piece[1])
		}
	}
	m.WriteString("Quoted in ")
	m.links(f.Places)
	m.WriteString(".</p>")
	for _, left := range f.Left {
		m.put(`<p class="left">Left out: `+"“", left, `”</p>`)
	}
	m.WriteString("</li>\n")
	return m.html()
}

// A Correction that was made to a page.
type Correction struct {
	Date Date
	Text string
}

// corrections are those of a page, the newest first.
func (p *planner) corrections(page *site.Page) []Correction {
	made := slices.Clone(page.Corrections)
	slices.SortStableFunc(made, func(a, b dossier.Correction) int { return strings.Compare(b.Date.First(), a.Date.First()) })
	var out []Correction
	for _, c := range cut(made, listed) {
		out = append(out, Correction{Date: date(c.Date), Text: c.Text})
	}
	return out
}

// correctionsPerPart is how many corrections the list of all shows before it goes on in a second part.
const correctionsPerPart = 100

// correctionPages list the corrections of all pages, the newest first. Without any there is
// no such list, and an author's own page at its address stays what it is.
func (p *planner) correctionPages() {
	if !p.hasCorrections() {
		return
	}
	type corrected struct {
		page *site.Page
		dossier.Correction
	}
	var all []corrected
	for _, page := range p.Pages {
		for _, c := range page.Corrections {
			all = append(all, corrected{page, c})
		}
	}
	slices.SortStableFunc(all, func(a, b corrected) int {
		return cmp.Or(strings.Compare(b.Date.First(), a.Date.First()), strings.Compare(a.page.URL, b.page.URL))
	})
	p.parts("/corrections/", len(all), correctionsPerPart, func(from, to int) *View {
		v := p.bare("corrections", "Corrections", "What was corrected on the pages of this dossier, the newest first.", "/corrections/")
		if from > 0 {
			v.Summary = fmt.Sprintf("Corrections %d to %d of %d, the newest first.", from+1, to, len(all))
		}
		for _, c := range all[from:to] {
			e := Entry{Link: p.link(c.page), Date: date(c.Date)}
			e.Summary = c.Text
			v.List = append(v.List, e)
		}
		return v
	})
}

// hasCorrections tells whether the program makes a list of corrections.
func (p *planner) hasCorrections() bool {
	return p.At("/corrections/") == nil && slices.ContainsFunc(p.Pages, func(page *site.Page) bool { return len(page.Corrections) > 0 })
}

// CorrectionURL is where a reader of this page writes to: the address that the settings
// name and, if it is one for mail, a subject that says which page is meant. "" if they name none.
func (v *View) CorrectionURL() string {
	address := v.Site.Corrections
	if !strings.HasPrefix(address, "mailto:") || strings.Contains(address, "subject=") {
		return address
	}
	at := v.Canonical
	if at == "" {
		at = v.URL
	}
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	subject := url.QueryEscape("Correction: " + v.Title + " (" + at + ")")
	return address + join + "subject=" + strings.ReplaceAll(subject, "+", "%20") // in mail a plus is a plus
}
