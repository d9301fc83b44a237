package vault

import (
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// crossAccount is the one action that a vault can be opened to other accounts for.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
const crossAccount = "backup:CopyIntoBackupVault"

type policyInput struct{ BackupVaultName, Policy string }

// putPolicy replaces the whole document.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultAccessPolicy.html
func (s *Vaults) putPolicy(c *kernel.Call, in policyInput) (struct{}, error) {
	v, err := s.authorized(c, "backup:PutBackupVaultAccessPolicy", in.BackupVaultName)
	switch {
	case err != nil:
		return struct{}{}, err
	case v.State != Available:
		return struct{}{}, kernel.Fail("InvalidRequestException", "Backup vault %s is in state %s", v.ARN, v.State)
	}
	document, err := s.k.Alike.Document(in.Policy)
	if err != nil {
		return struct{}{}, invalid("The specified policy is not valid: %v", err)
	}
	for _, statement := range document.Statement {
		if err := s.checkStatement(v.Place.Account, statement); err != nil {
			return struct{}{}, err
		}
	}
	v.Policy, v.policyText = &document, in.Policy
	return struct{}{}, nil
}

// checkStatement holds a statement to what vault policies support. The texts are those that callers have seen:
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/backup/vault_policy.go ,
// https://github.com/rebuy-de/aws-nuke/pull/1150
func (s *Vaults) checkStatement(account string, st policy.Statement) error {
	if len(st.Principal) == 0 && len(st.NotPrincipal) == 0 || len(st.Resource) == 0 && len(st.NotResource) == 0 {
		return invalid("The specified policy is not valid: a statement needs Principal and Resource")
	}
	for _, name := range st.Principal[policy.AWSPrincipal] {
		if !s.iam.Exists(name) {
			return invalid("Provided principal is not valid")
		}
	}
	for _, action := range slices.Concat(st.Action, st.NotAction) {
		switch {
		case strings.ContainsAny(action, "*?"):
			return invalid("AWS Backup access policies don't support a wildcard in the Action key")
		case !strings.HasPrefix(action, "backup:"):
			return invalid("The specified policy is not valid: action %s is not one of AWS Backup", action)
		}
	}
	opensMore := len(st.NotAction) > 0 ||
		slices.ContainsFunc(st.Action, func(action string) bool { return action != crossAccount })
	if st.Effect == policy.Allow && opensMore && reachesOthers(account, st) {
		return invalid(
			"The specified policy cannot be added to the vault due to cross-account sharing restrictions. Amend the policy " +
				"or the vault's settings, then retry request",
		)
	}
	return nil
}

// reachesOthers reports whether a statement is about somebody outside the account.
func reachesOthers(account string, st policy.Statement) bool {
	for kind, names := range st.Principal {
		if kind != policy.ServicePrincipal &&
			slices.ContainsFunc(names, func(name string) bool { return accountOf(name) != account }) {
			return true
		}
	}
	return len(st.NotPrincipal) > 0
}

// accountOf is the account that a principal belongs to; empty for everyone.
func accountOf(principal string) string {
	if arn, err := org.ParseARN(principal); err == nil {
		return arn.Account
	}
	if org.IsAccountID(principal) {
		return principal
	}
	return ""
}

type policyOutput struct{ BackupVaultName, BackupVaultArn, Policy string }

func (s *Vaults) getPolicy(c *kernel.Call, in struct{ BackupVaultName string }) (policyOutput, error) {
	v, err := s.authorized(c, "backup:GetBackupVaultAccessPolicy", in.BackupVaultName)
	if err != nil {
		return policyOutput{}, err
	}
	if v.Policy == nil {
		return policyOutput{}, kernel.Fail(
			"ResourceNotFoundException",
			"Backup vault %s has no associated policy",
			v.ARN,
		)
	}
	return policyOutput{v.Name, v.ARN, v.policyText}, nil
}

func (s *Vaults) deletePolicy(c *kernel.Call, in struct{ BackupVaultName string }) (struct{}, error) {
	v, err := s.authorized(c, "backup:DeleteBackupVaultAccessPolicy", in.BackupVaultName)
	if err != nil {
		return struct{}{}, err
	}
	v.Policy, v.policyText = nil, ""
	return struct{}{}, nil
}
