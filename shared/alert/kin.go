package alert

import (
	"slices"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// keyGone are the causes that a key which cannot be used has, by who looks: the copies of each account name the
// destination's key, the hourly look and CloudTrail's call the key itself.
var keyGone = []string{"key-disabled", "key-missing", "destination-key-unusable"}

// Kin are the groups that an alert belongs to if one of them is open: those that tell of the same thing in other words.
// A failure whose cause was gone when its proof was made has no thing at fault, as when its function died and it came
// again: it is at the vault, role or local vault that its cause is about.
func (a Alert) Kin() (groups []Group) {
	d := a.Diagnosis
	switch {
	case d.Where == "" && d.Proof != catalog.Confirmed && a.Job == event.Copy:
		for _, place := range []string{a.Destination, a.RoleARN, a.Vault} {
			if place != "" {
				groups = append(groups, Group{Cause: d.Cause, Place: place})
			}
		}
	case d.Where != "" && slices.Contains(keyGone, d.Cause):
		for _, cause := range keyGone {
			if cause != d.Cause {
				groups = append(groups, Group{Cause: cause, Place: d.Where})
			}
		}
	}
	return groups
}
