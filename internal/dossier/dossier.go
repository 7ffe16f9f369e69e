// Package dossier reads one file of a dossier and tells everything that can be
// known from that file alone.
//
// The words of the field, as they are used everywhere in this program:
//
//	source       one text, kept byte for byte in seeds/, and the page that describes it
//	actor        a person, group, state, organisation, outlet or collective
//	claim        one neutral sentence that somebody is said to assert
//	question     a contested question: its sides, each a set of claims
//	event        something dated, for the timeline
//	page         any other Markdown file: the narrative
//	citation     [@source] in the text: a numbered note that leads to a source
//	quotation    words in marks, or a block, that a citation stands directly after
//	attribution  who speaks, and through whom: the line below a block, the attributes of a citation
//	locator      the paragraph a citation names
//	passage      the place in a source where a quotation was found
//	verdict      exact, verbatim, edited or translated
//	brief        one page on paper
//
// [Parse] is pure: bytes in, a [Page] out. It never fails; what is wrong is a
// list of diagnostics on the page. It sees one file and nothing else, so a page
// can be kept as long as its bytes are the same. goldmark and chroma are hidden
// in here; no other room knows that Markdown has a syntax tree.
//
// What a page needs from elsewhere (the address behind a name, the title of a
// source, a verdict) is a hole in its HTML, filled by the rooms above.
package dossier

import (
	"dossier/internal/diag"
)

// A Kind is the first folder that a page lies in.
type Kind uint8

const (
	Free Kind = iota // a page of the narrative, at its own path
	Source
	Actor
	Claim
	Question
	Event
)

// Kinds are the five kinds that have a folder, in the order in which lists show them.
var Kinds = [...]Kind{Source, Actor, Claim, Question, Event}

func (k Kind) String() string {
	return [...]string{"page", "source", "actor", "claim", "question", "event"}[k]
}

// Folder is the folder of the kind below content/ and in URLs; "" for free pages.
func (k Kind) Folder() string {
	return [...]string{"", "sources", "actors", "claims", "questions", "events"}[k]
}

// A Text is a string from the file and the place where it stands.
type Text struct {
	Value string
	Span  diag.Span
}

// Facts are what other pages may know of a page. Nothing else crosses between pages.
type Facts struct {
	File    *diag.File
	Kind    Kind
	ID      string // unique within its kind
	Title   Text
	Summary string
	URL     string // root-relative, begins and ends with a slash: /claims/open-war/
	Slug    Text   // if given
	Date    Date
	Updated Date
	Lang    string // "" means the dossier's language
	Weight  int
	Draft   bool
	Unsure  bool           // `draft` could not be read: the page is withheld, and told to be wrong
	Aliases []Text         // old URLs that lead here
	X       map[string]any // the author's own keys: strings, []any, map[string]any

	Corrections []Correction // in the order of the file

	Headings []Heading // of the body, in order

	// One of these is set, as the kind is; all nil for a free page.
	Source   *SourceFacts
	Actor    *ActorFacts
	Claim    *ClaimFacts
	Question *QuestionFacts
	Event    *EventFacts
}

// A Correction of a page: what was corrected, and when.
type Correction struct {
	Date Date
	Text string
}

// A Heading of a page, as a target of links and for a table of contents.
type Heading struct {
	ID    string
	Text  string
	Level int
}

// NotStated is the value of publisher, author, url or published for what a source does not state.
const NotStated = "not stated"

// SourceFacts are the front matter of a source. Empty values count as not stated.
type SourceFacts struct {
	Seed       Text   // the name of a file in seeds/
	SHA256     Text   // hexadecimal, lower case
	BadDigest  bool   // sha256 was given, but is none
	Languages  []Text // the first is the main one; none: the dossier's
	Published  Date   // zero if not stated
	Publisher  Text
	Author     Text
	URL        Text
	Stated     []Stated // in the order of the file
	Ignore     []Ignore
	BlankLines bool // paragraphs: blank-lines
	Full       bool // publish: full
	PublishSet bool // publish was given
}

// Stated is something that a text says of itself, to be checked against the seed like a quotation.
type Stated struct {
	Key  Text
	Text Text // the value, as YAML read it
}

// Ignore names lines of a seed that are not the article.
type Ignore struct {
	Lines []Line
	Why   string
}

// A Line of a seed, counted from 1, and the place that names it.
type Line struct {
	Number int
	Span   diag.Span
}

// ActorFacts are the front matter of an actor.
type ActorFacts struct {
	Type   string // person | group | state | organisation | outlet | collective
	Names  []Text // other spellings
	Role   string
	PartOf []Text // ids of actors
}

// ClaimFacts are the front matter of a claim.
type ClaimFacts struct {
	By    []Text // ids of actors who are said to assert it
	About []Text // ids of actors of whom it speaks
}

// QuestionFacts are the front matter of a question.
type QuestionFacts struct {
	Contradiction string // hard | soft | open
	Sides         []Side
}

