package sns

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"farvault/simulator/kernel"
	"farvault/simulator/pattern"
)

// The states of a subscription: a queue in the topic's account is confirmed at
// once, a mail address when its owner confirms.
// https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
const (
	pending     = "pending"
	confirmed   = "confirmed"
	deactivated = "deactivated" // the mail address was sent too much
)

type subscription struct {
	arn, protocol, endpoint string
	state                   string
	raw                     bool
	filter                  *pattern.Pattern
	filterBody              bool   // the filter is for the message's body
	deadLetter              string // ARN of a queue
	sent                    []time.Time
}

// Subscribe adds an endpoint to a topic and gives the subscription's ARN: protocol
// "sqs" with a queue's ARN, or "email" with an address. Attributes as the API has them.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func (s *Service) Subscribe(topicARN, protocol, endpoint string, attributes map[string]string) (string, error) {
	t, err := s.topic(topicARN)
	if err != nil {
		return "", err
	}
	sub := &subscription{protocol: protocol, endpoint: endpoint, state: confirmed}
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		if err := sub.set(key, attributes[key]); err != nil {
			return "", err
		}
	}
	for _, old := range t.subscriptions {
		if old.protocol == protocol && old.endpoint == endpoint {
			return old.arn, nil
		}
	}
	sub.arn = topicARN + ":" + s.k.UUID("subscription")
	switch protocol {
	case "sqs":
		if _, exists := s.queues.Queue(endpoint); !exists {
			return "", invalid("SQS endpoint ARN")
		}
	case "email":
		sub.state = pending
		s.mails = append(s.mails, Mail{
			At:                s.k.Clock.Now(),
			TopicARN:          topicARN,
			To:                endpoint,
			ConfirmationOfARN: sub.arn,
			Subject:           "AWS Notification - Subscription Confirmation",
			Body:              "You have chosen to subscribe to the topic: " + topicARN,
		})
	case "http", "https", "sms", "email-json", "application", "firehose":
		return "", kernel.Fail("InvalidParameter", "Subscriptions by %s are not simulated", protocol)
	default:
		return "", invalid("Does not support this protocol string: " + protocol)
	}
	t.subscriptions = append(t.subscriptions, sub)
	return sub.arn, nil
}

// Confirm is the click on the link of every confirmation mail that an address has got; it gives how many there were.
func (s *Service) Confirm(address string) int {
	n := 0
	for _, arn := range s.Topics() {
		for _, sub := range s.topics[arn].subscriptions {
			if sub.endpoint == address && sub.state == pending {
				sub.state = confirmed
				n++
			}
		}
	}
	return n
}

func (sub *subscription) set(key, value string) error {
	switch key {
	case "RawMessageDelivery":
		sub.raw = value == "true"
	case "FilterPolicy":
		filter, err := pattern.Parse([]byte(value))
		if err != nil {
			return invalid("FilterPolicy: " + err.Error())
		}
		sub.filter = &filter
	case "FilterPolicyScope":
		if value != "MessageAttributes" && value != "MessageBody" {
			return invalid("FilterPolicyScope")
		}
		sub.filterBody = value == "MessageBody"
	case "RedrivePolicy":
		var redrive struct {
			DeadLetterTargetArn string `json:"deadLetterTargetArn"`
		}
		if json.Unmarshal([]byte(value), &redrive) != nil || redrive.DeadLetterTargetArn == "" {
			return invalid("RedrivePolicy")
		}
		sub.deadLetter = redrive.DeadLetterTargetArn
	default:
		return invalid("AttributeName")
	}
	return nil
}

type subscribeInput struct {
	TopicArn, Protocol, Endpoint string
	Attributes                   map[string]string
	ReturnSubscriptionArn        bool
}

type subscribeOutput struct{ SubscriptionArn string }

func (s *Service) subscribe(c *kernel.Call, in subscribeInput) (*subscribeOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	access := t.access("Subscribe")
	access.Context = map[string][]string{"sns:Protocol": {in.Protocol}, "sns:Endpoint": {in.Endpoint}}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	arn, err := s.Subscribe(in.TopicArn, in.Protocol, in.Endpoint, in.Attributes)
	if err == nil && in.Protocol == "email" && !in.ReturnSubscriptionArn {
		arn = "pending confirmation"
	}
	return &subscribeOutput{SubscriptionArn: arn}, err
}

type subscriptionOutput struct{ SubscriptionArn, Owner, Protocol, Endpoint, TopicArn string }

type listSubscriptionsOutput struct{ Subscriptions []subscriptionOutput }

// https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
func (s *Service) listSubscriptionsByTopic(c *kernel.Call, in topicInput) (*listSubscriptionsOutput, error) {
	t, err := s.topicFor(c, in.TopicArn, "ListSubscriptionsByTopic")
	if err != nil {
		return nil, err
	}
	out := &listSubscriptionsOutput{}
	for _, sub := range t.subscriptions {
		shown := subscriptionOutput{
			SubscriptionArn: sub.arn,
			Owner:           t.account,
			Protocol:        sub.protocol,
			Endpoint:        sub.endpoint,
			TopicArn:        t.arn(),
		}
		switch sub.state {
		case pending:
			shown.SubscriptionArn = "PendingConfirmation"
		case deactivated:
			shown.SubscriptionArn = "Deleted"
		}
		out.Subscriptions = append(out.Subscriptions, shown)
	}
	return out, nil
}
