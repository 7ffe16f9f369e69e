package dossier

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"dossier/internal/diag"
)

// A citeNode is one citation in the syntax tree.
type citeNode struct {
	ast.BaseInline
	items  []CitationItem
	prefix string
	attrs  Attributes
	span   diag.Span

	names    map[string]diag.Span // of the attributes given
	original strip                // the value of original="…"

	quotation int  // what it proves, by index in Page.Quotations; -1: nothing
	failed    bool // it was meant to prove something and cannot: reported already
}

var kindCite = ast.NewNodeKind("Citation")

func (n *citeNode) Kind() ast.NodeKind            { return kindCite }
func (n *citeNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// bindsNothing tells whether the citation begins with a word: [see @a].
func (n *citeNode) bindsNothing() bool {
	c, _ := utf8.DecodeRuneInString(n.prefix)
	return unicode.IsLetter(c)
}

// A strip is a piece of a block's text as it is written, and where each byte
// of it stands in the file: what begins the lines (> and indents) is left out.
type strip struct {
	text []byte
	runs []Run
}

func (s *strip) add(data []byte, start, end int) {
	s.runs = appendRun(s.runs, len(s.text), start, end-start, end-start)
	s.text = append(s.text, data[start:end]...)
}

func (s *strip) span(start, end int) diag.Span { return spanOf(s.runs, len(s.text), start, end) }

// part is text[start:end] without the white space around it.
func (s *strip) part(start, end int) Text {
	for start < end && util.IsSpace(s.text[start]) {
		start++
	}
	for start < end && util.IsSpace(s.text[end-1]) {
		end--
	}
	return Text{string(s.text[start:end]), s.span(start, end)}
}

// collect moves the reader behind the byte that ends a bracket and returns
// what stood before it. A byte of stop ends the search without success, and so
// does the end of the block; escaped bytes count for nothing.
func collect(block text.Reader, end, stop byte) (s strip, ok bool) {
	for {
		line, seg := block.PeekLine()
		if line == nil {
			return s, false
		}
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\' && i+1 < len(line) && util.IsPunct(line[i+1]):
				i++
			case c == end:
				s.add(block.Source(), seg.Start, seg.Start+i)
				block.Advance(i + 1)
				return s, true
			case c == stop:
				return s, false
			}
		}
		s.add(block.Source(), seg.Start, seg.Stop)
		block.AdvanceLine()
	}
}

type citationParser struct{}

func (citationParser) Trigger() []byte { return []byte{'['} }

func (citationParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	if !mayCite(line) {
		return nil
	}
	r := readingOf(pc)
	block.Advance(1)
	s, ok := collect(block, ']', '[')
	if !ok {
		if clear := bytes.TrimLeft(line[1:], "-"); len(clear) > 1 && clear[0] == '@' && idByte(clear[1:]) {
			r.report(&ruleCiteSyntax, diag.Span{Start: seg.Start, End: seg.Start + 1}, "this citation is not closed",
				"close it with ] in the same paragraph; there are no brackets inside a citation")
		}
		return nil
	}
	n := &citeNode{quotation: -1}
	if !n.parseItems(r, s) {
		return nil
	}
	_, after := block.Position()
	n.span = diag.Span{Start: seg.Start, End: after.Start}
	switch block.Peek() {
	case '(':
		r.doubtful = append(r.doubtful, doubt{n.span, "this citation"})
		return nil
	case '[':
		if isReference(block, pc) {
			return nil
		}
	case '{':
		l, pos := block.Position()
		if !n.parseAttributes(r, block) {
			block.SetPosition(l, pos)
		}
		_, after = block.Position()
		n.span.End = after.Start
	}
	n.SetPos(seg.Start)
	if r.cites == nil {
		r.cites = map[ast.Node][]*citeNode{}
	}
	r.cites[parent] = append(r.cites[parent], n)
	return n
}

// mayCite is a quick look at the rest of a line that begins with a bracket,
// since most brackets are links: is there an @ that a citation could begin with?
func mayCite(line []byte) bool {
	if len(line) > 1 && (line[1] == '[' || line[1] == '^') {
		return false
	}
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '@':
			if opensSource(line, i) {
				return true
			}
		case '[', ']':
			return false
		}
	}
	return true // it goes on in the next line
}

// opensSource tells whether the @ at i begins a source: at the start, or after
// white space, a semicolon or a hyphen, and before an id. It is not part of an address.
func opensSource(t []byte, i int) bool {
	return (i == 0 || strings.IndexByte(" \t\n;-[", t[i-1]) >= 0) && idByte(t[i+1:])
}

