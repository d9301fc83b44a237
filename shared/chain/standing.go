package chain

// Standing is a link with its state, for people and programs.
type Standing struct {
	Kind    Kind     `json:"kind"`
	Name    string   `json:"name"`
	Account string   `json:"account"`
	Region  string   `json:"region,omitempty"` // empty for IAM
	State   string   `json:"state"`            // "as desired", or an Op
	Differs []string `json:"differs,omitempty"`
}

// AsDesired is the state of a link to which nothing is to be done.
const AsDesired = "as desired"

// Standings are all links of the chain that was looked at, in its order.
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
			for _, a := range c.Attributes {
				one.Differs = append(one.Differs, a.String())
			}
			if c.Why != "" {
				one.Differs = append(one.Differs, c.Why)
			}
		}
		out = append(out, one)
	}
	return out
}
