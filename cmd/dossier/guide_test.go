package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"dossier/internal/dossier"
	"dossier/internal/render"
	"dossier/internal/site"
)

// The guide and the README are held to the program. Their examples are dossiers that
// must pass, or fail by the rule they name; what they say of verbs, flags, keys, layouts
// and addresses is compared with what there is.
//
// The info string of a fenced block tells what it is:
//
//	yaml file=dossier.yaml                a file of the page's example; all of them together pass
//	markdown error=RULE in=FILE           in the place of FILE; the check must report RULE
//	text output                           what check prints for the error before it
const repository = "../.."

// A snippet is a fenced block whose info string says that it can be tried.
type snippet struct {
	line   int
	text   string
	file   string // set, or
	rule   string // of what must be reported
	in     string // in place of this file
	output bool
}

// A manual is one page that is held to the program.
type manual struct {
	name     string
	text     string
	prose    string // without fenced blocks
	snippets []snippet
}

var infoWord = regexp.MustCompile(`^(file|error|in)=(\S+)$`)

func readManual(t *testing.T, path string) manual {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(repository, path))
	if err != nil {
		t.Fatal(err)
	}
	m := manual{name: path, text: string(b)}
	var prose strings.Builder
	lines := strings.SplitAfter(m.text, "\n")
	for i := 0; i < len(lines); i++ {
		fence := lines[i][:len(lines[i])-len(strings.TrimLeft(lines[i], "`"))]
		if len(fence) < 3 {
			prose.WriteString(lines[i])
			continue
		}
		s := snippet{line: i + 1}
		for _, word := range strings.Fields(strings.Trim(lines[i], "`\n"))[1:] {
			w := infoWord.FindStringSubmatch(word)
			switch {
			case word == "output":
				s.output = true
			case w == nil:
				t.Errorf("%s:%d: the info string says %q, which means nothing here", path, i+1, word)
			case w[1] == "file":
				s.file = w[2]
			case w[1] == "error":
				s.rule = w[2]
			case w[1] == "in":
				s.in = w[2]
			}
		}
		for i++; i < len(lines) && strings.TrimRight(lines[i], "\n") != fence; i++ {
			s.text += lines[i]
		}
		if i == len(lines) {
			t.Fatalf("%s:%d: the block is not closed", path, s.line)
		}
		if (s.rule == "") != (s.in == "") || s.rule != "" && s.file != "" {
			t.Errorf("%s:%d: a block has file=…, or error=… and in=…", path, s.line)
		}
		if s.file != "" || s.rule != "" || s.output {
			m.snippets = append(m.snippets, s)
		}
	}
	m.prose = prose.String()
	return m
}

func guide(t *testing.T) []manual {
	t.Helper()
	files, err := fs.Glob(os.DirFS(repository), "content/guide/*.md")
	if err != nil || len(files) < 9 {
		t.Fatalf("the guide has %d pages, want at least 9: %v", len(files), err)
	}
	pages := []manual{readManual(t, "README.md")}
	for _, f := range files {
		pages = append(pages, readManual(t, f))
	}
	return pages
}

// page of the guide, by its name without content/guide/ and .md.
func page(t *testing.T, name string) manual {
	t.Helper()
	return readManual(t, "content/guide/"+name+".md")
}

