package check

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/settings"
)

// checkOverlap looks for rules of a plan that never run, or not always: where start
// windows overlap AWS runs only the rule that keeps longer, whatever the other copies.
func (d *document) checkOverlap(p *backupPlan) {
	rules := p.each[:min(len(p.each), settings.MaxRules)]
	openings := make(
		[]settings.Openings,
		len(rules),
	) // those of a rule that only the deployment knows overlap with nothing
	for i := range rules {
		openings[i], _ = rules[i].window().Openings()
	}
	for i := range rules {
		loser := &rules[i]
		for j := range rules {
			winner := &rules[j]
			if i == j || !winner.outlasts(loser, j < i) || winner.sameAs(loser) {
				continue
			}
			at, ok := openings[i].Overlap(openings[j])
			if !ok {
				continue
			}
			node := loser.node
			if loser.schedule != nil {
				node = loser.schedule
			}
			d.say(
				RulesOverlap,
				node.at,
				loser.apart(without(openings, i)),
				"%s overlaps with %s, for example on %s: AWS then runs only %s%s%s",
				loser.called(),
				winner.called(),
				at.Format("2 January at 15:04"),
				winner.called(),
				winner.why(loser),
				lost(loser, winner),
			)
			break
		}
	}
}

// lost says what is missing when the winner runs alone.
func lost(loser, winner *backupRule) string {
	if len(loser.copyActions) > 0 && len(winner.copyActions) == 0 {
		return fmt.Sprintf(", and without the copy that %s would make", loser.called())
	}
	return ""
}

// outlasts reports whether r keeps longer. Of two that keep equally long the first is taken to run.
func (r *backupRule) outlasts(other *backupRule, first bool) bool {
	if r.lifecycle.node.open() || r.lifecycle.end.open() || other.lifecycle.node.open() || other.lifecycle.end.open() {
		return first
	}
	mine, theirs := r.kept(), other.kept()
	return mine > theirs || mine == theirs && first
}

// why says by what AWS chooses between the two, as far as it is known: of two that keep equally long it says nothing.
func (r *backupRule) why(other *backupRule) string {
	if r.kept() == other.kept() {
		return " or only " + other.called() + ", for both keep equally long"
	}
	return ", which keeps longer"
}

// sameAs reports whether nothing is lost when one of the two runs alone: both keep equally long, in one vault, with the
// same copies.
func (r *backupRule) sameAs(other *backupRule) bool {
	if r.kept() != other.kept() || r.target.literalText() != other.target.literalText() || r.target.open() ||
		len(r.copyActions) != len(other.copyActions) || r.copies.is(unknown) || other.copies.is(unknown) {
		return false
	}
	for i, c := range r.copyActions {
		o := other.copyActions[i]
		if c.destination.literalText() != o.destination.literalText() || c.destination.open() ||
			c.lifecycle.end.literalText() != o.lifecycle.end.literalText() {
			return false
		}
	}
	return true
}

// kept is for how many days a rule keeps; for ever is longer than anything.
func (r *backupRule) kept() int64 {
	if end := r.lifecycle.end.number(); end != nil && *end > 0 {
		return *end
	}
	return 1 << 40
}

// window is when a rule's job may start; that of a rule that only the deployment knows has no schedule.
func (r *backupRule) window() settings.StartWindow {
	w := settings.StartWindow{Schedule: settings.DefaultSchedule, Minutes: settings.DefaultWindow}
	if r.schedule != nil {
		w.Schedule, _ = r.schedule.literal()
	}
	if r.timezone != nil {
		w.Timezone = r.timezone.text
	}
	if n := r.start.number(); n != nil {
		w.Minutes = *n
	}
	if r.start.open() || r.timezone.open() || !r.whole() {
		w.Schedule = ""
	}
	return w
}

func without(openings []settings.Openings, i int) []settings.Openings {
	return slices.Delete(slices.Clone(openings), i, i+1)
}

// apart is the rule moved to an hour at which it meets none of the others, in its own
// start window or in one of an hour; empty where there is no such hour.
func (r *backupRule) apart(others []settings.Openings) string {
	w := r.window()
	fields := strings.Fields(w.Schedule)
	for _, minutes := range []int64{w.Minutes, settings.MinWindow} {
		for hour := range 24 {
			fields[1] = fmt.Sprint(hour)
			moved := settings.StartWindow{Schedule: strings.Join(fields, " "), Timezone: w.Timezone, Minutes: minutes}
			mine, _ := moved.Openings()
			if slices.ContainsFunc(others, func(o settings.Openings) bool { _, meet := mine.Overlap(o); return meet }) {
				continue
			}
			fix := []field{r.set(r.backupPlan.schedule, moved.Schedule)}
			if minutes != w.Minutes {
				fix = append(fix, r.set(r.backupPlan.start, minutes))
			}
			return assign(r.node.syntax, fix...)
		}
	}
	return ""
}
