package handler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/failure"
	"farvault/shared/org"
)

// Watches reads what fails without a word of AWS: what has arrived in the central vault, and one account in one Region.
type Watches interface {
	Copied(ctx context.Context, vaultARN string, since time.Time) (map[string]bool, error)
	Watch(ctx context.Context, account, region, vault string, since time.Time) (failure.Watch, error)
}

// lookback is how far back the backups of a resource are read. What was not backed up for so long is no longer watched.
const lookback = 7 * 24 * time.Hour

// silence sends what it saw of every account in scope. An account that cannot be read stops no other; it is in the error.
func (s *Sweep) silence(ctx context.Context) (int, error) {
	accounts, err := s.inScope(ctx)
	if err != nil {
		return 0, err
	}
	var messages []event.Message
	var errs []error
	for _, region := range s.Place.Regions(s.Settings) {
		found, err := s.silentIn(ctx, region, accounts)
		errs, messages = append(errs, err), append(messages, found...)
	}
	if err := s.JobsOut.SendAll(ctx, messages); err != nil {
		return 0, err
	}
	return len(messages), errors.Join(errs...)
}

func (s *Sweep) silentIn(ctx context.Context, region string, accounts []org.Account) ([]event.Message, error) {
	now, maxAge := s.Now(), time.Duration(s.Settings.Alerts.MaxCopyAge)
	arrived := map[string]map[string]bool{} // by central vault: several accounts may share one
	var messages []event.Message
	var errs []error
	for _, account := range accounts {
		vault, optIn := s.Settings.LocalVault.BackupVaultName, s.Settings.OptIn
		if account.ID == s.Place.CentralAccountID {
			vault, optIn = s.Settings.CentralVault.NameFor(account.ID), nil
		}
		destination := s.Place.CentralVaultARN(s.Settings, region, account.ID)
		if _, read := arrived[destination]; !read {
			copied, err := s.Watches.Copied(ctx, destination, now.Add(-maxAge))
			if err != nil {
				errs = append(errs, fmt.Errorf("list the copies in %s: %w", destination, err))
				continue
			}
			arrived[destination] = copied
		}
		watch, err := s.Watches.Watch(ctx, account.ID, region, vault, now.Add(-lookback))
		if err != nil {
			errs = append(errs, fmt.Errorf("watch account %s: %w", account.ID, err))
			continue
		}
		watch.Copied, watch.DestinationVaultARN = arrived[destination], destination
		if len(watch.Keys) == 0 {
			continue // no vault yet: the sweep of the accounts makes it
		}
		messages = append(messages, event.NewMessage(event.Silence{Account: account.ID, Region: region, At: now, Problems: watch.Silences(optIn, maxAge, now)}))
	}
	return messages, errors.Join(errs...)
}

// silence tells what fails in silence, and ends the alerts about what is well again.
func (h *Alert) silence(ctx context.Context, s event.Silence) (Outcome, error) {
	attrs := []slog.Attr{slog.String(keyAccount, s.Account), slog.String(keyRegion, s.Region)}
	out := Ignored("nothing fails in silence", attrs...)
	for _, p := range s.Problems {
		problem := alert.Problem{Account: s.Account, Region: s.Region, Job: p.Kind, Resource: p.Resource, ResourceType: p.ResourceType, Destination: p.Destination}
		id := "silence-" + s.At.UTC().Format(time.RFC3339)
		if p.Holds {
			if _, err := h.well(ctx, []alert.Problem{problem}, id, s.At, attrs); err != nil {
				return out, err
			}
			continue
		}
		d, known := failure.OfSilence(p)
		if !known {
			return out, fmt.Errorf("silence of %s: the catalogue has no cause %q", p.Resource, p.Cause)
		}
		told, err := h.loud(ctx, problem)
		if err != nil {
			return out, err
		}
		if told {
			continue // a failed job says more
		}
		out, err = h.bad(ctx, alert.Alert{Problem: problem, JobID: id, State: "SILENT", At: s.At, Diagnosis: d}, event.JobStateChange{}, attrs)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// loud reports whether the problem fires already because a job of it failed.
func (h *Alert) loud(ctx context.Context, p alert.Problem) (bool, error) {
	history, err := h.Histories.History(ctx, p.Fingerprint())
	if err != nil || p.Job != event.Copy {
		return false, err
	}
	for _, key := range history.Groups {
		record, err := h.Groups.Group(ctx, key)
		if err != nil {
			return false, err
		}
		if record.Members[p.Fingerprint()].State == alert.Firing && record.Alert.State != "SILENT" {
			return true, nil
		}
	}
	return false, nil
}
