package alert

import (
	"errors"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// A copy's problem ends on a COMPLETED recovery point that was read in its vault, and on nothing else.
func TestACopyEndsOnWhatItsVaultHas(t *testing.T) {
	t.Parallel()
	began, ended := alert.FirstNotification, alert.AllResolved
	at := func(minutes int) time.Time { return handlertest.Noon().Add(handlertest.Minutes(minutes)) }
	tests := map[string]struct {
		has    []alert.Evidence
		hidden error
		want   []alert.Reason
		fails  bool // the event stays in the queue
	}{
		"a copy of the same backup":        {has: []alert.Evidence{{Point: "arn:rp", Begun: at(-30), Completed: at(19)}}, want: []alert.Reason{began, ended}},
		"a copy of a later backup":         {has: []alert.Evidence{{Point: "arn:rp", Begun: at(5), Completed: at(19)}}, want: []alert.Reason{began, ended}},
		"a copy of an older backup":        {has: []alert.Evidence{{Point: "arn:rp", Begun: at(-90), Completed: at(19)}}, want: []alert.Reason{began}},
		"a copy that came before it":       {has: []alert.Evidence{{Point: "arn:rp", Begun: at(-30), Completed: at(-5)}}, want: []alert.Reason{began}},
		"nothing, whatever the job says":   {want: []alert.Reason{began}},
		"a vault that nobody can read now": {hidden: errors.New("timeout"), want: []alert.Reason{began}, fails: true},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			failed := copyJob("a", 0)
			failed.SourceVaultARN = "arn:aws:backup:eu-west-1:" + handlertest.Member + ":backup-vault:farvault-local"
			world.begins[failed.RecoveryPointARN] = at(-30)
			world.arrives(t, failed)
			world.Pass(handlertest.Minutes(20))
			world.arrived[failed.DestinationVaultARN+failed.ResourceARN], world.hidden = tt.has, tt.hidden
			good := failed
			good.JobID, good.State, good.Message, good.CompletedAt = "b", "COMPLETED", "", at(20)
			_, err := world.Record(t.Context(), handlertest.Record(t, good))
			if (err != nil) != tt.fails {
				t.Errorf("the event ended with %v", err)
			}
			world.hears(t, tt.want...)
			if len(tt.want) == 2 && !strings.Contains(message.Text(world.people.Heard[1]), "recovery point arn:rp") {
				t.Errorf("the end does not name its evidence:\n%s", message.Text(world.people.Heard[1]))
			}
		})
	}
}

// A FAILED event never names the plan, as AWS sends it. What is absent is no fact: a copy by hand closes nothing that a
// plan wants, and nothing of which nobody knows who wants it.
func TestAFailedEventWithoutAPlanIsNotByHand(t *testing.T) {
	t.Parallel()
	for law, jobs := range map[string]map[string]event.JobStateChange{
		"a plan asked for it":  {"a": {PlanID: "p"}, "b": {ByHand: true}},
		"nobody can be asked":  nil,
		"the second is unread": {"a": {ByHand: true}},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			world.plans = map[string][]string{"p": {oldVault}}
			if jobs != nil {
				world.jobs = jobs
			}
			world.arrives(t, copyTo(oldVault, "", "a", "FAILED", 0))
			world.Pass(handlertest.Minutes(30))
			world.arrives(t, copyTo(handlertest.VaultARN, "", "b", "COMPLETED", 20))
			world.hears(t, alert.FirstNotification)
		})
	}
	world := newWorld()
	world.plans = map[string][]string{"p": {handlertest.VaultARN}}
	world.jobs = map[string]event.JobStateChange{"a": {PlanID: "p"}}
	world.arrives(t, copyTo(oldVault, "", "a", "FAILED", 0))
	world.arrives(t, copyTo(handlertest.VaultARN, "p", "b", "COMPLETED", 20))
	world.hears(t, alert.FirstNotification, alert.AllResolved) // the plan, which was asked for, no longer copies there
}
