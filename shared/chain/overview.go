package chain

import (
	"cmp"
	"slices"
	"strings"

	"farvault/shared/event"
	"farvault/shared/org"
)

// Preview is one account as a sweep would find it: what it would change there, and what backs up there already.
type Preview struct {
	Account org.Account
	Sets    []ChangeSet
	Twice   []Twice
	Unread  string // why the account could not be read; empty: it was
}

// Overview is what a sweep over many accounts would change.
type Overview struct {
	Accounts []AccountPreview `json:"accounts"`
	Changes  []ChangedIn      `json:"changes"`
	Keys     NewKeys          `json:"keys"`
	OptIns   []OptInChange    `json:"optIns"`
	Twice    []Twice          `json:"backedUpTwice"`
	OfOthers []ManagedIn      `json:"ofOtherServices"`
	Leftover []ChangedIn      `json:"notInSettings"`
	Unread   []UnreadAccount  `json:"unread"`
}

// AccountPreview counts the changes of an account: those that farvault would make, and those that it leaves to people.
type AccountPreview struct {
	ID    string           `json:"account"`
	Name  string           `json:"name,omitempty"`
	Kinds map[event.Op]int `json:"changes"` // by what is to be done
}

// Count is how many changes of these sorts there are; without a sort, of all.
func (a AccountPreview) Count(ops ...event.Op) (n int) {
	for op, some := range a.Kinds {
		if len(ops) == 0 || slices.Contains(ops, op) {
			n += some
		}
	}
	return n
}

// ChangedIn is a sort of change with the accounts that it would be made in, or left to people in.
type ChangedIn struct {
	event.Change
	Accounts []string `json:"accounts"`
}

// ManagedIn is a plan or vault that another service has made in accounts.
type ManagedIn struct {
	Kind     string   `json:"kind"`
	Name     string   `json:"name"`
	Manager  string   `json:"manager"`
	Accounts []string `json:"accounts"`
}

// NewKeys are the KMS keys that would be made, and what these cost a month.
type NewKeys struct {
	Count   int     `json:"count"`
	Monthly float64 `json:"monthlyUSD"`
	Page    string  `json:"page"` // AWS's, of the price
}

// OptInChange is a resource type that would be switched on.
type OptInChange struct {
	Type    string `json:"type"`
	Managed bool   `json:"advancedFeatures,omitempty"` // not the type, but its full management by AWS Backup
	Account string `json:"account"`
	Region  string `json:"region"`
}

// UnreadAccount is an account that could not be read.
type UnreadAccount struct {
	ID   string `json:"account"`
	Name string `json:"name,omitempty"`
	Why  string `json:"why"`
}

// Differs reports whether a sweep would change anything, or leave something to people.
func (o Overview) Differs() bool { return len(o.Changes) > 0 }

// Overlook adds previews up. What several accounts' chains share in the central account counts once.
func Overlook(previews []Preview) Overview {
	o := Overview{ // lists, not null, for programs
		Accounts: []AccountPreview{}, Changes: []ChangedIn{}, Keys: NewKeys{Page: KeyPricePage}, OptIns: []OptInChange{},
		Twice: []Twice{}, OfOthers: []ManagedIn{}, Leftover: []ChangedIn{}, Unread: []UnreadAccount{},
	}
	seen := map[Ref]bool{}
	for _, p := range previews {
		if p.Unread != "" {
			o.Unread = append(o.Unread, UnreadAccount{p.Account.ID, p.Account.Name, p.Unread})
			continue
		}
		one := AccountPreview{p.Account.ID, p.Account.Name, map[event.Op]int{}}
		for _, set := range p.Sets {
			for _, c := range set.Changes {
				if set.Account != p.Account.ID && seen[c.Ref] {
					continue
				}
				seen[c.Ref] = true
				one.Kinds[c.Op]++
				o.add(c, p.Account.ID)
			}
			for _, l := range set.Leftovers() {
				o.Leftover = addedTo(o.Leftover, l.Change(), p.Account.ID)
			}
			for _, u := range set.Seen.Unmanaged {
				o.manages(u, p.Account.ID)
			}
		}
		o.Accounts, o.Twice = append(o.Accounts, one), append(o.Twice, p.Twice...)
	}
	o.Keys.Monthly = float64(o.Keys.Count) * KeyMonthlyUSD
	slices.SortStableFunc(o.Changes, func(a, b ChangedIn) int { return cmp.Compare(len(b.Accounts), len(a.Accounts)) })
	slices.SortFunc(o.OptIns, func(a, b OptInChange) int {
		return cmp.Or(
			strings.Compare(a.Type, b.Type),
			strings.Compare(a.Region, b.Region),
			unmanagedFirst(a, b),
			strings.Compare(a.Account, b.Account),
		)
	})
	return o
}

// unmanagedFirst orders what is switched on before what is handed to AWS Backup.
func unmanagedFirst(a, b OptInChange) int {
	switch {
	case a.Managed == b.Managed:
		return 0
	case b.Managed:
		return -1
	}
	return 1
}

// addedTo counts a change in an account.
func addedTo(known []ChangedIn, c Change, account string) []ChangedIn {
	sort := c.Value().Sort()
	i := slices.IndexFunc(known, func(k ChangedIn) bool { return sort.Same(k.Change) })
	if i < 0 {
		i, known = len(known), append(known, ChangedIn{Change: sort})
	}
	if in := &known[i]; !slices.Contains(in.Accounts, account) {
		in.Accounts = append(in.Accounts, account)
	}
	return known
}

// manages counts what another service manages in an account.
func (o *Overview) manages(u Unmanaged, account string) {
	i := slices.IndexFunc(o.OfOthers, func(m ManagedIn) bool {
		return m.Kind == string(u.Ref.Kind) && m.Name == u.Ref.Name && m.Manager == u.Manager
	})
	if i < 0 {
		i = len(o.OfOthers)
		o.OfOthers = append(o.OfOthers, ManagedIn{Kind: string(u.Ref.Kind), Name: u.Ref.Name, Manager: u.Manager})
	}
	if in := &o.OfOthers[i]; !slices.Contains(in.Accounts, account) { // in each Region of a policy there is one
		in.Accounts = append(in.Accounts, account)
	}
}

func (o *Overview) add(c Change, account string) {
	o.Changes = addedTo(o.Changes, c, account)
	switch {
	case c.Op == Create && c.Ref.Kind == KindKey:
		o.Keys.Count++
	case c.Ref.Kind == KindOptIn && c.Writes():
		for _, a := range c.Attributes {
			one := OptInChange{Type: a.Name, Account: c.Ref.Account, Region: c.Ref.Region}
			if a.Name == ManagementPreference {
				one.Type, one.Managed = a.Part, true
			}
			o.OptIns = append(o.OptIns, one)
		}
	}
}
