package event_test

import (
	"testing"

	"farvault/shared/event"
)

func TestDecodeCall(t *testing.T) {
	t.Parallel()
	envelope := func(detail string) string {
		return `{"id":"e1","source":"aws.kms","detail-type":"AWS API Call via CloudTrail","account":"222233334444","region":"eu-west-1","time":"2026-03-02T12:36:00Z","detail":` + detail + `}`
	}
	tests := map[string]struct{ detail, by, issuer, target, id, at string }{
		"a session of a role names both": {
			detail: `{"eventID":"c1","eventName":"PutKeyPolicy","eventTime":"2026-03-02T12:31:00Z","requestParameters":{"keyId":"1234abcd","policy":"{}"},"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::222233334444:assumed-role/Admin/alice","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::222233334444:role/Admin"}}}}`,
			by:     "arn:aws:sts::222233334444:assumed-role/Admin/alice", issuer: "arn:aws:iam::222233334444:role/Admin", target: "1234abcd", id: "c1", at: "2026-03-02T12:31:00Z"},
		"a user has no issuer":                        {detail: `{"eventID":"c1","eventName":"x","userIdentity":{"arn":"arn:aws:iam::222233334444:user/ann"}}`, by: "arn:aws:iam::222233334444:user/ann", id: "c1", at: "2026-03-02T12:36:00Z"},
		"a service is known by its principal":         {detail: `{"eventID":"c1","eventName":"x","userIdentity":{"type":"AWSService","invokedBy":"cloudformation.amazonaws.com"}}`, by: "cloudformation.amazonaws.com", id: "c1", at: "2026-03-02T12:36:00Z"},
		"another account's caller is known by its id": {detail: `{"eventID":"c1","eventName":"x","userIdentity":{"type":"AWSAccount","principalId":"AIDAEXAMPLE","accountId":"444455556666"}}`, by: "AIDAEXAMPLE", id: "c1", at: "2026-03-02T12:36:00Z"},
		"without an id of its own the event's":        {detail: `{"eventName":"x"}`, id: "e1", at: "2026-03-02T12:36:00Z"},
		"a rule's target is known by the rule":        {detail: `{"eventID":"c1","eventName":"RemoveTargets","requestParameters":{"rule":"farvault-forward","ids":["a"]}}`, target: "farvault-forward", id: "c1", at: "2026-03-02T12:36:00Z"},
		"nothing asked for":                           {detail: `{"eventID":"c1","eventName":"x","requestParameters":null}`, id: "c1", at: "2026-03-02T12:36:00Z"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := event.Decode([]byte(envelope(tt.detail)))
			if err != nil {
				t.Fatal(err)
			}
			call, ok := got.(event.ManagementEvent)
			if !ok || call.By != tt.by || call.Issuer != tt.issuer || call.Target != tt.target || call.CallID != tt.id || !call.Time.Equal(at(tt.at)) {
				t.Errorf("%#v", got)
			}
		})
	}
}
