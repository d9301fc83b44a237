// Package prooftest is the world of the proof's tests: one copy of which every condition is met, and the ways to break
// it. The tests of alerts and messages, and so the documents, take their diagnoses from it.
package prooftest

import (
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// The names in that world.
const (
	Member        = "222233334444"
	Central       = "111122223333"
	Volume        = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-0abc1234def567890"
	Snapshot      = "arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234def567890"
	RoleARN       = "arn:aws:iam::222233334444:role/farvault/farvault-backup"
	VaultARN      = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"
	LocalVaultARN = "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local"
	KeyARN        = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	CentralKeyARN = "arn:aws:kms:eu-west-1:111122223333:key/9876fedc-12ab-34cd-56ef-1234567890ab"
	Organization  = "o-a1b2c3d4e5"
)

// What AWS Backup reports of a copy that fails.
const (
	AccessDenied     = "Access Denied trying to call AWS Backup service"
	KeyNotAccessible = "Given key ID is not accessible. You must have DescribeKey permissions on the default key"
)

// OwnerStatement is the statement of a key's policy that gives its account everything.
const OwnerStatement = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:root"},` +
	`"Action":"kms:*","Resource":"*"}`

// readersStatement gives the account's auditors a look at the key.
const readersStatement = `{"Sid":"Auditors","Effect":"Allow",` +
	`"Principal":{"AWS":"arn:aws:iam::222233334444:role/auditors"},"Action":"kms:DescribeKey","Resource":"*"}`

// FullAccess is attached to every root, OU and account; it names everybody, so that it serves as either type.
var FullAccess = proof.ControlPolicy{
	Name:     "FullAWSAccess",
	ARN:      "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
	Document: *Statement(`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`),
}

// Document is a policy of that text.
func Document(text string) *policy.Document {
	d := policy.MustParse(text)
	return &d
}

// Statement is a policy with these statements, separated by commas.
func Statement(text string) *policy.Document {
	return Document(`{"Version":"2012-10-17","Statement":[` + text + `]}`)
}

// Healthy is a copy of an EBS volume of which every condition is met.
func Healthy() proof.Facts {
	key := policy.LocalVaultKey("aws", Member, Central)
	return proof.Facts{
		Copy: proof.CopyAttempt{
			ResourceARN: Volume, ResourceType: "EBS", RecoveryPointARN: Snapshot, SourceAccount: Member,
			Region: "eu-west-1", SourceVaultARN: LocalVaultARN, DestinationVaultARN: VaultARN, RoleARN: RoleARN,
		},
		Organization:       proof.Known(Organization),
		SourceAccount:      proof.Known(member("payments-prod", Member, "ou-ab12-11111111/")),
		DestinationAccount: proof.Known(member("backup", Central, "")),
		CrossAccountBackup: proof.Known(true),
		SCPs:               proof.Known([][]proof.ControlPolicy{{FullAccess}}),
		RCPs:               proof.Known([][]proof.ControlPolicy{{FullAccess}}),
		OptIn:              proof.Known(map[string]bool{"EBS": true}),
		RecoveryPoint: proof.Known(proof.RecoveryPoint{
			Exists: true, EncryptionKeyARN: KeyARN, StorageClass: "WARM", DeleteAfterDays: 35,
		}),
		SourceVault: proof.Known(proof.Vault{Exists: true, ARN: LocalVaultARN, Owned: true}),
		SourceKey: proof.Known(proof.Key{
			Exists: true, ARN: KeyARN, Alias: "alias/payments", State: "Enabled", Policy: &key,
		}),
		BackupRole:        proof.Known(backupRole()),
		DestinationVault:  proof.Known(centralVault()),
		DestinationKey:    proof.Known(proof.Key{Exists: true, ARN: CentralKeyARN, State: "Enabled", Owned: true}),
		ServiceLinkedRole: proof.Known(proof.Role{Exists: true}),
	}
}

func member(name, id, unit string) org.Account {
	return org.Account{ID: id, Name: name, State: org.Active, Path: org.Path(Organization + "/r-ab12/" + unit)}
}

func backupRole() proof.Role {
	trust := policy.Trust("backup.amazonaws.com")
	return proof.Role{Exists: true, ARN: RoleARN, Trust: &trust, Owned: true, Identity: []policy.Document{
		*Statement(`{"Effect":"Allow","Action":["backup:CopyFromBackupVault","backup:CopyIntoBackupVault"],` +
			`"Resource":"*"}`),
	}}
}

func centralVault() proof.Vault {
	access := policy.VaultAccess(Organization)
	return proof.Vault{Exists: true, ARN: VaultARN, EncryptionKeyARN: CentralKeyARN, Policy: &access, Owned: true}
}

// KeyNotShared takes the backup account out of the policy of the volume's key, which has two statements.
func KeyNotShared(f *proof.Facts) {
	f.SourceKey.Value.Policy = Statement(OwnerStatement + "," + readersStatement)
}

// KeyUnread is a key whose policy the reader may not see.
func KeyUnread(f *proof.Facts) {
	f.SourceKey = proof.Unread[proof.Key]("access denied to farvault-reader")
}

// VaultReplaced replaces the central vault's policy with one that allows people of the account alone.
func VaultReplaced(f *proof.Facts) {
	f.DestinationVault.Value.Policy = Statement(`{"Sid":"OwnPeopleOnly","Effect":"Allow",` +
		`"Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"backup:StartRestoreJob","Resource":"*"}`)
}

// Diagnosis is the proven diagnosis of a failed copy with that message, in a world that the breaks have changed.
func Diagnosis(message string, breaks ...func(*proof.Facts)) catalog.Diagnosis {
	f := Healthy()
	for _, change := range breaks {
		change(&f)
	}
	suspected := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: message, ResourceType: "EBS"})
	return proof.Prove(suspected, f)
}
