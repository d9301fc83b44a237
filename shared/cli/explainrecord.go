package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"farvault/shared/event"
)

// fromJob reads a job as the describe and list calls of AWS Backup answer it. A restore says Status where the others
// say State.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRestoreJob.html
func fromJob(_ json.RawMessage, f fields) ([]ended, error) {
	for _, kind := range []struct {
		job event.JobKind
		id  string
	}{{event.Copy, "CopyJobId"}, {event.Backup, "BackupJobId"}, {event.Restore, "RestoreJobId"}} {
		id := f.text(kind.id)
		if id == "" {
			continue
		}
		job := ofJob(event.JobStateChange{
			Job:             kind.job,
			JobID:           id,
			State:           cmp.Or(f.text("State"), f.text("Status")),
			Message:         f.text("StatusMessage"),
			MessageCategory: f.text("MessageCategory"),
			ResourceType:    f.text("ResourceType"),
		})
		job.what = fmt.Sprintf("%s job %s", kind.job, id)
		if job.State == "" {
			return nil, fmt.Errorf("%s has no State", job.what)
		}
		return []ended{job}, nil
	}
	return nil, fmt.Errorf("it has no CopyJobId, BackupJobId or RestoreJobId")
}

// fromTrail reads a record of CloudTrail: the call that was refused, or what the service did by itself.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func fromTrail(raw json.RawMessage, f fields) ([]ended, error) {
	call := fmt.Sprintf("%s of %s", f.text("eventName"), f.text("eventSource"))
	if code := f.text("errorCode"); code != "" {
		said := strings.TrimSpace(code + ": " + f.text("errorMessage"))
		return []ended{{what: call, symptom: symptom{Message: said, Job: event.API}}}, nil
	}
	decoded, err := event.Decode(enveloped(raw, f))
	if err != nil {
		return nil, err
	}
	done := ofEvent(decoded)
	done.what = call
	return []ended{done}, nil
}

// enveloped is the record as EventBridge would send it, so that there is one reader of what it holds.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
func enveloped(raw json.RawMessage, f fields) []byte {
	kind := "AWS API Call via CloudTrail"
	if f.text("eventType") == "AwsServiceEvent" {
		kind = "AWS Service Event via CloudTrail"
	}
	service, _, _ := strings.Cut(f.text("eventSource"), ".")
	text, err := json.Marshal(map[string]any{
		"id": f.text("eventID"), "source": "aws." + service, "detail-type": kind, "time": f.text("eventTime"),
		"account": cmp.Or(f.text("recipientAccountId"), "unknown"), "region": cmp.Or(f.text("awsRegion"), "unknown"),
		"detail": raw,
	})
	if err != nil {
		return raw
	}
	return text
}

// What AWS Backup writes into a notification: no reason, but the id to ask for.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html#notification-examples
var (
	notifiedID = regexp.MustCompile(`(?i)\b(backup|copy|restore)\s?job ID\s?:\s?([0-9A-Za-z-]+)`)
	attributes = map[string]event.JobKind{
		"BACKUP_JOB": event.Backup, "COPY_JOB": event.Copy, "RESTORE_JOB": event.Restore,
	}
)

// fromNotification reads what SNS delivers: an event of EventBridge as its message, or AWS Backup's own words.
func fromNotification(_ json.RawMessage, f fields) ([]ended, error) {
	message := f.text("Message")
	if strings.HasPrefix(message, "{") {
		return fromAny(json.RawMessage(message), nil)
	}
	var attribute map[string]struct{ Value string }
	if err := json.Unmarshal(f["MessageAttributes"], &attribute); err != nil || attribute["State"].Value == "" {
		return nil, fmt.Errorf("the notification has no State attribute, so it is not AWS Backup's")
	}
	job := event.JobStateChange{
		Job: attributes[attribute["EventType"].Value], JobID: attribute["Id"].Value, State: attribute["State"].Value,
	}
	if said := notifiedID.FindStringSubmatch(message); said != nil && job.Job == "" {
		job.Job, job.JobID = event.JobKind(strings.ToLower(said[1])), said[2]
	}
	told := ofJob(job)
	told.what = fmt.Sprintf("%s job %s", job.Job, job.JobID)
	told.ask = fmt.Sprintf("farvault explain --live %s-job %s --account %s",
		job.Job, job.JobID, cmp.Or(attribute["AccountId"].Value, "ACCOUNT"))
	return []ended{told}, nil
}
