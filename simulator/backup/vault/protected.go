package vault

import (
	"slices"
	"strings"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// pointOfResource is what ListRecoveryPointsByResource says; the size has another name there.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByResource.html
type pointOfResource struct {
	RecoveryPointArn string
	CreationDate     kernel.Time
	Status           string
	StatusMessage    string `json:",omitempty"`
	EncryptionKeyArn string `json:",omitempty"`
	BackupSizeBytes  int64
	BackupVaultName  string
	IsParent         bool
	VaultType        string
}

type listPointsOfInput struct {
	ResourceArn            string
	ManagedByAWSBackupOnly bool
	NextToken              string
	MaxResults             int
}

type listPointsOfOutput struct {
	RecoveryPoints []pointOfResource
	NextToken      string `json:",omitempty"`
}

func (s *Vaults) listPointsOf(c *kernel.Call, in listPointsOfInput) (listPointsOfOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:ListRecoveryPointsByResource"}); err != nil {
		return listPointsOfOutput{}, err
	}
	var all []pointOfResource
	for _, r := range s.pointsIn(place.Of(c)) {
		if r.ResourceARN == in.ResourceArn {
			all = append(all, pointOfResource{
				RecoveryPointArn: r.ARN,
				CreationDate:     kernel.At(r.Created),
				Status:           r.Status,
				StatusMessage:    r.StatusMessage,
				EncryptionKeyArn: r.EncryptionKeyARN,
				BackupSizeBytes:  r.SizeInBytes,
				BackupVaultName:  r.vault.Name,
				VaultType:        r.vault.Type,
			})
		}
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listPointsOfOutput{items, next}, err
}

// protectedResource is a resource that AWS Backup has a recovery point of.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ProtectedResource.html
type protectedResource struct {
	ResourceArn          string
	ResourceType         string
	LastBackupTime       kernel.Time
	LastBackupVaultArn   string
	LastRecoveryPointArn string
}

// protected are the resources with a recovery point in a place, each with its newest, by ARN.
func (s *Vaults) protected(p place.Place) []protectedResource {
	newest := map[string]protectedResource{}
	for _, r := range s.pointsIn(p) {
		newest[r.ResourceARN] = protectedResource{r.ResourceARN, r.Type.Name, kernel.At(r.Created), r.vault.ARN, r.ARN}
	}
	var all []protectedResource
	for _, r := range newest {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b protectedResource) int { return strings.Compare(a.ResourceArn, b.ResourceArn) })
	return all
}

type listProtectedInput struct {
	NextToken  string
	MaxResults int
}

type listProtectedOutput struct {
	Results   []protectedResource
	NextToken string `json:",omitempty"`
}

func (s *Vaults) listProtected(c *kernel.Call, in listProtectedInput) (listProtectedOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:ListProtectedResources"}); err != nil {
		return listProtectedOutput{}, err
	}
	items, next, err := place.Page(s.protected(place.Of(c)), in.NextToken, in.MaxResults)
	return listProtectedOutput{items, next}, err
}

func (s *Vaults) getProtected(c *kernel.Call, in struct{ ResourceArn string }) (protectedResource, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:DescribeProtectedResource"}); err != nil {
		return protectedResource{}, err
	}
	for _, r := range s.protected(place.Of(c)) {
		if r.ResourceArn == in.ResourceArn {
			return r, nil
		}
	}
	return protectedResource{}, kernel.Fail("ResourceNotFoundException", "Resource %s not found", in.ResourceArn)
}
