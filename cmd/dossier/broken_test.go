package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The dossier in testdata/harbour was written from the content contract alone,
// and testdata/broken.txt breaks it in one small way after another, each with
// the place at which the contract wants the fault reported. The format is told
// at the head of that file.
const (
	harbour    = "testdata/harbour"
	brokenFile = "testdata/broken.txt"
)

// problem is one element of what `check --format json` prints.
type problem struct {
	File      string          `json:"file"`
	Line      int             `json:"line"`
	Column    int             `json:"column"`
	EndLine   int             `json:"end_line"`
	EndColumn int             `json:"end_column"`
	Severity  string          `json:"severity"`
	Rule      string          `json:"rule"`
	Message   string          `json:"message"`
	Hint      string          `json:"hint"`
	Related   json.RawMessage `json:"related"`
}

func (p problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s [%s] hint: %s", p.File, p.Line, p.Column, p.Severity, p.Message, p.Rule, p.Hint)
}

// want is one expected diagnostic. A zero line or column is one that the
// contract leaves open, and so is an empty rule.
type want struct {
	files        []string
	line, column int
	word         int // the column may be as low as this
	severity     string
	rule         string
	says         []string
	related      string
	at           int // in broken.txt
}

func (w want) met(p problem) bool {
	switch {
	case !slices.Contains(w.files, p.File),
		w.line != 0 && w.line != p.Line,
		w.column != 0 && (p.Column > w.column || p.Column < w.word),
		w.severity != "any" && w.severity != p.Severity,
		w.rule != "" && w.rule != p.Rule,
		w.related != "" && !strings.Contains(string(p.Related), w.related):
		return false
	}
	words := p.Message + "\n" + p.Hint + "\n" + string(p.Related)
	return !slices.ContainsFunc(w.says, func(s string) bool { return !strings.Contains(words, s) })
}

func (w want) String() string {
	s := strings.Join(w.files, "|")
	if w.line != 0 {
		s += ":" + strconv.Itoa(w.line)
	}
	if w.column != 0 {
		s += ":" + strconv.Itoa(w.column)
	}
	if w.word != w.column {
		s += fmt.Sprintf(" (or from column %d)", w.word)
	}
	s += " " + w.severity
	if w.rule != "" {
		s += " " + w.rule
	}
	for _, t := range w.says {
		s += fmt.Sprintf(" says=%q", t)
	}
	if w.related != "" {
		s += " related=" + w.related
	}
	return s
}

// variant is one case of broken.txt.
type variant struct {
	name  string
	at    int // line in broken.txt
	ops   []op
	wants []string // as written: places need the edited text
	lines []int
	also  bool
}

type op struct {
	verb     string
	args     []string
	old, new []string
	at       int
}

// tree is a dossier as it stands on disk: path to bytes, and its symbolic links.
type tree struct {
	files map[string]string
	links map[string]string
	like  *tree  // most files are the same in this one, which is written
	dir   string // here
}

// mark is written where a diagnostic is expected. While a case is worked out
// the n-th mark of it is held as mark n mark.
const mark = "▸"

var heldMark = regexp.MustCompile(mark + `(\d+)` + mark)

