package job

import (
	"time"

	"farvault/shared/org"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
)

type startBackupInput struct {
	BackupVaultName, ResourceArn, IamRoleArn, IdempotencyToken string
	StartWindowMinutes, CompleteWindowMinutes                  *int64
	Lifecycle                                                  *vault.Lifecycle
	RecoveryPointTags                                          map[string]string
}

type backupStarted struct {
	BackupJobId  string
	CreationDate kernel.Time
	IsParent     bool
}

const defaultStartWindow = 8 * time.Hour

// startBackup makes a backup on demand; opt-ins do not count.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartBackupJob.html
func (s *Jobs) startBackup(c *kernel.Call, in startBackupInput) (backupStarted, error) {
	p := place.Of(c)
	access := kernel.Access{
		Action:   "backup:StartBackupJob",
		Resource: p.Vault(in.BackupVaultName),
		Context:  place.Requested(in.RecoveryPointTags),
	}
	v, exists := s.vaults.Find(p, in.BackupVaultName)
	if exists {
		access.ResourcePolicy, access.Context = v.Policy, place.Join(access.Context, place.Carried(v.Tags))
	}
	if err := s.mayStart(c, access, in.IamRoleArn); err != nil {
		return backupStarted{}, err
	}
	for _, b := range s.backups {
		if in.IdempotencyToken != "" && b.Place == p && b.token == in.IdempotencyToken {
			return backupStarted{BackupJobId: b.ID, CreationDate: kernel.At(b.Created)}, nil
		}
	}
	resource, known := s.resources.Find(p, in.ResourceArn)
	switch wrong := in.Lifecycle.Check(false); {
	case !exists:
		return backupStarted{}, notFound("Backup vault %s not found", access.Resource)
	case !known:
		return backupStarted{}, notFound("Resource %s not found", in.ResourceArn)
	case wrong != "":
		return backupStarted{}, invalid("%s", wrong)
	}
	if err := s.assumable(in.IamRoleArn); err != nil {
		return backupStarted{}, err
	}
	window := defaultStartWindow
	if in.StartWindowMinutes != nil {
		window = time.Duration(*in.StartWindowMinutes) * time.Minute
	}
	b := s.Start(Order{
		Place: p, VaultName: in.BackupVaultName, Resource: resource, RoleARN: in.IamRoleArn,
		Lifecycle: in.Lifecycle, Tags: in.RecoveryPointTags, StartWindow: window,
	})
	b.token = in.IdempotencyToken
	return backupStarted{BackupJobId: b.ID, CreationDate: kernel.At(b.Created)}, nil
}

type startCopyInput struct {
	RecoveryPointArn, SourceBackupVaultName, DestinationBackupVaultArn string
	IamRoleArn, IdempotencyToken                                       string
	Lifecycle                                                          *vault.Lifecycle
}

type copyStarted struct {
	CopyJobId    string
	CreationDate kernel.Time
	IsParent     bool
}

// startCopy copies a recovery point on demand. The same token answers with the
// first call's job, even when that has failed.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartCopyJob.html
func (s *Jobs) startCopy(c *kernel.Call, in startCopyInput) (copyStarted, error) {
	p := place.Of(c)
	access := kernel.Access{Action: "backup:StartCopyJob", Resource: in.RecoveryPointArn}
	v, exists := s.vaults.Find(p, in.SourceBackupVaultName)
	var source *vault.RecoveryPoint
	if exists {
		access.ResourcePolicy = v.Policy
		if source, exists = v.Point(in.RecoveryPointArn); exists {
			access.Context = place.Carried(source.Tags)
		}
	}
	if err := s.mayStart(c, access, in.IamRoleArn); err != nil {
		return copyStarted{}, err
	}
	for _, old := range s.copies {
		if in.IdempotencyToken != "" && old.Place == p && old.token == in.IdempotencyToken {
			return copyStarted{CopyJobId: old.ID, CreationDate: kernel.At(old.Created)}, nil
		}
	}
	if err := s.refuseStart(c, in, source); err != nil {
		return copyStarted{}, err
	}
	job := s.StartCopy(
		CopyOrder{
			Source:              source,
			DestinationVaultARN: in.DestinationBackupVaultArn,
			Lifecycle:           in.Lifecycle,
			RoleARN:             in.IamRoleArn,
		},
	)
	job.token = in.IdempotencyToken
	return copyStarted{CopyJobId: job.ID, CreationDate: kernel.At(job.Created)}, nil
}

// refuseStart: neither continuous backups nor those in cold storage can be copied on demand.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func (s *Jobs) refuseStart(c *kernel.Call, in startCopyInput, source *vault.RecoveryPoint) error {
	destination, err := org.ParseARN(in.DestinationBackupVaultArn)
	switch {
	case source == nil:
		return notFound("Cannot find recovery point %s", in.RecoveryPointArn)
	case err != nil || destination.Service != "backup":
		return invalid("Destination backup vault ARN %s is not valid", in.DestinationBackupVaultArn)
	case source.Continuous:
		return invalid("Copying a continuous backup is not supported: %s", source.ARN)
	case source.Cold(c.Now):
		return invalid("Copying a recovery point in cold storage is not supported: %s", source.ARN)
	}
	if wrong := in.Lifecycle.Check(false); wrong != "" {
		return invalid("%s", wrong)
	}
	return s.assumable(in.IamRoleArn)
}

// mayStart asks for the action, and for the caller to pass the role to AWS Backup.
func (s *Jobs) mayStart(c *kernel.Call, access kernel.Access, role string) error {
	if err := s.k.Authorize(c, access); err != nil {
		return err
	}
	return s.iam.PassRole(c, role, principal)
}

func (s *Jobs) assumable(role string) error {
	if _, err := s.iam.Assume(role, principal); err != nil {
		return invalid(roleUnassumable, role)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return kernel.Fail("InvalidParameterValueException", format, args...)
}

func notFound(format string, args ...any) error {
	return kernel.Fail("ResourceNotFoundException", format, args...)
}

// Operations are the API that starts and stops jobs.
func (s *Jobs) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("backup", "StartBackupJob", s.startBackup).REST("PUT /backup-jobs"),
		kernel.Op("backup", "StartCopyJob", s.startCopy).REST("PUT /copy-jobs"),
		kernel.Op("backup", "StopBackupJob", s.stopBackup).REST("POST /backup-jobs/{BackupJobId}"),
	}
}
