package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// crossAccountBackup is the organization-wide switch; its value is the text "true".
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateGlobalSettings.html
func (r *Reader) crossAccountBackup(ctx context.Context) (bool, error) {
	s, err := r.cloud.management(ctx)
	if err != nil {
		return false, r.by(r.cloud.deployment.ManagementAccountID, err)
	}
	answer, err := s.in(
		r.cloud.deployment.HomeRegion,
	).backup.DescribeGlobalSettings(
		ctx,
		&backup.DescribeGlobalSettingsInput{},
	)
	if err != nil {
		return false, r.by(s.account, translate("read the global settings of AWS Backup", err))
	}
	return answer.GlobalSettings["isCrossAccountBackupEnabled"] == "true", nil
}

func (r *Reader) optIn(ctx context.Context, account, region string) (map[string]bool, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, r.by(account, err)
	}
	answer, err := s.in(region).backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
	if err != nil {
		return nil, r.by(account, translate("read the service opt-in of "+account+"/"+region, err))
	}
	return answer.ResourceTypeOptInPreference, nil
}

func (r *Reader) recoveryPoint(ctx context.Context, job event.JobStateChange) (proof.RecoveryPoint, error) {
	vault, err := org.ParseARN(job.SourceVaultARN)
	if err != nil {
		return proof.RecoveryPoint{}, err
	}
	s, err := r.cloud.enter(ctx, job.Account, chain.ReaderRole)
	if err != nil {
		return proof.RecoveryPoint{}, r.by(job.Account, err)
	}
	answer, err := s.in(job.Region).backup.DescribeRecoveryPoint(ctx, &backup.DescribeRecoveryPointInput{
		BackupVaultName: aws.String(vault.Name()), RecoveryPointArn: aws.String(job.RecoveryPointARN),
	})
	if absent(err) {
		return proof.RecoveryPoint{}, nil
	}
	if err != nil {
		return proof.RecoveryPoint{}, r.by(
			job.Account,
			translate("describe recovery point "+job.RecoveryPointARN, err),
		)
	}
	return proof.RecoveryPoint{
		Exists:           true,
		EncryptionKeyARN: aws.ToString(answer.EncryptionKeyArn),
		StorageClass:     string(answer.StorageClass),
		DeleteAfterDays:  readLifecycle(answer.Lifecycle).DeleteAfterDays,
	}, nil
}

// vault is a backup vault with its policy, wherever it is. Listing tells missing from hidden; describing does not.
func (r *Reader) vault(ctx context.Context, vaultARN string) (proof.Vault, error) {
	arn, err := org.ParseARN(vaultARN)
	if err != nil {
		return proof.Vault{}, err
	}
	s, err := r.cloud.enter(ctx, arn.Account, chain.ReaderRole)
	if err != nil {
		return proof.Vault{}, r.by(arn.Account, err)
	}
	client, name := s.in(arn.Region).backup, arn.Name()
	entry, err := findVault(ctx, client, name)
	if err != nil {
		return proof.Vault{}, r.by(arn.Account, translate("list backup vaults", err))
	}
	if entry == nil {
		return proof.Vault{ARN: vaultARN}, nil
	}
	document, err := vaultPolicy(ctx, client, name, "access policy of backup vault "+name)
	if err != nil {
		return proof.Vault{}, r.by(arn.Account, err)
	}
	// A vault whose tags cannot be read is known all the same, as nobody's own.
	tags, _ := backupTags(ctx, client, entry.BackupVaultArn)
	return proof.Vault{
		Exists: true, ARN: vaultARN, EncryptionKeyARN: vaultKeyARN(entry), Policy: document,
		AirGapped: typeOf(entry) == chain.AirGappedVault,
		Locked:    aws.ToBool(entry.Locked), MinRetentionDays: aws.ToInt64(entry.MinRetentionDays),
		MaxRetentionDays: aws.ToInt64(entry.MaxRetentionDays), Owned: owned(tags),
	}, nil
}
