package demo

import (
	"os"
	"testing"
)

// exhaustive is `make verify`: what is tried in turn (each part of the templates taken out, each kill, each fault) is
// tried whole, and the binaries are built. Without it a part of each is tried, the same one every time, and the log says
// how much was left out.
var exhaustive = os.Getenv("FARVAULT_VERIFY") != ""

// sample says of one story after the other whether to play it: of so many one, the first among them. Under the race
// detector (-short), which makes a story cost ten times as much and runs the same code in each, it is one of eight.
func sample(t testing.TB, of int) func() bool {
	if exhaustive {
		of = 1
	}
	if testing.Short() {
		of = 8
	}
	seen, played := 0, 0
	t.Cleanup(func() {
		if played < seen {
			t.Logf("played %d of %d: `make verify` plays all", played, seen)
		}
	})
	return func() bool {
		seen++
		if (seen-1)%of != 0 {
			return false
		}
		played++
		return true
	}
}
