package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dossier": main})
}

// TestScripts runs the program as a user does: one behaviour a file.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			// The harbour dossier stands ready in $HARBOUR.
			e.Setenv("HARBOUR", filepath.Join(e.WorkDir, "harbour"))
			return os.CopyFS(filepath.Join(e.WorkDir, "harbour"), os.DirFS("testdata/harbour"))
		},
	})
}
