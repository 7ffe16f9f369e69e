package dossier

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"dossier/internal/diag"
)

// read reads the YAML from a place on; so many lines stand above it. Keys that
// are missing altogether are reported at the span given.
func (r *reader) read(from, above int, missing diag.Span) values {
	r.above = above
	if !r.scanLines(from) {
		r.broken = true
		return nil
	}
	var document yaml.Node
	limit := &depthLimit{}
	loader, err := yaml.NewLoader(bytes.NewReader(r.file.Data[from:r.end]), yaml.WithPlugin(limit))
	if err == nil {
		err = loader.Load(&document)
	}
	if errors.Is(err, io.EOF) {
		return r.mapping(&yaml.Node{Kind: yaml.MappingNode}, r.keys, r.noun, missing)
	}
	if err != nil {
		r.broken = true
		r.syntax(from, err, limit.passed)
		return nil
	}
	root := document.Content[0]
	if !r.plain(root) {
		r.broken = true
		return nil
	}
	if root.Kind != yaml.MappingNode {
		r.broken = true
		r.fault(&ruleType, r.span(root), "here should stand keys and values, not "+describe(root), "write each key on a line of its own, with a colon and a space after it: “title: …”")
		return nil
	}
	return r.mapping(root, r.keys, r.noun, missing)
}

// scanLines refuses what a look at single lines tells better than a YAML
// parser does: tabs at the margin, further documents, directives.
func (r *reader) scanLines(from int) bool {
	before := len(r.problems)
	content := false
	for at := from; at < r.end; {
		line, _, _ := bytes.Cut(r.file.Data[at:r.end], []byte("\n"))
		text := strings.TrimSpace(string(line))
		span := diag.Span{Start: at, End: at + len(line)}
		mark, _, _ := strings.Cut(strings.ReplaceAll(string(line), "\t", " "), " ")
		switch {
		case text == "":
		case line[0] == '\t':
			r.fault(&ruleSyntax, diag.Span{Start: at, End: at + 1}, "the line begins with a tab", "indent with spaces")
		case (mark == "---" || mark == "...") && (content || text != "---" || r.above > 0):
			r.fault(&ruleUnsupported, span, "a second YAML document begins or ends here", "delete the line: there is one document only")
		case line[0] == '%' && !content:
			r.fault(&ruleUnsupported, span, "a YAML directive stands here", "delete the line")
		}
		content = content || text != "" && text[0] != '#' && text[0] != '%'
		at += len(line) + 1
	}
	return len(r.problems) == before
}

// depthLimit stops the YAML parser in what is nested too deep.
type depthLimit struct{ passed bool }

func (l *depthLimit) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > maxDepth {
		l.passed = true
		return errors.New("too deep")
	}
	return nil
}

// CheckAlias never objects: aliases are refused one by one, at their places.
func (l *depthLimit) CheckAlias(int, int) error { return nil }

