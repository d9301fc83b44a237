package plain

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// DurationForm is the form of durations that Duration reads, for people and for schemas.
const DurationForm = `^([0-9]+(\.[0-9]+)?(d|h|ms|us|ns|m|s))+$`

var (
	daysPart     = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)d`)
	durationForm = regexp.MustCompile(DurationForm)
)

// Duration reads a duration as Go writes it, and with days of 24 hours: "90d", "1d12h", "5m", "-1h".
func Duration(text string) (time.Duration, error) {
	wrong := fmt.Errorf("%q is no duration such as 5m, 36h or 3d", text)
	body, sign := text, time.Duration(1)
	if len(body) > 0 && body[0] == '-' {
		body, sign = body[1:], -1
	}
	if body == "0" {
		return 0, nil
	}
	if !durationForm.MatchString(body) {
		return 0, wrong
	}
	inHours := daysPart.ReplaceAllStringFunc(body, func(part string) string {
		days, _ := strconv.ParseFloat(part[:len(part)-1], 64) // the form has been checked
		return strconv.FormatFloat(days*24, 'f', -1, 64) + "h"
	})
	d, err := time.ParseDuration(inHours)
	if err != nil {
		return 0, wrong
	}
	return sign * d, nil
}
