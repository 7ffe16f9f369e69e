package render

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/site"
)

// What the program writes for machines is read here with the readers that strangers would
// use, and compared with the dossier.

// planned makes the outputs of a dossier that is given as files.
func planned(t *testing.T, files map[string]string, o Options) (*site.Site, map[string]Output) {
	t.Helper()
	settings, problems := dossier.ParseSettings(diag.NewFile("dossier.yaml", []byte(files["dossier.yaml"])))
	in := site.Inputs{Settings: settings, Workers: 2}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := diag.NewFile(name, []byte(files[name]))
		switch {
		case strings.HasPrefix(name, "content/"):
			in.Pages = append(in.Pages, dossier.Parse(f))
		case strings.HasPrefix(name, "seeds/"):
			in.Seeds = append(in.Seeds, f)
		case strings.HasPrefix(name, "static/"):
			o.Static = append(o.Static, f)
			in.Static = append(in.Static, strings.TrimPrefix(name, "static/"))
		}
	}
	s := site.Link(in, nil)
	for _, d := range append(problems, s.Problems...) {
		if d.Rule.Severity == diag.Warning {
			continue
		}
		t.Errorf("%s: %s", d.File.Path, d.Message)
	}
	if t.Failed() {
		t.FailNow()
	}
	outputs := map[string]Output{}
	for _, out := range Plan(s, o) {
		if _, twice := outputs[out.Path]; twice {
			t.Errorf("two outputs at %s", out.Path)
		}
		outputs[out.Path] = out
	}
	return s, outputs
}

