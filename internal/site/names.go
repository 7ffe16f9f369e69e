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

// names finds the page behind a name, in the order of the contract: kind/id,
// ids of all kinds, titles and other spellings.
type names struct {
	byPath map[string]*Page   // kind/id
	byID   map[string][]*Page // of all kinds
	byName map[string][]*Page // folded titles and spellings
	drafts map[string]*dossier.Page
	all    []string // what can be written, for suggestions; made when first needed
}

// foldName makes spellings comparable: NFC, white space, case.
func foldName(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 || c >= 'A' && c <= 'Z' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') || c < ' ' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	return norm.NFC.String(cases.Fold().String(s)) // a Caser must not be shared between goroutines
}

func (s *Site) nameAll(in Inputs) {
	n := &names{
		byPath: make(map[string]*Page, len(s.Pages)),
		byID:   make(map[string][]*Page, len(s.Pages)),
		byName: make(map[string][]*Page, len(s.Pages)),
		drafts: map[string]*dossier.Page{},
	}
	s.names = n
	for _, p := range in.Pages {
		if p.Draft && !in.Drafts {
			n.drafts[p.ID] = p
			n.drafts[path(p)] = p
			n.drafts[foldName(p.Title.Value)] = p
		}
	}
	inOrder := slices.Clone(s.Pages) // by file, so that of two with one id the second is reported
	slices.SortFunc(inOrder, func(a, b *Page) int { return strings.Compare(a.File.Path, b.File.Path) })
	for _, p := range inOrder {
		if first := n.byPath[path(p.Page)]; first != nil {
			s.report(&ruleDuplicateID, p, diag.Span{}, fmt.Sprintf("the %s “%s” is there twice", p.Kind, p.ID),
				"rename one of the two files: an id is the file name, and folders do not count",
				diag.Related{File: first.File, Message: "the first is here"})
			continue
		}
		n.byPath[path(p.Page)] = p
		n.byID[p.ID] = append(n.byID[p.ID], p)
		spell := []string{foldName(p.Title.Value)}
		if p.Actor != nil {
			for _, t := range p.Actor.Names {
				if f := foldName(t.Value); !slices.Contains(spell, f) {
					spell = append(spell, f)
				}
			}
		}
		for _, f := range spell {
			n.byName[f] = append(n.byName[f], p)
		}
	}
}

// path is the name that settles an id which two kinds share.
func path(p *dossier.Page) string {
	if p.Kind == dossier.Free {
		return "page/" + p.ID // never written; free pages are found by their id, which is their path
	}
	return p.Kind.Folder() + "/" + p.ID
}

// find returns the page behind a name. If there is more than one it returns nil and all of them.
func (n *names) find(name string) (*Page, []*Page) {
	name = foldName(name)
	if p := n.byPath[name]; p != nil && !strings.HasPrefix(name, "page/") {
		return p, nil
	}
	for _, step := range []map[string][]*Page{n.byID, n.byName} {
		switch hits := step[name]; len(hits) {
		case 0:
		case 1:
			return hits[0], nil
		default:
			return nil, hits
		}
	}
	return nil, nil
}

// named finds the page of a kind with this id.
func (n *names) named(k dossier.Kind, id string) *Page { return n.byPath[k.Folder()+"/"+id] }

// suggest lists the nearest names there are; kinds limits it to ids of one kind.
func (n *names) suggest(name string, kind dossier.Kind) string {
	var among []string
	if kind != dossier.Free {
		for p := range n.byPath {
			if id, ok := strings.CutPrefix(p, kind.Folder()+"/"); ok {
				among = append(among, id)
			}
		}
		slices.Sort(among)
	} else {
		if n.all == nil {
			for id := range n.byID {
				n.all = append(n.all, id)
			}
			for _, pages := range n.byName {
				n.all = append(n.all, pages[0].Title.Value)
				if a := pages[0].Actor; a != nil {
					for _, t := range a.Names {
						n.all = append(n.all, t.Value)
					}
				}
			}
			slices.Sort(n.all)
			n.all = slices.Compact(n.all)
		}
		among = n.all
	}
	near := dossier.Nearest(name, among, 3)
	if len(near) == 0 {
		return ""
	}
	return "did you mean " + orList(near) + "?"
}

func orList(words []string) string {
	q := make([]string, len(words))
	for i, w := range words {
		q[i] = "“" + w + "”"
	}
	if len(q) == 1 {
		return q[0]
	}
	return strings.Join(q[:len(q)-1], ", ") + " or " + q[len(q)-1]
}
