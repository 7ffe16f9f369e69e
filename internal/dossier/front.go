package dossier

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"dossier/internal/diag"
)

// parseFront reads the front matter into the facts of the page and returns
// where the body begins.
func (p *Page) parseFront() (body int) {
	data := p.File.Data
	fence := diag.Span{End: min(len(data), 3)}
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	if !isFence(line) {
		d := ruleMissing.At(p.File, diag.Span{}, "the page does not begin with front matter")
		d.Hint = "begin the file with a line “---”, the keys such as “title: …”, and another line “---”"
		p.Problems = append(p.Problems, d)
		return 0
	}
	from := len(data) - len(rest)
	end := from
	for {
		line, rest, found := bytes.Cut(data[end:], []byte("\n"))
		if isFence(line) {
			body = len(data) - len(rest)
			break
		}
		if !found {
			d := ruleUnclosed.At(p.File, fence, "the front matter that begins here has no end")
			d.Hint = "put a line “---” after the last key"
			p.Problems = append(p.Problems, d)
			return len(data)
		}
		end = len(data) - len(rest)
	}
	if end-from > maxFront {
		d := ruleFileSize.At(p.File, fence, fmt.Sprintf("the front matter has %d bytes, more than the %d KiB that are allowed", end-from, maxFront>>10))
		d.Hint = "move long text into the body of the page"
		p.Problems = append(p.Problems, d)
		return body
	}
	r := &reader{file: p.File, keys: FrontMatter, kind: p.Kind, noun: article(p.Kind), end: end}
	p.take(r, r.read(from, 1, fence), fence)
	p.Problems = append(p.Problems, r.problems...)
	return body
}

func isFence(line []byte) bool {
	return string(bytes.TrimRight(line, " \t")) == "---"
}

func article(k Kind) string {
	if k == Actor || k == Event {
		return "an " + k.String()
	}
	return "a " + k.String()
}

// take moves the values of the front matter to the page, and checks what
// concerns more than one of them.
func (p *Page) take(r *reader, m values, fence diag.Span) {
	p.Title = m["title"].text
	p.Summary = m["summary"].text.Value
	p.Slug = m["slug"].text
	p.Date = m["date"].date
	p.Updated = m["updated"].date
	p.Lang = m["lang"].text.Value
	p.Weight = m["weight"].number
	p.Unsure = m["draft"].bad
	p.Draft = m["draft"].truth || p.Unsure // what is not plainly false is not published
	p.Aliases = m["aliases"].list
	p.X = m["x"].free
	for _, it := range m["corrections"].items {
		if c := (Correction{it["date"].date, it["text"].text.Value}); !c.Date.IsZero() && c.Text != "" {
			p.Corrections = append(p.Corrections, c)
		}
	}

	if p.Slug.Value != "" {
		if p.ID == "index" || p.Kind == Free && slices.ContainsFunc(Kinds[:], func(k Kind) bool { return k.Folder() == p.ID }) {
			r.fault(&ruleValue, p.Slug.Span, "the address "+p.URL+" of this page is fixed", "delete the slug")
		} else {
			parent := p.URL[:strings.LastIndex(p.URL[:len(p.URL)-1], "/")+1]
			p.URL = parent + p.Slug.Value + "/"
		}
	}
	for _, a := range p.Aliases {
		if strings.TrimSuffix(a.Value, "/") == strings.TrimSuffix(p.URL, "/") {
			r.fault(&ruleValue, a.Span, "“"+a.Value+"” is the address of the page itself", "delete this alias")
		}
	}

	switch p.Kind {
	case Source:
		_, set := m["publish"]
		*p.Source = SourceFacts{
			Seed: m["seed"].text, SHA256: m["sha256"].text, Languages: m["language"].list,
			Published: m["published"].date, Publisher: m["publisher"].text, Author: m["author"].text, URL: m["url"].text,
			Stated:     m["stated"].stated,
			BlankLines: m["paragraphs"].text.Value == "blank-lines",
			Full:       m["publish"].text.Value == "full", PublishSet: set,
			BadDigest: m["sha256"].bad,
		}
		for _, it := range m["ignore"].items {
			if lines := it["lines"].lines; lines != nil {
				p.Source.Ignore = append(p.Source.Ignore, Ignore{Lines: lines, Why: it["why"].text.Value})
			}
		}
	case Actor:
		*p.Actor = ActorFacts{Type: m["type"].text.Value, Names: m["names"].list, Role: m["role"].text.Value, PartOf: m["part_of"].list}
	case Claim:
		*p.Claim = ClaimFacts{By: m["by"].list, About: m["about"].list}
	case Question:
		*p.Question = QuestionFacts{Contradiction: m["contradiction"].word("open")}
		p.takeSides(r, m["sides"])
	case Event:
		*p.Event = EventFacts{Dated: m["dated"].word("stated"), Dating: m["dating"].text.Value, Actors: m["actors"].list}
		if _, dated := m["date"]; !dated && p.Event.Dated != "undated" && !r.broken {
			r.fault(&ruleRequired, fence, "the key “date” of an event is missing", "add it, or say that there is none: “dated: undated”")
		}
	}
}

