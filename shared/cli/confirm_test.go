package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"farvault/shared/ledger"
)

// What writes does so after a yes alone, or with --yes; where nobody can answer it is wrong use.
func TestWhatWritesAsks(t *testing.T) {
	t.Parallel()
	for law, c := range map[string]struct {
		answer  string
		answers bool
		yes     bool
		written bool
	}{
		"--yes":                         {"", false, true, true},
		"yes at a terminal":             {"yes\n", true, false, true},
		"y at a terminal":               {"Y\n", true, false, true},
		"no at a terminal":              {"n\n", true, false, false},
		"nothing at a terminal":         {"\n", true, false, false},
		"a terminal that is closed":     {"", true, false, false},
		"yes on a pipe without --yes":   {"yes\n", false, false, false},
		"nothing and nobody, no --yes ": {"", false, false, false},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			records := ledger.NewMemory()
			s := Streams{In: strings.NewReader(c.answer), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Screen: Screen{Answers: c.answers}}
			allow := breakerAllowCommand{writeFlags: writeFlags{Yes: c.yes}, accountable: accountable{Owner: "ana", Why: "new rules"}, For: time.Hour}
			status := report(&bytes.Buffer{}, "farvault", allow.allow(t.Context(), s, records, noon))
			b, err := records.Breaker(t.Context())
			if written := !b.Allowed.Until.IsZero(); err != nil || written != c.written || (status == 0) != c.written || !c.written && status != 2 {
				t.Errorf("written: %v, status %d, %v", written, status, err)
			}
		})
	}
}

// Owner and reason of what overrides farvault are never empty.
func TestOwnerAndReasonAreNeverEmpty(t *testing.T) {
	t.Parallel()
	for _, a := range []accountable{{}, {Owner: "ana"}, {Why: "new rules"}, {Owner: " ", Why: "x"}, {Owner: "x", Why: "\t"}} {
		records := ledger.NewMemory()
		allow := breakerAllowCommand{writeFlags: writeFlags{Yes: true}, accountable: a, For: time.Hour}
		if got := report(&bytes.Buffer{}, "farvault", allow.allow(t.Context(), Streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, records, noon)); got != 2 {
			t.Errorf("%+v ends with %d", a, got)
		}
	}
}

// TestEveryCommandThatWritesTakesYes names what is known to write: a new command that does belongs here.
func TestEveryCommandThatWritesTakesYes(t *testing.T) {
	t.Parallel()
	k, err := kong.New(&commands{}, helps, kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	var take []string
	for _, leaf := range k.Model.Leaves(true) {
		if slices.ContainsFunc(leaf.Flags, func(f *kong.Flag) bool { return f.Name == "yes" }) {
			take = append(take, strings.TrimPrefix(leaf.Path(), " "))
		}
	}
	want := []string{"chain apply", "doctor", "breaker allow", "breaker stop", "retire", "alerts mute", "alerts unmute", "alerts accept"}
	if !slices.Equal(take, want) {
		t.Errorf("got %q, want %q", take, want)
	}
}
