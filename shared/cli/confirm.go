package cli

import (
	"bufio"
	"fmt"
	"strings"
)

// writeFlags are of every command that writes: it asks, and does nothing unless somebody says yes.
type writeFlags struct {
	Yes bool `short:"y" help:"Do it without asking. Where nobody can answer, as in a script, it is required."`
}

// askable refuses what could not be confirmed, before anything is read.
func (w writeFlags) askable(s Streams) error {
	if w.Yes || s.Screen.Answers {
		return nil
	}
	return wrongUse("this writes, and standard input is no terminal to ask at: give --yes")
}

// confirm asks, and returns an error unless the answer is yes.
func (w writeFlags) confirm(s Streams, format string, args ...any) error {
	if err := w.askable(s); w.Yes || err != nil {
		return err
	}
	fmt.Fprintf(s.Err, format+" [y/N] ", args...)
	answer, _ := bufio.NewReader(s.In).ReadString('\n') // no answer is no
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return wrongUse("not confirmed: nothing was changed")
}

// accountable are the words of whoever overrides what farvault decides. Neither may be blank.
type accountable struct {
	Why   string `name:"reason" required:"" help:"The reason, for the others."`
	Owner string `required:"" help:"The person or team to ask."`
}

func (a accountable) check() error {
	switch {
	case strings.TrimSpace(a.Why) == "":
		return wrongUse("--reason must not be empty: it is for the others")
	case strings.TrimSpace(a.Owner) == "":
		return wrongUse("--owner must not be empty: it is who to ask")
	}
	return nil
}
