package cloud

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// PointNow reads a recovery point back. One that is being deleted is as good as gone.
func (r *Reader) PointNow(ctx context.Context, vaultARN, pointARN string) (unreported.PointNow, error) {
	vault, err := org.ParseARN(vaultARN)
	if err != nil {
		return unreported.PointNow{}, err
	}
	s, err := r.cloud.enter(ctx, vault.Account, chain.ReaderRole)
	if err != nil {
		return unreported.PointNow{}, r.by(vault.Account, err)
	}
	answer, err := s.in(vault.Region).backup.DescribeRecoveryPoint(ctx, &backup.DescribeRecoveryPointInput{
		BackupVaultName: aws.String(vault.Name()), RecoveryPointArn: aws.String(pointARN),
	})
	if absent(err) {
		return unreported.PointNow{}, nil
	}
	if err != nil {
		return unreported.PointNow{}, r.by(vault.Account, translate("describe recovery point "+pointARN, err))
	}
	now := unreported.PointNow{
		Exists: answer.Status != types.RecoveryPointStatusDeleting, Status: string(answer.Status),
		Of: aws.ToString(answer.ResourceArn), Type: aws.ToString(answer.ResourceType),
		Created: aws.ToTime(answer.CreationDate),
	}
	if answer.CreatedBy != nil {
		now.Rule = aws.ToString(answer.CreatedBy.BackupRuleName)
	}
	if answer.CalculatedLifecycle != nil {
		now.DeleteAt = aws.ToTime(answer.CalculatedLifecycle.DeleteAt)
	}
	return now, nil
}

// VaultNow is a vault as it is now.
func (r *Reader) VaultNow(ctx context.Context, vaultARN string) (proof.Vault, error) {
	return r.vault(ctx, vaultARN)
}

// Left counts what a vault still holds of resources, a page of each. What cannot be read is left out.
func (r *Reader) Left(ctx context.Context, vaultARN string, resources []string) map[string]unreported.Left {
	all := map[string]unreported.Left{}
	vault, err := org.ParseARN(vaultARN)
	if err != nil {
		return all
	}
	s, err := r.cloud.enter(ctx, vault.Account, chain.ReaderRole)
	if err != nil {
		return all
	}
	for _, resource := range resources {
		page, err := s.in(vault.Region).backup.ListRecoveryPointsByBackupVault(
			ctx,
			&backup.ListRecoveryPointsByBackupVaultInput{
				BackupVaultName: aws.String(vault.Name()), ByResourceArn: aws.String(resource),
				MaxResults: aws.Int32(mostListed),
			},
		)
		if err != nil {
			continue
		}
		left := unreported.Left{More: page.NextToken != nil}
		for _, p := range page.RecoveryPoints {
			if !usable(p) {
				continue
			}
			left.Count++
			if created := aws.ToTime(p.CreationDate); created.After(left.Newest) {
				left.Newest = created
			}
		}
		all[resource] = left
	}
	return all
}

func usable(p types.RecoveryPointByBackupVault) bool {
	return p.Status == types.RecoveryPointStatusCompleted || p.Status == types.RecoveryPointStatusAvailable
}

// Vaults are the vaults of an account and Region with these names, or all that begin with what ends in a star, by ARN
// with their locks.
func (w *SnapshotReader) Vaults(
	ctx context.Context, account, region string, names []string,
) (map[string]unreported.Guard, error) {
	s, err := w.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	listed, err := listVaults(ctx, s.in(region).backup)
	if err != nil {
		return nil, translate("list backup vaults of "+account+"/"+region, err)
	}
	all := map[string]unreported.Guard{}
	for _, v := range listed {
		if slices.Contains(names, aws.ToString(v.BackupVaultName)) {
			all[aws.ToString(v.BackupVaultArn)] = unreported.Guard{
				Locked: aws.ToBool(v.Locked), MinDays: aws.ToInt64(v.MinRetentionDays),
			}
		}
	}
	return all, nil
}

// Points are all recovery points of a vault that can be restored, or that AWS Backup could not delete.
func (w *SnapshotReader) Points(ctx context.Context, vaultARN string) ([]unreported.KeptPoint, error) {
	vault, err := org.ParseARN(vaultARN)
	if err != nil {
		return nil, err
	}
	s, err := w.cloud.enter(ctx, vault.Account, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	var all []unreported.KeptPoint
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(
		s.in(vault.Region).backup,
		&backup.ListRecoveryPointsByBackupVaultInput{
			BackupVaultName: aws.String(vault.Name()), MaxResults: aws.Int32(mostListed),
		},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list recovery points of vault "+vaultARN, err)
		}
		for _, p := range page.RecoveryPoints {
			if p.CompletionDate == nil || p.Status == types.RecoveryPointStatusDeleting {
				continue
			}
			point := unreported.KeptPoint{
				ARN: aws.ToString(p.RecoveryPointArn), Completed: aws.ToTime(p.CompletionDate), Account: madeIn(p),
			}
			if p.CalculatedLifecycle != nil {
				point.DeleteAt = aws.ToTime(p.CalculatedLifecycle.DeleteAt)
			}
			all = append(all, point)
		}
	}
	return all, nil
}

// madeIn is the account that a backup comes from: that of the vault it was copied from, of its resource, or of the role
// that it was made with; empty where none says so.
func madeIn(p types.RecoveryPointByBackupVault) string {
	for _, s := range []*string{p.SourceBackupVaultArn, p.ResourceArn, p.IamRoleArn} {
		if arn, err := org.ParseARN(aws.ToString(s)); err == nil && arn.Account != "" {
			return arn.Account
		}
	}
	return ""
}

// Copied are the newest copies into a vault that jobs of an account have made since a time, by the resource's ARN.
func (w *SnapshotReader) Copied(
	ctx context.Context, account, region, vaultARN string, since time.Time,
) (map[string]unreported.Copied, error) {
	s, err := w.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	all := map[string]unreported.Copied{}
	pages := backup.NewListCopyJobsPaginator(s.in(region).backup, &backup.ListCopyJobsInput{
		ByState: types.CopyJobStateCompleted, ByDestinationVaultArn: aws.String(vaultARN),
		ByCompleteAfter: aws.Time(since), MaxResults: aws.Int32(mostListed),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list copy jobs of "+account+"/"+region, err)
		}
		for _, j := range page.CopyJobs {
			one := unreported.Copied{
				JobID: aws.ToString(j.CopyJobId), Point: aws.ToString(j.DestinationRecoveryPointArn),
				At: aws.ToTime(j.CompletionDate),
			}
			if resource := aws.ToString(j.ResourceArn); one.At.After(all[resource].At) {
				all[resource] = one
			}
		}
	}
	return all, nil
}
