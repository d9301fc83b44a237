package simulator_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/smithy-go"

	"farvault/simulator"
	"farvault/simulator/kernel"
)

// Each mishap is what a client of the SDK would meet: whether the effect is there, how often the call came, and with
// what it ended.
func TestMishapsAreWhatAClientMeets(t *testing.T) {
	t.Parallel()
	refused := &kernel.Mishap{Kind: kernel.Refuse, Error: kernel.Fail("ValidationException", "no")}
	for name, c := range map[string]struct {
		mishap *kernel.Mishap
		keys   int // that were made
		calls  int // of CreateKey
		code   string
	}{
		"none":          {nil, 1, 1, ""},
		"refuse":        {refused, 0, 1, "ValidationException"},
		"reset":         {&kernel.Mishap{Kind: kernel.Reset}, 0, 3, "-"},
		"timeout after": {&kernel.Mishap{Kind: kernel.TimeoutAfter}, 3, 3, "-"},
		"garble":        {&kernel.Mishap{Kind: kernel.Garble}, 1, 1, "-"},
		"truncate":      {&kernel.Mishap{Kind: kernel.Truncate}, 1, 1, "-"},
	} {
		for _, over := range []string{"in this process", "over a connection"} {
			t.Run(name+" "+over, func(t *testing.T) {
				t.Parallel()
				w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), "999988887777", "o-a1b2c3d4e5")
				if err := w.Serve("127.0.0.1:0"); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = w.Close() })
				calls := 0
				w.Lock()
				w.Faults.Choose = func(call *kernel.Call) *kernel.Mishap {
					if call.Operation != "CreateKey" {
						return nil
					}
					calls++
					return c.mishap
				}
				w.Unlock()
				config := w.Administrator("999988887777", "eu-west-1")
				if over == "over a connection" {
					config.HTTPClient = nil
				}
				client := kms.NewFromConfig(config)
				_, err := client.CreateKey(t.Context(), &kms.CreateKeyInput{})
				var api smithy.APIError
				switch known := errors.As(err, &api); {
				case c.code == "" && err != nil, c.code == "-" && (err == nil || known),
					len(c.code) > 1 && (!known || api.ErrorCode() != c.code):
					t.Errorf("ended with %v, want %q", err, c.code)
				}
				list, err := client.ListKeys(t.Context(), &kms.ListKeysInput{})
				if err != nil || len(list.Keys) != c.keys || calls != c.calls {
					t.Errorf("%d keys after %d calls, want %d after %d: %v", len(list.Keys), calls, c.keys, c.calls, err)
				}
			})
		}
	}
}

// A stale read answers what was so before, for no longer than a minute.
func TestAStaleReadAnswersWhatWasSo(t *testing.T) {
	t.Parallel()
	w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), "999988887777", "o-a1b2c3d4e5")
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	stale := false
	w.Lock()
	w.Faults.Choose = func(*kernel.Call) *kernel.Mishap {
		if stale {
			return &kernel.Mishap{Kind: kernel.Stale}
		}
		return nil
	}
	w.Unlock()
	client := kms.NewFromConfig(w.Administrator("999988887777", "eu-west-1"))
	keys := func() int {
		list, err := client.ListKeys(t.Context(), &kms.ListKeysInput{Limit: aws.Int32(100)})
		if err != nil {
			t.Fatal(err)
		}
		return len(list.Keys)
	}
	before := keys()
	if _, err := client.CreateKey(t.Context(), &kms.CreateKeyInput{}); err != nil {
		t.Fatal(err)
	}
	stale = true
	if n := keys(); n != before {
		t.Errorf("a stale read has %d keys, want %d", n, before)
	}
	w.Advance(2 * time.Minute)
	if n := keys(); n != before+1 {
		t.Errorf("two minutes later it has %d keys, want %d", n, before+1)
	}
}
