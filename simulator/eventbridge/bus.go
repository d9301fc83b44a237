package eventbridge

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// bus is an event bus.
type bus struct {
	account, region, name string
	policy                *policy.Document
	tags                  map[string]string
	rules                 map[string]*rule // by name
	created, modified     kernel.Time
}

func (b *bus) arn() string { return BusARN(b.account, b.region, b.name) }

var busName = regexp.MustCompile(`^[/.\-_A-Za-z0-9]{1,256}$`)

// CreateBus makes a custom bus and gives its ARN.
func (s *Service) CreateBus(account, region, name string, tags map[string]string) (string, error) {
	switch {
	case strings.Contains(name, "/"): // but a partner's, which are not simulated
		return "", kernel.Fail("ValidationException", "Event bus name must not contain '/'.")
	case !busName.MatchString(name):
		return "", kernel.Fail("ValidationException", "Event bus name %q is not valid.", name)
	}
	now := kernel.At(s.k.Clock.Now())
	b := &bus{
		account: account, region: region, name: name, tags: tags, rules: map[string]*rule{}, created: now, modified: now,
	}
	if _, exists := s.buses[b.arn()]; exists || name == "default" {
		return "", kernel.Fail("ResourceAlreadyExistsException", "Event bus %s already exists.", name)
	}
	s.buses[b.arn()] = b
	return b.arn(), nil
}

// SetBusStatements puts statements into a bus's policy, those of the same Sid replaced.
func (s *Service) SetBusStatements(busARN string, statements ...policy.Statement) error {
	b, ok := s.bus(busARN)
	if !ok {
		return kernel.Fail("ResourceNotFoundException", "Event bus %s does not exist.", busARN)
	}
	for _, statement := range statements {
		b.removeStatement(statement.Sid)
		if b.policy == nil {
			b.policy = &policy.Document{Version: policy.Version2012}
		}
		b.policy.Statement = append(b.policy.Statement, statement)
	}
	return nil
}

func (b *bus) removeStatement(sid string) bool {
	if b.policy == nil {
		return false
	}
	before := len(b.policy.Statement)
	b.policy.Statement = slices.DeleteFunc(b.policy.Statement, func(s policy.Statement) bool { return s.Sid == sid })
	removed := len(b.policy.Statement) < before
	if len(b.policy.Statement) == 0 {
		b.policy = nil
	}
	return removed
}

type createEventBusInput struct {
	Name, Description string
	Tags              []tag
}

type createEventBusOutput struct{ EventBusArn string }

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
func (s *Service) createEventBus(c *kernel.Call, in createEventBusInput) (*createEventBusOutput, error) {
	arn := BusARN(c.Account(), c.Region, in.Name)
	if err := s.k.Authorize(
		c,
		kernel.Access{Action: "events:CreateEventBus", Resource: arn, Context: tagContext(in.Tags, nil)},
	); err != nil {
		return nil, err
	}
	_, err := s.CreateBus(c.Account(), c.Region, in.Name, tagMap(in.Tags))
	return &createEventBusOutput{EventBusArn: arn}, err
}

type describeEventBusInput struct{ Name string }

type describeEventBusOutput struct {
	Arn, Name                      string
	Policy                         string `json:",omitempty"`
	CreationTime, LastModifiedTime kernel.Time
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
func (s *Service) describeEventBus(c *kernel.Call, in describeEventBusInput) (*describeEventBusOutput, error) {
	b, err := s.busFor(c, in.Name, "DescribeEventBus")
	if err != nil {
		return nil, err
	}
	out := &describeEventBusOutput{Arn: b.arn(), Name: b.name, CreationTime: b.created, LastModifiedTime: b.modified}
	if b.policy != nil {
		out.Policy = b.policy.String()
	}
	return out, nil
}

// busFor finds the bus of a call and asks whether the caller may act on it.
func (s *Service) busFor(c *kernel.Call, name, action string) (*bus, error) {
	b, err := s.named(c.Account(), c.Region, name)
	if err != nil {
		return nil, err
	}
	return b, s.k.Authorize(c, kernel.Access{
		Action: "events:" + action, Resource: b.arn(), Account: b.account,
		ResourcePolicy: b.policy, Context: tagContext(nil, b.tags),
	})
}

type putPermissionInput struct {
	EventBusName, Action, Principal, StatementId, Policy string
	Condition                                            *struct{ Type, Key, Value string }
}

// putPermission takes a whole policy, or the parts of one statement.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
func (s *Service) putPermission(c *kernel.Call, in putPermissionInput) (*struct{}, error) {
	b, err := s.busFor(c, in.EventBusName, "PutPermission")
	if err != nil {
		return nil, err
	}
	if in.Policy != "" {
		doc, err := policy.Parse(in.Policy)
		if err != nil {
			return nil, kernel.Fail("ValidationException", "Policy is not valid: %v", err)
		}
		b.policy = &doc
		return &struct{}{}, nil
	}
	statement, err := permission(b, in)
	if err != nil {
		return nil, err
	}
	return &struct{}{}, s.SetBusStatements(b.arn(), statement)
}

// permission is the statement that PutPermission's parts make.
func permission(b *bus, in putPermissionInput) (policy.Statement, error) {
	if in.Action != "events:PutEvents" {
		return policy.Statement{}, kernel.Fail(
			"ValidationException",
			"Provided value in parameter 'action' is not supported.",
		)
	}
	element := map[string]any{
		"Sid":       in.StatementId,
		"Effect":    "Allow",
		"Principal": "*",
		"Action":    in.Action,
		"Resource":  b.arn(),
	}
	if in.Principal != "*" {
		element["Principal"] = map[string]string{"AWS": org.IAM(org.Partition(b.region), in.Principal, "root")}
	}
	if in.Condition != nil {
		element["Condition"] = map[string]any{
			in.Condition.Type: map[string]string{in.Condition.Key: in.Condition.Value},
		}
	}
	text, err := json.Marshal(element)
	if err != nil {
		return policy.Statement{}, err
	}
	var statement policy.Statement
	if err := json.Unmarshal(text, &statement); err != nil {
		return policy.Statement{}, kernel.Fail("ValidationException", "Permission is not valid: %v", err)
	}
	return statement, nil
}

type removePermissionInput struct {
	EventBusName, StatementId string
	RemoveAllPermissions      bool
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html
func (s *Service) removePermission(c *kernel.Call, in removePermissionInput) (*struct{}, error) {
	b, err := s.busFor(c, in.EventBusName, "RemovePermission")
	if err != nil {
		return nil, err
	}
	if b.policy == nil {
		return nil, kernel.Fail("ResourceNotFoundException", "EventBus does not have a policy.")
	}
	if in.RemoveAllPermissions {
		b.policy = nil
	} else if !b.removeStatement(in.StatementId) {
		return nil, kernel.Fail("ResourceNotFoundException", "Statement with the provided id does not exist.")
	}
	return &struct{}{}, nil
}

func tagMap(tags []tag) map[string]string {
	out := map[string]string{}
	for _, t := range tags {
		out[t.Key] = t.Value
	}
	return out
}
