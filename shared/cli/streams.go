package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Screen   Screen
}

// Screen is what is known of the terminal; the zero Screen is none.
type Screen struct {
	Answers bool // somebody at standard input can answer a question
	Watches bool // somebody sees standard error as it is written
	Width   int  // columns of standard output; zero: it is no terminal, and lines are as long as they are
	Colors  bool // standard output shows colors

	Now func() time.Time // by which a command knows how long it has worked; nil: the machine's
}

// now is what time it is for whoever waits at the terminal.
func (c Screen) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// Standard are the process's own streams, with the terminal that they are. NO_COLOR switches colors off.
// https://no-color.org
func Standard(getenv func(string) string) Streams {
	s := Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	s.Screen.Answers = term.IsTerminal(int(os.Stdin.Fd()))
	s.Screen.Watches = term.IsTerminal(int(os.Stderr.Fd())) && getenv("TERM") != "dumb"
	if out := int(os.Stdout.Fd()); term.IsTerminal(out) {
		s.Screen.Colors = getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
		if width, _, err := term.GetSize(out); err == nil {
			s.Screen.Width = width
		}
	}
	return s
}

// note writes a line for people to standard error, at a terminal to its width.
func (s Streams) note(line string) error {
	_, err := fmt.Fprintln(s.Err, hanging(line, s.Screen.Width))
	return err
}
