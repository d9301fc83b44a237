package unreported

import (
	"cmp"
	"slices"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// NextCopy is a copy that the next run of a rule is to make.
type NextCopy struct {
	proof.CopyAttempt // At is when the run begins
	PlanName          string
	Rule              string
	RetentionDays     int64 // of the copy; zero: for ever

	// Keyed says that the resource's key is known, of its newest recovery point; an empty KeyARN is no key.
	Keyed  bool
	KeyARN string
}

// next is the first time after now at which a rule of the plan runs itself.
func (p ExpectedPlan) next(r WatchedRule, now time.Time) (at time.Time, ok bool) {
	for range taken {
		if at, ok = r.Timetable.Next(now); !ok || !p.swallowed(r, at) {
			return at, ok
		}
		now = at
	}
	return time.Time{}, false
}

// NextCopies are the copies of the next run of each rule into vaults of the central account: of each resource that the
// plan selects and whose type is on.
func (w Snapshot) NextCopies(central string, now time.Time) (all []NextCopy) {
	for _, p := range w.Plans {
		selected, newest := w.selected(p), w.newest(p)
		for _, r := range p.Rules {
			at, due := p.next(r, now)
			for _, vault := range r.Destinations {
				if arn, err := org.ParseARN(vault); !due || err != nil || arn.Account != central {
					continue
				}
				for _, resource := range selected {
					all = append(all, w.nextCopy(p, r, vault, resource, newest[resource], at))
				}
			}
		}
	}
	return all
}

func (w Snapshot) nextCopy(p ExpectedPlan, r WatchedRule, vault, resource string, newest Point, at time.Time) NextCopy {
	kind := w.typeOf(resource, newest)
	c := NextCopy{PlanName: p.Name, Rule: r.Name, RetentionDays: r.DeleteAfterDays, CopyAttempt: proof.CopyAttempt{
		ResourceARN: resource, ResourceType: kind, SourceAccount: w.Account, Region: w.Region,
		SourceVaultARN:      cmp.Or(r.VaultARN, w.VaultARN),
		DestinationVaultARN: vault, RoleARN: p.RoleARN, At: at,
		RecoveryPointARN: proof.PointToCome(kind, w.Account, w.Region, w.Managed["DynamoDB"]),
	}}
	if days, own := r.CopyDays[vault]; own {
		c.RetentionDays = days
	}
	if newest.ResourceARN != "" {
		c.Keyed, c.KeyARN = true, newest.Key
	}
	return c
}

// typeOf is AWS Backup's word for the type of a resource: its newest recovery point's, or the only one that it can be.
// Empty where it can be several.
func (w Snapshot) typeOf(resource string, newest Point) string {
	if newest.ResourceType != "" {
		return newest.ResourceType
	}
	types := TypesOf(resource)
	if slices.Contains(types, "DSQL") { // one type of two names
		return "DSQL"
	}
	if len(types) == 1 {
		return types[0]
	}
	return ""
}

// newest are the last recovery points that a plan has made, by resource.
func (w Snapshot) newest(p ExpectedPlan) map[string]Point {
	all := map[string]Point{}
	for _, point := range w.Points {
		if point.PlanID == p.ID && point.Created.After(all[point.ResourceARN].Created) {
			all[point.ResourceARN] = point
		}
	}
	return all
}

// Coming judges copies that are still to come, by the forecast of each: those that will fail, the earliest of each
// resource and destination, and the resources and destinations of which not enough could be read to say so.
func Coming(copies []NextCopy, foresee func(NextCopy) proof.Forecast) (failing, unknown []event.UnreportedFailure) {
	copies = slices.Clone(copies)
	slices.SortStableFunc(copies, func(a, b NextCopy) int { return a.At.Compare(b.At) })
	seen := map[[2]string]bool{}
	for _, c := range copies {
		id := [2]string{c.ResourceARN, c.DestinationVaultARN}
		if seen[id] {
			continue
		}
		forecast := foresee(c)
		if forecast.Outcome == catalog.Pass {
			continue
		}
		p := event.UnreportedFailure{Kind: event.Copy, Resource: c.ResourceARN, ResourceType: c.ResourceType,
			Destination: c.DestinationVaultARN, Due: c.At}
		if forecast.Outcome == catalog.CouldNotRead {
			unknown = append(unknown, p)
			continue
		}
		seen[id] = true
		failing = append(failing, because(p, forecast.Diagnosis))
	}
	return failing, unknown
}

// because is the failure with its cause, as the proof found it.
func because(p event.UnreportedFailure, d catalog.Diagnosis) event.UnreportedFailure {
	p.Cause, p.Where, p.Why, p.Paste, p.Ours = d.Cause, d.Where, d.Why, d.Paste, d.Ours
	p.Fault, p.Remedy = string(d.AccountAtFault), d.Remedy
	for _, c := range d.Checks {
		if c.Outcome == catalog.Fail {
			also := event.Failing{Cause: c.Cause, Title: c.Title, Where: c.Where, Fault: string(c.At), Ours: c.Ours}
			p.Also = append(p.Also, also)
		}
	}
	return p
}
