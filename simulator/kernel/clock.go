package kernel

import (
	"container/heap"
	"time"
)

// Clock is simulated time. It moves only by Advance, from timer to timer, and never back.
type Clock struct {
	now    time.Time
	ahead  time.Time // how far those who are moving the clock will have moved it together; now when nobody is
	timers timers
	order  int
	idle   []func() bool
}

// Now is the simulated time, UTC.
func (c *Clock) Now() time.Time { return c.now }

// At runs f when the time has come, with the kernel locked. A time that has passed means: next.
func (c *Clock) At(when time.Time, f func()) {
	c.order++
	heap.Push(&c.timers, timer{when: when, order: c.order, run: f})
}

// After runs f once d has passed, with the kernel locked.
func (c *Clock) After(d time.Duration, f func()) { c.At(c.now.Add(d), f) }

// OnIdle registers work that runs after each step with the kernel unlocked (a
// Lambda invocation calls back into the world). It reports whether it did anything; idle work repeats until none does.
func (c *Clock) OnIdle(f func() bool) { c.idle = append(c.idle, f) }

// Advance moves time on by d, running every timer that falls due and all work that follows from it. With zero it only
// lets what is due happen, and with less no more. Those who move it at the same time move it by the sum of their steps.
func (k *Kernel) Advance(d time.Duration) {
	k.Lock()
	end := k.Clock.ahead.Add(max(d, 0))
	k.Clock.ahead = end
	k.Unlock()
	k.pass(end)
}

// AdvanceTo moves time on to t, as Advance does, for one who has a line of time of its own; a time that has passed only
// lets what is due happen.
func (k *Kernel) AdvanceTo(t time.Time) {
	k.Lock()
	if t.After(k.Clock.ahead) {
		k.Clock.ahead = t
	}
	k.Unlock()
	k.pass(t)
}

// pass lets time pass until end: another may have moved it further by then.
func (k *Kernel) pass(end time.Time) {
	for k.Settle(); k.step(end); k.Settle() {
	}
	k.Lock()
	k.Clock.reach(end)
	k.Unlock()
	k.Settle()
}

// reach is the one place that writes the time.
func (c *Clock) reach(t time.Time) {
	if t.After(c.now) {
		c.now = t
	}
}

// Settle runs idle work until there is none.
func (k *Kernel) Settle() {
	for busy := true; busy; {
		busy = false
		for _, f := range k.Clock.idle {
			busy = f() || busy
		}
	}
}

// step runs the next timer that is due by end.
func (k *Kernel) step(end time.Time) bool {
	k.Lock()
	defer k.Unlock()
	c := &k.Clock
	if len(c.timers) == 0 || c.timers[0].when.After(end) {
		return false
	}
	t := heap.Pop(&c.timers).(timer)
	c.reach(t.when)
	t.run()
	return true
}

type timer struct {
	when  time.Time
	order int
	run   func()
}

// timers is a heap, earliest first; equal times in the order they were set.
type timers []timer

func (t timers) Len() int { return len(t) }
func (t timers) Less(i, j int) bool {
	if t[i].when.Equal(t[j].when) {
		return t[i].order < t[j].order
	}
	return t[i].when.Before(t[j].when)
}
func (t timers) Swap(i, j int) { t[i], t[j] = t[j], t[i] }
func (t *timers) Push(x any)   { *t = append(*t, x.(timer)) }
func (t *timers) Pop() any {
	old := *t
	last := old[len(old)-1]
	*t = old[:len(old)-1]
	return last
}
