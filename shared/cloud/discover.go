package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// centralBus is the name of the bus in template.yaml.
const centralBus = "farvault"

// Discover finds out where farvault is deployed from credentials of the central account: whose they
// are, and which organization that account is in, which any member may ask.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
func Discover(ctx context.Context, config aws.Config) (chain.Deployment, error) {
	if config.Region == "" {
		return chain.Deployment{}, fmt.Errorf("no Region is set: set AWS_REGION to farvault's home Region")
	}
	caller, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return chain.Deployment{}, fmt.Errorf("ask whose credentials these are: %w", err)
	}
	out, err := organizations.NewFromConfig(config).
		DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	if err != nil {
		return chain.Deployment{}, fmt.Errorf(
			"describe the organization of account %s: %w",
			aws.ToString(caller.Account),
			err,
		)
	}
	partition, central := org.Partition(config.Region), aws.ToString(caller.Account)
	bus := org.ARN{
		Partition: partition,
		Service:   "events",
		Region:    config.Region,
		Account:   central,
		Resource:  "event-bus/" + centralBus,
	}
	return chain.Deployment{
		OrganizationID:      aws.ToString(out.Organization.Id),
		ManagementAccountID: aws.ToString(out.Organization.MasterAccountId),
		CentralAccountID:    central,
		HomeRegion:          config.Region,
		Partition:           partition,
		CentralBusARN:       bus.String(),
	}, nil
}
