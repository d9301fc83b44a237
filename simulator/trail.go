package simulator

import (
	"strings"
	"time"

	"farvault/simulator/kernel"
)

// trailDelay is how long after a call its record reaches EventBridge: "within an average of about 5 minutes of an API
// call".
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
const trailDelay = 5 * time.Minute

// trailed are the services whose writing calls are told, with the prefixes of those that are none, for they use a
// resource and change nothing, or are data events. The calls of Organizations are told by Organizations itself.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
// https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
var trailed = map[string][]string{
	"backup": nil,
	"kms":    {"Decrypt", "Encrypt", "GenerateDataKey", "ReEncrypt"},
	"events": {"PutEvents"},
	"iam":    nil,
	// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/Welcome.html
	"tagging": nil,
	"sts":     nil,
}

// globalRegion has the records of the services that live in no Region.
// https://repost.aws/knowledge-center/eventbridge-rule-triggers-iam-single-region
const globalRegion = "us-east-1"

// trail puts the record of a call on the default bus of the caller's account, refused calls too.
func (w *World) trail(c *kernel.Call, failure error) {
	harmless, told := trailed[c.Service]
	if !told {
		return
	}
	for _, prefix := range harmless {
		if strings.HasPrefix(c.Operation, prefix) {
			return
		}
	}
	record := w.Record(c, failure)
	region := c.Region
	if c.Service == "iam" {
		region = globalRegion
		record["awsRegion"] = region
	}
	at := c.Now
	w.CloudTrail.Remember(c.Account(), region, at, record)
	if c.Service == "sts" { // a call that reads is in the event history and on no bus
		record["readOnly"] = true
		return
	}
	w.Clock.After(trailDelay, func() {
		w.EventBridge.EmitOf(at, c.Account(), region, "aws."+c.Service, "AWS API Call via CloudTrail", nil, record)
	})
}

// emitOrganizations puts what AWS Organizations tells on the bus, and into the event history.
func (w *World) emitOrganizations(account, region, source, detailType string, resources []string, detail any) {
	if record, ok := detail.(map[string]any); ok {
		w.CloudTrail.Remember(account, region, w.Clock.Now(), record)
	}
	w.EventBridge.Emit(account, region, source, detailType, resources, detail)
}

// copyEvents are the events of copies that CloudTrail has, by the state that they tell of.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logging-using-cloudtrail.html
var copyEvents = map[any]string{
	"RUNNING": "CopyJobStarted", "COMPLETED": "CopyJobCompleted", "FAILED": "CopyJobCompleted",
}

// rememberCopy puts what AWS Backup tells CloudTrail of a copy into the event history. The members of its details are
// those of the event on the bus: no page shows the record of a copy.
func (w *World) rememberCopy(account, region, detailType string, detail any) {
	details, ok := detail.(map[string]any)
	name := copyEvents[details["state"]]
	if !ok || detailType != "Copy Job State Change" || name == "" {
		return
	}
	w.CloudTrail.Remember(account, region, w.Clock.Now(), map[string]any{
		"eventVersion": "1.08", "userIdentity": map[string]any{"accountId": account, "invokedBy": "backup.amazonaws.com"},
		"eventTime": kernel.At(w.Clock.Now()).ISO(), "eventSource": "backup.amazonaws.com", "eventName": name,
		"awsRegion": region, "requestParameters": nil, "responseElements": nil, "eventID": w.UUID("cloudtrail event"),
		"readOnly": false, "eventType": "AwsServiceEvent", "recipientAccountId": account,
		"serviceEventDetails": details, "eventCategory": "Management",
	})
}
