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
	Since          time.Time `json:"since"` // when a function ran with them for the first time
}

// Running reads what the functions run with; the zero Running where none has written it yet.
func (l *Ledger) Running(ctx context.Context) (Running, error) {
	var r Running
	_, err := l.read(ctx, runningItem, &r)
	return r, err
}

// RunsWith remembers the settings of the functions by their digest. Where they are the same nothing is written.
func (l *Ledger) RunsWith(ctx context.Context, digest string, now time.Time) error {
	return update(ctx, l, runningItem, func(r *Running) (time.Time, bool) {
		if r.SettingsDigest == digest {
			return time.Time{}, false
		}
		*r = Running{digest, now.UTC()}
		return time.Time{}, true
	})
}
