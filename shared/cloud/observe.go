package cloud

import (
	"context"
	"errors"
	"sync"

	"farvault/shared/chain"
)

// view shows what is already known of other links, such as the plan of a selection.
type view func(chain.Ref) (chain.Found, bool)

// Provisioner observes and changes accounts, which it enters by a door.
type Provisioner struct {
	cloud *Cloud
	door  Door
}

// Provisioner enters by the one role that may write.
func (c *Cloud) Provisioner() *Provisioner { return c.ProvisionerBy(Door{}) }

// ProvisionerBy enters by that door.
func (c *Cloud) ProvisionerBy(door Door) *Provisioner { return &Provisioner{cloud: c, door: door} }

// Observe looks at every link of the desired chain, side by side, each after those that it hangs on. What
// somebody's policy hides is Unread; any other error is returned, and then nothing is known.
func (p *Provisioner) Observe(ctx context.Context, desired chain.Chain) (chain.Observed, error) {
	s, err := p.cloud.enterBy(ctx, desired.Account, p.door)
	if err != nil {
		return chain.Observed{}, err
	}
	now, later := split(desired.Links)
	seen := chain.Observed{Found: map[chain.Ref]chain.Found{}, Unread: map[chain.Ref]string{}}
	if err := lookAll(ctx, s, now, &seen); err != nil {
		return chain.Observed{}, err
	}
	for _, link := range later {
		slr := link.(chain.ServiceLinkedRole)
		if evidence, there := seen.Found[slr.Evidence]; there && evidence.Owned {
			seen.Found[slr.Ref()] = chain.Found{Link: slr, Owned: true}
			continue
		}
		if err := lookAll(ctx, s, []chain.Link{link}, &seen); err != nil {
			return chain.Observed{}, err
		}
	}
	return seen, nil
}

// split sets apart the links that another link may give evidence of: they are looked at last, and perhaps not at all.
func split(links []chain.Link) (now, later []chain.Link) {
	for _, link := range links {
		if slr, ok := link.(chain.ServiceLinkedRole); ok && slr.Evidence != (chain.Ref{}) {
			later = append(later, link)
			continue
		}
		now = append(now, link)
	}
	return now, later
}

// sight is one look: its outcome may be read once done is closed.
type sight struct {
	done  chan struct{}
	found *chain.Found
	err   error
}

// lookAll looks at links at the same time, but at each only after those of them that it needs.
func lookAll(ctx context.Context, s *session, links []chain.Link, seen *chain.Observed) error {
	sights := make(map[chain.Ref]*sight, len(links))
	for _, link := range links {
		sights[link.Ref()] = &sight{done: make(chan struct{})}
	}
	var wait sync.WaitGroup
	for _, link := range links {
		mine := sights[link.Ref()]
		wait.Go(func() {
			defer close(mine.done)
			for _, need := range link.After() {
				if other, ok := sights[need]; ok {
					<-other.done
				}
			}
			mine.found, mine.err = rooms[link.Ref().Kind].look(ctx, s, link, viewOf(sights))
		})
	}
	wait.Wait()
	return gather(links, sights, seen)
}

// viewOf shows the looks that are done; a link asks only for those that it waited for.
func viewOf(sights map[chain.Ref]*sight) view {
	return func(ref chain.Ref) (chain.Found, bool) {
		other, ok := sights[ref]
		if !ok || other.found == nil {
			return chain.Found{}, false
		}
		return *other.found, true
	}
}

// gather sorts the looks into what is there, what is hidden, and what went wrong.
func gather(links []chain.Link, sights map[chain.Ref]*sight, seen *chain.Observed) error {
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
	return errors.Join(errs...)
}
