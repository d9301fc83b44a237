package proof_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
)

const (
	member, central = prooftest.Member, prooftest.Central
	roleARN         = prooftest.RoleARN
	vaultARN        = prooftest.VaultARN
	localVaultARN   = prooftest.LocalVaultARN
	keyARN          = prooftest.KeyARN
	centralKeyARN   = prooftest.CentralKeyARN
	accessDenied    = prooftest.AccessDenied
	keyNotAccess    = "Given key ID is not accessible"
	ownerStatement  = prooftest.OwnerStatement
)

var (
	document, statement = prooftest.Document, prooftest.Statement
	healthy             = prooftest.Healthy
	fullAccess          = prooftest.FullAccess
)

// guard is a control policy of the organization.
func guard(statements string) proof.ControlPolicy {
	return proof.ControlPolicy{Name: "guard", ARN: "arn:aws:organizations::999988887777:policy/o-a1b2c3d4e5/service_control_policy/p-12345678", Document: *statement(statements)}
}

// conditionsOfACopy is how many conditions are looked at, always all of them.
const conditionsOfACopy = 22

func suspected(message string) catalog.Diagnosis {
	return catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: message})
}

// ofLocalVault makes the copy one of a file system, which is encrypted by the local vault's key: the central account's multi-Region key.
func ofLocalVault(f *proof.Facts, state string) {
	f.Copy.ResourceType, f.Copy.ResourceARN = "EFS", "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-1"
	shared := policy.SharedVaultKey("aws", central, "o-a1b2c3d4e5")
	f.RecoveryPoint.Value.EncryptionKeyARN = centralKeyARN
	f.SourceKey = proof.Known(proof.Key{Exists: true, ARN: centralKeyARN, Alias: "alias/farvault-local", State: state, Policy: &shared, Owned: true})
}

// intoAirGap makes the destination a logically air-gapped vault, whose key AWS owns.
func intoAirGap(f *proof.Facts) {
	vault := &f.DestinationVault.Value
	vault.AirGapped, vault.EncryptionKeyARN, vault.Locked, vault.MinRetentionDays, vault.MaxRetentionDays = true, "", true, 7, 400
	f.DestinationKey = proof.Known(proof.Key{})
}

func role(f *proof.Facts, change func(*proof.Role)) {
	change(&f.BackupRole.Value)
}

