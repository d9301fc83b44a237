package alert

import (
	"fmt"
	"time"

	"farvault/shared/settings"
)

// Refusal is why a channel takes no message until somebody puts something right: trying again changes nothing.
type Refusal struct {
	Kind   string `json:"kind"`            // the channel's word or farvault's, of a fixed list
	Said   string `json:"said,omitempty"`  // the channel's answer; untrusted text
	Why    string `json:"why"`             // in fixed words
	Remedy string `json:"remedy"`          // what to do, a sentence or two
	Short  bool   `json:"short,omitempty"` // the message was taken without its details

	Receiver string `json:"receiver,omitempty"` // of the settings, whose channel it is; the default's may be left out
}

// whose is the place of the channel in a sentence: empty for the default's.
func (r Refusal) whose() string {
	if r.Receiver == "" || r.Receiver == settings.DefaultReceiver {
		return ""
	}
	return " for the receiver " + r.Receiver
}

// Outage is what is known and was said of a channel that refuses messages. The zero Outage is a channel that takes
// them.
type Outage struct {
	Refusal
	Since   time.Time `json:"since,omitzero"`  // of the first refusal; zero: the channel takes messages
	ToldAt  time.Time `json:"toldAt,omitzero"` // when people last heard of this kind of refusal
	Lease   Lease     `json:"lease,omitzero"`  // the right to tell of it
	Version int64     `json:"-"`               // of the stored outage; zero: not stored
}

// refusalRepeat is how long people are not told again of a refusal that goes on.
const refusalRepeat = 24 * time.Hour

// Refused is the outage after a refusal, and whether people are to hear of that now: when
// it begins, when the channel gives another reason, and once a day.
func (o Outage) Refused(r Refusal, now time.Time) (Outage, bool) {
	if !o.Since.IsZero() && o.Kind == r.Kind && now.Sub(o.ToldAt) < refusalRepeat {
		return o, false
	}
	o.Refusal, o.ToldAt = r, now
	if o.Since.IsZero() {
		o.Since = now
	}
	return o, true
}

// Taken is the outage after a message that the channel took, and whether it ends one.
func (o Outage) Taken() (Outage, bool) {
	return Outage{Version: o.Version}, !o.Since.IsZero()
}

// Claim takes the right to tell of the outage until that time. It holds once the outage is stored.
func (o Outage) Claim(until time.Time) Outage {
	o.Lease = Lease{Until: until, Token: o.Version + 1}
	return o
}

// ComposeRefused writes that Slack refuses messages, and what becomes of them. It goes where Slack does not hear it.
func ComposeRefused(o Outage, now time.Time) Message {
	m := Message{
		Version:  MessageVersion,
		GroupKey: digest("outage", "slack"+o.whose()),
		Reason:   ChannelRefuses,
		At:       now,
		Cause:    o.Kind,
		Colour:   Red,
		Headline: "Slack refuses alerts: " + o.Why,
		Title:    "Slack refuses farvault's messages" + o.whose() + ": " + o.Why,
	}
	m.Lead = []string{
		fmt.Sprintf("Since %s (%s).", clock(o.Since, now), span(now.Sub(o.Since))),
		"Nothing is lost. Whoever else subscribes to the topic farvault-alerts, as the mail address does, gets every " +
			"alert: those do not pass through Slack.",
		"What Slack refuses waits in the queue farvault-slack and is tried again for about three days. When Slack takes " +
			"messages again, it gets the newest of each problem.",
	}
	if o.Short {
		m.Headline, m.Title = "Slack refuses the details "+
			"of alerts: "+o.Why, "Slack refuses the details of farvault's messages"+o.whose()+": "+o.Why
		m.Lead[2] = "Slack has got each of these alerts without its details."
	}
	if o.Said != "" {
		m.Facts = []Fact{{"Slack said", `"` + Clean(o.Said, saidRunes) + `"`}}
	}
	m.Sections = []Section{{Heading: "Do this", Lines: []string{o.Remedy}}}
	m.Footer = "slack/" + o.Kind + " · said again after a day, and when it is over"
	m.Tags = newAttributes("slack", Red, m.Reason, nil)
	return m.cleaned()
}

// ComposeTaken writes that Slack takes messages again, and how it catches up.
func ComposeTaken(o Outage, now time.Time) Message {
	m := Message{
		Version:  MessageVersion,
		GroupKey: digest("outage", "slack"+o.whose()),
		Reason:   ChannelTakes,
		At:       now,
		Cause:    o.Kind,
		Colour:   Green,
		Headline: "resolved: Slack takes alerts again",
		Title:    "Slack takes farvault's messages" + o.whose() + " again",
	}
	m.Lead = []string{
		fmt.Sprintf(
			"It refused them for %s, from %s to %s: %s.",
			span(now.Sub(o.Since)),
			clock(o.Since, now),
			clock(now, now),
			o.Why,
		),
		"What waited is sent within hours: the newest message of each problem, marked as late. `farvault alerts list` " +
			"shows what is open now.",
	}
	if o.Short {
		m.Lead[1] = "The alerts of that time are in Slack without their details. `farvault alerts list` shows what is " +
			"open now."
	}
	m.Footer = "slack/" + o.Kind
	m.Tags = newAttributes("slack", Green, m.Reason, nil)
	return m.cleaned()
}

// lateAfter is the age from which a message says that it comes late.
const lateAfter = 15 * time.Minute

// Late is the message with a word on its age, if it comes so late that its reader would take it for news.
func (m Message) Late(now time.Time) Message {
	if m.At.IsZero() || now.Sub(m.At) < lateAfter {
		return m
	}
	word := fmt.Sprintf(
		"This comes late: it says how things stood at %s, %s ago.",
		clock(m.At, now),
		span(now.Sub(m.At)),
	)
	m.Lead = append([]string{word}, m.Lead...)
	return m
}
