package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"dossier/internal/site"
)

// The Istanbul dossier promises more than the program can promise for every dossier. What
// of that can be counted is held here; the rest is in content/guide/style.md.

// unclaimed are the words of the five texts that no claim needs: what a text states of
// itself, headings that assert nothing, a name and a signature.
var unclaimed = map[string][]string{
	"deep-mistrust": {
		"Updated 28 October 2025 at 13:06 IST",
		"The peace talks between Afghanistan and Pakistan, which were being held in Istanbul, ended on Tuesday without any agreement. | Image: Republic", // the caption once more
		"New Delhi:",
		"Published By : Deepti Verma",
		"Published On: 28 October 2025 at 11:50 IST",
	},
	"both-demands": {
		"date 2025-10-28",
		"What went wrong during the meetings",
		"په ترکیه کې د مذاکراتو له ماحول څخه:",
		"عبدالخبیر مجروح",
		"pic.twitter.com/kR8G9i2RzS — Jawad sargar جواد څارګر (@Jawadsarga) October 28, 2025",
	},
	"marathon-negotiations": {
		"Tue Oct 28 2025",
		"ISLAMABAD:",
		"Reciprocal Guarantees and Airspace Dispute",
	},
}

// TestNothingIsLeftOut wants each word of the five texts, without the lines that are no
// article, in a quotation that bears on a claim: what a text asserts can then not have
// been overlooked.
func TestNothingIsLeftOut(t *testing.T) {
	s := result(t, builder(t, "../.."), nil).Site
	for _, source := range s.Sources {
		seed := source.Drawn.Seed.Data
		covered := make([]bool, len(seed))
		for _, q := range s.Quotations {
			if q.Source != source || len(q.Claims) == 0 {
				continue
			}
			pieces := q.Match.Pieces
			if len(pieces) == 0 {
				pieces = append(pieces, q.Match.Span)
			}
			for _, p := range pieces {
				for i := p.Start; i < p.End; i++ {
					covered[i] = true
				}
			}
		}
		ignored := map[int]bool{}
		for _, entry := range source.Source.Ignore {
			for _, l := range entry.Lines {
				ignored[l.Number] = true
			}
		}
		var left []string
		line, start := 1, 0
		for start < len(seed) {
			end := start
			for end < len(seed) && seed[end] != '\n' {
				end++
			}
			if !ignored[line] {
				left = append(left, stretches(string(seed[start:end]), covered[start:end])...)
			}
			line, start = line+1, end+1
		}
		known := slices.Clone(unclaimed[source.ID])
		for _, words := range left {
			if i := slices.Index(known, words); i >= 0 {
				known = slices.Delete(known, i, i+1)
			} else {
				t.Errorf("%s: no quotation that bears on a claim has the words\n\t%s", source.ID, words)
			}
		}
		for _, words := range known {
			t.Errorf("%s: these words are held to be in no claim, but they are, or do not stand in the text\n\t%s", source.ID, words)
		}
	}
}

// stretches are the runs of a line that are not covered and have a letter or digit in them.
func stretches(line string, covered []bool) []string {
	var out []string
	var run strings.Builder
	flush := func() {
		if words := strings.TrimSpace(run.String()); strings.ContainsFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out = append(out, words)
		}
		run.Reset()
	}
	for i, r := range line {
		if covered[i] {
			flush()
			continue
		}
		run.WriteRune(r)
	}
	flush()
	return out
}

// TestWhoSays wants everybody who is named as asserting a claim to be the speaker of a
// quotation that supports it. To be spoken of is not enough.
func TestWhoSays(t *testing.T) {
	s := result(t, builder(t, "../.."), nil).Site
	for _, c := range s.Claims {
		if len(c.Carried.Supports) == 0 {
			t.Errorf("%s: no source carries it", c.File.Path)
		}
		for _, by := range c.Carried.By {
			if !slices.ContainsFunc(c.Carried.Evidence, func(q *site.Quotation) bool {
				return q.Page == c && q.Stance == "supports" && slices.Contains(q.By, by)
			}) {
				t.Errorf("%s: %s is said to assert it, but no supporting quotation on the page is theirs", c.File.Path, by.ID)
			}
		}
	}
}

// TestOrderIsNoFavour holds the order that the style sheet promises: the sides of a question
// in the order of the alphabet.
func TestOrderIsNoFavour(t *testing.T) {
	s := result(t, builder(t, "../.."), nil).Site
	for _, q := range s.Questions {
		var names []string
		for _, side := range q.Contest.Sides {
			names = append(names, strings.ToLower(side.Name))
		}
		if !slices.IsSorted(names) {
			t.Errorf("%s: the sides do not stand in the order of the alphabet: %s", q.File.Path, strings.Join(names, " | "))
		}
	}
}

// outletsVoice are the headlines, standfirsts, captions and headings of the five texts, by paragraph.
var outletsVoice = map[string][]string{
	"deep-mistrust":         {"2", "3", "4", "5"},
	"both-demands":          {"3", "8", "12", "15", "19", "23"},
	"tenuous-peace":         {"2", "7", "10", "14"},
	"marathon-negotiations": {"1", "2", "9", "14", "19", "24"},
}

var attributionLine = regexp.MustCompile(`(?m)^> — (.*)\[@([a-z-]+), para\. (\d+)\]`)

// TestOutletsVoiceIsMarked wants a block quoted from a headline, a standfirst, a caption or a
// heading to say so in its attribution line, and no other to.
func TestOutletsVoiceIsMarked(t *testing.T) {
	found := 0
	files, err := filepath.Glob("../../content/[a-fh-z]*/*.md") // not the guide
	if err != nil || len(files) == 0 {
		t.Fatal("there is no content", err)
	}
	said := regexp.MustCompile(`(, | the )(headline|standfirst|caption|heading)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range attributionLine.FindAllStringSubmatch(string(text), -1) {
			voice := slices.Contains(outletsVoice[m[2]], m[3])
			if voice != said.MatchString(m[1]) {
				t.Errorf("%s: %s\n\tparagraph %s of %s is the outlet's voice: %v", file, m[0], m[3], m[2], voice)
			}
			if voice {
				found++
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d quotations of headlines and headings were found", found)
	}
}
