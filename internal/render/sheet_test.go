package render

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated part of static/site.css anew")

// beside is how many notes of a page the sheet sets beside their lines.
const beside = 100

// TestSidenotes holds the generated part of the sheet to its rule: a pair of rules for each
// of the first notes, which joins the note to its reference.
func TestSidenotes(t *testing.T) {
	const path = "../../static/site.css"
	sheet, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for n := 1; n <= beside; n++ {
		fmt.Fprintf(&want, "#r%d{anchor-name:--r%d}#n%d{position-anchor:--r%d}\n", n, n, n, n)
	}
	const from, to = "/* pairs */\n", "/* end of pairs */"
	before, rest, found := strings.Cut(string(sheet), from)
	got, after, ended := strings.Cut(rest, to)
	if !found || !ended {
		t.Fatalf("the sheet has no part between %q and %q", from, to)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+from+want.String()+to+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want.String() {
		t.Error("the pairs of the sheet are not those of the rule; -update writes them")
	}
	for _, selector := range []string{
		fmt.Sprintf("li:nth-child(-n+%d) {", beside),             // these stand beside their lines
		fmt.Sprintf(":not(:has(li:nth-child(%d))) h2", beside+1), // and the heading goes if none is left below
		"@supports (top: max(anchor(--a top), 1px))",             // where the browser can
		"@media screen and (min-width: 76rem)",                   // and there is room
	} {
		if !strings.Contains(string(sheet), selector) {
			t.Errorf("the sheet lacks %q", selector)
		}
	}
}

// TestKeysDiffer: the keys of sources next to one another differ in their border, not in their hue alone.
func TestKeysDiffer(t *testing.T) {
	sheet, err := os.ReadFile("../../static/site.css")
	if err != nil {
		t.Fatal(err)
	}
	rule := regexp.MustCompile(`\.key:is\(([^)]*)\) \{ --key: ([^;]*);([^}]*)\}`)
	rules := rule.FindAllStringSubmatch(string(sheet), -1)
	if len(rules) != 6 {
		t.Fatalf("%d rules for keys, not 6", len(rules))
	}
	letters, seen := map[string]bool{}, map[string]bool{}
	for _, r := range rules {
		if border := strings.TrimSpace(r[3]); seen[border] || seen[r[2]] {
			t.Errorf("two rules for keys have the same border or hue: %s", r[0])
		} else {
			seen[border], seen[r[2]] = true, true
		}
		for _, l := range regexp.MustCompile(`data-key\^=(\w)`).FindAllStringSubmatch(r[1], -1) {
			letters[l[1]] = true
		}
	}
	if len(letters) != 26 {
		t.Errorf("the keys of %d letters have a rule", len(letters))
	}
}
