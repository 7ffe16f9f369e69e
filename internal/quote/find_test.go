package quote

import (
	"slices"
	"strings"
	"testing"
)

const talks = `The Pakistani delegation “fled from the negotiating table”, sources said.
He wanted 1,000 men and $5.50, −7 degrees or 12% of it; they didn’t come. The well-known minister wept…
“No,” he said. “We will not go.” Is it final? It was “bad” and “worse” for Pakistan’s side.

Talks ended   on Tuesday. . . nobody spoke. The talks ended in chaos. The end.... Then the talks ended.
People of Kabul met the foreign minister of Pakistan, Khawaja Asif, in Istanbul on October 28.`

// A verdictCase is one quotation of one text: want is the verdict, the folds after it in
// brackets, or the code of the first error.
type verdictCase struct {
	name, source, text, want string
}

func (c verdictCase) run(t *testing.T, q Query, l Layout) (Match, []Fault) {
	t.Helper()
	q.Text = c.text
	m, faults := NewText([]byte(c.source), l).Find(q)
	got := m.Verdict.String()
	if len(m.Folds) > 0 {
		got += " [" + strings.Join(m.Folds, ", ") + "]"
	}
	if m.Verdict == None {
		got = "no error"
		for _, f := range faults {
			if !f.Warning {
				got = f.Code
				break
			}
		}
	} else if failed(faults) {
		t.Errorf("%s: %q: %s with an error: %+v", c.name, c.text, got, faults)
	}
	if got != c.want {
		t.Errorf("%s: %q: got %s, want %s %+v", c.name, c.text, got, c.want, faults)
	}
	return m, faults
}

