package dossier

import (
	"slices"
	"strings"
	"testing"
)

func TestDate(t *testing.T) {
	for _, c := range []struct{ date, first, last, machine, words string }{
		{"2025", "2025-01-01", "2025-12-31", "2025", "2025"},
		{"2025-10", "2025-10-01", "2025-10-31", "2025-10", "October 2025"},
		{"2024-02", "2024-02-01", "2024-02-29", "2024-02", "February 2024"},
		{"2025-10-09", "2025-10-09", "2025-10-09", "2025-10-09", "9 October 2025"},
		{"2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29", "29 February 2024"},
		{"2000-02-29", "2000-02-29", "2000-02-29", "2000-02-29", "29 February 2000"},
		{"0000", "0000-01-01", "0000-12-31", "", "1 BC"},
		{"0001-03-15", "0001-03-15", "0001-03-15", "0001-03-15", "15 March 1"},

		{"2025-10-28T11:50:00Z", "2025-10-28", "2025-10-28", "2025-10-28T11:50:00Z", "28 October 2025, 11:50 UTC"},
		{"2025-10-28T11:50:30+05:30", "2025-10-28", "2025-10-28", "2025-10-28T11:50:30+05:30", "28 October 2025, 11:50:30 (UTC+05:30)"},
		{"2025-10-28T23:59:59-04", "2025-10-28", "2025-10-28", "2025-10-28T23:59:59-04:00", "28 October 2025, 23:59:59 (UTC−04:00)"},
		{"2025-10-28T00:00:00", "2025-10-28", "2025-10-28", "2025-10-28T00:00:00", "28 October 2025, 00:00"},

		{"2025-21", "2025-03-01", "2025-05-31", "", "spring 2025"},
		{"2025-22", "2025-06-01", "2025-08-31", "", "summer 2025"},
		{"2025-23", "2025-09-01", "2025-11-30", "", "autumn 2025"},
		{"2023-24", "2023-12-01", "2024-02-29", "", "winter 2023"},

		{"202X", "2020-01-01", "2029-12-31", "", "some year from 2020 to 2029"},
		{"20XX", "2000-01-01", "2099-12-31", "", "some year from 2000 to 2099"},
		{"2025-XX", "2025-01-01", "2025-12-31", "", "some month in 2025"},
		{"2025-10-XX", "2025-10-01", "2025-10-31", "", "some day in October 2025"},
		{"2025-XX-XX", "2025-01-01", "2025-12-31", "", "some day in 2025"},
		{"202X~", "2020-01-01", "2029-12-31", "", "about some year from 2020 to 2029"},

		{"2025?", "2025-01-01", "2025-12-31", "", "2025, uncertain"},
		{"2025-10-25~", "2025-10-25", "2025-10-25", "", "about 25 October 2025"},
		{"2025-10%", "2025-10-01", "2025-10-31", "", "about October 2025, uncertain"},
		{"2025-21?", "2025-03-01", "2025-05-31", "", "spring 2025, uncertain"},

		{"2025-10-25/2025-10-28", "2025-10-25", "2025-10-28", "", "25–28 October 2025"},
		{"2025-10-25/2025-11-03", "2025-10-25", "2025-11-03", "", "25 October – 3 November 2025"},
		{"2025-12-25/2026-01-03", "2025-12-25", "2026-01-03", "", "25 December 2025 – 3 January 2026"},
		{"2025-09/2025-10", "2025-09-01", "2025-10-31", "", "September–October 2025"},
		{"2025-09/2026-10", "2025-09-01", "2026-10-31", "", "September 2025 – October 2026"},
		{"2024/2025", "2024-01-01", "2025-12-31", "", "2024–2025"},
		{"2024/2025-02", "2024-01-01", "2025-02-28", "", "2024 – February 2025"},
		{"2025-10-28/2025-10", "2025-10-28", "2025-10-31", "", "28 October 2025 – October 2025"},
		{"2025-10-28/2025-10-28", "2025-10-28", "2025-10-28", "", "28 October 2025"},
		{"2025-21/2025-23", "2025-03-01", "2025-11-30", "", "spring 2025 – autumn 2025"},
		{"2025-10-25~/2025-10-28?", "2025-10-25", "2025-10-28", "", "from about 25 October 2025 to 28 October 2025, uncertain"},
		{"../2025-10-19", "", "2025-10-19", "", "until 19 October 2025"},
		{"2025-10-19/..", "2025-10-19", "~", "", "from 19 October 2025 on"},
		{"/2025-10-19", "", "2025-10-19", "", "until 19 October 2025, beginning not known"},
		{"2025-10-19/", "2025-10-19", "~", "", "from 19 October 2025, end not known"},

		{"-0043-03-15", "-0999999957-03-15", "-0999999957-03-15", "", "15 March 44 BC"},
		{"-004X", "-0999999951-01-01", "-0999999960-12-31", "", "some year from 50 BC to 41 BC"},
		{"-0044/0010", "-0999999956-01-01", "0010-12-31", "", "45 BC – 10"},
		{"Y17000", "Y0000017000-01-01", "Y0000017000-12-31", "17000", "17000"},
		{"Y-170000002", "-0829999998-01-01", "-0829999998-12-31", "", "170000003 BC"},
	} {
		d, err := ParseDate(c.date)
		if err != nil {
			t.Errorf("%s: %v", c.date, err)
			continue
		}
		if d.IsZero() || d.String() != c.date || d.First() != c.first || d.Last() != c.last || d.Machine() != c.machine || d.Words() != c.words {
			t.Errorf("%s: first %q, last %q, machine %q, words %q", d, d.First(), d.Last(), d.Machine(), d.Words())
		}
	}
	var none Date
	if !none.IsZero() || none.First() != "" || none.Last() != "~" || none.Machine() != "" || none.Words() != "" {
		t.Error("the zero date is a date")
	}
}

