// Package eventbridge simulates Amazon EventBridge: buses with resource
// policies, rules with event patterns, delivery to queues and to buses in other accounts
// and Regions, dead-letter queues. Schedules are the scheduler's affair. Delivery is at once,
// and under the permissions of the moment.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html
package eventbridge

import (
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/pattern"
	"farvault/simulator/sqs"
)

// principal is who EventBridge is when it delivers.
const principal = "events.amazonaws.com"

// Service is Amazon EventBridge in every account and Region.
type Service struct {
	// Deliveries says how often an event of an AWS service arrives; nil means once.
	// Zero loses it and two doubles it: delivery is best effort and at least once.
	// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-delivery-level.html
	Deliveries func(Event) int
	// Later says how late an event of an AWS service arrives; nil means at once.
	Later func(Event) time.Duration

	k           *kernel.Kernel
	queues      *sqs.Service
	roles       *iam.Service
	buses       map[string]*bus // by ARN, without those default buses that nobody has touched
	undelivered []Undelivered
	patterns    map[string]pattern.Pattern // by text

	connections, destinations map[string]APIDestination // by ARN
	invocations               []Invocation
}

// New makes EventBridge with a default bus in each account and Region.
func New(k *kernel.Kernel, queues *sqs.Service, roles *iam.Service) *Service {
	return &Service{
		k: k, queues: queues, roles: roles, buses: map[string]*bus{}, patterns: map[string]pattern.Pattern{},
		connections: map[string]APIDestination{}, destinations: map[string]APIDestination{},
	}
}

// Operations are the API operations that are served.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("events", "CreateEventBus", s.createEventBus),
		kernel.Op("events", "DescribeEventBus", s.describeEventBus),
		kernel.Op("events", "PutPermission", s.putPermission),
		kernel.Op("events", "RemovePermission", s.removePermission),
		kernel.Op("events", "PutRule", s.putRule),
		kernel.Op("events", "DescribeRule", s.describeRule),
		kernel.Op("events", "ListRules", s.listRules),
		kernel.Op("events", "EnableRule", s.enableRule),
		kernel.Op("events", "DisableRule", s.disableRule),
		kernel.Op("events", "DeleteRule", s.deleteRule),
		kernel.Op("events", "PutTargets", s.putTargets),
		kernel.Op("events", "RemoveTargets", s.removeTargets),
		kernel.Op("events", "ListTargetsByRule", s.listTargetsByRule),
		kernel.Op("events", "TagResource", s.tagResource),
		kernel.Op("events", "ListTagsForResource", s.listTagsForResource),
		kernel.Op("events", "PutEvents", s.putEvents),
	}
}

// BusARN is the ARN of a bus.
func BusARN(account, region, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "events",
		Region:    region,
		Account:   account,
		Resource:  "event-bus/" + name,
	}.String()
}

// bus finds a bus by its ARN. The default bus is always there.
func (s *Service) bus(arn string) (*bus, bool) {
	if b, ok := s.buses[arn]; ok {
		return b, true
	}
	a, err := org.ParseARN(arn)
	if err != nil || a.Service != "events" || a.Resource != "event-bus/default" {
		return nil, false
	}
	now := kernel.At(s.k.Clock.Now())
	b := &bus{
		account: a.Account, region: a.Region, name: "default", rules: map[string]*rule{}, created: now, modified: now,
	}
	s.buses[arn] = b
	return b, true
}

// named finds the bus that a call names: nothing is the default, a name is the caller's own, an ARN may be anybody's.
func (s *Service) named(account, region, name string) (*bus, error) {
	arn := name
	if name == "" {
		name = "default"
	}
	if !strings.HasPrefix(arn, "arn:") {
		arn = BusARN(account, region, name)
	}
	b, ok := s.bus(arn)
	if !ok {
		return nil, kernel.Fail("ResourceNotFoundException", "Event bus %s does not exist.", name)
	}
	return b, nil
}

// tag is a tag as the API has it.
type tag struct{ Key, Value string }

func tagsOf(tags map[string]string) []tag {
	out := []tag{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, tag{Key: key, Value: tags[key]})
	}
	return out
}

// tagContext is what conditions on tags see: those in the request, and those of the resource.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func tagContext(request []tag, resource map[string]string) map[string][]string {
	context := map[string][]string{}
	for _, t := range request {
		context["aws:RequestTag/"+t.Key] = []string{t.Value}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], t.Key)
	}
	for key, value := range resource {
		context["aws:ResourceTag/"+key] = []string{value}
	}
	return context
}
