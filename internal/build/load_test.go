package build

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/internal/diag"
)

// plant writes files, given as path and content in turn, into a folder.
func plant(t testing.TB, dir string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func mustLoad(t testing.TB, dir string, previous *inputs, changed ...string) *inputs {
	t.Helper()
	in, err := load(dir, previous, changed)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// dump tells all that inputs hold, one line a file or problem.
func dump(in *inputs) string {
	var b strings.Builder
	for _, l := range [][]*diag.File{{in.settings}, in.content, in.seeds, in.layouts, in.static} {
		for _, f := range l {
			fmt.Fprintf(&b, "%s %q\n", f.Path, f.Data)
		}
		b.WriteString("--\n")
	}
	for _, d := range in.problems {
		fmt.Fprintf(&b, "%s [%s]\n", d.File.Path, d.Rule.Code)
	}
	return b.String()
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir,
		"dossier.yaml", "\ufefftitle: x\r\n",
		"content/index.md", "\ufeffa\r\nb\rc\n\r\r\n",
		"content/b/z.md", "z", "content/b.md", "b",
		"content/empty.md", "",
		"seeds/1.txt", "\ufeffa\r\nb\r",
		"layouts/page.html", "p\r\n",
		"static/_headers", "h\r\n", "static/.well-known/security.txt", "s", "static/a_b-c.min.js", "j", "static/日本/é.png", "i",
		"README.md", "not ours", "public/index.html", "not ours")
	want := `dossier.yaml "title: x\n"
--
content/b.md "b"
content/b/z.md "z"
content/empty.md ""
content/index.md "a\nb\nc\n\n\n"
--
seeds/1.txt "\ufeffa\r\nb\r"
--
layouts/page.html "p\n"
--
static/.well-known/security.txt "s"
static/_headers "h\r\n"
static/a_b-c.min.js "j"
static/日本/é.png "i"
--
`
	if got := dump(mustLoad(t, dir, nil)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLoadIgnores(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "dossier.yaml", "")
	for _, name := range []string{"4913", "a.md~", ".#a.md", "#a.md#", ".a.md.swp", ".a.md.swo", "a.md___jb_tmp___", ".DS_Store", ".git/config", ".hidden.md"} {
		for _, area := range []string{"content", "seeds", "layouts", "static", "content/sub", "static/sub"} {
			plant(t, dir, area+"/"+name, "litter")
		}
	}
	plant(t, dir, "content/.env", "", "seeds/.env", "", "static/sub/.well-known/x", "")
	if err := os.Symlink("nobody@host:1", filepath.Join(dir, "content", ".#b.md")); err != nil {
		t.Fatal(err)
	}
	in := mustLoad(t, dir, nil)
	if got, want := dump(in), "dossier.yaml \"\"\n--\n--\n--\n--\n--\n"; got != want {
		t.Errorf("got\n%s", got)
	}
	// A dossier that lies in a dot-folder itself is a dossier like any other.
	hidden := filepath.Join(dir, ".x")
	plant(t, hidden, "dossier.yaml", "", "content/a.md", "a")
	if in := mustLoad(t, hidden, nil); len(in.content) != 1 {
		t.Errorf("in a dot-folder: %s", dump(in))
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ path, rule string }{
		{"content/photo.jpg", "file/stray"},
		{"content/PAGE.MD", "file/stray"},
		{"content/id_rsa", "file/stray"},
		{"content/a\x1b.md", "file/name"},
		{"seeds/a\xff.txt", "file/name"},
		{"static/photo 1.jpg", "file/name"},
		{"static/a--b.png", "file/name"},
		{"static/a..b", "file/name"},
		{"static/a.-b", "file/name"},
		{"static/-a", "file/name"},
		{"static/a.", "file/name"},
		{"static/a\\b", "file/name"},
		{"static/a:b", "file/name"},
		{"static/a\u202eb", "file/name"},
		{"static/" + strings.Repeat("a", 121), "file/name"},
		{"static/.env", "file/secret"},
		{"static/sub/.env.local", "file/secret"},
		{"static/id_rsa", "file/secret"},
		{"static/ID_ED25519.old", "file/secret"},
		{"static/tls/server.pem", "file/secret"},
		{"static/tls/server.KEY", "file/secret"},
	} {
		dir := t.TempDir()
		plant(t, dir, "dossier.yaml", "", c.path, "x", "content/fine.md", "fine", "static/"+strings.Repeat("b", 120), "")
		in := mustLoad(t, dir, nil)
		if len(in.problems) != 1 || in.problems[0].Rule.Code != c.rule || in.problems[0].File.Path != c.path || in.problems[0].Hint == "" {
			t.Errorf("%q: want %s, got %v", c.path, c.rule, dump(in))
		}
		if in.has(c.path) != nil || len(in.content) != 1 || len(in.static) != 1 {
			t.Errorf("%q: read although refused, or others were not: %s", c.path, dump(in))
		}
	}
}

func TestLoadSpecial(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.md")
	plant(t, filepath.Dir(outside), "secret.md", "secret")
	plant(t, dir, "dossier.yaml", "", "content/a.md", "a", "content/sub/b.md", "b")
	at := func(p string) string { return filepath.Join(dir, p) }
	for _, err := range []error{
		os.Symlink(outside, at("content/out.md")),
		os.Symlink("a.md", at("content/in.md")),
		os.Symlink("nowhere", at("content/dangling.md")),
		os.Symlink("..", at("content/sub/loop")),
		os.Symlink(filepath.Dir(outside), at("static")),
		syscall.Mkfifo(at("content/pipe.md"), 0o644),
		syscall.Mkfifo(at("seeds"), 0o644),
		os.WriteFile(at("layouts"), nil, 0o644),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir) // names of sockets are short
	l, err := net.Listen("unix", "content/socket")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()

	done := make(chan *inputs, 1)
	go func() {
		in, err := load(dir, nil, nil)
		if err != nil {
			t.Error(err)
		}
		done <- in
	}()
	select {
	case in := <-done:
		want := `dossier.yaml ""
--
content/a.md "a"
content/sub/b.md "b"
--
--
--
--
content/dangling.md [file/symlink]
content/in.md [file/symlink]
content/out.md [file/symlink]
content/pipe.md [file/special]
content/socket [file/special]
content/sub/loop [file/symlink]
layouts [file/special]
seeds [file/special]
static [file/symlink]
`
		if got := dump(in); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("hangs")
	}

	// A pipe that takes the place of a file after the folder was listed.
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s := scan{root: root, paths: []string{"content/a.md", "content/pipe.md", "content/gone.md"}}
	if err := s.read(); err != nil {
		t.Fatal(err)
	}
	if s.files[0] == nil || s.files[1] != nil || s.files[2] != nil || len(s.problems) != 1 || s.problems[0].File.Path != "content/pipe.md" {
		t.Errorf("got %v and problems %v", s.files, s.problems)
	}
}

func TestLoadSettings(t *testing.T) {
	dir := t.TempDir()
	_, err := load(dir, nil, nil)
	if !errors.Is(err, ErrNoDossier) || err.Error() != "no dossier.yaml in "+dir {
		t.Errorf("empty folder: %v", err)
	}
	if _, err = load(filepath.Join(dir, "nowhere"), nil, nil); !errors.Is(err, ErrNoDossier) {
		t.Errorf("no folder: %v", err)
	}
	plant(t, dir, "other.yaml", "title: x", "content/a.md", "a")
	if err := os.Symlink("other.yaml", filepath.Join(dir, "dossier.yaml")); err != nil {
		t.Fatal(err)
	}
	in := mustLoad(t, dir, nil)
	if len(in.problems) != 1 || in.problems[0].Rule != &ruleSymlink || len(in.settings.Data) != 0 {
		t.Errorf("a link as settings: %s", dump(in))
	}
	if next := mustLoad(t, dir, in, "content/a.md"); dump(next) != dump(in) {
		t.Errorf("not taken over: %s", dump(next))
	}
	if err := os.Remove(filepath.Join(dir, "dossier.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err = load(dir, in, []string{"dossier.yaml"}); !errors.Is(err, ErrNoDossier) {
		t.Errorf("settings removed: %v", err)
	}
	plant(t, dir, "dossier.yaml/x", "")
	if in := mustLoad(t, dir, nil); len(in.problems) != 1 || in.problems[0].Rule != &ruleSpecial {
		t.Errorf("a folder as settings: %s", dump(in))
	}
}

// Permissions do not bind the superuser, so the test runs itself again as nobody.
func TestLoadUnreadable(t *testing.T) {
	if os.Getenv("DOSSIER_TEST_UNREADABLE") == "" && os.Getuid() == 0 {
		self, err := os.ReadFile("/proc/self/exe")
		if err != nil {
			t.Skip(err)
		}
		dir, err := os.MkdirTemp("", "unreadable")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		program := filepath.Join(dir, "test")
		if err := errors.Join(os.WriteFile(program, self, 0o755), os.Chmod(dir, 0o777)); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(program, "-test.run=^TestLoadUnreadable$", "-test.v")
		c.Dir = dir
		c.Env = append(os.Environ(), "DOSSIER_TEST_UNREADABLE=1", "TMPDIR="+dir)
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	for _, p := range []string{"content/a.md", "content/sub"} {
		dir := t.TempDir()
		plant(t, dir, "dossier.yaml", "", "content/a.md", "a", "content/sub/b.md", "b")
		if err := os.Chmod(filepath.Join(dir, p), 0); err != nil {
			t.Fatal(err)
		}
		_, err := load(dir, nil, nil)
		if !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), "read "+p+": ") {
			t.Errorf("%s: got %v", p, err)
		}
		os.Chmod(filepath.Join(dir, p), 0o755)
	}
}

func TestLoadTakesOver(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "dossier.yaml", "", "content/a.md", "a\r\n", "content/b.md", "b", "static/x", "x")
	in := mustLoad(t, dir, nil)
	plant(t, dir, "content/a.md", "a\n", "content/b.md", "other")
	next := mustLoad(t, dir, in)
	if next.content[0] != in.content[0] || next.static[0] != in.static[0] || next.settings != in.settings {
		t.Error("a file with the same bytes is not the same File")
	}
	if next.content[1] == in.content[1] || string(next.content[1].Data) != "other" || string(in.content[1].Data) != "b" {
		t.Error("a changed file must be a new File, and the old one stay as it was")
	}
	// Only the paths named are looked at.
	plant(t, dir, "content/a.md", "1", "content/b.md", "2")
	last := mustLoad(t, dir, next, "content/b.md", "elsewhere/x", "../x", "/etc/passwd", "content/.git/x")
	if last.content[0] != next.content[0] || string(last.content[1].Data) != "2" {
		t.Errorf("got %s", dump(last))
	}
	if again := mustLoad(t, dir, last); string(again.content[0].Data) != "1" {
		t.Error("without changed paths everything must be read again")
	}
}

// Whatever happens to the tree, a load that is told the paths gives what a cold load gives.
func TestLoadWarmEqualsCold(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "dossier.yaml", "title: x")
	r := rand.New(rand.NewPCG(1, 2))
	areas := []string{"content", "seeds", "layouts", "static"}
	names := []string{"a.md", "b.md", "c", "d", "e.md~", ".f", "g h", "id_rsa", "x.jpg", ".env"}
	some := func(l []string) string { return l[r.IntN(len(l))] }
	in := mustLoad(t, dir, nil)
	problems := 0
	for step := range 1500 {
		changed := map[string]bool{}
		for range 1 + r.IntN(3) {
			p := some(areas)
			for range 1 + r.IntN(3) {
				p += "/" + some(names)
			}
			if r.IntN(40) == 0 {
				p = some(areas)
			}
			full := filepath.Join(dir, p)
			changed[p] = true
			// Through a link, what changes is where it leads.
			for up := filepath.Dir(full); up != dir; up = filepath.Dir(up) {
				if real, err := filepath.EvalSymlinks(up); err == nil {
					changed[filepath.ToSlash(strings.TrimPrefix(real, dir+"/"))] = true
				}
			}
			switch r.IntN(8) {
			case 0, 1:
				os.RemoveAll(full)
			case 2:
				q := some(areas) + "/" + some(names)
				changed[q] = true
				os.Rename(full, filepath.Join(dir, q))
			case 3:
				os.Symlink("a.md", full)
			case 4:
				syscall.Mkfifo(full, 0o644)
			default:
				// The folders that are made on the way are told as well, as a watcher does.
				os.MkdirAll(filepath.Dir(full), 0o755)
				if info, err := os.Lstat(full); err == nil && !info.Mode().IsRegular() {
					os.RemoveAll(full) // rather than write into a pipe
				}
				os.WriteFile(full, fmt.Appendf(nil, "%d\r\n", r.IntN(3)), 0o644)
			}
		}
		cold := mustLoad(t, dir, nil)
		in = mustLoad(t, dir, in, slices.Collect(maps.Keys(changed))...)
		if got, want := dump(in), dump(cold); got != want {
			t.Fatalf("step %d, changed %v: warm\n%s\ncold\n%s", step, changed, got, want)
		}
		problems += len(in.problems)
	}
	if problems < 1000 {
		t.Errorf("the edits made only %d problems", problems)
	}
}

