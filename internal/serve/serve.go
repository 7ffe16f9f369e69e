// Package serve is the preview: a watcher, a builder that stays alive, and an HTTP
// server for one machine.
//
// What is served is the current [build.Result] and nothing else: an address is looked
// up among its outputs, never on the disk, and an output is rendered when a browser
// asks for it. A request takes the state once, at its beginning, so it is answered
// from one whole build even if another is finished meanwhile.
//
// If a build has errors, the last good site stays; the errors are shown over it and go
// by themselves. The server answers only to names of this machine (a foreign Host is
// DNS rebinding), only GET and HEAD, and never grants another origin anything.
//
// The room does not know how a site is made, and writes nothing to the disk.
package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"html"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dossier/internal/build"
	"dossier/internal/diag"
	"dossier/internal/render"
	"dossier/internal/site"
)

//go:embed reload.js
var reloadJS []byte

//go:embed overlay.css
var overlayCSS []byte

// own is where the preview's own script and events live; the contract gives no page such an address.
const own = "/_dossier/"

// A Server previews one dossier.
type Server struct {
	builder *build.Builder
	strict  bool
	tell    func(string) // one line a rebuild

	mu    sync.Mutex // one build at a time
	last  *build.Result
	state atomic.Pointer[state]
}

// A state is what requests are answered from.
type state struct {
	good     *build.Result // the last one that may be shown; nil: there was none yet
	problems []diag.Diagnostic
	failed   bool
	changed  chan struct{} // closed when the next state is there
}

// New makes a Server; tell gets a line a build, for the terminal.
func New(b *build.Builder, strict bool, tell func(string)) *Server {
	s := &Server{builder: b, strict: strict, tell: tell}
	s.state.Store(&state{failed: true, changed: make(chan struct{})})
	return s
}

// Rebuild builds what may have changed; nil means anything. It returns only the
// world's errors; what is wrong with the dossier is shown in the browser.
func (s *Server) Rebuild(ctx context.Context, changed []string) (*build.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	start := time.Now()
	old := s.state.Load()
	r, err := s.builder.Build(ctx, changed)
	if err != nil {
		return nil, err
	}
	if r == s.last {
		return r, nil // the same bytes as before: nothing to show, nothing to say
	}
	s.last = r
	next := &state{good: r, problems: r.Problems, failed: r.Failed(s.strict), changed: make(chan struct{})}
	if next.failed {
		next.good = old.good
	}
	s.state.Store(next)
	close(old.changed)
	errors, warnings := diag.Count(r.Problems)
	what := "built"
	if changed != nil {
		what = strings.Join(changed[:min(len(changed), 3)], ", ")
		if len(changed) > 3 {
			what += fmt.Sprintf(" and %d more", len(changed)-3)
		}
	}
	line := fmt.Sprintf("%s: %d parsed, %d verified, %d ms", what, r.Work().Parsed, r.Work().Verified, time.Since(start).Milliseconds())
	if errors+warnings > 0 {
		line += fmt.Sprintf("; %d errors, %d warnings", errors, warnings)
	}
	s.tell(line)
	return r, nil
}

// Listen opens the address. Serve it with Run.
func Listen(bind string, port int) (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(bind, fmt.Sprint(port)))
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", net.JoinHostPort(bind, fmt.Sprint(port)), err)
	}
	return l, nil
}

// Run serves until ctx ends.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.handler(l.Addr()),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          log.New(io.Discard, "", 0), // broken clients are their own affair
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(l); err != nil && ctx.Err() == nil {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// handler answers the requests that reach an address.
func (s *Server) handler(at net.Addr) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for _, p := range render.Policy {
			if p[0] != "Strict-Transport-Security" { // the preview is plain HTTP
				h.Set(p[0], p[1])
			}
		}
		h.Set("Cache-Control", "no-store")
		switch {
		case !ownName(r.Host, at):
			w.WriteHeader(http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case foreign(r):
			w.WriteHeader(http.StatusForbidden)
		case strings.HasPrefix(r.URL.Path, own):
			s.serveOwn(w, r)
		default:
			s.servePage(w, r)
		}
	})
}

// ownName tells whether a Host header names this server: a loopback name, or the address it listens on.
func ownName(host string, at net.Addr) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, "80"
	}
	tcp, ok := at.(*net.TCPAddr)
	if !ok || port != fmt.Sprint(tcp.Port) {
		return false
	}
	if strings.EqualFold(strings.TrimSuffix(name, "."), "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	if ip == nil {
		return false
	}
	// Bound to every address, the server answers to any of them, by number.
	return ip.IsLoopback() || ip.Equal(tcp.IP) || tcp.IP.IsUnspecified()
}

