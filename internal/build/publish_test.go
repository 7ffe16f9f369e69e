package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A tiny site: content by path.
type tiny map[string]string

func (s tiny) publish(ctx context.Context, dest, project string) error {
	paths := slices.Sorted(maps.Keys(s))
	return publish(ctx, dest, project, paths, func(i int) ([]byte, error) { return []byte(s[paths[i]]), nil }, 2)
}

// tree reads all files below a folder, its manifest too.
func tree(t testing.TB, dir string) tiny {
	t.Helper()
	s := tiny{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		s[filepath.ToSlash(strings.TrimPrefix(p, dir+string(filepath.Separator)))] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// listed is a site with the manifest that it must have, made in another way.
func (s tiny) listed() tiny {
	var lines []string
	for _, p := range slices.Sorted(maps.Keys(s)) {
		lines = append(lines, fmt.Sprintf(`{"path":%q,"size":%d,"sha256":"%x"}`, p, len(s[p]), sha256.Sum256([]byte(s[p]))))
	}
	out := maps.Clone(s)
	out[manifestName] = strings.TrimSuffix("{\"format\":1,\"files\":[\n"+strings.Join(lines, ",\n"), "\n") + "\n]}\n"
	return out
}

func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

var (
	siteA = tiny{"index.html": "a", "claims/x/index.html": "x", "claims/y/index.html": "", "data/dossier.json": "{}", "_headers": "h"}
	siteB = tiny{"index.html": "b", "claims/z/index.html": "z", "data/deep/er/x.json": "[]"}
)

// standing publishes siteA and returns the project's folder and the destination.
func standing(t testing.TB) (project, dest string) {
	t.Helper()
	project = t.TempDir()
	plant(t, project, "dossier.yaml", "", "content/a.md", "a")
	dest = filepath.Join(project, "public")
	if err := siteA.publish(t.Context(), dest, project); err != nil {
		t.Fatal(err)
	}
	return project, dest
}

// untouched asserts that the site is siteA still, and that nothing lies beside it.
func untouched(t testing.TB, project, dest string) {
	t.Helper()
	if d := cmp.Diff(siteA.listed(), tree(t, dest)); d != "" {
		t.Errorf("the old site was changed (-want +got)\n%s", d)
	}
	if got, want := names(t, project), []string{"content", "dossier.yaml", "public"}; !slices.Equal(got, want) {
		t.Errorf("left beside the site: %v", got)
	}
}

func TestPublish(t *testing.T) {
	project, dest := standing(t)
	untouched(t, project, dest)
	for _, s := range []tiny{siteB, siteA, siteA, {}, siteB} {
		if err := s.publish(t.Context(), dest, project); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(s.listed(), tree(t, dest)); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
	if got, want := names(t, project), []string{"content", "dossier.yaml", "public"}; !slices.Equal(got, want) {
		t.Errorf("left beside the site: %v", got)
	}
	// An empty folder may be taken, and folders on the way are made.
	other := filepath.Join(project, "out", "site")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dest := range []string{other, filepath.Join(project, "x", "y", "z")} {
		if err := siteB.publish(t.Context(), dest, project); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(siteB.listed(), tree(t, dest)); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
}

func TestPublishRelative(t *testing.T) {
	t.Chdir(t.TempDir())
	plant(t, ".", "dossier.yaml", "")
	if err := siteA.publish(t.Context(), "public", "."); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(siteA.listed(), tree(t, "public")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// Every destination under which something would be lost is refused, and is left as it is.
func TestPublishRefuses(t *testing.T) {
	project, dest := standing(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	at := func(p string) string { return filepath.Join(project, filepath.FromSlash(p)) }
	plant(t, project, "foreign/notes.txt", "mine", "other/manifest.json", `{"name":"a web app"}`, "other/x", "", "file", "mine")
	for _, err := range []error{
		os.Symlink("public", at("link")), os.Symlink("nowhere", at("dangling")), os.Symlink("content", at("through")), os.Symlink(project, filepath.Join(home, "p")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	before := tree(t, at("content"))
	for _, c := range []struct{ dest, want string }{
		{"/", "root of the file system"},
		{home, "home folder"},
		{filepath.Dir(home), "lies in it"},
		{project, "dossier itself"},
		{project + "/public/..", "dossier itself"},
		{filepath.Join(home, "p"), "dossier itself"},
		{filepath.Dir(project), "lies in it"},
		{at("content"), "content/"},
		{at("content/new/site"), "content/"},
		{at("through/site"), "content/"},
		{filepath.Join(home, "p", "seeds", "x"), "seeds/"},
		{at("static"), "static/"},
		{at("layouts/x"), "layouts/"},
		{at("cmd"), "cmd/"},
		{at(".git/site"), ".git/"},
		{at("file"), "it is a file"},
		{at("dossier.yaml"), "it is a file"},
		{at("link"), "symbolic link"},
		{at("dangling"), "symbolic link"},
		{at("foreign"), "not empty: notes.txt"},
		{at("other"), "not one that this program wrote"},
	} {
		err := siteB.publish(t.Context(), c.dest, project)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "write site to "+c.dest+": ") {
			t.Errorf("%s: want %q, got %v", c.dest, c.want, err)
		}
	}
	if d := cmp.Diff(before, tree(t, at("content"))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(tiny{"notes.txt": "mine"}, tree(t, at("foreign"))); d != "" {
		t.Error(d)
	}
	for _, p := range []string{"link", "dangling", "through", "foreign", "other", "file"} {
		if err := os.RemoveAll(at(p)); err != nil {
			t.Fatal(err)
		}
	}
	untouched(t, project, dest)
}

func TestPublishForeignFiles(t *testing.T) {
	project, dest := standing(t)
	plant(t, dest, ".DS_Store", "", "claims/.DS_Store", "")
	if err := siteA.publish(t.Context(), dest, project); err != nil {
		t.Errorf("what a file manager leaves must not count: %v", err)
	}
	untouched(t, project, dest)

	plant(t, dest, "CNAME", "mine", "claims/mine.txt", "1", "claims/x/mine.txt", "2", "zz/mine.txt", "3", "zz/more.txt", "4")
	before := tree(t, dest)
	err := siteB.publish(t.Context(), dest, project)
	if err == nil || !strings.Contains(err.Error(), ": CNAME, claims/mine.txt, claims/x/mine.txt and 2 more.") {
		t.Errorf("got %v", err)
	}
	if d := cmp.Diff(before, tree(t, dest)); d != "" {
		t.Error(d)
	}
}

// A file that appears in the old site while the new one is made must not be lost.
func TestPublishForeignFileMeanwhile(t *testing.T) {
	project, dest := standing(t)
	paths := slices.Sorted(maps.Keys(siteB))
	err := publish(t.Context(), dest, project, paths, func(i int) ([]byte, error) {
		if i == 1 {
			plant(t, dest, "claims/mine.txt", "mine")
		}
		return []byte(siteB[paths[i]]), nil
	}, 1)
	if !errors.Is(err, errForeign) {
		t.Fatalf("got %v", err)
	}
	if d := cmp.Diff(siteB.listed(), tree(t, dest)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	// It is kept by later builds too.
	if err := siteA.publish(t.Context(), dest, project); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(filepath.Join(project, ".public.staging-*", "claims", "mine.txt"))
	if err != nil || len(kept) != 1 || !strings.Contains(fmt.Sprint(names(t, project)), ".public.staging-") {
		t.Errorf("kept: %v %v", kept, err)
	}
}

func TestPublishPaths(t *testing.T) {
	project, dest := standing(t)
	for _, bad := range [][]string{
		{"../x"}, {"/etc/x"}, {"a/../../x"}, {"a//b"}, {"./a"}, {"a/"}, {""}, {"."}, {"a\\b"}, {"a\x00"}, {"a\xff"},
		{"manifest.json"}, {"a", "a"}, {"b", "a"},
	} {
		err := publish(t.Context(), dest, project, bad, func(int) ([]byte, error) { return nil, nil }, 2)
		if err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	untouched(t, project, dest)
}

func TestPublishFails(t *testing.T) {
	cause := errors.New("layout page.html:3: no such field")
	for _, c := range []struct {
		name    string
		paths   []string
		content func(i int, cancel func()) ([]byte, error)
		want    error
		text    string
	}{
		{"content", []string{"a", "b/c", "d"}, func(i int, _ func()) ([]byte, error) {
			if i == 1 {
				return nil, fmt.Errorf("render: %w", cause)
			}
			return []byte("x"), nil
		}, cause, ": b/c: render: layout"},
		{"content, an error of the system", []string{"a"}, func(int, func()) ([]byte, error) {
			_, err := os.Open("/nowhere")
			return nil, fmt.Errorf("read photo: %w", err)
		}, fs.ErrNotExist, ": a: read photo: open /nowhere: "},
		{"name too long", []string{"a/" + strings.Repeat("x", 300)}, nil, syscall.ENAMETOOLONG, ": a/xxx"},
		{"folder name too long", []string{strings.Repeat("x", 300) + "/a"}, nil, syscall.ENAMETOOLONG, ": xxx"},
		{"file and folder", []string{"a", "a/b"}, nil, syscall.ENOTDIR, ": a/b: "},
		{"cancelled", []string{"a", "b", "c"}, func(i int, cancel func()) ([]byte, error) {
			if i == 1 {
				cancel()
			}
			return nil, nil
		}, context.Canceled, ""},
		{"cancelled at the end", []string{"a", "b", "c"}, func(i int, cancel func()) ([]byte, error) {
			if i == 2 {
				cancel()
			}
			return nil, nil
		}, context.Canceled, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			project, dest := standing(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := publish(ctx, dest, project, c.paths, func(i int) ([]byte, error) {
				if c.content == nil {
					return []byte("x"), nil
				}
				return c.content(i, cancel)
			}, 1)
			if !errors.Is(err, c.want) || !strings.HasPrefix(err.Error(), "write site to "+dest+": ") || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v", err)
			}
			untouched(t, project, dest)
		})
	}
}

// What a dead build can leave, beside the site and instead of it.
func TestPublishSweeps(t *testing.T) {
	project, dest := standing(t)
	const id = "0123456789abcdef"
	half := ".public.staging-" + id
	plant(t, project, half+"/a/b", "half", ".public.staging-1123456789abcdef/manifest.json", `{"format":1,"fi`, ".public.lock", "999999\n",
		".public.staging-short/x", "mine", ".public.staging-zzzzzzzzzzzzzzzz/x", "mine", ".public2.staging-"+id+"/x", "another's")
	if err := siteB.publish(t.Context(), dest, project); err != nil {
		t.Fatal(err)
	}
	want := []string{".public.staging-short", ".public.staging-zzzzzzzzzzzzzzzz", ".public2.staging-" + id, "content", "dossier.yaml", "public"}
	if got := names(t, project); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The swap by two renames, and a death between each two of its steps.
func TestSwapByRename(t *testing.T) {
	for died := range 4 {
		project, dest := standing(t)
		staged := filepath.Join(project, "elsewhere")
		if err := siteB.publish(t.Context(), staged, project); err != nil {
			t.Fatal(err)
		}
		beside, err := os.OpenRoot(project)
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		staging, old := leftover("public", "staging"), leftover("public", "old")
		steps := [][2]string{{"elsewhere", staging}, {"public", old}, {staging, "public"}, {old, staging}}
		for _, s := range steps[:died+1] {
			if err := beside.Rename(s[0], s[1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := sweep(beside, "public"); err != nil {
			t.Fatal(err)
		}
		want := siteA
		if died >= 2 {
			want = siteB
		}
		if d := cmp.Diff(want.listed(), tree(t, dest)); d != "" {
			t.Errorf("died after step %d (-want +got)\n%s", died, d)
		}
		if got := names(t, project); !slices.Equal(got, []string{"content", "dossier.yaml", "public"}) {
			t.Errorf("died after step %d: left %v", died, got)
		}
	}

	project, dest := standing(t)
	plant(t, project, "staged/index.html", "new")
	beside, err := os.OpenRoot(project)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	if err := swapByRename(beside, "staged", "public"); err != nil {
		t.Fatal(err)
	}
	if tree(t, dest)["index.html"] != "new" {
		t.Error("not swapped")
	}
	if d := cmp.Diff(siteA.listed(), tree(t, filepath.Join(project, "staged"))); d != "" {
		t.Error(d)
	}
	if err := swapByRename(beside, "nowhere", "public"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if tree(t, dest)["index.html"] != "new" {
		t.Error("a failed swap must leave the site")
	}
}

func TestPublishPermissions(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o027, 0o077, 0o777} {
		func() {
			project := t.TempDir()
			defer syscall.Umask(syscall.Umask(mask))
			if err := siteA.publish(t.Context(), filepath.Join(project, "public"), project+"/nowhere"); err != nil {
				t.Fatal(err)
			}
			filepath.WalkDir(filepath.Join(project, "public"), func(p string, d fs.DirEntry, _ error) error {
				info, err := os.Lstat(p)
				if err != nil {
					t.Fatal(err)
				}
				want := fs.FileMode(0o644)
				if d.IsDir() {
					want = fs.ModeDir | 0o755
				}
				if info.Mode() != want {
					t.Errorf("umask %03o: %s is %v", mask, p, info.Mode())
				}
				return nil
			})
		}()
	}
}

func TestPublishTwoAtOnce(t *testing.T) {
	project, dest := standing(t)
	errs := make(chan error)
	for i := range 8 {
		go func() {
			s := siteA
			if i%2 == 1 {
				s = siteB
			}
			errs <- s.publish(t.Context(), dest, project)
		}()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if err := siteA.publish(t.Context(), dest, project); err != nil {
		t.Fatal(err)
	}
	untouched(t, project, dest)
}

func TestLock(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	l, err := acquire(t.Context(), root, "l", 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = acquire(t.Context(), root, "l", 20*time.Millisecond)
	if err == nil || !strings.Contains(err.Error(), "process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = acquire(ctx, root, "l", time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	l.release()
	if _, err := root.Lstat("l"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the lock file stays: %v", err)
	}
	if l, err = acquire(t.Context(), root, "l", 0); err != nil {
		t.Fatal(err)
	}
	l.release()

	// However many come and go, one at a time holds it.
	held := 0
	done := make(chan error)
	for range 8 {
		go func() {
			for range 20 {
				l, err := acquire(t.Context(), root, "l", time.Minute)
				if err != nil {
					done <- err
					return
				}
				if held++; held != 1 {
					t.Error("two hold the lock")
				}
				held--
				l.release()
			}
			done <- nil
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// numbered is one of the sites that the child publishes over and over.
func numbered(n int) tiny {
	s := tiny{}
	for i := range 40 {
		s[fmt.Sprintf("claims/%d/index.html", i+n%7)] = strings.Repeat(fmt.Sprint("site ", n, " page ", i, "\n"), 50)
	}
	return s
}

// TestPublishChild is not a test of its own: it is the process that others end or starve.
func TestPublishChild(t *testing.T) {
	project := os.Getenv("DOSSIER_TEST_PUBLISH")
	if project == "" {
		t.Skip("run by TestPublishKilled and TestPublishStarved")
	}
	dest := filepath.Join(project, "public")
	if limit, err := strconv.ParseUint(os.Getenv("DOSSIER_TEST_FSIZE"), 10, 64); err == nil {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			t.Fatal(err)
		}
		err := siteB.publish(t.Context(), dest, project)
		fmt.Println("PUBLISHED", errors.Is(err, syscall.EFBIG), err)
		return
	}
	first, _ := strconv.Atoi(os.Getenv("DOSSIER_TEST_FIRST"))
	for n := first; ; n++ {
		fmt.Println("BEGIN", n)
		if err := numbered(n).publish(t.Context(), dest, project); err != nil {
			fmt.Println("FAILED", err)
			return
		}
		fmt.Println("END", n)
	}
}

func child(project string, env ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestPublishChild$")
	c.Env = append(os.Environ(), append(env, "DOSSIER_TEST_PUBLISH="+project)...)
	return c
}

// Whenever a build is killed, the site is whole: the one before or the one after.
// DOSSIER_KILLS sets how often it is killed.
func TestPublishKilled(t *testing.T) {
	kills := 60
	if n, err := strconv.Atoi(os.Getenv("DOSSIER_KILLS")); err == nil {
		kills = n
	}
	project := t.TempDir()
	dest := filepath.Join(project, "public")
	// The moments to die at are spread over two publications, however long one takes here.
	start := time.Now()
	for range 2 {
		if err := numbered(0).publish(t.Context(), dest, project); err != nil {
			t.Fatal(err)
		}
	}
	span := time.Since(start)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	last, begun, littered := 0, 0, 0
	for range kills {
		c := child(project, "DOSSIER_TEST_FIRST="+strconv.Itoa(last+1))
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		// The clock starts when the child begins to publish, or else most would die before.
		said := make([]byte, 6)
		if _, err := io.ReadFull(out, said); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		log.Write(said)
		drained := make(chan struct{})
		go func() { io.Copy(&log, out); close(drained) }()
		time.Sleep(time.Duration(r.Int64N(int64(span))))
		c.Process.Kill()
		<-drained
		c.Wait()
		if strings.Contains(log.String(), "FAILED") {
			t.Fatalf("after a kill the next build failed:\n%s", log.String())
		}

		// What it said it finished is there, or the one that it had begun by then.
		ended := last
		for line := range strings.Lines(log.String()) {
			fmt.Sscanf(line, "END %d\n", &ended)
			fmt.Sscanf(line, "BEGIN %d\n", &begun)
		}
		got := tree(t, dest)
		switch {
		case cmp.Equal(got, numbered(ended).listed()):
			last = ended
		case cmp.Equal(got, numbered(begun).listed()):
			last = begun
		default:
			t.Fatalf("killed while it published site %d after %d: the site is neither\n%s", begun, ended, cmp.Diff(numbered(ended).listed(), got))
		}
		if len(names(t, project)) > 1 {
			littered++
		}
	}
	if littered < kills/10 || last < kills/10 {
		t.Errorf("of %d kills only %d hit a build at work, and %d sites were published", kills, littered, last)
	}
	if err := siteB.publish(t.Context(), dest, project); err != nil {
		t.Fatal(err)
	}
	if got := names(t, project); !slices.Equal(got, []string{"public"}) {
		t.Errorf("not cleared: %v", got)
	}
	t.Logf("%d kills, %d of them during a build; %d sites published", kills, littered, last)
}

// A disk that takes no more is as good as full: a limit on the size of files stands for it.
func TestPublishStarved(t *testing.T) {
	for _, limit := range []string{"0", "2", "200"} {
		project, dest := standing(t)
		out, err := child(project, "DOSSIER_TEST_FSIZE="+limit).Output()
		if err != nil || !strings.Contains(string(out), "PUBLISHED true write site to "+dest+": ") {
			t.Fatalf("limit %s: %v\n%s", limit, err, out)
		}
		untouched(t, project, dest)
	}
}

func BenchmarkPublish(b *testing.B) {
	project := b.TempDir()
	var paths []string
	for i := range 10_000 {
		paths = append(paths, fmt.Sprintf("claims/claim-%05d/index.html", i))
	}
	page := bytes.Repeat([]byte("<p>words</p>\n"), 600)
	for b.Loop() {
		err := publish(b.Context(), filepath.Join(project, "public"), project, paths, func(int) ([]byte, error) { return page, nil }, 2)
		if err != nil {
			b.Fatal(err)
		}
	}
}
