package sweep_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// long is an organization that takes minutes to read.
type long struct {
	*quiet
	mu   *sync.Mutex
	read *[]string
}

func (l long) Watch(ctx context.Context, account, region string, want unreported.Expectation) (unreported.Snapshot, error) {
	select {
	case <-time.After(30 * time.Second):
	case <-ctx.Done():
		return unreported.Snapshot{}, ctx.Err()
	}
	l.mu.Lock()
	*l.read = append(*l.read, account)
	l.mu.Unlock()
	w, err := l.quiet.Watch(ctx, account, region, want)
	w.Select([]unreported.Resource{{ARN: aVolume, Tags: map[string]string{"backup": "daily"}}})
	return w, err
}

// pages are the messages to the function itself.
type pages struct{ sent []event.Message }

func (p *pages) SendAll(_ context.Context, messages []event.Message) error {
	p.sent = append(p.sent, messages...)
	return nil
}

// Where one invocation's time does not suffice, the function asks itself for the rest, and every account is read once.
func TestTheRestOfTheAccountsGoesThroughTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQuiet()
		q.accounts = q.accounts[:1]
		for i := range 1000 {
			q.accounts = append(q.accounts, org.Account{ID: fmt.Sprintf("7777%08d", 1000-i), State: org.Active})
		}
		l := long{q, &sync.Mutex{}, new([]string)}
		work, invocations := sweep.Work{Work: "silence"}, 0
		for {
			invocations++
			own := &pages{}
			s := q.sweep(handlertest.Noon())
			s.Snapshots, s.PagesOut = l, own
			ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
			if err := s.Run(ctx, work); err != nil {
				t.Fatal(err)
			}
			cancel()
			if len(own.sent) == 0 {
				break
			}
			body, err := json.Marshal(own.sent[0])
			if err != nil || len(own.sent) != 1 {
				t.Fatalf("%d messages, %v", len(own.sent), err)
			}
			record, err := json.Marshal(map[string]any{"Records": []any{map[string]string{"body": string(body)}}})
			if err != nil {
				t.Fatal(err)
			}
			if work = (sweep.Work{}); json.Unmarshal(record, &work) != nil || work.Page == nil {
				t.Fatalf("cannot go on with %s", record)
			}
		}
		slices.Sort(*l.read)
		if once := slices.Compact(slices.Clone(*l.read)); len(*l.read) != 1001 || len(once) != 1001 || invocations < 2 {
			t.Errorf("%d readings of %d accounts in %d invocations", len(*l.read), len(once), invocations)
		}
		got, err := q.Coverage(t.Context(), "777700000001", "eu-west-1")
		if err != nil || len(got.Resources) != 1 || !got.At.Equal(handlertest.Noon()) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// What is not a schedule's input nor a page is refused.
func TestWhatSweepDoesNotRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"Records":[{"body":"{}"}]}`, `{"Records":[{"body":"x"}]}`, `[]`} {
		var w sweep.Work
		if err := json.Unmarshal([]byte(text), &w); err == nil {
			t.Errorf("%s is read as %+v", text, w)
		}
	}
}
