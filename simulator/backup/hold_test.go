package backup_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/policy"
	"farvault/simulator/backup"
	"farvault/simulator/iam"
	"farvault/simulator/wire/wiretest"
)

// local are the recovery points in the member's vault.
func (w *world) local() []types.RecoveryPointByBackupVault {
	w.t.Helper()
	out, err := w.as(member).ListRecoveryPointsByBackupVault(w.t.Context(), &sdk.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("local")})
	w.must(err)
	return out.RecoveryPoints
}

func (w *world) deletePoint(arn *string) string {
	_, err := w.as(member).DeleteRecoveryPoint(w.t.Context(), &sdk.DeleteRecoveryPointInput{BackupVaultName: aws.String("local"), RecoveryPointArn: arn})
	return wiretest.Refusal(err)
}

func (w *world) describePoint(arn *string) *sdk.DescribeRecoveryPointOutput {
	w.t.Helper()
	out, err := w.as(member).DescribeRecoveryPoint(w.t.Context(), &sdk.DescribeRecoveryPointInput{BackupVaultName: aws.String("local"), RecoveryPointArn: arn})
	w.must(err)
	return out
}

// onePoint is a world with one local recovery point of a type, and its ARN.
func onePoint(t *testing.T, kind string, l *types.Lifecycle) (*world, *string) {
	t.Helper()
	w := newWorld(t)
	w.role(iam.Role{Name: "backup", Attached: []string{forBackup, "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"}})
	arn := w.backup.AddResource(member, region, backup.Resource{Type: kind})
	_, err := w.as(member).StartBackupJob(t.Context(), &sdk.StartBackupJobInput{
		BackupVaultName: aws.String("local"), IamRoleArn: aws.String(backupRole), ResourceArn: &arn, Lifecycle: l,
	})
	w.must(err)
	w.Advance(time.Hour)
	points := w.local()
	if len(points) != 1 {
		t.Fatalf("%d recovery points: %s", len(points), aws.ToString(w.backups()[0].StatusMessage))
	}
	return w, points[0].RecoveryPointArn
}

// A legal hold blocks deletion, changes and the move to cold storage; what fell due meanwhile happens when it is canceled.
func TestALegalHoldHolds(t *testing.T) {
	t.Parallel()
	w, arn := onePoint(t, "EFS", lifecycle(10, 100))
	hold, err := w.as(member).CreateLegalHold(t.Context(), &sdk.CreateLegalHoldInput{
		Title: aws.String("case 1"), Description: aws.String("keep"),
		RecoveryPointSelection: &types.RecoveryPointSelection{VaultNames: []string{"local"}},
	})
	w.must(err)
	listed, err := w.as(member).ListLegalHolds(t.Context(), &sdk.ListLegalHoldsInput{})
	w.must(err)
	if len(listed.LegalHolds) != 1 || listed.LegalHolds[0].Status != types.LegalHoldStatusActive {
		t.Errorf("ListLegalHolds = %+v", listed.LegalHolds)
	}
	want := "InvalidRequestException: Recovery point " + *arn + " is under a legal hold: " + *hold.LegalHoldArn
	if got := w.deletePoint(arn); got != want {
		t.Errorf("DeleteRecoveryPoint: %q, want %q", got, want)
	}
	_, err = w.as(member).UpdateRecoveryPointLifecycle(t.Context(), &sdk.UpdateRecoveryPointLifecycleInput{
		BackupVaultName: aws.String("local"), RecoveryPointArn: arn, Lifecycle: lifecycle(10, 200),
	})
	if got := wiretest.Refusal(err); got != want {
		t.Errorf("UpdateRecoveryPointLifecycle: %q, want %q", got, want)
	}
	w.Advance(20 * 24 * time.Hour)
	if got := w.describePoint(arn).StorageClass; got != types.StorageClassWarm {
		t.Errorf("storage class %s under the hold", got)
	}
	w.Advance(100 * 24 * time.Hour)
	if got := w.describePoint(arn).Status; got != types.RecoveryPointStatusCompleted {
		t.Errorf("%s after its retention, under the hold", got)
	}
	_, err = w.as(member).CancelLegalHold(t.Context(), &sdk.CancelLegalHoldInput{LegalHoldId: hold.LegalHoldId, CancelDescription: aws.String("over")})
	w.must(err)
	if got := len(w.local()); got != 0 {
		t.Errorf("%d recovery points after the hold", got)
	}
}

