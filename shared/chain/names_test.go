package chain_test

import (
	"iter"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/settings"
)

func keys(m map[chain.Ref]chain.Found) iter.Seq[chain.Ref] { return maps.Keys(m) }

func byName(a, b chain.Ref) int { return strings.Compare(a.String(), b.String()) }

// AWS's patterns for names: aws-backup/latest/devguide/API_CreateBackupPlan.html, IAM/latest/APIReference/API_CreateRole.html,
// eventbridge/latest/APIReference/API_PutRule.html, kms/latest/APIReference/API_CreateAlias.html.
func TestNamesAreLegal(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ name, pattern string }{
		"provisioner role":  {chain.ProvisionerRole, `^[\w+=,.@-]{1,64}$`},
		"reader role":       {chain.ReaderRole, `^[\w+=,.@-]{1,64}$`},
		"backup role":       {chain.BackupRole, `^[\w+=,.@-]{1,64}$`},
		"forwarder role":    {chain.ForwarderRole, `^[\w+=,.@-]{1,64}$`},
		"forwarder policy":  {chain.ForwarderPolicy, `^[\w+=,.@-]{1,128}$`},
		"boundary":          {chain.BoundaryPolicy, `^[\w+=,.@-]{1,128}$`},
		"path":              {chain.RolePath, `^/[!-~]+/$`},
		"alias":             {chain.KeyAlias, `^alias/[a-zA-Z0-9/_-]{1,250}$`},
		"event rule":        {chain.ForwardingRule, `^[.\-_A-Za-z0-9]{1,64}$`},
		"owner tag":         {chain.OwnerTag, `^[\w.:/=+@-]{1,128}$`},
		"CreatorRequestId":  {chain.Token("backup plan x in 222233334444/eu-west-1"), `^[a-zA-Z0-9\-_.]{1,50}$`},
		"forwarding target": {eventRule().TargetID, `^[.\-_A-Za-z0-9]{1,64}$`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !regexp.MustCompile(tt.pattern).MatchString(tt.name) {
				t.Errorf("%q does not match %s", tt.name, tt.pattern)
			}
		})
	}
}

func eventRule() chain.EventRule {
	for _, link := range chaintest.Desired(chaintest.Member).Links {
		if rule, ok := link.(chain.EventRule); ok {
			return rule
		}
	}
	return chain.EventRule{}
}

func TestTokensDifferWhereTheWishDiffers(t *testing.T) {
	t.Parallel()
	selection := chain.Selection{Account: chaintest.Member, Region: chaintest.Region, Plan: "p", Name: "s", RoleARN: "r", Picks: settings.Picking{Resources: []string{"*"}, Conditions: settings.Conditions{StringEquals: []settings.TagCondition{{ConditionKey: "k", ConditionValue: "v"}}}}}
	tokens := map[string]string{
		"as it is":             selection.CreatorRequestID("plan-1", ""),
		"on another plan":      selection.CreatorRequestID("plan-2", ""),
		"in place of one":      selection.CreatorRequestID("plan-1", "selection-1"),
		"parts run together":   chain.Token("ab", "c"),
		"parts run together 2": chain.Token("a", "bc"),
	}
	other := selection
	other.Picks.Conditions.StringEquals = []settings.TagCondition{{ConditionKey: "k", ConditionValue: "w"}}
	tokens["another tag"] = other.CreatorRequestID("plan-1", "")
	seen := map[string]string{}
	for name, token := range tokens {
		if twin, twice := seen[token]; twice {
			t.Errorf("%s and %s have one token", name, twin)
		}
		seen[token] = name
	}
	if again := selection.CreatorRequestID("plan-1", ""); again != tokens["as it is"] {
		t.Errorf("the same wish has two tokens: %s, %s", tokens["as it is"], again)
	}
}

func TestInScope(t *testing.T) {
	t.Parallel()
	path := org.NewPath("o-a1b2c3d4e5", "r-ab12", "ou-ab12-11111111", "ou-ab12-22222222")
	tests := map[string]struct {
		account string
		scope   settings.Scope
		want    bool
		why     string
	}{
		"every member by default":         {chaintest.Member, settings.Scope{}, true, "every member is in scope"},
		"the management account never":    {chaintest.Manager, settings.Scope{IncludeAccounts: []string{chaintest.Manager}}, false, "it is the management account, which no StackSet reaches"},
		"the central account always":      {chaintest.Central, settings.Scope{ExcludeAccounts: []string{chaintest.Central}}, true, "it is the central account"},
		"an account left out":             {chaintest.Member, settings.Scope{ExcludeAccounts: []string{chaintest.Member}}, false, "Scope.ExcludeAccounts names it"},
		"exclude wins":                    {chaintest.Member, settings.Scope{ExcludeAccounts: []string{chaintest.Member}, IncludeAccounts: []string{chaintest.Member}}, false, "Scope.ExcludeAccounts names it"},
		"an OU left out, at any depth":    {chaintest.Member, settings.Scope{ExcludeOrganizationalUnits: []string{"ou-ab12-11111111"}, IncludeAccounts: []string{chaintest.Member}}, false, "it is in ou-ab12-11111111, which Scope.ExcludeOrganizationalUnits names"},
		"an OU taken in":                  {chaintest.Member, settings.Scope{IncludeOrganizationalUnits: []string{"ou-ab12-22222222"}}, true, "it is in ou-ab12-22222222, which Scope.IncludeOrganizationalUnits names"},
		"the root is an OU too":           {chaintest.Member, settings.Scope{IncludeOrganizationalUnits: []string{"r-ab12"}}, true, "it is in r-ab12, which Scope.IncludeOrganizationalUnits names"},
		"an account taken in":             {chaintest.Member, settings.Scope{IncludeAccounts: []string{chaintest.Member}, IncludeOrganizationalUnits: []string{"ou-ab12-99999999"}}, true, "Scope.IncludeAccounts names it"},
		"who is not taken in is left out": {chaintest.Member, settings.Scope{IncludeOrganizationalUnits: []string{"ou-ab12-99999999"}}, false, "neither Scope.IncludeAccounts nor Scope.IncludeOrganizationalUnits names it"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, why := chain.InScope(settings.Settings{Scope: tt.scope}, chaintest.Deployment, org.Account{ID: tt.account, Path: path})
			if diff := cmp.Diff([]any{tt.want, tt.why}, []any{in, why}); diff != "" {
				t.Errorf("in scope and why (-want +got):\n%s", diff)
			}
		})
	}
}
