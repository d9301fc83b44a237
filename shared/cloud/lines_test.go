package cloud_test

import (
	"sync"
	"testing"
	"time"
)

// lines are the workers' own lines of time: what one waits for passes on its own line alone, and the world's clock
// follows the line that is furthest. A worker that is ahead of the slowest by more than the window waits for it, so that
// rates are judged at about the time at which a call would have been made.
type lines struct {
	window time.Duration
	mu     sync.Mutex
	moved  *sync.Cond
	at     map[*line]bool
	first  time.Time // of the slowest line
}

// line is one worker's.
type line struct {
	all *lines
	now time.Time
}

func newLines(window time.Duration) *lines {
	l := &lines{window: window, at: map[*line]bool{}}
	l.moved = sync.NewCond(&l.mu)
	return l
}

// begin is a new line, from a time on. All must have begun before one of them passes.
func (l *lines) begin(now time.Time) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	mine := &line{all: l, now: now}
	l.at[mine] = true
	l.settle()
	return mine
}

// pass lets d pass on the line, and answers what time it is there then.
func (mine *line) pass(d time.Duration) time.Time {
	l := mine.all
	l.mu.Lock()
	defer l.mu.Unlock()
	was := mine.now
	mine.now = was.Add(d)
	now := mine.now
	if was.Equal(l.first) {
		l.settle()
	}
	for now.Sub(l.first) > l.window {
		l.moved.Wait()
	}
	return now
}

// at is what time it is on the line.
func (mine *line) at() time.Time {
	mine.all.mu.Lock()
	defer mine.all.mu.Unlock()
	return mine.now
}

// end takes the line away: nobody waits for a worker that has nothing to do.
func (mine *line) end() {
	mine.all.mu.Lock()
	defer mine.all.mu.Unlock()
	delete(mine.all.at, mine)
	mine.all.settle()
}

// settle finds the slowest line anew, and wakes those who wait for it where it has moved.
func (l *lines) settle() {
	first := time.Time{}
	for line := range l.at {
		if first.IsZero() || line.now.Before(first) {
			first = line.now
		}
	}
	if !first.Equal(l.first) {
		l.first = first
		l.moved.Broadcast()
	}
}

// TestWaitingOfManyPassesAtOnce: fifty that each wait a hundred times wait as long as one, and nobody is far ahead.
func TestWaitingOfManyPassesAtOnce(t *testing.T) {
	t.Parallel()
	const workers, calls, latency = 50, 100, 80 * time.Millisecond
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	all := newLines(latency)
	var own []*line
	for range workers {
		own = append(own, all.begin(start))
	}
	var mu sync.Mutex
	var latest time.Time
	var wait sync.WaitGroup
	for _, mine := range own {
		wait.Go(func() {
			defer mine.end()
			for range calls {
				now := mine.pass(latency)
				mu.Lock()
				if behind := latest.Sub(now); behind > 2*latency {
					t.Errorf("one is %s behind another", behind)
				}
				if now.After(latest) {
					latest = now
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if took := latest.Sub(start); took != calls*latency {
		t.Errorf("took %s, want %s", took, calls*latency)
	}
}
