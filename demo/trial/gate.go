package trial

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"farvault/demo/stage"
)

// Gate stands before every call to the world. While a race is on, a call waits there until it is let through, so that
// those who run side by side go on in the order in which somebody else lets them: one call at a time, with whatever
// each does between two of its calls.
type Gate struct {
	// Change, if it is set, is what a call becomes on its way: a defect that is planted in the claim that is tried.
	Change func(*Asked)

	// Watch, if it is set, is told of every call, with its name and its body, whether there is a race or not.
	Watch func(call string, body []byte)

	mu      sync.Mutex
	closed  bool
	waiting []*Asked
	begins  string            // the actor that was begun last
	actors  map[string]string // by the invocation that their credentials are of
}

// Asked is a call that waits.
type Asked struct {
	Actor string // who makes it
	Call  string // service.Operation, or the path of a call that has no name
	Body  []byte

	let chan struct{} // closed when it may go on
}

// front is the gate as the stage wants it.
func (g *Gate) front() func(*stage.Stage, http.Handler) http.Handler {
	if g == nil {
		return nil
	}
	return func(s *stage.Stage, world http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.pass(w, r, s, world) })
	}
}

func (g *Gate) pass(w http.ResponseWriter, r *http.Request, s *stage.Stage, world http.Handler) {
	g.mu.Lock()
	closed := g.closed
	g.mu.Unlock()
	if !closed && g.Watch == nil {
		world.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "body not readable", http.StatusBadRequest)
		return
	}
	if g.Watch != nil {
		g.Watch(nameOf(r, body), body)
	}
	if !closed {
		r.Body = io.NopCloser(bytes.NewReader(body))
		world.ServeHTTP(w, r)
		return
	}
	asked := g.wait(r, s, body)
	if g.Change != nil {
		g.Change(asked)
	}
	changed := *r
	changed.Body, changed.ContentLength = io.NopCloser(bytes.NewReader(asked.Body)), int64(len(asked.Body))
	world.ServeHTTP(w, &changed)
}

// wait keeps a call until it may go on. One whose maker waits for it no more hangs up.
func (g *Gate) wait(r *http.Request, s *stage.Stage, body []byte) *Asked {
	s.World.Lock()
	caller, _ := s.World.Caller(keyOf(r))
	s.World.Unlock()
	asked := &Asked{Call: nameOf(r, body), Body: body, let: make(chan struct{})}
	g.add(asked, cmp.Or(caller.Invocation, caller.ARN))
	select {
	case <-asked.let:
	case <-r.Context().Done():
		g.forget(asked)
		panic(http.ErrAbortHandler)
	}
	return asked
}

// add has a call wait. Its actor is known by the invocation; one that was not seen before is that of the newest actor.
func (g *Gate) add(asked *Asked, invocation string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.actors[invocation] == "" {
		g.actors[invocation] = g.begins
	}
	asked.Actor = g.actors[invocation]
	g.waiting = append(g.waiting, asked)
}

// keyOf is the access key id that a call is signed with.
func keyOf(r *http.Request) string {
	_, scope, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	id, _, _ := strings.Cut(scope, "/")
	return id
}

// nameOf is what a call is, as people write it; of REST it is the path.
func nameOf(r *http.Request, body []byte) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return target[strings.LastIndex(target, ".")+1:]
	}
	if action, found := strings.CutPrefix(string(body), "Action="); found {
		action, _, _ = strings.Cut(action, "&")
		return action
	}
	return r.Method + " " + r.URL.RequestURI()
}

// forget takes a call away whose maker waits for it no more.
func (g *Gate) forget(asked *Asked) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = slices.DeleteFunc(g.waiting, func(a *Asked) bool { return a == asked })
}

// close begins to keep calls, and open ends it.
func (g *Gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed, g.actors = true, map[string]string{}
}

func (g *Gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = false
	for _, a := range g.waiting {
		close(a.let)
	}
	g.waiting = nil
}

// ready are the calls that wait, in an order that does not depend on which came first.
func (g *Gate) ready() []*Asked {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := slices.Clone(g.waiting)
	slices.SortStableFunc(all, func(a, b *Asked) int {
		return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Call, b.Call), bytes.Compare(a.Body, b.Body))
	})
	return all
}

// admit lets a call through.
func (g *Gate) admit(asked *Asked) {
	g.forget(asked)
	close(asked.let)
}

// begin says whose calls those are that come under a name that nobody has yet.
func (g *Gate) begin(actor string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begins = actor
}

// String is the call for people.
func (a *Asked) String() string { return fmt.Sprintf("%s: %s", a.Actor, a.Call) }
