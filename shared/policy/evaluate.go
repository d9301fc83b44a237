package policy

import "sync"

// Evaluate judges a request by all the policies that bear on it, as AWS does: an
// explicit Deny anywhere decides; then every kind that limits must allow, and
// somebody must grant. Allowed and ExplicitlyDenied are certain; ImplicitlyDenied
// is, unless something is Unknown. By names for an Allowed the statement that
// granted, for an implicit denial the first kind that did not allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
func Evaluate(r Request, s Set) Verdict {
	q := requests.Get().(*request)
	defer requests.Put(q)
	q.inquire(r, s.PermissionsBoundary != nil)
	b := q.ask(s)
	denial := &tristate{}
	var denier Kind
	for _, o := range []*kindVerdict{&b.rcps, &b.scps, &b.resource, &b.identity, &b.boundary, &b.session} {
		if o.deny.truth > denial.truth {
			denial, denier = &o.deny, o.kind
		}
	}
	if denial.truth == yes {
		return Verdict{Decision: ExplicitlyDenied, By: denial.by.of(denier)}
	}
	way, grant := b.way(q)
	verdict := way.verdict(grant)
	if verdict.Decision == Allowed && denial.truth == unknown {
		return Verdict{Decision: ImplicitlyDenied, By: By{Kind: denier}, Unknown: denial.unknown}
	}
	return verdict
}

// requests are those that were judged: what a verdict is made in is large, and many verdicts need it once. On the stack
// of who asks it would be moved along as that grows.
var requests = sync.Pool{New: func() any { return &request{context: map[string][]string{}} }}

// verdicts is the opinions of all kinds.
type verdicts struct {
	rcps, scps, resource, identity, boundary, session kindVerdict
}

// ask hears every kind of policy that applies to the caller.
func (q *request) ask(s Set) *verdicts {
	b := &q.said
	b.rcps.hear(q, ResourceControl)
	b.scps.hear(q, ServiceControl)
	b.resource.hear(q, ResourceBased, q.optional(s.Resource))
	b.identity.hear(q, IdentityBased)
	b.boundary.hear(q, PermissionsBoundary)
	b.session.hear(q, SessionPolicy)
	if q.caller.kind == outsider {
		// An SCP binds an account's own users and roles; an RCP whoever comes to its resources.
		b.rcps.hear(q, ResourceControl, s.RCPs...)
		return b
	}
	b.identity.hear(q, IdentityBased, s.Identity)
	if s.PermissionsBoundary != nil {
		b.boundary.hear(q, PermissionsBoundary, q.optional(s.PermissionsBoundary))
	}
	if s.Session != nil {
		b.session.hear(q, SessionPolicy, q.optional(s.Session))
	}
	if q.caller.kind == rootUser {
		b.identity.allow[directly] = tristate{truth: yes, by: By{Statement: "account root user"}}
	}
	// Neither SCPs nor RCPs bind a service-linked role:
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
	if !q.caller.serviceLinked() {
		b.scps.hear(q, ServiceControl, s.SCPs...)
		b.rcps.hear(q, ResourceControl, s.RCPs...)
	}
	return b
}

// optional is a level of one document, or of none. It serves until the next is asked for.
func (q *request) optional(d *Document) []Document {
	if d == nil {
		return nil
	}
	q.single[0] = *d
	return q.single[:]
}
