package quote

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// library makes sources of about 7 KB, 5 MB in all, out of the real texts: with curly marks,
// dashes, and a paragraph of Pashto in each.
func library(tb testing.TB, size int) (sources [][]byte) {
	var sentences []string
	for _, s := range realTexts(tb) {
		sentences = append(sentences, strings.SplitAfter(s, ". ")...)
	}
	r := rand.New(rand.NewSource(5))
	for total := 0; total < size; {
		var b strings.Builder
		for b.Len() < 7000 {
			fmt.Fprintf(&b, "%s[%d] ", sentences[r.Intn(len(sentences))], r.Intn(1e6))
		}
		b.WriteString("\n\nهغه څه چې ډیر جالب وو دا وو چې پاکستاني پلاوي له مذاکراتو سره بلدیت نه درلود.\n")
		sources = append(sources, []byte(b.String()))
		total += b.Len()
	}
	return sources
}

// Quotations of five to thirty words, with straight marks, one of ten changed in a word.
func quotations(sources [][]byte, n int) (queries []string, from []int) {
	r := rand.New(rand.NewSource(6))
	for len(queries) < n {
		k := r.Intn(len(sources))
		words := strings.Fields(string(sources[k]))
		i := r.Intn(len(words) - 40)
		q := append([]string(nil), words[i:i+5+r.Intn(25)]...)
		if len(queries)%10 == 9 {
			q[2] = "elsewhere"
		}
		queries = append(queries, strings.NewReplacer("“", `"`, "”", `"`, "’", "'").Replace(strings.Join(q, " ")))
		from = append(from, k)
	}
	return queries, from
}

func BenchmarkFold5MB(b *testing.B) {
	sources := library(b, 5<<20)
	for b.Loop() {
		for _, s := range sources {
			NewText(s, Layout{})
		}
	}
}

func BenchmarkFind1000In5MB(b *testing.B) {
	sources := library(b, 5<<20)
	queries, from := quotations(sources, 1000)
	texts := make([]*Text, len(sources))
	for i, s := range sources {
		texts[i] = NewText(s, Layout{})
	}
	for b.Loop() {
		for i, q := range queries {
			texts[from[i]].Find(Query{Text: q})
		}
	}
}

func BenchmarkFind1000InOneTextOf5MB(b *testing.B) {
	sources := library(b, 5<<20)
	whole := bytes.Join(sources, nil)
	queries, _ := quotations(sources, 1000)
	for b.Loop() {
		b.StopTimer()
		text := NewText(whole, Layout{}) // which has no index yet
		b.StartTimer()
		for i, q := range queries {
			if i%10 != 9 { // one that is not found costs a look at the whole text
				text.Find(Query{Text: q})
			}
		}
	}
}

func BenchmarkFindInOneTextOf2MB(b *testing.B) {
	var whole []byte
	for _, s := range library(b, 2<<20) {
		whole = append(whole, s...)
	}
	queries, _ := quotations([][]byte{whole}, 10)
	text := NewText(whole, Layout{})
	b.Run("found", func(b *testing.B) {
		for b.Loop() {
			text.Find(Query{Text: queries[0]})
		}
	})
	b.Run("missing", func(b *testing.B) {
		for b.Loop() {
			text.Find(Query{Text: queries[9]})
		}
	})
}

// TestHostileInput bounds the time of what is built to take long. The limit is wide, since
// the machine may be busy: what is bounded takes a few hundredths of it, what is not, minutes.
func TestHostileInput(t *testing.T) {
	const size = 2 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	var whole []byte
	for _, s := range library(t, size) {
		whole = append(whole, s...)
	}
	for name, c := range map[string][2]string{
		"the same word":           {fill("a "), strings.Repeat("a ", 5000) + "b"},
		"the same word, found":    {fill("a "), strings.Repeat("a ", 5000)},
		"the same words":          {fill("aa bb "), strings.Repeat("aa bb ", 3000) + "aa aa"},
		"a thousand omissions":    {fill("aa aa "), strings.Repeat("aa aa […] ", 1000) + "aa aa"},
		"ninety omissions":        {fill("aa aa bb "), strings.Repeat("aa aa … ", 90) + "bb bb"},
		"ninety brackets":         {fill("aa aa bb "), strings.Repeat("aa aa [x] ", 90) + "bb bb"},
		"ninety letters":          {fill("a"), strings.Repeat("a[a]", 90)},
		"only brackets":           {fill("aa "), strings.Repeat("[", 5000) + strings.Repeat("]", 5000)},
		"only stops":              {fill(". "), fill(". ") + "x"},
		"only marks":              {fill("\u0301"), "a" + strings.Repeat("\u0301", 5)},
		"dropped between marks":   {fill("\u0301\u00ad"), "a b"},
		"regional indicators":     {fill("🇦"), "🇦🇦🇦🇦🇦"},
		"conjuncts":               {fill("क्"), "क्क्क्क"},
		"marks of quotation":      {fill("'a' "), strings.Repeat("\"a\" ", 500) + "'a"},
		"a quotation of a book":   {string(whole), string(whole[:len(whole)/2]) + " and more"},
		"a misquoted book":        {string(whole), "And " + string(whole[:len(whole)/2])},
		"nothing of it":           {string(whole), "entirely unrelated words, xyzzy plugh and quux"},
		"one word of it changed":  {string(whole), "The Pakistani delegation had not fled from the negotiating table"},
		"edited, a piece missing": {string(whole), "The Pakistani delegation […] fled from [the] moon … again, not ever"},
		"Han":                     {fill("谈判失败了"), strings.Repeat("谈判失败了", 50) + "没"},
		"no spaces":               {fill("a"), strings.Repeat("a", 1000)},
		"paragraphs":              {fill("a\n"), strings.Repeat("a\u2029", 1000) + "b"},
		"hyphens":                 {fill("a-"), "a-a"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			text := NewText([]byte(c[0]), Layout{})
			text.Faults()
			folded := time.Since(start)
			start = time.Now()
			m, faults := text.Find(Query{Text: c[1]})
			took := time.Since(start)
			t.Logf("folded in %v, %v in %v with %d faults", folded, m.Verdict, took, len(faults))
			if took > 2*time.Second || folded > 2*time.Second {
				t.Error("too long")
			}
		})
	}
}
