package secretsmanager

import (
	"maps"
	"slices"

	"farvault/simulator/kernel"
)

// key is the key that a new secret is encrypted with, aws/secretsmanager unless one is named.
func (s *Service) key(c *kernel.Call, id string) (string, error) {
	if id == "" {
		return s.keys.AWSManaged(c.Account(), c.Region, "aws/secretsmanager"), nil
	}
	found, ok := s.keys.Resolve(c.Account(), c.Region, id)
	if !ok {
		return "", kernel.Fail("EncryptionFailure", "The KMS key %s cannot be found", id)
	}
	return found.ARN, nil
}

// use asks KMS, through Secrets Manager, whether the caller may use the key. A key that does not
// let it is told by KMS's own message under the code of the call that was made.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
func (s *Service) use(c *kernel.Call, keyARN string, actions ...string) error {
	context := map[string][]string{"kms:ViaService": {"secretsmanager." + c.Region + ".amazonaws.com"}}
	for _, action := range actions {
		if err := s.keys.Authorize(c, keyARN, action, context); err != nil {
			return kernel.Fail("AccessDeniedException", "Access to KMS is not allowed")
		}
	}
	return nil
}

// named is the secret of that name, or nil.
func (s *Service) named(account, region, name string) *secret {
	for _, found := range s.secrets {
		if found.account == account && found.region == region && found.name == name {
			return found
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
