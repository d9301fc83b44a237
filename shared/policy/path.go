package policy

import "strings"

// gate is a kind of policy that has to let the request through.
type gate struct {
	kind Kind
	tristate
}

// path is a way to be allowed: through all its gates, which stand in AWS's order.
type path []gate

// way is the path that leads furthest, and the gate in it that grants. An RCP is no
// gate: RCPFullAWSAccess cannot be detached, so that one of them always allows.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
func (b *verdicts) way(q *request) (path, gate) {
	resource := gate{ResourceBased, b.resource.allows(asAccount)}
	way, short := path(q.gates[:0:7]), path(q.gates[7:7:9])
	if q.caller.kind == outsider {
		return append(way, resource), resource
	}
	scps := gate{ServiceControl, b.scps.allows(directly)}
	boundary := gate{PermissionsBoundary, b.boundary.allows(directly)}
	session := gate{SessionPolicy, b.session.allows(directly)}
	grant := gate{IdentityBased, b.identity.allows(directly)}
	if q.crossAccount() {
		return append(way, scps, resource, grant, boundary, session), grant
	}
	// A resource's policy that names the caller itself is not limited by what is denied
	// implicitly elsewhere; one that names its role stands in for the identity-based policy.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
	direct := gate{ResourceBased, b.resource.allows(directly)}
	if byRole := b.resource.allows(asRole); byRole.truth > grant.truth {
		grant = gate{ResourceBased, byRole}
	}
	way = append(way, scps)
	if q.guarded() {
		way = append(way, resource)
	}
	way = append(way, grant, boundary, session)
	if short = append(short, scps, direct); short.truth() > way.truth() {
		return short, direct
	}
	return way, grant
}

// guarded reports whether the resource's policy must allow even its own account: of a key and of a role.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_compare-resource-policies.html
func (q *request) guarded() bool {
	return q.Resource != "*" && guardedResources[q.service()] != "" &&
		strings.Contains(q.Resource, guardedResources[q.service()])
}

// guardedResources are what stands in the ARNs of resources that their own policy alone opens, by service.
var guardedResources = map[string]string{"kms": ":key/", "sts": ":role/"}

// truth is whether the whole path is open.
func (p path) truth() truth {
	t := yes
	for _, g := range p {
		t = min(t, g.truth)
	}
	return t
}

// verdict is Allowed by the gate that grants, or not, by the first gate that is shut, or else not known to be open.
func (p path) verdict(grant gate) Verdict {
	if p.truth() == yes {
		return Verdict{Decision: Allowed, By: grant.by.of(grant.kind)}
	}
	v := Verdict{Decision: ImplicitlyDenied}
	for _, g := range p {
		if g.truth != p.truth() {
			continue
		}
		if v.By.Kind == "" {
			v.By.Kind = g.kind
		}
		v.Unknown = append(v.Unknown, g.unknown...)
	}
	return v
}
