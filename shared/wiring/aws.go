package wiring

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
)

// AWS is the configuration of the standard AWS environment, for whoever calls AWS. What the SDK logs reaches nobody:
// its lines are no JSON among a function's, and say nothing to people at a terminal. Whatever matters comes as an
// error.
// https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/configure-logging.html
func AWS(ctx context.Context, more ...func(*awsconfig.LoadOptions) error) (aws.Config, error) {
	return awsconfig.LoadDefaultConfig(ctx, append(more, awsconfig.WithLogger(logging.Nop{}))...)
}
