package iam

import (
	"fmt"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// Assume makes a service of AWS assume a role, as its trust policy lets it.
// AWS Backup cannot assume a role younger than PropagationDelay.
func (s *Service) Assume(roleARN, servicePrincipal string) (kernel.Caller, error) {
	return s.AssumeFor(roleARN, servicePrincipal, s.onBehalfOf(roleARN, servicePrincipal))
}

// onBehalfOf is what AWS Backup says when it assumes a role: the account that it acts for, which is the role's own, and
// no aws:SourceArn. Its page on confused deputies shows both keys for topics and KMS keys and is silent on roles.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html
func (s *Service) onBehalfOf(roleARN, servicePrincipal string) map[string][]string {
	if servicePrincipal != backupPrincipal || s.k.Assume.BackupNamesNoSourceAccount {
		return nil
	}
	return map[string][]string{"aws:SourceAccount": {accountOf(roleARN)}}
}

// AssumeFor is Assume on behalf of something: a service that documents it says for which
// resource it acts in aws:SourceArn and aws:SourceAccount.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func (s *Service) AssumeFor(roleARN, servicePrincipal string, context map[string][]string) (kernel.Caller, error) {
	role, found := s.find(roleARN)
	refused := cannotAssume(roleARN, servicePrincipal)
	if !found || s.tooYoung(role, servicePrincipal) {
		return kernel.Caller{}, refused
	}
	verdict := s.k.Judge(kernel.AWSService(servicePrincipal), kernel.Access{
		Action:         "sts:AssumeRole",
		Resource:       role.ARN,
		Account:        accountOf(role.ARN),
		ResourcePolicy: &role.Trust,
		Context:        context,
	})
	if verdict.Decision != policy.Allowed {
		return kernel.Caller{}, refused
	}
	service, _, _ := strings.Cut(servicePrincipal, ".")
	return kernel.RoleSession(role.ARN, service+"-"+s.k.ID("session")[:8]), nil
}

func (s *Service) tooYoung(role *Role, servicePrincipal string) bool {
	return servicePrincipal == backupPrincipal && !strings.HasPrefix(role.Path, serviceLinkedPath) &&
		s.k.Clock.Now().Sub(role.Created) < s.PropagationDelay
}

// cannotAssume is what a service says of a role that it cannot assume; AWS Backup's text is
// https://github.com/hashicorp/terraform-provider-aws/issues/9297
func cannotAssume(roleARN, servicePrincipal string) error {
	if servicePrincipal == backupPrincipal {
		return kernel.Fail("InvalidParameterValueException", "IAM Role %s cannot be assumed by AWS Backup", roleARN)
	}
	return fmt.Errorf("role %s cannot be assumed by %s", roleARN, servicePrincipal)
}

// PassRole authorizes the call's caller to give a role to a service. Only a role of one's own account can be given.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func (s *Service) PassRole(c *kernel.Call, roleARN, servicePrincipal string) error {
	if accountOf(roleARN) != c.Account() {
		return kernel.Fail("AccessDeniedException", "Cross-account pass role is not allowed.")
	}
	context := map[string][]string{"iam:PassedToService": {servicePrincipal}}
	if role, found := s.find(roleARN); found {
		context = withTags(context, role.Tags)
	}
	return s.k.Authorize(c, kernel.Access{Action: "iam:PassRole", Resource: roleARN, Context: context})
}

func accountOf(arn string) string {
	parsed, err := org.ParseARN(arn)
	if err != nil {
		return ""
	}
	return parsed.Account
}
