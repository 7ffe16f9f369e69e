package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	defaults "dossier"
	"dossier/internal/build"
	"dossier/internal/serve"
)

// preview serves a dossier and returns its address and what is served there.
func preview(t *testing.T, dir string) (string, *build.Result) {
	t.Helper()
	b, err := build.New(build.Options{Dir: dir, Defaults: defaults.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := serve.New(b, true, func(string) {})
	r, err := s.Rebuild(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed(false) {
		t.Fatalf("the dossier has %d problems, e.g. %v", len(r.Problems), r.Problems[0].Message)
	}
	l, err := serve.Listen("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, l) }()
	t.Cleanup(func() { cancel(); <-done })
	return fmt.Sprintf("http://127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port), r
}

// settled evaluates an expression until it is true.
func (b *browser) settled(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var is bool
		if b.value("!!("+expression+")", &is); is {
			return
		}
	}
	var now string
	b.value(`document.querySelector("main").innerText.slice(0, 400)`, &now)
	b.t.Fatalf("%s is not so after 15 s: %s", expression, now)
}

// awaited is value for a promise.
func (b *browser) awaited(expression string, v any) {
	b.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, answer.ExceptionDetails.Text)
	}
	if err := json.Unmarshal(answer.Result.Value, v); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
}

// press sends a key as a keyboard does.
func (b *browser) press(key, text string) {
	b.t.Helper()
	code := map[string]int{"ArrowDown": 40, "ArrowUp": 38, "Enter": 13, "Escape": 27, "/": 191}[key]
	b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": key, "code": key, "text": text, "windowsVirtualKeyCode": code}, nil)
	b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code}, nil)
}

// arrived waits until a page that a key led to has loaded.
func (b *browser) arrived() {
	b.t.Helper()
	for {
		for _, e := range b.events {
			if e.Method == "Page.loadEventFired" {
				return
			}
		}
		b.keep(b.read())
	}
}

