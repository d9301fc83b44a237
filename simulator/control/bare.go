package control

import (
	"net/http"
	"sync"
	"time"

	"farvault/simulator"
)

// Bare is AWS with one account and nothing deployed in it, which can be made anew as often as one likes.
type Bare struct {
	Account string    // in no organization, until it creates one
	URL     string    // where it is reached
	Begins  time.Time // simulated
	Seed    string    // of the identifiers

	mu      sync.RWMutex
	desk    *Control
	handler http.Handler
}

// Reset drops the world, and begins another at the same time with the same account.
func (b *Bare) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.desk != nil {
		b.desk.Stop()
	}
	world := simulator.New(b.Begins, b.Account, "")
	world.Seed = b.Seed
	world.Organizations.Dissolve()
	b.desk = &Control{
		World: world, ManagementAccount: b.Account, CentralAccount: b.Account, HomeRegion: "us-east-1",
		Posted: func() []Post { return nil },
	}
	b.desk.Start()
	b.handler = b.desk.Handler(world.Handler(b.URL))
}

// Stop lets nothing more happen by itself.
func (b *Bare) Stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.desk.Stop()
}

// ServeHTTP answers for the present world; POST /_simulator/reset replaces it.
func (b *Bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && r.URL.Path == "/_simulator/reset" {
		b.Reset()
		answer(w, map[string]time.Time{"now": b.Begins}, nil)
		return
	}
	b.mu.RLock()
	handler := b.handler
	b.mu.RUnlock()
	handler.ServeHTTP(w, r)
}
