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

// anyAccount asks for each account of the organization by itself.
const anyAccount = "ANY"

// summary is how many jobs of an account are in a state.
type summary struct {
	account, state string
	count          int
	begins, ends   time.Time // the day that is counted
}

// copySummaries gives the copy jobs of the days that reach past a time, by account and state.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
func copySummaries(ctx context.Context, client *backup.Client, since time.Time, each func(summary)) error {
	pages := backup.NewListCopyJobSummariesPaginator(client, &backup.ListCopyJobSummariesInput{
		AccountId:         aws.String(anyAccount),
		State:             types.CopyJobStatusAny,
		AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list copy job summaries: %w", err)
		}
		for _, sum := range page.CopyJobSummaries {
			if reachesPast(sum.EndTime, since) {
				each(summary{aws.ToString(sum.AccountId), string(sum.State), int(sum.Count),
					aws.ToTime(sum.StartTime), aws.ToTime(sum.EndTime)})
			}
		}
	}
	return nil
}

// backupSummaries gives the backup jobs of the days that reach past a time, by account and state.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobSummaries.html
func backupSummaries(ctx context.Context, client *backup.Client, since time.Time, each func(summary)) error {
	pages := backup.NewListBackupJobSummariesPaginator(client, &backup.ListBackupJobSummariesInput{
		AccountId:         aws.String(anyAccount),
		State:             types.BackupJobStatusAny,
		AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list backup job summaries: %w", err)
		}
		for _, sum := range page.BackupJobSummaries {
			if reachesPast(sum.EndTime, since) {
				each(summary{aws.ToString(sum.AccountId), string(sum.State), int(sum.Count),
					aws.ToTime(sum.StartTime), aws.ToTime(sum.EndTime)})
			}
		}
	}
	return nil
}

// suspects are the accounts of the organization that had jobs end badly in the Region on a day that reaches past a
// time. AWS gives a line a day, for 14 days. One look for all of them spares a listing for each that is well.
func (j *Jobs) suspects(ctx context.Context, region string, since time.Time) (map[string]bool, error) {
	s, err := j.cloud.management(ctx)
	if err != nil {
		return nil, err
	}
	client, suspects := s.in(region).backup, map[string]bool{}
	note := func(kind event.JobKind) func(summary) {
		return func(sum summary) {
			if sum.count > 0 && (event.JobStateChange{Job: kind, State: sum.state}).Bad() {
				suspects[sum.account] = true
			}
		}
	}
	if err := copySummaries(ctx, client, since, note(event.Copy)); err != nil {
		return nil, err
	}
	if err := backupSummaries(ctx, client, since, note(event.Backup)); err != nil {
		return nil, err
	}
	return suspects, nil
}

// reachesPast reports whether a line of a summary, by its end, is about a time after since.
func reachesPast(end *time.Time, since time.Time) bool { return end == nil || end.After(since) }