// takeSides gives a question its sides: at least two, no claim on more than one.
func (p *Page) takeSides(r *reader, sides value) {
	seen := map[string]diag.Span{}
	for _, it := range sides.items {
		side := Side{Name: it["name"].text, Claims: it["claims"].list}
		for _, c := range side.Claims {
			if first, ok := seen[c.Value]; ok {
				d := ruleValue.At(p.File, c.Span, "the claim “"+c.Value+"” stands on two sides")
				d.Hint = "a claim stands on one side of a question only"
				d.Related = []diag.Related{{File: p.File, Span: first, Message: "the other side"}}
				r.add(d)
				continue
			}
			seen[c.Value] = c.Span
		}
		p.Question.Sides = append(p.Question.Sides, side)
	}
	if len(sides.items) == 1 && !sides.bad {
		r.fault(&ruleValue, sides.key, "the question has one side only", "add the other side: “- { name: …, claims: [ … ] }”")
	}
}

// A value is what was read of one key. Which fields are set follows from the type of the key.
type value struct {
	key    diag.Span
	bad    bool // there is a value, but not one that the key takes
	text   Text
	list   []Text
	date   Date
	number int
	lines  []Line
	truth  bool
	stated []Stated
	items  []values // of a list of maps
	free   map[string]any
}

type values map[string]value

func (v value) word(otherwise string) string {
	if v.text.Value == "" {
		return otherwise
	}
	return v.text.Value
}

// A reader turns YAML into values under a table of keys. YAML's own ideas of
// types are never asked: a scalar is the text that was written, so that 1.10,
// 0777 and no stay what they are, and whether 2026-02-30 is a date is decided here.
type reader struct {
	file     *diag.File
	keys     []Key
	kind     Kind
	noun     string // what has these keys, for messages: a claim
	end      int    // of the YAML
	broken   bool   // the YAML could not be read as a map of keys: nothing is said of missing ones
	problems []diag.Diagnostic

	above                int // lines before the YAML
	line, column, offset int // where the last place was found, for the next is mostly to its right
}

func (r *reader) add(d diag.Diagnostic) {
	if len(r.problems) < maxProblems {
		d.Message, d.Hint = clip(d.Message), clip(d.Hint)
		r.problems = append(r.problems, d)
	}
}

// clip shortens a message that repeats a value of any length.
func clip(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	head, tail := most-60, len(s)-60
	for !utf8.RuneStart(s[head]) {
		head--
	}
	for !utf8.RuneStart(s[tail]) {
		tail++
	}
	return s[:head] + "…" + s[tail:]
}

func (r *reader) fault(rule *diag.Rule, span diag.Span, message, hint string) {
	d := rule.At(r.file, span, message)
	d.Hint = hint
	r.add(d)
}

// mapping reads a map under a table of keys.
func (r *reader) mapping(n *yaml.Node, keys []Key, noun string, missing diag.Span) values {
	m := values{}
	blank := map[string]diag.Span{}
	r.entries(n, func(name Text, node *yaml.Node) {
		i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == name.Value && k.in(r.kind) })
		if i < 0 {
			r.unknown(name, keys, noun)
			return
		}
		if v, ok := r.value(&keys[i], name, node); ok {
			v.key = name.Span
			m[name.Value] = v
		} else {
			blank[name.Value] = name.Span
		}
	})
	for i := range keys {
		k := &keys[i]
		if _, ok := m[k.Name]; ok || !k.Required || !k.in(r.kind) {
			continue
		}
		if span, ok := blank[k.Name]; ok {
			r.fault(&ruleRequired, span, "“"+k.Name+"” has no value", "write "+k.Type.String()+" after the colon")
		} else {
			r.fault(&ruleRequired, missing, "the key “"+k.Name+"” is missing in "+noun, "add “"+k.Name+": …”: "+k.Type.String())
		}
	}
	return m
}

// list tells whether the value is a list, so that an empty one is no value.
func (k *Key) list() bool {
	switch k.Type {
	case TypePaths, TypeLines, TypeIDs, TypeLanguages, TypeMaps:
		return true
	}
	return false
}

