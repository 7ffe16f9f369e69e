// Package internal_test keeps the house in order: who may import whom, and who may touch the world.
package internal_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors of the rooms, as internal/README.md draws them. A room imports only rooms on lower floors.
var floors = map[string]int{
	"diag": 0, "quote": 0, "search": 0,
	"dossier": 1,
	"site":    2,
	"render":  3,
	"build":   4,
	"serve":   5,
}

// pure rooms turn values into values. They do not touch the world.
var pure = []string{"diag", "quote", "search", "dossier", "site", "render"}

// world are the packages through which it is touched. net/url only takes strings apart.
var world = []string{"os", "net", "time", "path/filepath", "math/rand", "math/rand/v2", "syscall", "io/ioutil", "log", "embed"}

func TestFloors(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		room := e.Name()
		floor, known := floors[room]
		if !known {
			t.Errorf("internal/%s stands on no floor; add it here and in internal/README.md", room)
			continue
		}
		files, err := filepath.Glob(filepath.Join(room, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Errorf("internal/%s is an empty room", room)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, imported := range tree.Imports {
				path, _ := strconv.Unquote(imported.Path.Value)
				if other, ours := strings.CutPrefix(path, "dossier/internal/"); ours && floors[other] >= floor {
					t.Errorf("%s imports %s, which is not on a lower floor", file, path)
				}
				if path == "dossier" || strings.HasPrefix(path, "dossier/cmd") {
					t.Errorf("%s imports %s", file, path)
				}
				if !slices.Contains(pure, room) {
					continue
				}
				for _, w := range world {
					if path == w || strings.HasPrefix(path, w+"/") && path != "net/url" {
						t.Errorf("%s imports %s, but %s is a pure room", file, path, room)
					}
				}
			}
		}
	}
	for room := range floors {
		if _, err := os.Stat(room); err != nil {
			t.Errorf("there is no room internal/%s; take it off its floor", room)
		}
	}
}

// TestNoRoomForOddments: a helper lives beside its one user.
func TestNoRoomForOddments(t *testing.T) {
	for _, name := range []string{"util", "utils", "helpers", "common", "model", "models", "types", "misc"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("internal/%s: what is in it belongs beside those who use it", name)
		}
	}
}
