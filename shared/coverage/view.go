package coverage

import (
	"slices"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/org"
)

// View is how the organization stands at a time: what every way to show coverage shows.
type View struct {
	Now     time.Time
	MaxAge  time.Duration // allowed age of the newest copy; zero: it differs from plan to plan
	Account []Account     // those that need somebody first, then by name
}

// Account is one account of a view.
type Account struct {
	ID, Name string
	Excluded string   // why the settings leave it out; empty: they do not
	Why      string   // why it is not protected, by its last reconciliation; empty: it is
	Records  []Record // one for each Region, as they may be believed now
}

// Row is one resource of a view.
type Row struct {
	Account Account
	Region  string
	Read    time.Time
	Resource
}

// Add puts an account into the view. A Region that was never read has a record without a time.
func (v *View) Add(a Account) {
	for i, r := range a.Records {
		a.Records[i] = r.Seen(v.Now)
	}
	v.Account = append(v.Account, a)
}

// Rows are all resources: what needs somebody first, then by account and name.
func (v View) Rows() (rows []Row) {
	for _, a := range v.Account {
		for _, r := range a.Records {
			for _, one := range r.Resources {
				rows = append(rows, Row{Account: a, Region: r.Region, Read: r.At, Resource: one})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		if order := slices.Index(States, a.State) - slices.Index(States, b.State); order != 0 {
			return order
		}
		return strings.Compare(a.Account.Name+a.ARN, b.Account.Name+b.ARN)
	})
	return rows
}

// Tally is the view in numbers.
func (v View) Tally() *event.Coverage {
	var t Tally
	for _, a := range v.Account {
		if a.Excluded != "" {
			continue
		}
		for _, r := range a.Records {
			s := r.Summary()
			t.Add(a.ID, s, v.Now)
		}
	}
	return t.Clone()
}

// Counts are an account's resources by state.
func (a Account) Counts() map[State]int {
	counts := map[State]int{}
	for _, r := range a.Records {
		for _, one := range r.Resources {
			counts[one.State]++
		}
	}
	return counts
}

// Read is the oldest reading of the account's Regions; zero where one was never read.
func (a Account) Read() (oldest time.Time) {
	for i, r := range a.Records {
		if i == 0 || r.At.Before(oldest) {
			oldest = r.At
		}
	}
	return oldest
}

// Label is the account for people.
func (a Account) Label() string {
	if a.Name == "" {
		return a.ID
	}
	return a.Name
}

// Name is the resource without the ARN around its name.
func (r Resource) Name() string {
	arn, err := org.ParseARN(r.ARN)
	if err != nil {
		return r.ARN
	}
	return arn.Name()
}
