package build

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkCold walks the whole road over the Istanbul dossier but for the disk: read,
// parse, link, verify, plan, render. Its profile is what the program is optimised by
// (see `make profile`).
func BenchmarkCold(b *testing.B) {
	b.ReportAllocs()
	pages := 0
	for b.Loop() {
		builder := newBuilder(b, "../..", 0)
		builder.kept = nil
		r, err := builder.Build(context.Background(), nil)
		if err != nil {
			b.Fatal(err)
		}
		pages = 0
		for i := range r.Outputs {
			if _, err := r.Outputs[i].Bytes(); err != nil {
				b.Fatal(err)
			}
			if r.Outputs[i].Page {
				pages++
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(pages), "µs/page")
}

// BenchmarkWarm saves one page and asks for it, as a preview does.
func BenchmarkWarm(b *testing.B) {
	dir := copyDossier(b, "../..")
	builder := newBuilder(b, dir, 0)
	if _, err := builder.Build(context.Background(), nil); err != nil {
		b.Fatal(err)
	}
	rel := "content/index.md"
	path := filepath.Join(dir, rel)
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		data = append(data, "\n\nOne sentence more.\n"...)
		if len(data) > 64<<10 {
			data = data[:32<<10]
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			b.Fatal(err)
		}
		r, err := builder.Build(context.Background(), []string{rel})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.Find("index.html").Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
