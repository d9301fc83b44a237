package kernel

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Time is a timestamp on the wire: seconds since 1970 in JSON, ISO 8601 in XML, paths and queries.
// https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
type Time struct{ time.Time }

// At makes a Time; a zero time.Time is left out of JSON by omitzero.
func At(t time.Time) Time { return Time{t} }

// MarshalJSON writes seconds with milliseconds as the fraction.
func (t Time) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(t.UnixMilli())/1000, 'f', 3, 64), nil
}

// UnmarshalJSON reads seconds, or ISO 8601 in a string.
func (t *Time) UnmarshalJSON(text []byte) error {
	var seconds float64
	if err := json.Unmarshal(text, &seconds); err == nil {
		whole, fraction := math.Modf(seconds)
		t.Time = time.Unix(int64(whole), int64(fraction*1e9)).UTC()
		return nil
	}
	var iso string
	if err := json.Unmarshal(text, &iso); err != nil {
		return fmt.Errorf("timestamp %s is neither a number nor a string", text)
	}
	parsed, err := time.Parse(time.RFC3339Nano, iso)
	t.Time = parsed.UTC()
	return err
}

// ISO is the time as XML has it: 2026-03-01T12:00:00Z.
func (t Time) ISO() string { return t.UTC().Format("2006-01-02T15:04:05Z") }
