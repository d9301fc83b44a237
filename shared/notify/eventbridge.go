package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"farvault/shared/message"
	"farvault/shared/plain"
)

// What a rule's event pattern finds farvault's alerts by. The detail is an alert.Message; events/farvault-alert/ has
// its schema and a sample.
const (
	EventSource     = "farvault"
	EventDetailType = "farvault Alert"
)

// EventBridge puts messages on one bus as custom events, for whatever people attach to it: a pager, a ticket, another
// chat.
type EventBridge struct {
	client *eventbridge.Client
	bus    string
}

// NewEventBridge puts events on the bus of that ARN.
func NewEventBridge(client *eventbridge.Client, busARN string) *EventBridge {
	return &EventBridge{client: client, bus: busARN}
}

// largestDetail is EventBridge's limit of 256 KB for an entry, less what its other fields take.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const largestDetail = 256*1024 - 1024

// Notify puts one event on the bus. EventBridge answers 200 to a request whose entry it did not take: that is an error
// too.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
func (b *EventBridge) Notify(ctx context.Context, m message.Message) error {
	detail, err := detailOf(m)
	if err != nil {
		return fmt.Errorf("put event of group %s: %w", m.GroupKey, err)
	}
	out, err := b.client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{
		{
			EventBusName: &b.bus,
			Source:       aws.String(EventSource),
			DetailType:   aws.String(EventDetailType),
			Detail:       &detail,
			Time:         &m.At,
		},
	}})
	if err == nil && out.FailedEntryCount > 0 {
		err = refusedEntry(out.Entries)
	}
	if err != nil {
		return fmt.Errorf("put event of group %s on %s: %w", m.GroupKey, b.bus, err)
	}
	return nil
}

// detailOf is the message as the event's detail. What EventBridge would refuse for its size goes without its details.
func detailOf(m message.Message) (string, error) {
	detail, err := json.Marshal(m)
	if err == nil && len(detail) > largestDetail {
		detail, err = json.Marshal(shortened(m))
	}
	return string(detail), err
}

func refusedEntry(entries []types.PutEventsResultEntry) error {
	if len(entries) == 0 {
		return errors.New("the entry was not taken")
	}
	return fmt.Errorf(
		"the entry was not taken: %s: %s",
		aws.ToString(entries[0].ErrorCode),
		plain.Clean(aws.ToString(entries[0].ErrorMessage), shortenedRunes),
	)
}
