package cli

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// A channel is a subscription of the topic, as SNS lists it.
type channel struct{ protocol, endpoint, state string }

// channelHeading is above the channels.
var channelHeading = []string{"CHANNEL", "ENDPOINT", "STATE"}

// unsubscribed are what SNS lists in the place of a subscription's ARN, and what that means.
// https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
var unsubscribed = map[string]string{
	"PendingConfirmation": "not confirmed: nothing arrives before somebody opens the link that SNS sent",
	"Deleted":             "deleted: subscribe it again",
}

// confirmed is the state of a subscription that gets messages.
const confirmed = "confirmed"

// channels are the topic's subscriptions.
func channels(ctx context.Context, config aws.Config, topic string) (all []channel, err error) {
	pages := sns.NewListSubscriptionsByTopicPaginator(
		sns.NewFromConfig(config),
		&sns.ListSubscriptionsByTopicInput{TopicArn: &topic},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Subscriptions {
			state, not := unsubscribed[aws.ToString(s.SubscriptionArn)]
			if !not {
				state = confirmed
			}
			all = append(all, channel{aws.ToString(s.Protocol), aws.ToString(s.Endpoint), state})
		}
	}
	return all, nil
}

// reportChannels prints the topic's channels, and answers found where none gets messages or one is not confirmed.
func reportChannels(ctx context.Context, s Streams, config aws.Config, topic string) error {
	all, err := channels(ctx, config, topic)
	if err != nil {
		fmt.Fprintf(s.Err, "It is not known which channels are configured: list the subscriptions of %s: %v\n", topic, err)
		return nil
	}
	if len(all) == 0 {
		fmt.Fprintln(s.Err, "No channel is configured: set AlertEmail or SlackWebhookSecretArn of template.yaml.")
		return found
	}
	rows, ready := table{channelHeading}, true
	for _, c := range all {
		rows = append(rows, []string{c.protocol, c.endpoint, c.state})
		ready = ready && c.state == confirmed
	}
	if _, err := fmt.Fprint(s.Out, rows.text(s.Screen.Width)); err != nil {
		return err
	}
	if !ready {
		return found
	}
	return nil
}
