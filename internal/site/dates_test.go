package site

import (
	"slices"
	"strings"
	"testing"

	"dossier/internal/dossier"
)

// What has no known beginning stands at its end, not before everything; what has no date stands last.
func TestDatesInOrder(t *testing.T) {
	want := []string{
		"-0043-03-15", "199X", "2021", "2021/..", "2025-09/2025-10", "2025-10-09", "2025-10-09/2025-10-19", "2025-10-27/2025-10-28",
		"../2025-10-28", "/2025-10-28", "2025-10-28", "2025-10-28T09:00:00Z", "2025-10-28T13:06:00Z", "2025-10-28/2025-11-02", "Y17000", "",
	}
	var dates []dossier.Date
	for _, text := range want {
		d, err := dossier.ParseDate(text)
		if err != nil && text != "" {
			t.Fatal(err)
		}
		dates = append(dates, d)
	}
	for _, shuffle := range []func([]dossier.Date){
		slices.Reverse[[]dossier.Date],
		func(ds []dossier.Date) {
			slices.SortFunc(ds, func(a, b dossier.Date) int { return strings.Compare(a.Words(), b.Words()) })
		},
	} {
		got := slices.Clone(dates)
		shuffle(got)
		slices.SortFunc(got, compareDates)
		var texts []string
		for _, d := range got {
			texts = append(texts, d.Text)
		}
		if !slices.Equal(texts, want) {
			t.Errorf("order\n%q\nwant\n%q", texts, want)
		}
	}
}
