package policy

// Evaluate judges a request by all the policies that bear on it, as AWS does: an
// explicit Deny anywhere decides; then every kind that limits must allow, and
// somebody must grant. Allowed and ExplicitlyDenied are certain; ImplicitlyDenied
// is, unless something is Unknown. By names for an Allowed the statement that
// granted, for an implicit denial the first kind that did not allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
func Evaluate(r Request, s Set) Verdict {
	q := inquire(r, s.PermissionsBoundary != nil)
	b := q.ask(s)
	var denial tristate
	var denier Kind
	for _, o := range []kindVerdict{b.rcps, b.scps, b.resource, b.identity, b.boundary, b.session} {
		if o.deny.truth > denial.truth {
			denial, denier = o.deny, o.kind
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

// verdicts is the opinions of all kinds.
type verdicts struct {
	rcps, scps, resource, identity, boundary, session kindVerdict
}

// ask hears every kind of policy that applies to the caller.
func (q *request) ask(s Set) verdicts {
	b := verdicts{
		rcps: q.verdict(ResourceControl), scps: q.verdict(ServiceControl),
		resource: q.verdict(ResourceBased, optional(s.Resource)),
		identity: q.verdict(IdentityBased), boundary: q.verdict(PermissionsBoundary), session: q.verdict(SessionPolicy),
	}
	if q.caller.kind == outsider {
		// An SCP binds an account's own users and roles; an RCP whoever comes to its resources.
		b.rcps = q.verdict(ResourceControl, s.RCPs...)
		return b
	}
	b.identity = q.verdict(IdentityBased, s.Identity)
	if s.PermissionsBoundary != nil {
		b.boundary = q.verdict(PermissionsBoundary, optional(s.PermissionsBoundary))
	}
	if s.Session != nil {
		b.session = q.verdict(SessionPolicy, optional(s.Session))
	}
	if q.caller.kind == rootUser {
		b.identity.allow[directly] = tristate{truth: yes, by: By{Statement: "account root user"}}
	}
	// Neither SCPs nor RCPs bind a service-linked role:
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
	if !q.caller.serviceLinked() {
		b.scps = q.verdict(ServiceControl, s.SCPs...)
		b.rcps = q.verdict(ResourceControl, s.RCPs...)
	}
	return b
}

func optional(d *Document) []Document {
	if d == nil {
		return nil
	}
	return []Document{*d}
}
