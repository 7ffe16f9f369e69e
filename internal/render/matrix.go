package render

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"

	"dossier/internal/dossier"
	"dossier/internal/site"
)

// Matrix is claims by sources.
type Matrix struct {
	Sources Links // the columns; empty in a large archive, where rows list their sources
	Rows    []MatrixRow
	Filter  string // the address of the data by which a script filters; "" if there is none
}

// MatrixRow is one claim.
type MatrixRow struct {
	Under              *Group // the heading that begins with this row
	Side               string // of that question, on which the claim stands: I, II, III …
	Claim              Link
	Cells              []Cell
	Supports, Disputes Links // without columns: the first eight of each
	MoreSupports       int   // and so many more
	MoreDisputes       int
	Silent             int
}

// A Cell says how a source stands to a claim: supports, disputes, both, mentions or silent.
type Cell struct {
	Stance string
	URL    string // of the passage
}

// filtered is up to how many claims a matrix can be filtered in the browser.
const filtered = 3000

// filterPath is where the data for that lies.
const filterPath = "matrix/filter.json"

func (p *planner) matrixPages() {
	sh := p.shelf(dossier.Claim)
	sizes := make([]size, len(sh.items))
	for i, it := range sh.items {
		sizes[i] = p.matrixRowSize(it.page)
		if i == 0 || sh.items[i-1].head != it.head {
			sizes[i] = sizes[i].plus(sh.heads[it.head].size()).plus(size{elements: 1})
		}
	}
	filter := len(sh.items) > 0 && len(sh.items) <= filtered
	p.parts("/matrix/", len(sh.items), fit(sizes), func(from, to int) *View {
		v := p.bare("matrix", "Claims and sources", "Which source supports, disputes or is silent on each claim.", "/matrix/")
		var claims []*site.Page
		for _, it := range sh.items[from:to] {
			claims = append(claims, it.page)
		}
		v.Matrix = p.matrix(claims)
		for i, it := range sh.items[from:to] {
			row := &v.Matrix.Rows[i]
			if head, begins := sh.headAt(from, i); begins {
				row.Under = &head
			}
			if it.side > 0 {
				row.Side = roman(it.side)
			}
		}
		if filter {
			v.Matrix.Filter = p.Href("/" + filterPath)
			v.Scripts = append(v.Scripts, p.Href("/lists.js"))
		}
		return v
	})
	if filter {
		p.file(filterPath, func() []byte { return p.filterJSON(sh) })
	}
}

// fewColumns is how many sources have room beside the claims on the narrowest phone: their table
// needs no box that scrolls, and a box that does not scroll is no place for the focus to stop.
const fewColumns = 5

// matrixRowSize is about what a row of the matrix takes.
func (p *planner) matrixRowSize(c *site.Page) size {
	l := p.link(c)
	s := size{elements: 4, letters: len(l.Title) + len(l.URL)}
	if len(p.Sources) > columns {
		named := min(len(c.Carried.Supports), eight) + min(len(c.Carried.Disputes), eight)
		return s.plus(size{3 + named, 60 * named})
	}
	links := len(p.Sources) - p.SilentCount(c)
	return s.plus(size{2 * len(p.Sources), 8*len(p.Sources) + 50*links})
}

// eight sources are named where there are too many for columns.
const eight = 8

