package message

import (
	"time"

	"farvault/shared/alert"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// again says how often the same happened while its message waited; empty where it did not.
func again(n alert.Notice, s settings.Alerts) []string {
	if n.Again == 0 {
		return nil
	}
	return []string{
		"It happened " + plain.Count(n.Again, "more time", "more times") +
			" until this message. As long as it goes on, farvault reports it once in " +
			plain.Span(time.Duration(s.RepeatInterval)) + ".",
	}
}
