package dossier

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// languages are those that are highlighted, by the names that authors write
// after a fence. It is a list, and not all that chroma knows: some of its lexers
// never end (Jungle on any text, JSONata on Arabic), some take seconds or
// minutes for a few kilobytes (Java, Lua, Ruby), and a page must not be able to stop a build.
const languages = "awk bash sh shell bibtex c c++ cpp c# csharp css diff docker dockerfile go golang graphql haskell hs " +
	"html ini javascript js json kotlin makefile make nginx perl powershell python py r rust rs scss sparql " +
	"sql swift tex latex toml turtle typescript ts xml yaml yml"

var lexersByName = sync.OnceValue(func() map[string]chroma.Lexer {
	byName := map[string]chroma.Lexer{}
	for _, name := range strings.Fields(languages) {
		byName[name] = lexers.Get(name)
	}
	return byName
})

const (
	// What takes a lexer long are long lines: its patterns go through the rest
	// of a line from each place in it. Code that people read has shorter ones.
	maxHighlightedLine = 200
	maxHighlighted     = 16 << 10 // bytes of a block
	maxHighlightedPage = 64 << 10 // bytes of a page

	// classPrefix keeps the classes of highlighted code apart from those of the layout.
	classPrefix = "c-"
)

// highlight returns the code as HTML with classes, nil if it is to be shown
// plain: the language is unknown, or the lexer gave up. The text is never changed by it.
func highlight(language, code string) (html []byte) {
	lexer := lexersByName()[strings.ToLower(language)]
	if lexer == nil || code == "" || len(code) > maxHighlighted {
		return nil
	}
	for line := range strings.Lines(code) {
		if len(line) > maxHighlightedLine {
			return nil
		}
	}
	defer func() {
		if recover() != nil { // how a lexer says that its rules are broken
			html = nil
		}
	}()
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return nil
	}
	rest, open, empty := code, "", 0
	for t := tokens(); t != chroma.EOF; t = tokens() {
		if t.Value == "" {
			if empty++; empty > 1000 { // the rules turn in a circle
				return nil
			}
			continue
		}
		empty = 0
		var ok bool
		if rest, ok = strings.CutPrefix(rest, t.Value); !ok {
			if t.Value == rest+"\n" { // some lexers need a last line end and add it
				t.Value, rest = rest, ""
			} else {
				return nil
			}
		}
		if class := classOf(t.Type); class != open {
			if open != "" {
				html = append(html, "</span>"...)
			}
			if class != "" {
				html = append(html, `<span class="`+classPrefix+class+`">`...)
			}
			open = class
		}
		html = appendEscaped(html, []byte(t.Value))
	}
	if open != "" {
		html = append(html, "</span>"...)
	}
	if rest != "" {
		return nil
	}
	return html
}

// classOf is the class of a token, or of the kind of token that it is one of;
// "" for white space and what a lexer does not know.
func classOf(t chroma.TokenType) string {
	if t == chroma.Error || t.InCategory(chroma.Text) {
		return ""
	}
	for _, t := range []chroma.TokenType{t, t.SubCategory(), t.Category()} {
		if class, ok := chroma.StandardTypes[t]; ok {
			return class
		}
	}
	return ""
}

// validLanguage tells whether the first word after a fence can be a class.
func validLanguage(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("+#-_.", c) {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
