package trial

import (
	"context"
	"fmt"

	"farvault/demo/stage"
	"farvault/shared/alert"
)

// Standing is what is wrong with what farvault has made and must not take away, in all accounts that are there: too
// much or too little of it, and calls that took something away.
func (w *World) Standing(ctx context.Context) (wrong []string) {
	wrong = w.deleted()
	for _, account := range append(w.accounts(), stage.CentralID) {
		wrong = append(wrong, w.wrongIn(ctx, account)...)
	}
	if err := w.Err(); err != nil {
		wrong = append(wrong, err.Error())
	}
	return wrong
}

// Doubled is what farvault has made too often, and calls that took something away.
func (w *World) Doubled(ctx context.Context) (wrong []string) {
	wrong = w.deleted()
	for _, account := range append(w.accounts(), stage.CentralID) {
		wrong = append(wrong, w.doubledIn(ctx, account)...)
	}
	return wrong
}

// Mended is what is wrong with the copies of the last hour's run, and with the groups: each resource has one copy of
// its newest backup, none has two of one, and nothing is open.
func (w *World) Mended(ctx context.Context) []string {
	return w.unrepaired(ctx, Trouble{Error: true})
}

// Digests are the daily messages so far.
func (w *World) Digests() (all []Heard) {
	w.look()
	for _, h := range w.heard {
		if h.Reason == alert.Digest {
			all = append(all, h)
		}
	}
	return all
}

// Unsettled are the writes of the next look at all accounts.
func (w *World) Unsettled() []string { return (&Race{World: w}).unsettled() }

// Only has the world run what waits for some functions, one after the other, while the others are held.
func (w *World) Only(functions ...string) error {
	wanted := map[string]bool{}
	for _, f := range functions {
		wanted[f] = true
	}
	for _, b := range w.World.Lambda.Take(10, func(f string) bool { return wanted[f] }) {
		if err := b.Run(); err != nil {
			return fmt.Errorf("%s: %w", b.Function, err)
		}
	}
	return nil
}
