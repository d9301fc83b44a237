// Package batch runs a function over the records of one SQS invocation: each by itself, with a log line that says how
// it ended and why, metrics, and its return to the queue where it is to come again. batch.go is the run, outcome.go how
// a record ended, metric.go the numbers, ports.go what several functions reach.
package batch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/guard"
)

// Queue is the queue that the records come from: it puts one that is being worked
// on away for a while, after which SQS delivers it again.
type Queue interface {
	Delay(ctx context.Context, receiptHandle string, delay time.Duration) error
}

// Batch works through the records of one SQS invocation, each by itself: an
// error or a panic in one is reported as that record's failure, and the others are
// done. SQS has no back-off of its own, so what is not ready yet is put away by attempt.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
type Batch struct {
	Queue Queue
	Log   *slog.Logger
	Now   func() time.Time

	// Handle does one record. Its Outcome is logged even beside an error.
	Handle func(context.Context, events.SQSMessage) (Outcome, error)

	// TooLate takes a record that is still not ready after the last of the waits; the
	// record is then consumed. Nil: it stays in the queue, and goes to the dead-letter queue in the end.
	TooLate func(ctx context.Context, record events.SQSMessage, notReady error) (Outcome, error)
}

// waits are the pauses before the second delivery, the third, and so on: fifteen
// minutes in all, which is how long a new account may take to be usable.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
var waits = []time.Duration{
	30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 5 * time.Minute, 90 * time.Second,
}

// longestDelay is SQS's limit for a visibility timeout.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
const longestDelay = 12 * time.Hour

// Later is an error that names when to come back, as Slack does with Retry-After.
type Later struct {
	After time.Duration
	Err   error
}

func (l Later) Error() string { return l.Err.Error() }

// Unwrap gives the error that is to be waited out.
func (l Later) Unwrap() error { return l.Err }

// Run does every record and answers with those that are to be delivered again. Its error is always nil:
// an error would make Lambda deliver the whole batch again, done records included.
func (b Batch) Run(ctx context.Context, in events.SQSEvent) (events.SQSEventResponse, error) {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	start, all := b.Now(), ended{}
	for _, record := range in.Records {
		outcome, finished := b.one(ctx, record)
		all.add(outcome)
		if !finished {
			answer.BatchItemFailures = append(answer.BatchItemFailures,
				events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
		}
	}
	all.log(ctx, b, len(in.Records), start)
	return answer, nil
}

// one does a record and reports how it ended and whether it is finished with. It writes the one log line of the record.
func (b Batch) one(ctx context.Context, record events.SQSMessage) (Outcome, bool) {
	start := b.Now()
	outcome, err := b.guarded(ctx, record, b.Handle)
	attempt := ReceiveCount(record)
	delay, waitable := delayFor(err, attempt)
	switch {
	case err == nil:
	case waitable && delay > 0:
		outcome.Word = Waits
		outcome.Attrs = append(outcome.Attrs, slog.Duration(keyDelay, delay))
		if held := b.Queue.Delay(ctx, record.ReceiptHandle, delay); held != nil {
			err = errors.Join(err, held)
		}
	case waitable && b.TooLate != nil:
		late := func(ctx context.Context, r events.SQSMessage) (Outcome, error) { return b.TooLate(ctx, r, err) }
		outcome, err = b.guarded(ctx, record, late)
	}
	if err != nil && outcome.Word != Waits {
		outcome.Word = Failed
	}
	line := append(
		[]slog.Attr{slog.String(keyRecord, record.MessageId), slog.Int(keyAttempt, attempt)},
		outcome.attrs()...)
	level := slog.LevelInfo
	if err != nil {
		line = append(line, slog.String(KeyError, err.Error()))
	}
	if outcome.Word == Failed {
		level = slog.LevelError
	}
	b.Log.LogAttrs(ctx, level, "record", append(line, slog.Duration(KeyDuration, b.Now().Sub(start)))...)
	return outcome, err == nil
}

// guarded turns a panic into an error of this record alone. A record that
// comes when the invocation's time is over is not begun.
func (b Batch) guarded(
	ctx context.Context,
	record events.SQSMessage,
	do func(context.Context, events.SQSMessage) (Outcome, error),
) (out Outcome, err error) {
	if err := ctx.Err(); err != nil {
		return Outcome{}, fmt.Errorf("record %s not begun: %w", record.MessageId, err)
	}
	err = guard.Do(func() (err error) {
		out, err = do(ctx, record)
		return err
	})
	return out, err
}

// delayFor is how long to put a record away, and whether its error is one that
// waiting mends at all. Zero with true means that the waits are used up.
func delayFor(err error, attempt int) (time.Duration, bool) {
	var later Later
	if errors.As(err, &later) {
		return max(time.Second, min(later.After, longestDelay)), true
	}
	var waiting interface{ NotReady() bool }
	if !errors.As(err, &waiting) || !waiting.NotReady() {
		return 0, false
	}
	if attempt > len(waits) {
		return 0, true
	}
	return waits[attempt-1], true
}

// receiveCount is how often SQS has delivered the record, this time included; one when it does not say.
func ReceiveCount(record events.SQSMessage) int {
	n, err := strconv.Atoi(record.Attributes["ApproximateReceiveCount"])
	if err != nil || n < 1 {
		return 1
	}
	return n
}
