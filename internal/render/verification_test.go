package render

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"dossier/internal/dossier"
	"dossier/internal/quote"
	"dossier/internal/site"
)

// Readers are told in words what the folding table took for the same, whatever its rule.
func TestFoldWords(t *testing.T) {
	code, err := os.ReadFile("../quote/fold.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(code), "var ruleNames = [...]string{")
	list, _, _ = strings.Cut(list, "}")
	names := regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(list, -1)
	if !found || len(names) != len(foldWords) {
		t.Errorf("the folding table has %d names, %d are told in words", len(names), len(foldWords))
	}
	for _, n := range names {
		if foldWords[n[1]] == "" {
			t.Errorf("“%s” is not told in words", n[1])
		}
	}
}

func quotationOf(text string, start, end int) *site.Quotation {
	page := &site.Page{Page: &dossier.Page{Facts: dossier.Facts{Title: dossier.Text{Value: "A page"}}}}
	return &site.Quotation{Page: page, Text: text, Verdict: "exact", Match: quote.Match{Span: quote.Span{Start: start, End: end}}}
}

// No part of a report grows without bound, and no quotation is in two parts or in none.
func TestProofCuts(t *testing.T) {
	var many, same, long []*site.Quotation
	for i := range 1000 {
		many = append(many, quotationOf("some words", 10*i, 10*i+10))
		same = append(same, quotationOf("some words", 0, 10))
		long = append(long, quotationOf(strings.Repeat("long ", 500), 10*i, 10*i+10))
	}
	for _, c := range []struct {
		name string
		qs   []*site.Quotation
		most int // quotations in a part
		want int // parts
	}{
		{"none", nil, 0, 1},
		{"one", many[:1], 1, 1},
		{"many short ones", many, 110, 10},
		{"one passage in many places", same, 600, 2},
		{"long ones", long, 17, 59},
		{"one of any length", []*site.Quotation{quotationOf(strings.Repeat("long ", 50_000), 0, 9)}, 1, 1},
	} {
		cuts := proofCuts(c.qs)
		if cuts[0] != 0 || cuts[len(cuts)-1] != len(c.qs) || len(cuts)-1 != c.want {
			t.Errorf("%s: %d parts, want %d: %v", c.name, len(cuts)-1, c.want, cuts)
		}
		for i := range cuts[1:] {
			if n := cuts[i+1] - cuts[i]; n > c.most || n == 0 && len(c.qs) > 0 {
				t.Errorf("%s: part %d has %d quotations, want 1 to %d", c.name, i+1, n, c.most)
			}
		}
	}
}

func TestProofHTML(t *testing.T) {
	got := string(Proof{
		Words: []string{"a <b> […] c", "d"}, LangDir: ` lang="ps" dir="rtl"`, Passage: "/sources/s/#p-1", LastPara: 4, Start: 5, End: 30,
		Pieces: [][2]int{{5, 9}, {12, 20}, {22, 30}}, Verdict: "edited", Folds: []string{foldWords["hyphens"], foldWords["ellipsis"]},
		Left: []string{"not & never"}, Places: Links{{Title: "One", URL: "/one/#q-1"}, {Title: "Two", URL: "/two/#q-1"}},
	}.HTML())
	want := `<li><p class="where"><a href="/sources/s/#p-1">bytes 5–30</a> <b>edited</b></p>` +
		`<p class="words" lang="ps" dir="rtl">a &lt;b&gt; […] c</p><p class="words" lang="ps" dir="rtl">d</p>` +
		`<p class="places">Differs in: hyphens or minus signs of another kind; an ellipsis as one sign or as three stops. Ends in paragraph 4. ` +
		`In pieces: 5–9, 12–20 and 22–30. Quoted in <a href="/one/#q-1">One</a>, <a href="/two/#q-1">Two</a>.</p>` +
		`<p class="left">Left out: “not &amp; never”</p></li>` + "\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestShellWord(t *testing.T) {
	for _, c := range [][2]string{
		{"seeds/a-b_1.txt", "seeds/a-b_1.txt"},
		{"seeds/a b.txt", "'seeds/a b.txt'"},
		{"seeds/$(x)`y`.txt", "'seeds/$(x)`y`.txt'"},
		{"seeds/it's.txt", `'seeds/it'\''s.txt'`},
	} {
		if got := shellWord(c[0]); got != c[1] {
			t.Errorf("%s: got %s, want %s", c[0], got, c[1])
		}
	}
}

func TestCorrectionURL(t *testing.T) {
	for _, c := range []struct{ address, canonical, want string }{
		{"", "https://example.org/x/", ""},
		{"https://example.org/tell-us?a=b", "https://example.org/x/", "https://example.org/tell-us?a=b"},
		{"mailto:desk@example.org", "https://example.org/x/", "mailto:desk@example.org?subject=Correction%3A%20%E2%80%9CYes%E2%80%9D%20%26%20no%3F%20%2B%201%20%28https%3A%2F%2Fexample.org%2Fx%2F%29"},
		{"mailto:desk@example.org?cc=b@example.org", "", "mailto:desk@example.org?cc=b@example.org&subject=Correction%3A%20%E2%80%9CYes%E2%80%9D%20%26%20no%3F%20%2B%201%20%28%2Fx%2F%29"},
		{"mailto:desk@example.org?subject=Dossier", "", "mailto:desk@example.org?subject=Dossier"},
	} {
		v := &View{Site: SiteInfo{Corrections: c.address}, Title: "“Yes” & no? + 1", URL: "/x/", Canonical: c.canonical}
		if got := v.CorrectionURL(); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.address, got, c.want)
		}
	}
}

// The corrections of a page stand the newest first, and no more of them than a page can bear.
func TestCorrections(t *testing.T) {
	var page site.Page
	page.Page = &dossier.Page{}
	for _, d := range []string{"2025-11-02", "2025-12", "2025-11-02"} {
		date, err := dossier.ParseDate(d)
		if err != nil {
			t.Fatal(err)
		}
		page.Corrections = append(page.Corrections, dossier.Correction{Date: date, Text: fmt.Sprint(len(page.Corrections))})
	}
	var p planner
	got := ""
	for _, c := range p.corrections(&page) {
		got += c.Date.Words + " " + c.Text + "\n"
	}
	if want := "December 2025 1\n2 November 2025 0\n2 November 2025 2\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for range 100 {
		page.Corrections = append(page.Corrections, page.Corrections[0])
	}
	if n := len(p.corrections(&page)); n != listed {
		t.Errorf("%d corrections on a page, want %d", n, listed)
	}
}
