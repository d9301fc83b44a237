package settings

import (
	"fmt"
	"regexp"

	"farvault/shared/org"
)

// VaultPrefix begins the name of every vault of farvault: template.yaml and
// infra/member.yaml let its roles touch no other vault.
const VaultPrefix = "farvault"

// The patterns of names, from the API's model.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
var (
	vaultName = regexp.MustCompile(`^[a-zA-Z0-9\-_]{2,50}$`)
	planName  = regexp.MustCompile(`^[a-zA-Z0-9\-_.]{1,50}$`)
	unitID    = regexp.MustCompile(`^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$`)
	region    = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
)

// IsVaultName reports whether AWS Backup would take a vault's name.
func IsVaultName(name string) bool { return vaultName.MatchString(name) }

// IsPlanName reports whether AWS Backup would take the name of a plan, rule or selection.
func IsPlanName(name string) bool { return planName.MatchString(name) }

// checkName checks the name of a plan, rule or selection.
func (f *file) checkName(path, name string) {
	switch {
	case name == "":
		f.mistake(path, `is missing: must be 1 to 50 letters, digits, "-", "_" and "."`)
	case !IsPlanName(name):
		f.mistake(path, `is %q: must be 1 to 50 letters, digits, "-", "_" and "."`, name)
	}
}

func (f *file) checkScope(s Settings) {
	f.checkScopeOf("Scope", s.Scope)
	f.checkList("Regions", s.Regions, func(name string) string {
		if region.MatchString(name) {
			return ""
		}
		return "must be a Region's name, such as eu-west-1"
	})
}

// checkScopeOf checks the scope of all accounts, or of a plan.
func (f *file) checkScopeOf(at string, s Scope) {
	unit := func(id string) string {
		if unitID.MatchString(id) {
			return ""
		}
		return "must be an organizational unit's id, such as ou-ab12-11111111 " +
			"(for the whole organization leave the list empty)"
	}
	account := func(id string) string {
		if org.IsAccountID(id) {
			return ""
		}
		return "must be an account id of 12 digits"
	}
	f.checkList(at+".IncludeOrganizationalUnits", s.IncludeOrganizationalUnits, unit)
	f.checkList(at+".ExcludeOrganizationalUnits", s.ExcludeOrganizationalUnits, unit)
	f.checkList(at+".IncludeAccounts", s.IncludeAccounts, account)
	f.checkList(at+".ExcludeAccounts", s.ExcludeAccounts, account)
	f.checkAccountTags(at+".IncludeTags", s.IncludeTags)
	f.checkAccountTags(at+".ExcludeTags", s.ExcludeTags)
}

func (f *file) checkAccountTags(at string, tags []Tag) {
	for i, tag := range tags {
		path := fmt.Sprintf("%s[%d]", at, i)
		if tag.Key == "" || !f.written(path+".Value") {
			f.mistake(path, "needs a Key and a Value, for a tag of the account")
		}
	}
}

// checkList judges each item of a list and refuses what stands in it twice.
func (f *file) checkList(path string, items []string, judge func(string) string) {
	seen := map[string]bool{}
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch wrong := judge(item); {
		case wrong != "":
			f.mistake(at, "is %q: %s", item, wrong)
		case seen[item]:
			f.mistake(at, "is %s, which is already in the list", item)
		}
		seen[item] = true
	}
}
