package dossier

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"dossier/internal/diag"
)

// Quotations: which words a citation proves.
//
// Inside a paragraph it is the passage in marks that ends directly before the
// citation; in a block quotation the citation in the last paragraph, begun
// with a dash, proves all that stands above it. Nothing here may let a
// quotation slip: where marks and a citation meet and the passage cannot be
// told, that is an error and not a plain reference.

// Place is where text[start:end] of the quotation stands in the file.
func (q *Quotation) Place(start, end int) diag.Span {
	if len(q.Map) == 0 {
		return q.Span
	}
	return spanOf(q.Map, len(q.Text), start, end)
}

// appendRun adds size bytes of text, from byte at on, that stand in n bytes of
// the file from byte file on.
func appendRun(runs []Run, at, file, n, size int) []Run {
	if size == 0 {
		return runs
	}
	if i := len(runs) - 1; i >= 0 && n == size {
		if last := &runs[i]; last.Len == at-last.Text && last.File+last.Len == file {
			last.Len += n
			return runs
		}
	}
	return append(runs, Run{at, file, n})
}

// spanOf leads text[start:end] of a text of so many bytes back to the file.
func spanOf(runs []Run, size, start, end int) diag.Span {
	if len(runs) == 0 {
		return diag.Span{}
	}
	find := func(at int) (r Run, literal bool) {
		i := max(0, sort.Search(len(runs), func(i int) bool { return runs[i].Text > at })-1)
		stop := size
		if i+1 < len(runs) {
			stop = runs[i+1].Text
		}
		return runs[i], runs[i].Len == stop-runs[i].Text
	}
	var span diag.Span
	if r, literal := find(start); literal {
		span.Start = r.File + start - r.Text
	} else {
		span.Start = r.File
	}
	if end <= start {
		return diag.Span{Start: span.Start, End: span.Start}
	}
	if r, literal := find(end - 1); literal {
		span.End = r.File + end - r.Text
	} else {
		span.End = r.File + r.Len
	}
	return span
}

// opaque stands in a flat text for what is no text: notes, images.
const opaque = "\uFFFC"

// A flat is the visible text of one block in one line of bytes, with the way
// back to the nodes of the tree. Marks are looked for here, and not in the
// source, since readers see “ also where &ldquo; is written.
type flat struct {
	text  []byte
	runs  []Run
	nodes []ast.Node // beside runs: the *ast.Text or *wikilinkNode; nil for code and the like
	cites []flatCite
}

type flatCite struct {
	at   int // in text
	node *citeNode
}

func (f *flat) add(n ast.Node, file, size int, t []byte) {
	f.runs = append(f.runs, Run{len(f.text), file, size})
	f.nodes = append(f.nodes, n)
	f.text = append(f.text, t...)
}

// node is what the text at a byte belongs to.
func (f *flat) node(at int) ast.Node {
	return f.nodes[sort.Search(len(f.runs), func(i int) bool { return f.runs[i].Text > at })-1]
}

func (f *flat) place(start, end int) diag.Span { return spanOf(f.runs, len(f.text), start, end) }

// flatten makes the flat text of a block, which is good until the next is made.
func (r *reading) flatten(n ast.Node) *flat {
	f := &r.flat
	f.text, f.runs, f.nodes, f.cites = f.text[:0], f.runs[:0], f.nodes[:0], f.cites[:0]
	r.flattenInto(f, n)
	return f
}

func (r *reading) flattenInto(f *flat, parent ast.Node) {
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			eachPiece(r.data, c.Segment.Start, c.Segment.Stop, func(file, n int, t []byte) { f.add(c, file, n, t) })
			if c.SoftLineBreak() || c.HardLineBreak() {
				f.add(c, c.Segment.Stop, r.lineEnd(c.Segment.Stop)-c.Segment.Stop, []byte("\n"))
			}
		case *citeNode:
			f.cites = append(f.cites, flatCite{len(f.text), c})
			f.add(nil, c.span.Start, c.span.End-c.span.Start, []byte(opaque))
		case *footnoteNode:
			f.add(nil, c.span.Start, c.span.End-c.span.Start, []byte(opaque))
		case *wikilinkNode:
			for _, run := range c.words.runs {
				eachPiece(r.data, run.File, run.File+run.Len, func(file, n int, t []byte) { f.add(c, file, n, t) })
			}
		case *ast.AutoLink:
			label := c.Label(r.data)
			f.add(nil, r.placeOf(label, -1).Start, len(label), label)
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				seg := t.(*ast.Text).Segment
				f.add(nil, seg.Start, seg.Stop-seg.Start, r.data[seg.Start:seg.Stop])
			}
		case *ast.Image:
			f.add(nil, max(0, c.Pos()), 0, []byte(opaque))
		case *ast.RawHTML: // shows nothing
		default:
			r.flattenInto(f, c)
		}
	}
}

