package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress tells a terminal how far a build is, once it takes longer than a second.
// On anything but a terminal it says nothing.
type progress struct {
	w       io.Writer // nil: say nothing
	verbose io.Writer
	start   time.Time

	mu    sync.Mutex
	last  time.Time
	shown bool
}

func (t *terminal) progress() *progress {
	p := &progress{start: time.Now()}
	if isTerminal(t.stderr) && !t.quiet && t.format == "text" {
		p.w = t.stderr
	}
	if t.verbose {
		p.verbose = t.stderr
	}
	return p
}

func (p *progress) show(step string, done, total int) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.start) < time.Second || now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last, p.shown = now, true
	fmt.Fprintf(p.w, "\r\x1b[K%s %d of %d", step, done, total)
}

// clear takes the line of progress away.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// mark says under -v how long it took to get here.
func (p *progress) mark(what string) {
	if p.verbose != nil {
		p.clear()
		fmt.Fprintf(p.verbose, "%s after %.3f s\n", what, time.Since(p.start).Seconds())
	}
}