func (k *Key) in(kind Kind) bool {
	return k.Kinds == nil || slices.Contains(k.Kinds, kind)
}

func (r *reader) unknown(name Text, keys []Key, noun string) {
	d := ruleUnknownKey.At(r.file, name.Span, "there is no key “"+name.Value+"” in "+noun)
	var own []string
	for i := range keys {
		k := &keys[i]
		if k.in(r.kind) {
			own = append(own, k.Name)
		} else if k.Name == name.Value {
			d.Hint = "“" + name.Value + "” belongs to " + k.Kinds[0].Folder() + ", not to " + r.kind.plural()
		}
	}
	if near := Nearest(name.Value, own, 1); d.Hint == "" && near != nil {
		d.Hint = "did you mean “" + near[0] + "”?"
		d.Fix = &diag.Fix{Span: name.Span, Text: near[0]}
	}
	if d.Hint == "" {
		d.Hint = "keys of your own go under “x:”"
		if !slices.Contains(own, "x") {
			d.Hint = "the keys are " + strings.Join(own, ", ")
		}
	}
	r.add(d)
}

func (k Kind) plural() string {
	if k == Free {
		return "other pages"
	}
	return k.Folder()
}

// value reads the value of one key. It is not ok if there is none; a value
// that is wrong is there, but bad.
func (r *reader) value(k *Key, name Text, n *yaml.Node) (v value, ok bool) {
	bad := value{bad: true}
	if !r.plain(n) {
		return bad, true
	}
	wrong := func(hint string) (value, bool) {
		r.fault(&ruleType, r.span(n), "“"+name.Value+"” takes "+k.Type.String()+", not "+describe(n), hint)
		return bad, true
	}
	scalar := n.Kind == yaml.ScalarNode
	if scalar && empty(n) && k.Type != TypeBoolean || n.Kind == yaml.SequenceNode && len(n.Content) == 0 && k.list() {
		return value{}, false
	}

	switch k.Type {
	case TypeFree:
		if n.Kind != yaml.MappingNode {
			return wrong("write your own keys below it, indented")
		}
		v.free, _ = r.free(n).(map[string]any)
		return v, true
	case TypeStated:
		if n.Kind != yaml.MappingNode {
			return wrong("write what the text states below it, indented: “headline: …”")
		}
		r.entries(n, func(key Text, node *yaml.Node) {
			for _, t := range r.list(key.Value, node, nil) {
				v.stated = append(v.stated, Stated{Key: key, Text: t})
			}
		})
		return v, true
	case TypeMaps:
		if n.Kind != yaml.SequenceNode {
			return wrong("write a list: “- { " + k.Keys[0].Name + ": …, " + k.Keys[1].Name + ": … }”")
		}
		for _, c := range n.Content {
			if len(r.problems) == maxProblems || !r.plain(c) {
				continue
			}
			if c.Kind != yaml.MappingNode {
				r.fault(&ruleType, r.span(c), "an item of “"+name.Value+"” is a map, not "+describe(c), "write it as “- { "+k.Keys[0].Name+": …, "+k.Keys[1].Name+": … }”")
				continue
			}
			// Not the span of the whole item: that would walk it twice.
			start := r.at(c.Line, c.Column)
			v.items = append(v.items, r.mapping(c, k.Keys, "an item of “"+name.Value+"”", diag.Span{Start: start, End: start + 1}))
		}
		v.bad = len(v.items) < len(n.Content)
		return v, true
	case TypeNumbers:
		if n.Kind != yaml.SequenceNode {
			return wrong("write [6, 64] for lines 6 to 64, [32] for line 32 alone")
		}
		return r.lineNumbers(n), true
	case TypeLines, TypeIDs, TypePaths, TypeLanguages:
		if n.Kind == yaml.MappingNode {
			return wrong("write a list: [one, two]")
		}
		v.list = r.list(name.Value, n, k)
		return v, true
	}

	if !scalar {
		hint := "write it after the colon, on one line"
		if n.Style&yaml.FlowStyle != 0 {
			hint = "put a value that begins with a bracket in quotation marks"
		}
		return wrong(hint)
	}
	return r.scalar(k, name, n), true
}

