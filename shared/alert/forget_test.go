package alert_test

import (
	"testing"

	"farvault/shared/alert"
)

// What fails in an account that is gone is no longer followed; what fails elsewhere is, and what is well again is told.
func TestWhatFailsInAnAccountThatIsGoneIsForgotten(t *testing.T) {
	t.Parallel()
	alone := seen(proven)
	alone = alone.Told(alone, alert.FirstNotification, at(1))
	gone, news := alone.Without(member, at(2))
	if d := alert.Decide(gone, at(5000), every); !news || gone.Open || gone.Awaits() || d.Reason != alert.Silent {
		t.Errorf("its only problem gone, the group is %+v, and says %s", gone, d.Reason)
	}
	if _, again := gone.Without(member, at(3)); again {
		t.Error("forgetting twice is news")
	}
	others := many()
	others = others.Told(others, alert.FirstNotification, at(1))
	if left, news := others.Without(member, at(2)); !news || !left.Open || len(left.Firing()) == 0 {
		t.Errorf("with problems elsewhere the group is open %t with %d firing", left.Open, len(left.Firing()))
	}
}
