package batch

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Owner names who works on a record: the record in this invocation. The message alone is no name, for SQS may deliver
// one to two invocations at the same time.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
func Owner(ctx context.Context, record events.SQSMessage) string {
	invocation, is := lambdacontext.FromContext(ctx)
	if !is {
		return record.MessageId
	}
	return record.MessageId + "/" + invocation.AwsRequestID
}

// deliveries is under what a context has how often SQS has delivered the record.
type deliveries struct{}

// Delivered is the context of one delivery of a record.
func Delivered(ctx context.Context, record events.SQSMessage) context.Context {
	return context.WithValue(ctx, deliveries{}, ReceiveCount(record))
}

// Deliveries is how often the record of the context was delivered, this time included; one where it is not known.
func Deliveries(ctx context.Context) int {
	if n, is := ctx.Value(deliveries{}).(int); is {
		return n
	}
	return 1
}
