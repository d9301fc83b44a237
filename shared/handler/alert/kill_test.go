package alert

import (
	"context"
	"fmt"
	"testing"
	"time"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
	"farvault/shared/unreported"
)

// mortal stands between an Alert and everything it calls. It dies before or after
// the effect of one call; the dead make no further call.
type mortal struct {
	handlertest.Death
	world *world
	inner *Handler
}

func (m *mortal) Group(ctx context.Context, key string) (r alert.Record, err error) {
	err = m.Call(func() (err error) { r, err = m.inner.Ledger.Group(ctx, key); return err })
	return r, err
}

func (m *mortal) GroupPart(ctx context.Context, key string, f alert.Fingerprint) (r alert.Record, err error) {
	err = m.Call(func() (err error) { r, err = m.inner.Ledger.GroupPart(ctx, key, f); return err })
	return r, err
}

func (m *mortal) UpdateGroup(
	ctx context.Context, key string, now time.Time, change func(alert.Record) (alert.Record, bool),
) (out alert.Record, err error) {
	err = m.Call(func() (err error) { out, err = m.inner.Ledger.UpdateGroup(ctx, key, now, change); return err })
	return out, err
}

func (m *mortal) UpdatePart(
	ctx context.Context, part alert.Record, f alert.Fingerprint, now time.Time,
	change func(alert.Record) (alert.Record, bool),
) (deferred bool, err error) {
	err = m.Call(func() (err error) { deferred, err = m.inner.Ledger.UpdatePart(ctx, part, f, now, change); return err })
	return deferred, err
}

func (m *mortal) Coverage(ctx context.Context, account, region string) (r coverage.Record, err error) {
	err = m.Call(func() (err error) { r, err = m.inner.Ledger.Coverage(ctx, account, region); return err })
	return r, err
}

func (m *mortal) Guard(ctx context.Context, vaultARN string) (g unreported.Guard, err error) {
	err = m.Call(func() (err error) { g, err = m.inner.Ledger.Guard(ctx, vaultARN); return err })
	return g, err
}

func (m *mortal) History(ctx context.Context, f alert.Fingerprint) (h alert.History, err error) {
	err = m.Call(func() (err error) { h, err = m.inner.Ledger.History(ctx, f); return err })
	return h, err
}

func (m *mortal) UpdateHistory(
	ctx context.Context, f alert.Fingerprint, now time.Time, change func(alert.History) (alert.History, bool),
) (out alert.History, err error) {
	err = m.Call(func() (err error) { out, err = m.inner.Ledger.UpdateHistory(ctx, f, now, change); return err })
	return out, err
}

func (m *mortal) Account(ctx context.Context, id string) (r account.Record, err error) {
	err = m.Call(func() (err error) { r, err = m.inner.Ledger.Account(ctx, id); return err })
	return r, err
}

func (m *mortal) Restart(ctx context.Context, rp, vault, job string, most int, now time.Time) (n int, err error) {
	err = m.Call(func() (err error) { n, err = m.inner.Ledger.Restart(ctx, rp, vault, job, most, now); return err })
	return n, err
}

func (m *mortal) Retry(ctx context.Context, rp, vault, job string, most int, now time.Time) (n int, err error) {
	err = m.Call(func() (err error) { n, err = m.inner.Ledger.Retry(ctx, rp, vault, job, most, now); return err })
	return n, err
}

func (m *mortal) AddIssue(ctx context.Context, f alert.Fingerprint, i alert.Issue) error {
	return m.Call(func() error { return m.inner.Ledger.AddIssue(ctx, f, i) })
}

func (m *mortal) Issues(ctx context.Context) (all alert.Issues, err error) {
	err = m.Call(func() (err error) { all, err = m.inner.Ledger.Issues(ctx); return err })
	return all, err
}

func (m *mortal) OpenGroups(ctx context.Context) (keys []string, err error) {
	err = m.Call(func() (err error) { keys, err = m.inner.Ledger.OpenGroups(ctx); return err })
	return keys, err
}

