package message

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// ComposeStorm writes the one message of a storm: how many of what.
func ComposeStorm(t alert.Tally, p alert.Pace, now time.Time) Message {
	m := Message{
		Version:   MessageVersion,
		GroupKey:  alert.KeyOf("storm"),
		Reason:    alert.Storm,
		At:        now,
		Cause:     "storm",
		Color:     alert.Red,
		Receivers: alert.Notifiable(nil),
	}
	m.Headline = "Many backups and copies fail at once"
	m.Title = fmt.Sprintf(
		"%s in %s, of %s, since %s",
		plain.Count(t.Failures, "failure", "failures"),
		plain.Count(len(t.Accounts), "account", "accounts"),
		plain.Count(len(t.Causes), "cause", "causes"),
		plain.Clock(p.Storm, now),
	)
	m.Lead = []string{
		"farvault now reports each cause once, with the accounts it affects, because many accounts fail; the " +
			"rest is in the digest.",
	}
	m.Sections = []Section{{Heading: "What fails, the most frequent first",
		Lines: causeLines(t, now, func(a, b alert.CauseTally) int { return cmp.Compare(b.Failures, a.Failures) })}}
	m.Footer, m.Command = "storm", "farvault alerts list"
	m.tally(t)
	return m.cleaned()
}

// soonLapsed is how near the end of a mute is told with a word of its own.
const soonLapsed = 7 * 24 * time.Hour

// ComposeDigest writes how everything stands: one line when all is well.
func ComposeDigest(d event.Digest, t alert.Tally, mutes []alert.Mute, now time.Time) Message {
	m := Message{
		Version:   MessageVersion,
		GroupKey:  alert.KeyOf("digest"),
		Reason:    alert.Digest,
		At:        now,
		Cause:     "digest",
		Color:     alert.Green,
		Receivers: alert.Notifiable(nil),
	}
	m.Headline = "Daily digest: nothing is open"
	if t.Failures > 0 {
		m.Headline = "Daily digest: " + plain.Count(t.Failures, "failure is", "failures are") + " open"
		m.Sections = append(m.Sections, Section{Heading: "Open, the oldest first",
			Lines: causeLines(t, now, func(a, b alert.CauseTally) int { return a.Since.Compare(b.Since) })})
	}
	if t.Failures > 0 || d.Protected+d.Observed < d.InScope || len(d.Organization) > 0 || doubtful(d.Coverage) {
		m.Color = alert.Amber
	}
	m.Title, m.Lead = m.Headline, digestLead(d, t, now)
	m.Sections = appendAll(m.Sections, "Fails for the whole organization", capped(d.Organization))
	m.Sections = appendAll(m.Sections, "Unknown: these accounts could not be read", capped(d.Unknown))
	m.Sections = appendAll(m.Sections, "Not protected", capped(d.Unprotected))
	m.Sections = appendAll(m.Sections, "Muted", muteLines(mutes, now))
	m.Sections = appendAll(m.Sections, "Not counted", d.Incomplete)
	m.Footer, m.Command = "digest", "farvault alerts list"
	m.tally(t)
	return m.cleaned()
}

// digestLead is how everything stands, in sentences: one where all is well.
func digestLead(d event.Digest, t alert.Tally, now time.Time) []string {
	open := "nothing open"
	if t.Failures > 0 {
		open = plain.Count(t.Failures, "failure", "failures") + " open in " +
			plain.Count(len(t.Accounts), "account", "accounts")
	}
	lead := []string{fmt.Sprintf("%s, %s, %s.", standing(d), copiesCounted(d), open)}
	if d.Coverage != nil {
		lead = append(lead, CoverageLines(*d.Coverage, now)...)
	}
	if d.Idle > 0 {
		lead = append(lead, "In "+plain.Count(d.Idle, "account", "accounts")+
			" no resource has the tag of a backup plan, so nothing is backed up there.")
	}
	if d.CopiesBad > 0 {
		lead = append(lead, plain.Count(d.CopiesBad, "copy", "copies")+" of "+window(d)+" did not end well.")
	}
	if !t.Stale.LastGood.IsZero() {
		lead = append(lead, fmt.Sprintf("Longest without a good job: %s in account %s, %s.",
			resourceOf(t.Stale.Problem), t.Stale.Account, plain.Span(now.Sub(t.Stale.LastGood))))
	}
	return lead
}