func TestProveFindsEachBreak(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		said     string // empty: access denied
		breaks   func(*proof.Facts)
		cause    string
		at       catalog.At
		ours     bool
		why      string // in Why
		paste    string // in Paste
		assuming string // in the failing check's assumption
		instead  string // in the remedy, where the row's would not help
	}{
		"an account outside the organization": {breaks: func(f *proof.Facts) { f.SourceAccount = proof.Known(org.Account{}) },
			cause: "not-same-organization", at: catalog.Management, why: "222233334444 is not a member of the organization o-a1b2c3d4e5"},
		"the cross-account switch": {breaks: func(f *proof.Facts) { f.CrossAccountBackup = proof.Known(false) },
			cause: "cross-account-copy-disabled", at: catalog.Management, paste: "isCrossAccountBackupEnabled=true"},
		"a type that cannot be copied": {said: "Feature is not supported for provided resource type.", breaks: func(f *proof.Facts) { f.Copy.ResourceType = "Redshift" },
			cause: "type-not-copyable", at: catalog.Source},
		"a DynamoDB backup without the advanced features": {said: "Feature is not supported for provided resource type.", breaks: func(f *proof.Facts) {
			f.Copy.ResourceType, f.Copy.RecoveryPointARN = "DynamoDB", "arn:aws:dynamodb:eu-west-1:222233334444:table/t/backup/1"
		}, cause: "advanced-features-off", at: catalog.Source, why: "made without AWS Backup's advanced features"},
		"a local vault's key in the central account that is to go with its replicas": {said: "KMS key is either disabled or pending deletion or access to KMS key is denied", breaks: func(f *proof.Facts) {
			ofLocalVault(f, "PendingReplicaDeletion")
		}, cause: "key-disabled", at: catalog.Destination, why: "owned by backup) is PendingReplicaDeletion, not Enabled", paste: "aws kms cancel-key-deletion --key-id " + centralKeyARN},
		"a local vault's key in the central account whose policy was emptied": {said: "KMS key is either disabled or pending deletion or access to KMS key is denied", breaks: func(f *proof.Facts) {
			ofLocalVault(f, "Enabled")
			f.SourceKey.Value.Policy = statement(`{"Sid":"ReadOnly","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:Get*","Resource":"*"}`)
		}, cause: "source-key-not-shared", at: catalog.Destination, ours: true, why: "does not allow the backup account 111122223333 everything that a copy needs", assuming: "is stated in one AWS article only"},
		"a type that a logically air-gapped vault does not take": {said: "Feature is not supported for provided resource type.", breaks: func(f *proof.Facts) {
			intoAirGap(f)
			f.Copy.ResourceType, f.Copy.ResourceARN = "RDS", "arn:aws:rds:eu-west-1:222233334444:db:orders"
		}, cause: "type-not-copyable", at: catalog.Source, why: "(RDS) cannot be copied into a logically air-gapped vault", instead: "Remove the type from ResourceTypeOptIn"},
		"an unencrypted cluster for a logically air-gapped vault": {said: "Feature is not supported for provided resource type.", breaks: func(f *proof.Facts) {
			intoAirGap(f)
			f.Copy.ResourceType, f.Copy.ResourceARN = "Aurora", "arn:aws:rds:eu-west-1:222233334444:cluster:orders"
			f.RecoveryPoint.Value.EncryptionKeyARN, f.SourceKey = "", proof.Known(proof.Key{})
		}, cause: "type-not-copyable", at: catalog.Source, why: "An unencrypted resource of this kind (Aurora)", instead: "restore it from a snapshot with a key"},
		"a retention outside a logically air-gapped vault's": {said: "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.", breaks: func(f *proof.Facts) {
			intoAirGap(f)
			f.CopyRetention = proof.Known(int64(401))
		}, cause: "retention-outside-vault-lock", at: catalog.Destination, why: "the copy is kept 401 days, the lock allows 7 to 400 days"},
		"a recovery point that is gone": {said: "Cannot find recovery point", breaks: func(f *proof.Facts) { f.RecoveryPoint = proof.Known(proof.RecoveryPoint{}) },
			cause: "recovery-point-gone", at: catalog.Source},
		"a recovery point in cold storage": {breaks: func(f *proof.Facts) { f.RecoveryPoint.Value.StorageClass = "COLD" },
			cause: "recovery-point-cold", at: catalog.Source},
		"a role that was deleted": {breaks: func(f *proof.Facts) { role(f, func(r *proof.Role) { *r = proof.Role{Owned: true} }) },
			cause: "backup-role-gone", at: catalog.Source, ours: true},
		"a role that trusts somebody else": {breaks: func(f *proof.Facts) {
			role(f, func(r *proof.Role) { ec2 := policy.Trust("ec2.amazonaws.com"); r.Trust = &ec2 })
		}, cause: "backup-role-not-assumable", at: catalog.Source, ours: true, paste: `"backup.amazonaws.com"`},
		"a role that trusts AWS Backup for another account": {breaks: func(f *proof.Facts) {
			role(f, func(r *proof.Role) {
				other := policy.TrustFrom("backup.amazonaws.com", policy.Condition{"StringEquals": {"aws:SourceAccount": {"333344445555"}}})
				r.Trust = &other
			})
		}, cause: "backup-role-not-assumable", at: catalog.Source, ours: true, why: `where {"StringEquals":{"aws:SourceAccount":"333344445555"}} alone, and account 222233334444 is not there`, paste: `"backup.amazonaws.com"`},
		"a role without the copy": {breaks: func(f *proof.Facts) {
			role(f, func(r *proof.Role) {
				r.Identity = []policy.Document{*statement(`{"Effect":"Allow","Action":"backup:CopyFromBackupVault","Resource":"*"}`)}
			})
		}, cause: "backup-role-lacks-copy", at: catalog.Source, ours: true, why: "do not allow backup:CopyIntoBackupVault",
			paste: "attach-role-policy --role-name farvault-backup --policy-arn arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"},
		"a boundary without the copy": {breaks: func(f *proof.Facts) {
			role(f, func(r *proof.Role) {
				r.PermissionsBoundary = statement(`{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`)
			})
		}, cause: "boundary-denies-copy", at: catalog.Source, why: "boundary does not allow backup:CopyFromBackupVault"},
		"a service control policy that keeps copies inside": {breaks: func(f *proof.Facts) {
			f.SCPs.Value = append(f.SCPs.Value, []proof.ControlPolicy{fullAccess, guard(`{"Sid":"KeepInside","Effect":"Deny","Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ForAllValues:ArnNotLike":{"backup:CopyTargets":["arn:aws:backup:*:333344445555:backup-vault:*"]}}}`)})
		}, cause: "scp-denies-copy", at: catalog.Management, why: "KeepInside of policy guard (p-12345678)", instead: "KeepInside of policy guard (p-12345678)"},
		"a resource control policy that keeps services out": {breaks: func(f *proof.Facts) {
			f.RCPs.Value = append(f.RCPs.Value, []proof.ControlPolicy{fullAccess, guard(`{"Sid":"NoServices","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}}`)})
		}, cause: "rcp-denies-copy", at: catalog.Management, why: "NoServices of policy guard (p-12345678) denies sts:AssumeRole", instead: "NoServices of policy guard (p-12345678)"},
		"a local vault that lets nothing out": {breaks: func(f *proof.Facts) {
			f.SourceVault.Value.Policy = statement(`{"Sid":"NoWayOut","Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*"}`)
		}, cause: "local-vault-policy-denies-copy", at: catalog.Source, why: "NoWayOut denies"},
		"a destination vault that is gone": {breaks: func(f *proof.Facts) { f.DestinationVault = proof.Known(proof.Vault{Owned: true}) },
			cause: "vault-gone", at: catalog.Destination, ours: true},
		"a destination that is the Default vault": {breaks: func(f *proof.Facts) {
			f.Copy.DestinationVaultARN = "arn:aws:backup:eu-west-1:111122223333:backup-vault:Default"
		}, cause: "destination-vault-uses-aws-managed-key", at: catalog.Destination},
		"a destination with an AWS managed key": {breaks: func(f *proof.Facts) { f.DestinationKey.Value.AWSManaged = true },
			cause: "destination-vault-uses-aws-managed-key", at: catalog.Destination},
		"a vault policy that was replaced": {breaks: func(f *proof.Facts) {
			f.DestinationVault.Value.Policy = statement(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::333344445555:root"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}`)
		}, cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true, why: "does not allow copies from the backup role of payments-prod", paste: `"aws:PrincipalOrgID":"o-a1b2c3d4e5"`},
		"a vault policy for another organization": {breaks: func(f *proof.Facts) {
			d := policy.VaultAccess("o-zzzzzzzzzz")
			f.DestinationVault.Value.Policy = &d
		}, cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true},
		"a vault without a policy": {breaks: func(f *proof.Facts) { f.DestinationVault.Value.Policy = nil },
			cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true, why: "it has no access policy"},
		"a lock that wants more than is kept": {said: "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.",
			breaks: func(f *proof.Facts) {
				f.DestinationVault.Value.Locked, f.DestinationVault.Value.MinRetentionDays = true, 90
			},
			cause: "retention-outside-vault-lock", at: catalog.Destination, why: "is kept 35 days, the lock allows 90 days and more", assuming: "copy action"},
		"a lock that wants an end": {said: "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.",
			breaks: func(f *proof.Facts) {
				f.RecoveryPoint.Value.DeleteAfterDays = 0
				f.DestinationVault.Value.Locked, f.DestinationVault.Value.MinRetentionDays, f.DestinationVault.Value.MaxRetentionDays = true, 7, 365
			}, cause: "retention-outside-vault-lock", at: catalog.Destination, why: "is kept forever, the lock allows 7 to 365 days", assuming: "copy action"},
		"a source key that is gone": {said: keyNotAccess, breaks: func(f *proof.Facts) { f.SourceKey = proof.Known(proof.Key{}) },
			cause: "key-missing", at: catalog.Source},
		"a source key that is disabled": {said: keyNotAccess, breaks: func(f *proof.Facts) { f.SourceKey.Value.State = "Disabled" },
			cause: "key-disabled", at: catalog.Source, paste: "aws kms enable-key --key-id " + keyARN},
		"a source key that will be deleted": {said: keyNotAccess, breaks: func(f *proof.Facts) { f.SourceKey.Value.State = "PendingDeletion" },
			cause: "key-disabled", at: catalog.Source, paste: "aws kms cancel-key-deletion --key-id " + keyARN},
		"a source key that AWS manages": {said: keyNotAccess, breaks: func(f *proof.Facts) { f.SourceKey.Value.AWSManaged, f.SourceKey.Value.Alias = true, "alias/aws/ebs" },
			cause: "source-key-aws-managed", at: catalog.Source, why: "alias/aws/ebs"},
		"a source key without the backup account": {said: keyNotAccess, breaks: func(f *proof.Facts) { f.SourceKey.Value.Policy = statement(ownerStatement) },
			cause: "source-key-not-shared", at: catalog.Source,
			why:   "The policy of key 1234abcd-12ab-34cd-56ef-1234567890ab (alias/payments, owned by payments-prod) does not allow the backup account 111122223333 to use it.\nChecked: key is enabled; its policy has 1 statement, none names 111122223333. 21 other conditions of the copy are met.",
			paste: `"AWS":"arn:aws:iam::111122223333:root"`},
		"a source key without grants": {said: keyNotAccess, breaks: func(f *proof.Facts) {
			f.SourceKey.Value.Policy = statement(ownerStatement + `,{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["kms:DescribeKey","kms:ReEncrypt*","kms:GenerateDataKey*"],"Resource":"*"}`)
		}, cause: "source-key-not-shared", at: catalog.Source, why: "none allows kms:ListGrants, kms:CreateGrant to 111122223333"},
		"a source key that denies": {said: keyNotAccess, breaks: func(f *proof.Facts) {
			f.SourceKey.Value.Policy.Statement = append(f.SourceKey.Value.Policy.Statement,
				statement(`{"Sid":"Lockdown","Effect":"Deny","Principal":"*","Action":"kms:CreateGrant","Resource":"*"}`).Statement...)
		}, cause: "source-key-not-shared", at: catalog.Source, why: "Lockdown denies kms:CreateGrant", instead: "(Lockdown)"},
		"farvault's own key without the backup account": {said: keyNotAccess, breaks: func(f *proof.Facts) {
			f.Copy.ResourceType, f.SourceKey.Value.Owned = "EFS", true
			f.SourceKey.Value.Policy = statement(ownerStatement)
		}, cause: "source-key-not-shared", at: catalog.Source, ours: true, assuming: "repost.aws"},
		"a central account without the service-linked role": {breaks: func(f *proof.Facts) { f.ServiceLinkedRole = proof.Known(proof.Role{}) },
			cause: "service-linked-role-missing", at: catalog.Destination, paste: "create-service-linked-role"},
		"a destination key that is disabled": {said: keyNotAccess, breaks: func(f *proof.Facts) { f.DestinationKey.Value.State = "Disabled" },
			cause: "destination-key-unusable", at: catalog.Destination, paste: "aws kms enable-key --key-id " + centralKeyARN},
	}
	seen := map[string]bool{}
	for law, tt := range tests {
		seen[tt.cause] = true
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := healthy()
			tt.breaks(&f)
			if tt.said == "" {
				tt.said = accessDenied
			}
			got := proof.Prove(suspected(tt.said), f)
			if got.Cause != tt.cause || got.Proof != catalog.Confirmed || got.AccountAtFault != tt.at || got.Ours != tt.ours {
				t.Fatalf("got %s, %s, at %s, ours %v: %s", got.Cause, got.Proof, got.AccountAtFault, got.Ours, got.Why)
			}
			if !strings.Contains(got.Reasons(), tt.why) || !strings.Contains(got.Paste, tt.paste) {
				t.Errorf("why:   %s\nwant:  %s\npaste: %s\nwant:  %s", got.Reasons(), tt.why, got.Paste, tt.paste)
			}
			row, known := catalog.Lookup(tt.cause)
			if !known || got.Category != row.Category || got.Title != row.Title || got.Remedy != row.Remedy && (tt.instead == "" || !strings.Contains(got.Remedy, tt.instead)) {
				t.Errorf("the diagnosis is not that of the row: %+v", got)
			}
			checkChecks(t, got.Checks)
			for _, c := range got.Checks {
				if c.Cause == tt.cause && !strings.Contains(c.Evidence.Assumption, tt.assuming) {
					t.Errorf("assumption %q does not say %q", c.Evidence.Assumption, tt.assuming)
				}
			}
		})
	}
	for _, c := range proof.Prove(suspected(accessDenied), healthy()).Checks {
		if !seen[c.Cause] {
			t.Errorf("no break shows that %q can fail (%s)", c.Title, c.Cause)
		}
	}
}

