package chain

import "farvault/shared/event"

// Standing is a link with its state, for people and programs.
type Standing struct {
	Kind    Kind
	Name    string
	Account string
	Region  string // empty for IAM
	State   string // "as desired", or an Op
	Changes []event.Change
}

// AsDesired is the state of a link to which nothing is to be done.
const AsDesired = "as desired"

// Standings are all links of the chain that was looked at, in its order, and then what is left to other services.
func (s ChangeSet) Standings() []Standing {
	var out []Standing
	for _, link := range s.Desired.Links {
		ref := link.Ref()
		one := Standing{Kind: ref.Kind, Name: ref.Name, Account: ref.Account, Region: ref.Region, State: AsDesired}
		for _, c := range s.Changes {
			if c.Ref != ref {
				continue
			}
			one.State = string(c.Op)
			one.Changes = append(one.Changes, c.Value())
		}
		out = append(out, one)
	}
	for _, c := range s.LeftAlone() {
		out = append(
			out,
			Standing{
				Kind:    c.Ref.Kind,
				Name:    c.Ref.Name,
				Account: c.Ref.Account,
				Region:  c.Ref.Region,
				State:   string(c.Op),
				Changes: []event.Change{c.Value()},
			},
		)
	}
	return out
}
