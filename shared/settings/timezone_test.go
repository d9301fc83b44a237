package settings_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // so that the test needs no database of this machine's

	"farvault/shared/settings"
)

// The list is the database: sorted, each name once, each one a zone that Go can load.
func TestTimezonesAreZones(t *testing.T) {
	t.Parallel()
	if n := len(settings.Timezones); n < 590 || !slices.IsSorted(settings.Timezones) || len(slices.Compact(slices.Clone(settings.Timezones))) != n {
		t.Errorf("%d names, sorted %t", n, slices.IsSorted(settings.Timezones))
	}
	for _, name := range settings.Timezones {
		if _, err := time.LoadLocation(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTimezoneMistake(t *testing.T) {
	t.Parallel()
	const none = "no time zone of the IANA database: "
	tests := map[string]string{
		"Europe/Zurich":        "",
		"Etc/UTC":              "",
		"UTC":                  "",
		"America/Indiana/Knox": "",
		"Asia/Calcutta":        "", // a link
		"Europe/Zuerich":       none + "did you mean Europe/Zurich?",
		"europe/berlin":        none + "did you mean Europe/Berlin?",
		"Berlin":               none + "did you mean Europe/Berlin?",
		"New York":             none + "did you mean America/New_York?",
		"America/NewYork":      none + "did you mean America/New_York?",
		"+02:00":               none + "must be a name such as Europe/Zurich; leave it out for UTC",
		"CEST":                 none + "did you mean CET or EST?",
		"":                     none + "must be a name such as Europe/Zurich; leave it out for UTC",
	}
	for zone, want := range tests {
		if got := settings.TimezoneMistake(zone); got != want {
			t.Errorf("%q: %q, want %q", zone, got, want)
		}
	}
}