// checkChecks holds for any facts: every condition is there once, and says what it saw.
func checkChecks(t *testing.T, checks []catalog.Check) {
	t.Helper()
	if len(checks) != conditionsOfACopy {
		t.Errorf("%d conditions were looked at", len(checks))
	}
	for _, c := range checks {
		if c.Title == "" || c.Evidence.Saw == "" || c.Outcome == "" {
			t.Errorf("check without words: %+v", c)
		}
		if _, known := catalog.Lookup(c.Cause); !known {
			t.Errorf("a failing %q would prove %q, which is no row", c.Title, c.Cause)
		}
	}
}

func TestProveOfAHealthyCopyStaysSuspected(t *testing.T) {
	t.Parallel()
	for _, resourceType := range []string{"EBS", "EC2", "RDS", "Aurora", "EFS", "S3", "DynamoDB", "FSx"} {
		f := healthy()
		f.Copy.ResourceType = resourceType
		before := suspected(accessDenied)
		got := proof.Prove(before, f)
		checkChecks(t, got.Checks)
		if got.Why != "all 22 conditions of the copy are met now" {
			t.Errorf("%s: %s", resourceType, got.Why)
		}
		got.Checks, got.Why = nil, ""
		if diff := cmp.Diff(before, got); diff != "" {
			t.Errorf("%s: -before +after\n%s", resourceType, diff)
		}
	}
}

