package dossier

// A Key is one key of front matter or of dossier.yaml. The two tables below
// are all there is to know of the keys: they are what a file is checked
// against, and what completion, the JSON Schema and the guide are made of.
type Key struct {
	Name     string
	Type     Type
	Kinds    []Kind // of pages that have it; nil: all
	Required bool
	Values   []string // the only ones of a choice; of other types: words that are allowed besides
	Default  string
	Of       Kind  // for ids: of what
	Keys     []Key // of each item in a list of maps
	Doc      string
}

// A Type says what the value of a key is.
type Type uint8

const (
	TypeLine      Type = iota // one line of text
	TypeText                  // text that may have several lines
	TypeChoice                // one of Key.Values
	TypeBoolean               // true or false, without quotation marks
	TypeInteger               // a whole number
	TypeDate                  // EDTF level 0 or 1
	TypeLanguage              // a BCP 47 tag
	TypeLanguages             // a list of BCP 47 tags
	TypeDigest                // a SHA-256, hexadecimal
	TypeSeed                  // the name of a file in seeds/
	TypeAddress               // the address of something on the Web
	TypeSlug                  // the last part of the page's own address
	TypePaths                 // a list of addresses of this site
	TypeLines                 // a list of lines of text
	TypeIDs                   // a list of ids of the kind Key.Of
	TypeStated                // a map of keys of one's own to lines of text, or lists of them
	TypeNumbers               // a list of line numbers
	TypeMaps                  // a list of maps with the keys Key.Keys
	TypeFree                  // anything of one's own: text, lists and maps
	TypeBase                  // the address of the site
	TypeContact               // mailto: or https:
)

func (t Type) String() string {
	return [...]string{
		"one line of text", "text", "one word of a choice", "true or false", "a whole number", "a date", "a language tag", "a list of language tags",
		"a SHA-256 in hexadecimal digits", "the name of a file in seeds/", "a web address", "a part of an address",
		"a list of paths", "a list of lines of text", "a list of ids", "a map of keys to text", "a list of one or two line numbers",
		"a list of maps", "a map of your own", "a web address", "a mailto: or https: address",
	}[t]
}

