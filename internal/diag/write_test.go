package diag

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"
)

var (
	testError = Rule{Code: "quote/not-found", Title: "the words are not in the source",
		Doc: "Every quotation must stand in its source.\n\nUse the source's words."}
	testWarning = Rule{Code: "quote/several", Severity: Warning, Title: "the words stand in several places"}
)

// place makes a diagnostic about the words between ⟦ and ⟧ in text.
func place(path, text string) Diagnostic {
	start := strings.Index(text, "⟦")
	text = strings.Replace(text, "⟦", "", 1)
	end := strings.Index(text, "⟧")
	text = strings.Replace(text, "⟧", "", 1)
	return testError.At(NewFile(path, []byte(text)), Span{start, end}, "quotation not found")
}

func render(t *testing.T, form string, color bool, ds ...Diagnostic) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, ds, form, color); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// sample is the example of the rules of quotation, and a warning about a whole file.
func sample() []Diagnostic {
	text := strings.Repeat("\n", 40) + "> The Pakistani delegation had not fled from the negotiating table\n"
	at := strings.Index(text, "not fled")
	seed := NewFile("seeds/000.txt", []byte("one\ntwo: “fled from the negotiating table”\n"))
	d := testError.At(NewFile("content/dossier/collapse.md", []byte(text)), Span{at, at + 3}, "quotation not found in deep-mistrust")
	d.Note = "the source does not have “not”"
	d.Hint = "use the source's words; mark a change with [ ], an omission with […]"
	d.Related = []Related{{File: seed, Span: Span{12, 43}}}
	e := testWarning.At(NewFile("static/a,b: 100%.bin", nil), Span{}, "50% of it\nis odd")
	e.Related = []Related{{File: seed, Span: Span{0, 3}, Message: "first named here"}}
	return []Diagnostic{d, e}
}

func TestText(t *testing.T) {
	same(t, render(t, "text", false, sample()...), `content/dossier/collapse.md:41:32: error: quotation not found in deep-mistrust [quote/not-found]
   41 | > The Pakistani delegation had not fled from the negotiating table
      |                                ^^^ the source does not have “not”
   seeds/000.txt:2: “fled from the negotiating table”
   hint: use the source's words; mark a change with [ ], an omission with […]
static/a,b: 100%.bin:1:1: warning: 50% of it\x0ais odd [quote/several]
   seeds/000.txt:1: first named here
`)
}

func TestTextColour(t *testing.T) {
	d := place("a.md", "⟦x⟧ y")
	d.Hint = "write z\nor w"
	same(t, render(t, "text", true, d), "\x1b[1ma.md:1:1:\x1b[0m \x1b[1;31merror:\x1b[0m \x1b[1mquotation not found\x1b[0m [quote/not-found]\n"+
		"\x1b[34m    1 |\x1b[0m x y\n"+
		"\x1b[34m      |\x1b[0m \x1b[1;31m^\x1b[0m\n"+
		"   \x1b[34mhint:\x1b[0m write z\n"+
		"         or w\n")
	d.Rule = &testWarning
	if s := render(t, "text", true, d); !strings.Contains(s, "\x1b[1;33mwarning:") {
		t.Errorf("a warning is not yellow: %q", s)
	}
}

// Each case is the text with the place marked, then the two lines that show it.
func TestTextPlaces(t *testing.T) {
	long := strings.Repeat("all the words of it ", 30)
	for _, c := range []struct{ name, text, want string }{
		{"tabs", "\ta\t⟦bc⟧", "    1 |     a   bc\n      |         ^^\n"},
		{"wide", "日本⟦語⟧ x", "    1 | 日本語 x\n      |     ^^\n"},
		{"combining", "cafe\u0301 ⟦cre\u0300me⟧", "    1 | cafe\u0301 cre\u0300me\n      |      ^^^^^\n"},
		{"emoji", "👩‍🚀⟦x⟧", "    1 | 👩‍🚀x\n      |   ^\n"},
		{"inside a cluster", "e⟦\u0301⟧x", "    1 | e\u0301x\n      | ^\n"},
		{"nothing", "ab⟦⟧c", "    1 | abc\n      |   ^\n"},
		{"end of line", "ab⟦⟧\nc", "    1 | ab\n      |   ^\n"},
		{"end of file", "ab\n⟦⟧", "    2 | \n      | ^\n"},
		{"carriage return", "a⟦b⟧\r\nc", "    1 | ab\n      |  ^\n"},
		{"two lines", "a ⟦b c\nd⟧ e", "    1 | a b c\n      |   ^^^\n"},
		{"escape sequence", "\x1b[31mred⟦x⟧", "    1 | \\x1b[31mredx\n      |            ^\n"},
		{"direction control", "a\u202e⟦b⟧", "    1 | a\\u202eb\n      |        ^\n"},
		{"unseen", "a⟦\u200b⟧b", "    1 | a\\u200bb\n      |  ^^^^^^\n"},
		{"tag", "a⟦\U000e0041⟧b", "    1 | a\\U000e0041b\n      | ^^^^^^^^^^^\n"},
		{"invalid", "a\xff⟦b⟧", "    1 | a\\xffb\n      |      ^\n"},
		{"replacement character", "a\ufffd⟦b⟧", "    1 | a\ufffdb\n      |   ^\n"},
		{"right to left", "وی ⟦کلمه⟧ x", "    1 | وی کلمه x\n      |    ^^^^ “کلمه”\n"},
		{"middle of a long line", long + "⟦HERE⟧ " + long,
			"    1 | …words of it all the words of it HERE all the words of it all the words of it all the words of …\n" +
				"      |                                  ^^^^\n"},
		{"start of a long line", "⟦HERE⟧ " + long,
			"    1 | HERE all the words of it all the words of it all the words of it all the words of it all the w…\n" +
				"      | ^^^^\n"},
		{"end of a long line", long + "⟦HERE⟧",
			"    1 | …rds of it all the words of it all the words of it all the words of it all the words of it HERE\n" +
				"      |                                                                                            ^^^^\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, got, _ := strings.Cut(render(t, "text", false, place("a.md", c.text)), "\n")
			same(t, got, c.want)
		})
	}
}

