package job

import (
	"fmt"
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/backup/plan"
	"farvault/simulator/backup/resource"
	"farvault/simulator/backup/vault"
)

// Order is a backup to be made.
type Order struct {
	Place       place.Place
	VaultName   string
	Resource    resource.Resource
	RoleARN     string
	Lifecycle   *vault.Lifecycle
	Continuous  bool
	Tags        map[string]string // for the recovery point
	StartWindow time.Duration
	CreatedBy   *vault.Creator // nil on demand
	CopyActions []plan.CopyAction
}

// Backup is a backup job.
type Backup struct {
	Job
	Order            Order
	StartBy          time.Time
	Retries          int
	RecoveryPointARN string
	EncryptionKeyARN string
}

// The retry of a job that cannot start yet: https://repost.aws/knowledge-center/backup-failed-job
const retryEvery = 10 * time.Minute

// runningJob is what a job says that found no time to start in.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-backup-job
const runningJob = "Backup job failed because there was a running job for the same resource."

// Start creates a backup job. That its vault exists is found out when it starts.
func (s *Jobs) Start(o Order) *Backup {
	t, _ := s.settings.Type(o.Place, o.Resource.Type)
	now := s.k.Clock.Now()
	b := &Backup{
		Job: Job{
			ID: s.k.UUID("backup job"), Place: o.Place, ResourceARN: o.Resource.ARN, Type: t, RoleARN: o.RoleARN,
			CreatedBy: o.CreatedBy, SizeInBytes: o.Resource.SizeInBytes, Created: now, State: Created,
		},
		Order: o, StartBy: now.Add(o.StartWindow),
	}
	s.backups = append(s.backups, b)
	s.emitBackup(b)
	s.k.Clock.After(startDelay, func() { s.begin(b) })
	return b
}

// begin runs a job whose resource is not being backed up already; else it tries
// again until the start window closes.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
func (s *Jobs) begin(b *Backup) {
	if b.State != Created {
		return // it was stopped
	}
	now := s.k.Clock.Now()
	if s.busy(b.ResourceARN) {
		if b.Retries++; now.Add(retryEvery).After(b.StartBy) {
			s.end(b, Expired, runningJob)
			return
		}
		s.k.Clock.After(retryEvery, func() { s.begin(b) })
		return
	}
	if message := s.refuseBackup(b); message != "" {
		s.end(b, Failed, message)
		return
	}
	b.State = Running
	s.emitBackup(b)
	s.k.Clock.After(b.Type.BackupTakes-startDelay, func() { s.complete(b) })
}

func (s *Jobs) busy(resourceARN string) bool {
	for _, b := range s.backups {
		if b.ResourceARN == resourceARN && b.State == Running {
			return true
		}
	}
	return false
}

func (s *Jobs) end(b *Backup, state, message string) {
	b.State, b.StatusMessage, b.Completed = state, message, s.k.Clock.Now()
	s.emitBackup(b)
}

// complete puts the recovery point into the vault and starts the copies. A vault
// that was deleted meanwhile fails the job as one that was missing from the start.
func (s *Jobs) complete(b *Backup) {
	if b.State != Running {
		return // it was stopped
	}
	v, exists := s.vaults.Find(b.Place, b.Order.VaultName)
	if !exists {
		s.end(b, Failed, fmt.Sprintf(vaultMissing, b.Place.Vault(b.Order.VaultName)))
		return
	}
	b.EncryptionKeyARN = b.Order.Resource.KMSKeyARN
	if b.Type.FullyManaged {
		b.EncryptionKeyARN = v.EncryptionKeyARN
	}
	b.RecoveryPointARN = b.Type.PointARN(b.Place.Account, b.Place.Region, b.ResourceARN, s.k.UUID("recovery point"))
	point := &vault.RecoveryPoint{
		ARN:              b.RecoveryPointARN,
		ResourceARN:      b.ResourceARN,
		Type:             b.Type,
		CreatedBy:        b.CreatedBy,
		IAMRoleARN:       b.RoleARN,
		Status:           vault.Completed,
		Created:          b.Created,
		Completed:        s.k.Clock.Now(),
		SizeInBytes:      b.SizeInBytes,
		Lifecycle:        b.Order.Lifecycle,
		EncryptionKeyARN: b.EncryptionKeyARN,
		Continuous:       b.Order.Continuous,
		Tags:             b.Order.Tags,
	}
	s.vaults.Put(v, point)
	s.end(b, Completed, "")
	s.vaults.EmitPoint(point)
	if len(b.Order.CopyActions) > 0 && s.Omissions.Take(b.Place, OmitCopy) {
		return
	}
	for _, action := range b.Order.CopyActions {
		s.StartCopy(CopyOrder{
			Source: point, DestinationVaultARN: action.DestinationBackupVaultArn, Lifecycle: action.Lifecycle,
			RoleARN: b.RoleARN, CreatedBy: b.CreatedBy, BackupJobID: b.ID,
		})
	}
}
