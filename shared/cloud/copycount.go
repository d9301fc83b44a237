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

// Copies counts the copy jobs of the whole organization in one Region that ended well and badly, on the days that reach
// past a time: AWS Backup gives a line a day, for 14 days.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
func (j *Jobs) Copies(ctx context.Context, region string, since time.Time) (good, bad int, err error) {
	s, err := j.cloud.management(ctx)
	if err != nil {
		return 0, 0, err
	}
	pages := backup.NewListCopyJobSummariesPaginator(s.in(region).backup, &backup.ListCopyJobSummariesInput{
		AccountId: aws.String("ANY"), State: types.CopyJobStatusAny, AggregationPeriod: types.AggregationPeriodOneDay,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return good, bad, fmt.Errorf("list copy job summaries: %w", err)
		}
		for _, sum := range page.CopyJobSummaries {
			if !reachesPast(sum.EndTime, since) {
				continue
			}
			job := event.JobStateChange{Job: event.Copy, State: string(sum.State)}
			switch {
			case job.Good():
				good += int(sum.Count)
			case job.Bad():
				bad += int(sum.Count)
			}
		}
	}
	return good, bad, nil
}
