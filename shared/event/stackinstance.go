package event

import (
	"slices"
	"strings"

	"farvault/shared/org"
)

// RolesArrived is the Cause of a look at an account in which a StackSet has just made its stack.
const RolesArrived = "StackInstance"

// RolesNotDeployed says that a StackSet could not make or update its stack in an account, with AWS's reason.
type RolesNotDeployed struct {
	Origin
	AccountID string
	State     string // FAILED, CANCELLED, INOPERABLE
	Reason    string // AWS's words; untrusted text
}

// ended are the states in which CloudFormation has given a stack instance up. One that is skipped belongs to an account
// that is suspended.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html
var ended = []string{"FAILED", "CANCELLED", "INOPERABLE"}

// decodeStackInstance reads that a StackSet is done in an account, which ends the account's wait for its roles, or that
// it could not do it. Which StackSet it is the rule's pattern decides. A stack that was deleted, or is not done, is
// nothing to look at.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stackset-stack-instance-status-change.html
func decodeStackInstance(e envelope) (Event, error) {
	detail := e.object.object("detail")
	status := detail.object("status-details")
	stack, action := detail.text("stack-id"), detail.text("action")
	state, reason := status.text("detailed-status"), status.text("status-reason")
	if err := e.object.wrong(); err != nil {
		return nil, err
	}
	arn, err := org.ParseARN(stack)
	switch {
	case state != "SUCCEEDED" && !slices.Contains(ended, state):
		return ignore(e, "the stack is not done: %s", state), nil
	case action != "CREATE" && action != "UPDATE":
		return ignore(e, "the StackSet's %s brings no role", action), nil
	case err != nil || !org.IsAccountID(arn.Account):
		return ignore(e, "the stack %q names no account; it is %s: %s", stack, state, strings.TrimSpace(reason)), nil
	case state != "SUCCEEDED":
		return RolesNotDeployed{Origin: e.Origin, AccountID: arn.Account, State: state, Reason: reason}, nil
	}
	return AccountChange{Origin: e.Origin, AccountID: arn.Account, Change: Joined, Cause: RolesArrived}, nil
}
