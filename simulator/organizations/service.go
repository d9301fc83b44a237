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
	s.emitCall(c, map[string]any{"servicePrincipal": in.ServicePrincipal}, nil, nil)
	return empty{}, nil
}

// disableAWSServiceAccess takes it away, which is refused while a member is the service's delegated administrator.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html
func (s *Service) disableAWSServiceAccess(c *kernel.Call, in listInput) (empty, error) {
	context := map[string][]string{"organizations:ServicePrincipal": {in.ServicePrincipal}}
	if err := s.authorize(c, managementOnly, "", context); err != nil {
		return empty{}, err
	}
	for _, services := range s.delegated {
		if _, delegated := services[in.ServicePrincipal]; delegated {
			return empty{}, kernel.Fail("ConstraintViolationException", "You cannot disable service access while a member "+
				"is the service's delegated administrator.").
				With("Reason", "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE")
		}
	}
	s.DisableServiceAccess(in.ServicePrincipal)
	s.emitCall(c, map[string]any{"servicePrincipal": in.ServicePrincipal}, nil, nil)
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
	s.emitCall(c, map[string]any{"accountId": in.AccountId, "servicePrincipal": in.ServicePrincipal}, nil, nil)
	return empty{}, nil
}
