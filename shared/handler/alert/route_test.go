package alert

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
)

const testUnit = "ou-ab12-11111111"

// routedWorld is a world whose settings have these routes, and whose ledger knows the member's place and tags.
func routedWorld(t *testing.T, routes ...settings.Route) *world {
	t.Helper()
	world, memory := newWorld(), ledger.NewMemory()
	world.Settings.Alerts.Routes = routes
	world.Ledger = memory
	known := account.Record{Account: org.Account{ID: handlertest.Member, Path: "o-a1b2c3d4e5/r-ab12/" + testUnit + "/", Tags: map[string]string{"stage": "sandbox"}}, At: handlertest.Noon()}
	if err := memory.PutAccount(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	return world
}

func (t *world) receivers() (out []string) {
	for _, m := range t.people.Heard {
		out = append(out, string(m.Reason)+" to "+strings.Join(m.Receivers, ","))
	}
	return out
}

// Every message of a failure, its end too, goes to the receiver of its account's OU; the log line says why.
func TestMessagesGoWhereTheRoutesSend(t *testing.T) {
	t.Parallel()
	world := routedWorld(t, settings.Route{Receiver: "payments", OrganizationalUnits: []string{testUnit}})
	out := world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	if want := "to payments by Alerts.Routes[0] (account in " + testUnit + ")"; out.Route != want {
		t.Errorf("the route is %q, want %q", out.Route, want)
	}
	world.arrives(t, backupJob("b", "vol-1", "COMPLETED", 1))
	if diff := cmp.Diff([]string{"first-notification to payments", "resolved to payments"}, world.receivers()); diff != "" {
		t.Error(diff)
	}
}

// What goes to the digest alone is recorded and not told, and says so.
func TestTheDigestAloneIsSilence(t *testing.T) {
	t.Parallel()
	world := routedWorld(t, settings.Route{Receiver: settings.DigestReceiver, Tags: []settings.Tag{{Key: "stage", Value: "sandbox"}}})
	if out := world.arrives(t, backupJob("a", "vol-1", "FAILED", 0)); !strings.Contains(out.Reason, "routed to the digest alone") {
		t.Errorf("the silence has the reason %q", out.Reason)
	}
	world.arrives(t, event.Tick{At: world.At()})
	world.hears(t)
	world.arrives(t, event.Digest{At: world.At()})
	if m := world.people.Heard[0]; m.Reason != alert.Digest || m.Resources != 1 || !cmp.Equal(m.Receivers, []string{settings.DefaultReceiver}) {
		t.Errorf("the digest counts %d failures and goes to %v", m.Resources, m.Receivers)
	}
}

// However much fails of what is routed to the digest alone, it is one group a cause, and makes no storm for the others.
func TestTheDigestAloneMakesNoStorm(t *testing.T) {
	t.Parallel()
	world := routedWorld(t, settings.Route{Receiver: settings.DigestReceiver, OrganizationalUnits: []string{testUnit}})
	world.Settings.Alerts.MaxMessagesPerHour = 4
	for i := range 20 {
		world.arrives(t, backupJob(fmt.Sprint("a", i), fmt.Sprint("vol-", i), "FAILED", 0))
	}
	if open, err := world.Ledger.OpenGroups(t.Context()); err != nil || len(open) != 1 {
		t.Errorf("open groups %v, %v", open, err)
	}
	if pace, err := world.Ledger.Pace(t.Context()); err != nil || len(pace.Begun) != 0 || !pace.Storm.IsZero() {
		t.Errorf("the pace counts %+v, %v", pace, err)
	}
	world.hears(t)
	world.arrives(t, event.Digest{At: world.At()})
	if got := world.people.Heard[0].Resources; got != 20 {
		t.Errorf("the digest counts %d failures", got)
	}
	for i := range 20 {
		world.arrives(t, backupJob(fmt.Sprint("b", i), fmt.Sprint("vol-", i), "COMPLETED", 5))
	}
	world.Pass(time.Hour)
	world.arrives(t, event.Tick{At: world.At()})
	world.arrives(t, event.Tick{At: world.At()})
	if open, err := world.Ledger.OpenGroups(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("still open: %v, %v", open, err)
	}
	world.hears(t, alert.Digest)
}

// closed is a ledger in which no account can be read.
type closed struct{ Ledger }

func (closed) Account(context.Context, string) (account.Record, error) {
	return account.Record{}, errors.New("table farvault: throttled")
}

// An account of which nothing can be read is told to the default, not to nobody.
func TestWhoIsNotKnownIsToldToTheDefault(t *testing.T) {
	t.Parallel()
	routes := []settings.Route{{Receiver: settings.DigestReceiver, OrganizationalUnits: []string{testUnit}}}
	for law, accounts := range map[string]Ledger{"the table cannot be read": closed{ledger.NewMemory()}, "nobody has looked at the account": ledger.NewMemory()} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			world := routedWorld(t, routes...)
			world.Ledger = accounts
			out := world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
			if want := "to default: no route matches; the account's OUs and tags are not known"; out.Route != want {
				t.Errorf("the route is %q", out.Route)
			}
			if diff := cmp.Diff([]string{"first-notification to default"}, world.receivers()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// unaskable is a ledger that nobody may ask for an account.
type unaskable struct{ Ledger }

func (unaskable) Account(context.Context, string) (account.Record, error) {
	panic("an account was read")
}

// Routes that ask for no more than an account's id read nothing.
func TestRoutesByAccountIDReadNothing(t *testing.T) {
	t.Parallel()
	world := routedWorld(t, settings.Route{Receiver: "payments", Accounts: []string{handlertest.Member}})
	world.Ledger = unaskable{world.Ledger}
	world.arrives(t, backupJob("a", "vol-1", "FAILED", 0))
	if diff := cmp.Diff([]string{"first-notification to payments"}, world.receivers()); diff != "" {
		t.Error(diff)
	}
}
