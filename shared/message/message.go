package message

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/org"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// MessageVersion is the version of a Message as JSON. A reader takes every older one, and refuses a higher one.
const MessageVersion = 2

// Read reads a message of this version or of an older one, and answers it as one of this version.
func Read(text []byte) (Message, error) {
	var m struct {
		Message
		Colour alert.Color `json:"colour"` // what the color was called until version 1
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return Message{}, fmt.Errorf("it is not an alert message: %w", err)
	}
	switch {
	case m.Version > MessageVersion:
		return Message{}, fmt.Errorf("alert message has version %d, this build reads up to %d", m.Version, MessageVersion)
	case m.Reason == "":
		return Message{}, errors.New("it is not an alert message: it has no reason")
	}
	m.Version, m.Color = MessageVersion, cmp.Or(m.Color, m.Colour)
	return m.Message, nil
}

// Message is one thing to say, for any channel. Its texts are cleaned of control
// and invisible characters and bounded in length, but not escaped: that is the channel's to do.
type Message struct {
	Version  int          `json:"version"`
	GroupKey string       `json:"groupKey"`
	Reason   alert.Reason `json:"reason"`
	At       time.Time    `json:"at"`

	Color    alert.Color `json:"color"`
	Title    string      `json:"title"`
	Headline string      `json:"headline"` // for a mail's subject: fixed words and validated ids
	// for a mail's subject: name and id of the account where something must be done, or was
	SubjectAccount string `json:"subjectAccount,omitempty"`

	Lead     []string   `json:"lead,omitempty"`  // since when, how old, how long
	Facts    []Fact     `json:"facts,omitempty"` // account, resource, what AWS said
	Sections []Section  `json:"sections,omitempty"`
	Footer   string     `json:"footer"`
	Links    []Link     `json:"links,omitempty"`
	Command  string     `json:"command,omitempty"` // what looks again, at a terminal
	Mute     string     `json:"mute,omitempty"`    // what keeps messages about it back, at a terminal
	Tags     Attributes `json:"attributes"`

	Cause     string   `json:"cause"`
	Accounts  []string `json:"accounts,omitempty"`  // ids, sorted, at most ten
	Resources int      `json:"resources,omitempty"` // how many it is about
	Receivers []string `json:"receivers,omitempty"` // whose channels it goes to
}

// To are the names of the receivers. A message that names none is an older build's, and the default's.
func (m Message) To() []string {
	if len(m.Receivers) == 0 {
		return []string{settings.DefaultReceiver}
	}
	return m.Receivers
}

// Fact is a labeled line.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Section is a heading, lines, a text to paste, and what is said after it. All but the heading may be empty.
type Section struct {
	Heading string   `json:"heading"`
	Lines   []string `json:"lines,omitempty"`
	Paste   string   `json:"paste,omitempty"`
	After   []string `json:"after,omitempty"`
}

// Attributes are for filter policies of subscriptions; none is ever empty.
// https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
type Attributes struct {
	Category string `json:"category"`
	Severity string `json:"severity"` // critical, warning, info
	Account  string `json:"account"`  // twelve digits, or "several", or "none"
	Status   string `json:"status"`   // firing, mended, waiting, asking, departed, resolved, digest, test
}

// cleaned is the message with every text of it clean, wherever it came from: nobody who makes one can forget.
func (m Message) cleaned() Message {
	for _, text := range []*string{&m.Title, &m.Headline, &m.SubjectAccount, &m.Footer, &m.Command, &m.Mute, &m.Cause} {
		*text = plain.Clean(*text, plain.LineRunes)
	}
	lines := func(all []string) {
		for i := range all {
			all[i] = plain.Clean(all[i], plain.LineRunes)
		}
	}
	lines(m.Lead)
	lines(m.Accounts)
	lines(m.Receivers)
	for i, f := range m.Facts {
		m.Facts[i] = Fact{plain.Clean(f.Label, plain.LineRunes), plain.Clean(f.Value, plain.LineRunes)}
	}
	for i, s := range m.Sections {
		m.Sections[i].Heading = plain.Clean(s.Heading, plain.LineRunes)
		m.Sections[i].Paste = plain.CleanBlock(s.Paste, plain.PasteRunes)
		for j, l := range s.Lines {
			m.Sections[i].Lines[j] = plain.CleanIndented(l, plain.LineRunes)
		}
		lines(s.After)
	}
	return m
}

var statuses = map[alert.Reason]string{
	alert.FirstNotification: "firing", alert.NewAlerts: "firing", alert.Reminder: "firing", alert.Fixed: "firing",
	alert.Repaired: "mended", alert.Waits: "waiting", alert.Asks: "asking", alert.Departs: "departed",
	alert.AllResolved: "resolved",
	alert.Storm:       "firing", alert.Digest: "digest", alert.Test: "test",
	alert.ChannelRefuses: "firing", alert.ChannelTakes: "resolved",
}

func newAttributes(category string, c alert.Color, r alert.Reason, accounts []string) Attributes {
	a := Attributes{Category: category, Severity: alert.Severities[c], Account: "several", Status: statuses[r]}
	if category == "" {
		a.Category = "unknown"
	}
	switch {
	case len(accounts) == 0:
		a.Account = "none"
	case len(accounts) == 1 && org.IsAccountID(accounts[0]):
		a.Account = accounts[0]
	}
	return a
}

// subjectRunes is one less than SNS allows: "less than 100 characters".
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const subjectRunes = 99

// Subject is the subject of a mail: color, title, the account where something must be done. It is printable ASCII
// without line breaks, at most 99 characters; SNS refuses the whole message otherwise.
func Subject(m Message) string {
	s, about := printable(string(m.Color)+" "+m.Title), printable(m.SubjectAccount)
	switch {
	case about != "":
	case org.IsAccountID(m.Tags.Account):
		about = m.Tags.Account
	case m.Tags.Account == "several":
		about = "several accounts"
	}
	if name, _, named := cutLast(about, " "); named && len(s)+len(" ()")+len(about) > subjectRunes {
		s = strings.Replace(s, " in "+name, "", 1) // its name is at the end
	}
	if about != "" {
		s = cutASCII(s, subjectRunes-len(" ()")-len(about)) + " (" + about + ")"
	}
	return cutASCII(s, subjectRunes)
}

// cutLast is a text before and after the last separator.
func cutLast(s, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[:i], s[i+len(separator):], true
	}
	return s, "", false
}

// printable is the part of a text that is printable ASCII.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}

func cutASCII(s string, max int) string {
	if len(s) <= max {
		return s
	}
	s = s[:max-3]
	if i := strings.LastIndex(s, " "); i > max/2 {
		s = s[:i]
	}
	return strings.TrimRight(s, " ,;:") + "..."
}
