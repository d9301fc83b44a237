package cloud

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/guard"
)

// Jobs finds jobs that ended badly, for AWS Backup sends its events by best effort.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
type Jobs struct{ cloud *Cloud }

// Jobs lists by the reader roles.
func (c *Cloud) Jobs() *Jobs { return &Jobs{cloud: c} }

// Bad lists the copy and backup jobs of the accounts in one Region that ended badly since a time, of those accounts
// that AWS's summaries show one of. An account that cannot be listed is in the error and stops no other; what was found
// is returned beside it.
func (j *Jobs) Bad(
	ctx context.Context,
	accounts []string,
	region string,
	since time.Time,
) ([]event.JobStateChange, error) {
	if suspects, err := j.suspects(ctx, region, since); err == nil {
		accounts = slices.DeleteFunc(slices.Clone(accounts), func(a string) bool { return !suspects[a] })
	}
	return j.All(ctx, accounts, region, since)
}

// askedAtOnce is how many accounts are listed at the same time. AWS Backup's rates are an account's own.
// https://docs.aws.amazon.com/general/latest/gr/bk.html
const askedAtOnce = 16

// All is Bad of every one of the accounts, whatever the summaries show: how fresh they are is said nowhere.
func (j *Jobs) All(
	ctx context.Context,
	accounts []string,
	region string,
	since time.Time,
) ([]event.JobStateChange, error) {
	found := make([][]event.JobStateChange, len(accounts))
	slots := make(chan struct{}, askedAtOnce)
	var all guard.Group
	for i, account := range accounts {
		slots <- struct{}{}
		all.Go(func() error {
			defer func() { <-slots }()
			jobs, err := j.of(ctx, account, region, since)
			for _, job := range jobs {
				if job.Bad() {
					found[i] = append(found[i], job)
				}
			}
			return err
		})
	}
	errs := all.Wait()
	return slices.Concat(found...), errors.Join(errs...)
}

// of lists all jobs of an account that ended since a time.
func (j *Jobs) of(ctx context.Context, account, region string, since time.Time) ([]event.JobStateChange, error) {
	s, err := j.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	client, where := s.in(region).backup, account+"/"+region
	var found []event.JobStateChange
	copies := backup.NewListCopyJobsPaginator(client, &backup.ListCopyJobsInput{ByCompleteAfter: aws.Time(since)})
	for copies.HasMorePages() {
		page, err := copies.NextPage(ctx)
		if err != nil {
			return found, translate("list copy jobs of "+where, err)
		}
		for _, job := range page.CopyJobs {
			found = append(found, copyJob(job, account, region))
		}
	}
	backups := backup.NewListBackupJobsPaginator(client, &backup.ListBackupJobsInput{ByCompleteAfter: aws.Time(since)})
	for backups.HasMorePages() {
		page, err := backups.NextPage(ctx)
		if err != nil {
			return found, translate("list backup jobs of "+where, err)
		}
		for _, job := range page.BackupJobs {
			found = append(found, backupJob(job, account, region))
		}
	}
	return found, nil
}

// copyJob is a listed job as its event would have told it.
func copyJob(j types.CopyJob, account, region string) event.JobStateChange {
	change := event.JobStateChange{
		Origin:           event.Origin{Account: account, Region: region, Time: aws.ToTime(j.CompletionDate)},
		Job:              event.Copy,
		JobID:            aws.ToString(j.CopyJobId),
		State:            string(j.State),
		Message:          plainMessage(j.StatusMessage),
		MessageCategory:  aws.ToString(j.MessageCategory),
		ResourceARN:      aws.ToString(j.ResourceArn),
		ResourceType:     aws.ToString(j.ResourceType),
		RecoveryPointARN: aws.ToString(j.SourceRecoveryPointArn),
		CopiedTo:         aws.ToString(j.DestinationRecoveryPointArn),
		SourceVaultARN: aws.ToString(
			j.SourceBackupVaultArn,
		),
		DestinationVaultARN: aws.ToString(j.DestinationBackupVaultArn),
		RoleARN:             aws.ToString(j.IamRoleArn),
		Size:                aws.ToInt64(j.BackupSizeInBytes),
		CreatedAt:           aws.ToTime(j.CreationDate),
		CompletedAt:         aws.ToTime(j.CompletionDate),
		Found:               true,
	}
	change.PlanID, change.RuleID = planOf(j.CreatedBy)
	change.ByHand = change.PlanID == ""
	return change
}

// backupJob is a listed job as its event would have told it.
func backupJob(j types.BackupJob, account, region string) event.JobStateChange {
	change := event.JobStateChange{
		Origin: event.Origin{Account: account, Region: region, Time: aws.ToTime(j.CompletionDate)},
		Job:    event.Backup, JobID: aws.ToString(j.BackupJobId), State: string(j.State),
		Message: plainMessage(j.StatusMessage), MessageCategory: aws.ToString(j.MessageCategory),
		ResourceARN: aws.ToString(j.ResourceArn), ResourceType: aws.ToString(j.ResourceType),
		RecoveryPointARN: aws.ToString(j.RecoveryPointArn), SourceVaultARN: aws.ToString(j.BackupVaultArn),
		RoleARN: aws.ToString(j.IamRoleArn), Size: aws.ToInt64(j.BackupSizeInBytes),
		CreatedAt: aws.ToTime(j.CreationDate), CompletedAt: aws.ToTime(j.CompletionDate), Found: true,
	}
	change.PlanID, change.RuleID = planOf(j.CreatedBy)
	return change
}

func planOf(c *types.RecoveryPointCreator) (plan, rule string) {
	if c == nil {
		return "", ""
	}
	return aws.ToString(c.BackupPlanId), aws.ToString(c.BackupRuleId)
}

// plainMessage takes away the quotes that AWS puts around the message of a backup job.
func plainMessage(message *string) string { return strings.Trim(aws.ToString(message), `"`) }
