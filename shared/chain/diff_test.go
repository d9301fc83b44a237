package chain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

func TestDiffOfWhatIsDesiredIsEmpty(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"member": chaintest.Member, "central": chaintest.Central} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chaintest.Desired(account)
			if set := chain.Diff(c, chaintest.Standing(c)); !set.Empty() {
				t.Errorf("an account that is as desired has changes:\n%s", chaintest.Text(set))
			}
		})
	}
}

func TestDiffFromNothingCreatesEveryLinkInOrder(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"member": chaintest.Member, "central": chaintest.Central} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chaintest.Desired(account)
			set := chain.Diff(c, chain.Observed{})
			if len(set.Changes) != len(c.Links) {
				t.Errorf("%d links, %d changes", len(c.Links), len(set.Changes))
			}
			for _, change := range set.Changes {
				if change.Op != chain.Create {
					t.Errorf("%s: want create", chaintest.Lines([]chain.Change{change}))
				}
			}
			ordered(t, set)
		})
	}
}

// ordered fails unless each change stands after the changes to what it needs.
func ordered(t interface{ Errorf(string, ...any) }, set chain.ChangeSet) {
	at := map[chain.Ref]int{}
	for i, c := range set.Changes {
		at[c.Ref] = i
	}
	for i, c := range set.Changes {
		for _, need := range c.Want.After() {
			if j, changes := at[need]; changes && j > i {
				t.Errorf("%s stands before %s, which it needs", c.Ref, need)
			}
		}
	}
}

// drifted changes one link of a standing account; nil takes it away.
func drifted[L chain.Link](change func(*L)) func(map[chain.Ref]chain.Found) {
	return func(found map[chain.Ref]chain.Found) {
		for _, ref := range slices.SortedFunc(keys(found), byName) {
			if l, ok := found[ref].Link.(L); ok {
				change(&l)
				found[ref] = chain.Found{Link: l, Owned: true}
				return
			}
		}
	}
}

