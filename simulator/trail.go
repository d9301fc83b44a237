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
	w.Clock.After(trailDelay, func() {
		w.EventBridge.EmitOf(at, c.Account(), region, "aws."+c.Service, "AWS API Call via CloudTrail", nil, record)
	})
}
