package render

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

func actorPage(id string, within ...*site.Page) *site.Page {
	return &site.Page{Page: &dossier.Page{Facts: dossier.Facts{Kind: dossier.Actor, ID: id}}, Within: within}
}

func bondsOf(counts ...int) []bond {
	var bs []bond
	for i, n := range counts {
		bs = append(bs, bond{actorPage(fmt.Sprintf("from-%d", i%5)), actorPage(fmt.Sprintf("to-%d", i)), n})
	}
	return bs
}

// What is drawn is cut between two strengths, never inside one, unless the strongest
// alone are too many.
func TestStrongestAreDrawnWhole(t *testing.T) {
	for _, c := range []struct {
		counts []int
		most   int
		drawn  int
		whole  bool
	}{
		{[]int{5, 4, 3}, 10, 3, true},
		{[]int{5, 4, 3, 3, 3}, 4, 2, true},
		{[]int{5, 4, 3, 3, 3}, 2, 2, true},
		{[]int{1, 1, 1, 1}, 3, 3, false},
		{nil, 3, 0, true},
	} {
		drawn, whole := strong(bondsOf(c.counts...), c.most)
		if len(drawn) != c.drawn || whole != c.whole {
			t.Errorf("of %v at most %d: %d drawn, whole %v; want %d, %v", c.counts, c.most, len(drawn), whole, c.drawn, c.whole)
		}
	}
	many := make([]int, mostLines+10)
	for i := range many {
		many[i] = 100 - i
	}
	if drawn, _ := strong(bondsOf(many...), mostLines); len(drawn) > mostEnds {
		t.Errorf("%d lines lead to as many actors, more than %d", len(drawn), mostEnds)
	}
}

// Those who are part of one whole stand together; lines meet an actor in the order of their other ends.
func TestArrangement(t *testing.T) {
	state := actorPage("state")
	office, minister := actorPage("office", state), actorPage("minister", state)
	other, voice, second := actorPage("other"), actorPage("voice"), actorPage("second")
	drawn := []bond{{voice, office, 9}, {second, other, 7}, {voice, other, 3}, {second, minister, 2}}
	left, right := arrange([]*site.Page{voice, second}, []*site.Page{office, other, minister}, drawn)
	if a, b := slices.Index(right, office), slices.Index(right, minister); a-b != 1 && b-a != 1 {
		t.Errorf("the office and the minister of one state stand apart: %d and %d", a, b)
	}
	ends := landings(right, left, drawn, func(b bond) (own, far *site.Page) { return b.to, b.from })
	if fromFirst, fromSecond := ends[2], ends[1]; (fromFirst < fromSecond) != (slices.Index(left, voice) < slices.Index(left, second)) {
		t.Errorf("lines cross where they meet: %d and %d", fromFirst, fromSecond)
	}
	circle := actorPage("circle")
	circle.Within = []*site.Page{circle}
	if household(circle) != circle {
		t.Error("an actor that is part of itself has another household")
	}
}

func TestPictureIsWordsAndLines(t *testing.T) {
	f := &Flow{
		Left:  []End{{Link: Link{Title: "A <b>", URL: "/actors/a/"}, Count: 3, Share: 100, Lines: []Line{{To: "B & C", Y1: 500, Y2: 500, Width: 6, Count: 3}}}},
		Right: []End{{Link: Link{Title: "B & C", URL: "/actors/b/"}, Count: 4, Share: 100}},
	}
	got := string(f.Picture())
	for _, want := range []string{
		`<a href="/actors/a/">A &lt;b&gt;</a>`, `<title>Speaks of B &amp; C: 3 claims</title>`,
		`class="w6" d="M0 500C45 500 55 500 100 500"`, `aria-label="Of whom"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "style=") || strings.Contains(got, `class="arcs"`) {
		t.Errorf("an inline style, or arcs of nobody:\n%s", got)
	}
}