func TestRules(t *testing.T) {
	for _, c := range []verdictCase{
		{"1 contiguous", talks, "fled from the negotiating table", "exact"},
		{"1 order", talks, "from fled the negotiating table", "quote/not-found"},
		{"1 word added", talks, "not fled from the negotiating table", "quote/not-found"},
		{"1 case", talks, "fled from the Negotiating table", "quote/letter-case"},

		{"2 word", talks, "led from the negotiating table", "quote/edge"},
		{"2 word end", talks, "fled from the negotiating tab", "quote/edge"},
		{"2 apostrophe", talks, "they didn", "quote/edge"},
		{"2 apostrophe", talks, "for Pakistan", "quote/edge"},
		{"2 compound", talks, "known minister wept", "quote/edge"},
		{"2 compound", talks, "The well", "quote/edge"},
		{"2 separator", talks, "000 men and", "quote/edge"},
		{"2 separator", talks, "He wanted 1", "quote/edge"},
		{"2 currency", talks, "5.50, −7 degrees", "quote/edge"},
		{"2 sign", talks, "7 degrees or", "quote/edge"},
		{"2 per cent", talks, "degrees or 12", "quote/edge"},
		{"2 no-break space", "some 10\u00a0000 people came", "some 10", "quote/edge"},
		{"2 narrow no-break space", "some 10\u202f000 people came", "000 people came", "quote/edge"},
		{"2 thin space", "it rose 5\u2009% then", "it rose 5", "quote/edge"},
		{"2 figure space", "some 10\u200700 people came", "some 10", "quote/edge"},
		{"2 space", "some 10 000 people came", "some 10", "exact"},
		{"2 whole number", talks, "and $5.50, −7 degrees or 12%", "exact"},
		{"2 cluster", "He waved 👨\u200d👩\u200d👧 at them", "waved 👨", "quote/edge"},
		{"2 flags", "so 🇦🇫🇵🇰 then", "so 🇦🇫", "exact"},
		{"2 flags", "so 🇦🇫🇵🇰 then", "🇫🇵", "quote/edge"},
		{"2 Han", "他说北京的谈判失败了，没有结果。", "北京的谈判失败", "exact"},
		{"2 Thai", "การเจรจาล้มเหลวในวันอังคาร", "การเจรจาล้มเหลว", "exact"},

		{"3 short but unique", talks, "chaos", "exact"},
		{"3 short", talks, "talks", "quote/too-short"},
		{"3 letters", "Pakistan and Pakistan", "Pakistan", "exact"},
		{"3 Han", "谈判失败 谈判失败", "谈判失败", "exact"},
		{"3 Han", "谈判 谈判", "谈判", "quote/too-short"},

		{"5 omission", talks, "The Pakistani delegation […] negotiating table", "edited"},
		{"5 omission", talks, "The Pakistani delegation [...] negotiating table", "edited"},
		{"5 omission", talks, "The Pakistani delegation (…) negotiating table", "edited"},
		{"5 bare", talks, "The Pakistani delegation … negotiating table", "edited"},
		{"5 the source's own", talks, "on Tuesday... nobody", "verbatim [ellipsis]"},
		{"5 own and omission", talks, "Talks ended … Tuesday... nobody", "edited [ellipsis]"},
		{"5 nothing left out", talks, "The Pakistani […] delegation", "quote/omission"},
		{"5 order", talks, "negotiating table […] The Pakistani delegation", "quote/omission"},
		{"5 inside a word", talks, "The Pakistani dele[…] negotiating table", "quote/not-found"},
		{"5 short piece", talks, "The […] negotiating table", "quote/too-short"},
		{"5 at the end", talks, "fled from the […]", "edited"},

		{"6 case", talks, "[t]he Pakistani delegation", "edited"},
		{"6 case inside", talks, "ended on [t]uesday", "edited [white space]"},
		{"6 not the same letter", talks, "[s]he Pakistani delegation", "quote/bracket"},
		{"6 sic", talks, "The Pakistani [sic] delegation", "edited"},
		{"6 sic before a mark", talks, "well-known minister wept [sic]…", "edited"},
		{"6 emphasis", talks, "fled from the negotiating table [emphasis added]", "edited"},
		{"6 insertion", talks, "The Pakistani delegation [of ten] “fled", "edited"},
		{"6 replacement", talks, "of Kabul met the [one] of Pakistan, Khawaja Asif", "edited"},
		{"6 six words", talks, "of Kabul met the [man], in Istanbul", "edited"},
		{"6 seven words", talks, "People of Kabul met [Khawaja Asif] in Istanbul", "quote/bracket"},
		{"6 sixty characters", "he met " + strings.Repeat("x", 60) + " in the old town", "he met [it] in the old town", "edited"},
		{"6 more characters", "he met " + strings.Repeat("x", 61) + " in the old town", "he met [it] in the old town", "quote/bracket"},
		{"6 replacement before a paragraph", "the big men of The\nleft side", "the big [x] of The left side", "edited [paragraph]"},
		{"6 replacement behind a paragraph", "the men left\nold delegation here", "the men left [x] delegation here", "edited [paragraph]"},
		{"6 replacement of a paragraph", "the men left\nold delegation here", "the men [x] delegation here", "quote/bracket"},
		{"6 a paragraph of both", "the men left\nold delegation here", "the men left\u2029[x] delegation here", "edited"},
		{"6 a paragraph of the quotation", "the men left old delegation here", "the men left\u2029[x] delegation here", "quote/bracket"},
		{"6 a letter behind a paragraph", "the men left\nOld delegation here", "the men left\u2029[o]ld delegation here", "edited"},
		{"6 a letter behind none", "the men left Old delegation here", "the men left\u2029[o]ld delegation here", "quote/bracket"},
		{"6 a letter behind an ellipsis", "the men left… Old delegation here", "the men left…\u2029[o]ld delegation here", "quote/bracket"},
		{"6 a letter behind an ellipsis", "the men left…\nOld delegation here", "the men left…\u2029[o]ld delegation here", "edited"},
		{"6 rest, then an omission", "the delegation demanded with force that Kabul leave", "the delegation demand[s] […] that Kabul leave", "edited"},
		{"6 rest, then an insertion", "the men wanted to leave Kabul", "the men want[s] [x] to leave Kabul", "edited"},
		{"6 a letter that is the source's", "It ended. The men left", "[T]he men left", "quote/bracket"},
		{"6 a letter that is the source's", "So it was, did he leave", "So it was, [d]id he leave", "quote/bracket"},
		{"5 two omissions, one word", "The old table fell down there", "The old[…](…)fell down there", "quote/omission"},
		{"5 two omissions, two words", "The old long table fell down there", "The old […] (…) fell down there", "edited"},
		{"6 replacement of too much", talks, "The Pakistani delegation “fled from the [whole x] or 12% of it; they", "quote/bracket"},
		{"6 rest of a word", talks, "He want[s] 1,000 men", "edited"},
		{"6 literal first", "He said [the TTP] must go now", "said [the TTP] must", "exact"},
		{"6 empty", talks, "The Pakistani [] delegation", "quote/bracket"},
		{"6 nested", talks, "The Pakistani [a [b] c] delegation", "quote/bracket"},
		{"6 share", talks, "fled [into the wide and empty night] from", "quote/bracket"},
		{"6 round", talks, "The Pakistani (big) delegation", "quote/not-found"},

		{"7 swapped", talks, "The Pakistani delegation ‘fled from the negotiating table’, sources", "verbatim [inner marks]"},
		{"7 dropped", talks, "The Pakistani delegation fled from the negotiating table", "quote/not-found"},
		{"7 added", talks, "“The” Pakistani delegation", "quote/not-found"},
		{"7 all of them", talks, "It was ‘bad’ and ‘worse’ for Pakistan’s side", "verbatim [inner marks]"},
		{"7 not all", talks, "It was ‘bad’ and “worse” for Pakistan’s side", "quote/not-found"},
		{"7 not all", talks, "It was “bad” and ‘worse’ for Pakistan’s side", "quote/not-found"},
		{"7 repeated, Swedish", "It ended today.\nNobody came to it.", "It ended today.\u2029”Nobody came to it.", "verbatim [inner marks, paragraph]"},
		{"6 Han", "left 门 政府部门 there now", "left [it] there now", "edited"},
		{"7 repeated", "It ended today.\nNobody came to it.", "It ended today.\u2029“Nobody came to it.", "verbatim [inner marks, paragraph]"},

		{"8 full stop", talks, "fled from the negotiating table.", "verbatim [end mark]"},
		{"8 comma", talks, "fled from the negotiating,", "verbatim [end mark]"},
		{"8 question", talks, "fled from the negotiating table?", "quote/end-mark"},
		{"8 ellipsis", talks, "fled from the negotiating…", "quote/end-mark"},
		{"8 ellipsis", talks, "fled from the […].", "edited [end mark]"},
		{"8 a paragraph of its own", "It ended\nwell", "It ended\u2029well\u2029,", "quote/not-found"},
		{"8 before a remark", talks, "fled from the negotiating. [emphasis added]", "edited [end mark]"},
		{"5 at the beginning", talks, "…from the negotiating table", "edited"},
		{"5 at the beginning", talks, "[…] The Pakistani delegation", "quote/omission"},
		{"line ends", "one\r\ntwo three", "one\r\ntwo", "exact"},
		{"8 two", talks, "fled from the negotiating table..", "quote/not-found"},
		{"8 number", talks, "He wanted 1,", "quote/edge"},

		{"9 joined", "It ended today.\n\nNobody came.", "today. Nobody", "verbatim [paragraph]"},
		{"9 ends", "It ended today.\n\nNobody came.", "today.\u2029Nobody", "verbatim [paragraph]"},
		{"9 none", "It ended today. Nobody came.", "today.\u2029Nobody", "quote/paragraph-mark"},
		{"9 beside an ellipsis", "It ended…\nNobody came.", "ended… Nobody", "verbatim [ellipsis, paragraph]"},

		{"10 first letter", talks, "the Pakistani delegation", "quote/letter-case"},
		{"13 no text", " \n\n", "the Pakistani delegation", "quote/not-found"},
		{"empty", talks, " \u2029 ", "quote/too-short"},
	} {
		c.run(t, Query{}, Layout{})
	}
}

