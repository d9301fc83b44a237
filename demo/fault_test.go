package demo

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/catalog"
	"farvault/shared/policy"
	"farvault/simulator"
	simiam "farvault/simulator/iam"
)

// fault is one thing that somebody did to a chain that was well.
type fault struct {
	cause  string
	at     catalog.At
	ours   bool           // farvault puts it right by itself
	spares spared         // types whose copies it cannot stop
	aim    func(*copying) // done before the copies are started; nil: nothing
	inject func(*copying) // done while the copies are CREATED; nil: nothing
	remedy func(*copying) // what the remedy says in words; nil: what it prints is typed
	final  bool           // no remedy lets the same copy through
}

// faults are by what was done. Each is one condition of AWS's pages, broken.
var faults = map[string]fault{
	"the organization's switch is off": {cause: "cross-account-copy-disabled", at: catalog.Management, inject: func(c *copying) {
		c.locked(func(w *simulator.World) { w.Backup.SetGlobal("isCrossAccountBackupEnabled", "false") })
	}},
	"the member leaves the organization": {cause: "not-same-organization", at: catalog.Management, final: true, inject: func(c *copying) {
		c.locked(func(w *simulator.World) { w.Organizations.RemoveAccount(c.member) })
	}},

	"the vault's policy is deleted": {cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true, inject: func(c *copying) {
		_, err := c.backups(centralID).DeleteBackupVaultAccessPolicy(c.t.Context(), &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: &c.settings.CentralVault.BackupVaultName})
		c.must(err)
	}},
	"the vault's policy names another account": {cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true,
		inject: vaultPolicy(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}`)},
	"the vault's policy names another organization": {cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true,
		inject: vaultPolicy(`{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-zzzzzzzzzz"}}}`)},
	"the vault's policy names another unit": {cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true,
		inject: vaultPolicy(`{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-a1b2c3d4e5/r-ab12/ou-ab12-99999999/*"]}}}`)},
	"the vault's policy names another role": {cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true,
		inject: vaultPolicy(`{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/other-backup"}}}`)},
	"the vault's policy denies": {cause: "vault-policy-denies-copy", at: catalog.Destination, ours: true,
		inject: vaultPolicy(openVault + `,{"Sid":"Frozen","Effect":"Deny","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}`)},

	"the destination was never made": {cause: "vault-gone", at: catalog.Destination, final: true, aim: func(c *copying) {
		c.vault = strings.Replace(c.vault, ":farvault", ":farvault-old", 1)
	}},
	"the destination is the Default vault": {cause: "destination-vault-uses-aws-managed-key", at: catalog.Destination, final: true, aim: aimAt("Default")},
	"the destination has the key of AWS Backup": {cause: "destination-vault-uses-aws-managed-key", at: catalog.Destination, final: true,
		spares: theVaultsKeyCounts, aim: aimAt("plain")},
	"the vault is locked to longer retentions":  {cause: "retention-outside-vault-lock", at: catalog.Destination, inject: lock(90, 400), remedy: unlock},
	"the vault is locked to shorter retentions": {cause: "retention-outside-vault-lock", at: catalog.Destination, inject: lock(1, 30), remedy: unlock},
	"the destination's key is disabled":         {cause: "destination-key-unusable", at: catalog.Destination, inject: disable((*copying).centralKey)},
	"the destination's key will be deleted":     {cause: "destination-key-unusable", at: catalog.Destination, inject: scheduleDeletion((*copying).centralKey)},
	"the destination's key denies AWS Backup": {cause: "destination-key-unusable", at: catalog.Destination, ours: true, spares: theVaultsKeyCounts, inject: func(c *copying) {
		c.putKey(c.centralKey(), centralID, policy.MustParse(denyLinkedRole).Statement...)
	}},
	"the service-linked role is deleted": {cause: "service-linked-role-missing", at: catalog.Destination, inject: func(c *copying) {
		c.locked(func(w *simulator.World) { w.IAM.RemoveRole(centralID, "AWSServiceRoleForBackup") })
	}},

	"the backup role is deleted": {cause: "backup-role-gone", at: catalog.Source, ours: true, inject: func(c *copying) { c.dropRole() }},
	"the backup role trusts EC2": {cause: "backup-role-not-assumable", at: catalog.Source, ours: true, inject: changeRole(func(r *simiam.Role) {
		r.Trust = policy.Trust("ec2.amazonaws.com")
	})},
	"the backup role's trust denies": {cause: "backup-role-not-assumable", at: catalog.Source, ours: true, inject: changeRole(func(r *simiam.Role) {
		r.Trust = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"},{"Sid":"Off","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`)
	})},
	"the backup role lost its policies": {cause: "backup-role-lacks-copy", at: catalog.Source, ours: true, inject: changeRole(func(r *simiam.Role) {
		r.Attached = nil
	})},
	"the backup role is denied the way out": {cause: "backup-role-lacks-copy", at: catalog.Source, inject: inline("CopyFromBackupVault"), remedy: noInline},
	"the backup role is denied the way in":  {cause: "backup-role-lacks-copy", at: catalog.Source, inject: inline("CopyIntoBackupVault"), remedy: noInline},
	"the boundary lacks the way out":        {cause: "boundary-denies-copy", at: catalog.Source, inject: boundary("backup:CopyFromBackupVault"), remedy: noBoundary},
	"the boundary lacks the way in":         {cause: "boundary-denies-copy", at: catalog.Source, inject: boundary("backup:CopyIntoBackupVault"), remedy: noBoundary},

	"a service control policy keeps copies inside":    {cause: "scp-denies-copy", at: catalog.Management, inject: scp(`"Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ForAllValues:ArnNotLike":{"backup:CopyTargets":["arn:aws:backup:*:444455556666:backup-vault:*"]}}`), remedy: noSCP},
	"a service control policy names another unit":     {cause: "scp-denies-copy", at: catalog.Management, inject: scp(`"Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ForAllValues:StringNotLike":{"backup:CopyTargetOrgPaths":["o-a1b2c3d4e5/r-ab12/ou-ab12-99999999/*"]}}`), remedy: noSCP},
	"a service control policy denies the way in":      {cause: "scp-denies-copy", at: catalog.Management, inject: scp(`"Action":"backup:CopyIntoBackupVault","Resource":"*"`), remedy: noSCP},
	"a service control policy denies all but compute": {cause: "scp-denies-copy", at: catalog.Management, inject: scp(`"NotAction":["ec2:*","sts:*","iam:*","kms:*","events:*","backup:Describe*","backup:List*","backup:Get*"],"Resource":"*"`), remedy: noSCP},

	"a resource control policy keeps AWS Backup out of the role": {cause: "rcp-denies-copy", at: catalog.Management, remedy: noRCP, inject: rcp(
		`"Principal":"*","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/farvault/farvault-backup","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}`)},

	"the local vault lets nothing out":       {cause: "local-vault-policy-denies-copy", at: catalog.Source, inject: localPolicy(`{"Sid":"NoWayOut","Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*"}`), remedy: noLocalPolicy},
	"the local vault denies the backup role": {cause: "local-vault-policy-denies-copy", at: catalog.Source, inject: localPolicy(`{"Sid":"NotThisOne","Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/farvault/farvault-backup"}}}`), remedy: noLocalPolicy},

	"the source key is disabled":       {cause: "key-disabled", at: catalog.Source, inject: sourceKeys(disable)},
	"the source key will be deleted":   {cause: "key-disabled", at: catalog.Source, inject: sourceKeys(scheduleDeletion)},
	"the resource's key is not shared": {cause: "source-key-not-shared", at: catalog.Source, spares: theVaultsKeyCounts, inject: func(c *copying) { c.putKey(c.dataKey, c.member) }},
	"the resource's key lacks grants":  {cause: "source-key-not-shared", at: catalog.Source, spares: theVaultsKeyCounts, inject: func(c *copying) { c.putKey(c.dataKey, c.member, partly) }},
	"the resource's key denies AWS Backup": {cause: "source-key-not-shared", at: catalog.Source, spares: theVaultsKeyCounts, inject: func(c *copying) {
		c.putKey(c.dataKey, c.member, policy.KeyCopyStatement(centralID, "aws"), policy.MustParse(denyLinkedRole).Statement[0])
	}, remedy: func(c *copying) { c.putKey(c.dataKey, c.member, policy.KeyCopyStatement(centralID, "aws")) }},
	"the local vault's key is not shared": {cause: "source-key-not-shared", at: catalog.Source, ours: true, spares: theirOwnKeyCounts, inject: func(c *copying) {
		c.putKey(c.localKey(), c.member, policy.KeyKeeperStatement(c.place().RoleARN(c.member, "farvault-provisioner")))
	}},
	"the resource's key is AWS's own": {cause: "source-key-aws-managed", at: catalog.Source, final: true, spares: theVaultsKeyCounts, aim: awsManagedKey},
	"the source key is gone":          {cause: "key-missing", at: catalog.Source, final: true, inject: sourceKeys(remove)},
	"the table is backed up without advanced features": {cause: "advanced-features-off", at: catalog.Source, final: true, aim: plainTable,
		spares: spared{"EBS": anyCopy, "RDS": anyCopy, "EFS": anyCopy, "S3": anyCopy}},
	"the backups turn cold before they are copied": {cause: "recovery-point-cold", at: catalog.Source, final: true, aim: turnCold,
		spares: spared{"RDS": noColdStorage, "S3": noColdStorage}},
	"the recovery points are deleted": {cause: "recovery-point-gone", at: catalog.Source, final: true, inject: func(c *copying) {
		for _, point := range c.points {
			_, err := c.backups(c.member).DeleteRecoveryPoint(c.t.Context(), &backup.DeleteRecoveryPointInput{BackupVaultName: &c.settings.LocalVault.BackupVaultName, RecoveryPointArn: &point})
			c.must(err)
		}
	}},
}

const (
	openVault      = `{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"` + organizationID + `"}}}`
	denyLinkedRole = `{"Version":"2012-10-17","Statement":[{"Sid":"NotAWSBackup","Effect":"Deny","Principal":"*","Action":["kms:CreateGrant","kms:GenerateDataKeyWithoutPlaintext"],"Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"}}}]}`
)

// partly lets the central account read and not grant, which is what most people forget.
var partly = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + centralID + `:root"},"Action":["kms:DescribeKey","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*"],"Resource":"*"}]}`).Statement[0]

func (c *copying) roles(account string) *iam.Client {
	return iam.NewFromConfig(c.world.Administrator(account, globalRegion))
}

func vaultPolicy(statements string) func(*copying) {
	return func(c *copying) { c.putVaultPolicy(centralID, c.settings.CentralVault.BackupVaultName, statements) }
}

func localPolicy(statements string) func(*copying) {
	return func(c *copying) { c.putVaultPolicy(c.member, c.settings.LocalVault.BackupVaultName, statements) }
}

func (c *copying) putVaultPolicy(account, vault, statements string) {
	c.t.Helper()
	document := `{"Version":"2012-10-17","Statement":[` + statements + `]}`
	_, err := c.backups(account).PutBackupVaultAccessPolicy(c.t.Context(), &backup.PutBackupVaultAccessPolicyInput{BackupVaultName: &vault, Policy: &document})
	c.must(err)
}

func noLocalPolicy(c *copying) {
	_, err := c.backups(c.member).DeleteBackupVaultAccessPolicy(c.t.Context(), &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: &c.settings.LocalVault.BackupVaultName})
	c.must(err)
}

