package alert

import (
	"context"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
	"farvault/shared/settings"
)

var (
	keyClosed = []func(*proof.Facts){prooftest.KeyNotShared}
	keyUnread = []func(*proof.Facts){prooftest.KeyUnread}
	allMet    = []func(*proof.Facts){}
	otherOne  = []func(*proof.Facts){prooftest.VaultReplaced}
	// the key's policy is read and is right, and the organization cannot be read
	partUnread = []func(*proof.Facts){func(f *proof.Facts) { f.SCPs = proof.Unread[[][]proof.ControlPolicy]("throttled") }}
)

// keyFailed is a world in which a copy has failed because of a team's key, and people know.
func keyFailed(t *testing.T, before ...func(*world)) *world {
	t.Helper()
	w := newWorld()
	for _, do := range before {
		do(w)
	}
	w.Settings.BackupPlans = []settings.BackupPlan{{Rules: []settings.BackupRule{{ScheduleExpression: "cron(0 12 * * ? *)"}}}}
	w.facts = keyClosed
	j := copyJob("9A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9", 0)
	j.Message, j.RoleARN = prooftest.KeyNotAccessible, handlertest.RoleARN
	w.arrives(t, j)
	w.hears(t, alert.FirstNotification)
	return w
}

// again is the same copy, which fails so many minutes after noon.
func failsAgain(minutes int) event.JobStateChange {
	j := copyJob("9A1B2C3D-4E5F-6071-8293-000000000002", minutes)
	j.Message = prooftest.KeyNotAccessible
	return j
}

// Before people are reminded the cause is proven again. Where it is gone, people are told that once, in amber, and are
// not reminded until the next copy has had its time.
func TestTheCauseIsProvenAgainBeforeAReminder(t *testing.T) {
	t.Parallel()
	ticks := func(t *testing.T, w *world, minutes ...int) {
		for _, m := range minutes {
			w.Set(handlertest.Noon().Add(handlertest.Minutes(m)))
			w.arrives(t, event.Tick{At: w.At()})
		}
	}
	const due = 4*60 + 1 // the world's repeat interval is four hours
	for law, tc := range map[string]struct {
		now   []func(*proof.Facts)
		then  func(*testing.T, *world)
		want  []alert.Reason
		color alert.Color
		says  string
		hides string
	}{
		"what still fails is proven again": {now: keyClosed, want: []alert.Reason{alert.Reminder}, color: alert.Red,
			says: "Why (proven again 16:01 UTC)"},
		"what is gone is no reminder": {now: allMet, want: []alert.Reason{alert.Fixed}, color: alert.Amber,
			says: "fixed since 16:01 UTC; the next copy, tomorrow at 12:00 UTC, will show it", hides: "\"Sid\""},
		"it is said once": {now: allMet, then: func(t *testing.T, w *world) { ticks(t, w, due+60, due+6*60, 24*60) },
			want: []alert.Reason{alert.Fixed}, color: alert.Amber},
		"what cannot be read is said": {now: keyUnread, want: []alert.Reason{alert.Reminder}, color: alert.Red,
			says: "farvault could not prove this again at 16:01 UTC: could not read the source key: access denied to farvault-reader"},
		"a cause that is gone is gone, whatever else is unread": {now: partUnread, want: []alert.Reason{alert.Fixed}, color: alert.Amber,
			says: "Not known: could not read the service control policies: throttled"},
		"another cause remains": {now: otherOne, want: []alert.Reason{alert.Reminder}, color: alert.Red,
			says: "The cause that was reported first is gone; this one remains."},
		"the next copy fails all the same": {now: allMet, then: func(t *testing.T, w *world) {
			w.facts = keyClosed
			w.Set(handlertest.Noon().Add(24 * time.Hour))
			w.arrives(t, failsAgain(24*60))
		}, want: []alert.Reason{alert.Fixed, alert.NewAlerts}, color: alert.Red},
		"a failure from before the proof refutes nothing": {now: allMet, then: func(t *testing.T, w *world) {
			w.arrives(t, failsAgain(5))
		}, want: []alert.Reason{alert.Fixed}, color: alert.Amber},
		"no copy comes at all": {now: allMet, then: func(t *testing.T, w *world) { ticks(t, w, 28*60+1) },
			want: []alert.Reason{alert.Fixed, alert.Reminder}, color: alert.Red, says: "farvault has read no good copy", hides: "\"Sid\""},
		"somebody breaks it again": {now: allMet, then: func(t *testing.T, w *world) {
			w.facts = keyClosed
			w.Pass(time.Hour)
			w.arrives(t, coming(w))
			ticks(t, w, due+70)
		}, want: []alert.Reason{alert.Fixed, alert.Reminder}, color: alert.Red, says: "The cause was gone, and a condition fails again."},
		"only a copy in the vault ends it": {now: allMet, then: func(t *testing.T, w *world) {
			good := failsAgain(24*60 + 10)
			good.State, good.Message = "COMPLETED", ""
			w.Set(handlertest.Noon().Add(24*time.Hour + 10*time.Minute))
			w.arrives(t, good)
		}, want: []alert.Reason{alert.Fixed, alert.AllResolved}, color: alert.Green},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := keyFailed(t)
			w.facts = tc.now
			ticks(t, w, 60, 2*60, due)
			if tc.then != nil {
				tc.then(t, w)
			}
			w.hears(t, append([]alert.Reason{alert.FirstNotification}, tc.want...)...)
			last := w.people.Heard[len(w.people.Heard)-1]
			text := strings.Join(strings.Fields(message.Text(last)), " ")
			if last.Color != tc.color || !strings.Contains(text, tc.says) || tc.hides != "" && strings.Contains(text, tc.hides) {
				t.Errorf("%s, want %s and %q, without %q:\n%s", last.Color, tc.color, tc.says, tc.hides, message.Text(last))
			}
		})
	}
}

