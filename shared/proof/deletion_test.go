package proof_test

import (
	"strings"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// outlived is a snapshot whose retention is over, made by a role that may delete it.
func outlived() proof.Facts {
	may := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:DeleteSnapshot","rds:DeleteDBSnapshot"],"Resource":"*"}]}`)
	trust := policy.Trust("backup.amazonaws.com")
	return proof.Facts{
		Copy: proof.CopyAttempt{
			RecoveryPointARN: "arn:aws:ec2:eu-west-1::snapshot/snap-1", ResourceType: "EBS", SourceAccount: "222233334444", Region: "eu-west-1",
			SourceVaultARN: "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local", RoleARN: "arn:aws:iam::222233334444:role/farvault/farvault-backup",
		},
		Organization:  proof.Known("o-a1b2c3d4e5"),
		SourceAccount: proof.Known(org.Account{ID: "222233334444"}),
		SCPs:          proof.Known([][]proof.ControlPolicy(nil)),
		BackupRole:    proof.Known(proof.Role{Exists: true, Trust: &trust, Identity: []policy.Document{may}, Owned: true}),
	}
}

func TestProveDeletion(t *testing.T) {
	t.Parallel()
	deny := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Sid":"Keep","Effect":"Deny","Action":"ec2:DeleteSnapshot","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}]}`)
	nobody := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`)
	role := func(change func(*proof.Role)) func(*proof.Facts) {
		return func(f *proof.Facts) { change(&f.BackupRole.Value) }
	}
	tests := map[string]struct {
		change func(*proof.Facts)
		cause  string
		proof  catalog.Proof
		at     catalog.At
		ours   bool
		says   string
	}{
		"the role is gone":              {role(func(r *proof.Role) { r.Exists = false }), "backup-role-gone", catalog.Confirmed, catalog.Source, true, "does not exist"},
		"a role that is not farvault's": {role(func(r *proof.Role) { r.Exists, r.Owned = false, false }), "backup-role-gone", catalog.Confirmed, catalog.Source, false, "does not exist"},
		"the role trusts nobody":        {role(func(r *proof.Role) { r.Trust = &nobody }), "backup-role-not-assumable", catalog.Confirmed, catalog.Source, true, "cannot assume"},
		"the role has no permission":    {role(func(r *proof.Role) { r.Identity = nil }), "role-may-not-delete", catalog.Confirmed, catalog.Source, true, "do not allow ec2:DeleteSnapshot"},
		"the role is denied it":         {role(func(r *proof.Role) { r.Identity = append(r.Identity, deny) }), "role-may-not-delete", catalog.Confirmed, catalog.Source, false, "Keep denies ec2:DeleteSnapshot"},
		"its boundary forbids it":       {role(func(r *proof.Role) { r.PermissionsBoundary = &deny }), "boundary-denies-copy", catalog.Confirmed, catalog.Source, false, "permissions boundary does not allow ec2:DeleteSnapshot"},
		"the organization forbids it": {func(f *proof.Facts) {
			f.SCPs = proof.Known([][]proof.ControlPolicy{{{ARN: "arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-1", Document: deny}}})
		}, "scp-denies-copy", catalog.Confirmed, catalog.Management, false, "service control policy"},
		"another type, another call": {func(f *proof.Facts) { f.Copy.ResourceType = "FSx" }, "role-may-not-delete", catalog.Confirmed, catalog.Source, true, "fsx:DeleteBackup"},
		"nothing stands in the way":  {func(*proof.Facts) {}, "recovery-point-not-deleted", catalog.Suspected, catalog.Source, false, "A legal hold does (aws backup list-legal-holds), and so do an active backup access point"},
		"nobody could look": {func(f *proof.Facts) {
			f.BackupRole = proof.Unread[proof.Role]("access denied to farvault-reader")
		}, "recovery-point-not-deleted", catalog.Suspected, catalog.Source, false, "could not read the backup role: access denied"},
		"what AWS fully manages it deletes without a permission of the role's": {func(f *proof.Facts) {
			f.Copy.ResourceType, f.Copy.RecoveryPointARN, f.BackupRole.Value.Identity = "DynamoDB", "arn:aws:backup:eu-west-1:222233334444:recovery-point:1", nil
		}, "recovery-point-not-deleted", catalog.Suspected, catalog.Source, false, "has permission to delete it now"},
		"a table's own backup is deleted by the role": {func(f *proof.Facts) {
			f.Copy.ResourceType, f.Copy.RecoveryPointARN = "DynamoDB", "arn:aws:dynamodb:eu-west-1:222233334444:table/t/backup/1"
		}, "role-may-not-delete", catalog.Confirmed, catalog.Source, true, "dynamodb:DeleteBackup"},
	}
	said := catalog.Diagnose(catalog.Signal{Job: event.RecoveryPoint, State: "EXPIRED"})
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			f := outlived()
			tt.change(&f)
			d := proof.ProveDeletion(said, f)
			if d.Cause != tt.cause || d.Proof != tt.proof || d.AccountAtFault != tt.at || d.Ours != tt.ours || !strings.Contains(d.Reasons(), tt.says) {
				t.Errorf("%s (%s) at %s, ours %t: %s", d.Cause, d.Proof, d.AccountAtFault, d.Ours, d.Why)
			}
			want := "aws backup delete-recovery-point --region eu-west-1 --backup-vault-name farvault-local --recovery-point-arn " + f.Copy.RecoveryPointARN
			if d.Paste != want || len(d.Checks) != 5 {
				t.Errorf("%d checks; to type: %s", len(d.Checks), d.Paste)
			}
		})
	}
	if got := proof.ProveDeletion(said, proof.Facts{}); got.Cause != said.Cause || got.Why != "" || got.Paste != "" {
		t.Errorf("of facts that nobody gathered: %+v", got)
	}
}