// aimAt makes another vault, without a key of its own and open to all members, the destination.
func aimAt(vault string) func(*copying) {
	return func(c *copying) {
		_, err := c.backups(centralID).CreateBackupVault(c.t.Context(), &backup.CreateBackupVaultInput{BackupVaultName: &vault})
		c.must(err)
		c.putVaultPolicy(centralID, vault, openVault)
		c.vault = strings.Replace(c.vault, ":farvault", ":"+vault, 1)
	}
}

func lock(min, max int64) func(*copying) {
	return func(c *copying) {
		_, err := c.backups(centralID).PutBackupVaultLockConfiguration(c.t.Context(), &backup.PutBackupVaultLockConfigurationInput{
			BackupVaultName: &c.settings.CentralVault.BackupVaultName, MinRetentionDays: &min, MaxRetentionDays: &max,
		})
		c.must(err)
	}
}

func unlock(c *copying) { lock(1, 400)(c) }

func disable(key func(*copying) string) func(*copying) {
	return func(c *copying) {
		arn := key(c)
		_, err := c.keysOf(owner(arn)).DisableKey(c.t.Context(), &kms.DisableKeyInput{KeyId: &arn})
		c.must(err)
	}
}

func scheduleDeletion(key func(*copying) string) func(*copying) {
	return func(c *copying) {
		arn := key(c)
		_, err := c.keysOf(owner(arn)).ScheduleKeyDeletion(c.t.Context(), &kms.ScheduleKeyDeletionInput{KeyId: &arn})
		c.must(err)
	}
}

