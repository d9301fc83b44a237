package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// CopyJob reads one copy job in the account and Region of its source, as its event would have told it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeCopyJob.html
func (r *Reader) CopyJob(ctx context.Context, account, region, id string) (event.JobStateChange, error) {
	job, err := r.describeCopy(ctx, account, region, id)
	if err != nil {
		return event.JobStateChange{}, err
	}
	return copyJob(*job, account, region), nil
}

// BackupJob reads one backup job, as its event would have told it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeBackupJob.html
func (r *Reader) BackupJob(ctx context.Context, account, region, id string) (event.JobStateChange, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return event.JobStateChange{}, r.by(account, err)
	}
	j, err := s.in(region).backup.DescribeBackupJob(ctx, &backup.DescribeBackupJobInput{BackupJobId: aws.String(id)})
	if absent(err) {
		return event.JobStateChange{}, fmt.Errorf("there is no backup job %s in %s/%s", id, account, region)
	}
	if err != nil {
		return event.JobStateChange{}, r.by(account, translate("describe backup job "+id, err))
	}
	return backupJob(types.BackupJob{
		BackupJobId:       j.BackupJobId,
		State:             j.State,
		StatusMessage:     j.StatusMessage,
		MessageCategory:   j.MessageCategory,
		ResourceArn:       j.ResourceArn,
		ResourceType:      j.ResourceType,
		RecoveryPointArn:  j.RecoveryPointArn,
		BackupVaultArn:    j.BackupVaultArn,
		IamRoleArn:        j.IamRoleArn,
		BackupSizeInBytes: j.BackupSizeInBytes,
		CreatedBy:         j.CreatedBy,
		CreationDate:      j.CreationDate,
		CompletionDate:    j.CompletionDate,
	}, account, region), nil
}

// RestoreJob reads one restore job, as its event would have told it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRestoreJob.html
func (r *Reader) RestoreJob(ctx context.Context, account, region, id string) (event.JobStateChange, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return event.JobStateChange{}, r.by(account, err)
	}
	j, err := s.in(region).backup.DescribeRestoreJob(ctx, &backup.DescribeRestoreJobInput{RestoreJobId: aws.String(id)})
	if absent(err) {
		return event.JobStateChange{}, fmt.Errorf("there is no restore job %s in %s/%s", id, account, region)
	}
	if err != nil {
		return event.JobStateChange{}, r.by(account, translate("describe restore job "+id, err))
	}
	return event.JobStateChange{
		Origin:  event.Origin{Account: account, Region: region, Time: aws.ToTime(j.CompletionDate)},
		Job:     event.Restore,
		JobID:   aws.ToString(j.RestoreJobId),
		State:   string(j.Status),
		Message: plainMessage(j.StatusMessage),
		ResourceType: aws.ToString(
			j.ResourceType,
		),
		RecoveryPointARN: aws.ToString(j.RecoveryPointArn),
		RoleARN:          aws.ToString(j.IamRoleArn),
		ResourceARN:      aws.ToString(j.SourceResourceArn),
		SourceVaultARN:   aws.ToString(j.BackupVaultArn),
		CreatedAt:        aws.ToTime(j.CreationDate),
		CompletedAt:      aws.ToTime(j.CompletionDate),
		Found:            true,
	}, nil
}

// copyRetention is how long the copy was to be kept: a copy action has a lifecycle of its own.
func (r *Reader) copyRetention(ctx context.Context, job event.JobStateChange) (int64, error) {
	found, err := r.describeCopy(ctx, job.Account, job.Region, job.JobID)
	if err != nil {
		return 0, err
	}
	if found.DestinationRecoveryPointLifecycle == nil {
		return 0, fmt.Errorf("copy job %s does not tell its lifecycle", job.JobID)
	}
	return readLifecycle(found.DestinationRecoveryPointLifecycle).DeleteAfterDays, nil
}

func (r *Reader) describeCopy(ctx context.Context, account, region, id string) (*types.CopyJob, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, r.by(account, err)
	}
	answer, err := s.in(region).backup.DescribeCopyJob(ctx, &backup.DescribeCopyJobInput{CopyJobId: aws.String(id)})
	if absent(err) {
		return nil, fmt.Errorf("there is no copy job %s in %s/%s", id, account, region)
	}
	if err != nil {
		return nil, r.by(account, translate("describe copy job "+id, err))
	}
	if answer.CopyJob == nil { // an empty id is answered with a list
		return nil, fmt.Errorf("AWS Backup describes no copy job %q in %s/%s", id, account, region)
	}
	return answer.CopyJob, nil
}
