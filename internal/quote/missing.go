package quote

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const useSource = "use the source's words; mark a change with [ ], an omission with […]"

// missing tells why no reading of a quotation was found.
func (t *Text) missing(q Query, s search, w *work) []Fault {
	first := s.readings[0]
	for _, h := range s.hunts {
		if h.r.swapped || len(h.cut) == 0 || h.r.raw != first.raw && h.r.by != ruleEnd {
			continue
		}
		return []Fault{t.cutShort(first, h)}
	}
	if h := s.hunts[0]; h.blocked >= 0 {
		at := h.blocked
		if at > 0 && first.flat[at-1] == ' ' {
			at--
		}
		return []Fault{{Code: "quote/paragraph-mark", Span: Span{first.rawEnd(at), first.rawStart(h.blocked)},
			Message: "a paragraph of the quotation ends where none of the source does", Note: "the source has no paragraph end here",
			Hint: "join the two paragraphs; a paragraph end may stand only where the source has one"}}
	}
	if f, ok := t.needless(first, s.parse, w); ok {
		return []Fault{f}
	}
	if f, ok := t.recased(first, w); ok {
		return []Fault{f}
	}
	if f, ok := t.otherEnd(first, w); ok {
		return []Fault{f}
	}
	if s.spent && s.parse == nil {
		return []Fault{{Code: "quote/too-short", Span: firstCharacter(q.Text), Message: "the source has these words too often for the quotation to be proved",
			Note: "too common", Hint: "quote some more of the words around it, or name the paragraph"}}
	}
	from, to, after := 0, len(first.flat), Span{}
	if e := s.parse; e != nil {
		if e.over {
			return []Fault{{Code: "quote/omission", Span: firstCharacter(q.Text), Message: fmt.Sprintf("the quotation has more than %d brackets and omissions", maxEdits),
				Note: "too many edits", Hint: "split it into several quotations"}}
		}
		for _, k := range e.tokens {
			if k.kind == bracket && k.fault != "" {
				return []Fault{{Code: "quote/bracket", Span: first.rawRange(k.start, k.end), Message: "a bracket " + k.fault, Note: "not a bracket of the writer's",
					Hint: fmt.Sprintf("a bracket holds words of yours, up to %d characters, and no other bracket", maxBracket)}}
			}
		}
		if piece, behind, ok := t.strange(e); ok {
			from, to, after = piece.Start, piece.End, behind
		} else if f, ok := t.badOmission(first, e); ok {
			return []Fault{f}
		} else if s.spent {
			return []Fault{{Code: "quote/omission", Span: firstCharacter(q.Text), Message: "the quotation can be read in too many ways to be proved",
				Note: "too many ways", Hint: "quote longer pieces between the omissions and brackets"}}
		} else if f, ok := badBracket(first, e); ok {
			return []Fault{f}
		}
	}
	return []Fault{t.differing(q, first, from, to, after)}
}

// rawRange is the raw range of a part of a folded text.
func (f *folded) rawRange(start, end int) Span {
	s := Span{f.rawStart(start), f.rawEnd(end)}
	s.End = max(s.Start, s.End)
	return s
}

// maxWidened is how far a range is moved out to edges: words are not longer.
const maxWidened = 200

// widened is the range with its ends moved out to edges.
func (t *Text) widened(start, end int) (int, int) {
	for steps := 0; steps < maxWidened && start > 0 && t.edge(start) != nowhere; steps++ {
		_, n := utf8.DecodeLastRuneInString(t.flat[:start])
		start -= n
	}
	for steps := 0; steps < maxWidened && end < len(t.flat) && t.edge(end) != nowhere; steps++ {
		_, n := utf8.DecodeRuneInString(t.flat[end:])
		end += n
	}
	return start, end
}

// suggestion is the source's own text of a range, as it may be pasted into a quotation.
func (t *Text) suggestion(start, end int) string {
	start, end = t.widened(start, end)
	s := t.rawSpan(start, end)
	return strings.Map(func(r rune) rune {
		if classOf(r) == mark || isControl(r) {
			return -1
		}
		return r
	}, t.Words(s))
}

