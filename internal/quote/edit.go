package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of brackets and omissions, from the rules of matching.
const (
	maxOmitted      = 3000 // characters that an omission leaves out
	maxOmittedEnds  = 3    // paragraph ends that it leaves out
	maxBracket      = 60   // characters in one bracket
	maxShare        = 30   // per cent of a quotation that are in brackets
	maxReplaced     = 6    // words that a bracket replaces, and
	maxReplacedSize = 60   // characters
	maxEdits        = 100  // brackets and omissions in one quotation, so that the search is bounded
	maxSteps        = 20000
)

// kinds of tokens
type tokenKind uint8

const (
	literal  tokenKind = iota
	omission           // […] or (…)
	bare               // …
	bracket
)

// A token is a part of a quotation that has brackets or omissions.
type token struct {
	kind       tokenKind
	start, end int    // in flat, without the spaces beside brackets and omissions
	content    string // of a bracket
	fault      string // why a bracket cannot be the writer's: empty, nested, too long
	glued      bool   // a bracket that a word runs into: want[s]
	leads      bool   // a bracket that runs into a word: [t]he
	before     bool   // there is a space before it
	after      bool
	endBefore  bool // a paragraph of the quotation ends before it
	endAfter   bool
}

// edits are the tokens of one reading.
type edits struct {
	r      *reading
	tokens []token
	over   bool // more than maxEdits
	unshut int  // flat offset of a [ without ], -1
}

// widthless reports whether the content of a bracket is a remark, and takes no place in the text.
func widthless(content string) bool {
	switch content {
	case "sic", "emphasis added", "emphasis in original", "citation omitted":
		return true
	}
	return false
}

// parseEdits splits a reading at its brackets and omissions; nil if it has none.
func parseEdits(r *reading) *edits {
	flat := r.flat
	if !strings.ContainsAny(flat, "[…") {
		return nil
	}
	e := &edits{r: r, unshut: -1}
	text := 0
	add := func(t token) {
		before, after := text, t.start
		if before < after {
			e.tokens = append(e.tokens, token{start: before, end: after})
		}
		e.tokens = append(e.tokens, t)
		text = t.end
	}
	for i := 0; i < len(flat) && len(e.tokens) <= 2*maxEdits+2; {
		switch rest := flat[i:]; {
		case strings.HasPrefix(rest, "[…]"), strings.HasPrefix(rest, "(…)"):
			add(token{kind: omission, start: i, end: i + 5})
			i += 5
		case strings.HasPrefix(rest, dots):
			add(token{kind: bare, start: i, end: i + 3})
			i += 3
		case rest[0] == '[':
			depth, n := 0, 0
			for n < len(rest) {
				if rest[n] == '[' {
					depth++
				} else if rest[n] == ']' {
					if depth--; depth == 0 {
						break
					}
				}
				n++
			}
			if n == len(rest) {
				if e.unshut < 0 {
					e.unshut = i
				}
				i++
				continue
			}
			t := token{kind: bracket, start: i, end: i + n + 1, content: strings.TrimSpace(rest[1:n])}
			switch {
			case strings.Contains(t.content, "["):
				t.fault = "holds another"
			case !strings.ContainsFunc(t.content, func(r rune) bool { return inWord(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) }):
				t.fault = "is empty"
			case utf8.RuneCountInString(t.content) > maxBracket:
				t.fault = "holds more than 60 characters"
			}
			add(t)
			i = t.end
		default:
			i++
		}
	}
	if text < len(flat) {
		e.tokens = append(e.tokens, token{start: text, end: len(flat)})
	}
	n := 0
	for i := range e.tokens {
		if e.tokens[i].kind == literal {
			continue
		}
		n++
		t := &e.tokens[i]
		b, a := before(flat, t.start), after(flat, t.end)
		t.before, t.after = b == ' ', a == ' '
		t.glued, t.leads = inWord(b), inWord(a)
		t.endBefore = t.start > 0 && r.begins(t.start)
		t.endAfter = t.end < len(flat) && (r.begins(t.end) || t.after && r.begins(t.end+1))
		if i > 0 && e.tokens[i-1].kind == literal && t.before {
			e.tokens[i-1].end--
		}
		if i+1 < len(e.tokens) && e.tokens[i+1].kind == literal && t.after {
			e.tokens[i+1].start++
		}
	}
	e.over = n > maxEdits
	if n == 0 {
		return nil
	}
	// A lone space between two edits is no text.
	kept := e.tokens[:0]
	for _, t := range e.tokens {
		if t.kind != literal || t.start < t.end {
			kept = append(kept, t)
		}
	}
	e.tokens = kept
	return e
}
