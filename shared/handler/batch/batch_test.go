package batch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
)

// delays is a queue that remembers how long each record was put away.
type delays map[string]time.Duration

func (d delays) Delay(_ context.Context, receipt string, delay time.Duration) error {
	d[receipt] = delay
	return nil
}

func delivery(id string, count int) events.SQSMessage {
	return events.SQSMessage{MessageId: id, ReceiptHandle: "receipt-" + id, Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(count)}}
}

// runBatch runs records through a batch and gives the ids that are to come again, the delays, and the log's lines.
func runBatch(t *testing.T, b batch.Batch, records ...events.SQSMessage) (again []string, put delays, lines []map[string]any) {
	t.Helper()
	put = delays{}
	var log bytes.Buffer
	b.Queue, b.Now = put, func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }
	b.Log = slog.New(slog.NewJSONHandler(&log, nil))
	answer, err := b.Run(t.Context(), events.SQSEvent{Records: records})
	if err != nil {
		t.Fatalf("Run: %v, must never fail the whole batch", err)
	}
	for _, f := range answer.BatchItemFailures {
		again = append(again, f.ItemIdentifier)
	}
	for decoder := json.NewDecoder(&log); decoder.More(); {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		delete(line, "time")
		lines = append(lines, line)
	}
	return again, put, lines
}

func TestBatchDoesEachRecordByItself(t *testing.T) {
	t.Parallel()
	var done []string
	again, _, lines := runBatch(t, batch.Batch{Handle: func(_ context.Context, r events.SQSMessage) (batch.Outcome, error) {
		switch r.MessageId {
		case "poison":
			return batch.Outcome{}, errors.New("not JSON")
		case "panics":
			panic("index out of range")
		}
		done = append(done, r.MessageId)
		return batch.Done("protected", slog.String("account", "222233334444")), nil
	}}, delivery("one", 1), delivery("poison", 1), delivery("panics", 3), delivery("two", 1))
	if diff := cmp.Diff([]string{"poison", "panics"}, again); diff != "" {
		t.Errorf("delivered again (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"one", "two"}, done); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
	want := []map[string]any{
		{"level": "INFO", "msg": "record", "record": "one", "attempt": 1., "outcome": "done", "reason": "protected", "account": "222233334444", "duration": 0.},
		{"level": "ERROR", "msg": "record", "record": "poison", "attempt": 1., "outcome": "failed", "reason": "", "error": "not JSON", "duration": 0.},
		{"level": "ERROR", "msg": "record", "record": "panics", "attempt": 3., "outcome": "failed", "reason": "", "error": "panic at batch_test.go:65: index out of range", "duration": 0.},
		{"level": "INFO", "msg": "record", "record": "two", "attempt": 1., "outcome": "done", "reason": "protected", "account": "222233334444", "duration": 0.},
		{"level": "INFO", "msg": "invocation", "records": 4., "done": 2., "failed": 2., "duration": 0.},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// What is not ready is put away longer and longer, fifteen handlertest.Minutes in all, and then given up.
func TestBatchWaitsByAttempt(t *testing.T) {
	t.Parallel()
	want := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 5 * time.Minute, 90 * time.Second}
	var total time.Duration
	for attempt := 1; attempt <= len(want)+1; attempt++ {
		var late error
		again, put, _ := runBatch(t, batch.Batch{
			Handle: func(context.Context, events.SQSMessage) (batch.Outcome, error) {
				return batch.Outcome{}, fmt.Errorf("observe account 222233334444: %w", handlertest.NotReady{})
			},
			TooLate: func(_ context.Context, _ events.SQSMessage, err error) (batch.Outcome, error) {
				late = err
				return batch.Done("left to the sweep"), nil
			},
		}, delivery("new", attempt))
		if attempt > len(want) {
			if len(again) != 0 || !errors.Is(late, handlertest.NotReady{}) {
				t.Errorf("attempt %d: delivered again %v, given up with %v; want it consumed", attempt, again, late)
			}
			break
		}
		if len(again) != 1 || late != nil || put["receipt-new"] != want[attempt-1] {
			t.Errorf("attempt %d: delivered again %v after %s, given up with %v; want it after %s", attempt, again, put["receipt-new"], late, want[attempt-1])
		}
		total += put["receipt-new"]
	}
	if total != 15*time.Minute {
		t.Errorf("waited %s in all, want 15m", total)
	}
}

func TestBatchDelay(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err     error
		attempt int
		want    time.Duration // zero: not put away, the queue's own visibility timeout holds
	}{
		"an ordinary error is left to the queue":     {errors.New("throttled"), 1, 0},
		"later is when the error says":               {batch.Later{After: 7 * time.Minute, Err: errors.New("slack answers 429")}, 1, 7 * time.Minute},
		"later is never past what SQS takes":         {batch.Later{After: 100 * time.Hour, Err: errors.New("slack answers 429")}, 1, 12 * time.Hour},
		"later is never now":                         {batch.Later{After: -time.Hour, Err: errors.New("slack answers 429")}, 1, time.Second},
		"one of several errors is not ready":         {errors.Join(errors.New("throttled"), handlertest.NotReady{}), 2, time.Minute},
		"without TooLate the queue has the say":      {handlertest.NotReady{}, 7, 0},
		"a record that SQS did not count is a first": {handlertest.NotReady{}, 0, 30 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			again, put, _ := runBatch(t, batch.Batch{Handle: func(context.Context, events.SQSMessage) (batch.Outcome, error) {
				return batch.Outcome{}, tt.err
			}}, delivery("r", tt.attempt))
			if len(again) != 1 || put["receipt-r"] != tt.want {
				t.Errorf("delivered again %v after %s, want after %s", again, put["receipt-r"], tt.want)
			}
		})
	}
}

func TestBatchBeginsNothingWhenTimeIsOver(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	begun := 0
	b := batch.Batch{Queue: delays{}, Now: time.Time{}.UTC, Log: slog.New(slog.DiscardHandler), Handle: func(context.Context, events.SQSMessage) (batch.Outcome, error) {
		begun++
		cancel()
		return batch.Done("protected"), nil
	}}
	answer, _ := b.Run(ctx, events.SQSEvent{Records: []events.SQSMessage{delivery("one", 1), delivery("two", 1), delivery("three", 1)}})
	if begun != 1 || len(answer.BatchItemFailures) != 2 {
		t.Errorf("%d records begun, %d to come again; want 1 and 2", begun, len(answer.BatchItemFailures))
	}
}
