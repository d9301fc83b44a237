package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"farvault/shared/plain"
)

// Body is what one of farvault's own queue messages carries: one of kinds.
type Body interface {
	Event
	queued()
}

// kinds are farvault's own queue messages, each by its name on the wire.
var kinds = map[string]Body{
	"account":      ReconcileAccount{},
	"mend":         Repair{},
	"report":       Report{},
	"finding":      JobStateChange{},
	"silence":      Unreported{},
	"foreseen":     Foreseen{},
	"tick":         Tick{},
	"digest":       Digest{},
	"announcement": Announcement{},
	"page":         Page{},
}

// MessageVersion is the newest version of farvault's own queue messages. A reader takes every older one and refuses a
// higher one, so that a half-upgraded stack loses nothing: the queue brings it again.
const MessageVersion = 2

// firstVersion is what all but reports are still written as: these carry their changes as values since the second.
const firstVersion = 1

// Message is what farvault puts on its own queues. As JSON its body stands under the name of its kind.
type Message struct {
	Version int
	Body    Body
}

// NewMessage is the message with that body, of the oldest version that can carry it.
func NewMessage(body Body) Message {
	if _, is := body.(Report); is {
		return Message{Version: MessageVersion, Body: body}
	}
	return Message{Version: firstVersion, Body: body}
}

// Kind is the name of the message's kind on the wire; empty for a message without a body.
func (m Message) Kind() string {
	for name, empty := range kinds {
		if reflect.TypeOf(empty) == reflect.TypeOf(m.Body) {
			return name
		}
	}
	return ""
}

// MarshalJSON is the form that Read takes.
func (m Message) MarshalJSON() ([]byte, error) {
	kind := m.Kind()
	if kind == "" {
		return nil, fmt.Errorf("queue message with a %T for a body is of no kind", m.Body)
	}
	body, err := json.Marshal(m.Body)
	if err != nil {
		return nil, fmt.Errorf("queue message of kind %q: %w", kind, err)
	}
	return fmt.Appendf(nil, `{"version":%d,"kind":%q,%q:%s}`, m.Version, kind, kind, body), nil
}

// Read turns a queue record's body into a value: an event as EventBridge sent it, or the body of one of farvault's own
// messages.
func Read(record []byte) (Event, error) {
	var probe struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(record, &probe); err != nil {
		return nil, fmt.Errorf("queue record is not a JSON object: %w", plain.JSON(err))
	}
	if probe.Kind == "" {
		return Decode(record)
	}
	body, err := readBody(record, probe.Kind)
	if err != nil {
		return nil, fmt.Errorf("queue message of kind %q: %w", probe.Kind, err)
	}
	return body, nil
}

// readBody reads what stands under the name of the message's kind.
func readBody(message []byte, kind string) (Body, error) {
	var m struct {
		Version int `json:"version"`
	}
	var parts map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(message, &m), json.Unmarshal(message, &parts)); err != nil {
		return nil, plain.JSON(err)
	}
	empty, known := kinds[kind]
	switch {
	case m.Version > MessageVersion:
		return nil, fmt.Errorf("it has version %d, this build reads up to %d", m.Version, MessageVersion)
	case !known:
		return nil, errors.New("this build knows no such kind")
	case len(parts[kind]) == 0 || string(parts[kind]) == "null":
		return nil, errors.New("it carries no body")
	}
	body := reflect.New(reflect.TypeOf(empty))
	if err := json.Unmarshal(parts[kind], body.Interface()); err != nil {
		return nil, plain.JSON(err)
	}
	return body.Elem().Interface().(Body), nil
}

func (ReconcileAccount) queued() {}
func (Repair) queued()           {}
func (Report) queued()           {}
func (JobStateChange) queued()   {}
func (Unreported) queued()       {}
func (Page) queued()             {}
func (Foreseen) queued()         {}
func (Tick) queued()             {}
func (Digest) queued()           {}
func (Announcement) queued()     {}

func (ReconcileAccount) event() {}
func (Repair) event()           {}
func (Report) event()           {}
func (Unreported) event()       {}
func (Page) event()             {}
func (Foreseen) event()         {}
func (Tick) event()             {}
func (Digest) event()           {}
func (Announcement) event()     {}
