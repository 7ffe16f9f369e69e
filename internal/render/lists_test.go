package render

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/site"
)

// smallDossier has two sources on two sides, one claim of both, one that the other disputes, and
// one of which one says nothing.
func smallDossier(t *testing.T, more ...string) *planner {
	t.Helper()
	files := []string{
		"content/sources/north.md", "title: The north\nweight: 1\nseed: north.txt",
		"content/sources/south.md", "title: The south\nweight: 2\nseed: south.txt",
		"content/actors/ann.md", "title: Ann\ntype: person",
		"content/actors/bob.md", "title: Bob\ntype: person",
		"content/claims/opened.md", "title: The bridge was opened",
		"content/claims/shut.md", "title: The bridge was shut",
		"content/claims/rain.md", "title: It rained\nabout: [bob]",
		"content/claims/wind.md", "title: \"<b>Wind</b> & “gusts”\"",
		"content/questions/open-or-shut.md", "title: Open or shut?\nweight: 2\ncontradiction: hard\nsides:\n  - {name: Open, claims: [opened]}\n  - {name: Shut, claims: [shut]}",
		"content/questions/weather.md", "title: What weather?\nweight: 1\ncontradiction: open\nsides:\n  - {name: Rain, claims: [rain]}\n  - {name: Wind, claims: [wind]}",
		"content/page.md", "title: All of it\n---\n" +
			"“The bridge was opened at noon for all who came”,[@north]{claim=opened by=ann} “it rained”,[@north]{claim=rain by=ann} “it was a gale”,[@north]{claim=wind}" +
			"“The bridge was shut and stayed shut for the whole day”,[@south]{claim=shut by=bob} “it rained”,[@south]{claim=rain stance=disputes by=bob}",
	}
	files = append(files, more...)
	var pages []*dossier.Page
	for i := 0; i < len(files); i += 2 {
		front := files[i+1]
		if !strings.Contains(front, "\n---\n") {
			front += "\n---\n"
		}
		pages = append(pages, dossier.Parse(diag.NewFile(files[i], []byte("---\n"+front))))
	}
	seeds := []*diag.File{
		diag.NewFile("seeds/north.txt", []byte("The bridge was opened at noon for all who came. Then it rained. In the evening it was a gale.\n")),
		diag.NewFile("seeds/south.txt", []byte("The bridge was shut and stayed shut for the whole day. Nobody can say that it rained.\n")),
	}
	settings := &dossier.Settings{Title: "Bridges", Language: "en"}
	s := site.Link(site.Inputs{Settings: settings, Pages: pages, Seeds: seeds, Workers: 1}, nil)
	var wrong []string
	for _, d := range s.Problems {
		if !strings.Contains(d.Message, "sha256") {
			wrong = append(wrong, d.File.Path+": "+d.Message)
		}
	}
	if len(s.Quotations) < 5 {
		t.Fatalf("%d quotations were verified; problems: %q", len(s.Quotations), wrong)
	}
	p := &planner{Site: s, named: map[*site.Page]Link{}}
	for _, page := range s.Pages {
		p.named[page] = Link{Title: page.Title.Value, URL: page.URL, Kind: page.Kind.String(), ID: page.ID}
	}
	for _, src := range s.Sources {
		l := p.named[src]
		l.Key = s.Key(src)
		p.named[src] = l
	}
	return p
}

func TestClaimsStandUnderTheirQuestions(t *testing.T) {
	p := smallDossier(t, "content/claims/fog.md", "title: There was fog")
	sh := p.shelf(dossier.Claim)
	var got []string
	for _, it := range sh.items {
		got = append(got, fmt.Sprintf("%s %s %d", sh.heads[it.head].ID, it.page.ID, it.side))
	}
	want := []string{"weather rain 1", "weather wind 2", "open-or-shut opened 1", "open-or-shut shut 2", "in-no-question fog 0"}
	if !slices.Equal(got, want) {
		t.Errorf("the claims stand as\n%q, not\n%q", got, want)
	}
	// A part that begins inside a group says that it goes on; one that begins with it does not.
	if g, begins := sh.headAt(1, 0); !begins || !g.Continued || g.ID != "weather" {
		t.Errorf("a part from the second claim begins with %+v, %v", g, begins)
	}
	if g, begins := sh.headAt(2, 0); !begins || g.Continued {
		t.Errorf("a part from the third claim begins with %+v, %v", g, begins)
	}
	if _, begins := sh.headAt(0, 1); begins {
		t.Error("the second claim of a group begins no group")
	}
}

