// Package site joins the pages of a dossier: it gives every name its page, every
// quotation its verdict, and every claim, actor, source and question what the
// others say about it.
//
// [Link] is one pure function of all pages and all source texts. It runs whole
// at every build, because it costs milliseconds and because a graph of
// dependencies would be a second truth. Two things are kept between builds, in
// a [Memo]: folded source texts and verdicts. Dropping the memo changes nothing
// but time.
//
// The rules of what follows from what (who says a claim, which sources carry it,
// which are silent, when a question lies inside one source) are those of the
// contract and stand in derive.go, each beside its sentence. Nothing in here
// gives a verdict on who is right; being spoken of is never merged with saying,
// and silence is never merged with denial.
//
// The room does not know how a page looks. It fills the holes of a body
// ([Site.Fill]), since what goes into them is a matter of names and verdicts.
package site

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/quote"
)

// Inputs are everything a site is made of. Pages and files are in the order of their paths.
type Inputs struct {
	Settings *dossier.Settings
	Pages    []*dossier.Page
	Seeds    []*diag.File
	Static   []string // paths below static/, the embedded defaults included
	Drafts   bool     // whether drafts are part of the site
	Workers  int
}

// A Site is all pages, linked and verified. It is not changed once it is made.
type Site struct {
	Settings   *dossier.Settings
	Pages      []*Page // by URL
	Sources    []*Page // in the order of InOrder
	Actors     []*Page // by id, as the other kinds
	Claims     []*Page
	Questions  []*Page
	Events     []*Page // by date, then id
	Free       []*Page // by URL
	Quotations []*Quotation
	Problems   []diag.Diagnostic // of all pages, files and relations, sorted
	Verified   int               // quotations compared with a source in this run, not taken from the memo

	names      *names
	urls       map[string]*Page
	outputs    map[string]bool // folded paths of all that is published
	suggesting *sync.Mutex
}

// A Page is a dossier.Page and what the rest of the site makes of it.
type Page struct {
	*dossier.Page
	Quotations []*Quotation // standing on this page, by note, then source
	Backlinks  []Backlink
	Said       Relations // of an actor
	Carried    Carriage  // of a claim
	Drawn      Drawn     // of a source
	Contest    Contest   // of a question
	People     []*Page   // of an event: its actors; of an actor: those whose part_of names it
	Within     []*Page   // of an actor: what it is part of

	targets []target       // of Page.Refs
	quoted  [][]*Quotation // by dossier.Quotation: what proves it, one object a source
	cited   [][]*Page      // by citation and item: the source, or nil
}

// A Backlink is a page that leads here; Site.Context tells the words around its link.
type Backlink struct {
	From *Page
	ref  int // its first link to this page
}

// A Quotation is one passage of one page, proved by one source.
type Quotation struct {
	Page    *Page
	Source  *Page
	Text    string // of the element, as readers get it; paragraphs separated by U+2029
	Index   int    // of the dossier.Quotation on its page
	Anchor  string // q-… on its page
	Passage string // p-… on the page of its source
	Note    int    // the number of its note
	Verdict string // exact, verbatim, edited, translated
	Match   quote.Match
	By, Via []*Page // actors
	Claims  []*Page
	Stance  string // supports, disputes or mentions

	Citation  *dossier.Citation
	Quotation *dossier.Quotation
}

// Relations are what an actor says, disputes and is spoken of in.
type Relations struct {
	Says, Disputes, SpokenOf []*Page // claims
	Quotations               []*Quotation
	Through                  []*Quotation // as the outlet through which a source has the words
	Events                   []*Page
	Met                      []Met
}

// Met is another actor on the same claims, with those claims.
type Met struct {
	Actor  *Page
	Claims []*Page
}

// Carriage is how a claim stands in the sources.
type Carriage struct {
	By         []*Page      // who says it: `by` and the speakers of supporting quotations
	DisputedBy []*Page      // the speakers of disputing quotations
	About      []*Page      // whom it speaks of
	Evidence   []*Quotation // all that bear on it
	Supports   []*Page      // sources
	Disputes   []*Page      // sources; one may stand in both
	Silent     []*Page      // sources of which no quotation bears on it. Silence is not denial
	Questions  []*Page      // in which it stands on a side
	Contested  bool
}

// Drawn is what the dossier takes from a source.
type Drawn struct {
	Text       *quote.Text // nil if there is no seed
	Seed       *diag.File
	Languages  []string
	Quotations []*Quotation
	Referred   []Referral // plain references
	Supports   []*Page    // claims
	Disputes   []*Page
	Alone      []*Page // claims that no other source supports
	Silent     []*Page // claims on which nothing of it bears
}

