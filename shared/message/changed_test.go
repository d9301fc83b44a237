package message_test

import (
	"slices"
	"strings"
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

// A message about several changes has the headline of the most severe one, of two alike that of the newest, and that
// is what must be decided where something must; its subject names that one's account.
func TestAHeadlineIsOfTheMostSevereChange(t *testing.T) {
	t.Parallel()
	change := func(kind chain.Kind, account string) event.Change {
		return event.Change{Op: chain.Update, Kind: kind, Name: string(kind), Account: account, Region: "eu-west-1"}
	}
	optIn, plan := change(chain.KindOptIn, alerttest.Member), change(chain.KindBackupPlan, alerttest.Member)
	key, policy := change(chain.KindKey, alerttest.Member), change(chain.KindVaultAccessPolicy, alerttest.Central)
	local := change(chain.KindVaultAccessPolicy, alerttest.Member)
	for law, tc := range map[string]struct {
		by                   []string // accounts, the oldest call first
		changes, refused     []event.Change
		title, headline, sub string
	}{
		"the most severe":                   {[]string{alerttest.Member}, []event.Change{optIn, plan, key}, nil, "The vault's key was changed and has been repaired; 2 other changes", "The vault's key was changed and has been repaired", alerttest.Member},
		"what is to be decided":             {[]string{alerttest.Member}, []event.Change{key}, []event.Change{optIn}, "Somebody changed the service opt-in, and people must decide about it; 1 other change", "", alerttest.Member},
		"the most severe of what is":        {[]string{alerttest.Member}, nil, []event.Change{optIn, key}, "Somebody changed the vault's key, and people must decide about it; 1 other change", "", alerttest.Member},
		"the newer of two alike":            {[]string{alerttest.Member, alerttest.Central}, []event.Change{local, policy}, nil, "The central vault's policy was changed and has been repaired; 1 other change", "", alerttest.Central},
		"the central one before the newest": {[]string{alerttest.Central, alerttest.Member}, []event.Change{policy, local}, nil, "The central vault's policy was changed and has been repaired; 1 other change", "", alerttest.Central},
		"one":                               {[]string{alerttest.Member}, []event.Change{plan}, nil, "The backup plan was changed and has been repaired", "", alerttest.Member},
	} {
		report := event.Report{Cause: "chain-changed", At: alerttest.At(3), Changes: tc.changes, Refused: tc.refused}
		for i, account := range tc.by {
			report.By = append(report.By, event.Changer{Account: account, CallID: string(rune('a' + i)), Name: "Call", ARN: "arn:aws:iam::222233334444:user/ann", At: alerttest.At(i)})
		}
		m := message.Compose(alerttest.Noted(alert.NewRecord(alert.ChangedGroup(alerttest.Member)), report), alert.Repaired, scene)
		if m.Title != tc.title || tc.headline != "" && m.Headline != tc.headline || !slices.Contains(m.Accounts, tc.sub) {
			t.Errorf("%s: %q, %q, of %v", law, m.Title, m.Headline, m.Accounts)
		}
	}
}

// A repair that put several things right is headed by the central vault's policy, whichever was changed first.
func TestARepairIsHeadedByTheMostSevereChange(t *testing.T) {
	t.Parallel()
	report := event.Report{Cause: "vault-policy-denies-copy", At: alerttest.At(3)}
	for _, account := range []string{alerttest.Member, alerttest.Central} {
		report.Changes = append(report.Changes, event.Change{Op: chain.Update, Kind: chain.KindVaultAccessPolicy, Name: "farvault", Account: account, Region: "eu-west-1"})
	}
	m := message.Compose(alerttest.Noted(alerttest.Seen(ours), report), alert.Repaired, scene)
	if want := "The central vault's policy was changed and has been repaired"; m.Headline != want || !strings.Contains(m.SubjectAccount, alerttest.Central) {
		t.Errorf("%q of %s, want %q", m.Headline, m.SubjectAccount, want)
	}
}
