package render

import (
	"strings"
	"testing"

	"dossier/internal/dossier"
)

func parsed(t *testing.T, text string) dossier.Date {
	t.Helper()
	d, err := dossier.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDaysAreCountedThereAndBack(t *testing.T) {
	for text, want := range map[string][3]int{
		"2025-10-28":  {2025, 10, 28},
		"2024-02-29":  {2024, 2, 29},
		"1900-03-01":  {1900, 3, 1},
		"0000":        {0, 1, 1},
		"-0043-03-15": {-43, 3, 15},
		"-0400-12-31": {-400, 12, 31},
		"Y17000":      {17000, 1, 1},
	} {
		y, m, d := civil(dayNumber(parsed(t, text).First()))
		if got := [3]int{y, m, d}; got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	if got := dayNumber("2025-03-01") - dayNumber("2024-02-28"); got != 367 {
		t.Errorf("from 28 February 2024 to 1 March 2025: %d days, want 367", got)
	}
}

func TestExtents(t *testing.T) {
	day := func(key string) int { return dayNumber(key) }
	for text, want := range map[string]extent{
		"2025-10-28":            {day("2025-10-28"), day("2025-10-29"), false, false},
		"2025-10-25/2025-10-28": {day("2025-10-25"), day("2025-10-29"), false, false},
		"199X":                  {day("1990-01-01"), day("2000-01-01"), false, false},
		"../2025-10-28":         {day("2025-10-28"), day("2025-10-29"), true, false},
		"/2025-10":              {day("2025-10-01"), day("2025-11-01"), true, false},
		"2021/..":               {day("2021-01-01"), day("2022-01-01"), false, true},
		"2025-10-28~":           {day("2025-10-28"), day("2025-10-29"), true, true},
		"2025-10?/2025-11":      {day("2025-10-01"), day("2025-12-01"), true, false},
	} {
		if got := extentOf(parsed(t, text)); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

func axisOf(t *testing.T, texts ...string) *scale {
	t.Helper()
	var extents []extent
	for _, text := range texts {
		extents = append(extents, extentOf(parsed(t, text)))
	}
	return newAxis(extents)
}

// Time runs evenly where it can; what would squeeze everything else is broken, and says so.
func TestAxis(t *testing.T) {
	even := axisOf(t, "2025-01-01", "2025-02-01", "2025-03-01")
	if len(even.Breaks) != 0 {
		t.Errorf("three days a month apart need no break: %v", even.Breaks)
	}
	january, february := even.place(dayNumber("2025-02-01"))-even.place(dayNumber("2025-01-01")), even.place(dayNumber("2025-03-01"))-even.place(dayNumber("2025-02-01"))
	if got := january / february; got < 31./28-1e-9 || got > 31./28+1e-9 {
		t.Errorf("January is to February as %f", got)
	}

	s := axisOf(t, "199X", "2021", "2025-10-09", "2025-10-19", "2025-10-24/2025-10-28", "../2025-10-28")
	var words []string
	for _, b := range s.Breaks {
		words = append(words, b.Words)
	}
	if got, want := strings.Join(words, ", "), "10 years, 21 years, one year, 4 years"; got != want {
		t.Errorf("breaks %q, want %q", got, want)
	}
	last := -1.0
	for i, x := range s.at {
		if x <= last || x > 100 {
			t.Errorf("boundary %d stands at %f, after %f", i, x, last)
		}
		last = x
	}
	nine := s.bar(extentOf(parsed(t, "2025-10-09")))
	if !nine.Point || nine.Width != 0 {
		t.Errorf("one day is a mark: %+v", nine)
	}
	until := s.bar(extentOf(parsed(t, "../2025-10-28")))
	if !until.Left || until.Right || until.X < nine.X {
		t.Errorf("until 28 October is drawn at its end, and fades before it: %+v", until)
	}
	for i, a := range s.Ticks {
		for _, b := range s.Ticks[i+1:] {
			if a.Row == b.Row && !b.End && b.X < a.X+2.7*float64(len(a.Label)) {
				t.Errorf("the labels %q and %q touch", a.Label, b.Label)
			}
		}
	}
	edge := axisOf(t, "2025-10-01", "2025-12-28").Ticks
	if last := edge[len(edge)-1]; !last.End {
		t.Errorf("the label %q at %f runs over the edge", last.Label, last.X)
	}
	if short := axisOf(t, "2000-01-01", "2001-01-01", "2002-01-01", "2002-01-01/2002-01-03"); !short.bar(extentOf(parsed(t, "2002-01-01/2002-01-03"))).Point {
		t.Error("a span too short for a bar is not drawn as a mark")
	}
	if none := newAxis(nil); len(none.Ticks) != 0 {
		t.Errorf("an axis of nothing has ticks: %v", none.Ticks)
	}
}

func TestHowLong(t *testing.T) {
	for days, want := range map[int]string{1: "1 day", 20: "20 days", 38: "5 weeks", 120: "4 months", 365: "one year", 7671: "21 years"} {
		if got := howLong(days); got != want {
			t.Errorf("%d days: %q, want %q", days, got, want)
		}
	}
}

func TestBrokenInWords(t *testing.T) {
	two := &Timeline{Axis: Axis{Breaks: []Break{{Words: "10 years"}, {Words: "5 weeks"}}}}
	if got := two.Broken(); !strings.Contains(got, "about 10 years and 5 weeks.") {
		t.Error(got)
	}
	if got := new(Timeline).Broken(); got != "" {
		t.Errorf("an unbroken axis is called broken: %s", got)
	}
}
