package eventbridge

import (
	"encoding/json"

	"farvault/simulator/kernel"
)

type putRuleInput struct {
	Name, EventPattern, ScheduleExpression, State, Description, RoleArn, EventBusName string
	Tags                                                                              []tag
}

type putRuleOutput struct{ RuleArn string }

func (s *Service) putRule(c *kernel.Call, in putRuleInput) (*putRuleOutput, error) {
	b, err := s.named(c.Account(), c.Region, in.EventBusName)
	if err != nil {
		return nil, err
	}
	if err := s.authorizePutRule(c, b, in); err != nil {
		return nil, err
	}
	if in.ScheduleExpression != "" {
		return nil, kernel.Fail(
			"ValidationException",
			"Parameter ScheduleExpression is not valid: the simulator's rules have no schedule.",
		)
	}
	arn, err := s.PutRule(b.arn(), Rule{
		Name:         in.Name,
		Description:  in.Description,
		EventPattern: in.EventPattern,
		State:        in.State,
		RoleARN:      in.RoleArn,
		Tags:         tagMap(in.Tags),
	})
	return &putRuleOutput{RuleArn: arn}, err
}

// authorizePutRule asks for what PutRule needs: TagResource too when it makes a rule with tags, PassRole when it names
// a role.
func (s *Service) authorizePutRule(c *kernel.Call, b *bus, in putRuleInput) error {
	var tags map[string]string
	old, exists := b.rules[in.Name]
	if exists {
		tags = old.Tags
	}
	context := tagContext(in.Tags, tags)
	for key, values := range patternContext(in.EventPattern) {
		context[key] = values
	}
	access := kernel.Access{
		Action:         "events:PutRule",
		Resource:       ruleARN(b, in.Name),
		Account:        b.account,
		ResourcePolicy: b.policy,
		Context:        context,
	}
	if err := s.k.Authorize(c, access); err != nil {
		return err
	}
	if len(in.Tags) > 0 && !exists {
		access.Action = "events:TagResource"
		if err := s.k.Authorize(c, access); err != nil {
			return err
		}
	}
	if in.RoleArn == "" {
		return nil
	}
	return s.roles.PassRole(c, in.RoleArn, principal)
}

// patternContext is what conditions on a pattern see: its exact sources and detail-types.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
func patternContext(text string) map[string][]string {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &fields) != nil {
		return nil // PutRule refuses it in a moment
	}
	context := map[string][]string{}
	for name, key := range map[string]string{"source": "events:source", "detail-type": "events:detail-type"} {
		var values []any
		if json.Unmarshal(fields[name], &values) != nil {
			continue
		}
		for _, value := range values {
			if exact, ok := value.(string); ok {
				context[key] = append(context[key], exact)
			}
		}
	}
	return context
}
