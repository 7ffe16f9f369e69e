package render

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"dossier/internal/site"
)

// Tables for spreadsheets: RFC 4180, UTF-8 without a byte order mark, lines ending in
// CRLF. Several ids in one cell are separated by a semicolon and a space.

// matrixColumns is the number of sources up to which the matrix has a column for each. A larger
// one has a line for each claim and source that bears on it; what has no line is silent.
const matrixColumns = 250

// A sheet writes lines of cells.
type sheet struct {
	bytes.Buffer
	csv *csv.Writer
}

func newSheet(head ...string) *sheet {
	t := &sheet{}
	t.csv = csv.NewWriter(&t.Buffer)
	t.csv.UseCRLF = true
	t.row(head...)
	return t
}

func (t *sheet) row(cells ...string) {
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	_ = t.csv.Write(cells) // into memory
}

func (t *sheet) done() []byte {
	t.csv.Flush()
	return t.Bytes()
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

func idCell(pages []*site.Page) string { return strings.Join(ids(pages), "; ") }

func (p *planner) claimsCSV() []byte {
	t := newSheet("claim", "title", "address", "status", "date", "said by", "disputed by", "speaks of",
		"sources that support", "sources that dispute", "sources that are silent", "questions", "quotations")
	for _, c := range p.Claims {
		k := &c.Carried
		t.row(c.ID, c.Title.Value, p.addressOf(c), k.Status(), c.Date.String(), idCell(k.By), idCell(k.DisputedBy), idCell(k.About),
			idCell(k.Supports), idCell(k.Disputes), strconv.Itoa(p.SilentCount(c)), idCell(k.Questions), strconv.Itoa(len(k.Evidence)))
	}
	return t.done()
}

func (p *planner) matrixCSV() []byte {
	if len(p.Sources) > matrixColumns {
		t := newSheet("claim", "title", "source", "stance")
		for _, c := range p.Claims {
			bears := bearings(c)
			for _, src := range p.Sources {
				if s := bears[src]; s != 0 {
					t.row(c.ID, c.Title.Value, src.ID, s.String())
				}
			}
		}
		return t.done()
	}
	t := newSheet(append([]string{"claim", "title"}, ids(p.Sources)...)...)
	for _, c := range p.Claims {
		bears := bearings(c)
		row := []string{c.ID, c.Title.Value}
		for _, src := range p.Sources {
			row = append(row, bears[src].String())
		}
		t.row(row...)
	}
	return t.done()
}

// A bearing is how a source bears on a claim.
type bearing uint8

const (
	bearsMention bearing = 1 << iota
	bearsSupport
	bearsDispute
)

func (b bearing) String() string {
	switch {
	case b&bearsSupport != 0 && b&bearsDispute != 0:
		return "supports and disputes"
	case b&bearsSupport != 0:
		return "supports"
	case b&bearsDispute != 0:
		return "disputes"
	case b&bearsMention != 0:
		return "mentions"
	}
	return "silent"
}

// bearings are those of the sources that bear on a claim; the others are silent.
func bearings(c *site.Page) map[*site.Page]bearing {
	out := map[*site.Page]bearing{}
	for _, q := range c.Carried.Evidence {
		switch q.Stance {
		case "supports":
			out[q.Source] |= bearsSupport
		case "disputes":
			out[q.Source] |= bearsDispute
		default:
			out[q.Source] |= bearsMention
		}
	}
	return out
}