// A Side of a question.
type Side struct {
	Name   Text
	Claims []Text // ids of claims
}

// EventFacts are the front matter of an event; its date is Facts.Date.
type EventFacts struct {
	Dated  string // stated | inferred | derived | undated
	Dating string // why
	Actors []Text // ids of actors
}

// A Page is one parsed file. References, citations and quotations are in the
// order in which readers meet them: the text, then the notes by number.
type Page struct {
	Facts
	Start      int // of the text in the file, behind the front matter
	Body       Body
	Refs       []Ref // links by name and internal addresses
	Citations  []Citation
	Quotations []Quotation
	Notes      []Note      // by number, from 1
	Unseen     []diag.Span // of the file: what is shown to nobody, such as comments
	Problems   []diag.Diagnostic
}

// A Body is finished HTML with holes for what only the whole site knows.
type Body struct {
	HTML  string
	Holes []Hole // by place
}

// A Hole is a place in a Body where something is inserted.
type Hole struct {
	At    int // byte offset in HTML
	Kind  HoleKind
	Index int // of what, by kind
	Use   int // NoteRef: which use of the note this is, from 0
}

// HoleKind says what goes into a hole.
type HoleKind uint8

const (
	HoleHref  HoleKind = iota // Refs[Index]: the address alone, inside href="…", escaped
	HoleName                  // Refs[Index]: the title of the page it leads to, escaped (a link by name without words of its own)
	HoleNote                  // Notes[Index]: the whole reference, <sup><a id="rN" …>N</a></sup>
	HoleQuote                 // Quotations[Index]: the attributes of the quotation element, beginning with a space: id, data-source, data-verdict, and lang and dir where they differ
	HoleOpen                  // Quotations[Index]: opening wrappers, where a quotation is proved by a second source; usually nothing
	HoleClose                 // Quotations[Index]: their ends
)

// A Ref is a reference to another page of the site.
type Ref struct {
	Name    Text      // as written: an id, kind/id, title or spelling; or the address of a plain link
	Heading Text      // after #, without it; Span empty if there is none
	Wiki    bool      // [[…]]; otherwise an address in a plain Markdown link or image, without a scheme or host
	Image   bool      // of an image
	Words   bool      // has words of its own: [[x|words]]
	Written string    // these words as they are written, with escapes, without what begins the lines
	Span    diag.Span // of the whole link by name, with its brackets
	Context string    // the sentence or line it stands in, as plain text, for backlinks; at most 200 characters
}

// NameOpen and NameClose stand in a Context around the name of a link without words of
// its own: readers see the title of its page there, which is not known here. No file can
// hold these characters.
const NameOpen, NameClose = "\x02", "\x03"

// A Citation is one pair of brackets, with one source or several.
type Citation struct {
	Items     []CitationItem
	Prefix    string // words before the first source: see, cf.
	Attrs     Attributes
	Span      diag.Span // from the opening bracket to the end of the attributes
	Note      int       // index in Page.Notes
	Quotation int       // index in Page.Quotations of what it proves; -1: a plain reference
}

// A CitationItem is one source of a citation.
type CitationItem struct {
	Source    Text // the id, without the @
	Paragraph int  // 0: not given
	LastPara  int  // of a range; 0: one paragraph
	Locator   diag.Span
	Suffix    string // what follows the locator
}

// Attributes of a citation: {by=… claim=…}. Empty Text values are absent.
type Attributes struct {
	By, Via, Claim                       []Text
	Stance                               Text // supports | disputes | mentions
	Lang, Near, OK, Original, Translator Text
}

// A Quotation is a passage that must stand in its source.
type Quotation struct {
	Text      string    // of the quotation element in the finished HTML; paragraphs separated by U+2029
	Map       []Run     // where the text stands in the file
	Span      diag.Span // of the words as written, without their marks or attribution line
	Block     bool
	Formatted bool  // emphasis, code or the like inside
	Citations []int // indexes in Page.Citations; at least one
	LineRefs  []int // indexes in Page.Refs of all links by name in the attribution line, in order; the first that is an actor is the speaker

	// Translated: Text is the attribute original="…", in the source's language (and so
	// is the text of the element); Translation is what the author wrote in the marks.
	Translated  bool
	Translation string
}

// A Run says that the text from byte Text on, up to the next run, stands in the
// Len bytes of the file from byte File on. Where the two are of different length,
// as with an escape or an entity, the whole of the one stands for the whole of the
// other; 0 is a paragraph's end. [Quotation.Place] reads it.
type Run struct{ Text, File, Len int }

// A Note is one numbered note at the end of a page: a citation or a footnote.
type Note struct {
	Uses     int    // how often it is referred to, at least 1
	Citation int    // index in Page.Citations; -1: a footnote
	Label    string // of a footnote
	Body     Body   // of a footnote
	Span     diag.Span
}
