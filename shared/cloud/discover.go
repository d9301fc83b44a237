package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// centralBus is the name of the bus in template.yaml.
const centralBus = "farvault"

// Discover finds the deployment of farvault from credentials of the central account: whose they are, the organization
// of that account, which any member can ask for, and farvault's bus in the configuration's Region. Where the bus is not
// there, the error is an Elsewhere: a deployment that is taken for granted would be made a second time.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
func Discover(ctx context.Context, config aws.Config) (chain.Deployment, error) {
	caller, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return chain.Deployment{}, fmt.Errorf("ask whose credentials these are: %w", err)
	}
	account := aws.ToString(caller.Account)
	out, err := organizations.NewFromConfig(config).
		DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	if err != nil {
		return chain.Deployment{}, fmt.Errorf("describe the organization of account %s: %w", account, err)
	}
	place := chain.Deployment{
		OrganizationID:      aws.ToString(out.Organization.Id),
		ManagementAccountID: aws.ToString(out.Organization.MasterAccountId),
		CentralAccountID:    account,
		HomeRegion:          config.Region,
		Partition:           org.Partition(config.Region),
	}
	place.CentralBusARN = org.ARN{
		Partition: place.Partition,
		Service:   "events",
		Region:    place.HomeRegion,
		Account:   account,
		Resource:  "event-bus/" + centralBus,
	}.String()
	// The bus is asked for by a call that changes nothing. Who cannot ask finds out by farvault's table.
	// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
	_, err = eventbridge.NewFromConfig(config).
		DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: aws.String(centralBus)})
	switch {
	case absent(err):
		return place, elsewhere(ctx, config, place)
	case err != nil && !hasCode(err, deniedCodes...):
		return place, fmt.Errorf("look for farvault's bus in %s/%s: %w", account, place.HomeRegion, err)
	}
	return place, nil
}