func TestProveOfHealthyVariations(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*proof.Facts){
		"a volume that is not encrypted": func(f *proof.Facts) {
			f.RecoveryPoint.Value.EncryptionKeyARN, f.SourceKey = "", proof.Known(proof.Key{})
		},
		"an account without SCPs": func(f *proof.Facts) { f.SCPs = proof.Known[[][]proof.ControlPolicy](nil) },
		"a lock that the retention is inside": func(f *proof.Facts) {
			v := &f.DestinationVault.Value
			v.Locked, v.MinRetentionDays, v.MaxRetentionDays = true, 7, 365
		},
		"a fully managed type's AWS managed local key": func(f *proof.Facts) {
			f.Copy.ResourceType, f.SourceKey.Value.AWSManaged, f.SourceKey.Value.Policy = "EFS", true, nil
		},
		"a fully managed type's AWS managed destination key": func(f *proof.Facts) { f.Copy.ResourceType, f.DestinationKey.Value.AWSManaged = "EFS", true },
		"a trust policy for the account alone": func(f *proof.Facts) {
			f.BackupRole.Value.Trust = statement(`{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"222233334444"}}}`)
		},
		"a trust policy for the account's vaults alone": func(f *proof.Facts) {
			f.BackupRole.Value.Trust = statement(`{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"222233334444"},"ArnLike":{"aws:SourceArn":"arn:aws:backup:*:222233334444:*"}}}`)
		},
		"a logically air-gapped vault with a key that AWS owns": intoAirGap,
		"a fully managed type's local vault with the central account's multi-Region key": func(f *proof.Facts) {
			ofLocalVault(f, "Enabled")
		},
		"a boundary that allows the copy": func(f *proof.Facts) {
			f.BackupRole.Value.PermissionsBoundary = statement(`{"Effect":"Allow","Action":"backup:*","Resource":"*"}`)
		},
		"a vault policy by path": func(f *proof.Facts) {
			f.DestinationVault.Value.Policy = statement(`{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"]}}}`)
		},
		"a key policy that names the service-linked role, by the service": func(f *proof.Facts) {
			f.SourceKey.Value.Policy = statement(ownerStatement + `,{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"},` +
				`"Action":["kms:DescribeKey","kms:ReEncryptFrom","kms:GenerateDataKeyWithoutPlaintext","kms:ListGrants"],"Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"ec2.eu-west-1.amazonaws.com"}}},` +
				`{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}`)
		},
		"a key policy for the organization": func(f *proof.Facts) {
			f.SourceKey.Value.Policy = statement(ownerStatement + `,{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5","kms:CallerAccount":"111122223333"}}}`)
		},
	}
	for law, change := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := healthy()
			change(&f)
			for _, c := range proof.Prove(suspected(accessDenied), f).Checks {
				if c.Outcome != catalog.Pass {
					t.Errorf("%s: %s, %s", c.Title, c.Outcome, c.Evidence.Saw)
				}
			}
		})
	}
}

