package dossier

import (
	"slices"
	"testing"

	"dossier/internal/diag"
)

// What is shown to nobody is known by its place, so that no form of the page publishes it.
func TestUnseen(t *testing.T) {
	const front = "---\ntitle: T\n---\n"
	for body, want := range map[string][]string{
		"plain text":                                nil,
		"a <b>c</b> <!-- d --> e":                   {"<b>", "</b>", "<!-- d -->"},
		"<!-- a\n\nb -->\n\nc":                      {"<!-- a\n\nb -->"},
		"> <!-- a -->\n> b":                         {"<!-- a -->"},
		"`<b>` and\n\n    <!-- code -->":            nil,
		"![a <!-- b --> c](/d.png)":                 {"<!-- b -->"},
		"[a] [b][c]\n\n[a]: /x/\n[C]: /y/":          nil,
		"x\n\n[//]: # (a comment)\n[a]: /x/\n\n[a]": {"[//]: # (a comment)"},
		"x[^a]\n\n[^a]: y <!-- z -->":               {"<!-- z -->"},
	} {
		p := Parse(diag.NewFile("content/a.md", []byte(front+body)))
		var got []string
		for _, s := range p.Unseen {
			got = append(got, string(p.File.Data[s.Start:s.End]))
		}
		if !slices.Equal(got, want) || p.Start != len(front) {
			t.Errorf("%q: %q from %d, want %q", body, got, p.Start, want)
		}
	}
}

func TestNoMarkdown(t *testing.T) {
	for yaml, want := range map[string]bool{"": false, "markdown: true\n": false, "markdown: false\n": true} {
		if s, problems := ParseSettings(diag.NewFile("dossier.yaml", []byte("title: T\n"+yaml))); s.NoMarkdown != want || len(problems) > 0 {
			t.Errorf("%q: %v %v", yaml, s.NoMarkdown, problems)
		}
	}
}
