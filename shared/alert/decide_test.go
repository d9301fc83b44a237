package alert_test

import (
	"strings"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/event"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	change := event.Report{Changes: event.Sentences([]string{"policy put back"}), At: alerttest.At(2)}
	departed := event.Report{Departed: []event.Departure{{AccountID: alerttest.Member, ProtectedAt: alerttest.At(0)}}, At: alerttest.At(2)}
	stopped := event.Report{Halted: &event.Halted{HaltedAt: alerttest.At(1)}, At: alerttest.At(2)}
	waiting := event.Report{Waiting: &event.Waiting{}, At: alerttest.At(2)}
	tests := map[string]struct {
		given []alerttest.Step
		now   int
		want  alert.Reason
		why   string // part of the silence's reason
	}{
		"a first failure is told at once":                  {given: []alerttest.Step{alerttest.Fails("a", 0)}, want: alert.FirstNotification},
		"a group that nobody has heard of is silent":       {want: alert.Suppressed, why: "nothing of the group is firing"},
		"what is told is not told again":                   {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1)}, now: 2, want: alert.Suppressed, why: "a reminder in 3 h 59 min"},
		"an event that comes twice is silent":              {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Fails("a", 0)}, now: 2, want: alert.Suppressed},
		"the next job of the same problem is silent":       {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Fails("b", 90)}, now: 91, want: alert.Suppressed},
		"a reminder comes after the repeat interval":       {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0)}, now: 240, want: alert.Reminder},
		"and not before":                                   {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0)}, now: 239, want: alert.Suppressed},
		"a reminder is followed by another interval":       {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Notified(alert.Reminder, 240)}, now: 241, want: alert.Suppressed},
		"a new member waits for the group interval":        {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Fails("b", 1, alerttest.OnVolume("vol-b"))}, now: 4, want: alert.Suppressed, why: "1 joined; told after the group interval, in 1 min"},
		"and is told after it":                             {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Fails("b", 1, alerttest.OnVolume("vol-b"))}, now: 5, want: alert.NewAlerts},
		"a member that failed while others fired is known": {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Fails("b", 0, alerttest.OnVolume("vol-b")), alerttest.Notified(alert.FirstNotification, 0)}, now: 6, want: alert.Suppressed},
		"the last good job resolves the group":             {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 10)}, now: 11, want: alert.AllResolved},
		"one of two good jobs does not":                    {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Fails("b", 0, alerttest.OnVolume("vol-b")), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("c", 9)}, now: 10, want: alert.Suppressed},
		"an older good job resolves nothing":               {given: []alerttest.Step{alerttest.Fails("a", 10), alerttest.Notified(alert.FirstNotification, 11), alerttest.Recovers("b", 9)}, now: 12, want: alert.Suppressed},
		"the end is told once":                             {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 10), alerttest.Notified(alert.AllResolved, 11)}, now: 12, want: alert.Suppressed, why: "nothing of the group is firing"},
		"a redelivered failure does not reopen":            {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 10), alerttest.Notified(alert.AllResolved, 11), alerttest.Fails("a", 0)}, now: 12, want: alert.Suppressed},
		"a new failure after the end is told at once":      {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 10), alerttest.Notified(alert.AllResolved, 11), alerttest.Fails("c", 20)}, now: 21, want: alert.FirstNotification},
		"what was well before it was told is not told":     {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Recovers("b", 10)}, now: 11, want: alert.Suppressed},
		"a failure before its end was told goes on":        {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 1), alerttest.Fails("c", 2)}, now: 3, want: alert.Suppressed},
		"a mend of what people know waits for the end":     {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Reported(change)}, now: 16, want: alert.Suppressed},
		"and is told where the end does not come soon":     {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Reported(change)}, now: 17, want: alert.Repaired},
		"a copy that fails after the mend is told at once": {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Reported(change), alerttest.Fails("b", 4)}, now: 4, want: alert.NewAlerts},
		"a mend of a group nobody knows is told":           {given: []alerttest.Step{alerttest.Reported(change)}, now: 2, want: alert.Repaired},
		"a failure that is repaired is told as repaired":   {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Reported(change)}, now: 2, want: alert.Repaired},
		"a mend is told with the end":                      {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Reported(change), alerttest.Recovers("b", 3)}, now: 4, want: alert.AllResolved},
		"and by itself no more":                            {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Reported(change), alerttest.Recovers("b", 3), alerttest.Notified(alert.AllResolved, 4)}, now: 5, want: alert.Suppressed},
		"a mend that was told before is not told again":    {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 1), alerttest.Reported(change), alerttest.Recovers("b", 3), alerttest.Notified(alert.Repaired, 4)}, now: 4, want: alert.AllResolved},
		"a report that comes twice is told once":           {given: []alerttest.Step{alerttest.Reported(change), alerttest.Notified(alert.Repaired, 2), alerttest.Reported(change)}, now: 3, want: alert.Suppressed},
		"a report of nothing is silent":                    {given: []alerttest.Step{alerttest.Reported(event.Report{At: alerttest.At(2)})}, now: 3, want: alert.Suppressed},
		"an account that departed waits for others":        {given: []alerttest.Step{alerttest.Reported(departed)}, now: 2, want: alert.Suppressed},
		"and is told after the group interval":             {given: []alerttest.Step{alerttest.Reported(departed)}, now: 7, want: alert.Departs},
		"and told twice is not told again":                 {given: []alerttest.Step{alerttest.Reported(departed), alerttest.Notified(alert.Departs, 7), alerttest.Reported(event.Report{Departed: departed.Departed, At: alerttest.At(9)})}, now: 30, want: alert.Suppressed},
		"a run that stopped is asked about":                {given: []alerttest.Step{alerttest.Reported(stopped)}, now: 2, want: alert.Asks},
		"and, asked by another function too, not again":    {given: []alerttest.Step{alerttest.Reported(stopped), alerttest.Notified(alert.Asks, 2), alerttest.Reported(event.Report{Halted: stopped.Halted, At: alerttest.At(3)})}, now: 3000, want: alert.Suppressed},
		"an account that waits is told":                    {given: []alerttest.Step{alerttest.Reported(waiting)}, now: 2, want: alert.Waits},
		"and not again the same day":                       {given: []alerttest.Step{alerttest.Reported(waiting), alerttest.Notified(alert.Waits, 2), alerttest.Reported(event.Report{Waiting: &event.Waiting{}, At: alerttest.At(600)})}, now: 600, want: alert.Suppressed},
		"who speaks is not interrupted":                    {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Claimed(2)}, now: 1, want: alert.Suppressed, why: "another function is telling this group, until 12:06 UTC"},
		"a lease that is over holds nobody":                {given: []alerttest.Step{alerttest.Fails("a", 0), alerttest.Claimed(2)}, now: 2, want: alert.FirstNotification},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got := alert.Decide(alerttest.RecordOf(tc.given...), alerttest.At(tc.now), alerttest.Every)
			if got.Reason != tc.want || !strings.Contains(got.Why, tc.why) {
				t.Errorf("decided %s (%s), want %s (%s)", got.Reason, got.Why, tc.want, tc.why)
			}
			if got.Why == "" {
				t.Error("a decision without a why")
			}
		})
	}
}

