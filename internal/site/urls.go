package site

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"dossier/internal/diag"
	"dossier/internal/dossier"
)

// Made are the addresses that the program makes itself, whatever the pages are.
var Made = []string{
	"/", "/sources/", "/actors/", "/claims/", "/questions/", "/events/",
	"/matrix/", "/matrix/filter.json", "/compare/", "/timeline/", "/network/", "/search/", "/search/index.json", "/verification/",
	"/404.html", "/feed.xml", "/sitemap.xml", "/robots.txt",
	"/data/dossier.json", "/data/quotations.json", "/data/annotations.jsonld", "/data/claims.csv", "/data/matrix.csv",
	"/data/sources.bib", "/data/sources.csl.json", "/data/network.graphml", "/llms.txt", "/card.png",
	"/_headers", "/_redirects", "/manifest.json",
}

// intro are the addresses of Made that a page may take over: the page is then the introduction of what the program adds.
func intro(url string) bool {
	if url == "/" || url == "/card.png" { // the picture for shared links: an author's own takes its place
		return true
	}
	for _, k := range dossier.Kinds {
		if url == "/"+k.Folder()+"/" {
			return true
		}
	}
	return false
}

// Output is the file that holds what is published at an address.
func Output(url string) string {
	out := strings.TrimPrefix(url, "/")
	if out == "" || strings.HasSuffix(out, "/") {
		return out + "index.html"
	}
	return out
}

// AliasOutput is the same for an alias, which may lack the final slash.
func AliasOutput(url string) string {
	last := url[strings.LastIndexByte(url, '/')+1:]
	if last != "" && !strings.Contains(last, ".") {
		url += "/"
	}
	return Output(url)
}

// A taker is what takes an address.
type taker struct {
	what string // "the page", "the alias"
	page *Page  // nil: made by the program or a file of static/
	file *diag.File
	span diag.Span
}

// claimURLs gives each page its address and reports whatever would be published twice.
func (s *Site) claimURLs(in Inputs) {
	s.urls = make(map[string]*Page, len(s.Pages))
	taken := make(map[string]taker, len(s.Pages)+len(in.Static)+len(Made))
	take := func(output string, t taker) {
		key := foldPath(output)
		first, there := taken[key]
		if !there {
			taken[key] = t
			return
		}
		related := []diag.Related{}
		other := first.what
		if first.file != nil {
			related = append(related, diag.Related{File: first.file, Span: first.span, Message: "the first is here"})
		}
		d := ruleCollision.At(t.file, t.span, fmt.Sprintf("%s would be published at /%s, where %s is already", t.what, strings.TrimSuffix(output, "index.html"), other))
		d.Hint, d.Related = "change the file name, `slug` or alias of one of the two", related
		s.Problems = append(s.Problems, d)
	}
	for _, url := range Made {
		if !intro(url) {
			taken[foldPath(Output(url))] = taker{what: "a page that the program makes"}
		}
	}
	inOrder := slices.Clone(s.Pages)
	slices.SortFunc(inOrder, func(a, b *Page) int { return strings.Compare(a.File.Path, b.File.Path) })
	for _, p := range inOrder {
		span := p.Slug.Span // empty, at the start of the file, if there is no slug
		take(Output(p.URL), taker{what: "the page " + p.File.Path, page: p, file: p.File, span: span})
		if s.urls[p.URL] == nil {
			s.urls[p.URL] = p
		}
	}
	for _, p := range inOrder {
		for _, a := range p.Aliases {
			if strings.HasPrefix(a.Value, "/") {
				take(AliasOutput(a.Value), taker{what: "the alias " + a.Value, page: p, file: p.File, span: a.Span})
			}
		}
	}
	for _, path := range in.Static {
		take(path, taker{what: "the file static/" + path, file: diag.NewFile("static/"+path, nil)})
	}
	// Beside each page lies its Markdown. Only aliases and static files could come in its way.
	for key, t := range taken {
		html, ok := strings.CutSuffix(key, "index.md")
		html += "index.html"
		if p := taken[html].page; ok && p != nil && !in.Settings.NoMarkdown && foldPath(Output(p.URL)) == html {
			d := ruleCollision.At(t.file, t.span, fmt.Sprintf("%s would be published at /%s, where the Markdown of a page is already", t.what, key))
			d.Hint = "change its name, or write markdown: false in dossier.yaml"
			s.Problems = append(s.Problems, d)
		}
	}
	// A file cannot lie where another output needs a folder.
	for key, t := range taken {
		for i, c := range key {
			if c != '/' {
				continue
			}
			if under, there := taken[key[:i]]; there {
				at, other := t, under
				if at.file == nil {
					at, other = under, t
				}
				if at.file == nil {
					continue
				}
				d := ruleCollision.At(at.file, at.span, fmt.Sprintf("%s needs a folder where %s is a file", at.what, other.what))
				d.Hint = "change the name of one of the two"
				s.Problems = append(s.Problems, d)
			}
		}
	}
	s.outputs = make(map[string]bool, len(taken))
	for key, t := range taken {
		s.outputs[key] = t.file != nil
	}
	for _, url := range Made {
		if in.Settings.BaseURL == "" && (url == "/feed.xml" || url == "/sitemap.xml" || url == "/card.png") {
			continue // they need addresses for the world outside
		}
		if in.Settings.NoMarkdown && url == "/llms.txt" {
			continue
		}
		s.outputs[foldPath(Output(url))] = true
	}
	// A folder without index.md has a section page all the same.
	for _, p := range s.Free {
		for i, c := range p.URL[1:] {
			if c == '/' {
				s.outputs[foldPath(Output(p.URL[:i+2]))] = true
			}
		}
	}
}

// foldPath makes output paths comparable as careless file systems compare them.
func foldPath(p string) string {
	for i := 0; i < len(p); i++ {
		if c := p[i]; c >= 0x80 || c >= 'A' && c <= 'Z' {
			return norm.NFC.String(cases.Fold().String(norm.NFC.String(p)))
		}
	}
	return p
}

// EscapePath percent-encodes a root-relative path for use in an address.
func EscapePath(p string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("/-._~!*(),;:@=+$#%", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
