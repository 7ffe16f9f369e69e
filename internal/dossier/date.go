package dossier

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"dossier/internal/diag"
)

// A Date is a date of the Extended Date/Time Format, level 0 or 1 (ISO 8601-2,
// as the Library of Congress describes it): as exact as what is known, and no more exact.
//
//	2025   2025-10   2025-10-28   2025-10-28T11:50:00Z     a year, month, day, moment
//	2025-22                                               a season: 21 spring to 24 winter
//	202X   20XX   2025-XX   2025-10-XX   2025-XX-XX        digits that are not known
//	2025-10?   2025-10~   2025-10%                        uncertain, approximate, both
//	2025-10-25/2025-10-28                                 an interval
//	../2025-10-19   2025-10-19/..                         without beginning, without end
//	/2025-10-19     2025-10-19/                           beginning or end not known
//	-0043   Y170000002                                    44 BC; years beyond four digits
//
// The zero Date is no date.
type Date struct {
	Text string // as written
	Span diag.Span

	interval bool
	from, to point // equal unless it is an interval
}

// A point is one date, or one end of an interval.
type point struct {
	kind      pointKind
	year      int
	hidden    int  // how many of the year's last digits are X
	month     int  // 1–12, 21–24 for a season, 0: not given, -1: XX
	day       int  // 1–31, 0: not given, -1: XX
	qualifier byte // ? ~ % or 0
	time      string
	zone      string // Z, +05:30 or "" for local time
}

type pointKind uint8

const (
	known pointKind = iota
	open
	unknown
)

// A dateFault says what is wrong with a date and how to write it.
type dateFault struct{ what, how string }

func (e *dateFault) Error() string { return e.what + "; " + e.how }

const dateForms = "write 2025, 2025-10 or 2025-10-28, an interval as 2025-10-25/2025-10-28, and what is not certain as 2025-10~ or 2025-10-XX"

// ParseDate reads a date. Its error says what is wrong and how to write it.
func ParseDate(s string) (Date, error) {
	d := Date{Text: s}
	var err error
	start, end, interval := strings.Cut(s, "/")
	switch {
	case s == "":
		return Date{}, &dateFault{"the date is empty", dateForms}
	case s != strings.TrimSpace(s):
		return Date{}, &dateFault{"white space stands around the date", "write it without"}
	case strings.Contains(end, "/"):
		return Date{}, misspelt(s)
	}
	if d.from, err = parsePoint(start, interval); err != nil {
		return Date{}, err
	}
	if !interval {
		d.to = d.from
		return d, nil
	}
	d.interval = true
	if d.to, err = parsePoint(end, true); err != nil {
		return Date{}, err
	}
	if d.from.kind != known && d.to.kind != known {
		return Date{}, &dateFault{"“" + s + "” is an interval without any date", dateForms}
	}
	if d.from.kind == known && d.to.kind == known && d.to.stamp(true) < d.from.stamp(false) {
		return Date{}, &dateFault{"the interval “" + s + "” ends before it begins", "write the earlier date first"}
	}
	return d, nil
}

