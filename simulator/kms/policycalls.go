package kms

import (
	"farvault/simulator/kernel"
)

type policyInput struct {
	KeyId, PolicyName, Policy      string
	BypassPolicyLockoutSafetyCheck bool
}

type policyOutput struct{ Policy, PolicyName string }

type empty struct{}

// getKeyPolicy reads the one policy that a key has, which is called default.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
func (s *Service) getKeyPolicy(c *kernel.Call, in policyInput) (policyOutput, error) {
	key, err := s.manage(c, "GetKeyPolicy", in.KeyId, nil)
	if err != nil {
		return policyOutput{}, err
	}
	if err := in.checkName(); err != nil {
		return policyOutput{}, err
	}
	return policyOutput{key.Policy.String(), "default"}, nil
}

// putKeyPolicy replaces the whole policy.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
func (s *Service) putKeyPolicy(c *kernel.Call, in policyInput) (empty, error) {
	key, err := s.manage(c, "PutKeyPolicy", in.KeyId, map[string][]string{
		"kms:BypassPolicyLockoutSafetyCheck": boolean(in.BypassPolicyLockoutSafetyCheck),
	})
	if err != nil {
		return empty{}, err
	}
	if err := in.checkName(); err != nil {
		return empty{}, err
	}
	document, err := s.document(in.Policy)
	if err != nil {
		return empty{}, err
	}
	if !in.BypassPolicyLockoutSafetyCheck {
		if err := s.lockedOut(c, *key, document); err != nil {
			return empty{}, err
		}
	}
	key.Policy = document
	return empty{}, nil
}

func (in policyInput) checkName() error {
	if in.PolicyName != "" && in.PolicyName != "default" {
		return kernel.Fail("NotFoundException", "No such policy exists")
	}
	return nil
}

// manage finds a key of one's own account, by id or ARN and not by alias, and authorizes an action on it.
func (s *Service) manage(c *kernel.Call, action, id string, context map[string][]string) (*Key, error) {
	key, err := s.own(c, id)
	if err != nil {
		return nil, err
	}
	if id != key.ID && id != key.ARN {
		return nil, kernel.Fail("NotFoundException", "Invalid keyId '%s'", id)
	}
	return key, s.authorize(c, key, "kms:"+action, context)
}
