package account

import (
	"slices"
	"time"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// Retirement is the end of farvault's work in an account, by somebody's word.
type Retirement struct {
	Owner string    `json:"owner"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
}

// Sentence is the retirement as the reason of a status.
func (r Retirement) Sentence() string { return "retired by " + r.Owner + ": " + r.Why }

// SwitchedOn is a resource type that farvault has switched on in AWS Backup's settings of a Region: it was off before.
type SwitchedOn struct {
	Region     string `json:"region"`
	Type       string `json:"type"`
	Management bool   `json:"management,omitempty"` // of ResourceTypeManagementPreference, not of the opt-in
}

// Switched are the types that changes have switched on.
func Switched(changes []event.Change) (all []SwitchedOn) {
	for _, c := range changes {
		if c.Kind != chain.KindOptIn || c.Op != chain.Update {
			continue
		}
		for _, a := range c.Attributes {
			one := SwitchedOn{Region: c.Region, Type: a.Name}
			if a.Name == chain.ManagementPreference {
				one.Type, one.Management = a.Part, true
			}
			all = append(all, one)
		}
	}
	return all
}

// WithSwitched is the record with types that farvault has switched on, beside those that it knows of.
func (r Record) WithSwitched(types []SwitchedOn) Record {
	r.SwitchedOn = slices.Clone(r.SwitchedOn)
	for _, one := range types {
		if !slices.Contains(r.SwitchedOn, one) {
			r.SwitchedOn = append(r.SwitchedOn, one)
		}
	}
	return r
}
