package sns

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// topic is a standard topic.
type topic struct {
	account, region, name string
	attributes            map[string]string
	policy                *policy.Document
	subscriptions         []*subscription
}

func (t *topic) arn() string { return TopicARN(t.account, t.region, t.name) }

func (t *topic) access(action string) kernel.Access {
	return kernel.Access{Action: "sns:" + action, Resource: t.arn(), Account: t.account, ResourcePolicy: t.policy}
}

var topicName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// CreateTopic makes a topic, or finds it, and gives its ARN. Attributes as SetTopicAttributes takes them.
// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func (s *Service) CreateTopic(account, region, name string, attributes map[string]string) (string, error) {
	if _, first := attributes["FifoTopic"]; first || strings.HasSuffix(name, ".fifo") {
		return "", kernel.Fail("InvalidParameter", "FIFO topics are not simulated")
	}
	if !topicName.MatchString(name) {
		return "", invalid("Topic Name")
	}
	t := &topic{account: account, region: region, name: name, attributes: map[string]string{}}
	if old, exists := s.topics[t.arn()]; exists {
		return old.arn(), nil
	}
	if err := t.set(attributes); err != nil {
		return "", err
	}
	s.topics[t.arn()] = t
	return t.arn(), nil
}

// SetAttributes changes attributes of a topic; an empty Policy takes it away.
func (s *Service) SetAttributes(topicARN string, attributes map[string]string) error {
	t, err := s.topic(topicARN)
	if err != nil {
		return err
	}
	return t.set(attributes)
}

// set knows the attributes that matter here and keeps those that do not.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
func (t *topic) set(attributes map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		value := attributes[key]
		switch key {
		case "Policy":
			t.policy = nil
			if value != "" {
				doc, err := policy.Parse(value)
				if err != nil {
					return invalid("Policy Error: null")
				}
				t.policy = &doc
			}
		case "KmsMasterKeyId", "DisplayName", "DeliveryPolicy", "TracingConfig", "SignatureVersion":
		default:
			return invalid("AttributeName")
		}
		t.attributes[key] = value
	}
	return nil
}

type createTopicInput struct {
	Name       string
	Attributes map[string]string
}

type createTopicOutput struct{ TopicArn string }

func (s *Service) createTopic(c *kernel.Call, in createTopicInput) (*createTopicOutput, error) {
	if err := s.k.Authorize(
		c,
		kernel.Access{Action: "sns:CreateTopic", Resource: TopicARN(c.Account(), c.Region, in.Name)},
	); err != nil {
		return nil, err
	}
	arn, err := s.CreateTopic(c.Account(), c.Region, in.Name, in.Attributes)
	return &createTopicOutput{TopicArn: arn}, err
}

// topicFor finds the topic of a call and asks whether the caller may act on it.
func (s *Service) topicFor(c *kernel.Call, arn, action string) (*topic, error) {
	t, err := s.topic(arn)
	if err != nil {
		return nil, err
	}
	return t, s.k.Authorize(c, t.access(action))
}

type topicInput struct{ TopicArn string }

type topicAttributes struct{ Attributes map[string]string }

// https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
func (s *Service) getTopicAttributes(c *kernel.Call, in topicInput) (*topicAttributes, error) {
	t, err := s.topicFor(c, in.TopicArn, "GetTopicAttributes")
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, sub := range t.subscriptions {
		count[sub.state]++
	}
	out := map[string]string{
		"TopicArn": t.arn(), "Owner": t.account,
		"SubscriptionsConfirmed": strconv.Itoa(count[confirmed]),
		"SubscriptionsPending":   strconv.Itoa(count[pending]),
		"SubscriptionsDeleted":   strconv.Itoa(count[deactivated]),
	}
	for key, value := range t.attributes {
		out[key] = value
	}
	return &topicAttributes{Attributes: out}, nil
}

type setTopicAttributesInput struct{ TopicArn, AttributeName, AttributeValue string }

func (s *Service) setTopicAttributes(c *kernel.Call, in setTopicAttributesInput) (*struct{}, error) {
	t, err := s.topicFor(c, in.TopicArn, "SetTopicAttributes")
	if err != nil {
		return nil, err
	}
	return &struct{}{}, t.set(map[string]string{in.AttributeName: in.AttributeValue})
}