func TestProveOfSeveralFaults(t *testing.T) {
	t.Parallel()
	badVault := func(f *proof.Facts) { f.DestinationVault.Value.Policy = nil }
	badKey := func(f *proof.Facts) { f.SourceKey.Value.Policy = statement(ownerStatement) }
	tests := map[string]struct {
		said   string
		breaks []func(*proof.Facts)
		cause  string
		proof  catalog.Proof
		why    string
	}{
		"what somebody must act on goes before what is farvault's own": {said: accessDenied, breaks: []func(*proof.Facts){badVault, badKey},
			cause: "source-key-not-shared", proof: catalog.Confirmed, why: "20 other conditions of the copy are met, 1 more fails."},
		"words about a key are explained by a key alone": {said: keyNotAccess, breaks: []func(*proof.Facts){badVault, badKey},
			cause: "source-key-not-shared", proof: catalog.Confirmed},
		"what the words are not about does not become the cause": {said: keyNotAccess, breaks: []func(*proof.Facts){badVault},
			cause: "source-key-not-shared", proof: catalog.Suspected, why: "Also failing, although AWS's message does not name it: the condition that the destination vault's access policy allows the copy"},
		"what the words name goes before its like": {said: keyNotAccess, breaks: []func(*proof.Facts){badKey, func(f *proof.Facts) { f.SourceKey.Value.State = "Disabled" }},
			cause: "source-key-not-shared", proof: catalog.Confirmed},
		"words that nobody knows are explained by whatever fails": {said: "The flux is not compensated", breaks: []func(*proof.Facts){badVault},
			cause: "vault-policy-denies-copy", proof: catalog.Confirmed},
		"a lock does not explain a denial": {said: accessDenied, breaks: []func(*proof.Facts){func(f *proof.Facts) {
			f.DestinationVault.Value.Locked, f.DestinationVault.Value.MinRetentionDays = true, 365
		}}, cause: "vault-policy-denies-copy", proof: catalog.Suspected, why: "within the destination vault's lock"},
		"nothing explains a passing fault of AWS": {said: "An internal error occurred.", breaks: []func(*proof.Facts){badKey},
			cause: "internal-error", proof: catalog.Suspected, why: "the source key's policy allows the backup account to use the key"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := healthy()
			for _, b := range tt.breaks {
				b(&f)
			}
			got := proof.Prove(suspected(tt.said), f)
			if got.Cause != tt.cause || got.Proof != tt.proof || !strings.Contains(got.Reasons(), tt.why) {
				t.Errorf("got %s, %s: %s\nwant %s, %s: %s", got.Cause, got.Proof, got.Why, tt.cause, tt.proof, tt.why)
			}
		})
	}
}

