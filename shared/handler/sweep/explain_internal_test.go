package sweep

import (
	"context"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/unreported"
)

// made are the copies that jobs have made, by resource.
type made struct {
	Snapshots
	copied map[string]unreported.Copied
	lists  int
}

func (m *made) Copied(context.Context, string, string, string, time.Time) (map[string]unreported.Copied, error) {
	m.lists++
	return m.copied, nil
}

// A copy that is missing although a job of its run has made it was deleted, and says so; one that no job has made, or
// an older run's, is overdue. However many are missing, the jobs are listed once for a vault.
func TestAMissingCopyThatAJobMadeWasDeleted(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	m := &made{copied: map[string]unreported.Copied{
		"deleted": {JobID: "job-1", Point: "point-1", At: noon.Add(time.Hour)}, "older": {JobID: "job-2", At: noon.Add(-time.Hour)},
	}}
	l := &listener{Handler: &Handler{Snapshots: m}, now: noon.Add(4 * time.Hour)}
	var failures []event.UnreportedFailure
	for _, resource := range []string{"deleted", "older", "never"} {
		failures = append(failures, event.UnreportedFailure{Kind: event.Copy, Resource: resource, Destination: "vault", Cause: "copy-overdue", RunAt: noon})
	}
	if err := l.explain(t.Context(), "222233334444", failures); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"copy-deleted", "copy-overdue", "copy-overdue"} {
		if failures[i].Cause != want {
			t.Errorf("%s: %s, want %s", failures[i].Resource, failures[i].Cause, want)
		}
	}
	if why := failures[0].Why; !strings.Contains(why, "Copy job job-1 ended well at 2026-03-02 13:00 UTC") || m.lists != 1 {
		t.Errorf("%d lists: %s", m.lists, why)
	}
}
