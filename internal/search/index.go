package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Fields of a document, the dearest first. A word counts in the first field it stands in.
const (
	Whole   = iota // a title or a name that is this one word
	Name           // titles, and other spellings of a name
	About          // summaries, and what else is said of a page in few words
	Text           // the words of a quotation
	Speaker        // who says them
	fields
)

// Sizes aimed at, in bytes before compression, for ordinary words: ten results from ten places, and
// as many words as one types, have to stay below 60 KB on their way.
const (
	termsShard = 9 << 9
	nearShard  = 8 << 10
	perShard   = 24 // documents
)

// A manifest names where each of so many shards begins; of more it names where blocks of them begin.
const (
	Named = 500
	Block = 250
)

// longest is how many documents a word is listed with, of each field. What stands nearly
// everywhere is no help in finding; its list says that it is cut, and a reader of the index looks into
// the documents themselves.
const longest = 20_000

// A Layout is the number of shards of each sort.
type Layout struct{ Terms, Near, Documents int }

// Shards tells into how many shards an index of so many pages and quotations goes. It is
// a guess at sizes: shards are cut evenly, whatever the words turn out to be.
func Shards(pages, quotations int) Layout {
	all := pages + quotations
	// A language of n running words has about 24 √n different ones, names included; each
	// takes some dozen bytes, and some eight times that with a letter left out.
	words := 30 * root(12*all)
	part := func(size, per int) int { return max((size+per-1)/per, 1) }
	return Layout{
		Terms:     part(15*words+42*all, termsShard),
		Near:      part(130*words, nearShard),
		Documents: part(all, perShard),
	}
}

// Blocks is how many blocks name the beginnings of so many shards; 0 if the manifest does.
func Blocks(shards int) int {
	if shards <= Named {
		return 0
	}
	return (shards + Block - 1) / Block
}

// root is the square root, rounded down.
func root(n int) int {
	r := 0
	for step := 1 << 30; step > 0; step >>= 1 {
		if (r+step)*(r+step) <= n {
			r += step
		}
	}
	return r
}

// Share tells which of n documents the shard i of several holds.
func Share(i, shards, n int) (from, to int) { return i * n / shards, (i + 1) * n / shards }

// An Index knows in which documents a word stands. It is not changed once it is made.
type Index struct {
	words []string
	lists []*lists // by word

	terms, near shards
}

type lists [fields][]uint32

// A chunk is the index of some documents that follow one another.
type chunk map[string]*postings

type postings struct {
	lists
	last int // document, counted from 1
}

// Build indexes documents 0 … n-1. text is called for each, from several goroutines; it puts the
// document's texts field by field, in the order of the fields.
func Build(n, workers int, layout Layout, text func(doc int, put func(field int, text string))) *Index {
	chunks := make([]chunk, max(min(workers, n/200), 1))
	var wg sync.WaitGroup
	for i := range chunks {
		from, to := Share(i, len(chunks), n)
		wg.Go(func() { chunks[i] = gather(from, to, text) })
	}
	wg.Wait()
	x := &Index{}
	all := chunks[0]
	for _, c := range chunks[1:] {
		for word, more := range c {
			if have := all[word]; have != nil {
				for f := range fields {
					have.lists[f] = append(have.lists[f], more.lists[f]...)
				}
			} else {
				all[word] = more
			}
		}
	}
	x.words = make([]string, 0, len(all))
	for word := range all {
		x.words = append(x.words, word)
	}
	slices.Sort(x.words)
	x.lists = make([]*lists, len(x.words))
	for i, word := range x.words {
		x.lists[i] = &all[word].lists
	}
	x.terms.make = sync.OnceFunc(func() { x.terms.cut(layout.Terms, x.putTerms) })
	x.near.make = sync.OnceFunc(func() { x.near.cut(layout.Near, x.putNear) })
	return x
}

var unhyphened = strings.NewReplacer("-", "", "\u2010", "", "\u2011", "")

func gather(from, to int, text func(int, func(int, string))) chunk {
	c := chunk{}
	var fold folder
	for doc := from; doc < to; doc++ {
		field := 0
		add := func(word []byte) {
			e := c[string(word)]
			if e == nil {
				e = &postings{}
				c[string(word)] = e
			}
			if e.last != doc+1 {
				e.last = doc + 1
				e.lists[field] = append(e.lists[field], uint32(doc))
			}
		}
		text(doc, func(f int, s string) {
			field = f
			fold.each(s, add)
			if strings.Contains(s, "-") || strings.Contains(s, "\u2010") || strings.Contains(s, "\u2011") {
				for _, w := range strings.Fields(s) { // a cease-fire is also a ceasefire
					if solid := unhyphened.Replace(w); solid != w {
						fold.each(solid, add)
					}
				}
			}
		})
	}
	return c
}

