package demo

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator"
)

// organizationsCalls counts what farvault asks AWS Organizations in the first twenty minutes, with so many accounts more than the cast.
func organizationsCalls(t *testing.T, more int) map[string]int {
	t.Helper()
	s, err := newStage(t.Context(), Options{Files: shipped(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.locked(func(w *simulator.World) {
		for i := range more {
			w.Organizations.AddAccount(fmt.Sprint(300000000000+i), "more", "r-ab12")
		}
	})
	s.world.Advance(20 * time.Minute)
	calls := map[string]int{}
	s.locked(func(w *simulator.World) {
		for _, c := range w.Journal.Calls() {
			if c.Service == "organizations" {
				calls[c.Operation]++
			}
		}
	})
	return calls
}

// TestASweepAsksOrganizationsForTheTreeAlone: forty accounts more cost two more pages of each listing of the tree and nothing
// else, though none of them can be entered and each comes again and again.
func TestASweepAsksOrganizationsForTheTreeAlone(t *testing.T) {
	t.Parallel()
	for more, pages := range map[int]int{0: 1, 40: 3} {
		calls := organizationsCalls(t, more)
		listings := calls["ListRoots"] // the sweep of the jobs lists the tree too, again where accounts could not be asked
		want := map[string]int{"ListRoots": listings, "ListOrganizationalUnitsForParent": listings, "ListAccountsForParent": pages * listings,
			"EnableAWSServiceAccess": 1} // who deploys the templates asks for it
		if diff := cmp.Diff(want, calls); diff != "" || listings == 0 {
			t.Errorf("%d accounts more (-want +got):\n%s", more, diff)
		}
	}
}
