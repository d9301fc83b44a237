package notify

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"farvault/shared/message"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// SNS publishes to one topic.
type SNS struct {
	client   *sns.Client
	topic    string
	settings settings.Alerts
}

// NewSNS publishes to the topic of that ARN, in the forms that the settings ask for.
func NewSNS(client *sns.Client, topicARN string, wishes settings.Alerts) *SNS {
	return &SNS{client: client, topic: topicARN, settings: wishes}
}

// largestPublish is SNS's limit of 256 KB for a message with its attributes, less what those take.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const largestPublish = 256*1024 - 2*1024

// Notify publishes the message once: a text for people, and the message as JSON for
// programs that subscribe by a queue. The attributes are what subscriptions filter by.
// https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
func (s *SNS) Notify(ctx context.Context, m message.Message) error {
	body, err := publication(m, s.settings)
	if err != nil {
		return fmt.Errorf("publish group %s: %w", m.GroupKey, err)
	}
	receivers, err := json.Marshal(m.To())
	if err != nil {
		return fmt.Errorf("publish group %s: %w", m.GroupKey, err)
	}
	_, err = s.client.Publish(ctx, &sns.PublishInput{
		TopicArn:         &s.topic,
		Subject:          aws.String(message.Subject(m)),
		Message:          &body,
		MessageStructure: aws.String("json"),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"category": attribute(m.Tags.Category),
			"severity": attribute(m.Tags.Severity),
			"account":  attribute(m.Tags.Account),
			"status":   attribute(m.Tags.Status),
			// An array matches a filter policy by any of its elements.
			// https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
			"receivers": {DataType: aws.String("String.Array"), StringValue: aws.String(string(receivers))},
		},
	})
	if err != nil {
		return fmt.Errorf("publish group %s to %s: %w", m.GroupKey, s.topic, err)
	}
	return nil
}

// publication is the message for each protocol that differs from the default. What SNS would refuse for its size is
// published without its details: a message that is cut is better than none.
func publication(m message.Message, wishes settings.Alerts) (string, error) {
	body, err := forms(m, wishes)
	if err == nil && len(body) > largestPublish {
		body, err = forms(shortened(m), wishes)
	}
	if err == nil && len(body) > largestPublish {
		return "", fmt.Errorf("%d bytes, more than the %d that SNS accepts", len(body), largestPublish)
	}
	return body, err
}

// shortenedRunes is what is left of a text of a message that is cut.
const shortenedRunes = 300

// shortened is the message without its facts and sections, and with what it says of itself cut.
func shortened(m message.Message) message.Message {
	m.Facts, m.Sections, m.Links = nil, nil, nil
	m.Lead = []string{"The details are too long to be sent; they are in farvault's table."}
	for _, text := range []*string{&m.GroupKey, &m.Title, &m.Headline, &m.Footer, &m.Command, &m.Mute, &m.Cause} {
		*text = plain.Clean(*text, shortenedRunes)
	}
	return m
}

// forms is the message in each form, as one JSON object with a text for each protocol. Amazon Q Developer subscribes
// its own endpoint by https and reads the whole text, so its form goes beside the others, and needs no topic of its
// own.
func forms(m message.Message, wishes settings.Alerts) (string, error) {
	program, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	text := message.Mail(m)
	byProtocol := map[string]string{"default": text, "email": text, "sqs": string(program)}
	if wishes.AmazonQDeveloper {
		chat, err := json.Marshal(chatNotification(m))
		if err != nil {
			return "", err
		}
		byProtocol["https"] = string(chat)
	}
	body, err := json.Marshal(byProtocol)
	if err != nil {
		return "", err
	}
	return string(body), nil
}

func attribute(value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &value}
}
