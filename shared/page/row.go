package page

import (
	"encoding/json"
	"slices"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/plain"
)

// row is one line of the table. Order and Age are what the script sorts by.
type row struct {
	State, Words, Name, Type  string
	AccountID, Account        string
	Region, Age, Kept, Why    string
	Order, AgeMinutes, KeptAt int64
	Evidence                  string // JSON: pairs of name and value, which the script shows on demand
}

func tableRows(v coverage.View, rows []coverage.Row) []row {
	all := make([]row, 0, len(rows))
	for _, r := range rows {
		one := row{
			State: string(r.State), Words: r.State.Words(), Name: plain.Clean(r.Name(), plain.NameRunes), Type: r.Type,
			AccountID: r.Account.ID, Account: plain.Clean(r.Account.Label(), plain.NameRunes), Region: r.Region,
			Why: plain.Clean(why(r), plain.WhyRunes), Order: int64(slices.Index(coverage.States, r.State)), AgeMinutes: -1,
		}
		if c := r.Central; c != nil {
			age := v.Now.Sub(c.Created)
			one.Age, one.AgeMinutes = plain.Span(age), int64(age/time.Minute)
			if one.Kept = "forever"; !c.Kept.IsZero() {
				one.Kept, one.KeptAt = c.Kept.UTC().Format("2 Jan 2006"), c.Kept.Unix()
			}
		}
		one.Evidence = evidence(r)
		all = append(all, one)
	}
	return all
}

// why is the state in words; of what is protected, by what.
func why(r coverage.Row) string {
	if r.Why == "" && r.Plan != "" {
		return "Plan " + r.Plan
	}
	if r.Group != "" {
		return r.Why + " Alert " + r.Group + "."
	}
	return r.Why
}

// evidence is all that was read of a resource.
func evidence(r coverage.Row) string {
	var pairs [][2]string
	add := func(name, value string) {
		if value != "" {
			pairs = append(pairs, [2]string{name, plain.Clean(value, plain.LineRunes)})
		}
	}
	add("Resource", r.ARN)
	add("Backup plan", r.Plan)
	add("It has", r.Has)
	add("It needs", r.Needs)
	add("Alert", r.Group)
	for _, c := range []struct {
		name string
		copy *coverage.Copy
	}{{"Central copy", r.Central}, {"Local backup", r.Local}} {
		if c.copy == nil {
			continue
		}
		add(c.name, c.copy.Point)
		add(c.name+" in", c.copy.Vault)
		add(c.name+" begun", moment(c.copy.Created))
		add(c.name+" completed", moment(c.copy.Completed))
		add(c.name+" kept until", moment(c.copy.Kept))
		add(c.name+" key", c.copy.Key)
		add(c.name+" job", c.copy.Job)
	}
	add("In this state since", moment(r.Since))
	add("Read at", moment(r.Read))
	text, err := json.Marshal(pairs)
	if err != nil {
		return "[]" // strings are always JSON
	}
	return string(text)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
