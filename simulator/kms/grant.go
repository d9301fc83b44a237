package kms

import (
	"slices"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// grant lets one principal do some operations with a key.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
type grant struct {
	id, token, name, grantee, retiring, issuer string
	operations                                 []string
	created                                    kernel.Time
}

// withGrants is the key policy with a statement more for each grant, which is what a grant amounts to.
func (key *Key) withGrants() policy.Document {
	d := *key.Policy
	if len(key.grants) == 0 {
		return d
	}
	d.Statement = slices.Clone(d.Statement)
	for _, g := range key.grants {
		statement := policy.Statement{
			Sid: "grant " + g.id, Effect: policy.Allow, Resource: policy.Values{"*"},
			Principal: policy.Principal{policy.AWSPrincipal: {g.grantee}},
		}
		for _, operation := range g.operations {
			statement.Action = append(statement.Action, "kms:"+operation)
		}
		d.Statement = append(d.Statement, statement)
		if g.retiring != "" {
			d.Statement = append(d.Statement, policy.Statement{
				Sid:       "retire grant " + g.id,
				Effect:    policy.Allow,
				Resource:  policy.Values{"*"},
				Action:    policy.Values{"kms:RetireGrant"},
				Principal: policy.Principal{policy.AWSPrincipal: {g.retiring}},
			})
		}
	}
	return d
}

type grantInput struct {
	KeyId, GranteePrincipal, RetiringPrincipal, Name, GrantId, GrantToken string
	Operations                                                            []string
}

type grantOutput struct{ GrantId, GrantToken string }

// forAWSResource is the condition key of CreateGrant, ListGrants and RevokeGrant that is true
// where a service that is integrated with KMS asks on the caller's behalf, and false where the caller itself does.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
const forAWSResource = "kms:GrantIsForAWSResource"

// createGrant answers with the grant that is there, if it has the same name, grantee and operations.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
func (s *Service) createGrant(c *kernel.Call, in grantInput) (grantOutput, error) {
	key, err := s.find(c.Account(), c.Region, in.KeyId)
	if err != nil {
		return grantOutput{}, err
	}
	err = s.authorize(c, key, "kms:CreateGrant", map[string][]string{
		forAWSResource: {"false"}, "kms:GrantOperations": in.Operations, "kms:GranteePrincipal": {in.GranteePrincipal},
	})
	if err != nil {
		return grantOutput{}, err
	}
	if err := usable(key, "kms:CreateGrant"); err != nil {
		return grantOutput{}, err
	}
	if !s.exists(in.GranteePrincipal) || in.GranteePrincipal == "*" {
		return grantOutput{}, kernel.Fail(
			"InvalidArnException",
			"ARN does not refer to a valid principal: %s",
			in.GranteePrincipal,
		)
	}
	for _, g := range key.grants {
		if g.name == in.Name && in.Name != "" && g.grantee == in.GranteePrincipal &&
			slices.Equal(g.operations, in.Operations) {
			return grantOutput{g.id, g.token}, nil
		}
	}
	g := grant{
		id: s.k.ID(
			"grant",
		) + s.k.ID(
			"grant",
		),
		token:      s.k.ID("grant token"),
		name:       in.Name,
		grantee:    in.GranteePrincipal,
		retiring:   in.RetiringPrincipal,
		issuer:     c.Caller.ARN,
		operations: in.Operations,
		created:    kernel.At(c.Now),
	}
	key.grants = append(key.grants, g)
	return grantOutput{g.id, g.token}, nil
}

type grantEntry struct {
	GrantId, KeyId, GranteePrincipal, IssuingAccount string
	Name, RetiringPrincipal                          string `json:",omitempty"`
	Operations                                       []string
	CreationDate                                     kernel.Time
}

type listGrantsOutput struct {
	Grants     []grantEntry
	NextMarker string `json:",omitempty"`
	Truncated  bool
}

func (s *Service) listGrants(c *kernel.Call, in pageInput) (listGrantsOutput, error) {
	key, err := s.find(c.Account(), c.Region, in.KeyId)
	if err != nil {
		return listGrantsOutput{}, err
	}
	if err := s.authorize(c, key, "kms:ListGrants", map[string][]string{forAWSResource: {"false"}}); err != nil {
		return listGrantsOutput{}, err
	}
	entries := []grantEntry{}
	for _, g := range key.grants {
		entries = append(entries, grantEntry{
			GrantId: g.id, KeyId: key.ARN, GranteePrincipal: g.grantee, IssuingAccount: g.issuer,
			Name: g.name, RetiringPrincipal: g.retiring, Operations: g.operations, CreationDate: g.created,
		})
	}
	part, next, err := cut(entries, in, 50)
	return listGrantsOutput{part, next, next != ""}, err
}

// retireGrant is for the grant's grantee and its retiring principal; others need kms:RetireGrant in an IAM policy.
// https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html
func (s *Service) retireGrant(c *kernel.Call, in grantInput) (empty, error) {
	for _, key := range s.keys {
		for i, g := range key.grants {
			if g.token != in.GrantToken && (g.id != in.GrantId || key.ARN != in.KeyId) {
				continue
			}
			if err := s.authorize(c, key, "kms:RetireGrant", nil); err != nil {
				return empty{}, err
			}
			key.grants = slices.Delete(key.grants, i, i+1)
			return empty{}, nil
		}
	}
	return empty{}, kernel.Fail("NotFoundException", "Grant is not found")
}

func (s *Service) revokeGrant(c *kernel.Call, in grantInput) (empty, error) {
	key, err := s.find(c.Account(), c.Region, in.KeyId)
	if err != nil {
		return empty{}, err
	}
	if err := s.authorize(c, key, "kms:RevokeGrant", map[string][]string{forAWSResource: {"false"}}); err != nil {
		return empty{}, err
	}
	i := slices.IndexFunc(key.grants, func(g grant) bool { return g.id == in.GrantId })
	if i < 0 {
		return empty{}, kernel.Fail("NotFoundException", "Grant ID %s not found", in.GrantId)
	}
	key.grants = slices.Delete(key.grants, i, i+1)
	return empty{}, nil
}
