package cloud_test

import (
	"strings"
	"testing"

	"farvault/shared/chain"
)

// A Region that an account has not enabled stops its own links alone: the other Region is provisioned, and what was
// found of the first says what to do.
func TestARegionThatIsNotEnabled(t *testing.T) {
	t.Parallel()
	const optIn = "me-central-1"
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.DisableRegion(member, optIn)
	s := twoPlans()
	s.Regions = []string{region, optIn}
	w.run(t.Context(), s, central)
	w.run(t.Context(), s, member)
	verify, changes := w.run(t.Context(), s, member)
	if len(verify.writes) > 0 || len(changes) == 0 {
		t.Errorf("wrote %v, left %v", verify.writes, changes)
	}
	for _, line := range changes {
		unread := strings.HasPrefix(line, string(chain.Unread)) && strings.Contains(line, "aws account enable-region")
		blocked := strings.HasPrefix(line, string(chain.Blocked))
		if !strings.Contains(line, member+"/"+optIn) || !unread && !blocked {
			t.Errorf("left: %s", line)
		}
	}
}
