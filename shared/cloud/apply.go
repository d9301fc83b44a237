package cloud

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"farvault/shared/chain"
	"farvault/shared/guard"
)

// Apply writes the changes from the account that the ChangeSet is of, side by side, each after those that it needs. A
// change that fails stops what needs it and nothing else; what was applied stays. The error joins all failures.
func (p *Provisioner) Apply(ctx context.Context, set chain.ChangeSet) (chain.Result, error) {
	writes := set.Writes()
	if len(writes) == 0 {
		return chain.Result{}, nil
	}
	s, err := p.cloud.enterBy(ctx, set.Account, p.entryRole)
	if err != nil {
		return chain.Result{}, err
	}
	deeds := writeAll(ctx, s, writes, set.Seen.Found)
	named := p.policyNamer(ctx, set.Account)
	for _, d := range deeds {
		d.err = named(d.err)
	}
	return sum(deeds)
}

// write is one change as it is written: its outcome may be read once done is closed.
type write struct {
	done    chan struct{}
	change  chain.Change
	link    chain.Link // as it now is
	err     error
	blocked bool // not tried
}

// failed reports whether what needs this link cannot be made.
func (d *write) failed() bool { return d.blocked || d.err != nil }

// waited waits for the writes that this one needs, and names the first of them that failed.
func (d *write) waited(of map[chain.Ref]*write) (need chain.Ref, failed bool) {
	for _, need := range d.change.Want.After() {
		other, written := of[need]
		if !written {
			continue
		}
		if <-other.done; other.failed() {
			return need, true
		}
	}
	return chain.Ref{}, false
}

// writeAll writes changes at the same time, but each only after those of them that it needs.
func writeAll(ctx context.Context, s *session, writes []chain.Change, found map[chain.Ref]chain.Found) []*write {
	deeds, of := make([]*write, len(writes)), make(map[chain.Ref]*write, len(writes))
	for i, change := range writes {
		deeds[i] = &write{done: make(chan struct{}), change: change}
		of[change.Ref] = deeds[i]
	}
	known := func(ref chain.Ref) (chain.Found, bool) {
		if d, ok := of[ref]; ok {
			return chain.Found{Link: d.link, Owned: true}, true
		}
		f, ok := found[ref]
		return f, ok
	}
	var all guard.Group
	for _, mine := range deeds {
		all.Go(func() error {
			defer close(mine.done)
			if need, failed := mine.waited(of); failed {
				mine.blocked, mine.change.Op = true, chain.Blocked
				mine.change.Why = fmt.Sprintf("needs the %s, which failed", need)
				return nil
			}
			mine.err = guard.Do(func() (err error) {
				mine.link, err = linkKinds[mine.change.Ref.Kind].apply(ctx, s, mine.change, known)
				return err
			})
			return nil
		})
	}
	all.Wait()
	return deeds
}

// sum sorts the deeds, in the order of their changes.
func sum(deeds []*write) (chain.Result, error) {
	var result chain.Result
	var errs []error
	for _, d := range deeds {
		switch {
		case d.blocked:
			result.Blocked = append(result.Blocked, d.change)
		case d.err != nil:
			d.change.Why = d.err.Error()
			result.Failed = append(result.Failed, d.change)
			errs = append(errs, d.err)
		default:
			result.Applied = append(result.Applied, d.change)
		}
	}
	return result, errors.Join(errs...)
}

// linkKind is how one kind of link is observed and applied.
type linkKind struct {
	// observe answers nil for a link that is not there.
	observe func(context.Context, *session, chain.Link, view) (*chain.Found, error)
	// write answers with the link as it now is, ids included.
	write func(context.Context, *session, chain.Change, view) (chain.Link, error)
	// adopt gives somebody else's link the owner's tag. Nil where there is none to give.
	adopt func(context.Context, *session, chain.Link) error
}

// apply writes one change. What is adopted is tagged first: a run that is killed after that leaves drift, which the
// next one puts right.
func (r linkKind) apply(ctx context.Context, s *session, c chain.Change, look view) (chain.Link, error) {
	if c.Op != chain.Adopt {
		return r.write(ctx, s, c, look)
	}
	if err := r.adopt(ctx, s, c.Got); err != nil {
		return nil, err
	}
	if c.Attributes = slices.DeleteFunc(
		slices.Clone(c.Attributes),
		func(a chain.Attribute) bool { return a.Name == chain.OwnerAttribute },
	); len(
		c.Attributes,
	) == 0 {
		return c.Got, nil
	}
	return r.write(ctx, s, c, look)
}

// linkKinds has a row for every kind of link; each kind has a file.
var linkKinds = map[chain.Kind]linkKind{
	chain.KindServiceLinkedRole: kindOf(observeServiceLinkedRole, writeServiceLinkedRole),
	chain.KindRole:              adopting(kindOf(observeRole, writeRole), adoptRole),
	chain.KindKey:               adopting(kindOf(observeKey, writeKey), adoptKey),
	chain.KindSharedKey:         kindOf(observeSharedKey, writeSharedKey),
	chain.KindBackupVault:       adopting(kindOf(observeVault, writeVault), adoptVault),
	chain.KindVaultAccessPolicy: kindOf(observeVaultAccessPolicy, writeVaultAccessPolicy),
	chain.KindOptIn:             kindOf(observeOptIn, writeOptIn),
	chain.KindBackupPlan:        adopting(kindOf(observePlan, writePlan), adoptPlan),
	chain.KindSelection:         kindOf(observeSelection, writeSelection),
	chain.KindEventRule:         adopting(kindOf(observeEventRule, writeEventRule), adoptEventRule),
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

// kindOf makes a room of functions that know their own kind.
func kindOf[L chain.Link](
	look func(context.Context, *session, L, view) (*chain.Found, error),
	write func(context.Context, *session, edit[L], view) (L, error),
) linkKind {
	return linkKind{
		observe: func(ctx context.Context, s *session, want chain.Link, v view) (*chain.Found, error) {
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

// adopting is a room whose links carry tags.
func adopting[L chain.Link](r linkKind, adopt func(context.Context, *session, L) error) linkKind {
	r.adopt = func(ctx context.Context, s *session, found chain.Link) error { return adopt(ctx, s, found.(L)) }
	return r
}
