package event

import (
	"encoding/json"
	"slices"
)

// Op is what is to be done, or was done, about one thing. There is no word for deleting one.
type Op string

// Kind is the sort of AWS object or setting that a change is about, in AWS's words.
type Kind string

// Change is one thing that was put right, or that was found and left to people. It stays a value on its way through
// records and queues: who made it necessary and what a message is called are decided on it, and package message alone
// makes a text of it, which nobody reads back.
type Change struct {
	Op         Op          `json:"op,omitempty"` // empty: nothing in AWS is at issue, and Why says all
	Kind       Kind        `json:"kind,omitempty"`
	Name       string      `json:"name,omitempty"`
	Account    string      `json:"account,omitempty"`
	Region     string      `json:"region,omitempty"` // empty for IAM, which is global
	Attributes []Attribute `json:"attributes,omitempty"`
	Why        string      `json:"why,omitempty"` // for what was not done, and of a risk what it is
	Risk       Risk        `json:"risk,omitempty"`

	// Line is all that is known of a change that a version before this one wrote as a sentence. It is shown as it is.
	Line string `json:"line,omitempty"`
}

// Risk is what may be lost by a change, so that people are asked before it is made.
type Risk string

// The risks.
const (
	EndsBackups Risk = "ends backups"
	BacksUpMore Risk = "backs up twice"
)

// Attribute is one difference between a thing as it is and as it should be.
type Attribute struct {
	Name     string `json:"name"`               // AWS's name of the property
	Part     string `json:"part,omitempty"`     // which part of it: a policy's statement, a resource type
	Now      string `json:"now,omitempty"`      // empty: there is nothing. A policy's statement is its JSON
	ShouldBe string `json:"shouldBe,omitempty"` // likewise
	Decision string `json:"decision,omitempty"` // why people must decide; empty where farvault may put it right
}

// A copy of a resource is nothing of a chain, and may be what a report is about.
const (
	NotRestarted Op   = "not restarted"
	KindCopy     Kind = "copy"
)

// Because is something that was not done, of which nothing is to be said but why.
func Because(why string) Change { return Change{Why: why} }

// NotStarted is a copy that is not started again.
func NotStarted(c CopyRequest, why string) Change {
	return Change{Op: NotRestarted, Kind: KindCopy, Name: c.ResourceARN, Account: c.Account, Region: c.Region, Why: why}
}

// Same reports whether two say the same of the same thing.
func (c Change) Same(other Change) bool {
	a, b := c, other
	a.Attributes, b.Attributes = nil, nil
	return a.bare() == b.bare() && slices.Equal(c.Attributes, other.Attributes)
}

// bare is a change without its attributes, which can be compared.
func (c Change) bare() [8]string {
	return [...]string{string(c.Op), string(c.Kind), c.Name, c.Account, c.Region, c.Why, c.Line, string(c.Risk)}
}

// Sort is the change without its place and its values: what many accounts may have in common.
func (c Change) Sort() Change {
	sort := Change{Op: c.Op, Kind: c.Kind, Name: c.Name, Line: c.Line, Risk: c.Risk}
	for _, a := range c.Attributes {
		one := Attribute{Name: a.Name}
		if !slices.Contains(sort.Attributes, one) {
			sort.Attributes = append(sort.Attributes, one)
		}
	}
	return sort
}

// Counted is a sort of change, with the number of accounts that it was seen in.
type Counted struct {
	Change   Change `json:"change"`
	Accounts int    `json:"accounts,omitempty"` // zero: the change's line says it
}

// Sentences reads changes that a version before this one wrote as sentences.
func Sentences(lines []string) (changes []Change) {
	for _, line := range lines {
		changes = append(changes, Change{Line: line})
	}
	return changes
}

// reportWire is a Report as JSON has it: this version's fields.
type reportWire Report

// UnmarshalJSON reads a report of this version, or of one before it, which has sentences for changes.
func (r *Report) UnmarshalJSON(text []byte) error {
	read := struct {
		*reportWire
		OldChanges []string `json:"changes"`
		OldRefused []string `json:"refused"`
	}{reportWire: (*reportWire)(r)}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	r.Changes = append(r.Changes, Sentences(read.OldChanges)...)
	r.Refused = append(r.Refused, Sentences(read.OldRefused)...)
	return nil
}

type haltedWire Halted

// UnmarshalJSON reads a question of this version, or of one before it, which has sentences for changes.
func (h *Halted) UnmarshalJSON(text []byte) error {
	read := struct {
		*haltedWire
		Old []string `json:"changes"`
	}{haltedWire: (*haltedWire)(h)}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	for _, c := range Sentences(read.Old) {
		h.Changes = append(h.Changes, Counted{Change: c})
	}
	return nil
}
