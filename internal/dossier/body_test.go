package dossier

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"dossier/internal/diag"
)

var update = flag.Bool("update", false, "write golden files anew")

const testFront = "---\ntitle: “Ein” Titel\n---\n"

// readBody reads a body that stands behind front matter, so that every place
// is proved to be one of the whole file.
func readBody(t testing.TB, body string) *Page {
	t.Helper()
	f := diag.NewFile("content/x.md", []byte(testFront+body))
	p := &Page{Facts: Facts{File: f}}
	parseBody(p, len(testFront))
	verifyPage(t, p)
	return p
}

// verifyPage proves what holds for every page, whatever is wrong with it.
func verifyPage(t testing.TB, p *Page) {
	t.Helper()
	data := p.File.Data
	span := func(what string, s diag.Span) {
		if s.Start < 0 || s.End < s.Start || s.End > len(data) {
			t.Fatalf("%s: span %v is not in the file of %d bytes", what, s, len(data))
		}
		for _, at := range []int{s.Start, s.End} {
			if at < len(data) && !utf8.RuneStart(data[at]) {
				t.Fatalf("%s: span %v cuts a character", what, s)
			}
		}
	}
	text := func(what string, x Text) { // the place holds the value, as it is written
		span(what, x.Span)
		var b bytes.Buffer
		eachPiece(data, x.Span.Start, x.Span.End, func(_, _ int, t []byte) { b.Write(t) })
		at := string(data[x.Span.Start:x.Span.End])
		fold := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, ">", " ")), " ") }
		if !slices.Contains([]string{fold(at), fold(b.String()), fold(unescape(at))}, fold(x.Value)) && !strings.Contains(at, x.Value) && !strings.Contains(b.String(), x.Value) {
			t.Fatalf("%s: %q stands at the place of %q", what, at, x.Value)
		}
	}
	for _, d := range p.Problems {
		span(d.Rule.Code+" "+d.Message, d.Span)
		if !slices.Contains(bodyRules, d.Rule) || d.Message == "" {
			t.Fatalf("%s is not listed, or has no message", d.Rule.Code)
		}
	}
	for _, r := range p.Refs {
		text("name", r.Name)
		text("heading", r.Heading)
		if n := utf8.RuneCountInString(r.Context); n > 200 || strings.ContainsAny(r.Context, "\n\u2029") {
			t.Fatalf("context of %d characters: %q", n, r.Context)
		}
	}
	for i, c := range p.Citations {
		span("citation", c.Span)
		if data[c.Span.Start] != '[' || !bytes.ContainsRune([]byte("]}"), rune(data[c.Span.End-1])) {
			t.Fatalf("citation is %q", data[c.Span.Start:c.Span.End])
		}
		for _, item := range c.Items {
			if got := string(data[item.Source.Span.Start:item.Source.Span.End]); got != item.Source.Value || data[item.Source.Span.Start-1] != '@' {
				t.Fatalf("source %q is %q", item.Source.Value, got)
			}
			if span("locator", item.Locator); item.Paragraph > 0 && locatorName(string(data[item.Locator.Start:item.Locator.End])) == 0 {
				t.Fatalf("locator is %q", data[item.Locator.Start:item.Locator.End])
			}
		}
		a := c.Attrs
		for _, x := range slices.Concat(a.By, a.Via, a.Claim, []Text{a.Stance, a.Lang}) {
			if got := string(data[x.Span.Start:x.Span.End]); x.Value != "" && got != x.Value {
				text("attribute", x)
			}
		}
		for _, x := range []Text{a.Near, a.OK, a.Original, a.Translator} {
			span("attribute", x.Span)
		}
		if p.Notes[c.Note].Citation != i {
			t.Fatalf("note %d is not of citation %d", c.Note, i)
		}
		if q := c.Quotation; q >= 0 && !slices.Contains(p.Quotations[q].Citations, i) {
			t.Fatalf("quotation %d does not know citation %d", q, i)
		}
	}
	for i, n := range p.Notes {
		span("note", n.Span)
		if n.Uses < 1 || n.Citation < 0 && string(data[n.Span.Start:n.Span.End]) != n.Label {
			t.Fatalf("note %d is %+v at %q", i, n, data[n.Span.Start:n.Span.End])
		}
	}

	bodies := []Body{p.Body}
	for _, n := range p.Notes {
		bodies = append(bodies, n.Body)
	}
	uses := map[int]int{}
	texts := map[int]string{}
	for _, b := range bodies {
		at := 0
		for _, h := range b.Holes {
			if h.At < at || h.At > len(b.HTML) {
				t.Fatalf("hole %+v lies before %d or outside", h, at)
			}
			at = h.At
			n := map[HoleKind]int{HoleHref: len(p.Refs), HoleName: len(p.Refs), HoleNote: len(p.Notes),
				HoleQuote: len(p.Quotations), HoleOpen: len(p.Quotations), HoleClose: len(p.Quotations)}[h.Kind]
			if h.Index < 0 || h.Index >= n {
				t.Fatalf("hole %+v leads nowhere", h)
			}
			if h.Kind == HoleNote {
				if h.Use != uses[h.Index] && len(p.Problems) == 0 {
					t.Fatalf("hole %+v is use %d", h, uses[h.Index])
				}
				uses[h.Index]++
			}
		}
		if strings.ContainsAny(b.HTML, "\x00\r") {
			t.Fatal("a control character in the HTML")
		}
		elements(t, p, b, texts)
	}
	for i, q := range p.Quotations {
		span("quotation", q.Span)
		if len(q.Citations) == 0 {
			t.Fatalf("quotation %d has no citation", i)
		}
		got, ok := texts[i]
		if want := trimParts(q.Text, q.Block); !ok || trimParts(got, q.Block) != want {
			t.Fatalf("quotation %d is %q in the HTML and %q on the page\n%s", i, got, want, p.Body.HTML)
		}
		verifyMap(t, p, &p.Quotations[i])
	}
	if len(p.Problems) == 0 {
		for i, n := range p.Notes {
			if uses[i] != n.Uses {
				t.Fatalf("note %d has %d references and says %d", i, uses[i], n.Uses)
			}
		}
	}
}

