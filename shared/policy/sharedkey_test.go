package policy_test

import (
	"testing"

	"farvault/shared/policy"
)

func TestSharedVaultKeyAdmitsTheOrganizationThroughAWSBackup(t *testing.T) {
	t.Parallel()
	shared := policy.SharedVaultKey("aws", central, "o-a1b2c3d4e5")
	call := func(action string, change func(map[string][]string)) policy.Request {
		context := map[string][]string{"aws:PrincipalOrgID": {"o-a1b2c3d4e5"}, "kms:ViaService": {"backup.eu-west-1.amazonaws.com"}}
		if change != nil {
			change(context)
		}
		return policy.Request{Principal: role, PrincipalAccount: own, Action: action,
			Resource: "arn:aws:kms:eu-west-1:444455556666:key/mrk-1", ResourceAccount: central, Context: context}
	}
	set := policy.Set{Identity: []policy.Document{allow("All", nil, "*")}, Resource: &shared}
	direct := func(c map[string][]string) { delete(c, "kms:ViaService") }
	judge(t, map[string]judgement{
		"a member makes a vault":                 {request: call("kms:GenerateDataKey", nil), set: set, want: allowed(policy.IdentityBased, "All")},
		"a grant for AWS Backup":                 {request: call("kms:CreateGrant", func(c map[string][]string) { c["kms:GrantIsForAWSResource"] = []string{"true"} }), set: set, want: allowed(policy.IdentityBased, "All")},
		"no grant for people":                    {request: call("kms:CreateGrant", func(c map[string][]string) { c["kms:GrantIsForAWSResource"] = []string{"false"} }), set: set, want: withheld(policy.ResourceBased)},
		"a member looks at the key by itself":    {request: call("kms:DescribeKey", direct), set: set, want: allowed(policy.IdentityBased, "All")},
		"but does not use it by itself":          {request: call("kms:Decrypt", direct), set: set, want: withheld(policy.ResourceBased)},
		"nor through another service":            {request: call("kms:Decrypt", func(c map[string][]string) { c["kms:ViaService"] = []string{"ec2.eu-west-1.amazonaws.com"} }), set: set, want: withheld(policy.ResourceBased)},
		"nor changes its policy":                 {request: call("kms:PutKeyPolicy", nil), set: set, want: withheld(policy.ResourceBased)},
		"another organization does not use it":   {request: call("kms:Decrypt", func(c map[string][]string) { c["aws:PrincipalOrgID"] = []string{"o-zzzzzzzzzz"} }), set: set, want: withheld(policy.ResourceBased)},
		"nor looks at it":                        {request: call("kms:DescribeKey", func(c map[string][]string) { delete(c, "aws:PrincipalOrgID") }), set: set, want: withheld(policy.ResourceBased)},
		"its own account decides by its own IAM": {request: policy.Request{Principal: "arn:aws:iam::444455556666:role/x", PrincipalAccount: central, Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:444455556666:key/mrk-1", ResourceAccount: central}, set: set, want: allowed(policy.IdentityBased, "All")},
	})
}
