package alert

import (
	"time"

	"farvault/shared/settings"
)

// Refusal is why a channel takes no message until somebody puts something right: trying again changes nothing.
type Refusal struct {
	Kind   string `json:"kind"`            // the channel's word or farvault's, of a fixed list
	Answer string `json:"said,omitempty"`  // the channel's answer; untrusted text
	Why    string `json:"why"`             // in fixed words
	Remedy string `json:"remedy"`          // what to do, a sentence or two
	Short  bool   `json:"short,omitempty"` // the message was taken without its details

	Receiver string `json:"receiver,omitempty"` // of the settings, whose channel it is; the default's may be left out
}

// whose is the place of the channel in a sentence: empty for the default's.
func (r Refusal) Whose() string {
	if r.Receiver == "" || r.Receiver == settings.DefaultReceiver {
		return ""
	}
	return " for the receiver " + r.Receiver
}

// Outage is what is known and was said of a channel that refuses messages. The zero Outage is a channel that takes
// them.
type Outage struct {
	Refusal
	Since      time.Time `json:"since,omitzero"`  // of the first refusal; zero: the channel takes messages
	NotifiedAt time.Time `json:"toldAt,omitzero"` // when people last heard of this kind of refusal
	Lease      Lease     `json:"lease,omitzero"`  // the right to tell of it
	Version    int64     `json:"-"`               // of the stored outage; zero: not stored
}

// refusalRepeat is how long people are not told again of a refusal that goes on.
const refusalRepeat = 24 * time.Hour

// Refused is the outage after a refusal, and whether people are to hear of that now: when
// it begins, when the channel gives another reason, and once a day.
func (o Outage) Refused(r Refusal, now time.Time) (Outage, bool) {
	if !o.Since.IsZero() && o.Kind == r.Kind && now.Sub(o.NotifiedAt) < refusalRepeat {
		return o, false
	}
	o.Refusal, o.NotifiedAt = r, now
	if o.Since.IsZero() {
		o.Since = now
	}
	return o, true
}

// Accepted is the outage after a message that the channel took, and whether it ends one.
func (o Outage) Accepted() (Outage, bool) {
	return Outage{Version: o.Version}, !o.Since.IsZero()
}

// Notified is the outage once people were told what said is of it, under that claim; false: the claim is another's.
func (o Outage) Notified(said Outage, claimed Lease) (Outage, bool) {
	if o.Lease.Token != claimed.Token {
		return o, false
	}
	said.Version, said.Lease = o.Version, Lease{}
	return said, true
}

// Release gives the right to tell of it back, if it is still the claim's.
func (o Outage) Release(claimed Lease) (Outage, bool) {
	if o.Lease.Token != claimed.Token {
		return o, false
	}
	o.Lease = Lease{}
	return o, true
}

// Claim takes the right to tell of the outage until that time. It holds once the outage is stored.
func (o Outage) Claim(until time.Time) Outage {
	o.Lease = Lease{Until: until, Token: o.Version + 1}
	return o
}
