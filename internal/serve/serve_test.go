package serve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	defaults "dossier"
	"dossier/internal/build"
)

const harbour = "../../cmd/dossier/testdata/harbour"

// A preview under test: its folder, its address, its server.
type preview struct {
	*testing.T
	dir, url string
}

func start(t *testing.T) *preview {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(harbour)); err != nil {
		t.Fatal(err)
	}
	b, err := build.New(build.Options{Dir: dir, Defaults: defaults.Defaults, BaseURL: "http://127.0.0.1/"})
	if err != nil {
		t.Fatal(err)
	}
	s := New(b, false, func(string) {})
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := s.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	l, err := Listen("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Run(ctx, l); err != nil {
			t.Error(err)
		}
	})
	wg.Go(func() {
		if err := s.Watch(ctx, dir, 0); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	time.Sleep(50 * time.Millisecond) // the watcher adds its folders
	return &preview{t, dir, "http://" + l.Addr().String()}
}

func (p *preview) get(path string, change ...func(*http.Request)) (int, http.Header, string) {
	p.Helper()
	r, err := http.NewRequest("GET", p.url+path, nil)
	if err != nil {
		p.Fatal(err)
	}
	for _, c := range change {
		c(r)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.Fatal(err)
	}
	return res.StatusCode, res.Header, string(body)
}

func (p *preview) write(rel, text string) {
	p.Helper()
	full := filepath.Join(p.dir, rel)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		p.Fatal(err)
	}
}

// until waits for a page to have, or to lack, some words.
func (p *preview) until(path, words string, want bool) {
	p.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if _, _, body := p.get(path); strings.Contains(body, words) == want {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.Fatalf("%s: “%s” there is not %v after 10 s", path, words, want)
}

func TestServesTheBuildAndNothingElse(t *testing.T) {
	p := start(t)
	for path, want := range map[string]int{
		"/": 200, "/claims/": 200, "/site.css": 200, "/data/quotations.json": 200,
		"/nowhere/": 404, "/dossier.yaml": 404, "/content/index.md": 404, "/seeds/": 404,
		"/../dossier.yaml": 404, "/%2e%2e/dossier.yaml": 404, "/..%2fdossier.yaml": 404, "/.git/config": 404,
		"/_headers": 404, "/manifest.json": 404, "/claims": 301, "//example.org": 404, "//example.org/claims": 404,
	} {
		status, header, body := p.get(path)
		if status != want {
			t.Errorf("GET %s: %d, not %d", path, status, want)
		}
		if got := header.Get("Location"); status == 301 && got != "/claims/" {
			t.Errorf("GET %s leads to %q", path, got)
		}
		if !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("GET %s: no policy", path)
		}
		if status == 404 && !strings.Contains(body, "Page not found") {
			t.Errorf("GET %s: not the site's own page for what is missing", path)
		}
	}
	_, _, body := p.get("/")
	if !strings.Contains(body, `<script src="/_dossier/reload.js" defer></script></body>`) {
		t.Error("the front page does not reload")
	}
}

