package build

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"unicode"
	"unicode/utf8"

	"dossier/internal/diag"
)

const settingsName = "dossier.yaml"

// everything is all that a dossier consists of.
var everything = []string{"content", settingsName, "layouts", "seeds", "static"}

// ErrNoDossier is wrapped in the error of a folder that holds no dossier.
var ErrNoDossier = errors.New("no " + settingsName)

var (
	ruleSymlink = diag.Rule{Code: "file/symlink", Title: "a symbolic link lies in the dossier",
		Doc: "Only regular files and folders are read. A symbolic link may lead out of the dossier, to a file that was never meant to be published, or in a circle; and where it leads differs from one computer to the next, so the same dossier would give different sites.\n\nPut a copy of the file in the place of the link."}
	ruleSpecial = diag.Rule{Code: "file/special", Title: "something in the dossier is neither a file nor a folder, or one in the place of the other",
		Doc: "A pipe, a socket or a device has no text that could be read once and kept. It is not opened, since reading it might never end. `content`, `seeds`, `layouts` and `static` must be folders, and `dossier.yaml` a file.\n\nRemove it from the dossier, or put what is meant in its place."}
	ruleStray = diag.Rule{Code: "file/stray", Severity: diag.Warning, Title: "a file in content/ is no page",
		Doc: "Pages are files whose name ends in `.md`. Anything else in `content/` is passed over and not published.\n\nPut images and other files that are to be published into `static/`: `static/photo.jpg` has the address `/photo.jpg`. Put the texts of sources into `seeds/`. Files that begin with a dot, and the litter that editors leave (`page.md~`), are passed over without a word."}
	ruleName = diag.Rule{Code: "file/name", Title: "the name of a file cannot be an address",
		Doc: "A file in `static/` keeps its name as its address. So each part of its path has letters, marks, digits and, single between them, `.`, `-` and `_`, in at most 120 bytes. `_` may also begin a name (`_headers`), and the folder `.well-known` may lie in `static/`. `photo 1.jpg`, `a--b.png` and `notes..txt` are refused: nothing is changed silently into a name that would do. In the other folders a name must be readable text: valid UTF-8 and no control characters.\n\nRename the file."}
	ruleSecret = diag.Rule{Code: "file/secret", Title: "a file that looks like a secret lies in static/",
		Doc: "Everything in `static/` is published as it is. The name of this file is one under which private keys and passwords are kept: `.env`, `id_rsa` and its kin, or an ending such as `.pem`, `.key`, `.p12`. It is not read and nothing is built until it is gone.\n\nMove it out of the dossier. If it was ever published, take the secret out of use. If it is none, give it another name."}
)

// Rules are all rules that this room raises.
var Rules = []*diag.Rule{&ruleSymlink, &ruleSpecial, &ruleStray, &ruleName, &ruleSecret}

// inputs are the files of a dossier, each list sorted by path, and what is wrong
// with files that were not read. It is never changed once it is made.
type inputs struct {
	settings *diag.File // empty where it could not be read as a regular file
	content  []*diag.File
	seeds    []*diag.File
	layouts  []*diag.File
	static   []*diag.File
	problems []diag.Diagnostic
}

// list is where files of a path belong; nil if it is no list's.
func (in *inputs) list(path string) *[]*diag.File {
	area, _, _ := strings.Cut(path, "/")
	switch area {
	case "content":
		return &in.content
	case "seeds":
		return &in.seeds
	case "layouts":
		return &in.layouts
	case "static":
		return &in.static
	}
	return nil
}

// has finds the file of a path; nil if there is none.
func (in *inputs) has(path string) *diag.File {
	if in == nil {
		return nil
	}
	if path == settingsName {
		return in.settings
	}
	l := in.list(path)
	if l == nil {
		return nil
	}
	if i, ok := slices.BinarySearchFunc(*l, path, func(f *diag.File, path string) int { return cmp.Compare(f.Path, path) }); ok {
		return (*l)[i]
	}
	return nil
}

