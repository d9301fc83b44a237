package org

import "strings"

// Path is an account's place in the organization in the form of the condition key aws:PrincipalOrgPaths:
// "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", without the account itself.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
type Path string

// NewPath joins an organization id and the ids of root and OUs, outermost first.
func NewPath(organization string, parents ...string) Path {
	return Path(strings.Join(append([]string{organization}, parents...), "/") + "/")
}

// Contains reports whether the root or OU with this id is on the path.
func (p Path) Contains(id string) bool {
	for _, part := range strings.Split(string(p), "/") {
		if part == id && id != "" {
			return true
		}
	}
	return false
}

// Parent is the id of the OU or root that holds the account; empty when unknown.
func (p Path) Parent() string {
	parts := strings.Split(strings.TrimSuffix(string(p), "/"), "/")
	return parts[len(parts)-1]
}
