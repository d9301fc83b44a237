package alert_test

import (
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
)

// What fails in an account that is gone is no longer followed; what fails elsewhere is, and what is well again is told.
func TestWhatFailsInAnAccountThatIsGoneIsForgotten(t *testing.T) {
	t.Parallel()
	alone := alerttest.Seen(alerttest.Proven)
	alone = alone.Notified(alone, alert.FirstNotification, alerttest.At(1))
	gone, news := alone.Apply(alert.Departed{AccountID: alerttest.Member, At: alerttest.At(2)})
	if d := alert.Decide(gone, alerttest.At(5000), alerttest.Every); !news || gone.Open || gone.Awaits() || d.Reason != alert.Suppressed {
		t.Errorf("its only problem gone, the group is %+v, and says %s", gone, d.Reason)
	}
	if _, again := gone.Apply(alert.Departed{AccountID: alerttest.Member, At: alerttest.At(3)}); again {
		t.Error("forgetting twice is news")
	}
	others := alerttest.Many()
	others = others.Notified(others, alert.FirstNotification, alerttest.At(1))
	if left, news := others.Apply(alert.Departed{AccountID: alerttest.Member, At: alerttest.At(2)}); !news || !left.Open || len(left.Firing()) == 0 {
		t.Errorf("with problems elsewhere the group is open %t with %d firing", left.Open, len(left.Firing()))
	}
}
