package settings_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

// routed is the smallest file with routes, one a line from line 4 on.
func routed(routes ...string) string {
	text := "Alerts:\n  Receivers: [{Name: payments, SlackSecretName: farvault/slack/payments}, {Name: audit}]\n  Routes:\n"
	for _, r := range routes {
		text += "    - " + r + "\n"
	}
	return text + small
}

func TestRoutesAreRead(t *testing.T) {
	t.Parallel()
	s, err := settings.Parse("s.yaml", []byte(routed(
		"{Receiver: payments, OrganizationalUnits: [ou-ab12-11111111], Severities: [critical], Continue: true}",
		"{Receiver: audit, Accounts: [012345678901], Categories: [kms, vault_policy]}",
		"{Receiver: digest, Tags: [{Key: stage, Value: sandbox}]}",
		"{Receiver: default}")))
	if err != nil {
		t.Fatal(err)
	}
	want := []settings.Route{
		{Receiver: "payments", OrganizationalUnits: []string{"ou-ab12-11111111"}, Severities: []string{"critical"}, Continue: true},
		{Receiver: "audit", Accounts: []string{"012345678901"}, Categories: []string{"kms", "vault_policy"}},
		{Receiver: "digest", Tags: []settings.Tag{{Key: "stage", Value: "sandbox"}}},
		{Receiver: "default"},
	}
	if diff := cmp.Diff(want, s.Alerts.Routes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"audit", "default", "payments"}, s.Alerts.ReceiverNames()); diff != "" {
		t.Error(diff)
	}
	if !s.Alerts.ByAccount() || !s.Alerts.ByTag() {
		t.Error("the routes ask for OUs and tags of accounts")
	}
}

// TestBadRoutes holds one mistake each, with its line and column, to the letter.
func TestBadRoutes(t *testing.T) {
	t.Parallel()
	const receivers = "Receivers: [{Name: payments, SlackSecretName: farvault/slack/payments}, {Name: audit}]"
	tests := map[string]struct{ text, want string }{
		"a receiver that nobody defined": {routed("{Receiver: payment}"), `s.yaml:4:18: Receiver is "payment", which Alerts.Receivers does not define; there are audit, default, payments, digest`},
		"a route to nobody":              {routed("{Accounts: [111122223333]}"), `s.yaml:4:7: Receiver is missing: a route sends to a receiver`},
		"an OU that is none":             {routed("{Receiver: audit, OrganizationalUnits: [payments]}"), `s.yaml:4:47: OrganizationalUnits[0] is "payments": must be an organizational unit's id, such as ou-ab12-11111111`},
		"an account of 11 digits":        {routed("{Receiver: audit, Accounts: ['11112222333']}"), `s.yaml:4:36: Accounts[0] is "11112222333": must be an account id of 12 digits`},
		"an account twice":               {routed("{Receiver: audit, Accounts: [111122223333, 111122223333]}"), `s.yaml:4:50: Accounts[1] is 111122223333, which is already in the list`},
		"a slip in a category":           {routed("{Receiver: audit, Categories: [vault-policy]}"), `s.yaml:4:38: Categories[0] is "vault-policy": did you mean vault_policy?`},
		"a category that is none":        {routed("{Receiver: audit, Categories: [weather]}"), `s.yaml:4:38: Categories[0] is "weather": a category is one of ` + strings.Join(settings.Categories, ", ")},
		"a severity of no failure":       {routed("{Receiver: audit, Severities: [info]}"), `s.yaml:4:38: Severities[0] is "info": a failure's severity is one of critical, warning`},
		"a tag without a value":          {routed("{Receiver: audit, Tags: [{Key: stage}]}"), `s.yaml:4:32: Tags[0] needs a Key and a Value, for a tag of the account`},
		"nothing comes after everything": {routed("{Receiver: audit}", "{Receiver: payments, Categories: [kms]}"), `s.yaml:5:7: Routes[1] is never reached: Routes[0] matches the same alerts and has no Continue: true`},
		"nor after more of the same":     {routed("{Receiver: audit, Categories: [kms, quota]}", "{Receiver: payments, Categories: [kms], Severities: [critical]}"), `s.yaml:5:7: Routes[1] is never reached: Routes[0] matches the same alerts and has no Continue: true`},
		"to nobody, and then on":         {routed("{Receiver: digest, Continue: true}"), `s.yaml:4:36: Continue is true: the receiver digest means that nobody is notified at once, so no further route applies`},
		"a receiver twice":               {strings.Replace(routed("{Receiver: audit}"), "Name: payments", "Name: audit", 1), `s.yaml:2:79: Name is audit, which is already the name of Receivers[0]`},
		"a receiver of farvault's own":   {strings.Replace(routed("{Receiver: audit}"), receivers, "Receivers: [{Name: digest}, {Name: audit}]", 1), `s.yaml:2:22: Name is digest, which farvault defines itself: routes can name it`},
		"a receiver without a name":      {strings.Replace(routed("{Receiver: audit}"), receivers, "Receivers: [{SlackSecretName: farvault/slack/x}, {Name: audit}]", 1), `s.yaml:2:15: Name is missing: routes name a receiver by it`},
		"a receiver's name with a blank": {strings.Replace(routed("{Receiver: audit}"), receivers, "Receivers: [{Name: a b}, {Name: audit}]", 1), `s.yaml:2:22: Name is "a b": must be 1 to 64 letters, digits, "-" and "_"`},
		"another secret":                 {strings.Replace(routed("{Receiver: audit}"), "farvault/slack/payments", "payments-webhook", 1), `s.yaml:2:49: SlackSecretName is "payments-webhook": must be the name (not the ARN) of a secret that begins with "farvault/slack/"; farvault's role can read no other`},
		"a webhook in the settings":      {strings.Replace(routed("{Receiver: audit}"), "SlackSecretName: farvault/slack/payments", "SlackWebhook: secret", 1), `s.yaml:2:32: SlackWebhook is not a setting: allowed here are Name, SlackSecretName`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("s.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What may look unreachable and is not.
func TestRoutesThatAreReached(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"a route that goes on takes nothing away": {"{Receiver: audit, Continue: true}", "{Receiver: payments, Categories: [kms]}"},
		"the narrow before the wide":              {"{Receiver: audit, Categories: [kms]}", "{Receiver: payments, Categories: [kms, quota]}"},
		"everything at the end":                   {"{Receiver: audit, Categories: [kms]}", "{Receiver: payments}"},
		"matchers of another kind":                {"{Receiver: audit, Accounts: [111122223333]}", "{Receiver: payments, Categories: [kms]}"},
	}
	for law, routes := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if _, err := settings.Parse("s.yaml", []byte(routed(routes...))); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAReceiverThatNoRouteNamesIsDoubted(t *testing.T) {
	t.Parallel()
	_, doubts, err := settings.Read("s.yaml", []byte(routed("{Receiver: audit}")))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(doubts.Error(), "s.yaml:2:22: Name is payments, and no route sends anything there") {
		t.Errorf("doubts %v", doubts)
	}
}
