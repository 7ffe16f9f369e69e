package dossier

import (
	"slices"
	"strings"
	"testing"

	"dossier/internal/diag"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		path string
		kind Kind
		id   string
		url  string
	}{
		{"index.md", Free, "index", "/"},
		{"about.md", Free, "about", "/about/"},
		{"dossier/collapse.md", Free, "dossier/collapse", "/dossier/collapse/"},
		{"dossier/index.md", Free, "dossier", "/dossier/"},
		{"a/b/index.md", Free, "a/b", "/a/b/"},
		{"e\u0301te\u0301.md", Free, "été", "/été/"}, // NFD, as some file systems give it
		{"sources/a.md", Source, "a", "/sources/a/"},
		{"actors/a-1.md", Actor, "a-1", "/actors/a-1/"},
		{"claims/2025/october/a.md", Claim, "a", "/claims/a/"},
		{"questions/a.md", Question, "a", "/questions/a/"},
		{"events/a.md", Event, "a", "/events/a/"},
		{"claims/index.md", Free, "claims", "/claims/"},
		{"claims.md", Free, "claims", "/claims/"},
		{"dossier/claims/a.md", Free, "dossier/claims/a", "/dossier/claims/a/"},
	} {
		p := Parse(diag.NewFile("content/"+c.path, []byte("---\ntitle: T\n---\n")))
		for _, d := range p.Problems {
			if d.Rule == &ruleFileName {
				t.Errorf("%s: %s", c.path, d.Message)
			}
		}
		if p.Kind != c.kind || p.ID != c.id || p.URL != c.url {
			t.Errorf("%s: %v %q %q", c.path, p.Kind, p.ID, p.URL)
		}
	}
	for path, want := range map[string]string{"claims/a.md": "/claims/new/", "a/b.md": "/a/new/", "a/b/index.md": "/a/new/", "a.md": "/new/"} {
		p := Parse(diag.NewFile("content/"+path, []byte("---\ntitle: T\nslug: new\n---\n")))
		if p.URL != want {
			t.Errorf("%s with a slug: %s", path, p.URL)
		}
	}
}

func TestValidName(t *testing.T) {
	for s, want := range map[string][2]bool{ // name, id
		"a": {true, true}, "a-b-1": {true, true}, "2025": {true, true},
		"A": {true, false}, "é": {true, false}, "中文": {true, false}, "پښتو": {true, false}, "हिन्दी": {true, false},
		"e\u0301": {false, false}, "\u0301": {false, false}, "a-\u0301": {false, false},
		"": {}, "-": {}, "-a": {}, "a-": {}, "a--b": {}, "a_b": {}, "a.b": {}, "a b": {}, "a/b": {}, "..": {}, "a\x00": {}, "\xff": {}, "½": {}, "a\u200db": {},
		strings.Repeat("a", 120): {true, true}, strings.Repeat("a", 121): {}, strings.Repeat("é", 61): {},
	} {
		if ValidName(s) != want[0] || ValidID(s) != want[1] {
			t.Errorf("%q: name %v, id %v", s, ValidName(s), ValidID(s))
		}
	}
}

func TestNearest(t *testing.T) {
	among := []string{"title", "summary", "date", "dated", "dating", "updated", "contradiction", "khawaja-asif", "khawaja-saad", "by"}
	for word, want := range map[string][]string{
		"titel":        {"title"},
		"Title":        {"title"},
		"summery":      {"summary"},
		"dat":          {"date", "dated", "dating"},
		"contra":       {"contradiction"},
		"khwaja-asif":  {"khawaja-asif"},
		"khawaja":      {"khawaja-asif", "khawaja-saad"},
		"xyz":          nil,
		"":             nil,
		"bye":          {"by"},
		"wholly other": nil,
	} {
		backwards := slices.Clone(among)
		slices.Reverse(backwards)
		if got := Nearest(word, among, 3); !slices.Equal(got, want) || !slices.Equal(Nearest(word, backwards, 3), want) {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("dat", append(among, "date"), 2); !slices.Equal(got, []string{"date", "dated"}) {
		t.Errorf("two, each once: %q", got)
	}
}

func FuzzNames(f *testing.F) {
	f.Add("a/B c.md", "/old/é.html")
	f.Add("claims/Été d’un.md", "//x/..")
	f.Fuzz(func(t *testing.T, path, alias string) {
		p := Parse(diag.NewFile("content/"+path, nil))
		named := false
		for _, d := range p.Problems {
			named = named || d.Rule == &ruleFileName
		}
		// What leads out of the site, or hides in it, is never accepted.
		for part := range strings.SplitSeq(strings.Trim(p.URL, "/"), "/") {
			if !named && p.URL != "/" && !ValidName(part) {
				t.Fatalf("%q becomes %q", path, p.URL)
			}
		}
		for _, id := range []bool{true, false} {
			if s := similarName(path, id); s != "" && (!ValidName(s) || id && !ValidID(s)) {
				t.Fatalf("%q is offered for %q", s, path)
			}
		}
		if aliasFault(alias) == "" && (!strings.HasPrefix(alias, "/") || strings.Contains(alias, "..") || strings.Contains(alias, "//") || strings.ContainsAny(alias, "\\?#%: \x00")) {
			t.Fatalf("the alias %q is accepted", alias)
		}
	})
}
