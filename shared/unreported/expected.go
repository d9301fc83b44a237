package unreported

import "slices"

// Destinations are the vaults that the settings want the copies of a rule in, by the names of its plan and its own.
type Destinations map[[2]string][]string

// Expecting are plans as they stand in an account, with the copies that the settings want of their rules: a rule whose
// copy action somebody took out makes no copies, and they are missing all the same.
func Expecting(plans []ExpectedPlan, want Destinations) []ExpectedPlan {
	for i, p := range plans {
		rules := slices.Clone(p.Rules)
		for j, r := range rules {
			for _, vault := range want[[2]string{p.Name, r.Name}] {
				if !slices.Contains(r.Destinations, vault) {
					r.Destinations = append(slices.Clone(r.Destinations), vault)
				}
			}
			rules[j] = r
		}
		plans[i].Rules = rules
	}
	return plans
}