func TestHarbour(t *testing.T) {
	dir, dest := t.TempDir(), filepath.Join(t.TempDir(), "public")
	readHarbour(t).write(t, dir)
	problems, exit := check(t, dir, "--strict")
	for _, p := range problems {
		t.Errorf("the unbroken dossier: %s", p)
	}
	if exit != 0 {
		t.Errorf("check --strict: exit %d, want 0", exit)
	}
	var out, errs bytes.Buffer
	if exit := run([]string{"build", "-s", dir, "-d", dest}, &out, &errs); exit != 0 {
		t.Errorf("build: exit %d, want 0\n%s%s", exit, &out, &errs)
	}
	for page, words := range map[string]string{
		"index.html":                   "The Night of Berth 4",
		"our-method/index.html":        "How we worked",           // slug
		"about/method/index.html":      "/our-method/",            // alias
		"story/abroad/index.html":      "Voices from abroad",      // section page
		"claims/rust/index.html":       "brought the bridge down", // slug of a claim
		"404.html":                     "The tide has taken",      // the dossier's own layout
		"berth-4.txt":                  "below the east pier",     // static
		"data/quotations.json":         "It just went.",
		"actors/ada-holm/index.html":   "Harbour master of Orrevik",
		"events/repainting/index.html": "undated",
	} {
		b, err := os.ReadFile(filepath.Join(dest, filepath.FromSlash(page)))
		if err != nil || !bytes.Contains(b, []byte(words)) {
			t.Errorf("%s: want a page with %q (%v)", page, words, err)
		}
	}
	err := filepath.WalkDir(dest, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte("mayor knew")) || bytes.Contains(b, []byte("nobody but the authors")) || bytes.Contains(b, []byte("two readers")) {
			t.Errorf("%s holds words of a draft, of a comment or of the author's own keys", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestBroken(t *testing.T) {
	whole := readHarbour(t)
	variants := readVariants(t)
	if len(variants) < 200 {
		t.Errorf("%s holds %d cases, want at least 200: is its format still read?", brokenFile, len(variants))
	}
	whole.dir = t.TempDir()
	whole.write(t, whole.dir)
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			broken, wants := v.apply(t, whole)
			dir, dest := t.TempDir(), filepath.Join(t.TempDir(), "public")
			broken.write(t, dir)

			problems, exit := check(t, dir)
			v.compare(t, problems, wants)
			worst := worst(problems)
			if (exit == 1) != (worst == "error") || exit > 1 {
				t.Errorf("check: exit %d, and the worst problem is %q", exit, worst)
			}
			for _, p := range problems {
				if fault := broken.faultOf(p); fault != "" {
					t.Errorf("%s: %s", fault, p)
				}
			}
			if worst == "warning" {
				if _, exit := check(t, dir, "--strict"); exit != 1 {
					t.Errorf("check --strict: exit %d, want 1", exit)
				}
			}

			if worst != "error" {
				return
			}
			var out, errs bytes.Buffer
			if exit := run([]string{"build", "-s", dir, "-d", dest}, &out, &errs); exit != 1 {
				t.Errorf("build: exit %d, want 1\n%s", exit, &errs)
			}
			if _, err := os.Stat(dest); err == nil {
				t.Error("build wrote the destination in spite of the errors")
			}
		})
	}
}

// TestBrokenText reads one problem as an author meets it in a terminal.
func TestBrokenText(t *testing.T) {
	whole := readHarbour(t)
	for _, v := range readVariants(t) {
		if v.name != "a letter changed" {
			continue
		}
		broken, wants := v.apply(t, whole)
		dir := t.TempDir()
		broken.write(t, dir)
		var out, errs bytes.Buffer
		if exit := run([]string{"check", "-s", dir, "--color", "never"}, &out, &errs); exit != 1 {
			t.Errorf("check: exit %d, want 1", exit)
		}
		text := out.String() + errs.String()
		head := regexp.MustCompile(fmt.Sprintf(`(?m)^%s:%d:\d+: error: .+ \[quote/not-found\]$`,
			regexp.QuoteMeta(wants[0].files[0]), wants[0].line))
		if !head.MatchString(text) || !strings.Contains(text, "hint: ") || !strings.Contains(text, "“Nobody ordared the bridge") {
			t.Errorf("want a line like %s, the line of the page and a hint, got\n%s", head, text)
		}
		return
	}
	t.Fatal("the case is gone")
}

var ruleCode = regexp.MustCompile(`^[a-z]+/[a-z-]+$`)

