package vault

import (
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
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
	old, err := s.mayCreate(c, "backup:CreateBackupVault", in)
	switch {
	case err != nil:
		return createOutput{}, err
	case old != nil:
		return old.created(), nil
	}
	key, err := s.key(c, in.EncryptionKeyArn)
	if err != nil {
		return createOutput{}, err
	}
	v := s.add(c, in, Standard)
	v.EncryptionKeyARN, v.State = key, Available
	return v.created(), nil
}

// mayCreate judges what both types of vault ask for, and answers the vault that an earlier call of the same id made.
func (s *Vaults) mayCreate(c *kernel.Call, action string, in createInput) (*Vault, error) {
	p := place.Of(c)
	if err := s.k.Authorize(
		c,
		kernel.Access{
			Action:   action,
			Resource: p.Vault(in.BackupVaultName),
			Context:  place.Requested(in.BackupVaultTags),
		},
	); err != nil {
		return nil, err
	}
	if !ValidName.MatchString(in.BackupVaultName) {
		return nil, invalid("Backup vault name %s is not valid", in.BackupVaultName)
	}
	if err := place.CheckTags(in.BackupVaultTags); err != nil {
		return nil, err
	}
	old, exists := s.Find(p, in.BackupVaultName)
	if exists && (in.CreatorRequestId == "" || in.CreatorRequestId != old.CreatorRequestID) {
		return nil, kernel.Fail("AlreadyExistsException", "Backup vault with the same name already exists").
			With("CreatorRequestId", old.CreatorRequestID).With("Arn", old.ARN)
	}
	return old, nil
}

func (s *Vaults) add(c *kernel.Call, in createInput, kind string) *Vault {
	p := place.Of(c)
	v := &Vault{
		Place:            p,
		Name:             in.BackupVaultName,
		ARN:              p.Vault(in.BackupVaultName),
		Type:             kind,
		CreatorRequestID: in.CreatorRequestId,
		Created:          c.Now,
		Tags:             in.BackupVaultTags,
		points:           map[string]*RecoveryPoint{},
	}
	if s.byPlace[p] == nil {
		s.byPlace[p] = map[string]*Vault{}
	}
	s.byPlace[p][v.Name], s.byARN[v.ARN] = v, v
	s.emitState(v, "CREATED", nil)
	return v
}

// keyActions are what the creator of a vault must be let do with its key.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html#backup-api-permissions-ref
var keyActions = []string{"kms:DescribeKey", "kms:CreateGrant", "kms:GenerateDataKey", "kms:Decrypt", "kms:RetireGrant"}

// key finds the vault's key, aws/backup if none is named, and tries the
// caller's permissions on it. What is missing is not said:
// https://repost.aws/knowledge-center/backup-vault-access-denied
func (s *Vaults) key(c *kernel.Call, arn string) (string, error) {
	denied := kernel.Fail(
		"AccessDeniedException",
		"Insufficient privileges to create a backup vault. Creating a backup vault requires backup-storage and KMS "+
			"permissions.",
	)
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
		return struct{}{}, kernel.Fail(
			"InvalidRequestException",
			"Backup vault cannot be deleted because it contains recovery points.",
		)
	}
	delete(s.byPlace[v.Place], v.Name)
	delete(s.byARN, v.ARN)
	s.emitState(v, "DELETED", nil)
	return struct{}{}, nil
}