func TestFoldingTable(t *testing.T) {
	frame := func(s string) string { return "before " + s + " after it" }
	for _, c := range []struct{ row, source, quotation, want string }{
		{"white space", "a\u00a0b", "a b", "verbatim [white space]"},
		{"white space", "a \t\u3000 b", "a b", "verbatim [white space]"},
		{"white space", "a\u2028b", "a b", "verbatim [white space]"},
		{"single marks", "it’s", "it's", "verbatim [single marks]"},
		{"single marks", "it‛s", "it‚s", "verbatim [single marks]"},
		{"double marks", "“x”", "\"x\"", "verbatim [double marks]"},
		{"double marks", "„x‟", "“x”", "verbatim [double marks]"},
		{"hyphens", "a‐b‑c−d", "a-b-c-d", "verbatim [hyphens]"},
		{"ellipsis", "a … b", "a...b", "verbatim [ellipsis]"},
		{"ellipsis", "a . . . b", "a… b", "verbatim [ellipsis]"},
		{"ellipsis", "a.... b", "a. … b", "verbatim [ellipsis]"},
		{"ellipsis", "a.... b", "a… b", "quote/not-found"},
		{"soft hyphen", "ab\u00adc", "abc", "verbatim [soft hyphen]"},
		{"direction marks", "ab\u200e c", "ab c", "verbatim [direction marks]"},
		{"direction marks", "ab c", "ab\u200f c", "verbatim [direction marks]"},
		{"direction controls", "a\u202ab\u202c c", "ab c", "verbatim [direction controls]"},
		{"direction controls", "ab c", "a\u2066b\u2069 c", "quote/direction-control"},
		{"invisible", "a\u200bb\ufeff\u2060\u180e\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U000E0041 c", "ab c", "verbatim [invisible]"},
		{"invisible", "ab c", "a\u200bb c", "quote/invisible"},
		{"joiners", "می\u200cخواهم", "می\u200cخواهم", "exact"},
		{"joiners", "می\u200cخواهم", "میخواهم", "quote/not-found"},
		{"joiners", "a\u200db", "ab", "verbatim [joiners]"},
		{"joiners", "ab", "a\u200cb", "quote/invisible"},
		{"joiners", "क्\u200dष", "क्\u200dष", "exact"},
		{"joiners", "👩\u200d🚀", "👩\u200d🚀", "exact"},
		{"joiners", "❤\ufe0f\u200d🔥", "❤\u200d🔥", "verbatim [variation]"},
		{"flags", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "exact"},
		{"flags", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴", "quote/not-found"},
		{"variation", "❤\ufe0f", "❤", "verbatim [variation]"},
		{"variation", "❤\ufe0f", "❤\ufe0f", "exact"},
		{"behind a space", "a b", "a \u200fb", "verbatim [direction marks]"},
		{"behind a space", "a b", "a \u00adb", "verbatim [soft hyphen]"},
		{"behind a space", "a \u202cb", "a b", "verbatim [direction controls]"},
		{"behind a space", "a \u200bb", "a b", "verbatim [invisible]"},
		{"between spaces", "a b", "a \u200f b", "verbatim [direction marks, white space]"},
		{"on both sides of a space", "a\u00ad b", "a \ufe0fb", "verbatim [soft hyphen, variation]"},
		{"the same on both sides", "a\u00ad b c", "a\u00ad \ufe0fb c", "verbatim [variation]"},
		{"behind full stops", "a... b", "a...\u200f b", "verbatim [direction marks, ellipsis]"},
		{"between full stops", "a... b", "a..\u200f. b", "verbatim [direction marks, ellipsis]"},
		{"presentation letters", "ﬁnd ﬆone", "find stone", "verbatim [presentation letters]"},
		{"presentation letters", "ﻻ ﷲ", "لا ﷲ", "verbatim [presentation letters]"},
		{"presentation letters", "ﷲ", "الله", "quote/not-found"},
		{"normal form", "cafe\u0301", "café", "verbatim [normal form]"},
		{"normal form", "가", "\u1100\u1161", "verbatim [normal form]"},
		{"normal form", "\u212b", "Å", "verbatim [normal form]"},
		{"not NFKC", "x²", "x2", "quote/not-found"},
		{"encoding", "ab", "a\ufffdb", "quote/encoding"},
		{"encoding", "ab", "a\xffb", "quote/encoding"},
		{"encoding", "ab", "a\ue000b", "quote/encoding"},
		{"encoding", "ab", "a\ufdd0b", "quote/encoding"},
		{"encoding", "ab", "a\U0001fffeb", "quote/encoding"},
		{"controls", "ab", "a\x00b", "quote/control"},
		{"controls", "a b", "a\x0bb", "quote/control"},
		{"controls", "ab", "a\u0080b", "quote/control"},
		{"not a control", "a b", "a\u0085b", "verbatim [white space]"},
		{"stacked marks", "a" + strings.Repeat("\u0316", 8), "a" + strings.Repeat("\u0316", 8), "exact"},
		{"stacked marks", "a" + strings.Repeat("\u0316", 9), "a" + strings.Repeat("\u0316", 9), "quote/stacked-marks"},
		{"significant", "a–b", "a—b", "quote/not-found"},
		{"significant", "a–b", "a-b", "quote/not-found"},
		{"significant", "«x»", "\"x\"", "quote/not-found"},
		{"significant", "5′", "5'", "quote/not-found"},
		{"significant", "itʼs", "it's", "quote/not-found"},
		{"significant", "كتاب", "کتاب", "quote/not-found"},
		{"significant", "كتاب", "كـتاب", "quote/not-found"},
		{"significant", "كتاب", "كِتاب", "quote/not-found"},
		{"significant", "25", "٢٥", "quote/not-found"},
		{"significant", "straße", "strasse", "quote/not-found"},
		{"significant", "resume", "résumé", "quote/not-found"},
		{"significant", "ABC", "ＡＢＣ", "quote/not-found"},
	} {
		verdictCase{c.row, frame(c.source), frame(c.quotation), c.want}.run(t, Query{}, Layout{})
	}
}

func TestMessages(t *testing.T) {
	for _, c := range []struct{ source, text, at, note, hint string }{
		{talks, "The Pakistani delegation had not “fled from the negotiating table", "had not", "does not have “had not”", "show that it is yours: [had not]"},
		{talks, "delegation “not fled from the negotiating table", "not", "does not have “not”", ""},
		{talks, "delegation “ran from the negotiating table", "ran", "has “fled” here", ""},
		{talks, "delegation “fled the negotiating table", "t", "“from” is missing here", ""},
		{talks, "delegation “fled frоm the negotiating table", "frоm", "has “from” here", "“о” looks the same as “o”, but is U+043E CYRILLIC SMALL LETTER O"},
		{"ten — or so — of them ran", "ten – or so – of them", "–", "has “—” here", "U+2013 EN DASH"},
		{"ten — or so — of them ran", "ten -- or so -- of them", "--", "has “—” here", "U+2014 EM DASH"},
		{"د پاکستان پلاوي ته وویل", "د پاکستان پلاوی ته وویل", "پلاوی", "has “پلاوي” here", "U+06CC"},
		{"he said «yes indeed» to it", "he said \"yes indeed\" to", "\"", "has “«” here", "U+00AB"},
		{"كتب الكتاب الكبير هنا", "كتب الكتـاب الكبير هنا", "الكتـاب", "", "U+0640"},
		{"the Straße was long there", "the Strasse was long", "Strasse", "", "U+00DF"},
		{talks, "Pakistani Delegation “fled from the negotiating", "Delegation", "has “delegation” here", "write [D]elegation"},
		{"It ended. The men left at once", "[T]he men left at once", "[T]", "has “T” here", "write The without brackets"},
		{"The old table fell down there", "The old […] (…) fell down there", "(…)", "no word is left for this one", "one omission is enough"},
		{talks, "an entirely different sentence of words", "a", "", ""},
	} {
		text := NewText([]byte(c.source), Layout{})
		m, faults := text.Find(Query{Text: c.text})
		if m.Verdict != None || len(faults) != 1 {
			t.Fatalf("%q: %v %+v", c.text, m.Verdict, faults)
		}
		f := faults[0]
		if got := c.text[f.Span.Start:f.Span.End]; got != c.at || !strings.Contains(f.Note, c.note) || !strings.Contains(f.Hint, c.hint) {
			t.Errorf("%q: at %q: %s, hint %s", c.text, got, f.Note, f.Hint)
		}
		if f.Suggest != "" {
			if m, faults := text.Find(Query{Text: f.Suggest}); m.Verdict == None {
				t.Errorf("%q: the suggestion %q fails: %+v", c.text, f.Suggest, faults)
			}
		}
	}
}

func TestPlaces(t *testing.T) {
	source := "The talks ended in vain.\nThey knew not why. " + strings.Repeat("It was so. ", 30) + "\nThen the long talks ended in vain again."
	text := NewText([]byte(source), Layout{})
	code := func(q Query) string {
		m, faults := text.Find(q)
		var codes []string
		for _, f := range faults {
			codes = append(codes, f.Code)
		}
		s := strings.Join(codes, " ")
		if m.Verdict != None {
			s = strings.TrimSpace(m.Verdict.String() + " " + source[m.Span.Start:m.Span.End] + " " + s)
			if m.Near {
				s += " chosen"
			}
		}
		return s
	}
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{Text: "talks ended in vain"}, "exact talks ended in vain quote/several-places"},
		{Query{Text: "talks ended in vain", Paragraph: 3}, "exact talks ended in vain chosen"},
		{Query{Text: "talks ended in vain", Paragraph: 1, LastPara: 3}, "exact talks ended in vain quote/several-places"},
		{Query{Text: "talks ended in vain", Paragraph: 2}, "quote/wrong-paragraph"},
		{Query{Text: "talks ended in vain", Paragraph: 9}, "quote/wrong-paragraph"},
		{Query{Text: "talks ended in vain", Near: "the long"}, "exact talks ended in vain chosen"},
		{Query{Text: "talks ended in vain", Near: "It was so."}, "exact talks ended in vain quote/several-places"},
		{Query{Text: "talks ended in vain", Near: "the short"}, "quote/wrong-near"},
		{Query{Text: "talks ended in vain", Near: "he long"}, "quote/wrong-near"},
		{Query{Text: "talks"}, "quote/too-short"},
		{Query{Text: "They knew", Near: "The talks"}, "exact They knew"},
		{Query{Text: "They knew", Formatted: true}, "quote/emphasis"},
		{Query{Text: "They knew [emphasis added]", Formatted: true}, "edited They knew"},
		{Query{Text: "vain. They", Paragraph: 1}, "quote/wrong-paragraph"},
		{Query{Text: "vain. They", Paragraph: 1, LastPara: 2}, "verbatim vain.\nThey"},
		{Query{Text: "The talks ended […] Then the long"}, "edited The talks ended in vain.\nThey knew not why. " + strings.Repeat("It was so. ", 30) + "\nThen the long quote/negation-left-out"},
		{Query{Text: "The talks ended […] Then the long", Acknowledged: true}, "edited The talks ended in vain.\nThey knew not why. " + strings.Repeat("It was so. ", 30) + "\nThen the long"},
	} {
		if got := code(c.q); got != c.want {
			t.Errorf("%+v: %s", c.q, got)
		}
	}
}

