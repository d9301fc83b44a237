package check

import (
	"strings"

	"farvault/shared/settings"
)

const (
	shortDays      = 7  // what is kept for less is gone before a mistake is found
	keptDays       = 35 // what a fix proposes where nothing else is said
	continuousDays = 35 // the longest that a continuous backup is kept, see point-in-time-recovery.html
	coldDays       = 90 // the least that a backup stays in cold storage, see API_Lifecycle.html
)

// checkRetention judges how long a rule keeps its backups.
func (d *document) checkRetention(r *backupRule) {
	if r.lifecycle.node.is(unknown) {
		return
	}
	if r.continuous.isTrue() {
		d.checkContinuous(r)
		return
	}
	d.checkLifecycle(r, r.lifecycle, false)
}

// checkLifecycle judges the lifecycle of a rule or of a copy. A copy without one has that of
// the backup; -1 takes a lifecycle away, and in a copy means the backup's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func (d *document) checkLifecycle(r *backupRule, l lifecycle, copied bool) {
	if copied && (l.node == nil || minusOne(l.end)) || l.node.is(unknown) {
		return
	}
	cold, end := l.cold.number(), l.end.number()
	if minusOne(l.cold) {
		cold = nil
	}
	before := len(d.findings)
	if minusOne(l.end) {
		d.say(
			KeepsForever,
			l.end.at,
			r.days(l.end, r.end, r.legalEnd(cold, nil)),
			"%s is -1: every backup and every copy would be kept, and paid for, forever",
			r.end,
		)
		end, l.end = nil, nil
	} else {
		d.checkMistakes(r, l, copied, cold, end)
	}
	for _, n := range []*node{l.cold, l.end} {
		if s, ok := n.literal(); ok && n.number() == nil {
			d.say(LifecycleRange, n.at, "", "is %s: must be a whole number of days", s)
		}
	}
	if end != nil && *end >= 1 && *end < shortDays {
		d.say(
			ShortRetention,
			l.end.at,
			r.days(l.end, r.end, r.legalEnd(cold, nil)),
			"%s is %d: a failure on a Friday is noticed after the last good backup has expired",
			r.end,
			*end,
		)
	}
	if len(d.findings) == before { // what AWS refuses is to be put right first
		d.checkCold(r, l, cold)
	}
}

// checkCold tells what a move to cold storage does not do. Which types the plan selects is not known here; of
// farvault's own settings it is, and they say it by themselves.
func (d *document) checkCold(r *backupRule, l lifecycle, cold *int64) {
	archived, known := l.archive.literal()
	if cold == nil || *cold < 1 || r.archive == "" || l.archive != nil && (!known || strings.EqualFold(archived, "true")) {
		return
	}
	d.say(
		ColdStorage,
		l.cold.at,
		"",
		"%s is %d, and no EBS snapshot moves without %s, in a rule that runs monthly or more rarely; of %s nothing ever does",
		r.cold,
		*cold,
		r.archive,
		strings.Join(settings.WithoutColdStorage(), ", "),
	)
}

// checkMistakes tells what the law of lifecycles has against one.
func (d *document) checkMistakes(r *backupRule, l lifecycle, copied bool, cold, end *int64) {
	for _, m := range settings.LifecycleMistakes(r.name, cold, end) {
		rule, at, property := RuleID(m.Law), l.end, r.end
		if m.Cold {
			at, property = l.cold, r.cold
		}
		want := m.Want
		switch {
		case at != nil && at.number() == nil: // not known, or no number at all
			continue
		case rule == KeepsForever && !r.whole():
			continue
		case rule == KeepsForever:
			d.keepsForever(r, l, copied, cold, m.Text)
			continue
		case !m.Cold:
			want = r.legalEnd(cold, end)
		}
		d.say(rule, at.at, r.days(at, property, want), "%s %s", property, m.Text)
	}
}

func (d *document) keepsForever(r *backupRule, l lifecycle, copied bool, cold *int64, problem string) {
	at, fix := r.node, assign(
		r.node.syntax,
		r.set(r.backupPlan.lifecycle, []field{r.set(r.end, r.legalEnd(cold, nil))}),
	)
	if l.node != nil {
		at, fix = l.node, r.days(l.node, r.end, r.legalEnd(cold, nil))
	}
	whose := ""
	if copied {
		whose = " of the copy"
	}
	d.say(KeepsForever, at.at, fix, "%s%s %s", r.end, whose, problem)
}

// checkContinuous judges a rule that makes continuous backups, which are kept at most
// 35 days and never go cold.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
func (d *document) checkContinuous(r *backupRule) {
	end := r.lifecycle.end.number()
	fix := assign(r.node.syntax, r.set(r.backupPlan.lifecycle, []field{r.set(r.end, r.legalEnd(nil, end))}))
	if cold := r.lifecycle.cold; cold != nil && !minusOne(cold) {
		d.say(
			ContinuousCold,
			cold.at,
			fix,
			"%s and %s are both set: a continuous backup cannot go to cold storage",
			r.cold,
			r.backupPlan.continuous,
		)
	}
	if end != nil && *end > continuousDays {
		d.say(
			LifecycleRange,
			r.lifecycle.end.at,
			fix,
			"%s is %d: a continuous backup is kept 1 to %d days",
			r.end,
			*end,
			continuousDays,
		)
		return
	}
	d.checkLifecycle(r, lifecycle{node: r.lifecycle.node, end: r.lifecycle.end}, false)
}

func minusOne(n *node) bool {
	days := n.number()
	return days != nil && *days == -1
}

// days is a number of days as it would stand at a place.
func (r *backupRule) days(at *node, property string, days int64) string {
	return assign(at.syntax, r.set(property, days))
}

// legalEnd is the number of days that comes nearest to what was written and that AWS takes.
func (r *backupRule) legalEnd(cold, end *int64) int64 {
	days := int64(keptDays)
	if end != nil && *end >= 1 {
		days = *end
	}
	if r.continuous.isTrue() {
		return min(days, continuousDays)
	}
	if cold != nil && *cold >= 1 {
		days = max(days, *cold+coldDays)
	}
	return min(days, 36500)
}

// legalLifecycle is the rule's lifecycle with what AWS would refuse put right.
func (r *backupRule) legalLifecycle() []field {
	cold, end := r.lifecycle.cold.number(), r.lifecycle.end.number()
	var fields []field
	if cold != nil && *cold >= 1 && !r.continuous.isTrue() {
		fields = append(fields, r.set(r.cold, *cold))
	}
	return append(fields, r.set(r.end, r.legalEnd(cold, end)))
}
