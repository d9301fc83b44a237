package event_test

import (
	"fmt"
	"strings"
	"testing"

	"farvault/shared/event"
)

// A StackSet that is done in an account has the account looked at; anything else it says has a reason to be left.
func TestAStackSetThatIsDoneEndsTheWait(t *testing.T) {
	t.Parallel()
	const stack = "arn:aws:cloudformation:us-east-1:222233334444:stack/StackSet-farvault-1/1"
	for law, tt := range map[string]struct{ stack, action, state, reason, want string }{
		"a stack that was made":    {stack, "CREATE", "SUCCEEDED", "", ""},
		"a stack that was updated": {stack, "UPDATE", "SUCCEEDED", "", ""},
		"a stack that runs":        {stack, "CREATE", "RUNNING", "", "not done: RUNNING"},
		"a stack that was skipped": {stack, "CREATE", "SKIPPED_SUSPENDED_ACCOUNT", "", "not done: SKIPPED_SUSPENDED_ACCOUNT"},
		"a removal that failed":    {stack, "DELETE", "FAILED", "busy", "DELETE brings no role"},
		"a failure of no account":  {"", "CREATE", "FAILED", "Role exists", "is FAILED: Role exists"},
		"a stack that was deleted": {stack, "DELETE", "SUCCEEDED", "", "DELETE brings no role"},
		"a stack of no account":    {"", "CREATE", "SUCCEEDED", "", "names no account"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			raw := fmt.Sprintf(`{"id":"1","source":"aws.cloudformation","detail-type":"CloudFormation StackSet StackInstance Status Change",
"account":"999988887777","region":"us-east-1","time":"2026-03-02T12:00:00Z","detail":{"stack-set-arn":"arn:aws:cloudformation:us-east-1:999988887777:stackset/farvault:1",
"stack-id":%q,"action":%q,"status-details":{"status":"CURRENT","detailed-status":%q,"status-reason":%q}}}`, tt.stack, tt.action, tt.state, tt.reason)
			got, err := event.Decode([]byte(raw))
			if err != nil {
				t.Fatal(err)
			}
			if change, is := got.(event.AccountChange); is != (tt.want == "") || is && change.AccountID != "222233334444" {
				t.Errorf("decoded as %#v", got)
			}
			if ignored, is := got.(event.Ignored); is && !strings.Contains(ignored.Why, tt.want) {
				t.Errorf("ignored because %q, want %q", ignored.Why, tt.want)
			}
		})
	}
}

// A StackSet that could not deploy the roles says so, with AWS's reason.
func TestAStackSetThatFailedSaysWhy(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"FAILED", "CANCELLED", "INOPERABLE"} {
		got, err := event.Decode([]byte(`{"id":"1","source":"aws.cloudformation","detail-type":"CloudFormation StackSet StackInstance Status Change",
"account":"999988887777","region":"us-east-1","time":"2026-03-02T12:00:00Z","detail":{"stack-id":"arn:aws:cloudformation:us-east-1:222233334444:stack/StackSet-farvault-1/1",
"action":"UPDATE","status-details":{"status":"OUTDATED","detailed-status":"` + state + `","status-reason":"Role farvault-reader already exists"}}}`))
		failed, is := got.(event.RolesNotDeployed)
		if err != nil || !is || failed.AccountID != "222233334444" || failed.State != state || failed.Reason != "Role farvault-reader already exists" {
			t.Errorf("decoded as %#v, %v", got, err)
		}
	}
}
