package trial

import (
	"cmp"
	"fmt"
	"slices"

	"farvault/simulator/kernel"
)

// Point is one call of a function: the nth of its name in an account.
type Point struct {
	Function, Call, Account string // Call is service.Operation
	Nth                     int    // from 1
}

// String is the point for people.
func (p Point) String() string {
	return fmt.Sprintf("%s %s in %s, no. %d", p.Function, p.Call, p.Account, p.Nth)
}

// pointOf is the point of a call, without its number.
func pointOf(c *kernel.Call) Point {
	return Point{Function: c.Caller.Function, Call: c.Service + "." + c.Operation, Account: c.Caller.Account}
}

// Counter numbers the calls of the functions. It is asked with the world's lock held.
type Counter struct{ n map[Point]int }

// next is the point that a call is at; false where no function makes it.
func (c *Counter) next(call *kernel.Call) (Point, bool) {
	if call.Caller.Function == "" {
		return Point{}, false
	}
	if c.n == nil {
		c.n = map[Point]int{}
	}
	p := pointOf(call)
	c.n[p]++
	p.Nth = c.n[p]
	return p, true
}

// Points are all that were counted, in a fixed order.
func (c *Counter) Points() (all []Point) {
	for p, n := range c.n {
		for i := range n {
			p.Nth = i + 1
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Function, b.Function), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Call, b.Call), cmp.Compare(a.Nth, b.Nth))
	})
	return all
}

// Kinds of a kill: before the call, after it, and no kill but an answer that is lost after the effect.
var Kinds = []string{kernel.KillBefore, kernel.KillAfter, kernel.TimeoutAfter}

// Blow is a kill of a kind at a point.
type Blow struct {
	Point
	Kind string
}

// String is the blow for people.
func (b Blow) String() string { return b.Kind + " at " + b.Point.String() }

// Strike lets each of the blows fall once, where its call is made, and counts those that fell.
func Strike(w *World, blows ...Blow) (fell *int) {
	counter, n := &Counter{}, 0
	w.Break(func(c *kernel.Call) *kernel.Mishap {
		p, ours := counter.next(c)
		if !ours {
			return nil
		}
		for _, b := range blows {
			if b.Point == p {
				n++
				return &kernel.Mishap{Kind: b.Kind}
			}
		}
		return nil
	})
	return &n
}

// Count numbers the calls from now on.
func Count(w *World) *Counter {
	counter := &Counter{}
	w.Break(func(c *kernel.Call) *kernel.Mishap {
		counter.next(c)
		return nil
	})
	return counter
}
