package unreported_test

import (
	"testing"

	"farvault/shared/unreported"
)

// What the settings want is expected, whatever the plan in the account says.
func TestACopyThatThePlanNoLongerMakesIsExpected(t *testing.T) {
	t.Parallel()
	plans := []unreported.ExpectedPlan{{Name: "plan", Rules: []unreported.WatchedRule{{Name: "daily"}, {Name: "extra"}, {Name: "both", Destinations: []string{"arn:central"}}}}}
	want := unreported.Destinations{{"plan", "daily"}: {"arn:central"}, {"plan", "both"}: {"arn:central"}, {"another", "extra"}: {"arn:central"}}
	got := unreported.Expecting(plans, want)[0].Rules
	for i, n := range []int{1, 0, 1} {
		if len(got[i].Destinations) != n {
			t.Errorf("rule %s: %v, want %d", got[i].Name, got[i].Destinations, n)
		}
	}
}