func idByte(t []byte) bool {
	c, _ := utf8.DecodeRune(t)
	return len(t) > 0 && (unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_')
}

// isReference tells whether the brackets that follow name a link that is
// defined on the page, so that the two are an ordinary link: [words][label].
func isReference(block text.Reader, pc parser.Context) bool {
	l, pos := block.Position()
	defer block.SetPosition(l, pos)
	block.Advance(1)
	s, ok := collect(block, ']', '[')
	if !ok {
		return false
	}
	_, ok = pc.Reference(util.ToLinkReference(s.text))
	return ok
}

// parseItems reads what stands in the brackets; false if it is no citation.
func (n *citeNode) parseItems(r *reading, s strip) bool {
	type part struct{ start, at, end int }
	var parts []part
	start := 0
	for i := 0; i <= len(s.text); i++ {
		if i < len(s.text) && s.text[i] == '\\' {
			i++
			continue
		}
		if i < len(s.text) && s.text[i] != ';' {
			continue
		}
		at := -1
		for j := start; j < i; j++ {
			if s.text[j] == '\\' {
				j++
			} else if s.text[j] == '@' && opensSource(s.text, j) {
				at = j
				break
			}
		}
		if at >= 0 || len(parts) > 0 {
			parts = append(parts, part{start, at, i})
			start = i + 1
		}
	}
	for i, p := range parts {
		if p.at < 0 {
			r.report(&ruleCiteSyntax, s.part(p.start-1, p.end).Span, "there is no source after the semicolon",
				"a semicolon separates sources: [@a; @b]; inside words write \\;")
			continue
		}
		prefix := s.part(p.start, p.at)
		prefix.Value = strings.TrimRight(prefix.Value, "- ")
		switch {
		case i == 0:
			n.prefix = unescape(prefix.Value)
		case prefix.Value != "":
			r.report(&ruleCiteSyntax, prefix.Span, "words stand before the second source of a citation",
				"write a citation of its own for it: [@a] [cf. @b]")
		}
		end := p.at + 1
		for end < p.end {
			c, size := utf8.DecodeRune(s.text[end:])
			inner := strings.ContainsRune("-:./#", c) && idByte(s.text[end+size:p.end])
			if !inner && !idByte(s.text[end:p.end]) && !unicode.IsMark(c) {
				break
			}
			end += size
		}
		item := CitationItem{Source: s.part(p.at+1, end)}
		n.parseLocator(r, s, end, p.end, &item)
		n.items = append(n.items, item)
	}
	return len(parts) > 0
}

// parseLocator reads what follows a source: a paragraph, and any other words.
func (n *citeNode) parseLocator(r *reading, s strip, start, end int, item *CitationItem) {
	rest := s.part(start, end)
	if rest.Value == "" {
		return
	}
	comma := rest.Value[0] == ','
	if comma {
		start = bytes.IndexByte(s.text[start:end], ',') + start + 1
		rest = s.part(start, end)
	}
	named := locatorName(rest.Value)
	if named == 0 {
		if comma {
			r.report(&ruleCiteLocator, rest.Span, "this is not a paragraph", locatorHint)
		} else {
			item.Suffix = unescape(rest.Value)
		}
		return
	}
	first, used := locatorNumber(rest.Value[named:])
	used += named
	last, more, endless := 0, 0, false
	after := strings.TrimLeft(rest.Value[used:], " \n\t")
	for _, dash := range []string{"–", "—", "--", "-"} {
		if cut, ok := strings.CutPrefix(after, dash); ok {
			last, more = locatorNumber(cut)
			used = len(rest.Value) - len(cut) + more
			endless = more == 0
			break
		}
	}
	tail := strings.TrimLeft(rest.Value[used:], ", \n\t")
	tailRune, _ := utf8.DecodeRuneInString(rest.Value[used:])
	var fault string
	switch {
	case first == 0:
		fault = "the number of the paragraph is missing, or is not a number from 1"
	case more > 0 && last <= first:
		fault = fmt.Sprintf("the range of paragraphs ends at %d, before it begins at %d", last, first)
	case endless:
		fault = "the range of paragraphs has no end"
	case unicode.IsLetter(tailRune) || unicode.IsDigit(tailRune):
		fault = "the number of the paragraph goes on with a letter"
	case tail != "" && (tail[0] >= '0' && tail[0] <= '9' || strings.HasPrefix(tail, "and ") || tail[0] == '&'):
		fault = "a source is cited with one paragraph or one range of paragraphs"
	}
	if fault != "" {
		r.report(&ruleCiteLocator, rest.Span, fault, locatorHint)
		return
	}
	item.Paragraph, item.LastPara = first, last
	at := bytes.Index(s.text[start:end], []byte(rest.Value)) + start
	item.Locator = s.span(at, at+used)
	item.Suffix = unescape(strings.TrimSpace(tail))
}

const locatorHint = "after a comma stands a paragraph: [@id, para. 17] or [@id, paras. 17–18]; other words stand without a comma: [@id (in Pashto)]"

// locatorName is the length of the word for a paragraph that s begins with, 0 if there is none.
func locatorName(s string) int {
	for _, name := range []string{"paragraphs", "paragraph", "paras.", "paras", "para.", "para", "¶¶", "¶"} {
		if len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) {
			c, _ := utf8.DecodeRuneInString(s[len(name):])
			if !unicode.IsLetter(c) {
				return len(name)
			}
		}
	}
	return 0
}

