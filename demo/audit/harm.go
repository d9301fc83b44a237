package audit

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// harm is what has become of the copy, as its owner sees it; empty: it is there, for as long as before, and can be
// read.
func (w *world) harm(ctx context.Context) (string, error) {
	point, err := backup.NewFromConfig(w.owner).DescribeRecoveryPoint(ctx, &backup.DescribeRecoveryPointInput{
		BackupVaultName: &w.vault, RecoveryPointArn: &w.copy})
	switch {
	case code(err) == "ResourceNotFoundException":
		return "the copy is lost", nil
	case code(err) == "AccessDeniedException":
		return w.unseen(ctx), nil
	case err != nil:
		return "", err
	case aws.ToTime(point.CalculatedLifecycle.DeleteAt).Before(w.keptUntil):
		return "the copy is kept for less time", nil
	}
	if _, err := kms.NewFromConfig(w.owner).
		GenerateDataKey(ctx, &kms.GenerateDataKeyInput{KeyId: &w.key, NumberOfBytes: aws.Int32(32)}); err != nil {
		return "the copy is unreadable until its key is repaired", nil
	}
	return "", nil
}

// unseen is what has become of a copy that its owner may not look at: the vault answers so where it is shut, and where
// it is gone.
func (w *world) unseen(ctx context.Context) string {
	vaults, err := backup.NewFromConfig(w.owner).ListBackupVaults(ctx, &backup.ListBackupVaultsInput{})
	there := func(v types.BackupVaultListMember) bool { return aws.ToString(v.BackupVaultName) == w.vault }
	if err == nil && !slices.ContainsFunc(vaults.BackupVaultList, there) {
		return "the copy is lost"
	}
	return "the copy is unreadable until the vault's policy is repaired"
}