func (m *mortal) ReadGroups(ctx context.Context, keys []string) (all []alert.Record, err error) {
	err = m.Call(func() (err error) { all, err = m.inner.Ledger.ReadGroups(ctx, keys); return err })
	return all, err
}

func (m *mortal) Unlist(ctx context.Context, keys []string, now time.Time) error {
	return m.Call(func() error { return m.inner.Ledger.Unlist(ctx, keys, now) })
}

func (m *mortal) Pace(ctx context.Context) (p alert.Pace, err error) {
	err = m.Call(func() (err error) { p, err = m.inner.Ledger.Pace(ctx); return err })
	return p, err
}

func (m *mortal) UpdatePace(ctx context.Context, change func(alert.Pace) (alert.Pace, bool)) error {
	return m.Call(func() error { return m.inner.Ledger.UpdatePace(ctx, change) })
}

func (m *mortal) Mutes(ctx context.Context) (all []alert.Mute, err error) {
	err = m.Call(func() (err error) { all, err = m.inner.Ledger.Mutes(ctx); return err })
	return all, err
}

func (m *mortal) Cursor(ctx context.Context, name string) (at time.Time, err error) {
	err = m.Call(func() (err error) { at, err = m.inner.Ledger.Cursor(ctx, name); return err })
	return at, err
}

func (m *mortal) PutCursor(ctx context.Context, name string, at time.Time) error {
	return m.Call(func() error { return m.inner.Ledger.PutCursor(ctx, name, at) })
}

func (m *mortal) Notify(ctx context.Context, msg message.Message) error {
	return m.Call(func() error { return m.world.people.Notify(ctx, msg) })
}

func (m *mortal) Send(ctx context.Context, msg event.Message) error {
	return m.Call(func() error { return m.world.provision.Send(ctx, msg) })
}

// mortalBus is the bus, and the queue for what it does not take, of a function that may die.
type mortalBus struct{ *mortal }

func (m mortalBus) Notify(ctx context.Context, msg message.Message) error {
	return m.Call(func() error { return m.inner.Bus.Notify(ctx, msg) })
}

func (m mortalBus) Send(ctx context.Context, msg event.Message) error {
	return m.Call(func() error { return m.inner.Again.Send(ctx, msg) })
}

// dying is the world's Alert in a function that dies at that call; zero: it lives.
func dying(t *world, at int, after bool) (*Handler, *mortal) {
	m := &mortal{world: t, inner: t.Handler, Death: handlertest.Death{At: at, After: after}}
	a := t.Handler
	return &Handler{
		Ledger: m, Topic: m, Bus: mortalBus{m}, Again: mortalBus{m}, Provision: m,
		Facts: a.Facts, CopyActions: a.CopyActions, Copies: a.Copies, Jobs: a.Jobs, Names: a.Names,
		Settings: a.Settings, CentralAccountID: a.CentralAccountID, Now: a.Now,
	}, m
}

// tale is what a function does when it is killed: what was before it, what it does, and what people are to hear of it.
type tale struct {
	before func(*testing.T, *world)
	run    func(context.Context, *Handler) error
	want   alert.Reason
	alone  bool // people hear of it, and no mend is asked for
}

