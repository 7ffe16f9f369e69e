package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// words are the text of a node.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// TestVerificationExample pastes the commands of the report into a shell, as it tells its readers to.
func TestVerificationExample(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	for name, dir := range dossiers {
		t.Run(name, func(t *testing.T) {
			page, err := html.Parse(bytes.NewReader(output(t, result(t, builder(t, dir), nil), "verification/index.html")))
			if err != nil {
				t.Fatal(err)
			}
			var commands, want string
			for n := range page.Descendants() {
				switch attr(n, "id") {
				case "site-commands":
					commands = words(n)
				case "site-output":
					want = words(n)
				}
			}
			if !strings.HasPrefix(commands, "sha256sum ") || len(want) < 100 {
				t.Fatalf("the report has no example: %q, %q", commands, want)
			}
			shell := exec.Command(shell, "-c", commands)
			shell.Dir = dir
			got, err := shell.CombinedOutput()
			if err != nil || string(got) != want {
				t.Errorf("%s%v\ngot\n%swant\n%s", commands, err, got, want)
			}
		})
	}
}

// TestVerificationNamesEveryQuotation holds the report to the data: each quotation stands in
// it once, under its source and paragraph, with its bytes, its verdict and its words.
func TestVerificationNamesEveryQuotation(t *testing.T) {
	for name, dir := range dossiers {
		t.Run(name, func(t *testing.T) {
			r := result(t, builder(t, dir), nil)
			var quotations []quotationObject
			if err := json.Unmarshal(output(t, r, "data/quotations.json"), &quotations); err != nil {
				t.Fatal(err)
			}
			line := func(source, para string, start, end int, verdict, words, id string) string {
				return fmt.Sprintf("%s, %s, bytes %d–%d, %s: %s %s", source, para, start, end, verdict, words, id)
			}
			var want, got []string
			for _, q := range quotations {
				want = append(want, line(q.Source, fmt.Sprintf("para-%d", q.Paragraph), q.Start, q.End, q.Verdict, strings.Join(strings.Fields(q.Text), " "), q.ID))
			}
			for i := range r.Outputs {
				o := &r.Outputs[i]
				source, under := strings.CutPrefix(o.URL, "/verification/")
				if !under || source == "" {
					continue
				}
				source, _, _ = strings.Cut(source, "/")
				data := output(t, r, o.Path)
				page, err := html.Parse(bytes.NewReader(data))
				if err != nil {
					t.Fatal(err)
				}
				elements := 0
				para := ""
				for n := range page.Descendants() {
					if n.Type == html.ElementNode {
						elements++
					}
					switch {
					case n.Data == "h2" && strings.HasPrefix(attr(n, "id"), "para-"):
						para = attr(n, "id")
					case n.Data == "li" && para != "":
						var where, said string
						var places []string
						for c := range n.ChildNodes() {
							switch attr(c, "class") {
							case "where":
								where = words(c)
							case "words":
								said += " " + words(c)
							case "places":
								for a := range c.Descendants() {
									if a.Data == "a" {
										places = append(places, attr(a, "href"))
									}
								}
							}
						}
						var start, end int
						var verdict string
						if _, err := fmt.Sscanf(strings.ReplaceAll(where, "–", " "), "bytes %d %d %s", &start, &end, &verdict); err != nil {
							continue // another list of the page
						}
						for _, id := range places {
							got = append(got, line(source, para, start, end, verdict, strings.Join(strings.Fields(said), " "), id))
						}
					}
				}
				if elements > 1500 {
					t.Errorf("%s has %d elements", o.Path, elements)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if len(want) < 50 || !slices.Equal(got, want) {
				for _, w := range want {
					if !slices.Contains(got, w) {
						t.Errorf("not in the report: %s", w)
					}
				}
				t.Errorf("the report has %d quotations, the data %d", len(got), len(want))
			}
		})
	}
}

// TestCorrectionsAreListed: the list of corrections exists as soon as there is one, and
// leaves an author's own page alone.
func TestCorrectionsAreListed(t *testing.T) {
	files := map[string]string{
		"dossier.yaml":   "title: T\nbase_url: https://example.org/sub/\n",
		"content/one.md": "---\ntitle: One\ncorrections:\n  - { date: 2025-11-02, text: \"“A” is now <b>.\" }\n  - { date: 2025-12-24, text: The last. }\n---\n",
		"content/two.md": "---\ntitle: Two\ncorrections: [{ date: 2025-11-30, text: Between. }]\n---\n",
	}
	listed := func() []string {
		dir := t.TempDir()
		tree{files: files}.write(t, dir)
		r := result(t, builder(t, dir), nil)
		if len(r.Problems) > 0 {
			t.Fatal(r.Problems)
		}
		o := r.Find("corrections/index.html")
		if o == nil {
			return nil
		}
		page, err := html.Parse(bytes.NewReader(output(t, r, filepath.ToSlash(o.Path))))
		if err != nil {
			t.Fatal(err)
		}
		list := []string{}
		for n := range page.Descendants() {
			if n.Data == "ol" && attr(n, "class") == "corrections" {
				for c := range n.ChildNodes() {
					if c.Data == "li" {
						list = append(list, strings.Join(strings.Fields(words(c)), " "))
					}
				}
			}
		}
		return list
	}
	want := []string{"24 December 2025, One The last.", "30 November 2025, Two Between.", "2 November 2025, One “A” is now <b>."}
	if got := listed(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	files["content/corrections.md"] = "---\ntitle: What we got wrong\n---\n"
	if got := listed(); got == nil || len(got) != 0 {
		t.Errorf("the author's page at /corrections/ holds %q", got)
	}
	files = map[string]string{"dossier.yaml": "title: T\n", "content/one.md": "---\ntitle: One\n---\n"}
	if got := listed(); got != nil {
		t.Errorf("without corrections there is a list of them: %q", got)
	}
}
