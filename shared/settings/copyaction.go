package settings

import (
	"cmp"
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
	for _, kept := range s.retentions("", copies) {
		if kept > 0 && (days == 0 || kept < days) {
			days = kept
		}
	}
	return days
}

// Promised is for how many days at least what a rule makes is kept, or a copy of it; zero: for ever. Of a rule that the
// settings do not name it is the least of all rules.
func (s Settings) Promised(rule string, copies bool) int64 {
	of := s.retentions(rule, copies)
	if rule == "" || len(of) == 0 {
		return s.ShortestRetention(copies)
	}
	return slices.MinFunc(of, func(a, b int64) int { return cmp.Compare(uint64(a-1), uint64(b-1)) }) // zero is the most
}

// retentions are the days for which rules of that name keep their backups, or all rules where it is empty.
func (s Settings) retentions(name string, copies bool) (days []int64) {
	for _, plan := range s.BackupPlans {
		for _, rule := range plan.Rules {
			switch {
			case name != "" && rule.RuleName != name:
			case !copies:
				days = append(days, rule.Lifecycle.DeleteAfterDays)
			default:
				for _, c := range rule.Copies() {
					days = append(days, rule.CopyLifecycleOf(c).DeleteAfterDays)
				}
			}
		}
	}
	return days
}
