package catalog

import "farvault/shared/event"

// What the management account decides: membership, the cross-account switch, account creation.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
var organizationCauses = []Cause{
	{
		ID:    "cross-account-copy-disabled",
		At:    Management,
		Title: "Cross-account backup is switched off for the organization",
		Remedy: "Switch on cross-account backup in the management account (UpdateGlobalSettings, " +
			"isCrossAccountBackupEnabled). No other account can do it.",
		Match: []Matcher{
			says(
				"cross-account|cross account",
				"not enabled|disabled|turned off|not turned on|not activated|must be enabled|enable cross",
			),
		},
		Samples: []string{"Copy job failed. Cross-account copy feature is not enabled for the current organization."},
		Variants: []string{
			"Cross account backup is disabled. Enable cross account backup from the management account.",
		},
		Source: dashboards,
	},
	{
		ID:     "not-same-organization",
		At:     Management,
		Title:  "Source and destination account are not in one organization",
		Remedy: "Move both accounts into one organization, or correct the account id in the destination vault's ARN.",
		Match: []Matcher{
			says("same organization|same aws organization|same org"),
			says("source|destination", "account", "member|belong|part", "organization"),
		},
		Samples: []string{
			"Copy job failed. Both source and destination account must be a member of the same organization.",
			"Access denied: Copy job failed. Both source and destination account must be a member of the same organization",
		},
		Variants: []string{
			"Destination account 111122223333 does not belong to the organization of the source account.",
		},
		Source: crossAccount,
	},
	{
		ID:     "not-in-an-organization",
		At:     Management,
		Title:  "The account is not in an organization",
		Remedy: "Invite the account into the organization, or make the call from a member account.",
		Match: []Matcher{
			says(
				"not a member of an organization|not a member of the organization|not in an organization|not part of an " +
					"organization|organizations not in use|not a member of your organization|account not found exception",
			),
		},
		Samples: []string{"Your account is not a member of an organization."},
		Variants: []string{
			"AWSOrganizationsNotInUseException: Your account is not a member of an organization.",
			"AccountNotFoundException: You specified an account that doesn't exist.",
		},
		Source: "https://github.com/cloudquery/cq-provider-aws/issues/817",
	},
	{
		ID:    "account-not-created",
		At:    Management,
		Jobs:  []event.JobKind{event.API},
		Title: "AWS Organizations cannot create the account",
		Remedy: "Correct what the reason names (email, address, payment, number of accounts), then create the " +
			"account again. No account was created.",
		Match: []Matcher{
			says(
				"email already exists|account limit exceeded|invalid address|invalid email|concurrent account " +
					"modification|govcloud account already exists|missing payment instrument|business validation|invalid identity " +
					"for business",
			),
			says("number of accounts|number of aws accounts", "exceed|limit|maximum"),
		},
		Samples: []string{
			"EMAIL_ALREADY_EXISTS",
			"ACCOUNT_LIMIT_EXCEEDED",
			"CONCURRENT_ACCOUNT_MODIFICATION",
			"MISSING_PAYMENT_INSTRUMENT",
			"PENDING_BUSINESS_VALIDATION",
		},
		Variants: []string{"You have exceeded the allowed number of AWS accounts."},
		Source:   "https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html",
	},
	{
		ID:     "account-already-there",
		At:     Management,
		Benign: true,
		Title:  "The account is already in the organizational unit or organization",
		Remedy: "Leave the account as it is: it is already where the call would move it.",
		Match: []Matcher{
			says(
				"account is already present|duplicate account|account is already a member|handshake already in state|already in " +
					"organization",
			),
		},
		Samples: []string{"That account is already present in the specified destination."},
		Source:  "https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html",
	},
	{
		ID:     "account-not-active",
		At:     Management,
		Title:  "The account is suspended or closed",
		Remedy: "Reopen the account through AWS Support within 90 days, or remove it from the plans and the scope.",
		Match: []Matcher{
			says(
				"account",
				"suspended|pending closure|is closed|been closed|not active|inactive",
			).butNot("connection|gateway|hypervisor|instance"),
		},
		Variants: []string{"The account 222233334444 is suspended.", "Your AWS account is not active."},
		Source:   "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html",
	},
	{
		ID:    "trusted-access-missing",
		At:    Management,
		Title: "AWS Backup has no trusted access to the organization",
		Remedy: "Enable trusted access for backup.amazonaws.com in the management account (Organizations, Services, " +
			"AWS Backup).",
		Match: []Matcher{
			says("trusted access|enable aws service access|service access principal", "enable|not|must|denied|require"),
		},
		Variants: []string{"You must enable trusted access with AWS Organizations before you use this feature."},
		Source:   guide + "manage-cross-account.html",
	},
	{
		ID:    "not-the-management-account",
		At:    Management,
		Title: "Only the management account has permission for this call",
		Remedy: "Make the call from the organization's management account or, where AWS allows it, from a delegated " +
			"administrator.",
		Match: []Matcher{
			says(
				"management account|master account|delegated administrator|delegated admin",
				"only|must|not|cannot|required|permission",
			),
		},
		Variants: []string{
			"This operation can be called only from the organization's management account.",
			"The account is not a delegated administrator for AWS Backup.",
		},
		Source: guide + "API_UpdateGlobalSettings.html",
	},
	{
		ID:    "organization-policy-refused",
		At:    Management,
		Title: "A backup policy of the organization is not valid",
		Remedy: "Open the account's effective backup policy in AWS Organizations and correct the element in the " +
			"message.",
		Match: []Matcher{
			says(
				"effective policy|effective backup policy|backup policy|backup policies",
				"invalid|not valid|conflict|validation|error",
			),
			says("policy type", "not enabled|isnt currently enabled|not available"),
			says("malformed policy document", "policy type"),
		},
		Variants: []string{
			"The effective backup policy of the account is not valid: plans/Daily/rules",
			"PolicyTypeNotEnabledException: The specified policy type isn't currently enabled in this root.",
		},
		Source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html",
	},
	{
		ID:        "organization-initializing",
		At:        Management,
		Retryable: true,
		Title:     "AWS Organizations is still setting up the organization",
		Remedy:    "Try again in an hour. AWS Organizations first completes a new organization or account.",
		Match:     []Matcher{says("organization", "finished initializing|still initializing|finalizing")},
		Samples: []string{
			"AWS Organizations couldn't perform the operation because your organization hasn't finished initializing. This " +
				"can take up to an hour. Try again later.",
		},
		Source: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html",
	},
}