// What joins while a message is on its way is not taken for told.
func TestToldCoversOnlyWhatWasSaid(t *testing.T) {
	t.Parallel()
	said := alerttest.RecordOf(alerttest.Fails("a", 0))
	later := alerttest.Fails("b", 1, alerttest.OnVolume("vol-b"))(said)
	r := later.Notified(said, alert.FirstNotification, alerttest.At(1))
	if got := alert.Decide(r, alerttest.At(6), alerttest.Every).Reason; got != alert.NewAlerts {
		t.Errorf("the member that joined meanwhile: %s, want %s", got, alert.NewAlerts)
	}
	well := alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 1))
	again := alerttest.Fails("c", 2)(well).Notified(well, alert.AllResolved, alerttest.At(2))
	if got := alert.Decide(again, alerttest.At(2), alerttest.Every).Reason; got != alert.FirstNotification {
		t.Errorf("a failure while the end was told: %s, want %s", got, alert.FirstNotification)
	}
	if !again.StartedAt.Equal(alerttest.At(2)) {
		t.Errorf("the new run starts at %s, want %s", again.StartedAt, alerttest.At(2))
	}
}

// A member that got well and failed again while the message was on its way has failed anew.
func TestToldMeansTheFailureThatWasSaid(t *testing.T) {
	t.Parallel()
	said := alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Fails("x", 0, alerttest.OnVolume("vol-x")))
	r := alerttest.Fails("c", 2)(alerttest.Recovers("b", 1)(said)).Notified(said, alert.FirstNotification, alerttest.At(3))
	if got := alert.Decide(r, alerttest.At(8), alerttest.Every).Reason; got != alert.NewAlerts {
		t.Errorf("decided %s, want %s", got, alert.NewAlerts)
	}
}