// foreign tells whether another site sent the browser for a part of this one. Following a link here is no harm.
func foreign(r *http.Request) bool {
	if o := r.Header.Get("Origin"); o != "" && o != "http://"+r.Host {
		return true
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document" || strings.HasPrefix(r.URL.Path, own)
	}
	return false
}

func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case own + "reload.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(reloadJS)
	case own + "overlay.css":
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Write(overlayCSS)
	case own + "problems":
		w.Header().Set("Content-Type", "application/json")
		st := s.state.Load()
		problems := st.problems
		if !st.failed {
			problems = nil
		}
		diag.Write(w, problems, "json", false)
	case own + "events":
		s.events(w, r)
	default:
		http.NotFound(w, r)
	}
}

// events tells a page when it should look again: "reload" if its own bytes have
// changed, "problems" if the build has failed, "good" if it is whole again.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		return
	}
	c := http.NewResponseController(w)
	c.SetWriteDeadline(time.Time{}) // a stream lives as long as its tab is in view
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(event string) bool {
		fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, event)
		return c.Flush() == nil
	}
	page := r.URL.Query().Get("path")
	st := s.state.Load()
	seen := digest(st, page)
	first := "good"
	if st.failed {
		first = "problems"
	}
	if !send(first) {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-st.changed:
		case <-time.After(25 * time.Second):
			if _, err := io.WriteString(w, ":\n\n"); err != nil || c.Flush() != nil {
				return
			}
			continue
		}
		st = s.state.Load()
		if st.failed {
			if !send("problems") {
				return
			}
			continue
		}
		event := "good"
		if now := digest(st, page); now != seen {
			seen, event = now, "reload"
		}
		if !send(event) {
			return
		}
	}
}

// digest of what an address shows, with the style sheet and script that belong to it.
func digest(st *state, url string) diag.Digest {
	var all bytes.Buffer
	for _, u := range []string{url, "/site.css"} {
		if st.good == nil {
			break
		}
		if o := find(st.good, u); o != nil {
			data, _ := o.Bytes()
			all.Write(data)
		}
		all.WriteByte(0)
	}
	return sha256.Sum256(all.Bytes())
}

// find looks an address up among the outputs, as the host does: a folder's index, or a file.
func find(r *build.Result, url string) *build.Output {
	name := strings.TrimPrefix(url, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if slices.Contains([]string{"_headers", "_redirects", "manifest.json"}, name) {
		return nil // rules for the host
	}
	return r.Find(name)
}

func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	st := s.state.Load()
	if st.good == nil {
		s.failure(w, st)
		return
	}
	url := r.URL.Path
	o, status := find(st.good, url), http.StatusOK
	if o == nil && !strings.HasSuffix(url, "/") && find(st.good, url+"/") != nil {
		// One slash in front: two would name another host.
		http.Redirect(w, r, "/"+strings.TrimLeft(site.EscapePath(url+"/"), "/"), http.StatusMovedPermanently)
		return
	}
	if o == nil {
		if o, status = find(st.good, "/404.html"), http.StatusNotFound; o == nil {
			http.NotFound(w, r)
			return
		}
	}
	data, err := o.Bytes()
	if err != nil {
		if d, ok := render.Problem(err); ok {
			s.failure(w, &state{problems: []diag.Diagnostic{d}})
			return
		}
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	kind := mime.TypeByExtension(path.Ext(o.Path))
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	if strings.HasPrefix(kind, "text/html") {
		data = withScript(data)
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		w.Write(data)
	}
}

var scriptTag = []byte(`<script src="` + own + `reload.js" defer></script>`)

func withScript(page []byte) []byte {
	i := bytes.LastIndex(page, []byte("</body>"))
	if i < 0 {
		return page
	}
	return slices.Concat(page[:i], scriptTag, page[i:])
}

// failure is the page while no build has been good yet.
func (s *Server) failure(w http.ResponseWriter, st *state) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	var text bytes.Buffer
	diag.Write(&text, st.problems, "text", false)
	fmt.Fprintf(w, `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The dossier has errors</title><link rel="stylesheet" href="%soverlay.css"></head>
<body class="dossier-failure"><h1>The dossier has errors</h1><p>The preview shows it as soon as they are mended.</p><pre>%s</pre>%s</body></html>
`, own, html.EscapeString(text.String()), scriptTag)
}
