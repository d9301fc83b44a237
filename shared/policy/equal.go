package policy

import (
	"reflect"
	"slices"
	"strings"
)

// Equal reports whether two documents mean the same. What does not matter: order
// of statements and of values, values given twice or covered by a wildcard beside
// them, a string or a list of one, Sid and Id, the case of actions, of condition
// operators and of condition keys, an account id or its root's ARN, "*" or
// {"AWS": "*"}, ArnEquals or ArnLike, the document's Version as long as no "${"
// is in it. What AWS would let pass as well but nobody writes, such as one
// statement split into two, is told apart: a repair then rewrites a right policy once.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func Equal(a, b Document) bool {
	return verbatim(a, b) || slices.Equal(meanings(a), meanings(b))
}

// Differ gives the statements of want that got does not have, by meaning, and those that got has beyond want.
// Both are empty exactly when Equal.
func Differ(want, got Document) (missing, extra []Statement) {
	if verbatim(want, got) {
		return nil, nil
	}
	return without(want, got), without(got, want)
}

// verbatim reports whether two documents say the same by the same letters, as they do where nobody has changed what
// farvault wrote: then their meaning need not be found.
func verbatim(a, b Document) bool {
	return a.Version == b.Version && reflect.DeepEqual(a.Statement, b.Statement)
}

// without is the statements of d whose meaning is not in other.
func without(d, other Document) []Statement {
	known := meanings(other)
	var rest []Statement
	for _, s := range d.Statement {
		if _, found := slices.BinarySearch(known, meaning(s, d.Version)); !found {
			rest = append(rest, s)
		}
	}
	return rest
}

// meanings is the set of the statements' meanings, sorted.
func meanings(d Document) []string {
	set := make([]string, 0, len(d.Statement))
	for _, s := range d.Statement {
		set = append(set, meaning(s, d.Version))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// meaning is a text that two statements share when they mean the same.
func meaning(s Statement, v Version) string {
	plain := func(value string) string { return value }
	if v != Version2012 {
		// Without policy variables "${" stands for itself, which Version2012 writes as "${$}{".
		plain = func(value string) string { return strings.ReplaceAll(value, "${", "${$}{") }
	}
	return text(map[string]any{
		"Effect":       s.Effect,
		"Principal":    s.Principal.meaning(),
		"NotPrincipal": s.NotPrincipal.meaning(),
		"Action":       s.Action.meaning(strings.ToLower),
		"NotAction":    s.NotAction.meaning(strings.ToLower),
		"Resource":     s.Resource.meaning(plain),
		"NotResource":  s.NotResource.meaning(plain),
		"Condition":    s.Condition.meaning(plain),
	})
}

// meaning is the values as a sorted set, each in the form that fold gives,
// without those that a wildcard among them covers.
func (v Values) meaning(fold func(string) string) []string {
	set := make([]string, 0, len(v))
	for _, value := range v {
		set = append(set, fold(value))
	}
	slices.Sort(set)
	set = slices.Compact(set)
	return slices.DeleteFunc(slices.Clone(set), func(value string) bool {
		return slices.ContainsFunc(set, func(other string) bool { return other != value && covers(other, value) })
	})
}

// meaning is the principals by kind; an account is its id, everyone is AWS "*".
func (p Principal) meaning() map[string][]string {
	set := map[string][]string{}
	for kind, names := range p {
		if kind == everyone {
			kind = AWSPrincipal
		}
		set[kind] = append(set[kind], names.meaning(func(name string) string {
			if account, ok := accountOf(name); ok {
				return account
			}
			return name
		})...)
	}
	return set
}

// meaning is each operator, key and values as one entry: all must hold, in any order.
func (c Condition) meaning(plain func(string) string) []string {
	entries := []string{}
	for name, keys := range c {
		name = strings.ToLower(name)
		fold := plain
		if strings.Contains(name, "ignorecase") || strings.Contains(name, "bool") || name == "null" {
			fold = strings.ToLower
		}
		// "The ArnEquals and ArnLike condition operators behave identically", and so do their negations:
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
		name = strings.NewReplacer("arnequals", "arnlike", "arnnotequals", "arnnotlike").Replace(name)
		for key, values := range keys {
			set := make([]string, 0, len(values))
			for _, value := range values {
				set = append(set, fold(value))
			}
			slices.Sort(set)
			entries = append(entries, text([]any{name, strings.ToLower(key), slices.Compact(set)}))
		}
	}
	slices.Sort(entries)
	return slices.Compact(entries)
}
