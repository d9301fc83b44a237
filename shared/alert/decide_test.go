package alert_test

import (
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/failure"
	"farvault/shared/settings"
)

var (
	noon  = time.Date(2026, 3, 2, 12, 4, 0, 0, time.UTC)
	every = settings.Alerts{
		GroupInterval:  settings.Duration(5 * time.Minute),
		RepeatInterval: settings.Duration(4 * time.Hour),
		MaxCopyAge:     settings.Duration(36 * time.Hour),
	}
)

const (
	member  = "222233334444"
	central = "111122223333"
	keyARN  = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	vault   = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"
	volume  = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-0abc1234def567890"
)

// failed is a copy of the volume that failed so many minutes after noon; change makes it another.
func failed(job string, after int, change ...func(*alert.Alert)) alert.Alert {
	a := alert.Alert{
		Problem: alert.Problem{Account: member, Region: "eu-west-1", Job: event.Copy, Resource: volume,
			ResourceType: "EBS", Destination: vault},
		JobID: job, State: "FAILED", At: noon.Add(time.Duration(after) * time.Minute),
		Said: "Given key ID is not accessible. You must have DescribeKey permissions on the default key",
		Diagnosis: failure.Diagnosis{Category: failure.KMS, Cause: "source-key-not-shared",
			Title: "The source KMS key does not admit the backup account", Where: keyARN,
			AccountAtFault: failure.Source, Proof: failure.Confirmed},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func onVolume(id string) func(*alert.Alert) {
	return func(a *alert.Alert) { a.Resource = "arn:aws:ec2:eu-west-1:222233334444:volume/" + id }
}

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// step changes a record as an event or a sent message does.
type step func(alert.Record) alert.Record

func fails(job string, minutes int, change ...func(*alert.Alert)) step {
	return func(r alert.Record) alert.Record {
		r, _ = r.Fail(failed(job, minutes, change...), time.Time{})
		return r
	}
}

func recovers(job string, minutes int, change ...func(*alert.Alert)) step {
	return func(r alert.Record) alert.Record {
		r, _ = r.Recover(failed(job, minutes, change...).Problem, job, at(minutes))
		return r
	}
}

func told(reason alert.Reason, minutes int) step {
	return func(r alert.Record) alert.Record { return r.Told(r, reason, at(minutes)) }
}

func reported(r event.Report) step {
	return func(rec alert.Record) alert.Record { rec, _ = rec.Note(r); return rec }
}

func claimed(until int) step {
	return func(r alert.Record) alert.Record { return r.Claim(at(until)) }
}

func recordOf(steps ...step) alert.Record {
	r := alert.NewRecord(failed("", 0).Group())
	for _, s := range steps {
		r = s(r)
	}
	return r
}

func TestDecide(t *testing.T) {
	t.Parallel()
	change := event.Report{Changes: []string{"policy put back"}, At: at(2)}
	departed := event.Report{Departed: []event.Departure{{AccountID: member, ProtectedAt: at(0)}}, At: at(2)}
	stopped := event.Report{Halted: &event.Halted{HaltedAt: at(1)}, At: at(2)}
	waiting := event.Report{Waiting: &event.Waiting{}, At: at(2)}
	tests := map[string]struct {
		given []step
		now   int
		want  alert.Reason
		why   string // part of the silence's reason
	}{
		"a first failure is told at once":                  {given: []step{fails("a", 0)}, want: alert.FirstNotification},
		"a group that nobody has heard of is silent":       {want: alert.Silent, why: "nothing of the group is firing"},
		"what is told is not told again":                   {given: []step{fails("a", 0), told(alert.FirstNotification, 1)}, now: 2, want: alert.Silent, why: "a reminder in 3 h 59 min"},
		"an event that comes twice is silent":              {given: []step{fails("a", 0), told(alert.FirstNotification, 1), fails("a", 0)}, now: 2, want: alert.Silent},
		"the next job of the same problem is silent":       {given: []step{fails("a", 0), told(alert.FirstNotification, 1), fails("b", 90)}, now: 91, want: alert.Silent},
		"a reminder comes after the repeat interval":       {given: []step{fails("a", 0), told(alert.FirstNotification, 0)}, now: 240, want: alert.Reminder},
		"and not before":                                   {given: []step{fails("a", 0), told(alert.FirstNotification, 0)}, now: 239, want: alert.Silent},
		"a reminder is followed by another interval":       {given: []step{fails("a", 0), told(alert.FirstNotification, 0), told(alert.Reminder, 240)}, now: 241, want: alert.Silent},
		"a new member waits for the group interval":        {given: []step{fails("a", 0), told(alert.FirstNotification, 0), fails("b", 1, onVolume("vol-b"))}, now: 4, want: alert.Silent, why: "1 joined; told after the group interval, in 1 min"},
		"and is told after it":                             {given: []step{fails("a", 0), told(alert.FirstNotification, 0), fails("b", 1, onVolume("vol-b"))}, now: 5, want: alert.NewAlerts},
		"a member that failed while others fired is known": {given: []step{fails("a", 0), fails("b", 0, onVolume("vol-b")), told(alert.FirstNotification, 0)}, now: 6, want: alert.Silent},
		"the last good job resolves the group":             {given: []step{fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 10)}, now: 11, want: alert.AllResolved},
		"one of two good jobs does not":                    {given: []step{fails("a", 0), fails("b", 0, onVolume("vol-b")), told(alert.FirstNotification, 0), recovers("c", 9)}, now: 10, want: alert.Silent},
		"an older good job resolves nothing":               {given: []step{fails("a", 10), told(alert.FirstNotification, 11), recovers("b", 9)}, now: 12, want: alert.Silent},
		"the end is told once":                             {given: []step{fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 10), told(alert.AllResolved, 11)}, now: 12, want: alert.Silent, why: "nothing of the group is firing"},
		"a redelivered failure does not reopen":            {given: []step{fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 10), told(alert.AllResolved, 11), fails("a", 0)}, now: 12, want: alert.Silent},
		"a new failure after the end is told at once":      {given: []step{fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 10), told(alert.AllResolved, 11), fails("c", 20)}, now: 21, want: alert.FirstNotification},
		"what was well before it was told is not told":     {given: []step{fails("a", 0), recovers("b", 10)}, now: 11, want: alert.Silent},
		"a failure before its end was told goes on":        {given: []step{fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 1), fails("c", 2)}, now: 3, want: alert.Silent},
		"a mend is told at once":                           {given: []step{fails("a", 0), told(alert.FirstNotification, 1), reported(change)}, now: 2, want: alert.Mended},
		"a mend of a group nobody knows is told":           {given: []step{reported(change)}, now: 2, want: alert.Mended},
		"a failure is told before its mend":                {given: []step{fails("a", 0), reported(change)}, now: 2, want: alert.FirstNotification},
		"a mend is told before the end":                    {given: []step{fails("a", 0), told(alert.FirstNotification, 1), reported(change), recovers("b", 3)}, now: 4, want: alert.Mended},
		"and the end after it":                             {given: []step{fails("a", 0), told(alert.FirstNotification, 1), reported(change), recovers("b", 3), told(alert.Mended, 4)}, now: 4, want: alert.AllResolved},
		"a report that comes twice is told once":           {given: []step{reported(change), told(alert.Mended, 2), reported(change)}, now: 3, want: alert.Silent},
		"a report of nothing is silent":                    {given: []step{reported(event.Report{At: at(2)})}, now: 3, want: alert.Silent},
		"an account that departed waits for others":        {given: []step{reported(departed)}, now: 2, want: alert.Silent},
		"and is told after the group interval":             {given: []step{reported(departed)}, now: 7, want: alert.Departs},
		"and told twice is not told again":                 {given: []step{reported(departed), told(alert.Departs, 7), reported(event.Report{Departed: departed.Departed, At: at(9)})}, now: 30, want: alert.Silent},
		"a run that stopped is asked about":                {given: []step{reported(stopped)}, now: 2, want: alert.Asks},
		"and, asked by another function too, not again":    {given: []step{reported(stopped), told(alert.Asks, 2), reported(event.Report{Halted: stopped.Halted, At: at(3)})}, now: 3000, want: alert.Silent},
		"an account that waits is told":                    {given: []step{reported(waiting)}, now: 2, want: alert.Waits},
		"and not again the same day":                       {given: []step{reported(waiting), told(alert.Waits, 2), reported(event.Report{Waiting: &event.Waiting{}, At: at(600)})}, now: 600, want: alert.Silent},
		"who speaks is not interrupted":                    {given: []step{fails("a", 0), claimed(2)}, now: 1, want: alert.Silent, why: "another function is telling this group, until 12:06 UTC"},
		"a lease that is over holds nobody":                {given: []step{fails("a", 0), claimed(2)}, now: 2, want: alert.FirstNotification},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got := alert.Decide(recordOf(tc.given...), at(tc.now), every)
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
	said := recordOf(fails("a", 0))
	later := fails("b", 1, onVolume("vol-b"))(said)
	r := later.Told(said, alert.FirstNotification, at(1))
	if got := alert.Decide(r, at(6), every).Reason; got != alert.NewAlerts {
		t.Errorf("the member that joined meanwhile: %s, want %s", got, alert.NewAlerts)
	}
	well := recordOf(fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 1))
	again := fails("c", 2)(well).Told(well, alert.AllResolved, at(2))
	if got := alert.Decide(again, at(2), every).Reason; got != alert.FirstNotification {
		t.Errorf("a failure while the end was told: %s, want %s", got, alert.FirstNotification)
	}
	if !again.StartedAt.Equal(at(2)) {
		t.Errorf("the new run starts at %s, want %s", again.StartedAt, at(2))
	}
}