// A Referral is a plain reference to a source, with or without a paragraph.
type Referral struct {
	From      *Page
	Note      int
	Paragraph int
}

// Contest is a question with its sides worked out.
type Contest struct {
	Sides  []Side
	Inside []*Page // sources that carry claims of two sides
	Silent []*Page // sources of which no quotation bears on any of its claims
}

// A Side of a question.
type Side struct {
	Name   string
	Claims []*Page
}

// Status says how a claim stands: "contested", "several sources", "single source" or "no quotation".
func (c *Carriage) Status() string {
	switch {
	case c.Contested:
		return "contested"
	case len(c.Supports) > 1:
		return "several sources"
	case len(c.Supports) == 1:
		return "single source"
	}
	return "no quotation"
}

// Link joins the pages. What is wrong is in Site.Problems; the Site is complete
// enough to be shown in a preview all the same.
func Link(in Inputs, memo *Memo) *Site {
	s := &Site{Settings: in.Settings, suggesting: new(sync.Mutex)}
	s.gather(in)
	s.nameAll(in)
	s.claimURLs(in)
	s.readSeeds(in, memo)
	s.resolve(in.Workers)
	s.verify(in.Workers, memo)
	s.derive()
	diag.Sort(s.Problems)
	s.Problems = slices.CompactFunc(s.Problems, func(a, b diag.Diagnostic) bool {
		return a.File == b.File && a.Span == b.Span && a.Rule == b.Rule && a.Message == b.Message
	})
	return s
}

// gather sorts pages into kinds and takes over what the files themselves have wrong.
func (s *Site) gather(in Inputs) {
	for _, p := range in.Pages {
		if p.Draft && !in.Drafts {
			if p.Unsure {
				s.Problems = append(s.Problems, p.Problems...)
			}
			continue
		}
		s.Problems = append(s.Problems, p.Problems...)
		s.Pages = append(s.Pages, &Page{Page: p})
	}
	slices.SortFunc(s.Pages, func(a, b *Page) int {
		return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.File.Path, b.File.Path))
	})
	for _, p := range s.Pages {
		list := s.list(p.Kind)
		*list = append(*list, p)
	}
	for _, k := range dossier.Kinds {
		slices.SortFunc(*s.list(k), byID)
	}
	slices.SortFunc(s.Sources, InOrder)
	slices.SortStableFunc(s.Events, func(a, b *Page) int { return compareDates(a.Date, b.Date) })
}

// InOrder is the order of sources wherever several are named: by weight, then by id. A
// dossier can thus keep them in the order in which they were received.
func InOrder(a, b *Page) int {
	return cmp.Or(cmp.Compare(a.Weight, b.Weight), byID(a, b))
}

func byID(a, b *Page) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.File.Path, b.File.Path))
}

// compareDates puts dates in the order in which readers meet them: by their beginning. What
// has none that is known stands where its end puts it, and before what begins there; what
// has no date stands last. Dates of the same days keep the order of the hours as written.
func compareDates(a, b dossier.Date) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	from := func(d dossier.Date) string { return cmp.Or(d.First(), d.Last()) }
	return cmp.Or(strings.Compare(from(a), from(b)), strings.Compare(a.First(), b.First()),
		strings.Compare(a.Last(), b.Last()), strings.Compare(a.Text, b.Text))
}

func (s *Site) list(k dossier.Kind) *[]*Page {
	switch k {
	case dossier.Source:
		return &s.Sources
	case dossier.Actor:
		return &s.Actors
	case dossier.Claim:
		return &s.Claims
	case dossier.Question:
		return &s.Questions
	case dossier.Event:
		return &s.Events
	}
	return &s.Free
}

// OfKind returns the pages of a kind, in the order of their list.
func (s *Site) OfKind(k dossier.Kind) []*Page { return *s.list(k) }

// At returns the page with this URL, or nil.
func (s *Site) At(url string) *Page { return s.urls[url] }

// Verdicts counts the quotations by verdict. The numbers add up to len(s.Quotations).
func (s *Site) Verdicts() (exact, verbatim, edited, translated int) {
	for _, q := range s.Quotations {
		switch q.Verdict {
		case "exact":
			exact++
		case "verbatim":
			verbatim++
		case "edited":
			edited++
		case "translated":
			translated++
		}
	}
	return
}

func (s *Site) report(r *diag.Rule, p *Page, span diag.Span, message, hint string, related ...diag.Related) {
	d := r.At(p.File, span, message)
	d.Hint, d.Related = hint, related
	s.Problems = append(s.Problems, d)
}
