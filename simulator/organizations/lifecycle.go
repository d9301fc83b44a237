package organizations

import (
	"time"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// closingTime is how long an account is PENDING_CLOSURE; in AWS's sample events it is seven seconds.
const closingTime = 7 * time.Second

type moveInput struct{ AccountId, SourceParentId, DestinationParentId string }

// moveAccount moves an account; CloudTrail tells of the call whether it went well or not.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
func (s *Service) moveAccount(c *kernel.Call, in moveInput) (empty, error) {
	for _, id := range []string{in.AccountId, in.SourceParentId, in.DestinationParentId} {
		if err := s.authorize(c, managementOnly, s.resource(id), nil); err != nil {
			return empty{}, err
		}
	}
	err := s.checkMove(in)
	if err == nil {
		s.MoveAccount(in.AccountId, in.DestinationParentId)
	}
	s.emitCall(c, map[string]any{
		"accountId": in.AccountId, "sourceParentId": in.SourceParentId, "destinationParentId": in.DestinationParentId,
	}, nil, err)
	return empty{}, err
}

func (s *Service) checkMove(in moveInput) error {
	if s.accounts[in.AccountId] == nil {
		return accountNotFound()
	}
	if err := s.parent(in.DestinationParentId); err != nil {
		return kernel.Fail(
			"DestinationParentNotFoundException",
			"We can't find the destination container (a root or OU) with the ParentId that you specified.",
		)
	}
	switch at := s.nodes[in.AccountId].parent; {
	case at == in.DestinationParentId:
		return kernel.Fail("DuplicateAccountException", "That account is already present in the specified destination.")
	case at != in.SourceParentId:
		return kernel.Fail(
			"SourceParentNotFoundException",
			"We can't find a source root or OU with the ParentId that you specified.",
		)
	}
	return nil
}

// closeAccount makes a member PENDING_CLOSURE, then CLOSED: it stays in the organization for 90 days.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
func (s *Service) closeAccount(c *kernel.Call, in accountInput) (empty, error) {
	if err := s.authorize(c, managementOnly, s.resource(in.AccountId), s.tagged(in.AccountId)); err != nil {
		return empty{}, err
	}
	account := s.accounts[in.AccountId]
	switch {
	case account == nil:
		return empty{}, accountNotFound()
	case account.Id == s.managementID:
		return empty{}, kernel.Fail("ConstraintViolationException", "You cannot close the management account.").
			With("Reason", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT")
	case account.State != string(org.Active):
		return empty{}, kernel.Fail(
			"AccountAlreadyClosedException",
			"You attempted to close an account that is already closed.",
		)
	}
	account.enter(org.PendingClosure)
	s.emitCall(c, map[string]any{"accountId": account.Id}, nil, nil)
	asked := kernel.At(c.Now)
	s.k.Clock.After(closingTime, func() {
		account.enter(org.Closed)
		s.emitService("CloseAccountResult", map[string]any{"closeAccountStatus": map[string]any{
			"accountId": account.Id, "state": "SUCCEEDED",
			"requestedTimestamp": worded(asked), "completedTimestamp": worded(kernel.At(s.k.Clock.Now())),
		}})
	})
	return empty{}, nil
}

// removeAccount makes a member stand alone; what it holds stays with it.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html
func (s *Service) removeAccount(c *kernel.Call, in accountInput) (empty, error) {
	if err := s.authorize(c, managementOnly, s.resource(in.AccountId), s.tagged(in.AccountId)); err != nil {
		return empty{}, err
	}
	switch {
	case s.accounts[in.AccountId] == nil:
		return empty{}, accountNotFound()
	case in.AccountId == s.managementID:
		return empty{}, kernel.Fail(
			"MasterCannotLeaveOrganizationException",
			"You can't remove a management account from an organization.",
		)
	}
	s.RemoveAccount(in.AccountId)
	s.emitCall(c, map[string]any{"accountId": in.AccountId}, nil, nil)
	s.emitService("AccountDepartedOrganization", map[string]any{
		"accountId": in.AccountId, "departedMethod": "Removed", "departedTime": worded(kernel.At(c.Now)),
	})
	return empty{}, nil
}

// leaveOrganization is removeAccount by the member itself. CloudTrail tells of the call in that account.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html
func (s *Service) leaveOrganization(c *kernel.Call, _ empty) (empty, error) {
	if err := s.authorize(c, anyMember, "", nil); err != nil {
		return empty{}, err
	}
	if c.Account() == s.managementID {
		return empty{}, kernel.Fail(
			"MasterCannotLeaveOrganizationException",
			"You can't remove a management account from an organization.",
		)
	}
	s.RemoveAccount(c.Account())
	s.emitCall(c, nil, nil, nil)
	s.emitService("AccountDepartedOrganization", map[string]any{
		"accountId": c.Account(), "departedMethod": "Left", "departedTime": worded(kernel.At(c.Now)),
	})
	return empty{}, nil
}
