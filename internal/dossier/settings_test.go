package dossier

import (
	"strings"
	"testing"

	"dossier/internal/diag"

	"github.com/google/go-cmp/cmp"
)

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		yaml string
		want Settings
	}{
		{"title: T", Settings{Title: "T", BasePath: "/", Language: "en", Publish: "excerpts"}},
		{"---\ntitle: T\n", Settings{Title: "T", BasePath: "/", Language: "en", Publish: "excerpts"}},
		{"# first\n---\ntitle: 1.10\nbase_url:\nauthor:", Settings{Title: "1.10", BasePath: "/", Language: "en", Publish: "excerpts"}},
		{"title: T\ndescription: |\n  two\n  lines\nbase_url: https://example.org/a/b/\nlanguage: fa-AF\nauthor: A\nlicence: CC BY 4.0\npublish: full\nlints: true\ncorrections: mailto:a@b.org?subject=x\nx: {a: b}", Settings{
			Title: "T", Description: "two\nlines", BaseURL: "https://example.org/a/b", BasePath: "/a/b/", Language: "fa-AF", Author: "A", Licence: "CC BY 4.0",
			Publish: "full", Lints: true, Corrections: "mailto:a@b.org?subject=x", X: map[string]any{"a": "b"}}},
	} {
		f := diag.NewFile("dossier.yaml", []byte(c.yaml))
		c.want.File = f
		s, problems := ParseSettings(f)
		if got := show(problems); got != "" {
			t.Errorf("%s\n%s", c.yaml, messages(problems))
		}
		if diff := cmp.Diff(&c.want, s, cmp.Comparer(func(a, b *diag.File) bool { return a == b })); diff != "" {
			t.Errorf("%s\n%s", c.yaml, diff)
		}
	}
}

func TestSettingsFaults(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"", "1:1-1:1 front/required"},
		{"titel: T", "1:1-1:1 front/required\n1:1-1:6 front/unknown-key"},
		{"title: T\nsummary: S", "2:1-2:8 front/unknown-key"},
		{"title: T\nlints: yes", "2:8-2:11 front/type"},
		{"title: T\nlanguage: [en]", "2:11-2:15 front/type"},
		{"title: T\nlanguage: klingon1x", "2:11-2:20 front/value"},
		{"title: T\npublish: none", "2:10-2:14 front/value"},
		{"title: T\nx: y", "2:4-2:5 front/type"},
		{"title: T\ntitle: U", "2:1-2:6 front/duplicate-key"},
		{"title: T\n---\ntitle: U", "2:1-2:4 front/unsupported"},
		{"title: T\n...\n", "2:1-2:4 front/unsupported"},
		{"--- title: T", "1:1-1:13 front/unsupported"},
		{"%YAML 1.2\n---\ntitle: T", "1:1-1:10 front/unsupported"},
		{"title: Talks: the end", "1:13-1:14 front/syntax"},
		{"title: T\nbase_url: example.org", "2:11-2:22 front/value"},
		{"title: T\ncorrections: a@b.org", "2:14-2:21 front/value"},
	} {
		s, problems := ParseSettings(diag.NewFile("dossier.yaml", []byte(c.yaml)))
		if got := show(problems); got != c.want {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s\n%s", c.yaml, got, c.want, messages(problems))
		}
		if s == nil || s.BasePath != "/" || s.Language != "en" || s.Publish != "excerpts" {
			t.Errorf("%s: %+v", c.yaml, s)
		}
	}
}

func TestParseBaseURL(t *testing.T) {
	for _, c := range []struct{ in, base, path string }{
		{"https://example.org", "https://example.org", "/"},
		{"http://127.0.0.1:1313/", "http://127.0.0.1:1313", "/"},
		{"https://example.org/a_b/c.d/", "https://example.org/a_b/c.d", "/a_b/c.d/"},
		{"https://müller.example/a", "https://müller.example/a", "/a/"},
		{"http://[::1]:80/", "http://[::1]:80", "/"},
	} {
		base, path, err := ParseBaseURL(c.in)
		if err != nil || base != c.base || path != c.path {
			t.Errorf("%s: %s %s %v", c.in, base, path, err)
		}
	}
	for in, want := range map[string]string{
		"":                           "does not begin",
		"/sub/":                      "does not begin",
		"ftp://example.org":          "does not begin",
		"javascript:alert(1)":        "does not begin",
		"https:///a":                 "no host",
		"https:a":                    "no host",
		"https://u:p@example.org":    "user name",
		"https://example.org/?":      "query",
		"https://example.org/#a":     "fragment",
		"https://example.org/a/../b": "“..”",
		"https://example.org/a//b":   "empty part",
		"https://example.org/a b":    "other signs",
		"https://example.org/a%20b":  "other signs",
		"https://example.org/\"":     "other signs",
		"https://ex\"ample.org/":     "no web address",
		"https://exa<b>mple.org/":    "no web address",
		"https://example.org:x/":     "no web address",
		"https://exa mple.org/":      "no web address",
	} {
		base, path, err := ParseBaseURL(in)
		if err == nil || !strings.Contains(err.Error(), want) || base != "" || path != "/" {
			t.Errorf("%s: %q %q %v", in, base, path, err)
		}
	}
}

func TestContact(t *testing.T) {
	for s, want := range map[string]bool{
		"mailto:a@b.org": true, "https://b.org/x?y": true,
		"a@b.org": false, "mailto:a": false, "mailto:@b": false, "mailto:a@": false, "mailto:a@b@c": false, "mailto:a b@c": false,
		"http://b.org/": false, "https:///x": false, "https://u@b.org": false, "javascript:x": false, "mailto:a@b\"c": false,
	} {
		if validContact(s) != want {
			t.Errorf("%s is %v", s, !want)
		}
	}
}
