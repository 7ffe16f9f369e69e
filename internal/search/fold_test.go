package search

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// vectors are what Go and JavaScript both fold; cmd/dossier runs them in a browser.
type vectors struct {
	Words  [][2]json.RawMessage
	Sounds [][2]string
}

func TestFold(t *testing.T) {
	data, err := os.ReadFile("testdata/fold.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Words) < 20 || len(v.Sounds) < 5 {
		t.Fatalf("%d and %d vectors", len(v.Words), len(v.Sounds))
	}
	for _, pair := range v.Words {
		var text string
		var want []string
		if err := json.Unmarshal(pair[0], &text); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(pair[1], &want); err != nil {
			t.Fatal(err)
		}
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("%q folds to %q, not %q", text, got, want)
		}
		if got := Words(norm.NFD.String(text)); !slices.Equal(got, want) {
			t.Errorf("%q, decomposed, folds to %q, not %q", text, got, want)
		}
		for _, w := range want {
			if again := Words(w); !slices.Equal(again, []string{w}) {
				t.Errorf("%q folds again, to %q", w, again)
			}
		}
	}
	for _, pair := range v.Sounds {
		if got := sound(pair[0]); got != pair[1] {
			t.Errorf("%s sounds like %s, not %s", pair[0], got, pair[1])
		}
	}
}
