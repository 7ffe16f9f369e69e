package search

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// corpus is n documents of made-up words, frequent ones and rare ones, the same every time.
func corpus(n int) func(int, func(int, string)) {
	vowels, consonants := []rune("aeiou"), []rune("bcdfghklmnprstvwz")
	r := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 12_000)
	for i := range words {
		for range 1 + r.IntN(4) {
			words[i] += string(consonants[r.IntN(len(consonants))]) + string(vowels[r.IntN(len(vowels))]) + string(consonants[r.IntN(len(consonants))])
		}
	}
	zipf := rand.NewZipf(r, 1.2, 4, uint64(len(words)-1))
	texts := make([]string, n)
	for i := range texts {
		for range 5 + r.IntN(30) {
			texts[i] += words[zipf.Uint64()] + " "
		}
	}
	return func(doc int, put func(int, string)) {
		if doc%3 > 0 {
			put(Text, texts[doc])
			return
		}
		put(Name, texts[doc][:20])
		put(About, texts[doc])
	}
}

func TestIndexFindsEveryWord(t *testing.T) {
	const n = 3000
	layout := Shards(n/3, n-n/3)
	text := corpus(n)
	x := Build(n, 1, layout, text)
	terms, near := x.Bounds()
	if len(terms) != layout.Terms || len(near) != layout.Near {
		t.Fatalf("%d and %d shards, not %v", len(terms), len(near), layout)
	}
	for doc := 0; doc < n; doc += 97 {
		text(doc, func(field int, s string) {
			for _, w := range Words(s) {
				shard, there := slices.BinarySearch(terms, w)
				if !there {
					shard--
				}
				var part map[string]string
				if err := json.Unmarshal(x.Terms(shard), &part); err != nil {
					t.Fatal(err)
				}
				var found []int
				for f, list := range strings.Split(part[w], " ") {
					if slices.Contains(numbers(list), doc) {
						found = append(found, f)
					}
				}
				if len(found) != 1 || found[0] > field {
					t.Fatalf("%q stands in field %d of document %d; the index says %v", w, field, doc, found)
				}
			}
		})
	}
}

// numbers reads a list as the script does.
func numbers(list string) []int {
	var out []int
	gap, shift, doc := 0, 0, 0
	for _, c := range list {
		d := strings.IndexRune(digits, c)
		gap += d & 31 << shift
		shift += 5
		if d < 32 {
			doc += gap
			out = append(out, doc)
			gap, shift = 0, 0
		}
	}
	return out
}

func TestIndexIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	const n = 2000
	layout := Shards(n, 0)
	one, many := Build(n, 1, layout, corpus(n)), Build(n, 7, layout, corpus(n))
	for i := range layout.Terms {
		if !bytes.Equal(one.Terms(i), many.Terms(i)) {
			t.Errorf("shard %d of words differs", i)
		}
	}
	for i := range layout.Near {
		if !bytes.Equal(one.Near(i), many.Near(i)) {
			t.Errorf("shard %d of near words differs", i)
		}
	}
	if one.Version() != many.Version() {
		t.Error("the versions differ")
	}
	if other := Build(n-1, 1, layout, corpus(n)); other.Version() == one.Version() {
		t.Error("another index has the same version")
	}
}

// TestSmall: an index of nothing, and one with fewer words than shards, are whole too.
func TestSmall(t *testing.T) {
	layout := Layout{Terms: 5, Near: 3, Documents: 1}
	for want, text := range map[int]string{0: "", 2: "a cease-fire"} {
		x := Build(1, 2, layout, func(_ int, put func(int, string)) { put(Name, text) })
		all := map[string]string{}
		for i := range layout.Terms {
			if err := json.Unmarshal(x.Terms(i), &all); err != nil {
				t.Fatalf("%s: %v", x.Terms(i), err)
			}
		}
		if want == 2 {
			want = 4 // a, cease, fire, ceasefire
		}
		if len(all) != want {
			t.Errorf("%q has the words %v", text, all)
		}
		for i := range layout.Near {
			if !json.Valid(x.Near(i)) {
				t.Errorf("shard %d is no JSON: %s", i, x.Near(i))
			}
		}
		if terms, _ := x.Bounds(); len(terms) != min(want, layout.Terms) {
			t.Errorf("bounds %q", terms)
		}
	}
	if x := Build(0, 4, layout, nil); string(x.Terms(0)) != "{\n}\n" {
		t.Errorf("an index of no documents is %s", x.Terms(0))
	}
}

