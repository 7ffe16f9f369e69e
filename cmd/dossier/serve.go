package main

import (
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"dossier/internal/build"
	"dossier/internal/serve"
)

func (t *terminal) serve() *cobra.Command {
	var (
		port int
		bind string
		open bool
		poll time.Duration
	)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Preview the site, reloading as files change",
		Long: `serve previews the dossier at http://127.0.0.1:1313/ and reloads the page in view as
files change. While the dossier has errors the last good site stays, with the errors over
it. Nothing is written to the disk.`,
		Example: "  dossier serve\n  dossier serve --drafts --open -p 8080",
	}
	t.buildFlags(cmd)
	f := cmd.Flags()
	f.IntVarP(&port, "port", "p", 1313, "the `port`; 0 takes a free one")
	f.StringVar(&bind, "bind", "127.0.0.1", "the `address` to listen on; others than loopback show drafts to the network")
	f.BoolVarP(&open, "open", "O", false, "open the browser")
	f.DurationVar(&poll, "poll", 0, "look at the files every so often instead of waiting for events (for network file systems), e.g. 1s")
	f.Lookup("poll").NoOptDefVal = "1s"
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		start := time.Now()
		if port < 0 || port > 65535 {
			return wrongUse("-p takes a port from 0 to 65535, not %d", port)
		}
		if poll < 0 || poll > 0 && poll < 50*time.Millisecond {
			return wrongUse("--poll takes at least 50ms, not %v", poll)
		}
		o, err := t.options()
		if err != nil {
			return err
		}
		l, err := serve.Listen(bind, port)
		if err != nil {
			return world(fmt.Errorf("%w (another port: -p 0)", err))
		}
		defer l.Close()
		url := fmt.Sprintf("http://%s/", l.Addr())
		if tcp, ok := l.Addr().(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
			url = fmt.Sprintf("http://127.0.0.1:%d/", tcp.Port)
		}
		if o.BaseURL == "" {
			o.BaseURL = url
		}
		p := t.progress()
		o.Progress = p.show
		b, err := build.New(o)
		if err != nil {
			return world(err)
		}
		s := serve.New(b, t.strict, func(line string) {
			p.clear()
			t.say("%s", line)
			p.start = time.Now()
		})
		r, err := s.Rebuild(cmd.Context(), nil)
		if err != nil {
			return world(err)
		}
		p.clear()
		if err := t.report(r.Problems); err != nil {
			return err
		}
		t.say("%s, ready in %.2f s at %s (stop with Ctrl-C)", quotations(r), time.Since(start).Seconds(), url)
		if open {
			if err := browse(url); err != nil {
				fmt.Fprintf(t.stderr, "dossier: the browser could not be opened: %v\n", err)
			}
		}
		watching := make(chan error, 1)
		go func() { watching <- s.Watch(cmd.Context(), t.source, poll) }()
		serving := make(chan error, 1)
		go func() { serving <- s.Run(cmd.Context(), l) }()
		select {
		case err := <-watching:
			return world(err)
		case err := <-serving:
			return world(err)
		}
	}
	return cmd
}

// browse asks the desktop to open an address.
func browse(url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	return exec.Command(name, args...).Start()
}
