package sns

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"farvault/simulator/kernel"
	"farvault/simulator/sqs"
)

// message is one published message.
type message struct {
	id, subject string
	attributes  map[string]messageAttribute
	byProtocol  map[string]string // "default" for the rest
}

func (m message) text(protocol string) string {
	if text, ok := m.byProtocol[protocol]; ok {
		return text
	}
	return m.byProtocol["default"]
}

func (s *Service) deliver(t *topic, m message) {
	for _, sub := range t.subscriptions {
		if sub.state != confirmed || !sub.wants(m) {
			continue
		}
		if sub.protocol == "email" {
			s.mail(t, sub, m)
			continue
		}
		if err := s.enqueue(t, sub, m); err != nil {
			s.bury(t, sub, m, err)
		}
	}
}

// wants applies the filter policy. Attributes are matched by name, a String.Array by its elements:
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
func (sub *subscription) wants(m message) bool {
	if sub.filter == nil {
		return true
	}
	if sub.filterBody {
		return sub.filter.Match([]byte(m.text(sub.protocol)))
	}
	// "exists": false "only matches if at least one attribute is present. An empty set of attributes results in the
	// filter not matching." https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
	if len(m.attributes) == 0 {
		return false
	}
	attributes := map[string]any{}
	for name, a := range m.attributes {
		switch a.DataType {
		case "Number", "String.Array":
			attributes[name] = json.RawMessage(a.StringValue)
		default:
			attributes[name] = a.StringValue
		}
	}
	text, err := json.Marshal(attributes)
	return err == nil && sub.filter.Match(text) // a String.Array that is no JSON matches nothing
}

// mailRate is how many mails a second a subscription takes before SNS deactivates it.
// https://docs.aws.amazon.com/general/latest/gr/sns.html#limits_sns
const mailRate = 10

func (s *Service) mail(t *topic, sub *subscription, m message) {
	now := s.k.Clock.Now()
	recent := sub.sent[:0]
	for _, at := range sub.sent {
		if now.Sub(at) < time.Second {
			recent = append(recent, at)
		}
	}
	sub.sent = append(recent, now)
	if len(sub.sent) > mailRate {
		sub.state = deactivated
		return
	}
	subject := m.subject
	if subject == "" {
		subject = "AWS Notification Message"
	}
	s.mails = append(
		s.mails,
		Mail{At: now, TopicARN: t.arn(), To: sub.endpoint, Subject: subject, Body: m.text("email")},
	)
}

// source is what the queue's policy sees of the topic.
func (t *topic) source() map[string][]string {
	return map[string][]string{"aws:SourceArn": {t.arn()}, "aws:SourceAccount": {t.account}}
}

func (s *Service) enqueue(t *topic, sub *subscription, m message) error {
	return s.queues.Deliver(kernel.AWSService(principal), sub.endpoint, sub.envelope(t, m, s.k.Clock.Now()), t.source())
}

// envelope is the message as the queue gets it: raw with its attributes, or wrapped.
// https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
func (sub *subscription) envelope(t *topic, m message, now time.Time) sqs.Message {
	if sub.raw {
		attributes := map[string]sqs.Attribute{}
		for name, a := range m.attributes {
			binary, _ := base64.StdEncoding.DecodeString(a.BinaryValue) // what is no base64 arrives empty
			attributes[name] = sqs.Attribute{DataType: a.DataType, StringValue: a.StringValue, BinaryValue: binary}
		}
		return sqs.Message{Body: m.text("sqs"), Attributes: attributes}
	}
	type value struct{ Type, Value string }
	wrapped := struct {
		Type, MessageId, TopicArn string
		Subject                   string `json:",omitempty"`
		Message, Timestamp        string
		SignatureVersion          string
		Signature                 string
		SigningCertURL            string
		UnsubscribeURL            string
		MessageAttributes         map[string]value `json:",omitempty"`
	}{
		Type:              "Notification",
		MessageId:         m.id,
		TopicArn:          t.arn(),
		Subject:           m.subject,
		Message:           m.text("sqs"),
		Timestamp:         now.Format("2006-01-02T15:04:05.000Z"),
		SignatureVersion:  "1",
		Signature:         "simulated",
		SigningCertURL:    "https://sns." + t.region + ".amazonaws.com/",
		UnsubscribeURL:    "https://sns." + t.region + ".amazonaws.com/",
		MessageAttributes: map[string]value{},
	}
	for name, a := range m.attributes {
		wrapped.MessageAttributes[name] = value{Type: a.DataType, Value: a.StringValue + a.BinaryValue}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(wrapped); err != nil {
		panic(fmt.Sprintf("simulator: sns envelope: %v", err)) // strings always encode
	}
	return sqs.Message{Body: strings.TrimSuffix(b.String(), "\n")}
}

// bury sends an undeliverable message to the subscription's dead-letter queue;
// SNS does not retry what fails for want of permission or of the endpoint.
// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func (s *Service) bury(t *topic, sub *subscription, m message, reason error) {
	now := s.k.Clock.Now()
	note := Undelivered{
		At:              now,
		TopicARN:        t.arn(),
		SubscriptionARN: sub.arn,
		Message:         m.text(sub.protocol),
		Reason:          reason.Error(),
	}
	if sub.deadLetter != "" {
		err := s.queues.Deliver(kernel.AWSService(principal), sub.deadLetter, sub.envelope(t, m, now), t.source())
		if err == nil {
			note.DeadLetterARN = sub.deadLetter
		}
	}
	s.undelivered = append(s.undelivered, note)
}
