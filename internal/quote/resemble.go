package quote

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// likenesses are groups of characters that the table keeps apart though readers hardly can.
// They are only named in hints. The first of a group stands for it.
var likenesses = []string{
	"-–—―‒⁃", `"«»‹›″〃„`, "'′ʼʹ`´ʻʽʾʿ",
	"يیېۍئىےې", "كکګڪگ", "هہھەۀة", "وؤ", "اأإآٱ", // yeh, kaf and gaf, heh and teh, waw, alef
	"0٠۰०০๐", "1١۱१১๑", "2٢۲२২๒", "3٣۳३৩๓", "4٤۴४৪๔", "5٥۵५৫๕", "6٦۶६৬๖", "7٧۷७৭๗", "8٨۸८৮๘", "9٩۹९৯๙",
	"iıіι", "jј", "aаα", "eе", "oоο", "pрρ", "cсϲ", "yу", "xхχ", "sѕ", "hһ", "dԁ", "qԛ", "wԝ", "vνѵ", "uυ", "kκк", "nп", "tт", "mм",
	"AАΑ", "BВΒ", "EЕΕ", "ZΖ", "HНΗ", "IІΙӀ", "JЈ", "KКΚ", "MМΜ", "NΝ", "OОΟ", "PРΡ", "SЅ", "TТΤ", "CС", "YΥҮ", "XХΧ",
	"·•‧∙⋅", "×х", "µμ", "ʔ?",
}

var stands = func() map[rune]rune {
	m := map[rune]rune{}
	for _, group := range likenesses {
		first, _ := utf8.DecodeRuneInString(group)
		for _, r := range group {
			if _, ok := m[r]; !ok {
				m[r] = first
			}
		}
	}
	return m
}()

// skeleton is what remains of words if all likenesses are forgotten: only for hints.
func skeleton(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(s) {
		switch {
		case r == 0x0640 || r == 0x0670 || r >= 0x064B && r <= 0x065F || r == 0x200C || r == 0x200D: // tatweel, vowel signs
			continue
		case r == 'ß' || r == 'ẞ':
			b.WriteString("ss")
			continue
		}
		if first, ok := stands[r]; ok {
			r = first
		}
		if r == '-' && strings.HasSuffix(b.String(), "-") {
			continue // -- for a dash
		}
		b.WriteRune(r)
	}
	return b.String()
}

// resembles names both code points where two different words look alike, "" if they do not.
func resembles(words, source string) string {
	if words == source || skeleton(words) != skeleton(source) {
		return ""
	}
	for words != "" && source != "" && firstRune(words) == firstRune(source) {
		words, source = words[len(firstRune(words)):], source[len(firstRune(source)):]
	}
	q, s := after(words, 0), after(source, 0)
	switch {
	case words == "" || source != "" && unwritten(s) && !unwritten(q):
		return fmt.Sprintf("the source has %s here, which the quotation lacks", codePoint(s))
	case source == "" || unwritten(q):
		return fmt.Sprintf("the quotation has %s here, which the source lacks", codePoint(q))
	case unicode.IsLetter(q) && unicode.IsLetter(s) && norm.NFKC.String(string(q)) != string(s) && stands[q] == stands[s] && !unicode.Is(unicode.Arabic, q):
		return fmt.Sprintf("“%c” looks the same as “%c”, but is %s; the source has %s", q, s, codePoint(q), codePoint(s))
	}
	return fmt.Sprintf("the quotation has “%c”, %s; the source has “%c”, %s", q, codePoint(q), s, codePoint(s))
}

func unwritten(r rune) bool {
	return r == 0x0640 || r == 0x200C || r == 0x200D || unicode.Is(unicode.Mn, r)
}
