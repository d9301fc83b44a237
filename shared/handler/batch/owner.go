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