// sourceKeys does the same to the resource's key and to the local vault's.
func sourceKeys(change func(func(*copying) string) func(*copying)) func(*copying) {
	return func(c *copying) {
		change(func(c *copying) string { return c.dataKey })(c)
		change((*copying).localKey)(c)
	}
}

// putKey makes the policy of a key its owner's and the statements.
func (c *copying) putKey(arn, account string, statements ...policy.Statement) {
	document := ownKey(account)
	document.Statement = append(document.Statement, statements...)
	_, err := c.keysOf(account).PutKeyPolicy(c.t.Context(), &kms.PutKeyPolicyInput{KeyId: &arn, PolicyName: aws.String("default"), Policy: aws.String(document.String())})
	c.must(err)
}

// changeRole does to the backup role what an administrator of the member could.
func changeRole(change func(*simiam.Role)) func(*copying) {
	return func(c *copying) {
		role := c.role()
		change(&role)
		c.locked(func(w *simulator.World) { w.IAM.PutRole(c.member, role) })
	}
}

// dropRole deletes the backup role, as IAM has it: first what is attached.
func (c *copying) dropRole() {
	role := c.role()
	for _, arn := range role.Attached {
		_, err := c.roles(c.member).DetachRolePolicy(c.t.Context(), &iam.DetachRolePolicyInput{RoleName: &role.Name, PolicyArn: &arn})
		c.must(err)
	}
	_, err := c.roles(c.member).DeleteRole(c.t.Context(), &iam.DeleteRoleInput{RoleName: &role.Name})
	c.must(err)
}

func inline(action string) func(*copying) {
	return changeRole(func(r *simiam.Role) {
		r.Inline = map[string]policy.Document{"deny": policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Sid":"NoCopies","Effect":"Deny","Action":"backup:` + action + `","Resource":"*"}]}`)}
	})
}

var noInline = changeRole(func(r *simiam.Role) { r.Inline = nil })

// boundary gives the backup role a permissions boundary with all but one action.
func boundary(without string) func(*copying) {
	return func(c *copying) {
		c.locked(func(w *simulator.World) {
			w.IAM.PutManagedPolicy(c.member, narrowBoundary(c), policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"`+without+`","Resource":"*"}]}`))
		})
		changeRole(func(r *simiam.Role) { r.PermissionsBoundary = narrowBoundary(c) })(c)
	}
}

func narrowBoundary(c *copying) string { return "arn:aws:iam::" + c.member + ":policy/narrow" }

func noBoundary(c *copying) {
	changeRole(func(r *simiam.Role) {
		r.PermissionsBoundary = "arn:aws:iam::" + c.member + ":policy/farvault/farvault-boundary"
	})(c)
}