func TestProveWithoutEyesStaysSuspected(t *testing.T) {
	t.Parallel()
	const refused = "access denied to farvault-reader"
	tests := map[string]struct {
		blind func(*proof.Facts)
		said  string
		why   []string
	}{
		"nothing was looked at": {said: accessDenied, blind: func(f *proof.Facts) { *f = proof.Facts{Copy: f.Copy} }, why: []string{"nobody checked the backup role"}},
		"the reader is shut out": {said: accessDenied, blind: func(f *proof.Facts) {
			f.BackupRole, f.SourceVault, f.DestinationVault = proof.Unread[proof.Role](refused), proof.Unread[proof.Vault](refused), proof.Unread[proof.Vault](refused)
		}, why: []string{"could not read the backup role, the local vault's access policy, the destination vault: " + refused}},
		"the key cannot be read": {said: keyNotAccess, blind: func(f *proof.Facts) { f.SourceKey = proof.Unread[proof.Key](refused) },
			why: []string{"could not read the source key: " + refused, "18 conditions of the copy are met."}},
		"the organization's id is not known": {said: accessDenied, blind: func(f *proof.Facts) { f.Organization = proof.Unread[string](refused) },
			why: []string{"the destination vault's access policy depends on the accounts' organizational units"}},
		"a policy says what farvault cannot judge": {said: accessDenied, blind: func(f *proof.Facts) {
			f.DestinationVault.Value.Policy = statement(`{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"FancyNewOperator":{"aws:PrincipalOrgID":"x"}}}`)
		}, why: []string{"FancyNewOperator", "which farvault cannot evaluate"}},
		"a type that AWS added since": {said: accessDenied, blind: func(f *proof.Facts) { f.Copy.ResourceType = "Quantum" }, why: []string{`has no "Quantum"`}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := healthy()
			tt.blind(&f)
			before := suspected(tt.said)
			got := proof.Prove(before, f)
			checkChecks(t, got.Checks)
			if got.Proof != catalog.Suspected || got.Cause != before.Cause {
				t.Fatalf("got %s, %s: %s", got.Cause, got.Proof, got.Why)
			}
			for _, why := range tt.why {
				if !strings.Contains(got.Reasons(), why) {
					t.Errorf("why %q does not say %q", got.Why, why)
				}
			}
			if !slices.ContainsFunc(got.Checks, func(c catalog.Check) bool { return c.Outcome == catalog.CouldNotRead }) {
				t.Error("every condition could be looked at")
			}
		})
	}
}

