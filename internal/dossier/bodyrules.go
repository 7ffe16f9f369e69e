package dossier

import "dossier/internal/diag"

var bodyRules = []*diag.Rule{
	&ruleMarkupHTML,
	&ruleLinkScheme, &ruleLinkEmpty, &ruleLinkNested, &ruleLinkRemoteImage,
	&ruleCiteSyntax, &ruleCiteLocator, &ruleCiteAttribute,
	&ruleNoteUndefined, &ruleNoteUnused, &ruleNoteDuplicate,
	&ruleQuoteUnpaired, &ruleQuoteCrossing, &ruleQuoteLink, &ruleQuoteNested, &ruleQuoteStrikethrough,
	&ruleQuoteUnattributed, &ruleQuoteLine, &ruleQuoteEmpty,
	&ruleLimitLine, &ruleLimitDepth, &ruleLimitTable, &ruleLimitNotes, &ruleLimitMarkup,
}

var ruleMarkupHTML = diag.Rule{
	Code: "markup/raw-html", Severity: diag.Warning,
	Title: "raw HTML is not shown",
	Doc: `The text of a page is Markdown. HTML in it is left out of the site, so that nothing foreign can run
there and every page keeps the same form. A tag inside a paragraph vanishes and its words stay; a block of HTML
vanishes with all that it holds, up to the next blank line.

	The delegation <b>left</b> the talks.

Comments vanish without a word. To mend it, use Markdown, and to show a tag itself, write it as code or with
a backslash:

	The delegation **left** the talks. The tag ` + "`<b>`" + ` makes text bold, \<i> slants it.`,
}

var ruleLinkScheme = diag.Rule{
	Code: "link/scheme", Severity: diag.Error,
	Title: "an address may not be linked",
	Doc: `Links lead to addresses that begin with http:, https: or mailto:, to a path on the same site, or to a heading
of the page (#heading). All else is refused, since other schemes can run code or open programs in a reader's browser.

	[the statement](javascript:open())
	[the statement](//example.org/statement)

To mend it, write the whole address:

	[the statement](https://example.org/statement)`,
}

var ruleLinkEmpty = diag.Rule{
	Code: "link/empty", Severity: diag.Error,
	Title: "a link lacks its address, its name or its words",
	Doc: `A link needs something to lead to and something to click on. A link by name needs a name or a heading.

	[the statement]()    [](https://example.org/)    [[ ]]    [[khawaja-asif#]]

To mend it, write what is missing:

	[the statement](https://example.org/)    [[khawaja-asif]]    [[#the-talks]]`,
}

var ruleLinkNested = diag.Rule{
	Code: "link/nested", Severity: diag.Error,
	Title: "a link, citation or note stands inside the words of a link",
	Doc: `One click can lead to one place only: a link, a citation or a footnote cannot stand between the square
brackets of a link, nor in the description of an image.

	[the account of [[khawaja-asif]]](https://example.org/)

To mend it, put the one behind the other:

	[the account](https://example.org/) of [[khawaja-asif]]`,
}

var ruleLinkRemoteImage = diag.Rule{
	Code: "link/remote-image", Severity: diag.Error,
	Title: "an image would be fetched from another host",
	Doc: `Images come from the site itself. One from elsewhere would tell a third party who reads the page, could change
without notice, and is refused by the site's own security rules.

	![A map of the border](https://example.org/map.png)

To mend it, put a copy into static/, if its licence allows that, and write its path:

	![A map of the border](/map.png)`,
}

var ruleCiteSyntax = diag.Rule{
	Code: "cite/syntax", Severity: diag.Error,
	Title: "a citation cannot be read",
	Doc: `A citation stands in square brackets: words such as “see” if there are any, then a source with @ and, after
a comma, its paragraph; further sources after semicolons.

	[@marathon-negotiations]    [@marathon-negotiations, para. 17]    [see @marathon-negotiations; @deep-mistrust]

Brackets that begin like a citation and are none are an error, since the words before them would lose their proof
without anybody seeing it: a citation that is not closed, that holds other brackets, that is followed by a round
bracket, or by a colon at the beginning of a paragraph (which makes it a link definition). To write an @ that is no
source, put a backslash before it: [\@name].`,
}

