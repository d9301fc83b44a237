package sqs

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// queue is one queue and what is in it.
type queue struct {
	account, region, name string
	attributes            map[string]string // those that were set, and the defaults
	policy                *policy.Document
	redrive               redrive
	created, modified     time.Time
	messages              []*message
}

// redrive is the RedrivePolicy attribute.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
type redrive struct {
	DeadLetterTargetARN string
	MaxReceiveCount     int
}

func (q *queue) arn() string { return arnOf(q.region, q.account, q.name) }

func (q *queue) seconds(attribute string) time.Duration {
	n, err := strconv.Atoi(q.attributes[attribute])
	if err != nil {
		panic(
			fmt.Sprintf("simulator: sqs %s: attribute %s is %q", q.name, attribute, q.attributes[attribute]),
		) // validated when set
	}
	return time.Duration(n) * time.Second
}

// limits are the numeric attributes: least, most, default.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
var limits = map[string]struct{ least, most, def int }{
	"DelaySeconds":                  {0, 900, 0},
	"MaximumMessageSize":            {1024, 1048576, 1048576},
	"MessageRetentionPeriod":        {60, 1209600, 345600},
	"ReceiveMessageWaitTimeSeconds": {0, 20, 0},
	"VisibilityTimeout":             {0, 43200, 30},
	"KmsDataKeyReusePeriodSeconds":  {60, 86400, 300},
}

var queueName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,80}$`)

// Create makes a queue and gives its ARN; attributes as SetQueueAttributes takes them.
// Creating it again with the same attributes gives the same queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
func (s *Service) Create(account, region, name string, attributes map[string]string) (string, error) {
	if _, first := attributes["FifoQueue"]; first || strings.HasSuffix(name, ".fifo") {
		return "", kernel.Fail("UnsupportedOperation", "FIFO queues are not simulated")
	}
	if !queueName.MatchString(name) {
		return "", kernel.Fail(
			"InvalidParameterValue",
			"Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
		)
	}
	arn := arnOf(region, account, name)
	if q, exists := s.queues[arn]; exists {
		for _, key := range slices.Sorted(maps.Keys(attributes)) {
			if q.attributes[key] != attributes[key] {
				return "", kernel.Fail(
					"QueueNameExists",
					"A queue already exists with the same name and a different value for attribute %s",
					key,
				)
			}
		}
		return arn, nil
	}
	q := &queue{account: account, region: region, name: name, attributes: map[string]string{}, created: s.k.Clock.Now()}
	for attribute, limit := range limits {
		q.attributes[attribute] = strconv.Itoa(limit.def)
	}
	if err := s.set(q, attributes); err != nil {
		return "", err
	}
	s.queues[arn] = q
	return arn, nil
}

// Remove deletes a queue with its messages.
func (s *Service) Remove(arn string) { delete(s.queues, arn) }

// SetAttributes changes attributes of a queue; an empty Policy or RedrivePolicy takes it away.
func (s *Service) SetAttributes(arn string, attributes map[string]string) error {
	q, ok := s.queues[arn]
	if !ok {
		return errNoQueue()
	}
	return s.set(q, attributes)
}

func (s *Service) set(q *queue, attributes map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		if err := q.setAttribute(key, attributes[key]); err != nil {
			return err
		}
		if dead := q.redrive.DeadLetterTargetARN; key == "RedrivePolicy" && dead != "" && s.queues[dead] == nil {
			return kernel.Fail(
				"InvalidParameterValue",
				"Value %s for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.",
				attributes[key],
			)
		}
	}
	q.modified = s.k.Clock.Now()
	return nil
}

func (q *queue) setAttribute(key, value string) error {
	invalid := kernel.Fail("InvalidAttributeValue", "Invalid value for the parameter %s.", key)
	if limit, ok := limits[key]; ok {
		if n, err := strconv.Atoi(value); err != nil || n < limit.least || n > limit.most {
			return invalid
		}
		q.attributes[key] = value
		return nil
	}
	switch key {
	case "Policy":
		q.policy = nil
		if value != "" {
			doc, err := policy.Parse(value)
			if err != nil {
				return invalid
			}
			q.policy = &doc
		}
	case "RedrivePolicy":
		r, err := parseRedrive(value)
		if err != nil {
			return invalid
		}
		q.redrive = r
	case "KmsMasterKeyId", "SqsManagedSseEnabled":
	default:
		return kernel.Fail("InvalidAttributeName", "Unknown Attribute %s.", key)
	}
	q.attributes[key] = value
	return nil
}

// parseRedrive reads {"deadLetterTargetArn":"…","maxReceiveCount":10}; the count may be a string.
func parseRedrive(text string) (redrive, error) {
	if text == "" {
		return redrive{}, nil
	}
	var raw struct {
		DeadLetterTargetArn string      `json:"deadLetterTargetArn"`
		MaxReceiveCount     json.Number `json:"maxReceiveCount"`
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return redrive{}, err
	}
	n, err := strconv.Atoi(raw.MaxReceiveCount.String())
	if err != nil || n < 1 || n > 1000 || raw.DeadLetterTargetArn == "" {
		return redrive{}, fmt.Errorf("redrive policy %s", text)
	}
	return redrive{DeadLetterTargetARN: raw.DeadLetterTargetArn, MaxReceiveCount: n}, nil
}
