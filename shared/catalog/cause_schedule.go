package catalog

import "farvault/shared/event"

// Another job, a maintenance window, a start or completion window.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
var scheduleCauses = []Cause{
	{
		ID: "running-job-for-resource", At: Source, Retryable: true,
		Title: "Another job for the same resource is still running",
		Remedy: "Separate the schedules of the rules or widen their windows. AWS Backup runs one job at a time for a " +
			"resource.",
		Match: []Matcher{
			says("running job for the same|running job for this"),
			says(
				"already",
				"in progress|running|queued|being backed|underway|in use by another backup",
			).butNot("maximum|limit"),
			says(
				"another|existing|ongoing|previous|concurrent|different",
				"backup|snapshot|job|copy|restore|operation",
				"in progress|is running|running job|being performed|pending|underway",
			).butNot("maximum|limit"),
			says("backup in use|backup in progress|snapshot in progress"),
		},
		Samples: []string{"Backup job failed because there was a running job for the same resource."},
		Variants: []string{
			"There is already a backup in progress for file system fs-0abc1234def567890.",
			"BackupInProgress: Another backup is in progress for the file system.",
		},
		Source: dashboards,
	},
	{
		ID:    "foreign-copies-stopped",
		At:    Source,
		Jobs:  []event.JobKind{event.Foreign},
		Title: "A backup plan that is not farvault's no longer copies to the central vault",
		Remedy: "Ask the account's owner whether the plan was removed on purpose. If its resources still need copies, " +
			"give them the tag of one of farvault's plans. If not, mute this alert.",
		Match:    []Matcher{says("has copied nothing since")},
		Variants: []string{"The plan has copied nothing since 2 March."},
		Source:   guide + "about-backup-plans.html",
	},
	{
		ID:        "too-many-copy-jobs",
		At:        Nobody,
		Retryable: true,
		Title:     "Too many copies of the resource run at once",
		Remedy: "Wait for the running copies. AWS Backup runs one job at a time for a resource, and 30 cross-account " +
			"copies of it to one Region.",
		Match: []Matcher{
			says("too many copy jobs|too many copies|too many jobs|too many backup jobs|too many concurrent copy"),
		},
		Samples: []string{"There are too many copy jobs running for resource."},
		Source:  dashboards,
	},
	{
		ID:     "maintenance-window",
		At:     Source,
		Title:  "The backup overlaps the resource's maintenance window",
		Remedy: "Move the schedule at least 1 hour away from the maintenance window, for FSx 3 hours.",
		Match:  []Matcher{says("maintenance window")},
		Samples: []string{
			"could not start because it is either inside or too close to the weekly maintenance window configured",
		},
		Variants: []string{
			"RDS backup job could not start because it is either inside or too close to the weekly maintenance window " +
				"configured in RDS instance.",
		},
		Source: dashboards,
	},
	{
		ID:    "automated-backup-window",
		At:    Source,
		Title: "The backup overlaps the database's own backup window",
		Remedy: "Move the schedule away from the database's backup window, or switch on continuous backups in AWS " +
			"Backup, which have no such limit.",
		Match: []Matcher{
			says("automated backup window|automatic backup window|preferred backup window"),
			says("backup window", "inside|too close|during|within|overlap|conflict").butNot("expired|complete"),
		},
		Samples: []string{
			"could not start because it is either inside or too close to the automated backup window configured",
		},
		Source: dashboards,
	},
	{
		ID:     "start-window-passed",
		At:     Source,
		Title:  "The job cannot start inside its start window",
		Remedy: "Widen the rule's start window, or spread the schedules so that fewer jobs wait for one another.",
		Match: []Matcher{
			says("start window|start within"),
			says(
				"did not start|could not start|unable to start|failed to start|not started|was not able to start",
				"window|time|within|scheduled",
			),
		},
		Samples: []string{
			"Restore job was unable to start within the specified start window. Try increasing your start window.",
		},
		Variants: []string{"Backup job did not start within the scheduled time."},
		Source:   guide + "aws-backup-limits.html",
	},
	{
		ID:        "gateway-busy",
		At:        Source,
		Retryable: true,
		Title:     "The backup gateways have no capacity for the job in its window",
		Remedy: "Add gateways (each runs four jobs at a time), give them more bandwidth, or widen the completion " +
			"window.",
		Match: []Matcher{
			says("abort signal"),
			says("no gateways available|no gateway available|no available gateway|no available gateways"),
		},
		Samples: []string{"Abort signal detected", "No gateways available to work on job."},
		Source:  hypervisors,
	},
	{
		ID:     "job-window-passed",
		At:     Source,
		Title:  "The job does not end in its window",
		Remedy: "Widen the rule's start and completion windows, and check for another job that used the resource.",
		Match: []Matcher{
			says(
				"expired before|completion window|complete within|completed within|not complete in|job expired|job has " +
					"expired|window expired|window has expired|exceeded the time",
			),
			says(
				"backup job|copy job|restore job|job",
				"expired",
			).butNot("token|credential|recovery point|certificate"),
		},
		Samples:  []string{"Backup job expired before completion."},
		Variants: []string{"The backup job did not complete within the completion window."},
		Source:   guide + "troubleshooting.html",
	},
	{
		ID:    "copy-not-begun",
		At:    Source,
		Jobs:  []event.JobKind{event.Copy},
		Title: "The copy job exists but does not start",
		Remedy: "Check for many copies at once (an account copies 100 at a time in a Region) and the AWS Health " +
			"Dashboard. Then start the copy again: after two hours AWS Backup stops trying.",
		Match:    []Matcher{says("copy job has not begun")},
		Variants: []string{"The copy job has not begun for more than two hours."},
		Source:   guide + "recov-point-create-a-copy.html",
	},
	{
		ID:    "copy-overdue",
		At:    Source,
		Jobs:  []event.JobKind{event.Copy},
		Title: "Backups are made, but no copy of them arrives, and no job reports it",
		Remedy: "Check that the rule has a copy action, that no rule with a longer retention overlaps it, and how " +
			"its copy jobs ended.",
		Match:    []Matcher{says("newest central copy is older")},
		Variants: []string{"The newest central copy is older than allowed"},
		Source:   guide + "plan-options-and-configuration.html",
	},
	{
		ID:    "copy-deleted",
		At:    Destination,
		Jobs:  []event.JobKind{event.Copy},
		Title: "The copy arrived and was deleted from the central vault",
		Remedy: "Nothing is wrong with the backup plan: its next run makes a new copy. Find out who deletes copies " +
			"(CloudTrail's DeleteRecoveryPoint in the backup account), and remove the permission.",
		Match:    []Matcher{says("copy was deleted from the central vault")},
		Variants: []string{"The copy was deleted from the central vault."},
		Source:   guide + "API_DeleteRecoveryPoint.html",
	},
	{
		ID:    "backup-overdue",
		At:    Source,
		Jobs:  []event.JobKind{event.Backup},
		Title: "A resource in the plan's selection has no new backup, and no job reports it",
		Remedy: "Check the resource's jobs in AWS Backup, other backups at that time, and its type and state. Then " +
			"back it up on demand.",
		Match:    []Matcher{says("newest backup is older")},
		Variants: []string{"The newest backup is older than its plan allows"},
		Source:   "https://repost.aws/knowledge-center/aws-backup-troubleshoot-scheduled-backup-plans",
	},
	{
		ID:    "account-unreadable",
		At:    Source,
		Jobs:  []event.JobKind{event.Account},
		Title: "farvault cannot read an account, so it sees no failure there",
		Remedy: "Restore the role farvault-reader: update the StackSet's instance in the account, or remove the service " +
			"control policy that denies its calls.",
		Match:    []Matcher{says("farvault cannot read the account")},
		Variants: []string{"farvault cannot read the account"},
		Source:   "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html",
	},
	{
		ID:    "roles-not-deployed",
		At:    Source,
		Jobs:  []event.JobKind{event.Account},
		Title: "AWS could not deploy farvault's roles in an account",
		Remedy: "Remove the reason that AWS names: most often a role or policy of that name, or a service control policy. " +
			"Then retry the StackSet's operation for the account.",
		Match:    []Matcher{says("stack set could not deploy")},
		Variants: []string{"The StackSet could not deploy the roles"},
		Source:   "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-troubleshooting.html",
	},
	{
		ID:       "account-not-protected",
		At:       Source,
		Jobs:     []event.JobKind{event.Account},
		Title:    "An account does not have its whole backup chain",
		Remedy:   "Remove what stops farvault, or change the settings. Then run the command to see what is left.",
		Match:    []Matcher{says("account is not protected")},
		Variants: []string{"The account is not protected"},
		Source:   "https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html",
	},
	{
		ID:    "plan-not-in-settings",
		At:    Source,
		Jobs:  []event.JobKind{event.Unnamed},
		Title: "A plan that farvault made still backs up, and no setting names it",
		Remedy: "Put its name back into the settings, or end its backups: in each account, with credentials of that " +
			"account. Its recovery points stay until their retention is over.",
		Match:    []Matcher{says("no setting names it and it still backs up")},
		Variants: []string{"No setting names it, and it still backs up"},
		Source:   guide + "API_DeleteBackupSelection.html",
	},
	{
		ID:    "vault-not-in-settings",
		At:    Source,
		Jobs:  []event.JobKind{event.Unnamed},
		Title: "A vault that farvault made is left, and no setting names it",
		Remedy: "Nothing is lost: its recovery points stay until their retention is over, and are not watched. " +
			"Put its name back into the settings, or delete the vault once it is empty.",
		Match:    []Matcher{says("no setting names it it holds")},
		Variants: []string{"No setting names it; it holds 12 recovery points"},
		Source:   guide + "API_DeleteBackupVault.html",
	},
	{
		ID:    "run-missed",
		At:    Source,
		Jobs:  []event.JobKind{event.Backup},
		Title: "AWS Backup makes no job at the time of a plan's rule",
		Remedy: "Check in CloudTrail that AWS Backup can process the plan's selection, and check the AWS Health " +
			"Dashboard. Back up the resources on demand until the next run.",
		Match:    []Matcher{says("rule was due and made no")},
		Variants: []string{"The rule was due and made no backup job"},
		Source:   "https://repost.aws/knowledge-center/aws-backup-troubleshoot-scheduled-backup-plans",
	},
}
