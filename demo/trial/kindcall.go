package trial

import (
	"context"
	"net/http"
	"slices"

	"farvault/simulator/kernel"
)

// spellOf is a span in which calls go wrong.
func spellOf(choice func(Happening) func(*kernel.Call, Point, int) *kernel.Mishap) func(
	context.Context, *Chaos, Happening) (func() error, error) {
	return func(_ context.Context, c *Chaos, h Happening) (func() error, error) {
		s := &spell{Happening: h, choose: choice(h)}
		end := c.harm(Harm{What: h.Kind, Infra: true})
		c.locked(func() { c.spells = append(c.spells, s) })
		return func() error {
			end()
			c.locked(func() { c.spells = slices.DeleteFunc(slices.Clone(c.spells), func(o *spell) bool { return o == s }) })
			return nil
		}, nil
	}
}

func down(h Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	service := services[h.roll("service", len(services))]
	return func(c *kernel.Call, _ Point, _ int) *kernel.Mishap {
		if c.Service != service {
			return nil
		}
		return &kernel.Mishap{Kind: kernel.Refuse,
			Error: kernel.Fail("ServiceUnavailable", "Service unavailable").HTTP(http.StatusServiceUnavailable)}
	}
}

func throttles(h Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	service := services[h.roll("service", len(services))]
	return func(c *kernel.Call, _ Point, dice int) *kernel.Mishap {
		if c.Service != service || dice >= 700 {
			return nil
		}
		return &kernel.Mishap{Kind: kernel.Refuse, Error: kernel.Fail("ThrottlingException", "Rate exceeded")}
	}
}

func answersLost(Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	return func(_ *kernel.Call, _ Point, dice int) *kernel.Mishap {
		switch {
		case dice < 30:
			return &kernel.Mishap{Kind: kernel.TimeoutAfter}
		case dice < 40:
			return &kernel.Mishap{Kind: kernel.Garble}
		case dice < 50:
			return &kernel.Mishap{Kind: kernel.Truncate}
		}
		return nil
	}
}

func staleReads(Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	return func(c *kernel.Call, _ Point, dice int) *kernel.Mishap {
		if !happensToRead(c) || dice >= 300 {
			return nil
		}
		return &kernel.Mishap{Kind: kernel.Stale}
	}
}

// killed kills the invocation that makes one of the next hundred calls.
func killed(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	n, kind := 1+h.roll("calls", 100), Kinds[h.roll("kind", len(Kinds))]
	s := &spell{Happening: h}
	s.choose = func(*kernel.Call, Point, int) *kernel.Mishap {
		if n--; n != 0 {
			return nil
		}
		return &kernel.Mishap{Kind: kind}
	}
	c.locked(func() { c.spells = append(c.spells, s) })
	c.harm(Harm{What: h.Kind})()
	return nil, nil
}
