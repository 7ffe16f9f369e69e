package build

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	defaults "dossier"
	"dossier/internal/diag"
)

// harbour is the second dossier: every feature of the contract, on another subject.
const harbour = "../../cmd/dossier/testdata/harbour"

func copyDossier(t testing.TB, from string) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"content", "seeds", "layouts", "static"} {
		if _, err := os.Stat(filepath.Join(from, part)); err != nil {
			continue
		}
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join(from, part))); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(from, "dossier.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "dossier.yaml"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func newBuilder(t testing.TB, dir string, workers int) *Builder {
	t.Helper()
	b, err := New(Options{Dir: dir, Defaults: defaults.Defaults, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// shown is all that a build says and shows, in one comparable form.
func shown(t testing.TB, r *Result) map[string]string {
	t.Helper()
	all := map[string]string{}
	var problems bytes.Buffer
	if err := diag.Write(&problems, r.Problems, "json", false); err != nil {
		t.Fatal(err)
	}
	all["problems"] = problems.String()
	for i := range r.Outputs {
		o := &r.Outputs[i]
		data, err := o.Bytes()
		if err != nil {
			data = []byte("error: " + err.Error())
		}
		if _, twice := all[o.Path]; twice && !r.Failed(false) {
			t.Errorf("two outputs at %s in a dossier without errors", o.Path)
		}
		all[o.Path] += string(data)
	}
	return all
}

func difference(a, b map[string]string) string {
	var out strings.Builder
	var keys []string
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if a[k] == b[k] {
			continue
		}
		x, y := strings.Split(a[k], "\n"), strings.Split(b[k], "\n")
		for i := range max(len(x), len(y)) {
			var l, m string
			if i < len(x) {
				l = x[i]
			}
			if i < len(y) {
				m = y[i]
			}
			if l != m {
				fmt.Fprintf(&out, "%s:%d\n  warm %.300s\n  cold %.300s\n", k, i+1, l, m)
				break
			}
		}
	}
	return out.String()
}

// An editor changes a dossier at random and remembers which paths it touched.
type editor struct {
	t       testing.TB
	dir     string
	r       *rand.Rand
	touched []string
	deleted map[string][]byte
	n       int
}

func (e *editor) write(rel string, data []byte) {
	full := filepath.Join(e.dir, filepath.FromSlash(rel))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(full, data, 0o644); err != nil {
		e.t.Fatal(err)
	}
	e.touched = append(e.touched, rel)
}

func (e *editor) read(rel string) []byte {
	data, err := os.ReadFile(filepath.Join(e.dir, filepath.FromSlash(rel)))
	if err != nil {
		e.t.Fatal(err)
	}
	return data
}

func (e *editor) remove(rel string) {
	e.deleted[rel] = e.read(rel)
	if err := os.Remove(filepath.Join(e.dir, filepath.FromSlash(rel))); err != nil {
		e.t.Fatal(err)
	}
	e.touched = append(e.touched, rel)
}

func (e *editor) files(under, suffix string) []string {
	var out []string
	filepath.WalkDir(filepath.Join(e.dir, under), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, suffix) {
			rel, _ := filepath.Rel(e.dir, path)
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	return out
}

// spare tells whether a file may go without leaving its folder, and so a kind, empty.
func (e *editor) spare(rel string) bool { return len(e.files(filepath.Dir(rel), ".md")) > 2 }

func (e *editor) pick(list []string) string { return list[e.r.IntN(len(list))] }

// key sets a line of the front matter, or takes it away.
func (e *editor) key(rel, key, value string) {
	lines := strings.Split(string(e.read(rel)), "\n")
	for i, l := range lines {
		if i > 0 && l == "---" {
			break
		}
		if strings.HasPrefix(l, key+":") {
			lines = slices.Delete(lines, i, i+1)
			break
		}
	}
	if value != "" && len(lines) > 0 && lines[0] == "---" {
		lines = slices.Insert(lines, 1, key+": "+value)
	}
	e.write(rel, []byte(strings.Join(lines, "\n")))
}

// edits vary every fact that one page may know of another, and everything else that is read.
var edits = []func(e *editor){
	func(e *editor) { // a body
		rel := e.pick(e.files("content", ".md"))
		e.n++
		e.write(rel, append(e.read(rel), fmt.Sprintf("\n\nA sentence more, number %d.\n", e.n)...))
	},
	func(e *editor) { // a link by name, right or wrong
		rel, to := e.pick(e.files("content", ".md")), e.pick(e.files("content", ".md"))
		id := strings.TrimSuffix(filepath.Base(to), ".md")
		e.write(rel, append(e.read(rel), fmt.Sprintf("\n\nSee [[%s]].\n", id)...))
	},
	func(e *editor) { // a citation
		rel, src := e.pick(e.files("content", ".md")), e.pick(e.files("content/sources", ".md"))
		e.write(rel, append(e.read(rel), fmt.Sprintf("\n\nAs is told there.[@%s, para. %d]\n", strings.TrimSuffix(filepath.Base(src), ".md"), 1+e.r.IntN(4))...))
	},
	func(e *editor) { // a quotation, right or wrong
		rel, src := e.pick(e.files("content", ".md")), e.pick(e.files("content/sources", ".md"))
		words := strings.Fields(string(e.read(e.pick(e.files("seeds", "")))))
		if len(words) < 12 {
			return
		}
		i := e.r.IntN(len(words) - 10)
		text := strings.NewReplacer("“", "", "”", "", `"`, "", "«", "", "»", "").Replace(strings.Join(words[i:i+8], " "))
		e.write(rel, append(e.read(rel), fmt.Sprintf("\n\nIt says “%s”.[@%s]\n", text, strings.TrimSuffix(filepath.Base(src), ".md"))...))
	},
	func(e *editor) {
		e.n++
		e.key(e.pick(e.files("content", ".md")), "title", fmt.Sprintf("Title number %d", e.n))
	},
	func(e *editor) {
		e.n++
		e.key(e.pick(e.files("content", ".md")), "summary", fmt.Sprintf("Summary number %d", e.n))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content", ".md")), "date", fmt.Sprintf("20%02d-0%d", e.r.IntN(30), 1+e.r.IntN(9)))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content", ".md")), "updated", fmt.Sprintf("20%02d", e.r.IntN(30)))
	},
	func(e *editor) { e.key(e.pick(e.files("content", ".md")), "draft", "true") },
	func(e *editor) { e.key(e.pick(e.files("content", ".md")), "draft", "") },
	func(e *editor) {
		e.key(e.pick(e.files("content", ".md")), "lang", e.pick([]string{"", "de", "ar", "fr"}))
	},
	func(e *editor) { e.key(e.pick(e.files("content", ".md")), "weight", e.pick([]string{"", "3", "-2"})) },
	func(e *editor) {
		e.n++
		e.key(e.pick(e.files("content/claims", ".md")), "slug", e.pick([]string{"", fmt.Sprintf("slug-%d", e.n), "one-for-all"}))
	},
	func(e *editor) {
		e.n++
		e.key(e.pick(e.files("content", ".md")), "aliases", e.pick([]string{"", fmt.Sprintf("[/old-%d/]", e.n), "[/claims/]"}))
	},
	func(e *editor) {
		e.n++
		e.key(e.pick(e.files("content/actors", ".md")), "names", fmt.Sprintf("[Spelling %d, The Same For All]", e.r.IntN(4)))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content/actors", ".md")), "role", e.pick([]string{"", "Harbour master", "Witness"}))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content/actors", ".md")), "part_of", e.pick([]string{"", "[" + e.id("actors") + "]"}))
	},
	func(e *editor) { e.key(e.pick(e.files("content/claims", ".md")), "by", "["+e.id("actors")+"]") },
	func(e *editor) { e.key(e.pick(e.files("content/claims", ".md")), "about", "["+e.id("actors")+"]") },
	func(e *editor) { e.key(e.pick(e.files("content/events", ".md")), "actors", "["+e.id("actors")+"]") },
	func(e *editor) {
		e.key(e.pick(e.files("content/sources", ".md")), "publisher", e.pick([]string{"not stated", "The Post"}))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content/sources", ".md")), "published", e.pick([]string{"not stated", "2021-05"}))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content/sources", ".md")), "language", e.pick([]string{"en", "de", "ar"}))
	},
	func(e *editor) {
		e.key(e.pick(e.files("content/sources", ".md")), "publish", e.pick([]string{"", "full", "excerpts"}))
	},
	func(e *editor) { e.key(e.pick(e.files("content", ".md")), "nonsense", "1") },
	func(e *editor) { e.key(e.pick(e.files("content", ".md")), "nonsense", "") },
	func(e *editor) { // a page goes
		if rel := e.pick(e.files("content", ".md")); e.spare(rel) {
			e.remove(rel)
		}
	},
	func(e *editor) { // and comes back
		var gone []string
		for rel := range e.deleted {
			gone = append(gone, rel)
		}
		if len(gone) > 0 {
			slices.Sort(gone)
			rel := e.pick(gone)
			e.write(rel, e.deleted[rel])
			delete(e.deleted, rel)
		}
	},
	func(e *editor) { // a page is renamed
		if rel := e.pick(e.files("content", ".md")); e.spare(rel) {
			data := e.read(rel)
			e.remove(rel)
			e.n++
			e.write(filepath.ToSlash(filepath.Join(filepath.Dir(rel), fmt.Sprintf("renamed-%d.md", e.n))), data)
		}
	},
	func(e *editor) { // a folder is renamed: only the two folders are named
		e.n++
		from := filepath.ToSlash(filepath.Dir(e.pick(e.files("content", ".md"))))
		if strings.Count(from, "/") < 1 || strings.Count(from, "/") < 2 && slices.Contains([]string{"sources", "actors", "claims", "questions", "events"}, filepath.Base(from)) {
			return
		}
		to := fmt.Sprintf("%s-%d", from, e.n)
		if err := os.Rename(filepath.Join(e.dir, from), filepath.Join(e.dir, to)); err != nil {
			e.t.Fatal(err)
		}
		e.touched = append(e.touched, from, to)
	},
	func(e *editor) { // a source text changes by one letter
		rel := e.pick(e.files("seeds", ""))
		data := bytes.Clone(e.read(rel))
		for range 100 {
			if i := e.r.IntN(len(data)); data[i] >= 'a' && data[i] < 'z' {
				data[i]++
				break
			}
		}
		e.write(rel, data)
	},
	func(e *editor) {
		e.n++
		e.write("layouts/event.html", fmt.Appendf(nil, `{{define "main"}}<h1>{{.Title}} %d</h1>{{.Body}}{{end}}`, e.n))
	},
	func(e *editor) { e.write("layouts/event.html", []byte(`{{define "main"}}{{.Nothing}}{{end}}`)) },
	func(e *editor) { e.write("layouts/claim.html", []byte(`{{define "main"}}{{if}}{{end}}`)) },
	func(e *editor) {
		for _, rel := range e.files("layouts", ".html") {
			os.Remove(filepath.Join(e.dir, filepath.FromSlash(rel)))
			e.touched = append(e.touched, rel)
		}
	},
	func(e *editor) { e.n++; e.write("static/site.css", fmt.Appendf(nil, "body { margin: %dpx }", e.n)) },
	func(e *editor) { e.n++; e.write(fmt.Sprintf("static/file-%d.txt", e.n), []byte("words")) },
	func(e *editor) {
		if files := e.files("static", ".txt"); len(files) > 0 {
			e.remove(e.pick(files))
		}
	},
	func(e *editor) {
		e.n++
		lines := strings.Split(string(e.read("dossier.yaml")), "\n")
		for i := range lines {
			if strings.HasPrefix(lines[i], "title:") {
				lines[i] = fmt.Sprintf("title: Settings number %d", e.n)
			}
		}
		e.write("dossier.yaml", []byte(strings.Join(lines, "\n")))
	},
	func(e *editor) { e.write("content/stray.txt", []byte("not a page")) },
	func(e *editor) {
		if os.Remove(filepath.Join(e.dir, "content/stray.txt")) == nil {
			e.touched = append(e.touched, "content/stray.txt")
		}
	},
}

