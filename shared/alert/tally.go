package alert

import (
	"time"

	"farvault/shared/catalog"
)

// Tally is what fails in all open groups, counted. The zero Tally is ready to be added to.
type Tally struct {
	Failures int // problems that fire
	Accounts map[string]bool
	Causes   map[string]CauseTally // by the catalogue row's id
	Stale    Member                // the member whose last good job is the oldest; without LastGood: none had one
}

// CauseTally is the part of one cause.
type CauseTally struct {
	Cause    string
	Category catalog.Category
	Headline string // the cause in the catalogue's words
	Failures int
	Groups   int
	Accounts map[string]bool
	Since    time.Time // the oldest failure
}

// Add counts the members of a group that fail.
func (t *Tally) Add(r Record) {
	c, known := t.Causes[r.Cause]
	if !known {
		c = CauseTally{
			Cause:    r.Cause,
			Category: r.Alert.Diagnosis.Category,
			Headline: Headline(r.Alert.Diagnosis),
			Accounts: map[string]bool{},
		}
	}
	for _, m := range r.Members {
		if m.State != Firing {
			continue
		}
		if t.Accounts == nil {
			t.Accounts, t.Causes = map[string]bool{}, map[string]CauseTally{}
		}
		t.Failures++
		c.Failures++
		t.Accounts[m.Account], c.Accounts[m.Account] = true, true
		if c.Since.IsZero() || m.Since.Before(c.Since) {
			c.Since = m.Since
		}
		if !m.LastGood.IsZero() && (t.Stale.LastGood.IsZero() || m.LastGood.Before(t.Stale.LastGood)) {
			t.Stale = m
		}
	}
	if r.firing() > 0 {
		c.Groups++
		t.Causes[r.Cause] = c
	}
}
