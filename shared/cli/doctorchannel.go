package cli

import (
	"context"
	"fmt"
	"strings"

	"farvault/shared/cloud"
	"farvault/shared/handler/slack"
	"farvault/shared/plain"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// The names of what doctor looks at beside the preconditions of copies.
const (
	subscription = "subscription"
	slackTakes   = "slack"
)

// slackQueue ends the ARN of the queue by which Slack subscribes to the topic of alerts.
const slackQueue = ":farvault-slack"

// testAlert sends a message that every channel should take.
const testAlert = "farvault alerts test"

// The topics of template.yaml.
var topics = []string{"farvault-alerts", "farvault-operations"}

// channels are whether messages can reach people: the subscriptions of the topics, and Slack as far as it was tried.
func (h deployment) channels(ctx context.Context) (out []proof.Precondition) {
	posts := false
	for _, topic := range topics {
		arn := h.world.TopicARN(topic)
		found, err := h.world.Subscriptions(ctx, arn)
		if err != nil {
			out = append(out, h.channel(subscription+" "+topic, err.Error(), ""))
			continue
		}
		for _, s := range found {
			posts = posts || strings.HasSuffix(s.Endpoint, slackQueue)
			if !s.Confirmed {
				out = append(out, h.unconfirmed(topic, arn, s))
			}
		}
		if topic == topics[0] && len(found) == 0 {
			out = append(out, h.channel(subscription+" "+topic, "nobody subscribes to it: no alert reaches anybody",
				"aws sns subscribe --topic-arn "+arn+" --protocol email --notification-endpoint YOUR-ADDRESS"))
		}
	}
	if !posts {
		return out
	}
	out = append(out, h.slack(ctx, settings.DefaultReceiver, slackTakes))
	for _, r := range h.settings.Alerts.Receivers {
		if r.SlackSecretName != "" {
			out = append(out, h.slack(ctx, r.Name, slackTakes+" of receiver "+r.Name))
		}
	}
	return out
}

// slack is whether a receiver's channel in Slack takes messages: what was last heard of it.
func (h deployment) slack(ctx context.Context, receiver, name string) proof.Precondition {
	o, err := h.records.Outage(ctx, slack.OutageName(receiver))
	if err != nil {
		return h.channel(name, err.Error(), "")
	}
	at, err := h.records.Cursor(ctx, slack.AcceptedCursor(receiver))
	switch {
	case err != nil:
		return h.channel(name, err.Error(), "")
	case !o.Since.IsZero():
		return h.channel(name, fmt.Sprintf("it has taken no message since %s: %s. %s",
			o.Since.UTC().Format("2006-01-02 15:04 UTC"), strings.TrimSuffix(o.Why, "."), o.Remedy), testAlert)
	case at.IsZero():
		return h.channel(name, "it is not known to have accepted a message", testAlert)
	}
	p := h.channel(name, "last accepted message "+plain.Span(nowAt(ctx, h.config).Sub(at))+" ago", "")
	p.Outcome = proof.Pass
	return p
}

// unconfirmed is a subscription that gets no message until its owner confirms it. Subscribing again sends the question
// again: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func (h deployment) unconfirmed(topic, arn string, s cloud.Subscription) proof.Precondition {
	return h.channel(subscription+" "+topic,
		fmt.Sprintf("%s has not confirmed its subscription, and gets no message", s.Endpoint),
		fmt.Sprintf("aws sns subscribe --topic-arn %s --protocol %s --notification-endpoint %s", arn, s.Protocol, s.Endpoint))
}

// channel is a channel that does not reach anybody, unless another outcome is given to it.
func (h deployment) channel(name, why, command string) proof.Precondition {
	return proof.Precondition{
		Name: name, Account: h.deployed.CentralAccountID, Outcome: proof.Fail, Why: why, Command: command,
	}
}
