package trial

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
)

// jobs are the copy jobs of an account.
func (w *World) jobs(ctx context.Context, account string) (all []types.CopyJob, err error) {
	pages := backup.NewListCopyJobsPaginator(w.backups(account), &backup.ListCopyJobsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.CopyJobs...)
	}
	return all, nil
}

// Copied are the copies of a resource: how many completed of each recovery point, and the jobs that failed.
type Copied struct {
	Completed map[string]int // by the source recovery point
	Newest    time.Time      // when the newest came
	Failed    []types.CopyJob
}

// Copies are what became of a resource's copies.
func (w *World) Copies(ctx context.Context, r *Resource) (Copied, error) {
	c := Copied{Completed: map[string]int{}}
	jobs, err := w.jobs(ctx, r.Account)
	for _, j := range jobs {
		switch {
		case aws.ToString(j.ResourceArn) != r.ARN:
		case j.State == types.CopyJobStateCompleted:
			c.Completed[aws.ToString(j.SourceRecoveryPointArn)]++
			if at := aws.ToTime(j.CompletionDate); at.After(c.Newest) {
				c.Newest = at
			}
		case j.State == types.CopyJobStateFailed:
			c.Failed = append(c.Failed, j)
		}
	}
	return c, err
}
