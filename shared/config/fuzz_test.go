package config_test

import (
	"strings"
	"testing"

	"farvault/shared/config"
	"farvault/shared/org"
)

// FuzzSlack: a variable is what it must be or a mistake that names it; what stands where the secret's ARN must be is
// shown to nobody, for people put the secret itself there.
func FuzzSlack(f *testing.F) {
	f.Add("https://hooks.slack.com/services/T000/B000/XXXX", "http://127.0.0.1:4566/1/q")
	f.Fuzz(func(t *testing.T, secret, queue string) {
		got, err := config.Slack(getenv(map[string]string{"SLACK_WEBHOOK_SECRET_ARN": secret, "SLACK_QUEUE_URL": queue}))
		if err == nil {
			if arn, err := org.ParseARN(got.WebhookSecretARN); err != nil || arn.Service != "secretsmanager" {
				t.Errorf("the secret is %q", got.WebhookSecretARN)
			}
			if !strings.HasPrefix(strings.ToLower(got.QueueURL), "http") {
				t.Errorf("the queue is %q", got.QueueURL)
			}
			return
		}
		if len(secret) > 12 && strings.Contains(err.Error(), secret) && !strings.Contains(queue, secret) {
			t.Errorf("the mistake shows the secret: %v", err)
		}
		if !strings.Contains(err.Error(), "SLACK_") {
			t.Errorf("a mistake without its variable: %v", err)
		}
	})
}
