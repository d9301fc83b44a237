package kernel

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

var clockStart = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// TestTimeIsTheSumOfAllSteps: whoever moves the clock on moves it by that much, however many do so at once, and nobody
// sees it go back.
func TestTimeIsTheSumOfAllSteps(t *testing.T) {
	t.Parallel()
	const goroutines, steps, step = 50, 200, 7 * time.Millisecond
	k := New(clockStart)
	k.Clock.OnIdle(func() bool { runtime.Gosched(); return false }) // idle work is where others come between
	var wait sync.WaitGroup
	for range goroutines {
		wait.Go(func() {
			seen := clockStart
			for range steps {
				k.Advance(step)
				k.Lock()
				now := k.Clock.Now()
				k.Unlock()
				if !now.After(seen) {
					t.Errorf("after %s it is %s", seen, now)
				}
				seen = now
			}
		})
	}
	wait.Wait()
	if got, want := k.Clock.Now().Sub(clockStart), goroutines*steps*step; got != want {
		t.Errorf("%d steps of %s made %s, want %s", goroutines*steps, step, got, want)
	}
}

// TestTimersRunOnceInOrderHoweverManyMoveTheClock: a timer runs at its own time or, where another's step has passed it
// already, right after; never before, never twice.
func TestTimersRunOnceInOrderHoweverManyMoveTheClock(t *testing.T) {
	t.Parallel()
	const goroutines, steps, step = 50, 40, time.Second
	k := New(clockStart)
	var ran []time.Duration
	for i := range goroutines * steps {
		due := time.Duration(i) * step
		k.Clock.After(due, func() {
			if now := k.Clock.Now().Sub(clockStart); now < due {
				t.Errorf("the timer of %s ran at %s", due, now)
			}
			ran = append(ran, due)
		})
	}
	var wait sync.WaitGroup
	for range goroutines {
		wait.Go(func() {
			for range steps {
				k.Advance(step)
			}
		})
	}
	wait.Wait()
	if len(ran) != goroutines*steps {
		t.Fatalf("%d timers ran, want %d", len(ran), goroutines*steps)
	}
	for i, due := range ran {
		if due != time.Duration(i)*step {
			t.Fatalf("timer %d is that of %s", i, due)
		}
	}
}

// TestATimerThatPassedMeansNext: time does not go back for it.
func TestATimerThatPassedMeansNext(t *testing.T) {
	t.Parallel()
	k := New(clockStart)
	k.Advance(time.Hour)
	var at time.Time
	k.Clock.At(clockStart, func() { at = k.Clock.Now() })
	k.Advance(0)
	if want := clockStart.Add(time.Hour); !at.Equal(want) || !k.Clock.Now().Equal(want) {
		t.Errorf("ran at %s, and it is %s", at, k.Clock.Now())
	}
}

// TestTimeNeverGoesBack: whose own line of time is behind the world's moves nothing.
func TestTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	k := New(clockStart)
	k.AdvanceTo(clockStart.Add(time.Hour))
	k.AdvanceTo(clockStart.Add(time.Minute))
	k.Advance(-time.Minute)
	k.Advance(time.Second)
	if got, want := k.Clock.Now().Sub(clockStart), time.Hour+time.Second; got != want {
		t.Errorf("it is %s past the start, want %s", got, want)
	}
}
