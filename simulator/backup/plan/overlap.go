package plan

import "time"

// Swallowed names the rule of the plan that runs in place of one that falls due
// at a time: where the start windows of two rules overlap, only the one with the longer retention runs.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
func (p *Plan) Swallowed(due Rule, at time.Time) (string, bool) {
	before := true
	for _, other := range p.Document.Rules {
		if other.RuleName == due.RuleName {
			before = false
			continue
		}
		if outlasts(other, due, before) && overlaps(other, due, at) {
			return other.RuleName, true
		}
	}
	return "", false
}

// outlasts compares retentions; of equals the rule that stands first in the plan runs.
func outlasts(a, b Rule, before bool) bool {
	days, ends := a.Lifecycle.Retention()
	others, othersEnd := b.Lifecycle.Retention()
	switch {
	case !ends && !othersEnd:
		return before
	case !ends || !othersEnd:
		return !ends
	case days == others:
		return before
	}
	return days > others
}

// overlaps reports whether other falls due in a start window that meets that of the rule due at a time.
func overlaps(other, due Rule, at time.Time) bool {
	next, err := other.Next(at.Add(-other.StartWindow()))
	return err == nil && !next.IsZero() && next.Before(at.Add(due.StartWindow()))
}
