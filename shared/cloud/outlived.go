package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/event"
	"farvault/shared/unreported"
)

// outlivedPages bounds one look into a vault, at a thousand recovery points a page: where some backups are kept for
// days and others for years, nearly all are old enough to be listed, and a central vault holds up to a million.
const outlivedPages = 50

// outlived are the recovery points of a vault that are still there although their retention is over. Only what is old
// enough is listed, which is a page without an entry where all is well and all is kept equally long.
func outlived(
	ctx context.Context,
	client *backup.Client,
	account, region string,
	vault *types.BackupVaultListMember,
	want unreported.Expectation,
) (unreported.Outlived, error) {
	found, before := unreported.Outlived{VaultARN: aws.ToString(vault.BackupVaultArn)}, want.OldestKept()
	if before.IsZero() {
		return unreported.Outlived{}, nil
	}
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(client, &backup.ListRecoveryPointsByBackupVaultInput{
		BackupVaultName: vault.BackupVaultName, ByCreatedBefore: aws.Time(before), MaxResults: aws.Int32(mostListed),
	})
	for n := 0; pages.HasMorePages(); n++ {
		if n == outlivedPages {
			found.Partly = true
			break
		}
		page, err := pages.NextPage(ctx)
		if err != nil {
			return found, translate("list old recovery points of vault "+aws.ToString(vault.BackupVaultName), err)
		}
		for _, p := range page.RecoveryPoints {
			if p.CalculatedLifecycle == nil {
				continue
			}
			found.Add(event.RecoveryPointStateChange{
				Origin: event.Origin{
					Account: account,
					Region:  region,
					Time:    want.Now,
				},
				RecoveryPointARN: aws.ToString(p.RecoveryPointArn),
				Status: string(
					p.Status,
				),
				Message:     aws.ToString(p.StatusMessage),
				ResourceARN: aws.ToString(p.ResourceArn),
				ResourceType: aws.ToString(
					p.ResourceType,
				),
				VaultARN: aws.ToString(p.BackupVaultArn),
				RoleARN:  aws.ToString(p.IamRoleArn),
			}, aws.ToTime(p.CalculatedLifecycle.DeleteAt), aws.ToInt64(p.BackupSizeInBytes), want.Now)
		}
	}
	return found, nil
}
