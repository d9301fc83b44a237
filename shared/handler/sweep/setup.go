package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
)

// farvault is deployed by three templates, in any order and with any time between them. Until the last of them is there
// it cannot enter the accounts whose roles that one makes: no error yet, and nothing that anybody has to be told of.

// setUpFor is how long the roll-out of the roles may take before somebody is told that they are missing. A StackSet
// deploys to one account after the other unless it is told otherwise.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
const setUpFor = 24 * time.Hour

// setUpCursor is where it is kept when the sweep ran first. It is kept of new deployments alone.
const setUpCursor = "set-up"

// settingUp reports whether farvault was deployed a short while ago. A first run is the one that knows of no account
// yet.
func (s *Handler) settingUp(ctx context.Context) (bool, error) {
	first, err := s.Ledger.Cursor(ctx, setUpCursor)
	if err != nil || !first.IsZero() {
		return s.Now().Sub(first) < setUpFor, err
	}
	roster, err := s.Ledger.Roster(ctx)
	if err != nil || len(roster) > 0 {
		return false, err
	}
	return true, s.Ledger.PutCursor(ctx, setUpCursor, s.Now())
}

// unexpected is what is left of an error without what is to be expected of accounts whose roles are not there yet: of
// the management account while farvault is being set up, of a member that has never had its chain. What becomes of that
// member is told by whoever tries to prepare it.
func (s *Handler) unexpected(ctx context.Context, err error) error {
	var rest []error
	for _, one := range batch.Leaves(err) {
		expected, unread := s.expected(ctx, batch.Unentered(one))
		if unread != nil {
			rest = append(rest, unread)
		}
		if !expected {
			rest = append(rest, one)
		}
	}
	return errors.Join(rest...)
}

func (s *Handler) expected(ctx context.Context, id string) (bool, error) {
	switch id {
	case "":
		return false, nil
	case s.Deployment.ManagementAccountID:
		return s.settingUp(ctx)
	}
	if s.Deployment.Observes {
		return s.newlyObserved(ctx, id)
	}
	r, err := s.Ledger.Account(ctx, id)
	if err != nil {
		return false, fmt.Errorf("read the record of account %s: %w", id, err)
	}
	return r.Since().IsZero(), nil
}

// begin looks at the accounts for the first time as soon as they can be listed, and again at those whose roles were not
// there when they were looked at.
func (s *Handler) begin(ctx context.Context) (int, error) {
	starting, err := s.settingUp(ctx)
	if err != nil || !starting {
		return 0, err
	}
	roster, err := s.Ledger.Roster(ctx)
	if err != nil {
		return 0, err
	}
	if len(roster) == 0 {
		return s.attempt(ctx, accountsWork)
	}
	var messages []event.Message
	for _, id := range roster {
		r, err := s.Ledger.Account(ctx, id)
		if err != nil {
			return 0, fmt.Errorf("read the record of account %s: %w", id, err)
		}
		if r.Status == account.Waiting {
			messages = append(messages, event.NewMessage(event.ReconcileAccount{
				AccountID: id, Facts: &r.Account, Cause: event.SetUp,
			}))
		}
	}
	return len(messages), s.AccountsOut.SendAll(ctx, messages)
}

// newlyObserved reports whether an account may be without its roles yet: none of its looks went well, and the first was
// a short while ago. Where farvault observes, no record says whether an account ever had them.
func (s *Handler) newlyObserved(ctx context.Context, id string) (bool, error) {
	cursor := "closed/" + id
	first, err := s.Ledger.Cursor(ctx, cursor)
	if err != nil {
		return false, err
	}
	if first.IsZero() {
		return true, s.Ledger.PutCursor(ctx, cursor, s.Now())
	}
	starting, err := s.settingUp(ctx)
	return starting || s.Now().Sub(first) < openFor, err
}

// openFor is how long the StackSet may take to open a new account.
const openFor = 2 * time.Hour
