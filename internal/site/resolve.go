package site

import (
	"fmt"
	"strings"

	"dossier/internal/diag"
	"dossier/internal/dossier"
)

// A target is what a reference of a page leads to.
type target struct {
	page *Page
	href string // root-relative, escaped, with its fragment
}

// A desk works on one page; desks work side by side and hand their problems in at the end.
type desk struct {
	*Site
	page     *Page
	problems []diag.Diagnostic
	missing  []missing
	failed   []failed
}

func (d *desk) report(r *diag.Rule, span diag.Span, message, hint string, related ...diag.Related) *diag.Diagnostic {
	g := r.At(d.page.File, span, message)
	g.Hint, g.Related = hint, related
	d.problems = append(d.problems, g)
	return &d.problems[len(d.problems)-1]
}

// eachPage runs work for every page on several goroutines; problems come back in the order of the pages.
func (s *Site) eachPage(workers int, work func(*desk)) {
	problems := make([][]diag.Diagnostic, len(s.Pages))
	parallel(workers, len(s.Pages), func(i int) {
		d := desk{Site: s, page: s.Pages[i]}
		work(&d)
		problems[i] = d.problems
	})
	for _, p := range problems {
		s.Problems = append(s.Problems, p...)
	}
}

// resolve finds what every reference, citation and id of the front matter leads to.
func (s *Site) resolve(workers int) {
	s.eachPage(workers, func(d *desk) {
		p := d.page
		p.targets = make([]target, len(p.Refs))
		for i := range p.Refs {
			if r := &p.Refs[i]; r.Wiki {
				p.targets[i] = d.wiki(r)
			}
		}
		p.cited = make([][]*Page, len(p.Citations))
		for i := range p.Citations {
			c := &p.Citations[i]
			p.cited[i] = make([]*Page, len(c.Items))
			for j, item := range c.Items {
				p.cited[i][j] = d.source(item.Source)
			}
		}
	})
	// Addresses and fragments need the anchors of quotations; see checkAddresses, after verification.
}

func (d *desk) wiki(r *dossier.Ref) target {
	if r.Name.Value == "" { // [[#heading]]
		return target{page: d.page, href: EscapePath(d.page.URL)}
	}
	p, several := d.names.find(r.Name.Value)
	switch {
	case p != nil:
		return target{page: p, href: EscapePath(p.URL)}
	case several != nil:
		var can []string
		for _, o := range several {
			if o.Kind == dossier.Free {
				can = append(can, o.ID)
			} else {
				can = append(can, path(o.Page))
			}
		}
		d.report(&ruleAmbiguous, r.Name.Span, fmt.Sprintf("“%s” could mean %d pages", r.Name.Value, len(several)), "write "+orList(can))
	case d.names.drafts[r.Name.Value] != nil:
		d.draft(r.Name, d.names.drafts[r.Name.Value])
	case d.names.drafts[foldName(r.Name.Value)] != nil:
		d.draft(r.Name, d.names.drafts[foldName(r.Name.Value)])
	default:
		hint := d.suggest(r.Name.Value, dossier.Free)
		if hint == "" {
			hint = "write the page, or correct the name"
		}
		d.report(&ruleUnknownName, r.Name.Span, fmt.Sprintf("no page is called “%s”", r.Name.Value), hint)
	}
	return target{}
}

func (d *desk) draft(at dossier.Text, p *dossier.Page) {
	d.report(&ruleDraftTarget, at.Span, fmt.Sprintf("“%s” is a draft and not part of the site", at.Value),
		"publish it (remove `draft: true`), remove this, or build with --drafts",
		diag.Related{File: p.File, Message: "the draft"})
}

// suggest is guarded: the list of all names is made once, on demand, by whichever desk needs it first.
func (d *desk) suggest(name string, k dossier.Kind) string {
	d.suggesting.Lock()
	defer d.suggesting.Unlock()
	return d.names.suggest(name, k)
}

func (d *desk) source(t dossier.Text) *Page {
	if p := d.names.named(dossier.Source, t.Value); p != nil {
		return p
	}
	if draft := d.names.drafts["sources/"+t.Value]; draft != nil {
		d.draft(t, draft)
		return nil
	}
	hint := d.suggest(t.Value, dossier.Source)
	if hint == "" {
		hint = "write content/sources/" + t.Value + ".md"
	}
	d.report(&ruleUnknownSource, t.Span, fmt.Sprintf("there is no source “%s”", t.Value), hint)
	return nil
}

// ids finds the pages of a kind that a list in the front matter or an attribute names.
func (d *desk) ids(list []dossier.Text, k dossier.Kind) []*Page {
	var pages []*Page
	for _, t := range list {
		p := d.names.named(k, t.Value)
		if p == nil {
			if draft := d.names.drafts[k.Folder()+"/"+t.Value]; draft != nil {
				d.draft(t, draft)
				continue
			}
			hint := d.suggest(t.Value, k)
			if hint == "" {
				hint = fmt.Sprintf("write content/%s/%s.md, or correct the id", k.Folder(), t.Value)
			}
			d.report(&ruleUnknownActor, t.Span, fmt.Sprintf("there is no %s “%s”", k, t.Value), hint)
			continue
		}
		pages = append(pages, p)
	}
	return pages
}

