package cloud

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"farvault/shared/chain"
)

// Apply writes the changes in their order, from the account the ChangeSet is of. A change that fails stops
// what needs it and nothing else; what was applied stays. The error joins all failures.
func (p *Provisioner) Apply(ctx context.Context, set chain.ChangeSet) (chain.Result, error) {
	var result chain.Result
	writes := set.Writes()
	if len(writes) == 0 {
		return result, nil
	}
	s, err := p.cloud.enterBy(ctx, set.Account, p.door)
	if err != nil {
		return result, err
	}
	known := maps.Clone(set.Seen.Found)
	if known == nil {
		known = map[chain.Ref]chain.Found{}
	}
	look := func(ref chain.Ref) (chain.Found, bool) { f, ok := known[ref]; return f, ok }
	var failed []chain.Ref
	var errs []error
	for _, change := range writes {
		if need, bad := firstOf(change.Want.After(), failed); bad {
			change.Op, change.Why = chain.Blocked, fmt.Sprintf("needs the %s, which failed", need)
			result.Blocked = append(result.Blocked, change)
			failed = append(failed, change.Ref)
			continue
		}
		link, err := rooms[change.Ref.Kind].write(ctx, s, change, look)
		if err != nil {
			change.Why = err.Error()
			result.Failed = append(result.Failed, change)
			failed = append(failed, change.Ref)
			errs = append(errs, err)
			continue
		}
		known[change.Ref] = chain.Found{Link: link, Owned: true}
		result.Applied = append(result.Applied, change)
	}
	return result, errors.Join(errs...)
}

// firstOf is the first of the needs that has failed.
func firstOf(needs, failed []chain.Ref) (chain.Ref, bool) {
	for _, need := range needs {
		if slices.Contains(failed, need) {
			return need, true
		}
	}
	return chain.Ref{}, false
}

// room is how one kind of link is observed and applied.
type room struct {
	// look answers nil for a link that is not there.
	look func(context.Context, *session, chain.Link, view) (*chain.Found, error)
	// write answers with the link as it now is, ids included.
	write func(context.Context, *session, chain.Change, view) (chain.Link, error)
}

// rooms has a row for every kind of link; each kind has a file.
var rooms = map[chain.Kind]room{
	chain.KindServiceLinkedRole: roomOf(lookServiceLinkedRole, writeServiceLinkedRole),
	chain.KindRole:              roomOf(lookRole, writeRole),
	chain.KindKey:               roomOf(lookKey, writeKey),
	chain.KindBackupVault:       roomOf(lookVault, writeVault),
	chain.KindVaultAccessPolicy: roomOf(lookVaultAccessPolicy, writeVaultAccessPolicy),
	chain.KindOptIn:             roomOf(lookOptIn, writeOptIn),
	chain.KindBackupPlan:        roomOf(lookPlan, writePlan),
	chain.KindSelection:         roomOf(lookSelection, writeSelection),
	chain.KindEventRule:         roomOf(lookEventRule, writeEventRule),
}

// edit is a chain.Change with its links of their own type. For Create, got is zero.
type edit[L chain.Link] struct {
	create bool
	want   L
	got    L
	change chain.Change
}

// differs reports whether the change is about this attribute.
func (e edit[L]) differs(attribute string) bool {
	return slices.ContainsFunc(e.change.Attributes, func(a chain.Attribute) bool { return a.Name == attribute })
}

// roomOf makes a room of functions that know their own kind.
func roomOf[L chain.Link](
	look func(context.Context, *session, L, view) (*chain.Found, error),
	write func(context.Context, *session, edit[L], view) (L, error),
) room {
	return room{
		look: func(ctx context.Context, s *session, want chain.Link, v view) (*chain.Found, error) {
			return look(ctx, s, want.(L), v)
		},
		write: func(ctx context.Context, s *session, c chain.Change, v view) (chain.Link, error) {
			e := edit[L]{create: c.Op == chain.Create, want: c.Want.(L), change: c}
			if !e.create {
				e.got = c.Got.(L)
			}
			return write(ctx, s, e, v)
		},
	}
}
