// Package cli is the farvault command: one file a subcommand, data on standard
// output, words for people on standard error. Exit status 0 is fine, 1 found
// something, 2 is wrong use, 3 could not look.
package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"
	"github.com/willabides/kongplete"
)

// commands is the whole command line.
type commands struct {
	Version kong.VersionFlag `help:"Print version and commit."`

	Demo      demoCommand      `cmd:"" help:"${demo}"`
	Chain     chainCommand     `cmd:"" help:"Show one account's chain in AWS, what differs, and apply it."`
	Doctor    doctorCommand    `cmd:"" help:"${doctor}"`
	Status    statusCommand    `cmd:"" help:"List every account: its state, when it was last verified, what is wrong."`
	Coverage  coverageCommand  `cmd:"" help:"${coverage}"`
	Breaker   breakerCommand   `cmd:"" help:"${breaker}"`
	Retire    retireCommand    `cmd:"" help:"${retire}"`
	Explain   explainCommand   `cmd:"" help:"${explain}"`
	Causes    causesCommand    `cmd:"" help:"List the catalog of causes: what each is, who must act, what to do."`
	Check     checkCommand     `cmd:"" help:"${check}"`
	Policy    policyCommand    `cmd:"" help:"Evaluate IAM policies as AWS does."`
	Alerts    alertsCommand    `cmd:"" help:"${alerts}"`
	Replay    replayCommand    `cmd:"" help:"Show what events would lead to: with the real handlers, and nothing sent."`
	Selftest  selftestCommand  `cmd:"" help:"${selftest}"`
	Simulator simulatorCommand `cmd:"" help:"${simulator}"`

	Completion kongplete.InstallCompletions `cmd:"" help:"${completion}"`
}

// Run executes one command line (without the program's name) and returns the exit status.
func Run(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	var line commands
	exited := -1
	parser, err := kong.New(
		&line,
		append(readings(),
			kong.Name("farvault"),
			kong.Description(
				"Keeps every account of an AWS Organization copying its backups to a locked-down vault, and reports why when a "+
					"copy fails.\n\n"+exits+"\n\nCommands that talk to AWS use the standard AWS environment, with credentials of "+
					"an operator in the central account (template parameter OperatorPrincipalArns), in farvault's home Region.",
			),
			kong.Writers(s.Out, s.Err),
			kong.Exit(func(code int) { exited = code }),
			kong.BindTo(ctx, (*context.Context)(nil)),
			kong.Bind(s),
			helps,
			kong.Vars{"version": version()},
			kong.PostBuild(document),
			kong.UsageOnError(),
		)...,
	)
	if err != nil {
		panic(err) // the command line's own declaration is wrong
	}
	// A shell that wants to complete a line asks by COMP_LINE, and gets an answer instead of a command.
	kongplete.Complete(parser, kongplete.WithExitFunc(func(code int) { exited = code }))
	if exited >= 0 {
		return exited
	}
	selected, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help or --version has been printed
	}
	if err != nil {
		var wrong *kong.ParseError
		if errors.As(err, &wrong) {
			selected = wrong.Context
		}
		say(s.Err, nameOf(selected), errors.New(noValue.Replace(err.Error())))
		fmt.Fprintf(s.Err, "Run `%s --help` for what it can do.\n", nameOf(selected))
		return int(misused)
	}
	return report(s.Err, nameOf(selected), selected.Run())
}

// nameOf is the command as it was typed, without its arguments: "farvault chain apply".
func nameOf(c *kong.Context) string {
	name := "farvault"
	if c == nil {
		return name
	}
	for _, part := range c.Path {
		if part.Command != nil {
			name += " " + part.Command.Name
		}
	}
	return name
}
