package vault

import "time"

// EventTime is how events write times: 2026-03-02T05:00:07.466Z.
func EventTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// EmitPoint tells of the state of a recovery point, on the bus of the account
// that has it. calculatedLifeCycle has a capital C, isEncrypted is a string:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-recovery-point
func (s *Vaults) EmitPoint(r *RecoveryPoint) {
	encrypted := "false"
	if r.EncryptionKeyARN != "" {
		encrypted = "true"
	}
	detail := map[string]any{
		"backupVaultName": r.vault.Name,
		"backupVaultArn":  r.vault.ARN,
		"creationDate":    EventTime(r.Created),
		"iamRoleArn":      r.IAMRoleARN,
		"resourceType":    r.Type.Name,
		"resourceArn":     r.ResourceARN,
		"status":          r.Status,
		"isEncrypted":     encrypted,
		"storageClass":    r.storageClass(s.k.Clock.Now()),
		"completionDate":  EventTime(r.Completed),
	}
	if r.CreatedBy != nil {
		detail["createdBy"] = r.CreatedBy.Event()
	}
	if r.StatusMessage != "" {
		detail["statusMessage"] = r.StatusMessage
	}
	if lifecycle, calculated := r.eventLifecycle(); len(lifecycle) > 0 {
		detail["lifecycle"], detail["calculatedLifeCycle"] = lifecycle, calculated
	}
	s.emit(r.vault.Place, "Recovery Point State Change", []string{r.ARN}, detail)
}

func (r *RecoveryPoint) storageClass(now time.Time) string {
	switch {
	case r.Status == Deleted:
		return Deleted
	case r.Cold(now):
		return "COLD"
	}
	return "WARM"
}

func (r *RecoveryPoint) eventLifecycle() (map[string]int64, map[string]string) {
	days, at := map[string]int64{}, map[string]string{}
	calculated := r.Lifecycle.Calculated(r.Created, r.coldCapable())
	if t := calculated.MoveToColdStorageAt; !t.IsZero() {
		days["moveToColdStorageAfterDays"], at["moveToColdStorageAt"] = *r.Lifecycle.MoveToColdStorageAfterDays, EventTime(
			t.Time,
		)
	}
	if t := calculated.DeleteAt; !t.IsZero() {
		days["deleteAfterDays"], at["deleteAt"] = *r.Lifecycle.DeleteAfterDays, EventTime(t.Time)
	}
	return days, at
}
