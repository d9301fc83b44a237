package sweep

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// openAlerts are the alerts that fire, by account and the ARN of what they are about.
type openAlerts map[string]map[string]coverage.Open

// readTogether is how many groups are read, and held in memory, at once.
const readTogether = 100

// openAlerts reads the open groups once for all accounts. What is told of a resource's tag is no failure of its backup.
func (s *Handler) openAlerts(ctx context.Context) (openAlerts, error) {
	keys, err := s.Ledger.OpenGroups(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the open groups: %w", err)
	}
	open := openAlerts{}
	for some := range slices.Chunk(keys, readTogether) {
		groups, err := s.Ledger.ReadGroups(ctx, some)
		if err != nil {
			return nil, fmt.Errorf("read the open groups: %w", err)
		}
		for _, g := range groups {
			for _, m := range g.Firing() {
				if m.Job == event.Tagged || m.Job == event.Foreign {
					continue
				}
				if open[m.Account] == nil {
					open[m.Account] = map[string]coverage.Open{}
				}
				open[m.Account][m.Resource] = coverage.Open{
					Group: alert.Short(g.Key),
					Why:   alert.Headline(g.Alert.Diagnosis) + ".",
				}
			}
		}
	}
	return open, nil
}

// judge gives every resource of an account its state.
func (l *listener) judge(
	watch unreported.Snapshot, want unreported.Expectation, before coverage.Record,
) coverage.Record {
	return coverage.Judge(coverage.Reading{
		Account:  watch.Account,
		Region:   watch.Region,
		At:       l.now,
		Snapshot: watch,
		Expected: want.Plans,
		MaxAge:   want.MaxAge,
		Cannot:   func(kind string) string { return l.Settings.CannotCopy(kind, l.region) },
		Open:     l.open[watch.Account],
		Before:   before,
		Observes: l.Deployment.Observes,
	})
}

// tally counts the resources of the accounts. The central account has none of its own to cover.
func (s *Handler) tally(ctx context.Context, accounts []org.Account) (t coverage.Tally, err error) {
	var ids []string
	for _, a := range accounts {
		if a.ID != s.Deployment.CentralAccountID {
			ids = append(ids, a.ID)
		}
	}
	for _, region := range s.Deployment.Regions(s.Settings) {
		summaries, err := s.Ledger.CoverageSummaries(ctx, region, ids)
		if err != nil {
			return t, fmt.Errorf("read the coverage of the accounts in %s: %w", region, err)
		}
		for _, id := range ids {
			t.Add(id, summaries[id], s.Now())
		}
	}
	return t, nil
}

// measure tells CloudWatch how the resources stand, in a line of the log.
func (s *Handler) measure(ctx context.Context, accounts []org.Account) error {
	t, err := s.tally(ctx, accounts)
	if err != nil {
		return err
	}
	now := s.Now()
	metrics := []batch.Metric{
		batch.Counted(batch.Protected, "", t.Counts[string(coverage.Protected)]),
		batch.Counted(batch.Failing, "", t.Counts[string(coverage.Failing)]),
		batch.Counted(batch.Unknown, "", t.Counts[string(coverage.Unknown)]),
		batch.Counted(batch.Untagged, "", t.Counts[string(coverage.Untagged)]),
	}
	if !t.OldestCopy.IsZero() {
		age := now.Sub(t.OldestCopy)
		metrics = append(metrics, batch.Metric{Name: batch.OldestCopy, Unit: "Seconds", Value: float64(age / time.Second)})
	}
	s.Log.LogAttrs(ctx, slog.LevelInfo, "coverage", batch.Embed(metrics, now)...)
	return nil
}
