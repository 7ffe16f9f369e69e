//go:build !linux

package build

import (
	"errors"
	"os"
)

// exchange: no portable system call lets two names change places.
func exchange(root *os.Root, a, b string) error { return errors.ErrUnsupported }

// flush brings the manifest of a tree to the disk, which was written last. To
// wait for the disk once a file would take minutes for a large site, and there is
// no portable call for a whole file system; a site lost with the power is built again.
func flush(root *os.Root, tree string) error {
	f, err := root.OpenFile(tree+"/"+manifestName, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