// checkAddresses resolves plain links and every fragment. It runs when anchors are known.
func (d *desk) checkAddresses() {
	p := d.page
	for i := range p.Refs {
		r := &p.Refs[i]
		if !r.Wiki {
			p.targets[i] = d.address(r)
		}
		t := &p.targets[i]
		if r.Heading.Value == "" || t.href == "" {
			continue
		}
		if t.page != nil && !t.page.hasAnchor(r.Heading.Value) {
			var ids []string
			for _, h := range t.page.Headings {
				ids = append(ids, h.ID)
			}
			hint := "link to the page alone, or give it that heading"
			if near := dossier.Nearest(r.Heading.Value, ids, 3); len(near) > 0 {
				hint = "did you mean " + orList(near) + "?"
			}
			span := r.Heading.Span
			if span == (diag.Span{}) {
				span = r.Name.Span
			}
			d.report(&ruleHeading, span, fmt.Sprintf("%s has no heading or place “%s”", t.page.File.Path, r.Heading.Value), hint)
			continue
		}
		t.href += "#" + EscapePath(r.Heading.Value)
	}
}

func (p *Page) hasAnchor(id string) bool {
	for _, h := range p.Headings {
		if h.ID == id {
			return true
		}
	}
	for _, q := range p.Quotations {
		if q.Anchor == id {
			return true
		}
	}
	if p.Source != nil && (strings.HasPrefix(id, "p-") || strings.HasPrefix(id, "para-")) {
		return true // passages; which of them are shown depends on what is quoted
	}
	var n int
	if _, err := fmt.Sscanf(id, "n%d", &n); err == nil && n >= 1 && n <= len(p.Notes) {
		return true
	}
	if _, err := fmt.Sscanf(id, "r%d", &n); err == nil && n >= 1 && n <= len(p.Notes) {
		return true
	}
	return false
}

// address resolves a plain link or image inside the site.
func (d *desk) address(r *dossier.Ref) target {
	addr := r.Name.Value
	query := ""
	if i := strings.IndexByte(addr, '?'); i >= 0 {
		addr, query = addr[:i], addr[i:]
	}
	switch {
	case addr == "":
		return target{page: d.page, href: EscapePath(d.page.URL)}
	case strings.HasPrefix(addr, "/"):
	default:
		addr = d.page.URL + addr
	}
	clean, ok := cleanURL(unescapePath(addr))
	if ok {
		if p := d.urls[clean]; p != nil {
			return target{page: p, href: EscapePath(clean) + query}
		}
		if p := d.urls[clean+"/"]; p != nil {
			return target{page: p, href: EscapePath(clean) + "/" + query}
		}
		if d.outputs[foldPath(Output(clean))] {
			return target{href: EscapePath(clean) + query}
		}
		if !strings.HasSuffix(clean, "/") && d.outputs[foldPath(Output(clean+"/"))] {
			return target{href: EscapePath(clean) + "/" + query}
		}
	}
	hint := "addresses of pages begin and end with a slash; a link by name, [[id]], is safer"
	if r.Image {
		hint = "put the picture into static/ and write its address from the root, /name.png"
	}
	last := strings.TrimSuffix(strings.Trim(addr, "/"), ".md")
	if p, _ := d.names.find(last[strings.LastIndexByte(last, '/')+1:]); p != nil {
		hint = fmt.Sprintf("write [[%s]], or the address %s", p.ID, p.URL)
	}
	d.report(&ruleBroken, r.Name.Span, fmt.Sprintf("nothing is published at “%s”", r.Name.Value), hint)
	return target{}
}

// cleanURL removes . and .. from a root-relative path; false if it climbs out of the root.
func cleanURL(p string) (string, bool) {
	var out []string
	parts := strings.Split(p, "/")
	for i, part := range parts {
		switch part {
		case "", ".":
			if i == len(parts)-1 {
				out = append(out, "")
			}
		case "..":
			if len(out) == 0 {
				return "", false
			}
			out = out[:len(out)-1]
			if i == len(parts)-1 {
				out = append(out, "")
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/"), true
}

func unescapePath(p string) string {
	if !strings.Contains(p, "%") {
		return p
	}
	nibble := func(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		if p[i] == '%' && i+2 < len(p) {
			h, l := nibble(p[i+1]), nibble(p[i+2])
			if h >= 0 && l >= 0 {
				b.WriteByte(byte(h<<4 | l))
				i += 2
				continue
			}
		}
		b.WriteByte(p[i])
	}
	return b.String()
}
