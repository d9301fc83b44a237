package cloud

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/org"
)

// Arrived are the COMPLETED recovery points of one resource in a vault, whose backups were begun at that time or later.
// A status that is anything else is no copy yet; AVAILABLE is that of continuous backups, which are not copied.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRecoveryPointsByBackupVault.html
func (r *Reader) Arrived(
	ctx context.Context, vaultARN, resourceARN string, since time.Time,
) (found []alert.Evidence, err error) {
	vault, err := org.ParseARN(vaultARN)
	if err != nil {
		return nil, err
	}
	s, err := r.cloud.enter(ctx, vault.Account, chain.ReaderRole)
	if err != nil {
		return nil, r.by(vault.Account, err)
	}
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(s.in(vault.Region).backup,
		&backup.ListRecoveryPointsByBackupVaultInput{
			BackupVaultName: aws.String(vault.Name()), ByResourceArn: aws.String(resourceARN),
			ByCreatedAfter: aws.Time(since.Add(-time.Second)), MaxResults: aws.Int32(mostListed),
		})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, r.by(vault.Account, translate("list recovery points of vault "+vault.Name(), err))
		}
		for _, p := range page.RecoveryPoints {
			if p.Status == types.RecoveryPointStatusCompleted {
				found = append(found, alert.Evidence{Point: aws.ToString(p.RecoveryPointArn),
					Begun: aws.ToTime(p.CreationDate), Completed: aws.ToTime(p.CompletionDate)})
			}
		}
	}
	return found, nil
}

// BackupBegun is when the backup was begun that a recovery point is; zero, and no error, of one that is gone.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
func (r *Reader) BackupBegun(
	ctx context.Context, account, region, vaultARN, pointARN string,
) (time.Time, error) {
	vault, err := org.ParseARN(vaultARN)
	if err != nil {
		return time.Time{}, err
	}
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return time.Time{}, r.by(account, err)
	}
	point, err := s.in(region).backup.DescribeRecoveryPoint(ctx, &backup.DescribeRecoveryPointInput{
		BackupVaultName: aws.String(vault.Name()), RecoveryPointArn: aws.String(pointARN),
	})
	if absent(err) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, r.by(account, translate("describe recovery point "+pointARN, err))
	}
	return aws.ToTime(point.CreationDate), nil
}
