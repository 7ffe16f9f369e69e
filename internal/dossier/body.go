package dossier

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"dossier/internal/diag"
)

// markdown is CommonMark and GFM, and the forms of the contract: citations,
// links by name, footnotes. It is shared by all goroutines. goldmark's renderer
// is not used: one walk writes the HTML, the plain text and the places of the
// quotations together, so that what is verified is what readers get.
var markdown = parser.NewParser(
	parser.WithBlockParsers(parser.DefaultBlockParsers()...),
	parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	parser.WithBlockParsers(
		util.Prioritized(definitions{extension.NewFootnoteBlockParser()}, 999),
	),
	parser.WithInlineParsers(
		util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
		util.Prioritized(footnoteParser{}, 140),
		util.Prioritized(wikilinkParser{}, 145),
		util.Prioritized(citationParser{}, 150),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(bareAddresses, 999),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(paragraphLimits{}, 50),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		util.Prioritized(inlineLimits{}, 300),
	),
)

// readingKey leads the parsers to the page that they read.
var readingKey = parser.NewContextKey()

func readingOf(pc parser.Context) *reading { return pc.Get(readingKey).(*reading) }

// A reading is one page while its body is read.
type reading struct {
	page    *Page
	data    []byte
	cites   map[ast.Node][]*citeNode // by the block that they stand in
	defs    []*east.Footnote
	byLabel map[string]*east.Footnote // the first definition of each
	notes   map[string]int            // of footnotes, by label: indexes in Page.Notes
	ids     map[string]int            // of headings: the number that the next of the same name gets
	refused bool                      // a limit is passed; there is no body
	cost    int                       // what the inline text of the page costs goldmark, see limits.go
	cells   int
	flat    flat // used again for each block

	highlighted int // bytes of code

	// Brackets that are a citation or a link by name if no link begins there,
	// and the places where links do begin.
	doubtful []doubt
	links    map[int]bool
}

type doubt struct {
	span diag.Span
	what string
}

// report adds a problem of the body.
func (r *reading) report(rule *diag.Rule, span diag.Span, message, hint string) {
	d := rule.At(r.page.File, span, message)
	d.Hint = hint
	r.page.Problems = append(r.page.Problems, d)
}

// parseBody reads p.File.Data[from:] as Markdown. All places are offsets in
// the whole file, since goldmark is given the whole file and starts at from.
func parseBody(p *Page, from int) {
	r := &reading{page: p, data: p.File.Data}
	before := len(p.Problems)
	defer func() { diag.Sort(p.Problems[before:]) }()
	if !r.withinLimits(from) {
		return
	}

	pc := parser.NewContext()
	pc.Set(readingKey, r)
	source := text.NewReader(r.data)
	source.SetPosition(-1, text.NewSegment(0, from)) // as if the front matter were a line before
	source.AdvanceLine()
	root := markdown.Parse(source, parser.WithContext(pc))
	if r.refused {
		return
	}

	r.unseen(root, from)
	r.define()
	p.Body = r.render(root, len(r.data)-from)
	for i := 0; i < len(p.Notes); i++ { // a note can bring new ones
		if p.Notes[i].Citation < 0 {
			p.Notes[i].Body = r.renderNote(r.byLabel[p.Notes[i].Label])
		}
	}
	if r.refused {
		p.Body, p.Refs, p.Citations, p.Quotations, p.Notes, p.Headings = Body{}, nil, nil, nil, nil, nil
		return
	}
	r.unused()
	for _, d := range r.doubtful {
		if !r.links[d.span.Start] {
			r.report(&ruleCiteSyntax, d.span, d.what+" is followed by a round bracket, which makes it neither that nor a link",
				"put a space between the two brackets")
		}
	}
}

// A writer writes one Body: HTML with holes, and beside it the text that
// readers see, with the place of each byte where a quotation needs it.
type writer struct {
	*reading
	out   []byte
	holes []Hole

	plain []byte // the visible text of the blocks so far
	leaf  int    // where the text of the present block begins in plain
	refs  []mention
	note  bool // the body of a footnote

	quoting   bool // inside a quotation, or the translation that belongs to one
	block     bool // and that is a block quotation
	from      int  // where its text begins in plain
	runs      []Run
	formatted bool

	link   bool // inside the words of a link
	cell   bool // inside a table
	levels int  // of block quotations and lists
	depth  int  // of emphasis
	loose  bool // inside a block quotation that is not attributed
}

// A mention is a reference of the present block: its context is known at the end of the block.
type mention struct{ ref, at int }

