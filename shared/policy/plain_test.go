package policy

import (
	"maps"
	"slices"
	"strings"
)

// Plainly is Evaluate as the law reads: every value anew, nothing kept from one request for the next. Statements are
// judged by the same functions, one by one.
func Plainly(r Request, s Set) Verdict {
	q := plainRequest(r, s.PermissionsBoundary != nil)
	b := plainOpinions(q, s)
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
	way, grant := plainWay(q, b)
	verdict := way.verdict(grant)
	if verdict.Decision == Allowed && denial.truth == unknown {
		return Verdict{Decision: ImplicitlyDenied, By: By{Kind: denier}, Unknown: denial.unknown}
	}
	return verdict
}

func plainRequest(r Request, bounded bool) *request {
	q := &request{Request: r, context: map[string][]string{}, bounded: bounded}
	for _, key := range slices.Sorted(maps.Keys(r.Context)) {
		if len(r.Context[key]) > 0 {
			q.context[strings.ToLower(key)] = r.Context[key]
		}
	}
	q.caller = callerOf(r.Principal, r.PrincipalAccount, q.context["aws:principalarn"])
	service := "false"
	if q.caller.isService() {
		service = "true"
	}
	known := map[string]string{"aws:principalisawsservice": service, "aws:resourceaccount": r.ResourceAccount}
	if q.caller.kind != outsider {
		known["aws:principalaccount"], known["aws:principaltype"] = q.caller.account, string(q.caller.kind)
		known["aws:principalarn"] = q.caller.identity()
	}
	for key, value := range known {
		if _, given := q.context[key]; !given && value != "" {
			q.context[key] = []string{value}
		}
	}
	return q
}

func plainOpinions(q *request, s Set) verdicts {
	one := func(d *Document) [][]Document {
		if d == nil {
			return nil
		}
		return [][]Document{{*d}}
	}
	resource := []Document(nil)
	if s.Resource != nil {
		resource = []Document{*s.Resource}
	}
	b := verdicts{
		rcps: plainOpinion(q, ResourceControl, nil), scps: plainOpinion(q, ServiceControl, nil),
		resource: plainOpinion(q, ResourceBased, [][]Document{resource}),
		identity: plainOpinion(q, IdentityBased, nil),
		boundary: plainOpinion(q, PermissionsBoundary, nil), session: plainOpinion(q, SessionPolicy, nil),
	}
	if q.caller.kind == outsider {
		b.rcps = plainOpinion(q, ResourceControl, s.RCPs)
		return b
	}
	b.identity = plainOpinion(q, IdentityBased, [][]Document{s.Identity})
	b.boundary = plainOpinion(q, PermissionsBoundary, one(s.PermissionsBoundary))
	b.session = plainOpinion(q, SessionPolicy, one(s.Session))
	if q.caller.kind == rootUser {
		b.identity.allow[directly] = tristate{truth: yes, by: By{Statement: "account root user"}}
	}
	if !q.caller.serviceLinked() {
		b.scps, b.rcps = plainOpinion(q, ServiceControl, s.SCPs), plainOpinion(q, ResourceControl, s.RCPs)
	}
	return b
}

func plainOpinion(q *request, kind Kind, levels [][]Document) kindVerdict {
	o := kindVerdict{kind: kind}
	for i := range o.allow {
		o.allow[i].truth = yes
	}
	total, nth := len(slices.Concat(levels...)), 0
	for _, documents := range levels {
		level := kindVerdict{kind: kind}
		for i := range documents {
			if nth++; total > 1 {
				level.add(q, &documents[i], nth)
			} else {
				level.add(q, &documents[i], 0)
			}
		}
		o.deny = either(o.deny, level.deny)
		for i := range o.allow {
			o.allow[i] = both(o.allow[i], level.allow[i])
		}
	}
	return o
}

func plainWay(q *request, b verdicts) (path, gate) {
	resource := gate{ResourceBased, b.resource.allows(asAccount)}
	if q.caller.kind == outsider {
		return path{resource}, resource
	}
	scps := gate{ServiceControl, b.scps.allows(directly)}
	limits := path{{PermissionsBoundary, b.boundary.allows(directly)}, {SessionPolicy, b.session.allows(directly)}}
	grant := gate{IdentityBased, b.identity.allows(directly)}
	if q.crossAccount() {
		return append(path{scps, resource, grant}, limits...), grant
	}
	direct := gate{ResourceBased, b.resource.allows(directly)}
	if byRole := b.resource.allows(asRole); byRole.truth > grant.truth {
		grant = gate{ResourceBased, byRole}
	}
	way := append(path{scps, grant}, limits...)
	if q.guarded() {
		way = append(path{scps, resource, grant}, limits...)
	}
	if short := (path{scps, direct}); short.truth() > way.truth() {
		return short, direct
	}
	return way, grant
}

// ParsePlainly is Parse that reads each level of a document by encoding/json.
func ParsePlainly(text string) (Document, error) {
	whole := part{raw: []byte(strings.TrimLeft(text, " \t\r\n")), line: 1}
	whole.line += strings.Count(text[:len(text)-len(whole.raw)], "\n")
	return whole.document()
}
