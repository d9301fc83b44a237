package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/message"
	"farvault/shared/notify"
	"farvault/shared/org"
)

type alertsTestCommand struct {
	awsFlags
	Topic    string `help:"The ARN of the alerts topic; without it farvault-alerts in this account and Region."`
	Settings string `help:"${receivers}" type:"existingfile"`
}

// Run publishes the message to the topic, from where it goes to every channel, and puts it on the bus.
func (c alertsTestCommand) Run(ctx context.Context, s Streams) error {
	wishes, err := loadSettings(c.Settings)
	if err != nil {
		return err
	}
	h, err := connect(ctx, s, c.awsFlags, defaultTable)
	if err != nil {
		return err
	}
	config := h.config
	who, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("ask AWS who is calling: %w", err)
	}
	caller, err := org.ParseARN(aws.ToString(who.Arn))
	if err != nil {
		return fmt.Errorf("read the caller's ARN: %w", err)
	}
	own := func(service, resource string) string {
		return org.ARN{
			Partition: caller.Partition,
			Service:   service,
			Region:    config.Region,
			Account:   caller.Account,
			Resource:  resource,
		}.String()
	}
	topic := cmp.Or(c.Topic, own("sns", "farvault-alerts"))
	m := message.ComposeTest(caller.Name(), wishes.Alerts.ReceiverNames(), time.Now())
	if err := notify.NewSNS(sns.NewFromConfig(config), topic, wishes.Alerts).Notify(ctx, m); err != nil {
		return fmt.Errorf("send a test message: %w", err)
	}
	if err := notify.NewEventBridge(eventbridge.NewFromConfig(config), own("events", "event-bus/farvault")).
		Notify(ctx, m); err != nil {
		return fmt.Errorf("send a test message, which mail and Slack have: %w", err)
	}
	accepted := fmt.Sprintf("A message marked TEST was accepted: published to %s, for %s, and put on the bus farvault. "+
		"It should arrive within a minute at each channel that is confirmed:", topic, strings.Join(m.To(), ", "))
	if _, err := fmt.Fprintln(s.Out, hanging(accepted, s.Screen.Width)); err != nil {
		return err
	}
	return reportChannels(ctx, s, config, topic)
}
