// Package report is what AWS Backup's API tells of jobs: one by one, in lists, in
// counts, of one account or of the organization. It changes nothing.
package report

import (
	"farvault/simulator/backup/job"
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
)

// Report tells of the jobs of the world.
type Report struct {
	Lag Lag // of the summaries

	k             *kernel.Kernel
	organizations *organizations.Service
	jobs          *job.Jobs
	delegated     map[string]bool
	restores      map[place.Place][]Restore
}

// New makes the report of some jobs.
func New(k *kernel.Kernel, o *organizations.Service, jobs *job.Jobs) *Report {
	return &Report{
		k:             k,
		organizations: o,
		jobs:          jobs,
		delegated:     map[string]bool{},
		restores:      map[place.Place][]Restore{},
	}
}

// Delegate makes an account a delegated administrator of AWS Backup.
func (r *Report) Delegate(account string) { r.delegated[account] = true }

// administrator reports whether an account sees the jobs of the whole organization.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/manage-cross-account.html
func (r *Report) administrator(account string) bool {
	return r.delegated[account] || r.organizations.Membership(account).Management
}

// Queries of the lists and of the summaries, whose parameters are spelled otherwise.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
const (
	listQuery = "?nextToken=NextToken&maxResults=MaxResults&resourceArn=ByResourceArn&state=ByState" +
		"&resourceType=ByResourceType&accountId=ByAccountId&createdBefore=ByCreatedBefore&createdAfter=ByCreatedAfter" +
		"&completeAfter=ByCompleteAfter&completeBefore=ByCompleteBefore&parentJobId=ByParentJobId" +
		"&messageCategory=ByMessageCategory"
	summaryQuery = "?AccountId=AccountId&State=State&ResourceType=ResourceType&MessageCategory=MessageCategory" +
		"&AggregationPeriod=AggregationPeriod&MaxResults=MaxResults&NextToken=NextToken"
)

// Operations are the API that tells of jobs.
func (r *Report) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("backup", "DescribeBackupJob", r.getBackup).REST("GET /backup-jobs/{BackupJobId}"),
		kernel.Op("backup", "ListBackupJobs", r.listBackups).
			REST("GET /backup-jobs" + listQuery + "&backupVaultName=ByBackupVaultName"),
		kernel.Op("backup", "DescribeCopyJob", r.getCopy).REST("GET /copy-jobs/{CopyJobId}"),
		kernel.Op("backup", "ListCopyJobs", r.listCopies).
			REST("GET /copy-jobs" + listQuery +
				"&destinationVaultArn=ByDestinationVaultArn&sourceRecoveryPointArn=BySourceRecoveryPointArn"),
		kernel.Op("backup", "DescribeRestoreJob", r.getRestore).REST("GET /restore-jobs/{RestoreJobId}"),
		kernel.Op("backup", "ListBackupJobSummaries", r.summarizeBackups).
			REST("GET /audit/backup-job-summaries" + summaryQuery),
		kernel.Op("backup", "ListCopyJobSummaries", r.summarizeCopies).
			REST("GET /audit/copy-job-summaries" + summaryQuery),
	}
}

func invalid(format string, args ...any) error {
	return kernel.Fail("InvalidParameterValueException", format, args...)
}

func notFound(format string, args ...any) error {
	return kernel.Fail("ResourceNotFoundException", format, args...)
}
