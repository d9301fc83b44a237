package cli

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// afterwards is a screen by whose clock each look at it is a second later than the one before.
func afterwards(watches bool) Screen {
	var mu sync.Mutex
	now := time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	return Screen{Width: 100, Watches: watches, Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}}
}

// Each command that asks many accounts says after two seconds how far it is, takes that away, and then prints what it
// always does. In a pipe nothing of it is seen.
func TestEveryCommandOverManyAccountsSaysHowFarItIs(t *testing.T) {
	overviewStage(t)
	line := regexp.MustCompile(`\r *accounts (?:read|checked): (\d+) of (\d+)`)
	for _, command := range []string{"status", "coverage", "doctor", "chain diff --all"} {
		said := map[bool]string{}
		for _, watches := range []bool{true, false} {
			var out, err bytes.Buffer
			Run(t.Context(), strings.Fields(command), Streams{Out: &out, Err: &err, Screen: afterwards(watches)})
			said[watches] = err.String()
			if strings.Contains(out.String(), "\r") {
				t.Errorf("%s: standard output has what is written over", command)
			}
		}
		steps := line.FindAllStringSubmatch(said[true], -1)
		if len(steps) < 2 || steps[len(steps)-1][1] != steps[len(steps)-1][2] {
			t.Errorf("%s: shows %q", command, said[true])
		}
		erased := regexp.MustCompile(`\r[^\r\n]*\r`)
		left := said[true]
		for erased.MatchString(left) {
			left = erased.ReplaceAllString(left, "\r")
		}
		if left = strings.ReplaceAll(left, "\r", ""); left != said[false] {
			t.Errorf("%s: leaves %q, and a pipe gets %q", command, left, said[false])
		}
	}
}

// A terminal that cannot write over a line gets no such line.
func TestADumbTerminalIsNotWatched(t *testing.T) {
	t.Parallel()
	s := Standard(func(name string) string { return map[string]string{"TERM": "dumb"}[name] })
	if s.Screen.Watches || s.Screen.Colors {
		t.Errorf("%+v", s.Screen)
	}
}
