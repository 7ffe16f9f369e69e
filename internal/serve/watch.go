package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long the disk must be quiet before a rebuild reads it: a plain save
// is two writes, and an editor's save by renaming is several events.
const settle = 15 * time.Millisecond

// folders of a dossier that are watched, besides dossier.yaml in its root.
var folders = []string{"content", "layouts", "static", "seeds"}

// Watch rebuilds when files change, until ctx ends. With poll it looks at every
// file once each interval instead: network and mounted file systems give no events.
func (s *Server) Watch(ctx context.Context, dir string, poll time.Duration) error {
	if poll > 0 {
		return s.poll(ctx, poll)
	}
	w, err := fsnotify.NewBufferedWatcher(4096)
	if err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	defer w.Close()
	if err := w.Add(dir); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	for _, f := range folders {
		if err := addAll(w, filepath.Join(dir, f)); err != nil {
			return err
		}
	}
	// Events are drained in this goroutine and handed on in batches, so that the
	// queue of the kernel does not fill while a build is under way.
	batches := make(chan []string, 1)
	done := make(chan error, 1)
	go func() { done <- s.rebuilds(ctx, batches) }()
	pending := map[string]bool{}
	everything := false
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-done:
			return err
		case err := <-w.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return fmt.Errorf("watch %s: %w", dir, err)
			}
			// Events are lost: look at everything again, new folders too.
			everything = true
			for _, f := range folders {
				addAll(w, filepath.Join(dir, f))
			}
			quiet = time.After(settle)
		case e := <-w.Events:
			rel, err := filepath.Rel(dir, e.Name)
			if err != nil || !ours(filepath.ToSlash(rel)) || e.Op == fsnotify.Chmod {
				continue
			}
			if e.Has(fsnotify.Rename) || e.Has(fsnotify.Remove) {
				// A folder that was renamed keeps its watches under names that are no longer true.
				for _, watched := range w.WatchList() {
					if watched == e.Name || strings.HasPrefix(watched, e.Name+string(filepath.Separator)) {
						w.Remove(watched)
					}
				}
			}
			if e.Has(fsnotify.Create) {
				// fsnotify is not recursive: add a new folder, then look at what is in it already.
				if info, err := os.Lstat(e.Name); err == nil && info.IsDir() {
					addAll(w, e.Name)
				}
			}
			pending[filepath.ToSlash(rel)] = true
			quiet = time.After(settle)
		case <-quiet:
			var batch []string
			if !everything {
				for p := range pending {
					batch = append(batch, p)
				}
				slices.Sort(batch)
			}
			select {
			case batches <- batch:
				pending, everything, quiet = map[string]bool{}, false, nil
			default: // a build is under way and one batch waits: gather more
				quiet = time.After(settle)
			}
		}
	}
}

// rebuilds runs one build a batch; an empty batch means everything.
func (s *Server) rebuilds(ctx context.Context, batches <-chan []string) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case batch := <-batches:
			if _, err := s.Rebuild(ctx, batch); err != nil && ctx.Err() == nil {
				s.tell(fmt.Sprintf("cannot build: %v; waiting for the next change", err))
			}
		}
	}
}

// ours tells whether a path below the dossier's folder can matter to the site.
func ours(rel string) bool {
	if rel == "dossier.yaml" || slices.Contains(folders, rel) {
		return true
	}
	top, _, ok := strings.Cut(rel, "/")
	return ok && slices.Contains(folders, top)
}

// addAll watches a folder and all folders in it. What is not there is not watched:
// its parent tells when it comes.
func addAll(w *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return fmt.Errorf("watch %s: %w", path, err)
		case !d.IsDir():
			return nil
		case strings.HasPrefix(d.Name(), ".") && d.Name() != ".well-known" && path != root:
			return fs.SkipDir
		}
		if err := w.Add(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("watch %s: %w; if there are too many folders, use --poll", path, err)
		}
		return nil
	})
}

// poll looks at every file once each interval. A build with nothing changed parses
// and renders nothing, so it is cheap.
func (s *Server) poll(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if _, err := s.Rebuild(ctx, nil); err != nil && ctx.Err() == nil {
				s.tell(fmt.Sprintf("cannot build: %v; trying again", err))
			}
		}
	}
}
