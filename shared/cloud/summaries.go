package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/event"
)

// suspects are the accounts of the organization that had jobs end badly in the Region today or
// the day before. One look for all of them spares a listing for each that is well.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
func (j *Jobs) suspects(ctx context.Context, region string) (map[string]bool, error) {
	s, err := j.cloud.management(ctx)
	if err != nil {
		return nil, err
	}
	client, suspects := s.in(region).backup, map[string]bool{}
	note := func(kind event.JobKind, state, account string, count int32) {
		if count > 0 && (event.JobStateChange{Job: kind, State: state}).Bad() {
			suspects[account] = true
		}
	}
	copies := backup.NewListCopyJobSummariesPaginator(client, &backup.ListCopyJobSummariesInput{
		AccountId: aws.String("ANY"), State: types.CopyJobStatusAny, AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for copies.HasMorePages() {
		page, err := copies.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list copy job summaries: %w", err)
		}
		for _, sum := range page.CopyJobSummaries {
			note(event.Copy, string(sum.State), aws.ToString(sum.AccountId), sum.Count)
		}
	}
	backups := backup.NewListBackupJobSummariesPaginator(client, &backup.ListBackupJobSummariesInput{
		AccountId: aws.String("ANY"), State: types.BackupJobStatusAny, AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for backups.HasMorePages() {
		page, err := backups.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list backup job summaries: %w", err)
		}
		for _, sum := range page.BackupJobSummaries {
			note(event.Backup, string(sum.State), aws.ToString(sum.AccountId), sum.Count)
		}
	}
	return suspects, nil
}
