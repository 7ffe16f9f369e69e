package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// An inside says what a place in a text lies inside of.
type inside uint8

const (
	nowhere  inside = iota // it is an edge
	cluster                // a grapheme cluster: a letter and its marks, an emoji
	word                   // letters, marks, digits, joiners, an apostrophe within
	compound               // words tied by a hyphen
	number                 // digits, their separators, a sign, a currency sign, per cent
)

func (in inside) String() string {
	return [...]string{"", "a character", "a word", "a hyphenated word", "a number"}[in]
}

// edge tells what a place in the flat text of the source lies inside of.
func (t *Text) edge(at int) inside {
	if in := edge(t.flat, at); in != nowhere {
		return in
	}
	// A space that must not be broken ties groups of digits, a unit sign and a number.
	if at > 0 && at < len(t.flat) && (t.flat[at-1] == ' ' || t.flat[at] == ' ') && t.tied(at) {
		return number
	}
	return nowhere
}

// tied reports whether the white space beside a place stands inside a number: a no-break,
// figure or thin space between digits, or between digits and a currency or per
// cent sign. A plain space ends a number, for “in 25 100 people” is two of them.
func (t *Text) tied(at int) bool {
	if t.flat[at] != ' ' {
		at--
	}
	raw := string(t.raw[t.rawStart(at):t.rawEnd(at+1)])
	switch raw {
	case "\u00a0", "\u202f", "\u2009", "\u2007":
	default:
		return false
	}
	b, a := before(t.flat, at), after(t.flat, at+1)
	switch {
	case unicode.IsDigit(b) && unicode.IsDigit(a):
		return true
	case unicode.IsDigit(b):
		return percent(a) || unicode.Is(unicode.Sc, a)
	}
	return unicode.IsDigit(a) && unicode.Is(unicode.Sc, b)
}

func before(s string, at int) rune {
	if at <= 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return r
}

func after(s string, at int) rune {
	if at >= len(s) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s[at:])
	return r
}

// edge tells what a place in a folded text lies inside of.
func edge(s string, at int) inside {
	if at <= 0 || at >= len(s) {
		return nowhere
	}
	b, a := before(s, at), after(s, at)
	if b == ' ' || a == ' ' {
		if b < utf8.RuneSelf && a < utf8.RuneSelf {
			return nowhere
		}
	}
	if (b >= utf8.RuneSelf || a >= utf8.RuneSelf) && clustered(s, at) {
		return cluster
	}
	bb, aa := before(s, at-utf8.RuneLen(b)), after(s, at+utf8.RuneLen(a))
	if numeric(bb, b, a, aa) {
		return number
	}
	spacedBefore, spacedAfter := spaced(s, at, b), spaced(s, at+utf8.RuneLen(a), a)
	switch {
	case spacedBefore && spacedAfter:
		return word
	case spacedBefore && (a == '\'' || a == '-') && inWord(aa) && !unspaced(aa):
		return tie(a)
	case spacedAfter && (b == '\'' || b == '-') && spaced(s, at-1, bb):
		return tie(b)
	}
	return nowhere
}

func tie(r rune) inside {
	if r == '-' {
		return compound
	}
	return word
}

// numeric reports whether a place lies in a number, by the two characters on either side.
func numeric(bb, b, a, aa rune) bool {
	digitBefore, digitAfter := unicode.IsDigit(b), unicode.IsDigit(a)
	switch {
	case digitBefore && digitAfter:
		return true
	case digitBefore:
		return separates(a) && unicode.IsDigit(aa) || percent(a) || unicode.Is(unicode.Sc, a)
	case digitAfter && separates(b) && unicode.IsDigit(bb):
		return true
	case digitAfter && b == '.' && (bb == 0 || bb == ' ' || bb == '(' || sign(bb) || unicode.Is(unicode.Sc, bb)):
		return true // .5
	case digitAfter && (percent(b) || unicode.Is(unicode.Sc, b)):
		return true
	}
	begins := digitAfter || unicode.IsDigit(aa) && (a == '.' || sign(a) || unicode.Is(unicode.Sc, a))
	return begins && (sign(b) && !inWord(bb) && bb != '-' || unicode.Is(unicode.Sc, b))
}

func separates(r rune) bool { return r != 0 && strings.ContainsRune(".,':/·٫٬،", r) }

func sign(r rune) bool { return r == '-' || r == '+' || r == '±' }

func percent(r rune) bool {
	return r == '%' || r == '‰' || r == '‱' || r == '٪' || r == '؉' || r == '؊'
}

// inWord reports whether a character belongs to words: letters, marks, digits, joiners.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N) || r == 0x200C || r == 0x200D
}

// spaced reports whether the character r that ends at a place belongs to a word of a script
// that puts spaces between words. A mark is of the script of what it stands on.
func spaced(s string, end int, r rune) bool {
	if r < utf8.RuneSelf {
		return inWord(r)
	}
	if !inWord(r) {
		return false
	}
	for steps := 0; steps < 64 && (unicode.Is(unicode.M, r) || r == 0x200C || r == 0x200D); steps++ {
		end -= utf8.RuneLen(r)
		base := before(s, end)
		if !inWord(base) {
			break
		}
		r = base
	}
	return !unspaced(r)
}

var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan, unicode.Javanese, unicode.Balinese, unicode.Tai_Tham, unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Viet,
	unicode.Cham, unicode.Yi, unicode.Nushu, unicode.Tangut,
}

// unspaced reports whether a character is of a script that is written without spaces.
func unspaced(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r == 0x30FC, r == 0xFF70, r >= 0x3031 && r <= 0x3035: // shared by the kana
		return true
	}
	return unicode.In(r, spaceless...)
}

// clustered reports whether a place lies inside a grapheme cluster (UAX #29). The two
// characters beside it decide, but for three rules that look further back: emoji tied by a
// joiner, Indic conjuncts, and pairs of regional indicators.
func clustered(s string, at int) bool {
	b, nb := utf8.DecodeLastRuneInString(s[:at])
	a, na := utf8.DecodeRuneInString(s[at:])
	if regional(b) && regional(a) {
		n := 0
		for i := at; i >= 4; i -= 4 {
			if n > maxFlags {
				return true // no flags, but an attempt to make this loop long
			}
			if r, _ := utf8.DecodeLastRuneInString(s[:i]); !regional(r) {
				break
			}
			n++
		}
		return n%2 == 1
	}
	from := at - nb
	if b == 0x200D || unicode.Is(unicode.M, b) {
		for steps := 0; steps < 64 && from > 0; steps++ {
			r, n := utf8.DecodeLastRuneInString(s[:from])
			from -= n
			if r != 0x200D && r != 0x200C && !unicode.Is(unicode.M, r) && !(r >= 0x1F3FB && r <= 0x1F3FF) {
				break
			}
		}
	}
	for it := graphemes.FromString(s[from : at+na]); it.Next(); {
		if from+it.End() >= at {
			return from+it.End() > at
		}
	}
	return false
}

// maxFlags is how many regional indicators in a row are paired, counted one by one.
const maxFlags = 200

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
