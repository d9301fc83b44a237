package cli

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progressAfter is how long work may take before people are shown how far it is.
const progressAfter = 2 * time.Second

// progress is the line on standard error that says how far long work over many accounts is. It is written over, and
// gone when the work is done. Only a terminal shows it.
type progress struct {
	to    io.Writer // nil: nobody watches
	what  string
	of    int
	now   func() time.Time
	began time.Time

	mu    sync.Mutex
	done  int
	shown int // columns
}

// watched is a line for work over many accounts, for whoever watches the command.
func (h deployment) watched(what string, of int) *progress { return newProgress(h.streams, what, of) }

func newProgress(s Streams, what string, of int) *progress {
	p := &progress{what: what, of: of, now: s.Screen.now}
	p.began = p.now()
	if s.Screen.Watches {
		p.to = s.Err
	}
	return p
}

// step says that one more is done.
func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if p.to == nil || p.now().Sub(p.began) < progressAfter {
		return
	}
	line := fmt.Sprintf("%s: %d of %d", p.what, p.done, p.of)
	fmt.Fprintf(p.to, "\r%-*s", p.shown, line)
	p.shown = len(line)
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown > 0 {
		fmt.Fprintf(p.to, "\r%*s\r", p.shown, "")
	}
}
