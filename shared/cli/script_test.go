package cli

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"farvault"
	"farvault/demo/stage"
)

// TestMain lets the scripts run the command by its name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"farvault": func() {
			os.Exit(Run(context.Background(), os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestScripts types what a user would type: testdata/script, a file a behavior.
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
			switch script := filepath.Base(env.WorkDir); {
			case strings.Contains(script, "chain-"), strings.Contains(script, "selftest-"):
				return simulated(env, time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC))
			case strings.Contains(script, "alerts-"):
				return simulated(env, morning)
			case strings.Contains(script, "sdk-"):
				machine := httptest.NewServer(http.NotFoundHandler())
				env.Defer(machine.Close)
				env.Setenv("MACHINE", machine.URL)
			}
			return nil
		},
		Cmds: onStage,
	})
}

// simulated gives a script an AWS of its own that begins at that time, by nothing but the standard environment: farvault is
// deployed, no account is provisioned yet, and new roles can be used at once.
func simulated(env *testscript.Env, begins time.Time) error {
	s, err := stage.New(context.Background(), stage.Options{
		Files: farvault.Files, Begins: begins,
		Operators: "arn:aws:iam::" + stage.CentralID + ":root",
		Log:       func(string) *slog.Logger { return slog.New(slog.DiscardHandler) },
	})
	if err != nil {
		return err
	}
	env.Defer(s.Close)
	env.Values[onStageKey{}], env.Values[heardSo{}] = s, &heardSo{}
	s.World.Lock()
	s.World.IAM.PropagationDelay = 0
	s.World.Unlock()
	env.Setenv("AWS_ENDPOINT_URL", s.World.URL())
	env.Setenv("AWS_REGION", stage.HomeRegion)
	env.Setenv("AWS_ACCESS_KEY_ID", stage.CentralID)
	env.Setenv("AWS_SECRET_ACCESS_KEY", "simulated")
	env.Setenv("MEMBER", stage.Members[0].ID)
	env.Setenv("CENTRAL", stage.CentralID)
	env.Setenv("WEB", stage.Members[0].ID)
	env.Setenv("LAB", stage.Members[1].ID)
	env.Setenv("BOX", stage.Members[2].ID)
	return nil
}