// load reads the files of a dossier. It is the only step of the road that reads
// the disk, and it decides by names and types alone what is read at all:
//
//   - regular files only, through a root that nothing leads out of;
//   - no dotfiles, no dot-folders, no litter of editors;
//   - of content/ the pages, of the other folders everything.
//
// Pages, layouts and settings come with LF as line end and without a byte order
// mark, so that a dossier gives the same site wherever it was checked out; seeds
// and static files come byte for byte.
//
// With previous, a file whose bytes are the same is the same *diag.File, by
// which the steps above know that nothing changed. With changed as well
// (relative paths with slashes: files or folders, new, other or gone), only
// these paths are looked at and all else is taken over.
func load(dir string, previous *inputs, changed []string) (*inputs, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w in %s: there is no such folder", ErrNoDossier, dir)
	} else if err != nil {
		return nil, fmt.Errorf("open dossier %s: %w", dir, cause(err))
	}
	defer root.Close()

	// Beyond a few hundred paths, finding out what they leave alone costs more than reading all.
	looks := everything
	if previous != nil && changed != nil && len(changed) <= 256 {
		if looks, err = narrow(root, changed); err != nil {
			return nil, err
		}
	}
	s := scan{root: root, previous: previous}
	for _, p := range looks {
		if err := s.look(p); err != nil {
			return nil, err
		}
	}
	if err := s.read(); err != nil {
		return nil, err
	}
	in := s.merge(looks)
	if in.settings == nil {
		return nil, fmt.Errorf("%w in %s", ErrNoDossier, dir)
	}
	return in, nil
}

// narrow turns changed paths into the fewest paths to look at. Where a folder
// above a path is gone, has become something else or is refused, all below it
// shares its lot, so that folder is looked at in its place.
func narrow(root *os.Root, changed []string) ([]string, error) {
	var looks []string
	for _, c := range changed {
		c = path.Clean(strings.TrimSuffix(c, "/"))
		if c == "." {
			return everything, nil
		}
		if !fs.ValidPath(c) || c != settingsName && new(inputs).list(c) == nil {
			continue
		}
		area, _, _ := strings.Cut(c, "/")
		for i := range len(c) {
			if c[i] != '/' {
				continue
			}
			info, err := root.Lstat(c[:i])
			if err != nil && !gone(err) {
				return nil, fmt.Errorf("read %s: %w", c[:i], cause(err))
			}
			if err != nil || !info.IsDir() || nameFault(area, path.Base(c[:i])) != "" {
				c = c[:i]
				break
			}
		}
		if !ignored(c) {
			looks = append(looks, c)
		}
	}
	slices.Sort(looks)
	kept := looks[:0]
	for _, l := range looks {
		if !slices.ContainsFunc(kept, func(k string) bool { return within(l, k) }) {
			kept = append(kept, l)
		}
	}
	return kept, nil
}

// within tells whether a path is another or lies below it.
func within(p, folder string) bool {
	return strings.HasPrefix(p, folder) && (len(p) == len(folder) || p[len(folder)] == '/')
}

// ignored tells whether a path is passed over without a word: dotfiles, and what
// editors leave while they save. A secret in static/ is not: it is refused by name.
func ignored(p string) bool {
	parts := strings.Split(p, "/")
	for i, name := range parts {
		if strings.HasPrefix(name, ".") {
			wellKnown := i == 1 && parts[0] == "static" && name == ".well-known"
			if !wellKnown && !(i == len(parts)-1 && parts[0] == "static" && secret(name)) {
				return true
			}
		}
		if name == "4913" || strings.HasSuffix(name, "~") || strings.Contains(name, "___jb_") ||
			len(name) > 1 && strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") {
			return true
		}
	}
	return false
}

