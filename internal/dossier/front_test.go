package dossier

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dossier/internal/diag"

	"github.com/google/go-cmp/cmp"
)

// front parses a page of a kind with this front matter; its first line is line 2.
func front(path, yaml string) *Page {
	return Parse(diag.NewFile("content/"+path, []byte("---\n"+yaml+"\n---\n")))
}

// show writes problems as "line:column-line:column code", one a line, in the order of the file.
func show(ds []diag.Diagnostic) string {
	ds = slices.Clone(ds)
	diag.Sort(ds)
	var b strings.Builder
	for _, d := range ds {
		line, column := d.File.Position(d.Span.Start)
		endLine, endColumn := d.File.Position(d.Span.End)
		fmt.Fprintf(&b, "%d:%d-%d:%d %s\n", line, column, endLine, endColumn, d.Rule.Code)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Minimal valid front matter of each kind: two lines, so that what is tested begins on line 4.
const (
	page     = "title: T\nsummary: S\n"
	source   = "title: T\nseed: s.txt\n"
	actor    = "title: T\ntype: person\n"
	claim    = "title: T\nsummary: S\n"
	question = "title: T\nsides: [{name: A, claims: [a]}, {name: B, claims: [b]}]\n"
	event    = "title: T\ndate: 2025\n"
)

func TestFrontFaults(t *testing.T) {
	long := strings.Repeat("a", 121)
	for _, c := range []struct{ path, yaml, want string }{
		// Nothing wrong.
		{"x.md", page + "date: 2025-10-28\nupdated: 2025\ndraft: false\nslug: Çağ-9\naliases: [/old/, /a/b.html]\nlang: ps\nweight: -3\nx: {a: [1, {b: ~}]}", ""},
		{"sources/a.md", source + "sha256: " + strings.Repeat("0f", 32) + "\nlanguage: en\npublished: not stated\npublisher: 24\nauthor: not stated\nurl: not stated\nstated: {headline: H, by: [A, B]}\nignore:\n  - { lines: [6, 64], why: share icons }\n  - { lines: [32] }\nparagraphs: blank-lines\npublish: full", ""},
		{"actors/a.md", actor + "names: One\nrole: R\npart_of: b", ""},
		{"claims/a.md", claim + "by: a\nabout: [b, c]", ""},
		{"questions/a.md", question + "contradiction: hard", ""},
		{"events/a.md", event + "dated: inferred\ndating: |\n  two\n  lines\nactors: [a]", ""},
		{"events/a.md", "title: T\ndated: undated", ""},
		{"x.md", page + "summary2: a\n", "4:1-4:9 front/unknown-key"},
		{"x.md", "title: |\n  One line in a block", ""},
		{"x.md", page + "date:\nslug: \naliases: []\nweight: \nlang: \"\"\ncorrections: []\nx:", ""}, // empty counts as absent
		{"x.md", page + "corrections:\n  - { date: 2025-11-02, text: One }\n  - date: 2025-11\n    text: |\n      Two\n      lines", ""},
		{"x.md", "# a comment\n" + page + "\n  \n# another", ""},

		// The title and other required keys.
		{"x.md", "", "1:1-1:4 front/required"},
		{"x.md", "# only a comment", "1:1-1:4 front/required"},
		{"x.md", "title:", "2:1-2:6 front/required"},
		{"x.md", "title: \"  \"", "2:1-2:6 front/required"},
		{"x.md", "title: null", "2:8-2:12 front/type"},
		{"x.md", "title: ~", "2:8-2:9 front/type"},
		{"x.md", "title: [a]", "2:8-2:11 front/type"},
		{"x.md", "title:\n  a: b", "3:3-3:7 front/type"},
		{"x.md", "title: |\n  a\n  b", "2:8-4:4 front/type"},
		{"x.md", "title: \"a\\nb\"", "2:8-2:14 front/type"},
		{"sources/a.md", "title: T", "1:1-1:4 front/required"},
		{"actors/a.md", "title: T\ntype:", "3:1-3:5 front/required"},
		{"questions/a.md", "title: T\nsides: []", "3:1-3:6 front/required"},
		{"questions/a.md", "title: T", "1:1-1:4 front/required"},
		{"events/a.md", "title: T", "1:1-1:4 front/required"},
		{"events/a.md", "title: T\ndated: stated\ndate:", "1:1-1:4 front/required"},
		{"events/a.md", "title: T\ndate: 2025-13", "3:7-3:14 front/date"}, // wrong, not missing

		// Unknown keys.
		{"x.md", page + "by: a\ntitel: T\n\"x y\": 1", "4:1-4:3 front/unknown-key\n5:1-5:6 front/unknown-key\n6:1-6:6 front/unknown-key"},
		{"actors/a.md", actor + "seed: a", "4:1-4:5 front/unknown-key"},
		{"sources/a.md", source + "ignore: [{lines: [1], wy: x}]", "4:23-4:25 front/unknown-key"},
		{"x.md", page + ": b", "4:1-4:1 front/unknown-key"},

		// Duplicate keys, at every depth.
		{"x.md", page + "title: U", "4:1-4:6 front/duplicate-key"},
		{"x.md", page + "x: {a: 1, a: 2}", "4:11-4:12 front/duplicate-key"},
		{"sources/a.md", source + "stated:\n  headline: a\n  'headline': b", "6:3-6:13 front/duplicate-key"},
		{"sources/a.md", source + "ignore: [{lines: [1], lines: [2]}]", "4:23-4:28 front/duplicate-key"},

		// What of YAML is not allowed.
		{"x.md", "title: &a T\nsummary: *a", "2:8-2:10 front/unsupported\n3:10-3:12 front/unsupported"},
		{"x.md", page + "lang: *none", "4:7-4:8 front/unsupported"},
		{"x.md", page + "lang: !!str en", "4:7-4:12 front/unsupported"},
		{"x.md", page + "lang: ! en", "4:7-4:8 front/unsupported"},
		{"x.md", page + "lang: !<tag:x> en", "4:7-4:15 front/unsupported"},
		{"x.md", page + "lang: !x!y en", "4:7-4:8 front/unsupported"},
		{"x.md", page + "<<: {lang: en}", "4:1-4:3 front/unsupported"},
		{"x.md", page + "? [a, b]\n: c", "4:3-4:9 front/unsupported"},
		{"x.md", page + "x:\n  a: !t [b]\n  c: &d {}\n  e: [*d]", "5:6-5:8 front/unsupported\n6:6-6:8 front/unsupported\n7:7-7:9 front/unsupported"},
		{"x.md", page + "&k lang: en", "4:1-4:3 front/unsupported"},
		{"x.md", "!!map\ntitle: T", "2:1-2:6 front/unsupported"},
		{"x.md", page + "...\nlang: en", "4:1-4:4 front/unsupported"},
		{"x.md", page + "--- # more", "4:1-4:11 front/unsupported"},
		{"x.md", "%YAML 1.1", "2:1-2:10 front/unsupported"},
		{"x.md", page + "x: " + strings.Repeat("[", 30) + strings.Repeat("]", 30), "4:24-4:25 front/unsupported"},
		{"sources/a.md", source + "stated: {a: &b [c], d: [!t e]}\nignore: [&f {lines: [1]}, {lines: [!t 1]}]", "4:13-4:15 front/unsupported\n4:25-4:27 front/unsupported\n5:10-5:12 front/unsupported\n5:36-5:38 front/unsupported"},
		{"claims/a.md", claim + "by: [a, &b c]\nabout: &d [e]", "4:9-4:11 front/unsupported\n5:8-5:10 front/unsupported"},

		// YAML that cannot be read.
		{"x.md", "title: Talks: the end", "2:13-2:14 front/syntax"},
		{"x.md", "title: é “x”: y", "2:13-2:14 front/syntax"},
		{"x.md", "title\nsummary: b", "3:8-3:9 front/syntax"},
		{"x.md", "title: T\n  summary: b", "3:10-3:11 front/syntax"},
		{"x.md", "  title: T\n summary: b", "3:2-3:3 front/syntax"},
		{"x.md", "title: @x", "2:8-2:9 front/syntax"},
		{"x.md", "title: `x`", "2:8-2:9 front/syntax"},
		{"x.md", "title: %x", "2:8-2:9 front/syntax"},
		{"x.md", "title: \"abc\nsummary: d", "2:8-2:9 front/syntax"},
		{"x.md", "title: 'abc\n\n", "2:8-2:9 front/syntax"},
		{"x.md", "title: 'a' b", "2:12-2:13 front/syntax"},
		{"x.md", "title: \"a\\qb\"", "2:10-2:11 front/syntax"},
		{"x.md", "title: \"a\\u12\"", "2:12-2:13 front/syntax"},
		{"x.md", "aliases: [/a/, /b/\ntitle: T", "2:10-2:11 front/syntax"},
		{"x.md", "aliases: [\"/a/\" \"/b/\"]\ntitle: T", "2:17-2:18 front/syntax"},
		{"x.md", "x: {a: b\ntitle: T", "2:4-2:5 front/syntax"},
		{"x.md", "aliases: - /a/", "2:10-2:11 front/syntax"},
		{"x.md", "\ttitle: T\nx:\n\ta: b", "2:1-2:2 front/syntax\n4:1-4:2 front/syntax"},
		{"x.md", "title: T\nx:\n  \ta: b", "4:3-4:4 front/syntax"},
		{"x.md", "x: [a,\n\tb]\ntitle: T", "3:1-3:2 front/syntax"},
		{"x.md", "title: &", "2:8-2:9 front/unsupported"},
		{"x.md", "just words", "2:1-2:11 front/type"},
		{"x.md", "title:T", "2:1-2:8 front/type"},
		{"x.md", "- title: T\n- a", "2:1-3:4 front/type"},

		// Types.
		{"x.md", page + "draft: yes", "4:8-4:11 front/type"},
		{"x.md", page + "draft: \"true\"", "4:8-4:14 front/type"},
		{"x.md", page + "draft: True", "4:8-4:12 front/type"},
		{"x.md", page + "draft:", "4:7-4:7 front/type"},
		{"x.md", page + "draft: [true]", "4:8-4:14 front/type"},
		{"x.md", page + "draft: |\n  true", "4:8-5:7 front/type"},
		{"x.md", page + "weight: 1.5", "4:9-4:12 front/type"},
		{"x.md", page + "weight: 010", "4:9-4:12 front/type"},
		{"x.md", page + "weight: \"1\"", "4:9-4:12 front/type"},
		{"x.md", page + "weight: 99999999999999999999", "4:9-4:29 front/type"},
		{"x.md", "title: [a, # b\n  c,\n ]\nslug: [[], {}]\nlang: [a, 'b', # ]", "7:1-7:1 front/syntax"},
		{"x.md", "title: [a, # b\n  c, # ]\n ]\nslug: [[], {}]\nsummary: {}", "2:8-4:3 front/type\n5:7-5:15 front/type\n6:10-6:12 front/type"},
		{"x.md", page + "x: words", "4:4-4:9 front/type"},
		{"x.md", page + "aliases: {a: b}", "4:10-4:16 front/type"},
		{"claims/a.md", claim + "by: {a: b}", "4:5-4:11 front/type"},
		{"claims/a.md", claim + "by: [[a], {b: c}]\nabout: [a: b]", "4:6-4:9 front/type\n4:11-4:17 front/type\n5:9-5:13 front/type"},
		{"claims/a.md", claim + "by: [null]", "4:6-4:10 front/type"},
		{"sources/a.md", source + "stated: words", "4:9-4:14 front/type"},
		{"sources/a.md", source + "stated: {a: {b: c}}", "4:13-4:19 front/type"},
		{"sources/a.md", source + "ignore: {lines: [1]}", "4:9-4:21 front/type"},
		{"sources/a.md", source + "ignore: [[1], 2]", "4:10-4:13 front/type\n4:15-4:16 front/type"},
		{"sources/a.md", source + "ignore:\n  -\n  - { lines: [1] }", "5:4-5:4 front/type"},
		{"sources/a.md", source + "ignore: [{lines: 6}]", "4:18-4:19 front/type"},
		{"questions/a.md", "title: T\nsides: a", "3:8-3:9 front/type"},
		{"x.md", page + "corrections: a word", "4:14-4:20 front/type"},
		{"x.md", page + "corrections: [a, {date: 2025-11-02, text: [b]}]", "4:15-4:16 front/type\n4:43-4:46 front/type"},

		// Values.
		{"x.md", page + "slug: a/b", "4:7-4:10 front/value"},
		{"x.md", page + "slug: ..", "4:7-4:9 front/value"},
		{"x.md", page + "slug: a--b", "4:7-4:11 front/value"},
		{"x.md", page + "slug: " + long, "4:7-4:128 front/value"},
		{"index.md", page + "slug: a", "4:7-4:8 front/value"},
		{"claims/index.md", page + "slug: a", "4:7-4:8 front/value"},
		{"x.md", page + "aliases: [old, //host/a, /a/../b, /a?b, /a#b, /, /a//b, \"/a\\\\b\", /a b/, /.a, /a.html/b, /x]", "4:11-4:14 front/value\n4:16-4:24 front/value\n4:26-4:33 front/value\n4:35-4:39 front/value\n4:41-4:45 front/value\n4:47-4:48 front/value\n4:50-4:55 front/value\n4:57-4:64 front/value\n4:66-4:71 front/value\n4:73-4:76 front/value\n4:78-4:87 front/value\n4:89-4:91 front/value"},
		{"x.md", page + "lang: en_US", "4:7-4:12 front/value"},
		{"x.md", page + "lang: english", "4:7-4:14 front/value"},
		{"x.md", page + "lang: xx", "4:7-4:9 front/value"},
		{"x.md", page + "lang: \"a\\u0007\"", "4:7-4:16 front/value"},
		{"x.md", page + "x: {a: \"\\0\", b: [\"\\u2028\"]}", "4:8-4:12 front/value\n4:18-4:26 front/value"},
		{"claims/a.md", claim + "by: [a, b, a]\nabout: a, b", "4:12-4:13 front/value\n5:8-5:12 front/value"},
		{"claims/a.md", claim + "by: [a, \"\"]", "4:9-4:11 front/value"},
		{"actors/a.md", "title: T\ntype: country\nnames: [A, A]", "3:7-3:14 front/value\n4:12-4:13 front/value"},
		{"sources/a.md", source + "sha256: abc", "4:9-4:12 front/value"},
		{"sources/a.md", source + "sha256: " + strings.Repeat("0F", 32), "4:9-4:73 front/value"},
		{"sources/a.md", source + "sha256: " + strings.Repeat("0g", 32), "4:9-4:73 front/value"},
		{"sources/a.md", source + "language: [en, nope1, en]", "4:16-4:21 front/value\n4:23-4:25 front/value"},
		{"sources/a.md", source + "url: https://a b/", "4:6-4:18 front/value"},
		{"sources/a.md", source + "url: HTTP://", "4:6-4:13 front/value"},
		{"sources/a.md", source + "url: javascript:alert(1)", "4:6-4:25 front/value"},
		{"sources/a.md", source + "publish: all\nparagraphs: line", "4:10-4:13 front/value\n5:13-5:17 front/value"},
		{"sources/a.md", source + "ignore: [{lines: [0]}, {lines: [5, 5]}, {lines: []}, {lines: [3, 1, 2]}, {lines: [one]}, {why: w}]", "4:19-4:20 front/value\n4:36-4:37 front/value\n4:49-4:51 front/value\n4:83-4:86 front/value\n4:90-4:91 front/required"},
		{"sources/a.md", "title: T\nseed: ../x.txt", "3:7-3:15 front/value"},
		{"sources/a.md", "title: T\nseed: /etc/passwd", "3:7-3:18 front/value"},
		{"sources/a.md", "title: T\nseed: a\\b", "3:7-3:10 front/value"},
		{"sources/a.md", "title: T\nseed: a//b", "3:7-3:11 front/value"},
		{"questions/a.md", question + "contradiction: harsh", "4:16-4:21 front/value"},
		{"questions/a.md", "title: T\nsides: [{name: A, claims: [a]}]", "3:1-3:6 front/value"},
		{"questions/a.md", "title: T\nsides: [{name: A, claims: [a]}, {name: B, claims: [b, a]}]", "3:55-3:56 front/value"},
		{"questions/a.md", "title: T\nsides: [{name: A, claims: []}, {claims: b}]", "3:19-3:25 front/required\n3:32-3:33 front/required"},
		{"events/a.md", event + "dated: maybe", "4:8-4:13 front/value"},

		// Dates: what is a date is tested in date_test.go.
		{"x.md", page + "date: 2026-02-30\nupdated: not stated", "4:7-4:17 front/date\n5:10-5:20 front/date"},
		{"sources/a.md", source + "published: 28 October 2025", "4:12-4:27 front/date"},
		{"x.md", page + "corrections: [{date: 2 November, text: a}, {date: 2025-11-31, text: b}]", "4:22-4:32 front/date\n4:51-4:61 front/date"},
		{"x.md", page + "corrections: [{date: 2025-11-02}, {text: a}, {date: 2025-11-02, text: \"\"}]", "4:15-4:16 front/required\n4:35-4:36 front/required\n4:65-4:69 front/required"},
		{"x.md", page + "corrections: [{date: 2025-11-02, text: a, by: b}]", "4:43-4:45 front/unknown-key"},
		{"sources/a.md", source + "published: Not stated", "4:12-4:22 front/date"},

		// Names of files.
		{"Old Page.md", page, "1:1-1:1 file/name"},
		{"a--b/c.md", page, "1:1-1:1 file/name"},
		{"a/-b.md", page, "1:1-1:1 file/name"},
		{"été/中文-2/índex.md", page, ""},
		{long + ".md", page, "1:1-1:1 file/name"},
		{"claims/Open-War.md", claim, "1:1-1:1 file/name"},
		{"claims/été.md", claim, "1:1-1:1 file/name"},
		{"claims/a_b.md", claim, "1:1-1:1 file/name"},
		{"claims/X Y/a.md", claim, ""}, // folders of a kind do not count
		{"claims/deep/index.md", page, "1:1-1:1 file/name"},
		{"Claims/a.md", page, "1:1-1:1 file/name"},
		{"\xff.md", page, "1:1-1:1 file/name"},
	} {
		p := front(c.path, c.yaml)
		if got := show(p.Problems); got != c.want {
			t.Errorf("%s\n%s\ngot:\n%s\nwant:\n%s\n%v", c.path, c.yaml, got, c.want, messages(p.Problems))
		}
		for _, d := range p.Problems {
			if d.Hint == "" || d.Message == "" || strings.Contains(d.Message, "yaml:") {
				t.Errorf("%s\n%s\nmessage %q, hint %q", c.path, c.yaml, d.Message, d.Hint)
			}
		}
	}
}

func messages(ds []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "\t%s\n\t\thint: %s\n", d.Message, d.Hint)
	}
	return b.String()
}

