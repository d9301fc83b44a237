package policy_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
)

var update = flag.Bool("update", false, "write the golden files anew")

const central = "444455556666"

func TestBuiltDocumentsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]policy.Document{
		"vault-access":     policy.VaultAccess("o-a1b2c3d4e5"),
		"vault-key":        policy.VaultKey("aws", central),
		"local-vault-key":  policy.LocalVaultKey("aws-us-gov", own, central),
		"shared-vault-key": policy.SharedVaultKey("aws", central, "o-a1b2c3d4e5"),
		"trust":            policy.Trust("backup.amazonaws.com"),
		"put-events":       policy.PutEvents("arn:aws:events:eu-west-1:444455556666:event-bus/farvault"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden := filepath.Join("testdata", name+".golden.json")
			got := d.String() + "\n"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
			if parsed := policy.MustParse(got); !policy.Equal(parsed, d) {
				t.Errorf("does not mean what it was built from: %s", got)
			}
		})
	}
}

func TestVaultAccessAdmitsTheOrganizationToCopyAndNothingElse(t *testing.T) {
	t.Parallel()
	vault := policy.Request{
		Principal: role, PrincipalAccount: own, Action: "backup:CopyIntoBackupVault",
		Resource: "arn:aws:backup:eu-west-1:444455556666:backup-vault:farvault", ResourceAccount: central,
		Context: map[string][]string{"aws:PrincipalOrgID": {"o-a1b2c3d4e5"}},
	}
	stranger, homeless, deletes := vault, vault, vault
	stranger.Context = map[string][]string{"aws:PrincipalOrgID": {"o-zzzzzzzzzz"}}
	homeless.Context = nil
	deletes.Action = "backup:DeleteBackupVault"
	set := policy.Set{Identity: []policy.Document{allow("All", nil, "*")}, Resource: ptr(policy.VaultAccess("o-a1b2c3d4e5"))}
	judge(t, map[string]judgement{
		"a member copies":               {request: vault, set: set, want: allowed(policy.IdentityBased, "All")},
		"another organization does not": {request: stranger, set: set, want: withheld(policy.ResourceBased)},
		"nor an account of none":        {request: homeless, set: set, want: withheld(policy.ResourceBased)},
		"a member deletes nothing":      {request: deletes, set: set, want: withheld(policy.ResourceBased)},
	})
}

// serviceLinked is what AWSServiceRoleForBackup may do with keys.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceLinkedRolePolicyForBackup.html
var serviceLinked = policy.MustParse(`{"Version":"2012-10-17","Statement":[
	{"Sid":"Describe","Effect":"Allow","Action":"kms:DescribeKey","Resource":"*"},
	{"Sid":"Use","Effect":"Allow","Action":["kms:ListGrants","kms:ReEncryptFrom","kms:GenerateDataKeyWithoutPlaintext"],"Resource":"*",
	 "Condition":{"StringLike":{"kms:ViaService":["ec2.*.amazonaws.com","rds.*.amazonaws.com","fsx.*.amazonaws.com"]}}},
	{"Sid":"Grant","Effect":"Allow","Action":"kms:CreateGrant","Resource":"*",
	 "Condition":{"StringLike":{"kms:ViaService":["ec2.*.amazonaws.com","rds.*.amazonaws.com","fsx.*.amazonaws.com"]},"Bool":{"kms:GrantIsForAWSResource":"true"}}}]}`)

// copies is a call that the central account's service-linked role makes on a member's key.
func copies(action string) policy.Request {
	r := policy.Request{
		Principal: "arn:aws:sts::444455556666:assumed-role/AWSServiceRoleForBackup/AWSBackup", PrincipalAccount: central,
		Action: action, Resource: key, ResourceAccount: own,
		Context: map[string][]string{
			"aws:PrincipalArn": {"arn:aws:iam::444455556666:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"},
			"kms:ViaService":   {"ec2.eu-west-1.amazonaws.com"},
		},
	}
	if action == "kms:CreateGrant" || action == "kms:ListGrants" {
		r.Context["kms:GrantIsForAWSResource"] = []string{"true"}
	}
	return r
}

func TestKeyCopyStatementIsAllThatACopyNeeds(t *testing.T) {
	t.Parallel()
	before := policy.VaultKey("aws", own)
	after := policy.LocalVaultKey("aws", own, central)
	for _, action := range []string{"kms:DescribeKey", "kms:ListGrants", "kms:ReEncryptFrom", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			set := policy.Set{Identity: []policy.Document{serviceLinked}, Resource: &before}
			if got := policy.Evaluate(copies(action), set); got.By.Kind != policy.ResourceBased || got.Decision != policy.ImplicitlyDenied {
				t.Errorf("without the statement: %+v, want the key policy to withhold it", got)
			}
			set.Resource = &after
			if got := policy.Evaluate(copies(action), set); got.Decision != policy.Allowed {
				t.Errorf("with the statement: %+v, want it allowed", got)
			}
		})
	}
}

// What AWS's own sample gives the central account on a member's vault key, it must give whoever asks for it there.
// https://github.com/aws-samples/backup-recovery-with-aws-backup
func TestLocalVaultKeyGivesWhatAWSsSampleGives(t *testing.T) {
	t.Parallel()
	everything := policy.Set{Identity: []policy.Document{allow("All", nil, "*")}, Resource: ptr(policy.LocalVaultKey("aws", own, central))}
	for _, action := range []string{
		"kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey",
		"kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo",
	} {
		if got := policy.Evaluate(copies(action), everything); got.Decision != policy.Allowed {
			t.Errorf("%s: %+v, want it allowed", action, got)
		}
	}
}

func TestKeyCopyStatementGivesNoGrantsToPeople(t *testing.T) {
	t.Parallel()
	person := copies("kms:CreateGrant")
	person.Principal = "arn:aws:iam::444455556666:user/eve"
	person.Context = map[string][]string{"kms:GrantIsForAWSResource": {"false"}}
	administers := person
	administers.Action = "kms:PutKeyPolicy"
	third := person
	third.Principal, third.PrincipalAccount, third.Action = "arn:aws:iam::777788889999:user/eve", "777788889999", "kms:Decrypt"
	set := policy.Set{Identity: []policy.Document{allow("All", nil, "*")}, Resource: ptr(policy.LocalVaultKey("aws", own, central))}
	for law, r := range map[string]policy.Request{"a grant for herself": person, "the key's policy": administers, "a third account": third} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(withheld(policy.ResourceBased), policy.Evaluate(r, set)); diff != "" {
				t.Errorf("Evaluate (-want +got):\n%s", diff)
			}
		})
	}
}