func TestSpansCutOutTheRawWords(t *testing.T) {
	source := "\ufeffignored\r\n\r\n  One\u00a0two\u200b three ﬁve.  \r\nNext line\r\n"
	text := NewText([]byte(source), Layout{Ignore: [][2]int{{1, 1}}})
	for words, want := range map[string]string{
		"One two three": "One\u00a0two\u200b three", "two three": "two\u200b three", "five. Next": "ﬁve.  \r\nNext",
	} {
		m, faults := text.Find(Query{Text: words})
		if got := source[m.Span.Start:m.Span.End]; got != want {
			t.Errorf("%q: %q %+v", words, got, faults)
		}
	}
	if s := text.Paragraph(1); text.Paragraphs() != 2 || source[s.Start:s.End] != "One\u00a0two\u200b three ﬁve." {
		t.Errorf("%d paragraphs, the first is %q", text.Paragraphs(), source[s.Start:s.End])
	}
	if _, faults := text.Find(Query{Text: "ignored"}); len(faults) == 0 {
		t.Error("an ignored line was found")
	}
}

func TestBlankLines(t *testing.T) {
	source := "One two\r\nthree four\r\nstray\r\nfive six\r\n \t\r\nseven eight"
	text := NewText([]byte(source), Layout{BlankLines: true, Ignore: [][2]int{{3, 3}}})
	if text.Paragraphs() != 2 || text.Words(text.Paragraph(1)) != "One two three four five six" {
		t.Errorf("%d paragraphs, %q", text.Paragraphs(), text.Words(text.Paragraph(1)))
	}
	m, _ := text.Find(Query{Text: "four five six seven"})
	if m.Verdict != Verbatim || m.Joined != 1 || m.Paragraph != 1 || m.LastPara != 2 || !slices.Equal(m.Folds, []string{"paragraph", "white space"}) {
		t.Errorf("%+v", m)
	}
}

