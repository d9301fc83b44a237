package message

import (
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/plain"
)

// changedBy names those who broke it, with the time.
func (s Scene) changedBy(r alert.Record) (facts []Fact) {
	all := r.Changers()
	for _, by := range all[:min(len(all), listShown)] {
		facts = append(
			facts,
			Fact{
				"Changed by",
				fmt.Sprintf(
					"%s at %s, by %s",
					plain.Clean(by.ARN, callerRunes),
					plain.Clock(by.At, s.Now),
					plain.Clean(by.Name, plain.NameRunes),
				),
			},
		)
	}
	return facts
}
