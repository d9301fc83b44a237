// Package control is the simulator's own endpoints below /_simulator/, which AWS does not have: they move the
// clock, inject faults, make resources, and show the world and what was said in it. It also lets what
// follows from an API call happen after it. There is no permission to ask: who reaches the port may do everything.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"farvault/simulator"
)

// Post is a message that somebody outside of AWS received.
type Post struct {
	At   time.Time `json:"at"`   // simulated
	Text string    `json:"text"` // what a person sees first
	Body any       `json:"body"`
}

// Control stands before a world.
type Control struct {
	World *simulator.World

	ManagementAccount, CentralAccount, HomeRegion string

	// Posted are the messages that were posted to the world outside so far.
	Posted func() []Post
	// Switch brings what is deployed to another mode; nil: what is deployed has none.
	Switch func(mode string) error

	settling sync.Mutex    // held while timers and idle work run, which one at a time may do
	due      chan struct{} // something may have to be done
	done     chan struct{}
	ended    sync.WaitGroup
}

// Start begins to let happen what follows from API calls; Stop ends that.
func (c *Control) Start() {
	c.due, c.done = make(chan struct{}, 1), make(chan struct{})
	c.ended.Go(func() {
		for {
			select {
			case <-c.due:
				c.Advance(0)
			case <-c.done:
				return
			}
		}
	})
}

// Stop waits for what is happening, and lets nothing more happen.
func (c *Control) Stop() {
	close(c.done)
	c.ended.Wait()
}

// Advance moves the clock, one caller at a time. It returns when all that follows has happened.
func (c *Control) Advance(d time.Duration) {
	c.settling.Lock()
	defer c.settling.Unlock()
	c.World.Advance(d)
}

// Handler answers the control endpoints itself, and gives everything else to the world.
func (c *Control) Handler(world http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /_simulator/clock", c.clock)
	mux.HandleFunc("POST /_simulator/fault", c.fault)
	mux.HandleFunc("POST /_simulator/resources", c.resources)
	mux.HandleFunc("POST /_simulator/mode", c.mode)
	mux.HandleFunc("GET /_simulator/state", c.state)
	mux.HandleFunc("GET /_simulator/messages", c.messages)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		defer c.wake() // also when the connection is dropped by a panic
		world.ServeHTTP(w, r)
	})
	return mux
}

// wake notes that something may be due. One note is enough: whoever reads it looks at everything.
func (c *Control) wake() {
	select {
	case c.due <- struct{}{}:
	default:
	}
}

// read decodes a body into a struct, and refuses what the struct does not have.
func read(r *http.Request, in any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<20))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(in); err != nil {
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("the body is empty: must be a JSON object")
		}
		return fmt.Errorf("the body is not the JSON object that is wanted: %w", err)
	}
	return nil
}

// answer writes a value, or the error as {"error": "..."} with status 400.
func answer(w http.ResponseWriter, out any, err error) {
	status := http.StatusOK
	if err != nil {
		status, out = http.StatusBadRequest, map[string]string{"error": err.Error()}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(out) // the client may be gone: nobody is left to tell
}
