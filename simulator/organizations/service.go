package organizations

import "farvault/simulator/kernel"

// enableAWSServiceAccess gives a service trusted access to the organization.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
func (s *Service) enableAWSServiceAccess(c *kernel.Call, in listInput) (empty, error) {
	context := map[string][]string{"organizations:ServicePrincipal": {in.ServicePrincipal}}
	if err := s.authorize(c, managementOnly, "", context); err != nil {
		return empty{}, err
	}
	s.EnableServiceAccess(in.ServicePrincipal)
	return empty{}, nil
}

type delegateInput struct{ AccountId, ServicePrincipal string }

// registerDelegatedAdministrator needs a member, and trusted access for the service.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
func (s *Service) registerDelegatedAdministrator(c *kernel.Call, in delegateInput) (empty, error) {
	context := map[string][]string{"organizations:ServicePrincipal": {in.ServicePrincipal}}
	if err := s.authorize(c, managementOnly, s.resource(in.AccountId), context); err != nil {
		return empty{}, err
	}
	_, trusted := s.services[in.ServicePrincipal]
	_, already := s.delegated[in.AccountId][in.ServicePrincipal]
	switch {
	case s.accounts[in.AccountId] == nil:
		return empty{}, accountNotFound()
	case in.AccountId == s.managementID:
		return empty{}, kernel.Fail("ConstraintViolationException", "You cannot register master account/yourself as "+
			"delegated administrator for your organization.").
			With("Reason", "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR")
	case !trusted:
		return empty{}, kernel.Fail("ConstraintViolationException", "You must enable service access for the service "+
			"principal first.").
			With("Reason", "SERVICE_ACCESS_NOT_ENABLED")
	case already:
		return empty{}, kernel.Fail(
			"AccountAlreadyRegisteredException",
			"The provided account is already a delegated administrator for your organization.",
		)
	}
	s.Delegate(in.AccountId, in.ServicePrincipal)
	return empty{}, nil
}
