package cli

import (
	"context"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/alecthomas/kong"

	"farvault/shared/plain"
	"farvault/shared/proof"
)

// waitFlag is for how long doctor waits: --wait, or --wait=30m. Zero: it does not.
type waitFlag time.Duration

const (
	// waitsFor is how long --wait waits where nobody says: a StackSet of many accounts takes its time.
	waitsFor = waitFlag(time.Hour)
	// looksEvery is the time between two looks.
	looksEvery = 30 * time.Second
)

// IsBool says that the flag needs no value.
func (waitFlag) IsBool() bool { return true }

// Decode reads the duration, where there is one.
func (w *waitFlag) Decode(c *kong.DecodeContext) error {
	*w = waitsFor
	if c.Scan.Peek().Type != kong.FlagValueToken {
		return nil
	}
	var d time.Duration
	err := reading(plain.Duration)(c, reflect.ValueOf(&d).Elem())
	*w = waitFlag(d)
	return err
}

// clock is the time by which doctor waits.
type clock struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

// wallClock is the machine's.
var wallClock = clock{time.Now, func(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}}

// until looks until everything is in place or the time is over, and answers with the last look. A look that could not
// be made is made again: the roles may not be there yet.
func (w waitFlag) until(
	ctx context.Context, said io.Writer, at clock, look func(context.Context) ([]proof.Precondition, error),
) ([]proof.Precondition, error) {
	end, last := at.now().Add(time.Duration(w)), ""
	for {
		all, err := look(ctx)
		missing := of(all, "", proof.Fail, proof.Held)
		if err == nil && len(all) > 0 && missing == 0 || !at.now().Before(end) {
			return all, err
		}
		now := fmt.Sprintf("%d of %s do not pass yet", missing, plain.Count(len(all), "check", "checks"))
		if err != nil {
			now = err.Error()
		}
		if now != last {
			fmt.Fprintf(said, "waiting: %s\n", now)
			last = now
		}
		if err := at.sleep(ctx, looksEvery); err != nil {
			return all, err
		}
	}
}

// inPlace are the lines about what there is to see once every check passes.
func inPlace(observes bool) []string {
	lines := []string{
		"Everything is in place.",
		"In the first hour: `farvault status` lists every account, `farvault coverage` every resource that can be backed " +
			"up, and a message arrives for each copy that would fail.",
		"On the first day: a digest by mail; the plans run at their times, and `farvault coverage` shows their copies.",
	}
	if observes {
		lines[2] = "On the first day: a digest by mail, and a message for each backup or copy of your own plans that fails."
		lines = append(lines,
			"Mode Observe: farvault writes nothing. `farvault chain diff --all` shows what Protect would change.")
	}
	return lines
}