// syntax reports why the YAML parser gave up. The parser's own words speak of
// tokens and contexts, so the cause is read off the place that it names.
func (r *reader) syntax(from int, err error, deep bool) {
	var load *yaml.LoadError
	at, context := from, -1
	if errors.As(err, &load) {
		if load.Mark.Line > 0 {
			at = max(from, r.at(load.Mark.Line, load.Mark.Column))
		}
		if load.ContextMark.Line > 0 {
			context = max(from, r.at(load.ContextMark.Line, load.ContextMark.Column))
		}
	}
	data := r.file.Data
	sign := func(at int) byte {
		if at < 0 || at >= r.end {
			return 0
		}
		return data[at]
	}
	here := func(at int) diag.Span {
		if at >= r.end {
			return diag.Span{Start: at, End: at}
		}
		_, n := utf8.DecodeRune(data[at:])
		return diag.Span{Start: at, End: at + n}
	}
	lineStart := bytes.LastIndexByte(data[:at], '\n') + 1
	_, started, _ := strings.Cut(string(data[lineStart:at]), ": ")
	started = strings.TrimLeft(started, " ")
	begun := started != "" // a value, on the same line
	previous := strings.TrimRight(string(data[from:at]), " \t\n")
	inside, closed := false, false // the place lies inside a text in quotation marks
	if c := sign(context); c == '"' || c == '\'' {
		var end int
		end, closed = r.quoteEnd(context)
		inside = end > at
	}

	switch c, opener := sign(at), sign(context); {
	case deep:
		r.fault(&ruleUnsupported, here(at), fmt.Sprintf("this is nested more than %d deep", maxDepth), "write it with fewer levels")
	case c == '*' || c == '&' || opener == '*' || opener == '&':
		if c != '*' && c != '&' {
			at = context
		}
		r.refuseSign(here(at), data[at])
	case opener == '!':
		r.refuseSign(here(context), '!')
	case inside && c == '\\':
		r.fault(&ruleSyntax, here(at), "this backslash begins no escape that YAML knows", "double the backslash, or put the value in single quotation marks")
	case inside && closed:
		r.fault(&ruleSyntax, here(at), "the escape that stands here is not complete", "double the backslash, or put the value in single quotation marks")
	case inside:
		r.fault(&ruleSyntax, here(context), "the quotation mark that opens here is never closed", "close it with "+string(opener))
	case c == '\t':
		r.fault(&ruleSyntax, here(at), "a tab stands where YAML wants spaces", "indent with spaces")
	case c == ':' && begun && strings.IndexByte("[{\"'", started[0]) < 0:
		r.colon(at, lineStart)
	case c == ':' && context < 0 && at > lineStart:
		r.fault(&ruleSyntax, here(at), "a colon stands where no key can end", "indent this line like its neighbours, give the line above its colon, or put a value that holds a colon in quotation marks")
	case (opener == '[' || opener == '{') && context < lineStart:
		r.fault(&ruleSyntax, here(context), "the bracket that opens here is not closed, or a comma is missing in what follows", "close it with "+map[byte]string{'[': "]", '{': "}"}[opener])
	case opener == '[' || opener == '{':
		r.fault(&ruleSyntax, here(at), "a comma or a closing bracket is missing before this", "separate items by commas, and put an item that holds , : [ ] { or } in quotation marks")
	case at >= r.end:
		r.fault(&ruleSyntax, here(at), "the last value is not complete", "close every bracket that was opened, each with its own sign")
	case c == '@' || c == '`' || c == '%':
		r.fault(&ruleSyntax, here(at), "a value cannot begin with "+string(c), "put the value in quotation marks")
	case strings.HasSuffix(previous, "\"") || strings.HasSuffix(previous, "'") || strings.HasSuffix(previous, "]") || strings.HasSuffix(previous, "}"):
		r.fault(&ruleSyntax, here(at), "the value has ended before this, with "+previous[len(previous)-1:], "put the whole value in quotation marks, the other kind if it holds some")
	case c == '-':
		r.fault(&ruleSyntax, here(at), "no item of a list can begin here", "begin each item on a line of its own, all at the same distance from the margin")
	default:
		r.fault(&ruleSyntax, here(at), "the line does not fit with those above: it is no “key: value”, or it is indented differently", "give every key a colon and a space, and indent keys of the same map alike")
	}
}

// colon reports the commonest slip: a colon inside a value without quotation marks.
func (r *reader) colon(at, lineStart int) {
	data := r.file.Data
	line, _, _ := bytes.Cut(data[lineStart:r.end], []byte("\n"))
	d := ruleSyntax.At(r.file, diag.Span{Start: at, End: at + 1}, "a colon and a space stand inside a value that is not in quotation marks")
	d.Hint = "put the value in quotation marks"
	key, rest, _ := strings.Cut(string(line), ": ")
	if val := strings.TrimSpace(rest); !strings.ContainsAny(val, "\"\\#") {
		start := lineStart + len(key) + 2 + strings.Index(rest, val)
		d.Hint += ": " + strings.TrimSpace(key) + ": \"" + val + "\""
		d.Fix = &diag.Fix{Span: diag.Span{Start: start, End: start + len(val)}, Text: "\"" + val + "\""}
	}
	r.add(d)
}

func (r *reader) refuseSign(span diag.Span, c byte) {
	what := map[byte]string{'&': "an anchor", '*': "an alias", '!': "a tag"}[c]
	r.fault(&ruleUnsupported, span, what+" of YAML stands here, which is not allowed", "write the value out; put it in quotation marks if it only begins with "+string(c))
}

// plain refuses what makes a YAML node more than what is written at its place.
func (r *reader) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		r.refuseSign(r.span(n), '*')
	case n.Anchor != "":
		r.refuseSign(r.span(n), '&')
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		r.refuseSign(r.span(n), '!')
	default:
		return true
	}
	return false
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a map"
	}
	if n.Value == "" {
		return "nothing"
	}
	return "a text"
}

