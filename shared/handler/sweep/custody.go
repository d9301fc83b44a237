package sweep

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/event"
	"farvault/shared/guard"
	"farvault/shared/org"
	"farvault/shared/unreported"
)

// Vaults reads what vaults hold, to see what is there no longer.
type Vaults interface {
	// Vaults are those of the names that are there, by ARN with their locks.
	Vaults(ctx context.Context, account, region string, names []string) (map[string]unreported.Guard, error)
	Points(ctx context.Context, vaultARN string) ([]unreported.KeptPoint, error)
}

// Guards are what is remembered of vaults between two looks.
type Guards interface {
	Guard(ctx context.Context, vaultARN string) (unreported.Guard, error)
	PutGuard(ctx context.Context, vaultARN string, g unreported.Guard) error
	Kept(ctx context.Context, vaultARN, account string) (unreported.Kept, error)
	PutKept(ctx context.Context, vaultARN, account string, k unreported.Kept) error
}

// vaultsOf is an account and Region with the names of farvault's vaults there.
type vaultsOf struct {
	account, region string
	names           []string
}

// custody counts what the vaults hold against what they held at the last look. A vault that cannot be read stops no
// other; it is in the error.
func (s *Handler) custody(ctx context.Context) (int, error) {
	accounts, err := s.inScope(ctx)
	if err != nil {
		return 0, err
	}
	looking, done := whileTimeIsLeft(ctx)
	defer done()
	all := s.vaultsToCount(accounts)
	sent := make([]int, len(all))
	var wait guard.Group
	slots := make(chan struct{}, readsAtOnce)
	for i, one := range all {
		slots <- struct{}{}
		wait.Go(func() (err error) {
			defer func() { <-slots }()
			sent[i], err = s.count(looking, one)
			return err
		})
	}
	errs := wait.Wait()
	total := 0
	for _, n := range sent {
		total += n
	}
	return total, errors.Join(errs...)
}

// vaultsToCount are the central vaults in each of their Regions, and the members' local ones.
func (s *Handler) vaultsToCount(accounts []org.Account) []vaultsOf {
	central := s.Deployment.CentralAccountID
	var ids []string
	for _, a := range accounts {
		if a.ID != central {
			ids = append(ids, a.ID)
		}
	}
	var all []vaultsOf
	for _, region := range s.Deployment.CentralRegions(s.Settings) {
		all = append(all, vaultsOf{central, region, s.Settings.CentralVault.Names(ids)})
	}
	for _, region := range s.Deployment.Regions(s.Settings) {
		for _, id := range ids {
			all = append(all, vaultsOf{id, region, []string{s.Settings.LocalVault.BackupVaultName}})
		}
	}
	return all
}

// count counts the vaults of one account. That a member cannot be read the hourly look reports: no reason to count
// everybody's again every few minutes.
func (s *Handler) count(ctx context.Context, of vaultsOf) (sent int, err error) {
	vaults, err := s.Vaults.Vaults(ctx, of.account, of.region, of.names)
	if closedTo(err) && of.account != s.Deployment.CentralAccountID {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("count the backups of account %s: %w", of.account, err)
	}
	var errs []error
	for _, arn := range slices.Sorted(maps.Keys(vaults)) {
		n, err := s.countVault(ctx, of, arn, vaults[arn])
		sent, errs = sent+n, append(errs, err)
	}
	return sent, errors.Join(errs...)
}

// countVault compares one vault with what is remembered, sends what is missing, and then remembers it as it is: a
// function that dies between finds it twice.
func (s *Handler) countVault(ctx context.Context, of vaultsOf, arn string, now unreported.Guard) (int, error) {
	now.At = s.Now()
	before, err := s.Ledger.Guard(ctx, arn)
	if err != nil {
		return 0, err
	}
	points, err := s.Vaults.Points(ctx, arn)
	if err != nil {
		return 0, err
	}
	name := arn
	if parsed, err := org.ParseARN(arn); err == nil {
		name = parsed.Name()
	}
	var problems []event.UnreportedFailure
	if before.Weaker(now.Locked, now.MinDays) {
		problems = append(problems,
			unreported.UnlockedFailure(arn, name, before.Lock(), unreported.LockWords(now.Locked, now.MinDays)))
	}
	counted := unreported.KeptOf(points, now.At.Add(-unreported.CustodyMargin))
	now.Accounts = slices.Sorted(maps.Keys(counted))
	then := map[time.Time]map[string]unreported.Kept{} // nearly all accounts were counted at the same time
	for _, account := range before.Accounts {
		kept, err := s.Ledger.Kept(ctx, arn, account)
		if err != nil {
			return 0, err
		}
		if then[kept.At] == nil {
			then[kept.At] = unreported.KeptOf(points, kept.At)
		}
		if n, day := kept.Missing(then[kept.At][account], now.At); n > 0 {
			problems = append(problems, unreported.MissingFailure(arn, account, name, n, day, kept.At))
		}
	}
	var messages []event.Message
	for some := range slices.Chunk(problems, mostInOne) {
		messages = append(messages,
			event.NewMessage(event.Unreported{Account: of.account, Region: of.region, At: now.At, Problems: some}))
	}
	if err := s.JobsOut.SendAll(ctx, messages); err != nil {
		return 0, err
	}
	for _, account := range now.Accounts {
		if err := s.Ledger.PutKept(ctx, arn, account, counted[account]); err != nil {
			return len(messages), err
		}
	}
	return len(messages), s.Ledger.PutGuard(ctx, arn, now)
}

// explain asks of copies that are missing whether they had arrived: a copy job that ended well made them, so that
// somebody has deleted them. It is one listing for an account and vault, where something is missing.
func (l *listener) explain(ctx context.Context, account string, failures []event.UnreportedFailure) error {
	known := map[string]map[string]unreported.Copied{}
	for i, f := range failures {
		if f.Holds || f.Cause != "copy-overdue" {
			continue
		}
		if known[f.Destination] == nil {
			copied, err := l.Snapshots.Copied(ctx, account, l.region, f.Destination, l.now.Add(-copiedReach))
			if err != nil {
				return fmt.Errorf("list the copies that account %s made: %w", account, err)
			}
			known[f.Destination] = copied
		}
		if copied, did := known[f.Destination][f.Resource]; did && !copied.At.Before(f.RunAt) {
			failures[i] = unreported.CopyDeleted(f, copied)
		}
	}
	return nil
}

// copiedReach is how far back copy jobs are listed: AWS Backup keeps them for 30 days.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobs.html
const copiedReach = 30 * 24 * time.Hour
