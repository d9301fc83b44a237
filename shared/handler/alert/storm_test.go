package alert

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
)

// waiting is an event that is put away until its time.
type waiting struct {
	at time.Time
	i  int
}

// weather is a storm: so many failures in five handlertest.Minutes, evenly over accounts and causes.
type weather struct {
	failures, accounts, causes int
	copies                     int  // how often each event is delivered
	everywhere                 bool // every account has a key of its own at fault; otherwise a cause has one place
	unproven                   bool // nobody could prove what is at fault
}

// asPromised is the storm that the numbers are promised for: 50,000 failures, 10,000 accounts, 12 causes.
func asPromised(copies int, everywhere bool) weather {
	return weather{failures: 50_000, accounts: 10_000, causes: 12, copies: copies, everywhere: everywhere}
}

// failure is the i-th of the storm. Every account has several resources, and each cause strikes many accounts.
func (w weather) failure(i int) alert.Alert {
	account, cause := fmt.Sprintf("%012d", 200000000000+i%w.accounts), fmt.Sprintf("cause-%02d", i%w.causes)
	a := alert.Alert{
		Problem: alert.Problem{Account: account, Region: "eu-west-1", Job: event.Copy, ResourceType: "EBS", Destination: handlertest.VaultARN,
			Resource: fmt.Sprintf("arn:aws:ec2:eu-west-1:%s:volume/vol-%08d", account, i)},
		JobID: fmt.Sprintf("%08d-0000-0000-0000-000000000000", i), State: "FAILED", StatusMessage: "no",
		At:        handlertest.Noon().Add(w.at(i)),
		Diagnosis: catalog.Diagnosis{Cause: cause, Category: catalog.KMS, Title: cause, Where: "key of " + cause},
	}
	if w.everywhere {
		a.Diagnosis.Where += " in " + account
	}
	if w.unproven {
		a.Diagnosis.Where, a.Diagnosis.Proof, a.Diagnosis.Category = "", catalog.Suspected, catalog.Category(cause)
	}
	return a
}

// late is how long after its first failure a cause is told at the most.
func (w weather) late() time.Duration {
	if w.unproven {
		return 10*time.Second + alert.PoolWait
	}
	return 10 * time.Second
}

// at is when the i-th failure comes, after noon.
func (w weather) at(i int) time.Duration {
	return 5 * time.Minute * time.Duration(i) / time.Duration(w.failures)
}

// outcome of a storm: when each cause was first told, and when each message was.
type aftermath struct {
	*world
	first map[string]time.Time
	at    []time.Time
	heard int // of the world's messages, those that are in at
}

// strike lets the storm come over a world, event by event, with what is put away delivered again, and a tick every five handlertest.Minutes for an hour.
func (w weather) strike(tb testing.TB) *aftermath {
	tb.Helper()
	out := &aftermath{world: newWorld(), first: map[string]time.Time{}}
	out.Settings.Alerts.MaxMessagesPerHour = 30
	var away []waiting
	for i := range w.failures {
		out.Set(handlertest.Noon().Add(w.at(i)))
		for len(away) > 0 && !away[0].at.After(out.At()) {
			next := away[0]
			away = out.deliver(tb, w, next.i, away[1:])
		}
		for range w.copies {
			away = out.deliver(tb, w, i, away)
		}
	}
	for len(away) > 0 {
		next := away[0]
		out.Set(next.at)
		away = out.deliver(tb, w, next.i, away[1:])
	}
	for minute := 5; minute <= 60; minute += 5 {
		out.Set(handlertest.Noon().Add(handlertest.Minutes(minute)))
		out.ticks(tb)
	}
	return out
}

// deliver gives one event to the function; one that is to come later is put away.
func (o *aftermath) deliver(tb testing.TB, w weather, i int, away []waiting) []waiting {
	a := w.failure(i)
	_, err := o.failed(context.Background(), a, event.JobStateChange{Job: event.Copy}, nil)
	var later batch.Later
	if errors.As(err, &later) {
		away = append(away, waiting{o.At().Add(later.After), i})
	} else if err != nil {
		tb.Fatal(err)
	}
	o.note(o.At())
	return away
}

// ticks is a tick, again each second while it is put away.
func (o *aftermath) ticks(tb testing.TB) {
	for range 60 {
		_, err := o.tick(context.Background())
		o.note(o.At())
		var later batch.Later
		if !errors.As(err, &later) {
			if err != nil {
				tb.Fatal(err)
			}
			return
		}
		o.Pass(later.After)
	}
	tb.Fatal("a tick does not come to its end")
}

func (o *aftermath) note(now time.Time) {
	for _, m := range o.people.Heard[o.heard:] {
		o.at = append(o.at, now)
		if _, known := o.first[m.Cause]; !known {
			o.first[m.Cause] = now
		}
	}
	o.heard = len(o.people.Heard)
}

// holds asserts what is promised of every storm.
func (w weather) holds(tb testing.TB, o *aftermath) {
	tb.Helper()
	if n := len(o.at); n > 40 || n < w.causes {
		tb.Errorf("%d messages in the first hour, want %d to 40", n, w.causes)
	}
	for i := range o.at {
		if i >= 9 && o.at[i].Sub(o.at[i-9]) < time.Second {
			tb.Errorf("10 messages within a second, at %s", o.at[i])
		}
	}
	for i := range w.causes {
		cause := fmt.Sprintf("cause-%02d", i)
		told, known := o.first[cause]
		if late := told.Sub(handlertest.Noon().Add(w.at(i))); !known || late > w.late() {
			tb.Errorf("%s was first told after %s (told at all: %v)", cause, late, known)
		}
	}
	all, err := o.tally(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	if all.Failures != w.failures || len(all.Accounts) != min(w.accounts, w.failures) || len(all.Causes) != w.causes {
		tb.Errorf("the ledger has %d failures of %d causes in %d accounts", all.Failures, len(all.Causes), len(all.Accounts))
	}
}

// Of a storm people hear every cause within seconds, no more than they can read, and all of it is in the ledger.
func TestStorm(t *testing.T) {
	t.Parallel()
	for law, w := range map[string]weather{
		"a cause at one place":               {failures: 1_200, accounts: 400, causes: 12, copies: 1},
		"a cause in every account":           {failures: 1_200, accounts: 400, causes: 12, copies: 1, everywhere: true},
		"every event comes twenty times":     {failures: 150, accounts: 150, causes: 12, copies: 20},
		"and is about a place of its own":    {failures: 150, accounts: 150, causes: 12, copies: 20, everywhere: true},
		"a cause that nobody could prove":    {failures: 1_200, accounts: 400, causes: 12, copies: 1, unproven: true},
		"one cause strikes the organization": {failures: 800, accounts: 800, causes: 1, copies: 1},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w.holds(t, w.strike(t))
		})
	}
}

// The storm as it is promised, once and with every event twenty times: it takes too long for every test run. A
// promise that does not hold fails the benchmark.
func BenchmarkStorm(b *testing.B) {
	for name, w := range map[string]weather{
		"OnePlaceACause": asPromised(1, false), "EveryAccountItsOwn": asPromised(1, true),
		"OnePlaceACauseTwentyTimes": asPromised(20, false), "EveryAccountItsOwnTwentyTimes": asPromised(20, true),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				o := w.strike(b)
				w.holds(b, o)
				b.ReportMetric(float64(len(o.at)), "messages/storm")
			}
		})
	}
}
