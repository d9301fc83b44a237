package settings

import "slices"

// Entry says how farvault enters an account to prepare it. Empty: by the role that the StackSet of
// infra/member.yaml makes. Otherwise through the management account, into a role that AWS made there.
type Entry struct {
	RoleName string `yaml:"RoleName"`
}

// EntryRoles are the roles that the management account may assume in members: the one that AWS
// Organizations makes in an account that it creates, and the one of AWS Control Tower. Both are full administration.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
// https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
var EntryRoles = []string{"OrganizationAccountAccessRole", "AWSControlTowerExecution"}

func (f *file) checkEntry(s Settings) {
	e := s.Entry
	if e.RoleName != "" && s.LocalVault.EncryptionKey == CentralMultiRegion {
		f.mistake(
			"Entry.RoleName",
			"is %s with LocalVault.EncryptionKey %s: farvault's entry session has no permission to use a key of the central "+
				"account",
			e.RoleName,
			CentralMultiRegion,
		)
	}
	if e.RoleName != "" && !slices.Contains(EntryRoles, e.RoleName) {
		f.mistake(
			"Entry.RoleName",
			"is %s: must be empty (the role of the StackSet), %s or %s",
			e.RoleName,
			EntryRoles[0],
			EntryRoles[1],
		)
	}
}
