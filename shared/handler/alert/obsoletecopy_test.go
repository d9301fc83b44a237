package alert

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

const (
	oldVault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault-old"
	drVault  = "arn:aws:backup:eu-central-1:111122223333:backup-vault:farvault"
)

// copyTo is a copy job of a plan, empty for one that was started by hand.
func copyTo(vault, plan, id, state string, after int) event.JobStateChange {
	j := copyJob(id, after)
	j.DestinationVaultARN, j.PlanID, j.State = vault, plan, state
	if state == "COMPLETED" {
		j.Message = ""
	}
	return j
}

// Each destination is a truth of its own, for as long as the plan wants it.
func TestACopyThatNobodyWantsAnyMoreIsClosed(t *testing.T) {
	t.Parallel()
	began, ended := alert.FirstNotification, alert.AllResolved
	otherwise := copyTo(handlertest.VaultARN, "p", "b", "FAILED", 20)
	otherwise.Message = "The dog ate the copy."
	tests := map[string]struct {
		change func(*world)
		jobs   []event.JobStateChange
		want   []alert.Reason
		says   string // in the last message
	}{
		"the rule got another vault, and the copy arrived there": {
			change: func(world *world) { world.plans["p"] = []string{handlertest.VaultARN} },
			jobs:   []event.JobStateChange{copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", 20)},
			want:   []alert.Reason{began, ended}, says: "vault farvault-old in 111122223333 is no longer configured: the backup plan no longer copies there."},
		"the rule got another vault, and the copy fails there too": {
			change: func(world *world) { world.plans["p"] = []string{handlertest.VaultARN} },
			jobs:   []event.JobStateChange{otherwise},
			want:   []alert.Reason{began, ended, began}},
		"the plan is gone, and another one copies": {
			change: func(world *world) { delete(world.plans, "p") },
			jobs:   []event.JobStateChange{copyTo(handlertest.VaultARN, "q", "b", "COMPLETED", 20)},
			want:   []alert.Reason{began, ended}, says: "the backup plan is gone"},
		"a plan with two copy actions wants both": {
			jobs: []event.JobStateChange{copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", 20), copyTo(drVault, "p", "c", "COMPLETED", 21)},
			want: []alert.Reason{began}, says: "do not reach"},
		"another plan's copies end nothing": {
			jobs: []event.JobStateChange{copyTo(handlertest.VaultARN, "q", "b", "COMPLETED", 20)},
			want: []alert.Reason{began}},
		"a plan that cannot be read may want it": {
			change: func(world *world) { world.plans["p"], world.shut = nil, errors.New("access denied") },
			jobs:   []event.JobStateChange{copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", 20)},
			want:   []alert.Reason{began}},
		"an older copy to another vault says nothing": {
			change: func(world *world) { world.plans["p"] = []string{handlertest.VaultARN} },
			jobs:   []event.JobStateChange{copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", -5)},
			want:   []alert.Reason{began}},
		"a copy by hand was for the plan's": {
			jobs: []event.JobStateChange{copyTo(handlertest.VaultARN, "", "b", "COMPLETED", 20)},
			want: []alert.Reason{began}},
		"its own vault has it after all": {
			jobs: []event.JobStateChange{copyTo(oldVault, "p", "b", "COMPLETED", 20)},
			want: []alert.Reason{began, ended}, says: "It lasted"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			world.plans = map[string][]string{"p": {oldVault, handlertest.VaultARN, drVault}, "q": {handlertest.VaultARN}}
			world.arrives(t, copyTo(oldVault, "p", "a", "FAILED", 0))
			if tc.change != nil {
				tc.change(world)
			}
			world.Pass(handlertest.Minutes(30))
			for _, j := range tc.jobs {
				world.arrives(t, j)
				world.arrives(t, j)
			}
			world.hears(t, tc.want...)
			if text := message.Text(world.people.Heard[len(world.people.Heard)-1]); !strings.Contains(text, tc.says) {
				t.Errorf("the last message does not say %q:\n%s", tc.says, text)
			}
		})
	}
}

// What somebody started by hand is over when the same recovery point has arrived elsewhere by hand.
func TestACopyByHandIsClosedByItsSecondTry(t *testing.T) {
	t.Parallel()
	other := copyTo(handlertest.VaultARN, "", "b", "COMPLETED", 20)
	other.RecoveryPointARN = "arn:aws:ec2:eu-west-1::snapshot/snap-2"
	for law, tc := range map[string]struct {
		second event.JobStateChange
		want   []alert.Reason
	}{
		"the same recovery point":      {copyTo(handlertest.VaultARN, "", "b", "COMPLETED", 20), []alert.Reason{alert.FirstNotification, alert.AllResolved}},
		"another recovery point":       {other, []alert.Reason{alert.FirstNotification}},
		"the plan copied it as always": {copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", 20), []alert.Reason{alert.FirstNotification}},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			world.jobs = map[string]event.JobStateChange{"a": {ByHand: true}, "b": {ByHand: true, PlanID: tc.second.PlanID}}
			world.arrives(t, copyTo(oldVault, "", "a", "FAILED", 0))
			world.Pass(handlertest.Minutes(30))
			world.arrives(t, tc.second)
			world.hears(t, tc.want...)
		})
	}
}

// A plan that copies nowhere any more makes no job: the reminder is where that is seen. And what is closed stays
// so when the sweep finds the old job again, until a newer one fails.
func TestBeforeAReminderThePlanIsLookedAt(t *testing.T) {
	t.Parallel()
	world := newWorld()
	world.plans = map[string][]string{"p": {oldVault}}
	world.arrives(t, copyTo(oldVault, "p", "a", "FAILED", 0))
	world.tickAfter(t, 4*time.Hour)
	world.hears(t, alert.FirstNotification, alert.Reminder)
	world.plans["p"] = nil
	world.tickAfter(t, 4*time.Hour)
	world.hears(t, alert.FirstNotification, alert.Reminder, alert.AllResolved)
	found := copyTo(oldVault, "p", "a", "FAILED", 0)
	found.Found, found.Message = true, "The vault is gone."
	if out := world.arrives(t, found); out.Reason != "nobody wants that copy any more" {
		t.Errorf("the old job is taken as %q", out.Reason)
	}
	world.plans["p"] = []string{oldVault}
	world.arrives(t, copyTo(oldVault, "p", "z", "FAILED", 24*60))
	if last := world.reasons()[len(world.people.Heard)-1]; last != alert.FirstNotification {
		t.Errorf("a newer failure is told as %s", last)
	}
}

// A kill before or after every call of the closing: it is told once or twice, and the old alert does not stay.
func TestAKillWhileClosingLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	calls := 1
	for at := 0; at <= calls; at++ {
		for _, after := range []bool{false, true} {
			world := newWorld()
			world.plans = map[string][]string{"p": {handlertest.VaultARN}}
			world.arrives(t, copyTo(oldVault, "p", "a", "FAILED", 0))
			run := func(ctx context.Context, h *Handler) error {
				_, err := h.job(ctx, copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", 20))
				return err
			}
			h, m := dying(world, at, after)
			if err := run(t.Context(), h); (err != nil) != (at > 0 && at <= m.Calls) {
				t.Fatalf("killed at call %d of %d: error %v", at, m.Calls, err)
			}
			if at == 0 {
				calls = m.Calls
			}
			comesAgain(t, world, run)
			check(t, world, tale{want: alert.AllResolved}, fmt.Sprintf("killed at call %d of %d, after %v", at, calls, after))
		}
	}
	if calls < 8 {
		t.Errorf("only %d calls were tried", calls)
	}
}