func TestAnswersOnlyThisMachine(t *testing.T) {
	p := start(t)
	port := p.url[strings.LastIndexByte(p.url, ':')+1:]
	host := func(h string) func(*http.Request) { return func(r *http.Request) { r.Host = h } }
	header := func(k, v string) func(*http.Request) { return func(r *http.Request) { r.Header.Set(k, v) } }
	for name, c := range map[string]struct {
		path   string
		change []func(*http.Request)
		want   int
	}{
		"by number":                 {"/", nil, 200},
		"by name":                   {"/", []func(*http.Request){host("localhost:" + port)}, 200},
		"a foreign name":            {"/", []func(*http.Request){host("evil.example:" + port)}, 421},
		"a name that begins well":   {"/", []func(*http.Request){host("localhost.evil.example:" + port)}, 421},
		"another port":              {"/", []func(*http.Request){host("localhost:1")}, 421},
		"no name":                   {"/", []func(*http.Request){host("x")}, 421},
		"forwarded":                 {"/", []func(*http.Request){host("evil.example"), header("X-Forwarded-Host", "localhost:"+port)}, 421},
		"another origin":            {"/data/quotations.json", []func(*http.Request){header("Origin", "https://evil.example")}, 403},
		"a cross-site fetch":        {"/", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Mode", "no-cors")}, 403},
		"a cross-site frame":        {"/", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Mode", "navigate"), header("Sec-Fetch-Dest", "iframe")}, 403},
		"a link from elsewhere":     {"/", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Mode", "navigate"), header("Sec-Fetch-Dest", "document")}, 200},
		"a cross-site event stream": {"/_dossier/events", []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Mode", "cors")}, 403},
		"another method":            {"/", []func(*http.Request){func(r *http.Request) { r.Method = "POST" }}, 405},
	} {
		status, h, body := p.get(c.path, c.change...)
		if status != c.want {
			t.Errorf("%s: %d, not %d", name, status, c.want)
		}
		if c.want != 200 && body != "" {
			t.Errorf("%s: refused, but told %d bytes", name, len(body))
		}
		for k := range h {
			if strings.HasPrefix(k, "Access-Control") {
				t.Errorf("%s: header %s", name, k)
			}
		}
	}
}

func TestFollowsTheFiles(t *testing.T) {
	p := start(t)
	page := "---\ntitle: A page of its own\n---\n\n%s\n"
	p.write("content/fresh.md", fmt.Sprintf(page, "First words."))
	p.until("/fresh/", "First words.", true)
	// An editor's save by renaming.
	p.write("content/.fresh.md.swp", "x")
	p.write("fresh.tmp", fmt.Sprintf(page, "Second words."))
	if err := os.Rename(filepath.Join(p.dir, "fresh.tmp"), filepath.Join(p.dir, "content/fresh.md")); err != nil {
		t.Fatal(err)
	}
	p.until("/fresh/", "Second words.", true)
	// Folders in folders, at once; then renamed; then removed.
	p.write("content/a/b/c/deep.md", fmt.Sprintf(page, "Deep words."))
	p.until("/a/b/c/deep/", "Deep words.", true)
	if err := os.Rename(filepath.Join(p.dir, "content/a"), filepath.Join(p.dir, "content/z")); err != nil {
		t.Fatal(err)
	}
	p.until("/z/b/c/deep/", "Deep words.", true)
	p.until("/a/b/c/deep/", "Page not found", true)
	p.write("content/z/b/c/deep.md", fmt.Sprintf(page, "Deeper words."))
	p.until("/z/b/c/deep/", "Deeper words.", true)
	if err := os.RemoveAll(filepath.Join(p.dir, "content/z")); err != nil {
		t.Fatal(err)
	}
	p.until("/z/b/c/deep/", "Page not found", true)
	p.write("static/site.css", "body { margin: 7px }")
	p.until("/site.css", "7px", true)
	p.write("layouts/page.html", `{{define "main"}}<h1>{{.Title}}</h1><p>Another layout.</p>{{.Body}}{{end}}`)
	p.until("/fresh/", "Another layout.", true)
}

func TestAFailedBuildKeepsTheLastGoodSite(t *testing.T) {
	p := start(t)
	p.write("content/fresh.md", "---\ntitle: Fresh\n---\n\nGood words.\n")
	p.until("/fresh/", "Good words.", true)
	p.write("content/fresh.md", "---\ntitle: Fresh\n---\n\nBad words, see [[nobody-at-all]].\n")
	p.until("/_dossier/problems", "link/unknown", true)
	p.until("/fresh/", "Good words.", true)
	p.write("content/fresh.md", "---\ntitle: Fresh\n---\n\nMended words.\n")
	p.until("/fresh/", "Mended words.", true)
	p.until("/_dossier/problems", "link/unknown", false)
}

func TestTellsThePageInView(t *testing.T) {
	p := start(t)
	p.write("content/one.md", "---\ntitle: One\n---\n\nOne.\n")
	p.until("/one/", "One.", true)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", p.url+"/_dossier/events?path=/one/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	next := func() string {
		for lines.Scan() {
			if e, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				return e
			}
		}
		t.Fatal(lines.Err())
		return ""
	}
	if e := next(); e != "good" {
		t.Fatalf("the stream begins with %q", e)
	}
	p.write("content/two.md", "---\ntitle: Two\n---\n\nTwo.\n") // another page; the front page is not touched by it
	if e := next(); e != "good" {
		t.Errorf("another page was saved, but this one was told %q", e)
	}
	p.write("content/one.md", "---\ntitle: One\n---\n\nOne, changed.\n")
	if e := next(); e != "reload" {
		t.Errorf("the page was saved, but it was told %q", e)
	}
	p.write("content/one.md", "---\ntitle: One\n---\n\nSee [[nobody-at-all]].\n")
	if e := next(); e != "problems" {
		t.Errorf("the build failed, but the page was told %q", e)
	}
}

func TestStreamsLeaveNothingBehind(t *testing.T) {
	p := start(t)
	p.get("/")
	http.DefaultClient.CloseIdleConnections()
	before := runtime.NumGoroutine()
	for range 300 {
		c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "GET /_dossier/events?path=/ HTTP/1.1\r\nHost: %s\r\n\r\n", strings.TrimPrefix(p.url, "http://"))
		c.Close()
	}
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before+5 {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before the streams", runtime.NumGoroutine(), before)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
