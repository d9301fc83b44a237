package cloud

import (
	"context"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

// boundaryMust are calls that the roles under the permissions boundary make; boundaryNever are calls by which whoever
// writes their policies, farvault's provisioner, could give itself more than it has.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
var (
	boundaryMust = []struct{ role, action string }{
		{
			chain.BackupRole,
			"backup:CopyFromBackupVault",
		},
		{chain.BackupRole, "backup:CopyIntoBackupVault"},
		{chain.BackupRole, "backup:DescribeBackupVault"},
		{
			chain.BackupRole,
			"kms:CreateGrant",
		},
		{chain.BackupRole, "kms:DescribeKey"},
		{chain.BackupRole, "tag:GetResources"},
		{chain.ForwarderRole, "events:PutEvents"},
	}
	boundaryNever = []string{
		"iam:AttachRolePolicy",
		"iam:CreateAccessKey",
		"iam:CreatePolicyVersion",
		"iam:CreateRole",
		"iam:CreateUser",
		"iam:PassRole",
		"iam:PutRolePermissionsBoundary",
		"iam:PutRolePolicy",
		"iam:UpdateAssumeRolePolicy",
		"sts:AssumeRole",
	}
)

// BoundaryFaults lists in words what is wrong with a permissions boundary in an account: calls that the roles of
// farvault need and it does not allow, and calls that it allows and nobody may make by them.
func (r *Reader) BoundaryFaults(ctx context.Context, account, region, boundaryARN string) ([]string, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	document, err := managedPolicy(ctx, s.iam(), boundaryARN)
	if absent(err) {
		return []string{"it is not there"}, nil
	}
	if err != nil {
		return nil, err
	}
	allows := func(role, action string) bool {
		resource := "*"
		if role == chain.ForwarderRole && action == "events:PutEvents" {
			resource = r.cloud.deployment.CentralBusARN
		}
		everything := policy.New(
			policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}},
		)
		verdict := policy.Evaluate(policy.Request{
			Principal: r.cloud.deployment.RoleARN(
				account,
				role,
			),
			PrincipalAccount: account,
			Action:           action,
			Resource:         resource,
			ResourceAccount:  account,
			Context: map[string][]string{
				"aws:PrincipalOrgID":  {r.cloud.deployment.OrganizationID},
				"aws:RequestedRegion": {region},
			},
		}, policy.Set{Identity: []policy.Document{everything}, PermissionsBoundary: &document})
		return verdict.Decision == policy.Allowed
	}
	var faults []string
	for _, must := range boundaryMust {
		if !allows(must.role, must.action) {
			faults = append(faults, "it keeps "+must.role+" from "+must.action)
		}
	}
	for _, role := range []string{chain.BackupRole, chain.ForwarderRole} {
		for _, never := range boundaryNever {
			if allows(role, never) {
				faults = append(
					faults,
					"it lets "+role+" call "+never+", by which farvault's provisioner could give itself more",
				)
			}
		}
	}
	return faults, nil
}
