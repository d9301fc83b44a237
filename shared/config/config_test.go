package config_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/config"
)

// right is the environment as template.yaml makes it, of all functions together.
var right = map[string]string{
	"ORGANIZATION_ID":          "o-a1b2c3d4e5",
	"MANAGEMENT_ACCOUNT_ID":    "999988887777",
	"CENTRAL_ACCOUNT_ID":       "111122223333",
	"HOME_REGION":              "eu-west-1",
	"CENTRAL_BUS_ARN":          "arn:aws:events:eu-west-1:111122223333:event-bus/farvault",
	"TABLE_NAME":               "farvault",
	"ACCOUNT_QUEUE_URL":        "https://sqs.eu-west-1.amazonaws.com/111122223333/farvault-accounts",
	"JOB_QUEUE_URL":            "https://sqs.eu-west-1.amazonaws.com/111122223333/farvault-jobs",
	"SWEEP_QUEUE_URL":          "https://sqs.eu-west-1.amazonaws.com/111122223333/farvault-sweep",
	"SLACK_QUEUE_URL":          "http://127.0.0.1:4566/111122223333/farvault-slack",
	"TOPIC_ARN":                "arn:aws:sns:eu-west-1:111122223333:farvault-alerts",
	"OPERATIONS_TOPIC_ARN":     "arn:aws:sns:eu-west-1:111122223333:farvault-operations",
	"SLACK_WEBHOOK_SECRET_ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf",
}

var place = chain.Deployment{
	OrganizationID: "o-a1b2c3d4e5", ManagementAccountID: "999988887777", CentralAccountID: "111122223333",
	HomeRegion: "eu-west-1", Partition: "aws", CentralBusARN: right["CENTRAL_BUS_ARN"],
}

// getenv is the right environment with some variables changed; "" takes one away.
func getenv(changes map[string]string) func(string) string {
	env := maps.Clone(right)
	maps.Copy(env, changes)
	return func(name string) string { return env[name] }
}

func TestRightEnvironment(t *testing.T) {
	t.Parallel()
	provision, err := config.Provision(getenv(nil))
	check(t, err, config.ProvisionConfig{
		Deployment: place, TableName: "farvault", AccountQueueURL: right["ACCOUNT_QUEUE_URL"], JobQueueURL: right["JOB_QUEUE_URL"],
		SettingsFile: "settings.yaml",
	}, provision)
	alert, err := config.Alert(getenv(nil))
	check(t, err, config.AlertConfig{
		Deployment: place, TableName: "farvault", AccountQueueURL: right["ACCOUNT_QUEUE_URL"], JobQueueURL: right["JOB_QUEUE_URL"],
		TopicARN: right["TOPIC_ARN"], SettingsFile: "settings.yaml",
	}, alert)
	sweep, err := config.Sweep(getenv(map[string]string{"SETTINGS_FILE": "/etc/s.yaml"}))
	check(t, err, config.SweepConfig{
		Deployment: place, TableName: "farvault", SweepQueueURL: right["SWEEP_QUEUE_URL"], AccountQueueURL: right["ACCOUNT_QUEUE_URL"], JobQueueURL: right["JOB_QUEUE_URL"],
		SettingsFile: "/etc/s.yaml",
	}, sweep)
	slack, err := config.Slack(getenv(nil))
	check(t, err, config.SlackConfig{TableName: right["TABLE_NAME"], QueueURL: right["SLACK_QUEUE_URL"],
		OperationsTopicARN: right["OPERATIONS_TOPIC_ARN"], WebhookSecretARN: right["SLACK_WEBHOOK_SECRET_ARN"], SettingsFile: "settings.yaml"}, slack)
}