// faultOf says what is wrong with a diagnostic whatever it reports.
func (d tree) faultOf(p problem) string {
	switch {
	case p.Message == "" || p.Severity == "error" && p.Hint == "":
		return "an error without a message or a hint"
	case !ruleCode.MatchString(p.Rule):
		return "no rule"
	case p.Line < 1 || p.Column < 1:
		return "lines and columns count from 1"
	case p.EndLine < p.Line || p.EndLine == p.Line && p.EndColumn < p.Column:
		return "it ends before it begins"
	}
	text, ok := d.files[p.File]
	if !ok || !utf8.ValidString(text) {
		return ""
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
	if p.Line > len(lines) || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
		return "no such place in the file"
	}
	return ""
}

// check runs `check --format json` and decodes what it printed.
func check(t *testing.T, dir string, flags ...string) ([]problem, int) {
	t.Helper()
	var out, errs bytes.Buffer
	exit := run(append([]string{"check", "-s", dir, "--format", "json"}, flags...), &out, &errs)
	var problems []problem
	if err := json.Unmarshal(out.Bytes(), &problems); err != nil {
		t.Fatalf("check --format json: exit %d: %v\n%.2000s\n%s", exit, err, &out, &errs)
	}
	return problems, exit
}

func worst(problems []problem) string {
	worst := ""
	for _, p := range problems {
		if worst != "error" {
			worst = p.Severity
		}
	}
	return worst
}

// compare demands that every want is met and, unless the case says `also`, that
// nothing else is reported.
func (v variant) compare(t *testing.T, problems []problem, wants []want) {
	t.Helper()
	for _, w := range wants {
		if !slices.ContainsFunc(problems, w.met) {
			t.Errorf("%s:%d: not met: %s", brokenFile, w.at, w)
		}
	}
	for _, p := range problems {
		expected := slices.ContainsFunc(wants, func(w want) bool { return w.met(p) })
		if !expected && !v.also {
			t.Errorf("%s:%d: unexpected: %s", brokenFile, v.at, p)
		}
	}
	if t.Failed() {
		for _, p := range problems {
			t.Logf("got %s", p)
		}
	}
}