func TestDateFaults(t *testing.T) {
	for _, c := range []struct{ date, what, how string }{
		{"", "is empty", "write 2025,"},
		{" 2025", "white space", ""},
		{"2026-02-30", "February 2026 has 28 days", "a day that exists"},
		{"2025-02-29", "February 2025 has 28 days", ""},
		{"1900-02-29", "February 1900 has 28 days", ""},
		{"2025-04-31", "April 2025 has 30 days", ""},
		{"2025-10-32", "October 2025 has 31 days", ""},
		{"2025-10-00", "no day 00", ""},
		{"2025-13", "no month 13", "seasons"},
		{"2025-00", "no month 00", ""},
		{"2025-20", "no month 20", ""},
		{"2025-25-01", "no month 25", ""},
		{"2025-21-03", "a day of a season", "2025-21"},
		{"-0000", "no year -0000", "1 BC"},
		{"-000X", "no year -000X", ""},
		{"28 October 2025", "is no date", "2025-10-28"},
		{"Oct 28", "is no date", ""},
		{"not stated", "is no date", ""},
		{"today", "is no date", ""},
		{"2025-1-5", "one digit", "write 2025-01-05"},
		{"2025-1", "one digit", "write 2025-01"},
		{"2025-2-30", "is no date", ""},
		{"2025/10/28", "not written with hyphens", "write 2025-10-28"},
		{"2025.10.28", "not written with hyphens", "write 2025-10-28"},
		{"20251028", "not written with hyphens", "write 2025-10-28"},
		{"2025/1/2/3", "is no date", ""},
		{"28.10.2025", "does not begin with the year", "2025-10-28"},
		{"10/28/2025", "does not begin with the year", ""},
		{"2024-2025", "is no date", "write 2024/2025"},
		{"2024–2025", "is no date", "write 2024/2025"},
		{"20255", "level 0 or 1", ""},
		{"XXXX", "level 0 or 1", "last digits"},
		{"1XXX", "level 0 or 1", ""},
		{"2025-1X", "level 0 or 1", ""},
		{"202X-10", "a digit that is not known stands before", "202X"},
		{"2025-XX-28", "a digit that is not known stands before", ""},
		{"~2025", "level 0 or 1", "at the end"},
		{"2025?-10", "level 0 or 1", ""},
		{"2025-10-28?~", "level 0 or 1", ""},
		{"?", "is no date", ""},
		{"2025-10-28T11:50Z", "no date with a time", "11:50:00Z"},
		{"2025-10T11:50:00Z", "no date with a time", ""},
		{"2025-10-28T11:50:00Z?", "no date with a time", ""},
		{"2025-10-28T24:00:00Z", "no time 24:00:00", ""},
		{"2025-10-28T11:60:00Z", "no time", ""},
		{"2025-10-28T11:50:60Z", "no time", ""},
		{"2025-10-28T11:50:00+15:00", "no time zone +15:00", ""},
		{"2025-10-28T11:50:00+05:60", "no time zone", ""},
		{"2025-10-28 11:50", "is no date", ""},
		{"Y2025", "is no date", ""},
		{"Y012345", "is no date", ""},
		{"Y1234567890", "more than nine digits", ""},
		{"/", "without any date", ""},
		{"../..", "without any date", ""},
		{"../", "without any date", ""},
		{"..", "is no date", ""},
		{"2025-10-28/2025-10-25", "ends before it begins", "earlier date first"},
		{"2025/2024-12", "ends before it begins", ""},
		{"0010/-0044", "ends before it begins", ""},
		{"2025-10-XX/2025-11", "digits that are not known", "2025-10/2025-11"},
		{"2025-10-28T11:50:00Z/2025-10-29", "time of day", ""},
		{"2025-10-28/2026-02-30", "February 2026 has 28 days", ""},
		{"٢٠٢٥", "is no date", ""},
	} {
		d, err := ParseDate(c.date)
		if err == nil {
			t.Errorf("%q is taken for a date: %q", c.date, d.Words())
			continue
		}
		what, how, _ := strings.Cut(err.Error(), "; ")
		if !d.IsZero() || !strings.Contains(what, c.what) || !strings.Contains(how, c.how) || how == "" {
			t.Errorf("%q: %v", c.date, err)
		}
	}
}

// The days of dates in their order are in their order byte by byte.
func TestDateOrder(t *testing.T) {
	dates := []string{"../2025", "Y-170000002", "Y-10000", "-9999", "-0044", "-0043", "0000", "0001", "0999-12-31", "2025", "2025-10-09", "2025-10-28", "2025-24", "9999", "Y10000", "Y170000002"}
	var keys []string
	for _, s := range dates {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		if d.First() > d.Last() {
			t.Errorf("%s: %s is after %s", s, d.First(), d.Last())
		}
		keys = append(keys, d.First())
	}
	if !slices.IsSorted(keys) {
		t.Errorf("not in order: %q", keys)
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2025", "-004X~", "Y17000", "2025-24/..", "2025-10-28T11:50:00+05:30", "2025-1-5", "/2025-XX"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if d.Words() == "" || d.First() > d.Last() || d.Text != s {
			t.Errorf("%q: %q, from %q to %q", s, d.Words(), d.First(), d.Last())
		}
	})
}
