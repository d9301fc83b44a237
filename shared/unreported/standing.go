package unreported

import (
	"fmt"
	"time"
)

// Standing is how far a resource has the copies that its plans promise.
type Standing struct {
	Plan    string    // name of the plan that selects it, the first of several
	Kept    bool      // every rule has brought a copy that is young enough to each of its central vaults
	Due     bool      // not kept, and the first run that could have brought one is too young, or still to come
	Why     string    // what is missing, where it is not kept
	Alone   bool      // not kept, because no plan of the account's own copies it to the central account
	Since   time.Time // when the copy that is missing should have been begun
	Local   Point     // the newest backup that a plan made; zero: none was seen
	Job     string    // that made it; empty: AWS Backup lists it no longer
	Central Arrival   // the newest copy in a central vault; zero: none was seen
	Vault   string    // its ARN
}

// Standings judges every resource that a plan selects, by its ARN. It is the sweep's own question of what is overdue
// (overdue.go), answered of each resource whatever the answer is. A resource is selected since the time at which a
// reading first showed it so.
func (w Snapshot) Standings(
	since func(arn string) time.Time, maxAge time.Duration, now time.Time,
) map[string]Standing {
	all, jobs, promised := map[string]Standing{}, map[string]string{}, map[string]bool{}
	for _, j := range w.Jobs {
		jobs[j.Point] = j.ID
	}
	for _, p := range w.Plans {
		points, promises := w.points(p), w.promises(p, maxAge, now)
		for _, arn := range p.Selected {
			s, had := all[arn]
			if !had {
				s = Standing{Plan: p.Name, Kept: true}
			}
			for _, b := range points[arn] {
				if b.Created.After(s.Local.Created) {
					s.Local, s.Job = b, jobs[b.ARN]
				}
			}
			first := earlier(since(arn), begun(points[arn]))
			for _, one := range promises {
				s = s.judged(one, one.arrivals.Newest[arn], first).newest(one.arrivals.Newest[arn], one.vault)
			}
			promised[arn] = promised[arn] || len(promises) > 0
			if len(promises) == 0 && s.Kept && p.Selections == nil {
				s.Kept, s.Why = false, "No rule of plan "+p.Name+" copies to a central vault."
			}
			all[arn] = s
		}
	}
	for arn, s := range all { // of several plans of the account's own one that copies is enough
		if s.Kept && !promised[arn] {
			s.Kept, s.Alone = false, true
			s.Why = "No backup plan of the account copies it to the central account."
			all[arn] = s
		}
	}
	return all
}

// promise is what a rule owes to one central vault: a copy of the run at a time, or of a later one.
type promise struct {
	run
	vault    string
	arrivals Arrivals
	ran      bool // there was a run whose copy must be there
}

func (w Snapshot) promises(p ExpectedPlan, maxAge time.Duration, now time.Time) (all []promise) {
	for _, r := range p.Rules {
		at, ran := p.due(r, maxAge, now)
		for _, vault := range r.Destinations {
			if arrivals, listed := w.Arrivals[vault]; listed {
				all = append(all, promise{run{plan: p, rule: r, at: at}, vault, arrivals, ran})
			}
		}
	}
	return all
}

// judged is the standing after one promise. What is late outweighs what is due.
func (s Standing) judged(o promise, have Arrival, first time.Time) Standing {
	begun := have.Created
	if o.rule.Continuous && have.Completed.After(begun) { // a continuous backup keeps the date of its beginning
		begun = have.Completed
	}
	switch {
	case o.ran && !begun.Before(o.at.Add(-slack)), !o.ran && !have.Created.IsZero():
		return s
	case !o.ran, first.IsZero(), first.After(o.at.Add(o.rule.startWindow())):
		if s.Kept {
			s.Kept, s.Due, s.Since = false, true, o.at
			s.Why = fmt.Sprintf("Rule %s of plan %s has still to make its first copy.", o.rule.Name, o.plan.Name)
		}
		return s
	}
	if s.Kept || s.Due {
		s.Kept, s.Due, s.Since = false, false, o.at
		s.Why = fmt.Sprintf("Rule %s of plan %s was due at %s and has brought no copy since.",
			o.rule.Name, o.plan.Name, clockOf(o.at))
	}
	return s
}

// newest is the standing with the copy of a vault, where that is the newest.
func (s Standing) newest(a Arrival, vault string) Standing {
	if a.Created.After(s.Central.Created) {
		s.Central, s.Vault = a, vault
	}
	return s
}
