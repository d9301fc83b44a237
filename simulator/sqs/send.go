package sqs

import (
	"time"

	"farvault/simulator/kernel"
)

// Send puts a message for a caller that does not come through the API: queue policy, identity and key are judged for
// it. The context holds what its service knows: aws:SourceArn, aws:SourceAccount.
func (s *Service) Send(caller kernel.Caller, queueARN, body string, context map[string][]string) error {
	return s.Deliver(caller, queueARN, Message{Body: body}, context)
}

// Deliver is Send for a message with attributes; of the message only Body and Attributes count.
func (s *Service) Deliver(caller kernel.Caller, queueARN string, m Message, context map[string][]string) error {
	q, ok := s.queues[queueARN]
	if !ok {
		return errNoQueue()
	}
	if err := s.allowed(caller, q, "SendMessage", context); err != nil {
		return err
	}
	if err := s.admit(nil, caller, q, m, context); err != nil {
		return err
	}
	s.put(q, Message{Body: m.Body, Attributes: m.Attributes, SenderID: senderID(caller)}, q.seconds("DelaySeconds"))
	return nil
}

// admit checks what is checked after the queue's policy: size and key.
func (s *Service) admit(c *kernel.Call, caller kernel.Caller, q *queue, m Message, context map[string][]string) error {
	if m.Body == "" {
		return kernel.Fail("MissingParameter", "The request must contain the parameter MessageBody.")
	}
	if err := checkAttributes(m.Attributes); err != nil {
		return err
	}
	size := len(m.Body)
	for name, a := range m.Attributes {
		size += len(name) + len(a.DataType) + len(a.StringValue) + len(a.BinaryValue)
	}
	if most := int(q.seconds("MaximumMessageSize") / time.Second); size > most {
		return kernel.Fail(
			"InvalidParameterValue",
			"One or more parameters are invalid. Reason: Message must be shorter than %d bytes.",
			most,
		)
	}
	return s.unlock(c, caller, q, senderKeyActions, context)
}

type sendMessageInput struct {
	QueueUrl          string
	MessageBody       string
	DelaySeconds      *int
	MessageAttributes map[string]Attribute
}

type sendMessageOutput struct {
	MD5OfMessageBody, MessageId string
	MD5OfMessageAttributes      string `json:",omitempty"`
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
func (s *Service) sendMessage(c *kernel.Call, in sendMessageInput) (*sendMessageOutput, error) {
	q, err := s.queueFor(c, in.QueueUrl, "SendMessage")
	if err != nil {
		return nil, err
	}
	return s.send(c, q, in)
}

func (s *Service) send(c *kernel.Call, q *queue, in sendMessageInput) (*sendMessageOutput, error) {
	m := Message{Body: in.MessageBody, Attributes: in.MessageAttributes, SenderID: senderID(c.Caller)}
	if err := s.admit(c, c.Caller, q, m, nil); err != nil {
		return nil, err
	}
	delay := q.seconds("DelaySeconds")
	if in.DelaySeconds != nil {
		if *in.DelaySeconds < 0 || *in.DelaySeconds > 900 {
			return nil, kernel.Fail(
				"InvalidParameterValue",
				"Value %d for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
				*in.DelaySeconds,
			)
		}
		delay = time.Duration(*in.DelaySeconds) * time.Second
	}
	return &sendMessageOutput{
		MessageId: s.put(q, m, delay), MD5OfMessageBody: m.MD5(), MD5OfMessageAttributes: attributesMD5(m.Attributes),
	}, nil
}

type sendMessageBatchEntry struct {
	Id                string
	MessageBody       string
	DelaySeconds      *int
	MessageAttributes map[string]Attribute
}

type sendMessageBatchInput struct {
	QueueUrl string
	Entries  []sendMessageBatchEntry
}

type sent struct {
	Id, MessageId, MD5OfMessageBody string
	MD5OfMessageAttributes          string `json:",omitempty"`
}

type notSent struct {
	Id, Code, Message string
	SenderFault       bool
}

type sendMessageBatchOutput struct {
	Successful []sent
	Failed     []notSent
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
func (s *Service) sendMessageBatch(c *kernel.Call, in sendMessageBatchInput) (*sendMessageBatchOutput, error) {
	q, err := s.queueFor(c, in.QueueUrl, "SendMessage")
	if err != nil {
		return nil, err
	}
	if err := checkBatch(in.Entries); err != nil {
		return nil, err
	}
	out := &sendMessageBatchOutput{Successful: []sent{}, Failed: []notSent{}}
	for _, e := range in.Entries {
		done, err := s.send(
			c,
			q,
			sendMessageInput{
				MessageBody:       e.MessageBody,
				DelaySeconds:      e.DelaySeconds,
				MessageAttributes: e.MessageAttributes,
			},
		)
		known, isKnown := err.(*kernel.Error)
		switch {
		case err == nil:
			out.Successful = append(
				out.Successful,
				sent{e.Id, done.MessageId, done.MD5OfMessageBody, done.MD5OfMessageAttributes},
			)
		case isKnown:
			out.Failed = append(
				out.Failed,
				notSent{Id: e.Id, Code: known.Code, Message: known.Message, SenderFault: true},
			)
		default:
			return nil, err
		}
	}
	return out, nil
}

func checkBatch(entries []sendMessageBatchEntry) error {
	if len(entries) == 0 {
		return kernel.Fail(
			"EmptyBatchRequest",
			"There should be at least one SendMessageBatchRequestEntry in the request.",
		)
	}
	if len(entries) > 10 {
		return kernel.Fail(
			"TooManyEntriesInBatchRequest",
			"Maximum number of entries per request are 10. You have sent %d.",
			len(entries),
		)
	}
	seen, size := map[string]bool{}, 0
	for _, e := range entries {
		if seen[e.Id] {
			return kernel.Fail("BatchEntryIdsNotDistinct", "Id %s repeated.", e.Id)
		}
		seen[e.Id] = true
		size += len(e.MessageBody)
	}
	if size > limits["MaximumMessageSize"].most {
		return kernel.Fail(
			"BatchRequestTooLong",
			"Batch requests cannot be longer than %d bytes. You have sent %d bytes.",
			limits["MaximumMessageSize"].most,
			size,
		)
	}
	return nil
}