var ruleCiteLocator = diag.Rule{
	Code: "cite/locator", Severity: diag.Error,
	Title: "a citation does not name a paragraph as it must",
	Doc: `Behind a source and a comma stands one paragraph, or one range of paragraphs. They are counted from 1, as the
page of the source shows them; the words that are quoted must stand there.

	[@marathon-negotiations, para. 17]    [@marathon-negotiations, paras. 17–18]    [@marathon-negotiations, paragraph 17]    [@marathon-negotiations, ¶ 17]

Pages and other places cannot be checked and are refused. Words that are no locator stand without a comma:
[@marathon-negotiations (in Pashto)], or behind the paragraph: [@marathon-negotiations, para. 17, on the ceasefire].`,
}

var ruleCiteAttribute = diag.Rule{
	Code: "cite/attribute", Severity: diag.Error,
	Title: "an attribute of a citation is wrong",
	Doc: `Attributes stand in braces directly behind a citation that proves a quotation. Values are ids, words, or strings
in straight double marks:

	“fled from the negotiating table”,[@deep-mistrust]{by=unnamed-sources claim=pakistan-walked-out}

- by: who speaks; via: the outlet through which the source has it; claim: the claim it bears on; several ids as by=a,b
- stance: supports (as if it were not written), disputes, or mentions
- near="words": which of several places is meant; ok="reason": an omission that is meant as it is
- lang: the language of the words shown; original="…" translator="…": the words of the source, and who translated them

Each is given once. A citation that proves no quotation has none of them, since what a source says about a claim
must be shown in its own words: put the citation directly behind the closing mark.`,
}

var ruleNoteUndefined = diag.Rule{
	Code: "note/undefined", Severity: diag.Error,
	Title: "a footnote is not defined",
	Doc: `A reference to a footnote leads to a definition with the same label on the same page.

	The talks began late.[^delay]

	[^delay]: By two days.

To mend it, define the footnote in a paragraph of its own, or correct the label. To write the brackets themselves,
put a backslash before the first: \[^delay].`,
}

var ruleNoteUnused = diag.Rule{
	Code: "note/unused", Severity: diag.Error,
	Title: "a footnote is defined but nothing refers to it",
	Doc: `A footnote is shown where the text refers to it first. One that nothing refers to would not be shown at all.

	[^delay]: By two days.

To mend it, write [^delay] in the text, or delete the definition.`,
}

var ruleNoteDuplicate = diag.Rule{
	Code: "note/duplicate", Severity: diag.Error,
	Title: "a footnote is defined twice",
	Doc: `Two footnotes of a page have the same label, so that one of them would not be shown.

	[^delay]: By two days.
	[^delay]: By a week.

To mend it, give one of the two another label. One footnote may be referred to several times.`,
}

var ruleQuoteUnpaired = diag.Rule{
	Code: "quote/unpaired", Severity: diag.Error,
	Title: "a citation follows a closing mark that has no opening mark",
	Doc: `A citation directly behind a closing mark proves the words in the marks. They stand in one paragraph, in “…”,
"…", «…» or „…“. A straight mark that opens has no letter before it and no space after it.

	They fled from the table” [@deep-mistrust]

To mend it, write the opening mark. If nothing is quoted, put a word between the mark and the citation.`,
}

var ruleQuoteCrossing = diag.Rule{
	Code: "quote/crossing", Severity: diag.Error,
	Title: "emphasis and a quotation cross each other",
	Doc: `A quotation is one element of the page, and so is emphasis: one lies inside the other, or beside it.

	*They “fled* from the table” [@deep-mistrust]

To mend it, put both marks inside of the emphasis, or both outside: *“fled from the table”*, “*fled* from the table”.`,
}

var ruleQuoteLink = diag.Rule{
	Code: "quote/link-inside", Severity: diag.Error,
	Title: "a link stands inside a quotation",
	Doc: `Quoted words are shown as the source has them. A link inside is the writer's, and readers would take it for
the source's.

	“[[pakistan|They]] fled from the table” [@deep-mistrust]

To mend it, put the link before or after the quotation, or into the attribution line of a block. An address that
belongs to the quoted words is left as text by itself.`,
}

