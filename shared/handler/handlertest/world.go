package handlertest

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/event"
	"farvault/shared/message"
)

// What stands around every handler in its tests: the time, people who listen, and queues. Each package's world is made
// of these and of its own handler. A handler's ledger is the real one, in memory.

// Clock is the time as it is set. It begins at noon.
type Clock struct {
	mu     sync.Mutex
	passed time.Duration
}

// At is the time.
func (c *Clock) At() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Noon().Add(c.passed)
}

// Pass lets time go by.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
}

// Set makes it that time.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed = at.Sub(Noon())
}

// People listen to a channel, or to a topic or a bus.
type People struct {
	Answer error             // what the channel answers instead of taking a message
	While  func()            // what happens while a message is on its way
	Given  []message.Message // what the channel was given
	Heard  []message.Message // what of it people have

	mu sync.Mutex
}

// Notify gives the channel a message.
func (p *People) Notify(_ context.Context, m message.Message) error {
	if p.While != nil {
		p.While()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Given = append(p.Given, m)
	if p.Answer == nil {
		p.Heard = append(p.Heard, m)
	}
	return p.Answer
}

// Queue takes messages.
type Queue struct {
	Answer error // what it answers instead of taking a message
	Sent   []event.Message

	mu sync.Mutex
}

// Send puts a message into the queue.
func (q *Queue) Send(_ context.Context, m event.Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.Answer == nil {
		q.Sent = append(q.Sent, m)
	}
	return q.Answer
}

// Record is a queue's record that carries one of farvault's own messages.
func Record(tb testing.TB, body event.Body) events.SQSMessage {
	tb.Helper()
	text, err := json.Marshal(event.NewMessage(body))
	if err != nil {
		tb.Fatal(err)
	}
	return events.SQSMessage{MessageId: "m", Body: string(text)}
}
