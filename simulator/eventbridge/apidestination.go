package eventbridge

import (
	"cmp"
	"maps"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// APIDestination is an endpoint outside AWS that a rule can call, with what its connection adds.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
type APIDestination struct {
	Method, Endpoint string
	Headers          map[string]string // of the connection's API key
	Body             map[string]string // of the connection, merged into a body that is a JSON object
}

// Invocation is a call of an API destination, as it would leave AWS.
type Invocation struct {
	Method, URL string
	Headers     map[string]string
	Body        string
}

// Invocations are the calls of API destinations so far, in order.
func (s *Service) Invocations() []Invocation { return s.invocations }

// CreateConnection makes a connection, which adds headers and members of the body, and answers its ARN.
func (s *Service) CreateConnection(account, region, name string, adds APIDestination) string {
	arn := outsideARN(account, region, "connection/"+name)
	s.connections[arn] = adds
	return arn
}

// CreateAPIDestination makes a destination of a connection, and answers its ARN.
func (s *Service) CreateAPIDestination(account, region, name, connection, method, endpoint string) (string, error) {
	d, known := s.connections[connection]
	if !known {
		return "", kernel.Fail("ResourceNotFoundException", "Connection %s does not exist.", connection)
	}
	d.Method, d.Endpoint = cmp.Or(method, "POST"), endpoint
	arn := outsideARN(account, region, "api-destination/"+name)
	s.destinations[arn] = d
	return arn, nil
}

func outsideARN(account, region, resource string) string {
	return org.ARN{
		Partition: org.Partition(region), Service: "events", Region: region, Account: account, Resource: resource,
	}.String()
}

// invoke calls an API destination under the target's role. Its arrival is not simulated: whatever is called answers
// 200.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destination-create.html
func (s *Service) invoke(r *rule, t Target, e Event) *failure {
	destination, known := s.destinations[t.Arn]
	if !known {
		return &failure{"NO_RESOURCE", "Api destination " + t.Arn + " does not exist."}
	}
	caller, err := s.roles.AssumeFor(t.RoleArn, principal, r.source())
	if err != nil {
		return &failure{"FAILED_TO_ASSUME_ROLE", err.Error()}
	}
	access := kernel.Access{Action: "events:InvokeApiDestination", Resource: t.Arn, Account: r.bus.account}
	if s.k.Judge(caller, access).Decision != policy.Allowed {
		return &failure{"NO_PERMISSIONS", caller.ARN + " is not authorized to perform: " + access.Action}
	}
	body, err := t.transformed(e)
	if err != nil {
		return &failure{"INVALID_JSON", err.Error()}
	}
	s.invocations = append(s.invocations, Invocation{
		destination.Method, destination.Endpoint, maps.Clone(destination.Headers), merged(body, destination.Body),
	})
	return nil
}
