package quote

import (
	"math/rand"
	"strings"
	"testing"
	"unicode"
)

const bridge = `Kestrel Bridge Falls as Fire Sweeps Berth 4. The bridge is safe, it said. The bridge was old, and is gone.
“Nobody ordered the bridge closed before it fell,” said Mirela Dane. “We asked twice, and we were told to wait.”
Two witnesses, who asked not to be named, said that they had driven across at half past two and had seen no barrier.
Damage was put at 14,500,000 crowns, of which $2,000 was for a dog-eared time-table kiosk. The board did not say who would pay.
Not one rivet on the east pier is sound. We will not work under it. The board’s answer… came three weeks later.
The plates are rusted through, and the rivets hold by habit. We asked at two o’clock. Some 600 °C — and ours was old. x² ｘ
Die Straße blieb bis Mittag gesperrt. Der Kırmızı hat 25 km und 1.200 Mann.
قال رئيس نقابة عمال الميناء إن أحدا لم يأمر بإغلاق الجسر قبل سقوطه في كتابه. په کابل کې پاکستاني پلاوی نه و ۲۵ او کـتاب
北京的谈判失败了，没有结果，双方明天再谈。`

// What stands between ⟦ ⟧ is the place that is marked.
func TestNearest(t *testing.T) {
	text := NewText([]byte(bridge), Layout{})
	for _, c := range []struct{ text, note, hint, suggest string }{
		// words
		{"We asked twice, and we were ⟦ordered⟧ to wait.", "the source has “told” here", "", "We asked twice, and we were told to wait."},
		{"We asked twice, and we were ⟦politely⟧ told to wait.", "the source does not have “politely”", "[politely]", "We asked twice, and we were told to wait."},
		{"We asked twice, and we ⟦t⟧old to wait", "“were” is missing here", "", "We asked twice, and we were told to wait"},
		{"We asked twice, and ⟦t⟧old to wait", "“we were” is missing here", "", "We asked twice, and we were told to wait"},
		{"We asked twice, and we were told to wait ⟦outside⟧.", "the source does not have “outside”", "", "We asked twice, and we were told to wait."},
		{"⟦They⟧ asked twice, and we were told to wait", "the source has “We” here", "", "We asked twice, and we were told to wait"},
		{"⟦It is true that⟧ We asked twice, and we were told to wait", "the source does not have “It is true that”", "", "We asked twice, and we were told to wait"},
		{"We asked twice, and we were told to wait ⟦and so we did⟧", "the source does not have “and so we did”", "", "We asked twice, and we were told to wait"},
		{"and the rivets ⟦b⟧y habit hold", "“hold” is missing here", "", ""},
		{"The bridge ⟦is⟧ old, and is gone.", "the source has “was” here", "", "The bridge was old, and is gone."},
		{"Damage was ⟦not⟧ put at 14,500,000 crowns", "the source does not have “not”", "", "Damage was put at 14,500,000 crowns"},
		{"The board did ⟦s⟧ay who would pay", "“not” is missing here", "", "The board did not say who would pay"},
		{"Nobody ordered the bridge closed before it ⟦felt⟧", "the source has “fell” here", "", "Nobody ordered the bridge closed before it fell"},
		{"⟦NOBODY ORDERED THE BRIDGE CLOSED⟧", "the source has “Nobody ordered the bridge closed” here", "", "Nobody ordered the bridge closed"},
		{"Two witnesses, who asked not to be named, said […] and had ⟦heard⟧ no barrier.", "the source has “seen” here", "", ""},
		{"‘Nobody ordered the bridge ⟦shut⟧ before it fell,’ said", "the source has “closed” here", "", "“Nobody ordered the bridge closed before it fell,” said"},
		// words and their marks
		{"We asked ⟦twice⟧ and we were told", "the source has “twice,” here", "", "We asked twice, and we were told"},
		{"Nobody ordered the bridge closed⟦,⟧ before it fell", "the source does not have “,”", "", ""},
		{"on the east pier is sound⟦;⟧ We will not", "the source has “.” here", "", ""},
		{"The board’s ⟦answer came⟧ three weeks later", "the source has “answer…came” here", "", "The board’s answer… came three weeks later"},
		{"driven across at ⟦halfpast⟧ two", "the source has “half past” here", "", "driven across at half past two"},
		{"who asked not to be ⟦na med⟧, said", "the source has “named” here", "", "who asked not to be named, said"},
		{"We asked twice⟦ ⟧, and we were", "the source has no space here", "", "We asked twice, and we were"},
		{"was for a ⟦dog eared⟧ time-table kiosk", "the source has “dog-eared” here", "", "was for a dog-eared time-table kiosk"},
		// numbers
		{"Damage was put at ⟦14,600,000⟧ crowns", "the source has “14,500,000” here", "", ""},
		{"Damage was put at ⟦14500000⟧ crowns", "the source has “14,500,000” here", "", ""},
		{"Damage was put at ⟦14.500.000⟧ crowns", "the source has “14,500,000” here", "", ""},
		{"of which ⟦€2,000⟧ was for a", "the source has “$2,000” here", "", ""},
		{"Some 600 °⟦F⟧ — and ours", "the source has “C” here", "", ""},
		// what looks the same
		{"Some 600 °C ⟦–⟧ and ours was old", "the source has “—” here", "U+2013 EN DASH; the source has “—”, U+2014", ""},
		{"Some 600 °C ⟦-⟧ and ours was old", "the source has “—” here", "U+002D", ""},
		{"Some 600 °C ⟦--⟧ and ours was old", "the source has “—” here", "U+2014 EM DASH", ""},
		{"was for a ⟦dog–eared⟧ time-table kiosk", "the source has “dog-eared” here", "U+2013 EN DASH", ""},
		{"⟦«⟧Nobody ordered the bridge closed", "the source has “\"” here", "U+00AB", "“Nobody ordered the bridge closed"},
		{"We asked at two ⟦o′clock⟧.", "the source has “o'clock” here", "U+2032 PRIME", "We asked at two o’clock."},
		{"We asked at two ⟦oʼclock⟧.", "the source has “o'clock” here", "U+02BC", ""},
		{"We asked at two ⟦oclock⟧.", "the source has “o'clock” here", "", "We asked at two o’clock."},
		{"⟦Nοbody⟧ ordered the bridge", "the source has “Nobody” here", "is U+03BF GREEK", "Nobody ordered the bridge"},
		{"We ⟦аsked⟧ twice, and we", "the source has “asked” here", "is U+0430 CYRILLIC", ""},
		{"Die ⟦Strasse⟧ blieb bis Mittag", "the source has “Straße” here", "U+00DF", ""},
		{"Der ⟦Kirmızı⟧ hat 25 km", "the source has “Kırmızı” here", "U+0131", ""},
		{"Der Kırmızı hat ⟦٢٥⟧ km und", "the source has “25” here", "U+0662", ""},
		{"ours was old. ⟦x2⟧ ｘ", "the source has “x²” here", "U+00B2", ""},
		{"ours was old. x² ⟦x⟧", "the source has “ｘ” here", "U+FF58", ""},
		{"قال رئيس نقابة عمال ⟦المیناء⟧ إن أحدا", "the source has “الميناء” here", "U+06CC", ""},
		{"بإغلاق الجسر قبل سقوطه في ⟦کتابه⟧", "the source has “كتابه” here", "U+06A9", ""},
		{"بإغلاق الجسر قبل ⟦سقوطة⟧ في", "the source has “سقوطه” here", "U+0629", ""},
		{"⟦قَال⟧ رئيس نقابة عمال الميناء", "the source has “قال” here", "U+064E", ""},
		{"کابل کې پاکستاني ⟦پلاوي⟧ نه و", "the source has “پلاوی” here", "U+064A", ""},
		{"پلاوی نه و ۲۵ او ⟦کتاب⟧", "the source has “کـتاب” here", "U+0640", ""},
		{"پلاوی نه و ⟦25⟧ او", "the source has “۲۵” here", "U+06F2", ""},
		{"北京的谈判⟦成功⟧了，没有结果", "the source has “失败” here", "", "北京的谈判失败了，没有结果"},
		// nothing like it
		{"⟦G⟧ulls slept upon quiet water while umbrellas sang.", "the source does not have these words", "", ""},
	} {
		before, rest, _ := strings.Cut(c.text, "⟦")
		at, after, _ := strings.Cut(rest, "⟧")
		words := before + at + after
		m, faults := text.Find(Query{Text: words})
		if m.Verdict != None || len(faults) != 1 || faults[0].Code != "quote/not-found" {
			t.Errorf("%s: %v %+v", words, m.Verdict, faults)
			continue
		}
		f := faults[0]
		if f.Span != (Span{len(before), len(before) + len(at)}) {
			t.Errorf("%s: marked at “%s”, want “%s”", words, words[f.Span.Start:f.Span.End], at)
		}
		if f.Note != c.note || !strings.Contains(f.Hint, c.hint) {
			t.Errorf("%s: %s; hint: %s", words, f.Note, f.Hint)
		}
		if c.suggest != "" && f.Suggest != c.suggest {
			t.Errorf("%s: suggests “%s”", words, f.Suggest)
		}
		if f.Suggest != "" {
			if m, faults := text.Find(Query{Text: f.Suggest}); m.Verdict == None {
				t.Errorf("%s: the suggestion “%s” fails: %+v", words, f.Suggest, faults)
			}
		}
	}
}