// entries walks the keys of a map: scalars, each once. Others are reported.
func (r *reader) entries(n *yaml.Node, each func(key Text, v *yaml.Node)) {
	seen := map[string]diag.Span{}
	for i := 0; i+1 < len(n.Content) && len(r.problems) < maxProblems; i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !r.plain(k) {
			continue
		}
		key := Text{k.Value, r.span(k)}
		switch first, twice := seen[key.Value]; {
		case k.Kind != yaml.ScalarNode:
			r.fault(&ruleUnsupported, key.Span, describe(k)+" cannot be a key", "a key is a word; put a value that begins with a bracket in quotation marks")
		case k.Tag == "!!merge":
			r.fault(&ruleUnsupported, key.Span, "a merge key of YAML stands here, which is not allowed", "write the keys out")
		case strings.TrimSpace(key.Value) == "":
			r.fault(&ruleUnknownKey, key.Span, "the key is empty", "put a key before the colon")
		case twice:
			d := ruleDuplicateKey.At(r.file, key.Span, "the key “"+key.Value+"” stands twice")
			d.Hint = "delete one of the two"
			d.Related = []diag.Related{{File: r.file, Span: first, Message: "first here"}}
			r.add(d)
		default:
			seen[key.Value] = key.Span
			each(key, v)
		}
	}
}

// at turns a line and column of the YAML into an offset. Places are asked for
// from left to right, so that it goes on from the last one: a list of a
// hundred thousand items on one line would take minutes otherwise.
func (r *reader) at(line, column int) int {
	line += r.above
	if line != r.line || column < r.column {
		r.line, r.column, r.offset = line, 1, r.file.Offset(line, 1)
	}
	for ; r.column < column && r.offset < r.end && r.file.Data[r.offset] != '\n'; r.column++ {
		_, n := utf8.DecodeRune(r.file.Data[r.offset:])
		r.offset += n
	}
	return min(r.offset, r.end)
}

// span is where a node is written, with its quotation marks or brackets. The
// YAML parser tells only where it begins; the end follows from how it is written.
func (r *reader) span(n *yaml.Node) diag.Span {
	start := r.at(n.Line, n.Column)
	data := r.file.Data[:r.end]
	i := start
	switch {
	case start == r.end:
	case n.Kind == yaml.AliasNode, n.Anchor != "", n.Style&yaml.TaggedStyle != 0, n.Tag == "!":
		for i < len(data) && strings.IndexByte(" \t\n,]}", data[i]) < 0 {
			i++
		}
	case n.Kind != yaml.ScalarNode:
		for _, c := range n.Content {
			i = max(i, r.span(c).End)
		}
		if data[start] == '[' || data[start] == '{' { // a single pair in a list, [a: b], has none
			i = r.closing(max(i, start+1))
		}
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		i, _ = r.quoteEnd(start)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		for i < len(data) && data[i] != '\n' {
			i++
		}
		i = max(start+1, r.match(n.Value, i))
	default:
		i = r.match(n.Value, start)
	}
	return diag.Span{Start: start, End: min(i, len(data))}
}

// quoteEnd finds the end of a text in quotation marks, the closing one
// included, and tells whether there is one.
func (r *reader) quoteEnd(start int) (end int, closed bool) {
	data := r.file.Data[:r.end]
	mark := data[start]
	for i := start + 1; i < len(data); i++ {
		switch {
		case data[i] == '\\' && mark == '"', data[i] == '\'' && mark == '\'' && i+1 < len(data) && data[i+1] == '\'':
			i++
		case data[i] == mark:
			return i + 1, true
		}
	}
	return len(data) + 1, false
}

// match finds the end of text that differs from what is written in white
// space only, as blocks and plain text over several lines do.
func (r *reader) match(value string, i int) int {
	data, end := r.file.Data[:r.end], i
	for _, c := range value {
		if c == ' ' || c == '\t' || c == '\n' {
			continue
		}
		for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\n') {
			i++
		}
		d, n := utf8.DecodeRune(data[i:])
		if d != c {
			break
		}
		i += n
		end = i
	}
	return end
}

// closing finds the bracket that closes a flow list or map whose last item ends here.
func (r *reader) closing(i int) int {
	for data := r.file.Data[:r.end]; i < len(data); i++ {
		switch data[i] {
		case ' ', '\t', '\n', ',':
		case '#':
			for i+1 < len(data) && data[i+1] != '\n' {
				i++
			}
		case ']', '}':
			return i + 1
		default:
			return i
		}
	}
	return i
}
