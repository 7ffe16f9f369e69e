package quote

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// TestIndex proves that a text with an index finds what reading it finds.
func TestIndex(t *testing.T) {
	const enough = 100
	r := rand.New(rand.NewSource(8))
	var whole []byte
	for _, s := range library(t, indexedText+9000) {
		whole = append(whole, s...)
	}
	for name, source := range map[string]string{
		"real":           string(whole),
		"the same words": strings.Repeat("one two three four ", indexedText/16),
		"rows":           strings.Repeat("a", indexedText+100) + " b " + strings.Repeat("ab", 5000),
	} {
		text := NewText([]byte(source), Layout{})
		read := func(words string, from, to int) (found []int) {
			for at := from; at+len(words) <= to && len(found) <= enough; at++ {
				i := strings.Index(text.flat[at:to], words)
				if i < 0 {
					break
				}
				at += i
				found = append(found, at)
			}
			return found
		}
		asked, many := 0, 0
		for range 300 {
			start := r.Intn(len(text.flat) - 300)
			words := text.flat[start : start+1+r.Intn(200)]
			if r.Intn(4) == 0 {
				words = words[:len(words)/2] + "x" + words[len(words)/2:]
			}
			from, to := 0, len(text.flat)
			if r.Intn(2) == 0 {
				from, to = r.Intn(2000), to-r.Intn(2000)
			}
			if len(words) < 2*grain && name != "real" {
				continue // in too many places to count
			}
			var got []int
			for at := range text.places(text.flat, words, from, to) {
				if got = append(got, at); len(got) == enough {
					break
				}
			}
			want := read(words, from, to)
			if !slices.Equal(got, want[:min(len(want), enough)]) {
				t.Fatalf("%s: %q in %d:%d: %v, want %v", name, words, from, to, got, want)
			}
			asked++
			many += len(got)
		}
		if text.index.heads == nil || asked < 100 || many < asked/2 {
			t.Errorf("%s: asked %d times, found %d places, index %v", name, asked, many, text.index.heads != nil)
		}
	}
}

func TestShortTextHasNoIndex(t *testing.T) {
	text := NewText([]byte(talks), Layout{})
	for range 100 {
		text.Find(Query{Text: "fled from the negotiating table"})
	}
	if text.index.heads != nil {
		t.Error("there is an index")
	}
}