// A mark is an outer mark of quotation in a flat text.
type mark struct {
	at, end int // in the text
	is      rune
	opens   bool // a straight mark: by its place it opens a quotation
}

// marks finds the outer marks. Straight ones are told apart by their place: one
// that opens has no letter or digit before it, and no white space after it.
func (f *flat) marks() []mark {
	var found []mark
	for i := 0; i < len(f.text); {
		c, size := utf8.DecodeRune(f.text[i:])
		if strings.ContainsRune("\"“”„«»", c) && f.node(i) != nil {
			m := mark{at: i, end: i + size, is: c}
			if c == '"' {
				before, _ := utf8.DecodeLastRune(f.text[:i])
				after, _ := utf8.DecodeRune(f.text[i+size:])
				m.opens = (i == 0 || !unicode.IsLetter(before) && !unicode.IsMark(before) && !unicode.IsDigit(before)) &&
					i+size < len(f.text) && !unicode.IsSpace(after)
			}
			found = append(found, m)
		}
		i += size
	}
	return found
}

// pairs tells whether a mark opens what another closes.
func (m mark) pairs(closing rune) bool {
	switch closing {
	case '”':
		return m.is == '“' || m.is == '„'
	case '“':
		return m.is == '„'
	case '»':
		return m.is == '«'
	}
	return closing == '"' && m.is == '"' && m.opens
}

// closing finds the mark that ends directly before at: between them may stand
// punctuation, closing brackets, one space or line end, and the space that
// French puts before punctuation. -1 if other text stands there.
func (f *flat) closing(at int, marks []mark) int {
	spaces, space := 0, false
	for at > 0 {
		c, size := utf8.DecodeLastRune(f.text[:at])
		at -= size
		if f.node(at) == nil {
			return -1
		}
		switch {
		case strings.ContainsRune("\"”»“«", c):
			i, ok := slices.BinarySearchFunc(marks, at, func(m mark, at int) int { return m.at - at })
			if !ok {
				return -1
			}
			return i
		case c == '\u00a0', c == '\u202f':
		case c == ' ', c == '\t', c == '\n':
			if !space {
				spaces++
			}
			if spaces > 1 {
				return -1
			}
			space = true
			continue
		case strings.ContainsRune(".,;:!?)]}", c):
		default:
			return -1
		}
		space = false
	}
	return -1
}

// opening finds the mark that the closing one pairs with: the nearest before
// it, past whole pairs of the same kind. -1 if there is none.
func opening(marks []mark, closing int) int {
	is := marks[closing].is
	waiting := []rune{is}
	first := max(0, closing-1000) // no quotation has so many marks inside
	for i := closing - 1; i >= first; i-- {
		m := marks[i]
		top := waiting[len(waiting)-1]
		switch {
		case m.pairs(top):
			if waiting = waiting[:len(waiting)-1]; len(waiting) == 0 {
				return i
			}
		case m.is == is, m.is == '”' && is == '“':
			waiting = append(waiting, m.is)
		}
	}
	if is == '"' { // a mark of inches may have been counted: then the nearest
		for i := closing - 1; i >= first; i-- {
			if marks[i].pairs(is) {
				return i
			}
		}
	}
	return -1
}

// A passageNode holds the quoted words of a paragraph, without their marks.
type passageNode struct {
	ast.BaseInline
	cite        *citeNode
	span        diag.Span
	open, close string // the marks
}

var kindPassage = ast.NewNodeKind("Passage")

