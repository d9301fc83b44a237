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
			Attribute{Name: "AttachedManagedPolicies", ShouldBe: arn, Now: strings.Join(got.ManagedPolicies, " ")},
		)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Inline)) {
		out = append(out, differingPolicy("RolePolicy "+name, r.Inline[name], got.Inline[name])...)
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

// differingPolicy compares two documents by meaning, statement by statement: each that is missing, stands beside it, or
// has the Sid of one that should be otherwise.
func differingPolicy(name string, want, got policy.Document) (out []Attribute) {
	missing, extra := policy.Differ(want, got)
	for _, m := range missing {
		a := Attribute{Name: name, Part: m.Sid, ShouldBe: m.String()}
		if i := slices.IndexFunc(extra, func(e policy.Statement) bool { return m.Sid != "" && e.Sid == m.Sid }); i >= 0 {
			a.Now, extra = extra[i].String(), slices.Delete(extra, i, i+1)
		}
		out = append(out, a)
	}
	for _, e := range extra {
		out = append(out, Attribute{Name: name, Part: e.Sid, Now: e.String()})
	}
	return out
}

// lostStatements are those that the wanted policy has not, by meaning: whoever wrote them loses what they allow or
// deny.
func lostStatements(name string, want, got policy.Document) (out []Attribute) {
	_, extra := policy.Differ(want, got)
	for _, e := range extra {
		out = append(out, Attribute{Name: name, Part: e.Sid, Now: e.String()})
	}
	return lossOf("its policy has statements that would be taken away; take them out if nobody needs them", out)
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