func check(t *testing.T, err error, want, got any) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneMistake(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ name, value, want string }{
		"a variable that is missing":     {"TABLE_NAME", "", "environment variable TABLE_NAME is missing: must be a table's name"},
		"an organization id without o-":  {"ORGANIZATION_ID", "a1b2c3d4e5", `environment variable ORGANIZATION_ID is "a1b2c3d4e5": must be an organization id such as o-a1b2c3d4e5`},
		"an account id of 13 digits":     {"MANAGEMENT_ACCOUNT_ID", "1112233445566", `environment variable MANAGEMENT_ACCOUNT_ID is "1112233445566": must be an account id of 12 digits`},
		"a zone for the Region":          {"HOME_REGION", "eu-west-1a", `environment variable HOME_REGION is "eu-west-1a": must be a Region such as eu-west-1`},
		"a name for the bus's ARN":       {"CENTRAL_BUS_ARN", "farvault", `environment variable CENTRAL_BUS_ARN is "farvault": must be an ARN of events`},
		"a bus of another Region":        {"CENTRAL_BUS_ARN", "arn:aws:events:us-east-1:111122223333:event-bus/farvault", `environment variable CENTRAL_BUS_ARN is "arn:aws:events:us-east-1:111122223333:event-bus/farvault": must be a bus of 111122223333 in eu-west-1`},
		"a bus of another account":       {"CENTRAL_BUS_ARN", "arn:aws:events:eu-west-1:222233334444:event-bus/farvault", `environment variable CENTRAL_BUS_ARN is "arn:aws:events:eu-west-1:222233334444:event-bus/farvault": must be a bus of 111122223333 in eu-west-1`},
		"a queue's name for its URL":     {"JOB_QUEUE_URL", "farvault-jobs", `environment variable JOB_QUEUE_URL is "farvault-jobs": must be the URL of a queue`},
		"an endpoint without a queue":    {"JOB_QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/", `environment variable JOB_QUEUE_URL is "https://sqs.eu-west-1.amazonaws.com/": must be the URL of a queue`},
		"a queue's ARN for the topic's":  {"TOPIC_ARN", "arn:aws:sqs:eu-west-1:111122223333:q", `environment variable TOPIC_ARN is "arn:aws:sqs:eu-west-1:111122223333:q": must be an ARN of sns`},
		"management and central are one": {"MANAGEMENT_ACCOUNT_ID", "111122223333", `environment variable CENTRAL_ACCOUNT_ID is "111122223333": must be another account than MANAGEMENT_ACCOUNT_ID: what protects the organization must not share its fate`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, err := config.Alert(getenv(map[string]string{tt.name: tt.value}))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	empty := func(string) string { return "" }
	_, provision := config.Provision(empty)
	_, alert := config.Alert(empty)
	_, sweep := config.Sweep(empty)
	_, slack := config.Slack(empty)
	tests := map[string]struct {
		err  error
		want []string
	}{
		"provision": {provision, []string{"ORGANIZATION_ID", "MANAGEMENT_ACCOUNT_ID", "CENTRAL_ACCOUNT_ID", "HOME_REGION", "CENTRAL_BUS_ARN", "TABLE_NAME", "ACCOUNT_QUEUE_URL", "JOB_QUEUE_URL"}},
		"alert":     {alert, []string{"ORGANIZATION_ID", "MANAGEMENT_ACCOUNT_ID", "CENTRAL_ACCOUNT_ID", "HOME_REGION", "CENTRAL_BUS_ARN", "TABLE_NAME", "JOB_QUEUE_URL", "ACCOUNT_QUEUE_URL", "TOPIC_ARN"}},
		"sweep":     {sweep, []string{"ORGANIZATION_ID", "MANAGEMENT_ACCOUNT_ID", "CENTRAL_ACCOUNT_ID", "HOME_REGION", "CENTRAL_BUS_ARN", "TABLE_NAME", "SWEEP_QUEUE_URL", "ACCOUNT_QUEUE_URL", "JOB_QUEUE_URL"}},
		"slack":     {slack, []string{"TABLE_NAME", "SLACK_QUEUE_URL", "OPERATIONS_TOPIC_ARN", "SLACK_WEBHOOK_SECRET_ARN"}},
	}
	for function, tt := range tests {
		t.Run(function, func(t *testing.T) {
			t.Parallel()
			if tt.err == nil {
				t.Fatal("an empty environment is accepted")
			}
			var named []string
			for line := range strings.SplitSeq(tt.err.Error(), "\n") {
				named = append(named, strings.Fields(line)[2])
			}
			if diff := cmp.Diff(tt.want, named); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAWebhookInThePlaceOfItsSecretIsNotShown(t *testing.T) {
	t.Parallel()
	const canary = "https://hooks.slack.com/services/T000/B000/CANARY"
	c, err := config.Slack(getenv(map[string]string{"SLACK_WEBHOOK_SECRET_ARN": canary}))
	if err == nil || strings.Contains(err.Error(), "CANARY") || c.WebhookSecretARN != "" {
		t.Errorf("got %+v, %v", c, err)
	}
}