// verifyMap proves that each character of a quotation is led back to where it is written.
func verifyMap(t testing.TB, p *Page, q *Quotation) {
	t.Helper()
	data := p.File.Data
	for i := 0; i < len(q.Text); {
		c, size := utf8.DecodeRuneInString(q.Text[i:])
		s := q.Place(i, i+size)
		if s.Start < 0 || s.End > len(data) || s.End < s.Start {
			t.Fatalf("byte %d of %q is at %v", i, q.Text, s)
		}
		at := string(data[s.Start:s.End])
		switch {
		case at == string(c):
		case c == '\u2029' && at == "":
		case strings.TrimSpace(string(c)) == "" && strings.TrimSpace(strings.ReplaceAll(at, "\\", "")) == "": // a line end, with what stands before it
		case at != "" && (at[0] == '\\' || at[0] == '&'):
			var b bytes.Buffer
			eachPiece([]byte(at), 0, len(at), func(_, _ int, t []byte) { b.Write(t) })
			if !strings.ContainsRune(b.String(), c) {
				t.Fatalf("%q of %q is led back to %q", c, q.Text, at)
			}
		default:
			t.Fatalf("%q of %q is led back to %q", c, q.Text, at)
		}
		i += size
	}
}

func trimParts(s string, block bool) string {
	if !block {
		return s
	}
	parts := strings.Split(s, "\u2029")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, "\u2029")
}

