package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	defaults "dossier"
	"dossier/internal/build"
	"dossier/internal/serve"
)

// TestListsInABrowser uses what the script adds to lists and to the matrix.
func TestListsInABrowser(t *testing.T) {
	browser := openBrowser(t)
	b, err := build.New(build.Options{Dir: "../..", Defaults: defaults.Defaults})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := serve.New(b, true, func(string) {})
	if _, err := s.Rebuild(ctx, nil); err != nil {
		t.Fatal(err)
	}
	l, err := serve.Listen("127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, l) }()
	t.Cleanup(func() { cancel(); <-done })
	base := fmt.Sprintf("http://127.0.0.1:%d", l.Addr().(*net.TCPAddr).Port)

	type state struct {
		Status   string
		Rows     []string
		Headings int
	}
	// shown waits until the page says of itself what is wanted, or what it says at the end.
	shown := func(want func(state) bool) state {
		t.Helper()
		var got state
		for range 100 {
			browser.value(`({
				Status: document.querySelector('.tools [role=status]')?.textContent ?? '',
				Rows: [...document.querySelectorAll('ul.rows > li:not([hidden]) > a, tbody:not([hidden]) th[scope=row] > a')].map(a => a.textContent),
				Headings: document.querySelectorAll('article > h2:not([hidden])').length,
			})`, &got)
			if want(got) {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		return got
	}

	browser.open(base + "/claims/")
	var opened bool
	browser.value("document.querySelector('.tools details').open = true", &opened)
	whole := shown(func(s state) bool { return s.Status != "" })
	if len(whole.Rows) < 100 || !strings.HasPrefix(whole.Status, fmt.Sprint(len(whole.Rows))) || whole.Headings < 10 {
		t.Fatalf("%d claims under %d headings, %q", len(whole.Rows), whole.Headings, whole.Status)
	}
	browser.open(base + "/claims/?q=dronê&order=title")
	some := shown(func(s state) bool { return strings.Contains(s.Status, " of ") })
	if n := len(some.Rows); n == 0 || n >= len(whole.Rows) || !strings.HasPrefix(some.Status, fmt.Sprintf("%d of %d", n, len(whole.Rows))) || some.Headings != 0 {
		t.Errorf("of the claims %d are shown under %d headings, %q", n, some.Headings, some.Status)
	}
	for i, row := range some.Rows {
		if !strings.Contains(strings.ToLower(row), "drone") {
			t.Errorf("the filter shows %q", row)
		}
		if i > 0 && strings.ToLower(row) < strings.ToLower(some.Rows[i-1]) {
			t.Errorf("%q stands after %q", row, some.Rows[i-1])
		}
	}

	// The matrix: being spoken of is not saying, also in the filter.
	count := map[string]int{}
	for _, as := range []string{"", "s", "d", "a"} {
		browser.open(base + "/matrix/?actor=Khawaja+Asif&as=" + as)
		got := shown(func(s state) bool { return strings.Contains(s.Status, " of ") })
		count[as] = len(got.Rows)
		if !strings.HasPrefix(got.Status, fmt.Sprintf("%d of ", len(got.Rows))) {
			t.Errorf("as %q %d claims are shown, %q", as, len(got.Rows), got.Status)
		}
	}
	if count["s"] == 0 || count[""] < max(count["s"], count["d"], count["a"]) || count[""] > count["s"]+count["d"]+count["a"] {
		t.Errorf("claims by the part of the actor: %v", count)
	}
	for _, e := range browser.events {
		if e.Params.Entry.Level == "error" || e.Params.ExceptionDetails.Text != "" {
			t.Errorf("the browser says %s%s", e.Params.Entry.Text, e.Params.ExceptionDetails.Text)
		}
	}
}
