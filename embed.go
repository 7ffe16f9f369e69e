// Package dossier holds the default layouts and static files, embedded in the
// program so that a dossier of one's own needs neither. A file of the same name
// in a dossier's layouts/ or static/ replaces the default.
package dossier

import "embed"

//go:embed all:layouts all:static
var Defaults embed.FS