// secret tells whether a name is one under which secrets are kept.
func secret(name string) bool {
	name = strings.ToLower(name)
	for _, p := range []string{".env", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	switch path.Ext(name) {
	case ".pem", ".key", ".p12", ".pfx", ".ppk", ".keystore", ".jks", ".kdbx":
		return true
	}
	return false
}

// nameFault says what is wrong with a name in a folder of the dossier, "" if nothing is.
func nameFault(area, name string) string {
	if !utf8.ValidString(name) {
		return "is not valid UTF-8"
	}
	if i := strings.IndexFunc(name, unicode.IsControl); i >= 0 {
		return "has a control character"
	}
	if area != "static" || name == ".well-known" {
		return ""
	}
	if len(name) > 120 {
		return "has more than 120 bytes"
	}
	sign := name[0] != '_' // as if a sign stood before
	for _, r := range name {
		switch {
		case unicode.In(r, unicode.L, unicode.M, unicode.Nd):
			sign = false
		case r != '.' && r != '-' && r != '_':
			return fmt.Sprintf("has %q", r)
		case sign:
			return fmt.Sprintf("has %q at the beginning or after another sign", r)
		default:
			sign = true
		}
	}
	if strings.HasSuffix(name, ".") {
		return "ends in a full stop"
	}
	return ""
}

// A scan walks through a dossier and gathers what is to be read.
type scan struct {
	root     *os.Root
	previous *inputs
	paths    []string
	files    []*diag.File // of paths; nil: gone meanwhile
	problems []diag.Diagnostic
}

func (s *scan) refuse(r *diag.Rule, p, message, hint string) {
	d := r.At(diag.NewFile(p, nil), diag.Span{}, message)
	d.Hint = hint
	s.problems = append(s.problems, d)
}

// look decides about one path that may or may not be there.
func (s *scan) look(p string) error {
	info, err := s.root.Lstat(p)
	if gone(err) {
		return nil
	} else if err != nil {
		return fmt.Errorf("read %s: %w", p, cause(err))
	}
	return s.visit(p, info.Mode().Type())
}

// visit decides about one path of a known type, and all below it.
func (s *scan) visit(p string, mode fs.FileMode) error {
	area, _, below := strings.Cut(p, "/")
	name := path.Base(p)
	folder := !below && p != settingsName // one of the four that must be folders
	fault := nameFault(area, name)
	switch {
	case ignored(p):
	case mode&fs.ModeSymlink != 0:
		s.refuse(&ruleSymlink, p, "a symbolic link is not followed", "put a copy of the file in its place")
	case mode != 0 && mode != fs.ModeDir:
		s.refuse(&ruleSpecial, p, "this is "+kind(mode)+", not a regular file", "remove it from the dossier")
	case folder && mode != fs.ModeDir:
		s.refuse(&ruleSpecial, p, "this is a file, but must be a folder", "remove it, or make it a folder")
	case p == settingsName && mode == fs.ModeDir:
		s.refuse(&ruleSpecial, p, "this is a folder, but must be a file", "make it a file")
	case mode == 0 && area == "static" && secret(name):
		s.refuse(&ruleSecret, p, "this looks like a secret, and everything in static/ is published", "move it out of the dossier; if it is no secret, rename it")
	case mode == 0 && area == "content" && path.Ext(name) != ".md":
		hint := "put it into static/ if it is to be published"
		if strings.EqualFold(path.Ext(name), ".md") {
			hint = "write the ending .md in lower-case letters"
		}
		s.refuse(&ruleStray, p, "this is no page, and is not published", hint)
	case fault != "":
		s.refuse(&ruleName, p, fmt.Sprintf("the name %q %s", name, fault), "rename it: letters, digits and, single between them, . - _")
	case mode == fs.ModeDir:
		return s.walk(p)
	default:
		s.paths = append(s.paths, p)
	}
	return nil
}

func (s *scan) walk(folder string) error {
	var entries []fs.DirEntry
	d, err := s.open(folder)
	if err == nil {
		entries, err = d.ReadDir(-1)
		d.Close()
	}
	if err != nil && !gone(err) {
		return fmt.Errorf("read %s: %w", folder, cause(err))
	}
	for _, e := range entries {
		if err := s.visit(folder+"/"+e.Name(), e.Type()); err != nil {
			return err
		}
	}
	return nil
}

// open never waits: without O_NONBLOCK a pipe put in the place of a file since
// it was listed would hang the build.
func (s *scan) open(p string) (*os.File, error) {
	return s.root.OpenFile(p, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// read reads all paths, a few at a time: the time goes into waiting for the disk.
func (s *scan) read() error {
	s.files = make([]*diag.File, len(s.paths))
	errs := make([]error, len(s.paths))
	special := make([]fs.FileMode, len(s.paths))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(max(2, runtime.GOMAXPROCS(0)), 8, len(s.paths)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(s.paths); i = int(next.Add(1)) - 1 {
				s.files[i], special[i], errs[i] = s.readFile(s.paths[i])
			}
		})
	}
	wg.Wait()
	for i, p := range s.paths {
		if errs[i] != nil {
			return fmt.Errorf("read %s: %w", p, cause(errs[i]))
		}
		if special[i] != 0 {
			s.refuse(&ruleSpecial, p, "this is "+kind(special[i])+", not a regular file", "remove it from the dossier")
		}
	}
	return nil
}

func (s *scan) readFile(p string) (f *diag.File, special fs.FileMode, err error) {
	h, err := s.open(p)
	if gone(err) {
		return nil, 0, nil
	} else if err != nil {
		return nil, 0, err
	}
	defer h.Close()
	info, err := h.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, info.Mode().Type(), nil
	}
	// One byte more than the size, so that the end is met without growing.
	b := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := b.ReadFrom(h); err != nil {
		return nil, 0, err
	}
	data := b.Bytes()
	if area, _, _ := strings.Cut(p, "/"); area != "seeds" && area != "static" {
		data = normalise(data)
	}
	if old := s.previous.has(p); old != nil && bytes.Equal(old.Data, data) {
		return old, 0, nil
	}
	return diag.NewFile(p, data), 0, nil
}

