package site

import (
	"cmp"
	"slices"
	"strings"

	"dossier/internal/dossier"
)

// derive works out what follows from what is written. It reads the pages in their
// order and sorts what it gathers, so that the same dossier gives the same relations.
func (s *Site) derive() {
	s.relations()
	s.evidence()
	s.silence()
	s.contests()
	s.meetings()
	s.backlinks()
}

// relations are those of the front matter: by, about, part_of, actors, sides.
func (s *Site) relations() {
	for _, p := range s.Actors {
		d := desk{Site: s, page: p}
		p.Within = d.ids(p.Actor.PartOf, dossier.Actor)
		for _, whole := range p.Within {
			whole.People = append(whole.People, p)
		}
		s.Problems = append(s.Problems, d.problems...)
	}
	for _, p := range s.Events {
		d := desk{Site: s, page: p}
		p.People = d.ids(p.Event.Actors, dossier.Actor)
		for _, a := range p.People {
			a.Said.Events = append(a.Said.Events, p)
		}
		s.Problems = append(s.Problems, d.problems...)
	}
	for _, p := range s.Claims {
		d := desk{Site: s, page: p}
		p.Carried.By = d.ids(p.Claim.By, dossier.Actor)
		p.Carried.About = d.ids(p.Claim.About, dossier.Actor)
		for _, a := range p.Carried.About {
			add(&a.Said.SpokenOf, p)
		}
		s.Problems = append(s.Problems, d.problems...)
	}
	for _, p := range s.Questions {
		d := desk{Site: s, page: p}
		for _, side := range p.Question.Sides {
			claims := d.ids(side.Claims, dossier.Claim)
			p.Contest.Sides = append(p.Contest.Sides, Side{Name: side.Name.Value, Claims: claims})
			for _, c := range claims {
				add(&c.Carried.Questions, p)
			}
		}
		s.Problems = append(s.Problems, d.problems...)
	}
}

// evidence gathers quotations by claim, speaker, outlet and source. A source supports
// a claim if a quotation of it with that stance bears on it, disputes likewise; both may
// hold. Mentions count as neither. Who says a claim: `by`, joined with the speakers of
// its supporting quotations.
func (s *Site) evidence() {
	for _, q := range s.Quotations {
		q.Source.Drawn.Quotations = append(q.Source.Drawn.Quotations, q)
		for _, a := range q.By {
			a.Said.Quotations = append(a.Said.Quotations, q)
		}
		for _, a := range q.Via {
			a.Said.Through = append(a.Said.Through, q)
		}
		for _, c := range q.Claims {
			k := &c.Carried
			k.Evidence = append(k.Evidence, q)
			switch q.Stance {
			case "supports":
				add(&k.Supports, q.Source)
				for _, a := range q.By {
					add(&k.By, a)
				}
			case "disputes":
				add(&k.Disputes, q.Source)
				for _, a := range q.By {
					add(&k.DisputedBy, a)
				}
			}
		}
	}
	for _, p := range s.Pages {
		for i := range p.Citations {
			if p.Citations[i].Quotation >= 0 {
				continue
			}
			for j, src := range p.cited[i] {
				if src != nil {
					src.Drawn.Referred = append(src.Drawn.Referred, Referral{From: p, Note: p.Citations[i].Note + 1, Paragraph: p.Citations[i].Items[j].Paragraph})
				}
			}
		}
	}
	for _, c := range s.Claims {
		k := &c.Carried
		for _, a := range k.By {
			add(&a.Said.Says, c)
		}
		for _, a := range k.DisputedBy {
			add(&a.Said.Disputes, c)
		}
		// Whatever stands against another claim is contested, also where both might hold: to
		// tell one charge so and not its counterpart would take a side.
		k.Contested = len(k.Disputes) > 0 || len(k.Questions) > 0
		slices.SortFunc(k.Supports, InOrder)
		slices.SortFunc(k.Disputes, InOrder)
		slices.SortStableFunc(k.Evidence, func(a, b *Quotation) int { return InOrder(a.Source, b.Source) })
		for _, src := range k.Supports {
			src.Drawn.Supports = append(src.Drawn.Supports, c)
			if len(k.Supports) == 1 {
				src.Drawn.Alone = append(src.Drawn.Alone, c)
			}
		}
		for _, src := range k.Disputes {
			src.Drawn.Disputes = append(src.Drawn.Disputes, c)
		}
	}
	for _, src := range s.Sources {
		slices.SortStableFunc(src.Drawn.Quotations, func(a, b *Quotation) int {
			return cmp.Or(cmp.Compare(a.Match.Span.Start, b.Match.Span.Start), cmp.Compare(a.Match.Span.End, b.Match.Span.End))
		})
	}
}

