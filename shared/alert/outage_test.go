package alert_test

import (
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
)

// People hear of a refusal when it begins, when its reason changes and once a day; and of its end once.
func TestARefusalIsToldOncePerKindAndDay(t *testing.T) {
	t.Parallel()
	archived := alerttest.Removed
	archived.Kind = "channel_is_archived"
	var o alert.Outage
	for i, step := range []struct {
		minutes int
		r       alert.Refusal
		told    bool
	}{
		{0, alerttest.Removed, true}, {1, alerttest.Removed, false}, {24*60 - 1, alerttest.Removed, false}, {24 * 60, alerttest.Removed, true}, {24*60 + 5, alerttest.Removed, false},
		{24*60 + 6, archived, true}, {24*60 + 7, archived, false}, {24*60 + 8, alerttest.Removed, true},
	} {
		next, told := o.Refused(step.r, alerttest.At(step.minutes))
		if told != step.told {
			t.Errorf("step %d: told is %v", i, told)
		}
		if o = next; !o.Since.Equal(alerttest.Noon) {
			t.Errorf("step %d: since %s", i, o.Since)
		}
	}
	o.Version = 7
	o, over := o.Accepted()
	if !over || !o.Since.IsZero() || o.Version != 7 {
		t.Errorf("over %v: %+v", over, o)
	}
	if _, again := o.Accepted(); again {
		t.Error("its end is told twice")
	}
}
