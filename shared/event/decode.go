package event

import (
	"errors"
	"fmt"
)

// What an event may measure. EventBridge refuses entries of 256 KB and more; no
// service of AWS nests deeper than a dozen levels, so a hundred is hostile.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const (
	MaxBytes = 256 * 1024
	MaxDepth = 100
)

// kind is what an event's shape hangs on: the envelope's source and detail-type.
type kind struct{ source, detailType string }

// envelope is what every event of EventBridge has around its detail.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
type envelope struct {
	kind
	Origin
	resources []string
	object    object // the whole event, for the detail
}

// decoders names the events that farvault knows. What is not here is Ignored, never an error:
// AWS adds detail-types without a notice, and the rules' patterns let them pass.
var decoders = map[kind]func(envelope) (Event, error){
	{"aws.backup", "Backup Job State Change"}:          decodeBackupJob,
	{"aws.backup", "Copy Job State Change"}:            decodeCopyJob,
	{"aws.backup", "Restore Job State Change"}:         decodeRestoreJob,
	{"aws.backup", "Recovery Point State Change"}:      decodeRecoveryPoint,
	{"aws.backup", "Recovery Point Change"}:            decodeRecoveryPoint, // named in the EventBridge reference only
	{"aws.backup", "Scan Job State Change"}:            decodeScanJob,
	{"aws.backup", "Region Setting State Change"}:      decodeRegionSetting,
	{"aws.backup", "AWS Service Event via CloudTrail"}: decodeBackupTrail,
	{"aws.backup", "AWS API Call via CloudTrail"}:      decodeCall,
	{"aws.events", "AWS API Call via CloudTrail"}:      decodeCall,
	{"aws.iam", "AWS API Call via CloudTrail"}:         decodeCall,
	{"aws.kms", "AWS API Call via CloudTrail"}:         decodeCall,

	{"aws.cloudformation", "AWS API Call via CloudTrail"}: decodeCall,

	{"aws.backup", "Backup Plan State Change"}:          notYet("plan changes are found by reconciling the account"),
	{"aws.backup", "Backup Vault State Change"}:         notYet("vault changes are found by reconciling the account"),
	{"aws.backup", "Recovery Point Index State Change"}: notYet("a failed index leaves the backup whole"),

	{"aws.organizations", "AWS Service Event via CloudTrail"}:                     decodeMembership,
	{"aws.organizations", "AWS API Call via CloudTrail"}:                          decodeMembership,
	{"aws.cloudformation", "CloudFormation StackSet StackInstance Status Change"}: decodeStackInstance,
	{"aws.controltower", "AWS Service Event via CloudTrail"}:                      decodeMembership,
}

// Decode turns an event as EventBridge sent it into a value. Events that need
// nothing become Ignored with a reason. An error means that the bytes are no
// EventBridge event, or that a field which must be read has another type than
// AWS documents; it names every such field.
func Decode(raw []byte) (Event, error) {
	e, err := openEnvelope(raw)
	if err != nil {
		return nil, err
	}
	decode, known := decoders[e.kind]
	if !known {
		return ignore(e, "farvault knows no %q of %s", e.detailType, e.source), nil
	}
	decoded, err := decode(e)
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w", e.source, e.detailType, err)
	}
	return decoded, nil
}

func openEnvelope(raw []byte) (envelope, error) {
	whole, err := openEvent(raw)
	if err != nil {
		return envelope{}, err
	}
	e := envelope{
		kind: kind{source: whole.text("source"), detailType: whole.text("detail-type")},
		Origin: Origin{
			ID:      whole.text("id"),
			Account: whole.text("account"),
			Region:  whole.text("region"),
			Time:    whole.time("time"),
		},
		resources: whole.texts("resources"),
		object:    whole,
	}
	err = errors.Join(whole.wrong(), whole.missing("source", "detail-type", "account", "region"))
	if err != nil {
		return envelope{}, fmt.Errorf("not an EventBridge event: %w", err)
	}
	return e, nil
}

// resource is the first ARN of the envelope's resources; empty when there is none.
// In Backup's job events it is the recovery point, in whatever form its service gives it.
func (e envelope) resource() string {
	if len(e.resources) == 0 {
		return ""
	}
	return e.resources[0]
}

func ignore(e envelope, format string, args ...any) Ignored {
	return Ignored{Origin: e.Origin, Why: fmt.Sprintf(format, args...)}
}

func notYet(why string) func(envelope) (Event, error) {
	return func(e envelope) (Event, error) { return ignore(e, "%s: %s", e.detailType, why), nil }
}
