// Package vault is AWS Backup's vaults: their keys, access policies, locks and
// the recovery points in them. It knows no plans and no jobs.
package vault

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"farvault/shared/policy"
	"farvault/simulator/backup/place"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
)

// The types of vault, and the states of one, that are simulated.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeBackupVault.html
const (
	Standard  = "BACKUP_VAULT"
	AirGapped = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"

	Available = "AVAILABLE"
	Creating  = "CREATING"
	Failed    = "FAILED"
)

// Emit puts an event of AWS Backup on the default bus of a place.
type Emit func(p place.Place, detailType string, resources []string, detail any)

// Vault is a backup vault.
type Vault struct {
	Place            place.Place
	Name, ARN        string
	Type, State      string
	EncryptionKeyARN string // empty: a key that AWS owns, of a logically air-gapped vault alone
	CreatorRequestID string
	Created          time.Time
	Policy           *policy.Document // nil without an access policy
	Lock             *Lock            // nil unless locked
	Tags             map[string]string
	Elder            int64 // recovery points from before the world began: counted, and listed nowhere

	policyText string
	points     map[string]*RecoveryPoint
}

// Vaults are all vaults of the world.
type Vaults struct {
	k       *kernel.Kernel
	iam     *iam.Service
	kms     *kms.Service
	emit    Emit
	byPlace map[place.Place]map[string]*Vault
	byARN   map[string]*Vault

	holds        []*legalHold
	accessPoints map[string]*accessPoint // by ARN
}

// New makes a world without vaults.
func New(k *kernel.Kernel, i *iam.Service, m *kms.Service, emit Emit) *Vaults {
	return &Vaults{
		k: k, iam: i, kms: m, emit: emit,
		byPlace: map[place.Place]map[string]*Vault{}, byARN: map[string]*Vault{},
		accessPoints: map[string]*accessPoint{},
	}
}

// Find looks a vault up by name.
func (s *Vaults) Find(p place.Place, name string) (*Vault, bool) {
	v, ok := s.byPlace[p][name]
	return v, ok
}

// ByARN looks a vault up anywhere.
func (s *Vaults) ByARN(arn string) (*Vault, bool) {
	v, ok := s.byARN[arn]
	return v, ok
}

// In are the vaults of a place, by name.
func (s *Vaults) In(p place.Place) []*Vault {
	var all []*Vault
	for _, v := range s.byPlace[p] {
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b *Vault) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Used reports whether an account has a recovery point, for as long as which its service-linked role stays.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/using-service-linked-roles-AWSServiceRoleForBackup.html
func (s *Vaults) Used(account string) bool {
	for p := range s.byPlace {
		if p.Account == account && len(s.pointsIn(p)) > 0 {
			return true
		}
	}
	return false
}

// ServiceKey reports whether the vault is encrypted with aws/backup, the key
// that AWS Backup manages and that no other account can be let use.
func (s *Vaults) ServiceKey(v *Vault) bool {
	key, ok := s.kms.Key(v.EncryptionKeyARN)
	return ok && key.Manager == kms.AWS
}

// ValidName is the pattern of a vault's name; AWS's own vaults break it, but no caller can.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
var ValidName = regexp.MustCompile(`^[a-zA-Z0-9\-_]{2,50}$`)

// authorized asks for the action on the vault, whose access policy has a say,
// and then for the vault. One that is missing answers AccessDenied even to
// those who may: https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
func (s *Vaults) authorized(c *kernel.Call, action, name string) (*Vault, error) {
	v, found := s.Find(place.Of(c), name)
	access := kernel.Access{Action: action, Resource: place.Of(c).Vault(name)}
	if found {
		access.ResourcePolicy, access.Context = v.Policy, place.Carried(v.Tags)
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if !found {
		text := cmp.Or(s.k.Assume.MissingVaultText, "Insufficient privileges to perform this action.")
		return nil, kernel.Fail("AccessDeniedException", "%s", text)
	}
	return v, nil
}

func invalid(format string, args ...any) error {
	return kernel.Fail("InvalidParameterValueException", format, args...)
}

// emitState tells of a change to a vault. isLocked is a string in the event:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-backup-vault
func (s *Vaults) emitState(v *Vault, state string, more map[string]string) {
	detail := map[string]string{"backupVaultName": v.Name, "state": state}
	for key, value := range more {
		detail[key] = value
	}
	s.emit(v.Place, "Backup Vault State Change", []string{v.ARN}, detail)
}
