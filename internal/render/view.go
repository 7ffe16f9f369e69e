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
	Backlinks Backlinks
	Pager     Pager

	// What follows from the graph, by kind; nil elsewhere.
	Source   *Source
	Actor    *Actor
	Claim    *Claim
	Question *Question
	Event    *Event

	// Of the pages that the program makes.
	List         []Entry
	Matrix       *Matrix
	Timeline     []Moment
	Network      []Node
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
	Nav                                                    Links
	Styles                                                 string // the address of the style sheet
	CodeStyles                                             string
	X                                                      map[string]any
}

// A Link is a page as others name it.
type Link struct {
	Title, URL, Kind, ID string
	Summary              string
	Here                 bool // it leads to the page it stands on
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
	Stance      string
	Translation string
	Translator  string
	From        Links // the places where it is quoted
	Claims      Links
}

// Source is what the page of a source shows beside its text.
type Source struct {
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
	Supports, Disputes Links
	Alone, Silent      Links
	Actors             Links // who speaks in it
}

// A Pair is something the source states of itself.
type Pair struct{ Key, Value string }

// Ignored lines of a seed.
type Ignored struct {
	Lines, Why string
}

// A Passage that is quoted, in its surroundings.
type Passage struct {
	ID                   string
	Paragraph            int
	Before, Words, After template.HTML
	Pieces               []Piece // where omissions split it; Words is then "" and these alternate
	From                 Links
	Verdict              string
	Start, End           int
	Quoted               bool // false: a paragraph that is referred to
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
	Quotations               []Evidence
	Through                  []Evidence
	Events                   []Entry
	Met                      []Met
}

// A ClaimLine is a claim with the sources that carry it.
type ClaimLine struct {
	Link
	Sources Links // that carry it, the first eight
	More    int   // and so many more
	Status  string
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
	Supports, Disputes    Links
	Silent                Links
	SilentCount           int
	Sources               int
	Evidence              []Evidence // from pages other than this one
	Questions             []Against
}

// Against is a question in which a claim stands, with what it stands against.
type Against struct {
	Link
	Contradiction string // hard, soft or open
	Side          string
	Other         ClaimLines
}

// Question is a question with its sides.
type Question struct {
	Contradiction  string
	Sides          []Side
	Inside, Silent Links
}

// A Side of a question: its claims, each with its quotations.
type Side struct {
	Name   string
	Claims []SideClaim
}

// SideClaim is a claim on a side.
type SideClaim struct {
	ClaimLine
	By       Links
	Evidence []Evidence
}

// Event is what follows for an event.
type Event struct {
	Dated, Dating string
	Actors        Links
}

// An Entry of a list.
type Entry struct {
	Link
	Date Date
	Note string // a word on how it stands
}

// A Moment of the timeline.
type Moment struct {
	Entry
	Dated, Dating string
	Actors        Links
}

// Matrix is claims by sources.
type Matrix struct {
	Sources Links // the columns; empty in a large archive, where rows list their sources
	Rows    []MatrixRow
}

// MatrixRow is one claim.
type MatrixRow struct {
	Claim              Link
	Cells              []Cell
	Supports, Disputes Links
	Silent             int
}

// A Cell says how a source stands to a claim: supports, disputes, both, mentions or silent.
type Cell struct {
	Stance string
	URL    string // of the passage
}

// A Node of the network: an actor and the claims it is associated with.
type Node struct {
	Link
	Says, Disputes, SpokenOf Links
}

// A Group of a plain index.
type Group struct {
	ID      string
	Title   string
	Entries []Entry
}

// Verification is the report on every quotation.
type Verification struct {
	Total, Exact, Verbatim, Edited, Translated int
	Sources                                    []VerifiedSource
	Rows                                       []Verified
}

// A VerifiedSource is a text and its digest.
type VerifiedSource struct {
	Link
	Seed, SHA256 string
	Quotations   int
}

// Verified is one quotation in the report.
type Verified struct {
	Text       string
	LangDir    template.HTMLAttr
	Page       Link
	Source     Link
	Paragraph  int
	Start, End int
	Verdict    string
	Folds      []string
	Left       []string // what omissions leave out
}