// A member that got well and failed again while the message was on its way has failed anew.
func TestToldMeansTheFailureThatWasSaid(t *testing.T) {
	t.Parallel()
	said := recordOf(fails("a", 0), fails("x", 0, onVolume("vol-x")))
	r := fails("c", 2)(recovers("b", 1)(said)).Told(said, alert.FirstNotification, at(3))
	if got := alert.Decide(r, at(8), every).Reason; got != alert.NewAlerts {
		t.Errorf("decided %s, want %s", got, alert.NewAlerts)
	}
}

// What is reported while a message is on its way, even in the same instant, is not taken for told.
func TestToldCoversOnlyTheReportsThatWereSaid(t *testing.T) {
	t.Parallel()
	put, more := event.Report{Changes: []string{"policy put back"}, At: at(2)}, event.Report{Changes: []string{"role put back"}, At: at(2)}
	said := recordOf(fails("a", 0), told(alert.FirstNotification, 0), reported(put))
	r := reported(more)(said).Told(said, alert.Mended, at(3))
	if got := alert.Decide(r, at(3), every).Reason; got != alert.Mended {
		t.Errorf("the report that came meanwhile: %s, want %s", got, alert.Mended)
	}
	r = r.Told(r, alert.Mended, at(4))
	if got := alert.Decide(r, at(4), every).Reason; got != alert.Silent {
		t.Errorf("once both are told: %s, want %s", got, alert.Silent)
	}
}

