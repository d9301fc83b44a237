package iam

import (
	"regexp"
	"slices"
	"strings"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

func malformed(format string, args ...any) error {
	return kernel.Fail("MalformedPolicyDocument", format, args...)
}

// trustDocument reads the trust policy of a role: it names principals and no
// resources, allows only ways of assuming a role, and whom it names must exist.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (s *Service) trustDocument(text string) (policy.Document, error) {
	if n := characters(text); n > trustCharacters {
		return policy.Document{}, kernel.Fail("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: %d", trustCharacters).
			HTTP(409)
	}
	d, err := s.document(text)
	if err != nil {
		return policy.Document{}, err
	}
	for _, statement := range d.Statement {
		switch {
		case statement.Principal == nil && statement.NotPrincipal == nil:
			return policy.Document{}, malformed("Missing required field Principal")
		case statement.Resource != nil || statement.NotResource != nil:
			return policy.Document{}, malformed("Has prohibited field Resource")
		}
		for _, action := range statement.Action {
			if !strings.HasPrefix(strings.ToLower(action), "sts:") {
				return policy.Document{}, malformed("AssumeRole policy may only specify STS AssumeRole actions.")
			}
		}
		if err := s.checkPrincipals(statement.Principal); err != nil {
			return policy.Document{}, err
		}
	}
	return d, nil
}

func (s *Service) checkPrincipals(principal policy.Principal) error {
	for _, arn := range principal[policy.AWSPrincipal] {
		if !s.Exists(arn) {
			return malformed("Invalid principal in policy: \"AWS\":\"%s\"", arn)
		}
	}
	for _, name := range principal[policy.ServicePrincipal] {
		if !strings.HasSuffix(name, ".amazonaws.com") {
			return malformed("Invalid principal in policy: \"SERVICE\":\"%s\"", name)
		}
	}
	return nil
}

// identityDocument reads an identity policy: it names no principal, and something to act on.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func (s *Service) identityDocument(text string) (policy.Document, error) {
	d, err := s.document(text)
	if err != nil {
		return policy.Document{}, err
	}
	for _, statement := range d.Statement {
		switch {
		case statement.Principal != nil || statement.NotPrincipal != nil:
			return policy.Document{}, malformed("Policy document should not specify a principal.")
		case statement.Resource == nil && statement.NotResource == nil:
			return policy.Document{}, malformed("Policy statement must contain resources.")
		}
		for _, action := range slices.Concat(statement.Action, statement.NotAction) {
			if action != "*" && !strings.Contains(action, ":") {
				return policy.Document{}, malformed(
					"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
				)
			}
		}
	}
	return d, nil
}

var sidPattern = regexp.MustCompile(`^[0-9A-Za-z]*$`)

// document reads what identity and trust policies have in common.
func (s *Service) document(text string) (policy.Document, error) {
	d, err := s.k.Alike.Document(text)
	if err != nil {
		return policy.Document{}, malformed("Syntax errors in policy. (%v)", err)
	}
	sids := map[string]bool{}
	for _, statement := range d.Statement {
		switch {
		case statement.Action == nil && statement.NotAction == nil:
			return policy.Document{}, malformed("Policy statement must contain actions.")
		case !sidPattern.MatchString(statement.Sid):
			return policy.Document{}, malformed(
				"Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
			)
		case statement.Sid != "" && sids[statement.Sid]:
			return policy.Document{}, malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		sids[statement.Sid] = true
	}
	return d, nil
}
