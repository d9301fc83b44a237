// Package sqs simulates Amazon SQS: standard queues with policies, encryption,
// visibility, redrive and retention. It does not know FIFO queues. Its time is
// the kernel's clock, so a message that is in flight comes back when the clock gets there.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
package sqs

import (
	"net/url"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
)

// Service is Amazon SQS in every account and Region.
type Service struct {
	// Endpoint is the base of queue URLs: http://127.0.0.1:1234. Empty means AWS's own,
	// https://sqs.<region>.amazonaws.com.
	Endpoint string

	k      *kernel.Kernel
	keys   *kms.Service
	queues map[string]*queue // by ARN
}

// New makes SQS without a queue.
func New(k *kernel.Kernel, keys *kms.Service) *Service {
	return &Service{k: k, keys: keys, queues: map[string]*queue{}}
}

// Operations are the API operations that are served.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("sqs", "CreateQueue", s.createQueue),
		kernel.Op("sqs", "GetQueueUrl", s.getQueueURL),
		kernel.Op("sqs", "ListQueues", s.listQueues),
		kernel.Op("sqs", "GetQueueAttributes", s.getQueueAttributes),
		kernel.Op("sqs", "SetQueueAttributes", s.setQueueAttributes),
		kernel.Op("sqs", "SendMessage", s.sendMessage),
		kernel.Op("sqs", "SendMessageBatch", s.sendMessageBatch),
		kernel.Op("sqs", "ReceiveMessage", s.receiveMessage),
		kernel.Op("sqs", "DeleteMessage", s.deleteMessage),
		kernel.Op("sqs", "ChangeMessageVisibility", s.changeMessageVisibility),
	}
}

// Queue is a queue as it stands.
type Queue struct {
	ARN, URL, Name, Account, Region string
	Attributes                      map[string]string
	Messages                        []Message // oldest first, those in flight included
}

// Queue looks a queue up by its ARN.
func (s *Service) Queue(arn string) (Queue, bool) {
	q, ok := s.queues[arn]
	if !ok {
		return Queue{}, false
	}
	q.expire(s.k.Clock.Now())
	out := Queue{
		ARN:        arn,
		URL:        s.url(q),
		Name:       q.name,
		Account:    q.account,
		Region:     q.region,
		Attributes: s.attributes(q),
	}
	for _, m := range q.messages {
		out.Messages = append(out.Messages, m.Message)
	}
	return out, true
}

// HasVisible reports whether a queue has a message that can be received now.
func (s *Service) HasVisible(arn string) bool {
	q, ok := s.queues[arn]
	if !ok {
		return false
	}
	now := s.k.Clock.Now()
	q.expire(now)
	return slices.ContainsFunc(q.messages, func(m *message) bool { return !m.VisibleAt.After(now) })
}

// Queues are the ARNs of all queues, sorted.
func (s *Service) Queues() []string {
	var arns []string
	for arn := range s.queues {
		arns = append(arns, arn)
	}
	slices.Sort(arns)
	return arns
}

// url is <endpoint>/<account>/<name>:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
func (s *Service) url(q *queue) string {
	endpoint := s.Endpoint
	if endpoint == "" {
		endpoint = "https://sqs." + q.region + ".amazonaws.com"
	}
	return endpoint + "/" + q.account + "/" + q.name
}

// errNoQueue is what a wrong URL or ARN gets.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
func errNoQueue() error {
	return kernel.Fail("QueueDoesNotExist", "The specified queue does not exist.")
}

// named finds the queue of a URL in the call's Region. Only account and name count; the host is the caller's affair.
func (s *Service) named(c *kernel.Call, queueURL string) (*queue, error) {
	arn, ok := ARN(c.Region, queueURL)
	if !ok && strings.HasPrefix(queueURL, "http") {
		return nil, errNoQueue()
	}
	if !ok {
		return nil, kernel.Fail("InvalidAddress", "The address %s is not valid for this endpoint.", queueURL)
	}
	q, ok := s.queues[arn]
	if !ok {
		return nil, errNoQueue()
	}
	return q, nil
}

// ARN is the ARN of the queue that a URL names in a Region.
func ARN(region, queueURL string) (string, bool) {
	u, err := url.Parse(queueURL)
	if err != nil {
		return "", false
	}
	account, name, ok := strings.Cut(strings.Trim(u.Path, "/"), "/")
	return arnOf(region, account, name), ok
}

func arnOf(region, account, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "sqs",
		Region:    region,
		Account:   account,
		Resource:  name,
	}.String()
}