// Every rule of front matter is raised by the tests in this package, and is documented.
func TestFrontRules(t *testing.T) {
	codes := map[string]bool{}
	for _, r := range frontRules {
		if codes[r.Code] || r.Title == "" || len(r.Doc) < 100 || !slices.Contains(Rules, r) {
			t.Errorf("rule %q: twice, without documentation or not in Rules", r.Code)
		}
		codes[r.Code] = true
	}
}

func TestFence(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"---\ntitle: T\n---", ""},
		{"--- \ntitle: T\n---\t\n# Body\n---\n", ""},
		{"", "1:1-1:1 front/missing"},
		{"# Body\n", "1:1-1:1 front/missing"},
		{"\n---\ntitle: T\n---\n", "1:1-1:1 front/missing"},
		{" ---\ntitle: T\n---\n", "1:1-1:1 front/missing"},
		{"---\ntitle: T\n", "1:1-1:4 front/unclosed"},
		{"---\ntitle: T\n ---\n", "1:1-1:4 front/unclosed"},
		{"---", "1:1-1:4 front/unclosed"},
		{"---\n---\n", "1:1-1:4 front/required"},
	} {
		p := &Page{Facts: Facts{File: diag.NewFile("content/x.md", []byte(c.text))}}
		p.parseFront()
		if got := show(p.Problems); got != c.want {
			t.Errorf("%q: got %s, want %s", c.text, got, c.want)
		}
	}
	p := &Page{Facts: Facts{File: diag.NewFile("content/x.md", []byte("---\ntitle: T\n---\nBody\n"))}}
	if body := p.parseFront(); body != len("---\ntitle: T\n---\n") {
		t.Errorf("the body begins at %d", body)
	}
}

