package chain

import (
	"maps"
	"slices"
	"strings"

	"farvault/shared/policy"
)

// Role is an IAM role of farvault. Its path is RolePath, its name fixed.
type Role struct {
	Account             string
	Name                string
	Path                string // RolePath; found: where it is
	Trust               policy.Document
	ManagedPolicies     []string // ARNs that must be attached; others are left alone
	Inline              map[string]policy.Document
	PermissionsBoundary string // ARN; empty: none is asked for
}

// Ref names the role.
func (r Role) Ref() Ref { return Ref{Kind: KindRole, Account: r.Account, Name: r.Name} }

// After is empty: a role needs nothing.
func (r Role) After() []Ref { return nil }

func (r Role) compare(found Link, _ Observed) []Attribute {
	got := found.(Role)
	out := differingPolicy("AssumeRolePolicyDocument", r.Trust, got.Trust)
	for _, arn := range r.Unattached(got) {
		out = append(
			out,
			Attribute{Name: "AttachedManagedPolicies", Want: arn, Got: orNone(strings.Join(got.ManagedPolicies, " "))},
		)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Inline)) {
		have, there := got.Inline[name]
		if !there {
			out = append(out, Attribute{Name: "RolePolicy " + name, Want: r.Inline[name].String(), Got: none})
			continue
		}
		out = append(out, differingPolicy("RolePolicy "+name, r.Inline[name], have)...)
	}
	if r.PermissionsBoundary == "" { // no StackSet made one: whatever is there is somebody's wish
		return out
	}
	for _, a := range differs("PermissionsBoundary", r.PermissionsBoundary, got.PermissionsBoundary) {
		a.Decision = "only people change a role's permissions " +
			"boundary; in account " + r.Account + " run: aws iam put-role-permissions-boundary --role-name " +
			r.Name + " --permissions-boundary " + r.PermissionsBoundary
		out = append(out, a)
	}
	return out
}

// losses are the path, which nobody can change, and the statements of trust and of farvault's inline policies that
// somebody else wrote.
func (r Role) losses(found Link) []Attribute {
	got := found.(Role)
	out := lossOf("IAM cannot move a role to another path", differs("Path", r.Path, got.Path))
	out = append(out, lostStatements("AssumeRolePolicyDocument", r.Trust, got.Trust)...)
	for _, name := range slices.Sorted(maps.Keys(r.Inline)) {
		out = append(out, lostStatements("RolePolicy "+name, r.Inline[name], got.Inline[name])...)
	}
	return out
}

// Unattached are the managed policies that the found role lacks.
func (r Role) Unattached(found Role) []string {
	var missing []string
	for _, arn := range r.ManagedPolicies {
		if !slices.Contains(found.ManagedPolicies, arn) {
			missing = append(missing, arn)
		}
	}
	return missing
}

// differingPolicy compares two documents by meaning and shows the statements that differ.
func differingPolicy(name string, want, got policy.Document) []Attribute {
	if policy.Equal(want, got) {
		return nil
	}
	missing, extra := policy.Differ(want, got)
	return []Attribute{{Name: name, Want: statements(missing), Got: statements(extra)}}
}

// lostStatements are those that the wanted policy has not, by meaning: whoever wrote them loses what they allow or
// deny.
func lostStatements(name string, want, got policy.Document) []Attribute {
	_, extra := policy.Differ(want, got)
	if len(extra) == 0 {
		return nil
	}
	return []Attribute{
		{
			Name:     name,
			Want:     none,
			Got:      statements(extra),
			Decision: "its policy has statements that would be taken away; take them out if nobody needs them",
		},
	}
}

func statements(list []policy.Statement) string {
	return orNone(strings.Join(policy.Lines(policy.Document{Statement: list}), " "))
}

// ServiceLinkedRole is the role that AWS owns and AWS Backup acts by. It has no
// tags and its policy is AWS's: it is there or it is not.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/using-service-linked-roles-AWSServiceRoleForBackup.html
type ServiceLinkedRole struct {
	Account string
	Service string // backup.amazonaws.com
	Name    string // AWSServiceRoleForBackup

	// Evidence is a link whose being there shows that the role is there, so that
	// nobody need ask: AWS refuses to delete the role while the account has a backup vault in use. Zero: ask.
	Evidence Ref
}

// Ref names the role.
func (r ServiceLinkedRole) Ref() Ref {
	return Ref{Kind: KindServiceLinkedRole, Account: r.Account, Name: r.Name}
}

// After is empty: it needs nothing.
func (r ServiceLinkedRole) After() []Ref { return nil }

func (r ServiceLinkedRole) compare(Link, Observed) []Attribute { return nil }
