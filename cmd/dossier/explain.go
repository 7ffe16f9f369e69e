package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dossier/internal/build"
	"dossier/internal/diag"
	"dossier/internal/dossier"
	"dossier/internal/render"
	"dossier/internal/site"
)

// rules of all rooms, by code.
func rules() []*diag.Rule {
	all := slices.Concat(dossier.Rules, site.Rules, render.Rules, build.Rules)
	slices.SortFunc(all, func(a, b *diag.Rule) int { return strings.Compare(a.Code, b.Code) })
	return all
}

func (t *terminal) explain() *cobra.Command {
	return &cobra.Command{
		Use:     "explain [RULE]",
		Short:   "Say what a rule means and how to mend what breaks it",
		Long:    "explain says what a rule means and how to mend what breaks it. Without a rule it lists them all.",
		Example: "  dossier explain quote/not-found\n  dossier explain",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var codes []string
			for _, r := range rules() {
				codes = append(codes, r.Code+"\t"+r.Title)
			}
			return codes, cobra.ShellCompDirectiveNoFileComp
		},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongUse("explain takes one rule, but %d were given", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all := rules()
			if len(args) == 0 {
				for _, r := range all {
					fmt.Fprintf(t.stdout, "%-26s %-8s %s\n", r.Code, r.Severity, r.Title)
				}
				return nil
			}
			code := strings.Trim(args[0], "[] ")
			var codes []string
			for _, r := range all {
				if r.Code == code {
					fmt.Fprintf(t.stdout, "%s (%s): %s\n\n%s\n", r.Code, r.Severity, r.Title, wrap(r.Doc, 88))
					return nil
				}
				codes = append(codes, r.Code)
			}
			if near := dossier.Nearest(code, codes, 3); len(near) > 0 {
				return wrongUse("there is no rule %q; did you mean %s?", code, strings.Join(near, " or "))
			}
			return wrongUse("there is no rule %q; dossier explain lists them", code)
		},
	}
}

// wrap breaks paragraphs for a terminal; lists, code and short lines stay as they are.
func wrap(s string, width int) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		if len(line) <= width || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, ">") {
			out = append(out, line)
			continue
		}
		at := 0
		var b strings.Builder
		for _, word := range strings.Fields(line) {
			switch {
			case at == 0:
			case at+1+len(word) > width:
				b.WriteByte('\n')
				at = 0
			default:
				b.WriteByte(' ')
				at++
			}
			b.WriteString(word)
			at += len(word)
		}
		out = append(out, b.String())
	}
	return strings.Join(out, "\n")
}
