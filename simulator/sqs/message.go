package sqs

import (
	"crypto/md5"
	"encoding/hex"
	"strconv"
	"time"

	"farvault/simulator/kernel"
)

// Message is one message as ReceiveMessage shows it.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Message.html
type Message struct {
	MessageID, ReceiptHandle, Body string
	Attributes                     map[string]Attribute // message attributes
	SenderID                       string
	SentAt                         time.Time
	FirstReceivedAt                time.Time // zero until it was received
	ReceiveCount                   int
	VisibleAt                      time.Time
}

// Attribute is a message attribute's value.
type Attribute struct {
	DataType    string
	StringValue string `json:",omitempty"`
	BinaryValue []byte `json:",omitempty"`
}

// MD5 of the body, which SDKs compare.
func (m Message) MD5() string {
	sum := md5.Sum([]byte(m.Body))
	return hex.EncodeToString(sum[:])
}

// System are the system attributes of the message.
func (m Message) System() map[string]string {
	out := map[string]string{
		"SenderId":                m.SenderID,
		"SentTimestamp":           millis(m.SentAt),
		"ApproximateReceiveCount": strconv.Itoa(m.ReceiveCount),
	}
	if !m.FirstReceivedAt.IsZero() {
		out["ApproximateFirstReceiveTimestamp"] = millis(m.FirstReceivedAt)
	}
	return out
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

type message struct{ Message }

// put adds a message that becomes visible after the delay.
func (s *Service) put(q *queue, m Message, delay time.Duration) string {
	m.MessageID = s.k.UUID("sqs-message")
	m.SentAt = s.k.Clock.Now()
	stored := &message{Message: m}
	q.messages = append(q.messages, stored)
	s.show(stored, delay)
	return m.MessageID
}

// show makes a message visible after the delay, and stops the clock then so that pollers see it.
func (s *Service) show(m *message, delay time.Duration) {
	m.VisibleAt = s.k.Clock.Now().Add(delay)
	s.k.Clock.At(m.VisibleAt, func() {})
}

// take receives up to max messages. A message that has been received as often as the redrive policy admits goes to the
// dead-letter queue instead, keeping its id and its age:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (s *Service) take(q *queue, max int, visibility time.Duration) []Message {
	now := s.k.Clock.Now()
	q.expire(now)
	var taken []Message
	kept := q.messages[:0:0]
	for _, m := range q.messages {
		if len(taken) == max || m.VisibleAt.After(now) {
			kept = append(kept, m)
			continue
		}
		if s.redrive(q, m) {
			continue
		}
		m.ReceiveCount++
		if m.FirstReceivedAt.IsZero() {
			m.FirstReceivedAt = now
		}
		m.ReceiptHandle = s.k.ID("sqs-receipt")
		s.show(m, visibility)
		taken = append(taken, m.Message)
		kept = append(kept, m)
	}
	q.messages = kept
	return taken
}

func (s *Service) redrive(q *queue, m *message) bool {
	r := q.redrive
	if r.MaxReceiveCount == 0 || m.ReceiveCount < r.MaxReceiveCount {
		return false
	}
	dead, ok := s.queues[r.DeadLetterTargetARN]
	if !ok {
		return false
	}
	m.ReceiveCount, m.FirstReceivedAt, m.ReceiptHandle = 0, time.Time{}, ""
	dead.messages = append(dead.messages, m)
	return true
}

// expire drops what has outlived the retention period, which counts from when it was first sent.
func (q *queue) expire(now time.Time) {
	retention := q.seconds("MessageRetentionPeriod")
	kept := q.messages[:0]
	for _, m := range q.messages {
		if now.Sub(m.SentAt) < retention {
			kept = append(kept, m)
		}
	}
	q.messages = kept
}

// held finds the message of a receipt handle. An older handle of a message that
// was received again finds nothing, and deletes nothing:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (q *queue) held(receiptHandle string) (int, *message) {
	for i, m := range q.messages {
		if m.ReceiptHandle == receiptHandle && receiptHandle != "" {
			return i, m
		}
	}
	return 0, nil
}

// senderID is the caller's unique id; AWS shows AIDA… or AROA…:session, the simulator the ARN.
func senderID(c kernel.Caller) string {
	if c.Service != "" {
		return c.Service
	}
	return c.ARN
}
