// Package sns simulates Amazon SNS: topics with policies and keys, publishing
// by protocol, subscriptions of queues and mail addresses with filter policies. Delivery is
// at once. Of mail it keeps what would have been sent, never more than the topic's subscribers asked for.
// https://docs.aws.amazon.com/sns/latest/dg/welcome.html
package sns

import (
	"maps"
	"slices"
	"time"

	"farvault/shared/org"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/sqs"
)

// principal is who SNS is when it delivers.
const principal = "sns.amazonaws.com"

// Service is Amazon SNS in every account and Region.
type Service struct {
	k           *kernel.Kernel
	queues      *sqs.Service
	keys        *kms.Service
	topics      map[string]*topic // by ARN
	mails       []Mail
	published   []Published
	undelivered []Undelivered
}

// New makes SNS without a topic.
func New(k *kernel.Kernel, queues *sqs.Service, keys *kms.Service) *Service {
	return &Service{k: k, queues: queues, keys: keys, topics: map[string]*topic{}}
}

// Operations are the API operations that are served.
// https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("sns", "CreateTopic", s.createTopic),
		kernel.Op("sns", "GetTopicAttributes", s.getTopicAttributes),
		kernel.Op("sns", "SetTopicAttributes", s.setTopicAttributes),
		kernel.Op("sns", "Subscribe", s.subscribe),
		kernel.Op("sns", "ListSubscriptionsByTopic", s.listSubscriptionsByTopic),
		kernel.Op("sns", "Publish", s.publishOperation),
	}
}

// Mail is a mail as it was sent.
type Mail struct {
	At                time.Time
	TopicARN, To      string
	Subject, Body     string
	ConfirmationOfARN string // the subscription that a confirmation mail asks about; empty otherwise
}

// Mails are all mails so far, in order, those that ask for confirmation included.
func (s *Service) Mails() []Mail { return s.mails }

// Undelivered is a message that a subscription did not get.
type Undelivered struct {
	At                             time.Time
	TopicARN, SubscriptionARN      string
	Message, Reason, DeadLetterARN string
}

// Undelivered are the messages that were not delivered, in order.
func (s *Service) Undelivered() []Undelivered { return s.undelivered }

// Topics are the ARNs of all topics, sorted.
func (s *Service) Topics() []string { return slices.Sorted(maps.Keys(s.topics)) }

func (s *Service) topic(arn string) (*topic, error) {
	t, ok := s.topics[arn]
	if !ok {
		return nil, kernel.Fail("NotFound", "Topic does not exist").HTTP(404)
	}
	return t, nil
}

// TopicARN is the ARN of a topic.
func TopicARN(account, region, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "sns",
		Region:    region,
		Account:   account,
		Resource:  name,
	}.String()
}

// invalid is SNS's way to refuse a parameter.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
func invalid(what string) error {
	return kernel.Fail("InvalidParameter", "Invalid parameter: %s", what)
}
