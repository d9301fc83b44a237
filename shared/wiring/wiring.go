// Package wiring joins the effects to the handlers, one function for each
// Lambda. There is one way to wire: the functions' mains call it with AWS's own
// configuration, the demo and the end-to-end tests with the simulator's. It decides nothing.
package wiring

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/config"
	alerthandler "farvault/shared/handler/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/provision"
	"farvault/shared/handler/slack"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/notify"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// The functions' names, which are their roles' too and what CloudTrail in other
// accounts shows. template.yaml writes the same.
const (
	ProvisionFunction = "farvault-provision"
	AlertFunction     = "farvault-alert"
	SweepFunction     = "farvault-sweep"
	SlackFunction     = "farvault-slack"
)

// Settings reads the settings file. Mistakes in it come all at once.
func Settings(file string) (settings.Settings, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return settings.Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return settings.Parse(file, text)
}

// Provision is the function behind the account queue.
func Provision(
	sdk aws.Config,
	c config.ProvisionConfig,
	s settings.Settings,
	log *slog.Logger,
	now func() time.Time,
) batch.Batch {
	world := cloud.New(sdk, c.Deployment, ProvisionFunction)
	provisioner := world.ProvisionerBy(cloud.EntryRoleOf(c.Deployment, s.Entry))
	records := ledger.New(dynamodb.NewFromConfig(sdk), c.TableName)
	organization := world.Organization()
	provision := &provision.Handler{
		Organization: organization,
		Tags:         organization,
		Cloud:        provisioner,
		Copies:       provisioner,
		Ledger:       records,
		Jobs:         world.Queue(c.JobQueueURL),
		Settings:     s,
		Deployment:   c.Deployment,
		Now:          now,
	}
	return batch.Batch{
		Queue:   world.Queue(c.AccountQueueURL),
		Log:     log,
		Now:     now,
		Handle:  provision.Record,
		TooLate: provision.TooLate,
	}
}

// Alert is the function behind the job queue.
func Alert(
	sdk aws.Config,
	c config.AlertConfig,
	s settings.Settings,
	log *slog.Logger,
	now func() time.Time,
) batch.Batch {
	world := cloud.New(sdk, c.Deployment, AlertFunction)
	records := ledger.New(dynamodb.NewFromConfig(sdk), c.TableName)
	if c.Deployment.Observes { // nobody is there to repair anything
		s.Mend.Enabled = false
	}
	alert := &alerthandler.Handler{
		Ledger:           records,
		Facts:            world.Reader(),
		CopyActions:      world.Reader(),
		Copies:           world.Reader(),
		Jobs:             world.Jobs(),
		Points:           world.Reader(),
		Custody:          world.Reader(),
		Names:            world.Organization(),
		Topic:            notify.NewSNS(sns.NewFromConfig(sdk), c.TopicARN, s.Alerts),
		Bus:              notify.NewEventBridge(eventbridge.NewFromConfig(sdk), c.Deployment.CentralBusARN),
		Again:            world.Queue(c.JobQueueURL),
		Provision:        world.Queue(c.AccountQueueURL),
		Settings:         s,
		CentralAccountID: c.Deployment.CentralAccountID,
		Regions:          c.Deployment.Regions(s),
		Now:              now,
	}
	return batch.Batch{Queue: world.Queue(c.JobQueueURL), Log: log, Now: now, Handle: alert.Record}
}

// Sweep is the function that the schedules run.
func Sweep(
	sdk aws.Config,
	c config.SweepConfig,
	s settings.Settings,
	log *slog.Logger,
	now func() time.Time,
) *sweep.Handler {
	world := cloud.New(sdk, c.Deployment, SweepFunction)
	records := ledger.New(dynamodb.NewFromConfig(sdk), c.TableName)
	return &sweep.Handler{
		Tree:        world.Organization().WithTags(s.AsksTags()),
		BadJobs:     world.Jobs(),
		Snapshots:   world.Watcher(),
		Forecast:    func(all []org.Account) sweep.Forecast { return world.Forecast(all) },
		Copies:      world.Jobs(),
		Preflight:   world.Reader(),
		Vaults:      world.Watcher(),
		Ledger:      records,
		AccountsOut: world.Queue(c.AccountQueueURL),
		JobsOut:     world.Queue(c.JobQueueURL),
		PagesOut:    world.Queue(c.SweepQueueURL),
		Settings:    s,
		Deployment:  c.Deployment,
		Log:         log,
		Now:         now,
	}
}

// Slack is the function behind the queue that subscribes to the alerts topic. The
// client is notify.NewClient, but where a receiver on loopback stands in for Slack.
func Slack(
	sdk aws.Config,
	c config.SlackConfig,
	s settings.Settings,
	client *http.Client,
	log *slog.Logger,
	now func() time.Time,
) batch.Batch {
	secrets := secretsmanager.NewFromConfig(sdk)
	records := ledger.New(dynamodb.NewFromConfig(sdk), c.TableName)
	operations := notify.NewSNS(sns.NewFromConfig(sdk), c.OperationsTopicARN, s.Alerts)
	receivers := slack.Receivers{Channels: map[string]*slack.Handler{}, Ledger: records, Now: now}
	add := func(receiver, secret string) {
		receivers.Channels[receiver] = &slack.Handler{
			Receiver:   receiver,
			Channel:    notify.NewSlack(notify.NewSecretsManager(secrets, secret, now), client, now),
			Ledger:     records,
			Operations: operations,
			Now:        now,
		}
	}
	add(settings.DefaultReceiver, c.WebhookSecretARN)
	for _, r := range s.Alerts.Receivers {
		if r.SlackSecretName != "" {
			add(r.Name, r.SlackSecretName)
		}
	}
	// It enters no account, so it needs no Place.
	queue := cloud.New(sdk, chain.Deployment{}, SlackFunction).Queue(c.QueueURL)
	return batch.Batch{Queue: queue, Log: log, Now: now, Handle: receivers.Record}
}