func readHarbour(t *testing.T) tree {
	t.Helper()
	whole := tree{files: map[string]string{}, links: map[string]string{}}
	root := os.DirFS(harbour)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, path)
		whole.files[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// write writes the tree into dir. Files that are the same in the tree that it is
// like are hard links: four hundred copies of fifty files would cost more than
// all the checking.
func (d tree) write(t *testing.T, dir string) {
	t.Helper()
	put := func(path string, put func(full string) error) {
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := put(full); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range d.files {
		put(path, func(full string) error {
			if d.like != nil && d.like.files[path] == text {
				if os.Link(filepath.Join(d.like.dir, filepath.FromSlash(path)), full) == nil {
					return nil
				}
			}
			return os.WriteFile(full, []byte(text), 0o644)
		})
	}
	for path, target := range d.links {
		put(path, func(full string) error { return os.Symlink(target, full) })
	}
}

// apply works the case out: the broken dossier, and the places of its marks put
// into its wants.
func (v variant) apply(t *testing.T, whole tree) (tree, []want) {
	t.Helper()
	broken := tree{files: maps.Clone(whole.files), links: map[string]string{}}
	if whole.dir != "" {
		broken.like = &whole
	}
	for _, o := range v.ops {
		if err := broken.do(o, whole); err != nil {
			t.Fatalf("%s:%d: %s: %v", brokenFile, o.at, o.verb, err)
		}
	}
	places := map[int]place{}
	for file, text := range broken.files {
		broken.files[file] = takeMarks(file, text, places)
	}
	var wants []want
	for i, line := range v.wants {
		if line == "nothing" {
			continue
		}
		w, err := parseWant(line, places)
		if err != nil {
			t.Fatalf("%s:%d: %v", brokenFile, v.lines[i], err)
		}
		w.at = v.lines[i]
		wants = append(wants, w)
	}
	return broken, wants
}

func (d tree) do(o op, whole tree) error {
	file := unescape(o.args[0])
	text, exists := d.files[file]
	if o.verb != "add" && o.verb != "symlink" && !exists {
		return fmt.Errorf("there is no file %s", file)
	}
	fresh := unescape(strings.Join(o.new, "\n"))
	switch o.verb {
	case "edit":
		old := unescape(strings.Join(o.old, "\n"))
		if n := strings.Count(text, old); old == "" || n != 1 {
			return fmt.Errorf("the old text occurs %d times in %s, want once: %q", n, file, old)
		}
		d.files[file] = strings.Replace(text, old, fresh, 1)
	case "mark":
		marked := unescape(strings.Join(o.old, "\n"))
		old := heldMark.ReplaceAllString(marked, "")
		if n := strings.Count(text, old); n != 1 {
			return fmt.Errorf("the marked text occurs %d times in %s, want once: %q", n, file, old)
		}
		d.files[file] = strings.Replace(text, old, marked, 1)
	case "add":
		if exists {
			return fmt.Errorf("%s is there already", file)
		}
		d.files[file] = fresh + "\n"
	case "append":
		d.files[file] = text + "\n" + fresh + "\n"
	case "whole":
		d.files[file] = fresh
	case "repeat":
		n, err := strconv.Atoi(o.args[1])
		if err != nil {
			return err
		}
		s, err := strconv.Unquote(o.args[2])
		if err != nil {
			return fmt.Errorf("%v: %s", err, o.args[2])
		}
		d.files[file] = text + strings.Repeat(s, n)
	case "crlf":
		d.files[file] = strings.ReplaceAll(text, "\n", "\r\n")
	case "utf16":
		b := []byte{0xff, 0xfe}
		for _, r := range text {
			b = append(b, byte(r), byte(r>>8))
		}
		d.files[file] = string(b)
	case "remove":
		delete(d.files, file)
	case "symlink":
		d.links[file] = o.args[1]
	case "rehash":
		old, now := hash(whole.files[file]), hash(heldMark.ReplaceAllString(text, ""))
		for f, text := range d.files {
			if strings.HasPrefix(f, "content/sources/") {
				d.files[f] = strings.ReplaceAll(text, old, now)
			}
		}
	default:
		return fmt.Errorf("unknown verb")
	}
	return nil
}

func hash(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

// place is where a mark stood; word is the column at which the letters that
// run up to it begin.
type place struct {
	file         string
	line, column int
	word         int
}

// inWord is false for what a word begins after: white space, and a mark of quotation.
func inWord(r rune) bool { return !unicode.IsSpace(r) && !strings.ContainsRune("“„«\"", r) }

// takeMarks takes the held marks out of a text and notes where they stood.
func takeMarks(file, text string, places map[int]place) string {
	for {
		m := heldMark.FindStringSubmatchIndex(text)
		if m == nil {
			return text
		}
		n, _ := strconv.Atoi(text[m[2]:m[3]])
		before := text[:m[0]]
		lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(before), "\n")
		line := lines[len(lines)-1]
		places[n] = place{
			file:   file,
			line:   len(lines),
			column: utf8.RuneCountInString(line) + 1,
			word:   utf8.RuneCountInString(strings.TrimRightFunc(line, inWord)) + 1,
		}
		text = before + text[m[1]:]
	}
}

var escape = regexp.MustCompile(`\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|r|t)`)

func unescape(s string) string {
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:], 16, 32)
		switch e[1] {
		case 'r':
			return "\r"
		case 't':
			return "\t"
		case 'x':
			return string([]byte{byte(n)})
		}
		return string(rune(n))
	})
}

var (
	wantLine = regexp.MustCompile(`^(\S+) (error|warning|any)(?: ([a-z-]+/[a-z-]+))?((?: (?:says="[^"]*"|related=\S+))*)$`)
	wantMore = regexp.MustCompile(`says="([^"]*)"|related=(\S+)`)
	wantMark = regexp.MustCompile(`^` + mark + `(\d*)(:word|:line|:file)?$`)
)

