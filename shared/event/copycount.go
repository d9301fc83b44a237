package event

import "time"

// CopyCount is how many copies ended well and badly in a window of time.
type CopyCount struct {
	Good, Bad   int
	From, Until time.Time
}
