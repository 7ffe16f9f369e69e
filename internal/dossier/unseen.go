package dossier

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"dossier/internal/diag"
)

// unseen finds what stands in the file and is shown to nobody: raw HTML, comments, and
// definitions of links that nothing uses, which some authors take for comments. Whoever
// publishes the text of the file itself must leave these out. The line end behind a
// block is kept, since what stands before it in the line may belong to a block around it.
func (r *reading) unseen(root ast.Node, from int) {
	body := r.data[from:]
	if bytes.IndexByte(body, '<') < 0 && !bytes.Contains(body, []byte("]:")) {
		return
	}
	spans := &r.page.Unseen
	add := func(start, end int) {
		*spans = append(*spans, diag.Span{Start: start, End: start + len(bytes.TrimRight(r.data[start:end], "\n"))})
	}
	used := map[string]bool{}
	var definitions []*ast.LinkReferenceDefinition
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			add(n.Segments.At(0).Start, n.Segments.At(n.Segments.Len()-1).Stop)
		case *ast.HTMLBlock:
			end := n.Lines().At(n.Lines().Len() - 1).Stop
			if n.HasClosure() {
				end = n.ClosureLine.Stop
			}
			add(n.Lines().At(0).Start, end)
		case *ast.Link:
			if n.Reference != nil {
				used[util.ToLinkReference(n.Reference.Value)] = true
			}
		case *ast.Image:
			if n.Reference != nil {
				used[util.ToLinkReference(n.Reference.Value)] = true
			}
		case *ast.LinkReferenceDefinition:
			definitions = append(definitions, n)
		}
		return ast.WalkContinue, nil
	})
	for _, d := range definitions {
		if l := d.Lines(); l.Len() > 0 && !used[util.ToLinkReference(d.Label)] {
			add(l.At(0).Start, l.At(l.Len()-1).Stop)
		}
	}
	slices.SortFunc(*spans, func(a, b diag.Span) int { return cmp.Compare(a.Start, b.Start) })
}
