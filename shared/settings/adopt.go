package settings

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/org"
)

// Adoption names what farvault may take over although it did not make it: the thing of one kind and name, in some
// accounts. Without one, what stands under a name of farvault's and carries no tag of its own is left alone and told.
type Adoption struct {
	// as `farvault chain diff` prints it: backup vault, KMS key, backup plan, role, event rule
	Kind     string   `yaml:"Kind"`
	Name     string   `yaml:"Name"`     // farvault-local, alias/farvault, ...
	Accounts []string `yaml:"Accounts"` // ids, or EveryAccount alone
}

// EveryAccount stands in an Adoption's Accounts for all accounts in scope.
const EveryAccount = "*"

// Covers reports whether the thing may be adopted in the account.
func (a Adoption) Covers(kind, name, account string) bool {
	return a.Kind == kind && a.Name == name &&
		(slices.Contains(a.Accounts, account) || slices.Contains(a.Accounts, EveryAccount))
}

// adoptable are the kinds that carry tags, each with the names that farvault gives. A selection goes with its plan, an
// access policy with its vault.
var adoptable = []struct {
	kind  string
	names func(Settings) []string
}{
	{"backup plan", func(s Settings) []string {
		var names []string
		for _, plan := range s.BackupPlans {
			names = append(names, plan.BackupPlanName)
		}
		return names
	}},
	{"backup vault", func(s Settings) []string {
		return []string{s.LocalVault.BackupVaultName, s.CentralVault.BackupVaultName}
	}},
	{"event rule", func(Settings) []string { return []string{"farvault-forward"} }},
	{"KMS key", func(Settings) []string { return []string{"alias/farvault"} }},
	{"role", func(Settings) []string { return []string{"farvault-backup", "farvault-event-forwarder"} }},
}

// AdoptableKinds are the kinds that an Adoption may name.
func AdoptableKinds() []string {
	var kinds []string
	for _, a := range adoptable {
		kinds = append(kinds, a.kind)
	}
	return kinds
}

// AdoptableNames are the names of a kind that farvault gives, and so may adopt.
func AdoptableNames(s Settings, kind string) []string {
	for _, a := range adoptable {
		if a.kind == kind {
			return a.names(s)
		}
	}
	return nil
}

func (f *file) checkAdopt(s Settings) {
	for i, a := range s.Adopt {
		path := fmt.Sprintf("Adopt[%d]", i)
		names := AdoptableNames(s, a.Kind)
		switch {
		case names == nil:
			f.mistake(path+".Kind", "is %q: must be one of %s", a.Kind, strings.Join(AdoptableKinds(), ", "))
		case !slices.ContainsFunc(names, func(name string) bool { return named(a.Name, name) }):
			f.mistake(
				path+".Name",
				"is %q: farvault makes no %s of that name, but %s",
				a.Name,
				a.Kind,
				strings.Join(names, " and "),
			)
		}
		f.checkAdoptAccounts(path+".Accounts", a.Accounts)
	}
}

// named reports whether a name is the setting's, or one that a vault's placeholder may make.
func named(name, setting string) bool {
	head, _, spread := strings.Cut(setting, "{")
	return name == setting && !spread || spread && strings.HasPrefix(name, head) && IsVaultName(name)
}

func (f *file) checkAdoptAccounts(path string, accounts []string) {
	if len(accounts) == 0 {
		f.mistake(path, `is missing: name the accounts, or write "*" for every account in scope`)
	}
	if len(accounts) > 1 && slices.Contains(accounts, EveryAccount) {
		f.mistake(path, `names "*" beside other accounts: "*" is every account in scope`)
		return
	}
	f.checkList(path, accounts, func(id string) string {
		if id == EveryAccount || org.IsAccountID(id) {
			return ""
		}
		return `must be an account id of 12 digits, or "*"`
	})
}