func (r *reading) render(root ast.Node, size int) Body {
	w := &writer{reading: r, out: make([]byte, 0, size+size/2), plain: make([]byte, 0, size)}
	w.children(root)
	return Body{HTML: string(w.out), Holes: w.holes}
}

func (r *reading) renderNote(def ast.Node) Body {
	w := &writer{reading: r, note: true}
	w.children(def)
	return Body{HTML: string(w.out), Holes: w.holes}
}

func (w *writer) raw(s string) { w.out = append(w.out, s...) }

func (w *writer) hole(kind HoleKind, index, use int) {
	w.holes = append(w.holes, Hole{At: len(w.out), Kind: kind, Index: index, Use: use})
}

// visible writes text that stands in n bytes of the file from byte file on.
func (w *writer) visible(file, n int, t []byte) {
	w.out = appendEscaped(w.out, t)
	if w.quoting {
		w.runs = appendRun(w.runs, len(w.plain)-w.from, file, n, len(t))
	}
	w.plain = append(w.plain, t...)
}

// span writes a part of the file, with its escapes and entities resolved.
func (w *writer) span(start, end int) { eachPiece(w.data, start, end, w.visible) }

func (w *writer) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling() // binding may change the tree below c, never beside it
		w.node(c)
		c = next
	}
}