// standing is how many accounts are protected; where farvault observes, how many it reads, and that it does no more.
func standing(d event.Digest) string {
	if d.Observed == 0 {
		return fmt.Sprintf("%d of %s protected", d.Protected, plain.Count(d.InScope, "account", "accounts"))
	}
	return fmt.Sprintf("%d of %s observed (farvault writes nothing there)", d.Observed,
		plain.Count(d.InScope, "account", "accounts"))
}

// copiesCounted is how many copies AWS counted on the last day that it gives, with that day. Without any line of AWS's
// there is no number.
func copiesCounted(d event.Digest) string {
	if d.CopiesUntil.IsZero() {
		return "no copy counted by AWS yet"
	}
	counted := fmt.Sprintf("%s by AWS's count for %s", plain.Count(d.Copies, "copy", "copies"), window(d))
	if d.At.Sub(d.CopiesUntil) >= countedWithin {
		counted += " and none since"
	}
	return counted
}

// countedWithin is how long ago AWS's last line has ended at the most where copies were made each day.
const countedWithin = 24 * time.Hour

// window is the time in which AWS counted a digest's copies: a day in UTC, or from and until when.
func window(d event.Digest) string {
	from, until := d.CopiesFrom.UTC(), d.CopiesUntil.UTC()
	if midnight := from.Truncate(countedWithin); midnight.Equal(from) && until.Sub(from) == countedWithin {
		return from.Format("2 Jan (UTC)")
	}
	return from.Format("2 Jan 15:04") + " to " + until.Format("2 Jan 15:04 UTC")
}

// namedInDigest is how many accounts a digest names of one kind.
const namedInDigest = 5

// capped are the first few of many lines, and how many more there are.
func capped(lines []string) []string {
	rest := len(lines) - namedInDigest
	if rest <= 0 {
		return lines
	}
	return append(slices.Clone(lines[:namedInDigest]), fmt.Sprintf("and %d more: farvault status", rest))
}

// doubtful reports whether the resources are not as they should be, or nobody knows: what is unknown is never green.
func doubtful(c *event.Coverage) bool {
	if c == nil {
		return false
	}
	gaps := c.Counts[string(coverage.NearlyRight)] + c.Counts[string(coverage.TypeOff)]
	return c.Unread+c.Counts[string(coverage.Unknown)]+c.Counts[string(coverage.Failing)]+gaps > 0
}

func muteLines(mutes []alert.Mute, now time.Time) (lines []string) {
	for _, mute := range alert.Lasting(mutes, now) {
		line := mute.Line(now)
		if mute.Until.Sub(now) < soonLapsed {
			line += " (ends within a week)"
		}
		lines = append(lines, line)
	}
	return lines
}

// appendAll adds a section of as many lines as a digest shows; none where there are none.
func appendAll(sections []Section, heading string, lines []string) []Section {
	if len(lines) == 0 {
		return sections
	}
	shown := slices.Clone(lines[:min(len(lines), causesShown)])
	if rest := len(lines) - len(shown); rest > 0 {
		shown = append(shown, fmt.Sprintf("and %d more", rest))
	}
	return append(sections, Section{Heading: heading, Lines: shown})
}

// tally fills in what a message about everything is about.
func (m *Message) tally(t alert.Tally) {
	var ids []string
	for id := range t.Accounts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	m.Resources, m.Accounts = t.Failures, ids[:min(len(ids), accountsShown)]
	m.Tags = newAttributes(string(m.Reason), m.Color, m.Reason, ids)
}

// ComposeTest writes what shows that messages arrive at those receivers.
func ComposeTest(by string, receivers []string, now time.Time) Message {
	m := Message{
		Version: MessageVersion, GroupKey: alert.KeyOf("test"), Reason: alert.Test, At: now, Cause: "test",
		Color:    alert.Green,
		Headline: "TEST message of farvault", Title: "TEST: messages of farvault arrive here",
		Lead:   []string{"Nothing is wrong. Sent by " + by + " at " + plain.Clock(now, now) + "."},
		Footer: "test · farvault alerts test", Receivers: alert.Notifiable(receivers),
	}
	m.Tags = newAttributes(string(alert.Test), alert.Green, alert.Test, nil)
	return m.cleaned()
}