func TestDriftOfEachAttribute(t *testing.T) {
	t.Parallel()
	opened := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)
	rule := func(change func(*chain.BackupRule)) func(map[chain.Ref]chain.Found) {
		return drifted(func(p *chain.BackupPlan) {
			p.Rules = slices.Clone(p.Rules)
			change(&p.Rules[0])
		})
	}
	tests := map[string]struct {
		account string
		drift   func(map[chain.Ref]chain.Found)
		want    []string
	}{
		"the central vault's policy was replaced": {chaintest.Central, drifted(func(p *chain.VaultAccessPolicy) { p.Policy = opened }), []string{
			`update vault access policy farvault in 111122223333/eu-west-1: AccessPolicy AllowCopyFromOrganization: want {"Sid":"AllowCopyFromOrganization","Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}, got (none); AccessPolicy Open: want (none), got {"Sid":"Open","Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}`}},
		"a key without its alias": {chaintest.Member, drifted(func(k *chain.Key) { k.Alias = "" }), []string{
			`update KMS key alias/farvault in 222233334444/eu-west-1: AliasName: want alias/farvault, got (none)`}},
		"a key's policy": {chaintest.Central, drifted(func(k *chain.Key) { k.Policy = policy.Document{} }), []string{
			`update KMS key alias/farvault in 111122223333/eu-west-1: KeyPolicy EnableIAMPolicies: want {"Sid":"EnableIAMPolicies","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}, got (none); KeyPolicy ProvisionerKeepsKey: want {"Sid":"ProvisionerKeepsKey","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/farvault/farvault-provision"},"Action":["kms:CreateAlias","kms:DescribeKey","kms:EnableKeyRotation","kms:PutKeyPolicy","kms:CreateGrant","kms:Decrypt","kms:GenerateDataKey","kms:RetireGrant"],"Resource":"*","Condition":{"BoolIfExists":{"kms:GrantIsForAWSResource":"true"}}}, got (none)`}},
		"a key that does not rotate": {chaintest.Member, drifted(func(k *chain.Key) { k.Rotation = false }), []string{
			`update KMS key alias/farvault in 222233334444/eu-west-1: KeyRotationEnabled: want true, got false`}},
		"a key about to be deleted is for people": {chaintest.Member, drifted(func(k *chain.Key) { k.State, k.Rotation = "PendingDeletion", false }), []string{
			`needs decision KMS key alias/farvault in 222233334444/eu-west-1: somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if that was a mistake: KeyState: want Enabled, got PendingDeletion`}},
		"a vault of another key is for people": {chaintest.Member, drifted(func(v *chain.BackupVault) { v.KeyARN = "arn:aws:kms:eu-west-1:222233334444:key/other" }), []string{
			`needs decision backup vault farvault-local in 222233334444/eu-west-1: a vault's key cannot be changed: it takes a new vault: EncryptionKeyArn: want arn:aws:kms:eu-west-1:222233334444:key/1234abcd, got arn:aws:kms:eu-west-1:222233334444:key/other`}},
		"a role's trust": {chaintest.Member, drifted(func(r *chain.Role) { r.Trust = policy.Trust("ec2.amazonaws.com") }), []string{
			`update role farvault-backup in 222233334444: AssumeRolePolicyDocument AllowService: want {"Sid":"AllowService","Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}, got {"Sid":"AllowService","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`}},
		"a managed policy detached": {chaintest.Member, drifted(func(r *chain.Role) { r.ManagedPolicies = r.ManagedPolicies[:3] }), []string{
			`update role farvault-backup in 222233334444: AttachedManagedPolicies: want arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore, got arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup`}},
		"a further managed policy is left alone": {chaintest.Member, drifted(func(r *chain.Role) {
			r.ManagedPolicies = append(slices.Clone(r.ManagedPolicies), "arn:aws:iam::222233334444:policy/more")
		}), nil},
		"a role without its boundary is for people": {chaintest.Member, drifted(func(r *chain.Role) { r.PermissionsBoundary = "" }), []string{
			`needs decision role farvault-backup in 222233334444: only people change a role's permissions boundary; in account 222233334444 run: aws iam put-role-permissions-boundary --role-name farvault-backup --permissions-boundary arn:aws:iam::222233334444:policy/farvault/farvault-boundary: PermissionsBoundary: want arn:aws:iam::222233334444:policy/farvault/farvault-boundary, got (none)`}},
		"a type opted out": {chaintest.Member, drifted(func(o *chain.OptIn) { o.ResourceTypes = map[string]bool{"EBS": true, "EFS": false} }), []string{
			`update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: EFS: want true, got false`}},
		"a type that settings do not name is left alone": {chaintest.Member, drifted(func(o *chain.OptIn) {
			o.ResourceTypes = map[string]bool{"EBS": true, "EFS": true, "RDS": true}
		}), nil},
		"a plan without its copy action": {chaintest.Member, rule(func(r *chain.BackupRule) { r.CopyActions = nil }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup CopyAction: want copy to arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault (cold 30, delete 120), got (none)`}},
		"a schedule": {chaintest.Member, rule(func(r *chain.BackupRule) { r.ScheduleExpression = "cron(0 1 ? * 1 *)" }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup ScheduleExpression: want cron(0 12 * * ? *), got cron(0 1 ? * 1 *)`}},
		"a time zone": {chaintest.Member, rule(func(r *chain.BackupRule) { r.Timezone = "Asia/Tokyo" }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup ScheduleExpressionTimezone: want Etc/UTC, got Asia/Tokyo`}},
		"windows": {chaintest.Member, rule(func(r *chain.BackupRule) { r.StartWindowMinutes, r.CompletionWindowMinutes = 60, 120 }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup StartWindowMinutes: want 480, got 60; Rule DailyEBSBackup CompletionWindowMinutes: want 10080, got 120`}},
		"a rule into another vault": {chaintest.Member, rule(func(r *chain.BackupRule) { r.TargetBackupVaultName = "Default" }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup TargetBackupVaultName: want farvault-local, got Default`}},
		"continuous backup": {chaintest.Member, rule(func(r *chain.BackupRule) { r.ContinuousBackup = true }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup EnableContinuousBackup: want false, got true`}},
		"a retention that was shortened is made long again": {chaintest.Member, rule(func(r *chain.BackupRule) { r.Lifecycle.DeleteAfterDays = 7 }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup Lifecycle: want cold 30, delete 120, got cold 30, delete 7`}},
		"a retention longer than wished is for people, and holds nothing else": {chaintest.Member, rule(func(r *chain.BackupRule) { r.Lifecycle.DeleteAfterDays, r.Timezone = 0, "Asia/Tokyo" }), []string{
			`update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup ScheduleExpressionTimezone: want Etc/UTC, got Asia/Tokyo`,
			`needs decision backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: the settings keep backups for a shorter time than the plan does: Rule DailyEBSBackup Lifecycle: want cold 30, delete 120, got cold 30, delete never`}},
		"a further copy action is for people": {chaintest.Member, rule(func(r *chain.BackupRule) {
			r.CopyActions = append(slices.Clone(r.CopyActions), chain.CopyAction{DestinationBackupVaultARN: "arn:aws:backup:us-east-1:111122223333:backup-vault:more"})
		}), []string{
			`needs decision backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: taking a copy action away ends the copies it makes: Rule DailyEBSBackup CopyAction: want (none), got copy to arn:aws:backup:us-east-1:111122223333:backup-vault:more (cold never, delete never)`}},
		"a further rule is for people": {chaintest.Member, drifted(func(p *chain.BackupPlan) {
			p.Rules = append(slices.Clone(p.Rules), chain.BackupRule{Name: "more", ScheduleExpression: "cron(0 5 ? * * *)", Timezone: "Etc/UTC", TargetBackupVaultName: "Default"})
		}), []string{
			`needs decision backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: taking a rule out of a plan ends the backups it makes: Rule more: want (none), got cron(0 5 ? * * *), Etc/UTC, to Default, cold never, delete never`}},
		"a second plan is for people": {chaintest.Member, drifted(func(p *chain.BackupPlan) { p.Surplus = []string{"plan-2"} }), []string{
			`needs decision backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: a second plan of the same name backs everything up twice: BackupPlanId: want plan-1, got plan-1 plan-2`}},
		"a selection of another tag is replaced": {chaintest.Member, drifted(func(s *chain.Selection) {
			s.Picks.Conditions.StringEquals = []settings.TagCondition{{ConditionKey: "aws:ResourceTag/backup", ConditionValue: "weekly"}}
		}), []string{
			`replace backup selection CrossAccountBackupPlan/daily in 222233334444/eu-west-1: Conditions: want aws:ResourceTag/backup=daily, got aws:ResourceTag/backup=weekly`}},
		"a selection by another role": {chaintest.Member, drifted(func(s *chain.Selection) { s.RoleARN = "arn:aws:iam::222233334444:role/mine" }), []string{
			`replace backup selection CrossAccountBackupPlan/daily in 222233334444/eu-west-1: IamRoleArn: want arn:aws:iam::222233334444:role/farvault/farvault-backup, got arn:aws:iam::222233334444:role/mine`}},
		"a selection that says more": {chaintest.Member, drifted(func(s *chain.Selection) {
			s.Picks = settings.Picking{ListOfTags: []settings.TagCondition{{ConditionKey: "backup", ConditionValue: "daily"}}, Conditions: s.Picks.Conditions}
		}), []string{
			`replace backup selection CrossAccountBackupPlan/daily in 222233334444/eu-west-1: Resources: want *, got (none); ListOfTags: want (none), got backup=daily`}},
		"a selection left over": {chaintest.Member, drifted(func(s *chain.Selection) { s.Surplus = []string{"selection-0"} }), []string{
			`replace backup selection CrossAccountBackupPlan/daily in 222233334444/eu-west-1: SelectionId: want selection-1, got selection-1 selection-0`}},
		"a rule's pattern": {chaintest.Member, drifted(func(r *chain.EventRule) { r.EventPattern = `{"source":["aws.backup"]}` }), []string{
			`update event rule farvault-forward in 222233334444/eu-west-1: EventPattern: want farvault's own, got {"source":["aws.backup"]}`}},
		"a rule's pattern written otherwise is the same": {chaintest.Member, drifted(func(r *chain.EventRule) {
			r.EventPattern = strings.ReplaceAll(r.EventPattern, `":`, `" : `)
		}), nil},
		"a rule switched off": {chaintest.Member, drifted(func(r *chain.EventRule) { r.State = "DISABLED" }), []string{
			`update event rule farvault-forward in 222233334444/eu-west-1: State: want ENABLED, got DISABLED`}},
		"a rule without its target": {chaintest.Member, drifted(func(r *chain.EventRule) { r.TargetARN, r.TargetRoleARN = "", "" }), []string{
			`update event rule farvault-forward in 222233334444/eu-west-1: Target Arn: want arn:aws:events:eu-west-1:111122223333:event-bus/farvault, got (none); Target RoleArn: want arn:aws:iam::222233334444:role/farvault/farvault-event-forwarder, got (none)`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := chaintest.Desired(tt.account)
			seen := chaintest.Standing(c)
			tt.drift(seen.Found)
			if diff := cmp.Diff(tt.want, chaintest.Lines(chain.Diff(c, seen).Changes)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInlinePolicyOfTheForwardingRole(t *testing.T) {
	t.Parallel()
	c := chaintest.Desired(chaintest.Member)
	seen := chaintest.Standing(c)
	ref := chain.Role{Account: chaintest.Member, Name: chain.ForwarderRole}.Ref()
	role := seen.Found[ref].Link.(chain.Role)
	role.Inline = nil
	seen.Found[ref] = chain.Found{Link: role, Owned: true}
	want := []string{`update role farvault-event-forwarder in 222233334444: RolePolicy put-events-on-central-bus ForwardToCentralBus: want {"Sid":"ForwardToCentralBus","Effect":"Allow","Action":"events:PutEvents","Resource":"arn:aws:events:eu-west-1:111122223333:event-bus/farvault"}, got (none)`}
	if diff := cmp.Diff(want, chaintest.Lines(chain.Diff(c, seen).Changes)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// Whatever is missing, foreign or unread: nothing is written to what is not farvault's or could not be seen, nor to
// what hangs on it; the order holds; and once the writes are done, nothing is left but what people must settle.
func TestDiffLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := chaintest.Desired(rapid.SampledFrom([]string{chaintest.Member, chaintest.Central}).Draw(t, "account"))
		seen := chaintest.Standing(c)
		bad := map[chain.Ref]bool{}
		for _, link := range c.Links {
			ref := link.Ref()
			switch rapid.SampledFrom([]string{"right", "missing", "foreign", "unread"}).Draw(t, ref.String()) {
			case "missing":
				delete(seen.Found, ref)
			case "foreign":
				seen.Found[ref], bad[ref] = chain.Found{Link: chaintest.Made(link)}, true
			case "unread":
				seen.Unread[ref], bad[ref] = "access denied", true
			}
		}
		set := chain.Diff(c, seen)
		ordered(t, set)
		for _, change := range set.Writes() {
			for _, ref := range append(change.Want.After(), change.Ref) {
				if bad[ref] {
					t.Errorf("%s writes, but %s is foreign or unread", chaintest.Lines([]chain.Change{change}), ref)
				}
			}
			seen.Found[change.Ref] = chain.Found{Link: chaintest.Made(change.Want), Owned: true}
		}
		if rest := chain.Diff(c, seen).Writes(); len(rest) > 0 {
			t.Errorf("left to write after all writes: %v", chaintest.Lines(rest))
		}
	})
}
