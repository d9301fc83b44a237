package cloud

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/event"
)

// suspects are the accounts of the organization that had jobs end badly in the Region on a day that reaches past a
// time. One look for all of them spares a listing for each that is well. AWS gives a line a day, for 14 days.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
func (j *Jobs) suspects(ctx context.Context, region string, since time.Time) (map[string]bool, error) {
	s, err := j.cloud.management(ctx)
	if err != nil {
		return nil, err
	}
	client, suspects := s.in(region).backup, map[string]bool{}
	note := func(kind event.JobKind, state, account string, end *time.Time, count int32) {
		if count > 0 && reachesPast(end, since) && (event.JobStateChange{Job: kind, State: state}).Bad() {
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
			note(event.Copy, string(sum.State), aws.ToString(sum.AccountId), sum.EndTime, sum.Count)
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
			note(event.Backup, string(sum.State), aws.ToString(sum.AccountId), sum.EndTime, sum.Count)
		}
	}
	return suspects, nil
}

// reachesPast reports whether a line of a summary, by its end, is about a time after since.
func reachesPast(end *time.Time, since time.Time) bool { return end == nil || end.After(since) }
