package catalog

// What an account switches on or off for itself.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
var optInCauses = []Cause{
	{
		ID:    "service-subscription-missing",
		At:    Source,
		Title: "The account is not activated for the service",
		Remedy: "Complete the account's activation, or open the service once in that Region. New accounts need some " +
			"hours.",
		Match: []Matcher{
			says(
				"needs a subscription|need a subscription|opt in required|not subscribed|not signed up|not yet " +
					"activated|pending verification|account has not been activated",
			),
		},
		Samples: []string{"The AWS Access Key Id needs a subscription for the service"},
		Variants: []string{
			"OptInRequired: You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.",
			"PendingVerification: Your request for accessing resources in this region is being validated, and you will not " +
				"be able to launch additional resources in this region until the validation is complete.",
		},
		Source: dashboards,
	},
	{
		ID:    "image-not-allowed",
		At:    Destination,
		Title: "The destination account's Allowed AMIs setting excludes the image",
		Remedy: "Add the source account to the image providers of Allowed AMIs in the destination account and " +
			"Region. For an air-gapped vault, add the alias aws-backup-vault.",
		Match: []Matcher{
			says("source ami", "not found|not exist|not allowed"),
			says("allowed amis|allowed ami|allowed images|image is not allowed|ami is not allowed"),
		},
		Samples:  []string{"Source AMI not found in Region"},
		Variants: []string{"Source AMI ami-0abc1234def567890 not found in Region eu-west-1"},
		Source:   guide + "create-cross-account-backup.html#prereq-cab",
	},
	{
		ID:     "region-not-enabled",
		At:     Source,
		Title:  "The Region is not enabled for the account",
		Remedy: "Enable the Region in both accounts (account settings, Regions), then try again.",
		Match: []Matcher{
			says(
				"region",
				"not enabled|is disabled|not opted|opt-in status|not been enabled|not activated|opt in to|opted in to",
			).butNot("resource type|aws backup"),
		},
		Variants: []string{
			"Region me-south-1 is not enabled for account 222233334444.",
			"The account has not opted in to the Region af-south-1.",
		},
		Source: "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html",
	},
	{
		ID:    "advanced-features-off",
		At:    Source,
		Title: "AWS Backup's advanced features for the resource type are switched off",
		Remedy: "Write ResourceTypeManagement: [DynamoDB] into infra/settings.yaml and deploy, and farvault switches them " +
			"on in every account. In one account: aws backup update-region-settings --resource-type-management-preference " +
			"DynamoDB=true. Earlier backups stay without a copy.",
		Match: []Matcher{
			says("advanced", "dynamodb|feature|features|backup", "enable|not|off|disabled|require"),
			says("resource type management preference|full management"),
		},
		Variants: []string{"Advanced features for Amazon DynamoDB backups are not enabled in this account."},
		Source:   guide + "advanced-ddb-backup.html",
	},
	{
		ID:    "resource-type-not-opted-in",
		At:    Source,
		Title: "AWS Backup is not opted in for the resource type",
		Remedy: "Opt in the resource type in AWS Backup's settings of the account and Region (UpdateRegionSettings, " +
			"ResourceTypeOptInPreference).",
		Match: []Matcher{
			says("opted in|opted-in|opt in|opt-in|opting in").butNot("cold storage|archive"),
			says(
				"resource type|service|protection",
				"not enabled|is disabled|turned off|not turned on|not activated",
			).butNot("vss|instance|hypervisor|agent|versioning|eventbridge|bucket|cross-account|snapshot"),
		},
		Variants: []string{
			"Resource type EFS is not opted in for AWS Backup in this Region.",
			"The service opt-in for Aurora is turned off.",
		},
		Source: guide + "API_UpdateRegionSettings.html",
	},
}
