package alert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// play is a failure that farvault repairs, as its queues deliver it: what a record does, when, and how often it came.
type play struct {
	*world
	dies *Handler // speaks until it is dead
	m    *mortal
	todo []delivery

	asked func(at time.Duration) // what comes of the repair, once it was asked for
}

type delivery struct {
	at    time.Duration // since noon
	count int
	do    func(context.Context, *Handler) error
}

// visibility is how long a record stays away whose function died, as the template has it.
const visibility = 12 * time.Minute

func (p *play) comes(at time.Duration, do func(context.Context, *Handler) error) {
	p.todo = append(p.todo, delivery{at: at, count: 1, do: do})
}

// run delivers everything in its time, what failed again.
func (p *play) run(t *testing.T) {
	t.Helper()
	for rounds := 0; len(p.todo) > 0; rounds++ {
		slices.SortStableFunc(p.todo, func(a, b delivery) int { return cmp.Compare(a.at, b.at) })
		d := p.todo[0]
		p.todo = p.todo[1:]
		p.Set(handlertest.Noon().Add(d.at))
		h := p.Handler
		if !p.m.Dead() {
			h = p.dies
		}
		counted := events.SQSMessage{Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(d.count)}}
		err := d.do(batch.Delivered(t.Context(), counted), h)
		var later batch.Later
		switch again := (delivery{at: d.at + visibility, count: d.count + 1, do: d.do}); {
		case errors.As(err, &later):
			again.at = d.at + later.After
			p.todo = append(p.todo, again)
		case err != nil:
			p.todo = append(p.todo, again)
		}
		if p.asked != nil && len(p.provision.Sent) > 0 {
			p.asked(d.at)
			p.asked = nil
		}
		if rounds > 100 {
			t.Fatal("the play does not end")
		}
	}
}

// outcome is what comes of a repair.
type outcome string

const (
	arrives    outcome = "the copy that was started again arrives"
	failsAfter outcome = "the copy that was started again fails"
	noRestart  outcome = "nothing was started again"
	refused    outcome = "the repair was refused"
	unanswered outcome = "provision never answers"
	off        outcome = "repairs are switched off"
)

// restartedJob is the copy job that the repair started.
const restartedJob = "11111111-2222-3333-4444-555555555555"

// repairPlay is the play of one outcome, whose answer comes so long after the failure; it dies at a call.
func repairPlay(what outcome, answer time.Duration, at int, after bool) *play {
	w := newWorld()
	w.Settings.Mend.Enabled = what != off
	p := &play{world: w}
	p.dies, p.m = dying(w, at, after)
	p.comes(0, func(ctx context.Context, h *Handler) error {
		a, j := oursFailed("a", 0)
		_, err := h.failed(ctx, a, j, nil)
		return err
	})
	p.asked = func(asked time.Duration) { p.answered(what, asked+answer) }
	for minute := 5; minute <= 60; minute += 5 {
		p.comes(handlertest.Minutes(minute), func(ctx context.Context, h *Handler) error { _, err := h.tick(ctx); return err })
	}
	return p
}

// answered is what comes of the repair: provision's report at a time, and eight minutes later the copy that it started.
func (p *play) answered(what outcome, at time.Duration) {
	report := event.Report{GroupKey: alert.Group{Cause: "vault-policy-denies-copy", Place: handlertest.VaultARN}.Key(),
		Cause: "vault-policy-denies-copy", At: handlertest.Noon().Add(at), Changes: []event.Change{{Op: chain.Update,
			Kind: chain.KindVaultAccessPolicy, Name: "farvault", Account: handlertest.Central, Region: "eu-west-1"}}}
	ended := at + handlertest.Minutes(8)
	j := copyJob(restartedJob, int(ended/time.Minute))
	switch what {
	case unanswered, off:
		return
	case refused:
		report.Changes, report.Refused = nil, []event.Change{event.Because("an SCP denies it")}
	case arrives, failsAfter:
		report.Restarted = []event.CopyRequest{{Account: j.Account, Region: j.Region, JobID: restartedJob, ResourceARN: j.ResourceARN}}
	}
	p.comes(at, func(ctx context.Context, h *Handler) error { _, err := h.report(ctx, report); return err })
	switch what {
	case arrives:
		j.State, j.Message = "COMPLETED", ""
		p.keep(j)
		p.comes(ended, func(ctx context.Context, h *Handler) error { _, err := h.job(ctx, j); return err })
	case failsAfter:
		p.comes(ended, func(ctx context.Context, h *Handler) error {
			a, j := oursFailed(restartedJob, int(ended/time.Minute))
			_, err := h.failed(ctx, a, j, nil)
			return err
		})
	}
}

