package dossier

import (
	"slices"

	"dossier/internal/diag"
)

// Rules are all the rules that this room raises.
var Rules = slices.Concat(frontRules, bodyRules)

var frontRules = []*diag.Rule{
	&ruleFileEncoding, &ruleFileControl, &ruleFileSize, &ruleFileName,
	&ruleMissing, &ruleUnclosed, &ruleSyntax, &ruleUnsupported,
	&ruleUnknownKey, &ruleDuplicateKey, &ruleRequired, &ruleType, &ruleValue, &ruleDate,
}

var ruleFileEncoding = diag.Rule{
	Code:  "file/encoding",
	Title: "the file is not UTF-8",
	Doc: `Pages and dossier.yaml are read as UTF-8. A file in UTF-16, Latin-1 or Windows-1252 is refused as a whole,
since a guess at its letters could change a name or a quotation without a word.

Save the file as UTF-8: most editors offer it under “Save with encoding”. On a command line:

    iconv -f WINDOWS-1252 -t UTF-8 old.md > new.md

A byte order mark at the very beginning of the file does no harm.`,
}

var ruleFileControl = diag.Rule{
	Code:  "file/control",
	Title: "a control character stands in the file",
	Doc: `Control characters are invisible, yet browsers, terminals and feed readers act on them. Only tab and line feed are
allowed. Refused as well are a byte order mark inside the text and the separators U+2028 and U+2029, which some programs take for line ends.

They usually come in by copying from a PDF or a web page. Delete them at the line and column that are named; in place
of U+2028 and U+2029 put an ordinary line end. Within front matter the escapes of double-quoted text (“\x07”) are held to the same rule, as front/value.`,
}

var ruleFileSize = diag.Rule{
	Code:  "file/size",
	Title: "the file is too large",
	Doc: `A page may have 2 MiB, its front matter and dossier.yaml 256 KiB each. What is larger is hardly a page but something that was
put in the wrong folder, and would hold up every build.

Source texts belong in seeds/, pictures and data in static/. Divide a long narrative into several pages.`,
}

var ruleFileName = diag.Rule{
	Code:  "file/name",
	Title: "the name of the file cannot be an id or an address",
	Doc: `The name of a file below content/, without .md, is the id of the page and a part of its address. Nothing is
cleaned silently, since two names could then meet at one address.

In sources/, actors/, claims/, questions/ and events/ a name takes lower-case letters a–z, digits and single hyphens:
“open-war.md”, not “Open War.md”. Folders in between only sort the files and do not count.

Elsewhere every folder and file takes letters and digits of any script and single hyphens between them, up to 120 bytes each.

Rename the file, and the links to it.`,
}

var ruleMissing = diag.Rule{
	Code:  "front/missing",
	Title: "the page has no front matter",
	Doc: `Every page begins with front matter: YAML between two lines of three hyphens, the first of which is the first line of the file.

    ---
    title: Khawaja Asif
    ---

Nothing may stand before it, not even an empty line.`,
}

var ruleUnclosed = diag.Rule{
	Code:  "front/unclosed",
	Title: "the front matter has no end",
	Doc: `Front matter ends with a line of three hyphens that begins at the margin. Without it the program cannot tell where the text
of the page begins.

    ---
    title: Khawaja Asif
    ---
    Here the text begins.

Put the line “---” after the last key.`,
}

var ruleSyntax = diag.Rule{
	Code:  "front/syntax",
	Title: "this is not YAML",
	Doc: `The front matter, or dossier.yaml, cannot be read at this place; what follows it has not been looked at. The usual causes:

A colon and a space inside a value. Put the value in quotation marks: “title: "Talks: the end"”.

A value that begins with @, %, &, *, !, |, >, a backquote, a bracket or a quotation mark. Put it in quotation marks, the other kind if it holds one.

A quotation mark or bracket that is never closed.

A tab at the beginning of a line. YAML is indented with spaces.

A line that is indented more or less than its neighbours.`,
}

var ruleUnsupported = diag.Rule{
	Code:  "front/unsupported",
	Title: "this part of YAML is not allowed",
	Doc: `Front matter and dossier.yaml are plain keys and values, so that what an author reads is what the program reads. Not allowed are:
anchors (&name) and aliases (*name), merge keys (<<), tags (!!str), directives (%YAML), a second document (a line --- or ...), and
lists or maps as keys or nested more than twenty deep.

Write the value out where it is needed. A value that only begins with one of these signs goes in quotation marks: “title: "*Dawn*"”.`,
}

var ruleUnknownKey = diag.Rule{
	Code:  "front/unknown-key",
	Title: "there is no such key",
	Doc: `Keys are checked, so that a slip of the pen cannot take a date or an attribution off a page unnoticed. Each kind of page has its own keys:
“by” belongs to claims, “seed” to sources.

Correct the key as the hint says. Keys of your own, for your own layouts, go under “x”:

    x:
      colour: teal`,
}

var ruleDuplicateKey = diag.Rule{
	Code:  "front/duplicate-key",
	Title: "a key stands twice",
	Doc: `The same key stands twice in one map. Only one of the values could count, and nobody could tell which.

Delete one of them. If both values are meant, make a list: “names: [Asif, Khawaja Muhammad Asif]”.`,
}

var ruleRequired = diag.Rule{
	Code:  "front/required",
	Title: "a key is missing",
	Doc: `Every page needs a title. A source needs a seed, an actor a type, a question its sides, and an event a date unless it is “dated: undated”.
dossier.yaml needs a title. An empty value counts as none.

Add the key and its value.`,
}

var ruleType = diag.Rule{
	Code:  "front/type",
	Title: "the value is of the wrong type",
	Doc: `The key takes another type of value: a list where one line of text is wanted, a text where a map is wanted, or the like.

“draft” and “lints” take true or false without quotation marks and nothing else, not yes, not "true". A page whose “draft” is
anything else is never published.

Text is taken as it stands: 1.10, 0777 and no stay what they are. Only null and ~, YAML's words for nothing, are refused: leave the value
empty, or put it in quotation marks if the word is meant.`,
}

var ruleValue = diag.Rule{
	Code:  "front/value",
	Title: "the value is not allowed",
	Doc: `The value is of the right type, but it is none of those that the key takes, or two values exclude each other: an unknown type of actor, a
digest in capitals, a language that does not exist, an alias that is no path, the same id twice in a list, a claim on two sides of a question.

The message says what is wrong with it, and the hint what the key takes.`,
}

var ruleDate = diag.Rule{
	Code:  "front/date",
	Title: "this is no date",
	Doc: `Dates are written in EDTF (Extended Date/Time Format), level 0 or 1, as exactly as they are known and no more exactly:

    2025   2025-10   2025-10-28          a year, a month, a day
    2025-10-28T11:50:00Z                 a moment
    2025-10-25/2025-10-28                an interval
    ../2025-10-19   2025-10-19/..        without beginning, without end
    /2025-10-19     2025-10-19/          beginning or end not known
    2025-10?   2025-10~   2025-10%       uncertain, approximate, both
    202X   2025-XX   2025-10-XX          digits that are not known
    2025-21                              a season: 21 spring to 24 winter

A day that does not exist (2026-02-30) and an interval that ends before it begins are errors. “not stated” is
allowed for “published” only.`,
}
