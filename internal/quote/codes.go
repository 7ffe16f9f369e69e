package quote

// A Code documents the faults of one code. The rooms above make rules of the list; this
// room does not know what a rule looks like to them.
type Code struct {
	Code    string
	Warning bool
	Title   string
	Doc     string // Markdown paragraphs, for authors
}

// Codes are all faults that [Text.Find] and [Text.Faults] raise, in the order of their codes.
var Codes = []Code{
	{"quote/bracket", false, "a bracket in a quotation is not one a writer may use", `
Square brackets in a quotation are yours, unless the source has them too. They may

- change the case of one letter: ` + "`[t]he delegation`" + `
- make a remark: ` + "`[sic]`, `[emphasis added]`, `[emphasis in original]`, `[citation omitted]`" + `
- insert words, or replace up to 6 words and 60 characters: ` + "`the talks in [Istanbul] failed`" + `
- replace the rest of a word: ` + "`it want[s] guarantees`" + `

Each holds up to 60 characters, and all together up to 30 per cent of the quotation. They are
not empty and hold no other brackets. A letter that the source has as it is needs no bracket. Round brackets are ordinary text and must stand in the source.

Quote more of the source's own words, or say it in your own, without quotation marks.`},
	{"quote/control", false, "a quotation holds a control character", `
Control characters cannot be seen and have no place in a quotation. They come from copying out
of a PDF or a terminal. Delete the character at the place shown.`},
	{"quote/direction-control", false, "a quotation holds a direction control", `
The characters U+202A–U+202E and U+2066–U+2069 change the order in which words are shown, so that
a reader may see other words than those that were compared. Delete them. The direction of a
quotation follows from its language.`},
	{"quote/direction-mark", true, "a quotation holds a direction mark", `
The marks U+200E, U+200F and U+061C are not compared with the source: they are invisible, and only
help to show mixed text in its order. Delete the mark if the quotation reads well without it.`},
	{"quote/edge", false, "a quotation begins or ends inside a word or a number", `
A quotation holds whole words. It neither begins nor ends inside a word, a hyphenated compound
(“well-known”), or a number with its separators, sign, currency sign or per cent (“1,000”, “−5”,
“$20”, “12%”), for half of one often says something else.

Quote the whole word or number that is named in the message.`},
	{"quote/emphasis", false, "emphasis in a quotation that nobody answers for", `
Source texts are stored without bold or italic type. Emphasis inside a quotation is therefore
either yours or the source's, and readers must be told which: write ` + "`[emphasis added]`" + ` or
` + "`[emphasis in original]`" + ` inside the quotation, or take the emphasis away.`},
	{"quote/encoding", false, "a quotation holds what is not a character", `
Invalid UTF-8, the replacement character U+FFFD, noncharacters and characters for private use say
that something was lost when the text was copied. Type the character that was meant.`},
	{"quote/end-mark", false, "the mark at the end of a quotation is not in the source", `
One full stop or comma at the end of a quotation may be yours. A question mark, an exclamation
mark, a colon, a semicolon or an ellipsis may not, since it changes what is said. Put it behind the
closing mark: ` + "`Was it “final”?`" + `, not ` + "`Was it “final?”`" + `.`},
	{"quote/invisible", false, "a quotation holds an invisible character", `
Zero-width spaces, word joiners, byte order marks, fillers and tags cannot be seen, but make two
texts differ. Joiners (U+200C, U+200D) are kept where they are spelling: between letters of Arabic,
Indic and like scripts, and inside emoji. Elsewhere they are invisible characters too. Delete the
character at the place shown.`},
	{"quote/letter-case", false, "a letter is changed from capital to small, or the other way round", `
A silent change of case is not accepted, not even of the first letter. Show it: the source's “The
delegation left” becomes ` + "`“[t]he delegation left”`" + `.`},
	{"quote/negation-left-out", true, "an omission leaves out a negation or a hedge", `
The words that an omission leaves out, or that a bracket replaces, hold one that may turn the
meaning round: not, never, without, alleged, denied and the like, in the language of the source.
Readers can look at what was left out. Keep the word in the quotation, or say that you have thought
of it with ` + "`ok=\"reason\"`" + ` at the citation.`},
	{"quote/not-found", false, "the source does not have the words of a quotation", `
The quotation was compared with the stored text of the source, and does not stand in it. The
message shows the first difference from the passage that comes nearest.

White space, straight and curly marks, kinds of hyphen and of ellipsis may differ. Everything else
counts: letters, case, accents, digits, the length of dashes, and marks of punctuation. Two
characters that look the same may be different ones; the hint then names both.

Use the source's words. Mark what you change with ` + "`[ ]`" + ` and what you leave out with ` + "`[…]`" + `.
Silent corrections are not accepted: quote the mistake and write ` + "`[sic]`" + ` behind it.`},
	{"quote/omission", false, "an omission leaves out nothing, too much, or changes the order", `
The pieces on both sides of ` + "`[…]`" + ` must stand in one source, in this order, without overlapping.
Each omission leaves out at least one word, at most 3,000 characters and at most 3 paragraph ends.
The search for the pieces is bounded; a quotation with very many omissions is refused.

Quote the pieces in the source's order, or make two quotations of it.`},
	{"quote/paragraph-mark", false, "a paragraph ends in a quotation but not in the source", `
A paragraph end in a quotation must be one in the source. The other way round you are free: a space
of the quotation may stand for a paragraph end, and readers are told. Join the two paragraphs.`},
	{"quote/several-places", true, "the words of a quotation stand in several places", `
The source has these words more than once, so that the note cannot lead to the one you mean. Name
the paragraph in the citation, ` + "`[@source, para. 3]`" + `, or words that stand within 200 characters
before or after the passage: ` + "`[@source]{near=\"words beside it\"}`" + `.`},
	{"quote/stacked-marks", false, "too many marks stand on one letter of a quotation", `
More than 8 nonspacing marks in a row are no spelling of any language, and cover the lines around
them. Keep those that the word is spelled with.`},
	{"quote/too-long", true, "a quotation has more than 300 words", `
The text is somebody else's, and a long quotation may be more than the law of your country lets you
publish. Quote what the argument needs.`},
	{"quote/too-short", false, "a quotation is too short to be proved", `
A quotation has at least 2 words or 8 letters (4 Chinese characters), or stands in the source only
once. So has each piece beside an omission. Shorter ones would be found in almost any text, and
prove nothing. Quote some more of the words around it.`},
	{"quote/wrong-near", false, "the words of `near` do not stand near the quotation", `
` + "`near=\"…\"`" + ` names words that stand within 200 characters before or after the passage, spelled as
the source spells them (marks and white space are compared as in quotations). They do not stand near
any place of this quotation.`},
	{"quote/wrong-paragraph", false, "the quotation does not stand in the paragraph that is named", `
The words stand in the source, but not, or not wholly, in the paragraph of the citation. Paragraphs
are counted from 1 over what is not ignored. A quotation that runs over the end of a paragraph needs
a range: ` + "`[@source, paras. 3–4]`" + `. The message names the right one.`},
	{"seed/control", false, "a source text holds a control character", `
A seed is the plain text of an article. Control characters show that something else was stored, a
binary file or one in another encoding. Make the seed anew from the original, or name the line under
` + "`ignore`" + `.`},
	{"seed/direction", true, "a source text holds direction controls", `
The text holds some of U+202A–U+202E or U+2066–U+2069, which change the order in which words are shown.
They are left out when quotations are compared, and must not be copied into one.`},
	{"seed/empty", false, "a source has no text", `
No quotation can be verified against an empty text, and none passes. Put the words of the article
into the seed, or check that ` + "`ignore`" + ` does not name all of its lines.`},
	{"seed/encoding", false, "a source text holds what is not a character", `
The text is not valid UTF-8, or holds U+FFFD, noncharacters or characters for private use: something was
lost when it was stored. Convert the original to UTF-8 and make the seed anew, or name the line under
` + "`ignore`" + `.`},
	{"seed/invisible", true, "a source text holds invisible characters", `
The text holds zero-width spaces or other characters that cannot be seen. They are left out when
quotations are compared, and must not be copied into one. A byte order mark at the start of the file
is not counted.`},
	{"seed/stacked-marks", false, "too many marks stand on one letter of a source text", `
More than 30 nonspacing marks in a row cannot be brought into a normal form. Name the line under
` + "`ignore`" + ` if it is not the article.`},
}