func (w *writer) node(n ast.Node) {
	if w.refused {
		return
	}
	switch n := n.(type) {
	case *ast.Text:
		w.text(n)
	case *ast.Paragraph:
		w.raw("<p>")
		w.leafBlock(n, true)
		w.raw("</p>\n")
	case *ast.TextBlock:
		w.leafBlock(n, true)
		if n.NextSibling() != nil {
			w.raw("\n")
		}
	case *ast.Emphasis:
		if n.Level == 2 {
			w.inline("strong", n)
		} else {
			w.inline("em", n)
		}
	case *citeNode:
		w.citation(n)
	case *wikilinkNode:
		w.wikilink(n)
	case *footnoteNode:
		w.footnote(n)
	case *passageNode:
		w.passage(n)
	case *ast.Link:
		w.markdownLink(n)
	case *ast.Image:
		w.image(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.CodeSpan:
		w.codeSpan(n)
	case *ast.String:
		w.out = appendEscaped(w.out, n.Value)
		w.plain = append(w.plain, n.Value...)
	case *east.Strikethrough:
		if w.quoting {
			w.report(&ruleQuoteStrikethrough, w.extent(n), "words inside a quotation are struck through",
				"leave them out with […]; readers cannot know who struck them")
		}
		w.inline("del", n)
	case *ast.RawHTML:
		w.rawInline(n)
	case *ast.Heading:
		w.heading(n)
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.listItem(n)
	case *ast.Blockquote:
		w.blockquote(n)
	case *ast.ThematicBreak:
		w.raw("<hr>\n")
	case *ast.CodeBlock:
		w.codeBlock(n, "")
	case *ast.FencedCodeBlock:
		w.codeBlock(n, string(n.Language(w.data)))
	case *ast.HTMLBlock:
		w.rawBlock(n)
	case *ast.LinkReferenceDefinition:
		if bytes.HasPrefix(n.Label, []byte("@")) {
			first := n.Lines().At(0)
			end := min(first.Start+len(n.Label)+len("[]"), first.Stop)
			w.report(&ruleCiteSyntax, diag.Span{Start: first.Start, End: end}, "a citation and a colon at the beginning of a paragraph define a link and show nothing",
				"put a space before the colon, or begin with other words")
		}
	case *east.Table:
		w.table(n)
	case *east.TaskCheckBox:
		if n.IsChecked {
			w.raw(`<input type="checkbox" disabled checked aria-label="done"> `)
		} else {
			w.raw(`<input type="checkbox" disabled aria-label="not done"> `)
		}
	case *east.Footnote: // written where its note is
	default:
		w.children(n)
	}
}

// leafBlock writes the inline content of a block. Citations are bound to
// their passages first, unless it is an attribution line.
func (w *writer) leafBlock(n ast.Node, bind bool) {
	if cites := w.cites[n]; bind && cites != nil && !w.quoting {
		w.bind(n, cites)
	}
	end := len(w.plain)
	w.beginLeaf(n.Pos())
	start := len(w.plain)
	w.children(n)
	w.endLeaf(end, start)
}

// beginLeaf separates the text of a block from that of the block before it.
func (w *writer) beginLeaf(file int) {
	if w.quoting && w.block && len(w.plain) > w.from {
		w.runs = appendRun(w.runs, len(w.plain)-w.from, file, 0, len("\u2029"))
		w.plain = append(w.plain, "\u2029"...)
	} else if !w.quoting {
		w.plain = append(w.plain, '\n')
	}
	w.leaf = len(w.plain)
}

// endLeaf takes the separator back if the block has no text of its own, and
// tells the references of the block their context.
func (w *writer) endLeaf(end, start int) {
	for i, m := range w.refs {
		r := &w.page.Refs[m.ref]
		if i > 0 && len(w.plain)-w.leaf <= 200 { // the whole block
			r.Context = w.page.Refs[w.refs[0].ref].Context
			continue
		}
		r.Context = excerpt(w.plain[w.leaf:], m.at-w.leaf)
	}
	w.refs = w.refs[:0]
	if w.quoting && len(bytes.TrimSpace(w.plain[start:])) == 0 {
		w.truncate(end)
	}
}

// truncate takes text of a quotation back.
func (w *writer) truncate(to int) {
	size := len(w.plain) - w.from
	for i := len(w.runs) - 1; i >= 0; i-- {
		r := &w.runs[i]
		if r.Text < to-w.from {
			if r.Len == size-r.Text {
				r.Len = to - w.from - r.Text
			}
			break
		}
		size = r.Text
		w.runs = w.runs[:i]
	}
	w.plain = w.plain[:to]
}

// excerpt is the text around byte at, as one line of at most 200 characters.
func excerpt(t []byte, at int) string {
	const most = 200
	// Bytes on each side: a block can be a megabyte long, and hold thousands of links.
	window := most + most/4
	for _, c := range t[max(0, at-window):min(len(t), at+window)] {
		if c >= utf8.RuneSelf {
			window = 4 * most
			break
		}
	}
	cutBefore, cutAfter := max(0, at-window), min(len(t), at+window)
	for cutBefore > 0 && cutBefore < at && t[cutBefore] != ' ' {
		cutBefore++
	}
	for cutAfter < len(t) && cutAfter > at && t[cutAfter] != ' ' {
		cutAfter--
	}
	early, late := cutBefore > 0, cutAfter < len(t)
	at -= cutBefore
	t = t[cutBefore:cutAfter]
	line, middle := make([]byte, 0, len(t)), 0
	space := false
	for i := 0; i < len(t); {
		if c := t[i]; c > ' ' && c < utf8.RuneSelf { // nearly all
			if i <= at {
				middle = len(line)
			}
			if space {
				line = append(line, ' ')
				space = false
			}
			line = append(line, c)
			i++
			continue
		}
		c, size := utf8.DecodeRune(t[i:])
		if i <= at {
			middle = len(line)
		}
		if unicode.IsSpace(c) {
			space = len(line) > 0
		} else {
			if space {
				line = append(line, ' ')
			}
			space = false
			line = append(line, t[i:i+size]...)
		}
		i += size
	}
	if !early && !late && (len(line) <= most || utf8.RuneCount(line) <= most) {
		return string(line)
	}
	if utf8.RuneCount(line) == len(line) {
		return cutLine(line, middle, most, early, late)
	}
	return cutLine([]rune(string(line)), utf8.RuneCount(line[:middle]), most, early, late)
}

// cutLine is the part of a line around a place, of so many characters at most, cut
// between words; early and late tell that the line itself was cut.
func cutLine[T byte | rune](all []T, middle, most int, early, late bool) string {
	begin := max(0, min(middle-most/2, len(all)-most))
	end := min(begin+most, len(all))
	before, after := early || begin > 0, late || end < len(all)
	if before { // room for the ellipsis, and no half word
		for begin++; begin < end && all[begin-1] != ' ' && begin < end-most/2; begin++ {
		}
	}
	if after {
		for end--; end > begin && all[end] != ' ' && end > begin+most/2; end-- {
		}
	}
	var b strings.Builder
	b.Grow(end - begin)
	for _, c := range all[begin:end] {
		b.WriteRune(rune(c))
	}
	s := strings.TrimSpace(b.String())
	if before {
		s = "…" + s
	}
	if after {
		s += "…"
	}
	return s
}

func (w *writer) text(n *ast.Text) {
	seg := n.Segment
	for range seg.Padding {
		w.visible(seg.Start, 0, []byte(" "))
	}
	w.span(seg.Start, seg.Stop)
	if n.SoftLineBreak() || n.HardLineBreak() {
		if n.HardLineBreak() {
			w.raw("<br>")
		}
		w.visible(seg.Stop, w.lineEnd(seg.Stop)-seg.Stop, []byte("\n"))
	}
}

// lineEnd is the offset after the end of the line that at lies in.
func (r *reading) lineEnd(at int) int {
	if i := bytes.IndexByte(r.data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(r.data)
}

func (w *writer) inline(tag string, n ast.Node) {
	w.depth++
	defer func() { w.depth-- }()
	if w.depth > maxDepthMarkup {
		w.refuse(&ruleLimitDepth, w.extent(n), "emphasis is nested more than 100 deep", "")
		return
	}
	w.formatted = true
	w.raw("<" + tag + ">")
	w.children(n)
	w.raw("</" + tag + ">")
}

func (w *writer) codeSpan(n *ast.CodeSpan) {
	w.formatted = true
	w.raw("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.code(c.(*ast.Text).Segment, []byte(" "))
	}
	w.raw("</code>")
}

// code writes one line of code as it is, but for its end; in a table the
// backslash before a bar belongs to the table.
func (w *writer) code(seg text.Segment, end []byte) {
	for range seg.Padding {
		w.visible(seg.Start, 0, []byte(" "))
	}
	at := seg.Start
	for i := at; i < seg.Stop; i++ {
		switch c := w.data[i]; {
		case c == '\n':
			w.visible(at, i-at, w.data[at:i])
			w.visible(i, 1, end)
			at = i + 1
		case c == '\\' && w.cell && i+1 < seg.Stop && w.data[i+1] == '|':
			w.visible(at, i-at, w.data[at:i])
			at = i + 1
		}
	}
	w.visible(at, seg.Stop-at, w.data[at:seg.Stop])
}

func (w *writer) codeBlock(n ast.Node, info string) {
	w.formatted = true
	language, _, _ := strings.Cut(info, "\t")
	w.raw("<pre><code")
	if validLanguage(language) {
		w.raw(` class="language-` + strings.ToLower(language) + `"`)
	}
	w.raw(">")
	begin := len(w.out)
	end := len(w.plain)
	w.beginLeaf(n.Pos())
	start := len(w.plain)
	for i := range n.Lines().Len() {
		w.code(n.Lines().At(i), []byte("\n"))
	}
	if code := w.plain[start:]; language != "" && w.highlighted+len(code) <= maxHighlightedPage {
		if html := highlight(language, string(code)); html != nil {
			w.highlighted += len(code)
			w.out = append(w.out[:begin], html...)
		}
	}
	if w.quoting { // the last line end closes the block and says nothing
		w.truncate(start + len(bytes.TrimRight(w.plain[start:], "\n")))
	}
	w.endLeaf(end, start)
	w.raw("</code></pre>\n")
}

func (w *writer) list(n *ast.List) {
	if !w.descend(n) {
		return
	}
	defer func() { w.levels-- }()
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	w.raw("<" + tag)
	if n.IsOrdered() && n.Start != 1 {
		w.raw(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	w.raw(">\n")
	w.children(n)
	w.raw("</" + tag + ">\n")
}

// descend enters a block quotation or list, unless that is one too many.
func (w *writer) descend(n ast.Node) bool {
	if w.levels++; w.levels > maxDepthMarkup {
		at := max(0, min(n.Pos(), len(w.data)))
		w.refuse(&ruleLimitDepth, diag.Span{Start: at, End: at}, "lists and block quotations are nested more than 100 deep", "")
		return false
	}
	return true
}

func (w *writer) listItem(n *ast.ListItem) {
	if first := n.FirstChild(); first != nil && first.FirstChild() != nil && first.FirstChild().Kind() == east.KindTaskCheckBox {
		w.raw(`<li class="task">`)
	} else {
		w.raw("<li>")
	}
	if first := n.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
		w.raw("\n")
	}
	w.children(n)
	w.raw("</li>\n")
}

func (w *writer) table(n *east.Table) {
	w.cell = true
	w.raw("<div class=\"table\"><table>\n")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		tag := "td"
		if row.Kind() == east.KindTableHeader {
			tag = "th"
			w.raw("<thead>\n")
		} else if row.PreviousSibling().Kind() == east.KindTableHeader {
			w.raw("<tbody>\n")
		}
		w.raw("<tr>")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			w.raw("<" + tag)
			if tag == "th" {
				w.raw(` scope="col"`)
			}
			if a := c.(*east.TableCell).Alignment; a != east.AlignNone {
				w.raw(` class="align-` + a.String() + `"`)
			}
			w.raw(">")
			w.leafBlock(c, true)
			w.raw("</" + tag + ">")
		}
		w.raw("</tr>\n")
		if tag == "th" {
			w.raw("</thead>\n")
		} else if row.NextSibling() == nil {
			w.raw("</tbody>\n")
		}
	}
	w.raw("</table></div>\n")
	w.cell = false
}

func (w *writer) heading(n *ast.Heading) {
	level := n.Level
	if level == 1 { // the title of the page is its only heading of the first level
		level = 2
	}
	tag := "h" + strconv.Itoa(level)
	w.raw("<" + tag)
	// Headings inside a quotation or a note belong to it: nothing leads there.
	if !w.note && !w.quoting && w.levels == 0 {
		t := strings.Join(strings.Fields(strings.ReplaceAll(string(w.flatten(n).text), opaque, "")), " ")
		h := Heading{ID: w.headingID(t), Text: t, Level: level}
		w.page.Headings = append(w.page.Headings, h)
		w.raw(` id="`)
		w.out = appendEscaped(w.out, []byte(h.ID))
		w.raw(`"`)
	}
	w.raw(">")
	w.leafBlock(n, true)
	w.raw("</" + tag + ">\n")
}

// headingID makes the id of a heading from its visible text: letters, marks
// and digits of any script in lower case, single hyphens for all else.
func (r *reading) headingID(t string) string {
	var b strings.Builder
	gap := false
	for _, c := range norm.NFC.String(strings.ToLower(t)) {
		if !unicode.IsLetter(c) && !unicode.IsMark(c) && !unicode.IsDigit(c) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(c)
	}
	id := b.String()
	if id == "" || reservedID(id) {
		id = strings.TrimSuffix("section-"+id, "-")
	}
	if r.ids == nil {
		r.ids = map[string]int{}
	}
	unique := id
	for r.ids[unique] > 0 {
		r.ids[id]++
		unique = id + "-" + strconv.Itoa(r.ids[id])
	}
	r.ids[unique] = 1
	return unique
}

// reservedID tells whether the layout gives that id to something else: notes
// (n1), references (r1, r1b), quotations (q-…), and parts of the page.
func reservedID(id string) bool {
	switch {
	case id == "main", id == "notes", strings.HasPrefix(id, "q-"), strings.HasPrefix(id, "site-"):
		return true
	case id[0] != 'n' && id[0] != 'r':
		return false
	}
	digits := strings.TrimLeft(id[1:], "0123456789")
	return len(digits) < len(id)-1 && strings.Trim(digits, "abcdefghijklmnopqrstuvwxyz") == ""
}

func (w *writer) rawInline(n *ast.RawHTML) {
	first, last := n.Segments.At(0), n.Segments.At(n.Segments.Len()-1)
	if !bytes.HasPrefix(w.data[first.Start:first.Stop], []byte("<!--")) {
		w.report(&ruleMarkupHTML, diag.Span{Start: first.Start, End: last.Stop}, "this HTML tag is not shown",
			"use Markdown; to show the tag itself, write \\< instead of <")
	}
}

// rawBlock leaves a block of HTML out. Only comments may vanish without a
// word; goldmark counts what stands behind a comment on the same line to the block.
func (w *writer) rawBlock(n *ast.HTMLBlock) {
	lines := n.Lines()
	start := lines.At(0).Start
	end := lines.At(lines.Len() - 1).Stop
	if n.HasClosure() {
		end = n.ClosureLine.Stop
	}
	at := start
	for {
		for at < end && (w.data[at] == ' ' || w.data[at] == '\n' || w.data[at] == '\t' || w.data[at] == '>' && at > start && lineBegins(w.data, at)) {
			at++
		}
		if at >= end {
			return
		}
		if !bytes.HasPrefix(w.data[at:end], []byte("<!--")) {
			break
		}
		stop := bytes.Index(w.data[at:end], []byte("-->"))
		if stop < 0 {
			message := "this comment has no end, so that nothing after it is shown"
			if at > start {
				message = "this comment stands behind another one and ends with its line"
			}
			w.report(&ruleMarkupHTML, diag.Span{Start: at, End: at + 4}, message, "close it with --> and put a blank line before the next")
			return
		}
		at += stop + 3
	}
	stop := at
	for stop < end && w.data[stop] != '\n' {
		stop++
	}
	message := "this HTML is not shown, nor is the text up to the next blank line"
	if at > start {
		message = "text on the same line as a comment is not shown"
	}
	w.report(&ruleMarkupHTML, diag.Span{Start: at, End: stop}, message, "use Markdown, and put a blank line between a comment and the text after it")
}

// lineBegins tells whether only marks of block quotations stand before at in its line.
func lineBegins(data []byte, at int) bool {
	for at--; at >= 0 && data[at] != '\n'; at-- {
		if data[at] != ' ' && data[at] != '>' {
			return false
		}
	}
	return true
}

// extent is the place of a node: from the first to the last of its text.
func (r *reading) extent(n ast.Node) diag.Span {
	span := diag.Span{Start: -1}
	add := func(start, end int) {
		if span.Start < 0 || start < span.Start {
			span.Start = start
		}
		span.End = max(span.End, end)
	}
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch c := c.(type) {
		case *ast.Text:
			add(c.Segment.Start, c.Segment.Stop)
		case *ast.RawHTML:
			add(c.Segments.At(0).Start, c.Segments.At(c.Segments.Len()-1).Stop)
		case *citeNode:
			add(c.span.Start, c.span.End)
		case *wikilinkNode:
			add(c.span.Start, c.span.End)
		case *footnoteNode:
			add(c.span.Start, c.span.End)
		case *ast.AutoLink:
			s := r.placeOf(c.Label(r.data), -1)
			add(s.Start, s.End)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if l := c.Lines(); l.Len() > 0 {
				add(l.At(0).Start, l.At(l.Len()-1).Stop)
			}
		}
		return ast.WalkContinue, nil
	})
	if span.Start < 0 {
		at := max(0, min(n.Pos(), len(r.data)))
		span = diag.Span{Start: at, End: at}
	}
	return span
}