func TestUnreadable(t *testing.T) {
	head := "---\ntitle: T\n---\n"
	for _, c := range []struct{ text, want, word string }{
		{head + "café \xe9t\xe9\nx\xff", "4:6-4:7 file/encoding", "E9"},
		{head + "a\x00b", "4:2-4:3 file/control", "NUL"},
		{head + "é\x1b[0m\x7f\u0085", "4:2-4:3 file/control\n4:6-4:7 file/control\n4:7-4:8 file/control", "U+001B"},
		{head + "a\rb", "4:2-4:3 file/control", "carriage return"},
		{head + "a\ufeffb\u2028\u2029", "4:2-4:3 file/control\n4:4-4:5 file/control\n4:5-4:6 file/control", "byte order mark"},
		{"\xff\xfe-\x00-\x00", "1:1-1:1 file/encoding", "UTF-16"},
		{"\xfe\xff\x00-\x00-", "1:1-1:1 file/encoding", "UTF-16"},
		{"-\x00-\x00-\x00\n\x00\xe9\x00", "1:1-1:1 file/encoding", "UTF-16"},
		{"\x00-\x00-\x00-\x00\n", "1:1-1:1 file/encoding", "UTF-16"},
		{head + strings.Repeat("a", maxPage), "1:1-1:1 file/size", "2048 KiB"},
		{"---\ntitle: T\nsummary: " + strings.Repeat("a ", maxFront/2) + "\n---\n", "1:1-1:4 file/size", "256 KiB"},
		{head + "\tno\u00a0fault \u202eat\u202c all \u200d", "", ""},
	} {
		f := diag.NewFile("content/claims/a.md", []byte(c.text))
		p := Parse(f)
		if got := show(p.Problems); got != c.want {
			t.Errorf("%.40q: got\n%s\nwant\n%s", c.text, got, c.want)
			continue
		}
		if c.want != "" && !strings.Contains(p.Problems[0].Message, c.word) {
			t.Errorf("%.40q: message %q without %q", c.text, p.Problems[0].Message, c.word)
		}
		if p.Claim == nil || p.ID != "a" || p.URL != "/claims/a/" {
			t.Errorf("%.40q: the page has lost kind, id or address", c.text)
		}
	}
	if n := len(Parse(diag.NewFile("content/a.md", []byte(head+strings.Repeat("\x01", 1000)))).Problems); n != 20 {
		t.Errorf("%d problems for 1000 control characters", n)
	}
	s, problems := ParseSettings(diag.NewFile("dossier.yaml", []byte("title: \x00")))
	if got := show(problems); got != "1:8-1:9 file/control" || s.Language != "en" {
		t.Errorf("settings: %s, %+v", got, s)
	}
}

