package eventbridge

import (
	"maps"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// Target is where a rule sends events: an SQS queue, an event bus or an API destination.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
type Target struct {
	Id, Arn          string
	RoleArn          string            `json:",omitempty"`
	Input            string            `json:",omitempty"` // sent instead of the event
	InputTransformer *InputTransformer `json:",omitempty"`
	DeadLetterConfig *DeadLetterConfig `json:",omitempty"`
	RetryPolicy      *RetryPolicy      `json:",omitempty"`
}

// DeadLetterConfig names the queue for events that could not be delivered.
type DeadLetterConfig struct{ Arn string }

// RetryPolicy bounds how long delivery is tried. Nothing that can fail here is retried: see deliver.
type RetryPolicy struct {
	MaximumRetryAttempts     *int `json:",omitempty"`
	MaximumEventAgeInSeconds *int `json:",omitempty"`
}

// maxTargets is the quota of a rule.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const maxTargets = 5

// PutTargets adds targets to a rule, or replaces those of the same id.
func (s *Service) PutTargets(busARN, ruleName string, targets ...Target) error {
	b, ok := s.bus(busARN)
	if !ok {
		return kernel.Fail("ResourceNotFoundException", "Event bus %s does not exist.", busARN)
	}
	r, ok := b.rules[ruleName]
	if !ok {
		return kernel.Fail("ResourceNotFoundException", "Rule %s does not exist on EventBus %s.", ruleName, b.name)
	}
	return r.put(targets)
}

func (r *rule) put(targets []Target) error {
	for _, t := range targets {
		if err := r.check(t); err != nil {
			return err
		}
		if _, replaces := r.targets[t.Id]; !replaces && len(r.targets) == maxTargets {
			return kernel.Fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
		}
		r.targets[t.Id] = t
	}
	return nil
}

// check refuses what EventBridge refuses: a queue in another Region, a bus without a role.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
func (r *rule) check(t Target) error {
	arn, err := org.ParseARN(t.Arn)
	if err != nil || t.Id == "" {
		return kernel.Fail(
			"ValidationException",
			"Parameter %s is not valid. Reason: Provided Arn is not in correct format.",
			t.Arn,
		)
	}
	switch {
	case arn.Service == "sqs" && arn.Region != r.bus.region:
		return kernel.Fail(
			"ValidationException",
			"Parameter %s is not valid. Reason: Provided Arn has region %s, must be %s.",
			t.Arn,
			arn.Region,
			r.bus.region,
		)
	case arn.Service == "sqs":
		return nil
	case arn.Service == "events" && strings.HasPrefix(arn.Resource, "api-destination/"):
		if t.RoleArn == "" {
			return kernel.Fail("ValidationException", "RoleArn is required for target %s.", t.Arn)
		}
		return nil
	case arn.Service == "events" && strings.HasPrefix(arn.Resource, "event-bus/"):
		if t.RoleArn == "" {
			return kernel.Fail("ValidationException", "RoleArn is required for target %s.", t.Arn)
		}
		if t.Input != "" || t.InputTransformer != nil {
			return kernel.Fail(
				"ValidationException",
				"Input, InputPath and InputTransformer are not available for event bus %s.",
				t.Arn,
			)
		}
		return nil
	}
	if _, err := org.ParseARN(t.Arn); err != nil {
		return kernel.Fail(
			"ValidationException",
			"Parameter %s is not valid. Reason: Provided Arn is not in correct format.",
			t.Arn,
		)
	}
	return kernel.Fail(
		"ValidationException",
		"Parameter %s is not valid. Reason: the simulator delivers to queues, event buses and API destinations only.",
		t.Arn,
	)
}

type putTargetsInput struct {
	Rule, EventBusName string
	Targets            []Target
}

type failedTargets struct {
	FailedEntryCount int
	FailedEntries    []failedTarget
}

type failedTarget struct{ TargetId, ErrorCode, ErrorMessage string }

func (s *Service) putTargets(c *kernel.Call, in putTargetsInput) (*failedTargets, error) {
	context := map[string][]string{}
	for _, t := range in.Targets {
		context["events:TargetArn"] = append(context["events:TargetArn"], t.Arn)
	}
	r, err := s.ruleFor(c, in.EventBusName, in.Rule, "PutTargets", context)
	if err != nil {
		return nil, err
	}
	for _, t := range in.Targets {
		if t.RoleArn == "" {
			continue
		}
		if err := s.roles.PassRole(c, t.RoleArn, principal); err != nil {
			return nil, err
		}
	}
	return &failedTargets{FailedEntries: []failedTarget{}}, r.put(in.Targets)
}

type removeTargetsInput struct {
	Rule, EventBusName string
	Ids                []string
	Force              bool
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html
func (s *Service) removeTargets(c *kernel.Call, in removeTargetsInput) (*failedTargets, error) {
	r, err := s.ruleFor(c, in.EventBusName, in.Rule, "RemoveTargets", nil)
	if err != nil {
		return nil, err
	}
	out := &failedTargets{FailedEntries: []failedTarget{}}
	for _, id := range in.Ids {
		if _, ok := r.targets[id]; !ok {
			out.FailedEntries = append(
				out.FailedEntries,
				failedTarget{
					TargetId:     id,
					ErrorCode:    "ResourceNotFoundException",
					ErrorMessage: "Target " + id + " does not exist.",
				},
			)
		}
		delete(r.targets, id)
	}
	out.FailedEntryCount = len(out.FailedEntries)
	return out, nil
}

type listTargetsInput struct{ Rule, EventBusName string }

type listTargetsOutput struct{ Targets []Target }

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
func (s *Service) listTargetsByRule(c *kernel.Call, in listTargetsInput) (*listTargetsOutput, error) {
	r, err := s.ruleFor(c, in.EventBusName, in.Rule, "ListTargetsByRule", nil)
	if err != nil {
		return nil, err
	}
	out := &listTargetsOutput{Targets: []Target{}}
	for _, id := range slices.Sorted(maps.Keys(r.targets)) {
		out.Targets = append(out.Targets, r.targets[id])
	}
	return out, nil
}
