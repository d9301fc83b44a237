package settings

import (
	"regexp"
	"strings"
)

// DefaultBoundary is path and name of the permissions boundary that infra/member.yaml makes.
const DefaultBoundary = "farvault/farvault-boundary"

// boundaryName is a policy's path and name, as they stand in its ARN.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
var boundaryName = regexp.MustCompile(`^([\w+=,.@-]+/)*[\w+=,.@-]{1,128}$`)

// checkBoundary asks for a boundary: farvault-provisioner writes the policy and the trust of the roles that it makes,
// and nothing but their boundary keeps it from making one that may more than itself.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (f *file) checkBoundary(s Settings) {
	const path = "PermissionsBoundary"
	switch name := s.PermissionsBoundary; {
	case name == "" || strings.EqualFold(name, "none"):
		f.mistake(
			path,
			"is %q: without a permissions boundary farvault's provisioner could create roles with more permissions than its "+
				"own; name a "+
				"policy, or leave it out for %s",
			name,
			DefaultBoundary,
		)
	case strings.HasPrefix(name, "arn:"):
		f.mistake(
			path,
			"is %s: must be path and name of a customer managed policy, not an ARN: every account has its own",
			name,
		)
	case !boundaryName.MatchString(name):
		f.mistake(
			path,
			`is %q: must be a policy's path and name, without a slash at the beginning, such as %s`,
			name,
			DefaultBoundary,
		)
	}
}
