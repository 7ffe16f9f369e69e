package quote

import (
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// An index leads to runs of a long text without reading all of it for each. It holds every
// eighth place of the text under the eight bytes that stand there: a run of fifteen bytes or
// more has such a place among any eight that follow each other. It costs as much memory as the
// text, and is made for a long text that is asked several times.
type index struct {
	asked atomic.Int32
	once  sync.Once
	heads []uint32 // by hash: where its places begin in the list
	list  []uint32 // places in the flat text
	shift int      // of a hash
}

const (
	grain       = 8       // bytes
	indexedText = 1 << 18 // bytes of a text that is worth an index
	indexedAsks = 8       // questions before it is made
	maxChecked  = 1 << 12 // places that are looked at for one run; more are no help
)

// gram is the hash of the bytes at a place.
func (x *index) gram(s string, i int) uint64 {
	s = s[i : i+grain]
	n := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	return n * 0x9E3779B97F4A7C15 >> x.shift
}

func (x *index) build(flat string) {
	n := len(flat) / grain
	x.shift = 65 - bits.Len(uint(n)) // one or two places under each hash
	x.heads = make([]uint32, 1<<(64-x.shift)+1)
	for i := range n {
		x.heads[x.gram(flat, i*grain)+1]++
	}
	for h := range x.heads[1:] {
		x.heads[h+1] += x.heads[h]
	}
	x.list = make([]uint32, n)
	next := slices.Clone(x.heads)
	for i := range n {
		h := x.gram(flat, i*grain)
		x.list[next[h]] = uint32(i * grain)
		next[h]++
	}
}

// runs finds all places of words in the text, in order; false if reading the text is better.
func (x *index) runs(flat, words string) (found []int, ok bool) {
	// Of the rows of eight grams in the words, the one with the fewest places.
	row, fewest := -1, maxChecked
	for k := 0; k+2*grain-1 <= len(words) && k < 8*grain; k += grain {
		n := 0
		for i := range grain {
			h := x.gram(words, k+i)
			n += int(x.heads[h+1] - x.heads[h])
		}
		if n < fewest {
			row, fewest = k, n
		}
	}
	if row < 0 {
		return nil, false
	}
	for i := range grain {
		h := x.gram(words, row+i)
		for _, at := range x.list[x.heads[h]:x.heads[h+1]] {
			if start := int(at) - row - i; start >= 0 && strings.HasPrefix(flat[start:], words) {
				found = append(found, start)
			}
		}
	}
	slices.Sort(found)
	return found, true
}

// places yields the places of words in source[from:to], which is the flat text or one of the same
// length. Places that overlap are told apart.
func (t *Text) places(source, words string, from, to int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if to-from >= indexedText && source == t.flat && t.index.asked.Add(1) > indexedAsks {
			t.index.once.Do(func() { t.index.build(t.flat) })
			if found, ok := t.index.runs(t.flat, words); ok {
				for _, at := range found {
					if at >= from && at+len(words) <= to && !yield(at) {
						return
					}
				}
				return
			}
		}
		for at := from; at+len(words) <= to; at++ {
			i := strings.Index(source[at:to], words)
			if i < 0 {
				return
			}
			if at += i; !yield(at) {
				return
			}
		}
	}
}

// place is the first of the places of words, -1 if there is none.
func (t *Text) place(source, words string, from, to int) int {
	for at := range t.places(source, words, from, to) {
		return at
	}
	return -1
}
