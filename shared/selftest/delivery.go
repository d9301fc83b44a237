package selftest

var deliveryRows = []Row{
	{
		ID:        "rate-first-run",
		Statement: "A schedule of rate() runs for the first time when it is made.",
		Source:    "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based",
		Try: Try{
			Steps: []string{
				"aws scheduler create-schedule with rate(1 hour) and a queue as its target; look into the queue.",
			},
			Outcomes: []Outcome{
				{"A message at once", "As assumed."},
				{"A message after an hour", "The first sweep comes a period late; the quarter-hourly one catches up."},
			},
		},
	},
	{
		ID:        "amazon-q-limits",
		Statement: "farvault's messages fit into what Amazon Q Developer shows in a chat.",
		Source:    "https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html",
		Try: Try{
			Steps: []string{
				"Subscribe a channel's topic to farvault-alerts; `farvault alerts test`; then a message with ten accounts.",
			},
			Outcomes: []Outcome{
				{"Both are shown whole", "As assumed."},
				{"Cut, or not shown", "Slack needs farvault's own function; README says so."},
			},
		},
	},
	{
		ID:        "tag-shows-at-once",
		Statement: "A tag shows in the Resource Groups Tagging API at once.",
		Source:    "https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html",
		Try: Try{
			Steps: []string{
				"aws ec2 create-tags of a sandbox volume; each second aws resourcegroupstaggingapi get-resources with the tag.",
			},
			Outcomes: []Outcome{
				{"Within seconds", "As assumed."},
				{"Minutes", "A resource is unselected in farvault's eyes for as long."},
			},
		},
	},
	{
		ID:        "tagging-permissions",
		Statement: "TagResources and UntagResources ask for tag:TagResources and tag:UntagResources alone.",
		Source:    "https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_TagResources.html",
		Try: Try{
			Steps: []string{
				"As a role with tag:TagResources alone: aws resourcegroupstaggingapi tag-resources of a sandbox volume.",
			},
			Outcomes: []Outcome{
				{"Tagged", "As assumed."},
				{"FailedResourcesMap names ec2:CreateTags", "The simulator must ask for both, as AWS's page hints."},
			},
		},
	},
}
