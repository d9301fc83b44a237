package report

import (
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// Restore is a restore job that somebody has run, as the API shows it. The simulator runs none itself.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRestoreJob.html
type Restore struct {
	AccountId, RestoreJobId, RecoveryPointArn, ResourceType, IamRoleArn string
	SourceResourceArn, BackupVaultArn                                   string `json:",omitempty"`
	Status                                                              string
	StatusMessage                                                       string `json:",omitempty"`
	CreationDate, CompletionDate                                        kernel.Time
}

// AddRestore puts a restore job into an account and Region.
func (r *Report) AddRestore(p place.Place, restore Restore) {
	restore.AccountId = p.Account
	r.restores[p] = append(r.restores[p], restore)
}

func (r *Report) getRestore(c *kernel.Call, in struct{ RestoreJobId string }) (Restore, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:DescribeRestoreJob"}); err != nil {
		return Restore{}, err
	}
	for _, found := range r.restores[place.Of(c)] {
		if found.RestoreJobId == in.RestoreJobId {
			return found, nil
		}
	}
	return Restore{}, notFound("Cannot find restore job with ID %s", in.RestoreJobId)
}
