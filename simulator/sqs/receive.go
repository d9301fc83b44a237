package sqs

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"farvault/simulator/kernel"
)

// Receive takes up to max messages for a caller that does not come through the API, and hides them for the queue's
// visibility timeout.
func (s *Service) Receive(caller kernel.Caller, queueARN string, max int) ([]Message, error) {
	q, err := s.queueOf(caller, queueARN, "ReceiveMessage")
	if err != nil {
		return nil, err
	}
	if err := s.unlock(nil, caller, q, receiverKeyActions, nil); err != nil {
		return nil, err
	}
	return s.take(q, max, q.seconds("VisibilityTimeout")), nil
}

// Delete removes a received message for a caller that does not come through the API.
func (s *Service) Delete(caller kernel.Caller, queueARN, receiptHandle string) error {
	q, err := s.queueOf(caller, queueARN, "DeleteMessage")
	if err != nil {
		return err
	}
	q.remove(receiptHandle)
	return nil
}

// Permitted judges whether a caller that does not come through the API may do all of the actions (ReceiveMessage, ...)
// on a queue.
func (s *Service) Permitted(caller kernel.Caller, queueARN string, actions ...string) error {
	for _, action := range actions {
		if _, err := s.queueOf(caller, queueARN, action); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) queueOf(caller kernel.Caller, queueARN, action string) (*queue, error) {
	q, ok := s.queues[queueARN]
	if !ok {
		return nil, errNoQueue()
	}
	return q, s.allowed(caller, q, action, nil)
}

func (q *queue) remove(receiptHandle string) {
	if i, m := q.held(receiptHandle); m != nil {
		q.messages = slices.Delete(q.messages, i, i+1)
	}
}

// queueFor finds the queue of an API call and asks whether the caller may act on it.
func (s *Service) queueFor(c *kernel.Call, queueURL, action string) (*queue, error) {
	q, err := s.named(c, queueURL)
	if err != nil {
		return nil, err
	}
	return q, s.k.Authorize(c, q.access(action, nil))
}

type receiveMessageInput struct {
	QueueUrl                    string
	AttributeNames              []string
	MessageSystemAttributeNames []string
	MessageAttributeNames       []string
	MaxNumberOfMessages         *int
	VisibilityTimeout           *int
	WaitTimeSeconds             *int // not waited for: nothing can arrive while the clock stands
}

type received struct {
	MessageId, ReceiptHandle, MD5OfBody, Body string
	Attributes                                map[string]string    `json:",omitempty"`
	MessageAttributes                         map[string]Attribute `json:",omitempty"`
	MD5OfMessageAttributes                    string               `json:",omitempty"` // of those that are shown
}

type receiveMessageOutput struct {
	Messages []received `json:",omitempty"`
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func (s *Service) receiveMessage(c *kernel.Call, in receiveMessageInput) (*receiveMessageOutput, error) {
	q, err := s.queueFor(c, in.QueueUrl, "ReceiveMessage")
	if err != nil {
		return nil, err
	}
	max, visibility := 1, q.seconds("VisibilityTimeout")
	if in.MaxNumberOfMessages != nil {
		if max = *in.MaxNumberOfMessages; max < 1 || max > 10 {
			return nil, kernel.Fail(
				"InvalidParameterValue",
				"Value %d for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
				max,
			)
		}
	}
	if wait := in.WaitTimeSeconds; wait != nil && (*wait < 0 || *wait > 20) {
		return nil, kernel.Fail(
			"InvalidParameterValue",
			"Value %d for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
			*wait,
		)
	}
	if in.VisibilityTimeout != nil {
		if visibility, err = visibilityTimeout(*in.VisibilityTimeout); err != nil {
			return nil, err
		}
	}
	if err := s.unlock(c, c.Caller, q, receiverKeyActions, nil); err != nil {
		return nil, err
	}
	out := &receiveMessageOutput{}
	for _, m := range s.take(q, max, visibility) {
		attributes := pick(m.Attributes, in.MessageAttributeNames)
		out.Messages = append(out.Messages, received{
			MessageId: m.MessageID, ReceiptHandle: m.ReceiptHandle, MD5OfBody: m.MD5(), Body: m.Body,
			Attributes:        pick(m.System(), append(in.AttributeNames, in.MessageSystemAttributeNames...)),
			MessageAttributes: attributes, MD5OfMessageAttributes: attributesMD5(attributes),
		})
	}
	return out, nil
}

// pick keeps what was asked for; All and .* mean everything, bar.* what begins with bar.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func pick[V any](from map[string]V, names []string) map[string]V {
	out := map[string]V{}
	for key, value := range from {
		for _, name := range names {
			prefix, some := strings.CutSuffix(name, ".*")
			if name == "All" || name == key || some && strings.HasPrefix(key, prefix) {
				out[key] = value
			}
		}
	}
	return out
}

func visibilityTimeout(seconds int) (time.Duration, error) {
	if seconds < 0 || seconds > 43200 {
		return 0, kernel.Fail(
			"InvalidParameterValue",
			"Value %d for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if provided.",
			seconds,
		)
	}
	return time.Duration(seconds) * time.Second, nil
}

type deleteMessageInput struct{ QueueUrl, ReceiptHandle string }

// receiptHandle is the form of all handles: one of another form was never given.
var receiptHandle = regexp.MustCompile(`^[0-9a-f]{32}$`)

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
func (s *Service) deleteMessage(c *kernel.Call, in deleteMessageInput) (*struct{}, error) {
	q, err := s.queueFor(c, in.QueueUrl, "DeleteMessage")
	if err != nil {
		return nil, err
	}
	if !receiptHandle.MatchString(in.ReceiptHandle) {
		return nil, kernel.Fail("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
	}
	q.remove(in.ReceiptHandle)
	return &struct{}{}, nil
}

type changeMessageVisibilityInput struct {
	QueueUrl, ReceiptHandle string
	VisibilityTimeout       int
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (s *Service) changeMessageVisibility(c *kernel.Call, in changeMessageVisibilityInput) (*struct{}, error) {
	q, err := s.queueFor(c, in.QueueUrl, "ChangeMessageVisibility")
	if err != nil {
		return nil, err
	}
	timeout, err := visibilityTimeout(in.VisibilityTimeout)
	if err != nil {
		return nil, err
	}
	_, m := q.held(in.ReceiptHandle)
	if m == nil {
		return nil, kernel.Fail("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
	}
	if !m.VisibleAt.After(c.Now) {
		return nil, kernel.Fail(
			"MessageNotInflight",
			"Value %s for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for "+
				"visibility timeout change.",
			in.ReceiptHandle,
		)
	}
	s.show(m, timeout)
	return &struct{}{}, nil
}
