package kms

import (
	"regexp"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

var keyID = regexp.MustCompile(`^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$`)

// find is the key that an identifier names, with KMS's answer where there is none.
func (s *Service) find(account, region, id string) (*Key, error) {
	full, err := qualify(account, region, id)
	if err != nil {
		return nil, err
	}
	if named, ok := s.aliases[full]; ok {
		full = named.target
	}
	key, ok := s.keys[full]
	switch {
	case ok:
		return key, nil
	case strings.Contains(full, ":alias/"):
		return nil, kernel.Fail("NotFoundException", "Alias %s is not found.", full)
	}
	return nil, kernel.Fail("NotFoundException", "Key '%s' does not exist", full)
}

// qualify makes the ARN of a key or alias out of any of its four names.
func qualify(account, region, id string) (string, error) {
	switch {
	case strings.HasPrefix(id, "alias/"):
		return arn(region, account, id), nil
	case keyID.MatchString(id):
		return arn(region, account, "key/"+id), nil
	}
	parsed, err := org.ParseARN(id)
	switch {
	case err != nil || parsed.Service != "kms":
		return "", kernel.Fail("NotFoundException", "Invalid keyId '%s'", id)
	case parsed.Region != region:
		return "", kernel.Fail("NotFoundException", "Invalid arn %s", parsed.Region)
	}
	return id, nil
}

// own is find for the operations that cannot be done to another account's key.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html#cross-account-console
func (s *Service) own(c *kernel.Call, id string) (*Key, error) {
	key, err := s.find(c.Account(), c.Region, id)
	if err == nil && key.Account != c.Account() {
		return nil, kernel.Fail(
			"AccessDeniedException",
			"User: %s is not authorized to perform: kms:%s on resource: %s%s",
			c.Caller.ARN,
			c.Operation,
			key.ARN,
			acrossAccounts,
		)
	}
	return key, err
}