// cutShort tells of words that the source has, but inside others.
func (t *Text) cutShort(r *reading, h *hunt) Fault {
	c := h.cut[0]
	start, end := t.widened(c.start, c.end)
	cut, verb, span := c.start, "begins", firstCharacter(r.raw)
	if c.atEnd {
		_, n := utf8.DecodeLastRuneInString(r.raw[:r.rawEnd(len(r.flat))])
		cut, verb, span = c.end, "ends", Span{r.rawEnd(len(r.flat)) - n, r.rawEnd(len(r.flat))}
	}
	// The whole that is cut: from the last edge before the place to the first one behind it.
	whole := Span{cut, cut}
	whole.Start, _ = t.widened(cut, cut)
	_, whole.End = t.widened(cut, cut)
	return Fault{Code: "quote/edge", Span: span, Places: []Span{t.rawSpan(start, end)}, Suggest: t.suggestion(start, end),
		Message: fmt.Sprintf("the quotation %s inside %s of the source, “%s”", verb, c.in, short(t.flat[whole.Start:whole.End])),
		Note:    fmt.Sprintf("the source has “%s” here", short(t.flat[whole.Start:whole.End])),
		Hint:    "quote whole words, and numbers with their signs"}
}

// needless tries the letters in brackets as they are: [t]he is for the other case only.
func (t *Text) needless(r *reading, e *edits, w *work) (Fault, bool) {
	if e == nil || e.over || len(r.flat) > 1<<16 {
		return Fault{}, false
	}
	tried := 0
	for _, k := range e.tokens {
		if k.kind != bracket || len(otherCase(k.content)) == 0 {
			continue
		}
		if tried++; tried > 4 {
			break
		}
		at := r.rawRange(k.start, k.end)
		bare := r.raw[:at.Start] + k.content + r.raw[at.End:]
		s := t.seekAny(plainReadings(bare), 0, len(t.flat), w)
		if s.reading == nil {
			continue
		}
		return Fault{Code: "quote/bracket", Span: at, Places: t.spans(s.places[:1]), Suggest: bare,
			Message: fmt.Sprintf("the bracket “[%s]” changes nothing: the source has “%s” itself", k.content, k.content),
			Note:    fmt.Sprintf("the source has “%s” here", k.content),
			Hint:    fmt.Sprintf("write %s%s without brackets", k.content, firstWord(r.flat[k.end:]))}, true
	}
	return Fault{}, false
}

// recased tries the first letter in the other case.
func (t *Text) recased(r *reading, w *work) (Fault, bool) {
	i := strings.IndexFunc(r.flat, unicode.IsLetter)
	if i < 0 || i > 0 && r.flat[i-1] == '[' || len(r.flat) > 1<<16 {
		return Fault{}, false
	}
	_, n := utf8.DecodeRuneInString(r.flat[i:])
	raw := r.rawRange(i, i+n)
	for _, c := range otherCase(r.flat[i : i+n]) {
		bracketed := r.raw[:raw.Start] + "[" + r.flat[i:i+n] + "]" + r.raw[raw.End:]
		s := t.seekAny(plainReadings(r.raw[:raw.Start]+c+r.raw[raw.End:]), 0, len(t.flat), w)
		if s.reading == nil {
			continue
		}
		return Fault{Code: "quote/letter-case", Span: raw, Places: t.spans(s.places[:1]), Suggest: bracketed,
			Message: fmt.Sprintf("the source has “%s” with another first letter: “%s”", short(r.flat), c),
			Note:    fmt.Sprintf("the source has “%s” here", c),
			Hint:    fmt.Sprintf("show the change of case: write [%s]%s", r.flat[i:i+n], firstWord(r.flat[i+n:]))}, true
	}
	return Fault{}, false
}

// plainReadings are the words as they are and without a final stop.
func plainReadings(text string) []*reading {
	list := []*reading{{raw: text}}
	list[0].fold()
	if s, ok := withoutEnd(list[0]); ok {
		list = append(list, &reading{raw: s, by: ruleEnd})
		list[1].fold()
	}
	return list
}

