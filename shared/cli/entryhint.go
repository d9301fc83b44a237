package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"

	"farvault/shared/cloud"
	"farvault/shared/org"
)

// entryHint says, of an account that could not be entered because its role refused the caller, what the role trusts:
// empty for another error. From outside a role that is missing answers in the same way.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func (h deployment) entryHint(ctx context.Context, err error) string {
	var api smithy.APIError
	var unentered interface{ NotEntered() bool }
	if !errors.As(err, &unentered) || !unentered.NotEntered() || !errors.As(err, &api) ||
		api.ErrorCode() != "AccessDenied" {
		return ""
	}
	caller := cloud.Principal(ctx, h.config)
	if caller == "" {
		return ""
	}
	return fmt.Sprintf("farvault's role there is missing, or your ARN %s is not in its template's parameter "+
		"OperatorPrincipalArns", caller)
}

// entryError is an error of entering an account with that hint, in place of what a function makes of it, which waits;
// any other error stays as it is.
func (h deployment) entryError(ctx context.Context, err error) error {
	if hint := h.entryHint(ctx, err); hint != "" {
		var waits cloud.NotReady
		if errors.As(err, &waits) {
			err = waits.Err
		}
		return fmt.Errorf("%s: %w", hint, err)
	}
	return err
}

// managementCommand deploys what farvault needs in the management account, with the caller among its operators. The
// first Region is where Organizations sends its events.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudwatch-events.html
func (h deployment) managementCommand(ctx context.Context) string {
	parameters := []string{
		"OrganizationId=" + h.deployed.OrganizationID,
		"CentralAccountId=" + h.deployed.CentralAccountID,
		"HomeRegion=" + h.deployed.HomeRegion,
	}
	if caller := cloud.Principal(ctx, h.config); caller != "" {
		parameters = append(parameters, "OperatorPrincipalArns='"+caller+"'")
	}
	return "aws cloudformation deploy --stack-name farvault --template-file infra/management.yaml --region " +
		h.deployed.OrganizationsRegion() + " --capabilities CAPABILITY_NAMED_IAM --parameter-overrides " +
		strings.Join(parameters, " ")
}

// memberCommand rolls farvault's roles out to one account of the StackSet that README makes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html
func (h deployment) memberCommand(account org.Account) string {
	region := h.deployed.OrganizationsRegion()
	unit := "ou-OF-THE-ACCOUNT"
	if parent := account.Path.Parent(); parent != "" {
		unit = parent
	}
	return "aws cloudformation create-stack-instances --stack-set-name farvault --regions " + region + " --region " +
		region + " --deployment-targets OrganizationalUnitIds=" + unit + ",Accounts=" + account.ID +
		",AccountFilterType=INTERSECTION"
}
