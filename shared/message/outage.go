package message

import (
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/plain"
)

// ComposeRefused writes that Slack refuses messages, and what becomes of them. It goes where Slack does not hear it.
func ComposeRefused(o alert.Outage, now time.Time) Message {
	m := Message{
		Version:  MessageVersion,
		GroupKey: alert.KeyOf("outage", "slack"+o.Whose()),
		Reason:   alert.ChannelRefuses,
		At:       now,
		Cause:    o.Kind,
		Color:    alert.Red,
		Headline: "Slack refuses alerts: " + o.Why,
		Title:    "Slack refuses farvault's messages" + o.Whose() + ": " + o.Why,
	}
	m.Lead = []string{
		fmt.Sprintf("Since %s (%s).", plain.Clock(o.Since, now), plain.Span(now.Sub(o.Since))),
		"Nothing is lost. Every other subscriber of the topic farvault-alerts, such as the mail address, gets every " +
			"alert.",
		"Refused messages wait in the queue farvault-slack, and farvault retries them for three days. When Slack accepts " +
			"messages again, it gets the newest message of each problem.",
	}
	if o.Short {
		m.Headline, m.Title = "Slack refuses the details "+
			"of alerts: "+o.Why, "Slack refuses the details of farvault's messages"+o.Whose()+": "+o.Why
		m.Lead[2] = "Slack received each of these alerts without its details."
	}
	if o.Answer != "" {
		m.Facts = []Fact{{"Slack said", `"` + plain.Clean(o.Answer, plain.SaidRunes) + `"`}}
	}
	m.Sections = []Section{{Heading: "Do this", Lines: []string{o.Remedy}}}
	m.Footer = "slack/" + o.Kind + " · repeated after a day, and when it is over"
	m.Tags = newAttributes("slack", alert.Red, m.Reason, nil)
	return m.cleaned()
}

// ComposeAccepted writes that Slack takes messages again, and how it catches up.
func ComposeAccepted(o alert.Outage, now time.Time) Message {
	m := Message{
		Version:  MessageVersion,
		GroupKey: alert.KeyOf("outage", "slack"+o.Whose()),
		Reason:   alert.ChannelTakes,
		At:       now,
		Cause:    o.Kind,
		Color:    alert.Green,
		Headline: "resolved: Slack accepts alerts again",
		Title:    "Slack accepts farvault's messages" + o.Whose() + " again",
	}
	m.Lead = []string{
		fmt.Sprintf(
			"It refused them for %s, from %s: %s.",
			plain.Span(now.Sub(o.Since)),
			plain.FromTo(o.Since, now, now),
			o.Why,
		),
		"farvault sends the newest message of each problem within hours, marked as late. `farvault alerts list` " +
			"shows what is open now.",
	}
	if o.Short {
		m.Lead[1] = "The alerts of that time are in Slack without their details. `farvault alerts list` shows what is " +
			"open now."
	}
	m.Footer = "slack/" + o.Kind
	m.Tags = newAttributes("slack", alert.Green, m.Reason, nil)
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
		"This message is late: it describes the state at %s, %s ago.",
		plain.Clock(m.At, now),
		plain.Span(now.Sub(m.At)),
	)
	m.Lead = append([]string{word}, m.Lead...)
	return m
}
