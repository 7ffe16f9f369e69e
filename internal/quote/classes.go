package quote

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// A class is the row of the folding table that a code point belongs to.
type class uint8

const (
	plain        class = iota // not in the table: stands for itself
	white                     // becomes one space
	paragraph                 // 2029
	single                    // becomes '
	double                    // becomes "
	hyphen                    // becomes -
	stop                      // the full stop: three are an ellipsis
	ellipsis                  // 2026
	soft                      // soft hyphen: nothing
	mark                      // direction marks: nothing
	direction                 // direction controls: nothing, an error in a quotation
	invisible                 // nothing, an error in a quotation
	joiner                    // 200C 200D: kept or invisible, by what is beside them
	tag                       // E0000–E007F: kept in a flag, invisible elsewhere
	flag                      // 1F3F4, which may begin a flag with tags
	variation                 // FE0E FE0F: nothing
	presentation              // becomes plain letters
	control                   // an error, stands for itself
	undecodable               // an error, stands for itself
	composing                 // NFC changes it, alone or with what stands before it
)

// classOf looks the row up: in a table for the plane that nearly all text is in.
func classOf(r rune) class {
	if r < 0x20000 {
		return planes[r>>16]()[r&0xFFFF]
	}
	return tableRow(r)
}

// planes hold the rows of the two planes that nearly all text is in, a byte a code point. One
// takes a millisecond or two to fill, so each waits for the first text that needs it.
var planes = [2]func() *[0x10000]class{sync.OnceValue(func() *[0x10000]class { return plane(0) }), sync.OnceValue(func() *[0x10000]class { return plane(0x10000) })}

func plane(first rune) *[0x10000]class {
	t := new([0x10000]class)
	for r := range rune(0x10000) {
		t[r] = tableRow(first + r)
	}
	return t
}

// tableRow is the folding table, row by row. White space comes before
// controls: 000B is in both rows, and the error about it is raised where texts are inspected.
func tableRow(r rune) class {
	switch {
	case r >= 0x09 && r <= 0x0D, r == 0x20, r == 0x85, r == 0xA0, r == 0x1680, r >= 0x2000 && r <= 0x200A,
		r == 0x2028, r == 0x202F, r == 0x205F, r == 0x3000:
		return white
	case r == 0x2029:
		return paragraph
	case isControl(r):
		return control
	case r == 0x2018, r == 0x2019, r == 0x201A, r == 0x201B:
		return single
	case r == 0x201C, r == 0x201D, r == 0x201E, r == 0x201F:
		return double
	case r == 0x2010, r == 0x2011, r == 0x2212:
		return hyphen
	case r == '.':
		return stop
	case r == 0x2026:
		return ellipsis
	case r == 0xAD:
		return soft
	case r == 0x200E, r == 0x200F, r == 0x061C:
		return mark
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return direction
	case r == 0x200B, r >= 0x2060 && r <= 0x2064, r == 0xFEFF, r == 0x180E, r == 0x034F, r == 0x115F, r == 0x1160,
		r == 0x17B4, r == 0x17B5, r == 0x3164, r == 0xFFA0:
		return invisible
	case r == 0x200C, r == 0x200D:
		return joiner
	case r == 0xFE0E, r == 0xFE0F:
		return variation
	case plainLetters(r) != "":
		return presentation
	case r == 0xFFFD, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF, r >= 0xD800 && r <= 0xF8FF, r >= 0xF0000:
		return undecodable
	case r == 0x1F3F4:
		return flag
	case r >= 0xE0000 && r <= 0xE007F:
		return tag
	case normalises(r):
		return composing
	}
	return plain
}

func isControl(r rune) bool {
	return r <= 0x08 || r == 0x0B || r >= 0x0E && r <= 0x1F || r >= 0x7F && r <= 0x9F && r != 0x85
}

// normalises reports whether NFC may change a code point or join it to the one before it.
func normalises(r rune) bool {
	s := string(r)
	return !norm.NFC.PropertiesString(s).BoundaryBefore() || !norm.NFC.IsNormalString(s)
}

// plainLetters are the letters that a presentation letter stands for, "" if r is none. The
// isolated and medial forms of Arabic vowel signs (a space or a tatweel that carries a sign)
// lie in the same blocks but are not letters; they and the word signs stay as they are.
func plainLetters(r rune) string {
	switch {
	case r >= 0xFB00 && r <= 0xFB06, r >= 0xFB13 && r <= 0xFB17,
		r >= 0xFB50 && r <= 0xFDCF, r >= 0xFE70 && r <= 0xFEFC:
	default:
		return ""
	}
	s := norm.NFKC.String(string(r))
	first, _ := utf8.DecodeRuneInString(s)
	if first == r || first == 0x0640 || !unicode.IsLetter(first) {
		return ""
	}
	return s
}

// joining are the scripts in whose words a joiner or non-joiner is spelling: those of the
// Arabic type, N'Ko, Mongolian, the Indic family, Khmer and Myanmar.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam,
	unicode.Hanifi_Rohingya, unicode.Manichaean, unicode.Psalter_Pahlavi, unicode.Sogdian, unicode.Chorasmian, unicode.Old_Uyghur,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
	unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Tibetan, unicode.Newa, unicode.Grantha, unicode.Tirhuta,
	unicode.Modi, unicode.Sharada, unicode.Siddham, unicode.Takri, unicode.Khojki, unicode.Khudawadi, unicode.Kaithi, unicode.Chakma,
	unicode.Meetei_Mayek, unicode.Limbu, unicode.Saurashtra, unicode.Balinese, unicode.Javanese, unicode.Sundanese, unicode.Brahmi,
	unicode.Syloti_Nagri, unicode.Nandinagari, unicode.Dogra, unicode.Gunjala_Gondi, unicode.Masaram_Gondi, unicode.Lepcha,
	unicode.Khmer, unicode.Myanmar,
}

// joins reports whether the joiner at text[i:] is kept: it stands between two letters of a
// joining script, or between two emoji. The marks that a letter carries belong to it.
func joins(text []byte, i int) bool {
	after, n := utf8.DecodeRune(text[i+3:])
	if n == 0 {
		return false
	}
	before, size := rune(0), 0
	for at := i; at > 0; at -= size {
		before, size = utf8.DecodeLastRune(text[:at])
		if !unicode.Is(unicode.M, before) && !(before >= 0x1F3FB && before <= 0x1F3FF) {
			break
		}
	}
	if unicode.IsLetter(before) {
		return unicode.In(before, joining...) &&
			(unicode.In(after, joining...) && unicode.IsLetter(after) || unicode.Is(unicode.M, after) && classOf(after) != invisible && classOf(after) != variation)
	}
	return pictured(before) && pictured(after)
}

// pictured reports whether a code point is an emoji in the sense of UAX #29: then, and only
// then, a zero width joiner ties two of it into one cluster.
func pictured(r rune) bool {
	if r < 0xA9 || unicode.In(r, unicode.L, unicode.M, unicode.N) {
		return false
	}
	pair := string(r) + "\u200d" + string(r)
	return len(graphemes.FromString(pair).First()) == len(pair) && len(graphemes.FromString("a"+string(r)).First()) == 1
}

// tagged returns the length of the flag with tags that begins text, 0 if there is none.
func tagged(text []byte) int {
	_, n := utf8.DecodeRune(text)
	for at := n; ; {
		r, size := utf8.DecodeRune(text[at:])
		at += size
		switch {
		case r == 0xE007F && at > n+size:
			return at
		case r < 0xE0020 || r >= 0xE007F:
			return 0
		}
	}
}