// TestNear: words one edit apart, and words that sound alike, meet in the index.
func TestNear(t *testing.T) {
	x := Build(1, 1, Layout{1, 1, 1}, func(_ int, put func(int, string)) { put(Name, "yaqoob haqqani drone f16s حقانی war") })
	var near map[string]string
	if err := json.Unmarshal(x.Near(0), &near); err != nil {
		t.Fatal(err)
	}
	for key, word := range map[string]string{"drone": "drone", "dron": "drone", "done": "drone", "yakub": "yaqoob", "hakani": "haqqani", "حقنی": "حقانی"} {
		if !slices.Contains(strings.Fields(near[key]), word) {
			t.Errorf("under %s stands %q, not %s", key, near[key], word)
		}
	}
	for _, key := range []string{"war", "wa", "f16", "16s"} {
		if near[key] != "" {
			t.Errorf("under %s stands %s", key, near[key])
		}
	}
}

// TestSizes holds shards and manifest to what a query may move, at ten thousand pages and beyond.
func TestSizes(t *testing.T) {
	const n = 30_000
	layout := Shards(n/3, n-n/3)
	x := Build(n, 2, layout, corpus(n))
	squeezed := func(b []byte) int {
		var w bytes.Buffer
		z := gzip.NewWriter(&w)
		z.Write(b)
		z.Close()
		return w.Len()
	}
	sum, most := 0, 0
	for i := range layout.Terms {
		size := squeezed(x.Terms(i))
		sum += size
		most = max(most, size)
	}
	if mean := sum / layout.Terms; mean > 5<<10 || most > 16<<10 {
		t.Errorf("a shard of words takes %d bytes, at most %d", mean, most)
	}
	sum = 0
	for i := range layout.Near {
		sum += squeezed(x.Near(i))
	}
	if mean := sum / layout.Near; mean > 3<<10 {
		t.Errorf("a shard of near words takes %d bytes", mean)
	}
	// A hundred times as large, the manifest names blocks, and a block is small.
	large := Shards(100_000, 1_000_000)
	if Blocks(large.Terms) == 0 || Blocks(large.Terms) > Named || Blocks(large.Near) > Named {
		t.Errorf("%v in %d and %d blocks", large, Blocks(large.Terms), Blocks(large.Near))
	}
	if small := Shards(200, 300); Blocks(small.Terms) != 0 || small.Documents > 25 {
		t.Errorf("a small dossier has %v", small)
	}
}

func TestLongListsAreCut(t *testing.T) {
	x := Build(longest+5, 2, Layout{1, 1, 1}, func(_ int, put func(int, string)) { put(Text, "the") })
	want := fmt.Sprintf("{\n\"the\":\"   A%s+\"\n}\n", strings.Repeat("B", longest-1))
	if got := string(x.Terms(0)); got != want {
		t.Errorf("%.40s … %s", got, got[len(got)-20:])
	}
}

func TestShares(t *testing.T) {
	for _, n := range []int{1, 7, 24, 25, 1002, 31_700} {
		shards, next := Shards(n, 0).Documents, 0
		for i := range shards {
			from, to := Share(i, shards, n)
			if from != next || to <= from {
				t.Fatalf("shard %d of %d has %d to %d of %d", i, shards, from, to, n)
			}
			for doc := from; doc < to; doc++ {
				if at := ((doc+1)*shards+n-1)/n - 1; at != i { // as the script has it
					t.Fatalf("document %d is looked for in shard %d, not in %d", doc, at, i)
				}
			}
			next = to
		}
		if next != n {
			t.Fatalf("%d of %d documents", next, n)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	const n = 30_000
	text := corpus(n)
	for b.Loop() {
		x := Build(n, 2, Shards(n/3, n-n/3), text)
		x.Bounds()
	}
}