var (
	dateShape   = regexp.MustCompile(`^(-?)(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?$`)
	timeShape   = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d)(Z|[+-]\d\d(?::\d\d)?)?$`)
	longShape   = regexp.MustCompile(`^Y-?[1-9]\d{4,}$`)
	shortDigits = regexp.MustCompile(`^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$`)
	otherSigns  = regexp.MustCompile(`^(\d{4})([/.]?)(\d\d?)([/.]?)(\d\d?)$`)
	yearLast    = regexp.MustCompile(`^\d{1,2}[./-]\d{1,2}[./-]\d{4}$`)
	yearRange   = regexp.MustCompile(`^(\d{4})\s*[-–—]\s*(\d{4})$`)
	level2      = regexp.MustCompile(`^[\dX?~%-]{4,}$`)
)

func parsePoint(s string, interval bool) (point, error) {
	var p point
	if interval && s == "" {
		return point{kind: unknown}, nil
	}
	if interval && s == ".." {
		return point{kind: open}, nil
	}
	text := s
	if n := len(s) - 1; n >= 0 && strings.IndexByte("?~%", s[n]) >= 0 {
		p.qualifier, s = s[n], s[:n]
	}

	if longShape.MatchString(s) {
		if len(strings.TrimLeft(s, "Y-")) > 9 {
			return p, &dateFault{"the year “" + text + "” has more than nine digits", "write a nearer one"}
		}
		p.year, _ = strconv.Atoi(s[1:])
		return p, nil
	}

	day, clock, timed := strings.Cut(s, "T")
	m := dateShape.FindStringSubmatch(day)
	if m == nil {
		return p, misspelt(text)
	}
	digits := strings.TrimRight(m[2], "X")
	p.hidden = len(m[2]) - len(digits)
	p.year, _ = strconv.Atoi(digits + strings.Repeat("0", p.hidden))
	if m[1] == "-" {
		if p.year == 0 {
			return p, &dateFault{"there is no year " + day, "the year 1 BC is 0000, 44 BC is -0043"}
		}
		p.year = -p.year
	}
	p.month, p.day = part(m[3]), part(m[4])

	switch {
	case p.hidden > 0 && m[3] != "", p.month < 0 && p.day > 0:
		return p, &dateFault{"in “" + text + "” a digit that is not known stands before one that is", "X stands for the last digits only: 202X, 2025-XX, 2025-10-XX or 2025-XX-XX"}
	case interval && strings.Contains(s, "X"):
		return p, &dateFault{"the end “" + text + "” of the interval has digits that are not known", "write the ends as exactly as they are known: 2025-10/2025-11"}
	case m[3] != "" && p.month >= 0 && (p.month < 1 || p.month > 12 && p.month < 21 || p.month > 24):
		return p, &dateFault{"there is no month " + m[3], "months are 01 to 12, seasons 21 (spring) to 24 (winter)"}
	case p.month > 12 && p.day != 0:
		return p, &dateFault{"“" + text + "” gives a day of a season", "write the season alone: " + m[1] + m[2] + "-" + m[3]}
	case m[4] != "" && p.day == 0:
		return p, &dateFault{"there is no day 00", "days are counted from 01"}
	case p.day > 0 && p.day > daysIn(p.year, p.month):
		return p, &dateFault{fmt.Sprintf("the day “%s” does not exist: %s has %d days", day, monthWords(p.year, p.month), daysIn(p.year, p.month)), "write a day that exists, or the month alone"}
	}

	if !timed {
		return p, nil
	}
	t := timeShape.FindStringSubmatch(clock)
	switch {
	case interval:
		return p, &dateFault{"an end of the interval has a time of day", "intervals are made of days, months or years"}
	case t == nil || p.day <= 0 || p.qualifier != 0:
		return p, &dateFault{"“" + text + "” is no date with a time", "write 2025-10-28T11:50:00Z, or with the time zone 2025-10-28T11:50:00+05:30"}
	case t[1] > "23" || t[2] > "59" || t[3] > "59":
		return p, &dateFault{"there is no time " + clock[:8], "hours go to 23, minutes and seconds to 59"}
	case len(t[4]) > 1 && (t[4][1:3] > "14" || len(t[4]) == 6 && t[4][4:] > "59"):
		return p, &dateFault{"there is no time zone " + t[4], "time zones lie between -14:00 and +14:00"}
	}
	p.time, p.zone = clock[:8], t[4]
	if len(p.zone) == 3 {
		p.zone += ":00"
	}
	return p, nil
}

// part reads two digits; XX is -1 and nothing is 0.
func part(s string) int {
	if s == "XX" {
		return -1
	}
	n, _ := strconv.Atoi(s)
	return n
}

// misspelt says what is probably meant by something that is no date.
func misspelt(s string) error {
	try := func(what, like string) error {
		if _, err := ParseDate(like); err != nil {
			return nil
		}
		return &dateFault{what, "write " + like}
	}
	var err error
	if m := shortDigits.FindStringSubmatch(s); m != nil {
		like := fmt.Sprintf("%s-%02d", m[1], part(m[2]))
		if m[3] != "" {
			like += fmt.Sprintf("-%02d", part(m[3]))
		}
		err = try("in “"+s+"” a month or day has one digit", like)
	} else if m := otherSigns.FindStringSubmatch(s); m != nil && m[2] == m[4] && (m[2] != "" || len(s) == 8) {
		err = try("“"+s+"” is not written with hyphens", fmt.Sprintf("%s-%02d-%02d", m[1], part(m[3]), part(m[5])))
	} else if m := yearRange.FindStringSubmatch(s); m != nil {
		err = try("“"+s+"” is no date", m[1]+"/"+m[2])
	} else if yearLast.MatchString(s) {
		err = &dateFault{"“" + s + "” does not begin with the year", "write year, month and day: 2025-10-28"}
	} else if level2.MatchString(s) {
		err = &dateFault{"“" + s + "” is no date of EDTF level 0 or 1", "? ~ and % stand at the end; X stands for the last digits only: 202X, 2025-XX, 2025-10-XX"}
	}
	if err != nil {
		return err
	}
	return &dateFault{"“" + s + "” is no date", dateForms}
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// IsZero tells that there is no date.
func (d Date) IsZero() bool { return d.Text == "" }

// String is the date as it was written.
func (d Date) String() string { return d.Text }

// First is the first day that the date may mean, as 2025-10-09. Compared
// byte by byte such days stand in their order, also before the year 0 and after
// 9999, where they are written in a form of their own. An interval without a
// known beginning has the first day "", before all others.
func (d Date) First() string {
	if d.IsZero() || d.from.kind != known {
		return ""
	}
	return d.from.stamp(false)
}

// Last is the last day that the date may mean, in the form of First. An
// interval without a known end has the last day "~", after all others.
func (d Date) Last() string {
	if d.IsZero() || d.to.kind != known {
		return "~"
	}
	return d.to.stamp(true)
}

// stamp is the first or last day of a point as a key for sorting.
func (p point) stamp(last bool) string {
	year, month, day := p.year, p.month, p.day
	if p.hidden > 0 {
		span := []int{1, 10, 100}[p.hidden] - 1
		if (year < 0) != last { // -004X runs from -0049 to -0040
			year += span * sign(year)
		}
	}
	switch {
	case month > 12:
		// Spring begins in March; winter begins in December and ends in the next year.
		month = (month-20)*3 + map[bool]int{false: 0, true: 2}[last]
		if month > 12 {
			year, month = year+1, month-12
		}
	case month <= 0 && last:
		month = 12
	case month <= 0:
		month = 1
	}
	switch {
	case day <= 0 && last:
		day = daysIn(year, month)
	case day <= 0:
		day = 1
	}
	switch {
	case year < 0: // the complement, so that earlier years stand before later ones
		return fmt.Sprintf("-%010d-%02d-%02d", 1_000_000_000+year, month, day)
	case year > 9999:
		return fmt.Sprintf("Y%010d-%02d-%02d", year, month, day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// Words is the date as readers get it, in English: 25–28 October 2025.
func (d Date) Words() string {
	a, b := d.from, d.to
	switch {
	case d.IsZero():
		return ""
	case !d.interval:
		return a.words()
	case a.kind == open:
		return "until " + b.words()
	case b.kind == open:
		return "from " + a.words() + " on"
	case a.kind == unknown:
		return "until " + b.words() + ", beginning not known"
	case b.kind == unknown:
		return "from " + a.words() + ", end not known"
	case a == b:
		return a.words()
	case a.qualifier != 0 || b.qualifier != 0:
		return "from " + a.words() + " to " + b.words()
	}
	// The shorter forms leave out what both ends share.
	plain := a.year == b.year && a.year > 0 && a.month >= 1 && b.month >= 1 && a.month <= 12 && b.month <= 12
	switch {
	case plain && a.day > 0 && b.day > 0 && a.month == b.month:
		return fmt.Sprintf("%d–%s", a.day, b.words())
	case plain && a.day > 0 && b.day > 0:
		return fmt.Sprintf("%d %s – %s", a.day, months[a.month-1], b.words())
	case plain && a.day == 0 && b.day == 0:
		return months[a.month-1] + "–" + b.words()
	case a.month == 0 && b.month == 0 && a.year > 0:
		return a.words() + "–" + b.words()
	}
	return a.words() + " – " + b.words()
}

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func yearWords(year int) string {
	if year <= 0 { // astronomical years have a year 0, people's have none
		return strconv.Itoa(1-year) + " BC"
	}
	return strconv.Itoa(year)
}

func monthWords(year, month int) string {
	return months[month-1] + " " + yearWords(year)
}

func (p point) words() string {
	var s string
	switch {
	case p.hidden > 0:
		first, last := p.year, p.year+sign(p.year)*([]int{1, 10, 100}[p.hidden]-1)
		s = "some year from " + yearWords(min(first, last)) + " to " + yearWords(max(first, last))
	case p.month < 0 && p.day < 0:
		s = "some day in " + yearWords(p.year)
	case p.month < 0:
		s = "some month in " + yearWords(p.year)
	case p.month == 0:
		s = yearWords(p.year)
	case p.month > 12:
		s = [...]string{"spring", "summer", "autumn", "winter"}[p.month-21] + " " + yearWords(p.year)
	case p.day < 0:
		s = "some day in " + monthWords(p.year, p.month)
	case p.day == 0:
		s = monthWords(p.year, p.month)
	default:
		s = strconv.Itoa(p.day) + " " + monthWords(p.year, p.month)
	}
	if p.time != "" {
		s += ", " + strings.TrimSuffix(p.time, ":00")
		switch p.zone {
		case "":
		case "Z":
			s += " UTC"
		default:
			s += " (UTC" + strings.Replace(p.zone, "-", "−", 1) + ")"
		}
	}
	switch p.qualifier {
	case '?':
		return s + ", uncertain"
	case '~':
		return "about " + s
	case '%':
		return "about " + s + ", uncertain"
	}
	return s
}

// Machine is the date as a value of <time datetime>, "" where HTML has none:
// for intervals, seasons, unknown digits, years before 1 and whatever is
// uncertain or approximate, since the element would drop just that.
func (d Date) Machine() string {
	p := d.from
	if d.IsZero() || d.interval || p.qualifier != 0 || p.hidden > 0 || p.month < 0 || p.month > 12 || p.day < 0 || p.year <= 0 {
		return ""
	}
	s := fmt.Sprintf("%04d", p.year)
	if p.month > 0 {
		s += fmt.Sprintf("-%02d", p.month)
	}
	if p.day > 0 {
		s += fmt.Sprintf("-%02d", p.day)
	}
	if p.time != "" {
		s += "T" + p.time + p.zone
	}
	return s
}
