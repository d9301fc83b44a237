package coverage

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/plain"
	"farvault/shared/unreported"
)

// foreign are the copies of the account that no plan of farvault's made, by the plan that did. One that is not in the
// vaults any longer is remembered: that it stopped is what there is to say of it.
func (j judge) foreign() (all []Foreign) {
	own := map[string]bool{}
	for _, p := range j.Snapshot.Plans {
		own[p.ID] = true
	}
	now := map[string]Foreign{}
	for _, vault := range slices.Sorted(maps.Keys(j.Snapshot.Arrivals)) {
		for id, brought := range j.Snapshot.Arrivals[vault].ByPlan[j.Account] {
			if !own[id] {
				now[id] = now[id].with(id, brought)
			}
		}
	}
	for _, was := range j.Before.Foreign {
		if !own[was.Plan] {
			now[was.Plan] = now[was.Plan].after(was)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		f := now[id]
		f.Stopped = id != "" && f.Every > 0 && j.At.Sub(f.Newest) > f.Every.Duration()+j.MaxAge
		all = append(all, f)
	}
	return all
}

// with counts in what a plan has brought to one more vault.
func (f Foreign) with(id string, brought unreported.ByPlan) Foreign {
	f.Plan, f.Name, f.Resources = id, brought.Name, max(f.Resources, len(brought.Copied))
	f.Manager = chain.ManagerOfPlan(f.Name, f.Plan, nil)
	if brought.Newest.After(f.Newest) {
		f.Newest = brought.Newest
	}
	if !brought.Before.IsZero() {
		f.Every = max(f.Every, Span(brought.Newest.Sub(brought.Before)/time.Second))
	}
	return f
}

// after is the group with what was known of it: how far apart its runs are is learned from one reading to the next,
// since the vaults are listed only as far back as farvault's own plans ask for.
func (f Foreign) after(was Foreign) Foreign {
	if f.Newest.IsZero() {
		return was
	}
	f.Every = max(f.Every, was.Every)
	if step := f.Newest.Sub(was.Newest); step >= Cadence*8 && !was.Stopped {
		f.Every = max(f.Every, Span(step/time.Second))
	}
	return f
}

// Stopped are the failures of copies that no plan of farvault's makes: those that came regularly and come no longer,
// and those that hold again since the reading before.
func (r Record) Stopped(before Record, now time.Time) (all []event.UnreportedFailure) {
	stopped := map[string]bool{}
	for _, f := range before.Foreign {
		stopped[f.Plan] = f.Stopped
	}
	for _, f := range r.Foreign {
		p := event.UnreportedFailure{Kind: event.Foreign, Resource: "backup-plan/" + f.Plan, Holds: true}
		switch {
		case f.Stopped:
			p.Holds, p.Cause = false, "foreign-copies-stopped"
			p.Why = fmt.Sprintf(
				"Plan %s is not farvault's. It copied %s to the central vault, every %s, and has copied nothing since %s.",
				f.Label(), plain.Count(f.Resources, "resource", "resources"), plain.Span(f.Every.Duration()),
				plain.Clock(f.Newest, now))
		case !stopped[f.Plan]:
			continue
		}
		all = append(all, p)
	}
	return all
}

// Label is what people call the plan.
func (f Foreign) Label() string {
	switch {
	case f.Plan == "":
		return "by hand"
	case f.Name == "":
		return f.Plan
	case f.Manager != "":
		return f.Name + " of " + f.Manager + " (" + f.Plan + ")"
	}
	return f.Name + " (" + f.Plan + ")"
}
