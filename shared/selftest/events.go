package selftest

var eventRows = []Row{
	{
		ID:        "trail-request-case",
		Statement: "CloudTrail shows the parameters of AWS Backup's calls with small first letters.",
		Source:    guide + "logging-using-cloudtrail.html",
		Asked:     []string{"cloudtrail:LookupEvents in the member (CreateBackupPlan)"},
		Judge:     trailCase,
		Means: Meaning{
			"Which vault, plan or key a call changed is read from its event.",
			"farvault does not see what was changed, and reconciles the account as a whole.",
		},
	},
	{
		ID:        "trail-delay",
		Statement: "A call reaches EventBridge some 5 minutes later.",
		Source:    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html",
		Try: Try{
			Steps: []string{
				"A rule on \"AWS API Call via CloudTrail\" of aws.backup with a log group as its target; aws backup " +
					"put-backup-vault-access-policy; compare ingestion with eventTime.",
			},
			Outcomes: []Outcome{{"Minutes", "As assumed."}, {"Seconds", "Drift is repaired sooner."}},
		},
	},
	{
		ID:        "tagging-event-source",
		Statement: "Calls of the Resource Groups Tagging API come as events of source aws.tagging.",
		Source:    "https://docs.aws.amazon.com/eventbridge/latest/ref/events.html",
		Try: Try{
			Steps: []string{
				"aws resourcegroupstaggingapi tag-resources of a sandbox volume; aws cloudtrail lookup-events with EventName " +
					"TagResources: eventSource?",
			},
			Outcomes: []Outcome{
				{"tagging.amazonaws.com", "As assumed."},
				{"Another", "The simulator's name changes; farvault does not use it."},
			},
		},
	},
	{
		ID:        "event-batches",
		Statement: "AWS Backup emits all that gathered in five minutes together.",
		Source:    guide + "eventbridge.html: \"in a best-effort manner every 5 minutes\"",
		Try: Try{
			Steps: []string{
				"A rule on aws.backup with a log group as its target; two aws backup start-backup-job a minute apart; " +
					"compare the events' ingestion.",
			},
			Outcomes: []Outcome{
				{"Together, within five minutes", "As assumed."},
				{"Each by itself", "First messages list fewer jobs."},
			},
		},
	},
	{
		ID: "stackset-event-place",
		Statement: "Events of a StackSet's instances come in the account and Region that administer the StackSet, a " +
			"delegated administrator's if it is one.",
		Source: stackGuide + "event-detail-stackset-stack-instance-status-change.html",
		Try: Try{
			Steps: []string{
				"Register a sandbox account as delegated administrator of StackSets; in it and in the management account: a " +
					"rule on aws.cloudformation with a log group as its target.",
				"As the delegated administrator: create a service-managed StackSet (--call-as DELEGATED_ADMIN) with one instance.",
			},
			Outcomes: []Outcome{
				{
					"The event is in the delegated administrator's log, of the StackSet's Region",
					"As assumed: the rule belongs there.",
				},
				{"It is in the management account's", "The rule of infra/management.yaml is enough."},
				{"It is in neither", "New accounts are found by the quarter-hourly look alone."},
			},
		},
	},
	{
		ID:        "events-source-operator",
		Statement: "ForAllValues:StringEquals on events:source lets events through a bus policy.",
		Source:    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html",
		Try: Try{
			Steps: []string{
				"After the first deployment: aws cloudwatch get-metric-statistics of AWS/Events Invocations for the rules of " +
					"the central bus, after a backup in a member.",
			},
			Outcomes: []Outcome{
				{"More than none", "As assumed."},
				{"None, and the member's FailedInvocations grow", "The bus policy's condition drops every event."},
			},
		},
	},
	{
		ID:        "targets-empty",
		Statement: "ListTargetsByRule answers an empty list for a rule without targets.",
		Source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html; the service's " +
			"model " +
			"wants one target or more",
		Try: Try{
			Steps: []string{
				"aws events put-rule of a rule without targets; aws events list-targets-by-rule of it; delete-rule.",
			},
			Outcomes: []Outcome{
				{"Targets is []", "As assumed."},
				{"An error", "A rule whose target somebody removed cannot be observed: shared/cloud must take the error."},
			},
		},
	},
	{
		ID:        "rule-source-arn",
		Statement: "The trust of a rule's role sees the rule as aws:SourceArn.",
		Source:    "nationalarchives/terraform-aws-immutable-aws-backup has it in production",
		Try: Try{
			Steps: []string{
				"A role that trusts events.amazonaws.com where aws:SourceArn is a rule; aws events put-targets of that rule " +
					"with the role.",
			},
			Outcomes: []Outcome{
				{"Events arrive at the target", "As assumed."},
				{"FailedInvocations", "The trust may hold aws:SourceAccount alone."},
			},
		},
	},
}
