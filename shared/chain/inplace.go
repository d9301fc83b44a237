package chain

import "slices"

// An account that moves to another organizational unit may get another plan. The one that it had is farvault's own, and
// the settings say that it is other accounts': the selection of the new plan is made in place of its selections, so
// that there is no time without backups and none with two.

// inPlace are the links of a chain, the first selection of each Region with those that it comes in place of.
func inPlace(desired Chain, seen Observed) []Link {
	links := slices.Clone(desired.Links)
	done := map[string]bool{}
	for i, link := range links {
		selection, is := link.(Selection)
		if !is || done[selection.Region] {
			continue
		}
		done[selection.Region] = true
		selection.Ends = seen.Outgoing(desired, selection.Region)
		links[i] = selection
	}
	return links
}

// Outgoing are the selections of farvault's own plans in a Region that the settings give to other accounts alone.
func (o Observed) Outgoing(desired Chain, region string) (all []Selection) {
	for _, p := range o.Plans {
		if p.Owned && p.Region == region && slices.Contains(desired.Others, p.Name) {
			all = append(all, p.Selections...)
		}
	}
	return all
}

// ends reports whether the change of a link comes in place of a plan's selections.
func (c Chain) ends(plan SeenPlan) bool {
	return slices.Contains(c.Others, plan.Name) && slices.ContainsFunc(c.Links, func(l Link) bool {
		s, is := l.(Selection)
		return is && s.Region == plan.Region
	})
}
