package alert

import (
	"context"
	"errors"
	"fmt"
	"time"

	"farvault/shared/alert"
)

// Parts reads and writes a group as far as one of its problems is concerned: all of it, unless the group is large.
// SavePart answers alert.ErrStale as SaveGroup does.
type Parts interface {
	GroupPart(ctx context.Context, key string, f alert.Fingerprint) (alert.Record, error)
	SavePart(ctx context.Context, r alert.Record, f alert.Fingerprint, now time.Time) error
}

// tallied is the silence about a member of a large group.
var tallied = alert.Decision{
	Reason: alert.Suppressed,
	Why:    "people know of the group, which is large; it is looked at with the next tick",
}

// updatePart is tell for a change of one problem. In a large group that people know of, it is noted alone. The group
// may be given as it was read a moment ago, or by what names it.
func (h *Handler) updatePart(
	ctx context.Context,
	group alert.Record,
	p alert.Problem,
	change func(alert.Record) (alert.Record, bool),
) (notification, error) {
	deferred, err := h.note(ctx, group, p, change)
	if err != nil {
		return nil, err
	}
	if deferred {
		return notification{tallied}, nil
	}
	return h.notify(ctx, alert.Record{Key: group.Key, Group: group.Group}, change)
}

// note changes one problem of a large group, and answers false, having done nothing, where the group is to be read
// whole.
func (h *Handler) note(
	ctx context.Context,
	part alert.Record,
	p alert.Problem,
	change func(alert.Record) (alert.Record, bool),
) (bool, error) {
	f, key := p.Fingerprint(), part.Key
	for range staleTries {
		if !part.Deferred() {
			var err error
			if part, err = h.Parts.GroupPart(ctx, key, f); err != nil || !part.Deferred() {
				return false, err
			}
		}
		changed, dirty := change(part)
		if !dirty {
			return true, nil
		}
		if err := h.Parts.SavePart(ctx, changed, f, h.Now()); !errors.Is(err, alert.ErrStale) {
			return true, err
		}
		part = alert.Record{Key: key} // somebody else wrote it: read it again
	}
	return false, fmt.Errorf("problem %s of group %s: %w, %d times", f, key, alert.ErrStale, staleTries)
}

// noteRepair takes note that a mend was asked for.
func (h *Handler) noteRepair(ctx context.Context, key string, p alert.Problem, jobID string) error {
	asked := func(r alert.Record) (alert.Record, bool) { return r.RepairRequested(p, jobID), true }
	deferred, err := h.note(ctx, alert.Record{Key: key}, p, asked)
	if err != nil || deferred {
		return err
	}
	_, err = h.rewrite(ctx, key, func(r alert.Record) alert.Record { return r.RepairRequested(p, jobID) })
	return err
}
