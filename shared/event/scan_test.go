package event_test

import (
	"fmt"
	"testing"

	"farvault/shared/event"
)

// A scan that found malware is news of its recovery point; any other is none. Where the result stands in the event no page says.
func TestScans(t *testing.T) {
	t.Parallel()
	const point = "arn:aws:ec2:eu-west-1::snapshot/snap-1"
	for name, tt := range map[string]struct {
		result string
		found  bool
	}{
		"as the API has it":   {`"scanResult": {"scanResultStatus": "THREATS_FOUND"}`, true},
		"in the API's case":   {`"ScanResult": {"ScanResultStatus": "THREATS_FOUND"}`, true},
		"as a text":           {`"scanResult": "THREATS_FOUND"`, true},
		"by its own name":     {`"scanResultStatus": "THREATS_FOUND"`, true},
		"nothing was found":   {`"scanResult": {"scanResultStatus": "NO_THREATS_FOUND"}`, false},
		"it has only begun":   {`"state": "RUNNING"`, false},
		"the scan has failed": {`"state": "FAILED", "statusMessage": "no"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := fmt.Sprintf(`{"version":"0","id":"e","detail-type":"Scan Job State Change","source":"aws.backup","account":"222233334444","time":"2026-06-11T05:39:07Z","region":"eu-west-1","resources":[%q],
				"detail":{"recoveryPointArn":%q,"resourceArn":"arn:aws:ec2:eu-west-1:222233334444:volume/vol-1","resourceType":"EBS",%s}}`, point, point, tt.result)
			got, err := event.Decode([]byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			change, is := got.(event.RecoveryPointStateChange)
			if is != tt.found || is && (change.RecoveryPointARN != point || change.Bad() == "") {
				t.Errorf("got %#v", got)
			}
		})
	}
}
