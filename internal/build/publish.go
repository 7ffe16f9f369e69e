package build

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	manifestName = "manifest.json"
	lockWait     = 10 * time.Second
)

// publish puts a site in the place of dest: all of it or nothing. Whenever the
// process ends, dest is the site as it was or the site as it shall be.
//
// paths are the outputs, relative to dest, with slashes and sorted; content gives
// the bytes of each and is called once for each, from several goroutines.
//
//  1. Refuse a destination that is not ours to replace: only a new or empty folder, or
//     one that an earlier build wrote and nobody put files into. Its manifest tells.
//  2. Lock, and clear what builds that were killed left beside the destination.
//  3. Write everything into a fresh folder beside it, on the same file system; the
//     manifest last. Bring it to the disk.
//  4. Let the two folders change places in one step, and remove the old one.
func publish(ctx context.Context, dest, project string, paths []string, content func(i int) ([]byte, error), workers int) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write site to %s: %w", dest, err)
		}
	}()
	if err := checkPaths(paths); err != nil {
		return err
	}
	folder, name, err := place(dest, project)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	beside, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer beside.Close()
	l, err := acquire(ctx, beside, "."+name+".lock", lockWait)
	if err != nil {
		return err
	}
	defer l.release()

	if err := sweep(beside, name); err != nil {
		return fmt.Errorf("clear what a killed build left: %w", err)
	}
	if err := checkDestination(beside, name); err != nil {
		return err
	}
	staging := leftover(name, "staging")
	err = stage(ctx, beside, staging, paths, content, workers)
	if err == nil {
		err = flush(beside, staging)
	}
	if err == nil {
		err = ctx.Err() // the last moment to turn back
	}
	old := ""
	if err == nil {
		old, err = swap(beside, staging, name)
	}
	if err != nil {
		return errors.Join(err, beside.RemoveAll(staging))
	}

	// The names must be on the disk before the old files leave it. Not every system
	// can do this with a folder, and none needs it while it runs.
	if d, err := beside.Open("."); err == nil {
		d.Sync()
		d.Close()
	}
	if old != "" {
		if err := discard(beside, old, true); err != nil {
			return fmt.Errorf("the new site is in place, but the old one could not be removed: %w", err)
		}
	}
	return nil
}

// checkPaths refuses what is not plainly a file below the destination. The root
// through which all is written would not let it out either.
func checkPaths(paths []string) error {
	for i, p := range paths {
		switch {
		case !fs.ValidPath(p) || p == "." || strings.ContainsAny(p, "\\\x00") || !filepath.IsLocal(filepath.FromSlash(p)):
			return fmt.Errorf("%q is no path of an output", p)
		case p == manifestName:
			return fmt.Errorf("%s is the build's own list of what it wrote; give the file in static/ another name", p)
		case i > 0 && paths[i-1] >= p:
			return fmt.Errorf("outputs %q and %q are the same or not in order", paths[i-1], p)
		}
	}
	return nil
}

// place finds the folder that a destination lies in, and refuses destinations
// under which something else would be lost.
func place(dest, project string) (folder, name string, err error) {
	full, err := filepath.Abs(dest)
	if err != nil {
		return "", "", err
	}
	if project, err = filepath.Abs(project); err != nil {
		return "", "", err
	}
	folder, name = resolve(filepath.Dir(full)), filepath.Base(full)
	full, project = filepath.Join(folder, name), resolve(project)
	const mend = "; choose a folder of its own, such as public"
	switch {
	case filepath.Dir(full) == full:
		return "", "", errors.New("it is the root of the file system" + mend)
	case contains(full, project):
		return "", "", errors.New("the dossier itself lies in it" + mend)
	}
	if home, err := os.UserHomeDir(); err == nil && contains(full, resolve(home)) {
		return "", "", errors.New("your home folder lies in it" + mend)
	}
	for _, own := range []string{"content", "seeds", "layouts", "static", "cmd", ".git"} {
		if contains(filepath.Join(project, own), full) {
			return "", "", fmt.Errorf("%s/ holds what the site is made from%s", own, mend)
		}
	}
	return folder, name, nil
}

