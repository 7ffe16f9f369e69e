package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"dossier/internal/build"
)

func (t *terminal) build() *cobra.Command {
	var dest string
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Check the dossier, then write its site",
		Long: `build checks everything and writes the site. If there is an error it writes
nothing, and a site that was built before stays as it is.`,
		Example: "  dossier build\n  dossier build -s ../harbour -d /srv/www/harbour -b https://harbour.example/",
	}
	t.buildFlags(cmd)
	cmd.Flags().StringVarP(&dest, "destination", "d", "", "the `folder` of the site (default: public in the dossier's folder)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		start := time.Now()
		b, r, p, err := t.walk(cmd.Context())
		if err != nil {
			return err
		}
		defer p.clear()
		failedNow := r.Failed(t.strict)
		problems := r.Problems
		if !failedNow {
			faults, err := b.Write(cmd.Context(), r, t.destination(dest))
			if err != nil {
				p.clear()
				if err := t.report(problems); err != nil {
					return err
				}
				return world(err)
			}
			problems = append(problems, faults...)
			failedNow = len(faults) > 0
		}
		p.mark("written")
		p.clear()
		if err := t.report(problems); err != nil {
			return err
		}
		if failedNow {
			if t.format == "text" {
				fmt.Fprintf(t.stderr, "%s; nothing was written\n", summary(problems))
			}
			return &exit{code: faulty}
		}
		t.say("%s", closing(r, time.Since(start)))
		return nil
	}
	return cmd
}

// closing is the last line of a build: pages, quotations by verdict, time.
func closing(r *build.Result, took time.Duration) string {
	pages := 0
	for i := range r.Outputs {
		if r.Outputs[i].Page {
			pages++
		}
	}
	return fmt.Sprintf("%s, %s, %.2f s", count(pages, "page"), quotations(r), took.Seconds())
}

func quotations(r *build.Result) string {
	exact, verbatim, edited, translated := r.Site.Verdicts()
	return fmt.Sprintf("%s verified (%d exact, %d verbatim, %d edited, %d translated)",
		count(len(r.Site.Quotations), "quotation"), exact, verbatim, edited, translated)
}

// walk goes the road as far as build and check have it in common: everything but writing.
func (t *terminal) walk(ctx context.Context) (*build.Builder, *build.Result, *progress, error) {
	o, err := t.options()
	if err != nil {
		return nil, nil, nil, err
	}
	p := t.progress()
	defer p.clear()
	o.Progress = p.show
	b, err := build.New(o)
	if err != nil {
		return nil, nil, nil, world(err)
	}
	r, err := b.Build(ctx, nil)
	if err != nil {
		return nil, nil, nil, world(err)
	}
	p.mark("checked")
	return b, r, p, nil
}
