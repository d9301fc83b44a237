package alert

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/message"
)

// remarked keeps for the digest what AWS Backup remarks on a backup that is there. The backup ends what was wrong
// before.
func (h *Handler) remarked(
	ctx context.Context,
	j event.JobStateChange,
	i alert.Issue,
	attrs []slog.Attr,
) (batch.Outcome, error) {
	attrs = append(attrs, slog.String(batch.KeyCause, i.Cause))
	if err := h.Ledger.AddIssue(ctx, alert.ProblemOf(j).Fingerprint(), i); err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	out, err := h.recovered(ctx, cured(j), j.JobID, alert.EndedAt(j), attrs)
	if out.Word == batch.WordIgnored {
		out.Reason = "the backup is there; what AWS remarks on it is counted in the digest"
	}
	return out, err
}

// digest tells once a day how everything stands.
func (h *Handler) digest(ctx context.Context, d event.Digest) (batch.Outcome, error) {
	last, err := h.Ledger.Cursor(ctx, digestCursor)
	if err == nil && !d.At.After(last) {
		return batch.Ignored("this digest was told before"), nil
	}
	open, err := h.tally(ctx)
	if err != nil {
		return batch.Outcome{}, err
	}
	mutes, err := h.Ledger.Mutes(ctx)
	if err != nil {
		return batch.Outcome{}, err
	}
	issues, err := h.Ledger.Issues(ctx)
	if err != nil {
		return batch.Outcome{}, err
	}
	if err := h.publish(ctx, message.ComposeDigest(d, open, mutes, h.Now()).WithIssues(issues, last)); err != nil {
		return batch.Outcome{}, fmt.Errorf("tell the digest of %s: %w", d.At.Format(time.RFC3339), err)
	}
	return batch.Done(string(alert.Digest)), h.Ledger.PutCursor(ctx, digestCursor, d.At)
}

// digestCursor is the time of the digest that was told last.
const digestCursor = "digest"
