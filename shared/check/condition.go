package check

import (
	"regexp"
	"strings"
)

// condition is one test of a statement's Condition.
type condition struct {
	operator string // StringEquals
	negated  bool   // holds where the values are not met
	key      string // in lower case: keys are compared without regard to case
	written  string
	nodes    *node
	values   []string
}

func conditions(s *node) []condition {
	var all []condition
	tests := s.get("Condition")
	if !tests.is(object) {
		return nil
	}
	for _, operator := range tests.members {
		if !operator.value.is(object) {
			continue
		}
		for _, key := range operator.value.members {
			all = append(all, condition{
				operator: operator.name, negated: strings.Contains(operator.name, "Not"),
				key: strings.ToLower(key.name), written: key.name, nodes: key.value, values: texts(key.value),
			})
		}
	}
	return all
}

// withoutRegion is a service as kms:ViaService never has it: with the Region it reads
// backup.eu-west-1.amazonaws.com.
var withoutRegion = regexp.MustCompile(`^([a-z0-9-]+)\.amazonaws\.com(\.cn)?$`)

// checkViaService looks for conditions on kms:ViaService that never hold.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
func (d *document) checkViaService(s *node) {
	for _, c := range conditions(s) {
		if c.key != "kms:viaservice" {
			continue
		}
		like := strings.Contains(c.operator, "Like")
		for _, n := range c.nodes.list() {
			if !n.is(text) {
				continue
			}
			if m := withoutRegion.FindStringSubmatch(n.text); m != nil {
				d.say(
					ViaService,
					n.at,
					viaServiceFix(s, c, m[1], m[2]),
					"%s is %s: the key's value has the Region in it, %s.eu-west-1.amazonaws.com, so this is never met",
					c.written,
					n.text,
					m[1],
				)
			} else if strings.Contains(n.text, "*") && !like {
				d.say(
					ViaService,
					n.at,
					assign(s.syntax, field{likeOf(c), []field{{c.written, n.text}}}),
					"%s is %s: %s compares the asterisk as it stands, so this is never met",
					c.written,
					n.text,
					c.operator,
				)
			}
		}
	}
}

// viaServiceFix names the Region where a template is deployed, and any Region elsewhere.
func viaServiceFix(s *node, c condition, service, suffix string) string {
	if s.syntax != policyJSON {
		return assign(
			s.syntax,
			field{c.operator, []field{{c.written, service + ".${AWS::Region}.amazonaws.com" + suffix}}},
		)
	}
	return assign(s.syntax, field{likeOf(c), []field{{c.written, service + ".*.amazonaws.com" + suffix}}})
}

func likeOf(c condition) string { return strings.Replace(c.operator, "Equals", "Like", 1) }