// matrix has a column for each source while that can be read; beyond that each row lists its sources.
func (p *planner) matrix(claims []*site.Page) *Matrix {
	m := &Matrix{Sources: p.legend()}
	for _, c := range claims {
		row := MatrixRow{Claim: p.link(c), Silent: p.SilentCount(c)}
		if m.Sources != nil {
			for _, src := range p.Sources {
				stance, q := stands(src, c)
				cell := Cell{Stance: stance}
				if q != nil {
					cell.URL = p.passageURL(q)
				}
				row.Cells = append(row.Cells, cell)
			}
		} else {
			row.Supports, row.Disputes = p.links(cut(c.Carried.Supports, eight)), p.links(cut(c.Carried.Disputes, eight))
			row.MoreSupports, row.MoreDisputes = len(c.Carried.Supports)-len(row.Supports), len(c.Carried.Disputes)-len(row.Disputes)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// stands tells how a source stands to a claim, with a quotation that shows it: the first of the
// stance, in the order of the source.
func stands(src, claim *site.Page) (string, *site.Quotation) {
	c := &claim.Carried
	stance, shows := "mentions", ""
	switch supports, disputes := slices.Contains(c.Supports, src), slices.Contains(c.Disputes, src); {
	case supports && disputes:
		stance = "both"
	case supports:
		stance, shows = "supports", "supports"
	case disputes:
		stance, shows = "disputes", "disputes"
	}
	for _, q := range c.Evidence {
		if q.Source == src && (shows == "" || q.Stance == shows) {
			return stance, q
		}
	}
	return "silent", nil
}

// stanceWords are the words of a stance that is not its own.
var stanceWords = map[string]string{"both": "supports and disputes"}

// HTML is the matrix as a table; where sources are columns, their letters head them, and the
// letters and marks are explained above.
func (mx *Matrix) HTML(id, caption string) template.HTML {
	var m markup
	m.WriteString("<div class=\"gridded\">\n")
	if len(mx.Sources) > 0 {
		m.WriteString(`<ul class="letters" aria-label="The letters of the sources">`)
		for _, l := range mx.Sources {
			m.WriteString(`<li>`)
			m.name(l)
			m.WriteString("</li>\n")
		}
		m.WriteString("</ul>\n")
		m.WriteString(`<ul class="letters marks" aria-label="The marks">`)
		for _, stance := range []string{"supports", "disputes", "both", "mentions", "silent"} {
			m.put(`<li data-stance="`, stance, `">`, stanceWord(stance), "</li>\n")
		}
		m.WriteString("</ul>\n")
	}
	if n := len(mx.Sources); n > 0 && n <= fewColumns {
		m.WriteString(`<div class="matrix-box few">`)
	} else {
		m.put(`<div class="scroll matrix-box" role="region" tabindex="0" aria-labelledby="`, id, `">`)
	}
	m.put(`<table class="matrix"><caption id="`, id, `">`, caption, "</caption>\n<thead><tr><th scope=\"col\">Claim</th>")
	for _, l := range mx.Sources {
		m.put(`<th scope="col"><a href="`, l.URL, `">`)
		m.key(l.Key)
		m.put(` <span class="name">`, l.Title, `</span></a></th>`)
	}
	width := len(mx.Sources) + 1
	if len(mx.Sources) == 0 {
		m.WriteString(`<th scope="col">Supported by</th><th scope="col">Disputed by</th><th scope="col">Silent</th>`)
		width = 4
	}
	m.WriteString("</tr></thead>\n<tbody>")
	for i, row := range mx.Rows {
		if row.Under != nil && row.Under.Title != "" {
			if i > 0 {
				m.WriteString("</tbody>\n<tbody>")
			}
			m.theme(row.Under, width)
		}
		m.matrixRow(&row, len(mx.Sources) > 0)
	}
	m.WriteString("</tbody></table></div>\n</div>\n")
	return m.html()
}

func stanceWord(stance string) string {
	if w := stanceWords[stance]; w != "" {
		return w
	}
	return stance
}

// theme is the row that heads the claims of a question.
func (m *markup) theme(g *Group, width int) {
	fmt.Fprintf(m, `<tr class="theme"><th scope="rowgroup" colspan="%d"><span>`, width)
	if g.URL != "" {
		m.put(`<a href="`, g.URL, `">`, g.Title, `</a>`)
	} else {
		m.put("", g.Title)
	}
	if g.Continued {
		m.WriteString(" (continued)")
	}
	for i, name := range cut(g.Sides, listedSides) {
		m.put([]string{" <small>", " · "}[min(i, 1)]+roman(i+1)+" ", name)
	}
	if len(g.Sides) > 0 {
		m.WriteString("</small>")
	}
	m.WriteString("</span></th></tr>\n")
}

func (m *markup) matrixRow(row *MatrixRow, columns bool) {
	m.WriteString(`<tr><th scope="row">`)
	if row.Side != "" {
		m.put(`<span class="side-key">`, row.Side, `</span> `)
	}
	m.put(`<a href="`, row.Claim.URL, `">`, row.Claim.Title, `</a></th>`)
	if !columns {
		for _, list := range []struct {
			links Links
			more  int
		}{{row.Supports, row.MoreSupports}, {row.Disputes, row.MoreDisputes}} {
			m.WriteString("<td>")
			m.links(list.links)
			if list.more > 0 {
				fmt.Fprintf(m, " and %d more", list.more)
			}
			if len(list.links) == 0 {
				m.WriteString("none")
			}
			m.WriteString("</td>")
		}
		fmt.Fprintf(m, "<td>%d</td>", row.Silent)
	}
	for _, cell := range row.Cells {
		m.put(`<td data-stance="`, cell.Stance, `">`)
		if cell.URL != "" {
			m.put(`<a href="`, cell.URL, `">`, stanceWord(cell.Stance), `</a>`)
		} else {
			m.put(`<span>`, stanceWord(cell.Stance), `</span>`)
		}
		m.WriteString("</td>")
	}
	m.WriteString("</tr>\n")
}

// filterClaim is a claim as a script filters it, in short: title, address, the questions in which
// it stands with the number of the side, the actors who say it, who dispute it and of whom it speaks, and
// of each source that is not silent its place, the first letter of its stance, and the passage.
type filterClaim struct {
	Title     string   `json:"t"`
	URL       string   `json:"u"`
	Questions [][2]int `json:"q,omitempty"`
	By        []int    `json:"s,omitempty"`
	Disputed  []int    `json:"d,omitempty"`
	About     []int    `json:"a,omitempty"`
	Stances   [][3]any `json:"c,omitempty"`
}

// filterJSON is the whole matrix for a script, which picks rows of all parts from it.
func (p *planner) filterJSON(sh *shelf) []byte {
	var w jsonWriter
	named := func(l Link) [2]string { return [2]string{l.Title, l.URL} }
	questions := byTitle(p.Questions)
	questionAt := positions(questions)
	met := map[*site.Page]bool{}
	for _, c := range p.Claims {
		for _, list := range [][]*site.Page{c.Carried.By, c.Carried.DisputedBy, c.Carried.About} {
			for _, a := range list {
				met[a] = true
			}
		}
	}
	actors := slices.DeleteFunc(byTitle(p.Actors), func(a *site.Page) bool { return !met[a] })
	actorAt, sourceAt := positions(actors), positions(p.Sources)
	w.WriteString(`{"sources":`)
	list(&w, p.Sources, func(s *site.Page) [3]string { l := p.link(s); return [3]string{l.Key, l.Title, l.URL} })
	w.WriteString(`,"questions":`)
	list(&w, questions, func(q *site.Page) [2]string { return named(p.link(q)) })
	w.WriteString(`,"actors":`)
	list(&w, actors, func(a *site.Page) string { return p.link(a).Title })
	w.WriteString(`,"claims":`)
	list(&w, sh.items, func(it shelved) filterClaim {
		c := &it.page.Carried
		l := p.link(it.page)
		o := filterClaim{
			Title: l.Title, URL: l.URL,
			By: at(actorAt, c.By), Disputed: at(actorAt, c.DisputedBy), About: at(actorAt, c.About),
		}
		for _, q := range c.Questions {
			side := slices.IndexFunc(q.Contest.Sides, func(s site.Side) bool { return slices.Contains(s.Claims, it.page) })
			o.Questions = append(o.Questions, [2]int{questionAt[q], side + 1})
		}
		var seen []*site.Page
		for _, q := range c.Evidence { // in the order of the sources
			if !slices.Contains(seen, q.Source) {
				seen = append(seen, q.Source)
				stance, shown := stands(q.Source, it.page)
				o.Stances = append(o.Stances, [3]any{sourceAt[q.Source], stance[:1], shown.Passage})
			}
		}
		return o
	})
	w.WriteString("}\n")
	return bytes.ReplaceAll(w.Bytes(), []byte("\n,"), []byte(","))
}

// positions are the places of pages in a list.
func positions(pages []*site.Page) map[*site.Page]int {
	at := make(map[*site.Page]int, len(pages))
	for i, page := range pages {
		at[page] = i
	}
	return at
}

func at(positions map[*site.Page]int, pages []*site.Page) []int {
	var out []int
	for _, page := range pages {
		out = append(out, positions[page])
	}
	return out
}
