// Package proof finds which condition of a copy fails, over facts that the caller has read: policies, keys, vaults,
// roles and settings. It also judges the preconditions of an organization and its accounts. It never guesses: what
// could not be read leaves the cause suspected.
package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"farvault/shared/catalog"
)

// Prove looks whether a copy would be allowed now, and by what not. Every
// condition is looked at, whatever the message says. A condition that fails and
// can be what AWS's words are about is the cause, Confirmed: of several, one that
// somebody must act on goes before one that farvault puts right itself; the
// others stay in Checks. Where nothing of the kind fails, the diagnosis stays
// as the message has it, Suspected, and Why says what was seen or could not be.
// Facts of no copy at all, which nobody gathered, leave the diagnosis as it is.
func Prove(d catalog.Diagnosis, f Facts) catalog.Diagnosis {
	if f.Copy == (CopyAttempt{}) {
		return d
	}
	findings := checkConditions(conditions, f)
	proven := d
	if cause, found := choose(d, findings); found {
		proven = cause.confirmed(catalog.Signal{})
		proven.Why = cause.sentence + "\n" + checked(cause, findings)
	} else {
		proven.Proof, proven.NotKnown = catalog.Suspected, unreadFacts(findings)
		proven.Why = doubt(findings)
	}
	proven.Checks = checksOf(findings)
	return proven
}

// checkConditions looks at every condition, in order.
func checkConditions(conditions []condition, f Facts) []finding {
	findings := make([]finding, 0, len(conditions))
	for _, c := range conditions {
		found := c.check(f)
		found.Cause, found.Title = cmp.Or(found.Cause, c.cause), c.title
		findings = append(findings, found)
	}
	return findings
}

// confirmed is the diagnosis of the cause that a failing condition proves, without its Why.
func (f finding) confirmed(s catalog.Signal) catalog.Diagnosis {
	row, _ := catalog.Lookup(f.Cause)
	d := row.Diagnosis(s)
	d.Proof, d.Benign = catalog.Confirmed, false
	d.AccountAtFault, d.Where, d.Paste, d.Ours, d.Owned = f.At, f.Where, f.Paste, f.Ours, f.Owned
	if f.remedy != "" {
		d.Remedy = f.remedy
	}
	return d
}

// checksOf are the findings as a diagnosis carries them.
func checksOf(findings []finding) (checks []catalog.Check) {
	for _, found := range findings {
		checks = append(checks, found.Check)
	}
	return checks
}

// choose picks the failing condition that is the cause. False: none that can be.
func choose(d catalog.Diagnosis, findings []finding) (finding, bool) {
	candidates := catalog.Explaining(d)
	var best []finding
	for _, found := range findings {
		if found.Outcome == catalog.Fail && slices.Contains(candidates, found.Cause) && !found.far(d) {
			best = append(best, found)
		}
	}
	if len(best) == 0 {
		return finding{}, false
	}
	rank := func(one finding) int {
		switch {
		case one.Ours:
			return 2
		case one.Cause != d.Cause:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(best, func(a, b finding) int { return rank(a) - rank(b) })
	return best[0], true
}

// far reports whether AWS would have used other words: a lock has its own, so that one which is only assumed to
// be in the way explains no denial.
func (f finding) far(d catalog.Diagnosis) bool {
	return f.Evidence.Assumption == lockAssumption && slices.Equal(catalog.Explaining(d), catalog.Denials)
}

// checked is the second line of Why: what was seen, and how the other conditions are.
func checked(cause finding, findings []finding) string {
	count := map[catalog.Outcome]int{}
	for _, found := range findings {
		count[found.Outcome]++
	}
	count[catalog.Fail]--
	line := fmt.Sprintf(
		"Checked: %s. %s of the copy are met",
		cause.Evidence.Saw,
		CountOf(count[catalog.Pass], "other condition", "other conditions"),
	)
	if n := count[catalog.Fail]; n > 0 {
		line += ", " + CountOf(n, "more fails", "more fail")
	}
	if n := count[catalog.CouldNotRead]; n > 0 {
		line += fmt.Sprintf(", %d could not be checked", n)
	}
	return line + "."
}

// doubt is why nothing is confirmed, beside what could not be looked at.
func doubt(findings []finding) string {
	var failing []string
	holding := 0
	for _, found := range findings {
		switch found.Outcome {
		case catalog.Pass:
			holding++
		case catalog.Fail:
			failing = append(failing, found.Title)
		}
	}
	met := CountOf(holding, "condition of the copy is", "conditions of the copy are") + " met."
	switch {
	case len(failing) > 0:
		return "Also failing, although AWS's message does not name it: " +
			"the condition that " + strings.Join(failing, "; that ") + "\n" + met
	case holding < len(findings):
		return met
	}
	return fmt.Sprintf("all %d conditions of the copy are met now", holding)
}

// unreadFacts says what could not be looked at, things that failed for one reason together.
func unreadFacts(findings []finding) (reasons []string) {
	things := map[string][]string{}
	var whys []string
	for _, found := range findings {
		switch {
		case found.Outcome != catalog.CouldNotRead:
		case found.why == "":
			whys = append(whys, found.Evidence.Saw)
		case !slices.Contains(things[found.why], found.what):
			whys, things[found.why] = append(whys, found.why), append(things[found.why], found.what)
		}
	}
	for i, why := range whys {
		switch {
		case slices.Contains(whys[:i], why):
		case things[why] == nil:
			reasons = append(reasons, why)
		default:
			reasons = append(reasons, fmt.Sprintf("could not read %s: %s", strings.Join(things[why], ", "), why))
		}
	}
	return reasons
}
