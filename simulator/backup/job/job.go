// Package job is AWS Backup's backup jobs and copy jobs: how they are started and
// run, why they fail and with which words, and the events they raise. What the API tells of them is in report.
package job

import (
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/backup/resource"
	"farvault/simulator/backup/setting"
	"farvault/simulator/backup/vault"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
)

// The states of jobs that the simulator knows.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupJob.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
const (
	Created   = "CREATED"
	Running   = "RUNNING"
	Completed = "COMPLETED"
	Failed    = "FAILED"
	Expired   = "EXPIRED"
	Aborting  = "ABORTING"
	Aborted   = "ABORTED"
)

// principal is what the roles of backups must trust.
const principal = "backup.amazonaws.com"

// startDelay is how long a job stays CREATED when nothing holds it up (assumed).
const startDelay = time.Minute

// Jobs are all jobs of the world.
type Jobs struct {
	Omissions Omissions

	k             *kernel.Kernel
	organizations *organizations.Service
	iam           *iam.Service
	kms           *kms.Service
	resources     *resource.Resources
	settings      *setting.Settings
	vaults        *vault.Vaults
	emit          vault.Emit

	backups []*Backup
	copies  []*Copy

	// Trouble is what goes wrong on AWS's own side with a copy of a resource, as AWS says it; empty or nil: nothing.
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons
	Trouble func(resourceARN string) string
}

// World is what jobs are run in.
type World struct {
	Organizations *organizations.Service
	IAM           *iam.Service
	KMS           *kms.Service
	Resources     *resource.Resources
	Settings      *setting.Settings
	Vaults        *vault.Vaults
}

// New makes a world without jobs.
func New(k *kernel.Kernel, w World, emit vault.Emit) *Jobs {
	return &Jobs{
		k:             k,
		organizations: w.Organizations,
		iam:           w.IAM,
		kms:           w.KMS,
		resources:     w.Resources,
		settings:      w.Settings,
		vaults:        w.Vaults,
		emit:          emit,
		Omissions:     Omissions{},
	}
}

// Backups are all backup jobs, oldest first.
func (s *Jobs) Backups() []*Backup { return s.backups }

// Copies are all copy jobs, oldest first.
func (s *Jobs) Copies() []*Copy { return s.copies }

// Job is what backup jobs and copy jobs have in common.
type Job struct {
	ID            string
	Place         place.Place
	ResourceARN   string
	Type          resource.Type
	RoleARN       string
	CreatedBy     *vault.Creator
	SizeInBytes   int64
	Created       time.Time
	Completed     time.Time
	State         string
	StatusMessage string

	token string // the caller's idempotency token
}

// Category is AWS's reason code for the job, empty while there is nothing to give a reason for.
func (j *Job) Category() string {
	if j.State == Created || j.State == Running || j.State == Aborting {
		return ""
	}
	return category(j.StatusMessage)
}
