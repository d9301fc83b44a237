package provision

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/org"
)

// surplusOf is what a look found of keys of farvault's that nothing uses, by Region; of a Region that it could not
// list, what was known of it.
func surplusOf(past account.Record, seen map[string][]string) (all []string) {
	for _, region := range slices.Sorted(maps.Keys(seen)) {
		all = append(all, seen[region]...)
	}
	for _, key := range past.Surplus {
		if _, listed := seen[regionOf(key)]; !listed {
			all = append(all, key)
		}
	}
	return all
}

// notifySurplus tells alert of keys that came to be surplus, and of those that no longer are: somebody deleted them, or
// a vault has them. It is sent before the record is written: a function that dies in between tells again.
func (p *Handler) notifySurplus(ctx context.Context, past, now account.Record) error {
	for _, key := range now.Surplus {
		if slices.Contains(past.Surplus, key) {
			continue
		}
		problem := event.UnreportedFailure{
			Kind: event.Account, Resource: event.AccountSurplus + key, Cause: "surplus-key",
			Why: "No vault is encrypted with " + key + ", which has farvault's tag, and it is not the key that farvault uses.",
			Paste: "aws kms describe-key --region " + regionOf(key) + " --key-id " + key + "\n" +
				"aws cloudtrail lookup-events --region " + regionOf(key) +
				" \\\n  --lookup-attributes AttributeKey=ResourceName,AttributeValue=" + key,
		}
		if err := p.notifyKey(ctx, now, key, problem); err != nil {
			return err
		}
	}
	for _, key := range past.Surplus {
		if slices.Contains(now.Surplus, key) {
			continue
		}
		gone := event.UnreportedFailure{Kind: event.Account, Resource: event.AccountSurplus + key, Holds: true}
		if err := p.notifyKey(ctx, now, key, gone); err != nil {
			return err
		}
	}
	return nil
}

func (p *Handler) notifyKey(ctx context.Context, r account.Record, key string, problem event.UnreportedFailure) error {
	said := event.Unreported{
		Account: r.Account.ID, Region: regionOf(key), At: r.At, Problems: []event.UnreportedFailure{problem},
	}
	if err := p.Jobs.Send(ctx, event.NewMessage(said)); err != nil {
		return fmt.Errorf("tell of the surplus key %s: %w", key, err)
	}
	return nil
}

func regionOf(arn string) string {
	parsed, _ := org.ParseARN(arn) // AWS's own words
	return parsed.Region
}
