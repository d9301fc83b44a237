package proof_test

import (
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// A grant lets AWS Backup use a key whose policy does not, as far as its operations go and for whom it is.
func TestAGrantCountsBesideTheKeysPolicy(t *testing.T) {
	t.Parallel()
	const linked = "arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
	copying := []string{"DescribeKey", "ReEncryptFrom", "GenerateDataKeyWithoutPlaintext", "CreateGrant"}
	// ListGrants is no operation of a grant: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
	lists := `,{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:ListGrants","Resource":"*"}`
	tests := map[string]struct {
		kind   string
		policy string
		grants []proof.Grant
		want   catalog.Outcome
	}{
		"none":                            {"EBS", lists, nil, catalog.Fail},
		"all that a copy calls":           {"EBS", lists, []proof.Grant{{linked, copying}}, catalog.Pass},
		"not to another principal":        {"EBS", lists, []proof.Grant{{"arn:aws:iam::111122223333:role/other", copying}}, catalog.Fail},
		"not for less":                    {"EBS", lists, []proof.Grant{{linked, copying[:3]}}, catalog.Fail},
		"several together":                {"EBS", lists, []proof.Grant{{linked, copying[:2]}, {linked, copying[2:]}}, catalog.Pass},
		"not without ListGrants":          {"EBS", "", []proof.Grant{{linked, copying}}, catalog.Fail},
		"a fully managed type reads":      {"EFS", "", []proof.Grant{{linked, []string{"DescribeKey", "Decrypt"}}}, catalog.Pass},
		"a Deny of the policy goes above": {"EFS", `,{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}`, []proof.Grant{{linked, []string{"DescribeKey", "Decrypt"}}}, catalog.Fail},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := healthy()
			f.Copy.ResourceType = tc.kind
			document := policy.MustParse(`{"Version":"2012-10-17","Statement":[` + ownerStatement + tc.policy + `]}`)
			f.SourceKey.Value.Policy, f.SourceKey.Value.Grants = &document, tc.grants
			for _, check := range proof.Prove(suspected(keyNotAccess), f).Checks {
				if check.Cause == "source-key-not-shared" && check.Outcome != tc.want {
					t.Errorf("%s: %s", check.Outcome, check.Evidence.Saw)
				}
			}
		})
	}
}

// What a grant might allow is not called refused while nobody could read the grants; above a Deny no grant goes.
func TestAKeyWhoseGrantsAreNotReadIsNotBlamed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		deny string
		want catalog.Outcome
	}{
		"a grant may allow it":       {"", catalog.CouldNotRead},
		"no grant goes above a Deny": {`,{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}`, catalog.Fail},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := healthy()
			closed := policy.MustParse(`{"Version":"2012-10-17","Statement":[` + ownerStatement + tc.deny + `]}`)
			f.SourceKey.Value.Policy, f.SourceKey.Value.GrantsUnread = &closed, true
			f.DestinationKey.Value.Policy, f.DestinationKey.Value.GrantsUnread = &closed, true
			looked := 0
			for _, check := range proof.Prove(suspected(keyNotAccess), f).Checks {
				if check.Cause != "source-key-not-shared" && check.Cause != "destination-key-unusable" {
					continue
				}
				if looked++; check.Outcome != tc.want {
					t.Errorf("%s: %s: %s", check.Cause, check.Outcome, check.Evidence.Saw)
				}
			}
			if looked != 2 {
				t.Errorf("%d checks of keys, want 2", looked)
			}
		})
	}
}