// silence: a source is silent on a claim if no quotation of it bears on it. It is
// worked out for the claims of a dossier of ordinary size; a source of a large
// archive is silent on nearly everything, and a list of that says nothing.
func (s *Site) silence() {
	for _, c := range s.Claims {
		c.Carried.Silent = nil
		if len(c.Carried.Evidence) == 0 {
			continue // nothing is known of it at all
		}
		bears := map[*Page]bool{}
		for _, q := range c.Carried.Evidence {
			bears[q.Source] = true
		}
		for _, src := range s.Sources {
			if len(s.Sources) > Many {
				break
			}
			if !bears[src] {
				c.Carried.Silent = append(c.Carried.Silent, src)
				src.Drawn.Silent = append(src.Drawn.Silent, c)
			}
		}
	}
}

// Many is the number of sources beyond which silence is counted, not listed.
const Many = 24

// SilentCount is the number of sources that are silent on the claim.
func (s *Site) SilentCount(c *Page) int {
	bears := map[*Page]bool{}
	for _, q := range c.Carried.Evidence {
		bears[q.Source] = true
	}
	return len(s.Sources) - len(bears)
}

// contests: a source that carries claims of two sides makes the question one inside one source.
func (s *Site) contests() {
	for _, p := range s.Questions {
		carries := map[*Page]int{} // sides
		bears := map[*Page]bool{}
		for _, side := range p.Contest.Sides {
			here := map[*Page]bool{}
			for _, c := range side.Claims {
				for _, src := range c.Carried.Supports {
					here[src] = true
				}
				for _, q := range c.Carried.Evidence {
					bears[q.Source] = true
				}
			}
			for src := range here {
				carries[src]++
			}
		}
		for _, src := range s.Sources {
			if carries[src] > 1 {
				p.Contest.Inside = append(p.Contest.Inside, src)
			}
			if !bears[src] && len(s.Sources) <= Many {
				p.Contest.Silent = append(p.Contest.Silent, src)
			}
		}
	}
}

// meetings: the actors met on the same claims, as those who say, dispute or are spoken of.
func (s *Site) meetings() {
	on := func(c *Page) []*Page {
		var who []*Page
		for _, list := range [][]*Page{c.Carried.By, c.Carried.DisputedBy, c.Carried.About} {
			for _, a := range list {
				add(&who, a)
			}
		}
		return who
	}
	met := map[*Page]map[*Page][]*Page{}
	for _, c := range s.Claims {
		who := on(c)
		if len(who) > 50 {
			continue // a claim that everybody shares tells nothing of who meets whom, and costs the square
		}
		for _, a := range who {
			if met[a] == nil {
				met[a] = map[*Page][]*Page{}
			}
			for _, b := range who {
				if a != b {
					met[a][b] = append(met[a][b], c)
				}
			}
		}
	}
	for _, a := range s.Actors {
		for b, claims := range met[a] {
			a.Said.Met = append(a.Said.Met, Met{Actor: b, Claims: claims})
		}
		slices.SortFunc(a.Said.Met, func(x, y Met) int {
			return cmp.Or(cmp.Compare(len(y.Claims), len(x.Claims)), byID(x.Actor, y.Actor))
		})
		slices.SortFunc(a.People, byID)
		slices.SortFunc(a.Said.Says, byID)
		slices.SortFunc(a.Said.Disputes, byID)
		slices.SortFunc(a.Said.SpokenOf, byID)
	}
}

// backlinks: every page that leads here by a link, and which link is its first.
func (s *Site) backlinks() {
	last := map[*Page]*Page{} // who linked last: pages come one after another
	for _, p := range s.Pages {
		for i, t := range p.targets {
			if t.page == nil || t.page == p || last[t.page] == p {
				continue
			}
			last[t.page] = p
			t.page.Backlinks = append(t.page.Backlinks, Backlink{From: p, ref: i})
		}
	}
}

// Context is the words around a backlink's link. A name in an attribution line has the
// quotation above it for its context.
func (s *Site) Context(b Backlink) string {
	for i := range b.From.Page.Quotations {
		if q := &b.From.Page.Quotations[i]; slices.Contains(q.LineRefs, b.ref) {
			return "“" + short(q.Text) + "”"
		}
	}
	return s.withTitles(b.From.Refs[b.ref].Context)
}

// withTitles puts the titles of pages where a context has names in the marks that the
// parser leaves around a link without words of its own.
func (s *Site) withTitles(context string) string {
	if !strings.ContainsAny(context, dossier.NameOpen+dossier.NameClose) {
		return context
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(context, dossier.NameOpen)
		b.WriteString(before)
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, dossier.NameClose)
		if p, _ := s.names.find(name); closed && p != nil && foldName(name) != foldName(p.Title.Value) && (p.Actor == nil || p.ID == name || path(p.Page) == name) {
			name = p.Title.Value
		}
		b.WriteString(name)
		context = after
	}
	return strings.NewReplacer(dossier.NameOpen, "", dossier.NameClose, "").Replace(b.String())
}

// add appends a page that is not there yet. The lists are short.
func add(list *[]*Page, p *Page) {
	if !slices.Contains(*list, p) {
		*list = append(*list, p)
	}
}