func (n *passageNode) Kind() ast.NodeKind            { return kindPassage }
func (n *passageNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

const nestedHint = "quoted words are shown as they are, and have one citation: put it behind the closing mark, or end the quotation before it"

// bind puts the words that the citations of a block prove into passageNodes.
func (r *reading) bind(block ast.Node, cites []*citeNode) {
	f := r.flatten(block)
	marks := f.marks()
	before := len(f.text)                    // where the passage that follows begins
	for i := len(f.cites) - 1; i >= 0; i-- { // backwards, so that splitting leaves the text before it as it is
		c := f.cites[i].node
		if c.bindsNothing() || f.cites[i].at > before || insideLink(c.Parent()) { // the last is reported as it is written
			continue
		}
		closing := f.closing(f.cites[i].at, marks)
		if closing < 0 {
			continue
		}
		c.failed = true
		end := marks[closing]
		place := f.place(end.at, end.end)
		if insideLink(f.node(end.at)) {
			r.report(&ruleQuoteLink, place, "a link holds the closing mark of a quotation", linkInsideHint)
			continue
		}
		open := opening(marks, closing)
		if open < 0 {
			hint := "write the opening mark in the same paragraph, or put a word between the mark and the citation"
			if end.is == '«' || end.is == '“' {
				hint = "quotations stand in “…”, \"…\", «…» or „…“"
			}
			r.report(&ruleQuoteUnpaired, place, "no opening mark pairs with this mark before a citation", hint)
			continue
		}
		begin := marks[open]
		if len(bytes.TrimSpace(f.text[begin.end:end.at])) == 0 {
			r.report(&ruleQuoteEmpty, f.place(begin.at, end.end), "nothing stands between the marks", "quote the words of the source")
			continue
		}
		opener, ok1 := f.node(begin.at).(*ast.Text)
		closer, ok2 := f.node(end.at).(*ast.Text)
		if !ok1 || !ok2 || opener.Parent() != closer.Parent() {
			if insideLink(f.node(begin.at)) {
				r.report(&ruleQuoteLink, f.place(begin.at, begin.end), "a link holds the opening mark of a quotation", linkInsideHint)
				continue
			}
			r.report(&ruleQuoteCrossing, f.place(begin.at, end.end), "emphasis begins inside this quotation and ends outside of it, or the other way round",
				"put both marks inside of the emphasis, or both outside: *“…”* or “*…*”")
			continue
		}
		c.failed = false
		before = begin.at
		r.wrap(opener, closer, &passageNode{
			cite: c, span: f.place(begin.end, end.at), open: string(begin.is), close: string(end.is),
		}, f.place(begin.at, begin.end).End, place)
	}
}

func insideLink(n ast.Node) bool {
	for ; n != nil && n.Type() == ast.TypeInline; n = n.Parent() {
		switch n.(type) {
		case *ast.Link, *wikilinkNode, *ast.Image:
			return true
		}
	}
	return false
}

// wrap moves what stands between two marks into a passage. The marks stay
// outside, as the author wrote them.
func (r *reading) wrap(opener, closer *ast.Text, p *passageNode, from int, end diag.Span) {
	after := split(closer, end.Start)
	parent := opener.Parent()
	if p.cite.attrs.Original.Value != "" {
		split(after, end.End)
		parent.InsertAfter(parent, after, ast.NewString([]byte(")"))) // of “(translation: …”
	}
	first := split(opener, from)
	parent.InsertBefore(parent, first, p)
	for c := ast.Node(first); c != after; {
		next := c.NextSibling()
		p.AppendChild(p, c)
		c = next
	}
}

// split divides a text at an offset of the file and returns its second part.
func split(t *ast.Text, at int) *ast.Text {
	rest := ast.NewTextSegment(text.NewSegment(at, t.Segment.Stop))
	rest.SetSoftLineBreak(t.SoftLineBreak())
	rest.SetHardLineBreak(t.HardLineBreak())
	t.SetSoftLineBreak(false)
	t.SetHardLineBreak(false)
	t.Segment.Stop = at
	t.Parent().InsertAfter(t.Parent(), t, rest)
	return rest
}

// quote begins a quotation whose words follow.
func (w *writer) quote(block bool) {
	w.quoting, w.block, w.from = true, block, len(w.plain)
	w.runs, w.formatted = w.runs[:0], false
}

// quoted ends it and returns its text and map.
func (w *writer) quoted() (string, []Run) {
	w.quoting, w.block = false, false
	return string(w.plain[w.from:]), slices.Clone(w.runs)
}

// strip writes the value of an attribute as visible text.
func (w *writer) strip(s *strip) {
	for i, r := range s.runs {
		stop := len(s.text)
		if i+1 < len(s.runs) {
			stop = s.runs[i+1].Text
		}
		w.visible(r.File, r.Len, s.text[r.Text:stop])
	}
}

func (w *writer) passage(n *passageNode) {
	i := len(w.page.Quotations)
	w.page.Quotations = append(w.page.Quotations, Quotation{})
	n.cite.quotation = i
	q := Quotation{Span: n.span}
	attrs := &n.cite.attrs
	q.Translated = attrs.Original.Value != ""

	w.hole(HoleOpen, i, 0)
	w.raw("<q")
	w.hole(HoleQuote, i, 0)
	w.raw(">")
	w.quote(false)
	if q.Translated {
		w.strip(&n.cite.original)
	} else {
		w.children(n)
	}
	q.Text, q.Map = w.quoted()
	q.Formatted = w.formatted
	w.raw("</q>")
	w.hole(HoleClose, i, 0)
	if q.Translated {
		w.label(n.close + " (translation")
		if attrs.Translator.Value != "" {
			w.label(", by " + attrs.Translator.Value)
		}
		w.label(": " + n.open)
		w.raw("<span class=\"translation\"" + langOf(attrs) + ">")
		w.quote(false)
		w.children(n)
		q.Translation, _ = w.quoted()
		w.raw("</span>")
	}
	w.page.Quotations[i] = q
}

// label writes words of the program's own.
func (w *writer) label(s string) {
	w.out = appendEscaped(w.out, []byte(s))
	w.plain = append(w.plain, s...)
}

// langOf is the language of a translation, as attributes. The direction is
// left to the text: the language may be one that this program has no name for.
func langOf(a *Attributes) string {
	if a.Lang.Value == "" {
		return ""
	}
	return ` lang="` + a.Lang.Value + `" dir="auto"`
}

func (w *writer) blockquote(n *ast.Blockquote) {
	if !w.descend(n) {
		return
	}
	defer func() { w.levels-- }()
	line, cites := w.attribution(n)
	if w.quoting && line != nil {
		w.report(&ruleQuoteNested, cites[0].span, "a block quotation with a citation of its own stands inside another quotation", nestedHint)
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if c != ast.Node(line) {
				w.node(c)
			}
		}
		return
	}
	if line == nil {
		loose := w.loose
		w.loose = true
		w.raw("<blockquote>\n")
		w.children(n)
		w.raw("</blockquote>\n")
		w.loose = loose
		return
	}

	i := len(w.page.Quotations)
	w.page.Quotations = append(w.page.Quotations, Quotation{})
	q := Quotation{Block: true, Span: w.wordsBefore(n, line)}
	original := cites[0]
	for _, c := range cites {
		c.quotation = i
		if original.attrs.Original.Value == "" {
			original = c
		}
	}
	attrs := &original.attrs
	q.Translated = attrs.Original.Value != ""
	begin, holes := len(w.out), len(w.holes)
	above := func() { // all but the attribution line
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if c != ast.Node(line) {
				w.node(c)
			}
		}
	}
	class := "quotation"
	if q.Translated {
		class += " translated"
	}
	w.raw(`<figure class="` + class + `">`)
	w.hole(HoleOpen, i, 0)
	w.raw("<blockquote")
	w.hole(HoleQuote, i, 0)
	w.raw(">\n")
	w.quote(true)
	if q.Translated {
		w.raw("<p>")
		w.strip(&original.original)
		w.raw("</p>\n")
	} else {
		above()
	}
	formatted := w.formatted
	q.Text, q.Map = w.quoted()
	q.Formatted = formatted
	w.raw("</blockquote>")
	w.hole(HoleClose, i, 0)
	words := q.Text
	if q.Translated {
		w.raw("\n<div class=\"translation\"" + langOf(attrs) + "><p class=\"translation-label\">Translation")
		if attrs.Translator.Value != "" {
			w.label(", " + attrs.Translator.Value)
		}
		w.raw("</p>\n")
		w.quote(true)
		above()
		q.Translation, _ = w.quoted()
		words = q.Translation
		w.raw("</div>")
	}
	if strings.TrimSpace(words) == "" {
		w.report(&ruleQuoteEmpty, w.extent(line), "this block quotation holds no words, only an attribution", "quote the words of the source above the line")
		w.page.Quotations = w.page.Quotations[:i]
		w.out, w.holes = w.out[:begin], w.holes[:holes]
		for _, c := range cites {
			c.quotation, c.failed = -1, true
		}
		w.node(line)
		return
	}
	w.raw("\n<figcaption>")
	ref := len(w.page.Refs)
	w.page.Quotations[i] = q
	w.leafBlock(line, false)
	for ; ref < len(w.page.Refs); ref++ {
		if w.page.Refs[ref].Wiki {
			w.page.Quotations[i].LineRefs = append(w.page.Quotations[i].LineRefs, ref)
		}
	}
	w.raw("</figcaption></figure>\n")
}

