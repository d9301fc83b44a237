package proof

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

// VaultProtection is the precondition that something keeps the central vault's backups from being deleted.
const VaultProtection = "vault-protection"

// Protections say of each central vault that is there whether a lock or a Deny in its access policy keeps its backups.
func Protections(central chain.ChangeSet) []Precondition {
	var out []Precondition
	for _, link := range central.Desired.Links {
		vault, is := link.(chain.BackupVault)
		if !is {
			continue
		}
		found, there := central.Seen.Found[vault.Ref()]
		got, is := found.Link.(chain.BackupVault)
		if !there || !is {
			continue // the missing vault is told by its own link
		}
		p := Precondition{
			Name:    VaultProtection,
			Account: got.Account,
			Outcome: Pass,
			Why:     "vault " + got.Name + " in " + got.Region,
		}
		ref := chain.VaultAccessPolicy{Account: got.Account, Region: got.Region, Vault: got.Name}.Ref()
		if got.Lock == nil && got.Type != chain.AirGappedVault && !deniesDeletion(central.Seen.Found[ref].Link) {
			p.Outcome = Fail
			p.Why = fmt.Sprintf(
				"nothing protects the backups in vault %s in %s: whoever may call backup:DeleteRecoveryPoint in the "+
					"account can delete all of them. Write DenyDeletion: true with BreakGlassPrincipalArns under CentralVault in "+
					"infra/settings.yaml and deploy, or lock the vault",
				got.Name,
				got.Region,
			)
			p.Command = fmt.Sprintf("aws backup put-backup-vault-lock-configuration --region %s --backup-vault-name %s "+
				"--min-retention-days DAYS", got.Region, got.Name)
		}
		out = append(out, p)
	}
	return out
}

// deniesDeletion reports whether a vault's access policy denies the deletion of recovery points to all but a few.
func deniesDeletion(link chain.Link) bool {
	p, is := link.(chain.VaultAccessPolicy)
	return is && slices.ContainsFunc(p.Policy.Statement, func(s policy.Statement) bool {
		return s.Effect == policy.Deny && slices.ContainsFunc(s.Action, func(action string) bool {
			return strings.EqualFold(action, "backup:DeleteRecoveryPoint")
		})
	})
}
