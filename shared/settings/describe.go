package settings

import "strings"

// descriptions say what each property is for, by its path; editors show them, and docs/settings.md is made of them.
// What several paths share has one row, by the name that begins with a dot: it describes every path that ends with it.
var descriptions = map[string]string{
	"Scope": "The accounts that farvault protects. Left empty: every active member of the organization. Exclude wins " +
		"over Include.",
	"Scope.IncludeOrganizationalUnits": "Protect only the accounts of these organizational units (OUs) and of the OUs " +
		"below them.",
	"Scope.ExcludeOrganizationalUnits": "Leave out the accounts of these OUs and of the OUs below them.",
	"Scope.IncludeAccounts": "Protect only these accounts, in addition to those of " +
		"IncludeOrganizationalUnits.",
	"Scope.ExcludeAccounts": "Leave out these accounts.",
	"Scope.IncludeTags": "Protect only accounts that have one of these tags in AWS Organizations, in addition to those " +
		"of the other Include lists.",
	"BackupPlans[].Scope": "The accounts, of those in the settings' Scope, that get this plan. Left empty: all of them.",
	"Scope.ExcludeTags":   "Leave out accounts that have one of these tags in AWS Organizations.",
	"Entry":               "How farvault enters an account to prepare it.",
	"Entry.RoleName": "Empty: the role of the StackSet of `infra/member.yaml`. Otherwise farvault enters this " +
		"administrator role through the management account, restricted by a session policy; set the parameter " +
		"EntryRoleName of `infra/management.yaml` too. Reading always takes the StackSet's reader role.",
	"Regions":      "The Regions in which farvault protects members. Empty: the home Region.",
	"CentralVault": "The vault in the central account that receives every copy.",
	"LocalVault":   "The vault in each member that receives its backups.",
	"CentralVault.BackupVaultName": "The name, which begins with `farvault`: the roles of the templates have permission " +
		"for no other vault. `{shard:8}` spreads the accounts over 8 vaults (a vault holds 1,000,000 recovery points); " +
		"`{account}` gives each account a vault (300 vaults a Region).",
	"LocalVault.BackupVaultName": "The name, which begins with `farvault`.",
	"CentralVault.EncryptionKey": "CustomerManaged, also where left out: a key that farvault creates. For a " +
		"logically air-gapped vault, left " +
		"out: a key that AWS owns.",
	"LocalVault.EncryptionKey": "CustomerManaged, also where left out: a key that farvault creates in each " +
		"account and Region, 1 USD a month " +
		"each. CentralMultiRegion: one key of the central account with a replica in each Region. AWSManaged: free, but " +
		"AWS Backup cannot copy fully managed types out of it.",
	".DenyDeletion": "true: the vault's access policy denies the deletion of backups, and changes of the policy, to " +
		"everybody except BreakGlassPrincipalArns. farvault can still write its policy, and AWS Backup still deletes " +
		"what has expired.",
	".BreakGlassPrincipalArns": "The roles that DenyDeletion does not deny. `*` in the account's place stands for every " +
		"account. Name a role that few people can assume.",
	".Lock": "governance: you lock the vault with AWS Backup Vault Lock, for the shortest retention of the rules. " +
		"farvault checks every rule against it and prints the command; only people lock a vault.",
	".LockConfiguration": "The lock that you put on the vault, instead of Lock, with its own " +
		"bounds.",
	".LockConfiguration.MinRetentionDays": "The shortest retention that the lock accepts.",
	".LockConfiguration.MaxRetentionDays": "The longest retention that the lock accepts.",
	".LockConfiguration.ChangeableForDays": "Compliance mode: after these days nobody can remove the lock, AWS " +
		"included.",
	".LockConfiguration.ConfirmComplianceMode": "true confirms compliance mode; ChangeableForDays is refused without " +
		"it.",
	"CentralVault.LogicallyAirGappedBackupVault": "A logically air-gapped vault as the central vault. It is locked in " +
		"compliance mode from its creation. Some resource types cannot be copied into it; farvault reports which.",
	"LocalVault.LogicallyAirGappedBackupVault": "Refused: a logically air-gapped vault is a target of copies " +
		"here.",
	".LogicallyAirGappedBackupVault.MinRetentionDays": "The shortest retention that the vault accepts. Nobody can " +
		"change it later.",
	".LogicallyAirGappedBackupVault.MaxRetentionDays": "The longest retention that the vault accepts. Nobody can " +
		"change it later.",
	".LogicallyAirGappedBackupVault.ConfirmComplianceMode": "true confirms that nobody can undo this lock.",
	"ResourceTypeOptIn": "The resource types that are switched on for AWS Backup in every member. A selection by tag " +
		"skips a type that is switched off: no job, no event, no backup. farvault switches types on, never off.",
	"ResourceTypeManagement": "The types for which farvault switches on full AWS Backup management. AWS Backup cannot " +
		"copy a backup of DynamoDB without it.",
	"BackupPlans":                  "The backup plans that every account in scope gets.",
	"BackupPlans[].BackupPlanName": "The plan's name.",
	"BackupPlans[].Rules": "The rules. Each backs up to the local vault and copies to the central " +
		"vault.",
	"BackupPlans[].Rules[].RuleName": "The rule's name.",
	"BackupPlans[].WindowsVSS": "Application-consistent backups of EC2 instances with Windows. Left out: as it " +
		"is.",
	"BackupPlans[].Selection":  "The resources that the plan backs up.",
	".Selection.SelectionName": "The selection's name.",
	".Selection.ResourceTypes": "Only resources of these types. Left empty: every type.",
	".Selection.NotResources": "Leave out these resources: ARNs, with `*` for any text. With `Conditions` and no TagKey " +
		"the plan backs up all but what they leave out.",
	".Selection.Conditions":               "Conditions on tags in place of TagKey and TagValue; all must hold.",
	".StringEquals":                       "The tag has this value.",
	".StringNotEquals":                    "The tag has another value, or is missing.",
	".StringLike":                         "The tag's value is like this one, with `*` for any text.",
	".StringNotLike":                      "The tag's value is not like this one, or the tag is missing.",
	".ConditionKey":                       "`aws:ResourceTag/` and the key of a tag. Case counts.",
	".ConditionValue":                     "The value to compare the tag's value with. Case counts.",
	".Selection.TagKey":                   "Resources with this tag are backed up. Case counts.",
	".Selection.TagValue":                 "The tag's value. Case counts.",
	".Rules[].ScheduleExpression":         "When the rule runs, as a cron expression of AWS with six fields.",
	".Rules[].ScheduleExpressionTimezone": "The time zone of the schedule. Left out: UTC.",
	".Rules[].StartWindowMinutes":         "How long AWS Backup can take to start a job. Left out: 480.",
	".Rules[].CompletionWindowMinutes": "How long a job can run, at least 60 minutes more than the start window. Left " +
		"out: 10,080.",
	".Rules[].EnableContinuousBackup": "Backups that can be restored to a point in time, kept for at most 35 " +
		"days.",
	".Rules[].RecoveryPointTags": "Tags for every backup of the rule. Left out: as they are in the account.",
	".Rules[].CopyActions": "The copies to central vaults. Left out: one, to the central vault of the backup's own " +
		"Region.",
	".CopyActions[].DestinationRegion": "The Region of the central vault. Left out: the backup's own.",
	".CopyActions[].Lifecycle": "How long this copy is kept. Left out: CopyLifecycle, otherwise " +
		"Lifecycle.",
	".Rules[].Lifecycle":        "How long the rule's backups are kept, and where.",
	".Rules[].CopyLifecycle":    "How long copies are kept. Left out: as Lifecycle says.",
	"Lifecycle.DeleteAfterDays": "The days after which AWS Backup deletes a backup.",
	"Lifecycle.MoveToColdStorageAfterDays": "The days after which a backup moves to cold storage, at least 90 before " +
		"DeleteAfterDays. `farvault check` names the types that stay warm.",
	"Lifecycle.OptInToArchiveForSupportedResources": "true moves EBS snapshots to the archive, in rules that run " +
		"monthly " +
		"or more rarely.",
	"Tags[].Key":   "The tag's key. Case counts.",
	"Tags[].Value": "The tag's value. Case counts.",
	"StartSpreadMinutes": "The number of minutes over which the accounts' starts are spread. Thousands of accounts that " +
		"start in one minute exceed the central account's limit of concurrent copies. Each account always starts at the " +
		"same minute. A change moves the backups of every account.",
	"PermissionsBoundary": "Path and name of the policy that bounds the roles that farvault creates in members. Set the " +
		"parameter PermissionsBoundary of `infra/member.yaml` too.",
	"TrustSourceConditions": "true: AWS Backup and EventBridge can use the roles that farvault creates in a member for " +
		"that account and rule only. Files without the line have false.",
	"Adopt": "What farvault takes over although it did not create it. It refuses where that would remove a policy " +
		"statement, a rule or a selection, or would change a lock.",
	"Adopt[].Kind":     "The kind of the thing.",
	"Adopt[].Name":     "Its name.",
	"Adopt[].Accounts": "The accounts in which it can be taken over; `*` is every account.",
	"Alerts":           "When farvault notifies, and whom.",
	"Alerts.GroupInterval": "How long a message about more of the same problem waits. The first message does not wait " +
		"for it.",
	"Alerts.RepeatInterval": "How long until an open problem is reported again.",
	"Alerts.MaxCopyAge": "The allowed age of the newest good copy. A plan that runs more rarely has its windows and 4 " +
		"hours after each run.",
	"Alerts.MaxMessagesPerHour": "Above half of it, further failures are one message for each cause.",
	"Alerts.Receivers":          "Those who are notified, in addition to `default` and `digest`.",
	"Alerts.Receivers[].Name": "The name, by which subscriptions of the topic filter: `{\"receivers\": " +
		"[\"NAME\"]}`.",
	"Alerts.Receivers[].SlackSecretName": "A secret with the URL of the receiver's Slack webhook. Left out: no " +
		"Slack.",
	"Alerts.Routes": "Who is notified of what. The first route that matches decides. What no route matches goes to " +
		"`default`.",
	"Alerts.Routes[].Receiver": "A name of Receivers, or `default`, or `digest` for the daily digest " +
		"only.",
	"Alerts.Routes[].OrganizationalUnits": "The route is for accounts of these OUs and of the OUs below them.",
	"Alerts.Routes[].Accounts":            "The route is for these accounts.",
	"Alerts.Routes[].Tags": "The route is for accounts that have one of these tags in AWS " +
		"Organizations.",
	"Alerts.Routes[].Categories": "The route is for causes of these categories.",
	"Alerts.Routes[].Severities": "The route is for these severities.",
	"Alerts.Routes[].Continue":   "true: the next route that matches counts too.",
	"Alerts.AmazonQDeveloper": "true: https subscriptions of the topic get the custom notifications of Amazon Q " +
		"Developer in chat applications. false: they get the text of the mail.",
	"Mend":                "What farvault repairs without asking.",
	"Mend.Enabled":        "false switches all of Mend off.",
	"Mend.Reconcile":      "Repair what is farvault's own: key policy, vault policy, plan, role.",
	"Mend.RestartCopies":  "Then restart the copies that failed because of it.",
	"Mend.RetryTransient": "Restart a copy that failed with a transient cause once, 10 to 30 minutes later.",
	"Mend.MaxRestarts":    "Restarts for one failed recovery point, in addition to that one.",
	"Breaker": "Stops a run over all accounts that would change too many of them, until somebody allows it with " +
		"`farvault breaker allow`. Accounts that are protected for the first time do not count.",
	"Breaker.MaxAccountsPercentage": "The share of the accounts in scope that a run can change.",
	"Breaker.MinAccounts":           "The number of accounts that a run can always change.",
}

// description is what a property is for: the row of its whole path, otherwise the longest row of several names that it
// ends with; empty where no row fits, which a test refuses.
func description(path string) string {
	if text, ok := descriptions[path]; ok {
		return text
	}
	best := ""
	for suffix := range descriptions {
		if len(suffix) > len(best) && strings.Contains(suffix, ".") && strings.HasSuffix(path, suffix) {
			best = suffix
		}
	}
	return descriptions[best]
}
