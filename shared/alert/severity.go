package alert

import (
	"farvault/shared/catalog"
	"farvault/shared/event"
)

// colourOf is amber where nothing is at risk yet: a person stopped the job, AWS
// will try again, or the backup is there with something missing.
func ColorOf(a Alert) Color {
	switch a.Diagnosis.Category {
	case catalog.UserAction, catalog.Transient:
		return Amber
	}
	if a.State == "COMPLETED" || a.Job == event.Retention || a.Job == event.RecoveryPoint && a.State == "EXPIRED" {
		return Amber
	}
	return Red
}

// Color says how bad it is, before anything is read.
type Color string

// The colors: something is at risk; it is not, but look; it is resolved.
const (
	Red   Color = "RED"
	Amber Color = "AMBER"
	Green Color = "GREEN"
)

var Severities = map[Color]string{Red: "critical", Amber: "warning", Green: "info"}
