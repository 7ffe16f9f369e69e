package quote

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// hedges are the words of negation and hedging, by language: what an omission must not hide
// without the author having thought of it. Verbs stand in the forms that the press uses.
// They are compared after folding, in lower case. In the Latin script only the list of the
// text's own language and the English one count, since a word of one language is an
// everyday word of another; in other scripts all do.
var hedges = map[string]string{
	"en": `not cannot no never none nobody nothing nowhere neither nor without unless except hardly scarcely barely rarely seldom
		alleged allegedly alleges allege alleging reported reportedly purported purportedly supposed supposedly apparent apparently
		deny denies denied denying denial refute refuted refutes dispute disputed disputes unconfirmed unverified rumoured rumored
		claimed claims claim claiming ostensibly possibly perhaps probably
		refuse refused refuses fail failed fails false falsely`,
	"de": `nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne außer weder noch kaum angeblich mutmaßlich
		mutmaßliche mutmaßlichen mutmaßlicher vermeintlich vermeintliche vermutlich wohl möglicherweise vielleicht bestreitet bestritt dementiert dementierte verneint`,
	"fr": `ne n' pas non jamais aucun aucune personne rien sans sauf ni guère nullement prétendu prétendue prétendument présumé présumée
		supposé supposée nie nié niait dément démenti peut-être apparemment`,
	"es": `no nunca jamás nadie nada ningún ninguno ninguna ni sin salvo excepto supuesto supuesta supuestamente presunto presunta
		presuntamente niega negó desmiente desmintió quizá quizás aparentemente`,
	"it": `non no mai nessuno nessuna nessun niente nulla né senza tranne salvo presunto presunta presumibilmente nega negato smentisce smentito forse`,
	"pt": `não nunca jamais ninguém nada nenhum nenhuma nem sem exceto salvo suposto suposta supostamente alegado alegada alegadamente nega negou desmentiu talvez`,
	"nl": `niet niets nooit niemand geen zonder tenzij noch behalve vermeend vermeende vermoedelijk ontkent ontkende misschien zogenaamd`,
	"tr": `değil değildi yok hayır asla hiç hiçbir kimse olmadan olmayan ne iddia sözde reddetti yalanladı belki`,
	"id": `tidak bukan tak jangan belum tanpa kecuali diduga dituduh membantah menyangkal mungkin`,
	"ru": `не нет ни никогда никто ничего никакой без кроме якобы предположительно отрицает отрицал отрицала отрицали опроверг опровергли возможно вряд`,
	"uk": `не ні ніколи ніхто нічого жоден без крім нібито ймовірно заперечує заперечив заперечили спростував можливо`,
	"ar": `لا لم لن ليس ليست ليسوا بدون دون غير ما إلا سوى ولا ولم ولن وليس فلا فلم فلن أبدا أبدًا زعم زعمت يزعم تزعم مزعوم مزعومة المزعوم المزعومة نفى نفت ينفي تنفي أنكر أنكرت ربما`,
	"ps": `نه نۀ نا هېڅ هيڅ هیڅ مه پرته بې بغیر ناکام رد ادعا ګواکې ښايي ښایي هېڅکله هیڅکله مګر نشته`,
	"fa": `نه نیست نیستند نبود نبودند نمی هیچ هرگز بدون بی مگر جز غیر ادعا ادعای ظاهراً ظاهرا گویا شاید تکذیب انکار رد نخواهد نکرد نشد ندارد ندارند`,
	"ur": `نہ نہیں مت کبھی بغیر بنا کوئی مبینہ تردید انکار شاید سوائے ہرگز`,
	"he": `לא אין אל בלי ללא מעולם לעולם לכאורה הכחיש הכחישה אולי`,
	"hi": `नहीं न मत ना कभी बिना कथित कथितरूप इनकार खंडन शायद`,
	"zh": `不 没 沒 无 無 未 非 否 别 莫 勿 据称 據稱 涉嫌 否认 否認 除非 可能`,
	"ja": `ない なかった ません なく ず 無 否定 疑い とされる`,
}

// hedgeWords are the words of each list, folded as texts are.
var hedgeWords = sync.OnceValue(func() map[string]map[string]bool {
	lists := map[string]map[string]bool{}
	for language, list := range hedges {
		lists[language] = map[string]bool{}
		for _, w := range strings.Fields(list) {
			lists[language][strings.ToLower(Canonical(w))] = true
		}
	}
	return lists
})

// leftOut warns of negations and hedges among the words that omissions leave out and brackets replace.
func (t *Text) leftOut(q Query, p place) (faults []Fault) {
	for _, part := range [...]struct {
		spans []Span
		what  string
	}{{p.omitted, "an omission leaves out"}, {p.replaced, "a bracket replaces"}} {
		for _, s := range part.spans {
			if w := t.hedge(s); w != "" {
				faults = append(faults, Fault{Code: "quote/negation-left-out", Warning: true, Span: Span{0, len(q.Text)},
					Message: fmt.Sprintf("%s “%s”: “%s”", part.what, w, short(t.flat[s.Start:s.End])),
					Note:    "what is left out may change the meaning", Places: []Span{t.rawSpan(s.Start, s.End)},
					Hint: `keep the word, or say why it may be left out with ok="reason"`})
			}
		}
	}
	return faults
}

// hedge is the first word of negation or hedging in a flat range, "" if there is none. A
// range that begins within a word is read from the beginning of that word.
func (t *Text) hedge(s Span) string {
	for steps := 0; steps < maxWidened; steps++ {
		if in := edge(t.flat, s.Start); in != word && in != cluster {
			break
		}
		_, n := utf8.DecodeLastRuneInString(t.flat[:s.Start])
		s.Start -= n
	}
	var lists []map[string]bool
	language, _, _ := strings.Cut(strings.ToLower(t.language), "-")
	for l, words := range hedgeWords() {
		if l == "en" || l == language || language == "" || hedges[l][0] >= utf8.RuneSelf {
			lists = append(lists, words) // their order does not matter
		}
	}
	text := strings.ToLower(t.flat[s.Start:s.End])
	if strings.ContainsFunc(text, unspaced) {
		for _, l := range [...]string{"zh", "ja"} {
			for _, w := range strings.Fields(hedges[l]) {
				if strings.Contains(text, w) {
					return w
				}
			}
		}
	}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !inWord(r) && r != '\'' }) {
		for _, form := range [...]string{w, strings.Trim(w, "'"), unvowelled(w)} {
			for _, l := range lists {
				if l[form] {
					return form
				}
			}
		}
		if strings.HasSuffix(w, "n't") {
			return w
		}
		if head, _, ok := strings.Cut(w, "'"); ok {
			for _, l := range lists {
				if l[head+"'"] {
					return head + "'"
				}
			}
		}
	}
	return ""
}

// unvowelled is a word without Arabic vowel signs and what follows a non-joiner: نمی‌خواهد is نمی.
func unvowelled(w string) string {
	w, _, _ = strings.Cut(w, "\u200c")
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r >= 0x064B && r <= 0x0655 {
			return -1
		}
		return r
	}, w)
}
