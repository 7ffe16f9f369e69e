package dossier

import (
	"errors"
	"net/url"
	"strings"
	"unicode"

	"dossier/internal/diag"
)

// Settings is dossier.yaml: what holds for the whole site.
type Settings struct {
	File        *diag.File
	Title       string
	Description string
	BaseURL     string // scheme, host and path without a slash at the end, so that BaseURL + Facts.URL is an address; "" if not given
	BasePath    string // the path of BaseURL: "/" or "/sub/"
	Language    string // BCP 47
	Author      string
	Licence     string
	Publish     string // excerpts | full
	Lints       bool   // editorial lints are on
	Corrections string // a mailto: or https: address
	NoMarkdown  bool   // markdown: false
	X           map[string]any
}

// ParseSettings reads dossier.yaml, as strictly as front matter. The Settings
// are never nil; what could not be read has its default.
func ParseSettings(f *diag.File) (*Settings, []diag.Diagnostic) {
	s := &Settings{File: f, BasePath: "/", Language: "en", Publish: "excerpts"}
	if faults := unreadable(f, maxFront); faults != nil {
		return s, faults
	}
	r := &reader{file: f, keys: SettingKeys, noun: "dossier.yaml", end: len(f.Data)}
	m := r.read(0, 0, diag.Span{})

	s.Title = m["title"].text.Value
	s.Description = m["description"].text.Value
	s.Author = m["author"].text.Value
	s.Licence = m["licence"].text.Value
	s.Lints = m["lints"].truth
	s.Corrections = m["corrections"].text.Value
	if v, given := m["markdown"]; given {
		s.NoMarkdown = !v.truth
	}
	s.X = m["x"].free
	if v := m["language"].text.Value; v != "" {
		s.Language = v
	}
	if v := m["publish"].text.Value; v != "" {
		s.Publish = v
	}
	if v := m["base_url"].text.Value; v != "" {
		s.BaseURL, s.BasePath, _ = ParseBaseURL(v)
	}
	return s, r.problems
}

// ParseBaseURL splits the address of a site, as dossier.yaml or a flag gives
// it, into what Settings keep of it. Its error says what is wrong.
func ParseBaseURL(s string) (baseURL, basePath string, err error) {
	fail := func(what string) (string, string, error) { return "", "/", errors.New(what) }
	u, err := url.Parse(s)
	switch {
	case err != nil || !plainHost(u.Hostname()):
		return fail("is no web address")
	case u.Scheme != "https" && u.Scheme != "http":
		return fail("does not begin with https:// or http://")
	case u.Hostname() == "" || u.Opaque != "":
		return fail("names no host")
	case u.User != nil:
		return fail("holds a user name")
	case strings.ContainsAny(s, "?#"):
		return fail("has a query or a fragment")
	}
	path := strings.TrimSuffix(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for part := range strings.SplitSeq(path, "/") {
		if path != "" && (part == "" || part == "." || part == "..") {
			return fail("has an empty part, “.” or “..” in its path")
		}
		if strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") != "" {
			return fail("has other signs than letters a–z, digits and - . _ ~ in its path")
		}
	}
	baseURL, basePath = u.Scheme+"://"+u.Host, "/"
	if path != "" {
		baseURL, basePath = baseURL+"/"+path, "/"+path+"/"
	}
	return baseURL, basePath, nil
}

// validContact tells whether s is where readers can write to.
func validContact(s string) bool {
	if strings.ContainsAny(s, " \t\n\"'<>\\") {
		return false
	}
	if address, ok := strings.CutPrefix(s, "mailto:"); ok {
		address, _, _ = strings.Cut(address, "?")
		name, host, ok := strings.Cut(address, "@")
		return ok && name != "" && host != "" && !strings.Contains(host, "@")
	}
	return strings.HasPrefix(s, "https:") && webAddress(s)
}

// webAddress tells whether s is an http: or https: address with a host.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && plainHost(u.Hostname()) &&
		u.User == nil && !strings.ContainsAny(s, " \t\n\"<>\\")
}

// plainHost keeps out signs that url.Parse lets pass in a host: quotation
// marks and angle brackets, which have no place in an address or in a page.
func plainHost(host string) bool {
	for _, c := range host {
		if !unicode.IsLetter(c) && !unicode.IsMark(c) && !unicode.IsDigit(c) && !strings.ContainsRune("-.:", c) {
			return false
		}
	}
	return true
}
