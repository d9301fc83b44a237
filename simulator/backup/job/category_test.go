package job

import "testing"

// AWS's reason codes of AWS's messages.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons
func TestCategory(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":                   "SUCCESS",
		accessDenied:         "ACCESS_DENIED",
		defaultVault:         "ACCESS_DENIED",
		notSameOrganization:  "ACCESS_DENIED",
		runningJob:           "CONCURRENT_JOB",
		notCrossAccount:      "FEATURE_NOT_ENABLED",
		copyRetentionOutside: "INVALID_LIFECYCLE",
		"The source snapshot KMS key [arn:aws:kms:eu-west-1:222233334444:key/1] does not exist, is not enabled or you do not have permissions to access it.": "KMS_KEY_ERROR",
		"Given key ID does not exist": "RESOURCE_NOT_FOUND",
		vaultMissing:                  "RESOURCE_NOT_FOUND",
		typeUnsupported:               "UNSUPPORTED_OPERATION",
		roleInsufficient:              "MISCELLANEOUS",
	}
	for message, want := range tests {
		if got := category(message); got != want {
			t.Errorf("category of %q is %s, want %s", message, got, want)
		}
	}
}
