package iam

import (
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

const (
	serviceLinkedPath = "/aws-service-role/"
	backupPrincipal   = "backup.amazonaws.com"
)

// serviceLinkedRole is a role that AWS itself defines.
type serviceLinkedRole struct {
	service, name, managedPolicy string
}

// serviceLinkedRoles are those that matter here.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/using-service-linked-roles.html
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-auth-slr.html
var serviceLinkedRoles = []serviceLinkedRole{
	{
		backupPrincipal,
		"AWSServiceRoleForBackup",
		"arn:aws:iam::aws:policy/aws-service-role/AWSBackupServiceLinkedRolePolicyForBackup",
	},
	{
		"mrk.kms.amazonaws.com",
		"AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
		"arn:aws:iam::aws:policy/aws-service-role/AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy",
	},
}

// ServiceLinkedRole makes the service-linked role of a service in an account, if
// it is not there yet, and answers its ARN; false for a service that has none.
func (s *Service) ServiceLinkedRole(accountID, service string) (string, bool) {
	for _, row := range serviceLinkedRoles {
		if row.service != service {
			continue
		}
		arn := row.arn(accountID)
		if _, found := s.find(arn); !found {
			s.PutRole(accountID, row.role())
		}
		return arn, true
	}
	return "", false
}

func (r serviceLinkedRole) arn(accountID string) string {
	return org.IAM("aws", accountID, "role"+serviceLinkedPath+r.service+"/"+r.name)
}

func (r serviceLinkedRole) role() Role {
	return Role{
		Name: r.name, Path: serviceLinkedPath + r.service + "/", Attached: []string{r.managedPolicy},
		Trust: serviceTrusts[r.service],
	}
}

// serviceTrusts are the trust policies of service-linked roles, by service: all accounts have the same.
var serviceTrusts = func() map[string]policy.Document {
	trusts := map[string]policy.Document{}
	for _, row := range serviceLinkedRoles {
		trusts[row.service] = policy.New(policy.Statement{
			Effect: policy.Allow, Action: policy.Values{"sts:AssumeRole"},
			Principal: policy.Principal{policy.ServicePrincipal: {row.service}},
		})
	}
	return trusts
}()

type serviceLinkedInput struct{ AWSServiceName, Description, CustomSuffix string }

// createServiceLinkedRole is refused when the role is there.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html ;
// the text: https://github.com/Rayraegah/terraform-aws-hasura/issues/17
func (s *Service) createServiceLinkedRole(c *kernel.Call, in serviceLinkedInput) (roleOutput, error) {
	arn := org.IAM("aws", c.Account(), "role"+serviceLinkedPath+in.AWSServiceName+"/*")
	var row serviceLinkedRole
	for _, r := range serviceLinkedRoles {
		if r.service == in.AWSServiceName {
			row, arn = r, r.arn(c.Account())
		}
	}
	err := s.k.Authorize(c, kernel.Access{
		Action:   "iam:CreateServiceLinkedRole",
		Resource: arn,
		Context:  map[string][]string{"iam:AWSServiceName": {in.AWSServiceName}},
	})
	if err != nil {
		return roleOutput{}, err
	}
	_, taken := s.find(arn)
	switch {
	case row.name == "":
		return roleOutput{}, kernel.Fail(
			"InvalidInput",
			"Service %s has no service-linked role in the simulator",
			in.AWSServiceName,
		)
	case in.CustomSuffix != "":
		return roleOutput{}, kernel.Fail("InvalidInput", "Custom suffix is not allowed for %s", in.AWSServiceName)
	case taken:
		return roleOutput{}, kernel.Fail(
			"InvalidInput",
			"Service role name %s has been taken in this account, please try a different suffix.",
			row.name,
		)
	}
	role := row.role()
	role.Description = in.Description
	s.PutRole(c.Account(), role)
	made, _ := s.find(arn)
	return roleOutput{show(made)}, nil
}
