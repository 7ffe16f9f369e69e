package build

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// A lock keeps two builds from publishing to one destination at the same time.
// It is held on an open file by the system, which lets go of it when the process
// ends, however it ends: a file that merely exists would have to be removed by
// hand after a crash.
type lock struct {
	root *os.Root
	name string
	file *os.File
}

// acquire takes the lock, and waits for it as long as is said.
func acquire(ctx context.Context, root *os.Root, name string, wait time.Duration) (*lock, error) {
	fail := func(err error) (*lock, error) {
		return nil, fmt.Errorf("lock %s: %w", name, cause(err))
	}
	for end := time.Now().Add(wait); ; {
		f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return fail(err)
		}
		held, err := tryLock(f)
		if err != nil {
			f.Close()
			return fail(err)
		}
		if held {
			l := &lock{root, name, f}
			current, err := l.current()
			if err == nil && current {
				_, err = fmt.Fprintf(f, "%-20d\n", os.Getpid())
				if err == nil {
					return l, nil
				}
				l.release()
			} else {
				f.Close()
			}
			if err != nil {
				return fail(err)
			}
			continue
		}
		holder, _ := io.ReadAll(io.LimitReader(f, 21))
		f.Close()
		if time.Now().After(end) {
			who := "another build"
			if pid := strings.TrimSpace(string(holder)); pid != "" {
				who += " (process " + pid + ")"
			}
			return nil, fmt.Errorf("%s is writing there; waited %v. Wait until it has ended, or end it", who, wait)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(min(50*time.Millisecond, wait)):
		}
	}
}

// current tells whether the file that is locked still has its name. Whoever held
// the lock before removed the file on leaving, and a third may by now hold the
// lock of a newer one.
func (l *lock) current() (bool, error) {
	mine, err := l.file.Stat()
	if err != nil {
		return false, err
	}
	there, err := l.root.Lstat(l.name)
	if gone(err) {
		return false, nil
	}
	return err == nil && os.SameFile(mine, there), err
}

func (l *lock) release() {
	l.root.Remove(l.name)
	l.file.Close()
}