// placeOf is the place of a slice that goldmark cut out of the file. The
// positions that goldmark keeps of addresses and labels are missing or off by
// one; a slice of the file knows where it lies, by what is left behind it.
func (r *reading) placeOf(part []byte, otherwise int) diag.Span {
	at := cap(r.data) - cap(part)
	if len(part) > 0 && at >= 0 && at+len(part) <= len(r.data) && &r.data[at] == &part[0] {
		return diag.Span{Start: at, End: at + len(part)}
	}
	otherwise = max(0, min(otherwise, len(r.data)))
	return diag.Span{Start: otherwise, End: otherwise}
}

// eachPiece cuts a part of the file into pieces of text: stretches that stand
// for themselves, and backslash escapes and entities, which stand for something shorter.
func eachPiece(data []byte, start, end int, emit func(file, n int, t []byte)) {
	literal := start
	for i := start; i < end; {
		c := data[i]
		if c != '\\' && c != '&' {
			i++
			continue
		}
		var n int
		var t []byte
		if c == '\\' {
			if i+1 < end && util.IsPunct(data[i+1]) {
				n, t = 2, data[i+1:i+2]
			}
		} else {
			n, t = entity(data[i:end])
		}
		if n == 0 {
			i++
			continue
		}
		if i > literal {
			emit(literal, i-literal, data[literal:i])
		}
		emit(i, n, t)
		i += n
		literal = i
	}
	if end > literal {
		emit(literal, end-literal, data[literal:end])
	}
}