// coming is the hourly look that finds the next copy to fail, of the copy that failed.
func coming(w *world) event.Unreported {
	j := failsAgain(0)
	return event.Unreported{Account: j.Account, Region: j.Region, At: w.At(), Problems: []event.UnreportedFailure{{
		Kind: event.Copy, Resource: j.ResourceARN, ResourceType: "EBS", Destination: j.DestinationVaultARN,
		Due: handlertest.Noon().Add(24 * time.Hour), Cause: "source-key-not-shared", Where: handlertest.KeyARN,
	}}}
}

// A look that finds the conditions of the next copy met makes the cause be proven at once.
func TestALookTellsThatTheCauseIsGone(t *testing.T) {
	t.Parallel()
	for law, tc := range map[string]struct {
		kept bool
		now  []func(*proof.Facts)
		want []alert.Reason
	}{
		"gone":                         {now: allMet, want: []alert.Reason{alert.Fixed}},
		"the look says that it fails":  {kept: true, now: allMet},
		"the proof says that it fails": {now: keyClosed},
		"nothing can be read":          {now: keyUnread},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := keyFailed(t)
			w.facts = tc.now
			w.Pass(time.Hour)
			seen := event.Foreseen{Account: handlertest.Member, Region: "eu-west-1", At: w.At()}
			if tc.kept {
				seen.Kept = []string{alert.Head(alert.ProblemOf(failsAgain(0)).Fingerprint())}
			}
			w.arrives(t, seen)
			w.arrives(t, seen)
			w.hears(t, append([]alert.Reason{alert.FirstNotification}, tc.want...)...)
		})
	}
}

// Killed before or after any call, the word that a cause is gone comes once or twice.
func TestAFixSurvivesAKillAtEveryCall(t *testing.T) {
	t.Parallel()
	survives(t, "a fix", tale{func(t *testing.T, w *world) {
		w.Settings.Mend.Enabled = false
		w.facts = keyClosed
		j := failsAgain(0)
		w.arrives(t, j)
		w.facts = allMet
		w.Pass(4*time.Hour + time.Minute)
	}, func(ctx context.Context, h *Handler) error { _, err := h.tick(ctx); return err }, alert.Fixed, true})
}