func (e *editor) id(kind string) string {
	files := e.files("content/"+kind, ".md")
	if len(files) == 0 {
		return "nobody"
	}
	return strings.TrimSuffix(filepath.Base(e.pick(files)), ".md")
}

// TestWarmEqualsCold is the guard of the whole design: whatever is edited, in whatever
// batches, a builder that has been running says and shows what a new one does.
func TestWarmEqualsCold(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 15
	}
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := &editor{t: t, dir: copyDossier(t, harbour), r: rand.New(rand.NewPCG(seed, 7)), deleted: map[string][]byte{}}
			warm := newBuilder(t, e.dir, 3)
			if _, err := warm.Build(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			for round := range rounds {
				e.touched = nil
				var did []int
				for range 1 + e.r.IntN(4) {
					k := e.r.IntN(len(edits))
					did = append(did, k)
					edits[k](e)
				}
				hint := e.touched
				if e.r.IntN(5) == 0 {
					hint = nil // as after an overflow
				} else if hint == nil {
					hint = []string{}
				}
				w, err := warm.Build(context.Background(), hint)
				if err != nil {
					t.Fatal(err)
				}
				cold, err := newBuilder(t, e.dir, 1+round%3).Build(context.Background(), nil)
				if err != nil {
					t.Fatal(err)
				}
				if d := difference(shown(t, w), shown(t, cold)); d != "" {
					t.Fatalf("seed %d, round %d, edits %v, touched %v (hint %v):\n%s", seed, round, did, e.touched, hint != nil, d)
				}
			}
		})
	}
}

