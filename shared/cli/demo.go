package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"farvault"
	"farvault/demo"
)

// demoCommand plays the story in the simulator, with the templates that this binary carries.
type demoCommand struct {
	JSON     bool `name:"json" help:"The story in numbers, as one JSON object."`
	Binaries bool `help:"${binaries}"`
}

// Run plays the story. Whatever is not as the story tells it is an error.
func (c demoCommand) Run(ctx context.Context, s Streams) error {
	told := onScreen(s)
	if c.JSON {
		told = io.Discard
	}
	o := demo.Options{Files: farvault.Files, Out: told}
	if c.Binaries {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		o.Binaries = filepath.Dir(self)
	}
	summary, err := demo.Run(ctx, o)
	if err != nil {
		return finding{err}
	}
	if c.JSON {
		return writeJSON(s.Out, summary)
	}
	_, err = fmt.Fprintf(
		onScreen(s),
		"\n%d accounts, %d links made, %d copies in the central vault, %d alerts, %d resolved, %d open.\nEvery step was "+
			"checked in the simulated world. Nothing of AWS was called.\n",
		summary.Accounts,
		summary.LinksCreated,
		summary.CopiesCompleted,
		summary.AlertsSent,
		summary.Resolved,
		summary.Open,
	)
	return err
}
