package alert

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// disabledKey is provision's report that alice disabled the member's key a quarter of an hour before noon.
func disabledKey(callID string) event.Report {
	return event.Report{
		Refused: []event.Change{{Op: chain.NeedsDecision, Kind: chain.KindKey, Name: chain.KeyAlias, Account: handlertest.Member, Region: "eu-west-1",
			Attributes: []event.Attribute{{Name: chain.KeyStateAttribute, Now: "Disabled", ShouldBe: "Enabled"}}}},
		By: []event.Changer{{Account: handlertest.Member, CallID: callID, Name: "DisableKey", ARN: "arn:aws:sts::222233334444:assumed-role/Admin/alice",
			At: handlertest.Noon().Add(-15 * time.Minute)}},
		Broke: &event.Broken{Account: handlertest.Member, Region: "eu-west-1", KeyARN: handlertest.KeyARN, State: "Disabled"}, At: handlertest.Noon(),
	}
}

// lookedAtKey is what a look sees of the key that many handlertest.Minutes from noon.
func lookedAtKey(state string, minute int) event.Unreported {
	at := handlertest.Noon().Add(handlertest.Minutes(minute))
	w := unreported.Snapshot{Keys: []unreported.SnapshotKey{{Key: proof.Key{ARN: handlertest.KeyARN, Exists: true, State: state}}}}
	return event.Unreported{Account: handlertest.Member, Region: "eu-west-1", At: at, Problems: w.Failures(nil, time.Hour, at)}
}

// optInAt is AWS Backup's event that EFS is on or off.
func optInAt(on bool, minute int) event.OptInChange {
	return event.OptInChange{Origin: event.Origin{ID: fmt.Sprint("o", minute), Account: handlertest.Member, Region: "eu-west-1", Time: handlertest.Noon().Add(handlertest.Minutes(minute))}, OptIn: map[string]bool{"EFS": on}}
}

// switchedOffBy is the report that alice switched EFS off then, and that it was put back before it was known.
func switchedOffBy() event.Report {
	r := disabledKey("c1")
	r.By[0].Name, r.Refused, r.RepairedAt = "UpdateRegionSettings", nil, handlertest.Noon().Add(handlertest.Minutes(-10))
	r.Changes = []event.Change{{Op: chain.Update, Kind: chain.KindOptIn, Name: "ResourceTypeOptInPreference", Account: handlertest.Member, Region: "eu-west-1",
		Attributes: []event.Attribute{{Name: "EFS", Now: "false", ShouldBe: "true"}}}}
	r.Broke = &event.Broken{Account: handlertest.Member, Region: "eu-west-1", ResourceType: "EFS", State: "off"}
	return r
}

// Whatever comes first, people are told of what somebody broke by its own cause, in one group, and once of who it was.
func TestWhoBrokeItIsToldWithTheCause(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arrive []event.Event
		want   []alert.Reason
		named  int // the message that names alice
	}{
		"the call is known before the look": {[]event.Event{disabledKey("c1"), lookedAtKey("Disabled", 0)}, []alert.Reason{alert.FirstNotification}, 0},
		"the look comes before the call":    {[]event.Event{lookedAtKey("Disabled", -5), disabledKey("c1")}, []alert.Reason{alert.FirstNotification, alert.Repaired}, 1},
		"a look after both ends it":         {[]event.Event{disabledKey("c1"), lookedAtKey("Enabled", 1)}, []alert.Reason{alert.FirstNotification, alert.AllResolved}, 0},
		"what is well since is not told again, but who it was": {[]event.Event{optInAt(false, -15), optInAt(true, -10), switchedOffBy()},
			[]alert.Reason{alert.FirstNotification, alert.AllResolved, alert.Repaired}, 2},
		"who it was is known before it is told, and it is over": {[]event.Event{optInAt(true, -10), switchedOffBy(), optInAt(false, -15)}, []alert.Reason{alert.Repaired}, 0},
		"who it was is known before AWS Backup tells of it":     {[]event.Event{switchedOffBy(), optInAt(false, -15), optInAt(true, -10)}, []alert.Reason{alert.Repaired}, 0},
		"who did it the last time is not named when it happens again": {[]event.Event{lookedAtKey("Enabled", -20), disabledKey("c1"), lookedAtKey("Enabled", 0), lookedAtKey("Disabled", 60)},
			[]alert.Reason{alert.FirstNotification, alert.AllResolved, alert.FirstNotification}, 0},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := newWorld()
			for _, body := range tt.arrive {
				for range 20 {
					arrivesIn(t, world, body)
				}
			}
			world.hears(t, tt.want...)
			groups := map[string]bool{}
			for i, m := range world.people.Heard {
				groups[m.GroupKey] = true
				if names := strings.Contains(fmt.Sprint(m.Lead, m.Facts), "assumed-role/Admin/alice"); names != (i == tt.named) {
					t.Errorf("message %d names alice: %t\n%+v", i, names, m)
				}
			}
			if len(groups) != 1 {
				t.Errorf("told in %d groups", len(groups))
			}
		})
	}
}

// arrivesIn gives the world a body as its Record does: those that come from queues in farvault's form, and AWS's own.
func arrivesIn(t *testing.T, world *world, body event.Event) {
	t.Helper()
	world.takes(t, body)
}

// brokenTales are the ways on which people hear who broke something, for the kill at every call.
func brokenTales() map[string]tale {
	run := func(ctx context.Context, h *Handler) error { _, err := h.report(ctx, disabledKey("c1")); return err }
	return map[string]tale{
		"who broke it": {func(*testing.T, *world) {}, run, alert.FirstNotification, true},
		"who broke what is told already": {func(t *testing.T, world *world) { arrivesIn(t, world, lookedAtKey("Disabled", -5)) },
			run, alert.Repaired, true},
	}
}

func TestWhoBrokeItSurvivesAKillAtEveryCall(t *testing.T) {
	t.Parallel()
	for story, tale := range brokenTales() {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			survives(t, story, tale)
		})
	}
}
