package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// Elsewhere is the error of whoever looks for farvault where it is not deployed.
type Elsewhere struct {
	Account, Region string // where it was looked for
	Management      bool   // that account is the organization's management account

	CentralAccount, HomeRegion string // where it is; empty: that could not be found
}

// Error says where farvault is not, where it is as far as that could be found, and what to set.
func (e Elsewhere) Error() string {
	at := ""
	if e.CentralAccount != "" {
		at = fmt.Sprintf(". It is deployed in account %s, home Region %s", e.CentralAccount, e.HomeRegion)
	}
	switch {
	case e.Management && at == "":
		return fmt.Sprintf("these are the management account's credentials (%s); use the central account's", e.Account)
	case e.Management:
		return fmt.Sprintf(
			"these are the management account's credentials (%s); use the central account's%s", e.Account, at)
	case at == "":
		return fmt.Sprintf("farvault is not deployed in account %s, Region %s: use the central account's credentials, "+
			"and set --region or AWS_REGION to its home Region", e.Account, e.Region)
	case e.CentralAccount == e.Account:
		return fmt.Sprintf("farvault is not deployed in account %s, Region %s%s: set --region or AWS_REGION to %s",
			e.Account, e.Region, at, e.HomeRegion)
	}
	return fmt.Sprintf("farvault is not deployed in account %s, Region %s%s: use that account's credentials, and set "+
		"--region or AWS_REGION to %s", e.Account, e.Region, at, e.HomeRegion)
}

// elsewhere looks where farvault is. In each account that it protects, in its own and in the management account a role
// forwards events to its bus, and the role's policy names the bus. IAM is global: any Region answers.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
func elsewhere(ctx context.Context, config aws.Config, place chain.Deployment) error {
	e := Elsewhere{
		Account:    place.CentralAccountID,
		Region:     place.HomeRegion,
		Management: place.CentralAccountID == place.ManagementAccountID,
	}
	out, err := iam.NewFromConfig(config).GetRolePolicy(ctx, &iam.GetRolePolicyInput{
		RoleName: aws.String(chain.ForwarderRole), PolicyName: aws.String(chain.ForwarderPolicy),
	})
	if err != nil {
		return e // the error that counts is that farvault is not here
	}
	document, err := policy.ParseEscaped(aws.ToString(out.PolicyDocument))
	if err != nil {
		return e
	}
	bus, found := busOf(document)
	if found && (bus.Account != e.Account || bus.Region != e.Region) {
		e.CentralAccount, e.HomeRegion = bus.Account, bus.Region
	}
	return e
}

// busOf is the bus that a forwarder's policy names.
func busOf(d policy.Document) (org.ARN, bool) {
	for _, statement := range d.Statement {
		for _, resource := range statement.Resource {
			if arn, err := org.ParseARN(resource); err == nil && arn.Service == "events" {
				return arn, true
			}
		}
	}
	return org.ARN{}, false
}
