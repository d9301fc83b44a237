package kms

import (
	"regexp"
	"slices"
	"strings"

	"farvault/simulator/kernel"
)

// alias is another name of a key.
type alias struct {
	name, target string // alias/farvault, key ARN
	created      kernel.Time
}

// The characters of an identifier, and those of an alias.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
var aliasPattern = regexp.MustCompile(`^[a-zA-Z0-9:/_-]+$`)

var aliasName = regexp.MustCompile(`^alias/[a-zA-Z0-9/_-]{1,250}$`)

type createAliasInput struct{ AliasName, TargetKeyId string }

// createAlias asks twice: for the alias, in IAM policies, and for the key, whose policy decides.
// https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html#alias-access-view ;
// the text of the refusal: https://github.com/crossplane-contrib/provider-aws/issues/1741
func (s *Service) createAlias(c *kernel.Call, in createAliasInput) (empty, error) {
	switch {
	case strings.HasPrefix(in.AliasName, "alias/aws/"):
		return empty{}, kernel.Fail("NotAuthorizedException", "")
	case !aliasPattern.MatchString(in.AliasName):
		return empty{}, kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '%s' at 'aliasName' failed to satisfy constraint: Member must satisfy "+
				"regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
			in.AliasName,
		)
	case !strings.HasPrefix(in.AliasName, "alias/"):
		return empty{}, kernel.Fail(
			"ValidationException",
			"Alias must start with the prefix \"alias/\". Please see "+
				"https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
		)
	case !aliasName.MatchString(in.AliasName):
		return empty{}, kernel.Fail("ValidationException", "%s contains invalid characters for an alias", in.AliasName)
	case strings.Contains(in.TargetKeyId, "alias/"):
		return empty{}, kernel.Fail("ValidationException", "Aliases must refer to keys. Not aliases")
	}
	full := arn(c.Region, c.Account(), in.AliasName)
	context := map[string][]string{"kms:CallerAccount": {c.Account()}}
	if err := s.k.Authorize(c, kernel.Access{Action: "kms:CreateAlias", Resource: full, Context: context}); err != nil {
		return empty{}, err
	}
	key, err := s.manage(c, "CreateAlias", in.TargetKeyId, nil)
	if err != nil {
		return empty{}, err
	}
	if _, taken := s.aliases[full]; taken {
		return empty{}, kernel.Fail("AlreadyExistsException", "An alias with the name %s already exists", full)
	}
	if dying(key) {
		return empty{}, pendingDeletion(key)
	}
	s.call(full, alias{in.AliasName, key.ARN, kernel.At(c.Now)})
	return empty{}, nil
}

// call gives a key a name, which another one may have had.
func (s *Service) call(full string, one alias) {
	if other, had := s.keys[s.aliases[full].target]; had {
		other.names = slices.DeleteFunc(other.names, func(name string) bool { return name == one.name })
	}
	s.aliases[full] = one
	if key := s.keys[one.target]; key != nil {
		key.names = append(key.names, one.name)
	}
}

// PutAlias names a key as the world's own hand; name begins with alias/.
func (s *Service) PutAlias(name, keyARN string) {
	key := s.keys[keyARN]
	s.call(arn(key.Region, key.Account, name), alias{name, keyARN, kernel.At(s.k.Clock.Now())})
}

type aliasEntry struct {
	AliasName, AliasArn, TargetKeyId string
	CreationDate, LastUpdatedDate    kernel.Time
}

type listAliasesOutput struct {
	Aliases    []aliasEntry
	NextMarker string `json:",omitempty"`
	Truncated  bool
}

// listAliases lists an account's aliases in the Region, those of one key if asked.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
func (s *Service) listAliases(c *kernel.Call, in pageInput) (listAliasesOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "kms:ListAliases"}); err != nil {
		return listAliasesOutput{}, err
	}
	of := ""
	if in.KeyId != "" {
		key, err := s.own(c, in.KeyId)
		if err != nil {
			return listAliasesOutput{}, err
		}
		of = key.ARN
	}
	entries := []aliasEntry{}
	for _, key := range s.ordered(c.Account(), c.Region) {
		if of != "" && key.ARN != of {
			continue
		}
		for _, name := range key.names {
			full := arn(key.Region, key.Account, name)
			at := s.aliases[full].created
			entries = append(entries, aliasEntry{name, full, key.ID, at, at})
		}
	}
	slices.SortFunc(entries, func(a, b aliasEntry) int { return strings.Compare(a.AliasArn, b.AliasArn) })
	part, next, err := cut(entries, in, 50)
	return listAliasesOutput{part, next, next != ""}, err
}