// locatorNumber reads a number from 1 to 99,999,999 after white space, and how many bytes it takes.
func locatorNumber(s string) (n, used int) {
	digits := strings.TrimLeft(s, " \n\t\u00a0")
	used = len(s) - len(digits)
	end := 0
	for end < len(digits) && digits[end] >= '0' && digits[end] <= '9' {
		end++
	}
	if end == 0 || end > 8 {
		return 0, 0
	}
	n, _ = strconv.Atoi(digits[:end])
	return n, used + end
}

// unescape takes the backslashes before punctuation away and folds white space.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') >= 0 {
		s = string(util.UnescapePunctuations([]byte(s)))
	}
	return strings.Join(strings.Fields(s), " ")
}

var attributeNames = []string{"by", "via", "claim", "stance", "lang", "near", "ok", "original", "translator"}

// parseAttributes reads {…} behind a citation. What is wrong inside is
// reported and passed over; false if there is no end.
func (n *citeNode) parseAttributes(r *reading, block text.Reader) bool {
	_, open := block.Position()
	block.Advance(1)
	s, ok := collectAttributes(block)
	if !ok {
		r.report(&ruleCiteAttribute, diag.Span{Start: open.Start, End: open.Start + 1}, "these attributes have no end",
			"close them with }, and each string with a straight double mark")
		return false
	}
	n.names = map[string]diag.Span{}
	t := s.text
	for i := 0; i < len(t); {
		if util.IsSpace(t[i]) {
			i++
			continue
		}
		start := i
		for i < len(t) && t[i] != '=' && !util.IsSpace(t[i]) {
			i++
		}
		name := s.part(start, i)
		if i == len(t) || t[i] != '=' {
			r.report(&ruleCiteAttribute, name.Span, "“"+name.Value+"” has no value", attributeHint(name.Value))
			continue
		}
		i++
		start = i
		var value strip
		if i < len(t) && t[i] == '"' {
			for i++; i < len(t) && t[i] != '"'; i++ {
				at := i
				if t[i] == '\\' && i+1 < len(t) && strings.IndexByte(`"\|`, t[i+1]) >= 0 {
					i++
				}
				place := s.span(at, i+1)
				value.runs = appendRun(value.runs, len(value.text), place.Start, place.End-place.Start, 1)
				value.text = append(value.text, t[i])
			}
			i++ // collectAttributes has seen the closing mark
		} else {
			for i < len(t) && !util.IsSpace(t[i]) {
				i++
			}
			place := s.span(start, i)
			if c, _ := utf8.DecodeRune(t[start:i]); strings.ContainsRune("“”„«»‘’'", c) {
				r.report(&ruleCiteAttribute, place, "the value of “"+name.Value+"” does not stand in straight double marks",
					name.Value+`="…"; a straight mark inside is written \"`)
				continue
			}
			value.add(r.data, place.Start, place.End)
		}
		n.attribute(r, name, value)
	}
	return true
}

// collectAttributes is collect for the inside of {…}, where strings may hold brackets.
func collectAttributes(block text.Reader) (s strip, ok bool) {
	quoted := false
	for {
		line, seg := block.PeekLine()
		if line == nil {
			return s, false
		}
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\' && quoted:
				i++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '}':
				s.add(block.Source(), seg.Start, seg.Start+i)
				block.Advance(i + 1)
				return s, true
			case c == '{' || c == '[':
				return s, false
			}
		}
		s.add(block.Source(), seg.Start, seg.Stop)
		block.AdvanceLine()
	}
}

func attributeHint(name string) string {
	if near := Nearest(name, attributeNames, 1); near != nil && near[0] != name {
		return "did you mean “" + near[0] + "”?"
	}
	return `attributes are by, via, claim, stance, lang, near, ok, original and translator: {by=id near="words"}`
}