func TestRowsSayWhoStandsWhere(t *testing.T) {
	p := smallDossier(t)
	row := func(id string, k dossier.Kind) Entry {
		for _, page := range p.OfKind(k) {
			if page.ID == id {
				return p.row(page)
			}
		}
		t.Fatalf("there is no %s", id)
		return Entry{}
	}
	html := func(e Entry) string {
		var m markup
		m.entry(e)
		return m.String()
	}
	rain := row("rain", dossier.Claim)
	if rain.Note != "contested" || rain.Order != 0 || rain.Count != 1 || rain.Sources[0].Key != "A" {
		t.Errorf("the row of a contested claim of one source: %+v", rain)
	}
	if got := row("bob", dossier.Actor).Figures; got != "Claims: says 1, disputes 1, is spoken of in 1" {
		t.Errorf("saying, disputing and being spoken of are one: %q", got)
	}
	q := html(row("open-or-shut", dossier.Question))
	for _, want := range []string{
		`contested: the answers exclude each other`,
		`<span class="side-key">I</span> Open <span class="key" data-key="A">A</span>`,
		`<span class="side-key">II</span> Shut <span class="key" data-key="B">B</span>`,
	} {
		if !strings.Contains(q, want) {
			t.Errorf("the row of a question lacks %s:\n%s", want, q)
		}
	}
	if q := html(row("weather", dossier.Question)); !strings.Contains(q, "inside one source: A") {
		t.Errorf("a question inside one source does not say so:\n%s", q)
	}
	if w := html(row("wind", dossier.Claim)); !strings.Contains(w, "&lt;b&gt;Wind&lt;/b&gt; &amp; “gusts”") {
		t.Errorf("a title is not escaped:\n%s", w)
	}
}

func TestActorsByType(t *testing.T) {
	p := smallDossier(t, "content/actors/city.md", "title: The city\ntype: state")
	sh := p.shelf(dossier.Actor)
	var got []string
	for _, it := range sh.items {
		got = append(got, sh.heads[it.head].Title+": "+it.page.Title.Value)
	}
	if want := []string{"States: The city", "Persons: Ann", "Persons: Bob"}; !slices.Equal(got, want) {
		t.Errorf("the actors stand as %q, not %q", got, want)
	}
}

