package main

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// document is a policy document in the making.
type document map[string]any

// trial is one case: a request and all policies that bear on it, levels root first.
type trial struct {
	ID                      string              `json:"id"`
	Principal               string              `json:"principal"`
	PrincipalAccount        string              `json:"principalAccount"`
	Action                  string              `json:"action"`
	Resource                string              `json:"resource"`
	ResourceAccount         string              `json:"resourceAccount"`
	Context                 map[string][]string `json:"context"`
	IdentityPolicies        []document          `json:"identityPolicies"`
	PermissionsBoundary     document            `json:"permissionsBoundary,omitempty"`
	SessionPolicy           document            `json:"sessionPolicy,omitempty"`
	ResourcePolicy          document            `json:"resourcePolicy,omitempty"`
	ServiceControlPolicies  [][]document        `json:"serviceControlPolicies"`
	ResourceControlPolicies [][]document        `json:"resourceControlPolicies"`
}

// dealer draws one case.
type dealer struct {
	*rand.Rand
	target
	caller  string
	account string // the resource's
}

func newDealer(seed uint64, number int) *dealer {
	return &dealer{Rand: rand.New(rand.NewPCG(seed, uint64(number)))}
}

// pick draws one of several.
func pick[T any](d *dealer, from ...T) T { return from[d.IntN(len(from))] }

// chance is true in so many of a hundred draws.
func (d *dealer) chance(percent int) bool { return d.IntN(100) < percent }

// some draws one or two, as a list or, if it is one, often as plain text.
func (d *dealer) some(from ...string) any {
	drawn := []string{pick(d, from...)}
	if d.chance(50) {
		drawn = append(drawn, pick(d, from...))
	} else if d.chance(50) {
		return drawn[0]
	}
	return drawn
}

func (d *dealer) isService() bool { return !strings.HasPrefix(d.caller, "arn:") }
func (d *dealer) isRoot() bool    { return strings.HasSuffix(d.caller, ":root") }
func (d *dealer) isSession() bool { return strings.Contains(d.caller, ":assumed-role/") }

func (d *dealer) deal(number int) trial {
	d.target, d.caller, d.account = pick(d, targets...), pick(d, callers...), own
	if d.chance(30) {
		d.account = foreign
	}
	t := trial{
		ID: strconv.Itoa(number), Principal: d.caller, PrincipalAccount: own, Action: d.action,
		Resource: d.in(d.account), ResourceAccount: d.account, Context: d.context(),
		IdentityPolicies: []document{}, ServiceControlPolicies: [][]document{}, ResourceControlPolicies: [][]document{},
	}
	if d.isService() {
		t.PrincipalAccount = ""
	} else {
		d.limit(&t)
	}
	if d.chance(15) {
		t.ResourceControlPolicies = [][]document{{d.document(resourceControl)}}
	}
	if d.hasPolicy && (d.action == "sts:AssumeRole" || d.chance(85)) {
		t.ResourcePolicy = d.document(resourceBased)
	}
	return t
}

// limit deals the policies of a caller that is of an account.
func (d *dealer) limit(t *trial) {
	if d.isRoot() {
		t.IdentityPolicies = append(t.IdentityPolicies, everything()) // what the root user is: it has no policies
	} else {
		for range d.IntN(3) {
			t.IdentityPolicies = append(t.IdentityPolicies, d.document(identityBased))
		}
		if d.chance(30) {
			t.IdentityPolicies = append(t.IdentityPolicies, everything())
		}
		if d.chance(25) {
			t.PermissionsBoundary = d.document(identityBased)
		}
	}
	if d.isSession() && d.chance(10) {
		t.SessionPolicy = d.document(identityBased)
	}
	if d.chance(30) {
		level := []document{d.document(serviceControl)}
		if d.chance(70) {
			level = append(level, everything())
		}
		t.ServiceControlPolicies = [][]document{{everything()}, level}
	}
}

// context deals values to some of the keys that the request could have, and to those
// that follow from the caller.
func (d *dealer) context() map[string][]string {
	c := map[string][]string{
		"aws:PrincipalIsAWSService": {strconv.FormatBool(d.isService())},
		"aws:ResourceAccount":       {d.account},
	}
	for _, key := range append(append([]string{}, globals...), d.keys...) {
		if !d.chance(60) {
			continue
		}
		s := subjects[key]
		values := []string{pick(d, s.values...)}
		if s.several && d.chance(50) {
			values = append(values, pick(d, s.values...))
		}
		c[d.respell(key)] = values
	}
	if d.isService() {
		return c
	}
	c["aws:PrincipalAccount"], c["aws:PrincipalArn"], c["aws:PrincipalType"] = []string{
		own,
	}, []string{
		d.caller,
	}, []string{
		"AssumedRole",
	}
	switch {
	case d.isSession(): // the key has the role's ARN
		c["aws:PrincipalArn"] = []string{"arn:aws:iam::" + own + ":role/plain"}
	case d.isRoot():
		c["aws:PrincipalType"] = []string{"Account"}
	case strings.Contains(d.caller, ":user/"):
		c["aws:PrincipalType"] = []string{"User"}
	}
	return c
}

// respell writes a condition key in another case now and then: the names of keys are not case-sensitive.
func (d *dealer) respell(key string) string {
	if d.chance(90) {
		return key
	}
	return pick(d, strings.ToLower(key), strings.ToUpper(key))
}
