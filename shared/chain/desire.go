package chain

import (
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// Desire is the chain that an account should have: the central account its vaults, a member its
// backups, their copies and their events. Whether the account is in scope is InScope's to say.
func Desire(s settings.Settings, place Deployment, account org.Account) Chain {
	if account.ID == place.CentralAccountID {
		return centralChain(s, place)
	}
	c := Chain{Account: account.ID}
	regions := place.Regions(s)
	slr := BackupServiceLinkedRole(account.ID)
	slr.Evidence = BackupVault{Account: account.ID, Region: regions[0], Name: s.LocalVault.BackupVaultName}.Ref()
	c.Links = append(c.Links, slr, backupRole(s, place, account.ID), forwarderRole(s, place, account.ID))
	for _, region := range regions {
		c.Links = append(c.Links, memberLinks(s, place, account.ID, region)...)
	}
	c.Adopt = adoptable(s, c.Links)
	return c
}

// BackupServiceLinkedRole is AWSServiceRoleForBackup. In the central account it makes the copies;
// in a member it must be there before AWS Backup does anything.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/manage-cross-account.html
func BackupServiceLinkedRole(account string) ServiceLinkedRole {
	return ServiceLinkedRole{Account: account, Service: "backup.amazonaws.com", Name: "AWSServiceRoleForBackup"}
}

func memberLinks(s settings.Settings, place Deployment, account, region string) []Link {
	var links []Link
	vault := BackupVault{
		Account: account,
		Region:  region,
		Name:    s.LocalVault.BackupVaultName,
		Type:    StandardVault,
		Lock:    lockOf(s.LocalVault),
	}
	switch s.LocalVault.EncryptionKey {
	case settings.AWSManaged:
		vault.AWSManagedKey = true
	case settings.CentralMultiRegion:
		key := sharedKey(place, region)
		links, vault.SharedKey = append(links, key), key.Ref()
	default:
		links = append(
			links,
			vaultKey(
				account,
				region,
				policy.LocalVaultKey(place.Partition, account, place.CentralAccountID),
				place.Keeper(s.Entry, account),
			),
		)
	}
	links = append(links, vault)
	if deny := denials(s.LocalVault, place, place.EnteredARN(s.Entry, account)); deny != nil {
		links = append(
			links,
			VaultAccessPolicy{Account: account, Region: region, Vault: vault.Name, Policy: policy.New(deny...)},
		)
	}
	links = append(links, optIn(account, region, s), forwardingRule(place, account, region))
	for _, plan := range s.BackupPlans {
		links = append(links, backupPlan(s, place, account, region, plan), selection(place, account, region, plan))
	}
	return links
}

// vaultKey is the vault's key, kept by the role that reconciles the account.
func vaultKey(account, region string, document policy.Document, keeperARN string) Key {
	document.Statement = append(document.Statement, policy.KeyKeeperStatement(keeperARN))
	return Key{Account: account, Region: region, Alias: KeyAlias, Policy: document, Rotation: true, State: KeyEnabled}
}

func optIn(account, region string, s settings.Settings) OptIn {
	return OptIn{Account: account, Region: region, ResourceTypes: allOn(s.OptIn), Managed: allOn(s.Managed)}
}

func allOn(types []string) map[string]bool {
	on := make(map[string]bool, len(types))
	for _, name := range types {
		on[name] = true
	}
	return on
}

// What AWS fills in where a rule says nothing, written out so that what is read back compares.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
const (
	defaultTimezone                = "Etc/UTC"
	defaultStartWindowMinutes      = 8 * 60
	defaultCompletionWindowMinutes = 7 * 24 * 60
)

func backupPlan(s settings.Settings, place Deployment, account, region string, plan settings.BackupPlan) BackupPlan {
	p := BackupPlan{Account: account, Region: region, Name: plan.BackupPlanName, WindowsVSS: plan.WindowsVSS}
	for _, rule := range s.PlanFor(plan, account).Rules {
		p.Rules = append(p.Rules, BackupRule{
			Name:                    rule.RuleName,
			TargetBackupVaultName:   s.LocalVault.BackupVaultName,
			ScheduleExpression:      rule.ScheduleExpression,
			Timezone:                or(rule.ScheduleExpressionTimezone, defaultTimezone),
			StartWindowMinutes:      or(rule.StartWindowMinutes, defaultStartWindowMinutes),
			CompletionWindowMinutes: or(rule.CompletionWindowMinutes, defaultCompletionWindowMinutes),
			Lifecycle:               Lifecycle(rule.Lifecycle),
			CopyActions:             copyActions(s, place, account, region, rule),
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

func copyActions(s settings.Settings, place Deployment, account, region string, rule settings.BackupRule) []CopyAction {
	var actions []CopyAction
	for _, c := range rule.Copies() {
		actions = append(actions, CopyAction{
			DestinationBackupVaultARN: place.CentralVaultARN(s, or(c.DestinationRegion, region), account),
			Lifecycle:                 Lifecycle(rule.CopyLifecycleOf(c)),
		})
	}
	return actions
}

func selection(place Deployment, account, region string, plan settings.BackupPlan) Selection {
	return Selection{
		Account:      account,
		Region:       region,
		Plan:         plan.BackupPlanName,
		Name:         plan.Selection.SelectionName,
		RoleARN:      place.RoleARN(account, BackupRole),
		Resources:    []string{"*"},
		StringEquals: map[string]string{"aws:ResourceTag/" + plan.Selection.TagKey: plan.Selection.TagValue},
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
