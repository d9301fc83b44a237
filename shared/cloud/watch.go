package cloud

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/chain"
	"farvault/shared/failure"
	"farvault/shared/org"
)

// Watcher reads by the reader roles what fails without a word of AWS.
type Watcher struct{ cloud *Cloud }

// Watcher has no way to write.
func (c *Cloud) Watcher() *Watcher { return &Watcher{cloud: c} }

// Copied are the resources of all accounts that have a recovery point in the central vault since a time. A copy keeps the
// creation date of its backup: https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func (w *Watcher) Copied(ctx context.Context, vaultARN string, since time.Time) (map[string]bool, error) {
	arn, err := org.ParseARN(vaultARN)
	if err != nil {
		return nil, err
	}
	s, err := w.cloud.enter(ctx, arn.Account, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	copied := map[string]bool{}
	err = pointsSince(ctx, s.in(arn.Region).backup, arn.Name(), since, func(p types.RecoveryPointByBackupVault) {
		copied[aws.ToString(p.ResourceArn)] = true
	})
	return copied, err
}

// Watch reads one account in one Region, or the vault of that name in the central account: its key, the service opt-in, and
// what was backed up since a time. An account without the vault has nothing to watch.
func (w *Watcher) Watch(ctx context.Context, account, region, vault string, since time.Time) (failure.Watch, error) {
	s, err := w.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return failure.Watch{}, err
	}
	client, watch := s.in(region), failure.Watch{Account: account, Region: region}
	entry, err := findVault(ctx, client.backup, vault)
	if err != nil || entry == nil {
		return watch, translate("list backup vaults of "+account+"/"+region, err)
	}
	if arn := vaultKeyARN(entry); arn != "" {
		key, err := watchedKey(ctx, client.kms, arn)
		if err != nil {
			return watch, err
		}
		watch.Keys = []failure.WatchedKey{key}
	}
	if account == w.cloud.place.CentralAccountID {
		return watch, nil
	}
	settings, err := client.backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
	if err != nil {
		return watch, translate("read the service opt-in of "+account+"/"+region, err)
	}
	watch.OptIn = settings.ResourceTypeOptInPreference
	watch.Backups, err = backupsSince(ctx, client.backup, vault, since)
	return watch, err
}

func watchedKey(ctx context.Context, client *kms.Client, keyARN string) (failure.WatchedKey, error) {
	key := failure.WatchedKey{Key: failure.Key{ARN: keyARN}}
	answer, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(keyARN)})
	if absent(err) {
		return key, nil
	}
	if err != nil {
		return key, translate("describe key "+keyARN, err)
	}
	key.Exists, key.State, key.DeletionDate = true, string(answer.KeyMetadata.KeyState), aws.ToTime(answer.KeyMetadata.DeletionDate)
	return key, nil
}

// backupsSince are the recovery points of a vault by resource, in the order in which AWS lists them.
func backupsSince(ctx context.Context, client *backup.Client, vault string, since time.Time) ([]failure.Backups, error) {
	var all []failure.Backups
	at := map[string]int{}
	err := pointsSince(ctx, client, vault, since, func(p types.RecoveryPointByBackupVault) {
		arn, created := aws.ToString(p.ResourceArn), aws.ToTime(p.CreationDate)
		i, known := at[arn]
		if !known {
			i, at[arn] = len(all), len(all)
			all = append(all, failure.Backups{ResourceARN: arn, ResourceType: aws.ToString(p.ResourceType), First: created, Newest: created})
		}
		if created.Before(all[i].First) {
			all[i].First = created
		}
		if created.After(all[i].Newest) {
			all[i].Newest = created
		}
	})
	return all, err
}

func pointsSince(ctx context.Context, client *backup.Client, vault string, since time.Time, each func(types.RecoveryPointByBackupVault)) error {
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(client, &backup.ListRecoveryPointsByBackupVaultInput{
		BackupVaultName: aws.String(vault), ByCreatedAfter: aws.Time(since),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return translate("list recovery points of vault "+vault, err)
		}
		for _, point := range page.RecoveryPoints {
			if point.Status == types.RecoveryPointStatusCompleted || point.Status == types.RecoveryPointStatusAvailable {
				each(point)
			}
		}
	}
	return nil
}