func TestNothingReachesTheTerminal(t *testing.T) {
	evil := "\x1b]0;owned\x07\u202e\u009b31m\r\n\x00\xff"
	d := testError.At(NewFile("content/"+evil+".md", []byte(evil)), Span{0, 3}, evil)
	d.Note, d.Hint = evil, evil
	d.Related = []Related{{File: d.File, Span: Span{0, len(evil)}}, {File: d.File, Message: evil}}
	for _, form := range Forms {
		s := render(t, form, false, d)
		if !utf8.ValidString(s) {
			t.Errorf("%s: invalid UTF-8: %q", form, s)
		}
		// JSON escapes controls; a direction mark is text in it.
		bad := "\x1b\x07\x00\r\u009b\u202e"
		if form == "json" || form == "sarif" {
			bad = "\x1b\x07\x00\r"
		}
		if i := strings.IndexAny(s, bad); i >= 0 {
			t.Errorf("%s: control character at %d: %q", form, i, s)
		}
	}
}

func TestWindowIsBounded(t *testing.T) {
	text := strings.Repeat("日本語e\u0301\t\x01", 100_000)
	f := NewFile("a.md", []byte(text))
	for at := 0; at < len(text); at += 7919 {
		shown, before, marked, _ := window(f, 1, Span{at, at + 40})
		if w := displaywidth.String(shown); w > lineWidth || before+marked > lineWidth || marked < 1 {
			t.Fatalf("at %d: shown %d columns, %d before the mark, %d marked", at, w, before, marked)
		}
		if !utf8.ValidString(shown) {
			t.Fatalf("at %d: cut inside a character: %q", at, shown)
		}
	}
}

func TestJSON(t *testing.T) {
	same(t, render(t, "json", true), "[]\n")
	same(t, render(t, "json", true, sample()...), `[
  {
    "file": "content/dossier/collapse.md",
    "line": 41,
    "column": 32,
    "end_line": 41,
    "end_column": 35,
    "severity": "error",
    "rule": "quote/not-found",
    "message": "quotation not found in deep-mistrust",
    "hint": "use the source's words; mark a change with [ ], an omission with […]",
    "related": [
      {
        "file": "seeds/000.txt",
        "line": 2,
        "column": 7,
        "end_line": 2,
        "end_column": 38,
        "message": "“fled from the negotiating table”"
      }
    ]
  },
  {
    "file": "static/a,b: 100%.bin",
    "line": 1,
    "column": 1,
    "end_line": 1,
    "end_column": 1,
    "severity": "warning",
    "rule": "quote/several",
    "message": "50% of it\nis odd",
    "hint": "",
    "related": [
      {
        "file": "seeds/000.txt",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 4,
        "message": "first named here"
      }
    ]
  }
]
`)
}

func TestGitHub(t *testing.T) {
	ds := append(sample(), place("b.md", "⟦a\nb⟧"))
	same(t, render(t, "github", true, ds...),
		"::error file=content/dossier/collapse.md,line=41,col=32,endLine=41,endColumn=35,title=quote/not-found::quotation not found in deep-mistrust%0Aseeds/000.txt:2: “fled from the negotiating table”%0Ahint: use the source's words; mark a change with [ ], an omission with […]\n"+
			"::warning file=static/a%2Cb%3A 100%25.bin,line=1,col=1,endLine=1,endColumn=1,title=quote/several::50%25 of it%0Ais odd%0Aseeds/000.txt:1: first named here\n"+
			"::error file=b.md,line=1,endLine=2,title=quote/not-found::quotation not found\n")
}

func TestSARIF(t *testing.T) {
	ds := sample()
	same(t, render(t, "sarif", false, ds[1], ds[0], ds[0]), golden(t, "sarif.json"))

	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
			}
		}
	}
	if err := json.Unmarshal([]byte(render(t, "sarif", false, ds[1], ds[0])), &log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log.Runs[0].Results {
		if got := log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("ruleIndex %d leads to %s, not %s", r.RuleIndex, got, r.RuleID)
		}
	}
	if s := render(t, "sarif", false); !strings.Contains(s, `"rules": []`) || !strings.Contains(s, `"results": []`) {
		t.Errorf("no diagnostics must be empty arrays:\n%s", s)
	}
}

func golden(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestUnknownForm(t *testing.T) {
	var b strings.Builder
	err := Write(&b, nil, "xml", false)
	if err == nil || !strings.Contains(err.Error(), "text, json, github, sarif") || b.Len() > 0 {
		t.Errorf("got %v, %q", err, b.String())
	}
}

type full struct{}

var errFull = errors.New("no space")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	for _, form := range Forms {
		if err := Write(full{}, sample(), form, false); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", form, err)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\tb\x1b日本語", 1, 3)
	f.Add(strings.Repeat("وی e\u0301", 500), 700, 2000)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		d := testError.At(NewFile(text, []byte(text)), Span{start, end}, text)
		d.Note, d.Hint, d.Related = text, text, []Related{{File: d.File, Span: d.Span}}
		s := render(t, "text", false, d)
		if !utf8.ValidString(s) || strings.IndexFunc(strings.ReplaceAll(s, "\n", ""), func(r rune) bool { return r != utf8.RuneError && unseen(r) }) >= 0 {
			t.Errorf("not plain: %q", s)
		}
	})
}
