package event

import "strings"

// The job events of AWS Backup, detail in their documented shapes:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
// Every state becomes a JobStateChange, one that AWS has not published yet too:
// it is told as unknown rather than dropped.

func decodeBackupJob(e envelope) (Event, error) {
	d := e.object.object("detail")
	j := job(e, d, Backup, "backupJobId")
	j.ResourceARN = d.text("resourceArn")
	j.SourceVaultARN = d.text("backupVaultArn")
	return finish(d, j)
}

func decodeCopyJob(e envelope) (Event, error) {
	d := e.object.object("detail")
	j := job(e, d, Copy, "copyJobId")
	j.ResourceARN = d.text("resourceArn")
	j.CopiedTo = d.text("destinationRecoveryPointArn")
	j.SourceVaultARN = d.text("sourceBackupVaultArn")
	j.DestinationVaultARN = d.text("destinationBackupVaultArn")
	return finish(d, j)
}

func decodeRestoreJob(e envelope) (Event, error) {
	d := e.object.object("detail")
	j := job(e, d, Restore, "restoreJobId")
	j.ResourceARN = d.text("sourceResourceArn")
	j.SourceVaultARN = d.text("backupVaultArn")
	return finish(d, j)
}

// job reads what the three have in common. A restore says status where the
// others say state, but its CREATED says state; createdBy is absent
// for jobs started by hand, and in a FAILED copy of a plan too: what is absent is not read as anything.
func job(e envelope, d object, kind JobKind, id string) JobStateChange {
	plan := d.object("createdBy")
	recoveryPoint := d.text("recoveryPointArn")
	if recoveryPoint == "" {
		recoveryPoint = e.resource()
	}
	return JobStateChange{
		Origin:           e.Origin,
		Job:              kind,
		JobID:            d.text(id),
		State:            d.text("state", "status"),
		Message:          unquote(d.text("statusMessage")),
		MessageCategory:  d.text("messageCategory"),
		ResourceType:     d.text("resourceType"),
		RecoveryPointARN: recoveryPoint,
		RoleARN:          d.text("iamRoleArn"),
		PlanID:           plan.text("backupPlanId"),
		RuleID:           plan.text("backupPlanRuleId", "backupRuleId"),
		Size:             d.bytes("backupSizeInBytes"),
		CreatedAt:        d.time("creationDate"),
		CompletedAt:      d.time("completionDate"),
	}
}

func finish(d object, j JobStateChange) (Event, error) {
	if err := d.wrong(); err != nil {
		return nil, err
	}
	if j.State == "" {
		return nil, d.missing("state")
	}
	return j, nil
}

// unquote takes away the quotes that AWS puts inside the message of a backup job: "\"Backup job failed …\"".
func unquote(message string) string {
	for len(message) >= 2 && strings.HasPrefix(message, `"`) && strings.HasSuffix(message, `"`) {
		message = strings.TrimSpace(message[1 : len(message)-1])
	}
	return message
}
