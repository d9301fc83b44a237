package main

import (
	"fmt"
	"strings"
)

// kind is the sort of policy, which decides what its statements hold.
type kind int

const (
	identityBased kind = iota
	resourceBased
	serviceControl
	resourceControl
)

// everything is what an account's administrator has, and FullAWSAccess.
func everything() document {
	return document{
		"Version":   "2012-10-17",
		"Statement": []document{{"Effect": "Allow", "Action": "*", "Resource": "*"}},
	}
}

func (d *dealer) document(k kind) document {
	var statements []document
	for range 1 + d.IntN(3) {
		statements = append(statements, d.statement(k))
	}
	return document{"Version": "2012-10-17", "Statement": statements}
}

func (d *dealer) statement(k kind) document {
	s := document{"Effect": "Allow"}
	if k == resourceControl || d.chance(15) {
		s["Effect"] = "Deny"
	}
	d.say(s, k, "Action", d.actions(k))
	if k != resourceBased || d.action != "sts:AssumeRole" { // a trust policy has no Resource
		d.say(s, k, "Resource", d.resources())
	}
	switch {
	case k == resourceControl:
		s["Principal"] = "*"
	case k == resourceBased:
		s["Principal"] = d.principals()
	}
	if k == resourceControl || d.chance(40) {
		s["Condition"] = d.condition()
	}
	if d.chance(30) {
		s["Sid"] = fmt.Sprintf("S%d", d.IntN(100))
	}
	return s
}

// say writes an element, or now and then the one that excludes; a resource control policy has no such.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
func (d *dealer) say(s document, k kind, element string, value any) {
	if k != resourceControl && d.chance(7) {
		element = "Not" + element
	}
	s[element] = value
}

func (d *dealer) actions(k kind) any {
	service, operation := d.service(), d.operation()
	if k == resourceControl {
		return d.some(d.action, service+":*", "s3:GetObject")
	}
	patterns := []string{
		d.action, service + ":*", "*", service + ":" + operation[:3] + "*", service + ":?" + operation[1:],
		service + ":*" + operation[len(operation)-3:], "s3:GetObject", service + ":Other", strings.ToLower(d.action),
	}
	return d.some(patterns...)
}

func (d *dealer) resources() any {
	resource := d.in(d.account)
	patterns := []string{"*", "*", resource, "arn:aws:s3:::b/*"}
	if resource != "*" {
		last := strings.LastIndexAny(resource, ":/") + 1
		patterns = append(
			patterns,
			resource[:last]+"*",
			resource[:len(resource)-2]+"??",
			"arn:aws:*:*:*:*",
			strings.Replace(resource, d.account, "*", 1),
			d.in(foreign),
			resource[:last]+"${aws:PrincipalTag/team}",
			resource[:last]+"${aws:PrincipalTag/none, '"+resource[last:]+"'}",
		)
	}
	return d.some(patterns...)
}

func (d *dealer) principals() any {
	switch {
	case d.chance(25):
		return pick[any](d, "*", document{"AWS": "*"})
	case d.isService() && d.chance(70), d.chance(15):
		return document{"Service": pick(d, "backup.amazonaws.com", "events.amazonaws.com")}
	case d.isService():
		return document{"AWS": d.some(others...)}
	}
	return document{"AWS": d.some(append([]string{d.caller, d.caller}, others...)...)}
}