// answers are when provision answers: at once, within the time that the message waits, and after it.
var answers = []time.Duration{5 * time.Second, 80 * time.Second, 200 * time.Second}

// One incident is one message: amber where the repair holds, red where it does not, and no green after amber. One kill,
// at whatever call, loses nothing and makes at most one message more.
func TestWhatFarvaultRepairsIsOneMessage(t *testing.T) {
	t.Parallel()
	const told, red, green = alert.Repaired, alert.FirstNotification, alert.AllResolved
	table := map[outcome][3][]alert.Reason{
		arrives:    {{told}, {told}, {red, green}},
		failsAfter: {{told, red}, {told, red}, {red, alert.NewAlerts}},
		noRestart:  {{told}, {told}, {red, told}},
		refused:    {{red}, {red}, {red, told}},
		unanswered: {{red}, {red}, {red}},
		off:        {{red}, {red}, {red}},
	}
	for what, row := range table {
		for i, want := range row {
			t.Run(fmt.Sprintf("%s/%s", what, answers[i]), func(t *testing.T) {
				t.Parallel()
				whole := repairPlay(what, answers[i], 0, false)
				whole.run(t)
				whole.hears(t, want...)
				step := 5 // the others are killed where everything is verified
				if os.Getenv("FARVAULT_VERIFY") != "" {
					step = 1
				}
				for at := 1; at <= whole.m.Calls; at += step {
					for _, after := range []bool{false, true} {
						killed := repairPlay(what, answers[i], at, after)
						killed.run(t)
						atLeast(t, killed.world, want, fmt.Sprintf("killed at call %d of %d, after %t", at, whole.m.Calls, after))
					}
				}
			})
		}
	}
}

// atLeast fails unless people have heard what they hear without a kill, and one message more at the most. A failure that
// is recorded late may be repaired when it is: then people hear of the repair alone.
func atLeast(t *testing.T, w *world, want []alert.Reason, when string) {
	t.Helper()
	got := w.reasons()
	if len(got) > len(want)+1 || len(got) == 0 {
		t.Errorf("%s: told %v, want %v", when, got, want)
	}
	for _, r := range want {
		switch {
		case slices.Contains(got, r):
		case slices.Contains(got, alert.Repaired) && r != alert.Repaired && !slices.Contains(want[:1], alert.Repaired):
		case slices.Contains(got, alert.FirstNotification) && r == alert.Repaired:
		default:
			t.Errorf("%s: told %v, want %v", when, got, want)
		}
	}
}

// alice is who replaced the vault's policy five minutes before the copy failed, and what farvault repaired of it.
func byAlice(call string, callAt, at time.Time) event.Report {
	return event.Report{GroupKey: alert.ChangedGroup(handlertest.Central).Key(), Cause: alert.ChangedGroup("").Cause, At: at,
		Changes: []event.Change{{Op: chain.Update, Kind: chain.KindVaultAccessPolicy, Name: "farvault", Account: handlertest.Central, Region: "eu-west-1"}},
		By: []event.Changer{{Account: handlertest.Central, CallID: call, Name: "PutBackupVaultAccessPolicy",
			ARN: "arn:aws:sts::111122223333:assumed-role/Admin/alice", At: callAt}}}
}

// Who did it is in the message about the repair, whichever is known first; what comes to be known later is told in the
// same group, of the same account.
func TestWhoDidItJoinsTheIncident(t *testing.T) {
	t.Parallel()
	const told = alert.Repaired
	for law, tc := range map[string]struct {
		by   time.Duration // when CloudTrail tells, after the failure
		want []alert.Reason
	}{
		"before the report of the repair": {time.Second, []alert.Reason{told}},
		"while the message waits":         {80 * time.Second, []alert.Reason{told}},
		"after the message":               {4 * time.Minute, []alert.Reason{told, told}},
		"after the copy has arrived":      {20 * time.Minute, []alert.Reason{told, told}},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			p := repairPlay(arrives, 5*time.Second, 0, false)
			by := byAlice("c1", handlertest.Noon().Add(handlertest.Minutes(-5)), handlertest.Noon().Add(tc.by))
			by.RepairedAt = handlertest.Noon().Add(5 * time.Second)
			p.comes(tc.by, func(ctx context.Context, h *Handler) error { _, err := h.report(ctx, by); return err })
			p.run(t)
			p.hears(t, tc.want...)
			first, last := p.people.Heard[0], p.people.Heard[len(p.people.Heard)-1]
			if text := message.Text(last); !strings.Contains(text, "assumed-role/Admin/alice did it at 11:55 UTC") ||
				strings.Count(text, "AccessPolicy") > 2 {
				t.Errorf("the last message:\n%s", text)
			}
			for _, m := range []message.Message{first, last} {
				if m.GroupKey != first.GroupKey || !strings.HasSuffix(message.Subject(m), "("+handlertest.Central+")") {
					t.Errorf("%s: %q", m.GroupKey, message.Subject(m))
				}
			}
		})
	}
}