// scalar reads a value that is written as one text.
func (r *reader) scalar(k *Key, name Text, n *yaml.Node) (v value) {
	bad := value{bad: true}
	text, ok := r.text(name.Value, n, r.span(n), k.Type == TypeText)
	if !ok {
		return bad
	}
	s := text.Value
	refuse := func(message, hint string) value {
		r.fault(&ruleValue, text.Span, message, hint)
		return bad
	}
	notStated := slices.Contains(k.Values, NotStated) && s == NotStated

	switch k.Type {
	case TypeChoice:
		if !slices.Contains(k.Values, s) {
			d := ruleValue.At(r.file, text.Span, "“"+s+"” is no value of “"+name.Value+"”")
			d.Hint = "it takes " + choice(k.Values)
			if near := Nearest(s, k.Values, 1); near != nil {
				d.Hint = "did you mean “" + near[0] + "”? " + d.Hint
				d.Fix = &diag.Fix{Span: text.Span, Text: near[0]}
			}
			r.add(d)
			return bad
		}
	case TypeBoolean:
		if !quoted(n) && (s == "true" || s == "false") {
			v.truth = s == "true"
			break
		}
		what := "nothing"
		if !empty(n) {
			what = string(r.file.Data[text.Span.Start:text.Span.End])
		}
		r.fault(&ruleType, text.Span, "“"+name.Value+"” takes true or false, not "+what, "write true or false, in small letters and without quotation marks")
		return bad
	case TypeInteger:
		if v.number, ok = integer(n); !ok {
			r.fault(&ruleType, text.Span, "“"+name.Value+"” takes a whole number, not “"+s+"”", "write it in digits, without quotation marks")
			return bad
		}
	case TypeDate:
		if notStated {
			break
		}
		date, err := ParseDate(s)
		if err != nil {
			d := ruleDate.At(r.file, text.Span, err.Error())
			var fault *dateFault
			if errors.As(err, &fault) {
				d.Message, d.Hint = fault.what, fault.how
			}
			if s == NotStated {
				d.Message, d.Hint = "“"+name.Value+"” cannot be “not stated”", "leave it out; only “published” knows “not stated”"
			}
			r.add(d)
			return bad
		}
		date.Span = text.Span
		v.date = date
	case TypeLanguage:
		if why := languageFault(s); why != "" {
			return refuse("“"+s+"” "+why, languageHint)
		}
	case TypeDigest:
		lower := strings.ToLower(s)
		switch {
		case len(s) != 64 || strings.Trim(lower, "0123456789abcdef") != "":
			return refuse("“"+s+"” is no SHA-256", "it has 64 hexadecimal digits, as sha256sum prints them")
		case s != lower:
			return refuse("the digest is written in capital letters", "write it in small letters: "+lower)
		}
	case TypeSeed:
		for part := range strings.SplitSeq(s, "/") {
			if part == "" || part == "." || part == ".." || strings.Contains(part, "\\") {
				return refuse("“"+s+"” is no name of a file inside seeds/", "write the name alone, without seeds/ before it")
			}
		}
	case TypeAddress:
		if !notStated && !webAddress(s) { // layouts link to it
			return refuse("“"+s+"” is no web address", "write it as the browser shows it, with https:// and a host, or: not stated")
		}
	case TypeSlug:
		text.Value = norm.NFC.String(s)
		if !ValidName(text.Value) {
			return refuse("“"+s+"” cannot be part of an address", nameRule)
		}
	case TypeBase:
		if _, _, err := ParseBaseURL(s); err != nil {
			return refuse("“"+s+"” "+err.Error(), "write the address of the site: https://example.org/ or https://example.org/dossier/")
		}
	case TypeContact:
		if !validContact(s) {
			return refuse("“"+s+"” is no address for corrections", "write mailto:desk@example.org or https://example.org/corrections")
		}
	}
	v.text = text
	return v
}

