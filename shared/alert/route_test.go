package alert_test

import (
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/failure"
	"farvault/shared/org"
	"farvault/shared/settings"

	"github.com/google/go-cmp/cmp"
)

var (
	inPayments = org.Account{ID: member, Path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/", Tags: map[string]string{"stage": "prod"}}
	sandbox    = settings.Route{Receiver: settings.DigestReceiver, Tags: []settings.Tag{{Key: "stage", Value: "sandbox"}}}
)

func TestRoute(t *testing.T) {
	t.Parallel()
	const none = "to default: no route matches"
	tests := map[string]struct {
		routes []settings.Route
		failed func(*alert.Alert)
		want   alert.Routed
	}{
		"without routes it is the default": {want: alert.Routed{Why: none}},
		"an OU reaches the accounts below it": {routes: []settings.Route{{Receiver: "payments", OrganizationalUnits: []string{"ou-ab12-99999999", "ou-ab12-11111111"}}},
			want: alert.Routed{Receivers: []string{"payments"}, Why: "to payments by Alerts.Routes[0] (account in ou-ab12-11111111)"}},
		"another OU does not": {routes: []settings.Route{{Receiver: "payments", OrganizationalUnits: []string{"ou-ab12-33333333"}}}, want: alert.Routed{Why: none}},
		"an account": {routes: []settings.Route{{Receiver: "payments", Accounts: []string{member}}},
			want: alert.Routed{Receivers: []string{"payments"}, Why: "to payments by Alerts.Routes[0] (account 222233334444)"}},
		"a tag of the account": {routes: []settings.Route{{Receiver: "payments", Tags: []settings.Tag{{Key: "stage", Value: "test"}, {Key: "stage", Value: "prod"}}}},
			want: alert.Routed{Receivers: []string{"payments"}, Why: "to payments by Alerts.Routes[0] (account's tag stage=prod)"}},
		"another value of it is another tag": {routes: []settings.Route{sandbox}, want: alert.Routed{Why: none}},
		"a category": {routes: []settings.Route{{Receiver: "security", Categories: []string{"quota", "kms"}}},
			want: alert.Routed{Receivers: []string{"security"}, Why: "to security by Alerts.Routes[0] (category kms)"}},
		"a severity": {routes: []settings.Route{{Receiver: "pager", Severities: []string{"critical"}}},
			want: alert.Routed{Receivers: []string{"pager"}, Why: "to pager by Alerts.Routes[0] (severity critical)"}},
		"what a person stopped is a warning": {routes: []settings.Route{{Receiver: "pager", Severities: []string{"critical"}}},
			failed: func(a *alert.Alert) { a.Diagnosis.Category = failure.UserAction }, want: alert.Routed{Why: none}},
		"every matcher must hold": {routes: []settings.Route{{Receiver: "payments", Accounts: []string{member}, Categories: []string{"quota"}}}, want: alert.Routed{Why: none}},
		"the first route decides": {routes: []settings.Route{{Receiver: "a", Categories: []string{"kms"}}, {Receiver: "b"}},
			want: alert.Routed{Receivers: []string{"a"}, Why: "to a by Alerts.Routes[0] (category kms)"}},
		"and goes on where it says so": {routes: []settings.Route{{Receiver: "b", Categories: []string{"kms"}, Continue: true}, sandbox, {Receiver: "a"}},
			want: alert.Routed{Receivers: []string{"a", "b"}, Why: "to b by Alerts.Routes[0] (category kms); to a by Alerts.Routes[2] (it takes everything)"}},
		"twice to one receiver is once": {routes: []settings.Route{{Receiver: "a", Continue: true}, {Receiver: "a"}},
			want: alert.Routed{Receivers: []string{"a"}, Why: "to a by Alerts.Routes[0] (it takes everything); to a by Alerts.Routes[1] (it takes everything)"}},
		"default by a route is default": {routes: []settings.Route{{Receiver: settings.DefaultReceiver}},
			want: alert.Routed{Why: "to default by Alerts.Routes[0] (it takes everything)"}},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			a := failed(jobID, 0)
			a.Diagnosis.Category = failure.KMS
			if tc.failed != nil {
				tc.failed(&a)
			}
			if diff := cmp.Diff(tc.want, alert.Route(a, inPayments, settings.Alerts{Routes: tc.routes})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// goesTo is a failure of that account, routed to those receivers.
func goesTo(account string, minute int, receivers ...string) alert.Alert {
	a := failed(jobID+account, minute)
	a.Account, a.Receivers = account, receivers
	a.Diagnosis.Where = vault // one group, whatever the account
	return a
}

func failing(t *testing.T, alerts ...alert.Alert) alert.Record {
	t.Helper()
	r := alert.NewRecord(alerts[0].Group())
	for _, a := range alerts {
		r, _ = r.Fail(a, time.Time{})
	}
	return r
}

// A group's message goes to the receivers of all its members, and who was told of a failure is told of its end.
func TestAGroupGoesToTheReceiversOfAllItsMembers(t *testing.T) {
	t.Parallel()
	payments, data, lab := goesTo("222233334444", 0, "payments"), goesTo("333344445555", 1), goesTo("444455556666", 2, settings.DigestReceiver)
	one, all := failing(t, payments), failing(t, payments, data, lab)
	told := one.Told(one, alert.FirstNotification, at(1))
	moved, _ := told.Fail(goesTo("222233334444", 10, "platform"), time.Time{})
	tests := map[string]struct {
		record alert.Record
		want   []string
	}{
		"one member's":                         {one, []string{"payments"}},
		"all members', and digest is nobody":   {all, []string{"default", "payments"}},
		"nobody is not an answer":              {failing(t, lab), []string{"default"}},
		"those who were told hear of the end":  {well(told, 5), []string{"payments"}},
		"a route that changed adds a receiver": {moved, []string{"payments", "platform"}},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, tc.record.Receivers()); diff != "" {
				t.Error(diff)
			}
		})
	}
	if m := alert.Compose(well(told, 5), alert.AllResolved, scene); !cmp.Equal(m.Receivers, []string{"payments"}) || m.Tags.Severity != "info" {
		t.Errorf("the end, which is info, goes to %v", m.Receivers)
	}
}

// What is routed to the digest alone is not told, and is told with the first member that goes elsewhere.
func TestDigestAlone(t *testing.T) {
	t.Parallel()
	lab := goesTo("444455556666", 2, settings.DigestReceiver)
	if why := alert.DigestAlone(failing(t, lab), alert.FirstNotification); why != "routed to the digest alone" {
		t.Errorf("a first failure: %q", why)
	}
	for reason, r := range map[alert.Reason]alert.Record{
		alert.Mended:            failing(t, lab),
		alert.AllResolved:       failing(t, lab),
		alert.FirstNotification: failing(t, lab, goesTo(member, 3, "payments")),
		alert.Reminder:          failing(t, goesTo(member, 3, "payments", settings.DigestReceiver)),
	} {
		if why := alert.DigestAlone(r, reason); why != "" {
			t.Errorf("%s is not told: %s", reason, why)
		}
	}
}

// An account that waits is told to whoever its routes name, as a warning of the category organization.
func TestAnAccountThatWaitsIsRouted(t *testing.T) {
	t.Parallel()
	s := scene
	s.Alerts.Routes = []settings.Route{{Receiver: "pager", Severities: []string{"critical"}}, {Receiver: "payments", OrganizationalUnits: []string{"ou-ab12-11111111"}, Categories: []string{"organization"}}}
	r := noted(alert.NewRecord(alert.WaitingGroup(member)), event.Report{At: at(3), Waiting: &event.Waiting{Account: inPayments, Why: "no role"}})
	if m := alert.Compose(r, alert.Waits, s); !cmp.Equal(m.Receivers, []string{"payments"}) {
		t.Errorf("goes to %v", m.Receivers)
	}
}

// The settings know the categories that causes have, and no other.
func TestSettingsNameTheCategories(t *testing.T) {
	t.Parallel()
	have := map[string]bool{string(failure.Unknown): true} // which is that of no cause
	for _, c := range failure.Causes() {
		have[string(c.Category)] = true
	}
	for _, name := range settings.Categories {
		if !have[name] {
			t.Errorf("no cause has the category %s", name)
		}
		delete(have, name)
	}
	for name := range have {
		t.Errorf("the settings do not know the category %s", name)
	}
}
