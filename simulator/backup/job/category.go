package job

import "strings"

// reason is one message code category and what its messages say.
type reason struct {
	category string
	says     []string // in lower case
}

// reasons are the categories in the order of the page, with those of its messages and
// patterns that jobs here can bring about. A pattern of the page is found anywhere in a message.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons
var reasons = []reason{
	{
		"ACCESS_DENIED",
		[]string{
			"copy job failed because the destination backup vault is encrypted with the default backup service managed key",
			"snapshots encrypted with the aws managed key can't be shared",
			"both source and destination account must be a member of the same organization",
			"access denied",
			"not authorized to",
			"cannot be assumed by aws backup",
			"does not have permission",
			"missing permission",
		},
	},
	{
		"CONCURRENT_JOB",
		[]string{"there was a running job for the same resource", "there are too many copy jobs running for resource"},
	},
	{"FEATURE_NOT_ENABLED", []string{"cross-account copy feature is not enabled for the current organization"}},
	{"JOB_EXPIRED", []string{"backup job expired before completion"}},
	{"INVALID_LIFECYCLE", []string{"is not within the range specified for the target backup vault"}},
	{"KMS_KEY_ERROR", []string{"given key id is not accessible", "kms key"}},
	{
		"RESOURCE_NOT_FOUND",
		[]string{
			"the specified volume was not found",
			"table not found",
			"does not exist",
			"could not find resource",
			"cannot find recovery point",
			"resource not found",
		},
	},
	{"RESOURCE_NOT_SUPPORTED", []string{"unsupported resource type"}},
	{"UNSUPPORTED_OPERATION", []string{"feature is not supported for provided resource type"}},
}

// category files a status message; a job without one went well.
func category(message string) string {
	if message == "" {
		return "SUCCESS"
	}
	lower := strings.ToLower(message)
	for _, r := range reasons {
		for _, text := range r.says {
			if strings.Contains(lower, text) {
				return r.category
			}
		}
	}
	return "MISCELLANEOUS"
}
