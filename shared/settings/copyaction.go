package settings

import (
	"fmt"
	"slices"
)

// copied is one copy of a rule: where in the file its lifecycle stands, and what it is.
type copied struct {
	path      string
	lifecycle Lifecycle
}

// copies are the copies that a rule makes, each with the lifecycle that holds for it.
func (r BackupRule) copies(path string) []copied {
	otherwise := copied{path + ".Lifecycle", r.Lifecycle}
	if r.CopyLifecycle != nil {
		otherwise = copied{path + ".CopyLifecycle", *r.CopyLifecycle}
	}
	if len(r.CopyActions) == 0 {
		return []copied{otherwise}
	}
	var all []copied
	for i, c := range r.CopyActions {
		if c.Lifecycle == nil {
			all = append(all, otherwise)
			continue
		}
		all = append(all, copied{fmt.Sprintf("%s.CopyActions[%d].Lifecycle", path, i), *c.Lifecycle})
	}
	return all
}

// CopyLifecycleOf is the lifecycle of one of the rule's copies.
func (r BackupRule) CopyLifecycleOf(c CopyAction) Lifecycle {
	switch {
	case c.Lifecycle != nil:
		return *c.Lifecycle
	case r.CopyLifecycle != nil:
		return *r.CopyLifecycle
	}
	return r.Lifecycle
}

// Copies are the rule's copy actions; the one to the backup's own Region where none is written.
func (r BackupRule) Copies() []CopyAction {
	if len(r.CopyActions) == 0 {
		return []CopyAction{{}}
	}
	return r.CopyActions
}

// checkCopies judges a rule's copy actions. Each needs a Region of its own, for a Region has one central
// vault an account, and AWS makes no two copies of a rule to one vault.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyAction.html
func (f *file) checkCopies(path string, s Settings, rule BackupRule) {
	at := path + ".CopyActions"
	switch n := len(rule.CopyActions); {
	case n == 0 && f.written(at):
		f.mistake(
			at,
			"is empty: nothing would leave the account; leave it out for one copy to the central vault of the same Region",
		)
	case n > maxCopyActions:
		f.mistake(at, "has %d copy actions: AWS allows %d in a rule", n, maxCopyActions)
	}
	var seen []string
	for i, c := range rule.CopyActions {
		here := fmt.Sprintf("%s[%d]", at, i)
		name := c.DestinationRegion
		switch {
		case f.written(here+".DestinationRegion") && !region.MatchString(name):
			f.mistake(
				here+".DestinationRegion",
				"is %q: must be a Region's name, such as eu-west-1; leave it out for the Region of the backup",
				name,
			)
		case slices.Contains(seen, name),
			name == "" && slices.ContainsFunc(s.Regions, func(own string) bool { return slices.Contains(seen, own) }),
			slices.Contains(seen, "") && slices.Contains(s.Regions, name):
			f.mistake(here, "goes to a central vault that an earlier copy action goes to")
		}
		seen = append(seen, name)
		if c.Lifecycle != nil {
			f.checkLifecycle(here+".Lifecycle", rule.RuleName, *c.Lifecycle)
		}
	}
}

// ShortestRetention is the least DeleteAfterDays of all rules, or of all their copies; zero where all is kept for ever.
func (s Settings) ShortestRetention(copies bool) (days int64) {
	for _, plan := range s.BackupPlans {
		for _, rule := range plan.Rules {
			kept := []Lifecycle{rule.Lifecycle}
			if copies {
				kept = nil
				for _, c := range rule.Copies() {
					kept = append(kept, rule.CopyLifecycleOf(c))
				}
			}
			for _, l := range kept {
				if l.DeleteAfterDays > 0 && (days == 0 || l.DeleteAfterDays < days) {
					days = l.DeleteAfterDays
				}
			}
		}
	}
	return days
}
