package report

import (
	"strconv"

	"farvault/simulator/backup/job"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
)

// backupDescription is a backup job as the API shows it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupJob.html
type backupDescription struct {
	AccountId, BackupJobId, BackupVaultName, BackupVaultArn string
	RecoveryPointArn                                        string           `json:",omitempty"`
	RecoveryPointLifecycle                                  *vault.Lifecycle `json:",omitempty"`
	EncryptionKeyArn                                        string           `json:",omitempty"`
	IsEncrypted                                             bool
	ResourceArn, ResourceType, IamRoleArn                   string
	CreationDate, InitiationDate                            kernel.Time
	CompletionDate                                          kernel.Time `json:",omitzero"`
	State                                                   string
	StatusMessage                                           string `json:",omitempty"`
	MessageCategory                                         string `json:",omitempty"`
	PercentDone                                             string
	BackupSizeInBytes, BytesTransferred                     int64
	CreatedBy                                               *vault.Creator `json:",omitempty"`
	ExpectedCompletionDate                                  kernel.Time    `json:",omitzero"`
	StartBy                                                 kernel.Time
	VaultType                                               string
	IsParent                                                bool
}

func describeBackup(b *job.Backup) backupDescription {
	d := backupDescription{
		AccountId:              b.Place.Account,
		BackupJobId:            b.ID,
		BackupVaultName:        b.Order.VaultName,
		BackupVaultArn:         b.Place.Vault(b.Order.VaultName),
		RecoveryPointArn:       b.RecoveryPointARN,
		RecoveryPointLifecycle: b.Order.Lifecycle,
		EncryptionKeyArn:       b.EncryptionKeyARN,
		IsEncrypted:            b.EncryptionKeyARN != "",
		ResourceArn:            b.ResourceARN,
		ResourceType:           b.Type.Name,
		IamRoleArn:             b.RoleARN,
		CreationDate: kernel.At(
			b.Created,
		),
		InitiationDate:    kernel.At(b.Created),
		CompletionDate:    kernel.At(b.Completed),
		State:             b.State,
		StatusMessage:     b.StatusMessage,
		MessageCategory:   b.Category(),
		PercentDone:       strconv.Itoa(b.PercentDone()) + ".0",
		BackupSizeInBytes: b.SizeInBytes,
		BytesTransferred:  b.BytesTransferred(),
		CreatedBy:         b.CreatedBy,
		StartBy:           kernel.At(b.StartBy),
		VaultType:         "BACKUP_VAULT",
	}
	if b.State == job.Running {
		d.ExpectedCompletionDate = kernel.At(b.Created.Add(b.Type.BackupTakes))
	}
	return d
}

func (r *Report) getBackup(c *kernel.Call, in struct{ BackupJobId string }) (backupDescription, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:DescribeBackupJob"}); err != nil {
		return backupDescription{}, err
	}
	for _, b := range r.jobs.Backups() {
		if b.ID == in.BackupJobId && b.Place == place.Of(c) {
			return describeBackup(b), nil
		}
	}
	return backupDescription{}, notFound("Cannot find backup job with ID %s", in.BackupJobId)
}

// copyDescription is a copy job as the API shows it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
type copyDescription struct {
	AccountId, CopyJobId                            string
	SourceBackupVaultArn, SourceRecoveryPointArn    string
	DestinationBackupVaultArn, DestinationVaultType string
	DestinationRecoveryPointArn                     string           `json:",omitempty"`
	DestinationEncryptionKeyArn                     string           `json:",omitempty"`
	DestinationRecoveryPointLifecycle               *vault.Lifecycle `json:",omitempty"`
	ResourceArn, ResourceType, IamRoleArn           string
	CreationDate                                    kernel.Time
	CompletionDate                                  kernel.Time `json:",omitzero"`
	State                                           string
	StatusMessage                                   string `json:",omitempty"`
	MessageCategory                                 string `json:",omitempty"`
	BackupSizeInBytes                               int64
	CreatedBy                                       *vault.Creator `json:",omitempty"`
	CreatedByBackupJobId                            string         `json:",omitempty"`
	IsParent                                        bool
}

func (r *Report) describeCopy(c *job.Copy) copyDescription {
	d := copyDescription{
		AccountId:                         c.Place.Account,
		CopyJobId:                         c.ID,
		SourceBackupVaultArn:              c.SourceVaultARN,
		SourceRecoveryPointArn:            c.Order.Source.ARN,
		DestinationBackupVaultArn:         c.Order.DestinationVaultARN,
		DestinationVaultType:              c.DestinationVaultType,
		DestinationRecoveryPointArn:       c.DestinationRecoveryPoint,
		DestinationEncryptionKeyArn:       c.DestinationEncryptionKey,
		DestinationRecoveryPointLifecycle: c.Lifecycle,
		ResourceArn:                       c.ResourceARN,
		ResourceType:                      c.Type.Name,
		IamRoleArn:                        c.RoleARN,
		CreationDate:                      kernel.At(c.Created),
		CompletionDate:                    kernel.At(c.Completed),
		State:                             c.State,
		StatusMessage:                     c.StatusMessage,
		MessageCategory:                   c.Category(),
		BackupSizeInBytes:                 c.SizeInBytes,
		CreatedBy:                         c.CreatedBy,
		CreatedByBackupJobId:              c.Order.BackupJobID,
	}
	if c.State == job.Failed && r.k.Assume.FailedCopiesNameNoPlan {
		d.CreatedBy = nil
	}
	return d
}

type describeCopyOutput struct{ CopyJob copyDescription }

func (r *Report) getCopy(c *kernel.Call, in struct{ CopyJobId string }) (describeCopyOutput, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:DescribeCopyJob"}); err != nil {
		return describeCopyOutput{}, err
	}
	for _, found := range r.jobs.Copies() {
		if found.ID == in.CopyJobId && found.Place == place.Of(c) {
			return describeCopyOutput{r.describeCopy(found)}, nil
		}
	}
	return describeCopyOutput{}, notFound("Cannot find copy job with ID %s", in.CopyJobId)
}
