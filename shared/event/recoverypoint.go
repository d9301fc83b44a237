package event

// RecoveryPoint is no job: the kind under which a recovery point's status is diagnosed and told.
const RecoveryPoint JobKind = "recovery-point"

// decodeRecoveryPoint reads a Recovery Point State Change; every status is kept.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
func decodeRecoveryPoint(e envelope) (Event, error) {
	d := e.object.object("detail")
	r := RecoveryPointStateChange{
		Origin:           e.Origin,
		RecoveryPointARN: d.text("recoveryPointArn"),
		Status:           d.text("status", "state"),
		Message:          unquote(d.text("statusMessage")),
		ResourceARN:      d.text("resourceArn"),
		ResourceType:     d.text("resourceType"),
		VaultARN:         d.text("backupVaultArn"),
		RoleARN:          d.text("iamRoleArn"),
		CreatedAt:        d.time("creationDate"),
		DeleteAt:         d.object("calculatedLifeCycle").time("deleteAt"),
	}
	if r.RecoveryPointARN == "" {
		r.RecoveryPointARN = e.resource()
	}
	if err := d.wrong(); err != nil {
		return nil, err
	}
	if r.Status == "" {
		return nil, d.missing("status")
	}
	return r, nil
}

// badStatuses are the statuses of a recovery point that somebody must hear of, and why.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
var badStatuses = map[string]string{
	"EXPIRED": "its retention has passed and AWS Backup may not delete it",
	"PARTIAL": "a nested recovery point is missing",
	"STOPPED": "its continuous backup was broken off",

	ThreatsFound: "malware was found in it",
}

// Bad is the reason why somebody must hear of the recovery point's status; empty for a status that is well.
func (r RecoveryPointStateChange) Bad() string { return badStatuses[r.Status] }

// ThreatsFound is the result of a scan of a recovery point in which there is malware. It stands where a recovery
// point's status does.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ScanResultInfo.html
const ThreatsFound = "THREATS_FOUND"

// decodeScanJob reads a Scan Job State Change, of which only the finding of malware is news: a scan that fails leaves
// the backup as it was. No page that was read shows where the result stands in the event, so it is looked for as the
// API has it and as a text.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeScanJob.html
func decodeScanJob(e envelope) (Event, error) {
	d := e.object.object("detail")
	result := ""
	for _, name := range []string{"scanResult", "ScanResult", "scanResultStatus"} {
		if d.empty(name) {
			continue
		}
		if text, is := plainText(d.fields[name]); is {
			result = text
			continue
		}
		result = d.object(name).text("scanResultStatus", "ScanResultStatus", "status")
	}
	r := RecoveryPointStateChange{
		Origin:           e.Origin,
		RecoveryPointARN: d.text("recoveryPointArn"),
		Status:           result,
		ResourceARN:      d.text("resourceArn"),
		ResourceType:     d.text("resourceType"),
		VaultARN:         d.text("backupVaultArn"),
		RoleARN:          d.text("iamRoleArn"),
		CreatedAt:        d.time("creationDate"),
	}
	if r.RecoveryPointARN == "" {
		r.RecoveryPointARN = e.resource()
	}
	if err := d.wrong(); err != nil {
		return nil, err
	}
	if result != ThreatsFound {
		return ignore(e, "the scan is %s and found no malware", d.text("state", "status")), nil
	}
	return r, nil
}