func TestGuideExamples(t *testing.T) {
	for _, m := range guide(t) {
		whole := tree{files: map[string]string{}}
		for _, s := range m.snippets {
			if s.file == "" {
				continue
			}
			if _, twice := whole.files[s.file]; twice {
				t.Errorf("%s:%d: %s is there twice", m.name, s.line, s.file)
			}
			whole.files[s.file] = s.text
		}
		if len(m.snippets) == 0 {
			if name := filepath.Base(m.name); !slices.Contains([]string{"index.md", "commands.md", "reading.md", "style.md"}, name) {
				t.Errorf("%s: no example is marked with file=", m.name)
			}
			continue
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			whole.write(t, dir)
			problems, exit := check(t, dir, "--strict")
			for _, p := range problems {
				t.Errorf("%s: the example: %s", m.name, p)
			}
			if exit != 0 {
				t.Errorf("%s: check --strict: exit %d, want 0", m.name, exit)
			}
			// The check stops before layouts are run.
			var out, errs bytes.Buffer
			if exit := run([]string{"build", "--strict", "-s", dir, "-d", filepath.Join(t.TempDir(), "public")}, &out, &errs); exit != 0 {
				t.Errorf("%s: build: exit %d, want 0\n%s", m.name, exit, &errs)
			}
			dir = ""
			for _, s := range m.snippets {
				switch {
				case s.rule != "":
					dir = t.TempDir()
					m.wrong(t, whole, s, dir)
				case s.output && dir == "":
					t.Errorf("%s:%d: no block with error= stands before this output", m.name, s.line)
				case s.output:
					var out, errs bytes.Buffer
					run([]string{"check", "-s", dir, "--color", "never"}, &out, &errs)
					if got := out.String() + errs.String(); got != s.text {
						t.Errorf("%s:%d: check prints\n%s\nbut the page says\n%s", m.name, s.line, got, s.text)
					}
				}
			}
		})
	}
}

// wrong tries a block that shows wrong use.
func (m manual) wrong(t *testing.T, whole tree, s snippet, dir string) {
	t.Helper()
	if _, there := whole.files[s.in]; !there {
		t.Errorf("%s:%d: in=%s is no file of this page's example", m.name, s.line, s.in)
	}
	broken := tree{files: maps.Clone(whole.files)}
	broken.files[s.in] = s.text
	broken.write(t, dir)
	problems, exit := check(t, dir, "--strict")
	if exit != 1 {
		t.Errorf("%s:%d: check --strict: exit %d, want 1", m.name, s.line, exit)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Rule)
	}
	if !slices.Contains(got, s.rule) {
		t.Errorf("%s:%d: want %s, got %v", m.name, s.line, s.rule, problems)
	}
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

func codes(s string) []string {
	var list []string
	for _, m := range codeSpan.FindAllStringSubmatch(s, -1) {
		list = append(list, m[1])
	}
	return list
}

// section is what stands below a heading, down to the next of the same or a higher level.
func (m manual) section(t *testing.T, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(m.prose, "\n"+heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", m.name, heading)
	}
	level := len(heading) - len(strings.TrimLeft(heading, "#"))
	for n := level; n > 0; n-- {
		rest, _, _ = strings.Cut(rest, "\n"+strings.Repeat("#", n)+" ")
	}
	return rest
}

// rows are the cells of the tables below a heading, without their heads.
func (m manual) rows(t *testing.T, heading string) [][]string {
	t.Helper()
	var rows [][]string
	body := false
	for line := range strings.Lines(m.section(t, heading)) {
		switch line = strings.TrimSpace(line); {
		case !strings.HasPrefix(line, "|"):
			body = false
		case strings.HasPrefix(line, "|-"):
			body = true
		case body:
			cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|")
			for i := range cells {
				cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "\x00", "|")
			}
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s: there is no table below %q", m.name, heading)
	}
	return rows
}

// firsts are the code spans in the first cells of the tables below a heading.
func (m manual) firsts(t *testing.T, heading string) []string {
	t.Helper()
	var list []string
	for _, row := range m.rows(t, heading) {
		list = append(list, codes(row[0])...)
	}
	return list
}

// same compares what a page lists with what there is.
func same(t *testing.T, where string, listed, want []string) {
	t.Helper()
	listed, want = slices.Clone(listed), slices.Clone(want)
	slices.Sort(listed)
	slices.Sort(want)
	for _, w := range want {
		if !slices.Contains(listed, w) {
			t.Errorf("%s does not name %s", where, w)
		}
	}
	for i, l := range listed {
		if !slices.Contains(want, l) {
			t.Errorf("%s names %s, which does not exist", where, l)
		}
		if i > 0 && listed[i-1] == l {
			t.Errorf("%s names %s twice", where, l)
		}
	}
}

