// Package quote finds a quotation in a source text and says whether it is verbatim.
//
// It keeps the promise of this program: the words shown stand in this order in
// the stored text of the source, apart from the marks of editing that are
// shown. The comparison is exact under a closed folding table: no thresholds,
// no similarity, no case folding. What the table does not list is significant:
// case, accents, digits, the length of dashes, the letters of every script.
//
// A source is folded once, into a [Text]. A [Query] is one quotation as readers
// get it. [Text.Find] compares the two and returns a [Match], whose byte offsets
// lead back to the raw seed, or at least one [Fault] that tells what is wrong.
//
// # The story
//
// Folding is a single pass over the bytes (fold.go). It writes the flat text:
// NFC, one kind of each mark, single spaces, paragraphs joined by a space. The
// end of a paragraph is not a character of the flat text but a place beside it,
// so that one strings.Index finds a quotation whether or not it joins two
// paragraphs, and a look at the places tells which. What the pass changed is
// kept as a short list of marks, the way back to the raw bytes.
//
// Finding (find.go) asks for one run of the flat text (index.go spares reading a very long
// one each time), first for the words as
// they are, then, only if they are not there, with what the rules leave to the
// writer: inner marks swapped, a final full stop, an opening mark repeated at
// each paragraph; and last with brackets and omissions (edit.go), each of them
// first read as the source's own. Every hit must begin and end at an edge
// (edges.go). The first reading that is found anywhere decides; the places
// where it is found are weighed against the paragraph and the words near it
// that the author named. The rules that a hit needed are told beside the
// verdict; they are computed from the hit, not guessed from the search.
//
// When nothing is found, missing.go tells why. nearest.go looks for the passage that
// was meant: the parts of the source that share most words with the quotation are
// aligned with it word by word, and the first difference of the best is shown. That
// search is a guess, and only ever words a message: no verdict depends on it.
//
// # Rules of the room
//
//   - Reading a text never fails: what is wrong with it is a list of faults.
//   - A success has no error among its faults; a failure has at least one.
//   - Every search is bounded. Where a bound is met the answer is an error.
//   - A Text never changes, but for an index that it makes once; it may be used from several goroutines.
//
// The room knows nothing of files, pages or diagnostics: a fault has a code,
// and [Codes] documents it; a room above makes rules of them. It does not
// verify translations, hashes or links, which are about more than one text.
package quote

// A Layout says how a source text is to be read.
type Layout struct {
	Ignore     [][2]int // line ranges, from 1, both ends included, that are not the article
	BlankLines bool     // paragraphs are separated by blank lines (hard-wrapped text); otherwise each non-empty line is one
	Language   string   // BCP 47, of the text: chooses the words of negation and hedging
}

// Ignored lines (Layout.Ignore) that a seed does not have are the caller's to report.

// A Verdict is what a successful comparison found.
type Verdict uint8

const (
	None     Verdict = iota // not found: there is an error among the faults
	Exact                   // identical code points
	Verbatim                // identical after the folding table
	Edited                  // brackets or omissions, all of them visible
)

func (v Verdict) String() string {
	return [...]string{"none", "exact", "verbatim", "edited"}[v]
}

// A Span is a half-open range of bytes: of the raw seed, or of the quotation's text, as said.
type Span struct{ Start, End int }

// A Query is one quotation as readers get it.
type Query struct {
	Text         string // without its outer marks; paragraphs separated by U+2029
	Paragraph    int    // the paragraph it is said to be in, from 1; 0: not said
	LastPara     int    // of a range of paragraphs; 0: one paragraph
	Near         string // words that stand within 200 characters of the match; "": not said
	Acknowledged bool   // ok="reason": what the omissions leave out is known to the author
	Formatted    bool   // emphasis, code or the like inside the quotation
}

// A Match is where a quotation stands in its source.
type Match struct {
	Verdict   Verdict
	Span      Span     // of the raw seed, from the first byte to the last
	Pieces    []Span   // of the raw seed, where omissions split the quotation; nil otherwise
	Left      []Span   // of the raw seed: what each omission leaves out between two pieces
	Paragraph int      // of the first byte, from 1
	LastPara  int      // of the last byte
	Folds     []string // the rules of the folding table that were used, sorted; e.g. "white space", "single marks"
	Joined    int      // spaces of the quotation that stand for the end of a paragraph
	Near      bool     // `near` or a paragraph was needed to choose between several places
}

// A Fault is one thing wrong with a quotation or with a source text.
type Fault struct {
	Code    string // e.g. quote/not-found
	Warning bool
	Span    Span   // in Query.Text (for a quotation), in the raw seed (for a source)
	Message string // what is wrong, without the place
	Note    string // for the mark under the place: the source does not have “not”
	Hint    string // how to mend it
	Places  []Span // in the raw seed: the nearest passage, or each of several places
	Suggest string // the source's own words to put in place of the whole quotation, "" if there are none
}
