package selftest

var jobRows = []Row{
	{
		ID:        "summaries-today",
		Statement: "Job summaries count the jobs of the current day, and are not late.",
		Source:    guide + "API_ListCopyJobSummaries.html: \"the daily job count for the prior 14 days\"",
		Asked: []string{
			"backup:ListBackupJobs and backup:ListCopyJobs in the member",
			"backup:ListBackupJobSummaries and backup:ListCopyJobSummaries in the management account",
		},
		Judge: summariesToday,
		Means: Meaning{
			"A failed job whose event was lost is found within 15 minutes.",
			"It is found when the summaries count it, at the latest by the daily question to each account.",
		},
	},
	{
		ID:        "summaries-any",
		Statement: "Job summaries for AccountId ANY, asked in the management account, have a line of each account.",
		Source:    guide + "API_ListCopyJobSummaries.html; the service's model allows no such value",
		Try: Try{
			Steps: []string{
				"In the management account: aws backup list-backup-job-summaries --account-id ANY --state ANY " +
					"--aggregation-period FOURTEEN_DAYS (it only reads)",
			},
			Outcomes: []Outcome{
				{"Lines with several AccountIds", "As assumed."},
				{"Lines of the management account alone", "Cross-account monitoring is off: lost events are found daily."},
				{"InvalidParameterValueException", "Lost events are found by the daily question to each account alone."},
			},
		},
	},
	{
		ID:        "list-shapes",
		Statement: "AWS Backup answers an empty list as [] and does not leave it out.",
		Source:    guide + "API_ListBackupSelections.html",
		Asked: []string{
			"backup:ListBackupPlans, ListBackupVaults, ListBackupJobs, ListCopyJobs in a Region that is not protected",
		},
		Judge: listShapes,
		Means: Meaning{
			"Scripts may index the lists.",
			"Scripts that index them break in a fresh account; farvault takes both.",
		},
	},
	{
		ID:        "types-per-region",
		Statement: "All Regions know the same resource types, but for Timestream.",
		Source: guide + "backup-feature-availability.html#supported-services-by-region has more types that Regions lack; " +
			"https://github.com/hashicorp/terraform-provider-aws/issues/21801",
		Asked: []string{"backup:DescribeRegionSettings in several Regions"},
		Judge: typesPerRegion,
		Means: Meaning{
			"The settings' types can be switched on everywhere.",
			"farvault sends what a Region shows, and status says which type it lacks; the simulator's table of Regions grows.",
		},
	},
	{
		ID:        "optin-names",
		Statement: "Resource types in the settings of a Region have the names that farvault's settings take.",
		Source:    guide + "API_DescribeRegionSettings.html lists no names; the service's model allows no blanks in them",
		Asked:     []string{"backup:DescribeRegionSettings in several Regions"},
		Judge:     optInNames,
		Means: Meaning{
			"Each type that a Region has can be wished for.",
			"The name is missing in shared/settings' list: the type cannot be switched on by farvault.",
		},
	},
	{
		ID:        "region-off",
		Statement: "A Region that the account has not enabled answers UnrecognizedClientException.",
		Source:    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html",
		Asked:     []string{"backup:DescribeRegionSettings in Regions that are off by default"},
		Judge:     regionOff,
		Means: Meaning{
			"farvault says that the Region is not enabled.",
			"The code's row is missing in shared/cloud's errors: the account would be tried again and again.",
		},
	},
	{
		ID: "unknown-type-words",
		Statement: "UpdateRegionSettings refuses a type that the Region lacks with AWS's known words, in each of its " +
			"three maps.",
		Source: "https://github.com/hashicorp/terraform-provider-aws/issues/21801 shows the words of the first map",
		Try: Try{
			Steps: []string{
				"aws backup update-region-settings --resource-type-management-preference Tape=true (it is refused and " +
					"changes nothing)",
			},
			Outcomes: []Outcome{
				{"\"Element present in ... has invalid values\"", "As assumed."},
				{"Other words", "The simulator's text changes."},
			},
		},
	},
	{
		ID:        "one-job-a-resource",
		Statement: "A resource has one backup job at a time; copies do not count.",
		Source:    guide + "troubleshooting.html",
		Try: Try{
			Steps: []string{
				"Twice in a row: aws backup start-backup-job of the same large volume; then start-copy-job of an older " +
					"recovery point of it.",
			},
			Outcomes: []Outcome{
				{"The second waits or fails, the copy runs", "As assumed."},
				{"Anything else", "Reports of overlapping schedules are wrong."},
			},
		},
	},
	{
		ID:        "completion-window",
		Statement: "CompletionWindowMinutes must exceed StartWindowMinutes by 60 or more.",
		Source:    guide + "API_BackupRule.html; two published templates say 60",
		Try: Try{
			Steps: []string{
				"aws backup create-backup-plan with StartWindowMinutes 60 and CompletionWindowMinutes 61, then 120. Delete " +
					"what was made.",
			},
			Outcomes: []Outcome{
				{"61 is refused, 120 is taken", "As assumed."},
				{"Both are taken", "farvault check is stricter than AWS; nothing breaks."},
				{"Both are refused", "farvault check must ask for more."},
			},
		},
	},
	{
		ID:        "equal-retention",
		Statement: "Of rules that would run at the same time with equal retention the plan's first runs.",
		Source:    guide + "plan-options-and-configuration.html speaks of the longer retention",
		Try: Try{
			Steps: []string{
				"A plan with two rules of one schedule and one retention into two vaults; a small volume. Look after the " +
					"first run.",
			},
			Outcomes: []Outcome{
				{"One job, into the first rule's vault", "As assumed."},
				{"Two jobs, or the second vault", "Missed runs are reported that were none."},
			},
		},
	},
	{
		ID:        "selection-tag-call",
		Statement: "CreateBackupSelection tries the role's tag:GetResources unless all resources are named by ARN.",
		Source:    "https://github.com/hashicorp/terraform-provider-aws/issues/9297",
		Try: Try{
			Steps: []string{
				"A role that AWS Backup may assume and that may nothing. aws backup create-backup-selection with it: once " +
					"with one ARN, once with *.",
			},
			Outcomes: []Outcome{
				{"The second alone is refused", "As assumed."},
				{"Both or none", "The simulator's rule changes; farvault's role has the permission."},
			},
		},
	},
	{
		ID:        "refusal-texts",
		Statement: "AWS refuses wrong windows, schedules, locks and limits with words that farvault does not depend on.",
		Source:    guide + "API_CreateBackupPlan.html shows no text",
		Try: Try{
			Steps: []string{
				"aws backup create-backup-plan with ScheduleExpression \"cron(0 12 * * * *)\" (it is refused and makes nothing)",
			},
			Outcomes: []Outcome{
				{"InvalidParameterValueException", "As assumed; file the words."},
				{"Another code", "shared/cloud's table of errors changes."},
			},
		},
	},
}
