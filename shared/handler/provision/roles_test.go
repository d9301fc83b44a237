package provision_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/org"
)

// The StackSet's failure in an account of the scope is reported with AWS's reason, and its success ends that. What is out
// of scope, suspended or said by another account than the management account is not.
func TestTheStackSetsFailureIsReported(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		sender, account, state string
		suspended              bool
		want                   string
	}{
		"it failed":                      {handlertest.Manager, handlertest.Member, "FAILED", false, "FAILED: Role exists"},
		"it was given up":                {handlertest.Manager, handlertest.Member, "CANCELLED", false, "CANCELLED: Role exists"},
		"it is done":                     {handlertest.Manager, handlertest.Member, "SUCCEEDED", false, "holds"},
		"another account says so":        {handlertest.Member, handlertest.Member, "FAILED", false, ""},
		"another account says it is":     {handlertest.Member, handlertest.Member, "SUCCEEDED", false, ""},
		"an account out of scope":        {handlertest.Manager, "333344445555", "FAILED", false, ""},
		"an account of nobody's":         {handlertest.Manager, "999999999999", "FAILED", false, ""},
		"an account that cannot be used": {handlertest.Manager, handlertest.Member, "FAILED", true, ""},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			s.members["333344445555"] = org.Account{ID: "333344445555", State: org.Active}
			if tt.suspended {
				s.members[tt.account] = org.Account{ID: tt.account, State: org.Suspended}
			}
			body := fmt.Sprintf(`{"id":"1","source":"aws.cloudformation","detail-type":"CloudFormation StackSet StackInstance Status Change",
"account":%q,"region":"us-east-1","time":"2026-03-02T12:00:00Z","detail":{"stack-id":"arn:aws:cloudformation:us-east-1:%s:stack/StackSet-farvault-1/1",
"action":"CREATE","status-details":{"status":"OUTDATED","detailed-status":%q,"status-reason":"Role exists"}}}`, tt.sender, tt.account, tt.state)
			if _, err := s.provision().Record(t.Context(), events.SQSMessage{MessageId: "m", Body: body}); err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, m := range s.sent {
				u, is := m.Body.(event.Unreported)
				if !is || !strings.HasPrefix(u.Problems[0].Resource, event.AccountRoles) {
					continue
				}
				if said = u.Problems[0].Why; u.Problems[0].Holds {
					said = "holds"
				}
			}
			if (tt.want == "") != (said == "") || !strings.Contains(said, tt.want) {
				t.Errorf("said %q, want %q", said, tt.want)
			}
		})
	}
}
