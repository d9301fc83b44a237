package policy

import "slices"

// truth has three values: what is not known is neither true nor false. "And" is
// min, "or" is max.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// not turns yes and no round; what is unknown stays so.
func (t truth) not() truth { return yes - t }

// tristate is whether a request passes, by which statement, and if that is unknown, why.
type tristate struct {
	truth
	by      By // its Kind is the verdict's
	unknown []string
}

// either is the vote of two of which one is enough; the first, when they vote alike.
func either(a, b tristate) tristate {
	switch {
	case a.truth == unknown && b.truth == unknown:
		return a.unsure(b)
	case b.truth > a.truth:
		return b
	}
	return a
}

// both is the vote of two that are both needed; the second, when they vote alike.
func both(a, b tristate) tristate {
	switch {
	case a.truth == unknown && b.truth == unknown:
		return a.unsure(b)
	case b.truth <= a.truth:
		return b
	}
	return a
}

// unsure is a with the reasons of b behind its own.
func (a tristate) unsure(b tristate) tristate {
	a.unknown = slices.Concat(a.unknown, b.unknown)
	return a
}
