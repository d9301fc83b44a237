package sweep

import (
	"context"
	"fmt"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/proof"
)

// CopyCounts counts the organization's copy jobs of the last whole day in one Region.
type CopyCounts interface {
	Copies(ctx context.Context, region string, now time.Time) (event.CopyCount, error)
}

// Preflight reads what copies depend on in the organization as such.
type Preflight interface {
	OrganizationState(ctx context.Context) (proof.OrganizationState, error)
}

// failsForAll are the organization's preconditions that fail, as doctor finds them. While farvault is being set up
// nobody can read them yet.
func (s *Handler) failsForAll(ctx context.Context) (lines []string) {
	if s.Preflight == nil {
		return nil
	}
	state, err := s.Preflight.OrganizationState(ctx)
	if err != nil {
		if s.unexpected(ctx, err) == nil {
			return nil
		}
		return []string{proof.ReadOrganization + ": " + err.Error()}
	}
	for _, p := range state.Preconditions(s.Deployment) {
		if p.Outcome == proof.Fail {
			line := p.Name + ": " + p.Why
			if p.Command != "" {
				line += ". Run: " + p.Command
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// lastReads is how far back the last look at every account's silence is, and one that failed.
const lastReads = 150 * time.Minute

// idle reports whether the last look found in no Region of the account anything that a plan selects. It is told nowhere
// but in the digest, as a number: an account without anything to back up is well, and nobody should be called for it.
func (s *Handler) idle(ctx context.Context, account string) (bool, error) {
	for _, region := range s.Deployment.Regions(s.Settings) {
		seen, err := s.Ledger.Cursor(ctx, idleCursor(account, region))
		if err != nil || s.Now().Sub(seen) > lastReads {
			return false, err
		}
	}
	return true, nil
}

// digest counts how the accounts stand, and sends it to the one who speaks. What cannot be counted is said in the
// digest and stops nothing: a day without a digest would look like a day on which all is well.
func (s *Handler) digest(ctx context.Context) (int, error) {
	d := event.Digest{At: s.Now()}
	accounts, err := s.inScope(ctx)
	if err != nil {
		d.Incomplete = append(d.Incomplete, err.Error())
	}
	var unread []error
	for _, a := range accounts {
		record, err := s.Ledger.Account(ctx, a.ID)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		d.InScope++
		standing, err := s.standing(ctx, a, record)
		if err != nil {
			unread = append(unread, err)
		}
		switch {
		case standing.unknown != "":
			d.Unknown = append(d.Unknown, standing.unknown)
		case standing.lacks != "":
			d.Unprotected = append(d.Unprotected, standing.lacks)
		case record.Status == account.Observed:
			d.Observed++
		default:
			d.Protected++
		}
		if idle, err := s.idle(ctx, a.ID); err != nil {
			unread = append(unread, err)
		} else if idle {
			d.Idle++
		}
	}
	if len(unread) > 0 {
		d.Incomplete = append(d.Incomplete, fmt.Sprintf("%d accounts: %v", len(unread), unread[0]))
	}
	d.Organization = s.failsForAll(ctx)
	if counts, err := s.tally(ctx, accounts); err != nil {
		d.Incomplete = append(d.Incomplete, err.Error())
	} else if d.InScope > 1 { // there is more than the central account
		d.Coverage = counts.Clone()
	}
	var copies event.CopyCount
	for _, region := range s.Deployment.Regions(s.Settings) {
		count, err := s.Copies.Copies(ctx, region, d.At)
		if err != nil {
			d.Incomplete = append(d.Incomplete, fmt.Sprintf("copies in %s: %v", region, err))
			continue
		}
		copies = copies.And(count)
	}
	d.Copies, d.CopiesBad, d.CopiesFrom, d.CopiesUntil = copies.Good, copies.Bad, copies.From, copies.Until
	return 1, s.JobsOut.SendAll(ctx, []event.Message{event.NewMessage(d)})
}
