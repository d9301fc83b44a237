package chain

import (
	"slices"
	"strings"

	"farvault/shared/settings"
)

// SeenPlan is a backup plan of an account, whoever made it, with what it selects now.
type SeenPlan struct {
	Account    string
	Region     string
	Name       string
	ID         string
	Owned      bool   // it is farvault's
	Manager    string // the service that manages it, AWS Control Tower; empty: none that is known
	Selections []Selection
	Unread     string // why its selections could not be read
}

// Ref names the plan.
func (p SeenPlan) Ref() Ref {
	return BackupPlan{Account: p.Account, Region: p.Region, Name: p.Name}.Ref()
}

// Twice are the resources that a plan of the chain and another one both back up.
type Twice struct {
	Account   string   `json:"account"`
	Region    string   `json:"region"`
	Plan      string   `json:"plan"`
	Other     string   `json:"otherPlan"`
	OtherID   string   `json:"otherPlanId"`
	Owner     string   `json:"otherOwner,omitempty"` // farvault, or the service that manages it
	Resources []string `json:"resources,omitempty"`  // ARNs, sorted
	Unread    string   `json:"unread,omitempty"`     // why it is not known which resources, or whether there are any
}

// Tagged are the resources of an account in one Region that may carry tags, or why they could not be read.
type Tagged struct {
	Resources []settings.Resource
	Unread    string
}

// TwiceBackedUp are the plans that back up what the chain's plans select: another plan that is there beside them, by
// the resources of each Region. Where these are unread, the selections alone are compared.
func TwiceBackedUp(desired Chain, seen []SeenPlan, resources map[string]Tagged) (all []Twice) {
	for _, link := range desired.Links {
		want, is := link.(Selection)
		if !is {
			continue
		}
		for _, other := range seen {
			if other.Region != want.Region || other.Owned && other.Name == want.Plan {
				continue
			}
			if one := want.twice(other, resources[want.Region]); one.Unread != "" || len(one.Resources) > 0 {
				all = append(all, one)
			}
		}
	}
	return all
}

func (s Selection) twice(other SeenPlan, tagged Tagged) Twice {
	one := Twice{Account: s.Account, Region: s.Region, Plan: s.Plan, Other: other.Name, OtherID: other.ID,
		Owner: other.Manager, Unread: other.Unread}
	if other.Owned {
		one.Owner = OwnerValue
	}
	for _, their := range other.Selections {
		if tagged.Unread != "" && !s.Picks.Apart(their.Picks) {
			one.Unread = "the tags of the account's resources could not be read: " + tagged.Unread
		}
		for _, r := range tagged.Resources {
			if s.Picks.Picks(r.ARN, r.Tags) && their.Picks.Picks(r.ARN, r.Tags) {
				one.Resources = append(one.Resources, r.ARN)
			}
		}
	}
	slices.SortFunc(one.Resources, strings.Compare)
	one.Resources = slices.Compact(one.Resources)
	return one
}
