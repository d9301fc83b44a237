package cli

import (
	"strings"
	"testing"
	"time"
)

// Where farvault observes, chain apply does not leave it to the roles to refuse each of its calls.
func TestChainApplyIsRefusedWhereFarvaultObserves(t *testing.T) {
	r := newRetiring(t)
	r.must(r.Switch("Observe"))
	r.World.Advance(time.Hour)
	begun := r.Now()
	_, said := r.run(2, "chain", "apply", "--account", r.member, "--yes")
	if !strings.Contains(said, "Mode=Protect") || strings.Contains(said, "AccessDenied") {
		t.Errorf("chain apply says\n%s", said)
	}
	if calls := r.writes(begun, true); len(calls) > 0 {
		t.Errorf("it wrote %q", calls)
	}
}
