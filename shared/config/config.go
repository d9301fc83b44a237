// Package config turns a function's environment into a struct, one for each
// function. It reports every mistake at once, each naming its variable, so that a wrong
// deployment fails at its start and not at the first failure that should have been told.
// template.yaml sets the variables; it reads no file and calls nobody.
package config

import "farvault/shared/chain"

// The environment variables, as template.yaml writes them.
const (
	OrganizationID      = "ORGANIZATION_ID"
	ManagementAccountID = "MANAGEMENT_ACCOUNT_ID"
	CentralAccountID    = "CENTRAL_ACCOUNT_ID"
	HomeRegion          = "HOME_REGION"
	CentralBusARN       = "CENTRAL_BUS_ARN"
	Mode                = "MODE"
	TableName           = "TABLE_NAME"
	AccountQueueURL     = "ACCOUNT_QUEUE_URL"
	JobQueueURL         = "JOB_QUEUE_URL"
	SlackQueueURL       = "SLACK_QUEUE_URL"
	SweepQueueURL       = "SWEEP_QUEUE_URL"
	TopicARN            = "TOPIC_ARN"
	OperationsTopicARN  = "OPERATIONS_TOPIC_ARN"
	WebhookSecretARN    = "SLACK_WEBHOOK_SECRET_ARN"
	SettingsFile        = "SETTINGS_FILE"
)

// DefaultSettingsFile is beside the bootstrap, where the build puts infra/settings.yaml.
// Lambda starts a function in that folder: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html
const DefaultSettingsFile = "settings.yaml"

// ProvisionConfig is the environment of the provision function.
type ProvisionConfig struct {
	Deployment      chain.Deployment
	TableName       string
	AccountQueueURL string // its own queue
	JobQueueURL     string // for reports
	SettingsFile    string
}

// AlertConfig is the environment of the alert function.
type AlertConfig struct {
	Deployment      chain.Deployment
	TableName       string
	JobQueueURL     string // its own queue
	AccountQueueURL string // for what is to be mended
	TopicARN        string
	SettingsFile    string
}

// SweepConfig is the environment of the sweep function.
type SweepConfig struct {
	Deployment      chain.Deployment
	TableName       string
	SweepQueueURL   string // its own queue
	AccountQueueURL string
	JobQueueURL     string
	SettingsFile    string
}

// SlackConfig is the environment of the slack function.
type SlackConfig struct {
	TableName          string
	QueueURL           string // its own queue
	OperationsTopicARN string // for what Slack itself refuses
	WebhookSecretARN   string // the default receiver's
	SettingsFile       string
}

// Provision reads the environment of the provision function through getenv, which is os.Getenv but in tests.
func Provision(getenv func(string) string) (ProvisionConfig, error) {
	e := environment{getenv: getenv}
	c := ProvisionConfig{
		Deployment:      e.deployment(),
		TableName:       e.tableName(),
		AccountQueueURL: e.queueURL(AccountQueueURL),
		JobQueueURL:     e.queueURL(JobQueueURL),
		SettingsFile:    e.settingsFile(),
	}
	return c, e.err()
}

// Alert reads the environment of the alert function.
func Alert(getenv func(string) string) (AlertConfig, error) {
	e := environment{getenv: getenv}
	c := AlertConfig{
		Deployment:      e.deployment(),
		TableName:       e.tableName(),
		JobQueueURL:     e.queueURL(JobQueueURL),
		AccountQueueURL: e.queueURL(AccountQueueURL),
		TopicARN:        e.arn(TopicARN, "sns"),
		SettingsFile:    e.settingsFile(),
	}
	return c, e.err()
}

// Sweep reads the environment of the sweep function.
func Sweep(getenv func(string) string) (SweepConfig, error) {
	e := environment{getenv: getenv}
	c := SweepConfig{
		Deployment:      e.deployment(),
		TableName:       e.tableName(),
		SweepQueueURL:   e.queueURL(SweepQueueURL),
		AccountQueueURL: e.queueURL(AccountQueueURL),
		JobQueueURL:     e.queueURL(JobQueueURL),
		SettingsFile:    e.settingsFile(),
	}
	return c, e.err()
}

// Slack reads the environment of the slack function.
func Slack(getenv func(string) string) (SlackConfig, error) {
	e := environment{getenv: getenv}
	c := SlackConfig{
		TableName:          e.tableName(),
		QueueURL:           e.queueURL(SlackQueueURL),
		OperationsTopicARN: e.arn(OperationsTopicARN, "sns"),
		WebhookSecretARN:   e.secretARN(WebhookSecretARN),
		SettingsFile:       e.settingsFile(),
	}
	return c, e.err()
}
