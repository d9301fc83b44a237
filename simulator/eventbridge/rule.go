package eventbridge

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/simulator/kernel"
	"farvault/simulator/pattern"
)

// Rule is a rule as PutRule takes it.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
type Rule struct {
	Name, Description, EventPattern string
	State                           string // ENABLED when empty
	RoleARN                         string
	Tags                            map[string]string
}

type rule struct {
	Rule
	bus     *bus
	targets map[string]Target // by id
}

// arn is rule/<name> on the default bus and rule/<bus>/<name> on another.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
func (r *rule) arn() string { return ruleARN(r.bus, r.Name) }

func ruleARN(b *bus, name string) string {
	resource := "rule/" + b.name + "/" + name
	if b.name == "default" {
		resource = "rule/" + name
	}
	return org.ARN{
		Partition: org.Partition(b.region),
		Service:   "events",
		Region:    b.region,
		Account:   b.account,
		Resource:  resource,
	}.String()
}

var ruleName = regexp.MustCompile(`^[.\-_A-Za-z0-9]{1,64}$`)

// PutRule makes a rule on a bus or replaces it, keeping its targets, and gives its ARN.
// The tags of a rule that exists stay as they are.
func (s *Service) PutRule(busARN string, r Rule) (string, error) {
	b, ok := s.bus(busARN)
	if !ok {
		return "", kernel.Fail("ResourceNotFoundException", "Event bus %s does not exist.", busARN)
	}
	if !ruleName.MatchString(r.Name) {
		return "", kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '%s' at 'name' failed to satisfy constraint: Member must satisfy regular "+
				"expression pattern: [\\.\\-_A-Za-z0-9]+",
			r.Name,
		)
	}
	if r.EventPattern == "" {
		return "", kernel.Fail(
			"ValidationException",
			"Parameter(s) EventPattern or ScheduleExpression must be specified.",
		)
	}
	if _, err := s.pattern(r.EventPattern); err != nil {
		return "", kernel.Fail("InvalidEventPatternException", "Event pattern is not valid. Reason: %v", err)
	}
	if r.State == "" {
		r.State = "ENABLED"
	}
	made := &rule{Rule: r, bus: b, targets: map[string]Target{}}
	if old, exists := b.rules[r.Name]; exists {
		made.targets, made.Tags = old.targets, old.Tags
	}
	b.rules[r.Name] = made
	return made.arn(), nil
}

// mostPatterns is how many patterns are kept read: the rules of thousands of accounts have one each.
const mostPatterns = 1000

// pattern reads a pattern, or has it from the last time.
func (s *Service) pattern(text string) (pattern.Pattern, error) {
	if p, read := s.patterns[text]; read {
		return p, nil
	}
	p, err := pattern.Parse([]byte(text))
	if err != nil {
		return p, err
	}
	if len(s.patterns) == mostPatterns {
		clear(s.patterns)
	}
	s.patterns[text] = p
	return p, nil
}

// matches reports whether an event is one that the rule is for. The pattern was good when the rule was put.
func (s *Service) matches(r *rule, event []byte) bool {
	p, err := s.pattern(r.EventPattern)
	return err == nil && p.Match(event)
}

type ruleInput struct {
	Name, EventBusName string
	Force              bool
}

// describedRule is a rule as DescribeRule has it, with who made it; ListRules leaves that out.
type describedRule struct {
	Name, Arn, State, EventBusName string
	EventPattern                   string `json:",omitempty"`
	Description                    string `json:",omitempty"`
	RoleArn                        string `json:",omitempty"`
	CreatedBy                      string
}

type ruleOutput struct {
	Name, Arn, State, EventBusName string
	EventPattern                   string `json:",omitempty"`
	Description                    string `json:",omitempty"`
	RoleArn                        string `json:",omitempty"`
}

func (r *rule) output() ruleOutput {
	return ruleOutput{
		Name:         r.Name,
		Arn:          r.arn(),
		State:        r.State,
		EventBusName: r.bus.name,
		EventPattern: r.EventPattern,
		Description:  r.Description,
		RoleArn:      r.RoleARN,
	}
}

// ruleFor finds the rule of a call and asks whether the caller may act on it: a
// caller without the permission learns nothing about the rule.
func (s *Service) ruleFor(c *kernel.Call, busName, name, action string, context map[string][]string) (*rule, error) {
	b, err := s.named(c.Account(), c.Region, busName)
	if err != nil {
		return nil, err
	}
	r, exists := b.rules[name]
	if exists {
		for key, values := range tagContext(nil, r.Tags) {
			if context == nil {
				context = map[string][]string{}
			}
			context[key] = values
		}
	}
	access := kernel.Access{
		Action:         "events:" + action,
		Resource:       ruleARN(b, name),
		Account:        b.account,
		ResourcePolicy: b.policy,
		Context:        context,
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if !exists {
		return nil, kernel.Fail("ResourceNotFoundException", "Rule %s does not exist on EventBus %s.", name, b.name)
	}
	return r, nil
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
func (s *Service) describeRule(c *kernel.Call, in ruleInput) (*describedRule, error) {
	r, err := s.ruleFor(c, in.EventBusName, in.Name, "DescribeRule", nil)
	if err != nil {
		return nil, err
	}
	o := r.output()
	return &describedRule{
		o.Name, o.Arn, o.State, o.EventBusName, o.EventPattern, o.Description, o.RoleArn, r.bus.account,
	}, nil
}

type listRulesInput struct{ NamePrefix, EventBusName string }

type listRulesOutput struct{ Rules []ruleOutput }

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
func (s *Service) listRules(c *kernel.Call, in listRulesInput) (*listRulesOutput, error) {
	b, err := s.named(c.Account(), c.Region, in.EventBusName)
	if err != nil {
		return nil, err
	}
	if err := s.k.Authorize(
		c,
		kernel.Access{Action: "events:ListRules", Account: b.account, ResourcePolicy: b.policy},
	); err != nil {
		return nil, err
	}
	out := &listRulesOutput{Rules: []ruleOutput{}}
	for _, name := range slices.Sorted(maps.Keys(b.rules)) {
		if strings.HasPrefix(name, in.NamePrefix) {
			out.Rules = append(out.Rules, b.rules[name].output())
		}
	}
	return out, nil
}

func (s *Service) enableRule(c *kernel.Call, in ruleInput) (*struct{}, error) {
	return s.switchRule(c, in, "EnableRule", "ENABLED")
}

func (s *Service) disableRule(c *kernel.Call, in ruleInput) (*struct{}, error) {
	return s.switchRule(c, in, "DisableRule", "DISABLED")
}

func (s *Service) switchRule(c *kernel.Call, in ruleInput, action, state string) (*struct{}, error) {
	r, err := s.ruleFor(c, in.EventBusName, in.Name, action, nil)
	if err != nil {
		return nil, err
	}
	r.State = state
	return &struct{}{}, nil
}

// RemoveRule takes a rule away with its targets, as a stack would.
func (s *Service) RemoveRule(busARN, name string) {
	if b, there := s.bus(busARN); there {
		delete(b.rules, name)
	}
}

// deleteRule refuses while the rule has targets.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
func (s *Service) deleteRule(c *kernel.Call, in ruleInput) (*struct{}, error) {
	r, err := s.ruleFor(c, in.EventBusName, in.Name, "DeleteRule", nil)
	if err != nil {
		return nil, err
	}
	if len(r.targets) > 0 {
		return nil, kernel.Fail("ValidationException", "Rule can't be deleted since it has targets.")
	}
	delete(r.bus.rules, r.Name)
	return &struct{}{}, nil
}