func TestAround(t *testing.T) {
	source := "alpha beta gamma delta\nIGNORED\nepsilon zeta eta theta"
	text := NewText([]byte(source), Layout{Ignore: [][2]int{{2, 2}}})
	at := strings.Index(source, "delta")
	before, words, after := text.Around(Span{at, strings.Index(source, " zeta")}, 12)
	if before != "beta gamma " || words != "delta\u2029epsilon" || after != " zeta eta" {
		t.Errorf("%q %q %q", before, words, after)
	}
	before, _, after = text.Around(Span{at, at + 5}, 1000)
	if before != "alpha beta gamma " || after != "\u2029epsilon zeta eta theta" {
		t.Errorf("%q %q", before, after)
	}
}

func TestSourceFaults(t *testing.T) {
	for source, want := range map[string]string{
		"all is well":                      "",
		"\ufeffis well":                    "",
		"":                                 "seed/empty",
		"\u200b\n":                         "seed/invisible seed/empty",
		"a\xffb":                           "seed/encoding",
		"a\ufffdb":                         "seed/encoding",
		"a\x01\x02b":                       "seed/control",
		"a\u202eb\u202c and \u200b":        "seed/invisible seed/direction",
		"a" + strings.Repeat("\u0301", 31): "seed/stacked-marks",
		"a" + strings.Repeat("\u0301", 30): "",
		"no\u200c \u200e":                  "seed/invisible",
	} {
		var codes []string
		for _, f := range NewText([]byte(source), Layout{}).Faults() {
			codes = append(codes, f.Code)
			if f.Span.Start > f.Span.End || f.Span.End > len(source) {
				t.Errorf("%q: %+v", source, f)
			}
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%q: %s, want %s", source, got, want)
		}
	}
}