func firstWord(flat string) string {
	if i := strings.IndexFunc(flat, func(r rune) bool { return !inWord(r) }); i >= 0 {
		return flat[:i]
	}
	return flat
}

// otherEnd tries the words without an end mark that may not be the writer's.
func (t *Text) otherEnd(r *reading, w *work) (Fault, bool) {
	last, n := utf8.DecodeLastRuneInString(r.flat)
	if !strings.ContainsRune("?!;:…؟؛。", last) || n == len(r.flat) {
		return Fault{}, false
	}
	at := r.rawRange(len(r.flat)-n, len(r.flat))
	s := t.seekAny(plainReadings(r.raw[:at.Start])[:1], 0, len(t.flat), w)
	if s.reading == nil {
		return Fault{}, false
	}
	return Fault{Code: "quote/end-mark", Span: at, Places: t.spans(s.places[:1]), Suggest: strings.TrimRightFunc(r.raw[:at.Start], isWhite),
		Message: fmt.Sprintf("the quotation ends with “%c”, which the source does not have there", last),
		Note:    fmt.Sprintf("the source does not have “%c”", last),
		Hint:    "end the quotation before the mark and put the mark behind it; only a full stop or a comma may be yours"}, true
}

// strange is the first text between edits that the source does not have at all, and the part of
// the source where it should stand: behind the first place of the text before it.
func (t *Text) strange(e *edits) (text, after Span, ok bool) {
	looked := 0
	for _, k := range e.tokens {
		words := e.r.flat[k.start:k.end]
		if k.kind != literal || !hasWord(words) {
			continue
		}
		if looked++; looked > 12 {
			break
		}
		at := t.place(t.flat, words, 0, len(t.flat))
		switch {
		case at >= 0:
			after = Span{at + len(words), min(len(t.flat), at+len(words)+4*maxOmitted)}
		case t.place(t.flat, strings.TrimRight(words, ".,"), 0, len(t.flat)) < 0:
			return Span{k.start, k.end}, after, true
		}
	}
	return Span{}, Span{}, false
}

// badOmission tells which omission leaves out nothing, too much, or turns the order round.
func (t *Text) badOmission(r *reading, e *edits) (Fault, bool) {
	last, end := -1, -1 // the text before, and where it ends in the source
	for i := 0; i < len(e.tokens); i++ {
		k := e.tokens[i]
		if k.kind != literal {
			continue
		}
		words := r.flat[k.start:k.end]
		if i == len(e.tokens)-1 {
			words = strings.TrimRight(words, ".,")
		}
		gap, gaps := -1, 0
		for j := last + 1; last >= 0 && j < i; j++ {
			if e.tokens[j].kind == omission || e.tokens[j].kind == bare {
				gap = j
				gaps++
			}
		}
		at := t.place(t.flat, words, max(end, 0), len(t.flat))
		if gap < 0 {
			if at >= 0 {
				last, end = i, at+len(words)
			}
			continue
		}
		span := r.rawRange(e.tokens[gap].start, e.tokens[gap].end)
		fault := func(message, note, hint string) (Fault, bool) {
			return Fault{Code: "quote/omission", Span: span, Message: message, Note: note, Hint: hint}, true
		}
		if at < 0 {
			return fault(fmt.Sprintf("“%s” does not stand behind the words before the omission", short(words)),
				"the source has these in another order", "quote the pieces in the order of the source, or as two quotations")
		}
		// The last place of the words before that still stands before these is the nearest.
		before := r.flat[e.tokens[last].start:e.tokens[last].end]
		if k := strings.LastIndex(t.flat[:at], before); k >= 0 {
			end = max(end, k+len(before))
		}
		left := trimmed(t.flat, end, at)
		n, ends := utf8.RuneCountInString(t.flat[left.Start:left.End]), t.endsBetween(end, at)
		switch {
		case !hasWord(t.flat[left.Start:left.End]) && e.tokens[gap].kind == bare:
			return Fault{}, false // rather a mark of the source's that was copied wrong
		case !hasWord(t.flat[left.Start:left.End]):
			return fault("the omission leaves out nothing", "no words are left out here", "take the omission away")
		case !hasWords(t.flat[left.Start:left.End], gaps):
			return fault(fmt.Sprintf("%d omissions side by side leave out fewer words than they are", gaps), "no word is left for this one", "one omission is enough")
		case n > maxOmitted:
			return fault(fmt.Sprintf("the omission leaves out %d characters, more than %d", n, maxOmitted), "too much is left out here", "make two quotations of it")
		case ends > maxOmittedEnds:
			return fault(fmt.Sprintf("the omission leaves out %d paragraph ends, more than %d", ends, maxOmittedEnds), "too much is left out here", "make two quotations of it")
		}
		last, end = i, at+len(words)
	}
	for i, k := range e.tokens {
		if k.kind == omission && (i == 0 || i == len(e.tokens)-1) {
			return Fault{Code: "quote/omission", Span: r.rawRange(k.start, k.end), Message: "the omission leaves out nothing",
				Note: "the source has no words here", Hint: "take the omission away"}, true
		}
	}
	return Fault{}, false
}