var ruleQuoteNested = diag.Rule{
	Code: "quote/nested", Severity: diag.Error,
	Title: "a citation, note or image stands inside a quotation",
	Doc: `What stands inside the marks, or in a block quotation above its attribution line, is the source's. Citations,
footnotes, images and further quotations with citations of their own are the writer's and stand outside.

	“They fled [@a] from the table” [@b]

To mend it, end the first quotation before the second begins, or name all sources that have the words behind the
closing mark: [@a; @b].`,
}

var ruleQuoteStrikethrough = diag.Rule{
	Code: "quote/strikethrough", Severity: diag.Error,
	Title: "words inside a quotation are struck through",
	Doc: `Quoted words are shown as the source has them. Struck out, they are shown and taken back at once, and readers
cannot know by whom.

	“They ~~fled~~ left” [@deep-mistrust]

To mend it, leave words out with […], or quote two passages.`,
}

var ruleQuoteUnattributed = diag.Rule{
	Code: "quote/unattributed", Severity: diag.Warning,
	Title: "a block quotation names no source",
	Doc: `A block quotation ends with a paragraph that begins with — or -- and cites the source. Without it nobody can
check the words, and the program does not.

	> They fled from the table.
	>
	> — [[khawaja-asif]], to [[geo-news]] [@tenuous-peace]

To mend it, add such a line. A citation that begins with a word ([see @a]) proves nothing. What is no quotation is better not written as one.`,
}

var ruleQuoteLine = diag.Rule{
	Code: "quote/attribution-line", Severity: diag.Error,
	Title: "an attribution is not a paragraph of its own",
	Doc: `The attribution of a block quotation is its last paragraph, begun with — or --. Without an empty line before
it, it belongs to the quoted words, which then would neither be found nor be checked.

	> They fled from the table.
	> — [[khawaja-asif]] [@tenuous-peace]

To mend it, put a line with > alone before it, and begin it with — or --.`,
}

var ruleQuoteEmpty = diag.Rule{
	Code: "quote/empty", Severity: diag.Error,
	Title: "a quotation holds no words",
	Doc: `A citation stands behind a pair of marks with nothing between them, or in a block quotation that has an
attribution line alone.

	> — [[khawaja-asif]] [@tenuous-peace]

To mend it, write the words of the source.`,
}

var ruleLimitLine = diag.Rule{
	Code: "limit/line", Severity: diag.Error,
	Title: "a line is longer than 64 KiB",
	Doc:   `No line of a page is longer than 64 KiB, about ten thousand words. To mend it, divide it into paragraphs. Data belongs into a file in static/.`,
}

var ruleLimitDepth = diag.Rule{
	Code: "limit/depth", Severity: diag.Error,
	Title: "markup is nested more than 100 deep",
	Doc: `Lists, block quotations and emphasis can stand inside each other, up to 100 deep. More is a mistake, or an attempt
to keep the program busy. To mend it, divide the text; a line of many > or - that is to be shown belongs between
code fences and still may not have more than 100 of them with spaces between.`,
}

var ruleLimitTable = diag.Rule{
	Code: "limit/table", Severity: diag.Error,
	Title: "a table is too large",
	Doc: `A table has at most 256 columns, and the tables of a page have at most 100,000 cells, counting those that are
empty. To mend it, divide the page, or put the data into a file in static/ and link to it.`,
}

var ruleLimitNotes = diag.Rule{
	Code: "limit/notes", Severity: diag.Error,
	Title: "a page has more than 10,000 notes",
	Doc:   `A page has at most 10,000 citations and references to footnotes. To mend it, divide the page.`,
}

var ruleLimitMarkup = diag.Rule{
	Code: "limit/markup", Severity: diag.Error,
	Title: "a page has too many brackets and emphasis marks",
	Doc: `Brackets and emphasis marks that do not close take a time that grows with their square. A paragraph may hold about
6,000 of them, many paragraphs together as many as anybody can write. To mend it, divide the paragraph; put code and
data between code fences.`,
}
