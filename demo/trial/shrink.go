package trial

// Shrink takes out of a schedule what the failure does not need, by delta debugging: halves first, then smaller parts.
// It plays at most so many schedules.
// https://www.st.cs.uni-saarland.de/papers/tse2002/tse2002.pdf
func Shrink(schedule []Happening, plays int, fails func([]Happening) bool) []Happening {
	parts := 2
	for len(schedule) > 1 && plays > 0 {
		size, found := (len(schedule)+parts-1)/parts, false
		for from := 0; from < len(schedule) && plays > 0; from += size {
			rest := append(append([]Happening(nil), schedule[:from]...), schedule[min(from+size, len(schedule)):]...)
			plays--
			if fails(rest) {
				schedule, parts, found = rest, max(parts-1, 2), true
				break
			}
		}
		switch {
		case found:
		case size == 1:
			return schedule
		default:
			parts = min(parts*2, len(schedule))
		}
	}
	return schedule
}