// list reads a list of lines; one line alone is a list of one. With a key, the
// items are checked as its type wants and must differ. Without one they are
// what a text states of itself, word for word.
func (r *reader) list(name string, n *yaml.Node, k *Key) []Text {
	if !r.plain(n) {
		return nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var list []Text
	seen := map[string]diag.Span{}
	for _, c := range items {
		if len(r.problems) == maxProblems {
			break
		}
		if !r.plain(c) {
			continue
		}
		span := r.span(c)
		if c.Kind != yaml.ScalarNode {
			r.fault(&ruleType, span, "an item of “"+name+"” is one line of text, not "+describe(c), "put a value that holds a colon or a bracket in quotation marks")
			continue
		}
		if empty(c) {
			if n.Kind == yaml.SequenceNode {
				r.fault(&ruleValue, span, "an item of “"+name+"” is empty", "delete it")
			}
			continue
		}
		t, ok := r.text(name, c, span, k == nil)
		if !ok {
			continue
		}
		if k != nil && k.Type == TypeIDs && strings.ContainsRune(t.Value, ',') {
			r.fault(&ruleValue, span, "“"+t.Value+"” is no id", "write several ids as a list: [one, two]")
			continue
		}
		if k != nil && k.Type == TypeLanguages {
			if why := languageFault(t.Value); why != "" {
				r.fault(&ruleValue, span, "“"+t.Value+"” "+why, languageHint)
				continue
			}
		}
		if k != nil && k.Type == TypePaths {
			if why := aliasFault(t.Value); why != "" {
				r.fault(&ruleValue, span, "the alias “"+t.Value+"” "+why, "write an old address of this site as /old/path/; each part takes letters, digits and single hyphens")
				continue
			}
			t.Value = norm.NFC.String(t.Value)
		}
		if first, twice := seen[t.Value]; twice && k != nil {
			d := ruleValue.At(r.file, span, "“"+t.Value+"” stands twice in “"+name+"”")
			d.Hint = "delete one of the two"
			d.Related = []diag.Related{{File: r.file, Span: first, Message: "first here"}}
			r.add(d)
			continue
		}
		seen[t.Value] = span
		list = append(list, t)
	}
	return list
}

// lineNumbers reads a list of line numbers: [6, 64] is line 6 and line 64.
func (r *reader) lineNumbers(n *yaml.Node) value {
	v := value{text: Text{Span: r.span(n)}}
	refuse := func(span diag.Span, message string) value {
		r.fault(&ruleValue, span, message, "write each line: [6, 64] for line 6 and line 64, [32] for line 32 alone")
		return value{bad: true}
	}
	for _, c := range n.Content {
		if !r.plain(c) {
			return value{bad: true}
		}
		span := r.span(c)
		i, ok := integer(c)
		switch {
		case !ok || c.Kind != yaml.ScalarNode:
			return refuse(span, "a line number is a whole number in digits")
		case i < 1:
			return refuse(span, "lines are counted from 1")
		case slices.ContainsFunc(v.lines, func(l Line) bool { return l.Number == i }):
			return refuse(span, fmt.Sprintf("line %d stands here twice", i))
		}
		v.lines = append(v.lines, Line{i, span})
	}
	if len(v.lines) == 0 {
		return refuse(v.text.Span, "here stand no line numbers")
	}
	return v
}

// free reads the author's own values: text, lists and maps.
func (r *reader) free(n *yaml.Node) any {
	if !r.plain(n) {
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		r.entries(n, func(key Text, v *yaml.Node) { m[key.Value] = r.free(v) })
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			list = append(list, r.free(c))
		}
		return list
	}
	if span := r.span(n); r.controlled("x", n.Value, span) {
		return ""
	}
	return n.Value
}

// text reads a scalar as text.
func (r *reader) text(name string, n *yaml.Node, span diag.Span, lines bool) (Text, bool) {
	// The line end that closes a block (| or >) belongs to the notation.
	t := Text{strings.TrimRight(n.Value, "\n"), span}
	switch {
	case !quoted(n) && (n.Value == "~" || strings.EqualFold(n.Value, "null")):
		r.fault(&ruleType, span, "“"+n.Value+"” is YAML's word for nothing", "leave the value empty, or put it in quotation marks if the word is meant")
	case !lines && strings.Contains(t.Value, "\n"):
		r.fault(&ruleType, span, "“"+name+"” takes one line of text, not several", "write it on one line")
	case r.controlled(name, t.Value, span):
	default:
		return t, true
	}
	return t, false
}

// controlled reports a control character that came in through an escape.
func (r *reader) controlled(name, s string, span diag.Span) bool {
	for _, c := range s {
		if what := control(c); what != "" {
			r.fault(&ruleValue, span, what+" stands in “"+name+"”", "delete the escape that makes it")
			return true
		}
	}
	return false
}

func empty(n *yaml.Node) bool { return strings.TrimSpace(n.Value) == "" }

func quoted(n *yaml.Node) bool { return n.Style != 0 }

func integer(n *yaml.Node) (int, bool) {
	i, err := strconv.Atoi(n.Value)
	return i, err == nil && !quoted(n) && strconv.Itoa(i) == n.Value && i > -1e9 && i < 1e9
}

func choice(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

const languageHint = "write a language tag as en, ur, ps, fa-AF or zh-Hans"

func languageFault(s string) string {
	_, err := language.Parse(s)
	var unknown language.ValueError
	switch {
	case errors.As(err, &unknown):
		return "names no language, script or region that exists: " + unknown.Subtag()
	case err != nil || strings.Contains(s, "_"):
		return "is no language tag"
	}
	return ""
}
