package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"farvault/shared/event"
)

// Queue is one SQS queue: farvault's own messages are sent to it, and its records put away for a while.
type Queue struct {
	client *sqs.Client
	url    string
}

// Queue is the queue with the URL.
func (c *Cloud) Queue(url string) *Queue {
	return &Queue{client: sqs.NewFromConfig(c.config), url: url}
}

// Send puts one message on the queue.
func (q *Queue) Send(ctx context.Context, m event.Message) error {
	return q.SendAll(ctx, []event.Message{m})
}

// sendAtOnce is how many messages SQS takes in one call.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
const sendAtOnce = 10

// SendAll puts messages on the queue, ten a call. What was sent before an error stays sent.
func (q *Queue) SendAll(ctx context.Context, messages []event.Message) error {
	for some := range slices.Chunk(messages, sendAtOnce) {
		if err := q.sendBatch(ctx, some); err != nil {
			return fmt.Errorf("send to queue %s: %w", q.url, err)
		}
	}
	return nil
}

func (q *Queue) sendBatch(ctx context.Context, messages []event.Message) error {
	input := &sqs.SendMessageBatchInput{QueueUrl: aws.String(q.url)}
	for i, m := range messages {
		body, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("encode message of kind %q: %w", m.Kind(), err)
		}
		input.Entries = append(
			input.Entries,
			types.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body))},
		)
	}
	answer, err := q.client.SendMessageBatch(ctx, input)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range answer.Failed {
		errs = append(
			errs,
			fmt.Errorf("message %s: %s: %s", aws.ToString(f.Id), aws.ToString(f.Code), aws.ToString(f.Message)),
		)
	}
	return errors.Join(errs...)
}

// Delay hides a record of this queue that is being worked on for a while, in whole seconds.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
func (q *Queue) Delay(ctx context.Context, receiptHandle string, delay time.Duration) error {
	_, err := q.client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl:          aws.String(q.url),
		ReceiptHandle:     aws.String(receiptHandle),
		VisibilityTimeout: int32(delay / time.Second),
	})
	if err != nil {
		return fmt.Errorf("delay a record of queue %s: %w", q.url, err)
	}
	return nil
}
