// Package guard keeps a panic within the work that it happened in. Go ends the whole process for a panic that its own
// goroutine does not recover, whoever called recover elsewhere, and with it the nine other records of a batch
// (https://go.dev/ref/spec#Handling_panics). So the product begins goroutines here alone; a test at the root says so.
// It knows nothing of what the work is. What runs side by side calls it, and so does the loop over a batch's records.
package guard

import (
	"fmt"
	"sync"
)

// Panic is the error of work that panicked.
type Panic struct {
	Value any
	Where string // the line that panicked: file.go:12
}

func (p Panic) Error() string { return fmt.Sprintf("panic at %s: %v", p.Where, p.Value) }

// Do runs work and returns its error; a panic in it is a Panic.
func Do(work func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = Panic{Value: value, Where: where()}
		}
	}()
	return work()
}

// Group is work that runs side by side. The zero Group is ready; one goroutine begins the work and waits for it.
type Group struct {
	wait   sync.WaitGroup
	failed []*error // in the order in which the work was begun
}

// Go begins work.
func (g *Group) Go(work func() error) {
	failed := new(error)
	g.failed = append(g.failed, failed)
	g.wait.Go(func() { *failed = Do(work) })
}

// Wait waits for all that was begun, and returns the error of each piece of work in the order of their beginnings: nil
// for what went well, a Panic for what panicked.
func (g *Group) Wait() []error {
	g.wait.Wait()
	errs := make([]error, len(g.failed))
	for i, failed := range g.failed {
		errs[i] = *failed
	}
	return errs
}
