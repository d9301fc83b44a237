package alert_test

import (
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/event"
)

// What a failure can end by, beside a good job, ends it where it fits and changes nothing elsewhere; the group ends
// with the last of its failures.
func TestWhatElseEndsAFailure(t *testing.T) {
	t.Parallel()
	coming := func(a *alert.Alert) { a.Due = alerttest.At(60) }
	problem := alerttest.Failed("a", 0).Problem
	other := alerttest.Failed("a", 0, alerttest.OnVolume("vol-2")).Problem
	averted := func(p alert.Problem, minutes int) alert.Happening {
		return alert.Averted{Problem: p, At: alerttest.At(minutes)}
	}
	dropped := func(p alert.Problem) alert.Happening {
		return alert.Dropped{Problem: p, Why: alert.PlanGone, At: alerttest.At(5)}
	}
	for law, tt := range map[string]struct {
		record alert.Record
		what   alert.Happening
		fires  int
		news   bool
	}{
		"a copy to come is averted":           {alerttest.RecordOf(alerttest.Fails("a", 0, coming)), averted(problem, 5), 0, true},
		"one that was read before":            {alerttest.RecordOf(alerttest.Fails("a", 0, coming)), averted(problem, 0), 1, false},
		"a copy that has failed":              {alerttest.RecordOf(alerttest.Fails("a", 0)), averted(problem, 5), 1, false},
		"another copy to come":                {alerttest.RecordOf(alerttest.Fails("a", 0, coming)), averted(other, 5), 1, false},
		"one of two is averted":               {alerttest.RecordOf(alerttest.Fails("a", 0, coming), alerttest.Fails("b", 0, coming, alerttest.OnVolume("vol-2"))), averted(problem, 5), 1, true},
		"nobody wants the copy":               {alerttest.RecordOf(alerttest.Fails("a", 0)), dropped(problem), 0, true},
		"nobody wants another":                {alerttest.RecordOf(alerttest.Fails("a", 0)), dropped(other), 1, false},
		"nobody wants one that is over":       {alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Recovers("b", 1)), dropped(problem), 0, false},
		"another group has it":                {alerttest.RecordOf(alerttest.Fails("a", 0)), alert.MovedAway{Problem: problem}, 0, true},
		"another group has what is not here":  {alerttest.RecordOf(alerttest.Fails("a", 0)), alert.MovedAway{Problem: other}, 1, false},
		"another group has one of the two":    {alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Fails("b", 0, alerttest.OnVolume("vol-2"))), alert.MovedAway{Problem: other}, 1, true},
		"details of what is no deletion":      {alerttest.RecordOf(alerttest.Fails("a", 0)), alert.Detailed{Problem: problem, Of: "x"}, 1, false},
		"details of a deletion":               {alerttest.RecordOf(alerttest.Fails("a", 0, deleted)), alert.Detailed{Problem: problem, Of: "x"}, 1, true},
		"details of one that has them":        {alerttest.RecordOf(alerttest.Fails("a", 0, deletedOf)), alert.Detailed{Problem: problem, Of: "x"}, 1, false},
		"a proof of what is over":             {alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Recovers("b", 1)), proven(catalog.Pass, 5), 0, false},
		"a proof that the cause is gone":      {alerttest.RecordOf(alerttest.Fails("a", 0)), proven(catalog.Pass, 5), 1, true},
		"another proof that it is gone":       {alerttest.RecordOf(alerttest.Fails("a", 0), happens(proven(catalog.Pass, 5))), proven(catalog.Pass, 6), 1, false},
		"a proof that it is back":             {alerttest.RecordOf(alerttest.Fails("a", 0), happens(proven(catalog.Pass, 5))), proven(catalog.Fail, 6), 1, true},
		"an older proof":                      {alerttest.RecordOf(alerttest.Fails("a", 0), happens(proven(catalog.Pass, 5))), proven(catalog.Fail, 5), 1, false},
		"what could not be read says nothing": {alerttest.RecordOf(alerttest.Fails("a", 0), happens(proven(catalog.Pass, 5))), proven(catalog.CouldNotRead, 6), 1, false},
	} {
		before := len(tt.record.Firing())
		after, news := tt.record.Apply(tt.what)
		if len(after.Firing()) != tt.fires || news != tt.news || len(tt.record.Firing()) != before {
			t.Errorf("%s: %d fire, news %t", law, len(after.Firing()), news)
		}
		if ended := tt.news && tt.fires == 0; ended && after.Open && after.EndedAt.IsZero() {
			t.Errorf("%s: it has no end", law)
		}
	}
}

func deleted(a *alert.Alert) { a.Deleted = &alert.Deletion{} }

func deletedOf(a *alert.Alert) { a.Deleted = &alert.Deletion{Of: "y"} }

