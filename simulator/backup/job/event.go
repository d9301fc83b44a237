package job

import (
	"strconv"

	"farvault/simulator/backup/vault"
)

// emitBackup tells of a backup job's state with the members that AWS's sample
// of that state has, no more and no less: sizes are strings, messages stand in quotes
// of their own, the plan is named while it runs and when it expires.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-backup-job
func (s *Jobs) emitBackup(b *Backup) {
	detail := map[string]any{"backupJobId": b.ID, "state": b.State, "creationDate": vault.EventTime(b.Created)}
	resources := []string{}
	if b.State != Created {
		detail["backupVaultArn"] = b.Place.Vault(b.Order.VaultName)
		detail["backupVaultName"] = b.Order.VaultName
		detail["bytesTransferred"] = strconv.FormatInt(b.BytesTransferred(), 10)
		detail["iamRoleArn"] = b.RoleARN
		detail["resourceArn"] = b.ResourceARN
		detail["resourceType"] = b.Type.Name
		detail["startBy"] = vault.EventTime(b.StartBy)
		detail["percentDone"] = b.PercentDone()
	}
	switch b.State {
	case Running:
		detail["backupSizeInBytes"] = strconv.FormatInt(b.SizeInBytes, 10)
		detail["expectedCompletionDate"] = b.Created.Add(b.Type.BackupTakes).UTC().Format("Jan 2, 2006 3:04:05 PM")
	case Completed:
		detail["backupSizeInBytes"] = strconv.FormatInt(b.SizeInBytes, 10)
		detail["completionDate"] = vault.EventTime(b.Completed)
		detail["retryCount"] = b.Retries
		resources = append(resources, b.RecoveryPointARN)
	case Failed:
		detail["statusMessage"] = `"` + b.StatusMessage + `"`
		detail["retryCount"] = b.Retries
	case Expired, Aborted:
		detail["statusMessage"] = `"` + b.StatusMessage + `"`
		detail["completionDate"] = vault.EventTime(b.Completed)
	}
	if b.CreatedBy != nil && (b.State == Running || b.State == Expired) {
		detail["createdBy"] = b.CreatedBy.Event()
	}
	s.emit(b.Place, "Backup Job State Change", resources, detail)
}

// PercentDone is 100 once the backup is made.
func (b *Backup) PercentDone() int {
	if b.State == Completed {
		return 100
	}
	return 0
}

// BytesTransferred is all of the resource once the backup is made.
func (b *Backup) BytesTransferred() int64 {
	if b.State == Completed {
		return b.SizeInBytes
	}
	return 0
}

// emitCopy tells of a copy job's state in the account that owns it, the source's.
// CREATED has no id; the destination's recovery point is an empty object until there is one;
// the size is a number here; FAILED does not name the plan.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-copy-job
func (s *Jobs) emitCopy(c *Copy) {
	detail := map[string]any{
		"state": c.State, "creationDate": vault.EventTime(c.Created),
		"sourceBackupVaultArn": c.SourceVaultARN, "destinationBackupVaultArn": c.Order.DestinationVaultARN,
	}
	if c.State != Created {
		detail["copyJobId"] = c.ID
		detail["backupSizeInBytes"] = c.SizeInBytes
		detail["iamRoleArn"] = c.RoleARN
		detail["resourceArn"] = c.ResourceARN
		detail["resourceType"] = c.Type.Name
		detail["destinationRecoveryPointArn"] = struct{}{}
		if c.CreatedBy != nil && c.State != Failed {
			detail["createdBy"] = c.CreatedBy.Event()
		}
	}
	switch c.State {
	case Completed:
		detail["destinationRecoveryPointArn"] = c.DestinationRecoveryPoint
		detail["completionDate"] = vault.EventTime(c.Completed)
	case Failed:
		detail["statusMessage"] = c.StatusMessage
		detail["completionDate"] = vault.EventTime(c.Completed)
	}
	s.emit(c.Place, "Copy Job State Change", []string{c.Order.Source.ARN}, detail)
	if s.k.Assume.ArrivingCopyEvents && c.crossAccount() {
		s.emit(c.Destination, "Copy Job State Change", []string{c.Order.Source.ARN}, detail)
	}
}
