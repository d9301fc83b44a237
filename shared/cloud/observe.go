package cloud

import (
	"context"
	"errors"

	"farvault/shared/chain"
	"farvault/shared/guard"
)

// view shows what is known of other links, such as the plan of a selection.
type view func(chain.Ref) (chain.Found, bool)

// Provisioner observes and changes accounts, which it enters by a door.
type Provisioner struct {
	cloud     *Cloud
	entryRole EntryRole
}

// Provisioner enters by the one role that may write.
func (c *Cloud) Provisioner() *Provisioner { return c.ProvisionerBy(EntryRole{}) }

// ProvisionerBy enters by that door.
func (c *Cloud) ProvisionerBy(door EntryRole) *Provisioner {
	return &Provisioner{cloud: c, entryRole: door}
}

// Observe looks at every link of the desired chain, side by side; one whose look rests on another's waits for
// that. What somebody's policy hides is Unread; any other error is returned, and then nothing is known.
func (p *Provisioner) Observe(ctx context.Context, desired chain.Chain) (chain.Observed, error) {
	s, err := p.cloud.enterBy(ctx, desired.Account, p.entryRole)
	if err != nil {
		return chain.Observed{}, err
	}
	s.adopt = desired.Adopt
	sights, named := observeAll(ctx, s, desired.Links), p.policyNamer(ctx, desired.Account)
	for _, one := range sights {
		one.err = named(one.err)
	}
	seen, err := gather(desired.Links, sights)
	if err != nil {
		return seen, err
	}
	seen.Unmanaged, seen.Stock = s.unmanaged(ctx, desired), s.stock(ctx, desired)
	seen.Surplus = s.surplusKeys(ctx, desired, seen)
	return seen, named(s.leftovers(ctx, desired, &seen))
}

// observation is one look: its outcome may be read once done is closed.
type observation struct {
	done  chan struct{}
	found *chain.Found
	err   error
}

// observeAll looks at links at the same time. A look that asks for another link waits until that one is done;
// none asks for one that is After it, so none waits for itself.
func observeAll(ctx context.Context, s *session, links []chain.Link) map[chain.Ref]*observation {
	sights := make(map[chain.Ref]*observation, len(links))
	for _, link := range links {
		sights[link.Ref()] = &observation{done: make(chan struct{})}
	}
	seen := func(ref chain.Ref) (chain.Found, bool) {
		other, ok := sights[ref]
		if !ok {
			return chain.Found{}, false
		}
		if <-other.done; other.found == nil {
			return chain.Found{}, false
		}
		return *other.found, true
	}
	var all guard.Group
	for _, link := range links {
		mine := sights[link.Ref()]
		all.Go(func() error {
			defer close(mine.done)
			mine.err = guard.Do(func() (err error) {
				mine.found, err = linkKinds[link.Ref().Kind].observe(ctx, s, link, seen)
				return err
			})
			return nil
		})
	}
	all.Wait()
	return sights
}

// gather sorts the looks into what is there, what is hidden, and what went wrong.
func gather(links []chain.Link, sights map[chain.Ref]*observation) (chain.Observed, error) {
	seen := chain.Observed{Found: map[chain.Ref]chain.Found{}, Unread: map[chain.Ref]string{}}
	var errs []error
	for _, link := range links {
		ref := link.Ref()
		switch s := sights[ref]; {
		case s.err != nil && lasting(s.err):
			seen.Unread[ref] = s.err.Error()
		case s.err != nil:
			errs = append(errs, s.err)
		case s.found != nil:
			seen.Found[ref] = *s.found
		}
	}
	if len(errs) > 0 {
		return chain.Observed{}, errors.Join(errs...)
	}
	return seen, nil
}
