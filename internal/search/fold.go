// Package search makes an index that a browser can search without a server: words
// to documents, in shards of some kilobytes, of which a query needs a few.
//
// Three things live here. [Words] folds a text into words; static/search.js does the
// same, and testdata/fold.json holds the two to each other. [Build] gathers which word
// stands in which field of which document. An [Index] writes itself in two sorts of
// shards: words in their order, each with its documents ([Index.Terms]), and words with
// one letter left out, by which a slip of the pen finds its way ([Index.Near]).
//
// How many shards there are follows from [Shards], so that a plan can name them
// before anything is indexed; where one ends and the next begins is known only when
// it is, and stands in the manifest.
//
// The room knows nothing of pages, actors or quotations. Documents are numbers, in
// the order in which equals are to be shown, and the documents themselves are
// written by who knows them.
package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words are the words of a text as they are compared, in their order. Case, accents and
// vowel signs do not count, nor which of the letters of Arabic script's languages stands for a
// sound that they share, nor the script of a digit. An apostrophe joins, a possessive ’s falls, and
// whatever else is no letter or number separates.
func Words(text string) []string {
	var f folder
	var words []string
	f.each(text, func(w []byte) { words = append(words, string(w)) })
	return words
}

// same are letters, after decomposition and in lower case, that are compared as others.
var same = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ħ': "h", 'ı': "i", 'ς': "σ",
	'ي': "ی", 'ى': "ی", 'ې': "ی", 'ۍ': "ی", 'ے': "ی",
	'ك': "ک", 'ڪ': "ک", 'ګ': "گ",
	'ه': "ہ", 'ة': "ہ", 'ە': "ہ", 'ھ': "ہ", 'ۃ': "ہ",
	'ٱ': "ا", 'ۇ': "و", 'ۆ': "و", 'ۋ': "و",
	'ټ': "ٹ", 'ډ': "ڈ", 'ړ': "ڑ", 'ء': "",
}

// A folder keeps its buffers from text to text.
type folder struct {
	runes []rune
	word  []byte
}

// each calls word for each word of a text. What it is given is good until it returns.
func (f *folder) each(text string, word func([]byte)) {
	plain := true
	for i := 0; i < len(text) && plain; i++ {
		plain = text[i] < utf8.RuneSelf
	}
	if !plain {
		text = norm.NFKD.String(text)
	}
	f.runes = f.runes[:0]
	for _, r := range text {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r < utf8.RuneSelf:
		case r == 'ـ' || unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r):
			continue
		default:
			r = unicode.ToLower(r)
		}
		f.runes = append(f.runes, r)
	}
	end := func() {
		if len(f.word) > 0 {
			word(f.word)
			f.word = f.word[:0]
		}
	}
	rs := f.runes
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			f.word = append(f.word, byte(r))
		case apostrophe(r):
			if i > 0 && unicode.IsLetter(rs[i-1]) && i+1 < len(rs) && rs[i+1] == 's' && (i+2 == len(rs) || !letter(rs[i+2])) {
				i++
			}
		case r < utf8.RuneSelf:
			end()
		case unicode.IsDigit(r):
			f.word = append(f.word, byte('0'+digit(r)))
		default:
			if as, there := same[r]; there {
				f.word = append(f.word, as...)
			} else if letter(r) {
				f.word = utf8.AppendRune(f.word, r)
			} else {
				end()
			}
		}
	}
	end()
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// apostrophe also knows the signs that transcriptions of Arabic write for hamza and ain.
func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʾ', 'ʿ', 'ʹ':
		return true
	}
	return false
}

// digit is the value of a decimal digit: those of a script follow one another from nought.
func digit(r rune) int {
	n := 0
	for n < 9 && unicode.IsDigit(r-rune(n)-1) {
		n++
	}
	return n
}

// sound folds what spellings of a foreign name differ in: doubled letters, oo and ou for u,
// ee for i, q for k. Only words in which nothing was found are compared so.
func sound(word string) string {
	var b []byte
	for i := 0; i < len(word); i++ {
		c := word[i]
		pair := ""
		if i+1 < len(word) {
			pair = word[i : i+2]
		}
		switch {
		case pair == "oo" || pair == "ou":
			c = 'u'
			i++
		case pair == "ee":
			c = 'i'
			i++
		case c == 'q':
			c = 'k'
		}
		if c < utf8.RuneSelf && len(b) > 0 && b[len(b)-1] == c {
			continue
		}
		b = append(b, c)
	}
	return string(b)
}
