package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"farvault/shared/event"
)

// ended is one thing that an input says: a failure's symptom, or why there is no failure in it.
type ended struct {
	symptom
	what string // "copy job 0B9B3C5A"; empty where the input has one thing and no name for it
	fine string // why nothing has to be explained; empty for a failure
	ask  string // where the input gives no reason: the command that asks AWS for it
}

type shape struct {
	member string
	read   endingsReader
}

// endingsReader reads an object, given as its bytes and by member.
type endingsReader func(json.RawMessage, fields) ([]ended, error)

// shapes are the forms in which people hold a failure, each by the member that only it has. The first that fits reads
// the object.
func shapes() []shape {
	return []shape{
		{"detail-type", func(raw json.RawMessage, _ fields) ([]ended, error) { return fromEvent(raw) }},
		{"CopyJobs", eachOf("CopyJobs", fromJob)}, // list-copy-jobs
		{"BackupJobs", eachOf("BackupJobs", fromJob)},
		{"RestoreJobs", eachOf("RestoreJobs", fromJob)},
		{"CopyJob", inner("CopyJob", fromJob)}, // describe-copy-job
		{"CopyJobId", fromJob},
		{"BackupJobId", fromJob}, // describe-backup-job has no object around it
		{"RestoreJobId", fromJob},
		{"Records", eachOf("Records", fromAny)}, // a trail's file, or what SNS and SQS give to Lambda
		{"Events", eachOf("Events", fromAny)},   // cloudtrail lookup-events
		{"CloudTrailEvent", quoted("CloudTrailEvent")},
		{"body", quoted("body")}, // an SQS record
		{"Sns", inner("Sns", fromAny)},
		{"TopicArn", fromNotification},
		{"eventName", fromTrail},
	}
}

// endings reads what an input says ended, whatever form it has.
func endings(raw []byte) ([]ended, error) {
	return fromAny(bytes.TrimSpace(raw), nil)
}

// fields are the members of a JSON object by name.
type fields map[string]json.RawMessage

// text is a member that is a string, else empty.
func (f fields) text(name string) string {
	var s string
	if json.Unmarshal(f[name], &s) != nil {
		return ""
	}
	return strings.TrimSpace(s)
}

func fromAny(raw json.RawMessage, _ fields) ([]ended, error) {
	var f fields
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, errors.New("it is not a JSON object")
	}
	for _, shape := range shapes() {
		if _, has := f[shape.member]; has {
			return shape.read(raw, f)
		}
	}
	return nil, errors.New("explain reads an EventBridge event, the answer of describe-copy-job, list-copy-jobs and " +
		"their like for backups and restores, a CloudTrail record, and a notification of AWS Backup through SNS; " +
		"it is none of these")
}

// eachOf reads a list of objects.
func eachOf(member string, read endingsReader) endingsReader {
	return func(_ json.RawMessage, f fields) ([]ended, error) {
		var list []json.RawMessage
		if err := json.Unmarshal(f[member], &list); err != nil {
			return nil, fmt.Errorf("its %s is not a list", member)
		}
		var all []ended
		for i, one := range list {
			got, err := within(one, read)
			if err != nil {
				return nil, fmt.Errorf("%s[%d]: %w", member, i, err)
			}
			all = append(all, got...)
		}
		return all, nil
	}
}

// inner reads an object within the object.
func inner(member string, read endingsReader) endingsReader {
	return func(_ json.RawMessage, f fields) ([]ended, error) { return within(f[member], read) }
}

// quoted reads a member whose string is a JSON object of its own.
func quoted(member string) endingsReader {
	return func(_ json.RawMessage, f fields) ([]ended, error) {
		return within(json.RawMessage(f.text(member)), fromAny)
	}
}

func within(raw json.RawMessage, read endingsReader) ([]ended, error) {
	var f fields
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, errors.New("it is not a JSON object")
	}
	return read(raw, f)
}

// fromEvent reads an event as EventBridge sends it.
func fromEvent(raw []byte) ([]ended, error) {
	decoded, err := event.Decode(raw)
	if err != nil {
		return nil, err
	}
	return []ended{ofEvent(decoded)}, nil
}

func ofEvent(decoded event.Event) ended {
	switch e := decoded.(type) {
	case event.JobStateChange:
		return ofJob(e)
	case event.RecoveryPointStateChange:
		point := ended{symptom: symptom{
			Message: e.Message, Job: event.RecoveryPoint, State: e.Status, ResourceType: e.ResourceType,
		}}
		if e.Bad() == "" {
			point.fine = "the recovery point is " + e.Status
		}
		return point
	case event.SelectionRefused:
		return ended{symptom: symptom{Message: e.Message, Job: event.Backup}}
	case event.Ignored:
		if e.Failed != "" {
			return ended{symptom: symptom{Message: e.Failed, Job: event.API}}
		}
		return ended{fine: e.Why}
	}
	return ended{fine: "it reports a change, not how a job ended"}
}

func ofJob(j event.JobStateChange) ended {
	job := ended{symptom: symptom{
		Message: j.Message, Job: j.Job, State: j.State, ResourceType: j.ResourceType, MessageCategory: j.MessageCategory,
	}}
	if !j.Bad() {
		job.fine = fmt.Sprintf("the %s job is %s", j.Job, j.State)
	}
	return job
}
