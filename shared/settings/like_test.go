package settings_test

import (
	"testing"

	"farvault/shared/settings"
)

// AWS Backup's patterns have * for any text, anywhere, and nothing else: ? is itself, other than in IAM's.
func TestLikeIsAWSBackups(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"prod*", "production", true}, {"*rod*", "production", true}, {"p*n", "production", true}, {"*", "", true},
		{"prod", "production", false}, {"*x*", "production", false}, {"aa*aa", "aaa", false}, {"Prod*", "production", false},
		{"prod?", "prod1", false}, {"prod?", "prod?", true}, {"p?d*", "prod", false}, {"arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1", true},
	} {
		if got := settings.Like(tc.pattern, tc.text); got != tc.want {
			t.Errorf("Like(%q, %q) = %t", tc.pattern, tc.text, got)
		}
	}
}