func TestGuideCommands(t *testing.T) {
	m := page(t, "commands")
	terminal := &terminal{stdout: new(bytes.Buffer), stderr: new(bytes.Buffer)}
	root := terminal.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()

	var verbs, described []string
	for _, c := range root.Commands() {
		verbs = append(verbs, c.Name())
	}
	for line := range strings.Lines(m.prose) {
		if verb, ok := strings.CutPrefix(strings.TrimSpace(line), "## dossier "); ok {
			described = append(described, verb)
		}
	}
	same(t, m.name, described, verbs)

	flags := func(set *pflag.FlagSet) []string {
		var list []string
		set.VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			list = append(list, "--"+f.Name)
			if f.Shorthand != "" {
				list = append(list, "-"+f.Shorthand)
			}
		})
		return list
	}
	named := func(heading string) []string {
		var list []string
		for line := range strings.Lines(m.section(t, heading)) {
			if !strings.HasPrefix(line, "| `-") {
				continue
			}
			cell, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), "|")
			for _, c := range codes(cell) {
				name, _, _ := strings.Cut(strings.ReplaceAll(c, "=", " "), " ")
				if !slices.Contains(list, name) {
					list = append(list, name)
				}
			}
		}
		return list
	}
	root.InitDefaultHelpFlag()
	common := append(flags(root.PersistentFlags()), "--help", "-h")
	same(t, "Flags of every verb", named("## Flags of every verb"), common)
	own := map[string][]string{}
	for _, c := range root.Commands() {
		own[c.Name()] = flags(c.LocalNonPersistentFlags())
		if slices.Contains(described, c.Name()) {
			heading := "## dossier " + c.Name()
			same(t, heading, named(heading), own[c.Name()])
		}
	}

	// Everywhere else: `dossier VERB …` and flags are of this program.
	for _, m := range guide(t) {
		for _, line := range commandLines(m) {
			words := strings.Fields(line)
			verb := words[0]
			if strings.HasPrefix(verb, "-") || verb == "VERB" {
				continue
			}
			if !slices.Contains(verbs, verb) {
				t.Errorf("%s: there is no verb %q in %q", m.name, verb, line)
				continue
			}
			for _, w := range words[1:] {
				flag, _, _ := strings.Cut(w, "=")
				if strings.HasPrefix(w, "-") && !slices.Contains(own[verb], flag) && !slices.Contains(common, flag) {
					t.Errorf("%s: %s has no flag %s: %q", m.name, verb, flag, line)
				}
			}
		}
	}
}

// commandLines are what stands after the program's name in code: spans and blocks of sh and toml.
func commandLines(m manual) []string {
	code := codes(m.prose)
	lang := ""
	for line := range strings.Lines(m.text) {
		if strings.HasPrefix(line, "```") {
			lang = strings.TrimSpace(strings.Trim(line, "`\n"))
		} else if lang == "sh" || lang == "toml" {
			code = append(code, strings.TrimSpace(line))
		}
	}
	var lines []string
	for _, c := range code {
		for _, prefix := range []string{"go run ./cmd/dossier ", "./dossier ", "dossier "} {
			if _, rest, ok := strings.Cut(c, prefix); ok && (strings.HasPrefix(c, prefix) || strings.Contains(c, `"`+prefix)) {
				lines = append(lines, strings.Trim(rest, `"`))
				break
			}
		}
	}
	return lines
}

// TestGuideRules: every rule that is named exists. A word with a stroke is the name
// of a rule if its first half is that of rules.
func TestGuideRules(t *testing.T) {
	var all []string
	rooms := map[string]bool{}
	for _, r := range rules() {
		all = append(all, r.Code)
		room, _, _ := strings.Cut(r.Code, "/")
		rooms[room] = true
	}
	named := 0
	code := regexp.MustCompile(`^\[?([a-z]+)/([a-z-]+)\]?$`)
	for _, m := range guide(t) {
		for _, c := range codes(m.prose) {
			for _, word := range strings.Fields(c) {
				if w := code.FindStringSubmatch(word); w != nil && rooms[w[1]] {
					named++
					if !slices.Contains(all, w[1]+"/"+w[2]) {
						t.Errorf("%s: there is no rule %s", m.name, word)
					}
				}
			}
		}
		for _, s := range m.snippets {
			if s.rule != "" {
				named++
				if !slices.Contains(all, s.rule) {
					t.Errorf("%s:%d: there is no rule %s", m.name, s.line, s.rule)
				}
			}
		}
	}
	if named < 25 {
		t.Errorf("the guide names %d rules, want at least 25: are they still found?", named)
	}
}

