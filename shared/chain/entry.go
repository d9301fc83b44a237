package chain

import (
	"slices"

	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// EntryRole is the role in the management account (infra/management.yaml, off by default) through which the
// provision function enters members where settings name a role of AWS's to enter by.
const EntryRole = "farvault-entry"

// Keeper is the principal that a member's key policy names as the one who keeps the key. Of a role of AWS's it is
// farvault's session alone: what a policy gives to a session by its own ARN the session policy need not give as well.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
func (p Deployment) Keeper(e settings.Entry, account string) string {
	if e.RoleName == "" {
		return p.RoleARN(account, ProvisionerRole)
	}
	return org.ARN{
		Partition: p.Partition,
		Service:   "sts",
		Account:   account,
		Resource:  "assumed-role/" + e.RoleName + "/" + ProvisionRole,
	}.String()
}

// entered reports whether the caller is farvault's session in a role of AWS's, which people may use too.
func (p Deployment) entered(e event.ManagementEvent) bool {
	return slices.ContainsFunc(
		settings.EntryRoles,
		func(role string) bool { return e.By == p.Keeper(settings.Entry{RoleName: role}, e.Account) },
	)
}

// EnteredARN is the role in a member that provisioning works by.
func (p Deployment) EnteredARN(e settings.Entry, account string) string {
	if e.RoleName == "" {
		return p.RoleARN(account, ProvisionerRole)
	}
	return org.IAM(p.Partition, account, "role/"+e.RoleName)
}

// SessionPolicy is all that farvault may do in a member whose administrator it enters as: what the provisioner's own
// role allows, without what the key's policy gives it. STS takes at most 2,048 characters, so that reads are bundled
// and no statement has a Sid.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func SessionPolicy(p Deployment, account string) policy.Document {
	role := func(name string) string { return p.RoleARN(account, name) }
	tagged := func(key string) policy.Condition {
		return policy.Condition{"StringEquals": {key + "/" + OwnerTag: {OwnerValue}}}
	}
	allow := func(resources policy.Values, when policy.Condition, actions ...string) policy.Statement {
		return policy.Statement{Effect: policy.Allow, Action: actions, Resource: resources, Condition: when}
	}
	everything := policy.Values{"*"}
	return policy.New(
		allow(everything, nil, "kms:Describe*", "kms:Get*", "kms:List*", "backup:Describe*", "backup:Get*", "backup:List*",
			"events:Describe*", "events:List*", "iam:GetRole*", "iam:ListAtt*", "tag:Get*",
			"backup:StartCopyJob", "backup:UpdateRegionSettings", "backup-storage:MountCapsule"),
		allow(everything, tagged("aws:RequestTag"), "kms:CreateKey", "kms:TagResource",
			"backup:CreateBackupPlan", "backup:CreateBackupVault", "backup:TagResource"),
		allow(everything, tagged("aws:ResourceTag"),
			"backup:CreateBackupSelection", "backup:DeleteBackupSelection", "backup:UpdateBackupPlan"),
		// The session may give the tag to any key; the alias it gives to a key only whose own policy names it.
		// https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
		allow(everything, policy.Condition{"ForAnyValue:StringEquals": {"kms:ResourceAliases": {KeyAlias}}},
			"kms:PutKeyPolicy"),
		// Alias and vault are the account's own whatever their ARN says: neither is made or written from outside.
		allow(policy.Values{"*:" + KeyAlias}, nil, "kms:CreateAlias"),
		allow(policy.Values{"*:backup-vault:" + settings.VaultPrefix + "*"}, tagged("aws:ResourceTag"),
			"backup:PutBackupVaultAccessPolicy"),
		allow(policy.Values{org.Rule(p.Partition, "*", account, ForwardingRule)}, nil,
			"events:PutRule", "events:PutTargets", "events:TagResource"),
		allow(policy.Values{"*/AWSServiceRoleForBackup"}, nil, "iam:CreateServiceLinkedRole"),
		allow(policy.Values{role(ForwarderRole)}, nil, "iam:PutRolePolicy"),
		// Each of the two keys is there for one of the actions alone. Whom a role trusts that is there people put right:
		// whoever may write a trust may let anybody in.
		allow(policy.Values{role(BackupRole), role(ForwarderRole)}, policy.Condition{
			"ArnLikeIfExists": {
				"iam:PolicyARN": {"arn:" + p.Partition + ":iam::aws:policy/*AWSBackupServiceRolePolicy*"},
			},
			"StringEqualsIfExists": {"iam:PassedToService": {"backup.amazonaws.com", "events.amazonaws.com"}},
		}, "iam:CreateRole", "iam:TagRole", "iam:AttachRolePolicy", "iam:PassRole"),
	)
}
