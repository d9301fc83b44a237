package cloud

import (
	"context"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

// boundaryMust are calls that the roles under the permissions boundary make; boundaryNever are calls by which whoever
// writes their policies, farvault's provisioner, could give itself more than it has.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
var (
	boundaryMust = []struct{ role, action string }{
		{chain.BackupRole, "backup:CopyFromBackupVault"},
		{chain.BackupRole, "backup:CopyIntoBackupVault"},
		{chain.BackupRole, "backup:DescribeBackupVault"},
		{chain.BackupRole, "kms:CreateGrant"},
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
		passRole,
		"iam:PutRolePermissionsBoundary",
		"iam:PutRolePolicy",
		"iam:UpdateAssumeRolePolicy",
		"sts:AssumeRole",
	}
)

// AWS's policies for backup roles pass roles on: to GuardDuty for malware scans, to EC2 and EKS for restores. That is
// no fault of a boundary. passedNever are services that run what a caller gives them under the role that it passes; the
// empty name is a call of which the boundary does not ask whom the role is for.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForRestores.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
const passRole = "iam:PassRole"

var passedNever = []string{
	"",
	"cloudformation.amazonaws.com",
	"codebuild.amazonaws.com",
	"ecs-tasks.amazonaws.com",
	"events.amazonaws.com",
	"glue.amazonaws.com",
	"lambda.amazonaws.com",
	"sagemaker.amazonaws.com",
	"scheduler.amazonaws.com",
	"ssm.amazonaws.com",
	"states.amazonaws.com",
}

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
	var faults []string
	for _, must := range boundaryMust {
		if !r.bounded(document, account, region, must.role, must.action, "") {
			faults = append(faults, "it keeps "+must.role+" from "+must.action)
		}
	}
	for _, role := range []string{chain.BackupRole, chain.ForwarderRole} {
		for _, never := range boundaryNever {
			services := []string{""}
			if never == passRole {
				services = passedNever
			}
			for _, service := range services {
				if r.bounded(document, account, region, role, never, service) {
					faults = append(faults, "it lets "+role+" call "+strings.TrimSpace(never+" "+passedTo(service))+
						", by which farvault's provisioner could give itself more")
					break // one service says it
				}
			}
		}
	}
	return faults, nil
}

func passedTo(service string) string {
	if service == "" {
		return ""
	}
	return "for " + service
}

// bounded says whether a boundary lets a role that has every permission make a call; the service is the one that a role
// is passed to.
func (r *Reader) bounded(boundary policy.Document, account, region, role, action, service string) bool {
	resource := "*"
	if role == chain.ForwarderRole && action == "events:PutEvents" {
		resource = r.cloud.deployment.CentralBusARN
	}
	if action == passRole {
		resource = r.cloud.deployment.RoleARN(account, role)
	}
	request := policy.Request{
		Principal:        r.cloud.deployment.RoleARN(account, role),
		PrincipalAccount: account,
		Action:           action,
		Resource:         resource,
		ResourceAccount:  account,
		Context: map[string][]string{
			"aws:PrincipalOrgID":  {r.cloud.deployment.OrganizationID},
			"aws:RequestedRegion": {region},
		},
	}
	if service != "" {
		request.Context["iam:PassedToService"] = []string{service}
	}
	everything := policy.New(
		policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}},
	)
	set := policy.Set{Identity: []policy.Document{everything}, PermissionsBoundary: &boundary}
	return policy.Evaluate(request, set).Decision == policy.Allowed
}