// TestNearestOfRealTexts spoils one word of true fragments. The place of that word must be
// shown, and the words that it was in the middle of.
func TestNearestOfRealTexts(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	done := 0
	for name, source := range realTexts(t) {
		text := NewText([]byte(source), Layout{})
		fragments(text, r, 100, func(start, end int) {
			fields := strings.Fields(text.flat[start:end])
			if len(fields) < 7 {
				return
			}
			k := 1 + r.Intn(len(fields)-2)
			if strings.ContainsFunc(fields[k]+fields[k-1], func(r rune) bool { return !unicode.IsLetter(r) }) || fields[k] == fields[k-1] || fields[k] == fields[k+1] {
				return
			}
			before := len(strings.Join(fields[:k], " ")) + 1
			for mutant, want := range map[string]string{
				"xyzzy":                    "the source has “" + fields[k] + "” here",
				fields[k] + " xyzzy":       "the source does not have “xyzzy”",
				fields[k] + " xyzzy plugh": "the source does not have “xyzzy plugh”",
			} {
				words := strings.Join(append(append(append([]string(nil), fields[:k]...), mutant), fields[k+1:]...), " ")
				at := before
				if strings.HasPrefix(mutant, fields[k]) {
					at += len(fields[k]) + 1
				}
				_, faults := text.Find(Query{Text: words})
				f := faults[len(faults)-1]
				if f.Note != want || f.Span.Start != at || len(f.Places) != 1 || !strings.Contains(Canonical(source[f.Places[0].Start:f.Places[0].End]), fields[k]) {
					t.Errorf("%s: “%s”: %s at “%s”, want %s", name, words, f.Note, words[f.Span.Start:f.Span.End], want)
				}
				done++
			}
		})
	}
	if done < 500 {
		t.Errorf("only %d fragments", done)
	}
}
