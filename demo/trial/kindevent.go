package trial

import (
	"context"
	"time"

	bus "farvault/simulator/eventbridge"
)

func clockOff(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	functions := []string{"farvault-provision", "farvault-alert", "farvault-sweep", "farvault-slack"}
	function := functions[h.roll("function", len(functions))]
	by := time.Duration(h.roll("minutes", 11)-5) * time.Minute
	end := c.harm(Harm{What: h.Kind, Infra: true})
	c.skew.Store(function, by)
	return func() error {
		end()
		c.skew.Delete(function)
		return nil
	}, nil
}

// events has what AWS says arrive otherwise, until the end. The events of Organizations and StackSets are of them.
func (c *Chaos) events(h Happening, set func()) (func() error, error) {
	end := c.harm(Harm{What: h.Kind})
	c.locked(set)
	return func() error {
		end()
		c.locked(func() { c.World.World.EventBridge.Deliveries, c.World.World.EventBridge.Later = nil, nil })
		return nil
	}, nil
}

func eventsLost(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	share := 20 + h.roll("share", 80)
	return c.events(h, func() {
		n := 0
		c.World.World.EventBridge.Deliveries = func(bus.Event) int {
			if n++; n*37%100 < share {
				return 0
			}
			return 1
		}
	})
}

func eventsDoubled(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	times := 2 + h.roll("times", 4)
	return c.events(h, func() { c.World.World.EventBridge.Deliveries = func(bus.Event) int { return times } })
}

func eventsLate(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	return c.events(h, func() {
		n := 0
		c.World.World.EventBridge.Later = func(bus.Event) time.Duration {
			n++
			return time.Duration(n*29%40) * time.Minute
		}
	})
}
