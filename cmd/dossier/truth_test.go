package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/google/go-cmp/cmp"

	defaults "dossier"
	"dossier/internal/build"
	"dossier/internal/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

// dossiers are the two that come with the program.
var dossiers = map[string]string{"istanbul": "../..", "harbour": "testdata/harbour"}

func builder(t *testing.T, dir string) *build.Builder {
	t.Helper()
	b, err := build.New(build.Options{Dir: dir, Defaults: defaults.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func result(t *testing.T, b *build.Builder, changed []string) *build.Result {
	t.Helper()
	r, err := b.Build(context.Background(), changed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func output(t *testing.T, r *build.Result, path string) []byte {
	t.Helper()
	o := r.Find(path)
	if o == nil {
		t.Fatalf("there is no output %s", path)
	}
	data, err := o.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// quotationObject is what a stranger reads in /data/quotations.json.
type quotationObject struct {
	ID, Page, Anchor, Text, Source, Seed, Verdict string
	SHA256                                        string
	Note, Start, End, Paragraph                   int
	Pieces                                        [][2]int
	Folds                                         []string
}

// TestQuotationsCanBeCutOut does what a reader with the data and the seeds can do: cut each
// quotation out of its seed and compare, with a folding of its own that knows only the
// commonest rules. It also holds the pages to the data: an element for each object, with
// those very words, a note that leads back.
func TestQuotationsCanBeCutOut(t *testing.T) {
	plainly := strings.NewReplacer("‚", "'", "‛", "'", "„", `"`, "‟", `"`, "‘", "'", "’", "'", "“", `"`, "”", `"`, "\u2011", "-", "\u2010", "-", "\u00ad", "", "\ufe0e", "", "\ufe0f", "", "\u200e", "", "\u200f", "", "\u061c", "", "...", "…", ". . .", "…", " …", "…", "… ", "…")
	swapped := strings.NewReplacer("'", `"`, `"`, "'") // inner marks, all together
	fold := func(s string) string {
		s = strings.Join(strings.FieldsFunc(norm.NFC.String(s), unicode.IsSpace), " ")
		return strings.Trim(plainly.Replace(s), ".,")
	}
	for name, dir := range dossiers {
		t.Run(name, func(t *testing.T) {
			r := result(t, builder(t, dir), nil)
			var quotations []quotationObject
			if err := json.Unmarshal(output(t, r, "data/quotations.json"), &quotations); err != nil {
				t.Fatal(err)
			}
			if len(quotations) < 50 {
				t.Fatalf("only %d quotations", len(quotations))
			}
			pages := map[string]*html.Node{}
			marks := 0
			for i := range r.Outputs {
				o := &r.Outputs[i]
				if !o.Page {
					continue
				}
				page, err := html.Parse(bytes.NewReader(output(t, r, o.Path)))
				if err != nil {
					t.Fatal(err)
				}
				pages[o.URL] = page
				for n := range page.Descendants() {
					if attr(n, "data-verdict") != "" {
						marks++
					}
				}
			}
			if marks != len(quotations) {
				t.Errorf("the pages have %d marks of verification, the data %d quotations", marks, len(quotations))
			}
			for _, q := range quotations {
				seed, err := os.ReadFile(filepath.Join(dir, "seeds", q.Seed))
				if err != nil {
					t.Fatal(err)
				}
				cut := string(seed[q.Start:q.End])
				same := cut == q.Text
				switch q.Verdict {
				case "exact":
				case "edited":
					same = q.Start < q.End
					for _, piece := range q.Pieces {
						words := fold(string(seed[piece[0]:piece[1]]))
						same = same && piece[0] >= q.Start && piece[1] <= q.End && words != ""
					}
				default:
					same = fold(cut) == fold(q.Text) || swapped.Replace(fold(cut)) == fold(q.Text)
				}
				if !same {
					t.Errorf("%s (%s): bytes %d to %d are\n  %s\nbut the text is\n  %s", q.ID, q.Verdict, q.Start, q.End, cut, q.Text)
				}
				n := byID(pages[q.Page], q.Anchor)
				if n == nil {
					t.Errorf("%s: there is no such place", q.ID)
					continue
				}
				if n.Data != "blockquote" && n.Data != "q" && n.Data != "div" && n.Data != "span" || attr(n, "data-source") != q.Source || attr(n, "data-verdict") != q.Verdict {
					t.Errorf("%s: the element is <%s data-source=%q data-verdict=%q>", q.ID, n.Data, attr(n, "data-source"), attr(n, "data-verdict"))
				}
				if a, b := strings.Join(strings.Fields(text(n)), " "), strings.Join(strings.Fields(q.Text), " "); a != b {
					t.Errorf("%s: readers see\n  %s\nthe data has\n  %s", q.ID, a, b)
				}
				if q.Note < 1 {
					t.Errorf("%s: note %d", q.ID, q.Note)
				}
			}
		})
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func byID(n *html.Node, id string) *html.Node {
	if n != nil {
		for c := range n.Descendants() {
			if attr(c, "id") == id {
				return c
			}
		}
	}
	return nil
}

// text is the textContent of an element, with white space between blocks.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case slices.Contains([]string{"p", "li", "h2", "h3", "h4", "td", "th", "pre"}, c.Data):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// TestEveryLetterCounts changes one letter in every quotation of the Istanbul dossier, one
// after another, and wants an error in that file each time.
func TestEveryLetterCounts(t *testing.T) {
	dir := t.TempDir()
	for _, part := range []string{"content", "seeds"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("../..", part))); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := os.ReadFile("../../dossier.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "dossier.yaml"), settings, 0o644); err != nil {
		t.Fatal(err)
	}
	b := builder(t, dir)
	good := result(t, b, nil)
	if good.Failed(true) {
		t.Fatalf("%d problems to begin with, e.g. %s", len(good.Problems), good.Problems[0].Message)
	}
	changed := 0
	for i, q := range good.Site.Quotations {
		file, quoted := q.Page.File, q.Quotation
		// A letter of the words, not in the writer's brackets: another each time.
		at, depth := -1, 0
		for k, c := range quoted.Text {
			switch {
			case c == '[':
				depth++
			case c == ']':
				depth--
			case depth == 0 && unicode.IsLetter(c) && c < unicode.MaxASCII && k >= (i*7)%max(len(quoted.Text)/2, 1):
				if p := quoted.Place(k, k+1); p.End == p.Start+1 && file.Data[p.Start] == byte(c) && at < 0 {
					at = p.Start
				}
			}
		}
		if at < 0 {
			continue // Pashto, which its own mutants test
		}
		data := bytes.Clone(file.Data)
		if data[at] = 'x'; file.Data[at] == 'x' {
			data[at] = 'k'
		}
		path := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		r := result(t, b, []string{file.Path})
		if !slices.ContainsFunc(r.Problems, func(d diag.Diagnostic) bool {
			return d.File.Path == file.Path && d.Rule.Severity == diag.Error && strings.HasPrefix(d.Rule.Code, "quote/")
		}) {
			line, column := file.Position(at)
			t.Errorf("%s:%d:%d: a letter of a quotation was changed, and nobody noticed", file.Path, line, column)
		}
		if err := os.WriteFile(path, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		result(t, b, []string{file.Path})
		changed++
	}
	if changed < len(good.Site.Quotations)*9/10 {
		t.Errorf("only %d of %d quotations could be changed", changed, len(good.Site.Quotations))
	}
}

// TestGolden holds what is published of the harbour dossier to files in testdata/golden;
// -update writes them anew, and a file that nothing is compared with is a failure.
func TestGolden(t *testing.T) {
	r := result(t, builder(t, "testdata/harbour"), nil)
	golden := map[string]bool{}
	for _, path := range []string{
		"index.html", "404.html", "_headers", "_redirects", "robots.txt", "feed.xml", "sitemap.xml",
		"data/dossier.json", "data/quotations.json",
		"sources/courier-report/index.html", "actors/ada-holm/index.html", "claims/barriers-down/index.html",
		"questions/closed-in-time/index.html", "claims/index.html", "story/night/index.html",
		"matrix/index.html", "timeline/index.html", "network/index.html", "verification/index.html",
	} {
		name := filepath.Join("testdata/golden", strings.ReplaceAll(path, "/", "+"))
		golden[name] = true
		got := output(t, r, path)
		if *update {
			if err := os.MkdirAll("testdata/golden", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("%v; go test ./cmd/dossier -run Golden -update writes it", err)
			continue
		}
		if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
			t.Errorf("%s differs (-update accepts it):\n%.3000s", path, d)
		}
	}
	filepath.WalkDir("testdata/golden", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !golden[path] {
			t.Errorf("%s is compared with nothing", path)
		}
		return nil
	})
}
