package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/shared/policy"
)

const (
	own, other = "111122223333", "444455556666"
	user       = "arn:aws:iam::111122223333:user/bob"
	role       = "arn:aws:iam::111122223333:role/app/backup"
	session    = "arn:aws:sts::111122223333:assumed-role/backup/s1"
	accountARN = "arn:aws:iam::111122223333:root"
	queue      = "arn:aws:sqs:eu-west-1:111122223333:jobs"
	key        = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
)

// allow and deny are a statement on everything; its Sid is its name in a verdict.
func allow(sid string, principal policy.Principal, actions ...string) policy.Document {
	return policy.New(policy.Statement{Sid: sid, Effect: policy.Allow, Principal: principal, Action: actions, Resource: policy.Values{"*"}})
}

func deny(sid string, principal policy.Principal, actions ...string) policy.Document {
	d := allow(sid, principal, actions...)
	d.Statement[0].Effect = policy.Deny
	return d
}

func aws(names ...string) policy.Principal { return policy.Principal{policy.AWSPrincipal: names} }

func ptr(d policy.Document) *policy.Document { return &d }

func send(principal string) policy.Request {
	r := policy.Request{Principal: principal, PrincipalAccount: own, Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own}
	if principal == session {
		r.Context = map[string][]string{"aws:PrincipalArn": {role}}
	}
	return r
}

func decrypt(principal string) policy.Request {
	r := send(principal)
	r.Action, r.Resource = "kms:Decrypt", key
	return r
}

func abroad(r policy.Request) policy.Request {
	r.ResourceAccount = other
	return r
}

var (
	allowed = func(kind policy.Kind, statement string) policy.Verdict {
		return verdict(policy.Allowed, kind, statement)
	}
	denied = func(kind policy.Kind, statement string) policy.Verdict {
		return verdict(policy.ExplicitlyDenied, kind, statement)
	}
	withheld = func(kind policy.Kind) policy.Verdict { return verdict(policy.ImplicitlyDenied, kind, "") }
)

func verdict(d policy.Decision, kind policy.Kind, statement string) policy.Verdict {
	return policy.Verdict{Decision: d, By: policy.By{Kind: kind, Statement: statement}}
}

// inDocument is the verdict by a document of several.
func inDocument(n int, v policy.Verdict) policy.Verdict {
	v.By.Document = n
	return v
}

type judgement struct {
	request policy.Request
	set     policy.Set
	want    policy.Verdict
}

