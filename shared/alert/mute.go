package alert

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// Mute is somebody's word that failures are known and need not be told until a
// time. They are recorded all the same, and are told when it lapses and they still fail.
type Mute struct {
	Cause    string    `json:"cause,omitempty"`    // of these three what is empty stands for any;
	Account  string    `json:"account,omitempty"`  // one of them is not
	Resource string    `json:"resource,omitempty"` // ARN
	Why      string    `json:"why"`
	Owner    string    `json:"owner"` // who to ask
	Until    time.Time `json:"until"`
}

const (
	// longestMute bounds a mute: what is to be silent for longer should not be backed up, or not be in scope.
	longestMute = 90 * 24 * time.Hour

	// longestWord bounds what a mute says of itself: the digest shows it on one line.
	longestWord = 300
)

// Check says what is wrong with a mute that begins now: all mistakes, each with its field and value.
func (m Mute) Check(now time.Time) error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("mute: "+format, args...)) }
	if m.Cause == "" && m.Account == "" && m.Resource == "" {
		say("one of cause, account and resource must be given; it would silence everything")
	}
	if m.Cause != "" && !knownCause(m.Cause) {
		say("cause is %q%s", m.Cause, meantCause(m.Cause))
	}
	if m.Account != "" && !org.IsAccountID(m.Account) {
		say("account is %q, must be twelve digits", m.Account)
	}
	if m.Resource != "" && !isResource(m.Resource) {
		say(
			"resource is %q, must be an ARN, such as arn:aws:ec2:eu-west-1:222233334444:volume/vol-0abc1234def567890",
			m.Resource,
		)
	}
	for _, word := range []struct{ name, value, why string }{
		{"a reason", m.Why, "the digest shows it to the others"}, {"an owner", m.Owner, "the digest says who to ask"},
	} {
		if strings.TrimSpace(word.value) == "" {
			say("%s must be given; %s", word.name, word.why)
		} else if n := utf8.RuneCountInString(word.value); n > longestWord {
			say("%s of %d characters, at most %d", word.name, n, longestWord)
		}
	}
	switch {
	case !m.Until.After(now):
		say("until is %s, which is over", m.Until.UTC().Format(time.RFC3339))
	case m.Until.Sub(now) > longestMute:
		say("until is %s, more than 90 days away", m.Until.UTC().Format(time.RFC3339))
	}
	return errors.Join(wrong...)
}

func knownCause(id string) bool {
	_, known := catalog.Lookup(id)
	return known || id == catalog.Unidentified
}

// meantCause says which causes of the catalogue a mistyped one may stand for.
func meantCause(id string) string {
	var near []string
	for _, c := range catalog.Causes() {
		if settings.Near(id, c.ID) || len(id) > 3 && (strings.HasPrefix(c.ID, id) || strings.HasSuffix(c.ID, id)) {
			near = append(near, c.ID)
		}
	}
	if len(near) == 0 {
		return ", which no message has; `farvault causes` lists them"
	}
	return ", which no message has; did you mean " + strings.Join(near[:min(len(near), 3)], " or ") + "?"
}

// standIns are how what stands for a resource begins where a problem has none.
var standIns = []string{"backup-plan/", "opt-in/", "backup-job/", "copy-job/", "restore-job/"}

func isResource(s string) bool {
	_, err := org.ParseARN(s)
	return err == nil ||
		slices.ContainsFunc(
			standIns,
			func(begin string) bool { return strings.HasPrefix(s, begin) && len(s) > len(begin) },
		)
}

// Same reports whether two mutes are about the same: a later one stands in the place of an earlier.
func (m Mute) Same(other Mute) bool {
	return m.Cause == other.Cause && m.Account == other.Account && m.Resource == other.Resource
}

// covers reports whether a mute is about that member of a group with that cause.
func (m Mute) covers(cause string, member Member) bool {
	return (m.Cause == "" || m.Cause == cause) && (m.Account == "" || m.Account == member.Account) &&
		(m.Resource == "" || m.Resource == member.Resource)
}

// Line is the mute for people.
func (m Mute) Line(now time.Time) string {
	var about []string
	for _, part := range []struct{ name, value string }{{"", m.Cause}, {"account ", m.Account}, {"", m.Resource}} {
		if part.value != "" {
			about = append(about, part.name+part.value)
		}
	}
	return plain.Clean(
		fmt.Sprintf("%s until %s, by %s: %s", strings.Join(about, ", "), plain.Clock(m.Until, now), m.Owner, m.Why),
		plain.LineRunes,
	)
}

// Lasting are the mutes that have not lapsed, the next to lapse first.
func Lasting(mutes []Mute, now time.Time) []Mute {
	lasting := slices.DeleteFunc(slices.Clone(mutes), func(m Mute) bool { return !m.Until.After(now) })
	slices.SortStableFunc(lasting, func(a, b Mute) int { return a.Until.Compare(b.Until) })
	return lasting
}

// Muted is why a group that would speak for that reason does not: everything of it that fails is muted. Empty: it
// speaks. What farvault did, and the end of what people were told of, is always told.
func Muted(r Record, reason Reason, mutes []Mute, now time.Time) string {
	if !mutable(reason) {
		return ""
	}
	lasting := Lasting(mutes, now)
	by := Mute{}
	for _, member := range r.Firing() {
		i := slices.IndexFunc(lasting, func(m Mute) bool { return m.covers(r.FailsBy(member), member) })
		if i < 0 {
			return ""
		}
		if by.Until.IsZero() {
			by = lasting[i]
		}
	}
	if by.Until.IsZero() {
		return ""
	}
	return "muted: " + by.Line(now)
}

// mutable reports whether people may be spared a message for that reason.
func mutable(reason Reason) bool {
	return reason == FirstNotification || reason == NewAlerts || reason == Reminder || reason == Fixed
}
