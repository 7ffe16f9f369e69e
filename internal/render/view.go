// Package render turns a linked site into the bytes of its outputs.
//
// [Plan] lists every output of a site. An output is lazy: its [View], and the
// bytes made of it, come into being when somebody asks, so a preview renders
// what is read and nothing else. A View is everything that one output may depend
// on, as plain values; layouts see a View and no site, no look-up functions.
// Equal Views give equal bytes, which is what lets bytes be kept under the digest
// of the View they were made of.
//
// Three sorts of output exist: pages (a View and a layout), files written from
// the whole site (data, feed, sitemap, rules for the host), and files copied
// from static/.
//
// The room is pure. It knows nothing of disks, servers or clocks: the dates it
// shows are those of the pages.
package render

import (
	"crypto/sha256"
	"encoding/json"
	"html/template"

	"dossier/internal/diag"
)

// A View is everything one page may depend on. URLs in it work as they are: they carry the base path.
type View struct {
	Site      SiteInfo
	Layout    string // the name of the layout, without .html
	Kind      string // source, actor, claim, question, event, page, or the name of a made page
	ID        string
	Title     string
	Summary   string
	Lang      string
	Dir       string // "rtl" for languages that are written so, else ""
	URL       string
	Canonical string // absolute; "" if the site has no base_url
	Date      Date
	Updated   Date
	Draft     bool
	Code      bool // the body has highlighted code
	Body      template.HTML
	Contents  Headings
	Notes     Notes
	Crowded   bool // the notes are too many for its lines to stand beside them
	Backlinks Backlinks
	Pager     Pager

	Head        template.HTML // of what the page tells machines: Open Graph, schema.org, other forms of it
	Cite        *Cite         // how to cite the page
	Scripts     []string      // addresses of the scripts that it can do without
	Corrections []Correction

	// What follows from the graph, by kind; nil elsewhere.
	Source   *Source
	Actor    *Actor
	Claim    *Claim
	Question *Question
	Event    *Event
	Front    *Front // of the front page

	// Of the pages that the program makes.
	List         []Entry
	Matrix       *Matrix
	Compare      *Compare
	Search       *Search
	Timeline     *Timeline
	Network      *Network
	Index        []Group
	Verification *Verification

	X map[string]any // the author's own keys of the page

	Page string // the page's file, for messages about layouts; not shown
}

// Digest is the key under which the bytes made of the view may be kept.
func (v *View) Digest() (diag.Digest, error) {
	b, err := json.Marshal(v)
	return sha256.Sum256(b), err
}

// SiteInfo is what every page knows of the site.
type SiteInfo struct {
	Title, Description, Lang, Author, Licence, Corrections string
	Home                                                   string // the address of the front page
	Nav                                                    Links  // at the head of each page
	More                                                   Links  // at its foot
	Script                                                 string // the address of the script for notes and links
	Styles                                                 string // the address of the style sheet
	CodeStyles                                             string
	X                                                      map[string]any
}

// A Link is a page as others name it.
type Link struct {
	Title, URL, Kind, ID string
	Summary              string
	Key                  string // of a source: the letter that marks it wherever it is named
	Here                 bool   // it leads to the page it stands on
}

// Links are several pages.
type Links []Link

// A Date for readers and for machines. Machine is "" where no such form exists; Words is "" if there is no date.
type Date struct{ Words, Machine string }

// A Heading of the page.
type Heading struct {
	ID, Text string
	Level    int
}

// Headings of the page, for a list of its contents.
type Headings []Heading

// A Note at the end of the page.
type Note struct {
	Number int
	HTML   template.HTML
	Plain  bool // a footnote without a source
	Back   []Back
}

// Notes of a page.
type Notes []Note

// Back leads from a note to where it is referred to.
type Back struct {
	URL   string // #r7
	Label string // 7, or 7a, 7b
}

// A Backlink is a page that leads here, with the words around its link.
type Backlink struct {
	Link
	Context template.HTML
}

// Backlinks of a page.
type Backlinks []Backlink

// A Pager leads through the parts of a long list.
type Pager struct {
	Number, Count int // 0 of 0: one part
	Previous      string
	Next          string
}