// elements proves that the HTML is well formed, and collects the text of the
// quotation elements as a browser would.
func elements(t testing.TB, p *Page, b Body, texts map[int]string) {
	t.Helper()
	var s strings.Builder
	at := 0
	for _, h := range b.Holes {
		s.WriteString(b.HTML[at:h.At])
		at = h.At
		if h.Kind == HoleQuote {
			fmt.Fprintf(&s, ` id="quotation-%d"`, h.Index)
		}
	}
	s.WriteString(b.HTML[at:])
	var open []string
	z := html.NewTokenizer(strings.NewReader(s.String()))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		tok := z.Token()
		switch kind {
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			t.Fatalf("unexpected %v in %s", tok, s.String())
		case html.StartTagToken:
			if tok.Data == "a" && slices.Contains(open, "a") || slices.Contains(open, "p") && slices.Contains([]string{"p", "ul", "ol", "figure", "blockquote", "table", "div", "pre", "hr", "h2"}, tok.Data) {
				t.Fatalf("<%s> stands inside %v in %s", tok.Data, open, s.String())
			}
			if !slices.Contains([]string{"br", "hr", "img", "input"}, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Fatalf("</%s> ends %v in %s", tok.Data, open, s.String())
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v is not closed in %s", open, s.String())
	}

	root, err := html.Parse(strings.NewReader(s.String()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			var i int
			if _, err := fmt.Sscanf(a.Val, "quotation-%d", &i); a.Key == "id" && err == nil {
				if p.Quotations[i].Block != (n.Data == "blockquote") {
					t.Fatalf("quotation %d is a <%s>", i, n.Data)
				}
				texts[i] = textOf(n, p.Quotations[i].Block)
			}
		}
	}
}

// textOf is the text content of an element; of a block, that of its leaf
// blocks, separated by U+2029.
func textOf(n *html.Node, block bool) string {
	var parts []string
	var b strings.Builder
	flush := func() {
		if strings.TrimSpace(b.String()) != "" {
			parts = append(parts, b.String())
		}
		b.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			isBlock := block && slices.Contains([]string{"p", "ul", "ol", "li", "blockquote", "pre", "table", "div", "thead", "tbody", "tr", "th", "td", "hr", "h2", "h3", "h4", "h5", "h6"}, c.Data)
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case isBlock:
				flush()
				walk(c)
				flush()
			default:
				walk(c)
			}
		}
	}
	walk(n)
	if !block {
		return b.String()
	}
	flush()
	return strings.Join(parts, "\u2029")
}

// summary tells in lines what was found on a page.
func summary(p *Page) string {
	var b strings.Builder
	for _, q := range p.Quotations {
		kind := "quote"
		if q.Block {
			kind = "block"
		}
		if q.Formatted {
			kind += " formatted"
		}
		fmt.Fprintf(&b, "%s %q", kind, strings.ReplaceAll(q.Text, "\u2029", "¶"))
		for _, c := range q.Citations {
			for _, item := range p.Citations[c].Items {
				fmt.Fprintf(&b, " @%s", item.Source.Value)
			}
		}
		for _, r := range q.LineRefs {
			fmt.Fprintf(&b, " [[%s]]", p.Refs[r].Name.Value)
		}
		if q.Translated {
			fmt.Fprintf(&b, " = %q", strings.ReplaceAll(q.Translation, "\u2029", "¶"))
		}
		b.WriteByte('\n')
	}
	for _, c := range p.Citations {
		if c.Quotation >= 0 {
			continue
		}
		fmt.Fprintf(&b, "plain")
		if c.Prefix != "" {
			fmt.Fprintf(&b, " %q", c.Prefix)
		}
		for _, item := range c.Items {
			fmt.Fprintf(&b, " @%s", item.Source.Value)
			if item.Paragraph > 0 {
				fmt.Fprintf(&b, " ¶%d-%d", item.Paragraph, item.LastPara)
			}
			if item.Suffix != "" {
				fmt.Fprintf(&b, " %q", item.Suffix)
			}
		}
		b.WriteByte('\n')
	}
	for _, r := range p.Refs {
		kind := "path"
		if r.Wiki {
			kind = "name"
		}
		if r.Image {
			kind = "image"
		}
		fmt.Fprintf(&b, "%s %q", kind, r.Name.Value)
		if r.Heading.Value != "" {
			fmt.Fprintf(&b, " # %q", r.Heading.Value)
		}
		b.WriteByte('\n')
	}
	for _, d := range p.Problems {
		fmt.Fprintf(&b, "%s %q\n", d.Rule.Code, p.File.Data[d.Span.Start:d.Span.End])
	}
	return b.String()
}

