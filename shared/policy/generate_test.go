package policy_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"farvault/shared/policy"
)

// A small world, so that documents and requests meet often.
var (
	principals = []string{
		"arn:aws:iam::111122223333:root", "111122223333", "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:role/backup",
		"arn:aws:sts::111122223333:assumed-role/backup/s1", "arn:aws:iam::444455556666:root", "arn:aws:iam::444455556666:role/x", "*",
	}
	callers   = append(slices.Clone(principals[2:5]), "arn:aws:iam::111122223333:root", "backup.amazonaws.com", "arn:aws:iam::444455556666:role/x")
	actions   = []string{"kms:Decrypt", "KMS:decrypt", "kms:*", "*", "kms:De?crypt", "backup:CopyIntoBackupVault"}
	resources = []string{"*", "arn:aws:kms:eu-west-1:111122223333:key/k", "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:eu-west-1:111122223333:key/${aws:username}", "arn:aws:backup:eu-west-1:444455556666:backup-vault:v"}
	operators = []string{"StringEquals", "StringNotLike", "ForAnyValue:StringLike", "ForAllValues:StringEquals", "StringEqualsIfExists", "ArnLike", "Null", "Bool", "NumericLessThan", "Madness"}
	keys      = []string{"aws:username", "AWS:UserName", "aws:PrincipalArn", "kms:ViaService"}
	texts     = []string{"bob", "BOB", "true", "10", "k", "*", "${aws:username}", "arn:aws:iam::111122223333:role/*"}
)

func anyValues(from []string) *rapid.Generator[policy.Values] {
	return rapid.Custom(func(t *rapid.T) policy.Values {
		return rapid.SliceOfN(rapid.SampledFrom(from), 1, 3).Draw(t, "values")
	})
}

func anyStatement() *rapid.Generator[policy.Statement] {
	return rapid.Custom(func(t *rapid.T) policy.Statement {
		s := policy.Statement{Effect: rapid.SampledFrom([]policy.Effect{policy.Allow, policy.Allow, policy.Deny}).Draw(t, "effect")}
		s.Sid = rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "sid")
		switch rapid.IntRange(0, 3).Draw(t, "who") {
		case 0:
			s.Principal = policy.Everyone()
		case 1:
			s.Principal = policy.Principal{policy.ServicePrincipal: {"backup.amazonaws.com"}}
		default:
			s.Principal = policy.Principal{policy.AWSPrincipal: anyValues(principals).Draw(t, "principals")}
		}
		s.Action = anyValues(actions).Draw(t, "actions")
		if rapid.Bool().Draw(t, "not resource") {
			s.NotResource = anyValues(resources).Draw(t, "not resources")
		} else {
			s.Resource = anyValues(resources).Draw(t, "resources")
		}
		if rapid.Bool().Draw(t, "conditional") {
			s.Condition = policy.Condition{rapid.SampledFrom(operators).Draw(t, "operator"): {rapid.SampledFrom(keys).Draw(t, "key"): anyValues(texts).Draw(t, "texts")}}
		}
		return s
	})
}

func anyDocument() *rapid.Generator[policy.Document] {
	return rapid.Custom(func(t *rapid.T) policy.Document {
		d := policy.New(rapid.SliceOfN(anyStatement(), 1, 3).Draw(t, "statements")...)
		d.Version = rapid.SampledFrom([]policy.Version{policy.Version2012, policy.Version2012, policy.Version2008, ""}).Draw(t, "version")
		return d
	})
}

func anyRequest() *rapid.Generator[policy.Request] {
	return rapid.Custom(func(t *rapid.T) policy.Request {
		r := policy.Request{
			Principal:       rapid.SampledFrom(callers).Draw(t, "principal"),
			Action:          rapid.SampledFrom([]string{"kms:Decrypt", "backup:CopyIntoBackupVault"}).Draw(t, "action"),
			Resource:        rapid.SampledFrom([]string{resources[1], resources[4], "*"}).Draw(t, "resource"),
			ResourceAccount: rapid.SampledFrom([]string{"111122223333", "444455556666"}).Draw(t, "resource account"),
			Context:         map[string][]string{},
		}
		if parts := strings.Split(r.Principal, ":"); len(parts) > 4 {
			r.PrincipalAccount = parts[4]
		}
		for _, key := range []string{"aws:username", "kms:ViaService"} {
			if values := rapid.SliceOfN(rapid.SampledFrom([]string{"bob", "10", "k", "true"}), 0, 2).Draw(t, key); len(values) > 0 {
				r.Context[key] = values
			}
		}
		return r
	})
}

func anySet() *rapid.Generator[policy.Set] {
	return rapid.Custom(func(t *rapid.T) policy.Set {
		s := policy.Set{Identity: rapid.SliceOfN(anyDocument(), 0, 2).Draw(t, "identity")}
		optional := rapid.Ptr(anyDocument(), true)
		s.PermissionsBoundary, s.Session, s.Resource = optional.Draw(t, "boundary"), optional.Draw(t, "session"), optional.Draw(t, "resource policy")
		levels := rapid.SliceOfN(rapid.SliceOfN(anyDocument(), 1, 2), 0, 2)
		s.SCPs, s.RCPs = levels.Draw(t, "scps"), levels.Draw(t, "rcps")
		return s
	})
}

// rewritten says the same in other words.
func rewritten(t *rapid.T, d policy.Document) policy.Document {
	d.Statement = rapid.Permutation(d.Statement).Draw(t, "order")
	for i, s := range d.Statement {
		s.Sid += "x"
		actions := append(policy.Values{strings.ToUpper(s.Action[0])}, s.Action...)
		s.Action = rapid.Permutation(actions).Draw(t, "actions")
		if names := s.Principal[policy.AWSPrincipal]; len(names) > 0 {
			names = append(policy.Values{names[len(names)-1]}, names...)
			for j, name := range names {
				if name == "111122223333" {
					names[j] = "arn:aws:iam::111122223333:root"
				}
			}
			s.Principal = policy.Principal{policy.AWSPrincipal: names}
		}
		if slices.Contains(s.Resource, "*") {
			s.Resource = append(slices.Clone(s.Resource), "arn:aws:s3:::covered")
		}
		d.Statement[i] = s
	}
	return d
}
