package job

import (
	"fmt"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
)

// sourceKeyActions are what AWSServiceRoleForBackup of the destination account
// does with the key of a recovery point that is not fully managed, and
// destinationKeyActions with the key of the vault it copies into. They are the whole of what
// its policy lets it: to ask for more would fail copies that work.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceLinkedRolePolicyForBackup.html
var (
	sourceKeyActions = []string{
		"kms:DescribeKey",
		"kms:ListGrants",
		"kms:ReEncryptFrom",
		"kms:GenerateDataKeyWithoutPlaintext",
		"kms:CreateGrant",
	}
	destinationKeyActions = []string{"kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"}
)

// sourceKey is the key of what is copied, with false for one that is not encrypted.
func (s *Jobs) sourceKey(c *Copy) (kms.Key, bool) {
	key, ok := s.kms.Key(c.Order.Source.EncryptionKeyARN)
	return key, ok
}

// sourceKeyCustomer: the policy of a key that AWS manages lets nobody share what
// it encrypts. A fully managed recovery point in a vault with aws/backup is shared by AWS Backup itself.
func (s *Jobs) sourceKeyCustomer(c *Copy, _ *vault.Vault) bool {
	key, encrypted := s.sourceKey(c)
	return !encrypted || c.Type.FullyManaged || key.Manager == kms.Customer
}

// sourceKeyUsable: the key is enabled and, when the copy leaves its account,
// admits who makes it. For fully managed types that rests on
// https://repost.aws/knowledge-center/backup-cross-account-copy-error alone.
func (s *Jobs) sourceKeyUsable(c *Copy, _ *vault.Vault) bool {
	if c.Order.Source.EncryptionKeyARN == "" {
		return true
	}
	key, exists := s.sourceKey(c)
	if !exists || key.State != kms.Enabled {
		return false
	}
	if !c.crossAccount() || key.Manager != kms.Customer {
		return true
	}
	linked := kernel.RoleSession(c.Destination.ServiceLinkedRole(), "AWSBackup")
	if !c.Type.FullyManaged {
		return s.may(linked, key.ARN, c.Type.Via, sourceKeyActions)
	}
	root := kernel.Root(c.Destination.Account)
	shared := []string{"kms:DescribeKey", "kms:Decrypt"}
	return s.may(root, key.ARN, "backup", shared) || s.may(linked, key.ARN, "backup", shared)
}

// destinationKeyUsable: AWS Backup uses the vault's key by the grant made with
// the vault for what it fully manages, and by the service-linked role otherwise.
func (s *Jobs) destinationKeyUsable(c *Copy, destination *vault.Vault) bool {
	if destination.EncryptionKeyARN == "" { // a key that AWS owns, of a logically air-gapped vault
		return true
	}
	key, exists := s.kms.Key(destination.EncryptionKeyARN)
	if !exists || key.State != kms.Enabled {
		return false
	}
	if c.Type.FullyManaged || !c.crossAccount() || key.Manager != kms.Customer {
		return true
	}
	linked := kernel.RoleSession(c.Destination.ServiceLinkedRole(), "AWSBackup")
	return s.may(linked, key.ARN, c.Type.Via, destinationKeyActions)
}

// may reports whether a caller may do all actions with a key through a service of the key's Region.
func (s *Jobs) may(caller kernel.Caller, keyARN, via string, actions []string) bool {
	arn, err := org.ParseARN(keyARN)
	if err != nil {
		return false
	}
	for _, action := range actions {
		context := map[string][]string{"kms:ViaService": {via + "." + arn.Region + ".amazonaws.com"}}
		if strings.HasSuffix(action, "Grant") || strings.HasSuffix(action, "Grants") {
			context["kms:GrantIsForAWSResource"] = []string{"true"}
		}
		if s.kms.Allowed(caller, keyARN, action, context) != nil {
			return false
		}
	}
	return true
}

// sourceKeyUnusable is what the service that copies says, by type.
func sourceKeyUnusable(c *Copy) string {
	switch {
	case c.Type.FullyManaged:
		return keyDisabled
	case strings.Contains(c.Type.KeyUnusable, "%s"):
		return fmt.Sprintf(c.Type.KeyUnusable, c.Order.Source.EncryptionKeyARN)
	}
	return c.Type.KeyUnusable
}

// destinationKeyUnusable likewise; the text of RDS is known from https://github.com/awslabs/rds-snapshot-tool/issues/70
func destinationKeyUnusable(c *Copy) string {
	switch {
	case c.Type.FullyManaged:
		return keyDisabled
	case strings.Contains(c.Type.KeyUnusable, "%s"):
		return "The target KMS key [None] does not exist, is not enabled or you do not have permissions to access it."
	}
	return c.Type.KeyUnusable
}
