// Package build is the road: from a folder to a site.
//
//	load → parse → link → verify → plan → render → write
//
// Every verb walks it and stops where it needs no more: check stops before plan,
// a preview renders an output when a browser asks for it, build writes them all.
// There is no second road and no fast mode. What survives between builds are
// memos: files by digest, pages by file, texts and verdicts by text, bytes by
// View. Dropping any of them changes nothing but time, and TestWarmEqualsCold
// holds every build to that.
//
// It is the one room of the pipeline that touches the disk: load.go reads a
// dossier's folder, publish.go puts a site in its place, whole or not at all.
package build

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/render"
	"dossier/internal/site"
)

// Options say what to build.
type Options struct {
	Dir      string // the dossier's folder
	Defaults fs.FS  // layouts/ and static/ that the program brings along
	BaseURL  string // instead of the one in dossier.yaml, if not empty
	Drafts   bool
	NoIndex  bool // ask search engines to stay away
	Strict   bool // warnings stop the build too
	Workers  int  // 0: as many as processors
	Progress func(step string, done, total int)
}

// A Builder builds a dossier again and again and keeps what did not change.
type Builder struct {
	Options
	inputs         *inputs
	pages          map[*diag.File]*dossier.Page
	settled        *settled
	memo           site.Memo
	layouts        *render.Layouts
	layoutProblems []diag.Diagnostic
	layoutFiles    []*diag.File
	defaultStatic  []*diag.File
	defaultLayouts []*diag.File
	kept           *bytesMemo
	last           *Result
}

type settled struct {
	file     *diag.File
	settings *dossier.Settings
	problems []diag.Diagnostic
}

// Work counts what a build did, as opposed to what it took from memos.
type Work struct {
	Parsed   int // files
	Verified int // quotations
	Rendered int // outputs; grows as they are asked for
}

// A Result is one state of the dossier: its site, its problems, its outputs.
type Result struct {
	Site     *site.Site
	Problems []diag.Diagnostic // sorted
	Outputs  []Output          // by path; nil if the site may not be shown

	parsed   int
	rendered atomic.Int64
}

// Work done for this result so far.
func (r *Result) Work() Work {
	return Work{Parsed: r.parsed, Verified: r.Site.Verified, Rendered: int(r.rendered.Load())}
}

// Failed tells whether the problems keep the site from being published.
func (r *Result) Failed(strict bool) bool {
	errors, warnings := diag.Count(r.Problems)
	return errors > 0 || strict && warnings > 0
}

