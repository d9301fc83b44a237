package policy_test

import (
	"testing"

	"farvault/shared/policy"
)

// A key policy shows who is named and who is not, since IAM alone opens no key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func TestPrincipalsName(t *testing.T) {
	t.Parallel()
	pathless := decrypt(session)
	pathless.Context = nil
	saml := decrypt("arn:aws:iam::111122223333:saml-provider/corp")
	saml.PrincipalAccount = ""
	names := func(kind string, names ...string) policy.Principal { return policy.Principal{kind: names} }
	tests := map[string]struct {
		request   policy.Request
		principal policy.Principal
		want      bool
	}{
		"everyone is everyone":                       {decrypt(session), policy.Everyone(), true},
		"in the other spelling":                      {decrypt(session), aws("*"), true},
		"the root user by root":                      {decrypt(accountARN), aws(accountARN), true},
		"the root user by the account's id":          {decrypt(accountARN), aws(other, own), true},
		"a user by name":                             {decrypt(user), aws(user), true},
		"names have case":                            {decrypt(user), aws("arn:aws:iam::111122223333:user/Bob"), false},
		"no wildcard in a name":                      {decrypt(user), aws("arn:aws:iam::111122223333:user/*"), false},
		"a user of that name elsewhere":              {decrypt(user), aws("arn:aws:iam::444455556666:user/bob"), false},
		"a session by name":                          {decrypt(session), aws(session), true},
		"another session of the role":                {decrypt(session), aws("arn:aws:sts::111122223333:assumed-role/backup/s2"), false},
		"a session by its role":                      {decrypt(session), aws(role), true},
		"a role itself":                              {decrypt(role), aws(role), true},
		"by its path, when that is known":            {decrypt(session), aws("arn:aws:iam::111122223333:role/backup"), false},
		"by name alone, when it is not":              {pathless, aws(role), true},
		"not by another role":                        {pathless, aws("arn:aws:iam::111122223333:role/app/restore"), false},
		"nor a role of another account":              {pathless, aws("arn:aws:iam::444455556666:role/app/backup"), false},
		"a deleted role's id is nobody":              {decrypt(session), aws("AROA1234567890EXAMPLE"), false},
		"a service is no AWS principal":              {decrypt("backup.amazonaws.com"), aws("backup.amazonaws.com"), false},
		"a service by name":                          {decrypt("backup.amazonaws.com"), names(policy.ServicePrincipal, "backup.amazonaws.com"), true},
		"everyone includes services":                 {decrypt("backup.amazonaws.com"), policy.Everyone(), true},
		"a user is no service":                       {decrypt(user), names(policy.ServicePrincipal, "backup.amazonaws.com"), false},
		"an identity provider by its ARN":            {saml, names(policy.FederatedPrincipal, saml.Principal), true},
		"a statement without Principal names nobody": {decrypt(user), nil, false},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got := policy.Evaluate(tt.request, policy.Set{Resource: ptr(allow("K", tt.principal, "kms:*")), Identity: []policy.Document{allow("All", nil, "*")}})
			if named := got.Decision == policy.Allowed; named != tt.want {
				t.Errorf("named: %t, want %t (%+v)", named, tt.want, got)
			}
		})
	}
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
func TestNotPrincipal(t *testing.T) {
	t.Parallel()
	not := func(effect policy.Effect, principal policy.Principal) policy.Document {
		return policy.New(policy.Statement{Sid: "N", Effect: effect, NotPrincipal: principal, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})
	}
	full := allow("All", nil, "*")
	judge(t, map[string]judgement{
		"whoever is not named is denied": {
			request: send(user), set: policy.Set{Identity: []policy.Document{full}, Resource: ptr(not(policy.Deny, aws("arn:aws:iam::111122223333:user/eve")))},
			want: denied(policy.ResourceBased, "N"),
		},
		"who is, is not": {
			request: send(user), set: policy.Set{Identity: []policy.Document{full}, Resource: ptr(not(policy.Deny, aws(user, accountARN)))},
			want: allowed(policy.IdentityBased, "All"),
		},
		"a permissions boundary makes it deny everyone": {
			request: send(user), set: policy.Set{Identity: []policy.Document{full}, PermissionsBoundary: &full, Resource: ptr(not(policy.Deny, aws(user, accountARN)))},
			want: denied(policy.ResourceBased, "N"),
		},
		"the account alone leaves it open": {
			request: send(user), set: policy.Set{Identity: []policy.Document{full}, Resource: ptr(not(policy.Deny, aws(accountARN)))},
			want: policy.Verdict{Decision: policy.ImplicitlyDenied, By: policy.By{Kind: policy.ResourceBased}, Unknown: []string{
				"resource-based policy, N: NotPrincipal names the caller's account or role without the caller itself: AWS may deny it"}},
		},
		"with Allow it is not supported": {
			request: decrypt(user), set: policy.Set{Identity: []policy.Document{full}, Resource: ptr(not(policy.Allow, aws("arn:aws:iam::111122223333:user/eve")))},
			want: policy.Verdict{Decision: policy.ImplicitlyDenied, By: policy.By{Kind: policy.ResourceBased}, Unknown: []string{
				"resource-based policy, N: NotPrincipal with Allow: not supported by AWS"}},
		},
	})
}

func TestUnknownIsNeitherAllowedNorDenied(t *testing.T) {
	t.Parallel()
	mad := func(d policy.Document) policy.Document {
		d.Statement[0].Condition = policy.Condition{"Madness": {"k": {"x"}}}
		return d
	}
	full, why := allow("All", nil, "*"), "condition Madness k: no such operator is known"
	judge(t, map[string]judgement{
		"an Allow that may not hold does not allow": {
			request: send(user), set: policy.Set{Identity: []policy.Document{mad(allow("May", nil, "*"))}},
			want: policy.Verdict{Decision: policy.ImplicitlyDenied, By: policy.By{Kind: policy.IdentityBased}, Unknown: []string{"identity-based policy, May: " + why}},
		},
		"nor does a Deny that may hold deny": {
			request: send(user), set: policy.Set{Identity: []policy.Document{full, mad(deny("May", nil, "*"))}},
			want: policy.Verdict{Decision: policy.ImplicitlyDenied, By: policy.By{Kind: policy.IdentityBased}, Unknown: []string{"identity-based policy, document 2 May: " + why}},
		},
		"what is certain without it stays certain": {
			request: send(user), set: policy.Set{Identity: []policy.Document{mad(allow("May", nil, "*")), full}},
			want: inDocument(2, allowed(policy.IdentityBased, "All")),
		},
		"an explicit deny is certain": {
			request: send(user), set: policy.Set{Identity: []policy.Document{mad(deny("May", nil, "*")), deny("No", nil, "*")}},
			want: inDocument(2, denied(policy.IdentityBased, "No")),
		},
		"a gate that is shut is certain": {
			request: abroad(send(user)), set: policy.Set{Identity: []policy.Document{mad(allow("May", nil, "*"))}},
			want: withheld(policy.ResourceBased),
		},
		"of another action nothing is asked": {
			request: send(user), set: policy.Set{Identity: []policy.Document{full, mad(deny("May", nil, "s3:*"))}},
			want: inDocument(1, allowed(policy.IdentityBased, "All")),
		},
	})
}
