package catalog

import "farvault/shared/event"

// A limit that needs deletion or an increase.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
var quotaCauses = []Cause{
	{
		ID:        "concurrent-jobs-limit",
		At:        Source,
		Retryable: true,
		Title:     "The account has reached its limit of concurrent backup jobs",
		Remedy:    "Spread the schedules, or ask AWS Support to raise the number of concurrent backups.",
		Match: []Matcher{
			says("subscriber limit exceeded"),
			says(
				"concurrent|simultaneous|at the same time|in parallel",
				"maximum|limit|quota|exceed",
			).butNot("volume|request rate|throttling exception"),
		},
		Samples: []string{
			"Subscriber limit exceeded: You have reached the maximum concurrent number of backups, which is 300. Wait until " +
				"other jobs finish, and try again. You can also reach out to Support to request a quota increase.",
		},
		Variants: []string{
			"subscriber limit exceeded",
			"LimitExceededException: Subscriber limit exceeded: There is a limit of 50 concurrent backups",
			"ConcurrentCopyLimitExceeded: The maximum number of concurrent copies to the Region is 20",
		},
		Source: dashboards,
	},
	{
		ID:        "snapshots-in-progress-limit",
		At:        Source,
		Retryable: true,
		Title:     "A volume has reached its limit of snapshots in progress",
		Remedy:    "Wait for the running snapshots, and separate the schedules of rules that back up the same volume.",
		Match: []Matcher{
			says(
				"maximum|limit",
				"in-progress snapshots|in progress snapshots|pending snapshot|active snapshot|concurrent snapshots|single volume",
			),
		},
		Samples: []string{
			"Maximum allowed in-progress snapshots for a single volume exceeded.",
			"Maximum allowed active snapshot limit exceeded.",
			"Image creation throttled due to maximum number of concurrent snapshots on an EBS volume.",
		},
		Source: dashboards,
	},
	{
		ID:     "snapshot-quota",
		At:     Source,
		Title:  "The account has reached its quota of snapshots, images or backups",
		Remedy: "Delete old ones that nobody needs, or request a higher quota in Service Quotas.",
		Match: []Matcher{says(
			"snapshot|snapshots|image|images|ami|amis|backups|recovery points|vaults",
			"quota|cannot create more than|maximum supported|maximum number|reached the maximum|reached your|limit "+
				"exceeded|exceeded the|exceeds the|exceed the",
		).butNot("tag|request rate|rate exceeded|throttl|internal limit")},
		Samples: []string{
			"Cannot create more than 20 user snapshots",
			"You have reached the maximum supported backups for your account/database. See Quotas in the Timestream " +
				"developer guide for additional information.",
			"You have reached your quota of 50,000 for the number of public and private images allowed in this Region. " +
				"Deregister unused images, or request an increase in your AMI quota.",
		},
		Variants: []string{
			"SnapshotQuotaExceeded: Cannot create more than 100 manual snapshots",
			"ResourceLimitExceeded: You have exceeded the maximum number of snapshots allowed: 100000",
		},
		Source: dashboards,
	},
	{
		ID:     "role-policy-too-long",
		At:     Source,
		Title:  "The inline policies of the role are too long",
		Remedy: "Use managed policies. All inline policies of a role together are limited to 10,240 characters.",
		Match: []Matcher{
			says("policy size", "maximum|exceed|limit"),
			says("policies per role|policies attached", "limit|quota|exceed"),
		},
		Samples: []string{"Maximum policy size of 10240 bytes exceeded for role AWSBackupServiceRole"},
		Source:  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
	},
	{
		ID: "backup-policy-too-big", At: Management,
		Title: "A backup policy of the organization has more elements than a plan can have",
		Remedy: "Remove elements from the effective backup policy. The limits are 10 rules a plan and 5 copy actions " +
			"a rule.",
		Match:    []Matcher{says("exceeds the allowed maximum|elements too many")},
		Samples:  []string{"'hourly_rule' exceeds the allowed maximum limit 10"},
		Variants: []string{"ELEMENTS_TOO_MANY"},
		Source:   "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html",
	},
	{
		ID:    "plan-too-big",
		At:    Source,
		Title: "A backup plan has more elements than AWS Backup accepts, and AWS raises none of these limits",
		Remedy: "Divide the plan: no quota increase helps. The limits are on AWS's page of quotas, in the rows that are " +
			"not adjustable.",
		Match: []Matcher{
			says(
				"backup plan|copy action|copy actions|rules|selection|selections",
				"can have at most|must have at most|no more than",
			),
		},
		Variants: []string{"A backup plan can have at most 10 rules"},
		Source:   guide + "aws-backup-limits.html",
	},
	{
		ID:     "metadata-too-big",
		At:     Source,
		Benign: true,
		Title:  "The instance's network settings are too long to be stored with the backup",
		Remedy: "Record the network interfaces elsewhere, because a restore needs them. The backed up data is " +
			"complete.",
		Match: []Matcher{says("metadata", "internal limit|internal limits|unable to persist")},
		Samples: []string{
			"Your backup succeeded, but we were unable to persist NetworkInterfaces metadata as its size exceeded our " +
				"internal limits.",
		},
		Source: dashboards,
	},
	{
		ID:     "restore-over-quota",
		At:     Source,
		Jobs:   []event.JobKind{event.Restore},
		Title:  "The service quota for the restored resource is reached",
		Remedy: "Request a higher quota in Service Quotas, or delete what nobody needs, then restore again.",
		Match: []Matcher{
			says(
				"exceeding the allowed|exceed the allowed|exceeds the allowed|allowed amount of storage",
				"number|amount|instances|storage",
			),
		},
		Samples: []string{
			"The request would result in the user exceeding the allowed number of DB instances.",
			"The request would result in the user exceeding the allowed amount of storage available across all DB instances.",
		},
		Source: restoreErrors,
	},
	{
		ID:     "quota-reached",
		At:     Source,
		Title:  "A service quota is reached",
		Remedy: "Delete what nobody needs, or request a higher quota in Service Quotas.",
		Match: []Matcher{
			says(
				"quota|limit exceeded|limit has been exceeded|limits exceeded|limit was exceeded|exceeds the maximum|exceeded " +
					"the maximum|exceeds the limit|exceeded the limit|maximum number of|maximum allowed|reached the " +
					"maximum|reached the limit|cannot create more than|can have at most|too many|insufficient capacity|no more " +
					"than|limit of|limit is",
			).
				butNot("tag|tags|request limit|request rate|too many requests|throttl|rate limit|rate exceeded|days|retry"),
			says(
				"maximum|max",
				"exceeded|reached|exceeds",
			).butNot("tag|tags|request limit|request rate|throttl|rate limit|rate exceeded|days|retry|retries"),
		},
		Variants: []string{
			"can have at most",
			"LimitExceededException: You have reached the maximum number of backup plans allowed in this Region: 300",
		},
		Source: guide + "aws-backup-limits.html",
	},
}
