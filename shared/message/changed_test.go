package message_test

import (
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/message"
)

var planChanged = event.Change{Op: chain.Update, Kind: chain.KindBackupPlan, Name: "P", Account: alerttest.Member, Region: "eu-west-1",
	Attributes: []event.Attribute{{Name: "X", Now: "b", ShouldBe: "a"}}}

// A change is told once for each call that made it necessary, however often CloudTrail's event comes; of two calls that
// wait to be told the message names both.
func TestAChangeIsToldOncePerCall(t *testing.T) {
	t.Parallel()
	by := func(call string, minute int) event.Report {
		return event.Report{Cause: "chain-changed", At: alerttest.At(minute), Changes: []event.Change{planChanged},
			By: []event.Changer{{Account: alerttest.Member, CallID: call, Name: "UpdateBackupPlan", ARN: "arn:aws:iam::222233334444:user/" + call, At: alerttest.At(0)}}}
	}
	group := alert.NewRecord(alert.ChangedGroup(alerttest.Member))
	r, news := group.Apply(alert.Reported{Report: by("ann", 1)})
	if _, again := r.Apply(alert.Reported{Report: by("ann", 9)}); !news || again {
		t.Errorf("news %t, and again %t", news, again)
	}
	if d := alert.Decide(r, alerttest.At(1), alerttest.Every); d.Reason != alert.Repaired {
		t.Fatalf("%+v", d)
	}
	r = r.Notified(r, alert.Repaired, alerttest.At(1))
	if d := alert.Decide(r, alerttest.At(1), alerttest.Every); d.Reason != alert.Suppressed || r.Awaits() {
		t.Errorf("after it was told: %+v, awaits %t", d, r.Awaits())
	}
	r, _ = r.Apply(alert.Reported{Report: by("bob", 2)})
	r, _ = r.Apply(alert.Reported{Report: by("cy", 2)})
	m := message.Compose(r, alert.Repaired, scene)
	if len(m.Lead) != 2 {
		t.Errorf("the message names %q", m.Lead)
	}
	r = r.Notified(r, alert.Repaired, alerttest.At(3))
	if d := alert.Decide(r, alerttest.At(3), alerttest.Every); d.Reason != alert.Suppressed {
		t.Errorf("both were told, and then: %+v", d)
	}
}
