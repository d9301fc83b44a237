package job

import (
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
)

// CopyOrder is a copy to be made of a recovery point.
type CopyOrder struct {
	Source              *vault.RecoveryPoint
	DestinationVaultARN string
	Lifecycle           *vault.Lifecycle // nil: that of the source
	RoleARN             string
	CreatedBy           *vault.Creator // nil on demand
	BackupJobID         string
}

// Copy is a copy job. It belongs to the account and Region of its source.
type Copy struct {
	Job
	Order                    CopyOrder
	Destination              place.Place
	Lifecycle                *vault.Lifecycle
	SourceVaultARN           string
	DestinationVaultType     string
	DestinationRecoveryPoint string // ARN, once there is one
	DestinationEncryptionKey string

	held bool // not started, by OmitCopyStart
}

// StartCopy creates a copy job. The destination must be the ARN of a vault; what else it needs is found out when it
// starts.
func (s *Jobs) StartCopy(o CopyOrder) *Copy {
	source := o.Source
	arn, _ := org.ParseARN(o.DestinationVaultARN) // checked where plans and calls come in
	c := &Copy{
		Job: Job{
			ID: strings.ToUpper(
				s.k.UUID("copy job"),
			),
			Place:       source.Vault().Place,
			ResourceARN: source.ResourceARN,
			Type:        source.Type,
			RoleARN:     o.RoleARN,
			CreatedBy:   o.CreatedBy,
			SizeInBytes: source.SizeInBytes,
			Created:     s.k.Clock.Now(),
			State:       Created,
		},
		Order: o, Destination: place.Place{Account: arn.Account, Region: arn.Region},
		Lifecycle: copied(o.Lifecycle, source.Lifecycle), SourceVaultARN: source.Vault().ARN,
		DestinationVaultType: vault.Standard,
	}
	if v, exists := s.vaults.ByARN(o.DestinationVaultARN); exists {
		c.DestinationVaultType = v.Type
	}
	s.copies = append(s.copies, c)
	s.emitCopy(c)
	if c.held = s.Omissions.Take(c.Place, OmitCopyStart); !c.held {
		s.k.Clock.After(startDelay, func() { s.beginCopy(c) })
	}
	return c
}

// copied is the lifecycle of a copy: its own, the source's where it has none, and
// the source's deletion where it says -1.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func copied(own, source *vault.Lifecycle) *vault.Lifecycle {
	if own == nil {
		return source
	}
	l := *own
	if l.DeleteAfterDays != nil && *l.DeleteAfterDays == -1 && source != nil {
		l.DeleteAfterDays = source.DeleteAfterDays
	}
	return &l
}

func (s *Jobs) beginCopy(c *Copy) {
	message := s.refuseCopy(c)
	if message == "" && s.Trouble != nil {
		message = s.Trouble(c.ResourceARN)
	}
	if message != "" {
		s.endCopy(c, Failed, message)
		return
	}
	c.State = Running
	s.emitCopy(c)
	s.k.Clock.After(c.Type.CopyTakes-startDelay, func() { s.completeCopy(c) })
}

func (s *Jobs) endCopy(c *Copy, state, message string) {
	c.State, c.StatusMessage, c.Completed = state, message, s.k.Clock.Now()
	s.emitCopy(c)
}

// completeCopy puts the copy into the destination vault. It keeps its source's
// creation date, is no continuous backup even if the source was, and is managed from
// now on by the destination account's service-linked role.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func (s *Jobs) completeCopy(c *Copy) {
	v, exists := s.vaults.ByARN(c.Order.DestinationVaultARN)
	if !exists {
		s.endCopy(c, Failed, destinationMissing(c))
		return
	}
	source, role := c.Order.Source, c.RoleARN
	if c.crossAccount() {
		role = c.Destination.ServiceLinkedRole()
	}
	c.DestinationEncryptionKey = v.EncryptionKeyARN
	if source.EncryptionKeyARN == "" && staysUnencrypted[c.Type.Name] {
		c.DestinationEncryptionKey = ""
	}
	c.DestinationRecoveryPoint = c.pointIn(v, s.k.UUID("recovery point"))
	s.vaults.Put(v, &vault.RecoveryPoint{
		ARN:              c.DestinationRecoveryPoint,
		ResourceARN:      s.copiedResource(c),
		Type:             c.Type,
		SourceVaultARN:   c.SourceVaultARN,
		CreatedBy:        c.CreatedBy,
		IAMRoleARN:       role,
		Status:           vault.Completed,
		Created:          s.copiedDate(c),
		Completed:        s.k.Clock.Now(),
		SizeInBytes:      c.SizeInBytes,
		Lifecycle:        c.Lifecycle,
		EncryptionKeyARN: c.DestinationEncryptionKey,
		Tags:             source.Tags,
	})
	if s.cannotUnshare(c) {
		s.endCopy(c, Failed, "Failed to unshare snapshot")
		return
	}
	s.endCopy(c, Completed, "")
}

// copiedResource is the resource that a copy names, as far as is known its source's.
func (s *Jobs) copiedResource(c *Copy) string {
	if s.k.Assume.CopiesNameThemselves {
		return strings.Replace(c.ResourceARN, c.Place.Account, c.Destination.Account, 1)
	}
	return c.ResourceARN
}

// copiedDate is the creation date of a copy.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func (s *Jobs) copiedDate(c *Copy) time.Time {
	if s.k.Assume.CopiesDateThemselves {
		return s.k.Clock.Now()
	}
	return c.Order.Source.Created
}

// pointIn is the ARN of the copy: AWS Backup's own in a logically air-gapped vault, whatever the type.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-usecase
func (c *Copy) pointIn(v *vault.Vault, uuid string) string {
	if v.Type == vault.AirGapped {
		return org.ARN{
			Partition: org.Partition(c.Destination.Region),
			Service:   "backup",
			Region:    c.Destination.Region,
			Account:   c.Destination.Account,
			Resource:  "recovery-point:" + uuid,
		}.String()
	}
	return c.Type.PointARN(c.Destination.Account, c.Destination.Region, c.ResourceARN, uuid)
}

// cannotUnshare: when the role is gone by the end of the copy, what was shared with
// the destination account stays shared, and the job says so.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#security-considerations-cab
func (s *Jobs) cannotUnshare(c *Copy) bool {
	_, err := s.iam.Assume(c.RoleARN, principal)
	return err != nil && c.crossAccount() && !c.Type.FullyManaged
}

// staysUnencrypted are the types whose unencrypted backups are copied as they are.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
var staysUnencrypted = map[string]bool{"Aurora": true, "DocumentDB": true, "Neptune": true}

func (c *Copy) crossAccount() bool { return c.Destination.Account != c.Place.Account }