// resolve follows the links of a path as far as it exists.
func resolve(p string) string {
	if real, err := filepath.EvalSymlinks(p); err == nil {
		return real
	}
	if up := filepath.Dir(p); up != p {
		return filepath.Join(resolve(up), filepath.Base(p))
	}
	return p
}

// contains tells whether p is folder or lies in it. Folders are compared as the
// system knows them: one folder can have two names where case does not count.
func contains(folder, p string) bool {
	info, err := os.Stat(folder)
	for ; ; p = filepath.Dir(p) {
		if p == folder {
			return true
		}
		if err == nil {
			if other, err := os.Stat(p); err == nil && os.SameFile(info, other) {
				return true
			}
		}
		if filepath.Dir(p) == p {
			return false
		}
	}
}

// checkDestination refuses what is there already unless a build wrote it.
func checkDestination(beside *os.Root, name string) error {
	info, err := beside.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return errors.New("it is a symbolic link; give the folder that it leads to")
	case !info.IsDir():
		return errors.New("it is a file; give a folder")
	}
	site, err := beside.OpenRoot(name)
	if err != nil {
		return err
	}
	defer site.Close()
	m, err := readManifest(site)
	if err != nil {
		return err
	}
	foreign, err := strangers(site, m)
	if err != nil {
		return err
	}
	switch {
	case len(foreign) == 0:
		return nil
	case m == nil:
		return fmt.Errorf("the folder has no %s of an earlier build, and is not empty: %s. Give a new or empty folder, or empty this one", manifestName, some(foreign))
	}
	return fmt.Errorf("the folder has files that no build wrote: %s. Move them away (into static/, if they are to be published)", some(foreign))
}

// some names up to three files of a list.
func some(files []string) string {
	s := strings.Join(files[:min(3, len(files))], ", ")
	if len(files) > 3 {
		s += fmt.Sprintf(" and %d more", len(files)-3)
	}
	return s
}

// A manifest lists what a build wrote. It is by the manifest that a later build
// knows a folder as its own.
type manifest struct {
	Format int     `json:"format"`
	Files  []entry `json:"files"`
}