func parseWant(line string, places map[int]place) (want, error) {
	m := wantLine.FindStringSubmatch(line)
	if m == nil {
		return want{}, fmt.Errorf("cannot read the want %q", line)
	}
	w := want{severity: m[2], rule: m[3]}
	for _, more := range wantMore.FindAllStringSubmatch(m[4], -1) {
		if more[2] != "" {
			w.related = more[2]
		} else {
			w.says = append(w.says, more[1])
		}
	}
	if k := wantMark.FindStringSubmatch(m[1]); k != nil {
		n := 1
		if k[1] != "" {
			n, _ = strconv.Atoi(k[1])
		}
		p, ok := places[n]
		if !ok {
			return want{}, fmt.Errorf("the case has no mark %d", n)
		}
		w.files = []string{p.file}
		if k[2] != ":file" {
			w.line = p.line
		}
		switch k[2] {
		case "":
			w.column, w.word = p.column, p.column
		case ":word":
			w.column, w.word = p.column, p.word
		}
		return w, nil
	}
	file, rest, _ := strings.Cut(m[1], ":")
	w.files = strings.Split(unescape(file), "|")
	if rest != "" {
		ln, col, _ := strings.Cut(rest, ":")
		var err error
		if w.line, err = strconv.Atoi(ln); err != nil {
			return want{}, err
		}
		if col != "" {
			if w.column, err = strconv.Atoi(col); err != nil {
				return want{}, err
			}
			w.word = w.column
		}
	}
	return w, nil
}

// readVariants reads broken.txt. Every line is accounted for: one that fits
// nowhere fails the test, so that no case is lost to a slip of the pen.
func readVariants(t *testing.T) []variant {
	t.Helper()
	b, err := os.ReadFile(brokenFile)
	if err != nil {
		t.Fatal(err)
	}
	var (
		all   []variant
		names = map[string]bool{}
		marks int
	)
	hold := func(s string) string {
		for strings.Contains(s, mark) {
			marks++
			s = strings.Replace(s, mark, "\x00"+strconv.Itoa(marks)+"\x00", 1)
		}
		return strings.ReplaceAll(s, "\x00", mark)
	}
	_, body, found := strings.Cut(string(b), "\n== ")
	if !found {
		t.Fatalf("%s holds no case", brokenFile)
	}
	at := strings.Count(string(b[:len(b)-len(body)]), "\n")
	for i, line := range strings.Split("== "+body, "\n") {
		at := at + i + 1
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, ok := strings.CutPrefix(line, "== "); ok {
			name, _, _ = strings.Cut(name, " (")
			if names[name] {
				t.Errorf("%s:%d: a second case of the name %q", brokenFile, at, name)
			}
			names[name], marks = true, 0
			all = append(all, variant{name: name, at: at})
			continue
		}
		v := &all[len(all)-1]
		verb, rest, _ := strings.Cut(line, " ")
		switch {
		case verb == "-" && len(v.ops) > 0:
			o := &v.ops[len(v.ops)-1]
			if o.verb == "mark" {
				rest = hold(rest)
			}
			o.old = append(o.old, rest)
		case verb == "+" && len(v.ops) > 0:
			o := &v.ops[len(v.ops)-1]
			o.new = append(o.new, hold(rest))
		case line == "also":
			v.also = true
		case verb == "want":
			v.wants, v.lines = append(v.wants, rest), append(v.lines, at)
		case verb == "repeat":
			file, rest, _ := strings.Cut(rest, " ")
			n, text, _ := strings.Cut(rest, " ")
			v.ops = append(v.ops, op{verb: verb, args: []string{file, n, hold(text)}, at: at})
		case slices.Contains([]string{"edit", "mark", "add", "append", "whole", "crlf", "utf16", "remove", "symlink", "rehash"}, verb):
			v.ops = append(v.ops, op{verb: verb, args: strings.Split(rest, " "), at: at})
		default:
			t.Fatalf("%s:%d: cannot read %q", brokenFile, at, line)
		}
	}
	for _, v := range all {
		if len(v.ops) == 0 || len(v.wants) == 0 {
			t.Errorf("%s:%d: the case %q changes nothing or wants nothing", brokenFile, v.at, v.name)
		}
	}
	return all
}
