package job

import (
	"fmt"

	"farvault/shared/policy"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
)

// What backup jobs say when they fail.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-backup-job ,
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons ,
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html ,
// https://dev.classmethod.jp/articles/aws-backup-s3
const (
	vaultMissing     = "Backup job failed because backup vault %s does not exist."
	roleUnassumable  = "IAM Role %s cannot be assumed by AWS Backup"
	roleInsufficient = "IAM Role %s does not have sufficient permissions to execute the backup."
	bucketUnreadable = "Your backup job failed as AWS Backup does not have permission to describe resource %s. Please " +
		"review your IAM policies to ensure AWS Backup can protect your resources."
	keyDisabled  = "KMS key is either disabled or pending deletion or access to KMS key is denied"
	rdsKeyDenied = "The source snapshot KMS key does not exist, is not enabled or you do not have permissions to " +
		"access it."
	retentionOutside = "Backup job failed. The retention specified in the job is not within the range specified for " +
		"the target Backup Vault."
)

// missing is what jobs say of a resource that is gone, by type; others say the last.
var missing = map[string]string{"EBS": "The specified volume was not found.", "DynamoDB": "Table not found."}

// refuseBackup is the first thing that stands in a backup's way, in AWS's words; empty for none.
func (s *Jobs) refuseBackup(b *Backup) string {
	v, exists := s.vaults.Find(b.Place, b.Order.VaultName)
	if !exists {
		return fmt.Sprintf(vaultMissing, b.Place.Vault(b.Order.VaultName))
	}
	if _, exists := s.resources.Find(b.Place, b.ResourceARN); !exists {
		if text, ok := missing[b.Type.Name]; ok {
			return text
		}
		return "Could not find resource " + b.ResourceARN
	}
	role, err := s.iam.Assume(b.RoleARN, principal)
	if err != nil {
		return fmt.Sprintf(roleUnassumable, b.RoleARN)
	}
	if message := s.refuseRole(b, role); message != "" {
		return message
	}
	if !v.Lock.Admits(b.Order.Lifecycle) {
		return retentionOutside
	}
	return s.refuseBackupKey(b, v, role)
}

// refuseRole judges the permission that makes the backup, on the resource.
func (s *Jobs) refuseRole(b *Backup, role kernel.Caller) string {
	context := place.Join(
		place.Carried(b.Order.Resource.Tags),
		map[string][]string{"aws:RequestedRegion": {b.Place.Region}},
	)
	verdict := s.k.Judge(
		role,
		kernel.Access{Action: b.Type.Backup, Resource: b.ResourceARN, Account: b.Place.Account, Context: context},
	)
	switch {
	case verdict.Decision == policy.Allowed:
		return ""
	case b.Type.Name == "S3":
		return fmt.Sprintf(bucketUnreadable, b.ResourceARN)
	}
	return fmt.Sprintf(roleInsufficient, b.RoleARN)
}

// refuseBackupKey looks at the key that will encrypt the backup: the vault's,
// which AWS Backup uses by the grant made with the vault, or the resource's own, to which
// RDS wants the role admitted.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
func (s *Jobs) refuseBackupKey(b *Backup, v *vault.Vault, role kernel.Caller) string {
	arn := b.Order.Resource.KMSKeyARN
	if b.Type.FullyManaged {
		arn = v.EncryptionKeyARN
	}
	if arn == "" {
		return ""
	}
	key, exists := s.kms.Key(arn)
	if !exists || key.State != kms.Enabled {
		return keyDisabled
	}
	if b.Type.Via == "rds" && key.Manager == kms.Customer {
		context := map[string][]string{"kms:ViaService": {"rds." + b.Place.Region + ".amazonaws.com"}}
		if s.kms.Allowed(role, arn, "kms:DescribeKey", context) != nil {
			return rdsKeyDenied
		}
	}
	return ""
}