func TestFacts(t *testing.T) {
	at := func(start, end int) diag.Span { return diag.Span{Start: start, End: end} }
	fields := func(p *Page) Facts {
		f := p.Facts
		f.File = nil
		return f
	}
	check := func(p *Page, want Facts) {
		t.Helper()
		if got := show(p.Problems); got != "" {
			t.Errorf("%s: %s\n%s", p.File.Path, got, messages(p.Problems))
		}
		if diff := cmp.Diff(want, fields(p), cmp.AllowUnexported(Date{}, point{})); diff != "" {
			t.Errorf("%s: %s", p.File.Path, diff)
		}
	}
	date := func(s string, start int) Date {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		d.Span = at(start, start+len(s))
		return d
	}

	check(front("a/b.md", "title: 1.10\nsummary: >\n  one\n  two\ndate: 2025-10\ndraft: true\nslug: nå\naliases: /c/\nlang: fa-AF\nweight: -3\nx: {a: 010, b: [no, 'y', {}], c: , d: 2026-02-30}"), Facts{
		Kind: Free, ID: "a/b", Title: Text{"1.10", at(11, 15)}, Summary: "one two", URL: "/a/nå/",
		Slug: Text{"nå", at(71, 74)}, Date: date("2025-10", 45), Draft: true, Aliases: []Text{{"/c/", at(84, 87)}}, Lang: "fa-AF", Weight: -3,
		X: map[string]any{"a": "010", "b": []any{"no", "y", map[string]any{}}, "c": "", "d": "2026-02-30"},
	})
	check(front("claims/c.md", "title: A\ncorrections:\n  - { date: 2025-11-02, text: \"A: b\" }\n  - date: 2025-10\n    text: |\n      c\n      d"), Facts{
		Kind: Claim, ID: "c", Title: Text{"A", at(11, 12)}, URL: "/claims/c/", Claim: &ClaimFacts{},
		Corrections: []Correction{{date("2025-11-02", 38), "A: b"}, {date("2025-10", 75), "c\nd"}},
	})
	check(front("sources/x/s.md", "title: T\nseed: a/b.txt\nlanguage: [ps, en]\npublished: not stated\npublisher: 24\nstated:\n  headline: \"A: 'b'\"\n  by:\n    - C\n    - 'D''s'\nignore:\n  - { lines: [6, 64], why: icons }\n  - lines:\n      - 3\nparagraphs: blank-lines\npublish: excerpts"), Facts{
		Kind: Source, ID: "s", Title: Text{"T", at(11, 12)}, URL: "/sources/s/",
		Source: &SourceFacts{
			Seed: Text{"a/b.txt", at(19, 26)}, Languages: []Text{{"ps", at(38, 40)}, {"en", at(42, 44)}}, Publisher: Text{"24", at(79, 81)},
			Stated: []Stated{
				{Text{"headline", at(92, 100)}, Text{"A: 'b'", at(102, 110)}},
				{Text{"by", at(113, 115)}, Text{"C", at(123, 124)}},
				{Text{"by", at(113, 115)}, Text{"D's", at(131, 137)}},
			},
			Ignore:     []Ignore{{[]Line{{6, at(160, 161)}, {64, at(163, 165)}}, "icons"}, {[]Line{{3, at(200, 201)}}, ""}},
			BlankLines: true, PublishSet: true,
		},
	})
	check(front("actors/a.md", "title: A\ntype: state\nnames: [\"B\", C d]\nrole: no\npart_of: [x]"), Facts{
		Kind: Actor, ID: "a", Title: Text{"A", at(11, 12)}, URL: "/actors/a/",
		Actor: &ActorFacts{Type: "state", Names: []Text{{"B", at(33, 36)}, {"C d", at(38, 41)}}, Role: "no", PartOf: []Text{{"x", at(62, 63)}}},
	})
	check(front("claims/c.md", "title: A\n  b\nby:\n- x\n- y"), Facts{
		Kind: Claim, ID: "c", Title: Text{"A b", at(11, 16)}, URL: "/claims/c/",
		Claim: &ClaimFacts{By: []Text{{"x", at(23, 24)}, {"y", at(27, 28)}}},
	})
	check(front("questions/q.md", "title: A\nsides:\n  - name: One\n    claims: c\n  - { name: Two, claims: [d, e] }"), Facts{
		Kind: Question, ID: "q", Title: Text{"A", at(11, 12)}, URL: "/questions/q/",
		Question: &QuestionFacts{Contradiction: "open", Sides: []Side{
			{Text{"One", at(30, 33)}, []Text{{"c", at(46, 47)}}},
			{Text{"Two", at(60, 63)}, []Text{{"d", at(74, 75)}, {"e", at(77, 78)}}},
		}},
	})
	check(front("events/e.md", "title: A\ndate: ../2025-10-19\ndating: |\n  a\n  b\nactors: z"), Facts{
		Kind: Event, ID: "e", Title: Text{"A", at(11, 12)}, URL: "/events/e/", Date: date("../2025-10-19", 19),
		Event: &EventFacts{Dated: "stated", Dating: "a\nb", Actors: []Text{{"z", at(59, 60)}}},
	})
}

