package alert

import (
	"fmt"

	"farvault/shared/event"
	"farvault/shared/org"
)

// mention is something that an event names.
type mention struct {
	what mentioned
	arn  string
}

type mentioned string

const (
	resource      mentioned = "the resource"
	recoveryPoint mentioned = "the recovery point"
	sourceVault   mentioned = "the vault that it is read from"
	destination   mentioned = "the vault that it is copied to"
	roleOfJob     mentioned = "the role"
	backupPlan    mentioned = "the backup plan"
)

// whose is the account that a thing may be of beside the event's own.
type whose string

const (
	ofCentral whose = "the central account"
	ofAnybody whose = "any account"
)

// mayName is what the event of an account may name of another account, with the reason. EventBridge sets the
// envelope's account, and all of the detail is its sender's data: what has no row is of the same account, or of none (a
// snapshot's ARN has none).
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
var mayName = []struct {
	job  event.JobKind
	what mentioned
	of   whose
	why  string
}{
	{event.Copy, destination, ofCentral, "copies go to the central vault"},
	// A logically air-gapped vault is shared with an account, which restores from it.
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
	{event.Restore, sourceVault, ofCentral, "a shared central vault is restored from where it is"},
	{event.Restore, recoveryPoint, ofCentral, "its recovery points stay the central account's"},
	{event.Restore, resource, ofAnybody, "what is restored may have been backed up in another account"},
}

// spoofed says why an event that claims to be of that account is not believed; empty when it is. What the central
// account itself says is farvault's own word.
func (h *Handler) spoofed(account string, job event.JobKind, named ...mention) string {
	if account == h.CentralAccountID {
		return ""
	}
	for _, m := range named {
		arn, err := org.ParseARN(m.arn)
		if err != nil || arn.Account == "" || arn.Account == account || h.may(job, m.what, arn.Account) {
			continue
		}
		if m.what == destination {
			return fmt.Sprintf(
				"refused: the copy of account %s goes to account %s, which is not the central one", account, arn.Account)
		}
		return fmt.Sprintf(
			"refused: the event is of account %s and names %s of account %s", account, arn.Service, arn.Account)
	}
	return ""
}

// may reports whether an event may name such a thing of that other account.
func (h *Handler) may(job event.JobKind, what mentioned, other string) bool {
	for _, row := range mayName {
		if row.job == job && row.what == what {
			return row.of == ofAnybody || other == h.CentralAccountID
		}
	}
	return false
}

// namedBy is what the event of a job names.
func namedBy(j event.JobStateChange) []mention {
	return []mention{
		{resource, j.ResourceARN}, {recoveryPoint, j.RecoveryPointARN}, {sourceVault, j.SourceVaultARN},
		{destination, j.DestinationVaultARN}, {roleOfJob, j.RoleARN},
	}
}
