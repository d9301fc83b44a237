package trial

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"farvault/demo/stage"
	"farvault/shared/guard"
	"farvault/shared/wiring"
	"farvault/simulator/kernel"
	"farvault/simulator/lambda"
)

// Race is what runs side by side: invocations of functions and people's commands, of which one at a time goes on by a
// call, in the order of a seed. What comes into the queues meanwhile is begun at a moment of the order too. Time stands
// still. The same seed makes the same race.
type Race struct {
	World *World
	Gate  *Gate
	Order Order

	// Settle returns when everyone waits: at the gate, or for one that does. It is synctest.Wait, and the race is run
	// in such a bubble.
	Settle func()
	// Twice says of a batch whether it is delivered to two invocations; nil: none is.
	Twice func(lambda.Batch) bool

	Steps []string // the calls, in the order in which they were let through

	actors []*actor
	people int
}

// actor is one of those who run.
type actor struct {
	name         string
	do           func() error
	begun, ended bool
	err          error
}

// Add has somebody run beside the others.
func (r *Race) Add(name string, do func() error) {
	r.actors = append(r.actors, &actor{name: fmt.Sprintf("%03d %s", len(r.actors)+1, name), do: do})
}

// Person is a configuration of an operator in the central account, whose calls are those of one who runs.
func (r *Race) Person(name string) aws.Config {
	r.World.World.Lock()
	defer r.World.World.Unlock()
	person := kernel.Root(stage.CentralID)
	r.people++
	person.Invocation = fmt.Sprintf("%s %d", name, r.people)
	return r.World.World.Config(r.World.World.Mint(person), stage.HomeRegion)
}

// inRaces are the functions that races are about. Slack's reaches its receiver through a socket, whose readiness nobody
// can wait for.
func inRaces(function string) bool { return function != wiring.SlackFunction }

// take adds the invocations for what has come into the queues.
func (r *Race) take() {
	for _, b := range r.World.World.Lambda.Take(1, inRaces) {
		times := 1
		if r.Twice != nil && r.Twice(b) {
			times = 2
		}
		for range times {
			r.Add(strings.TrimPrefix(b.Function, "farvault-"), b.Run)
		}
	}
}

// patience is how often nobody has a call to make while somebody still runs: a client that waits to try again.
const patience = 1000

// Run runs until all have ended and nothing has come that is not begun.
func (r *Race) Run() error {
	r.Gate.close()
	defer r.Gate.open()
	for waited := 0; ; {
		r.Settle()
		r.take()
		asked, names := r.Gate.ready(), r.able()
		switch {
		case len(names) > 0:
			waited = 0
			r.step(r.Order.next(names), asked)
		case r.running() == 0:
			return r.failures()
		case waited == patience:
			return fmt.Errorf("%d of those who run make no call and do not end:\n%s", r.running(), r.Last(20))
		default:
			waited++
			time.Sleep(time.Second) // of the bubble's
		}
	}
}

// able are the names of those who have a call to make or are not begun, in their order.
func (r *Race) able() (names []string) {
	for _, a := range r.Gate.ready() {
		names = append(names, a.Actor)
	}
	for _, a := range r.actors {
		if !a.begun {
			names = append(names, a.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (r *Race) running() (n int) {
	for _, a := range r.actors {
		if a.begun && !a.ended {
			n++
		}
	}
	return n
}

// step lets one go on: begins it, or lets its call through.
func (r *Race) step(name string, asked []*Asked) {
	i := slices.IndexFunc(r.actors, func(a *actor) bool { return a.name == name })
	if i >= 0 && !r.actors[i].begun {
		a := r.actors[i]
		a.begun = true
		r.Gate.begin(name)
		go func() {
			a.err = guard.Do(a.do)
			a.ended = true
		}()
		return
	}
	for _, call := range asked {
		if call.Actor == name {
			r.Steps = append(r.Steps, call.String())
			r.Gate.admit(call)
			return
		}
	}
}

// failures are the errors of those who failed: of a function none is expected, for the handlers answer with what is to
// come again.
func (r *Race) failures() error {
	for _, a := range r.actors {
		if a.err != nil {
			return fmt.Errorf("%s: %w", a.name, a.err)
		}
	}
	return nil
}

// Print is a number that races of the same calls in the same order have in common.
func (r *Race) Print() uint64 {
	sum := fnv.New64a()
	for _, s := range r.Steps {
		_, _ = sum.Write([]byte(s + "\n")) // never fails
	}
	return sum.Sum64()
}

// Switches counts the steps at which another went on than at the step before.
func (r *Race) Switches() (n int) {
	for i := 1; i < len(r.Steps); i++ {
		if r.Steps[i][:3] != r.Steps[i-1][:3] {
			n++
		}
	}
	return n
}

// Last are the last steps, as a text of several lines.
func (r *Race) Last(n int) string { return strings.Join(r.Steps[max(0, len(r.Steps)-n):], "\n") }
