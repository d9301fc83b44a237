package proof

import (
	"slices"
	"strings"

	"farvault/shared/policy"
)

// refusals are the calls that the key's policy does not allow, with the last verdict and all that it could not judge.
func refusals(requests []policy.Request, key Key) (refused []string, denial policy.Verdict) {
	var unknown []string
	granted := key.granted()
	for _, request := range requests {
		verdict := policy.Evaluate(request, policy.Set{Identity: []policy.Document{everything}, Resource: &granted})
		if verdict.Decision != policy.Allowed {
			refused, denial = append(refused, request.Action), verdict
			unknown = append(unknown, verdict.Unknown...)
		}
	}
	denial.Unknown = unknown
	return refused, denial
}

// granted is the key's policy with an Allow more for each grant, which is what a grant amounts to.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
func (k Key) granted() policy.Document {
	d := *k.Policy
	d.Statement = slices.Clone(d.Statement)
	for _, g := range k.Grants {
		s := policy.Statement{
			Effect:    policy.Allow,
			Principal: policy.Principal{policy.AWSPrincipal: {g.GranteePrincipal}},
			Resource:  policy.Values{"*"},
		}
		for _, operation := range g.Operations {
			s.Action = append(s.Action, "kms:"+operation)
		}
		d.Statement = append(d.Statement, s)
	}
	return d
}

// mayGrant reports whether a grant that could not be read may allow what was denied. Above an explicit Deny no grant
// goes.
func (k Key) mayGrant(denial policy.Verdict) bool {
	return k.GrantsUnread && denial.Decision != policy.ExplicitlyDenied
}

// names reports whether an Allow of the document is about the account, or about everybody under conditions.
func names(d policy.Document, account string) bool {
	for _, s := range d.Statement {
		if s.Effect != policy.Allow {
			continue
		}
		for _, principals := range s.Principal {
			for _, p := range principals {
				if p == "*" || strings.Contains(p, account) {
					return true
				}
			}
		}
	}
	return false
}
