package event

import "time"

// SweepRun is one sweep over all accounts. Looks that name the same run are counted together by the breaker.
type SweepRun struct {
	// the day on which the sweep began, "2026-03-02": a sweep that is tried again is the same run
	ID       string `json:"id"`
	Accounts int    `json:"accounts"` // in scope
}

// RunOf is the run of a sweep over so many accounts.
func RunOf(began time.Time, accounts int) SweepRun {
	return SweepRun{ID: began.UTC().Format(time.DateOnly), Accounts: accounts}
}

// Halted is a run that stopped, because it would change more accounts than one run may without being asked.
type Halted struct {
	Run      SweepRun  `json:"run"`
	Limit    int       `json:"limit"`                 // accounts that one run may change
	Written  int       `json:"written"`               // accounts that were changed before it stopped
	Changes  []Counted `json:"differences,omitempty"` // what differs from the settings, in the accounts seen so far
	HaltedAt time.Time `json:"haltedAt"`
}
