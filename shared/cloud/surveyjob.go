package cloud

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/selftest"
)

// described is how many failed copies are asked for their plan.
const described = 5

// copies are the member's copy jobs. AWS Backup remembers those of 30 days.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobs.html
func (s survey) copies(ctx context.Context) ([]selftest.CopyJob, error) {
	client := s.member.in(s.scope.Region).backup
	var found []selftest.CopyJob
	failed := 0
	pages := backup.NewListCopyJobsPaginator(client, &backup.ListCopyJobsInput{})
	for pages.HasMorePages() && len(found) < enough {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list copy jobs of account "+s.member.account, err)
		}
		for _, j := range page.CopyJobs {
			c := selftest.CopyJob{
				ID: aws.ToString(j.CopyJobId), RecoveryPointARN: aws.ToString(j.DestinationRecoveryPointArn),
				BackupJobID: aws.ToString(j.CreatedByBackupJobId), Failed: j.State == types.CopyJobStateFailed,
				Created: aws.ToTime(j.CreationDate),
			}
			if c.Failed && failed == described {
				continue
			}
			if c.Failed {
				failed++
				out, err := client.DescribeCopyJob(ctx, &backup.DescribeCopyJobInput{CopyJobId: j.CopyJobId})
				if err != nil {
					return nil, translate("describe copy job "+c.ID, err)
				}
				c.PlanID, _ = planOf(out.CopyJob.CreatedBy)
			}
			found = append(found, c)
		}
	}
	return found, nil
}

// today counts the member's jobs of the day, in the lists first: what the summaries count afterwards may be more.
func (s survey) today(ctx context.Context) (selftest.Day, error) {
	day := s.scope.Now.UTC().Truncate(24 * time.Hour)
	client := s.member.in(s.scope.Region).backup
	var count selftest.Day
	backups := backup.NewListBackupJobsPaginator(client, &backup.ListBackupJobsInput{ByCreatedAfter: aws.Time(day)})
	for backups.HasMorePages() {
		page, err := backups.NextPage(ctx)
		if err != nil {
			return selftest.Day{}, translate("list backup jobs of account "+s.member.account, err)
		}
		count.Listed += len(page.BackupJobs)
	}
	copies := backup.NewListCopyJobsPaginator(client, &backup.ListCopyJobsInput{ByCreatedAfter: aws.Time(day)})
	for copies.HasMorePages() {
		page, err := copies.NextPage(ctx)
		if err != nil {
			return selftest.Day{}, translate("list copy jobs of account "+s.member.account, err)
		}
		count.Listed += len(page.CopyJobs)
	}
	var err error
	count.Summarized, err = s.summarized(ctx, day)
	return count, err
}

// summarized is how many of the member's jobs the organization's summaries count on a day.
func (s survey) summarized(ctx context.Context, day time.Time) (n int, err error) {
	client := s.management.in(s.scope.Region).backup
	take := func(account *string, start *time.Time, count int32) {
		if aws.ToString(account) == s.member.account && !aws.ToTime(start).Before(day) {
			n += int(count)
		}
	}
	backups := backup.NewListBackupJobSummariesPaginator(client, &backup.ListBackupJobSummariesInput{
		AccountId: aws.String("ANY"), State: types.BackupJobStatusAny, AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for backups.HasMorePages() {
		page, err := backups.NextPage(ctx)
		if err != nil {
			return 0, translate("list backup job summaries", err)
		}
		for _, sum := range page.BackupJobSummaries {
			take(sum.AccountId, sum.StartTime, sum.Count)
		}
	}
	copies := backup.NewListCopyJobSummariesPaginator(client, &backup.ListCopyJobSummariesInput{
		AccountId: aws.String("ANY"), State: types.CopyJobStatusAny, AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for copies.HasMorePages() {
		page, err := copies.NextPage(ctx)
		if err != nil {
			return 0, translate("list copy job summaries", err)
		}
		for _, sum := range page.CopyJobSummaries {
			take(sum.AccountId, sum.StartTime, sum.Count)
		}
	}
	return n, nil
}