func TestLoadKeepsPrevious(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, "dossier.yaml", "")
	for i := range 50 {
		plant(t, dir, fmt.Sprintf("content/%02d.md", i), "x", fmt.Sprintf("content/%02d.txt", i), "x")
	}
	in := mustLoad(t, dir, nil)
	before := dump(in)
	os.RemoveAll(filepath.Join(dir, "content", "10.md"))
	os.RemoveAll(filepath.Join(dir, "content", "10.txt"))
	plant(t, dir, "content/00a.md", "x", "dossier.yaml", "new")
	mustLoad(t, dir, in, "content/10.md", "content/10.txt", "content/00a.md", "dossier.yaml")
	if dump(in) != before {
		t.Error("a load changed the inputs of the one before")
	}
}

func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	plant(b, dir, "dossier.yaml", "")
	for i := range 10_000 {
		plant(b, dir, fmt.Sprintf("content/claims/%02d/%d.md", i%50, i), strings.Repeat("word ", 800)+fmt.Sprint(i))
	}
	in := mustLoad(b, dir, nil)
	runtime.GC()
	for _, c := range []struct {
		name     string
		previous *inputs
		changed  []string
	}{{"cold", nil, nil}, {"all again", in, nil}, {"one", in, []string{"content/claims/07/7.md"}}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				mustLoad(b, dir, c.previous, c.changed...)
			}
		})
	}
}