// TestFoldingInTheBrowser runs the vectors of internal/search in JavaScript.
func TestFoldingInTheBrowser(t *testing.T) {
	browser := openBrowser(t)
	address, _ := preview(t, "../..")
	data, err := os.ReadFile("../../internal/search/testdata/fold.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Words, Sounds, Near []json.RawMessage
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	browser.open(address + "/search/")
	var faults []string
	browser.awaited(`import("/search-index.js").then(({ words, sound, near }) => {
		const v = `+string(data)+`, faults = [];
		const same = (what, got, want) => JSON.stringify(got) === JSON.stringify(want) || faults.push(what + " gives " + JSON.stringify(got) + ", not " + JSON.stringify(want));
		for (const [text, want] of v.words) for (const form of ["NFC", "NFD"]) same(text + " in " + form, words(text.normalize(form)), want);
		for (const [word, want] of v.sounds) same("the sound of " + word, sound(word), want);
		for (const [a, b, want] of v.near) { same(a + " near " + b, near(a, b), want); same(b + " near " + a, near(b, a), want); }
		return faults;
	})`, &faults)
	for _, f := range faults {
		t.Error(f)
	}
	if len(vectors.Words) < 20 || len(vectors.Sounds) < 5 || len(vectors.Near) < 10 {
		t.Errorf("%d, %d and %d vectors", len(vectors.Words), len(vectors.Sounds), len(vectors.Near))
	}
}

type hit struct{ Kind, URL, Text string }

func (b *browser) results() []hit {
	b.t.Helper()
	b.settled(`document.querySelector("#search [role=status]").textContent`)
	var found []hit
	b.value(`[...document.querySelectorAll("#search ol > li")].map((li) => ({ Kind: li.querySelector(".kind").textContent, URL: li.querySelector("a").getAttribute("href"), Text: li.textContent }))`, &found)
	return found
}

func TestSearchInTheBrowser(t *testing.T) {
	browser := openBrowser(t)
	address, site := preview(t, "../..")
	for _, c := range []struct {
		query string
		first string // address of the first result
		has   string // words in its text
	}{
		{"asif", "/actors/khawaja-asif/", "Khawaja Asif"},
		{"Asif Khawaja", "/actors/khawaja-asif/", ""},
		{"khawaja muhammad", "/actors/khawaja-asif/", "Also named Khawaja Muhammad Asif"},
		{"ĀṢIF", "/actors/khawaja-asif/", ""},
		{"khawja asif", "/actors/khawaja-asif/", ""}, // a letter is missing
		{"yaqub", "/actors/yaqoob-mujahid/", ""},     // another spelling of the sound
		{"yaqobo", "/actors/yaqoob-mujahid/", ""},    // two letters changed places
		{"افغانستان", "/actors/afghanistan/", "Also named افغانستان"},
		{"عبدالخبير", "/actors/abdul-khabir-majruh/", "عبدالخبیر"}, // the Arabic yeh for the Persian one
		{"turkiye", "/actors/turkiye/", "Türkiye"},
		{"drone", "/questions/", ""},
		{"phone call", "/questions/who-", ""},
		{"cease-fire", "/events/ceasefire/", "Ceasefire"},
		{"u.s. drones", "", ""},
	} {
		browser.open(address + "/search/?q=" + url.QueryEscape(c.query))
		found := browser.results()
		if len(found) == 0 {
			t.Errorf("%s: nothing found", c.query)
			continue
		}
		if !strings.HasPrefix(found[0].URL, c.first) || !strings.Contains(found[0].Text, c.has) {
			t.Errorf("%s: the first result is %+v", c.query, found[0])
		}
		for _, e := range browser.events {
			if e.Params.Entry.Level == "error" || e.Params.ExceptionDetails.Text != "" {
				t.Errorf("%s: the browser says %s%s", c.query, e.Params.Entry.Text, e.Params.ExceptionDetails.Text)
			}
		}
		// What the query moved, squeezed worse than a host does.
		var loaded []string
		browser.value(`performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname).filter((p) => p.includes("search"))`, &loaded)
		moved := 0
		for _, path := range loaded {
			o := site.Find(strings.TrimPrefix(path, "/"))
			if o == nil {
				t.Fatalf("%s asked for %s, which is not there", c.query, path)
			}
			data, err := o.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			var w bytes.Buffer
			z := gzip.NewWriter(&w)
			z.Write(data)
			z.Close()
			moved += w.Len()
		}
		if moved < 5_000 || moved > 60_000 {
			t.Errorf("%s moved %d bytes in %d files", c.query, moved, len(loaded))
		}
	}

	// Quotations lead to their place, and say who speaks in which source.
	browser.open(address + "/search/?q=" + url.QueryEscape("open war with Afghanistan") + "&kind=Quotation")
	found := browser.results()
	if len(found) == 0 {
		t.Fatal("no quotation is found")
	}
	for _, r := range found {
		page, anchor, _ := strings.Cut(r.URL, "#")
		o := site.Find(strings.TrimPrefix(page, "/") + "index.html")
		if o == nil {
			t.Fatalf("%s leads to no page", r.URL)
		}
		if data, _ := o.Bytes(); r.Kind != "Quotation" || !bytes.Contains(data, []byte(`id="`+anchor+`"`)) {
			t.Errorf("%s %s leads to no place", r.Kind, r.URL)
		}
	}
	var keys, speakers, marked int
	browser.value(`document.querySelectorAll("#search li .key[data-key]").length`, &keys)
	browser.value(`document.querySelectorAll("#search li .speaker").length`, &speakers)
	browser.value(`document.querySelectorAll("#search li mark").length`, &marked)
	if keys != len(found) || speakers == 0 || marked < len(found) {
		t.Errorf("of %d quotations %d name a source, %d a speaker; %d words are marked", len(found), keys, speakers, marked)
	}

	// Nothing found, and nothing asked: the index stands there.
	browser.open(address + "/search/?q=zzzzzz")
	if found := browser.results(); len(found) > 0 {
		t.Errorf("zzzzzz gives %+v", found[0])
	}
	browser.settled(`document.getElementById("plain-index").checkVisibility()`)
}

func TestSearchByKeyboard(t *testing.T) {
	browser := openBrowser(t)
	address, _ := preview(t, "../..")
	browser.open(address + "/search/")
	var loaded int
	browser.value(`performance.getEntriesByType("resource").filter((e) => /search-index|\.json/.test(e.name)).length`, &loaded)
	if loaded > 0 {
		t.Errorf("%d files of the index are loaded before anything is asked", loaded)
	}
	browser.value(`(document.activeElement.blur(), 0)`, &loaded)
	browser.press("/", "/")
	browser.settled(`document.activeElement.id === "search-field" && document.activeElement.value === ""`)
	browser.call("Input.insertText", map[string]any{"text": "asif"}, nil)
	browser.settled(`document.querySelectorAll("#search ol > li").length === 10`)
	browser.settled(`location.search === "?q=asif"`)
	browser.settled(`/^\d+ results/.test(document.querySelector("#search [role=status]").textContent)`)
	at := func(i int) string {
		return fmt.Sprintf(`document.activeElement === document.querySelectorAll("#search ol a")[%d]`, i)
	}
	browser.press("ArrowDown", "")
	browser.settled(at(0))
	browser.press("ArrowDown", "")
	browser.settled(at(1))
	browser.press("ArrowUp", "")
	browser.settled(at(0))
	browser.press("Escape", "")
	browser.settled(`document.activeElement.id === "search-field"`)
	browser.press("Escape", "")
	browser.settled(`document.activeElement.value === "" && location.search === "" && document.getElementById("plain-index").checkVisibility()`)
	browser.call("Input.insertText", map[string]any{"text": "khawaja"}, nil)
	browser.events = nil
	browser.press("Enter", "\r")
	browser.arrived()
	browser.settled(`location.pathname === "/actors/khawaja-asif/"`)

	// A kind alone, and the rest of the results.
	browser.open(address + "/search/?q=war")
	browser.settled(`document.querySelector(".kinds [aria-pressed=true]")`)
	browser.value(`([...document.querySelectorAll(".kinds button")].find((b) => b.textContent.startsWith("Claims")).click(), 0)`, &loaded)
	browser.settled(`[...document.querySelectorAll("#search ol .kind")].every((k) => k.textContent === "Claim") && location.search === "?q=war&kind=Claim"`)
	browser.open(address + "/search/?q=asif")
	browser.settled(`document.querySelector("#search .more").checkVisibility()`)
	browser.value(`(document.querySelector("#search .more").click(), 0)`, &loaded)
	browser.settled(`document.querySelectorAll("#search ol > li").length > 10`)
	browser.settled(at(10))
}

// TestSearchWithoutScript: the page is an index, and has nothing on it that does nothing.
func TestSearchWithoutScript(t *testing.T) {
	browser := openBrowser(t)
	address, site := preview(t, "../..")
	browser.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	browser.open(address + "/search/")
	var page struct{ Controls, Links, Elements int }
	browser.value(`({ Controls: document.querySelectorAll("main :is(input, button, form, select)").length, Links: document.querySelectorAll("#plain-index li a").length, Elements: document.querySelectorAll("*").length })`, &page)
	if page.Controls > 0 {
		t.Errorf("%d controls do nothing", page.Controls)
	}
	if want := len(site.Site.Pages); page.Links != want {
		t.Errorf("%d of %d pages are in the index", page.Links, want)
	}
	if page.Elements > 1500 {
		t.Errorf("%d elements", page.Elements)
	}
}