// onDisk is a dossier that comes with the program.
func onDisk(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	fsys := os.DirFS(dir)
	for _, part := range []string{"dossier.yaml", "content", "seeds", "static"} {
		err := fs.WalkDir(fsys, part, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(fsys, name)
			files[name] = string(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

var both = []string{"../..", "../../cmd/dossier/testdata/harbour"}

func made(t *testing.T, outputs map[string]Output, path string) []byte {
	t.Helper()
	o, there := outputs[path]
	if !there || o.Make == nil {
		t.Fatalf("there is no output %s", path)
	}
	return o.Make()
}

const clockSeed = "The clock stopped.\r\n“It was wound,” said Mrs Tock – on Sunday.\nد مؤثقو منابعو په حواله\nNobody saw it.\n"

// clock is a small dossier with whatever is awkward.
func clock(settings string, more ...string) map[string]string {
	files := map[string]string{
		"dossier.yaml":    "title: \"<Clock> & \\\"co\\\"\"\n" + settings,
		"seeds/clock.txt": clockSeed,
		"content/sources/clock.md": "---\ntitle: \"The {clock} & 100% \\\\ report_#1 ~ ^ $5\"\nseed: clock.txt\nsha256: " + sum(clockSeed) +
			"\nlanguage: [en, ps]\npublished: 2025-10~\nurl: https://clock.example/a-b,c?x=1&y={z}#top\nstated:\n  headline: The clock stopped.\n---\n",
		"content/actors/mrs-tock.md":      "---\ntitle: Mrs [Tock] (the keeper)\ntype: person\nnames: [Tock*]\n---\n",
		"content/claims/was-wound.md":     "---\ntitle: \"=SUM(A1)\"\ndate: -0043\nabout: [mrs-tock]\n---\n\nShe says “It was wound,”[@clock]{by=mrs-tock}.\n",
		"content/claims/nobody.md":        "---\ntitle: \"@nobody </script><b>\"\n---\n\n“Nobody saw it.”[@clock]{stance=disputes by=mrs-tock}\n",
		"content/questions/did-it.md":     "---\ntitle: Did it?\ncontradiction: hard\nsides:\n  - { name: Yes, claims: [was-wound] }\n  - { name: No, claims: [nobody] }\n---\n",
		"content/events/stop.md":          "---\ntitle: It stops\ndate: 2025-10-25/2025-10-28\nactors: [mrs-tock]\n---\n",
		"content/story/monday morning.md": "",
	}
	delete(files, "content/story/monday morning.md")
	for i := 0; i < len(more); i += 2 {
		files[more[i]] = more[i+1]
	}
	return files
}

func sum(s string) string {
	d := diag.NewFile("", []byte(s)).Digest
	return hex.EncodeToString(d[:])
}

// Every selector is cut out of its seed, by code points and by words.
func TestAnnotations(t *testing.T) {
	type collection struct {
		Context []any `json:"@context"`
		Type    string
		Total   int
		First   struct {
			Type  string
			Items []struct {
				ID, Type, Motivation string
				Body                 []struct{ Type, Purpose, Source, Value string }
				Target               []struct {
					Type, Scope string
					Source      struct{ ID, Format, Label, SHA256, Via string }
					Selector    []struct {
						Type, Exact, Prefix, Suffix string
						Start, End                  int
					}
				}
			}
		}
	}
	for _, files := range []map[string]string{onDisk(t, both[0]), onDisk(t, both[1]), clock("base_url: https://clock.example/sub/\n")} {
		s, outputs := planned(t, files, Options{})
		var got collection
		if err := json.Unmarshal(made(t, outputs, "data/annotations.jsonld"), &got); err != nil {
			t.Fatal(err)
		}
		if got.Type != "AnnotationCollection" || got.First.Type != "AnnotationPage" || got.Context[0] != "http://www.w3.org/ns/anno.jsonld" ||
			got.Total != len(s.Quotations) || len(got.First.Items) != len(s.Quotations) || got.Total == 0 {
			t.Fatalf("%s, %s: %d of %d annotations", got.Type, got.First.Type, len(got.First.Items), len(s.Quotations))
		}
		ids := map[string]bool{}
		for i, a := range got.First.Items {
			q := s.Quotations[i]
			if ids[a.ID] || a.Type != "Annotation" || a.Motivation != "linking" || !strings.HasSuffix(a.Body[0].Source, q.Page.URL+"#"+q.Anchor) {
				t.Errorf("%+v", a)
			}
			ids[a.ID] = true
			if last := a.Body[len(a.Body)-1]; last.Value != q.Verdict || len(a.Target) != max(len(q.Match.Pieces), 1) {
				t.Errorf("%s: %+v", a.ID, last)
			}
			for j, target := range a.Target {
				seed := files["seeds/"+target.Source.Label]
				if target.Source.SHA256 != sum(seed) || !strings.HasPrefix(target.Source.ID, "ni:///sha-256;") || len(target.Source.ID) != len("ni:///sha-256;")+43 {
					t.Errorf("%s: the target is %+v", a.ID, target.Source)
				}
				text, words, position := []rune(seed), target.Selector[0], target.Selector[1]
				if words.Type != "TextQuoteSelector" || position.Type != "TextPositionSelector" {
					t.Errorf("%s: %+v", a.ID, target.Selector)
				}
				if cut := string(text[position.Start:position.End]); cut != words.Exact || cut == "" {
					t.Errorf("%s: at the position stands %q, the words are %q", a.ID, cut, words.Exact)
				}
				if q.Match.Pieces == nil && seed[q.Match.Span.Start:q.Match.Span.End] != words.Exact ||
					q.Match.Pieces != nil && seed[q.Match.Pieces[j].Start:q.Match.Pieces[j].End] != words.Exact {
					t.Errorf("%s: %q is not what was verified", a.ID, words.Exact)
				}
				if string(text[max(0, position.Start-32):position.Start]) != words.Prefix || string(text[position.End:min(len(text), position.End+32)]) != words.Suffix {
					t.Errorf("%s: around it stand %q and %q", a.ID, words.Prefix, words.Suffix)
				}
			}
		}
	}
}

func TestCodePoints(t *testing.T) {
	text := []byte(strings.Repeat("aé漢😀\r\n", 400) + "\ufeff")
	c := countCodePoints(text)
	n := 0
	for at := range string(text) {
		if got := c.at(at); got != n {
			t.Fatalf("byte %d is code point %d, got %d", at, n, got)
		}
		n++
	}
	if got := c.at(len(text)); got != n {
		t.Errorf("the end is %d, got %d", n, got)
	}
}

func readCSV(t *testing.T, b []byte) [][]string {
	t.Helper()
	if strings.Count(string(b), "\r\n") != strings.Count(string(b), "\n") {
		t.Error("a line does not end with CRLF")
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll() // also: as many cells in every line
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTables(t *testing.T) {
	for _, dir := range both {
		s, outputs := planned(t, onDisk(t, dir), Options{})
		claims, matrix := readCSV(t, made(t, outputs, "data/claims.csv")), readCSV(t, made(t, outputs, "data/matrix.csv"))
		if len(claims) != len(s.Claims)+1 || len(matrix) != len(s.Claims)+1 || len(matrix[0]) != len(s.Sources)+2 {
			t.Fatalf("%d and %d lines for %d claims, %d columns", len(claims), len(matrix), len(s.Claims), len(matrix[0]))
		}
		for i, c := range s.Claims {
			row := matrix[i+1]
			if row[0] != c.ID || claims[i+1][0] != c.ID {
				t.Fatalf("line %d is %s, want %s", i+1, row[0], c.ID)
			}
			for j, src := range s.Sources {
				got := row[j+2]
				supports, disputes := slices.Contains(c.Carried.Supports, src), slices.Contains(c.Carried.Disputes, src)
				if supports != strings.Contains(got, "supports") || disputes != strings.Contains(got, "disputes") ||
					(got == "silent") == slices.ContainsFunc(c.Carried.Evidence, func(q *site.Quotation) bool { return q.Source == src }) {
					t.Errorf("%s, %s: %s", c.ID, src.ID, got)
				}
			}
		}
	}
	_, outputs := planned(t, clock(""), Options{})
	rows := readCSV(t, made(t, outputs, "data/claims.csv"))
	if rows[1][1] != "'@nobody </script><b>" || rows[2][1] != "'=SUM(A1)" || rows[2][4] != "'-0043" || rows[2][2] != "/claims/was-wound/" {
		t.Errorf("%q", rows[1:])
	}
	for cell, want := range map[string]string{"": "", "a=b": "a=b", "+1": "'+1", "-1": "'-1", "\tx": "'\tx", "\rx": "'\rx", "@x": "'@x", "–1": "–1"} {
		if got := harmless(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}

// Beyond so many sources that no spreadsheet shows them, the matrix has a line for each bearing.
func TestLongMatrix(t *testing.T) {
	files := clock("")
	for i := range matrixColumns {
		id := fmt.Sprintf("s%d", i)
		files["content/sources/"+id+".md"] = "---\ntitle: " + id + "\nseed: clock.txt\nsha256: " + sum(clockSeed) + "\n---\n"
	}
	_, outputs := planned(t, files, Options{})
	want := [][]string{{"claim", "title", "source", "stance"}, {"nobody", "'@nobody </script><b>", "clock", "disputes"}, {"was-wound", "'=SUM(A1)", "clock", "supports"}}
	if got := readCSV(t, made(t, outputs, "data/matrix.csv")); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%q", got)
	}
}

func TestGraphML(t *testing.T) {
	type data struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
	for _, files := range []map[string]string{onDisk(t, both[0]), onDisk(t, both[1]), clock("")} {
		s, outputs := planned(t, files, Options{})
		var g struct {
			XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
			Keys    []struct {
				ID   string `xml:"id,attr"`
				For  string `xml:"for,attr"`
				Type string `xml:"attr.type,attr"`
			} `xml:"key"`
			Graph struct {
				Nodes []struct {
					ID   string `xml:"id,attr"`
					Data []data `xml:"data"`
				} `xml:"node"`
				Edges []struct {
					Source string `xml:"source,attr"`
					Target string `xml:"target,attr"`
					Data   []data `xml:"data"`
				} `xml:"edge"`
			} `xml:"graph"`
		}
		if err := xml.Unmarshal(made(t, outputs, "data/network.graphml"), &g); err != nil {
			t.Fatal(err)
		}
		keys := map[string]string{}
		for _, k := range g.Keys {
			keys[k.ID] = k.For
		}
		token := regexp.MustCompile(`^[A-Za-z0-9._:-]+$`) // NMTOKEN, of which ids are
		nodes := map[string]string{}
		for _, n := range g.Graph.Nodes {
			if !token.MatchString(n.ID) || nodes[n.ID] != "" {
				t.Errorf("the id %q", n.ID)
			}
			for _, d := range n.Data {
				if keys[d.Key] != "node" {
					t.Errorf("%s has data of %q", n.ID, d.Key)
				}
				if d.Key == "label" {
					nodes[n.ID] = d.Value
				}
			}
		}
		if len(nodes) != len(s.Actors)+len(s.Claims)+len(s.Sources) {
			t.Errorf("%d nodes", len(nodes))
		}
		for _, c := range s.Claims {
			if nodes["claim."+c.ID] != c.Title.Value {
				t.Errorf("%s is called %q", c.ID, nodes["claim."+c.ID])
			}
		}
		counts := map[string]int{}
		for _, e := range g.Graph.Edges {
			if nodes[e.Source] == "" || nodes[e.Target] == "" || e.Data[0].Key != "relation" || keys["relation"] != "edge" {
				t.Errorf("%+v", e)
			}
			counts[e.Data[0].Value]++
		}
		want := map[string]int{}
		for _, r := range (&planner{Site: s}).relations() {
			if r.Type == "part of" || r.Type == "says" || r.Type == "disputes" || r.Type == "speaks of" || r.Type == "supports" {
				want[r.Type]++
			}
		}
		for what, n := range want {
			if counts[what] != n {
				t.Errorf("%d edges %q, want %d", counts[what], what, n)
			}
		}
	}
}

// fields reads BibTeX as BibTeX does: braces are counted, escaped or not.
func fields(t *testing.T, entry string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for entry != "" {
		at := strings.Index(entry, " = {")
		if at < 0 {
			return out
		}
		name := entry[strings.LastIndexByte(entry[:at], ' ')+1 : at]
		depth, i := 1, at+len(" = {")
		for start := i; ; i++ {
			if i == len(entry) {
				t.Fatalf("%s is not closed in %s", name, entry)
			}
			if entry[i] == '{' {
				depth++
			} else if entry[i] == '}' {
				if depth--; depth == 0 {
					out[name] = entry[start:i]
					break
				}
			}
		}
		entry = entry[i+1:]
	}
	return out
}

func TestReferences(t *testing.T) {
	_, outputs := planned(t, clock("author: A & B {c\nbase_url: https://clock.example/sub\n"), Options{})
	bib := string(made(t, outputs, "data/sources.bib"))
	if !strings.HasPrefix(bib, "@online{clock,\n") || strings.Count(bib, "{") != strings.Count(bib, "}") {
		t.Errorf("%s", bib)
	}
	got := fields(t, bib)
	for name, want := range map[string]string{
		"title":      "{The clock stopped.}",
		"shorttitle": `{The \textbraceleft{}clock\textbraceright{} \& 100\% \textbackslash{} report\_\#1 \textasciitilde{} \textasciicircum{} \$5}`,
		"url":        "https://clock.example/a-b,c?x=1&y=%7Bz%7D#top",
		"date":       `2025-10\textasciitilde{}`,
		"year":       "2025",
		"note":       `not stated: author, publisher; stored text SHA-256 ` + sum(clockSeed) + `; described at https://clock.example/sub/sources/clock/`,
		"author":     "",
		"publisher":  "",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	var items []map[string]any
	if err := json.Unmarshal(made(t, outputs, "data/sources.csl.json"), &items); err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 || items[0]["id"] != "clock" || items[0]["type"] != "article-newspaper" || items[0]["author"] != nil ||
		items[0]["issued"].(map[string]any)["literal"] != "about October 2025" || items[0]["title-short"] != `The {clock} & 100% \ report_#1 ~ ^ $5` {
		t.Errorf("%v", items)
	}

	for _, dir := range both {
		s, outputs := planned(t, onDisk(t, dir), Options{})
		entries := strings.Split(strings.TrimSpace(string(made(t, outputs, "data/sources.bib"))), "\n\n")
		if err := json.Unmarshal(made(t, outputs, "data/sources.csl.json"), &items); err != nil || len(items) != len(s.Sources) || len(entries) != len(s.Sources) {
			t.Fatalf("%d and %d of %d sources: %v", len(items), len(entries), len(s.Sources), err)
		}
		for i, src := range s.Sources {
			f, f2 := src.Page.Source, fields(t, entries[i])
			for what, stated := range map[string]bool{"author": isStated(f.Author), "publisher": isStated(f.Publisher), "address": isStated(f.URL)} {
				field := what
				if what == "address" {
					field = "url"
				}
				if said := strings.Contains(strings.Split(f2["note"], "; stored")[0], what); said == stated || (f2[field] != "") != stated {
					t.Errorf("%s: %s: %q, note %q", src.ID, what, f2[field], f2["note"])
				}
			}
		}
	}
}

func TestCSLDate(t *testing.T) {
	for text, want := range map[string]string{
		"2025-10-28":            `{"date-parts":[[2025,10,28]]}`,
		"2025":                  `{"date-parts":[[2025]]}`,
		"2025-10-28T11:50:00Z":  `{"date-parts":[[2025,10,28]]}`,
		"2025-10-25/2025-10-28": `{"date-parts":[[2025,10,25],[2025,10,28]]}`,
		"2025-10~":              `{"literal":"about October 2025"}`,
		"../2025":               `{"literal":"until 2025"}`,
		"2025/..":               `{"literal":"from 2025 on"}`,
		"-0043":                 `{"literal":"44 BC"}`,
	} {
		d, err := dossier.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(cslDateOf(d))
		if string(b) != want {
			t.Errorf("%s is %s, want %s", text, b, want)
		}
	}
	if cslDateOf(dossier.Date{}) != nil {
		t.Error("no date is one")
	}
}

func TestTextFragment(t *testing.T) {
	for words, want := range map[string]string{
		"":                     "",
		"\u2029 ":              "",
		"said no":              "#:~:text=said%20no",
		"well-known, he & she": "#:~:text=well%2Dknown%2C%20he%20%26%20she",
		"one two three four five six seven eight nine ten":        "#:~:text=one%20two%20three%20four%20five%20six%20seven%20eight%20nine%20ten",
		"one two three four five six seven eight nine ten eleven": "#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven",
		"It ended.\u2029Nobody knows why, they said":              "#:~:text=It%20ended.,Nobody%20knows%20why%2C%20they%20said",
		"منابعو":                 "#:~:text=%D9%85%D9%86%D8%A7%D8%A8%D8%B9%D9%88",
		strings.Repeat("漢", 301): "",
	} {
		if got := textFragment(words); got != want {
			t.Errorf("%q gives %s, want %s", words, got, want)
		}
	}
	_, outputs := planned(t, clock(""), Options{})
	notes := string(outputs["claims/nobody/index.html"].View().Notes[0].HTML)
	if !strings.Contains(notes, `href="https://clock.example/a-b,c?x=1&amp;y={z}#top:~:text=Nobody%20saw%20it."`) || !strings.Contains(notes, `>https://clock.example/a-b,c?x=1&amp;y={z}#top<`) {
		t.Errorf("%s", notes)
	}
}

// Every page describes itself in valid JSON that nothing can break out of, and says no more than it knows.
func TestHead(t *testing.T) {
	type thing = map[string]any
	for _, files := range []map[string]string{onDisk(t, both[0]), onDisk(t, both[1]), clock("")} {
		s, outputs := planned(t, files, Options{})
		kinds := map[string]int{}
		for name, o := range outputs {
			if o.View == nil || name == "404.html" {
				continue
			}
			v := o.View()
			if len(v.Head) > 32<<10 {
				t.Errorf("%s: %d bytes in the head", name, len(v.Head))
			}
			root, err := html.Parse(strings.NewReader("<!doctype html><title>x</title>" + string(v.Head)))
			if err != nil {
				t.Fatal(err)
			}
			var blocks []string
			meta := map[string]string{}
			for n := range root.Descendants() {
				switch n.Data {
				case "script":
					blocks = append(blocks, n.FirstChild.Data)
				case "meta":
					meta[n.Attr[0].Val] = n.Attr[1].Val
				case "b":
					t.Errorf("%s: something broke out of the block", name)
				}
			}
			var d struct {
				Context string  `json:"@context"`
				Graph   []thing `json:"@graph"`
			}
			if len(blocks) != 1 {
				t.Fatalf("%s: %d blocks", name, len(blocks))
			}
			if err := json.Unmarshal([]byte(blocks[0]), &d); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if d.Context != "https://schema.org" || meta["og:title"] != v.Title || meta["og:url"] != v.Canonical || (meta["og:image"] != "") != (s.Settings.BaseURL != "") {
				t.Errorf("%s: %v %v", name, d.Context, meta)
			}
			for _, g := range d.Graph {
				kinds[g["@type"].(string)]++
				if text, ok := g["text"].(string); ok && !slices.ContainsFunc(s.Quotations, func(q *site.Quotation) bool { return plain(q.Text) == text }) {
					t.Errorf("%s: nobody is quoted with %q", name, text)
				}
			}
			if v.Cite == nil || v.Cite.Text == "" {
				t.Fatalf("%s cannot be cited", name)
			}
		}
		for _, kind := range []string{"WebSite", "WebPage", "CollectionPage", "BreadcrumbList", "Claim", "Quotation", "NewsArticle", "Person", "Event"} {
			if kinds[kind] == 0 {
				t.Errorf("nothing is a %s: %v", kind, kinds)
			}
		}
		if kinds["ClaimReview"] > 0 || kinds["Claim"] != len(s.Claims) || kinds["NewsArticle"] != len(s.Sources) || kinds["Event"] != len(s.Events) {
			t.Errorf("%v", kinds)
		}
	}
}

func TestCite(t *testing.T) {
	_, outputs := planned(t, clock("author: A & B {c\nbase_url: https://clock.example/sub\n",
		"content/story/why.md", "---\ntitle: Why?\ndate: 2025-11-01\nupdated: 2025-11-02\n---\n"), Options{})
	for path, want := range map[string]Cite{
		"story/why/index.html": {
			Text:   `A & B {c. “Why?” <Clock> & "co". 2 November 2025. https://clock.example/sub/story/why/`,
			BibTeX: "@online{dossier-story-why,\n  author = {{A \\& B \\textbraceleft{}c}},\n  title = {{Why?}},\n  organization = {{<Clock> \\& \"co\"}},\n  date = {2025-11-02},\n  year = {2025},\n  url = {https://clock.example/sub/story/why/},\n  langid = {english}\n}",
			CSL: `[
  {
    "id": "dossier-story-why",
    "type": "webpage",
    "title": "Why?",
    "container-title": "<Clock> & \"co\"",
    "author": [
      {
        "literal": "A & B {c"
      }
    ],
    "issued": {
      "date-parts": [
        [
          2025,
          11,
          2
        ]
      ]
    },
    "URL": "https://clock.example/sub/story/why/",
    "language": "en"
  }
]`},
	} {
		if got := outputs[path].View().Cite; *got != want {
			t.Errorf("%s:\n%s\n%s\n%s", path, got.Text, got.BibTeX, got.CSL)
		}
	}
	// The date of an event is not that of its page.
	if got, want := outputs["events/stop/index.html"].View().Cite.Text, `A & B {c. “It stops.” <Clock> & "co". n.d. https://clock.example/sub/events/stop/`; got != want {
		t.Errorf("%s", got)
	}
	if v := outputs["404.html"].View(); v.Cite != nil || v.Head != "" {
		t.Error("what is not there can be cited")
	}
}

func TestFeed(t *testing.T) {
	files := clock("base_url: https://clock.example/sub\nlicence: L\n",
		"content/story/old.md", "---\ntitle: Old <&>\ndate: 2025-11-01\nsummary: |\n  two\n  lines\n---\n",
		"content/story/new.md", "---\ntitle: New\ndate: 2025-10-01\nupdated: 2025-11\nlang: ps\n---\n",
		"content/story/undated.md", "---\ntitle: Undated\n---\n",
		"content/actors/mrs-tock.md", "---\ntitle: Mrs Tock\ntype: person\nupdated: 2025-11-03\n---\n")
	_, outputs := planned(t, files, Options{})
	type entry struct {
		Lang      string `xml:"lang,attr"`
		Title     string `xml:"title"`
		ID        string `xml:"id"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Summary   string `xml:"summary"`
		Link      struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	}
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Author  string   `xml:"author>name"`
		Entry   []entry  `xml:"entry"`
	}
	if err := xml.Unmarshal(made(t, outputs, "feed.xml"), &feed); err != nil {
		t.Fatal(err)
	}
	if feed.ID != "https://clock.example/sub/" || feed.Updated != "2025-11-03T00:00:00Z" || feed.Author != `<Clock> & "co"` {
		t.Errorf("%+v", feed)
	}
	var titles []string
	for _, e := range feed.Entry {
		titles = append(titles, e.Title)
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.ID == "" || e.Link.Href != e.ID || !strings.HasPrefix(e.ID, "https://clock.example/sub/") {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if !slices.Equal(titles, []string{"Mrs Tock", "New", "Old <&>"}) || feed.Entry[1].Lang != "ps" || feed.Entry[1].Published != "2025-10-01T00:00:00Z" || feed.Entry[2].Summary != "two lines" {
		t.Errorf("%+v", feed.Entry)
	}
	if _, there := outputs["feed.xml"]; !there {
		t.Error("there is no feed")
	}
	_, outputs = planned(t, clock(""), Options{})
	for _, path := range []string{"feed.xml", "sitemap.xml", "card.png"} {
		if _, there := outputs[path]; there {
			t.Errorf("%s is there without an address for the world", path)
		}
	}
}

func TestSitemap(t *testing.T) {
	s, outputs := planned(t, clock("base_url: https://clock.example/sub\n", "content/story/a.md", "---\ntitle: A\nupdated: 2025-11\n---\n"), Options{})
	type urls struct {
		URL []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
		Sitemap []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	read := func(b []byte) (u urls) {
		t.Helper()
		if err := xml.Unmarshal(b, &u); err != nil {
			t.Fatal(err)
		}
		return u
	}
	u := read(made(t, outputs, "sitemap.xml"))
	pages := 0
	for _, o := range outputs {
		if o.View != nil && strings.HasSuffix(o.URL, "/") {
			pages++
		}
	}
	if len(u.URL) != pages || pages < 10 {
		t.Errorf("%d of %d pages", len(u.URL), pages)
	}
	for _, x := range u.URL {
		if want := map[string]string{"https://clock.example/sub/story/a/": "2025-11-01"}[x.Loc]; x.Lastmod != want {
			t.Errorf("%s was changed %q, want %q", x.Loc, x.Lastmod, want)
		}
	}
	// A large one is split.
	p := &planner{Site: s}
	for i := range 2*mapped + 1 {
		p.out = append(p.out, Output{URL: "/p/" + string(rune('a'+i%26)) + "/", View: func() *View { return nil }})
	}
	p.out = append(p.out, Output{URL: "/404.html", View: func() *View { return nil }})
	p.sitemaps()
	total := 0
	index := read(p.out[len(p.out)-1].Make())
	for i, part := range index.Sitemap {
		o := p.out[len(p.out)-1-len(index.Sitemap)+i]
		if part.Loc != "https://clock.example/sub/"+o.Path {
			t.Errorf("%s is %s", part.Loc, o.Path)
		}
		total += len(read(o.Make()).URL)
	}
	if len(index.Sitemap) != 3 || total != 2*mapped+1 {
		t.Errorf("%d parts, %d pages", len(index.Sitemap), total)
	}
}

func TestCard(t *testing.T) {
	for _, files := range []map[string]string{onDisk(t, both[0]), onDisk(t, both[1]), {"dossier.yaml": "title: T\nbase_url: https://t.example\n"}} {
		_, outputs := planned(t, files, Options{})
		b := made(t, outputs, "card.png")
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds().Size(); size.X != 1200 || size.Y != 630 || len(b) > 20<<10 || !bytes.Equal(b, made(t, outputs, "card.png")) {
			t.Errorf("%v, %d bytes", size, len(b))
		}
	}
	_, outputs := planned(t, clock("base_url: https://clock.example\n", "static/card.png", "mine"), Options{})
	if o := outputs["card.png"]; o.File == nil {
		t.Error("the author's picture does not take the place of the program's")
	}
}

func TestMarkdown(t *testing.T) {
	files := clock("base_url: https://clock.example/sub\n",
		"content/story/why.md", `---
title: Why *it* stopped
summary: One
  line.
---

# Head

[[mrs-tock]], [[Tock*]], [[mrs-tock|the *keeper*
of it]], [[#head]], [[was-wound]]. <!-- not for readers --> <b>bold</b>
[plain](/claims/nobody/#q-1) and [up](../../claims/nobody/ "t"), [by name][ref].[^a] ![a](/map.png)

<!--
nobody
-->

> “Nobody saw it.”[@clock, para. 4]{by=mrs-tock claim=nobody,was-wound stance=mentions}:
> more

| a | b |
|---|---|
| [[mrs-tock\|she]] | x [see @clock] |

`+"`[[mrs-tock]] [@clock] <!-- shown -->`"+`

    [[code]]

[ref]: /actors/mrs-tock/
[//]: # (nor this)
[unused]: /actors/mrs-tock/ "nor that"

[^a]: A note with [[nobody]] and “It was wound,”[@clock].
`,
		"content/story/numbered.md", "---\ntitle: N\n---\n\nx[^2] “Nobody saw it.”[@clock]\n\n[^2]: y\n",
		"content/story/translated.md", "---\ntitle: T\n---\n\n“by reliable sources”[@clock]{lang=en original=\"د مؤثقو منابعو په حواله\" translator=Me}\n",
		"static/map.png", "p")
	files["content/story/why.md"] = strings.Replace(files["content/story/why.md"], "/#q-1", "/", 1)
	_, outputs := planned(t, files, Options{})
	got := string(made(t, outputs, "story/why/index.md"))
	want := `# Why \*it\* stopped

One line.

- Page: <https://clock.example/sub/story/why/>

# Head

[Mrs \[Tock\] (the keeper)](https://clock.example/sub/actors/mrs-tock/), [Tock\*](https://clock.example/sub/actors/mrs-tock/), [the \*keeper\* of it](https://clock.example/sub/actors/mrs-tock/), [head](https://clock.example/sub/story/why/#head), [=SUM(A1)](https://clock.example/sub/claims/was-wound/).  bold
[plain](https://clock.example/sub/claims/nobody/) and [up](https://clock.example/sub/claims/nobody/ "t"), [by name][ref].[^a] ![a](https://clock.example/sub/map.png)



> “Nobody saw it.”[^2]\:
> more

| a | b |
|---|---|
| [she](https://clock.example/sub/actors/mrs-tock/) | x [^3] |

` + "`[[mrs-tock]] [@clock] <!-- shown -->`" + `

    [[code]]

[ref]: https://clock.example/sub/actors/mrs-tock/



[^a]: A note with [@nobody \</script\>\<b\>](https://clock.example/sub/claims/nobody/) and “It was wound,”[^4].
`
	if !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
	if strings.Contains(got, "not for readers") || strings.Contains(got, "nobody\n--") || strings.Contains(got, "nor th") || strings.Contains(got, "claim=") {
		t.Error("what is shown to nobody is published")
	}
	keeper := "[Mrs \\[Tock\\] (the keeper)](https://clock.example/sub/actors/mrs-tock/)"
	source := "[The {clock} \\& 100% \\\\ report\\_\\#1 \\~ ^ $5](https://clock.example/sub/sources/clock/), author not stated, publisher not stated, about October 2025, "
	for _, note := range []string{
		"\n[^2]: " + source + "paragraph 4, <https://clock.example/a-b,c?x=1&y={z}#top>. Attributed to " + keeper + ". Bears on: [@nobody \\</script\\>\\<b\\>](https://clock.example/sub/claims/nobody/), [=SUM(A1)](https://clock.example/sub/claims/was-wound/) (mentions). Verdict: exact.\n",
		"\n[^3]: see " + source + "<https://",
	} {
		if !strings.Contains(got, note) {
			t.Errorf("%s\nis not in\n%s", note, got)
		}
	}

	numbered := string(made(t, outputs, "story/numbered/index.md"))
	if !strings.Contains(numbered, "x[^2] “Nobody saw it.”[^cite-2]\n\n[^2]: y\n") || !strings.Contains(numbered, "\n[^cite-2]: [") {
		t.Errorf("%s", numbered)
	}
	if translated := string(made(t, outputs, "story/translated/index.md")); !strings.Contains(translated, "“by reliable sources”[^1]\n") ||
		!strings.Contains(translated, "The words of the source, verified: “د مؤثقو منابعو په حواله”. The translation is not.") {
		t.Errorf("%s", translated)
	}
	claim := string(made(t, outputs, "claims/nobody/index.md"))
	for _, line := range []string{"- Status: contested\n", "- Disputed by: [Mrs", "- Sources that dispute it: [The", "- Questions: [Did it?]"} {
		if !strings.Contains(claim, line) {
			t.Errorf("%q is not in\n%s", line, claim)
		}
	}
	_, outputs = planned(t, clock("markdown: false\n"), Options{})
	for name := range outputs {
		if path.Ext(name) == ".md" || name == "llms.txt" {
			t.Errorf("%s is there", name)
		}
	}
	if head := outputs["claims/nobody/index.html"].View().Head; strings.Contains(string(head), "text/markdown") {
		t.Error("a page leads to Markdown that is not there")
	}
}

// The Markdown of every page can be read again: each note is referred to and defined once,
// nothing of the program's own syntax is left outside of code.
func TestMarkdownWhole(t *testing.T) {
	own := regexp.MustCompile(`\[\[[^\]]+\]\]|\[[^\]]*@[a-z-]+|<!--`)
	code := regexp.MustCompile("``[^`]*``|`[^`]*`")
	prose := func(text string) string { // without code, and without rows of tables, where a bar that is not escaped parts a link
		var b strings.Builder
		fence := ""
		for line := range strings.Lines(text) {
			marks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
			switch {
			case fence != "":
				if len(marks) >= len(fence) {
					fence = ""
				}
			case len(marks) >= 3:
				fence = marks
			case strings.HasPrefix(line, "    "), strings.HasPrefix(line, "|"):
			default:
				b.WriteString(line)
			}
		}
		return code.ReplaceAllString(b.String(), "")
	}
	for _, dir := range both {
		s, outputs := planned(t, onDisk(t, dir), Options{})
		for _, page := range s.Pages {
			got := string(made(t, outputs, strings.TrimPrefix(page.URL, "/")+"index.md"))
			if !strings.HasPrefix(got, "# ") || page.Start < len("---\ntitle:") {
				t.Errorf("%s: %.80s", page.URL, got)
			}
			bare := prose(got)
			if left := own.FindAllString(bare, -1); left != nil {
				t.Errorf("%s: something of the program's own is left: %q", page.URL, left)
			}
			again := dossier.Parse(diag.NewFile("content/x.md", append([]byte("---\ntitle: T\n---\n"), got...)))
			for _, d := range again.Problems {
				if strings.HasPrefix(d.Rule.Code, "note/") {
					t.Errorf("%s: %s", page.URL, d.Message)
				}
			}
			if len(again.Notes) != len(page.Notes) {
				t.Errorf("%s: %d notes, want %d", page.URL, len(again.Notes), len(page.Notes))
			}
		}
	}
}

func TestLLMs(t *testing.T) {
	files := clock("base_url: https://clock.example/sub\ndescription: |\n  one\n  two\n")
	for i := range llmsListed + 5 {
		id := fmt.Sprintf("a%03d", i)
		files["content/actors/"+id+".md"] = "---\ntitle: " + id + "\ntype: person\n---\n"
	}
	_, outputs := planned(t, files, Options{})
	lines := strings.Split(string(made(t, outputs, "llms.txt")), "\n")
	if lines[0] != `# \<Clock\> \& "co"` || lines[2] != "> one two" {
		t.Errorf("%q", lines[:3])
	}
	item := regexp.MustCompile(`^- \[.+\]\(https://clock\.example/sub(/\S*)\)(: .+)?$`)
	listed := 0
	for _, l := range lines[3:] {
		if !strings.HasPrefix(l, "- ") {
			continue
		}
		m := item.FindStringSubmatch(l)
		if m == nil {
			t.Errorf("%q", l)
			continue
		}
		if _, there := outputs[strings.TrimPrefix(site.Output(m[1]), "/")]; !there {
			t.Errorf("%s leads nowhere", l)
		}
		listed++
	}
	if !slices.Contains(lines, "- [6 more](https://clock.example/sub/actors/)") || listed < llmsListed+5 {
		t.Errorf("%d listed", listed)
	}
}

// What is written for machines is the same whenever it is written.
func TestMachinesAgree(t *testing.T) {
	_, first := planned(t, onDisk(t, both[1]), Options{})
	_, second := planned(t, onDisk(t, both[1]), Options{})
	for name, o := range first {
		if o.Make != nil && !bytes.Equal(o.Make(), second[name].Make()) {
			t.Errorf("%s differs", name)
		}
	}
}

// Nothing of the author's may lie where the Markdown of a page lies.
func TestMarkdownCollision(t *testing.T) {
	for settings, want := range map[string]int{"title: T\n": 1, "title: T\nmarkdown: false\n": 0} {
		s, _ := dossier.ParseSettings(diag.NewFile("dossier.yaml", []byte(settings)))
		page := dossier.Parse(diag.NewFile("content/story/a.md", []byte("---\ntitle: A\n---\n")))
		got := site.Link(site.Inputs{Settings: s, Pages: []*dossier.Page{page}, Static: []string{"story/a/index.md", "story/b/index.md"}, Workers: 1}, nil).Problems
		if len(got) != want {
			t.Errorf("%q: %v", settings, got)
		}
	}
}
