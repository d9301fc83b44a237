// Package cli is the farvault command: one file a subcommand, data on standard
// output, words for people on standard error. Exit status 0 is fine, 1 found
// something, 2 is wrong use.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// commands is the whole command line.
type commands struct {
	Demo      demoCommand      `cmd:"" help:"${demo}"`
	Chain     chainCommand     `cmd:"" help:"Show one account's chain in AWS, what differs, and apply it."`
	Doctor    doctorCommand    `cmd:"" help:"${doctor}"`
	Status    statusCommand    `cmd:"" help:"List every account: its state, when it was last verified, what is wrong."`
	Coverage  coverageCommand  `cmd:"" help:"${coverage}"`
	Breaker   breakerCommand   `cmd:"" help:"${breaker}"`
	Explain   explainCommand   `cmd:"" help:"${explain}"`
	Causes    causesCommand    `cmd:"" help:"List the catalog of causes: what each is, who must act, what to do."`
	Check     checkCommand     `cmd:"" help:"${check}"`
	Policy    policyCommand    `cmd:"" help:"Evaluate IAM policies as AWS does."`
	Alerts    alertsCommand    `cmd:"" help:"List what is open and muted; mute something; accept a deletion; send a test message."`
	Replay    replayCommand    `cmd:"" help:"Show what events would lead to: with the real handlers, and nothing sent."`
	Selftest  selftestCommand  `cmd:"" help:"${selftest}"`
	Simulator simulatorCommand `cmd:"" help:"${simulator}"`
}

// status is an exit status other than 0 that has already said what it had to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// found is the status of a command that found something.
const found status = 1

// usage is an error of the user's: exit status 2.
type usage struct{ error }

func wrongUse(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// Run executes one command line (without the program's name) and returns the exit status.
func Run(ctx context.Context, args []string, s Streams) int {
	var line commands
	exited := -1
	parser, err := kong.New(
		&line,
		kong.Name("farvault"),
		kong.Description(
			"Keeps every account of an AWS Organization copying its backups to a locked-down vault, and reports why when a "+
				"copy fails.",
		),
		kong.Writers(s.Out, s.Err),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
		helps,
		kong.UsageOnError(),
	)
	if err != nil {
		panic(err) // the command line's own declaration is wrong
	}
	selected, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help has been printed
	}
	if err != nil {
		fmt.Fprintf(s.Err, "farvault: %v\nRun `farvault --help` for what it can do.\n", err)
		return 2
	}
	return report(s.Err, selected.Run())
}

func report(w io.Writer, err error) int {
	var code status
	var wrong usage
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &wrong):
		fmt.Fprintf(w, "farvault: %v\n", err)
		return 2
	}
	fmt.Fprintf(w, "farvault: %v\n", err)
	return 1
}
