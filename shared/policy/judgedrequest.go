package policy

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// request is a request made ready to be judged, and what is made of it meanwhile.
type request struct {
	Request
	context map[string][]string // keys in lower case; a key without values is left out
	caller  caller
	bounded bool // the caller has a permissions boundary

	filled [5]string // the values that were filled in
	fills  int
	single [1]Document
	said   verdicts
	level  kindVerdict
	gates  [9]gate // of the two ways to be allowed
}

// inquire fills in what follows from the request's own fields, where its Context does not say it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (q *request) inquire(r Request, bounded bool) {
	q.Request, q.bounded, q.fills = r, bounded, 0
	q.hold(r.Context)
	q.caller = callerOf(r.Principal, r.PrincipalAccount, q.context["aws:principalarn"])
	q.add("aws:principalisawsservice", strconv.FormatBool(q.caller.isService()))
	q.add("aws:resourceaccount", r.ResourceAccount)
	if q.caller.kind == outsider {
		return
	}
	q.add("aws:principalaccount", q.caller.account)
	q.add("aws:principaltype", string(q.caller.kind))
	q.add("aws:principalarn", q.caller.identity())
}

// hold takes the context's keys in lower case. Of two that differ in case alone the last by name counts.
func (q *request) hold(context map[string][]string) {
	clear(q.context)
	keys := 0
	for key, values := range context {
		if len(values) > 0 {
			q.context[strings.ToLower(key)] = values
			keys++
		}
	}
	if keys == len(q.context) {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(context)) {
		if len(context[key]) > 0 {
			q.context[strings.ToLower(key)] = context[key]
		}
	}
}

// add fills in a value that the context does not say. The key is in lower case.
func (q *request) add(key, value string) {
	if _, given := q.context[key]; given || value == "" {
		return
	}
	q.filled[q.fills] = value
	q.context[key] = q.filled[q.fills : q.fills+1 : q.fills+1]
	q.fills++
}

// crossAccount reports whether both accounts must allow. An action that takes no resource is the caller's own
// account's.
func (q *request) crossAccount() bool {
	return q.ResourceAccount != "" && q.ResourceAccount != q.caller.account
}

// service is the action's prefix: kms of kms:Decrypt.
func (q *request) service() string {
	prefix, _, _ := strings.Cut(q.Action, ":")
	return strings.ToLower(prefix)
}

// applies reports whether a statement's elements match the request. Reasons say
// what is not known, if that decides. kind tells whose Principal counts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
func (q *request) applies(s *Statement, v Version, kind Kind) (truth, naming, []string) {
	if q.matchesAction(s) == no {
		return no, notNamed, nil
	}
	how := directly
	result, reasons := yes, []string(nil)
	if kind == ResourceBased {
		var why string
		if result, how, why = q.matchesPrincipal(s); why != "" {
			reasons = append(reasons, why)
		}
	}
	resource, why := q.matchesResource(s, v)
	if resource == unknown {
		reasons = append(reasons, "resource: "+why)
	}
	condition, unsure := s.Condition.holds(q, v)
	if result = min(result, resource, condition); result == no {
		return no, notNamed, nil
	}
	return result, how, append(reasons, unsure...)
}

func (q *request) matchesAction(s *Statement) truth {
	matches := func(value string) bool { return pattern(value).matchesFold(q.Action) }
	if s.NotAction != nil {
		return truthOf(!slices.ContainsFunc(s.NotAction, matches))
	}
	return truthOf(slices.ContainsFunc(s.Action, matches))
}

// matchesPrincipal also says how the statement names the caller.
func (q *request) matchesPrincipal(s *Statement) (truth, naming, string) {
	if s.NotPrincipal == nil {
		how := q.caller.namedIn(s.Principal)
		return truthOf(how != notNamed), how, ""
	}
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
	how := q.caller.namedIn(s.NotPrincipal)
	switch {
	case s.Effect == Allow:
		return unknown, directly, "NotPrincipal with Allow: not supported by AWS"
	case q.bounded:
		return yes, directly, "" // denies whoever has a permissions boundary, whatever it names
	case how == asAccount || how == asRole:
		return unknown, directly, "NotPrincipal names the caller's account or role without the caller itself: AWS may deny it"
	}
	return truthOf(how == notNamed), directly, ""
}

// matchesResource compares with case. A statement without Resource is a role's trust
// policy; in a key policy it is accepted and has no effect:
// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
func (q *request) matchesResource(s *Statement, v Version) (truth, string) {
	values := s.Resource
	if s.NotResource != nil {
		values = s.NotResource
	}
	if values == nil {
		return truthOf(q.service() == "sts"), ""
	}
	op := operator{holds: like, variables: true, negated: s.NotResource != nil}
	return op.any(q, v, values, q.Resource)
}