type entry struct {
	Path   string `json:"path"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

// encode writes one file a line, so that two builds can be compared with diff.
func (m *manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"format\":%d,\"files\":[", m.Format)
	for i := range m.Files {
		line, err := json.Marshal(&m.Files[i])
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// readManifest reads the manifest of a site; nil if it has none.
func readManifest(site *os.Root) (*manifest, error) {
	info, err := site.Lstat(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("read %s: %w", manifestName, cause(err))
	}
	var m manifest
	if info.Mode().IsRegular() {
		data, err := site.ReadFile(manifestName)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", manifestName, cause(err))
		}
		if json.Unmarshal(data, &m) != nil {
			m = manifest{}
		}
	}
	if m.Format != 1 {
		return nil, fmt.Errorf("its %s is not one that this program wrote. Give a new or empty folder, or empty this one", manifestName)
	}
	return &m, nil
}

// strangers finds the files of a folder that the manifest does not name, sorted.
// What file managers leave where somebody looked does not count.
func strangers(site *os.Root, m *manifest) ([]string, error) {
	ours := map[string]bool{}
	if m != nil {
		ours[manifestName] = true
		for _, f := range m.Files {
			ours[f.Path] = true
		}
	}
	var found []string
	var walk func(folder string) error
	walk = func(folder string) error {
		d, err := site.Open(folder)
		if err != nil {
			return err
		}
		entries, err := d.ReadDir(-1)
		d.Close()
		if err != nil {
			return err
		}
		for _, e := range entries {
			p := path.Join(folder, e.Name())
			switch {
			case e.IsDir():
				if err := walk(p); err != nil {
					return err
				}
			case e.Name() == ".DS_Store" || e.Name() == "Thumbs.db":
			case !ours[p] || !e.Type().IsRegular():
				found = append(found, p)
			}
		}
		return nil
	}
	err := walk(".")
	slices.Sort(found)
	return found, err
}

// leftover makes a name that nobody else has for a folder beside the destination.
// "staging" becomes the new site, "old" was the site.
func leftover(name, role string) string {
	var b [8]byte
	rand.Read(b[:])
	return "." + name + "." + role + "-" + hex.EncodeToString(b[:])
}

// role tells what a name that leftover made stands for; "" for any other name.
func role(entry, name string) string {
	for _, r := range []string{"staging", "old"} {
		if tail, ok := strings.CutPrefix(entry, "."+name+"."+r+"-"); ok && len(tail) == 16 {
			if _, err := hex.DecodeString(tail); err == nil {
				return r
			}
		}
	}
	return ""
}

// sweep brings the folder beside the destination to order after a killed build.
// The lock is held, so whatever bears the names of [leftover] is nobody's.
func sweep(beside *os.Root, name string) error {
	d, err := beside.Open(".")
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(-1)
	d.Close()
	if err != nil {
		return err
	}
	for _, e := range entries {
		r := role(e.Name(), name)
		if r == "" || !e.IsDir() {
			continue
		}
		// The names are the journal of a swap by two renames: an old site and no
		// site means that it ended between the two.
		if r == "old" {
			if _, err := beside.Lstat(name); errors.Is(err, fs.ErrNotExist) {
				if err := beside.Rename(e.Name(), name); err != nil {
					return err
				}
				continue
			}
		}
		if err := discard(beside, e.Name(), r == "old"); err != nil && !errors.Is(err, errForeign) {
			return err
		}
	}
	return nil
}

var errForeign = errors.New("files that no build wrote")

// discard removes a tree that a build wrote. If it was the site and somebody put
// files into it after it was looked through, it is kept. A tree without a whole
// manifest never was one, unless the caller knows better: it is half written, or
// half removed.
func discard(beside *os.Root, tree string, wasSite bool) error {
	site, err := beside.OpenRoot(tree)
	if err != nil {
		return err
	}
	defer site.Close()
	m, err := readManifest(site)
	if err == nil && m != nil || wasSite {
		foreign, err := strangers(site, m)
		if err != nil {
			return err
		}
		if len(foreign) > 0 {
			return fmt.Errorf("%w (%s) were put into it meanwhile; it is kept as %s", errForeign, some(foreign), tree)
		}
	}
	// The folders of pages are removed side by side, since each removal waits for the
	// journal of the file system: measured, a fifth of the time on a busy disk.
	folders, err := fs.Glob(site.FS(), "*/*")
	if err != nil {
		return err
	}
	errs := make([]error, len(folders))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(8, len(folders)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(folders); i = int(next.Add(1)) - 1 {
				errs[i] = site.RemoveAll(folders[i])
			}
		})
	}
	wg.Wait()
	site.Close() // or else some systems keep the folder
	return cmp.Or(cmp.Or(errs...), beside.RemoveAll(tree))
}

// swap puts the staged tree in the place of the site. It returns the name under
// which the old site lies now, "" if there was none.
func swap(beside *os.Root, staging, name string) (old string, err error) {
	if _, err := beside.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return "", beside.Rename(staging, name)
	} else if err != nil {
		return "", err
	}
	err = exchange(beside, staging, name)
	if errors.Is(err, errors.ErrUnsupported) {
		err = swapByRename(beside, staging, name)
	}
	if err != nil {
		return "", fmt.Errorf("put the new site in place: %w", err)
	}
	return staging, nil
}

// swapByRename is the way where exchange is not to be had. For a moment there is
// no site; a build killed in that moment leaves the old one under a name by which
// sweep knows it and puts it back.
func swapByRename(beside *os.Root, staging, name string) error {
	old := leftover(name, "old")
	if err := beside.Rename(name, old); err != nil {
		return err
	}
	if err := beside.Rename(staging, name); err != nil {
		return errors.Join(err, beside.Rename(old, name))
	}
	return beside.Rename(old, staging)
}

// stage writes all outputs and the manifest into a new folder.
//
// Permissions are the same whatever the umask says, since a web server must read
// what it is to serve. They are set one by one only if the umask takes something
// from them, which the first folder shows.
func stage(ctx context.Context, beside *os.Root, staging string, paths []string, content func(i int) ([]byte, error), workers int) error {
	if err := beside.Mkdir(staging, 0o755); err != nil {
		return err
	}
	info, err := beside.Lstat(staging)
	if err != nil {
		return err
	}
	w := writer{modes: info.Mode().Perm() != 0o755 && runtime.GOOS != "windows"}
	if w.modes {
		if err := beside.Chmod(staging, 0o755); err != nil {
			return err
		}
	}
	if w.site, err = beside.OpenRoot(staging); err != nil {
		return err
	}
	defer w.site.Close()

	// Folders that others lie in are made first, one after another. Those that hold only
	// files, nearly all, are made beside each other by whoever writes the first of them.
	made := map[string]bool{".": true}
	for _, p := range paths {
		if err := w.mkdir(path.Dir(path.Dir(p)), made); err != nil {
			return err
		}
	}
	if err := w.openFolders(made); err != nil {
		return err
	}
	defer w.closeFolders()

	m := manifest{Format: 1, Files: make([]entry, len(paths))}
	errs := make([]error, len(paths))
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range min(max(workers, 1), len(paths)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(paths) && !failed.Load() && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if i > 0 && i%2000 == 0 {
					// What is written so far goes to the disk while the rest is rendered; the
					// flush at the end, whose failure counts, finds most of the work done.
					wg.Go(func() { flush(beside, staging) })
				}
				data, err := content(i)
				if err == nil {
					sum := sha256.Sum256(data)
					m.Files[i] = entry{paths[i], len(data), hex.EncodeToString(sum[:])}
					if err = w.leaf(path.Dir(paths[i]), made); err == nil {
						err = w.write(paths[i], data)
					}
				}
				if err != nil {
					errs[i] = fmt.Errorf("%s: %w", paths[i], cause(err))
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return errs[i]
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	data, err := m.encode()
	if err == nil {
		err = w.write(manifestName, data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", manifestName, cause(err))
	}
	return nil
}

// A writer writes new files into a site that is being made.
type writer struct {
	site  *os.Root
	modes bool // permissions have to be set

	// folders that were made first, open: a path through an os.Root is walked a component
	// at a time, and most of a site's files lie three folders deep.
	folders map[string]*os.Root
}

// mostFolders bounds the folders that are held open; others are reached from the top.
const mostFolders = 128

func (w *writer) openFolders(made map[string]bool) error {
	w.folders = map[string]*os.Root{}
	for folder := range made {
		if len(w.folders) == mostFolders {
			break
		}
		if folder == "." {
			continue
		}
		root, err := w.site.OpenRoot(folder)
		if err != nil {
			w.closeFolders()
			return fmt.Errorf("%s: %w", folder, cause(err))
		}
		w.folders[folder] = root
	}
	return nil
}

func (w *writer) closeFolders() {
	for _, root := range w.folders {
		root.Close()
	}
}

// at returns the nearest open folder above a path, and the path from there.
func (w *writer) at(p string) (*os.Root, string) {
	for up := path.Dir(p); up != "."; up = path.Dir(up) {
		if root := w.folders[up]; root != nil {
			return root, p[len(up)+1:]
		}
	}
	return w.site, p
}

func (w *writer) mkdir(folder string, made map[string]bool) error {
	if made[folder] {
		return nil
	}
	if err := w.mkdir(path.Dir(folder), made); err != nil {
		return err
	}
	made[folder] = true
	err := w.site.Mkdir(folder, 0o755)
	if err == nil && w.modes {
		err = w.site.Chmod(folder, 0o755)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", folder, cause(err))
	}
	return nil
}

// leaf makes a folder whose parent is there, unless it is among those made before or
// another goroutine has made it meanwhile.
func (w *writer) leaf(folder string, made map[string]bool) error {
	if made[folder] {
		return nil
	}
	root, name := w.at(folder)
	err := root.Mkdir(name, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil && w.modes {
		err = root.Chmod(name, 0o755)
	}
	return err
}

func (w *writer) write(p string, data []byte) error {
	root, name := w.at(p)
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && w.modes {
		err = f.Chmod(0o644)
	}
	return cmp.Or(err, f.Close()) // closing may be what tells that the disk is full
}
