package alert

import (
	"fmt"

	"farvault/shared/org"
)

// spoofed says why an event that claims to be of that account is not believed; empty when it is. EventBridge
// sets the envelope's account, and all of the detail is its sender's data: a thing in it must be of the same
// account or of none (a snapshot's ARN has none). A copy may go to the central vault. What the central
// account itself says is farvault's own word.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
func (h *Handler) spoofed(account, destination string, arns ...string) string {
	if account == h.CentralAccountID {
		return ""
	}
	for _, s := range arns {
		arn, err := org.ParseARN(s)
		if err == nil && arn.Account != "" && arn.Account != account {
			return fmt.Sprintf(
				"refused: the event is of account %s and names %s of account %s",
				account,
				arn.Service,
				arn.Account,
			)
		}
	}
	arn, err := org.ParseARN(destination)
	if err == nil && arn.Account != account && arn.Account != h.CentralAccountID {
		return fmt.Sprintf(
			"refused: the copy of account %s goes to account %s, which is not the central one",
			account,
			arn.Account,
		)
	}
	return ""
}
