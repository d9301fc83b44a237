package catalog

import "farvault/shared/event"

// Another job, a maintenance window, a start or completion window.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
var scheduleCauses = []Cause{
	{
		ID: "running-job-for-resource", At: Source, Retryable: true,
		Title:  "Another job for the same resource was still running",
		Remedy: "Move the rules apart or widen their windows: AWS Backup runs one job at a time for a resource.",
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
		ID:        "too-many-copy-jobs",
		At:        Nobody,
		Retryable: true,
		Title:     "Too many copies of the resource were running",
		Remedy: "Wait for the running copies: one job at a time for a resource, 30 cross-account copies of it to one " +
			"Region.",
		Match: []Matcher{
			says("too many copy jobs|too many copies|too many jobs|too many backup jobs|too many concurrent copy"),
		},
		Samples: []string{"There are too many copy jobs running for resource."},
		Source:  dashboards,
	},
	{
		ID:     "maintenance-window",
		At:     Source,
		Title:  "The backup fell into the resource's maintenance window",
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
		Title: "The backup fell into the database's own backup window",
		Remedy: "Move the schedule away from the database's backup window, or let AWS Backup take continuous backups as " +
			"well, which frees it from that window.",
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
		Title:  "The job could not start inside its start window",
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
		Title:     "The backup gateways had no time for the job in its window",
		Remedy:    "Add gateways (each runs four jobs at a time), give them more bandwidth, or widen the completion window.",
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
		Title:  "The job ran out of its window",
		Remedy: "Widen the rule's start and completion windows, and look for another job that held the resource.",
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
		Title: "The copy job was made and does not begin",
		Remedy: "Look for many copies at once (an account copies 100 at a time in a Region, and each service has a " +
			"limit of its own) and at AWS's service health, then start the copy again. After two hours AWS Backup no longer " +
			"tries by itself.",
		Match:    []Matcher{says("copy job has not begun")},
		Variants: []string{"The copy job has not begun for more than two hours."},
		Source:   guide + "recov-point-create-a-copy.html",
	},
	{
		ID:    "copy-overdue",
		At:    Source,
		Jobs:  []event.JobKind{event.Copy},
		Title: "Backups are made, but no copy of them arrives, and no job says so",
		Remedy: "Look whether the rule that makes the backups has a copy action, whether a rule with a longer retention " +
			"overlaps it, and what became of its copy jobs.",
		Match:    []Matcher{says("newest central copy is older")},
		Variants: []string{"The newest central copy is older than allowed"},
		Source:   guide + "plan-options-and-configuration.html",
	},
	{
		ID:    "backup-overdue",
		At:    Source,
		Jobs:  []event.JobKind{event.Backup},
		Title: "A resource that its plan selects is no longer backed up, and no job says so",
		Remedy: "Look at the resource's jobs in AWS Backup, at what else backs it up at that time, and whether its type " +
			"and state can be backed up; then back it up on demand.",
		Match:    []Matcher{says("newest backup is older")},
		Variants: []string{"The newest backup is older than its plan allows"},
		Source:   "https://repost.aws/knowledge-center/aws-backup-troubleshoot-scheduled-backup-plans",
	},
	{
		ID:    "run-missed",
		At:    Source,
		Jobs:  []event.JobKind{event.Backup},
		Title: "The time of a plan's rule passed and AWS Backup made no job",
		Remedy: "Look in CloudTrail whether AWS Backup could process the plan's selection, and at AWS's service health; " +
			"then back the resources up on demand until the next run.",
		Match:    []Matcher{says("rule was due and made no")},
		Variants: []string{"The rule was due and made no backup job"},
		Source:   "https://repost.aws/knowledge-center/aws-backup-troubleshoot-scheduled-backup-plans",
	},
}