// The examples of the contract, as they stand there.
func TestContract(t *testing.T) {
	for path, yaml := range map[string]string{
		"sources/marathon-negotiations.md": `title: The “marathon negotiations” account          # our label for it, used in notes
seed: 004_7573998a3583a273.txt              # file in seeds/
sha256: e109d42cba9e76efd70517c6635093941fa509378d22bb8ef834710c8075bcb8
language: en
published: 2025-10-28                       # EDTF level 0 or 1, or: not stated
publisher: not stated                       # "not stated" is a value, and is shown as one
author: not stated
url: not stated
stated:                                     # what the text says of itself; every value is checked against the seed like a quotation
  headline: Pakistan-Afghanistan Talks Collapse After Afghan Delegation Backs Out of Agreed Draft
  dateline: "ISLAMABAD:"
  date: Tue Oct 28 2025
ignore:                                     # lines that are not the article: never matched, never counted
  - { lines: [6, 64], why: share icons }
  - { lines: [32], why: stray text }
paragraphs: lines                           # lines (default: each non-empty line is one) or blank-lines (hard-wrapped text)`,
		"actors/khawaja-asif.md": `title: Khawaja Asif
type: person                    # person | group | state | organisation | outlet | collective
names: [Khawaja Muhammad Asif]  # other spellings found in the sources; link targets and the index use them
role: Defence Minister of Pakistan
part_of: [pakistan]             # actors`,
		"claims/pakistan-walked-out.md": `title: The Pakistani delegation left the talks
by: [unnamed-sources]           # who is said to assert it; joined with the speakers of its quotations
about: [pakistani-delegation]   # whom it speaks of. Being spoken of is not saying: the two are never merged
date: 2025-10-28`,
		"questions/who-broke-off.md": `title: Who broke off the talks?
contradiction: hard             # hard | soft | open
sides:
  - { name: The Pakistani side, claims: [pakistan-walked-out] }
  - { name: The Afghan side, claims: [afghan-side-withdrew] }`,
		"events/air-raids.md": `title: Pakistani air raids into Afghanistan
date: 2025-10-09                # EDTF: 2025-10, 2025-10-25/2025-10-28, 2025-10-25~, ../2025-10-19 …
dated: inferred                 # stated | inferred | derived | undated, and why:
dating: The day is stated; the year is taken from the date of the copy.
actors: [pakistan, ttp]`,
	} {
		p := front(path, yaml)
		if len(p.Problems) != 0 {
			t.Errorf("%s\n%s", path, messages(p.Problems))
		}
		if title, _, _ := strings.Cut(strings.TrimPrefix(yaml, "title: "), "\n"); !strings.HasPrefix(title, p.Title.Value) || p.Title.Value == "" {
			t.Errorf("%s: title %q", path, p.Title.Value)
		}
	}
}