// A fault is found whatever else could not be looked at.
func TestProveNeedsOnlyTheFactsOfTheFault(t *testing.T) {
	t.Parallel()
	f := healthy()
	f.SourceKey.Value.Policy = statement(ownerStatement)
	f.SCPs, f.BackupRole = proof.Unread[[][]proof.ControlPolicy]("no"), proof.Unread[proof.Role]("no")
	if got := proof.Prove(suspected(keyNotAccess), f); got.Proof != catalog.Confirmed || !strings.Contains(got.Reasons(), "5 could not be checked") {
		t.Errorf("got %s: %s", got.Proof, got.Why)
	}
}

// With any one fact taken away nothing that holds is called broken.
func TestProveNeverTakesWhatItCannotSeeForBroken(t *testing.T) {
	t.Parallel()
	whole := reflect.TypeFor[proof.Facts]()
	for i := range whole.NumField() {
		if whole.Field(i).Name == "Copy" {
			continue
		}
		f := healthy()
		reflect.ValueOf(&f).Elem().Field(i).SetZero()
		for _, c := range proof.Prove(suspected(accessDenied), f).Checks {
			if c.Outcome == catalog.Fail {
				t.Errorf("without %s: %q fails: %s", whole.Field(i).Name, c.Title, c.Evidence.Saw)
			}
		}
	}
}

func TestDiagnosisIsReadByPrograms(t *testing.T) {
	t.Parallel()
	f := healthy()
	f.SourceKey.Value.Policy = statement(ownerStatement)
	raw, err := json.Marshal(proof.Prove(suspected(keyNotAccess), f))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"category": "kms", "cause": "source-key-not-shared", "account_at_fault": "source", "proof": "confirmed", "where": keyARN, "ours": false}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
	if got["remedy"] == "" || got["paste"] == "" {
		t.Errorf("no remedy: %s", raw)
	}
}

// Nobody looked, so nothing is said of what was seen: the words alone stand.
func TestFactsOfNoCopyLeaveTheDiagnosisAsItIs(t *testing.T) {
	t.Parallel()
	d := catalog.Diagnose(catalog.Signal{Job: event.Copy, Message: "Access Denied trying to call AWS Backup service"})
	if diff := cmp.Diff(d, proof.Prove(d, proof.Facts{})); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}