func proven(outcome catalog.Outcome, minutes int) alert.Happening {
	return alert.Reproven{Reproof: alert.Reproof{At: alerttest.At(minutes), Outcome: outcome}}
}

func happens(h alert.Happening) alerttest.Step {
	return func(r alert.Record) alert.Record { r, _ = r.Apply(h); return r }
}

// A cause that people know to be gone and that is back is told as back; one that they never heard of is not.
func TestACauseIsBackForThoseWhoHeardThatItWasGone(t *testing.T) {
	t.Parallel()
	for _, told := range []bool{true, false} {
		gone := alert.Reproven{Reproof: alert.Reproof{At: alerttest.At(5), Outcome: catalog.Pass, Notified: told}}
		found := catalog.Diagnosis{Cause: "found now"}
		back := alert.Reproven{Reproof: alert.Reproof{At: alerttest.At(6), Outcome: catalog.Fail}, Diagnosis: found}
		r := alerttest.RecordOf(alerttest.Fails("a", 0), happens(gone))
		if r.Alert.Diagnosis.Cause == "" {
			t.Error("a proof that the cause is gone takes the diagnosis away")
		}
		if r, _ = r.Apply(back); r.Alert.Diagnosis.Cause != found.Cause {
			t.Errorf("the diagnosis is not what fails now: %+v", r.Alert.Diagnosis)
		}
		if r.Reproof == nil || r.Reproof.Again != told || r.Fixed() {
			t.Errorf("told %t: %+v", told, r.Reproof)
		}
	}
}

// A problem is its resource, else its recovery point, else the job; of a copy the destination too. Its end is when the
// job was complete, else when the event came.
func TestWhatAJobIsAbout(t *testing.T) {
	t.Parallel()
	j := event.JobStateChange{Origin: event.Origin{Account: "1", Time: alerttest.At(3)}, Job: event.Copy, JobID: "id",
		ResourceARN: "resource", RecoveryPointARN: "point", DestinationVaultARN: "vault"}
	if p := alert.ProblemOf(j); p.Resource != "resource" || p.Destination != "vault" || p.Account != "1" {
		t.Errorf("%+v", p)
	}
	j.ResourceARN, j.Job = "", event.Backup
	if p := alert.ProblemOf(j); p.Resource != "point" || p.Destination != "" {
		t.Errorf("%+v", p)
	}
	j.RecoveryPointARN = ""
	if p := alert.ProblemOf(j); p.Resource != "backup-job/id" {
		t.Errorf("%+v", p)
	}
	if at := alert.EndedAt(j); !at.Equal(alerttest.At(3)) {
		t.Errorf("ended %s", at)
	}
	j.CompletedAt = alerttest.At(2)
	if at := alert.EndedAt(j); !at.Equal(alerttest.At(2)) {
		t.Errorf("ended %s", at)
	}
}

// The groups that an alert may join beside its own tell of the same thing: where its cause was gone, what the copy
// needed; of a key that cannot be used, the other words for that.
func TestTheKinOfAnAlert(t *testing.T) {
	t.Parallel()
	a := alerttest.Failed("a", 0)
	a.RoleARN, a.Vault, a.Diagnosis = "role", "", catalog.Diagnosis{Cause: "c", Proof: catalog.Suspected}
	if kin := a.Kin(); len(kin) != 2 || kin[0] != (alert.Group{Cause: "c", Place: alerttest.Vault}) || kin[1].Place != "role" {
		t.Errorf("%+v", kin)
	}
	for law, d := range map[string]catalog.Diagnosis{
		"a confirmed cause without a place": {Cause: "c", Proof: catalog.Confirmed},
		"a cause at its place":              {Cause: "c", Where: "key", Proof: catalog.Suspected},
	} {
		if a.Diagnosis = d; len(a.Kin()) != 0 {
			t.Errorf("%s has the kin %+v", law, a.Kin())
		}
	}
	a.Diagnosis = catalog.Diagnosis{Cause: "key-missing", Where: "key"}
	if kin := a.Kin(); len(kin) != 2 || kin[0] != (alert.Group{Cause: "key-disabled", Place: "key"}) {
		t.Errorf("%+v", kin)
	}
	a.Diagnosis, a.Job = catalog.Diagnosis{Cause: "c"}, event.Backup
	if len(a.Kin()) != 0 {
		t.Errorf("a backup has the kin %+v", a.Kin())
	}
}

