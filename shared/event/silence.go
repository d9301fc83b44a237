package event

import "time"

// Silence is what the sweep has seen in one account and Region of which AWS tells nobody.
type Silence struct {
	Account  string          `json:"account"`
	Region   string          `json:"region"`
	At       time.Time       `json:"at"` // when the look began
	Problems []SilentProblem `json:"problems"`
}

// SilentProblem is one thing that was looked at. One that holds ends the alert about it.
type SilentProblem struct {
	Kind         JobKind `json:"kind"` // copy, key or opt-in
	Resource     string  `json:"resource"`
	ResourceType string  `json:"resourceType,omitempty"`
	Destination  string  `json:"destination,omitempty"` // vault ARN of a copy
	Holds        bool    `json:"holds"`
	Cause        string  `json:"cause,omitempty"` // the catalogue row's id
	Where        string  `json:"where,omitempty"` // ARN of the thing at fault
	Why          string  `json:"why,omitempty"`
	Paste        string  `json:"paste,omitempty"`
	Ours         bool    `json:"ours,omitempty"` // farvault may put it right
}
