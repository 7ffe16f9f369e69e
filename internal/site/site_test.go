package site

import (
	"testing"

	"dossier/internal/dossier"
)

func TestCleanURL(t *testing.T) {
	for in, want := range map[string]string{
		"/": "/", "/a/": "/a/", "/a": "/a", "/a/./b/": "/a/b/", "/a/../b/": "/b/", "/a/b/..": "/a/", "/a//b": "/a/b",
		"/a/b/../../": "/", "/..": "", "/a/../../b": "", "/../a": "",
	} {
		got, ok := cleanURL(in)
		if ok != (want != "") || got != want {
			t.Errorf("cleanURL(%q) = %q, %v, not %q", in, got, ok, want)
		}
	}
}

func TestOutput(t *testing.T) {
	for in, want := range map[string]string{"/": "index.html", "/a/": "a/index.html", "/a.txt": "a.txt", "/a/b/": "a/b/index.html"} {
		if got := Output(in); got != want {
			t.Errorf("Output(%q) = %q, not %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"/old/": "old/index.html", "/old": "old/index.html", "/old.html": "old.html", "/a/b": "a/b/index.html"} {
		if got := AliasOutput(in); got != want {
			t.Errorf("AliasOutput(%q) = %q, not %q", in, got, want)
		}
	}
}

func TestFoldName(t *testing.T) {
	for _, same := range [][2]string{
		{"Khawaja Asif", "khawaja  asif"}, {"Türkiye", "Tu\u0308rkiye"}, {" Geo News ", "geo news"}, {"STRASSE", "straße"}, {"open-war", "Open-War"},
	} {
		if a, b := foldName(same[0]), foldName(same[1]); a != b {
			t.Errorf("%q and %q are folded to %q and %q", same[0], same[1], a, b)
		}
	}
	if foldName("Asif") == foldName("Asıf") {
		t.Error("a letter without its dot is another letter")
	}
}

func TestEscapePath(t *testing.T) {
	for in, want := range map[string]string{"/a-b/": "/a-b/", "/é/": "/%C3%A9/", "/a b/": "/a%20b/", `/"<>/`: "/%22%3C%3E/"} {
		if got := EscapePath(in); got != want {
			t.Errorf("EscapePath(%q) = %q, not %q", in, got, want)
		}
		if want := in; unescapePath(EscapePath(in)) != want {
			t.Errorf("%q does not come back", in)
		}
	}
}

func TestIsolate(t *testing.T) {
	page := func(languages ...string) *Page {
		return &Page{Page: &dossier.Page{}, Drawn: Drawn{Languages: languages}}
	}
	s := &Site{Settings: &dossier.Settings{Language: "en"}, Sources: []*Page{page("en"), page("en", "ps")}}
	for in, want := range map[string]string{
		"plain <b> & “marks”":   "plain &lt;b&gt; &amp; “marks”",
		"Jawad جواد څارګر (@x)": `Jawad <bdi lang="ps" dir="rtl">جواد څارګر</bdi> (@x)`,
		"یې… pic":               `<bdi lang="ps" dir="rtl">یې</bdi>… pic`,
		"שלום":                  `<bdi lang="und" dir="rtl">שלום</bdi>`,
		"א, b, ג":               `<bdi lang="und" dir="rtl">א</bdi>, b, <bdi lang="und" dir="rtl">ג</bdi>`,
	} {
		if got := s.Isolate(in, "en"); got != want {
			t.Errorf("Isolate(%q) =\n%s, not\n%s", in, got, want)
		}
	}
	if got := s.Isolate("جواد", "ps"); got != "جواد" {
		t.Errorf("in a text from right to left nothing is isolated, but %s", got)
	}
}