// FrontMatter are the keys of pages, in the order in which the guide shows them.
var FrontMatter = []Key{
	{Name: "title", Type: TypeLine, Required: true, Doc: "What the page is called. Of a source: our label for it, used in notes. Of a claim: the neutral sentence itself."},
	{Name: "summary", Type: TypeText, Doc: "One or two sentences for lists, search results and previews."},
	{Name: "date", Type: TypeDate, Doc: "The date that the page is about. Required for an event that is not `dated: undated`."},
	{Name: "updated", Type: TypeDate, Doc: "When the page was last changed in substance."},
	{Name: "corrections", Type: TypeMaps, Doc: "What was corrected on the page, and when. Readers see it at the foot of the page and in the list of all corrections.", Keys: []Key{
		{Name: "date", Type: TypeDate, Required: true, Doc: "When it was corrected."},
		{Name: "text", Type: TypeText, Required: true, Doc: "What stood there and what stands there now, as plain text."},
	}},
	{Name: "draft", Type: TypeBoolean, Default: "false", Doc: "A draft is left out of the site unless drafts are asked for."},
	{Name: "slug", Type: TypeSlug, Doc: "Replaces the last part of the page's address."},
	{Name: "aliases", Type: TypePaths, Doc: "Old addresses that lead here, as /old/path/."},
	{Name: "lang", Type: TypeLanguage, Doc: "The language of the page, if it is not that of the dossier."},
	{Name: "weight", Type: TypeInteger, Default: "0", Doc: "The order in lists: light pages before heavy ones."},
	{Name: "x", Type: TypeFree, Doc: "Keys of your own, passed to the layouts."},

	{Name: "seed", Type: TypeSeed, Kinds: []Kind{Source}, Required: true, Doc: "The file in seeds/ that holds the text, byte for byte as it was received."},
	{Name: "sha256", Type: TypeDigest, Kinds: []Kind{Source}, Doc: "The SHA-256 of that file. A changed seed fails the build."},
	{Name: "language", Type: TypeLanguages, Kinds: []Kind{Source}, Doc: "The language of the text, if it is not that of the dossier; of a text in several languages a list, the main one first."},
	{Name: "published", Type: TypeDate, Kinds: []Kind{Source}, Values: []string{NotStated}, Doc: "When it was published."},
	{Name: "publisher", Type: TypeLine, Kinds: []Kind{Source}, Values: []string{NotStated}, Doc: "Who published it."},
	{Name: "author", Type: TypeLine, Kinds: []Kind{Source}, Values: []string{NotStated}, Doc: "Who wrote it."},
	{Name: "url", Type: TypeAddress, Kinds: []Kind{Source}, Values: []string{NotStated}, Doc: "Where it was found."},
	{Name: "stated", Type: TypeStated, Kinds: []Kind{Source}, Doc: "What the text says of itself: headline, dateline, date, credits. Every value is checked against the seed like a quotation."},
	{Name: "ignore", Type: TypeMaps, Kinds: []Kind{Source}, Doc: "Lines of the seed that are not the article: never matched, never counted.", Keys: []Key{
		{Name: "lines", Type: TypeNumbers, Required: true, Doc: "The lines, counted from 1, each by its number: [6, 64] is line 6 and line 64."},
		{Name: "why", Type: TypeLine, Doc: "What the lines are instead."},
	}},
	{Name: "paragraphs", Type: TypeChoice, Kinds: []Kind{Source}, Values: []string{"lines", "blank-lines"}, Default: "lines", Doc: "How paragraphs are counted: each line that is not empty is one, or they are separated by blank lines."},
	{Name: "publish", Type: TypeChoice, Kinds: []Kind{Source}, Values: []string{"excerpts", "full"}, Default: "excerpts", Doc: "How much of the text the source's page shows: the surroundings of what is quoted, or all of it."},

	{Name: "type", Type: TypeChoice, Kinds: []Kind{Actor}, Required: true, Values: []string{"person", "group", "state", "organisation", "outlet", "collective"}, Doc: "What the actor is."},
	{Name: "names", Type: TypeLines, Kinds: []Kind{Actor}, Doc: "Other spellings found in the sources. Links by name find them too."},
	{Name: "role", Type: TypeLine, Kinds: []Kind{Actor}, Doc: "Office or function, as the sources give it."},
	{Name: "part_of", Type: TypeIDs, Of: Actor, Kinds: []Kind{Actor}, Doc: "The actors that this one belongs to."},

	{Name: "by", Type: TypeIDs, Of: Actor, Kinds: []Kind{Claim}, Doc: "The actors who are said to assert it. Speakers of its quotations join them."},
	{Name: "about", Type: TypeIDs, Of: Actor, Kinds: []Kind{Claim}, Doc: "The actors of whom it speaks."},

	{Name: "contradiction", Type: TypeChoice, Kinds: []Kind{Question}, Values: []string{"hard", "soft", "open"}, Default: "open", Doc: "Hard: both cannot be true. Soft: they differ in weight or words. Open: not decided."},
	{Name: "sides", Type: TypeMaps, Kinds: []Kind{Question}, Required: true, Doc: "The sides of the question, at least two. A claim stands on one of them only.", Keys: []Key{
		{Name: "name", Type: TypeLine, Required: true, Doc: "What the side is called."},
		{Name: "claims", Type: TypeIDs, Of: Claim, Required: true, Doc: "The claims of that side, at least one."},
	}},

	{Name: "dated", Type: TypeChoice, Kinds: []Kind{Event}, Values: []string{"stated", "inferred", "derived", "undated"}, Default: "stated", Doc: "Where the date comes from: a source states it, it is inferred, it is derived from another date, or there is none."},
	{Name: "dating", Type: TypeText, Kinds: []Kind{Event}, Doc: "Why the event is dated so."},
	{Name: "actors", Type: TypeIDs, Of: Actor, Kinds: []Kind{Event}, Doc: "The actors who took part."},
}

// SettingKeys are the keys of dossier.yaml.
var SettingKeys = []Key{
	{Name: "title", Type: TypeLine, Required: true, Doc: "The name of the site."},
	{Name: "description", Type: TypeText, Doc: "One or two sentences that say what the site is, for search engines and previews."},
	{Name: "base_url", Type: TypeBase, Doc: "Where the site will stand: https://example.org/ or https://example.org/dossier/."},
	{Name: "language", Type: TypeLanguage, Default: "en", Doc: "The language of pages and sources that do not name one."},
	{Name: "author", Type: TypeLine, Doc: "Who answers for the site."},
	{Name: "licence", Type: TypeLine, Doc: "Under which licence the author's own words stand."},
	{Name: "publish", Type: TypeChoice, Values: []string{"excerpts", "full"}, Default: "excerpts", Doc: "How much of a source's text its page shows, if the source does not say it itself."},
	{Name: "lints", Type: TypeBoolean, Default: "false", Doc: "Editorial warnings, such as words in double marks without a citation."},
	{Name: "corrections", Type: TypeContact, Doc: "Where readers send corrections: mailto:desk@example.org or an https: address."},
	{Name: "markdown", Type: TypeBoolean, Default: "true", Doc: "Each page is published once more as plain Markdown, at its address and index.md, and /llms.txt lists them."},
	{Name: "x", Type: TypeFree, Doc: "Keys of your own, passed to the layouts."},
}
