package regress_test

import (
	"fmt"
	"testing"
	"time"

	"farvault/demo/regress"
	"farvault/demo/stage"
)

// lookAtOrder deploys the templates in the README's order, 20 minutes apart, as people do.
func lookAtOrder(t *testing.T, v regress.Version) sight {
	const between, soon, late = 20 * time.Minute, 15 * time.Minute, 6 * time.Hour
	s := play(t, v, stage.Options{Between: between})
	s.pass(2*between + soon)
	early := s.protected()
	s.pass(late - 2*between - soon)
	after, all := s.protected(), len(accounts())
	got := sight{says: fmt.Sprintf("%d of %d accounts protected 15 minutes after the last, %d after 6 h", early, all, after)}
	switch {
	case early == 0 && after == 0:
		got.faulty = true
	case early != all || after != all:
		t.Fatalf("neither the fault nor what is right: %s", got.says)
	}
	return got
}
