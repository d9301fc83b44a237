package selftest

const guide = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"

var organizationRows = []Row{
	{
		ID: "account-joined",
		Statement: "AccountJoinedOrganization has accountId, joinedMethod and joinedTime in serviceEventDetails, and " +
			"comes right after CreateAccountResult.",
		Source: "https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-cloudtrail/",
		Asked:  []string{"cloudtrail:LookupEvents in the management account, us-east-1"},
		Judge:  joined,
		Means: Meaning{
			"The event is decoded as it is.",
			"farvault looks through the objects one level below for the account's id; a deeper one is missed, and the " +
				"daily sweep finds the account.",
		},
	},
	{
		ID:        "new-account-opt-ins",
		Statement: "An account that has set nothing is opted in to no resource type.",
		Source:    "https://github.com/boto/boto3/issues/3758 shows seven types on; no page says",
		Asked:     []string{"backup:DescribeRegionSettings in a Region that is not protected", "cloudtrail:LookupEvents"},
		Judge:     newAccountOptIns,
		Means: Meaning{
			"Without farvault's opt-in no selection by tag backs anything up.",
			"New accounts back up more than the simulator's do before farvault has opted them in. An account older than 90 " +
				"days may have been set before its event history begins: ask a younger one.",
		},
	},
	{
		ID:        "default-vault",
		Statement: "An account that has set nothing has no vault named Default.",
		Source:    guide + "creating-a-vault.html says that the console makes it",
		Asked:     []string{"backup:ListBackupVaults in a Region that is not protected"},
		Judge:     defaultVault,
		Means: Meaning{
			"Only the console makes it.",
			"Lists of vaults hold one more; farvault leaves it alone.",
		},
	},
	{
		ID:        "organizations-event-delay",
		Statement: "Events of AWS Organizations reach EventBridge at once.",
		Source:    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html",
		Try: Try{
			Steps: []string{
				"In the management account, us-east-1: a rule on source aws.organizations with a log group as its target.",
				"aws organizations create-account --account-name selftest --email YOU+selftest@EXAMPLE",
				"Compare the log line's ingestion time with the event's time.",
			},
			Outcomes: []Outcome{
				{"Seconds", "As assumed."},
				{"Minutes", "A new account is protected later by as much; the README's minutes are to be raised."},
			},
		},
	},
	{
		ID:        "created-account-active",
		Statement: "A created account is ACTIVE once CreateAccountResult says SUCCEEDED.",
		Source:    "https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html",
		Try: Try{
			Steps: []string{
				"aws organizations create-account --account-name selftest --email YOU+selftest@EXAMPLE",
				"Each second: aws organizations describe-create-account-status --create-account-request-id car-..., then " +
					"describe-account with the id.",
			},
			Outcomes: []Outcome{
				{"State is ACTIVE in the first answer", "As assumed."},
				{"State is PENDING_ACTIVATION at first", "farvault waits for it as for any account that is not active."},
			},
		},
	},
	{
		ID:        "scp-at-once",
		Statement: "A service control policy counts in the next call.",
		Source:    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html",
		Try: Try{
			Steps: []string{
				"Attach to a sandbox account an SCP that denies backup:ListBackupVaults.",
				"Each second in that account: aws backup list-backup-vaults",
			},
			Outcomes: []Outcome{
				{"Refused within a second or two", "As assumed."},
				{"Refused minutes later", "What a new SCP breaks is proven later than it happens."},
			},
		},
	},
	{
		ID: "account-tags-listed",
		Statement: "GetResources lists accounts with their tags, as organizations:account, in the management account and " +
			"the Region of Organizations, and asks for tag:GetResources alone.",
		Source: "https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html; of a sample of AWS's: " +
			"https://github.com/aws-samples/aws-iam-identity-center-extensions",
		Try: Try{
			Steps: []string{
				"In the management account, with a tagged account: aws resourcegroupstaggingapi get-resources --region " +
					"us-east-1 --resource-type-filters organizations:account",
				"The same as a role with tag:GetResources alone.",
			},
			Outcomes: []Outcome{
				{"Every tagged account, both times", "As assumed."},
				{"No account", "farvault asks Organizations of each account, as with an older management.yaml."},
				{"Some of them, minutes after they were tagged", "An account comes into scope, or goes, that much later."},
			},
		},
	},
	{
		ID: "backup-policy-texts",
		Statement: "A plan that a backup policy made refuses UpdateBackupPlan and CreateBackupSelection in the words of " +
			"the two deletions: for backup plan orgs/... created by organizations.",
		Source: "https://github.com/rebuy-de/aws-nuke/issues/633 has the words of DeleteBackupPlan and " +
			"DeleteBackupSelection, and the id",
		Try: Try{
			Steps: []string{
				"Attach a backup policy to a sandbox account; there, once the plan shows: aws backup update-backup-plan and " +
					"create-backup-selection with its id.",
			},
			Outcomes: []Outcome{
				{"InvalidParameterValueException with these words", "As assumed."},
				{"Refused in other words", "The simulator's texts change; farvault never makes these calls."},
				{
					"The plan's id begins otherwise",
					"farvault takes it for a plan of the account's own, and leaves it alone as such.",
				},
			},
		},
	},
	{
		ID: "organizations-region",
		Statement: "Organizations' events appear in us-east-1, in us-gov-west-1 for AWS GovCloud and in cn-northwest-1 " +
			"for China.",
		Source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_security_incident-response.html " +
			"names us-east-1; the others are of the endpoints' table",
		Try: Try{
			Steps: []string{
				"In the partition's management account: aws cloudtrail lookup-events --region REGION --lookup-attributes " +
					"AttributeKey=EventSource,AttributeValue=organizations.amazonaws.com",
			},
			Outcomes: []Outcome{
				{"Events in the Region named", "As assumed."},
				{"Events in another Region alone", "infra/management.yaml must be deployed there; its mapping changes."},
			},
		},
	},
}
