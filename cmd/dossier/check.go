package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func (t *terminal) check() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "check",
		Short:   "Check the dossier without writing anything",
		Long:    "check does everything that build does before it writes: exit 0 if the dossier is clean, 1 if it has\nerrors (with --strict also warnings), 2 for wrong use, 3 if the world failed.",
		Example: "  dossier check\n  dossier check --strict --format github",
	}
	t.buildFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		start := time.Now()
		_, r, _, err := t.walk(cmd.Context())
		if err != nil {
			return err
		}
		if err := t.report(r.Problems); err != nil {
			return err
		}
		if r.Failed(t.strict) {
			if t.format == "text" {
				fmt.Fprintln(t.stderr, summary(r.Problems))
			}
			return &exit{code: faulty}
		}
		t.say("%s; %s, %.2f s", summary(r.Problems), quotations(r), time.Since(start).Seconds())
		return nil
	}
	return cmd
}
