package site

import (
	"dossier/internal/diag"
	"dossier/internal/quote"
)

var (
	ruleDuplicateID = diag.Rule{Code: "name/duplicate-id", Title: "two pages of one kind have the same id",
		Doc: "The id of a page is its file name without `.md`; the folders inside a kind do not count. So `claims/a/x.md` and `claims/b/x.md` have the same id `x`, and nothing could say which of them a link or a citation means.\n\nRename one of the two files, and the links to it."}
	ruleUnknownName = diag.Rule{Code: "link/unknown", Title: "a link by name leads to no page",
		Doc: "`[[…]]` looks for a page by `kind/id`, then by id, then by title or other spelling (compared without regard to case and white space). No page answers to this name.\n\nThe hint lists the nearest names there are. Correct the name, or write the page."}
	ruleAmbiguous = diag.Rule{Code: "link/ambiguous", Title: "a link by name could mean several pages",
		Doc: "Two or more pages answer to this name at the same step: two kinds share the id, or two actors share a spelling.\n\nWrite `kind/id`, for example `[[claims/open-war]]`, and give the words to show after a bar: `[[claims/open-war|open war]]`."}
	ruleHeading = diag.Rule{Code: "link/heading", Title: "a link leads to a heading or place that the page does not have",
		Doc: "What stands after `#` must be the id of a heading on that page (its text in lower-case letters, other characters as hyphens), or the anchor of a quotation or note there."}
	ruleDraftTarget = diag.Rule{Code: "link/draft", Title: "a link, citation or relation leads to a draft",
		Doc: "Drafts are left out of the site whole, so what leads to one would lead nowhere. Publish the draft, remove the link, or build with `--drafts`."}
	ruleBroken = diag.Rule{Code: "link/broken", Title: "an address inside the site leads nowhere",
		Doc: "A plain Markdown link without a host must lead to a page, a file of `static/`, or a page that the program makes (such as `/timeline/`). Addresses of pages begin and end with a slash. A link by name, `[[id]]`, cannot go out of date in this way."}
	ruleUnknownSource = diag.Rule{Code: "cite/unknown-source", Title: "a citation names a source that does not exist",
		Doc: "`[@id]` needs a page `content/sources/id.md`. The hint lists the nearest ids."}
	ruleParagraph = diag.Rule{Code: "cite/paragraph", Title: "a citation names a paragraph that the source does not have",
		Doc: "Paragraphs are counted from 1 over what is not ignored: by default each non-empty line is one; with `paragraphs: blank-lines`, each run of lines between blank ones."}
	ruleUnknownActor = diag.Rule{Code: "relation/unknown", Title: "an id in the front matter or in an attribute belongs to no page",
		Doc: "`by`, `via`, `about`, `part_of` and `actors` take ids of actors; `claim` and `claims` take ids of claims. An id is the file name without `.md`. The hint lists the nearest."}
	ruleCollision = diag.Rule{Code: "url/collision", Title: "two things would be published at the same address",
		Doc: "Addresses are compared without regard to case and to the form of accents, because file systems and hosts differ in these. Pages, `aliases`, files of `static/` and the pages that the program makes share one space of addresses. Change the `slug`, the alias or the file name of one of the two."}
	ruleSeedMissing = diag.Rule{Code: "seed/missing", Title: "the text of a source is not in seeds/",
		Doc: "`seed` names a file in `seeds/`. Without it nothing that cites this source can be proved, so the site is not built. A quotation is never passed because its text is missing."}
	ruleSeedHash = diag.Rule{Code: "seed/hash", Title: "the text of a source is not the one that was recorded",
		Doc: "`sha256` records the seed as it was received. When the file differs, what was proved may no longer hold: the message lists the quotations that the present text does not bear out.\n\nRestore the file; or, if the new text is meant, keep it as a source of its own. Only if the record itself was wrong, correct the digest."}
	ruleSeedHashMissing = diag.Rule{Code: "seed/no-hash", Title: "a source does not record the digest of its text",
		Doc: "`sha256` is the SHA-256 of the file in `seeds/`. It proves to readers, and to you in a year, that the text has not changed. The hint gives the line to paste."}
	ruleIgnoreLines = diag.Rule{Code: "seed/ignore", Title: "`ignore` names a line that the seed does not have",
		Doc: "Lines are counted from 1, as an editor shows them. Correct the numbers, so that no line of the article is left out by mistake."}
	ruleStated = diag.Rule{Code: "stated/not-found", Title: "a `stated` value does not stand in the seed",
		Doc: "`stated` holds what a text says of itself, word for word: it is checked against the article like a quotation. A line that `ignore` names is not the article, so what stands only there is not found: take the line from `ignore` if the text says it of itself. What the text does not say is `not stated`, never guessed."}
	ruleTranslation = diag.Rule{Code: "quote/translation", Title: "a quotation in another language than its source's has no original",
		Doc: "Words in a language that the source is not written in are a translation, and a translation cannot be proved. Give the source's own words too: `{lang=en original=\"…\" translator=\"…\"}`. The original is verified and both are published."}
)

// Rules of this room; those of quotations and source texts are made of the codes of package quote.
var Rules = func() []*diag.Rule {
	rules := []*diag.Rule{
		&ruleDuplicateID, &ruleUnknownName, &ruleAmbiguous, &ruleHeading, &ruleDraftTarget, &ruleBroken,
		&ruleUnknownSource, &ruleParagraph, &ruleUnknownActor, &ruleCollision,
		&ruleSeedMissing, &ruleSeedHash, &ruleSeedHashMissing, &ruleIgnoreLines, &ruleStated, &ruleTranslation,
	}
	for _, c := range quote.Codes {
		rules = append(rules, quoteRules[c.Code])
	}
	return rules
}()

var quoteRules = func() map[string]*diag.Rule {
	m := make(map[string]*diag.Rule, len(quote.Codes))
	for _, c := range quote.Codes {
		r := &diag.Rule{Code: c.Code, Title: c.Title, Doc: c.Doc}
		if c.Warning {
			r.Severity = diag.Warning
		}
		m[c.Code] = r
	}
	return m
}()
