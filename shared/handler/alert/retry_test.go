package alert

import (
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/settings"
)

// throttled is a copy by farvault's own role that AWS throttled; every condition of it holds.
func throttled(id string, after int) (alert.Alert, event.JobStateChange) {
	j := copyJob(id, after)
	j.Message, j.RoleARN = "Rate exceeded", "arn:aws:iam::222233334444:role/farvault/farvault-backup"
	d := catalog.Diagnose(catalog.Signal{Job: j.Job, State: j.State, Message: j.Message})
	d.Checks = []catalog.Check{{Cause: "source-key-not-shared", Outcome: catalog.Pass}}
	return alert.Alert{Problem: alert.ProblemOf(j), JobID: id, State: j.State, StatusMessage: j.Message, RoleARN: j.RoleARN,
		Point: j.RecoveryPointARN, At: alert.EndedAt(j), Diagnosis: d}, j
}

// A copy is tried again where its cause passes, farvault's own role copies, nothing is known to fail, and the settings let farvault.
func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*settings.Mend, *alert.Alert, *event.JobStateChange)
		copies int
	}{
		"what passes": {func(*settings.Mend, *alert.Alert, *event.JobStateChange) {}, 1},
		"with the two other kinds of mending off": {func(m *settings.Mend, _ *alert.Alert, _ *event.JobStateChange) {
			m.Reconcile, m.RestartCopies, m.MaxRestarts = false, false, 0
		}, 1},
		"not with RetryTransient off": {func(m *settings.Mend, _ *alert.Alert, _ *event.JobStateChange) { m.RetryTransient = false }, 0},
		"not with all mending off":    {func(m *settings.Mend, _ *alert.Alert, _ *event.JobStateChange) { m.Enabled = false }, 0},
		"not a permanent cause":       {func(_ *settings.Mend, a *alert.Alert, _ *event.JobStateChange) { a.Diagnosis.Retryable = false }, 0},
		"not by another role": {func(_ *settings.Mend, a *alert.Alert, _ *event.JobStateChange) {
			a.RoleARN = "arn:aws:iam::222233334444:role/service-role/AWSBackupDefaultServiceRole"
		}, 0},
		"not while a condition fails": {func(_ *settings.Mend, a *alert.Alert, _ *event.JobStateChange) {
			a.Diagnosis.Checks[0].Outcome = catalog.Fail
		}, 0},
		"not what a person stopped": {func(_ *settings.Mend, a *alert.Alert, _ *event.JobStateChange) { a.State = "ABORTED" }, 0},
		"not a backup": {func(_ *settings.Mend, a *alert.Alert, j *event.JobStateChange) {
			a.Job, j.Job = event.Backup, event.Backup
		}, 0},
		"though not all could be looked at": {func(_ *settings.Mend, a *alert.Alert, _ *event.JobStateChange) {
			a.Diagnosis.Checks[0].Outcome = catalog.CouldNotRead
		}, 1},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			a, j := throttled("a", 0)
			tc.change(&world.Settings.Mend, &a, &j)
			for range 20 {
				world.fails(t, a, j)
			}
			copies := 0
			for _, m := range world.mends() {
				copies += len(m.Copies)
				if pause := m.NotBefore.Sub(a.At); pause < 10*time.Minute || pause > 20*time.Minute || len(m.Accounts) > 0 {
					t.Errorf("tried again after %s, with a look at %v", pause, m.Accounts)
				}
			}
			if copies != tc.copies || len(world.mends()) != tc.copies {
				t.Errorf("%d copies to try again in %d mends, want %d", copies, len(world.mends()), tc.copies)
			}
		})
	}
}

// A recovery point's copy is tried again once, whatever it fails by then; the next recovery point's is another. A restart
// after a mend is not used up by it, and its number is another.
func TestOneRetryOfEachRecoveryPoint(t *testing.T) {
	t.Parallel()
	world := newWorld()
	for i, job := range []string{"a", "b", "c"} {
		a, j := throttled(job, i)
		world.fails(t, a, j)
	}
	a, j := throttled("d", 60*24)
	j.RecoveryPointARN = "arn:aws:ec2:eu-west-1::snapshot/snap-2"
	world.fails(t, a, j)
	a, j = oursFailed("e", 60*25)
	world.fails(t, a, j)
	var got []int
	for _, m := range world.mends() {
		for _, c := range m.Copies {
			got = append(got, c.Attempt)
		}
	}
	if len(got) != 3 || got[0] != 1 || got[1] != 1 || got[2] != 2 {
		t.Errorf("attempts %v, want 1 of the first recovery point, 1 of the second, and 2 for the mended one", got)
	}
}
