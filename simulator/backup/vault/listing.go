package vault

import (
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// pointDescription is what DescribeRecoveryPoint and ListRecoveryPointsByBackupVault say of a recovery point.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
type pointDescription struct {
	RecoveryPointArn     string
	BackupVaultName      string
	BackupVaultArn       string
	SourceBackupVaultArn string `json:",omitempty"`
	ResourceArn          string
	ResourceType         string
	CreatedBy            *Creator `json:",omitempty"`
	IamRoleArn           string
	Status               string
	StatusMessage        string `json:",omitempty"`
	CreationDate         kernel.Time
	InitiationDate       kernel.Time
	CompletionDate       kernel.Time `json:",omitzero"`
	BackupSizeInBytes    int64
	CalculatedLifecycle  *CalculatedLifecycle `json:",omitempty"`
	Lifecycle            *Lifecycle           `json:",omitempty"`
	EncryptionKeyArn     string               `json:",omitempty"`
	IsEncrypted          bool
	StorageClass         string `json:",omitempty"` // of a description; the list has none
	IsParent             bool
	VaultType            string
}

func (r *RecoveryPoint) describe(c *kernel.Call) pointDescription {
	return pointDescription{
		RecoveryPointArn:     r.ARN,
		BackupVaultName:      r.vault.Name,
		BackupVaultArn:       r.vault.ARN,
		SourceBackupVaultArn: r.SourceVaultARN,
		ResourceArn:          r.ResourceARN,
		ResourceType:         r.Type.Name,
		CreatedBy:            r.CreatedBy,
		IamRoleArn:           r.IAMRoleARN,
		Status:               r.Status,
		StatusMessage:        r.StatusMessage,
		CreationDate: kernel.At(
			r.Created,
		),
		InitiationDate:      kernel.At(r.Created),
		CompletionDate:      kernel.At(r.Completed),
		BackupSizeInBytes:   r.SizeInBytes,
		CalculatedLifecycle: r.Lifecycle.Calculated(r.Created, r.coldCapable()),
		Lifecycle:           r.Lifecycle,
		EncryptionKeyArn:    r.EncryptionKeyARN,
		IsEncrypted:         r.EncryptionKeyARN != "",
		StorageClass:        r.storageClass(c.Now),
		VaultType:           r.vault.Type,
	}
}

type listPointsInput struct {
	BackupVaultName, BackupVaultAccountId                                   string
	ByResourceArn, ByResourceType, ByBackupPlanId, ByParentRecoveryPointArn string
	ByCreatedBefore, ByCreatedAfter                                         kernel.Time
	NextToken                                                               string
	MaxResults                                                              int
}

func (in listPointsInput) admits(r *RecoveryPoint) bool {
	plan := ""
	if r.CreatedBy != nil {
		plan = r.CreatedBy.BackupPlanId
	}
	return (in.ByResourceArn == "" || in.ByResourceArn == r.ResourceARN) &&
		(in.ByResourceType == "" || in.ByResourceType == r.Type.Name) &&
		(in.ByBackupPlanId == "" || in.ByBackupPlanId == plan) &&
		in.ByParentRecoveryPointArn == "" &&
		(in.ByCreatedBefore.IsZero() || r.Created.Before(in.ByCreatedBefore.Time)) &&
		(in.ByCreatedAfter.IsZero() || r.Created.After(in.ByCreatedAfter.Time))
}

type listPointsOutput struct {
	RecoveryPoints []pointDescription
	NextToken      string `json:",omitempty"`
}

func (s *Vaults) listPoints(c *kernel.Call, in listPointsInput) (listPointsOutput, error) {
	v, err := s.authorized(c, "backup:ListRecoveryPointsByBackupVault", in.BackupVaultName)
	if err != nil {
		return listPointsOutput{}, err
	}
	var all []pointDescription
	for _, r := range v.Points() {
		if in.admits(r) {
			shown := r.describe(c)
			shown.StorageClass = ""
			all = append(all, shown)
		}
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listPointsOutput{items, next}, err
}

type getPointInput struct{ BackupVaultName, RecoveryPointArn, BackupVaultAccountId string }

func (s *Vaults) getPoint(c *kernel.Call, in getPointInput) (pointDescription, error) {
	point, err := s.reachPoint(c, "backup:DescribeRecoveryPoint", in)
	if err != nil {
		return pointDescription{}, err
	}
	return point.describe(c), nil
}

// reachPoint is judged on the recovery point, whose vault's access policy has a say.
func (s *Vaults) reachPoint(c *kernel.Call, action string, in getPointInput) (*RecoveryPoint, error) {
	v, found := s.Find(place.Of(c), in.BackupVaultName)
	access := kernel.Access{Action: action, Resource: in.RecoveryPointArn}
	var point *RecoveryPoint
	if found {
		access.ResourcePolicy = v.Policy
		if point = v.points[in.RecoveryPointArn]; point != nil {
			access.Context = place.Carried(point.Tags)
		}
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if point == nil {
		return nil, kernel.Fail("ResourceNotFoundException", "Cannot find recovery point %s", in.RecoveryPointArn)
	}
	return point, nil
}