// TestBody reads the cases of testdata/body.txt: a text between lines of
// equals signs and, after a line of hyphens, what is found in it.
func TestBody(t *testing.T) {
	for _, name := range []string{"cite", "quote", "link", "note", "markup"} {
		t.Run(name, func(t *testing.T) {
			path := "testdata/body/" + name + ".txt"
			old, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var now strings.Builder
			cases := strings.Split(string(old), "====\n")
			for i, c := range cases {
				if i == 0 {
					now.WriteString(c)
					continue
				}
				body, want, ok := strings.Cut(c, "----\n")
				if !ok && !*update {
					t.Fatalf("no ---- in\n%s", c)
				}
				got := summary(readBody(t, strings.TrimSuffix(body, "\n")))
				if got != strings.TrimSuffix(want, "\n") && got != want && !*update {
					t.Errorf("%s\n%s", body, cmp.Diff(want, got))
				}
				now.WriteString("====\n" + strings.TrimRight(body, "\n") + "\n----\n" + got)
				if i < len(cases)-1 {
					now.WriteString("\n")
				}
			}
			if *update {
				if err := os.WriteFile(path, []byte(now.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestGolden compares the HTML of a page that has everything.
func TestGolden(t *testing.T) {
	in, err := os.ReadFile("testdata/body/rich.md")
	if err != nil {
		t.Fatal(err)
	}
	p := readBody(t, string(in))
	if len(p.Problems) > 0 {
		t.Fatalf("%s", summary(p))
	}
	var b strings.Builder
	fill := func(body Body) {
		at := 0
		for _, h := range body.Holes {
			b.WriteString(body.HTML[at:h.At])
			at = h.At
			fmt.Fprintf(&b, "{%s %d", [...]string{"href", "name", "note", "quote", "open", "close"}[h.Kind], h.Index)
			if h.Use > 0 {
				fmt.Fprintf(&b, ".%d", h.Use)
			}
			b.WriteString("}")
		}
		b.WriteString(body.HTML[at:])
	}
	fill(p.Body)
	for i, n := range p.Notes {
		if n.Citation < 0 {
			fmt.Fprintf(&b, "\nnote %d: ", i)
			fill(n.Body)
		}
	}
	fmt.Fprintf(&b, "\n%+v\n", p.Headings)
	const path = "testdata/body/rich.html"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestHeadingIDs(t *testing.T) {
	p := readBody(t, "## Who *broke* off?\n\n## Who broke off\n\n### کابل 2025\n\n## N1\n\n## r12b\n\n## Main\n\n## …\n\n## Who broke off 2\n\n## q & a\n\n## q a [[x|b]] [@y]\n\n## Ünïx\n\nSetext **head**\n---\n\n## Nation\n")
	var got []string
	for _, h := range p.Headings {
		got = append(got, h.ID+" = "+h.Text)
	}
	want := []string{"who-broke-off = Who broke off?", "who-broke-off-2 = Who broke off", "کابل-2025 = کابل 2025", "section-n1 = N1",
		"section-r12b = r12b", "section-main = Main", "section = …", "who-broke-off-2-2 = Who broke off 2", "section-q-a = q & a", "section-q-a-b = q a b", "ünïx = Ünïx", "setext-head = Setext head", "nation = Nation"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestNumbers: one numbering, of the text first, then of the notes in their order.
func TestNumbers(t *testing.T) {
	p := readBody(t, "A[^x] b [@one] c[^y] d[^x].\n\n[^y]: Why [@three].\n[^x]: See “these words” [@two] and[^z].\n[^z]: End.\n")
	var got []string
	for _, n := range p.Notes {
		if n.Citation < 0 {
			got = append(got, fmt.Sprintf("%s×%d", n.Label, n.Uses))
		} else {
			got = append(got, "@"+p.Citations[n.Citation].Items[0].Source.Value)
		}
	}
	if diff := cmp.Diff([]string{"x×2", "@one", "y×1", "@two", "z×1", "@three"}, got); diff != "" {
		t.Error(diff)
	}
	if len(p.Quotations) != 1 || p.Quotations[0].Text != "these words" {
		t.Errorf("the quotation in a footnote is %+v", p.Quotations)
	}
}

func TestContext(t *testing.T) {
	short := readBody(t, "One *line*\nwith “a” [[name]] [@x], and more.\n")
	if got, want := short.Refs[0].Context, "One line with “a” "+NameOpen+"name"+NameClose+", and more."; got != want {
		t.Errorf("context %q, want %q", got, want)
	}
	long := readBody(t, strings.Repeat("före ", 100)+"[[mitten]]"+strings.Repeat(" efter", 100)+"\n")
	got := long.Refs[0].Context
	if !strings.HasPrefix(got, "…före ") || !strings.HasSuffix(got, " efter…") || !strings.Contains(got, " "+NameOpen+"mitten"+NameClose+" ") || utf8.RuneCountInString(got) < 180 {
		t.Errorf("context %q", got)
	}
}

func timed(t *testing.T, body string) (*Page, time.Duration) {
	f := diag.NewFile("content/x.md", []byte(testFront+body))
	p := &Page{Facts: Facts{File: f}}
	start := time.Now()
	parseBody(p, len(testFront))
	took := time.Since(start)
	if len(body) < 1<<20 {
		verifyPage(t, p)
	}
	return p, took
}

// TestLimits proves that what would keep goldmark busy is refused at once.
func TestLimits(t *testing.T) {
	var steps strings.Builder
	for i := range 150 {
		steps.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	for _, c := range []struct{ name, body, want string }{
		{"line", strings.Repeat("word ", 14_000), "limit/line"},
		{"open links", strings.Repeat("[a](", 16_000), "limit/markup"},
		{"open links in lines", strings.Repeat("[a](\n", 200_000), "limit/markup"},
		{"open links in a table", "|a|b|\n|-|-|\n" + strings.Repeat("|"+strings.Repeat("[a](", 10_000)+"|b|\n", 40), "limit/markup"},
		{"open links in headings", strings.Repeat("# "+strings.Repeat("[a](", 3_000)+"\n", 100), "limit/markup"},
		{"open links in a list of headings", strings.Repeat("- > ## "+strings.Repeat("[a](", 3_000)+"\n", 100), "limit/markup"},
		{"open links in a footnote", strings.Repeat("[^a]: "+strings.Repeat("[a](", 3_000)+"\n\n", 100), "limit/markup"},
		{"open links in headings of footnotes", strings.Repeat("[^a]: # "+strings.Repeat("[a](", 3_000)+"\n\n", 100), "limit/markup"},
		{"emphasis", strings.Repeat("*a_ ", 400_000/40) + "\n" + strings.Repeat("*a_\n", 100_000), "limit/markup"},
		{"backticks", func() string {
			var b strings.Builder
			for i := 1; b.Len() < 1_800_000; i++ {
				b.WriteString("a " + strings.Repeat("`", i) + "\n")
			}
			return b.String()
		}(), "limit/markup"},
		{"definitions", strings.Repeat("[a]: b\n", 200_000), "limit/markup"},
		{"quotes", strings.Repeat("> ", 101) + "a", "limit/depth"},
		{"many quotes", strings.Repeat(strings.Repeat(">", 30_000)+"a\n", 50), "limit/depth"},
		{"lists in a line", strings.Repeat("- ", 101) + "a", "limit/depth"},
		{"numbered lists in a line", strings.Repeat("1. ", 5_000) + "a", "limit/depth"},
		{"lists in steps", steps.String(), "limit/depth"},
		{"quotes and lists", strings.Repeat("> - ", 51) + "a", "limit/depth"},
		{"emphasis in emphasis", strings.Repeat("*a _a ", 51) + strings.Repeat("a_ a* ", 51), "limit/depth"},
		{"columns", strings.Repeat("|a", 257) + "|\n" + strings.Repeat("|-", 257) + "|\n", "limit/table"},
		{"empty rows", strings.Repeat("|a", 200) + "|\n" + strings.Repeat("|-", 200) + "|\n" + strings.Repeat("|\n", 500_000), "limit/table"},
		{"many tables", strings.Repeat(strings.Repeat("|a", 200)+"|\n"+strings.Repeat("|-", 200)+"|\n"+strings.Repeat("|\n", 100)+"\n", 50), "limit/table"},
		{"notes", strings.Repeat("[@a] ", 10_001/2) + "\n\n" + strings.Repeat("a[^x]\n\n", 10_001/2+1), "limit/notes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, took := timed(t, c.body)
			// A second is promised. What grows with the square takes minutes here,
			// and the tests may run beside others, with the race detector.
			if took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if len(p.Problems) != 1 || p.Problems[0].Rule.Code != c.want {
				t.Errorf("%d problems, the first %.200v", len(p.Problems), summary(p))
			}
			if p.Body.HTML != "" || p.Notes != nil {
				t.Error("the body is not empty")
			}
		})
	}
}

// TestWithinLimits proves that the limits refuse nothing that they allow.
func TestWithinLimits(t *testing.T) {
	for name, body := range map[string]string{
		"quotes":      strings.Repeat("> ", 100) + "a",
		"lists":       strings.Repeat("- ", 100) + "a",
		"columns":     strings.Repeat("|a", 256) + "|\n" + strings.Repeat("|-", 256) + "|\n" + strings.Repeat("|\n", 300),
		"links":       strings.Repeat("A [[link|with words]] and *emphasis*, [@x]. ", 200) + "\n",
		"many links":  strings.Repeat("A [[link|with words]] and *emphasis*, [@x].\n\n", 4_000),
		"table":       "|a|b|\n|-|-|\n" + strings.Repeat("| [[link|with words]] | *emphasis* [@x] |\n", 4_000),
		"code":        "```\n" + strings.Repeat("[[[1,2],[3,4]],[[5,6],[7,8]]]\n", 20_000) + "```\n",
		"indentation": strings.Repeat(" ", 250) + "- a\n",
		"line":        strings.Repeat("word ", 13_000),
		"headings":    strings.Repeat("## a\n", 300_000),
		"marks":       strings.Repeat(strings.Repeat("a\" ", 30)+"\n", 20_000) + strings.Repeat("a\"[@a]\n", 3_000),
		"long block":  strings.Repeat("[[a]] ", 1_500) + strings.Repeat("word\n", 300_000),
		"labels":      "[^" + strings.Repeat("b", 900) + "]: x\n\n" + strings.Repeat("[^"+strings.Repeat("a", 200)+"]\n\n", 9_000),
		"attributes":  strings.Repeat("“a” [@a]{x=\"\n", 3_000),
		"entities":    strings.Repeat(strings.Repeat("&&#&#x;", 10)+"\n", 25_000),
		"paragraphs":  strings.Repeat("a\n\n", 600_000),
	} {
		t.Run(name, func(t *testing.T) {
			p, took := timed(t, body)
			for _, d := range p.Problems {
				if strings.HasPrefix(d.Rule.Code, "limit/") {
					t.Errorf("%s: %s", d.Rule.Code, d.Message)
				}
			}
			if took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestBodyRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range bodyRules {
		if seen[r.Code] || r.Title == "" || len(r.Doc) < 60 || !strings.Contains(r.Doc, "mend") && !strings.Contains(r.Doc, "    [") && r.Code != "cite/attribute" {
			t.Errorf("%s is declared twice, or says too little", r.Code)
		}
		seen[r.Code] = true
	}
}

// TestRandomBodies puts pieces of markup together at random: fuzzing by bytes
// rarely gets as far as a citation inside a table inside a quotation.
func TestRandomBodies(t *testing.T) {
	pieces := []string{"“", "”", "\"", "\"", "«", "»", "„", "“", "‘", "*", "**", "_", "~~", "`", "``", "[@a]", "[@b, para. 3]", "[see @c]", "{by=x}", "{near=\"y \\\"z\\\"\"}", "{original=\"Das“Wort\"}", "[[", "|", "]]", "[[x]]", "[[x|y]]", "[[x\\|y]]", "[^1]", "[^2]", "[", "](/u)", "![", "]", "(", ")", "<b>", "</b>", "<!--", "-->", "&amp;", "&ldquo;", "&quot;", "&#65;", "\\", "\\\"", "\\*", "http://e.org/x", "www.e.org", "m@e.org", "<http://e.org>", "word", "words and", "Wörter", "کلمې", "e", ".", ",", ";", "!", " ", " ", " ", "\t", "—", "--"}
	starts := []string{"", "", "", "> ", "> ", "> > ", "- ", "  ", "    ", "1. ", "| ", "# ", "## ", "> — ", "> -- ", "— ", "[^1]: ", "[^2]: ", "> - ", ">", "\t", ">\t", "```\n", "|-|-|\n", "| a | b |\n|---|:-:|\n", "---\n", "===\n", "[r]: /r\n", "<div>\n"}
	n := 5_000
	if testing.Short() {
		n = 2_000
	}
	quotations := 0
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(starts[r.IntN(len(starts))])
			for range r.IntN(12) {
				b.WriteString(pieces[r.IntN(len(pieces))])
				if r.IntN(3) == 0 {
					b.WriteByte(' ')
				}
			}
			b.WriteString([]string{"\n", "\n", "\n\n", "\n>\n", "  \n", "\\\n", " |\n"}[r.IntN(7)])
		}
		body := b.String()
		t.Run("", func(t *testing.T) {
			defer func() {
				if e := recover(); e != nil {
					t.Fatalf("panic: %v", e)
				}
				if t.Failed() {
					t.Logf("the text is %q\n%s", body, body)
				}
			}()
			quotations += len(readBody(t, body).Quotations)
		})
		if t.Failed() {
			return
		}
	}
	if quotations < n/50 {
		t.Errorf("only %d quotations in %d texts: the test tests nothing", quotations, n)
	}
}

func BenchmarkBody(b *testing.B) {
	in, err := os.ReadFile("testdata/body/rich.md")
	if err != nil {
		b.Fatal(err)
	}
	plain, _, _ := bytes.Cut(in, []byte("```"))
	f := diag.NewFile("content/x.md", bytes.Repeat(plain, 1+4000/len(plain)))
	b.SetBytes(int64(len(f.Data)))
	b.ReportAllocs()
	for b.Loop() {
		parseBody(&Page{Facts: Facts{File: f}}, 0)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"cite.txt", "quote.txt", "link.txt", "note.txt", "markup.txt", "rich.md"} {
		data, err := os.ReadFile("testdata/body/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range strings.Split(string(data), "====\n") {
			body, _, _ := strings.Cut(c, "----\n")
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body string) {
		data := []byte(testFront + body)
		if unreadable(diag.NewFile("content/x.md", data), maxPage) != nil {
			t.Skip()
		}
		readBody(t, body)
	})
}