// A copy to one vault says nothing of a copy to another; the type's name is no part of a problem.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	p := failed("a", 0).Problem
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
	guess := func(a *alert.Alert) { a.Diagnosis.Proof = failure.Suspected }
	other := func(a *alert.Alert) { onVolume("vol-b")(a); a.Diagnosis.Cause = "vault-policy-denies-copy" }
	tests := map[string]struct {
		then step
		want string
	}{
		"a proof of the cause is shown":        {fails("b", 1), "b"},
		"another guess is not":                 {fails("b", 1, guess), "a"},
		"nor a proof of what is not the cause": {fails("b", 1, other), "a"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := recordOf(fails("a", 0, guess), tc.then).Alert.JobID; got != tc.want {
				t.Errorf("job %s is shown, want %s", got, tc.want)
			}
		})
	}
}

// What is well is remembered for a day, and forgotten when a new run begins after that.
func TestWellMembersAreForgotten(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	run := []step{fails("a", 0), told(alert.FirstNotification, 0), recovers("b", 10), told(alert.AllResolved, 11)}
	for law, tc := range map[string]struct{ again, members int }{
		"within the day": {day, 2}, "after it": {day + 11, 1},
	} {
		r := recordOf(append(run, fails("c", tc.again, onVolume("vol-c")))...)
		if len(r.Members) != tc.members {
			t.Errorf("%s: %d members, want %d", law, len(r.Members), tc.members)
		}
	}
}

// A record is a value: what is done with one leaves it as it was.
func TestRecordIsAValue(t *testing.T) {
	t.Parallel()
	r := recordOf(fails("a", 0))
	r.Fail(failed("b", 5), time.Time{})
	r.Recover(failed("b", 5).Problem, "b", at(6))
	r.Told(r, alert.FirstNotification, at(1))
	r.MendAsked(failed("a", 0).Problem, "a")
	m := r.Firing()[0]
	if len(r.Members) != 1 || m.JobID != "a" || m.Told || m.MendFor != "" || r.Open {
		t.Errorf("the record has changed: %+v", r)
	}
}

// A claim that died does not keep its right, and gives back nothing that is another's.
func TestLease(t *testing.T) {
	t.Parallel()
	first := recordOf(fails("a", 0)).Claim(at(2))
	second := first
	second.Version++
	second = second.Claim(at(4))
	if got := second.Release(first.Lease); !got.Lease.Until.Equal(at(4)) {
		t.Error("the first claim released the second's lease")
	}
	if got := second.Release(second.Lease); !got.Lease.Until.IsZero() {
		t.Error("the lease was not released")
	}
}
