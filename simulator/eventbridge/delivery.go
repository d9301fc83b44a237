package eventbridge

import (
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
	"farvault/simulator/sqs"
)

// Undelivered is an event that a target did not get.
type Undelivered struct {
	At               time.Time
	RuleARN          string
	TargetARN        string
	Event            Event
	Code, Reason     string // as the dead-letter queue shows them
	DeadLetterARN    string // the queue it went to; empty when it was dropped
	DeadLetterReason string // why the dead-letter queue did not take it either
}

// Undelivered are the events that were not delivered, in order.
func (s *Service) Undelivered() []Undelivered { return s.undelivered }

// publish gives an event to the rules of a bus. forwarded tells that it came over from another bus.
func (s *Service) publish(b *bus, e Event, forwarded bool) {
	text := e.text()
	for _, name := range slices.Sorted(maps.Keys(b.rules)) {
		r := b.rules[name]
		if r.State == "DISABLED" || !s.matches(r, text) {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(r.targets)) {
			if failure := s.deliver(r, r.targets[id], e, forwarded); failure != nil {
				s.bury(r, r.targets[id], e, failure)
			}
		}
	}
}

// failure is why a delivery failed, with the error code of the dead-letter queue.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
type failure struct{ code, reason string }

// deliver sends an event to one target. All that can fail here is missing
// permission or a missing resource, which EventBridge does not retry:
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
func (s *Service) deliver(r *rule, t Target, e Event, forwarded bool) *failure {
	switch {
	case strings.Contains(t.Arn, ":api-destination/"):
		return s.invoke(r, t, e)
	case !strings.Contains(t.Arn, ":event-bus/"):
		body, err := t.transformed(e)
		if err != nil {
			return &failure{"INVALID_JSON", err.Error()}
		}
		return asFailure(s.queues.Send(kernel.AWSService(principal), t.Arn, body, r.source()))
	}
	return s.forward(r, t, e, forwarded)
}

// source is what the target's policy sees of the rule.
func (r *rule) source() map[string][]string {
	return map[string][]string{"aws:SourceArn": {r.arn()}, "aws:SourceAccount": {r.bus.account}}
}

// forward sends an event to another bus, under the target's role. An event is
// forwarded once: what came from another bus goes to no third one.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
func (s *Service) forward(r *rule, t Target, e Event, forwarded bool) *failure {
	arn, err := org.ParseARN(t.Arn)
	if err != nil {
		return &failure{"INVALID_PARAMETER", err.Error()}
	}
	if forwarded {
		code := "THIRD_ACCOUNT_HOP_DETECTED"
		if arn.Account == r.bus.account {
			code = "THIRD_REGION_HOP_DETECTED"
		}
		return &failure{code, "the event came from another bus and is not forwarded again"}
	}
	caller, err := s.roles.AssumeFor(t.RoleArn, principal, r.source())
	if err != nil {
		return &failure{"FAILED_TO_ASSUME_ROLE", err.Error()}
	}
	b, ok := s.bus(t.Arn)
	if !ok {
		return &failure{"NO_RESOURCE", "Event bus " + t.Arn + " does not exist."}
	}
	access := b.putAccess(e.Source, e.DetailType)
	access.Context["events:eventBusInvocation"] = []string{"true"}
	access.Context["aws:RequestedRegion"] = []string{b.region}
	if s.k.Judge(caller, access).Decision != policy.Allowed {
		return &failure{
			"NO_PERMISSIONS",
			"User: " + caller.ARN + " is not authorized to perform: events:PutEvents on resource: " + t.Arn,
		}
	}
	s.publish(b, e, true)
	return nil
}

func asFailure(err error) *failure {
	known, ok := err.(*kernel.Error)
	switch {
	case err == nil:
		return nil
	case ok && known.Code == "QueueDoesNotExist":
		return &failure{"NO_RESOURCE", known.Message}
	case ok && (known.Code == "AccessDenied" || strings.HasPrefix(known.Code, "Kms")):
		return &failure{"NO_PERMISSIONS", known.Message}
	}
	return &failure{"ERROR_FROM_TARGET", err.Error()}
}

// bury sends an undeliverable event to the target's dead-letter queue, with the attributes that say why; without one it
// is dropped.
func (s *Service) bury(r *rule, t Target, e Event, f *failure) {
	note := Undelivered{
		At:        s.k.Clock.Now(),
		RuleARN:   r.arn(),
		TargetARN: t.Arn,
		Event:     e,
		Code:      f.code,
		Reason:    f.reason,
	}
	if t.DeadLetterConfig != nil {
		text := func(value string) sqs.Attribute { return sqs.Attribute{DataType: "String", StringValue: value} }
		err := s.queues.Deliver(kernel.AWSService(principal), t.DeadLetterConfig.Arn, sqs.Message{
			Body: string(e.text()),
			Attributes: map[string]sqs.Attribute{
				"RULE_ARN": text(
					r.arn(),
				),
				"TARGET_ARN":     text(t.Arn),
				"ERROR_CODE":     text(f.code),
				"ERROR_MESSAGE":  text(f.reason),
				"RETRY_ATTEMPTS": text("0"),
			},
		}, r.source())
		if err == nil {
			note.DeadLetterARN = t.DeadLetterConfig.Arn
		} else {
			note.DeadLetterReason = err.Error()
		}
	}
	s.undelivered = append(s.undelivered, note)
}
