package event_test

import (
	"strings"
	"testing"

	"farvault/shared/event"
)

func trail(source, detailType, detail string) []byte {
	return []byte(`{"id":"1","source":"` + source + `","detail-type":"` + detailType + `","account":"999988887777","region":"us-east-1","detail":` + detail + `}`)
}

func TestDecodeMembership(t *testing.T) {
	t.Parallel()
	const service, call = "AWS Service Event via CloudTrail", "AWS API Call via CloudTrail"
	tests := map[string]struct {
		detailType, detail string
		change             event.MembershipChange // empty: ignored
		account, why       string
	}{
		"a join is read from either detail-type": {detailType: call, change: event.Joined, account: "222233334444",
			detail: `{"eventName":"AccountJoinedOrganization","serviceEventDetails":{"accountId":"222233334444"}}`},
		"a join is found inside an object that nobody published": {detailType: service, change: event.Joined, account: "222233334444",
			detail: `{"eventName":"AccountJoinedOrganization","serviceEventDetails":{"joinedAccount":{"accountId":"222233334444"}}}`},
		"a join is found in the parameters": {detailType: call, change: event.Joined, account: "222233334444",
			detail: `{"eventName":"AccountJoinedOrganization","requestParameters":{"accountId":"222233334444"}}`},
		"an account of 13 digits is kept as it is": {detailType: call, change: event.Moved, account: "1112233445566",
			detail: `{"eventName":"MoveAccount","requestParameters":{"accountId":"1112233445566"}}`},
		"a call that failed moved nothing": {detailType: call, why: "DuplicateAccountException",
			detail: `{"eventName":"MoveAccount","errorCode":"DuplicateAccountException","requestParameters":{"accountId":"222233334444"}}`},
		"a creation that failed says why no account was made": {detailType: service, why: "EMAIL_ALREADY_EXISTS",
			detail: `{"eventName":"CreateAccountResult","serviceEventDetails":{"createAccountStatus":{"state":"FAILED","failureReason":"EMAIL_ALREADY_EXISTS"}}}`},
		"a closing that failed closed nothing": {detailType: service, why: "failed",
			detail: `{"eventName":"CloseAccountResult","serviceEventDetails":{"closeAccountStatus":{"state":"FAILED","accountId":"222233334444"}}}`},
		"a handshake over features brings no account": {detailType: call, why: "ENABLE_ALL_FEATURES",
			detail: `{"eventName":"AcceptHandshake","responseElements":{"handshake":{"action":"ENABLE_ALL_FEATURES"}}}`},
		"a leaver is whoever called": {detailType: call, change: event.Departed, account: "222233334444",
			detail: `{"eventName":"LeaveOrganization","requestParameters":null,"userIdentity":{"accountId":"222233334444"}}`},
		"other events of the organization are ignored by name": {detailType: service, why: "EffectivePolicyValidation",
			detail: `{"eventName":"EffectivePolicyValidation"}`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := event.Decode(trail("aws.organizations", tt.detailType, tt.detail))
			if err != nil {
				t.Fatal(err)
			}
			switch got := got.(type) {
			case event.AccountChange:
				if got.Change != tt.change || got.AccountID != tt.account {
					t.Errorf("got %s of %q, want %s of %q", got.Change, got.AccountID, tt.change, tt.account)
				}
			case event.Ignored:
				if tt.why == "" || !strings.Contains(got.Why, tt.why) {
					t.Errorf("ignored because %q, want %q", got.Why, tt.why)
				}
			default:
				t.Errorf("got %#v", got)
			}
		})
	}
}

func TestDecodeMembershipNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ detail, want string }{
		"an account that was made has an id": {want: "serviceEventDetails.createAccountStatus.accountId",
			detail: `{"eventName":"CreateAccountResult","serviceEventDetails":{"createAccountStatus":{"state":"SUCCEEDED"}}}`},
		"an account that moved has an id": {want: "detail.requestParameters.accountId", detail: `{"eventName":"MoveAccount","requestParameters":null}`},
		"an id is a string":               {want: "detail.requestParameters.accountId is", detail: `{"eventName":"MoveAccount","requestParameters":{"accountId":7}}`},
		"parameters are an object":        {want: "detail.requestParameters is", detail: `{"eventName":"MoveAccount","requestParameters":"x"}`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := event.Decode(trail("aws.organizations", "AWS API Call via CloudTrail", tt.detail))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %#v, error %v, want one that says %q", got, err, tt.want)
			}
		})
	}
}
