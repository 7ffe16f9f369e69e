package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	defaults "dossier"
	"dossier/internal/build"
	"dossier/internal/serve"
)

// A browser is a headless Chromium, spoken to through a pipe in the DevTools protocol.
type browser struct {
	t       *testing.T
	in      io.WriteCloser
	out     *bufio.Reader
	session string
	id      int
	events  []event // since the last page
}

type event struct {
	Method string
	Params struct {
		Entry            struct{ Level, Text, Source string }
		ExceptionDetails struct{ Text string }
	}
}

// chromium finds the browser. Where there is none the browser tests are skipped, and say so loudly.
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	fmt.Fprintln(os.Stderr, "NO CHROMIUM: the browser tests are skipped. On Debian: apt-get install chromium")
	t.Skip("there is no Chromium")
	return ""
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	profile, err := os.MkdirTemp("", "dossier-browser-")
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-quic", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir=" + profile}
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses its sandbox to root
	}
	cmd := exec.Command(chromium(t), args...)
	theirIn, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // 3 and 4, where Chromium looks for them
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirIn.Close()
	theirOut.Close()
	t.Cleanup(func() {
		in.Close()
		out.Close()
		cmd.Process.Kill()
		cmd.Wait()
		os.RemoveAll(profile) // what its children still write there is no failure
	})
	b := &browser{t: t, in: in, out: bufio.NewReader(out)}
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	for _, domain := range []string{"Page.enable", "Runtime.enable", "Log.enable"} {
		b.call(domain, nil, nil)
	}
	return b
}

