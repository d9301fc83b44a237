package vault

import (
	"slices"
	"strings"
	"time"

	"farvault/shared/policy"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/resource"
	"farvault/simulator/kernel"
)

// The states of a recovery point that the simulator knows.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
const (
	Completed = "COMPLETED"
	Expired   = "EXPIRED" // its retention is over, but AWS Backup lacks the permission to delete it
	Deleted   = "DELETED"
)

// Creator is the plan and rule that made a job or recovery point; nil when a person did.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointCreator.html
type Creator struct {
	BackupPlanId, BackupPlanArn, BackupPlanName, BackupPlanVersion   string
	BackupRuleId, BackupRuleName, BackupRuleCron, BackupRuleTimezone string
}

// Event is the creator as events have it, the rule under another name than in the API.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
func (c *Creator) Event() map[string]string {
	return map[string]string{
		"backupPlanId": c.BackupPlanId, "backupPlanArn": c.BackupPlanArn,
		"backupPlanVersion": c.BackupPlanVersion, "backupPlanRuleId": c.BackupRuleId,
	}
}

// RecoveryPoint is one backup, or one copy of a backup, in a vault.
type RecoveryPoint struct {
	ARN              string
	ResourceARN      string
	Type             resource.Type
	SourceVaultARN   string // of a copy
	CreatedBy        *Creator
	IAMRoleARN       string
	Status           string
	StatusMessage    string
	Created          time.Time // when the backup was started; a copy keeps its source's
	Completed        time.Time
	SizeInBytes      int64
	Lifecycle        *Lifecycle
	EncryptionKeyARN string // empty: not encrypted
	Continuous       bool
	Tags             map[string]string

	vault     *Vault
	heldBy    []string // ARNs of legal holds and access points
	heldSince time.Time
}

// Vault is where the recovery point is.
func (r *RecoveryPoint) Vault() *Vault { return r.vault }

// coldCapable reports whether the lifecycle's transition means anything: volumes are archived only where asked for.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
func (r *RecoveryPoint) coldCapable() bool {
	if r.Type.Name == "EBS" {
		return r.Lifecycle != nil && r.Lifecycle.OptInToArchiveForSupportedResources != nil &&
			*r.Lifecycle.OptInToArchiveForSupportedResources
	}
	return r.Type.Cold
}

// Cold reports whether the recovery point is in cold storage at a time. What is held does not move there before it is
// let go.
func (r *RecoveryPoint) Cold(now time.Time) bool {
	at := r.Lifecycle.Calculated(r.Created, r.coldCapable()).MoveToColdStorageAt
	if len(r.heldBy) > 0 && at.After(r.heldSince) {
		return false
	}
	return !at.IsZero() && !now.Before(at.Time)
}

// Put adds a recovery point to a vault and winds its clock.
func (s *Vaults) Put(v *Vault, r *RecoveryPoint) {
	r.vault = v
	v.points[r.ARN] = r
	s.wind(r)
}

// wind waits for the end of the retention. Where the lifecycle was changed meanwhile, expire finds it too early.
func (s *Vaults) wind(r *RecoveryPoint) {
	if at := r.Lifecycle.Calculated(r.Created, false).DeleteAt; !at.IsZero() {
		s.k.Clock.At(at.Time, func() { s.expire(r) })
	}
}

// expire deletes a recovery point whose retention is over, as the role that it
// was made with. When that role is gone, or may not delete, the point stays, EXPIRED:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-iam.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html
func (s *Vaults) expire(r *RecoveryPoint) {
	due := r.Lifecycle.Calculated(r.Created, false).DeleteAt
	switch {
	case r.vault.points[r.ARN] != r || due.IsZero() || due.After(s.k.Clock.Now()):
	case len(r.heldBy) > 0: // release looks again
	case s.deletable(r):
		s.drop(r)
	default:
		s.markExpired(r)
	}
}

func (s *Vaults) markExpired(r *RecoveryPoint) {
	r.Status, r.StatusMessage = Expired, "AWS Backup lacks the permission to delete the recovery point"
	s.EmitPoint(r)
}

// deletable reports whether the role that the recovery point was made with is there and may delete it.
func (s *Vaults) deletable(r *RecoveryPoint) bool {
	caller, err := s.iam.Assume(r.IAMRoleARN, "backup.amazonaws.com")
	return err == nil && s.mayDelete(caller, r)
}

// mayDelete asks for the call by which the recovery point's own service deletes it; what AWS Backup fully manages has
// none.
func (s *Vaults) mayDelete(caller kernel.Caller, r *RecoveryPoint) bool {
	if r.Type.Delete == "" {
		return true
	}
	return s.k.Judge(
		caller,
		kernel.Access{
			Action:   r.Type.Delete,
			Resource: r.ARN,
			Context:  map[string][]string{"ec2:ResourceTag/AWSBackupManagedResource": {""}},
		},
	).Decision == policy.Allowed
}

func (s *Vaults) drop(r *RecoveryPoint) {
	delete(r.vault.points, r.ARN)
	r.Status = Deleted
	s.EmitPoint(r)
}

// Point looks a recovery point of a vault up.
func (v *Vault) Point(arn string) (*RecoveryPoint, bool) {
	r, ok := v.points[arn]
	return r, ok
}

// Points are the vault's recovery points, oldest first.
func (v *Vault) Points() []*RecoveryPoint {
	var all []*RecoveryPoint
	for _, r := range v.points {
		all = append(all, r)
	}
	slices.SortFunc(all, byAge)
	return all
}

func byAge(a, b *RecoveryPoint) int {
	if !a.Created.Equal(b.Created) {
		return a.Created.Compare(b.Created)
	}
	return strings.Compare(a.ARN, b.ARN)
}

// pointsIn are the recovery points of all vaults of a place, oldest first.
func (s *Vaults) pointsIn(p place.Place) []*RecoveryPoint {
	var all []*RecoveryPoint
	for _, v := range s.In(p) {
		all = append(all, v.Points()...)
	}
	slices.SortStableFunc(all, byAge)
	return all
}
