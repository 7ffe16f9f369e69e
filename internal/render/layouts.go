package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	texttemplate "text/template"

	"dossier/internal/diag"
)

var (
	ruleLayoutSyntax = diag.Rule{Code: "layout/syntax", Title: "a layout is not a valid template",
		Doc: "Layouts are Go `html/template` files. The place is that of the first fault that the parser met. A file in `layouts/` replaces the default of the same name; remove it to get the default back."}
	ruleLayoutRun = diag.Rule{Code: "layout/execute", Title: "a layout failed while a page was made with it",
		Doc: "The template asks for a field that does not exist, or calls itself without end. The message names the page. What a layout can see is the type `View` of `internal/render/view.go`."}
)

// Rules of this room.
var Rules = []*diag.Rule{&ruleLayoutSyntax, &ruleLayoutRun}

// Layouts are the templates of a site, parsed: one set for each page layout. Every
// set has base.html, which is the shell, the shared pieces (files that begin with an
// underscore), and the layout's own file, which defines "main".
type Layouts struct {
	sets   map[string]*template.Template
	files  map[string]*diag.File
	Digest diag.Digest // of all files
}

// ParseLayouts reads the layouts: the defaults, and the author's, which replace those
// of the same name.
func ParseLayouts(defaults, own []*diag.File) (*Layouts, []diag.Diagnostic) {
	l := &Layouts{sets: map[string]*template.Template{}, files: map[string]*diag.File{}}
	for _, files := range [][]*diag.File{defaults, own} {
		for _, f := range files {
			l.files[strings.TrimPrefix(f.Path, "layouts/")] = f
		}
	}
	var names []string
	for name := range l.files {
		names = append(names, name)
	}
	slices.Sort(names)
	var problems []diag.Diagnostic
	shared := template.New("base.html")
	var all bytes.Buffer
	for _, name := range names {
		fmt.Fprintf(&all, "%s %x\n", name, l.files[name].Digest)
		if name == "base.html" || strings.HasPrefix(name, "_") {
			problems = l.parse(shared, name, problems)
		}
	}
	l.Digest = diag.NewFile("", all.Bytes()).Digest
	for _, name := range names {
		if name == "base.html" || strings.HasPrefix(name, "_") {
			continue
		}
		set, err := shared.Clone()
		if err != nil {
			continue // only after it was executed, which it never is
		}
		problems = l.parse(set, name, problems)
		l.sets[strings.TrimSuffix(name, ".html")] = set
	}
	return l, problems
}

func (l *Layouts) parse(set *template.Template, name string, problems []diag.Diagnostic) []diag.Diagnostic {
	t := set
	if name != set.Name() {
		t = set.New(name)
	}
	if _, err := t.Parse(string(l.files[name].Data)); err != nil {
		return append(problems, l.problem(&ruleLayoutSyntax, err, name, ""))
	}
	return problems
}

// A layoutError carries the diagnostic of a layout that failed.
type layoutError struct{ diag.Diagnostic }

func (e *layoutError) Error() string { return e.Message }

// Problem returns the diagnostic in an error of Render, if the fault is a layout's.
func Problem(err error) (diag.Diagnostic, bool) {
	var e *layoutError
	if errors.As(err, &e) {
		return e.Diagnostic, true
	}
	return diag.Diagnostic{}, false
}

// Render makes the page of a view.
func (l *Layouts) Render(v *View) ([]byte, error) {
	set := l.sets[v.Layout]
	if set == nil {
		return nil, fmt.Errorf("render %s: there is no layout %s.html", v.Page, v.Layout)
	}
	var b bytes.Buffer
	b.Grow(len(v.Body) + 8192)
	if err := set.ExecuteTemplate(&b, "base.html", v); err != nil {
		return nil, &layoutError{l.problem(&ruleLayoutRun, err, v.Layout+".html", v.Page)}
	}
	return b.Bytes(), nil
}

// templatePlace is where the template packages put the place of an error: they have no field for it.
var templatePlace = regexp.MustCompile(`template: ?(?:"[^"]*" )?([^:\s]+):(\d+)(?::(\d+))?: ?(.*)`)

func (l *Layouts) problem(r *diag.Rule, err error, name, page string) diag.Diagnostic {
	message, line, column := err.Error(), 1, 1
	var escape *template.Error
	var exec texttemplate.ExecError
	switch {
	case errors.As(err, &escape):
		message, line = escape.Description, max(escape.Line, 1)
		if escape.Name != "" && l.files[escape.Name] != nil {
			name = escape.Name
		}
	case errors.As(err, &exec):
		message = exec.Err.Error()
	}
	if m := templatePlace.FindStringSubmatch(message); m != nil {
		if l.files[m[1]] != nil {
			name = m[1]
		}
		line, _ = strconv.Atoi(m[2])
		if m[3] != "" {
			column, _ = strconv.Atoi(m[3])
			column++ // the template packages count from 0
		}
		message = m[4]
	}
	if page != "" {
		message = fmt.Sprintf("%s, while making the page of %s", message, page)
	}
	f := l.files[name]
	if f == nil {
		f = diag.NewFile("layouts/"+name, nil)
	}
	at := f.Offset(line, column)
	d := r.At(f, diag.Span{Start: at, End: at}, message)
	d.Hint = "mend the layout, or remove it from layouts/ to use the default"
	return d
}
