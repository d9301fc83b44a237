package sqs

import (
	"slices"
	"strconv"
	"strings"

	"farvault/simulator/kernel"
)

type createQueueInput struct {
	QueueName  string
	Attributes map[string]string
}

type queueURLOutput struct{ QueueUrl string }

func (s *Service) createQueue(c *kernel.Call, in createQueueInput) (*queueURLOutput, error) {
	q := &queue{account: c.Account(), region: c.Region, name: in.QueueName}
	if err := s.k.Authorize(c, q.access("CreateQueue", nil)); err != nil {
		return nil, err
	}
	if _, err := s.Create(c.Account(), c.Region, in.QueueName, in.Attributes); err != nil {
		return nil, err
	}
	return &queueURLOutput{QueueUrl: s.url(q)}, nil
}

type getQueueURLInput struct{ QueueName, QueueOwnerAWSAccountId string }

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
func (s *Service) getQueueURL(c *kernel.Call, in getQueueURLInput) (*queueURLOutput, error) {
	owner := in.QueueOwnerAWSAccountId
	if owner == "" {
		owner = c.Account()
	}
	q, ok := s.queues[arnOf(c.Region, owner, in.QueueName)]
	if !ok {
		return nil, errNoQueue()
	}
	if err := s.k.Authorize(c, q.access("GetQueueUrl", nil)); err != nil {
		return nil, err
	}
	return &queueURLOutput{QueueUrl: s.url(q)}, nil
}

type listQueuesInput struct{ QueueNamePrefix string }

type listQueuesOutput struct {
	QueueUrls []string `json:",omitempty"`
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
func (s *Service) listQueues(c *kernel.Call, in listQueuesInput) (*listQueuesOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "sqs:ListQueues"}); err != nil {
		return nil, err
	}
	out := &listQueuesOutput{}
	for _, arn := range s.Queues() {
		q := s.queues[arn]
		if q.account == c.Account() && q.region == c.Region && strings.HasPrefix(q.name, in.QueueNamePrefix) {
			out.QueueUrls = append(out.QueueUrls, s.url(q))
		}
	}
	return out, nil
}

type getQueueAttributesInput struct {
	QueueUrl       string
	AttributeNames []string
}

type queueAttributes struct {
	Attributes map[string]string `json:",omitempty"`
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (s *Service) getQueueAttributes(c *kernel.Call, in getQueueAttributesInput) (*queueAttributes, error) {
	q, err := s.queueFor(c, in.QueueUrl, "GetQueueAttributes")
	if err != nil {
		return nil, err
	}
	for _, name := range in.AttributeNames {
		if !knownAttribute(name) {
			return nil, kernel.Fail("InvalidAttributeName", "Unknown Attribute %s.", name)
		}
	}
	return &queueAttributes{Attributes: pick(s.attributes(q), in.AttributeNames)}, nil
}

// named are the attributes that have no limits.
var named = []string{
	"All", "Policy", "RedrivePolicy", "KmsMasterKeyId", "SqsManagedSseEnabled", "QueueArn", "CreatedTimestamp",
	"LastModifiedTimestamp", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible",
	"ApproximateNumberOfMessagesDelayed", "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope",
	"FifoThroughputLimit", "RedriveAllowPolicy",
}

func knownAttribute(name string) bool {
	_, limited := limits[name]
	return limited || slices.Contains(named, name)
}

type setQueueAttributesInput struct {
	QueueUrl   string
	Attributes map[string]string
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
func (s *Service) setQueueAttributes(c *kernel.Call, in setQueueAttributesInput) (*struct{}, error) {
	q, err := s.queueFor(c, in.QueueUrl, "SetQueueAttributes")
	if err != nil {
		return nil, err
	}
	return &struct{}{}, s.set(q, in.Attributes)
}

// attributes are all of a queue's, those that count its messages included.
func (s *Service) attributes(q *queue) map[string]string {
	now := s.k.Clock.Now()
	q.expire(now)
	visible, hidden, delayed := 0, 0, 0
	for _, m := range q.messages {
		switch {
		case !m.VisibleAt.After(now):
			visible++
		case m.ReceiveCount > 0:
			hidden++
		default:
			delayed++
		}
	}
	out := map[string]string{
		"QueueArn":                              q.arn(),
		"CreatedTimestamp":                      strconv.FormatInt(q.created.Unix(), 10),
		"LastModifiedTimestamp":                 strconv.FormatInt(q.modified.Unix(), 10),
		"ApproximateNumberOfMessages":           strconv.Itoa(visible),
		"ApproximateNumberOfMessagesNotVisible": strconv.Itoa(hidden),
		"ApproximateNumberOfMessagesDelayed":    strconv.Itoa(delayed),
	}
	for key, value := range q.attributes {
		if value != "" {
			out[key] = value
		}
	}
	return out
}
