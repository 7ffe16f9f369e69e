package dossier

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"dossier/internal/diag"
)

// bareAddresses makes links of addresses in the text. The patterns are GFM's
// but for brackets, marks and braces, which would swallow a citation behind the address.
var bareAddresses = extension.NewLinkifyParser(
	extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
	extension.WithLinkifyURLRegexp(regexp.MustCompile(`^(?:http|https)://[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?::\d+)?(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,]*)?`)),
	extension.WithLinkifyWWWRegexp(regexp.MustCompile(`^www\.[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,]*)?`)),
)

// A wikilinkNode is a link by name in the syntax tree.
type wikilinkNode struct {
	ast.BaseInline
	name, heading Text
	words         strip // as shown: its own, else the name or the heading as written
	named         bool  // it has no words of its own
	span          diag.Span
}

var kindWikilink = ast.NewNodeKind("Wikilink")

func (n *wikilinkNode) Kind() ast.NodeKind            { return kindWikilink }
func (n *wikilinkNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type wikilinkParser struct{}

func (wikilinkParser) Trigger() []byte { return []byte{'['} }

func (wikilinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if len(line) < 2 || line[1] != '[' {
		return nil
	}
	block.Advance(2)
	s, ok := collect(block, ']', '[')
	if !ok || block.Peek() != ']' {
		return nil
	}
	block.Advance(1)
	_, after := block.Position()
	n := &wikilinkNode{span: diag.Span{Start: seg.Start, End: after.Start}}
	n.SetPos(seg.Start)
	if block.Peek() == '(' {
		r := readingOf(pc)
		r.doubtful = append(r.doubtful, doubt{n.span, "this link by name"})
		return nil
	}
	target := len(s.text)
	if bar := bytes.IndexByte(s.text, '|'); bar >= 0 {
		n.words = s.cut(bar+1, len(s.text))
		target = bar
		if bar > 0 && s.text[bar-1] == '\\' { // as the bar must be written in a table
			target--
		}
	}
	name := target
	if hash := bytes.IndexByte(s.text[:target], '#'); hash >= 0 {
		name = hash
		n.heading = s.part(hash+1, target)
		n.heading.Value = unescape(n.heading.Value)
	}
	n.name = s.part(0, name)
	n.name.Value = unescape(n.name.Value)
	if len(n.words.text) == 0 {
		n.named = true
		if n.words = s.cut(0, name); len(n.words.text) == 0 {
			n.words = s.cut(min(name+1, target), target)
		}
	}
	if n.name.Value == "" && n.heading.Value == "" {
		readingOf(pc).report(&ruleLinkEmpty, n.span, "this link by name names nothing", "write the id or the title of a page between the brackets")
	} else if name < target && n.heading.Value == "" {
		readingOf(pc).report(&ruleLinkEmpty, n.span, "there is no heading after #", "leave the # out, or name a heading")
		n.heading = Text{}
	}
	return n
}

// cut is a part of a strip without the white space around it.
func (s *strip) cut(start, end int) strip {
	for start < end && util.IsSpace(s.text[start]) {
		start++
	}
	for start < end && util.IsSpace(s.text[end-1]) {
		end--
	}
	var part strip
	for i, r := range s.runs {
		stop := len(s.text)
		if i+1 < len(s.runs) {
			stop = s.runs[i+1].Text
		}
		if a, b := max(start, r.Text), min(end, stop); a < b {
			part.runs = appendRun(part.runs, len(part.text), r.File+a-r.Text, b-a, b-a)
			part.text = append(part.text, s.text[a:b]...)
		}
	}
	return part
}

// ref records a reference of the present block and returns its index.
func (w *writer) ref(r Ref) int {
	w.page.Refs = append(w.page.Refs, r)
	i := len(w.page.Refs) - 1
	w.refs = append(w.refs, mention{i, len(w.plain)})
	return i
}

func (w *writer) wikilink(n *wikilinkNode) {
	inert := true // no link can stand here: only the words are written
	switch {
	case w.quoting:
		w.report(&ruleQuoteLink, n.span, "a link stands inside a quotation", linkInsideHint)
	case w.link:
		w.report(&ruleLinkNested, n.span, "a link stands inside the words of another link", "put it behind the link")
	default:
		inert = false
	}
	if inert {
		w.words(n)
		return
	}
	r := Ref{Name: n.name, Heading: n.heading, Wiki: true, Words: !n.named, Span: n.span}
	if r.Words {
		r.Written = string(n.words.text)
	}
	i := w.ref(r)
	w.raw(`<a href="`)
	w.hole(HoleHref, i, 0)
	w.raw(`">`)
	if n.named && n.name.Value != "" {
		w.hole(HoleName, i, 0)
		w.plain = append(append(append(w.plain, NameOpen...), n.name.Value...), NameClose...)
	} else {
		w.words(n)
	}
	w.raw("</a>")
}

func (w *writer) words(n *wikilinkNode) {
	for _, r := range n.words.runs {
		w.span(r.File, r.File+r.Len)
	}
}

const linkInsideHint = "quoted words are shown as they are: put the link before or after them, or in the attribution"

// inside reports a link where there can be none, and tells whether it did.
func (w *writer) inside(n ast.Node) bool {
	switch {
	case w.quoting:
		w.report(&ruleQuoteLink, w.extent(n), "a link stands inside a quotation", linkInsideHint)
	case w.link:
		w.report(&ruleLinkNested, w.extent(n), "a link stands inside the words of another link", "put it behind the link")
	default:
		return false
	}
	return true
}

func (w *writer) markdownLink(n *ast.Link) {
	if w.links == nil {
		w.links = map[int]bool{}
	}
	w.links[n.Pos()] = true
	address, place := w.destination(n.Destination, n.Pos())
	if w.inside(n) || !w.open(address, place) {
		w.children(n)
		return
	}
	if n.Title != nil {
		w.raw(` title="`)
		eachEscaped(n.Title, func(t []byte) { w.out = appendEscaped(w.out, t) })
		w.raw(`"`)
	}
	w.raw(">")
	w.link = true
	before := len(w.out)
	w.children(n)
	if len(w.out) == before {
		w.report(&ruleLinkEmpty, place, "this link has no words", "write the words to click on between the square brackets")
	}
	w.link = false
	w.raw("</a>")
}

// destination resolves the address of a link: its escapes and entities.
func (w *writer) destination(raw []byte, otherwise int) (address string, place diag.Span) {
	var b strings.Builder
	eachEscaped(raw, func(t []byte) { b.Write(t) })
	place = w.placeOf(raw, otherwise)
	if len(raw) == 0 { // the bracket or the exclamation mark that the link begins with
		place.End = min(place.End+1, len(w.data))
	}
	return b.String(), place
}

func eachEscaped(raw []byte, emit func(t []byte)) {
	eachPiece(raw, 0, len(raw), func(_, _ int, t []byte) { emit(t) })
}

// open begins an <a> and leaves its tag open; false, after a report, if the
// address may not be linked.
func (w *writer) open(address string, place diag.Span) bool {
	switch where, fault := addressOf(address); {
	case fault != "":
		rule := &ruleLinkScheme
		if address == "" {
			rule = &ruleLinkEmpty
		}
		w.report(rule, place, fault, "links lead to http:, https: and mailto: addresses, to a path on this site, or to a #heading")
		return false
	case where == local:
		i := w.ref(localRef(address, place))
		w.raw(`<a href="`)
		w.hole(HoleHref, i, 0)
		w.raw(`"`)
	default:
		w.raw(`<a href="`)
		w.out = appendAddress(w.out, address)
		w.raw(`" rel="noreferrer noopener"`)
	}
	return true
}

// localRef divides an address of this site at its fragment.
func localRef(address string, place diag.Span) Ref {
	path, fragment, ok := strings.Cut(address, "#")
	r := Ref{Name: Text{path, place}}
	if ok {
		// Escapes make the address shorter than what is written; then both have the whole place.
		if place.End-place.Start == len(address) {
			r.Name.Span.End = place.Start + len(path)
			place.Start = place.End - len(fragment)
		}
		r.Heading = Text{fragment, place}
	}
	return r
}

func (w *writer) image(n *ast.Image) {
	if w.links == nil {
		w.links = map[int]bool{}
	}
	w.links[n.Pos()] = true
	address, place := w.destination(n.Destination, n.Pos())
	alt := strings.TrimSpace(strings.ReplaceAll(string(w.flatten(n).text), opaque, ""))
	if w.quoting {
		w.report(&ruleQuoteNested, place, "an image stands inside a quotation", nestedHint)
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *citeNode, *wikilinkNode, *footnoteNode:
			w.report(&ruleLinkNested, w.extent(c), "the description of an image is text alone: no link, citation or note can stand in it", "put it behind the image")
		}
	}
	where, fault := addressOf(address)
	switch {
	case address == "":
		w.report(&ruleLinkEmpty, place, "this image has no address", "write the path of a file in static/: ![words](/map.svg)")
		return
	case fault == "" && where != local:
		w.report(&ruleLinkRemoteImage, place, "this image would be fetched from another host",
			"put a copy into static/, if you may, and write its path: ![words](/map.svg)")
		return
	case fault != "" || strings.HasPrefix(address, "#"):
		if fault == "" {
			fault = "a heading is not an image"
		}
		w.report(&ruleLinkScheme, place, fault, "write the path of a file in static/: ![words](/map.svg)")
		return
	}
	r := localRef(address, place)
	r.Image = true
	w.raw(`<img src="`)
	w.hole(HoleHref, w.ref(r), 0)
	w.raw(`" alt="`)
	w.out = appendEscaped(w.out, []byte(strings.Join(strings.Fields(alt), " ")))
	w.raw(`"`)
	if n.Title != nil {
		w.raw(` title="`)
		eachEscaped(n.Title, func(t []byte) { w.out = appendEscaped(w.out, t) })
		w.raw(`"`)
	}
	w.raw(">")
}

