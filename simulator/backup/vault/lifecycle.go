package vault

import (
	"time"

	"farvault/simulator/kernel"
)

// Lifecycle says when a recovery point moves to cold storage and when it is
// deleted, in days from the start of the backup. Nil or -1 means never; in a copy
// action a DeleteAfterDays of -1 means: when the source is.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
type Lifecycle struct {
	MoveToColdStorageAfterDays          *int64 `json:",omitempty"`
	DeleteAfterDays                     *int64 `json:",omitempty"`
	OptInToArchiveForSupportedResources *bool  `json:",omitempty"`
}

// CalculatedLifecycle is a lifecycle as points in time.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CalculatedLifecycle.html
type CalculatedLifecycle struct {
	MoveToColdStorageAt kernel.Time `json:",omitzero"`
	DeleteAt            kernel.Time `json:",omitzero"`
}

// What lifecycles must obey.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
const (
	maxRetentionDays           = 36500
	maxContinuousRetentionDays = 35
	minDaysInColdStorage       = 90
)

// Check refuses a lifecycle that AWS Backup refuses, in its words:
// https://github.com/hashicorp/terraform-provider-aws/issues/24960 ,
// https://github.com/hashicorp/terraform-provider-aws/pull/7350 ,
// https://github.com/lgallard/terraform-aws-backup/issues/40
func (l *Lifecycle) Check(continuous bool) string {
	if l == nil {
		return ""
	}
	most := int64(maxRetentionDays)
	if continuous {
		most = maxContinuousRetentionDays
	}
	cold, keep := set(l.MoveToColdStorageAfterDays), set(l.DeleteAfterDays)
	switch {
	case continuous && cold:
		return "Invalid lifecycle. MoveToColdStorageAfterDays is unavailable"
	case keep && (*l.DeleteAfterDays < 1 || *l.DeleteAfterDays > maxRetentionDays):
		return "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days"
	case keep && *l.DeleteAfterDays > most:
		return "Invalid lifecycle. DeleteAfterDays cannot be more than 35 days for continuous backups"
	case cold && keep && *l.DeleteAfterDays < *l.MoveToColdStorageAfterDays+minDaysInColdStorage:
		return "Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays"
	case cold && *l.MoveToColdStorageAfterDays < 1:
		return "Invalid lifecycle. MoveToColdStorageAfterDays cannot be less than 1 day"
	}
	return ""
}

// set reports whether a number of days is given; -1 takes it away.
func set(days *int64) bool { return days != nil && *days != -1 }

// Retention is how many days the lifecycle keeps a recovery point; false: for ever.
func (l *Lifecycle) Retention() (int64, bool) {
	if l == nil || !set(l.DeleteAfterDays) {
		return 0, false
	}
	return *l.DeleteAfterDays, true
}

// Calculated is the lifecycle of a recovery point whose backup was started at start.
// Types without cold storage ignore the transition.
func (l *Lifecycle) Calculated(start time.Time, cold bool) *CalculatedLifecycle {
	var c CalculatedLifecycle
	if l == nil {
		return &c
	}
	if cold && set(l.MoveToColdStorageAfterDays) {
		c.MoveToColdStorageAt = kernel.At(start.AddDate(0, 0, int(*l.MoveToColdStorageAfterDays)))
	}
	if set(l.DeleteAfterDays) {
		c.DeleteAt = kernel.At(start.AddDate(0, 0, int(*l.DeleteAfterDays)))
	}
	return &c
}
