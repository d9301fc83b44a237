package policy

import (
	"encoding/json"
	"slices"

	"farvault/shared/org"
)

// Principal is who a statement is about: identifiers by their kind (AWS, Service,
// Federated, CanonicalUser). Everyone, written "Principal": "*", is its own kind "*".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
type Principal map[string]Values

// The kinds of principal that the evaluator knows.
const (
	AWSPrincipal       = "AWS"
	ServicePrincipal   = "Service"
	FederatedPrincipal = "Federated"
	everyone           = "*"
)

// Everyone is "Principal": "*". Such an Allow wants a Condition.
func Everyone() Principal { return Principal{everyone: {everyone}} }

var principalKinds = []string{AWSPrincipal, ServicePrincipal, FederatedPrincipal, "CanonicalUser"}

// MarshalJSON prints Everyone as "*".
func (p Principal) MarshalJSON() ([]byte, error) {
	if slices.Equal(p[everyone], Values{everyone}) && len(p) == 1 {
		return json.Marshal(everyone)
	}
	return json.Marshal(map[string]Values(p))
}

// principal reads "*" or an object of kinds.
func (m member) principal() (Principal, error) {
	if m.kind() == '"' {
		if s, err := m.str(); err != nil || s != everyone {
			return nil, m.errorf("want \"*\" or an object, not %s", m.short())
		}
		return Everyone(), nil
	}
	kinds, err := m.members()
	if err != nil {
		return nil, m.within(err)
	}
	p := Principal{}
	for _, k := range kinds {
		if !slices.Contains(principalKinds, k.name) {
			return nil, m.errorf("%q is no kind of principal (AWS, Service, Federated, CanonicalUser)", k.name)
		}
		names, err := k.strings()
		if err != nil {
			return nil, m.within(err)
		}
		if len(names) > 0 {
			p[k.name] = names
		}
	}
	if len(p) == 0 {
		return nil, m.errorf("names nobody")
	}
	return p, nil
}

// accountOf is the account that a principal stands for as a whole: a bare id, or the ARN of its root.
func accountOf(name string) (string, bool) {
	if org.IsAccountID(name) {
		return name, true
	}
	arn, err := org.ParseARN(name)
	if err != nil || arn.Service != "iam" || arn.Resource != "root" {
		return "", false
	}
	return arn.Account, true
}
