package settings

import (
	"strings"
	"time"
)

// Duration is a time.Duration written "36h" or "5m" in the file.
type Duration time.Duration

// String is the duration without its empty parts: "36h", not "36h0m0s".
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
