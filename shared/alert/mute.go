package alert

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
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

// longestMute bounds a mute: what is to be silent for longer should not be backed up, or not be in scope.
const longestMute = 90 * 24 * time.Hour

// Check says what is wrong with a mute that begins now, each mistake with its field and value.
func (m Mute) Check(now time.Time) error {
	switch {
	case m.Cause == "" && m.Account == "" && m.Resource == "":
		return fmt.Errorf("mute: one of cause, account and resource must be given; it would silence everything")
	case m.Account != "" && !org.IsAccountID(m.Account):
		return fmt.Errorf("mute: account is %q, must be twelve digits", m.Account)
	case strings.TrimSpace(m.Why) == "":
		return fmt.Errorf("mute: a reason must be given; the digest shows it to the others")
	case strings.TrimSpace(m.Owner) == "":
		return fmt.Errorf("mute: an owner must be given; the digest says who to ask")
	case !m.Until.After(now):
		return fmt.Errorf("mute: until is %s, which is over", m.Until.UTC().Format(time.RFC3339))
	case m.Until.Sub(now) > longestMute:
		return fmt.Errorf("mute: until is %s, more than 90 days away", m.Until.UTC().Format(time.RFC3339))
	}
	return nil
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
	return Clean(fmt.Sprintf("%s until %s, by %s: %s", strings.Join(about, ", "), clock(m.Until, now), m.Owner, m.Why), lineRunes)
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
		i := slices.IndexFunc(lasting, func(m Mute) bool { return m.covers(r.Cause, member) })
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
	return reason == FirstNotification || reason == NewAlerts || reason == Reminder
}