// An access point does the same for a recovery point of S3, and no other type has one.
func TestABackupAccessPointHolds(t *testing.T) {
	t.Parallel()
	w, arn := onePoint(t, "S3", &types.Lifecycle{DeleteAfterDays: aws.Int64(2)})
	create := &sdk.CreateBackupAccessPointInput{Name: aws.String("look-inside"), RecoveryPointArn: arn}
	made, err := w.as(member).CreateBackupAccessPoint(t.Context(), create)
	w.must(err)
	described, err := w.as(member).DescribeBackupAccessPoint(t.Context(), &sdk.DescribeBackupAccessPointInput{AccessPointArn: made.AccessPointArn})
	w.must(err)
	if *described.RecoveryPointArn != *arn || described.Status != types.AccessPointStatusAvailable {
		t.Errorf("DescribeBackupAccessPoint = %+v", described)
	}
	listed, err := w.as(member).ListBackupAccessPointsByRecoveryPoint(t.Context(), &sdk.ListBackupAccessPointsByRecoveryPointInput{RecoveryPointArn: arn})
	w.must(err)
	if len(listed.BackupAccessPoints) != 1 {
		t.Errorf("%d access points of the recovery point", len(listed.BackupAccessPoints))
	}
	if got, want := w.deletePoint(arn), "InvalidRequestException: Recovery point "+*arn+" is under a backup access point: "+*made.AccessPointArn; got != want {
		t.Errorf("DeleteRecoveryPoint: %q, want %q", got, want)
	}
	w.Advance(5 * 24 * time.Hour)
	if len(w.local()) != 1 {
		t.Error("deleted under the access point")
	}
	_, err = w.as(member).DeleteBackupAccessPoint(t.Context(), &sdk.DeleteBackupAccessPointInput{AccessPointArn: made.AccessPointArn})
	w.must(err)
	if len(w.local()) != 0 {
		t.Error("not deleted when the access point was gone")
	}

	other, file := onePoint(t, "EFS", nil)
	_, err = other.as(member).CreateBackupAccessPoint(t.Context(), &sdk.CreateBackupAccessPointInput{Name: aws.String("look-inside"), RecoveryPointArn: file})
	if got := wiretest.Refusal(err); got != "InvalidRequestException: Recovery point "+*file+" is not one of S3" {
		t.Errorf("CreateBackupAccessPoint: %q", got)
	}
}

// Where the role of the backup may not delete it, DeleteRecoveryPoint answers and the recovery point is EXPIRED; the
// second call deletes it for who may make the service-linked role.
func TestADeletionThatIsAnsweredAndDoesNotHappen(t *testing.T) {
	t.Parallel()
	w, arn := onePoint(t, "EBS", nil)
	w.role(iam.Role{Name: "backup", Inline: map[string]policy.Document{"none": policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ec2:DeleteSnapshot","Resource":"*"}}`)}})
	if refused := w.deletePoint(arn); refused != "" {
		t.Fatalf("DeleteRecoveryPoint: %s", refused)
	}
	if got := w.describePoint(arn).Status; got != types.RecoveryPointStatusExpired {
		t.Fatalf("%s after a deletion that the role may not do", got)
	}
	narrow := w.by("narrow", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"backup:*","Resource":"*"}}`)
	_, err := narrow.DeleteRecoveryPoint(t.Context(), &sdk.DeleteRecoveryPointInput{BackupVaultName: aws.String("local"), RecoveryPointArn: arn})
	w.must(err)
	if len(w.local()) != 1 {
		t.Error("deleted by who may not make the service-linked role")
	}
	if refused := w.deletePoint(arn); refused != "" || len(w.local()) != 0 {
		t.Errorf("not deleted by who may make the service-linked role: %s", refused)
	}
}

// A lifecycle is replaced whole, and its dates with it.
func TestALifecycleIsReplaced(t *testing.T) {
	t.Parallel()
	w, arn := onePoint(t, "EFS", lifecycle(1, 100))
	update := func(l *types.Lifecycle) string {
		_, err := w.as(member).UpdateRecoveryPointLifecycle(t.Context(), &sdk.UpdateRecoveryPointLifecycleInput{BackupVaultName: aws.String("local"), RecoveryPointArn: arn, Lifecycle: l})
		return wiretest.Refusal(err)
	}
	if got := update(lifecycle(20, 30)); got != "InvalidParameterValueException: Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays" {
		t.Errorf("a short stay in cold storage: %q", got)
	}
	w.Advance(3 * 24 * time.Hour)
	if got := update(lifecycle(50, 300)); got != "InvalidParameterValueException: MoveToColdStorageAfterDays cannot be changed of a recovery point in cold storage" {
		t.Errorf("another transition of what is cold: %q", got)
	}
	if refused := update(lifecycle(1, 200)); refused != "" {
		t.Fatalf("UpdateRecoveryPointLifecycle: %s", refused)
	}
	w.Advance(150 * 24 * time.Hour)
	if len(w.local()) != 1 {
		t.Fatal("deleted at the end of the old retention")
	}
	w.Advance(60 * 24 * time.Hour)
	if len(w.local()) != 0 {
		t.Error("not deleted at the end of the new retention")
	}
}

// A copy has its source's creation date and its own completion date.
func TestTheDatesOfACopy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	noon(w)
	source := map[string]types.RecoveryPointByBackupVault{}
	for _, r := range w.local() {
		source[*r.ResourceArn] = r
	}
	out, err := w.as(central).ListRecoveryPointsByBackupVault(t.Context(), &sdk.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("central")})
	w.must(err)
	if len(out.RecoveryPoints) != 2 {
		t.Fatalf("%d copies", len(out.RecoveryPoints))
	}
	for _, r := range out.RecoveryPoints {
		from := source[*r.ResourceArn]
		if !r.CreationDate.Equal(*from.CreationDate) || !r.CompletionDate.After(*from.CompletionDate) {
			t.Errorf("%s: created %s and completed %s, its source %s and %s", *r.ResourceArn, r.CreationDate, r.CompletionDate, from.CreationDate, from.CompletionDate)
		}
	}
}
