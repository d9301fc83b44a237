package handler

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
)

// Issues keeps what AWS Backup remarks on backups that are there, for the digest.
type Issues interface {
	AddIssue(ctx context.Context, f alert.Fingerprint, i alert.Issue) error
	Issues(ctx context.Context) (alert.Issues, error)
}

// digest tells once a day how everything stands.
func (h *Alert) digest(ctx context.Context, d event.Digest) (Outcome, error) {
	last, err := h.Cursors.Cursor(ctx, digestCursor)
	if err == nil && !d.At.After(last) {
		return Ignored("this digest was told before"), nil
	}
	open, err := h.tally(ctx)
	if err != nil {
		return Outcome{}, err
	}
	mutes, err := h.Mutes.Mutes(ctx)
	if err != nil {
		return Outcome{}, err
	}
	issues, err := h.Issues.Issues(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if err := h.publish(ctx, alert.ComposeDigest(d, open, mutes, h.Now()).WithIssues(issues, last)); err != nil {
		return Outcome{}, fmt.Errorf("tell the digest of %s: %w", d.At.Format(time.RFC3339), err)
	}
	return Done(string(alert.Digest)), h.Cursors.PutCursor(ctx, digestCursor, d.At)
}

// digestCursor is the time of the digest that was told last.
const digestCursor = "digest"