// tales are the ways on which people are told something.
func tales() map[string]tale {
	failing := func(t *testing.T, world *world) {
		a, j := oursFailed("a", 0)
		world.fails(t, a, j)
	}
	good := copyJob("b", 30)
	good.State, good.Message = "COMPLETED", ""
	remarked := backupJob("b", "vol-1", "COMPLETED", 30)
	remarked.Message = "Windows VSS Backup Job Error encountered, trying for regular backup"
	job := func(j event.JobStateChange) func(context.Context, *Handler) error {
		return func(ctx context.Context, h *Handler) error { _, err := h.job(ctx, j); return err }
	}
	return map[string]tale{
		"a failure": {func(*testing.T, *world) {}, func(ctx context.Context, h *Handler) error {
			a, j := oursFailed("a", 0)
			_, err := h.failed(ctx, a, j, nil)
			return err
		}, alert.FirstNotification, false},
		"a failure that passes": {func(*testing.T, *world) {}, func(ctx context.Context, h *Handler) error {
			a, j := throttled("a", 0)
			_, err := h.failed(ctx, a, j, nil)
			return err
		}, alert.FirstNotification, false},
		"a good job": {func(t *testing.T, world *world) { failing(t, world); world.keep(good) }, job(good), alert.AllResolved, false},
		"a backup with a remark": {func(t *testing.T, world *world) { world.arrives(t, backupJob("a", "vol-1", "FAILED", 0)) },
			job(remarked), alert.AllResolved, false},
		"a report": {func(*testing.T, *world) {}, func(ctx context.Context, h *Handler) error {
			_, err := h.report(ctx, event.Report{GroupKey: "feedface", Cause: "x", Changes: event.Sentences([]string{"y"}), At: handlertest.Noon()})
			return err
		}, alert.Repaired, false},
		"a tick": {func(t *testing.T, world *world) {
			failing(t, world)
			a, j := oursFailed("c", 1)
			a.Resource, j.RecoveryPointARN = "another", "arn:aws:ec2:eu-west-1::snapshot/snap-2"
			world.fails(t, a, j)
			world.Pass(handlertest.Minutes(6))
		}, func(ctx context.Context, h *Handler) error { _, err := h.tick(ctx); return err }, alert.NewAlerts, false},
		"a digest": {failing, func(ctx context.Context, h *Handler) error {
			_, err := h.digest(ctx, event.Digest{At: handlertest.Noon()})
			return err
		}, alert.Digest, false},
	}
}

// A kill before or after every call: nothing is lost, nothing told more than twice, and a mend asked for twice is the
// same attempt.
func TestAlertSurvivesAKillAtEveryCall(t *testing.T) {
	t.Parallel()
	for story, tale := range tales() {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			survives(t, story, tale)
		})
	}
}

// survives kills the tale at each of its calls, before and after.
func survives(t *testing.T, story string, tale tale) {
	t.Helper()
	calls := 1
	for at := 0; at <= calls; at++ {
		for _, after := range []bool{false, true} {
			world := newWorld()
			world.Settings.Alerts.MaxMessagesPerHour = 30
			tale.before(t, world)
			h, m := dying(world, at, after)
			if err := unheld(tale.run(t.Context(), h)); (err != nil) != (at > 0 && at <= m.Calls) {
				t.Fatalf("killed at call %d of %d: error %v", at, m.Calls, err)
			}
			if at == 0 {
				calls = m.Calls
			}
			comesAgain(t, world, tale.run)
			check(t, world, tale, fmt.Sprintf("%s, killed at call %d of %d, after %v", story, at, calls, after))
		}
	}
	if calls < 5 {
		t.Errorf("only %d calls were tried", calls)
	}
}

// comesAgain is the queue's redelivery, and a tick once a lease that the dead left is over.
func comesAgain(t *testing.T, world *world, run func(context.Context, *Handler) error) {
	t.Helper()
	world.Pass(30 * time.Second)
	if err := unheld(run(t.Context(), world.Handler)); err != nil {
		t.Fatal(err)
	}
	world.Pass(batch.LeaseFor)
	world.arrives(t, event.Tick{At: world.At()})
}

func check(t *testing.T, world *world, tale tale, when string) {
	t.Helper()
	want, told := tale.want, 0
	for _, r := range world.reasons() {
		if r == want {
			told++
		}
	}
	if told < 1 || told > 2 {
		t.Errorf("%s: %s told %d times: %v", when, want, told, world.reasons())
	}
	attempts := map[int]bool{}
	for _, m := range world.mends() {
		for _, c := range m.Copies {
			attempts[c.Attempt] = true
		}
	}
	if len(attempts) > 1 {
		t.Errorf("%s: restarted as %d attempts", when, len(attempts))
	}
	if want == alert.FirstNotification && !tale.alone && len(attempts) != 1 {
		t.Errorf("%s: the mend was lost", when)
	}
}