// TestGuideKeys: the tables of keys are those of the program.
func TestGuideKeys(t *testing.T) {
	keys := func(of []dossier.Key, keep func(dossier.Key) bool) []string {
		var list []string
		for _, k := range of {
			if keep(k) {
				list = append(list, k.Name)
			}
		}
		return list
	}
	kind := func(k dossier.Kind) func(dossier.Key) bool {
		return func(key dossier.Key) bool { return slices.Contains(key.Kinds, k) }
	}
	every := func(key dossier.Key) bool { return key.Kinds == nil }
	for _, of := range []struct {
		page, heading string
		want          []string
	}{
		{"links-and-pages", "## Keys of every page", keys(dossier.FrontMatter, every)},
		{"sources", "## Keys of a source", keys(dossier.FrontMatter, kind(dossier.Source))},
		{"claims-and-questions", "## Keys of an actor", keys(dossier.FrontMatter, kind(dossier.Actor))},
		{"claims-and-questions", "## Keys of a claim", keys(dossier.FrontMatter, kind(dossier.Claim))},
		{"claims-and-questions", "## Keys of a question", keys(dossier.FrontMatter, kind(dossier.Question))},
		{"claims-and-questions", "## Keys of an event", keys(dossier.FrontMatter, kind(dossier.Event))},
		{"publishing", "## Keys of dossier.yaml", keys(dossier.SettingKeys, func(dossier.Key) bool { return true })},
	} {
		same(t, of.heading, page(t, of.page).firsts(t, of.heading), of.want)
	}
	for _, date := range page(t, "claims-and-questions").firsts(t, "## Dates") {
		if _, err := dossier.ParseDate(date); err != nil {
			t.Errorf("the guide calls %q a date: %v", date, err)
		}
	}
}

// TestGuidePublished: the layouts and the addresses that the program makes are all named.
func TestGuidePublished(t *testing.T) {
	files, err := fs.Glob(os.DirFS(repository), "layouts/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	same(t, "The layouts", page(t, "layouts").firsts(t, "## The layouts"), files)
	same(t, "What is published", page(t, "publishing").firsts(t, "## What is published"), site.Made)
}

// TestGuideView: the View of the guide is the one that layouts get.
func TestGuideView(t *testing.T) {
	m := page(t, "layouts")
	fields := func(of reflect.Type) []string {
		var list []string
		for i := range of.NumField() {
			list = append(list, of.Field(i).Name)
		}
		return list
	}
	view := reflect.TypeFor[render.View]()
	var want []string
	for _, f := range fields(view) {
		want = append(want, "."+f)
	}
	same(t, "What a View holds", m.firsts(t, "## What a View holds"), want)

	parts := map[string]reflect.Type{}
	var gather func(reflect.Type)
	gather = func(of reflect.Type) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || of.PkgPath() != view.PkgPath() || parts[of.Name()] != nil {
			return
		}
		if of != view {
			parts[of.Name()] = of
		}
		for i := range of.NumField() {
			gather(of.Field(i).Type)
		}
	}
	gather(view)
	for _, row := range m.rows(t, "## The parts of a View") {
		name := strings.Trim(row[0], "`")
		of := parts[name]
		if of == nil {
			t.Errorf("The parts of a View names %s, which does not exist", name)
			continue
		}
		delete(parts, name)
		same(t, name, codes(row[1]), fields(of))
	}
	for name, of := range parts {
		t.Errorf("The parts of a View lacks the row\n| `%s` | `%s` |", name, strings.Join(fields(of), "`, `"))
	}
}