// badBracket points at the bracket that does not fit where the texts around it stand.
func badBracket(r *reading, e *edits) (Fault, bool) {
	for _, k := range e.tokens {
		if k.kind == bracket {
			return Fault{Code: "quote/bracket", Span: r.rawRange(k.start, k.end),
				Message: fmt.Sprintf("the bracket “[%s]” does not fit between the words around it", k.content), Note: "the source's words do not meet here",
				Hint: fmt.Sprintf("a bracket inserts words, replaces up to %d words and %d characters, changes the case of one letter ([t]he) or the rest of a word (want[s])", maxReplaced, maxReplacedSize)}, true
		}
	}
	return Fault{}, false
}

// differing shows the first difference of flat[from:to] from the nearest passage: in a part of
// the source where it should stand, if there is one, or else anywhere.
func (t *Text) differing(q Query, r *reading, from, to int, after Span) Fault {
	fault := Fault{Code: "quote/not-found", Span: firstCharacter(q.Text), Message: "quotation not found", Note: "the source does not have these words", Hint: useSource}
	p, ok := passage{}, false
	if after.Start < after.End {
		p, ok = t.nearest(r.flat, Span{from, to}, after)
	}
	if !ok {
		p, ok = t.nearest(r.flat, Span{from, to}, Span{0, len(t.flat)})
	}
	if !ok {
		return fault
	}
	start, end := t.widened(p.start, p.end)
	fault.Places = []Span{t.rawSpan(start, end)}
	if from == 0 && to == len(r.flat) {
		fault.Suggest = t.suggestion(start, end)
	}
	if !p.differs {
		return fault
	}
	words, source := r.flat[p.words.Start:p.words.End], t.flat[p.source.Start:p.source.End]
	fault.Span = r.rawRange(p.words.Start, p.words.End)
	switch {
	case p.space && words == "":
		fault.Span = r.rawRange(p.words.Start, p.words.Start+len(firstRune(r.flat[p.words.Start:])))
		fault.Note = "the source has a space before this"
	case p.space:
		fault.Note = "the source has no space here"
	case words == "":
		fault.Span = r.rawRange(p.words.Start, p.words.Start+len(firstRune(r.flat[p.words.Start:])))
		fault.Note = fmt.Sprintf("“%s” is missing here", short(source))
	case source == "":
		fault.Note = fmt.Sprintf("the source does not have “%s”", short(words))
		if hasWord(words) && utf8.RuneCountInString(words) <= maxBracket {
			fault.Hint = fmt.Sprintf("leave “%s” out, or show that it is yours: [%s]", words, words)
		}
	default:
		fault.Note = fmt.Sprintf("the source has “%s” here", short(source))
	}
	if hint := resembles(words, source); hint != "" && !p.space {
		fault.Hint = hint
	} else if n := len(firstRune(words)); n > 0 && strings.EqualFold(words, source) && words[n:] == source[len(firstRune(source)):] {
		fault.Hint = fmt.Sprintf("show the change of case: write [%s]%s", words[:n], words[n:])
		if p.alone {
			fault.Code = "quote/letter-case"
		}
	}
	return fault
}

func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}
