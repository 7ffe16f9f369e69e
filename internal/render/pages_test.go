package render

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestPassagesAreMarked holds the pages of the sources to the quotations: every one of them has
// its passage there, once, and the marked words begin as the quotation's stretch of the stored text does.
func TestPassagesAreMarked(t *testing.T) {
	for _, dir := range both {
		s, outputs := planned(t, onDisk(t, dir), Options{})
		for _, src := range s.Sources {
			v := outputs[strings.TrimPrefix(src.URL, "/")+"index.html"].View()
			var all strings.Builder
			for _, p := range v.Source.Passages {
				all.WriteString(string(p.HTML()))
			}
			doc, err := html.Parse(strings.NewReader(all.String()))
			if err != nil {
				t.Fatal(err)
			}
			words := map[string]string{}
			for n := range doc.Descendants() {
				for _, a := range n.Attr {
					if a.Key != "id" {
						continue
					}
					if _, twice := words[a.Val]; twice {
						t.Errorf("%s: two passages have the id %s", src.ID, a.Val)
					}
					words[a.Val] = textOf(n)
				}
			}
			for _, q := range src.Drawn.Quotations {
				got, there := words[q.Passage]
				if !there {
					t.Errorf("%s: the passage %s of %s is not shown", src.ID, q.Passage, q.Page.URL)
					continue
				}
				want := raw(src.Drawn, q.Match.Span.Start, q.Match.Span.End)
				if got != "" && !strings.HasPrefix(want, got) {
					t.Errorf("%s: %s marks %q, which does not begin %q", src.ID, q.Passage, got, want)
				}
			}
		}
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// TestFolded: a long list folds what is beyond its first entries, and folds nothing for one or two more.
func TestFolded(t *testing.T) {
	for _, c := range []struct{ n, open, folded int }{{0, 0, 0}, {8, 8, 0}, {10, 10, 0}, {11, 8, 3}, {60, 8, 52}} {
		got := string(make(ClaimLines, c.n).HTML())
		open, folded, _ := strings.Cut(got, "<details")
		if strings.Count(open, "<li>") != c.open || strings.Count(folded, "<li>") != c.folded {
			t.Errorf("of %d claims %d are open and %d folded", c.n, strings.Count(open, "<li>"), strings.Count(folded, "<li>"))
		}
	}
}

// TestNavLeadsSomewhere: the ways at the head and foot of each page lead to what is planned.
func TestNavLeadsSomewhere(t *testing.T) {
	for _, dir := range both {
		_, outputs := planned(t, onDisk(t, dir), Options{})
		urls := map[string]bool{}
		for _, o := range outputs {
			urls[o.URL] = true
		}
		v := outputs["index.html"].View()
		if len(v.Site.Nav) < 5 || len(v.Site.More) < 5 {
			t.Errorf("%s: %d and %d ways", dir, len(v.Site.Nav), len(v.Site.More))
		}
		base := strings.TrimSuffix(v.Site.Home, "/")
		for _, l := range append(append(Links{}, v.Site.Nav...), v.Site.More...) {
			if !urls[strings.TrimPrefix(l.URL, base)] {
				t.Errorf("%s: %q leads to %s, where nothing is", dir, l.Title, l.URL)
			}
		}
	}
}

// TestNotesSayWhatIsNotStated: in one phrase, beginning with a capital letter where nothing else is stated.
func TestNotesSayWhatIsNotStated(t *testing.T) {
	files := clock("")
	files["content/sources/bare.md"] = "---\ntitle: Bare\nseed: clock.txt\nsha256: " + sum(clockSeed) + "\nlanguage: [en, ps]\npublished: not stated\n---\n"
	files["content/story.md"] = "---\ntitle: Story\n---\n\nFirst “Nobody saw it.”[@bare] then “It was wound,”[@bare], and [@clock, para. 1].\n"
	_, outputs := planned(t, files, Options{})
	notes := outputs["story/index.html"].View().Notes
	if len(notes) != 3 {
		t.Fatalf("%d notes", len(notes))
	}
	const missing = "Author, publisher, address and date of publication not stated."
	for i, want := range []string{
		`<span class="imprint"><span class="author publisher no-url date">` + strings.TrimSuffix(missing, ".") + "</span>.</span>",
		`<span class="imprint again author publisher no-url date">` + missing + "</span>",
		`<span class="author publisher">author and publisher not stated</span>`,
	} {
		if got := string(notes[i].HTML); !strings.Contains(got, want) {
			t.Errorf("note %d is\n%s\nand lacks\n%s", i+1, got, want)
		}
	}
}

// TestCrowded: notes stand beside their lines only where there are lines enough.
func TestCrowded(t *testing.T) {
	for _, c := range []struct {
		letters, notes int
		want           bool
	}{{0, 0, false}, {100, 8, false}, {1034, 9, true}, {1035, 9, false}, {20000, 99, false}} {
		body := `<p id="a long attribute that no reader sees">` + strings.Repeat("x", c.letters) + "</p>"
		if got := crowded(body, c.notes); got != c.want {
			t.Errorf("%d notes to %d letters: %v", c.notes, c.letters, got)
		}
	}
}
