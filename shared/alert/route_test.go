package alert_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/message"
	"farvault/shared/settings"
)

var (
	sandbox = settings.Route{Receiver: settings.DigestReceiver, Tags: []settings.Tag{{Key: "stage", Value: "sandbox"}}}
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
		"an account": {routes: []settings.Route{{Receiver: "payments", Accounts: []string{alerttest.Member}}},
			want: alert.Routed{Receivers: []string{"payments"}, Why: "to payments by Alerts.Routes[0] (account 222233334444)"}},
		"a tag of the account": {routes: []settings.Route{{Receiver: "payments", Tags: []settings.Tag{{Key: "stage", Value: "test"}, {Key: "stage", Value: "prod"}}}},
			want: alert.Routed{Receivers: []string{"payments"}, Why: "to payments by Alerts.Routes[0] (account's tag stage=prod)"}},
		"another value of it is another tag": {routes: []settings.Route{sandbox}, want: alert.Routed{Why: none}},
		"a category": {routes: []settings.Route{{Receiver: "security", Categories: []string{"quota", "kms"}}},
			want: alert.Routed{Receivers: []string{"security"}, Why: "to security by Alerts.Routes[0] (category kms)"}},
		"a severity": {routes: []settings.Route{{Receiver: "pager", Severities: []string{"critical"}}},
			want: alert.Routed{Receivers: []string{"pager"}, Why: "to pager by Alerts.Routes[0] (severity critical)"}},
		"what a person stopped is a warning": {routes: []settings.Route{{Receiver: "pager", Severities: []string{"critical"}}},
			failed: func(a *alert.Alert) { a.Diagnosis.Category = catalog.UserAction }, want: alert.Routed{Why: none}},
		"every matcher must hold": {routes: []settings.Route{{Receiver: "payments", Accounts: []string{alerttest.Member}, Categories: []string{"quota"}}}, want: alert.Routed{Why: none}},
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
			a := alerttest.Failed(alerttest.JobID, 0)
			a.Diagnosis.Category = catalog.KMS
			if tc.failed != nil {
				tc.failed(&a)
			}
			if diff := cmp.Diff(tc.want, alert.Route(a, alerttest.InPayments, settings.Alerts{Routes: tc.routes})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// goesTo is a failure of that account, routed to those receivers.
func goesTo(account string, minute int, receivers ...string) alert.Alert {
	a := alerttest.Failed(alerttest.JobID+account, minute)
	a.Account, a.Receivers = account, receivers
	a.Diagnosis.Where = alerttest.Vault // one group, whatever the account
	return a
}

func failing(t *testing.T, alerts ...alert.Alert) alert.Record {
	t.Helper()
	r := alert.NewRecord(alerts[0].Group())
	for _, a := range alerts {
		r, _ = r.Apply(alert.Failed{Alert: a})
	}
	return r
}

// A group's message goes to the receivers of all its members, and who was told of a failure is told of its end.
func TestAGroupGoesToTheReceiversOfAllItsMembers(t *testing.T) {
	t.Parallel()
	payments, data, lab := goesTo("222233334444", 0, "payments"), goesTo("333344445555", 1), goesTo("444455556666", 2, settings.DigestReceiver)
	one, all := failing(t, payments), failing(t, payments, data, lab)
	told := one.Notified(one, alert.FirstNotification, alerttest.At(1))
	moved, _ := told.Apply(alert.Failed{Alert: goesTo("222233334444", 10, "platform")})
	tests := map[string]struct {
		record alert.Record
		want   []string
	}{
		"one member's":                         {one, []string{"payments"}},
		"all members', and digest is nobody":   {all, []string{"default", "payments"}},
		"nobody is not an answer":              {failing(t, lab), []string{"default"}},
		"those who were told hear of the end":  {alerttest.Resolved(told, 5), []string{"payments"}},
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
	if m := message.Compose(alerttest.Resolved(told, 5), alert.AllResolved, message.Scene{Now: alerttest.At(6)}); !cmp.Equal(m.Receivers, []string{"payments"}) || m.Tags.Severity != "info" {
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
		alert.Repaired:          failing(t, lab),
		alert.AllResolved:       failing(t, lab),
		alert.FirstNotification: failing(t, lab, goesTo(alerttest.Member, 3, "payments")),
		alert.Reminder:          failing(t, goesTo(alerttest.Member, 3, "payments", settings.DigestReceiver)),
	} {
		if why := alert.DigestAlone(r, reason); why != "" {
			t.Errorf("%s is not told: %s", reason, why)
		}
	}
}

// The settings know the categories that causes have, and no other.
func TestSettingsNameTheCategories(t *testing.T) {
	t.Parallel()
	have := map[string]bool{string(catalog.Unknown): true} // which is that of no cause
	for _, c := range catalog.Causes() {
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
