package settings

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

// zones.txt are the names of the IANA time zone database, release 2025c, links included, as Go's lib/time/zoneinfo.zip
// has them; "Factory", which is no place's, is left out. AWS lists none: it takes the database's names, and is the last
// to judge.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
// https://www.iana.org/time-zones
//
//go:embed zones.txt
var zonesText string

// Timezones are all names of time zones, sorted.
var Timezones = strings.Fields(zonesText)

// timezoneShape is what a name looks like, for editors; whether there is such a zone the list says.
var timezoneShape = regexp.MustCompile(`^[A-Za-z]+[A-Za-z0-9]*([/_+-][A-Za-z0-9]+)*$`)

// TimezoneMistake says what is wrong with a ScheduleExpressionTimezone; nothing when there is such a time zone.
func TimezoneMistake(zone string) string {
	if _, known := slices.BinarySearch(Timezones, zone); known {
		return ""
	}
	if near := NearTimezones(zone); len(near) > 0 {
		return "no time zone of the IANA database: did you mean " + strings.Join(near, " or ") + "?"
	}
	return "no time zone of the IANA database: must be a name such as Europe/Zurich; leave it out for UTC"
}

// nearZones is how many names are suggested at most.
const nearZones = 3

// NearTimezones are zones that may be meant: of that name but for case or a slip of the keyboard, or of that city.
func NearTimezones(zone string) []string {
	var near []string
	for _, name := range Timezones {
		city := name[strings.LastIndex(name, "/")+1:]
		if strings.EqualFold(zone, name) || strings.EqualFold(strings.ReplaceAll(zone, " ", "_"), city) {
			return []string{name}
		}
		if len(zone) > 3 && Near(zone, name) && len(near) < nearZones {
			near = append(near, name)
		}
	}
	return near
}
