package audit

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/demo/stage"
)

func (w *world) backups(name string, do func(context.Context, *backup.Client) error) []call {
	return []call{plain(name, func(ctx context.Context, c aws.Config) error { return do(ctx, backup.NewFromConfig(c)) })}
}

func (w *world) deletePoint(session) []call {
	return w.backups("backup:DeleteRecoveryPoint of the copy", func(ctx context.Context, c *backup.Client) error {
		_, err := c.DeleteRecoveryPoint(
			ctx,
			&backup.DeleteRecoveryPointInput{BackupVaultName: &w.vault, RecoveryPointArn: &w.copy},
		)
		return err
	})
}

func (w *world) shortenPoint(session) []call {
	return w.backups(
		"backup:UpdateRecoveryPointLifecycle of the copy to a day",
		func(ctx context.Context, c *backup.Client) error {
			_, err := c.UpdateRecoveryPointLifecycle(ctx, &backup.UpdateRecoveryPointLifecycleInput{
				BackupVaultName: &w.vault, RecoveryPointArn: &w.copy, Lifecycle: deleteAfter(1)})
			return err
		},
	)
}

func (w *world) deleteVault(session) []call {
	return w.backups("backup:DeleteBackupVault of the central vault", func(ctx context.Context, c *backup.Client) error {
		_, err := c.DeleteBackupVault(ctx, &backup.DeleteBackupVaultInput{BackupVaultName: &w.vault})
		return err
	})
}

// vaultActions are those that a vault's policy may name and that bear on what is in it; AWS Backup takes no wildcard.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
const vaultActions = `"backup:CopyFromBackupVault","backup:CopyIntoBackupVault","backup:DeleteBackupVault",` +
	`"backup:DeleteBackupVaultAccessPolicy","backup:DeleteRecoveryPoint","backup:DescribeRecoveryPoint",` +
	`"backup:ListRecoveryPointsByBackupVault","backup:PutBackupVaultAccessPolicy","backup:StartRestoreJob",` +
	`"backup:UpdateRecoveryPointLifecycle"`

// vaultPolicies open the vault to all of its account, to whom alone such a policy may give more than copies into it, or
// shut it to everybody.
func (w *world) vaultPolicies(session) (all []call) {
	for _, one := range [][2]string{
		{"that opens it", `"Allow","Principal":{"AWS":"` + stage.CentralID + `"}`},
		{"that shuts it", `"Deny","Principal":"*"`},
	} {
		words, text := one[0], `{"Version":"2012-10-17","Statement":[{"Effect":`+one[1]+
			`,"Action":[`+vaultActions+`],"Resource":"*"}]}`
		name := "backup:PutBackupVaultAccessPolicy on the central vault, one " + words
		all = append(all, w.backups(name, func(ctx context.Context, c *backup.Client) error {
			_, err := c.PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
				BackupVaultName: &w.vault, Policy: &text})
			return err
		})...)
	}
	return all
}

func (w *world) noVaultPolicy(session) []call {
	return w.backups(
		"backup:DeleteBackupVaultAccessPolicy on the central vault",
		func(ctx context.Context, c *backup.Client) error {
			_, err := c.DeleteBackupVaultAccessPolicy(
				ctx,
				&backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: &w.vault},
			)
			return err
		},
	)
}

func (w *world) lock(session) []call {
	return w.backups(
		"backup:PutBackupVaultLockConfiguration of at most a day",
		func(ctx context.Context, c *backup.Client) error {
			_, err := c.PutBackupVaultLockConfiguration(ctx, &backup.PutBackupVaultLockConfigurationInput{
				BackupVaultName: &w.vault, MinRetentionDays: aws.Int64(1), MaxRetentionDays: aws.Int64(1)})
			return err
		},
	)
}

func (w *world) unlock(session) []call {
	return w.backups("backup:DeleteBackupVaultLockConfiguration", func(ctx context.Context, c *backup.Client) error {
		_, err := c.DeleteBackupVaultLockConfiguration(
			ctx,
			&backup.DeleteBackupVaultLockConfigurationInput{BackupVaultName: &w.vault},
		)
		return err
	})
}

func (w *world) tagVault(session) []call {
	arn := "arn:aws:backup:" + stage.HomeRegion + ":" + stage.CentralID + ":backup-vault:" + w.vault
	return w.backups("backup:TagResource on the central vault", func(ctx context.Context, c *backup.Client) error {
		_, err := c.TagResource(ctx, &backup.TagResourceInput{ResourceArn: &arn, Tags: ownerTag})
		return err
	})
}

// copyAgain copies what was copied once more, to be kept for a day, and waits until it has arrived.
func (w *world) copyAgain(by session) []call {
	role := "arn:aws:iam::" + by.account + ":role/farvault/farvault-backup"
	vault := "arn:aws:backup:" + stage.HomeRegion + ":" + stage.CentralID + ":backup-vault:" + w.vault
	all := w.backups(
		"backup:StartCopyJob of the same backup, to be kept for a day",
		func(ctx context.Context, c *backup.Client) error {
			_, err := c.StartCopyJob(ctx, &backup.StartCopyJobInput{
				RecoveryPointArn:          &w.local,
				SourceBackupVaultName:     &w.stage.Settings.LocalVault.BackupVaultName,
				DestinationBackupVaultArn: &vault,
				IamRoleArn:                &role,
				Lifecycle:                 deleteAfter(1),
			})
			if err == nil {
				w.stage.World.Advance(20 * time.Minute)
			}
			return err
		},
	)
	all[0].later = true
	return all
}