func (w *writer) autoLink(n *ast.AutoLink) {
	label := n.Label(w.data)
	place := w.placeOf(label, -1)
	bare := place.Start == 0 || w.data[place.Start-1] != '<'
	address := string(n.URL(w.data))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	// A bare address inside a quotation is part of the words and stays text;
	// one in angle brackets was meant as a link.
	if bare && (w.quoting || w.link) || w.inside(n) || !w.open(address, place) {
		w.visible(place.Start, len(label), label)
		return
	}
	w.raw(">")
	w.visible(place.Start, len(label), label)
	w.raw("</a>")
}

type target int

const (
	local target = iota
	external
)

// addressOf tells where an address leads, by an allow list; fault says why it may not be linked.
func addressOf(s string) (where target, fault string) {
	if s == "" {
		return local, "this link has no address"
	}
	for _, c := range s {
		// Browsers drop tabs and line ends and read a backslash as a slash,
		// so that what looks like a path becomes another address.
		if c < ' ' || c == '\\' || c == 0x7F || c == utf8.RuneError {
			return local, "the address holds a character that no address may hold"
		}
	}
	if strings.HasPrefix(s, "//") {
		return local, "the address names a host, but no scheme"
	}
	head := s
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		head = s[:i]
	}
	scheme, _, ok := strings.Cut(head, ":")
	if !ok {
		return local, ""
	}
	rest := s[len(scheme)+1:]
	switch strings.ToLower(scheme) {
	case "http", "https":
		host, ok := strings.CutPrefix(rest, "//")
		if !ok || host == "" || strings.IndexByte("/?#@:", host[0]) >= 0 {
			return external, "the address names no host"
		}
		return external, ""
	case "mailto":
		if rest == "" {
			return external, "the address names nobody"
		}
		return external, ""
	}
	return external, "addresses that begin with “" + scheme + ":” are not linked"
}

// appendAddress writes an address into an attribute: what no URL may hold is
// percent-encoded, other letters stay as they are.
func appendAddress(out []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	path := len(s) // where the host, which may be an IPv6 address in brackets, has ended
	if i := strings.Index(s, "://"); i >= 0 {
		if j := strings.IndexAny(s[i+3:], "/?#"); j >= 0 {
			path = i + 3 + j
		}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		stray := c == '%' && (i+2 >= len(s) || !util.IsHexDecimal(s[i+1]) || !util.IsHexDecimal(s[i+2]))
		switch {
		case stray || strings.IndexByte(" \"<>\\^`{|}", c) >= 0, (c == '[' || c == ']') && i > path:
			out = append(out, '%', hex[c>>4], hex[c&15])
		case c == '&':
			out = append(out, "&amp;"...)
		default:
			out = append(out, c)
		}
	}
	return out
}