// attribute sets one attribute.
func (n *citeNode) attribute(r *reading, name Text, value strip) {
	bad := func(span diag.Span, message, hint string) { r.report(&ruleCiteAttribute, span, message, hint) }
	if !slices.Contains(attributeNames, name.Value) {
		bad(name.Span, "a citation has no attribute “"+name.Value+"”", attributeHint(name.Value))
		return
	}
	if _, twice := n.names[name.Value]; twice {
		bad(name.Span, "“"+name.Value+"” is given twice", "several ids stand in one value: by=a,b")
		return
	}
	n.names[name.Value] = name.Span
	whole := value.part(0, len(value.text))
	if whole.Value == "" {
		bad(name.Span, "“"+name.Value+"” has an empty value", "leave it out, or give it a value")
		return
	}
	switch name.Value {
	case "by", "via", "claim":
		ids := &n.attrs.By
		if name.Value == "via" {
			ids = &n.attrs.Via
		} else if name.Value == "claim" {
			ids = &n.attrs.Claim
		}
		for start := 0; start <= len(value.text); {
			end := len(value.text)
			if i := bytes.IndexByte(value.text[start:], ','); i >= 0 {
				end = start + i
			}
			id := value.part(start, end)
			if id.Value == "" {
				bad(whole.Span, "an id is missing beside a comma", "several ids are written "+name.Value+"=a,b")
			} else {
				*ids = append(*ids, id)
			}
			start = end + 1
		}
	case "stance":
		if s := []string{"supports", "disputes", "mentions"}; !slices.Contains(s, whole.Value) {
			hint := "a quotation supports, disputes or mentions a claim"
			if near := Nearest(whole.Value, s, 1); near != nil {
				hint = "did you mean “" + near[0] + "”?"
			}
			bad(whole.Span, "“"+whole.Value+"” is no stance", hint)
			return
		}
		n.attrs.Stance = whole
	case "lang":
		if !validLang(whole.Value) {
			bad(whole.Span, "“"+whole.Value+"” is no language", "write a language tag: en, ps, pt-BR")
			return
		}
		n.attrs.Lang = whole
	case "near":
		n.attrs.Near = whole
	case "ok":
		n.attrs.OK = whole
	case "original":
		n.attrs.Original, n.original = whole, value
	case "translator":
		n.attrs.Translator = whole
	}
}

// validLang tells whether s has the form of a language tag (BCP 47).
func validLang(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 || i == 0 && len(part) < 2 {
			return false
		}
		for _, c := range part {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// citation writes a reference to the note that the citation becomes.
func (w *writer) citation(n *citeNode) {
	switch {
	case w.quoting:
		w.report(&ruleQuoteNested, n.span, "a citation stands inside a quotation", nestedHint)
		return
	case w.link:
		w.report(&ruleLinkNested, n.span, "a citation stands inside the words of a link", "put it behind the link")
		return
	}
	c := len(w.page.Citations)
	note := len(w.page.Notes)
	w.page.Citations = append(w.page.Citations, Citation{
		Items: n.items, Prefix: n.prefix, Attrs: n.attrs, Span: n.span, Note: note, Quotation: n.quotation,
	})
	w.page.Notes = append(w.page.Notes, Note{Uses: 1, Citation: c, Span: n.span})
	w.closeUp(n)
	w.hole(HoleNote, note, 0)
	if n.quotation >= 0 {
		q := &w.page.Quotations[n.quotation]
		q.Citations = append(q.Citations, c)
		if at, ok := n.names["translator"]; ok && n.attrs.Original.Value == "" {
			w.report(&ruleCiteAttribute, at, "a translator is named, but no original is given", `add original="…" with the words of the source`)
		}
	} else if !n.failed {
		for _, name := range attributeNames {
			if at, ok := n.names[name]; ok {
				w.report(&ruleCiteAttribute, at, "“"+name+"” says something of a quotation, but nothing is quoted here",
					"put the citation directly after the closing mark of the words that it proves, or leave the attributes out")
				break
			}
		}
	}
}

// closeUp takes the space before a reference away, as authors write it and
// printers do not: a line must not begin with the number of a note. Between
// two references it stays.
func (w *writer) closeUp(n ast.Node) {
	t, ok := n.PreviousSibling().(*ast.Text)
	if !ok {
		return
	}
	if len(bytes.TrimSpace(w.data[t.Segment.Start:t.Segment.Stop])) == 0 {
		switch t.PreviousSibling().(type) {
		case nil, *citeNode, *footnoteNode:
			return
		}
	}
	from := 0
	if len(w.holes) > 0 {
		from = w.holes[len(w.holes)-1].At
	}
	w.out = w.out[:from+len(bytes.TrimRight(w.out[from:], " \n"))]
	w.plain = w.plain[:w.leaf+len(bytes.TrimRight(w.plain[w.leaf:], " \n"))]
}