// What is reported while a message is on its way, even in the same instant, is not taken for told.
func TestToldCoversOnlyTheReportsThatWereSaid(t *testing.T) {
	t.Parallel()
	put, more := event.Report{Changes: event.Sentences([]string{"policy put back"}), At: alerttest.At(2)}, event.Report{Changes: event.Sentences([]string{"role put back"}), At: alerttest.At(2)}
	said := alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Reported(put))
	r := alerttest.Reported(more)(said).Notified(said, alert.Repaired, alerttest.At(3))
	if got := alert.Decide(r, alerttest.At(18), alerttest.Every).Reason; got != alert.Repaired {
		t.Errorf("the report that came meanwhile: %s, want %s", got, alert.Repaired)
	}
	r = r.Notified(r, alert.Repaired, alerttest.At(18))
	if got := alert.Decide(r, alerttest.At(18), alerttest.Every).Reason; got != alert.Suppressed {
		t.Errorf("once both are told: %s, want %s", got, alert.Suppressed)
	}
}

// A copy to one vault says nothing of a copy to another; the type's name is no part of a problem.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	p := alerttest.Failed("a", 0).Problem
	same, elsewhere := p, p
	same.ResourceType = "Amazon EBS"
	elsewhere.Destination = "arn:aws:backup:eu-west-1:222233334444:backup-vault:other"
	if p.Fingerprint() != same.Fingerprint() || p.Fingerprint() == elsewhere.Fingerprint() {
		t.Error("the fingerprint is made of the wrong parts")
	}
}

// The message shows the first failure of the group, until one proves the same cause. What joined for another cause shows nothing.
func TestTheSharperDiagnosisIsShown(t *testing.T) {
	t.Parallel()
	guess := func(a *alert.Alert) { a.Diagnosis.Proof = catalog.Suspected }
	other := func(a *alert.Alert) { alerttest.OnVolume("vol-b")(a); a.Diagnosis.Cause = "vault-policy-denies-copy" }
	tests := map[string]struct {
		then alerttest.Step
		want string
	}{
		"a proof of the cause is shown":        {alerttest.Fails("b", 1), "b"},
		"another guess is not":                 {alerttest.Fails("b", 1, guess), "a"},
		"nor a proof of what is not the cause": {alerttest.Fails("b", 1, other), "a"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := alerttest.RecordOf(alerttest.Fails("a", 0, guess), tc.then).Alert.JobID; got != tc.want {
				t.Errorf("job %s is shown, want %s", got, tc.want)
			}
		})
	}
}

// What is well is remembered for a day, and forgotten when a new run begins after that.
func TestWellMembersAreForgotten(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	run := []alerttest.Step{alerttest.Fails("a", 0), alerttest.Notified(alert.FirstNotification, 0), alerttest.Recovers("b", 10), alerttest.Notified(alert.AllResolved, 11)}
	for law, tc := range map[string]struct{ again, members int }{
		"within the day": {day, 2}, "after it": {day + 11, 1},
	} {
		r := alerttest.RecordOf(append(run, alerttest.Fails("c", tc.again, alerttest.OnVolume("vol-c")))...)
		if len(r.Members) != tc.members {
			t.Errorf("%s: %d members, want %d", law, len(r.Members), tc.members)
		}
	}
}

// A record is a value: what is done with one leaves it as it was.
func TestRecordIsAValue(t *testing.T) {
	t.Parallel()
	r := alerttest.RecordOf(alerttest.Fails("a", 0))
	r.Apply(alert.Failed{Alert: alerttest.Failed("b", 5)})
	r.Apply(alert.Recovered{Problem: alerttest.Failed("b", 5).Problem, JobID: "b", At: alerttest.At(6)})
	r.Notified(r, alert.FirstNotification, alerttest.At(1))
	r.Apply(alert.RepairRequested{Problem: alerttest.Failed("a", 0).Problem, JobID: "a"})
	m := r.Firing()[0]
	if len(r.Members) != 1 || m.JobID != "a" || m.Notified || m.RepairFor != "" || r.Open {
		t.Errorf("the record has changed: %+v", r)
	}
}

// A claim that died does not keep its right, and gives back nothing that is another's.
func TestLease(t *testing.T) {
	t.Parallel()
	first := alerttest.RecordOf(alerttest.Fails("a", 0)).Claim(alerttest.At(2))
	second := first
	second.Version++
	second = second.Claim(alerttest.At(4))
	if got := second.Release(first.Lease); !got.Lease.Until.Equal(alerttest.At(4)) {
		t.Error("the first claim released the second's lease")
	}
	if got := second.Release(second.Lease); !got.Lease.Until.IsZero() {
		t.Error("the lease was not released")
	}
}
