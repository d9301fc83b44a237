package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"farvault/simulator/lambda/sandbox"
)

// TestMain is the bootstrap too: the test's own binary, run by the name bootstrap, is a function.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "bootstrap" {
		function()
		return
	}
	os.Exit(m.Run())
}

type wish struct{ Do string }

// function does what its event says, with AWS's own runtime.
func function() {
	if os.Getenv("DO") == "exit" {
		os.Exit(3)
	}
	lambda.Start(func(w wish) (string, error) {
		_, _ = os.Stdout.WriteString("does " + w.Do + "\n") // a log line that is lost fails the test
		switch w.Do {
		case "fail":
			return "", os.ErrNotExist
		case "exit":
			os.Exit(4)
		case "hang":
			select {}
		}
		return "did " + w.Do + " with " + os.Getenv("COLOR"), nil
	})
}

func start(t *testing.T, timeout time.Duration, environment ...string) *sandbox.Sandbox {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(self, filepath.Join(folder, "bootstrap")); err != nil {
		t.Fatal(err)
	}
	box, err := sandbox.Start(sandbox.Program{Folder: folder, Timeout: timeout, Environment: environment, FunctionARN: "arn:aws:lambda:eu-west-1:111122223333:function:worker"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(box.Close)
	return box
}

func TestAProcessTakesOneEventAfterTheOther(t *testing.T) {
	t.Parallel()
	box := start(t, time.Minute, "COLOR=green")
	for _, do := range []string{"this", "that"} {
		out, err := box.Invoke("id-"+do, []byte(`{"Do":"`+do+`"}`))
		if err != nil || string(out) != `"did `+do+` with green"` {
			t.Errorf("%s: got %s, %v", do, out, err)
		}
		if lines := box.Lines(); len(lines) != 1 || string(lines[0]) != "does "+do+"\n" {
			t.Errorf("%s: lines %q, want the one that it wrote", do, lines)
		}
	}
}

func TestHowAnInvocationFails(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		timeout     time.Duration
		event, want string
		environment string
	}{
		"the function's own error, with its type":  {time.Minute, `{"Do":"fail"}`, "file does not exist", "DO="},
		"a process that exits":                     {time.Minute, `{"Do":"exit"}`, "Runtime exited with error: exit status 4", "DO="},
		"a process that cannot start":              {time.Minute, `{}`, "Runtime exited with error: exit status 3", "DO=exit"},
		"a process that takes longer than it may":  {time.Second, `{"Do":"hang"}`, "Task timed out after 1.00 seconds", "DO="},
		"an event that the function does not read": {time.Minute, `not JSON`, "invalid character", "DO="},
	}
	for law, test := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, err := start(t, test.timeout, test.environment).Invoke("id", []byte(test.event))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