// New makes a Builder. It reads nothing yet but the embedded defaults.
func New(o Options) (*Builder, error) {
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	b := &Builder{Options: o, kept: &bytesMemo{}}
	for _, folder := range []string{"layouts", "static"} {
		err := fs.WalkDir(o.Defaults, folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(o.Defaults, path)
			if folder == "layouts" {
				b.defaultLayouts = append(b.defaultLayouts, diag.NewFile(path, data))
			} else {
				b.defaultStatic = append(b.defaultStatic, diag.NewFile(path, data))
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read default %s: %w", folder, err)
		}
	}
	return b, nil
}

// Build walks the road as far as the plan. changed names the paths that may differ
// from the last build, relative to the dossier's folder; nil means any may. If the
// files are the same as before, so is the Result. An error is the world's; what is wrong with the dossier is in Result.Problems.
func (b *Builder) Build(ctx context.Context, changed []string) (*Result, error) {
	in, err := load(b.Dir, b.inputs, changed)
	if err != nil {
		return nil, err
	}
	if b.last != nil && in.same(b.inputs) {
		return b.last, nil
	}
	b.inputs = in
	r := &Result{}
	settings := b.settle(in, r)
	pages := b.parse(in, r)
	static := b.static(in)
	r.Site = site.Link(site.Inputs{Settings: settings, Pages: pages, Seeds: in.seeds, Static: paths(static), Drafts: b.Drafts, Workers: b.Workers}, &b.memo)
	r.Problems = append(r.Problems, r.Site.Problems...)
	layouts := b.lay(in, r)
	diag.Sort(r.Problems)
	b.plan(r, layouts, static)
	b.last = r
	return r, ctx.Err()
}

// same tells whether two readings of the folder gave the same files. load takes files
// over whose bytes are the same, so their identity is enough.
func (in *inputs) same(old *inputs) bool {
	return in.settings == old.settings && slices.Equal(in.content, old.content) && slices.Equal(in.seeds, old.seeds) &&
		slices.Equal(in.layouts, old.layouts) && slices.Equal(in.static, old.static) &&
		slices.EqualFunc(in.problems, old.problems, func(a, b diag.Diagnostic) bool {
			return a.File.Path == b.File.Path && a.Rule == b.Rule && a.Message == b.Message
		})
}

// settle reads dossier.yaml, once for the same bytes.
func (b *Builder) settle(in *inputs, r *Result) *dossier.Settings {
	if b.settled == nil || b.settled.file != in.settings {
		s, problems := dossier.ParseSettings(in.settings)
		b.settled = &settled{in.settings, s, problems}
	}
	r.Problems = append(r.Problems, in.problems...)
	r.Problems = append(r.Problems, b.settled.problems...)
	if b.BaseURL == "" {
		return b.settled.settings
	}
	s := *b.settled.settings
	s.BaseURL, s.BasePath, _ = dossier.ParseBaseURL(b.BaseURL) // refused, if wrong, when the flag was read
	return &s
}

// parse reads every content file that was not read before, side by side.
func (b *Builder) parse(in *inputs, r *Result) []*dossier.Page {
	pages := make([]*dossier.Page, len(in.content))
	var fresh []int
	for i, f := range in.content {
		if pages[i] = b.pages[f]; pages[i] == nil {
			fresh = append(fresh, i)
		}
	}
	var done atomic.Int64
	b.each(len(fresh), func(i int) {
		pages[fresh[i]] = dossier.Parse(in.content[fresh[i]])
		b.progress("parse", int(done.Add(1)), len(fresh))
	})
	r.parsed = len(fresh)
	b.pages = make(map[*diag.File]*dossier.Page, len(pages))
	for i, f := range in.content {
		b.pages[f] = pages[i]
	}
	return pages
}

// static files: the author's, and the defaults that they do not replace.
func (b *Builder) static(in *inputs) []*diag.File {
	have := map[string]bool{}
	for _, f := range in.static {
		have[f.Path] = true
	}
	files := slices.Clone(in.static)
	for _, f := range b.defaultStatic {
		if !have[f.Path] {
			files = append(files, f)
		}
	}
	slices.SortFunc(files, func(a, b *diag.File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func paths(files []*diag.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, strings.TrimPrefix(f.Path, "static/"))
	}
	return out
}

// lay parses the layouts, once for the same files.
func (b *Builder) lay(in *inputs, r *Result) *render.Layouts {
	if b.layouts == nil || !slices.Equal(b.layoutFiles, in.layouts) {
		b.layouts, b.layoutProblems = render.ParseLayouts(b.defaultLayouts, in.layouts)
		b.layoutFiles = in.layouts
	}
	r.Problems = append(r.Problems, b.layoutProblems...)
	return b.layouts
}

// An Output of a result. Its bytes are made once, when first asked for.
type Output struct {
	Path string // relative to the destination
	URL  string
	Page bool // made with a layout

	once func() ([]byte, error)
}

// Bytes returns the output's content, which must not be changed.
func (o *Output) Bytes() ([]byte, error) { return o.once() }

func (b *Builder) plan(r *Result, layouts *render.Layouts, static []*diag.File) {
	for _, o := range render.Plan(r.Site, render.Options{Static: static, NoIndex: b.NoIndex}) {
		out := Output{Path: o.Path, URL: o.URL, Page: o.View != nil}
		switch {
		case o.File != nil:
			out.once = func() ([]byte, error) { return o.File.Data, nil }
		case o.Make != nil:
			out.once = sync.OnceValues(func() ([]byte, error) {
				r.rendered.Add(1)
				return o.Make(), nil
			})
		default:
			out.once = sync.OnceValues(func() ([]byte, error) {
				return b.kept.render(layouts, o.View(), &r.rendered)
			})
		}
		r.Outputs = append(r.Outputs, out)
	}
}

// Find returns the output at a path relative to the destination, or nil.
func (r *Result) Find(path string) *Output {
	i, ok := slices.BinarySearchFunc(r.Outputs, path, func(o Output, p string) int { return strings.Compare(o.Path, p) })
	if !ok {
		return nil
	}
	return &r.Outputs[i]
}

// mark stands once in every element that carries a mark of verification. The builder
// counts them in what it publishes: as many as were verified, or nothing is published.
var mark = []byte(` data-verdict="`)

// Write publishes the result in dest: every output is made, then the new tree takes
// the place of the old one. Faults of layouts show only now; they are returned as
// diagnostics, and the old site stays. The outputs are let go as they are written, so
// a Result is written once.
func (b *Builder) Write(ctx context.Context, r *Result, dest string) ([]diag.Diagnostic, error) {
	names := make([]string, len(r.Outputs))
	for i := range r.Outputs {
		names[i] = r.Outputs[i].Path
	}
	b.kept = nil // a build that writes everything keeps nothing
	var mu sync.Mutex
	var problems []diag.Diagnostic
	var done, marks atomic.Int64
	err := publish(ctx, dest, b.Dir, names, func(i int) ([]byte, error) {
		data, err := r.Outputs[i].Bytes()
		r.Outputs[i].once = nil // so that memory is bounded by what is under way
		if r.Outputs[i].Page {
			marks.Add(int64(bytes.Count(data, mark)))
		}
		n := int(done.Add(1))
		b.progress("write", n, len(names))
		if d, ok := render.Problem(err); ok {
			mu.Lock()
			problems = append(problems, d)
			mu.Unlock()
		}
		if found := int(marks.Load()); err == nil && n == len(names) && found != len(r.Site.Quotations) {
			err = fmt.Errorf("%d quotations were verified, but the pages show %d: a layout leaves out the body of a page, or repeats it", len(r.Site.Quotations), found)
		}
		return data, err
	}, b.Workers)
	if len(problems) > 0 {
		diag.Sort(problems)
		return problems, nil
	}
	return nil, err
}

func (b *Builder) progress(step string, done, total int) {
	if b.Progress != nil {
		b.Progress(step, done, total)
	}
}

// each calls work for 0 … n-1 on the builder's workers.
func (b *Builder) each(n int, work func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(b.Workers, n) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	wg.Wait()
}

// A bytesMemo keeps the bytes of pages under the digest of their View and of the
// layouts. A nil memo keeps nothing. When it is full all of it is forgotten: it costs a
// render to get back.
type bytesMemo struct {
	mu    sync.Mutex
	size  int
	bytes map[diag.Digest][]byte
}

const memoSize = 256 << 20

func (m *bytesMemo) render(layouts *render.Layouts, v *render.View, rendered *atomic.Int64) ([]byte, error) {
	if m == nil {
		rendered.Add(1)
		return layouts.Render(v)
	}
	key, err := v.Digest()
	if err != nil {
		return nil, fmt.Errorf("digest the view of %s: %w", v.Page, err)
	}
	for i := range key {
		key[i] ^= layouts.Digest[i]
	}
	m.mu.Lock()
	data := m.bytes[key]
	m.mu.Unlock()
	if data != nil {
		return data, nil
	}
	rendered.Add(1)
	if data, err = layouts.Render(v); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.bytes == nil || m.size > memoSize {
		m.bytes, m.size = map[diag.Digest][]byte{}, 0
	}
	m.bytes[key] = data
	m.size += len(data)
	return data, nil
}