// A draft that is not a plain boolean is never published.
func TestDraft(t *testing.T) {
	for yaml, want := range map[string]bool{
		"": false, "draft: false": false, "draft: true": true,
		"draft: \"false\"": true, "draft: no": true, "draft: False": true, "draft: 0": true, "draft:": true, "draft: [false]": true, "draft: !!bool false": true, "draft: ~": true,
	} {
		if got := front("x.md", "title: T\n"+yaml).Draft; got != want {
			t.Errorf("%s: Draft is %v", yaml, got)
		}
	}
}

func TestHints(t *testing.T) {
	for _, c := range []struct{ path, yaml, message, hint, fix string }{
		{"x.md", "titel: T\ntitle: T", "no key “titel” in a page", "did you mean “title”?", "title"},
		{"actors/a.md", actor + "by: a", "no key “by” in an actor", "“by” belongs to claims, not to actors", ""},
		{"x.md", page + "seed: a", "no key “seed” in a page", "“seed” belongs to sources, not to other pages", ""},
		{"x.md", page + "colour: a", "no key “colour”", "keys of your own go under “x:”", ""},
		{"sources/a.md", source + "ignore: [{lines: [1], reason: a}]", "no key “reason” in an item of “ignore”", "the keys are lines, why", ""},
		{"actors/a.md", "title: T\ntype: organization", "“organization” is no value of “type”", "did you mean “organisation”? it takes person, group, state, organisation, outlet or collective", "organisation"},
		{"x.md", "title: Talks: the end", "a colon and a space stand inside a value", "title: \"Talks: the end\"", "\"Talks: the end\""},
		{"x.md", "title: Say \"a\": b", "a colon and a space", "put the value in quotation marks", ""},
		{"sources/a.md", source + "sha256: " + strings.Repeat("AB", 32), "capital letters", strings.Repeat("ab", 32), ""},
		{"x.md", page + "draft: yes", "takes true or false, not yes", "without quotation marks", ""},
		{"x.md", page + "draft:", "takes true or false, not nothing", "write true or false", ""},
		{"claims/Open War, 2.md", claim, "“Open War, 2” cannot be an id", "“open-war-2”", ""},
		{"claims/Élan.md", claim, "“Élan” cannot be an id", "“elan”", ""},
		{"claims/中.md", claim, "cannot be an id", "rename the file", ""},
		{"Été à Paris.md", page, "cannot be part of an address", "“Été-à-Paris”", ""},
		{"x.md", page + "date: not stated", "“date” cannot be “not stated”", "only “published”", ""},
		{"x.md", page + "aliases: [/x/]", "is the address of the page itself", "delete", ""},
		{"x.md", page + "lang: xx", "names no language, script or region that exists: xx", "fa-AF", ""},
	} {
		p := front(c.path, c.yaml)
		if len(p.Problems) != 1 {
			t.Errorf("%s\n%s: %s", c.path, c.yaml, messages(p.Problems))
			continue
		}
		d := p.Problems[0]
		fix := ""
		if d.Fix != nil {
			fix = d.Fix.Text
			fixed := string(p.File.Data[:d.Fix.Span.Start]) + fix + string(p.File.Data[d.Fix.Span.End:])
			if again := Parse(diag.NewFile(p.File.Path, []byte(fixed))); c.yaml[:5] != "titel" && len(again.Problems) != 0 {
				t.Errorf("%s: the fix makes %s", c.yaml, fixed)
			}
		}
		if !strings.Contains(d.Message, c.message) || !strings.Contains(d.Hint, c.hint) || fix != c.fix {
			t.Errorf("%s\n%s: message %q, hint %q, fix %q", c.path, c.yaml, d.Message, d.Hint, fix)
		}
	}
}