// Readings of one bracket that overlap in the source are one place.
func TestReadingsThatOverlapAreOnePlace(t *testing.T) {
	const source = "So it was said.\nA senior official present at the talks said so. One official present at the talks left."
	text := NewText([]byte(source), Layout{})
	for words, want := range map[string]string{
		"[a] senior official present at the talks":  "A senior official present at the talks",
		"[a] senior official present […] said so":   "A senior official present at the talks said so",
		"[One] senior official present at the talk": "",
	} {
		m, faults := text.Find(Query{Text: words})
		if want == "" {
			if m.Verdict != None {
				t.Errorf("%s: %+v", words, m)
			}
			continue
		}
		if m.Verdict != Edited || len(faults) > 0 || source[m.Span.Start:m.Span.End] != want {
			t.Errorf("%s: %v %q %+v", words, m.Verdict, source[m.Span.Start:m.Span.End], faults)
		}
	}
}

func TestWhatIsLeftOut(t *testing.T) {
	for _, c := range []struct{ source, text, warned string }{
		{"The council did not, it said on Monday, send anybody.", "The council did not […] send anybody", ""},
		{"The council did not, it said on Monday, send anybody.", "The council did […] send anybody", "not"},
		{"The council never, it said on Monday, sent anybody.", "The council never, it said on [Friday], sent anybody", ""},
		{"The council didn’t, it said on Monday, send anybody.", "The council did[x], it said on Monday, send anybody", "didn't"},
		{"The council did not ‘want’ to, and sent nobody.", "The council did not […] to, and sent nobody", ""},
		{"The council says that it cannot send anybody to Kabul.", "The council says that it can[x] send anybody to Kabul", "cannot"},
	} {
		m, faults := NewText([]byte(c.source), Layout{Language: "en"}).Find(Query{Text: c.text})
		warned := ""
		for _, f := range faults {
			if f.Code == "quote/negation-left-out" {
				_, rest, _ := strings.Cut(f.Message, "“")
				warned, _, _ = strings.Cut(rest, "”")
			}
		}
		if m.Verdict != Edited || warned != c.warned {
			t.Errorf("%s: %v, warned of “%s”, want “%s”", c.text, m.Verdict, warned, c.warned)
		}
	}
}
