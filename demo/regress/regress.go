// Package regress plays a version of farvault, of any commit, in this tree's simulator: its templates and settings as
// that commit has them, its functions as processes that the Runtime API runs, its command. Two versions on one scene
// show what has changed between them. The tests show that the faults of an old version are gone, and that the simulator
// tells when they come back.
package regress

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"farvault/demo/bootstrap"
)

// Version is a version of farvault that is ready to run.
type Version struct {
	Name    string // what people call it
	Source  string // the folder of its files
	Command string // its farvault

	bootstraps string // a folder of each function's, with its bootstrap
}

// Checkout writes the files of a commit of the repository into a folder that is not there yet.
func Checkout(ctx context.Context, repository, commit, folder string) error {
	if err := run(ctx, repository, "git", "worktree", "add", "--force", "--detach", folder, commit); err != nil {
		return fmt.Errorf("check %s out, which takes a clone with the whole history: %w", commit, err)
	}
	return nil
}

// Discard removes what Checkout wrote, and the repository's note of it.
func Discard(ctx context.Context, repository, folder string) error {
	return run(ctx, repository, "git", "worktree", "remove", "--force", folder)
}

// Build builds the command and the four functions of a version, as its Makefile does for this machine.
func Build(ctx context.Context, name, source, folder string) (Version, error) {
	v := Version{Name: name, Source: source, Command: filepath.Join(folder, "farvault"), bootstraps: folder}
	if err := bootstrap.Build(ctx, source, folder); err != nil {
		return Version{}, fmt.Errorf("%s: %w", name, err)
	}
	if err := bootstrap.Program(ctx, source, "./cmd/farvault", v.Command); err != nil {
		return Version{}, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}

func run(ctx context.Context, folder, name string, arguments ...string) error {
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir, command.Env = folder, append(os.Environ(), "CGO_ENABLED=0")
	out, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, arguments[0], err, strings.TrimSpace(string(out)))
	}
	return nil
}