// call sends a command and waits for its answer; events that come meanwhile are kept.
func (b *browser) call(method string, params any, result any) {
	b.t.Helper()
	b.id++
	message, err := json.Marshal(map[string]any{"id": b.id, "method": method, "params": params, "sessionId": b.session})
	if b.session == "" {
		message, err = json.Marshal(map[string]any{"id": b.id, "method": method, "params": params})
	}
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(message, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		data := b.read()
		var answer struct {
			ID     int
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(data, &answer); err != nil {
			b.t.Fatal(err)
		}
		if answer.ID != b.id {
			b.keep(data)
			continue
		}
		if answer.Error != nil {
			b.t.Fatalf("%s: %s", method, answer.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(answer.Result, result); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
}

func (b *browser) read() []byte {
	data, err := b.out.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser is gone: %v", err)
	}
	return bytes.TrimSuffix(data, []byte{0})
}

func (b *browser) keep(data []byte) {
	var e event
	if json.Unmarshal(data, &e) == nil && e.Method != "" {
		b.events = append(b.events, e)
	}
}

// open goes to an address and waits until the page has loaded.
func (b *browser) open(url string) {
	b.t.Helper()
	b.events = nil
	b.call("Page.navigate", map[string]any{"url": url}, nil)
	for {
		for _, e := range b.events {
			if e.Method == "Page.loadEventFired" {
				return
			}
		}
		b.keep(b.read())
	}
}

// value evaluates an expression on the page.
func (b *browser) value(expression string, v any) {
	b.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, answer.ExceptionDetails.Text)
	}
	if err := json.Unmarshal(answer.Result.Value, v); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
}

// TestPagesInABrowser opens a page of each kind in Chromium, narrow and wide, light and
// dark, without scripts, and prints it.
func TestPagesInABrowser(t *testing.T) {
	browser := openBrowser(t)
	b, err := build.New(build.Options{Dir: "../..", Defaults: defaults.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := serve.New(b, true, func(string) {})
	r, err := s.Rebuild(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed(true) {
		t.Fatalf("the dossier has %d problems, e.g. %v", len(r.Problems), r.Problems[0].Message)
	}
	l, err := serve.Listen("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, l) }()
	t.Cleanup(func() { cancel(); <-done })

	browser.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	port := l.Addr().(*net.TCPAddr).Port
	for _, path := range []string{
		"/", "/dossier/", "/dossier/collapse/", "/guide/first-page/",
		"/sources/", "/sources/both-demands/", "/actors/khawaja-asif/", "/claims/", "/claims/open-war-if-talks-fail/",
		"/questions/who-broke-off-the-talks/", "/events/", "/matrix/", "/timeline/", "/network/", "/search/", "/verification/", "/nowhere/",
	} {
		for _, width := range []int{320, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				name := fmt.Sprintf("%s at %d, %s", path, width, scheme)
				browser.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}, nil)
				browser.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
				browser.open(fmt.Sprintf("http://127.0.0.1:%d%s", port, path))
				for _, e := range browser.events {
					if e.Params.Entry.Level == "error" && path != "/nowhere/" || e.Params.ExceptionDetails.Text != "" {
						t.Errorf("%s: the browser says %s%s", name, e.Params.Entry.Text, e.Params.ExceptionDetails.Text)
					}
				}
				var page struct {
					Scroll, Headings, Lost, Unmarked int
					Scheme                           string
				}
				browser.value(`({
					Scroll: document.documentElement.scrollWidth,
					Headings: document.querySelectorAll('h1').length,
					Lost: [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).length,
					Unmarked: [...document.querySelectorAll('q, blockquote[id]')].filter(q => !q.dataset.verdict || !q.dataset.source || !q.textContent.trim()).length,
					Scheme: getComputedStyle(document.documentElement).backgroundColor,
				})`, &page)
				if page.Scroll > width {
					t.Errorf("%s: the page is %d wide", name, page.Scroll)
				}
				if page.Headings != 1 {
					t.Errorf("%s: %d headings of the first level", name, page.Headings)
				}
				if page.Lost > 0 {
					t.Errorf("%s: %d links lead to no place on the page", name, page.Lost)
				}
				if page.Unmarked > 0 {
					t.Errorf("%s: %d quotations without words or without a mark of verification", name, page.Unmarked)
				}
				var r, g, blue int
				if _, err := fmt.Sscanf(page.Scheme, "rgb(%d, %d, %d)", &r, &g, &blue); err != nil || (r+g+blue > 3*128) != (scheme == "light") {
					t.Errorf("%s: the background is %s", name, page.Scheme)
				}
			}
		}
		var pdf struct{ Data string }
		browser.call("Page.printToPDF", map[string]any{"preferCSSPageSize": true}, &pdf)
		if !strings.HasPrefix(pdf.Data, "JVBERi0") { // %PDF- in base64
			t.Errorf("%s cannot be printed", path)
		}
	}
}

// TestThePreviewReloads edits a page under a browser that looks at it.
func TestThePreviewReloads(t *testing.T) {
	browser := openBrowser(t)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/harbour")); err != nil {
		t.Fatal(err)
	}
	b, err := build.New(build.Options{Dir: dir, Defaults: defaults.Defaults, BaseURL: "http://127.0.0.1/"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := serve.New(b, false, func(string) {})
	page := dir + "/content/fresh.md"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(page, []byte("---\ntitle: Fresh\n---\n\n"+text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("First words.")
	if _, err := s.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	l, err := serve.Listen("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	go func() { done <- s.Run(ctx, l) }()
	go func() { done <- s.Watch(ctx, dir, 0) }()
	t.Cleanup(func() { cancel(); <-done; <-done })
	browser.open(fmt.Sprintf("http://%s/fresh/", l.Addr()))
	until := func(words string, in string, want bool) {
		t.Helper()
		for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			var has bool
			browser.value(fmt.Sprintf(`(document.querySelector(%q)?.textContent ?? "").includes(%q)`, in, words), &has)
			if has == want {
				return
			}
		}
		t.Fatalf("“%s” in %s is not %v after 15 s", words, in, want)
	}
	until("First words.", "main", true)
	time.Sleep(100 * time.Millisecond) // the watcher adds its folders
	write("Second words.")
	until("Second words.", "main", true)
	write("Wrong words, see [[nobody-at-all]].")
	until("link/unknown", "#dossier-overlay", true)
	until("Second words.", "main", true)
	write("Third words.")
	until("link/unknown", "#dossier-overlay", false)
	until("Third words.", "main", true)
	for _, e := range browser.events {
		if e.Params.Entry.Source == "security" {
			t.Errorf("the browser says %s", e.Params.Entry.Text)
		}
	}
}