// Evidence is a quotation away from the place where it stands.
type Evidence struct {
	Paragraphs  []string
	LangDir     template.HTMLAttr // lang and dir, where they differ from the page's
	By, Via     Links
	Source      Link
	Date        Date
	Paragraph   int
	Passage     string // the address of the passage on the source's page
	Verdict     string
	Reading     string // the address where the verdict is explained
	Stance      string
	Translation string
	Translator  string
	From        Links // the places where it is quoted
	Claims      Links
}

// Quotations are several pieces of evidence.
type Quotations []Evidence

// Source is what the page of a source shows beside its text.
type Source struct {
	Key                string // the letter that marks it
	Seed, SHA256       string
	Bytes, Paragraphs  int
	Languages          []string
	Published          Date
	Publisher, Author  string // "not stated" where the source does not
	Address            string // absolute; "" if not stated
	Stated             []Pair
	Ignored            []Ignored
	Passages           []Passage
	Whole              []Paragraph // with `publish: full`
	Alone              Links       // claims that it alone reports
	Supports, Disputes ClaimLines  // claims that others report too; claims of which it carries a dispute
	Silent             Links
	SilentCount        int
	More               int   // claims that are not listed, in a large archive
	Actors             Links // who speaks in it
}

// A Pair is something the source states of itself.
type Pair struct{ Key, Value string }

// Ignored lines of a seed.
type Ignored struct {
	Lines, Why string
}

// A Passage is a paragraph of a source, or several in one, from which the dossier takes words.
type Passage struct {
	ID         string        // para-7
	Paragraphs string        // paragraph 7
	Text       template.HTML // what is needed of it, each quotation marked and with its id
	Quoted     bool          // false: it is only referred to
	Places     []Place
	More       int // places that are not listed
}

// A Place is a page that takes words from a paragraph.
type Place struct {
	Link
	More []string // addresses of its further quotations
}

// A Piece of a passage: quoted, or left out of the quotation.
type Piece struct {
	Text   template.HTML
	Quoted bool
}

// A Paragraph of a source that is shown whole.
type Paragraph struct {
	Number int
	Pieces []Piece
}

// Actor is what follows for an actor.
type Actor struct {
	Type, Role               string
	Names                    []template.HTML // other spellings
	Within, Parts            Links
	Says, Disputes, SpokenOf ClaimLines
	More                     int // claims that are not listed, in a large archive
	Quotations, Through      Quotations
	Events                   []Entry
	Met                      []Met
}

// A ClaimLine is a claim with the sources that carry it.
type ClaimLine struct {
	Link
	Sources  Links // that carry it, the first eight
	More     int   // and so many more
	Disputes Links // sources that carry a dispute of it, the first eight
	Status   string
}

// ClaimLines are several claims.
type ClaimLines []ClaimLine

// Met is another actor on the same claims.
type Met struct {
	Link
	Count int
}

// Claim is what follows for a claim.
type Claim struct {
	Status                string
	By, DisputedBy, About Links
	Stands                []Stand
	Silent                Links
	SilentCount           int
	Sources               int
	Evidence              Quotations // from pages other than this one
	Questions             []Against
}

// A Stand is how one source stands to a claim.
type Stand struct {
	Source   Link
	Stance   string // supports, disputes, supports and disputes, or mentions
	By, Via  Links  // who speaks there, and through whom
	Passages Links
}

// Against is a question in which a claim stands, with what it stands against.
type Against struct {
	Link
	Contradiction string // hard, soft or open
	Numeral, Side string
	Beside        ClaimLines // on the same side
	Others        []OnSide
}

// OnSide is claims on one side of a question.
type OnSide struct {
	Numeral, Name string
	Claims        ClaimLines
}

// Question is a question with its sides.
type Question struct {
	Contradiction  string
	Sides          []Side
	Inside, Silent Links
	Matrix         *Matrix // its claims by sources, in the order of the sides
}

// A Side of a question: its claims, each with its quotations.
type Side struct {
	Numeral string // I, II, III …
	Name    string
	Claims  []SideClaim
}

// SideClaim is a claim on a side.
type SideClaim struct {
	ClaimLine
	By       Links
	Inside   Links // sources that carry it and a claim of another side
	Evidence Quotations
}

// Event is what follows for an event.
type Event struct {
	Dated, Dating string
	Actors        Links
	Contested     []Contested
}

// Contested is a question on which words stand that a page quotes.
type Contested struct {
	Link
	Contradiction string
	Sides         []OnSide
}

// Front is what the front page shows beside its text.
type Front struct {
	Sources, Questions       Links
	AllSources, AllQuestions int
}
