package selftest

const (
	iamGuide   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
	stackGuide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
)

var roleRows = []Row{
	{
		ID:        "stackset-ready",
		Statement: "A role that a StackSet has made can be assumed as soon as the instance has SUCCEEDED.",
		Source:    iamGuide + "troubleshoot.html#troubleshoot_general_eventual-consistency gives no figure",
		Asked:     []string{"iam:GetRole in the member", "cloudtrail:LookupEvents in the central account (AssumeRole)"},
		Judge:     stackSetReady,
		Means: Meaning{
			"An account is protected when its roles are there.",
			"The first try fails and comes again by the queue's back-off; the minutes of the README grow by as much.",
		},
		Try: Try{
			Steps: []string{
				"Add a sandbox account to the StackSet of infra/member.yaml; note when the instance says SUCCEEDED.",
				"Each second in the central account: aws sts assume-role of its farvault-reader.",
			},
			Outcomes: []Outcome{
				{"The first works", "As assumed."},
				{"It works N seconds later", "N is the least back-off that makes sense."},
			},
		},
	},
	{
		ID: "role-spread",
		Statement: "AWS Backup cannot use a new role for about 30 seconds; other services and service-linked roles do " +
			"not wait.",
		Source: "https://github.com/hashicorp/terraform-provider-aws/issues/9297",
		Try: Try{
			Steps: []string{"aws iam create-role for AWS Backup; each second aws backup create-backup-selection with it."},
			Outcomes: []Outcome{
				{"\"cannot be assumed by AWS Backup\" for less than two minutes", "As assumed."},
				{"For longer", "The queue's back-off still covers it, the account is late."},
			},
		},
	},
	{
		ID:        "trust-source-account",
		Statement: "AWS Backup sends aws:SourceAccount when it assumes a role, the role's own account.",
		Source: guide + "cross-service-confused-deputy-prevention.html speaks of topics and keys alone; " +
			"nationalarchives/terraform-aws-immutable-aws-backup has the condition in production",
		Asked: []string{
			"iam:GetRole, backup:ListBackupJobs in the member",
			"cloudtrail:LookupEvents in the member (UpdateAssumeRolePolicy, CreateBackupSelection)",
		},
		Judge: trustSourceAccount,
		Means: Meaning{
			"TrustSourceConditions: true is safe.",
			"TrustSourceConditions must be false: with it AWS Backup can assume no role.",
		},
		Try: Try{
			Steps: []string{
				"A role with AWSBackupServiceRolePolicyForBackup whose trust lets backup.amazonaws.com in where " +
					"aws:SourceAccount is the account; a minute later aws backup start-backup-job of a small volume with it.",
			},
			Outcomes: []Outcome{
				{"COMPLETED", "As assumed."},
				{"\"cannot be assumed by AWS Backup\"", "Set TrustSourceConditions to false."},
			},
		},
	},
	{
		ID:        "session-outlives-role",
		Statement: "A session of a role that was deleted is valid and has no permissions.",
		Source:    iamGuide + "id_roles_use_revoke-sessions.html",
		Try: Try{
			Steps: []string{
				"aws sts assume-role; delete the role; with the session: aws sts get-caller-identity, aws backup " +
					"list-backup-vaults.",
			},
			Outcomes: []Outcome{
				{"The first answers, the second is AccessDenied", "As assumed."},
				{"Both fail with another code", "shared/cloud's table of errors needs the code."},
			},
		},
	},
	{
		ID:        "missing-role-text",
		Statement: "AssumeRole of a missing role and of one that trusts nobody is refused with the same text.",
		Source:    iamGuide + "troubleshoot_access-denied.html",
		Try: Try{
			Steps: []string{
				"aws sts assume-role of a role name that is not there, and of one whose trust names another account.",
			},
			Outcomes: []Outcome{
				{"The same words but for the ARN", "As assumed."},
				{"Different words", "farvault could tell \"not there yet\" from \"closed\"."},
			},
		},
	},
	{
		ID:        "get-role-path",
		Statement: "GetRole of a role that is not there is judged by an ARN without a path.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/" +
			"list_awsidentityandaccessmanagementiam.html",
		Try: Try{
			Steps: []string{
				"A role that may iam:GetRole on arn:aws:iam::ACCOUNT:role/farvault/*. As it: aws iam get-role --role-name nobody",
			},
			Outcomes: []Outcome{{"AccessDenied", "As assumed."}, {"NoSuchEntity", "The permission may be narrower."}},
		},
	},
	{
		ID:        "boundary-type",
		Statement: "GetRole tells a role's permissions boundary in PermissionsBoundaryArn; its type reads Policy.",
		Source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html says Policy and " +
			"lists PermissionsBoundaryPolicy",
		Try: Try{
			Steps: []string{
				"In a member: aws iam get-role --role-name farvault-backup --query Role.PermissionsBoundary (it only reads)",
			},
			Outcomes: []Outcome{
				{"PermissionsBoundaryType is Policy, with the ARN", "As assumed."},
				{"It is PermissionsBoundaryPolicy", "The simulator's word changes; farvault reads the ARN alone."},
			},
		},
	},
	{
		ID:        "update-trust-boundary",
		Statement: "iam:UpdateAssumeRolePolicy is judged without iam:PermissionsBoundary in its context.",
		Source: "https://docs.aws.amazon.com/service-authorization/latest/reference/" +
			"list_awsidentityandaccessmanagementiam.html has the key of late",
		Try: Try{
			Steps: []string{
				"A role with a boundary, and another that may iam:UpdateAssumeRolePolicy where iam:PermissionsBoundary is that " +
					"boundary. As the other: aws iam update-assume-role-policy of the first.",
			},
			Outcomes: []Outcome{
				{"AccessDenied", "As assumed: infra/member.yaml names the two roles."},
				{
					"Updated",
					"TrustBackupRole and TrustForwarder of infra/member.yaml can ask for the boundary in place of the names.",
				},
			},
		},
	},
	{
		ID: "service-linked-role-makers",
		Statement: "AWSServiceRoleForBackup comes by CreateServiceLinkedRole, or by isDelegatedAdministratorEnabled in " +
			"all members and in those that join later.",
		Source: guide + "API_UpdateGlobalSettings.html",
		Try: Try{
			Steps: []string{
				"In a sandbox organization: aws backup update-global-settings isDelegatedAdministratorEnabled=true; aws iam " +
					"get-role AWSServiceRoleForBackup in a member.",
			},
			Outcomes: []Outcome{{"It is there", "As assumed."}, {"It is not", "farvault makes it in each member, as it does."}},
		},
	},
	{
		ID:        "stackset-wait",
		Statement: "A StackSet begins with a new account some 4 minutes after it was created.",
		Source:    stackGuide + "stacksets-orgs-manage-auto-deployment.html",
		Try: Try{
			Steps: []string{
				"aws organizations create-account into the StackSet's OU; aws cloudformation list-stack-instances until the " +
					"instance is CURRENT; compare with CreateAccountResult.",
			},
			Outcomes: []Outcome{
				{"A few minutes", "As assumed."},
				{"Hours", "The account waits and is reported after 15 minutes."},
			},
		},
	},
}
