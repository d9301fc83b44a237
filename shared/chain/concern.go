package chain

import (
	"slices"

	"farvault/shared/event"
)

// Everywhere is the scope of a change that may matter to every account.
const Everywhere = "*"

// organizationCalls are the management account's calls that every copy may depend on, by service: control policies,
// trusted access, the switch of AWS Backup, and the stacks with farvault's roles.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateGlobalSettings.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
var organizationCalls = map[string][]string{
	"organizations.amazonaws.com": event.OrganizationCalls,
	backupSource:                  {"UpdateGlobalSettings"},
	"cloudformation.amazonaws.com": {
		"DeleteStackInstances", "DeleteStackSet", "UpdateStackInstances", "UpdateStackSet", "DeactivateOrganizationsAccess",
	},
}

// Concerns is whose copies a call may have broken, or put right: an account, Everywhere, or nobody's, empty.
func (p Deployment) Concerns(e event.ManagementEvent) string {
	_, watched := Find(e)
	switch {
	case e.Account == p.ManagementAccountID && slices.Contains(organizationCalls[e.Source], e.Name):
		return Everywhere
	case !watched || e.Account == p.ManagementAccountID:
		return ""
	case e.Account == p.CentralAccountID:
		return Everywhere
	}
	return e.Account
}
