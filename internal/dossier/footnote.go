package dossier

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"dossier/internal/diag"
)

// definitions is goldmark's parser of footnote definitions, but for the end:
// a definition stays in the tree where it stands, and is written where its
// note is. goldmark would drop what is unused or defined twice without a word.
type definitions struct{ parser.BlockParser }

func (definitions) Close(node ast.Node, _ text.Reader, pc parser.Context) {
	r := readingOf(pc)
	r.defs = append(r.defs, node.(*east.Footnote))
}

// A footnoteNode is a reference to a footnote. Every [^label] is one, also if
// nothing defines it.
type footnoteNode struct {
	ast.BaseInline
	label Text
	span  diag.Span
}

var kindFootnote = ast.NewNodeKind("FootnoteReference")

func (n *footnoteNode) Kind() ast.NodeKind            { return kindFootnote }
func (n *footnoteNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type footnoteParser struct{}

// Trigger has the exclamation mark, since “Really![^1]” would else begin an image.
func (footnoteParser) Trigger() []byte { return []byte{'[', '!'} }

func (footnoteParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	open := 0
	if line[0] == '!' {
		open = 1
	}
	if len(line) < open+3 || line[open] != '[' || line[open+1] != '^' {
		return nil
	}
	end := bytes.IndexAny(line[open+1:], "[]\n")
	if end < 0 || line[open+1+end] != ']' || len(bytes.TrimSpace(line[open+2:open+1+end])) == 0 {
		return nil
	}
	end += open + 1
	if open == 1 && end+1 < len(line) { // an image after all?
		l, pos := block.Position()
		block.Advance(end + 1)
		image := line[end+1] == '(' || line[end+1] == '[' && isReference(block, pc)
		block.SetPosition(l, pos)
		if image {
			return nil
		}
	}
	start := seg.Start - seg.Padding
	n := &footnoteNode{
		label: Text{string(line[open+2 : end]), diag.Span{Start: start + open + 2, End: start + end}},
		span:  diag.Span{Start: start + open, End: start + end + 1},
	}
	n.SetPos(n.span.Start)
	block.Advance(end + 1)
	if open == 1 {
		parent.AppendChild(parent, ast.NewTextSegment(text.NewSegment(start, start+1)))
	}
	return n
}

// define sorts the definitions out, and reports labels that are defined twice.
func (r *reading) define() {
	r.notes, r.byLabel = map[string]int{}, map[string]*east.Footnote{}
	slices.SortFunc(r.defs, func(a, b *east.Footnote) int { return r.labelPlace(a).Start - r.labelPlace(b).Start })
	for _, def := range r.defs {
		label := string(def.Ref)
		first := r.byLabel[label]
		if first == nil {
			r.byLabel[label] = def
			continue
		}
		d := ruleNoteDuplicate.At(r.page.File, r.labelPlace(def), "the footnote “"+label+"” is defined a second time")
		d.Hint = "give one of the two another label"
		d.Related = []diag.Related{{File: r.page.File, Span: r.labelPlace(first), Message: "first defined here"}}
		r.page.Problems = append(r.page.Problems, d)
	}
}

func (r *reading) labelPlace(def *east.Footnote) diag.Span { return r.placeOf(def.Ref, def.Pos()) }

// unused reports footnotes that nothing refers to, neither the text nor a note that is shown.
func (r *reading) unused() {
	for _, def := range r.defs {
		label := string(def.Ref)
		if _, used := r.notes[label]; !used && r.byLabel[label] == def {
			r.report(&ruleNoteUnused, r.labelPlace(def), "nothing refers to the footnote “"+label+"”", "write [^"+label+"] where it belongs, or delete it")
		}
	}
}

func (w *writer) footnote(n *footnoteNode) {
	label := n.label.Value
	def := w.byLabel[label]
	switch {
	case def == nil:
		hint := "define it in a paragraph of its own: [^" + label + "]: …"
		var labels []string
		for _, d := range w.defs[:min(len(w.defs), 100)] { // looking for what was meant must not take long
			if len(label) < 50 && len(d.Ref) < 50 {
				labels = append(labels, string(d.Ref))
			}
		}
		if near := Nearest(label, labels, 1); near != nil {
			hint = "did you mean [^" + near[0] + "]?"
		}
		w.report(&ruleNoteUndefined, n.label.Span, "the footnote “"+label+"” is not defined", hint)
		return
	case w.quoting:
		w.report(&ruleQuoteNested, n.span, "a footnote stands inside a quotation", nestedHint)
	case w.link:
		w.report(&ruleLinkNested, n.span, "a footnote stands inside the words of a link", "put it behind the link")
	}
	i, used := w.notes[label]
	if !used {
		i = len(w.page.Notes)
		w.notes[label] = i
		w.page.Notes = append(w.page.Notes, Note{Citation: -1, Label: label, Span: w.labelPlace(def)})
	}
	note := &w.page.Notes[i]
	if !w.quoting && !w.link {
		w.closeUp(n)
		w.hole(HoleNote, i, note.Uses)
	}
	note.Uses++
}
