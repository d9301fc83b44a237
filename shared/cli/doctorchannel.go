package cli

import (
	"context"
	"fmt"
	"strings"

	"farvault/shared/cloud"
	"farvault/shared/proof"
)

// The names of what doctor looks at beside the preconditions of copies. Slack's is that of its outage in the table too.
const (
	subscription = "subscription"
	slackTakes   = "slack"
)

// The topics of template.yaml.
var topics = []string{"farvault-alerts", "farvault-operations"}

// channels are whether messages can reach people: the subscriptions of the topics, and Slack as far as it was tried.
func (h deployment) channels(ctx context.Context) (out []proof.Precondition) {
	for _, topic := range topics {
		arn := h.world.TopicARN(topic)
		found, err := h.world.Subscriptions(ctx, arn)
		if err != nil {
			out = append(out, h.channel(subscription+" "+topic, err.Error(), ""))
			continue
		}
		for _, s := range found {
			if !s.Confirmed {
				out = append(out, h.unconfirmed(topic, arn, s))
			}
		}
		if topic == topics[0] && len(found) == 0 {
			out = append(out, h.channel(subscription+" "+topic, "nobody subscribes to it: no alert reaches anybody",
				"aws sns subscribe --topic-arn "+arn+" --protocol email --notification-endpoint YOUR-ADDRESS"))
		}
	}
	o, err := h.records.Outage(ctx, slackTakes)
	switch {
	case err != nil:
		out = append(out, h.channel(slackTakes, err.Error(), ""))
	case !o.Since.IsZero():
		out = append(out, h.channel(slackTakes, fmt.Sprintf("it has taken no message since %s: %s. %s",
			o.Since.UTC().Format("2006-01-02 15:04 UTC"), strings.TrimSuffix(o.Why, "."), o.Remedy), "farvault alerts test"))
	}
	return out
}

// unconfirmed is a subscription that gets no message until its owner confirms it. Subscribing again sends the question
// again: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func (h deployment) unconfirmed(topic, arn string, s cloud.Subscription) proof.Precondition {
	return h.channel(subscription+" "+topic,
		fmt.Sprintf("%s has not confirmed its subscription, and gets no message", s.Endpoint),
		fmt.Sprintf("aws sns subscribe --topic-arn %s --protocol %s --notification-endpoint %s", arn, s.Protocol, s.Endpoint))
}

// channel is a channel that does not reach anybody.
func (h deployment) channel(name, why, command string) proof.Precondition {
	return proof.Precondition{
		Name: name, Account: h.deployed.CentralAccountID, Outcome: proof.Fail, Why: why, Command: command,
	}
}