// TestWorkIsCounted: a body edit parses one file, verifies that page's quotations and renders one page.
func TestWorkIsCounted(t *testing.T) {
	dir := copyDossier(t, harbour)
	b := newBuilder(t, dir, 2)
	first, err := b.Build(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	shown(t, first)
	if w := first.Work(); w.Parsed < 20 || w.Verified < 20 || w.Rendered < 30 {
		t.Fatalf("a cold build did only %+v", w)
	}
	pages := 0
	for i := range first.Outputs {
		if first.Outputs[i].Page {
			pages++
		}
	}
	rel := "content/index.md"
	data, err := os.ReadFile(filepath.Join(dir, rel))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, rel), append(data, "\n\nOne sentence more.\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	second, err := b.Build(context.Background(), []string{rel})
	if err != nil {
		t.Fatal(err)
	}
	for i := range second.Outputs {
		if o := &second.Outputs[i]; o.Page {
			if _, err := o.Bytes(); err != nil {
				t.Fatal(err)
			}
		}
	}
	onIt := len(second.Site.At("/").Quotations)
	if w := second.Work(); w != (Work{Parsed: 1, Verified: onIt, Rendered: 1}) {
		t.Errorf("a body edit did %+v, not one parse, its own %d quotations and one page of %d", w, onIt, pages)
	}
	again, err := b.Build(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if again != second {
		t.Error("nothing changed, but the result is a new one")
	}
}

// TestNothingIsRenderedUnasked: a preview pays for what is looked at.
func TestNothingIsRenderedUnasked(t *testing.T) {
	b := newBuilder(t, copyDossier(t, harbour), 2)
	r, err := b.Build(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Work().Rendered; n != 0 {
		t.Errorf("%d outputs were rendered before anybody asked", n)
	}
	for range 3 {
		if _, err := r.Find("index.html").Bytes(); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.Work().Rendered; n != 1 {
		t.Errorf("one page was asked for, %d were rendered", n)
	}
}
