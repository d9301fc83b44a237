package chain

import (
	"slices"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// Desire is the chain that an account should have: the central account its vaults, a member its
// backups, their copies and their events. Whether the account is in scope is InScope's to say.
func Desire(s settings.Settings, place Deployment, account org.Account) Chain {
	d := desirer{settings: s, deployment: place}
	if account.ID == place.CentralAccountID {
		c := d.centralChain()
		if c.Regions = place.CentralRegions(s); s.CentralVault.PerAccount() {
			c.VaultPerAccount = s.CentralVault.BackupVaultName
		}
		return c
	}
	own, others := PlansFor(s, account)
	d.settings = own
	c := d.memberChain(account.ID)
	c.Others = others
	c.Regions = slices.Clone(place.Regions(s))
	return c
}

// desirer makes the links of chains: what to wish for, and where farvault runs.
type desirer struct {
	settings   settings.Settings
	deployment Deployment
}

func (d desirer) memberChain(account string) Chain {
	c := Chain{Account: account}
	regions := d.deployment.Regions(d.settings)
	slr := BackupServiceLinkedRole(account)
	slr.Evidence = BackupVault{Account: account, Region: regions[0], Name: d.settings.LocalVault.BackupVaultName}.Ref()
	c.Links = append(c.Links, slr, d.backupRole(account), d.forwarderRole(account))
	for _, region := range regions {
		c.Links = append(c.Links, d.memberLinks(account, region)...)
	}
	c.Adopt = d.adoptable(c.Links)
	return c
}

// BackupServiceLinkedRole is AWSServiceRoleForBackup. In the central account it makes the copies;
// in a member it must be there before AWS Backup does anything.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/manage-cross-account.html
func BackupServiceLinkedRole(account string) ServiceLinkedRole {
	return ServiceLinkedRole{Account: account, Service: "backup.amazonaws.com", Name: "AWSServiceRoleForBackup"}
}

func (d desirer) memberLinks(account, region string) []Link {
	var links []Link
	local, place := d.settings.LocalVault, d.deployment
	vault := BackupVault{
		Account: account,
		Region:  region,
		Name:    local.BackupVaultName,
		Type:    StandardVault,
		Lock:    lockOf(local),
	}
	switch local.EncryptionKey {
	case settings.AWSManaged:
		vault.AWSManagedKey = true
	case settings.CentralMultiRegion:
		key := d.sharedKey(region)
		links, vault.SharedKey = append(links, key), key.Ref()
	default:
		document := policy.LocalVaultKey(place.Partition, account, place.CentralAccountID)
		links = append(links, vaultKey(account, region, document, place.Keeper(d.settings.Entry, account)))
	}
	links = append(links, vault)
	if deny := d.denials(local, place.EnteredARN(d.settings.Entry, account)); deny != nil {
		links = append(
			links,
			VaultAccessPolicy{Account: account, Region: region, Vault: vault.Name, Policy: policy.New(deny...)},
		)
	}
	links = append(links, d.optIn(account, region), d.forwardingRule(account, region))
	for _, plan := range d.settings.BackupPlans {
		links = append(links, d.backupPlan(account, region, plan), d.selection(account, region, plan))
	}
	return links
}

// vaultKey is the vault's key, kept by the role that reconciles the account.
func vaultKey(account, region string, document policy.Document, keeperARN string) Key {
	document.Statement = append(document.Statement, policy.KeyKeeperStatement(keeperARN))
	return Key{Account: account, Region: region, Alias: KeyAlias, Policy: document, Rotation: true, State: KeyEnabled}
}

func (d desirer) optIn(account, region string) OptIn {
	return OptIn{
		Account:       account,
		Region:        region,
		ResourceTypes: allOn(d.settings.OptIn),
		Managed:       allOn(d.settings.Managed),
	}
}

func allOn(types []string) map[string]bool {
	on := make(map[string]bool, len(types))
	for _, name := range types {
		on[name] = true
	}
	return on
}

// backupPlan is the plan with what AWS fills in where a rule says nothing, so that what is read back compares.
func (d desirer) backupPlan(account, region string, plan settings.BackupPlan) BackupPlan {
	p := BackupPlan{Account: account, Region: region, Name: plan.BackupPlanName, WindowsVSS: plan.WindowsVSS}
	for _, rule := range d.settings.PlanFor(plan, account).Rules {
		p.Rules = append(p.Rules, BackupRule{
			Name:                    rule.RuleName,
			TargetBackupVaultName:   d.settings.LocalVault.BackupVaultName,
			ScheduleExpression:      rule.ScheduleExpression,
			Timezone:                or(rule.ScheduleExpressionTimezone, settings.DefaultTimezone),
			StartWindowMinutes:      or(rule.StartWindowMinutes, settings.DefaultWindow),
			CompletionWindowMinutes: or(rule.CompletionWindowMinutes, settings.DefaultCompletionWindow),
			Lifecycle:               Lifecycle(rule.Lifecycle),
			CopyActions:             d.copyActions(account, region, rule),
			ContinuousBackup:        rule.EnableContinuousBackup,
			RecoveryPointTags:       tagsOf(rule.RecoveryPointTags),
		})
	}
	return p
}

// tagsOf is nil for a list that is not written: what the plan has then stays.
func tagsOf(list []settings.Tag) map[string]string {
	if list == nil {
		return nil
	}
	tags := map[string]string{}
	for _, t := range list {
		tags[t.Key] = t.Value
	}
	return tags
}

func (d desirer) copyActions(account, region string, rule settings.BackupRule) []CopyAction {
	var actions []CopyAction
	for _, c := range rule.Copies() {
		actions = append(actions, CopyAction{
			DestinationBackupVaultARN: d.deployment.CentralVaultARN(d.settings, or(c.DestinationRegion, region), account),
			Lifecycle:                 Lifecycle(rule.CopyLifecycleOf(c)),
		})
	}
	return actions
}

func (d desirer) selection(account, region string, plan settings.BackupPlan) Selection {
	return Selection{
		Account: account,
		Region:  region,
		Plan:    plan.BackupPlanName,
		Name:    plan.Selection.SelectionName,
		RoleARN: d.deployment.RoleARN(account, BackupRole),
		Picks:   plan.Selection.Picking(d.deployment.Partition),
	}
}

// or is a value, or the default where it is zero.
func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
