// Package bootstrap builds what gets deployed, for this machine: the functions of a version as its Makefile does, and
// the command beside them. It knows nothing of what they do; the tests that play them as processes call it.
package bootstrap

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Functions are the folders of the Lambda functions.
var Functions = []string{"provision", "alert", "sweep", "slack"}

// Build builds the functions from the files of a version at source, each into a folder of its own with its settings
// beside it, as sam build leaves them.
func Build(ctx context.Context, source, folder string) error {
	settings, err := os.ReadFile(filepath.Join(source, "infra", "settings.yaml"))
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	for _, f := range Functions {
		if err := Program(ctx, source, "./functions/"+f, filepath.Join(folder, f, "bootstrap")); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, f, "settings.yaml"), settings, 0o600); err != nil {
			return fmt.Errorf("write the settings of %s: %w", f, err)
		}
	}
	return nil
}

// Program builds one main package into a file.
func Program(ctx context.Context, source, of, output string) error {
	build := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w", "-o", output, of)
	build.Dir, build.Env = source, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w: %s", of, err, strings.TrimSpace(string(out)))
	}
	return nil
}