// What somebody changes of another thing, or long after, is a story of its own.
func TestAnotherChangeIsAnotherIncident(t *testing.T) {
	t.Parallel()
	for law, change := range map[string]func(*event.Report){
		"another vault":   func(r *event.Report) { r.Changes[0].Name = "farvault-other" },
		"hours later":     func(r *event.Report) { r.By[0].At = handlertest.Noon().Add(5 * time.Hour) },
		"people decide":   func(r *event.Report) { r.Refused, r.Changes = r.Changes, nil },
		"another account": func(r *event.Report) { r.Changes[0].Account = handlertest.Member },
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			p := repairPlay(arrives, 5*time.Second, 0, false)
			by := byAlice("c1", handlertest.Noon().Add(handlertest.Minutes(-5)), handlertest.Noon().Add(handlertest.Minutes(30)))
			change(&by)
			p.comes(handlertest.Minutes(30), func(ctx context.Context, h *Handler) error { _, err := h.report(ctx, by); return err })
			p.run(t)
			p.hears(t, alert.Repaired, alert.Repaired)
			if p.people.Heard[0].GroupKey == p.people.Heard[1].GroupKey {
				t.Error("told in the same group")
			}
		})
	}
}

// One call that switches two types off is one message, whatever comes first of what follows from it.
func TestOneCallThatSwitchesTypesOffIsOneMessage(t *testing.T) {
	t.Parallel()
	off := event.OptInChange{Origin: origin("off", 0), OptIn: map[string]bool{"EBS": false, "EFS": false}}
	on := event.OptInChange{Origin: origin("on", 1), OptIn: map[string]bool{"EBS": true, "EFS": true}}
	put := []event.Change{{Op: chain.Update, Kind: chain.KindOptIn, Name: "ResourceTypeOptInPreference", Account: handlertest.Member, Region: "eu-west-1",
		Attributes: []event.Attribute{{Name: "EBS", Now: "false", ShouldBe: "true"}, {Name: "EFS", Now: "false", ShouldBe: "true"}}}}
	group := alert.Alert{Problem: alert.Problem{Account: handlertest.Member, Region: "eu-west-1", Job: event.OptIn}, Diagnosis: switchedOff("EBS")}.Group()
	repaired := event.Report{GroupKey: group.Key(), Cause: group.Cause, Changes: put, At: handlertest.Noon().Add(10 * time.Second)}
	by := func(kind string) event.Report {
		r := byAlice("c1", handlertest.Noon(), handlertest.Noon().Add(time.Minute))
		r.Changes, r.RepairedAt, r.By[0].Name = put, repaired.At, "UpdateRegionSettings"
		r.Broke = &event.Broken{Account: handlertest.Member, Region: "eu-west-1", ResourceType: kind, State: "off"}
		return r
	}
	all := map[string]event.Event{"off": off, "on": on, "repaired": repaired, "EBS": by("EBS"), "EFS": by("EFS")}
	for _, order := range []string{
		"off repaired on EBS EFS", "off repaired EBS EFS on", "off EBS EFS repaired on", "EBS EFS off repaired on",
		"off EBS repaired EFS on", "EBS off EFS on repaired", "off repaired on ... EBS EFS", "off repaired ... EBS on EFS",
	} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			p := &play{world: newWorld()}
			p.dies, p.m = dying(p.world, 0, false)
			p.m.At = -1
			var at time.Duration
			for _, name := range strings.Fields(order) {
				if at += 5 * time.Second; name == "..." { // CloudTrail takes its time
					at += 8 * time.Minute
					continue
				}
				p.comes(at, func(ctx context.Context, _ *Handler) error {
					_, err := p.taken(ctx, t, all[name])
					return err
				})
			}
			for minute := 5; minute <= 30; minute += 5 {
				p.comes(handlertest.Minutes(minute), func(ctx context.Context, _ *Handler) error { _, err := p.tick(ctx); return err })
			}
			p.run(t)
			p.hears(t, alert.Repaired)
			if text := message.Text(p.people.Heard[0]); !strings.Contains(text, "alice") || !strings.Contains(text, "EBS") || !strings.Contains(text, "EFS") {
				t.Errorf("told:\n%s", text)
			}
		})
	}
}
