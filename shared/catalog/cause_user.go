package catalog

import "farvault/shared/event"

// A person stopped the job, or did something to backups that are there.
var userActionCauses = []Cause{
	{
		ID:     "stopped-by-user",
		At:     Nobody,
		Title:  "A person stopped the job",
		Remedy: "Check CloudTrail's StopBackupJob for who it was. Start the job again if the stop was a mistake.",
		Match: []Matcher{
			says(
				"stopped by|cancelled|canceled|cancelled by|aborted by|stopped manually|user requested|manually stopped|was " +
					"stopped|by the user|user initiated|job stopped|stop backup job",
			),
		},
		Samples:  []string{"Backup job was stopped by user."},
		Variants: []string{"The restore job was cancelled.", "Copy job was aborted by user."},
		Source:   events,
	},
	{
		ID:    "recovery-point-deleted",
		At:    Destination,
		Jobs:  []event.JobKind{event.Custody},
		Title: "Somebody deleted backups before their time",
		Remedy: "Nobody can bring a deleted recovery point back. Find out whether it was meant, remove the permission that " +
			"allowed it, and protect the vault.",
		Match:    []Matcher{says("recovery points were deleted before their time")},
		Variants: []string{"Three recovery points were deleted before their time."},
		Source:   guide + "API_DeleteRecoveryPoint.html",
	},
	{
		ID:    "lifecycle-shortened",
		At:    Destination,
		Jobs:  []event.JobKind{event.Custody},
		Title: "Somebody shortened the retention of backups",
		Remedy: "Set the retention back (aws backup update-recovery-point-lifecycle) before AWS Backup deletes them. Then " +
			"remove the permission that allowed it, and protect the vault.",
		Match:    []Matcher{says("retention of the recovery points was shortened")},
		Variants: []string{"The retention of the recovery points was shortened."},
		Source:   guide + "API_UpdateRecoveryPointLifecycle.html",
	},
	{
		ID:    "vault-lock-weakened",
		At:    Destination,
		Jobs:  []event.JobKind{event.Custody},
		Title: "Somebody removed a vault's lock, or made it weaker",
		Remedy: "Find out whether it was meant. Put the lock back: until then whoever has the permission can delete the " +
			"vault's backups.",
		Match:    []Matcher{says("lock of the vault was removed")},
		Variants: []string{"The lock of the vault was removed."},
		Source:   guide + "vault-lock.html",
	},
	{
		ID:    "surplus-key",
		At:    Source,
		Jobs:  []event.JobKind{event.Account},
		Title: "A key of farvault's is used by no vault",
		Remedy: "Look at its description and at what used it. If it is yours, take the tag farvault:owner from it. If it " +
			"is farvault's and nothing uses it: aws kms schedule-key-deletion --pending-window-in-days 30.",
		Match:    []Matcher{says("no vault is encrypted with")},
		Variants: []string{"No vault is encrypted with the key, which has farvault's tag."},
		Source:   "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-determining-usage.html",
	},
}