func judge(t *testing.T, tests map[string]judgement) {
	t.Helper()
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, policy.Evaluate(tt.request, tt.set)); diff != "" {
				t.Errorf("Evaluate (-want +got):\n%s", diff)
			}
		})
	}
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
func TestEvaluateWithinAnAccount(t *testing.T) {
	t.Parallel()
	all, none := allow("All", nil, "*"), allow("Other", nil, "s3:*")
	judge(t, map[string]judgement{
		"by default nothing is allowed":              {request: send(user), want: withheld(policy.IdentityBased)},
		"but to the root user":                       {request: send(accountARN), want: allowed(policy.IdentityBased, "account root user")},
		"whom an SCP binds all the same":             {request: send(accountARN), set: policy.Set{SCPs: [][]policy.Document{{none}}}, want: withheld(policy.ServiceControl)},
		"an identity-based policy allows":            {request: send(user), set: policy.Set{Identity: []policy.Document{none, all}}, want: inDocument(2, allowed(policy.IdentityBased, "All"))},
		"or a resource-based one":                    {request: send(user), set: policy.Set{Resource: ptr(allow("", aws(user), "sqs:*"))}, want: policy.Verdict{Decision: policy.Allowed, By: policy.By{Kind: policy.ResourceBased, Statement: "statement 1", Number: 1}}},
		"the account's root delegates, and no more":  {request: send(user), set: policy.Set{Resource: ptr(allow("", aws(own), "sqs:*"))}, want: withheld(policy.IdentityBased)},
		"an explicit deny overrides":                 {request: send(user), set: policy.Set{Identity: []policy.Document{all}, Resource: ptr(deny("No", policy.Everyone(), "sqs:*"))}, want: denied(policy.ResourceBased, "No")},
		"also for the root user":                     {request: send(accountARN), set: policy.Set{Resource: ptr(deny("No", policy.Everyone(), "sqs:*"))}, want: denied(policy.ResourceBased, "No")},
		"a boundary grants nothing":                  {request: send(user), set: policy.Set{PermissionsBoundary: &all}, want: withheld(policy.IdentityBased)},
		"a boundary limits":                          {request: send(user), set: policy.Set{Identity: []policy.Document{all}, PermissionsBoundary: &none}, want: withheld(policy.PermissionsBoundary)},
		"a session policy limits":                    {request: send(session), set: policy.Set{Identity: []policy.Document{all}, Session: &none}, want: withheld(policy.SessionPolicy)},
		"a boundary denies":                          {request: send(user), set: policy.Set{Identity: []policy.Document{all}, PermissionsBoundary: ptr(deny("No", nil, "*"))}, want: denied(policy.PermissionsBoundary, "No")},
		"a user's ARN passes by the boundary":        {request: send(user), set: policy.Set{PermissionsBoundary: &none, Resource: ptr(allow("R", aws(user), "*"))}, want: allowed(policy.ResourceBased, "R")},
		"a session's ARN passes by all limits":       {request: send(session), set: policy.Set{PermissionsBoundary: &none, Session: &none, Resource: ptr(allow("R", aws(session), "*"))}, want: allowed(policy.ResourceBased, "R")},
		"and so does everyone":                       {request: send(session), set: policy.Set{PermissionsBoundary: &none, Session: &none, Resource: ptr(allow("R", policy.Everyone(), "*"))}, want: allowed(policy.ResourceBased, "R")},
		"a role's ARN stands in for its policies":    {request: send(session), set: policy.Set{Resource: ptr(allow("R", aws(role), "*"))}, want: allowed(policy.ResourceBased, "R")},
		"a role's ARN is limited by the boundary":    {request: send(session), set: policy.Set{PermissionsBoundary: &none, Resource: ptr(allow("R", aws(role), "*"))}, want: withheld(policy.PermissionsBoundary)},
		"a role's ARN is limited by the session":     {request: send(session), set: policy.Set{Session: &none, Resource: ptr(allow("R", aws(role), "*"))}, want: withheld(policy.SessionPolicy)},
		"a resource-based policy obeys SCPs":         {request: send(user), set: policy.Set{SCPs: [][]policy.Document{{none}}, Resource: ptr(allow("R", aws(user), "*"))}, want: withheld(policy.ServiceControl)},
		"an action on nothing needs only the caller": {request: policy.Request{Principal: user, PrincipalAccount: own, Action: "backup:ListBackupVaults", Resource: "*"}, set: policy.Set{Identity: []policy.Document{all}}, want: allowed(policy.IdentityBased, "All")},
	})
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
func TestEvaluateAcrossAccounts(t *testing.T) {
	t.Parallel()
	all, none := allow("All", nil, "*"), allow("Other", nil, "s3:*")
	identity := []policy.Document{all}
	judge(t, map[string]judgement{
		"both sides must allow":                 {request: abroad(send(user)), set: policy.Set{Identity: identity, Resource: ptr(allow("R", aws(own), "*"))}, want: allowed(policy.IdentityBased, "All")},
		"the caller's side alone is not enough": {request: abroad(send(user)), set: policy.Set{Identity: identity}, want: withheld(policy.ResourceBased)},
		"the resource's side alone neither":     {request: abroad(send(user)), set: policy.Set{Resource: ptr(allow("R", aws(user), "*"))}, want: withheld(policy.IdentityBased)},
		"the boundary counts, whoever is named": {request: abroad(send(session)), set: policy.Set{Identity: identity, PermissionsBoundary: &none, Resource: ptr(allow("R", aws(session), "*"))}, want: withheld(policy.PermissionsBoundary)},
		"the root user needs the other account": {request: abroad(send(accountARN)), want: withheld(policy.ResourceBased)},
		"the owner's root names no stranger":    {request: abroad(send(user)), set: policy.Set{Identity: identity, Resource: ptr(allow("R", aws(other), "*"))}, want: withheld(policy.ResourceBased)},
		"a deny in the other account denies":    {request: abroad(send(user)), set: policy.Set{Identity: identity, Resource: ptr(deny("No", aws(own), "*"))}, want: denied(policy.ResourceBased, "No")},
		"a service has no side of its own":      {request: policy.Request{Principal: "events.amazonaws.com", Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own}, set: policy.Set{Resource: ptr(allow("R", policy.Principal{policy.ServicePrincipal: {"events.amazonaws.com"}}, "*"))}, want: allowed(policy.ResourceBased, "R")},
		"and must be the one that is named":     {request: policy.Request{Principal: "sns.amazonaws.com", Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own}, set: policy.Set{Resource: ptr(allow("R", policy.Principal{policy.ServicePrincipal: {"events.amazonaws.com"}}, "*"))}, want: withheld(policy.ResourceBased)},
		"no SCP binds it":                       {request: policy.Request{Principal: "sns.amazonaws.com", Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own}, set: policy.Set{SCPs: [][]policy.Document{{none}}, Resource: ptr(allow("R", policy.Everyone(), "*"))}, want: allowed(policy.ResourceBased, "R")},
	})
}

// Keys and roles: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html ,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
func TestEvaluateGuardedResources(t *testing.T) {
	t.Parallel()
	identity := []policy.Document{allow("All", nil, "*")}
	assume := send(user)
	assume.Action, assume.Resource = "sts:AssumeRole", "arn:aws:iam::111122223333:role/reader"
	trust := policy.Trust("backup.amazonaws.com")
	byService := assume
	byService.Principal, byService.PrincipalAccount = "backup.amazonaws.com", ""
	list := decrypt(user)
	list.Action, list.Resource = "kms:ListKeys", "*"
	judge(t, map[string]judgement{
		"without a key policy IAM allows nothing":   {request: decrypt(user), set: policy.Set{Identity: identity}, want: withheld(policy.ResourceBased)},
		"nor to the root user":                      {request: decrypt(accountARN), want: withheld(policy.ResourceBased)},
		"the key policy's root delegates to IAM":    {request: decrypt(user), set: policy.Set{Identity: identity, Resource: ptr(policy.VaultKey("aws", own))}, want: allowed(policy.IdentityBased, "All")},
		"and allows nothing by itself":              {request: decrypt(user), set: policy.Set{Resource: ptr(policy.VaultKey("aws", own))}, want: withheld(policy.IdentityBased)},
		"a key policy that names the role suffices": {request: decrypt(session), set: policy.Set{Resource: ptr(allow("K", aws(role), "kms:*"))}, want: allowed(policy.ResourceBased, "K")},
		"another user is not let in by it":          {request: decrypt(user), set: policy.Set{Identity: identity, Resource: ptr(allow("K", aws(role), "kms:*"))}, want: withheld(policy.ResourceBased)},
		"another account's root is not ours":        {request: decrypt(user), set: policy.Set{Identity: identity, Resource: ptr(policy.VaultKey("aws", other))}, want: withheld(policy.ResourceBased)},
		"a statement without Resource has no effect": {
			request: decrypt(user), want: withheld(policy.ResourceBased),
			set: policy.Set{Identity: identity, Resource: ptr(policy.New(policy.Statement{Effect: policy.Allow, Principal: aws(user), Action: policy.Values{"kms:*"}}))},
		},
		"listing keys asks no key":                {request: list, set: policy.Set{Identity: identity}, want: allowed(policy.IdentityBased, "All")},
		"a trusted service assumes the role":      {request: byService, set: policy.Set{Resource: &trust}, want: allowed(policy.ResourceBased, "AllowService")},
		"a user it does not trust cannot":         {request: assume, set: policy.Set{Identity: identity, Resource: &trust}, want: withheld(policy.ResourceBased)},
		"a role trusts its own account by root":   {request: assume, set: policy.Set{Identity: identity, Resource: ptr(allow("T", aws(accountARN), "sts:AssumeRole"))}, want: allowed(policy.IdentityBased, "All")},
		"whose users then need permission":        {request: assume, set: policy.Set{Resource: ptr(allow("T", aws(accountARN), "sts:AssumeRole"))}, want: withheld(policy.IdentityBased)},
		"but not the user who is trusted by name": {request: assume, set: policy.Set{Resource: ptr(allow("T", aws(user), "sts:AssumeRole"))}, want: allowed(policy.ResourceBased, "T")},
		"no trust, no entry":                      {request: assume, set: policy.Set{Identity: identity}, want: withheld(policy.ResourceBased)},
	})
}

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
func TestEvaluateOrganizationPolicies(t *testing.T) {
	t.Parallel()
	full, none, no := allow("Full", nil, "*"), allow("Other", nil, "s3:*"), deny("No", nil, "sqs:*")
	set := func(scps ...[]policy.Document) policy.Set {
		return policy.Set{Identity: []policy.Document{full}, SCPs: scps}
	}
	level := func(ds ...policy.Document) []policy.Document { return ds }
	linked := send("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForBackup/x")
	byPath := linked
	byPath.Context = map[string][]string{"aws:PrincipalArn": {"arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"}}
	rcp := policy.Set{Identity: []policy.Document{full}, RCPs: [][]policy.Document{level(deny("Perimeter", policy.Everyone(), "sqs:*"))}}
	service := policy.Set{Resource: ptr(allow("R", policy.Everyone(), "*")), RCPs: rcp.RCPs}
	bound := set(level(no))
	bound.RCPs = rcp.RCPs
	judge(t, map[string]judgement{
		"every level must allow":                 {request: send(user), set: set(level(full), level(full, none)), want: allowed(policy.IdentityBased, "Full")},
		"one that does not, denies implicitly":   {request: send(user), set: set(level(full), level(none), level(full)), want: withheld(policy.ServiceControl)},
		"also when nothing is attached to it":    {request: send(user), set: set(level(full), level()), want: withheld(policy.ServiceControl)},
		"a deny at any level denies":             {request: send(user), set: set(level(full), level(full, no)), want: inDocument(3, denied(policy.ServiceControl, "No"))},
		"service-linked roles are exempt":        {request: linked, set: bound, want: allowed(policy.IdentityBased, "Full")},
		"known by their path":                    {request: byPath, set: bound, want: allowed(policy.IdentityBased, "Full")},
		"an RCP denies":                          {request: send(user), set: rcp, want: denied(policy.ResourceControl, "Perimeter")},
		"an RCP denies services as well":         {request: policy.Request{Principal: "sns.amazonaws.com", Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own}, set: service, want: denied(policy.ResourceControl, "Perimeter")},
		"an RCP need not allow: one always does": {request: send(user), set: policy.Set{Identity: []policy.Document{full}, RCPs: [][]policy.Document{level(deny("", policy.Everyone(), "kms:*"))}}, want: allowed(policy.IdentityBased, "Full")},
	})
}

func TestADenyNeverAllows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, s := anyRequest().Draw(t, "request"), anySet().Draw(t, "set")
		before := policy.Evaluate(r, s)
		more := anyStatement().Draw(t, "deny")
		more.Effect = policy.Deny
		d := policy.New(more)
		switch rapid.IntRange(0, 3).Draw(t, "where") {
		case 0:
			s.Identity = append(s.Identity, d)
		case 1:
			s.SCPs = append(s.SCPs, []policy.Document{d})
		case 2:
			s.RCPs = append(s.RCPs, []policy.Document{d})
		case 3:
			if s.Resource != nil {
				d.Version = s.Resource.Version
				d.Statement = append(d.Statement, s.Resource.Statement...)
			}
			s.Resource = &d
		}
		after := policy.Evaluate(r, s)
		if before.Decision != policy.Allowed && after.Decision == policy.Allowed {
			t.Errorf("%+v became %+v by a Deny", before, after)
		}
		if before.Decision == policy.ExplicitlyDenied && after.Decision != policy.ExplicitlyDenied {
			t.Errorf("%+v became %+v by a Deny", before, after)
		}
	})
}

func TestAVerdictSaysWhy(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := policy.Evaluate(anyRequest().Draw(t, "request"), anySet().Draw(t, "set"))
		if v.By.Kind == "" {
			t.Errorf("%+v names no kind of policy", v)
		}
		if (v.By.Statement == "") != (v.Decision == policy.ImplicitlyDenied) {
			t.Errorf("%+v: a statement decides exactly when the denial is not implicit", v)
		}
		if v.Decision != policy.ImplicitlyDenied && len(v.Unknown) > 0 {
			t.Errorf("%+v is certain, and yet something is unknown", v)
		}
	})
}
