package alert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
)

// publish gives a message to the topic, and once people have it to the bus. An event that the bus does not take goes
// into the queue and is put again from there: mail neither waits for it nor comes twice for its sake. Where not even
// the queue takes it, the message is told again as a whole.
func (h *Handler) publish(ctx context.Context, m message.Message) error {
	if err := h.Topic.Notify(ctx, m); err != nil {
		return err
	}
	refused := h.Bus.Notify(ctx, m)
	if refused == nil {
		return nil
	}
	text, err := json.Marshal(m)
	if err == nil {
		err = h.Again.Send(ctx, event.NewMessage(event.Announcement{Message: text}))
	}
	if err != nil {
		return errors.Join(refused, fmt.Errorf("keep the event for later: %w", err))
	}
	return nil
}

// announce puts an event on the bus that did not take it before. It has its time in it; a newer one of its group may
// have gone before.
func (h *Handler) announce(ctx context.Context, a event.Announcement, record events.SQSMessage) (batch.Outcome, error) {
	m, err := message.Read(a.Message)
	if err != nil {
		return batch.Outcome{}, fmt.Errorf("announcement: %w", err)
	}
	attrs := []slog.Attr{slog.String(batch.KeyCause, m.Cause), slog.String(batch.KeyGroup, alert.Short(m.GroupKey))}
	if err := h.Bus.Notify(ctx, m); err != nil {
		return batch.Outcome{Attrs: attrs}, batch.Later{After: busBackOff(batch.ReceiveCount(record)), Err: err}
	}
	return batch.Done("event put on the bus: "+string(m.Reason), attrs...), nil
}

// busBackOff is how long an event stays away after that many tries: from half a minute to an hour, so that
// the ten deliveries of the queue outlast five hours without EventBridge.
func busBackOff(attempt int) time.Duration {
	const first, longest = 30 * time.Second, time.Hour
	return min(first<<min(2*(attempt-1), 8), longest)
}