// A wrong file is refused in good time, whatever it is, and without a flood of echoes.
func TestHostileFrontMatter(t *testing.T) {
	n := maxFront - 100
	for name, yaml := range map[string]string{
		"items on one line": "title: T\naliases: [" + strings.Repeat("a,", n/2) + "]",
		"lists on one line": "title: T\naliases: [" + strings.Repeat("[],", n/3) + "]",
		"unknown keys":      "title: T\n" + strings.Repeat("a: b\n", n/5),
		"distinct keys":     "title: T\nx: {" + strings.Repeat("a,", n/2) + "}",
		"free keys":         "title: T\nx:\n" + strings.Repeat("  a: [b]\n", n/9),
		"long key":          "title: T\n" + strings.Repeat("ké", n/3) + ": v",
		"brackets":          "title: " + strings.Repeat("[", n),
		"dashes":            strings.Repeat("- ", n/2),
		"tabs":              strings.Repeat("\ta\n", n/3),
		"maps on one line":  "title: T\nignore: [" + strings.Repeat("{lines: [1]},", n/13) + "]",
		"stated":            "title: T\nstated: {a: [" + strings.Repeat("\"\",", n/3) + "]}",
	} {
		began := time.Now()
		p := front("sources/a.md", yaml)
		if d := time.Since(began); d > 3*time.Second {
			t.Errorf("%s: %v", name, d)
		}
		if len(p.Problems) == 0 || len(p.Problems) > maxProblems+1 {
			t.Errorf("%s: %d problems", name, len(p.Problems))
		}
		for _, d := range p.Problems {
			if len(d.Message) > 310 || !utf8.ValidString(d.Message) {
				t.Errorf("%s: a message of %d bytes", name, len(d.Message))
			}
		}
	}
}