// normalise strips a byte order mark and makes every line end LF, in place.
func normalise(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	at := bytes.IndexByte(data, '\r')
	if at < 0 {
		return data
	}
	out := data[:at]
	for i := at; i < len(data); i++ {
		c := data[i]
		if c == '\r' {
			if c = '\n'; i+1 < len(data) && data[i+1] == '\n' {
				i++
			}
		}
		out = append(out, c)
	}
	return out
}

// merge puts together what was read and what is taken over.
func (s *scan) merge(looks []string) *inputs {
	// A file stays if nothing that was looked at is it, a folder above it, or a file
	// below it: then it has become a folder.
	stays := func(p string) bool {
		return !slices.ContainsFunc(looks, func(l string) bool { return within(p, l) || within(l, p) })
	}
	in := new(inputs)
	if s.previous != nil {
		*in = *s.previous
	}
	for _, area := range []string{"content", "seeds", "layouts", "static"} {
		if !slices.ContainsFunc(looks, func(l string) bool { return within(l, area) }) {
			continue // the old list as it is, shared
		}
		l := in.list(area)
		var files []*diag.File
		for _, f := range *l {
			if stays(f.Path) {
				files = append(files, f)
			}
		}
		*l = files
	}
	if !stays(settingsName) {
		in.settings = nil
	}
	in.problems = nil
	if s.previous != nil {
		for _, d := range s.previous.problems {
			if stays(d.File.Path) {
				in.problems = append(in.problems, d)
			}
		}
	}

	for i, p := range s.paths {
		f := s.files[i]
		if f == nil {
			continue
		}
		if p == settingsName {
			in.settings = f
			continue
		}
		l := in.list(p)
		*l = append(*l, f)
	}
	for _, d := range s.problems {
		if d.File.Path == settingsName {
			in.settings = d.File
		}
	}
	in.problems = append(in.problems, s.problems...)
	for _, l := range []*[]*diag.File{&in.content, &in.seeds, &in.layouts, &in.static} {
		byPath := func(a, b *diag.File) int { return cmp.Compare(a.Path, b.Path) }
		if !slices.IsSortedFunc(*l, byPath) {
			slices.SortFunc(*l, byPath)
		}
	}
	diag.Sort(in.problems)
	return in
}

// gone tells whether an error means that there is no such file: never, or no
// longer since its folder was listed, which is no trouble but a later state.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// kind names a type of file that is no regular file.
func kind(m fs.FileMode) string {
	switch {
	case m&fs.ModeDir != 0:
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something else"
}

// cause is an error without the operation and path that package os adds: the
// caller names the path, relative to what the author knows.
func cause(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}
