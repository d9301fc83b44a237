package demo

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// binaries builds the functions as the Makefile does, for this machine, with these settings beside them.
func binaries(t *testing.T, files fstest.MapFS) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"provision", "alert", "sweep"} {
		build := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w",
			"-o", filepath.Join(folder, name, "bootstrap"), "../../functions/"+name)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if err := os.WriteFile(filepath.Join(folder, name, "settings.yaml"), files["infra/settings.yaml"].Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestTheStoryIsTheSameWithTheBinaries plays it twice: with the handlers in this process, and with the bootstraps
// that get deployed as processes. Only what follows from the machine's clock, which the binaries read, is another.
func TestTheStoryIsTheSameWithTheBinaries(t *testing.T) {
	t.Parallel()
	files := deployed(t)
	play := func(folder string) (Summary, string) {
		var told bytes.Buffer
		summary, err := Run(context.Background(), Options{Files: files, Out: &told, Binaries: folder})
		if err != nil {
			t.Fatalf("binaries %q: %v\n%s", folder, err, told.String())
		}
		return summary, told.String()
	}
	want, _ := play("")
	got, told := play(binaries(t, files))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the binaries end the story otherwise:\n%s", diff)
	}
	if strings.Contains(told, "ERROR") {
		t.Errorf("a binary failed:\n%s", told)
	}
}
