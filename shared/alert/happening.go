package alert

import (
	"time"

	"farvault/shared/event"
)

// Happening is what happens to a group: one of the types below. Each says beside its kind how it changes a record.
type Happening interface {
	// happensTo is the record afterwards, and whether that is news: false leaves it as it was.
	happensTo(r Record) (Record, bool)
}

// Failed is a failure of a problem, whose last good job before it was at that time; zero: none was seen.
type Failed struct {
	Alert    Alert
	LastGood time.Time
	PoolBy   time.Time // until when people wait for more of the same run; zero: they do not
	RepairBy time.Time // until when people wait for the result of farvault's own repair; zero: there is none
}

// Recovered is a job on the problem that ended well.
type Recovered struct {
	Problem Problem
	JobID   string
	At      time.Time

	Evidence *Evidence // of a copy: what was read in its vault
}

// Dropped is a problem that nobody wants solved any more.
type Dropped struct {
	Problem Problem
	Why     Obsolete
	At      time.Time
}

// Reported is what provision says it did, for people to be told.
type Reported struct{ Report event.Report }

// RepairRequested is a repair that was asked for because of the newest job of the problem.
type RepairRequested struct {
	Problem Problem
	JobID   string
}

// Departed is an account that is gone, and with it what fails there.
type Departed struct {
	AccountID string
	At        time.Time
}

// Ticked is the time alone: it changes nothing, but what is decided of the group.
type Ticked struct{}

func (Ticked) happensTo(r Record) (Record, bool) { return r, false }

// Apply is the record after all of that has happened, one after the other, and whether any of it was news.
func (r Record) Apply(all ...Happening) (Record, bool) {
	changed := false
	for _, what := range all {
		next, news := what.happensTo(r)
		r, changed = next, changed || news
	}
	if changed {
		r = r.reshown()
	}
	return r, changed
}
