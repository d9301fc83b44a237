package organizations

import "farvault/simulator/kernel"

// permission is who may call an operation beside what policies say.
type permission int

const (
	anyMember permission = iota
	managementOrDelegate
	managementOnly
)

// authorize asks the caller's policies, then the operation's own rule: most reads
// are for the management account and delegated administrators, all writes for the management account.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html ; the
// text for members: https://github.com/aws-samples/aws-iam-access-key-auto-rotation/issues/10
func (s *Service) authorize(c *kernel.Call, who permission, resource string, context map[string][]string) error {
	if err := s.k.Authorize(
		c,
		kernel.Access{Action: "organizations:" + c.Operation, Resource: resource, Context: context},
	); err != nil {
		return err
	}
	if s.accounts[c.Account()] == nil {
		return kernel.Fail("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
	}
	delegate := len(s.delegated[c.Account()]) > 0
	if c.Account() == s.managementID || who == anyMember || who == managementOrDelegate && delegate {
		return nil
	}
	return kernel.Fail("AccessDeniedException", "You don't have permissions to access this resource.")
}

// resource is the ARN of a node, or one in its place for an id that is not there.
func (s *Service) resource(id string) string {
	if n := s.nodes[id]; n != nil {
		return s.arn(n.kind(), id)
	}
	return s.arn((&node{id: id}).kind(), id)
}

// tagged are the condition keys of a resource's tags.
func (s *Service) tagged(id string) map[string][]string {
	context := map[string][]string{}
	if n := s.nodes[id]; n != nil {
		for key, value := range n.tags {
			context["aws:ResourceTag/"+key] = []string{value}
		}
	}
	return context
}

func accountNotFound() error {
	return kernel.Fail("AccountNotFoundException", "You specified an account that doesn't exist.")
}

func invalidInput(reason, text string) error {
	return kernel.Fail("InvalidInputException", "%s", text).With("Reason", reason)
}
