package cli

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// simulatedTime is the header in which `farvault simulator` says what time it is in its world. What HTTP calls Date
// stays the machine's: the SDK corrects its clock by it.
const simulatedTime = "X-Simulated-Time"

// nowAt is what time it is where the calls go: the machine's, or the simulator's own. AWS is not asked; another
// endpoint is, by a call that needs no permission, and what does not answer it has no time of its own.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func nowAt(ctx context.Context, config aws.Config) time.Time {
	if config.BaseEndpoint == nil {
		return time.Now()
	}
	out, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return time.Now()
	}
	response, ok := awsmiddleware.GetRawResponse(out.ResultMetadata).(*smithyhttp.Response)
	if !ok {
		return time.Now()
	}
	now, err := time.Parse(time.RFC3339, response.Header.Get(simulatedTime))
	if err != nil {
		return time.Now()
	}
	return now
}
