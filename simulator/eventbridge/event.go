package eventbridge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"farvault/simulator/kernel"
)

// Event is an event in its envelope.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
type Event struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// text is the event as targets receive it.
func (e Event) text() []byte { return encode(e) }

// encode writes JSON with <, > and & as they are.
func encode(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(fmt.Sprintf("simulator: event %T: %v", v, err)) // a service emits what does not encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Emit puts an event of an AWS service on the default bus of an account and Region, now.
func (s *Service) Emit(account, region, source, detailType string, resources []string, detail any) {
	s.EmitOf(s.k.Clock.Now(), account, region, source, detailType, resources, detail)
}

// EmitOf is Emit of something that happened at an earlier time.
func (s *Service) EmitOf(at time.Time, account, region, source, detailType string, resources []string, detail any) {
	e := s.event(account, region, source, detailType, resources, at)
	e.Detail = encode(detail)
	times := 1
	if s.Deliveries != nil {
		times = s.Deliveries(e)
	}
	b, _ := s.bus(BusARN(account, region, "default")) // always there
	for range times {
		late := time.Duration(0)
		if s.Later != nil {
			late = s.Later(e)
		}
		if late > 0 {
			s.k.Clock.After(late, func() { s.publish(b, e, false) })
			continue
		}
		s.publish(b, e, false)
	}
}

func (s *Service) event(account, region, source, detailType string, resources []string, at time.Time) Event {
	if resources == nil {
		resources = []string{}
	}
	return Event{
		Version: "0", ID: s.k.UUID("event"), DetailType: detailType, Source: source,
		Account: account, Time: at.UTC().Format("2006-01-02T15:04:05Z"), Region: region, Resources: resources,
	}
}

type putEventsEntry struct {
	Source, DetailType, Detail, EventBusName string
	Resources                                []string
	Time                                     kernel.Time
}

type putEventsInput struct{ Entries []putEventsEntry }

type putEventsResult struct {
	EventId      string `json:",omitempty"`
	ErrorCode    string `json:",omitempty"`
	ErrorMessage string `json:",omitempty"`
}

type putEventsOutput struct {
	FailedEntryCount int
	Entries          []putEventsResult
}

// maxRequest bounds the entries of one request.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const maxRequest = 256 << 10

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
func (s *Service) putEvents(c *kernel.Call, in putEventsInput) (*putEventsOutput, error) {
	size := 0
	for _, e := range in.Entries {
		size += len(e.Source) + len(e.DetailType) + len(e.Detail)
	}
	out := &putEventsOutput{}
	for _, entry := range in.Entries {
		b, err := s.named(c.Account(), c.Region, entry.EventBusName)
		if err != nil {
			return nil, err
		}
		if err := s.k.Authorize(c, b.putAccess(entry.Source, entry.DetailType)); err != nil {
			return nil, err
		}
	}
	if n := len(in.Entries); n == 0 || n > 10 {
		bound := "less than or equal to 10"
		if n == 0 {
			bound = "greater than or equal to 1"
		}
		return nil, kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '[PutEventsRequestEntry]' at 'entries' failed to satisfy constraint: "+
				"Member must have length %s",
			bound,
		)
	}
	if size > maxRequest {
		return nil, kernel.Fail("ValidationException", "Total size of the entries in the request is over the limit.")
	}
	for _, entry := range in.Entries {
		result := s.putEntry(c, entry)
		if result.ErrorCode != "" {
			out.FailedEntryCount++
		}
		out.Entries = append(out.Entries, result)
	}
	return out, nil
}

func (s *Service) putEntry(c *kernel.Call, entry putEventsEntry) putEventsResult {
	var detail map[string]json.RawMessage
	switch {
	case strings.HasPrefix(entry.Source, "aws."):
		return putEventsResult{
			ErrorCode:    "NotAuthorizedForSourceException",
			ErrorMessage: "Not authorized for the source.",
		}
	case entry.Source == "":
		return putEventsResult{
			ErrorCode:    "InvalidArgument",
			ErrorMessage: "Parameter Source is not valid. Reason: Source is a required argument.",
		}
	case entry.DetailType == "":
		return putEventsResult{
			ErrorCode:    "InvalidArgument",
			ErrorMessage: "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
		}
	case entry.Detail == "":
		return putEventsResult{
			ErrorCode:    "InvalidArgument",
			ErrorMessage: "Parameter Detail is not valid. Reason: Detail is a required argument.",
		}
	case json.Unmarshal([]byte(entry.Detail), &detail) != nil:
		return putEventsResult{ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed."}
	}
	at := c.Now
	if !entry.Time.IsZero() {
		at = entry.Time.Time
	}
	b, err := s.named(c.Account(), c.Region, entry.EventBusName)
	if err != nil {
		return putEventsResult{ErrorCode: "InvalidArgument", ErrorMessage: err.Error()}
	}
	e := s.event(c.Account(), c.Region, entry.Source, entry.DetailType, entry.Resources, at)
	e.Detail = json.RawMessage(entry.Detail)
	s.publish(b, e, b.account != c.Account())
	return putEventsResult{EventId: e.ID}
}

// putAccess is what putting an event on a bus asks for.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
func (b *bus) putAccess(source, detailType string) kernel.Access {
	return kernel.Access{
		Action: "events:PutEvents", Resource: b.arn(), Account: b.account, ResourcePolicy: b.policy,
		Context: map[string][]string{"events:source": {source}, "events:detail-type": {detailType}},
	}
}
