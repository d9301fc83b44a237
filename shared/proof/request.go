package proof

import (
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
)

// The two calls that AWS Backup makes with the backup role for a copy.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
const (
	copyFrom = "backup:CopyFromBackupVault"
	copyInto = "backup:CopyIntoBackupVault"
)

// everything allows everything; it stands in for the kinds of policy that a check is not about.
var everything = policy.New(
	policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}},
)

// everybody does so as a resource's policy.
var everybody = policy.New(
	policy.Statement{
		Effect:    policy.Allow,
		Principal: policy.Everyone(),
		Action:    policy.Values{"*"},
		Resource:  policy.Values{"*"},
	},
)

// copyRequests are the backup role's calls: out of the local vault, into the destination vault.
func (f Facts) copyRequests() []policy.Request {
	from, to := f.Copy.SourceAccount, f.destination().Account
	return []policy.Request{
		f.roleRequest(copyFrom, f.Copy.RecoveryPointARN, from),
		f.roleRequest(copyInto, f.Copy.DestinationVaultARN, to),
	}
}

// roleRequest is a call of the backup role. The keys that begin with backup: are what service control policies use to
// keep copies inside:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#designate-destination-accounts-cab
func (f Facts) roleRequest(action, resource, account string) policy.Request {
	context := f.membership(f.SourceAccount)
	context["backup:CopyTargets"] = []string{f.Copy.DestinationVaultARN}
	if path := f.DestinationAccount.Value.Path; path != "" {
		context["backup:CopyTargetOrgPaths"] = []string{string(path)}
	}
	if f.Organization.Looked {
		context["aws:ResourceOrgID"] = []string{f.Organization.Value}
	}
	return policy.Request{
		Principal: f.Copy.RoleARN, PrincipalAccount: f.Copy.SourceAccount, Action: action,
		Resource: resource, ResourceAccount: account, Context: context,
	}
}

// membership is what AWS says of a caller from a member account. An account that is no member has no such keys.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
func (f Facts) membership(account Fact[org.Account]) map[string][]string {
	context := map[string][]string{}
	if f.Organization.Looked && account.Value.ID != "" {
		context["aws:PrincipalOrgID"] = []string{f.Organization.Value}
	}
	if account.Value.Path != "" {
		context["aws:PrincipalOrgPaths"] = []string{string(account.Value.Path)}
	}
	return context
}

// keyCall is a call on a key.
type keyCall struct {
	action string
	grant  bool // kms:GrantIsForAWSResource is in the context of grant operations alone
}

// sourceKeyCalls and destinationKeyCalls are what AWSServiceRoleForBackup may itself do with a key, and so all that a
// copy can need of it. To ask for more would find copies broken that work.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceLinkedRolePolicyForBackup.html
var (
	sourceKeyCalls = []keyCall{
		{"kms:DescribeKey", false}, {"kms:ListGrants", true}, {"kms:ReEncryptFrom", false},
		{"kms:GenerateDataKeyWithoutPlaintext", false}, {"kms:CreateGrant", true},
	}
	destinationKeyCalls = []keyCall{
		{"kms:DescribeKey", false},
		{"kms:GenerateDataKeyWithoutPlaintext", false},
		{"kms:CreateGrant", true},
	}
)

// managedKeyCalls are what reading a local vault's backup takes: the service-linked role's policy names no
// call through AWS Backup itself, so this is the least of what the article asks for.
// https://repost.aws/knowledge-center/backup-cross-account-copy-error
var managedKeyCalls = []keyCall{{"kms:DescribeKey", false}, {"kms:Decrypt", false}}

// keyRequests are the calls that somebody in the backup account makes on a key, through the service of the type.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
func (f Facts) keyRequests(principal string, key org.ARN, calls []keyCall) []policy.Request {
	to := f.destination()
	via := "ec2"
	if t, known := typeOf(f.Copy); known {
		via = t.via
	}
	var requests []policy.Request
	for _, call := range calls {
		context := f.membership(f.DestinationAccount)
		context["kms:ViaService"] = []string{via + "." + key.Region + ".amazonaws.com"}
		context["kms:CallerAccount"] = []string{to.Account}
		if call.grant {
			context["kms:GrantIsForAWSResource"] = []string{"true"}
		}
		requests = append(requests, policy.Request{
			Principal: principal, PrincipalAccount: to.Account, Action: call.action,
			Resource: key.String(), ResourceAccount: key.Account, Context: context,
		})
	}
	return requests
}

// unsure reports whether documents ask for the accounts' places in the organization while those are not known, or an
// account has none, which is a condition of its own. The keys are then missing from the request, and no denial that
// follows can be trusted.
func (f Facts) unsure(documents ...policy.Document) bool {
	id := f.Organization.Looked && f.SourceAccount.Value.ID != "" && f.DestinationAccount.Value.ID != ""
	path := id && f.SourceAccount.Value.Path != "" && f.DestinationAccount.Value.Path != ""
	for _, document := range documents {
		for _, statement := range document.Statement {
			for _, keys := range statement.Condition {
				for key := range keys {
					key = strings.ToLower(key)
					if !id && strings.Contains(key, "orgid") || !path && strings.Contains(key, "orgpaths") {
						return true
					}
				}
			}
		}
	}
	return false
}
