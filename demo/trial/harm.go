package trial

import (
	"slices"
	"strings"
	"time"

	"farvault/simulator/kernel"
)

// Harm is something that is not as it should be for a while, and whom it can touch.
type Harm struct {
	What     string
	From, To time.Time // To is zero while it lasts
	Account  string    // empty: any
	Infra    bool      // of AWS's or the network's making: farvault may be late while it lasts
}

// spell is a span in which calls go wrong.
type spell struct {
	Happening
	choose func(c *kernel.Call, p Point, dice int) *kernel.Mishap // dice are from 0 to 999
}

// harm notes a harm, and answers with its end.
func (c *Chaos) harm(h Harm) (end func()) {
	h.From = c.Now()
	c.harms = append(c.harms, &h)
	return func() { h.To = c.Now() }
}

// unharmed is how much of the time from one moment to another was free of harm by AWS or the network, not counting the
// first quarter of an hour after each: messages that failed come again after so long.
func (c *Chaos) unharmed(from, to time.Time) time.Duration {
	const after = 15 * time.Minute
	free := time.Duration(0)
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		if !slices.ContainsFunc(c.harms, func(h *Harm) bool {
			return h.Infra && !t.Before(h.From) && (h.To.IsZero() || t.Before(h.To.Add(after)))
		}) {
			free += time.Minute
		}
	}
	return free
}

// harmed reports whether anything was wrong that can have touched one of the accounts, in a span.
func (c *Chaos) harmed(accounts []string, from, to time.Time) bool {
	return slices.ContainsFunc(c.harms, func(h *Harm) bool {
		touches := h.Account == "" || len(accounts) == 0 || slices.Contains(accounts, h.Account)
		return touches && h.From.Before(to) && (h.To.IsZero() || h.To.After(from))
	})
}

// choose lets the first spell have its way that wants to.
func (c *Chaos) choose(call *kernel.Call) *kernel.Mishap {
	p, ours := c.counter.next(call)
	if !ours {
		return nil
	}
	for _, s := range c.spells {
		if m := s.choose(call, p, dice(s.Happening, p)); m != nil {
			return m
		}
	}
	return nil
}

// dice are what a happening rolls for a call: the same whatever else is called meanwhile.
func dice(h Happening, p Point) int {
	sum := h.Dice
	for _, b := range []byte(p.String()) {
		sum = (sum ^ uint64(b)) * 1099511628211 // FNV-1a
	}
	return int(sum>>20) % 1000
}

// services are those that can be down.
var services = []string{"dynamodb", "sns", "sqs", "sts", "organizations", "backup", "kms", "iam", "events", "tagging"}

// reads are the services whose reads can be stale.
var reads = []string{"backup", "kms", "iam", "events"}

// happensToRead reports whether the call reads something that can be stale.
func happensToRead(c *kernel.Call) bool {
	return slices.Contains(reads, c.Service) && !kernel.IsWrite(c.Operation) && !strings.HasPrefix(c.Operation, "Assume")
}
