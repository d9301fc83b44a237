package event

import "time"

// CopyCount is how many copies ended well and badly in a window of time. The window of nothing counted is zero.
type CopyCount struct {
	Good, Bad   int
	From, Until time.Time
}

// And is the two counted together where they are of the same window, or else the one of the later window alone: a
// number is counted in the window that it names.
func (c CopyCount) And(other CopyCount) CopyCount {
	switch {
	case c.sameWindow(other):
		c.Good, c.Bad = c.Good+other.Good, c.Bad+other.Bad
		return c
	case c.Until.Before(other.Until), c.Until.Equal(other.Until) && c.From.Before(other.From):
		return other
	}
	return c
}

func (c CopyCount) sameWindow(other CopyCount) bool {
	return c.From.Equal(other.From) && c.Until.Equal(other.Until)
}
