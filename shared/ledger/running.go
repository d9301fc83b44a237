package ledger

import (
	"context"
	"time"
)

// runningItem is what the functions write of themselves.
const runningItem = "running"

// Running is what the deployed functions run with.
type Running struct {
	SettingsDigest string    `json:"settingsDigest"`
	Since          time.Time `json:"since"`              // when a function ran with them for the first time
	Observes       bool      `json:"observes,omitempty"` // the templates' Mode is Observe
}

// Running reads what the functions run with; the zero Running where none has written it yet.
func (l *Ledger) Running(ctx context.Context) (Running, error) {
	var r Running
	_, err := l.read(ctx, runningItem, &r)
	return r, err
}

// RunsWith remembers the settings of the functions by their digest, and whether they only observe. Where both are the
// same nothing is written. It answers whether the functions observed until now and no longer do.
func (l *Ledger) RunsWith(ctx context.Context, digest string, observes bool, now time.Time) (protects bool, err error) {
	err = update(ctx, l, runningItem, func(r *Running) (time.Time, bool) {
		protects = r.Observes && !observes
		if r.SettingsDigest == digest && r.Observes == observes {
			return time.Time{}, false
		}
		if r.SettingsDigest != digest {
			r.Since = now.UTC()
		}
		r.SettingsDigest, r.Observes = digest, observes
		return time.Time{}, true
	})
	return protects, err
}
