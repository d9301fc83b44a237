package policy

import (
	"slices"
	"strings"

	"farvault/shared/org"
)

// caller is the request's principal as policies may name it.
type caller struct {
	arn     string // or the service principal
	role    string // the role's ARN, of a role or of a session of it
	account string
	kind    callerKind
}

// callerKind is the principal's kind. Its text is the value of aws:PrincipalType, where AWS documents one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
type callerKind string

const (
	rootUser      callerKind = "Account"
	iamUser       callerKind = "User"
	roleSession   callerKind = "AssumedRole"
	federatedUser callerKind = "FederatedUser"
	// An AWS service, or someone whom an identity provider vouches for: neither has policies in IAM.
	outsider callerKind = ""
)

// callerOf classifies a principal. The ARN of a session lacks the role's path:
// it is taken from aws:PrincipalArn where the request has that.
func callerOf(principal, account string, principalARN []string) caller {
	c := caller{arn: principal, account: account}
	arn, err := org.ParseARN(principal)
	if err != nil {
		return c
	}
	if c.account == "" {
		c.account = arn.Account
	}
	resource, name, _ := strings.Cut(arn.Resource, "/")
	switch {
	case arn.Resource == "root":
		c.kind = rootUser
	case resource == "user":
		c.kind = iamUser
	case resource == "federated-user":
		c.kind = federatedUser
	case resource == "role":
		c.kind, c.role = roleSession, principal
	case resource == "assumed-role":
		name, _, _ = strings.Cut(name, "/")
		c.kind, c.role = roleSession, org.IAM(arn.Partition, arn.Account, "role/"+name)
		if len(principalARN) == 1 {
			c.role = principalARN[0]
		}
	}
	return c
}

// serviceLinked reports whether the caller acts as a service-linked role, by the
// role's path or, where only the session is known, by its name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
func (c caller) serviceLinked() bool {
	return strings.Contains(c.role, ":role/aws-service-role/") || strings.Contains(c.role, ":role/AWSServiceRoleFor")
}

// naming says how a policy names the caller; from asRole on, it need not be let in by its own policies as well.
type naming int

const (
	notNamed  naming = iota
	asAccount        // by its account, which delegates to the account's own policies
	asRole           // by the ARN of its role
	directly         // itself, or everyone
)

// namedIn is the strongest way in which p names the caller.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
func (c caller) namedIn(p Principal) naming {
	if len(p[everyone]) > 0 || slices.Contains(p[AWSPrincipal], everyone) {
		return directly
	}
	if c.kind == outsider {
		if slices.Contains(p[ServicePrincipal], c.arn) || slices.Contains(p[FederatedPrincipal], c.arn) {
			return directly
		}
		return notNamed
	}
	best := notNamed
	for _, name := range p[AWSPrincipal] {
		best = max(best, c.namedBy(name))
	}
	return best
}

func (c caller) namedBy(name string) naming {
	if name == c.role || c.role != "" && c.isRole(name) {
		return asRole
	}
	if name == c.arn {
		return directly
	}
	if account, ok := accountOf(name); ok && account == c.account {
		if c.kind == rootUser {
			return directly
		}
		return asAccount
	}
	return notNamed
}

// isRole reports whether name is the caller's role under a path that the session's
// ARN does not show. A role's name is unique in its account whatever its path:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
func (c caller) isRole(name string) bool {
	arn, err := org.ParseARN(name)
	own, ownErr := org.ParseARN(c.role)
	if err != nil || ownErr != nil || !strings.HasPrefix(arn.Resource, "role/") {
		return false
	}
	last := arn.Resource[strings.LastIndex(arn.Resource, "/")+1:]
	return arn.Partition == own.Partition && arn.Account == own.Account && last == own.Name() &&
		strings.HasPrefix(c.arn, "arn:"+own.Partition+":sts:")
}

// identity is the ARN that aws:PrincipalArn has: of a session its role's.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
func (c caller) identity() string {
	if c.role != "" {
		return c.role
	}
	return c.arn
}

// isService reports whether the caller is a service principal such as backup.amazonaws.com.
func (c caller) isService() bool {
	return c.kind == outsider && !strings.HasPrefix(c.arn, "arn:")
}
