package render

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/site"
)

// Each page once more as plain Markdown, and /llms.txt, which lists them. The text is the
// author's own, spliced where the parser knows what stands there: links by name become
// plain links, citations become footnotes, comments go. Converting the HTML back would
// lose what the author wrote and prove nothing.

func (p *planner) markdowned() bool { return !p.Settings.NoMarkdown }

// markdownURL is where the Markdown of a page lies.
func markdownURL(url string) string { return url + "index.md" }

// A splice puts a text in the place of a part of the file.
type splice struct {
	diag.Span
	text string
}

// markdown is the page as plain Markdown: title, summary, text, what follows from the
// graph, notes.
func (p *planner) markdown(page *site.Page) []byte {
	var b strings.Builder
	b.Grow(2*len(page.File.Data) + 1024)
	fmt.Fprintf(&b, "# %s\n\n", escapeMarkdown(page.Title.Value))
	if s := oneLine(page.Summary); s != "" {
		fmt.Fprintf(&b, "%s\n\n", escapeMarkdown(s))
	}
	kind := page.Kind.String()
	if page.Draft {
		kind += ", draft"
	}
	fmt.Fprintf(&b, "- %s: <%s>\n", strings.ToUpper(kind[:1])+kind[1:], p.addressOf(page))
	item := func(what, value string) {
		if value != "" {
			fmt.Fprintf(&b, "- %s: %s\n", what, escapeMarkdown(oneLine(value)))
		}
	}
	item("Date", page.Date.Words())
	item("Last change", page.Updated.Words())
	p.facts(item, page)
	if text := p.spliced(page); text != "" {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	p.follows(&b, page)
	mark := noteMark(page)
	for i, n := range page.Notes {
		if n.Citation >= 0 {
			fmt.Fprintf(&b, "\n[^%s]: %s\n", mark(i), p.plainNote(page, n.Citation))
		}
	}
	return []byte(b.String())
}

// noteMark gives the labels of citations: the numbers of the page, unless the author's
// own footnotes are numbered too.
func noteMark(page *site.Page) func(int) string {
	prefix := ""
	for _, n := range page.Notes {
		if n.Citation < 0 && strings.Trim(n.Label, "0123456789") == "" {
			prefix = "cite-"
		}
	}
	return func(i int) string { return prefix + strconv.Itoa(i+1) }
}

// spliced is the text of the page below its front matter.
func (p *planner) spliced(page *site.Page) string {
	data := page.File.Data
	var splices []splice
	for _, s := range page.Unseen {
		splices = append(splices, splice{s, ""})
	}
	for i := range page.Refs {
		if s, ok := p.plainLink(page, i); ok {
			splices = append(splices, s)
		}
	}
	mark := noteMark(page)
	for i := range page.Citations {
		c := &page.Citations[i]
		text := "[^" + mark(c.Note) + "]"
		if c.Span.End < len(data) && data[c.Span.End] == ':' {
			text += `\` // or it would define a note
		}
		splices = append(splices, splice{c.Span, text})
	}
	slices.SortStableFunc(splices, func(a, b splice) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	at := page.Start
	for _, s := range splices {
		if s.Start < at { // a definition that several links use, or a part of what is left out
			continue
		}
		b.Write(data[at:s.Start])
		b.WriteString(s.text)
		at = s.End
	}
	b.Write(data[at:])
	return strings.Trim(b.String(), "\n")
}

// plainLink turns a reference into what Markdown elsewhere understands.
func (p *planner) plainLink(page *site.Page, i int) (splice, bool) {
	r := &page.Refs[i]
	data := page.File.Data
	// What stands on the page is asked for as for the page: a body of one hole.
	hole := func(k dossier.HoleKind) string {
		return html.UnescapeString(p.Fill(page, dossier.Body{Holes: []dossier.Hole{{Kind: k, Index: i}}}))
	}
	href := p.whole(hole(dossier.HoleHref))
	if href == "" {
		return splice{}, false // broken: reported, and never published
	}
	href = bracketless.Replace(href)
	if !r.Wiki {
		span := r.Name.Span
		if r.Heading.Span.End > span.End {
			span.End = r.Heading.Span.End
		}
		if span.Start >= span.End || strings.ContainsAny(string(data[span.Start:span.End]), " \t\n()<>[]") {
			return splice{}, false
		}
		return splice{span, href}, true
	}
	words := ""
	switch {
	case r.Words:
		words = escapeMarkdownAgain(oneLine(r.Written))
	case r.Name.Value == "":
		words = escapeMarkdown(r.Heading.Value)
	default:
		words = escapeMarkdown(hole(dossier.HoleName))
	}
	return splice{r.Span, "[" + words + "](" + href + ")"}, true
}

// whole is an address of this site as others can use it; one below the base path is made absolute.
func (p *planner) whole(href string) string {
	base := p.Settings.BaseURL
	if base == "" || !strings.HasPrefix(href, "/") {
		return href
	}
	return strings.TrimSuffix(strings.TrimSuffix(base, "/"), strings.TrimSuffix(p.Settings.BasePath, "/")) + href
}

// bracketless keeps an address from ending where it stands in round brackets.
var bracketless = strings.NewReplacer("(", "%28", ")", "%29")

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "~", `\~`, "|", `\|`, "&", `\&`, "#", `\#`,
)

// escapeMarkdown lets a text stand in Markdown as it is.
func escapeMarkdown(s string) string { return markdownEscapes.Replace(s) }

// escapeMarkdownAgain does the same for the words of a link by name, which have backslashes
// and entities already, but are never emphasis.
func escapeMarkdownAgain(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			b.WriteString(s[i : i+2])
			i++
		case strings.IndexByte("*_`~<>[]|", c) >= 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// plainNote is the note of a citation: the source in full, and of each thing that it does
// not state, that it is not stated.
func (p *planner) plainNote(page *site.Page, index int) string {
	c := &page.Citations[index]
	var proved []*site.Quotation
	if c.Quotation >= 0 {
		proved = page.Proved(c.Quotation)
	}
	var parts []string
	if c.Prefix != "" {
		parts = append(parts, escapeMarkdown(c.Prefix))
	}
	for i, src := range page.Cited(index) {
		if src == nil {
			continue
		}
		var q *site.Quotation
		for _, x := range proved {
			if x.Source == src && x.Citation == c {
				q = x
			}
		}
		parts = append(parts, p.plainSource(src, c.Items[i], q))
	}
	if len(proved) > 0 && proved[0].Citation == c {
		q := proved[0]
		if len(q.By) > 0 {
			parts = append(parts, "Attributed to "+p.plainLinks(q.By)+".")
		}
		if len(q.Via) > 0 {
			parts = append(parts, "Reported through "+p.plainLinks(q.Via)+".")
		}
		if len(q.Claims) > 0 {
			parts = append(parts, "Bears on: "+p.plainLinks(q.Claims)+" ("+q.Stance+").")
		}
		if q.Quotation.Translated {
			parts = append(parts, "The words of the source, verified: "+escapeMarkdown("“"+oneLine(plain(q.Text))+"”")+". The translation is not.")
		} else {
			parts = append(parts, "Verdict: "+q.Verdict+".")
		}
		if ok := c.Attrs.OK.Value; ok != "" {
			parts = append(parts, "Left out because: "+escapeMarkdown(stopped(oneLine(ok))))
		}
	}
	return strings.Join(parts, " ")
}

func (p *planner) plainSource(src *site.Page, it dossier.CitationItem, q *site.Quotation) string {
	f := src.Page.Source
	stated := func(what string, t dossier.Text) string {
		if isStated(t) {
			return escapeMarkdown(t.Value)
		}
		return what + " not stated"
	}
	parts := []string{p.plainLinks([]*site.Page{src}), stated("author", f.Author), stated("publisher", f.Publisher)}
	if f.Published.IsZero() {
		parts = append(parts, "date of publication not stated")
	} else {
		parts = append(parts, f.Published.Words())
	}
	first, last := it.Paragraph, it.LastPara
	if q != nil {
		first, last = q.Match.Paragraph, q.Match.LastPara
	}
	switch {
	case last > first:
		parts = append(parts, fmt.Sprintf("paragraphs %d–%d", first, last))
	case first > 0:
		parts = append(parts, fmt.Sprintf("paragraph %d", first))
	}
	if it.Suffix != "" {
		parts = append(parts, escapeMarkdown(it.Suffix))
	}
	if isStated(f.URL) {
		parts = append(parts, "<"+f.URL.Value+">")
	} else {
		parts = append(parts, "address not stated")
	}
	return strings.Join(parts, ", ") + "."
}

// plainLinks name pages in a row.
func (p *planner) plainLinks(pages []*site.Page) string {
	var out []string
	for _, q := range cut(pages, listed) {
		out = append(out, "["+escapeMarkdown(q.Title.Value)+"]("+bracketless.Replace(p.addressOf(q))+")")
	}
	if n := len(pages) - listed; n > 0 {
		out = append(out, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(out, ", ")
}

// facts are those of the front matter, by kind.
func (p *planner) facts(item func(what, value string), page *site.Page) {
	switch page.Kind {
	case dossier.Source:
		f := page.Page.Source
		published := f.Published.Words()
		if published == "" {
			published = dossier.NotStated
		}
		item("Published", published)
		item("Author", orNotStated(f.Author))
		item("Publisher", orNotStated(f.Publisher))
		item("Address", orNotStated(f.URL))
		for _, st := range f.Stated {
			item("States of itself, "+strings.ReplaceAll(st.Key.Value, "_", " "), st.Text.Value)
		}
		item("Stored text", f.Seed.Value)
		item("SHA-256", f.SHA256.Value)
	case dossier.Actor:
		item("Type", page.Page.Actor.Type)
		item("Role", page.Page.Actor.Role)
		var names []string
		for _, n := range page.Page.Actor.Names {
			names = append(names, n.Value)
		}
		item("Also written", strings.Join(names, "; "))
	case dossier.Claim:
		item("Status", page.Carried.Status())
	case dossier.Question:
		item("Contradiction", page.Page.Question.Contradiction)
	case dossier.Event:
		item("Dated", page.Event.Dated)
		item("Why", page.Event.Dating)
	}
}

// follows is what follows from the graph, as short lists.
func (p *planner) follows(b *strings.Builder, page *site.Page) {
	first := true
	line := func(what string, pages []*site.Page) {
		if len(pages) == 0 {
			return
		}
		if first {
			b.WriteString("\n## What follows from the dossier\n\n")
			first = false
		}
		fmt.Fprintf(b, "- %s: %s\n", what, p.plainLinks(pages))
	}
	switch page.Kind {
	case dossier.Source:
		d := page.Drawn
		line("Supports", d.Supports)
		line("Disputes", d.Disputes)
		line("What it alone reports", d.Alone)
		line("Silent on (silence is not denial)", d.Silent)
	case dossier.Actor:
		line("Part of", page.Within)
		line("Parts", page.People)
		line("Says", page.Said.Says)
		line("Disputes", page.Said.Disputes)
		line("Is spoken of in", page.Said.SpokenOf)
		line("Events", page.Said.Events)
	case dossier.Claim:
		c := &page.Carried
		line("Said by", c.By)
		line("Disputed by", c.DisputedBy)
		line("Speaks of", c.About)
		line("Sources that support it", c.Supports)
		line("Sources that dispute it", c.Disputes)
		line("Silent (silence is not denial)", c.Silent)
		line("Questions", c.Questions)
	case dossier.Question:
		for _, side := range page.Contest.Sides {
			line("Side “"+escapeMarkdown(side.Name)+"”", side.Claims)
		}
		line("Inside one source", page.Contest.Inside)
		line("Silent (silence is not denial)", page.Contest.Silent)
	case dossier.Event:
		line("Actors", page.People)
	}
}

// llmsListed is how many pages of a kind llms.txt lists.
const llmsListed = 100

// llms is /llms.txt in the form of llmstxt.org: what the site is, and where its pages are
// as Markdown. The data files have what it does not list.
func (p *planner) llms() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", escapeMarkdown(p.Settings.Title))
	if d := oneLine(p.Settings.Description); d != "" {
		fmt.Fprintf(&b, "> %s\n\n", escapeMarkdown(d))
	}
	fmt.Fprintf(&b, `A dossier of contested testimony. Every quotation is compared, letter by letter, with the stored text of the source that it cites; the data files say where it stands. A claim is what somebody is said to assert, never a finding of this site. Being spoken of is not saying. Silence is not denial.
`)
	group := func(title, all string, pages []*site.Page) {
		if len(pages) == 0 {
			return
		}
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		for _, q := range cut(byTitle(pages), llmsListed) {
			fmt.Fprintf(&b, "- [%s](%s)", escapeMarkdown(q.Title.Value), bracketless.Replace(p.world(markdownURL(q.URL))))
			if s := oneLine(q.Summary); s != "" {
				b.WriteString(": " + escapeMarkdown(s))
			}
			b.WriteByte('\n')
		}
		if n := len(pages) - llmsListed; n > 0 {
			fmt.Fprintf(&b, "- [%d more](%s)\n", n, p.world(all))
		}
	}
	group("Pages", "/data/dossier.json", p.Free)
	for _, k := range []dossier.Kind{dossier.Question, dossier.Claim, dossier.Actor, dossier.Source, dossier.Event} {
		group(kindTitle(k), "/"+k.Folder()+"/", p.OfKind(k))
	}
	b.WriteString("\n## Optional\n\n")
	for _, f := range [][2]string{
		{"data/dossier.json", "the whole dossier as data"},
		{"data/quotations.json", "every quotation with its place in the stored text"},
		{"data/claims.csv", "claims with who says them and which sources bear on them"},
		{"data/matrix.csv", "claims by sources"},
		{"data/sources.bib", "the sources for reference managers"},
	} {
		fmt.Fprintf(&b, "- [%s](%s): %s\n", f[0], p.world("/"+f[0]), f[1])
	}
	return []byte(b.String())
}