func TestYear(t *testing.T) {
	for text, want := range map[string]string{
		"2025-10-09": "2025", "2025-10-25/2025-10-28": "2025", "../2025-10-19": "2025", "2021": "2021", "": "Without a date",
		"../..": "Without a date", "0007": "7",
	} {
		var d dossier.Date
		if text != "" {
			var err error
			if d, err = dossier.ParseDate(text); err != nil {
				continue // no date of the contract, so never in a list
			}
		}
		if got := year(d); got != want {
			t.Errorf("an event of %q stands under %q, not %q", text, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	rows := func(n int, s size) []size { return slices.Repeat([]size{s}, n) }
	for _, test := range []struct {
		sizes []size
		want  int
	}{
		{nil, 1},
		{rows(10, size{5, 50}), 10},
		{rows(500, size{5, 50}), 250},  // 2,500 elements in two parts, shared out evenly
		{rows(900, size{1, 90}), 300},  // 81,000 letters
		{rows(3, size{2000, 0}), 1},    // too large each: one a part
		{rows(1260, size{1, 1}), 1260}, // just full
		{rows(1261, size{1, 1}), 631},  // one too many
		{append(rows(600, size{1, 1}), rows(600, size{2, 1})...), 600}, // the fuller part decides
	} {
		got := fit(test.sizes)
		if len(test.sizes) > 0 && got != test.want {
			t.Errorf("%d items go %d to a part, not %d", len(test.sizes), got, test.want)
		}
		if got < 1 || test.want > 1 && !fits(test.sizes, got) {
			t.Errorf("%d items, %d to a part, do not fit", len(test.sizes), got)
		}
	}
}

func TestRoman(t *testing.T) {
	for n, want := range map[int]string{1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 99: "XCIX"} {
		if got := roman(n); got != want {
			t.Errorf("%d is %s, not %s", n, got, want)
		}
	}
}

func TestMatrix(t *testing.T) {
	p := smallDossier(t)
	sh := p.shelf(dossier.Claim)
	var claims []*site.Page
	for _, it := range sh.items {
		claims = append(claims, it.page)
	}
	m := p.matrix(claims)
	var got []string
	for _, row := range m.Rows {
		s := row.Claim.ID
		for _, c := range row.Cells {
			s += " " + c.Stance
			if (c.URL == "") != (c.Stance == "silent") {
				t.Errorf("%s: a cell that says %s leads to %q", row.Claim.ID, c.Stance, c.URL)
			}
		}
		got = append(got, s)
	}
	want := []string{"rain supports disputes", "wind supports silent", "opened supports silent", "shut silent supports"}
	if !slices.Equal(got, want) {
		t.Errorf("the matrix is %q, not %q", got, want)
	}
	html := string(m.HTML("site-matrix", "Claims by sources"))
	cells := regexp.MustCompile(`<td data-stance="([a-z]+)"><(?:a|span)[^>]*>([a-z ]+)<`).FindAllStringSubmatch(html, -1)
	if len(cells) != 8 {
		t.Errorf("the table has %d cells with a stance in words, not 8:\n%s", len(cells), html)
	}
	for _, c := range cells {
		if c[2] != stanceWord(c[1]) {
			t.Errorf("a cell for %s says %s", c[1], c[2])
		}
	}
	if strings.Count(html, `scope="row"`) != 4 || strings.Count(html, `scope="col"`) != 3 || !strings.Contains(html, `<caption id="site-matrix">`) {
		t.Errorf("the table lacks heads or a caption:\n%s", html)
	}
}

// TestMatrixFilter: the data of the filter says of each claim what the table says.
func TestMatrixFilter(t *testing.T) {
	p := smallDossier(t)
	data := p.filterJSON(p.shelf(dossier.Claim))
	var o struct {
		Sources   [][3]string
		Questions [][2]string
		Actors    []string
		Claims    []struct {
			T, U    string
			Q       [][2]int
			S, D, A []int
			C       [][3]any
		}
	}
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	rain := o.Claims[0]
	if got, want := fmt.Sprint(rain.T, rain.Q, rain.S, rain.D, rain.A), "It rained[[0 1]] [0] [1] [1]"; got != want {
		t.Errorf("the claim is %s, not %s", got, want)
	}
	if fmt.Sprint(o.Sources, o.Actors, o.Questions[0]) != "[[A The north /sources/north/] [B The south /sources/south/]] [Ann Bob] [What weather? /questions/weather/]" {
		t.Errorf("the names are %v %v %v", o.Sources, o.Actors, o.Questions)
	}
	if len(rain.C) != 2 || rain.C[0][1] != "s" || rain.C[1][1] != "d" || !strings.HasPrefix(fmt.Sprint(rain.C[0][2]), "p-") {
		t.Errorf("the stances are %v", rain.C)
	}
}

func TestCompare(t *testing.T) {
	p := smallDossier(t)
	questions := byTitle(p.Questions)
	on := p.sidesOfAll(questions)
	c := p.comparison(p.Sources[0], p.Sources[1], questions, on[0], on[1])
	if c.url != "/compare/north-and-south/" {
		t.Errorf("the address is %s", c.url)
	}
	v := p.compareView(c, 0, len(c.questions))
	m := v.Compare
	// On the weather the south only disputes: it takes no side.
	if m.Apart != 1 || m.Together != 0 || m.Alone != 1 {
		t.Errorf("apart %d, together %d, alone %d", m.Apart, m.Together, m.Alone)
	}
	if len(m.Groups) != 2 || m.Groups[0].ID != "different-sides" || m.Groups[0].Questions[0].ID != "open-or-shut" {
		t.Fatalf("the groups are %+v", m.Groups)
	}
	q := m.Groups[0].Questions[0]
	if q.A[0].Side != "I" || q.B[0].Side != "II" || q.A[0].Evidence[0].By[0].Title != "Ann" {
		t.Errorf("the sides are %+v and %+v", q.A, q.B)
	}
	if w := m.Groups[1].Questions[0]; len(w.A) != 2 || len(w.B) != 1 || w.B[0].Stance != "disputes" {
		t.Errorf("on the weather the two have %+v and %+v", w.A, w.B)
	}
	if len(m.Against) != 1 || m.Against[0].ID != "rain" || m.Against[0].Supports[0].Key != "A" || m.Against[0].Disputes[0].Key != "B" {
		t.Errorf("what one disputes is %+v", m.Against)
	}
	if len(m.Both) != 0 || m.OnlyA != 3 || m.OnlyB != 1 {
		t.Errorf("both carry %v, only one %d and %d", m.Both, m.OnlyA, m.OnlyB)
	}
	html := string(m.Groups[0].HTML(m))
	if !strings.Contains(html, `<blockquote><p>The bridge was opened at noon for all who came</p></blockquote>`) || strings.Contains(html, "data-verdict") {
		t.Errorf("a column has other words, or a mark of verification of its own:\n%s", html)
	}
}

func TestRelation(t *testing.T) {
	for _, test := range []struct {
		a, b onSides
		want int
	}{
		{onSides{}, onSides{}, neither},
		{onSides{1, true}, onSides{}, alone},
		{onSides{1, true}, onSides{0, true}, alone},
		{onSides{1, true}, onSides{2, true}, apart},
		{onSides{3, true}, onSides{2, true}, together},
	} {
		if got := relation(test.a, test.b); got != test.want {
			t.Errorf("%v and %v stand as %d, not %d", test.a, test.b, got, test.want)
		}
	}
}

func TestShortestIsTelling(t *testing.T) {
	of := func(n int, block bool) *site.Quotation {
		q := &site.Quotation{Quotation: &dossier.Quotation{Block: block}}
		q.Match.Span.End = n
		return q
	}
	for _, test := range []struct{ blocks, inline, want int }{{0, 90, 50}, {0, 12, 30}, {70, 50, 70}, {200, 12, 200}} {
		qs := []*site.Quotation{of(test.inline, false), of(50, false), of(30, false)}
		if test.inline == 12 {
			qs = []*site.Quotation{of(12, false), of(30, false)}
		}
		if test.blocks > 0 {
			qs = append(qs, of(test.blocks+100, true), of(test.blocks, true))
		}
		if got := length(shortest(qs)); got != test.want {
			t.Errorf("%+v: the one of %d letters is shown", test, got)
		}
	}
}
