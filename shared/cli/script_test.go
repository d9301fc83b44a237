package cli

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the command by its name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"farvault": func() {
			os.Exit(Run(context.Background(), os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestScripts types what a user would type: testdata/script, a file a behaviour.
func TestScripts(t *testing.T) {
	t.Parallel()
	events, err := filepath.Abs("../../events")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("EVENTS", events)
			return nil
		},
	})
}
