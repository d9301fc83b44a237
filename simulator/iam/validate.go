package iam

import (
	"regexp"
	"strings"
	"unicode"

	"farvault/simulator/kernel"
)

// Quotas of IAM that a role can meet.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	managedPoliciesPerRole  = 10
	inlineCharactersPerRole = 10240
	trustCharacters         = 2048
	defaultSessionSeconds   = 3600
	maxSessionSeconds       = 43200
	tagsPerRole             = 50
)

var (
	namePattern = regexp.MustCompile(`^[\w+=,.@-]+$`)
	pathPattern = regexp.MustCompile(`^(/|/[!-~]+/)$`)
)

// checkName holds a name to IAM's pattern and length.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func checkName(field, name string, longest int) error {
	if len(name) > longest {
		return kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must have length less than "+
				"or equal to %d",
			name,
			field,
			longest,
		)
	}
	if !namePattern.MatchString(name) {
		return kernel.Fail(
			"ValidationError",
			"The specified value for %s is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
			field,
		)
	}
	return nil
}

func (in createRoleInput) check() error {
	if err := checkName("roleName", in.RoleName, 64); err != nil {
		return err
	}
	switch {
	case len(in.Path) > 512 || !pathPattern.MatchString(in.Path):
		return kernel.Fail(
			"ValidationError",
			"The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters "+
				"and/or / characters.",
		)
	case strings.HasPrefix(in.Path, serviceLinkedPath):
		return kernel.Fail("ValidationError", "The path %s is reserved for service-linked roles.", in.Path)
	case len(in.Description) > 1000:
		return kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length less "+
				"than or equal to 1000",
		)
	case in.MaxSessionDuration != nil &&
		(*in.MaxSessionDuration < defaultSessionSeconds || *in.MaxSessionDuration > maxSessionSeconds):
		return kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value '%d' at 'maxSessionDuration' failed to satisfy constraint: Member must have "+
				"value between 3600 and 43200",
			*in.MaxSessionDuration,
		)
	}
	return checkTags(in.Tags)
}

// checkTags holds tags to IAM's rules. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
func checkTags(tags []tag) error {
	if len(tags) > tagsPerRole {
		return kernel.Fail("LimitExceeded", "The number of tags has reached the maximum limit.").HTTP(409)
	}
	seen := map[string]bool{}
	for _, t := range tags {
		key := strings.ToLower(t.Key)
		switch {
		case seen[key]:
			return kernel.Fail(
				"InvalidInput",
				"Duplicate tag keys found. Please note that Tag keys are case insensitive.",
			)
		case t.Key == "" || len(t.Key) > 128 || len(t.Value) > 256:
			return kernel.Fail("ValidationError", "tag %q: a key has 1 to 128 characters, a value at most 256", t.Key)
		case strings.HasPrefix(key, "aws:"):
			return kernel.Fail(
				"InvalidInput",
				"Caller is attempting to create, update, or remove a reserved system tag.",
			)
		}
		seen[key] = true
	}
	return nil
}

// checkBoundary refuses a boundary that is no managed policy of the account or of AWS.
func (s *Service) checkBoundary(accountID, arn string) error {
	if arn == "" {
		return nil
	}
	if _, ok := s.managedPolicy(accountID, arn); !ok {
		return kernel.Fail("NoSuchEntity", "Scope ARN: %s does not exist or is not attachable.", arn).HTTP(404)
	}
	return nil
}

// characters counts a policy as IAM's quotas do, without white space.
func characters(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
