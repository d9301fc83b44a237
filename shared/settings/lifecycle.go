package settings

import "fmt"

// AWS's law of lifecycles, for a rule and for a copy action alike.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
const (
	maxDays     = 36500
	minColdStay = 90 // days in cold storage before deletion
	awsTooClose = `AWS would say "Error in rule %s : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days ` +
		`apart from MoveToColdStorageAfterDays"`
	awsOutOfDays = `AWS would say "Error in rule %s : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or ` +
		`more than 36500 days"`
)

// LifecycleLaw is what a lifecycle can offend against.
type LifecycleLaw string

// The laws. AWS accepts a lifecycle that KeepsForever; the others it refuses.
const (
	LifecycleRange LifecycleLaw = "lifecycle-range"
	LifecycleGap   LifecycleLaw = "lifecycle-gap"
	KeepsForever   LifecycleLaw = "keeps-forever"
)

// LifecycleMistake is one thing wrong with a lifecycle.
type LifecycleMistake struct {
	Law  LifecycleLaw
	Cold bool   // it is about MoveToColdStorageAfterDays, else about DeleteAfterDays
	Text string // "is 90: must be at least 120 ..."
	Want int64  // the nearest number that AWS would take; 0: none is nearer than another
}

// LifecycleMistakes judges the lifecycle, in days, of the named rule or of one of its
// copy actions; nil is a property that is not written.
func LifecycleMistakes(rule string, cold, end *int64) []LifecycleMistake {
	var mistakes []LifecycleMistake
	coldRight := cold == nil || *cold >= 1 && *cold <= maxDays-minColdStay
	switch {
	case end == nil:
		mistakes = append(mistakes, LifecycleMistake{
			Law: KeepsForever,
			Text: fmt.Sprintf(
				"is missing: every backup and every copy would be kept, and paid for, forever; write 1 to %d",
				maxDays,
			),
		})
	case *end < 1 || *end > maxDays:
		mistakes = append(mistakes, LifecycleMistake{Law: LifecycleRange, Want: min(max(*end, 1), maxDays),
			Text: fmt.Sprintf("is %d: must be 1 to %d; "+awsOutOfDays, *end, maxDays, rule)})
	case coldRight && cold != nil && *end < *cold+minColdStay:
		mistakes = append(mistakes, LifecycleMistake{
			Law:  LifecycleGap,
			Want: *cold + minColdStay,
			Text: fmt.Sprintf(
				"is %d: must be at least %d (MoveToColdStorageAfterDays %d + %d); "+awsTooClose,
				*end,
				*cold+minColdStay,
				*cold,
				minColdStay,
				rule,
			),
		})
	}
	if !coldRight {
		mistakes = append(
			mistakes,
			LifecycleMistake{
				Law:  LifecycleRange,
				Cold: true,
				Want: min(max(*cold, 1), maxDays-minColdStay),
				Text: fmt.Sprintf(
					"is %d: must be 1 to %d; leave it out for no cold storage",
					*cold,
					maxDays-minColdStay,
				),
			},
		)
	}
	return mistakes
}

func (f *file) checkLifecycle(path, rule string, l Lifecycle) {
	cold, end := path+".MoveToColdStorageAfterDays", path+".DeleteAfterDays"
	coldAfter, endAfter := f.ifWritten(cold, l.MoveToColdStorageAfterDays), f.ifWritten(end, l.DeleteAfterDays)
	for _, m := range LifecycleMistakes(rule, coldAfter, endAfter) {
		if m.Cold {
			f.mistake(cold, "%s", m.Text)
			continue
		}
		f.mistake(end, "%s", m.Text)
	}
}
