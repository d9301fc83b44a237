package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// exits is what a command's status means, in its help.
const exits = "Exit status: 0 fine, 1 found something, 2 wrong use, 3 could not look (no credentials, no access, no " +
	"network, port in use)."

// status is an exit status other than 0 that has already said what it had to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

const (
	found        status = 1 // the command found something
	misused      status = 2 // the command line, a file or an answer is wrong
	couldNotLook status = 3 // the command could not do what it was asked: what it could not reach or read
)

// usage is an error of the user's: exit status 2.
type usage struct{ error }

func wrongUse(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// Unwrap gives the error itself.
func (u usage) Unwrap() error { return u.error }

// finding is an error that is what the command was to look for: exit status 1.
type finding struct{ error }

// Unwrap gives the error itself.
func (f finding) Unwrap() error { return f.error }

// report says what went wrong, and gives the exit status. An error of no other kind is of something that could not be
// reached or read.
func report(w io.Writer, name string, err error) int {
	var code status
	if err == nil {
		return 0
	}
	if errors.As(err, &code) {
		return int(code)
	}
	say(w, name, err)
	var wrong usage
	var whatWasSought finding
	switch {
	case errors.As(err, &wrong):
		return int(misused)
	case errors.As(err, &whatWasSought):
		return int(found)
	}
	return int(couldNotLook)
}

// say prints an error under the name of the command that has it, its further lines below the first.
func say(w io.Writer, name string, err error) {
	fmt.Fprintf(w, "%s: %s\n", name, strings.ReplaceAll(strings.TrimRight(err.Error(), "\n"), "\n", "\n  "))
}