// shards are parts of an object of JSON, cut where an entry begins.
type shards struct {
	make   func()
	parts  [][]byte
	bounds []string // the least key that belongs to each part; the first is ""
}

// An entry of an object: its key and its value, neither of which needs escaping.
type entry struct{ key, value string }

// cut writes entries, which come in the order of their keys, into n parts of about the same size.
func (s *shards) cut(n int, put func(yield func(entry))) {
	var all []entry
	rest := 0
	put(func(e entry) {
		all = append(all, e)
		rest += len(e.key) + len(e.value) + 6
	})
	before := ""
	for i := range n {
		size := rest / (n - i)
		var b bytes.Buffer
		b.Grow(size + 100)
		if len(all) > 0 {
			s.bounds = append(s.bounds, between(before, all[0].key))
		}
		for len(all) > 0 && (b.Len() == 0 || i == n-1 || b.Len() < size && len(all) > n-1-i) {
			e := all[0]
			if b.Len() == 0 {
				b.WriteString("{\n\"")
			} else {
				b.WriteString(",\n\"")
			}
			b.WriteString(e.key + `":"` + e.value + `"`)
			rest -= len(e.key) + len(e.value) + 6
			before, all = e.key, all[1:]
		}
		if b.Len() == 0 {
			b.WriteString("{")
		}
		b.WriteString("\n}\n")
		s.parts = append(s.parts, b.Bytes())
	}
	if len(s.bounds) > 0 {
		s.bounds[0] = ""
	}
}

// between is the shortest beginning of next that comes after last.
func between(last, next string) string {
	for i := range next {
		if i > 0 && next[:i] > last {
			return next[:i]
		}
	}
	return next
}

// Terms writes one of the shards of words with their documents.
func (x *Index) Terms(i int) []byte { x.terms.make(); return x.terms.parts[i] }

// Near writes one of the shards of words with a letter left out.
func (x *Index) Near(i int) []byte { x.near.make(); return x.near.parts[i] }

// Bounds are the least key of each shard, of both sorts. Where there are fewer entries than shards, the
// last shards are empty and have none.
func (x *Index) Bounds() (terms, near []string) {
	x.terms.make()
	x.near.make()
	return x.terms.bounds, x.near.bounds
}

// Version is a word that differs if the words or the numbers of the documents do.
func (x *Index) Version() string {
	x.terms.make()
	h := sha256.New()
	for _, part := range x.terms.parts {
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

func (x *Index) putTerms(yield func(entry)) {
	var b []byte
	for i, word := range x.words {
		b = b[:0]
		for f, docs := range x.lists[i] {
			if f > 0 {
				b = append(b, ' ')
			}
			b = appendList(b, docs)
		}
		yield(entry{word, string(bytes.TrimRight(b, " "))})
	}
}

// digits of a number of base 32, in each of which 32 is added if more follow.
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// appendList writes numbers by their distances, the lowest digit first; a list that is cut ends in "+".
func appendList(b []byte, docs []uint32) []byte {
	last := uint32(0)
	for i, d := range docs {
		if i == longest {
			return append(b, '+')
		}
		gap := d - last
		last = d
		for ; gap >= 32; gap >>= 5 {
			b = append(b, digits[32+gap&31])
		}
		b = append(b, digits[gap])
	}
	return b
}

// putNear puts, under each word with one letter left out, the words that it may be. Two
// words that differ by one letter, or by two letters that changed places, meet under one of their
// remains. Under the sound of a word stands the word. Short words have too many neighbours.
func (x *Index) putNear(yield func(entry)) {
	type pair struct {
		key  string
		word int32
	}
	var pairs []pair
	for i, word := range x.words {
		if utf8.RuneCountInString(word) < 4 || strings.ContainsAny(word, "0123456789") {
			continue
		}
		pairs = append(pairs, pair{word, int32(i)})
		if s := sound(word); s != word {
			pairs = append(pairs, pair{s, int32(i)})
		}
		for at, r := range word {
			pairs = append(pairs, pair{word[:at] + word[at+utf8.RuneLen(r):], int32(i)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return int(a.word - b.word)
	})
	pairs = slices.Compact(pairs)
	for len(pairs) > 0 {
		key, value := pairs[0].key, x.words[pairs[0].word]
		for pairs = pairs[1:]; len(pairs) > 0 && pairs[0].key == key; pairs = pairs[1:] {
			value += " " + x.words[pairs[0].word]
		}
		yield(entry{key, value})
	}
}
