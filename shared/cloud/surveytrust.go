package cloud

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/shared/selftest"
)

// iamRegions have IAM's records of CloudTrail, by partition.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
// https://docs.aws.amazon.com/general/latest/gr/iam-service.html
var iamRegions = map[string]string{"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}

// trust is the member's backup role, since when it is as it is, and the backups made by it.
func (s survey) trust(ctx context.Context) (selftest.Trust, error) {
	out, err := s.member.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(chain.BackupRole)})
	if err != nil {
		return selftest.Trust{}, translate("read role "+chain.BackupRole, err)
	}
	trust, err := policy.ParseEscaped(aws.ToString(out.Role.AssumeRolePolicyDocument))
	if err != nil {
		return selftest.Trust{}, unreadable("trust policy of role "+chain.BackupRole, err)
	}
	found := selftest.Trust{Conditioned: asksForSourceAccount(trust), Since: aws.ToTime(out.Role.CreateDate)}
	changes, err := s.history(ctx, s.member, iamRegions[s.cloud.deployment.Partition], "UpdateAssumeRolePolicy")
	if err != nil {
		return selftest.Trust{}, err
	}
	for _, c := range changes {
		if strings.Contains(c.Text, chain.BackupRole) && c.At.After(found.Since) {
			found.Since = c.At
		}
	}
	found.Jobs, err = s.backups(ctx, aws.ToString(out.Role.Arn), found.Since)
	return found, err
}

// asksForSourceAccount reports whether a statement of the trust has the key in a condition, whatever its case.
func asksForSourceAccount(trust policy.Document) bool {
	for _, s := range trust.Statement {
		for _, keys := range s.Condition {
			for key := range keys {
				if strings.EqualFold(key, "aws:SourceAccount") {
					return true
				}
			}
		}
	}
	return false
}

// backups are the member's backup jobs by a role, begun since a time, that have ended.
func (s survey) backups(ctx context.Context, role string, since time.Time) ([]selftest.BackupJob, error) {
	var found []selftest.BackupJob
	pages := backup.NewListBackupJobsPaginator(
		s.member.in(s.scope.Region).backup, &backup.ListBackupJobsInput{ByCreatedAfter: aws.Time(since)})
	for pages.HasMorePages() && len(found) < enough {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list backup jobs of account "+s.member.account, err)
		}
		for _, j := range page.BackupJobs {
			if aws.ToString(j.IamRoleArn) == role && j.CompletionDate != nil {
				found = append(found, selftest.BackupJob{
					Created: aws.ToTime(j.CreationDate), Completed: j.State == types.BackupJobStateCompleted,
					Message: aws.ToString(j.StatusMessage),
				})
			}
		}
	}
	return found, nil
}
