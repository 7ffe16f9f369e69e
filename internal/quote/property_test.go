package quote

import (
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// realTexts are the source texts of the dossier itself.
func realTexts(tb testing.TB) map[string]string {
	tb.Helper()
	names, err := filepath.Glob("../../seeds/*.txt")
	if err != nil || len(names) < 5 {
		tb.Fatalf("seeds: %d, %v", len(names), err)
	}
	texts := map[string]string{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		texts[filepath.Base(name)] = string(b)
	}
	return texts
}

// awkward is text in which every row of the table and several scripts occur.
const awkward = "He said “it’s ‘done’” … and left.... Cafe\u0301 No\u0308el\u00a0\u2009x ﬁne co\u00adop re\u200bal 1,000 − 5 % of $3.50.\r\n" +
	"هغه څه چې ډیر جالب وو دا وو چې پاکستاني پلاوي له مذاکراتو سره بلدیت نه درلود، بې منطقه خبرې یې… نمی\u200cخواهم\u200f گفت.\n\n" +
	"谈判失败了，没有结果。การเจรจาล้มเหลว क्षेत्र में 👨\u200d👩\u200d👧 ❤\ufe0f 🇦🇫🇵🇰 Vie\u0323\u0302t Nam’s well-known end… \r\n  Last . . . line 가\u1100\u1161\u11a8 \ufeb5\ufefb.\n"

func TestEverySentenceOfTheRealTextsIsFound(t *testing.T) {
	for name, source := range realTexts(t) {
		text := NewText([]byte(source), Layout{})
		if faults := text.Faults(); len(faults) > 0 {
			t.Errorf("%s: %+v", name, faults)
		}
		n := 0
		for p := 1; p <= text.Paragraphs(); p++ {
			s := text.Paragraph(p)
			for _, sentence := range strings.SplitAfter(source[s.Start:s.End], ". ") {
				sentence = strings.TrimSpace(sentence)
				if !long(Canonical(sentence)) {
					continue
				}
				m, faults := text.Find(Query{Text: sentence, Paragraph: p})
				if m.Verdict != Exact || source[m.Span.Start:m.Span.End] != sentence || m.Paragraph != p {
					t.Errorf("%s: %q: %v %+v %+v", name, sentence, m.Verdict, m, faults)
				}
				straight := strings.NewReplacer("“", `"`, "”", `"`, "’", "'", "‘", "'").Replace(sentence)
				want := Exact
				if straight != sentence {
					want = Verbatim
				}
				if m, faults := text.Find(Query{Text: straight, Paragraph: p}); m.Verdict != want {
					t.Errorf("%s: %q: %v %+v", name, straight, m.Verdict, faults)
				}
				n++
			}
		}
		if n < 10 {
			t.Errorf("%s: only %d sentences", name, n)
		}
	}
}

// fragments cuts a flat text at edges, by chance.
func fragments(text *Text, r *rand.Rand, n int, f func(start, end int)) {
	for range n {
		start := r.Intn(len(text.flat))
		end := min(len(text.flat), start+20+r.Intn(120))
		for start < len(text.flat) && (!utf8.RuneStart(text.flat[start]) || text.flat[start] == ' ' || text.edge(start) != nowhere) {
			start++
		}
		for end > start && (end < len(text.flat) && !utf8.RuneStart(text.flat[end]) || text.flat[end-1] == ' ' || text.edge(end) != nowhere) {
			end--
		}
		if end-start > 12 {
			f(start, end)
		}
	}
}

func TestEveryTrueFragmentPasses(t *testing.T) {
	sources := []string{awkward}
	for _, s := range realTexts(t) {
		sources = append(sources, s)
	}
	slices.Sort(sources)
	r := rand.New(rand.NewSource(1))
	for _, source := range sources {
		text := NewText([]byte(source), Layout{})
		fragments(text, r, 400, func(start, end int) {
			raw := text.rawSpan(start, end)
			words := text.suggestion(start, end)
			m, faults := text.Find(Query{Text: words})
			if m.Verdict != Exact && m.Verdict != Verbatim {
				t.Errorf("%q: %v %+v", words, m.Verdict, faults)
				return
			}
			if Canonical(source[m.Span.Start:m.Span.End]) != Canonical(source[raw.Start:raw.End]) {
				t.Errorf("%q leads to %q", words, source[m.Span.Start:m.Span.End])
			}
			if got := source[m.Span.Start:m.Span.End]; strings.TrimSpace(got) != got {
				t.Errorf("%q: white space around %q", words, got)
			}
		})
	}
}

// A mutant is a quotation with one thing changed that the rules do not allow.
func TestNoMutantPasses(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for name, source := range realTexts(t) {
		text := NewText([]byte(source), Layout{})
		fragments(text, r, 150, func(start, end int) {
			words := text.flat[start:end]
			fields := strings.Fields(words)
			if len(fields) < 4 {
				return
			}
			var letters []int
			for i, c := range words {
				if unicode.IsLetter(c) {
					letters = append(letters, i)
				}
			}
			at := letters[r.Intn(len(letters))]
			letter, n := utf8.DecodeRuneInString(words[at:])
			other, turned := "q", string(unicode.SimpleFold(letter))
			if letter == 'q' {
				other = "x"
			}
			k := 1 + r.Intn(len(fields)-2)
			with := func(n int, insert ...string) string {
				return strings.Join(append(append(append([]string(nil), fields[:k]...), insert...), fields[k+n:]...), " ")
			}
			for kind, mutant := range map[string]string{
				"letter changed": words[:at] + other + words[at+n:],
				"letter dropped": words[:at] + words[at+n:],
				"letter doubled": words[:at+n] + words[at:],
				"case":           words[:at] + turned + words[at+n:],
				"accent":         words[:at+n] + "\u0301" + words[at+n:],
				"digit":          with(0, "7"),
				"negation":       with(0, "not"),
				"word dropped":   with(1),
				"order":          with(2, fields[k+1], fields[k]),
				"dash":           with(0, "—"),
			} {
				if mutant == words || strings.Contains(text.flat, mutant) {
					continue // changed nothing, or into other words of the source
				}
				m, faults := text.Find(Query{Text: mutant})
				if m.Verdict != None {
					t.Errorf("%s: %s: %q passes as %v, for %q", name, kind, mutant, m.Verdict, words)
				}
				if !failed(faults) {
					t.Errorf("%s: %s: %q fails without an error", name, kind, mutant)
				}
			}
		})
	}
}

func TestFoldingIsIdempotent(t *testing.T) {
	alphabet := []rune("ab .…..''\"-\u2029\n\u0301\u0316\u0323e\u00ad\u200d\u200cم\u200cن\u064eﬁﻻ가ᄀ\u1161\u11a8क\u094d\u200d👩🏽\ufe0f🏴\U000e0067\U000e007f¶!\u0958\u212b\u3000")
	r := rand.New(rand.NewSource(3))
	for range 20000 {
		var b strings.Builder
		for range 1 + r.Intn(12) {
			b.WriteRune(alphabet[r.Intn(len(alphabet))])
		}
		checkFolding(t, b.String())
	}
	checkFolding(t, awkward)
}

// checkFolding proves that folding twice is folding once, and that the way back is sound.
func checkFolding(t *testing.T, s string) {
	t.Helper()
	once := Canonical(s)
	if twice := Canonical(once); twice != once {
		t.Errorf("%q: %q, then %q", s, once, twice)
	}
	f, changes := foldQuotation(s, true)
	last := 0
	for i := range f.flat {
		start, end := f.rawStart(i), f.rawEnd(i)
		if start < end && i > 0 || end < last || start > len(s) {
			t.Errorf("%q: flat %d begins at %d, what is before it ends at %d, and at %d before", s, i, start, end, last)
		}
		last = end
	}
	if end := f.rawEnd(len(f.flat)); end < last || end > len(s) {
		t.Errorf("%q: ends at %d", s, end)
	}
	at := 0
	for _, c := range changes {
		if c.flat.Start < at || c.raw.End > len(s) {
			t.Errorf("%q: change %+v", s, c)
			continue
		}
		if from := f.rawStart(at); c.flat.Start > at && f.flat[at:c.flat.Start] != s[from:from+c.flat.Start-at] {
			t.Errorf("%q: %q is not copied", s, f.flat[at:c.flat.Start])
		}
		at = c.flat.End
	}
}

func FuzzFold(f *testing.F) {
	f.Add(awkward)
	f.Add("a. . . .\u2029. . \u0301")
	f.Add("\xff\u200d\u094d e\u00ad\u0301")
	f.Fuzz(func(t *testing.T, s string) { checkFolding(t, s) })
}

// checkFind proves what must hold of any comparison, whatever its outcome.
func checkFind(t *testing.T, source string, q Query, blank bool) {
	t.Helper()
	text := NewText([]byte(source), Layout{BlankLines: blank, Ignore: [][2]int{{2, 2}}})
	m, faults := text.Find(q)
	if (m.Verdict == None) != failed(faults) {
		t.Errorf("%q in %q: %v with %+v", q.Text, source, m.Verdict, faults)
	}
	spans := append(append([]Span{m.Span}, m.Pieces...), m.Left...)
	for _, f := range faults {
		spans = append(spans, f.Places...)
		if f.Span.Start < 0 || f.Span.Start > f.Span.End || f.Span.End > len(q.Text) || f.Message == "" || f.Code == "" {
			t.Errorf("%q in %q: fault %+v", q.Text, source, f)
		}
		if !slices.ContainsFunc(Codes, func(c Code) bool { return c.Code == f.Code && c.Warning == f.Warning }) {
			t.Errorf("no documentation of %s, warning %v", f.Code, f.Warning)
		}
	}
	for _, s := range spans {
		if s.Start < 0 || s.Start > s.End || s.End > len(source) {
			t.Errorf("%q in %q: span %+v of %+v", q.Text, source, s, m)
		}
	}
	for n := 1; n <= text.Paragraphs(); n++ {
		if s := text.Paragraph(n); s.Start >= s.End {
			t.Errorf("%q: paragraph %d is %+v", source, n, s)
		}
	}
	if m.Verdict != None {
		run := source[m.Span.Start:m.Span.End]
		if exact := run == q.Text; exact != (m.Verdict == Exact) {
			t.Errorf("%q: %v of %q, folds %v", q.Text, m.Verdict, run, m.Folds)
		}
		if m.Verdict == Verbatim && len(m.Folds) == 0 {
			t.Errorf("%q: verbatim of %q without a rule", q.Text, run)
		}
		if !text.Has(q) {
			t.Errorf("%q: found but not had", q.Text)
		}
	}
	if again, _ := NewText([]byte(source), Layout{BlankLines: blank, Ignore: [][2]int{{2, 2}}}).Find(q); again.Verdict != m.Verdict || again.Span != m.Span {
		t.Errorf("%q in %q: %+v, then %+v", q.Text, source, m, again)
	}
	text.Around(m.Span, 10)
}

func FuzzFind(f *testing.F) {
	for _, seed := range [][2]string{
		{talks, "fled from the negotiating table"}, {talks, "[t]he Pakistani […] table"}, {talks, "He want[s] … men."},
		{awkward, "it’s \"done\""}, {awkward, "پلاوي له مذاکراتو"}, {awkward, "谈判失败"}, {awkward, "Last … line"},
		{"a a a a a a", "a […] a […] a"}, {"x\n\ny", "x\u2029y"}, {"\xff\xfe", "\xff"}, {"“a” ‘b’", "‘a’ “b”"},
		{"a […] b [sic] c", "a […] b [sic] c"}, {"one two three", "[[…]]]…["}, {"e\u0301…\u0301", "é…"},
	} {
		f.Add(seed[0], seed[1], 0, "", false)
		f.Add(seed[0], seed[1], 1, "the", true)
	}
	f.Fuzz(func(t *testing.T, source, words string, paragraph int, near string, blank bool) {
		checkFind(t, source, Query{Text: words, Paragraph: paragraph, Near: near}, blank)
	})
}

// TestRandomPairs is a small fuzz that runs every time: sources and quotations from a few
// awkward characters, and quotations cut out of their source.
func TestRandomPairs(t *testing.T) {
	alphabet := strings.Split("a|b|A|the|not|Kabul| | | |.|,|…|...|[|]|[…]|[sic]|[b]|(…)|'|’|“|”|\"|-|−|1|5|%|$|\n|\n\n|\u2029|é|e\u0301|\u0301|\u00ad|\u200b|\u200c|م|ن|谈|失|👨|\u200d|\ufe0f|🇦|🇫|ﬁ", "|")
	r := rand.New(rand.NewSource(4))
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(alphabet[r.Intn(len(alphabet))])
		}
		return b.String()
	}
	for range 6000 {
		source := word(1 + r.Intn(24))
		words := word(1 + r.Intn(8))
		if r.Intn(2) == 0 {
			i := r.Intn(len(source))
			words = source[i : i+r.Intn(len(source)-i)+1]
		}
		checkFind(t, source, Query{Text: words, Paragraph: r.Intn(3) * r.Intn(2), Acknowledged: true}, r.Intn(2) == 0)
	}
}

func TestCodesAreDocumented(t *testing.T) {
	if !slices.IsSortedFunc(Codes, func(a, b Code) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("Codes are not in order")
	}
	for _, c := range Codes {
		if len(strings.Fields(c.Doc)) < 20 || c.Title == "" {
			t.Errorf("%s: %q, %q", c.Code, c.Title, c.Doc)
		}
	}
}