// Whatever stands in a file, nothing panics and every place lies in the file, on the bounds of characters.
func FuzzFront(f *testing.F) {
	for _, s := range []string{
		page, source + "stated: {a: [b, 'c']}\nignore: [{lines: [1, 2], why: w}]", actor + "names: [a, \"é\\u00e9\"]", claim + "by: >\n  a\n\n   b\n", question, event,
		"x:\n- a\n- {b: [c, # d\n e]}\n", "title: &a T\nslug: *a\n<<: b", "? a\n: b", "a: |2-\n   b\n\n\nc: 'd\n\n e'", "title: 'x''y' # z", "title: \"\\\n  a\"", "a: [\"b\": c]",
	} {
		f.Add("claims/a", s)
		f.Add("sources/a", s)
	}
	f.Fuzz(func(t *testing.T, path, yaml string) {
		file := diag.NewFile("content/"+path+".md", []byte("---\n"+yaml+"\n---\nbody\n"))
		p := Parse(file)
		span := func(what string, s diag.Span) {
			if s.Start < 0 || s.Start > s.End || s.End > len(file.Data) {
				t.Fatalf("%s: span %v of %d bytes", what, s, len(file.Data))
			}
			for _, at := range []int{s.Start, s.End} {
				if utf8.Valid(file.Data) && at < len(file.Data) && !utf8.RuneStart(file.Data[at]) {
					t.Fatalf("%s: %d is inside a character", what, at)
				}
			}
		}
		for _, d := range p.Problems {
			span(d.Message, d.Span)
			for _, r := range d.Related {
				span(r.Message, r.Span)
			}
			if d.Fix != nil {
				span("fix", d.Fix.Span)
			}
		}
		texts := append([]Text{p.Title, p.Slug}, p.Aliases...)
		if p.Source != nil {
			texts = append(texts, p.Source.Seed, p.Source.Publisher)
			for _, s := range p.Source.Stated {
				texts = append(texts, s.Key, s.Text)
			}
		}
		if p.Claim != nil {
			texts = append(append(texts, p.Claim.By...), p.Claim.About...)
		}
		for _, x := range texts {
			span(x.Value, x.Span)
			// What a text says stands where its span says; only quotation marks,
			// escapes, comments and white space may come between.
			written := string(file.Data[x.Span.Start:x.Span.End])
			if !strings.ContainsAny(written, "\\'\"|>#") && strings.Join(strings.Fields(written), "") != strings.Join(strings.Fields(x.Value), "") && strings.IndexFunc(x.Value, func(c rune) bool { return c > 127 }) < 0 {
				t.Fatalf("%q is written as %q", x.Value, written)
			}
		}
		if !strings.HasPrefix(p.URL, "/") || !strings.HasSuffix(p.URL, "/") {
			t.Fatalf("URL %q", p.URL)
		}
		ParseSettings(diag.NewFile("dossier.yaml", []byte(yaml)))
	})
}
