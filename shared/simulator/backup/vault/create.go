package vault

import (
	"farvault/shared/simulator/backup/place"
	"farvault/shared/simulator/kernel"
	"farvault/shared/simulator/kms"
)

type createInput struct {
	BackupVaultName  string
	BackupVaultTags  map[string]string
	EncryptionKeyArn string
	CreatorRequestId string
}

type createOutput struct {
	BackupVaultName string
	BackupVaultArn  string
	CreationDate    kernel.Time
}

func (v *Vault) created() createOutput {
	return createOutput{BackupVaultName: v.Name, BackupVaultArn: v.ARN, CreationDate: kernel.At(v.Created)}
}

// create makes a vault. A retry with the same CreatorRequestId finds the vault it made.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
func (s *Vaults) create(c *kernel.Call, in createInput) (createOutput, error) {
	p := place.Of(c)
	err := s.k.Authorize(c, kernel.Access{
		Action: "backup:CreateBackupVault", Resource: p.Vault(in.BackupVaultName), Context: place.Requested(in.BackupVaultTags),
	})
	if err != nil {
		return createOutput{}, err
	}
	if !ValidName.MatchString(in.BackupVaultName) {
		return createOutput{}, invalid("Backup vault name %s is not valid", in.BackupVaultName)
	}
	if err := place.CheckTags(in.BackupVaultTags); err != nil {
		return createOutput{}, err
	}
	if old, exists := s.Find(p, in.BackupVaultName); exists {
		if in.CreatorRequestId != "" && in.CreatorRequestId == old.CreatorRequestID {
			return old.created(), nil
		}
		return createOutput{}, kernel.Fail("AlreadyExistsException", "Backup vault with the same name already exists").
			With("CreatorRequestId", old.CreatorRequestID).With("Arn", old.ARN)
	}
	key, err := s.key(c, in.EncryptionKeyArn)
	if err != nil {
		return createOutput{}, err
	}
	v := &Vault{
		Place: p, Name: in.BackupVaultName, ARN: p.Vault(in.BackupVaultName), EncryptionKeyARN: key,
		CreatorRequestID: in.CreatorRequestId, Created: c.Now, Tags: in.BackupVaultTags, points: map[string]*RecoveryPoint{},
	}
	if s.byPlace[p] == nil {
		s.byPlace[p] = map[string]*Vault{}
	}
	s.byPlace[p][v.Name] = v
	s.emitState(v, "CREATED", nil)
	return v.created(), nil
}

// keyActions are what the creator of a vault must be let do with its key.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html#backup-api-permissions-ref
var keyActions = []string{"kms:DescribeKey", "kms:CreateGrant", "kms:GenerateDataKey", "kms:Decrypt", "kms:RetireGrant"}

// key finds the vault's key, aws/backup if none is named, and tries the
// caller's permissions on it. What is missing is not said:
// https://repost.aws/knowledge-center/backup-vault-access-denied
func (s *Vaults) key(c *kernel.Call, arn string) (string, error) {
	denied := kernel.Fail("AccessDeniedException",
		"Insufficient privileges to create a backup vault. Creating a backup vault requires backup-storage and KMS permissions.")
	if s.k.Authorize(c, kernel.Access{Action: "backup-storage:MountCapsule"}) != nil {
		return "", denied
	}
	if arn == "" {
		return s.kms.AWSManaged(c.Account(), c.Region, "aws/backup"), nil
	}
	key, found := s.kms.Key(arn)
	if !found || key.Region != c.Region {
		return "", invalid("The KMS key %s does not exist in this Region", arn)
	}
	if key.State != kms.Enabled {
		return "", invalid("The KMS key %s is not enabled", arn)
	}
	for _, action := range keyActions {
		context := map[string][]string{"kms:ViaService": {"backup." + c.Region + ".amazonaws.com"}}
		if action == "kms:CreateGrant" {
			context["kms:GrantIsForAWSResource"] = []string{"true"}
		}
		if s.kms.Authorize(c, arn, action, context) != nil {
			return "", denied
		}
	}
	return arn, nil
}

func (s *Vaults) remove(c *kernel.Call, in struct{ BackupVaultName string }) (struct{}, error) {
	v, err := s.authorized(c, "backup:DeleteBackupVault", in.BackupVaultName)
	if err != nil {
		return struct{}{}, err
	}
	if len(v.points) > 0 {
		return struct{}{}, kernel.Fail("InvalidRequestException", "Backup vault cannot be deleted because it contains recovery points.")
	}
	delete(s.byPlace[v.Place], v.Name)
	s.emitState(v, "DELETED", nil)
	return struct{}{}, nil
}
