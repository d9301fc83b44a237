package ledger

import (
	"context"
	"slices"
	"time"

	"farvault/shared/alert"
)

const (
	paceItem  = "pace"
	mutesItem = "mutes"
)

// Pace reads how much people were told lately.
func (l *Ledger) Pace(ctx context.Context) (alert.Pace, error) {
	var p alert.Pace
	_, err := l.read(ctx, paceItem, &p)
	return p, err
}

// UpdatePace changes it, again while others are writing it. A change that says false is not written.
func (l *Ledger) UpdatePace(ctx context.Context, change func(alert.Pace) (alert.Pace, bool)) error {
	return update(ctx, l, paceItem, func(stored *alert.Pace) (time.Time, bool) {
		var dirty bool
		*stored, dirty = change(*stored)
		return time.Time{}, dirty
	})
}

// mutes is all that people have muted.
type mutes struct {
	Mutes []alert.Mute `json:"mutes"`
}

// Mutes lists what is muted. Some of it may have lapsed.
func (l *Ledger) Mutes(ctx context.Context) ([]alert.Mute, error) {
	var m mutes
	_, err := l.read(ctx, mutesItem, &m)
	return m.Mutes, err
}

// Mute adds a mute in the place of one about the same thing. Those that have lapsed are forgotten.
func (l *Ledger) Mute(ctx context.Context, mute alert.Mute, now time.Time) error {
	return update(ctx, l, mutesItem, func(m *mutes) (time.Time, bool) {
		m.Mutes = append(slices.DeleteFunc(alert.Lasting(m.Mutes, now), mute.Same), mute)
		return time.Time{}, true
	})
}

// Unmute takes the mute about the same thing away, and those that have lapsed.
func (l *Ledger) Unmute(ctx context.Context, mute alert.Mute, now time.Time) error {
	return update(ctx, l, mutesItem, func(m *mutes) (time.Time, bool) {
		before := len(m.Mutes)
		m.Mutes = slices.DeleteFunc(alert.Lasting(m.Mutes, now), mute.Same)
		return time.Time{}, len(m.Mutes) != before
	})
}
