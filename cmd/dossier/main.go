// Command dossier checks and builds annotated dossiers.
//
// Each verb is a small file: it reads its flags, walks the road of package build
// as far as it needs, and says what came of it. What concerns the terminal stands
// here: streams, colours, exit codes, the forms of output.
//
//	0  clean, warnings allowed unless --strict
//	1  the dossier has errors
//	2  wrong use of the program
//	3  the world failed: disk, network, another program
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	defaults "dossier"
	"dossier/internal/build"
	"dossier/internal/diag"
	"dossier/internal/dossier"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit codes.
const (
	clean = iota
	faulty
	misused
	failed
)

// An exit carries a code that is not the default of its error.
type exit struct {
	code int
	err  error // nil: everything has been said already
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// wrongUse is an error of whoever typed the command.
func wrongUse(format string, a ...any) error {
	return &exit{misused, fmt.Errorf(format, a...)}
}

// run is the program without the process, so that tests can call it.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	t := &terminal{stdout: stdout, stderr: stderr}
	root := t.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return clean
	}
	code := misused // what cobra itself refuses
	var e *exit
	if errors.As(err, &e) {
		code = e.code
		if e.err == nil {
			return code
		}
	}
	fmt.Fprintf(stderr, "dossier: %v\n", err)
	if hint := hintFor(err); hint != "" {
		fmt.Fprintf(stderr, "hint: %s\n", hint)
	} else if code == misused {
		fmt.Fprintf(stderr, "hint: dossier help tells the verbs and flags\n")
	}
	return code
}

func hintFor(err error) string {
	switch {
	case errors.Is(err, build.ErrNoDossier):
		return "change into a dossier's folder, or name it with -s DIR; its settings are in dossier.yaml"
	}
	return ""
}

// world wraps an error of disk, network or another program.
func world(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, build.ErrNoDossier) {
		return &exit{misused, err}
	}
	return &exit{failed, err}
}

// A terminal is what the verbs share: streams and common flags.
type terminal struct {
	stdout, stderr io.Writer

	source  string
	baseURL string
	drafts  bool
	quiet   bool
	verbose bool
	workers int
	format  string
	strict  bool
	color   string
}

func (t *terminal) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "dossier",
		Short: "Build annotated dossiers in which every quotation is proved",
		Long: `dossier builds a site of who said what about a contested event.

Sources are kept byte for byte in seeds/, pages are Markdown in content/. Every
quotation is compared with the source it cites; what does not match is an error,
and the site is not built.`,
		Example: `  dossier serve             preview at http://127.0.0.1:1313/
  dossier build             check, then the site into public/
  dossier check --strict    everything but writing; warnings count
  dossier explain quote/not-found`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownVerb(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	f := root.PersistentFlags()
	f.StringVarP(&t.source, "source", "s", ".", "the dossier's `folder`")
	f.BoolVarP(&t.quiet, "quiet", "q", false, "say nothing but what is wrong")
	f.BoolVarP(&t.verbose, "verbose", "v", false, "say what is done and how long it takes")
	f.IntVarP(&t.workers, "jobs", "j", 0, "how many things to do at once (default: one a processor)")
	f.StringVar(&t.color, "color", "auto", "colours: auto, always or never (NO_COLOR is heeded)")
	root.AddCommand(t.build(), t.check(), t.serve(), t.explain(), t.version())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &exit{misused, err} })
	root.SetHelpCommandGroupID("")
	return root
}

func unknownVerb(root *cobra.Command, verb string) error {
	var verbs []string
	for _, c := range root.Commands() {
		verbs = append(verbs, c.Name())
	}
	if near := dossier.Nearest(verb, verbs, 2); len(near) > 0 {
		return wrongUse("there is no verb %q; did you mean %s?", verb, strings.Join(near, " or "))
	}
	return wrongUse("there is no verb %q", verb)
}

// buildFlags are those of the verbs that read a dossier.
func (t *terminal) buildFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&t.baseURL, "base-url", "b", "", "the `address` of the published site, instead of base_url in dossier.yaml")
	f.BoolVarP(&t.drafts, "drafts", "D", false, "drafts are part of the site")
	f.BoolVar(&t.strict, "strict", false, "warnings count as errors")
	f.StringVar(&t.format, "format", "text", "how problems are written: text, json, github or sarif")
	cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "github", "sarif"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return wrongUse("%s takes no arguments, but %q was given; a dossier's folder is named with -s", cmd.Name(), args[0])
		}
		return nil
	}
}

// options of a build, as flags and the host's environment give them.
func (t *terminal) options() (build.Options, error) {
	o := build.Options{Dir: t.source, Defaults: defaults.Defaults, BaseURL: t.baseURL, Drafts: t.drafts, Strict: t.strict, Workers: t.workers}
	switch t.format {
	case "", "text", "json", "github", "sarif":
	default:
		return o, wrongUse("there is no form of output %q; the forms are text, json, github and sarif", t.format)
	}
	switch t.color {
	case "auto", "always", "never":
	default:
		return o, wrongUse("--color takes auto, always or never, not %q", t.color)
	}
	if t.workers < 0 || t.workers > 1024 {
		return o, wrongUse("-j takes a number from 1 to 1024, not %d", t.workers)
	}
	// Netlify says where the site will stand; a preview deployment is kept from search engines.
	if os.Getenv("NETLIFY") == "true" {
		if o.NoIndex = os.Getenv("CONTEXT") != "production"; o.NoIndex && o.BaseURL == "" {
			o.BaseURL = os.Getenv("DEPLOY_PRIME_URL")
		} else if o.BaseURL == "" {
			o.BaseURL = os.Getenv("URL")
		}
	}
	if o.BaseURL != "" {
		if _, _, err := dossier.ParseBaseURL(o.BaseURL); err != nil {
			return o, wrongUse("the base URL %q %v", o.BaseURL, err)
		}
	}
	if info, err := os.Stat(t.source); err != nil {
		return o, wrongUse("no dossier at %q: %v", t.source, cause(err))
	} else if !info.IsDir() {
		return o, wrongUse("%q is not a folder", t.source)
	}
	return o, nil
}

func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// report writes the problems of a run in the form that was asked for, and counts them.
func (t *terminal) report(problems []diag.Diagnostic) error {
	if t.quiet && t.format == "text" {
		var errs []diag.Diagnostic
		for _, d := range problems {
			if d.Rule.Severity == diag.Error || t.strict {
				errs = append(errs, d)
			}
		}
		problems = errs
	}
	to := t.stdout
	if t.format == "text" {
		to = t.stderr
		if len(problems) == 0 {
			return nil
		}
	}
	if err := diag.Write(to, problems, t.format, t.colorful(to)); err != nil {
		return world(fmt.Errorf("write problems: %w", err))
	}
	return nil
}

// colorful decides for one stream.
func (t *terminal) colorful(w io.Writer) bool {
	switch t.color {
	case "always":
		return true
	case "never":
		return false
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// say writes a line for people, unless they asked for quiet or for a form for machines.
func (t *terminal) say(format string, a ...any) {
	if !t.quiet && (t.format == "" || t.format == "text") {
		fmt.Fprintf(t.stdout, format+"\n", a...)
	}
}

func summary(problems []diag.Diagnostic) string {
	errs, warnings := diag.Count(problems)
	return fmt.Sprintf("%s, %s", count(errs, "error"), count(warnings, "warning"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// destination below the dossier's folder, unless it was named.
func (t *terminal) destination(dest string) string {
	if dest == "" {
		return filepath.Join(t.source, "public")
	}
	return dest
}
