// Package unreported finds the failures that AWS sends no event for: keys that cannot be used, rules that made no job,
// selections that match nothing, copies that do not start or arrive, backups that are past their retention.
package unreported

import (
	"fmt"
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/proof"
)

// Failures is what fails in silence: rules that made no job, selections that match nothing, copies that do not begin,
// copies and backups that never came, backups that outlive their retention, types that are switched off, keys that
// cannot be used. What is well again is in it too, which ends the alerts about it.
func (w Snapshot) Failures(optIn []string, maxAge time.Duration, now time.Time) []event.UnreportedFailure {
	var all []event.UnreportedFailure
	for _, key := range w.Keys {
		all = append(all, key.failure())
	}
	for _, kind := range optIn {
		on, there := w.OptIn[kind]
		all = append(all, optInFailure(kind, on || !there)) // a type that the Region does not have is not off
	}
	return slices.Concat(
		all,
		w.arrived(now),
		w.processed(now),
		w.runs(now),
		w.selections(now),
		w.unselected(optIn),
		w.stuck(now),
		w.overdue(maxAge, now),
		w.Outlived.retention(),
	)
}

// optInFailure says whether a resource type that the settings want is on.
func optInFailure(kind string, on bool) event.UnreportedFailure {
	p := event.UnreportedFailure{Kind: event.OptIn, Resource: "opt-in/" + kind, ResourceType: kind, Holds: on}
	if !on {
		p.Cause, p.Ours = "resource-type-not-opted-in", true
		p.Why = fmt.Sprintf("%s is switched off in AWS Backup's settings; farvault's settings require it to be on.", kind)
	}
	return p
}

// FailureOf is what the hourly look would say of what a call broke.
func FailureOf(b event.Broken) event.UnreportedFailure {
	if b.KeyARN == "" {
		return optInFailure(b.ResourceType, false)
	}
	return SnapshotKey{Key: proof.Key{ARN: b.KeyARN, Exists: true, State: b.State}}.failure()
}

// failure says of a key at once what the next copy would fail on. A key whose deletion is due in a week is lost with
// all that it encrypts: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
func (k SnapshotKey) failure() event.UnreportedFailure {
	p := event.UnreportedFailure{Kind: event.Key, Resource: k.ARN, Holds: k.Exists && k.State == "Enabled"}
	switch {
	case p.Holds:
		return p
	case !k.Exists:
		p.Cause, p.Why = "key-missing", "The key does not exist."
	case !k.DeletionDate.IsZero():
		p.Cause, p.Why = "key-disabled", fmt.Sprintf(
			"AWS deletes it on %s, and everything it encrypts is lost.",
			k.DeletionDate.UTC().Format("2 January 2006, 15:04 UTC"),
		)
	default:
		p.Cause, p.Why = "key-disabled", fmt.Sprintf("Its state is %s.", k.State)
	}
	p.Where, p.Paste = k.ARN, proof.Revive(k.Key)
	return p
}