// entity reads the entity or character reference that s begins with; n is 0
// if there is none. A reference to a control character gives U+FFFD: HTML
// allows none, and what is no text must not be verified as text.
func entity(s []byte) (n int, t []byte) {
	end := bytes.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return 0, nil
	}
	name := string(s[1:end])
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return end + 1, e.Characters
		}
		return 0, nil
	}
	digits, base, most := name[1:], 10, 7
	if digits != "" && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base, most = digits[1:], 16, 6
	}
	if len(digits) == 0 || len(digits) > most || digits[0] == '+' || digits[0] == '-' {
		return 0, nil
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return 0, nil
	}
	c := rune(v)
	if !utf8.ValidRune(c) || control(c) != "" || c&0xFFFE == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF {
		c = utf8.RuneError
	}
	return end + 1, utf8.AppendRune(nil, c)
}

// appendEscaped appends text to HTML.
func appendEscaped(out, t []byte) []byte {
	from := 0
	for i, c := range t {
		var s string
		switch c {
		case '<':
			s = "&lt;"
		case '>':
			s = "&gt;"
		case '&':
			s = "&amp;"
		case '"':
			s = "&quot;"
		default:
			continue
		}
		out = append(out, t[from:i]...)
		out = append(out, s...)
		from = i + 1
	}
	return append(out, t[from:]...)
}
