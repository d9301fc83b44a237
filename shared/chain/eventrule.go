package chain

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// EventRule forwards AWS Backup's events from a member's default bus to the central bus: without it
// farvault hears nothing, for copy events fire in the account that began the copy.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
type EventRule struct {
	Account       string
	Region        string
	Name          string
	EventPattern  string // JSON
	State         string // ENABLED
	TargetID      string
	TargetARN     string
	TargetRoleARN string
	ARN           string   // found
	OtherTargets  []string // found: ids of targets that are not farvault's
}

// RuleEnabled is the state of a rule that matches.
const RuleEnabled = "ENABLED"

// Ref names the rule.
func (r EventRule) Ref() Ref {
	return Ref{Kind: KindEventRule, Account: r.Account, Region: r.Region, Name: r.Name}
}

// After is the role on the rule's target.
func (r EventRule) After() []Ref {
	return []Ref{Role{Account: r.Account, Name: ForwarderRole}.Ref()}
}

// losses are what other targets would get instead of what they get, and a target of farvault's id that sends elsewhere.
func (r EventRule) losses(found Link) []Attribute {
	got := found.(EventRule)
	var out []Attribute
	if len(got.OtherTargets) > 0 {
		out = lossOf(
			"the rule has targets of somebody else's ("+strings.Join(
				got.OtherTargets,
				", ",
			)+"), which would get other events",
			r.compare(got, Observed{}),
		)
	} else if got.TargetARN != "" {
		out = lossOf("the rule sends to another target", differs("Target Arn", r.TargetARN, got.TargetARN))
	}
	return out
}

func (r EventRule) compare(found Link, _ Observed) []Attribute {
	got := found.(EventRule)
	var pattern []Attribute
	if !sameJSON(r.EventPattern, got.EventPattern) {
		pattern = []Attribute{{Name: "EventPattern", ShouldBe: ownPattern, Now: got.EventPattern}}
	}
	return slices.Concat(
		pattern,
		differs("State", r.State, got.State),
		differs("Target Arn", r.TargetARN, got.TargetARN),
		differs("Target RoleArn", r.TargetRoleARN, got.TargetRoleARN),
	)
}

// ownPattern stands for farvault's pattern, which has near two thousand characters that nobody need compare.
const ownPattern = "farvault's own"

// sameJSON reports whether two texts are the same JSON value.
func sameJSON(a, b string) bool {
	if a == b { // as AWS answers with what was written
		return true
	}
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	return reflect.DeepEqual(x, y)
}
