package alert

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"farvault/shared/plain"
)

// Acceptance is somebody's word that a deletion of backups is known and is as it is: what is gone cannot come back, so
// that only people end such a group.
type Acceptance struct {
	Group string    `json:"group"` // the group's key
	Cause string    `json:"cause"`
	Place string    `json:"place"`
	Count int       `json:"count"` // recovery points and vaults
	Why   string    `json:"why"`
	Owner string    `json:"owner"` // who accepted it
	At    time.Time `json:"at"`
}

// acceptedKept is how long an acceptance is listed.
const acceptedKept = 90 * 24 * time.Hour

// Check says what is wrong with an acceptance: all mistakes.
func (a Acceptance) Check() error {
	var wrong []error
	for _, word := range []struct{ name, value, why string }{
		{"a reason", a.Why, "it is recorded with the deletion"}, {"an owner", a.Owner, "others can ask that person"},
	} {
		if strings.TrimSpace(word.value) == "" {
			wrong = append(wrong, fmt.Errorf("accept: %s must be given; %s", word.name, word.why))
		} else if n := utf8.RuneCountInString(word.value); n > longestWord {
			wrong = append(wrong, fmt.Errorf("accept: %s of %d characters, at most %d", word.name, n, longestWord))
		}
	}
	return errors.Join(wrong...)
}

// Line is the acceptance for people.
func (a Acceptance) Line(now time.Time) string {
	return plain.Clean(fmt.Sprintf("%s  %s: %d accepted %s, by %s: %s",
		Short(a.Group), a.Cause, a.Count, plain.Clock(a.At, now), a.Owner, a.Why), plain.LineRunes)
}

// Accepted are the acceptances with one more, without those that are long over.
func Accepted(all []Acceptance, a Acceptance) []Acceptance {
	kept := slices.DeleteFunc(slices.Clone(all), func(had Acceptance) bool {
		return a.At.Sub(had.At) > acceptedKept || had.Group == a.Group && had.At.Equal(a.At)
	})
	return append(kept, a)
}

// ErrEndsItself is the answer where people would accept what ends with a good copy.
var ErrEndsItself = errors.New(
	"it ends by itself once the problem is gone; `farvault alerts mute` silences it meanwhile",
)

// Accept is the record after people have accepted what it is about, and how many points and vaults that is. Nobody is
// told of the end: nothing is right again.
func (r Record) Accept(a Acceptance) (Record, int, error) {
	if !r.Custody() {
		return r, 0, fmt.Errorf("accept group %s (%s): %w", Short(r.Key), r.Cause, ErrEndsItself)
	}
	r = r.clone()
	n := 0
	for id, m := range r.Members {
		if m.State != Firing {
			continue
		}
		n += Deletions([]Member{m})
		m.State, m.Notified = Resolved, false
		r.Members[id] = m
	}
	r.Open, r.EndedAt, r.Acceptance = false, a.At, &a
	return r, n, nil
}

// Deletions is how many recovery points and locks the members are about.
func Deletions(members []Member) (n int) {
	for _, m := range members {
		if m.Deleted == nil {
			n++
		} else {
			n += m.Deleted.Points()
		}
	}
	return n
}
