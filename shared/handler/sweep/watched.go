package sweep

import (
	"context"
	"fmt"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/org"
)

// watched are those of the accounts that get a chain, and those that have one and leave the scope by a listing of tags
// alone: it may be late, or lack an account. They are watched with the tags by which they were protected, until whoever
// looks at the account has read its tags and ended that.
func (s *Handler) watched(ctx context.Context, all []org.Account) ([]org.Account, error) {
	if !s.Settings.ScopesByTag() {
		return s.scoped(ctx, all)
	}
	roster, err := s.Ledger.Roster(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the accounts of the last sweep: %w", err)
	}
	protected := map[string]bool{}
	for _, id := range roster {
		protected[id] = true
	}
	for i, a := range all {
		if in, _ := chain.InScope(s.Settings, s.Deployment, a); in || !protected[a.ID] || a.State != org.Active {
			continue
		}
		r, err := s.Ledger.Account(ctx, a.ID)
		if err != nil {
			return nil, fmt.Errorf("read the record of account %s: %w", a.ID, err)
		}
		all[i] = asProtected(a, r)
	}
	return s.scoped(ctx, all)
}

// asProtected is the account with the tags by which it was protected, where it was: by them it has its plans.
func asProtected(a org.Account, r account.Record) org.Account {
	if r.Account.Tags != nil && (!r.Since().IsZero() || r.Status == account.Observed) {
		a.Tags = r.Account.Tags
	}
	return a
}
