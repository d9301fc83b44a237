package settings_test

import (
	"testing"

	"farvault/shared/settings"
)

// Settings that differ in comments and defaults alone are the same; one other number makes them others.
func TestDigestIsOfTheMeaning(t *testing.T) {
	t.Parallel()
	of := func(text string) string {
		s, err := settings.Parse("s.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Digest()
	}
	if of(small) != of("# a comment\n"+small) {
		t.Error("a comment counts")
	}
	if of(small) == of("StartSpreadMinutes: 30\n"+small) {
		t.Error("another number does not count")
	}
}
