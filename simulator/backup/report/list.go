package report

import (
	"slices"
	"time"

	"farvault/simulator/backup/job"
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// history is how long AWS Backup lists a job.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobs.html
const history = 30 * 24 * time.Hour

// filter is what ListBackupJobs and ListCopyJobs can both be asked for.
type filter struct {
	ByAccountId, ByState, ByResourceArn, ByResourceType, ByMessageCategory string
	ByCreatedAfter, ByCreatedBefore, ByCompleteAfter, ByCompleteBefore     kernel.Time
	ByParentJobId                                                          string
	NextToken                                                              string
	MaxResults                                                             int
}

func (f filter) admits(j *job.Job, now time.Time) bool {
	is := func(want, got string) bool { return want == "" || want == "*" || want == got }
	after := func(bound kernel.Time, t time.Time) bool { return bound.IsZero() || !t.IsZero() && t.After(bound.Time) }
	before := func(bound kernel.Time, t time.Time) bool {
		return bound.IsZero() || !t.IsZero() && t.Before(bound.Time)
	}
	return now.Sub(j.Created) <= history && f.ByParentJobId == "" &&
		is(f.ByAccountId, j.Place.Account) && is(f.ByState, j.State) && is(f.ByResourceArn, j.ResourceARN) &&
		is(f.ByResourceType, j.Type.Name) && is(f.ByMessageCategory, j.Category()) &&
		after(f.ByCreatedAfter, j.Created) && before(f.ByCreatedBefore, j.Created) &&
		after(f.ByCompleteAfter, j.Completed) && before(f.ByCompleteBefore, j.Completed)
}

// scope settles whose jobs a caller sees: its own; those of a member it names if it
// is the management account or a delegated administrator; those of all, where the operation knows *.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html
func (r *Report) scope(c *kernel.Call, account, every string) (string, error) {
	switch {
	case account == "" || account == c.Account():
		return c.Account(), nil
	case !r.administrator(c.Account()):
		return "", kernel.Fail("AccessDeniedException", "Insufficient privileges to perform this action.")
	case account == "*" && every == "":
		return "", invalid("Account ID * is not valid")
	}
	return account, nil
}

// newestFirst lists jobs, which are kept in the order they were created in.
func newestFirst[T, D any](jobs []T, admits func(T) bool, describe func(T) D) []D {
	var all []D
	for _, j := range slices.Backward(jobs) {
		if admits(j) {
			all = append(all, describe(j))
		}
	}
	return all
}

type listBackupsInput struct {
	filter
	ByBackupVaultName string
}

type listBackupsOutput struct {
	BackupJobs []backupDescription
	NextToken  string `json:",omitempty"`
}

func (r *Report) listBackups(c *kernel.Call, in listBackupsInput) (listBackupsOutput, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:ListBackupJobs"}); err != nil {
		return listBackupsOutput{}, err
	}
	account, err := r.scope(c, in.ByAccountId, "*")
	if err != nil {
		return listBackupsOutput{}, err
	}
	in.ByAccountId = account
	all := newestFirst(r.jobs.Backups(), func(b *job.Backup) bool {
		return b.Place.Region == c.Region && in.admits(&b.Job, c.Now) &&
			(in.ByBackupVaultName == "" || in.ByBackupVaultName == b.Order.VaultName)
	}, describeBackup)
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listBackupsOutput{items, next}, err
}

type listCopiesInput struct {
	filter
	ByDestinationVaultArn, BySourceRecoveryPointArn string
}

type listCopiesOutput struct {
	CopyJobs  []copyDescription
	NextToken string `json:",omitempty"`
}

func (r *Report) listCopies(c *kernel.Call, in listCopiesInput) (listCopiesOutput, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:ListCopyJobs"}); err != nil {
		return listCopiesOutput{}, err
	}
	account, err := r.scope(c, in.ByAccountId, "")
	if err != nil {
		return listCopiesOutput{}, err
	}
	in.ByAccountId = account
	all := newestFirst(r.jobs.Copies(), func(found *job.Copy) bool {
		return found.Place.Region == c.Region && in.admits(&found.Job, c.Now) &&
			(in.ByDestinationVaultArn == "" || in.ByDestinationVaultArn == found.Order.DestinationVaultARN) &&
			(in.BySourceRecoveryPointArn == "" || in.BySourceRecoveryPointArn == found.Order.Source.ARN)
	}, r.describeCopy)
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listCopiesOutput{items, next}, err
}