// wordsBefore is the place of what a block quotation quotes.
func (w *writer) wordsBefore(n ast.Node, line ast.Node) diag.Span {
	span := diag.Span{Start: -1}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c == line || !visibleBlock(c) {
			continue
		}
		s := w.extent(c)
		if span.Start < 0 {
			span = s
		}
		span.End = max(span.End, s.End)
	}
	if span.Start < 0 {
		return w.extent(line)
	}
	return span
}

// visibleBlock tells whether a block is part of what readers see in its place.
func visibleBlock(n ast.Node) bool {
	switch n.Kind() {
	case ast.KindLinkReferenceDefinition, ast.KindHTMLBlock:
		return false
	}
	return n.Kind() != east.KindFootnote
}

// attribution finds the attribution line of a block quotation and the
// citations in it that prove the block; nil if there is none.
func (w *writer) attribution(n *ast.Blockquote) (*ast.Paragraph, []*citeNode) {
	last := n.LastChild()
	for last != nil && !visibleBlock(last) {
		last = last.PreviousSibling()
	}
	line, ok := last.(*ast.Paragraph)
	if ok {
		var cites []*citeNode
		all := w.cites[line]
		for _, c := range all {
			if !c.bindsNothing() && !insideLink(c.Parent()) {
				cites = append(cites, c)
			}
		}
		if len(cites) > 0 {
			f := w.flatten(line)
			first := string(bytes.TrimLeft(f.text, " "))
			if strings.HasPrefix(first, "—") || strings.HasPrefix(first, "--") {
				return line, cites
			}
			if !w.quoting && w.misplacedLine(f) {
				for _, c := range cites {
					c.failed = true
				}
				return nil, nil
			}
		}
	}
	if !w.loose && !w.quoting {
		at := max(0, min(n.Pos(), len(w.data)))
		for at > 0 && (at == len(w.data) || w.data[at] != '>') && w.data[at-1] != '\n' { // goldmark counts the columns of tabs
			at--
		}
		end := at
		if at < len(w.data) && w.data[at] == '>' {
			end++
		}
		w.report(&ruleQuoteUnattributed, diag.Span{Start: at, End: end}, "this block quotation has no attribution with a citation, so that nobody can check it",
			"end it with a paragraph of its own: a line with > alone, then > — [[speaker]] [@source]")
	}
	return nil, nil
}

// misplacedLine reports a line that was meant as attribution but is none: it
// goes on the paragraph of the quoted words, or begins with another dash.
func (w *writer) misplacedLine(f *flat) bool {
	at := 0
	for n, l := range bytes.Split(f.text, []byte("\n")) {
		start := at + len(l) - len(bytes.TrimLeft(l, " "))
		at += len(l) + 1
		for _, dash := range []string{"—", "--", "–", "―"} {
			if !bytes.HasPrefix(f.text[start:], []byte(dash)) || !slices.ContainsFunc(f.cites, func(c flatCite) bool { return c.at >= start }) {
				continue
			}
			place := f.place(start, start+len(dash))
			if n == 0 {
				w.report(&ruleQuoteLine, place, "this dash does not begin an attribution", "begin the line with — or --")
			} else {
				w.report(&ruleQuoteLine, place, "this attribution belongs to the paragraph of the quoted words", "put a line with > alone before it")
			}
			return true
		}
	}
	return false
}