// An open group explains an alert whose cause it is, or one of whose failing checks; not what only sounds alike.
func TestWhichGroupExplains(t *testing.T) {
	t.Parallel()
	a := alerttest.Failed("a", 0)
	a.Diagnosis = catalog.Diagnosis{Cause: "c", Where: "key", Checks: []catalog.Check{
		{Cause: "also", Where: "vault", Outcome: catalog.Fail}, {Cause: "anywhere", Outcome: catalog.Fail}, {Cause: "fine", Where: "vault", Outcome: catalog.Pass},
	}}
	for _, tt := range []struct {
		group alert.Group
		want  bool
	}{
		{alert.Group{Cause: "c", Place: "key"}, true},
		{alert.Group{Cause: "c", Place: "another key"}, false},
		{alert.Group{Cause: "also", Place: "vault"}, true},
		{alert.Group{Cause: "also", Place: "another vault"}, false},
		{alert.Group{Cause: "anywhere", Place: "whatever"}, true},
		{alert.Group{Cause: "fine", Place: "vault"}, false},
		{a.StormyIn(), true},
		{alert.Group{Cause: "d", Place: "key"}, false},
	} {
		if got := a.Explains(tt.group); got != tt.want {
			t.Errorf("%+v explains it: %t", tt.group, got)
		}
	}
	a.Diagnosis = catalog.Diagnosis{Cause: "c"}
	if !a.Explains(alert.Group{Cause: "c", Place: "another key"}) {
		t.Error("what has no place of its own is not explained by its cause")
	}
}

// Amber is what is there with something missing, what nobody lost, and what somebody stopped or AWS tries again.
func TestTheColorOfAnAlert(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		job      event.JobKind
		state    string
		category catalog.Category
		want     alert.Color
	}{
		{event.Copy, "FAILED", catalog.KMS, alert.Red},
		{event.Copy, "EXPIRED", catalog.KMS, alert.Red},
		{event.Copy, "FAILED", catalog.Transient, alert.Amber},
		{event.Backup, "ABORTED", catalog.UserAction, alert.Amber},
		{event.Backup, "COMPLETED", catalog.KMS, alert.Amber},
		{event.Retention, "FAILED", catalog.KMS, alert.Amber},
		{event.RecoveryPoint, "EXPIRED", catalog.KMS, alert.Amber},
		{event.RecoveryPoint, "FAILED", catalog.KMS, alert.Red},
	} {
		a := alert.Alert{Problem: alert.Problem{Job: tt.job}, State: tt.state, Diagnosis: catalog.Diagnosis{Category: tt.category}}
		if got := alert.ColorOf(a); got != tt.want {
			t.Errorf("%s %s of %s: %s", tt.job, tt.state, tt.category, got)
		}
	}
}

// Who claimed the right to report an outage reports it and gives the right back; nobody else does.
func TestAnOutageIsReportedByWhoClaimedIt(t *testing.T) {
	t.Parallel()
	o, _ := alert.Outage{Version: 4}.Refused(alert.Refusal{Kind: "k"}, alerttest.Noon)
	mine := o.Claim(alerttest.At(1))
	others := alert.Lease{Token: mine.Lease.Token + 1}
	if after, ok := mine.Notified(o, mine.Lease); !ok || after.Lease != (alert.Lease{}) || after.Version != 4 || after.Kind != "k" {
		t.Errorf("%t, %+v", ok, after)
	}
	if after, ok := mine.Notified(o, others); ok || after != mine {
		t.Errorf("reported under another's claim: %+v", after)
	}
	if after, ok := mine.Release(mine.Lease); !ok || after.Lease != (alert.Lease{}) {
		t.Errorf("%t, %+v", ok, after)
	}
	if after, ok := mine.Release(others); ok || after != mine {
		t.Errorf("another gave the claim back: %+v", after)
	}
}

// A message is about one account alone where all that fails is of it, and nothing of another account is proven broken.
func TestWhichAccountAMessageIsAbout(t *testing.T) {
	t.Parallel()
	elsewhere := func(a *alert.Alert) { a.Account = "333344445555" }
	central := func(a *alert.Alert) {
		a.Diagnosis.Proof, a.Diagnosis.AccountAtFault = catalog.Confirmed, catalog.Destination
	}
	for law, tt := range map[string]struct {
		record alert.Record
		want   string
	}{
		"one failure":                    {alerttest.RecordOf(alerttest.Fails("a", 0)), alerttest.Member},
		"two of one account":             {alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Fails("b", 0, alerttest.OnVolume("vol-2"))), alerttest.Member},
		"two accounts":                   {alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Fails("b", 0, elsewhere)), ""},
		"one that is over, and not told": {alerttest.RecordOf(alerttest.Fails("a", 0), alerttest.Fails("b", 0, elsewhere), alerttest.Recovers("c", 1, elsewhere)), alerttest.Member},
		"what is broken for all":         {alerttest.RecordOf(alerttest.Fails("a", 0, central)), ""},
	} {
		if got := tt.record.Only(); got != tt.want {
			t.Errorf("%s: %q", law, got)
		}
	}
}
