package cloud

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/org"
)

// Principal is the ARN by which policies know whoever calls: of a session its role's, with its path. The session's own
// ARN has no path, so IAM is asked; where it may not be, the ARN of a role of IAM Identity Center is a pattern, and
// that of another role has no path. Empty: AWS did not say who calls.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func Principal(ctx context.Context, config aws.Config) string {
	caller, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return ""
	}
	text := aws.ToString(caller.Arn)
	arn, err := org.ParseARN(text)
	if err != nil || arn.Service != "sts" {
		return text
	}
	parts := strings.Split(arn.Resource, "/") // assumed-role/NAME/SESSION
	if len(parts) != 3 || parts[0] != "assumed-role" {
		return text
	}
	role, err := iam.NewFromConfig(config).GetRole(ctx, &iam.GetRoleInput{RoleName: &parts[1]})
	switch {
	case err == nil:
		return aws.ToString(role.Role.Arn)
	case strings.HasPrefix(parts[1], "AWSReservedSSO_"):
		return org.IAM(arn.Partition, arn.Account, "role/aws-reserved/sso.amazonaws.com/*"+parts[1])
	}
	return org.IAM(arn.Partition, arn.Account, "role/"+parts[1])
}
