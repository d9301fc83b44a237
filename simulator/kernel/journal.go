package kernel

import (
	"cmp"
	"time"

	"farvault/shared/policy"
)

// JournalKeeps is how many calls the journal remembers: a story has some thousands, and an organization of any size
// must not fill the memory with what nobody asks for.
const JournalKeeps = 50_000

// Journal is the last calls that were answered, in order.
type Journal struct {
	// Watch, if it is set, is told of every judgment, with the kernel locked: those that calls rest on, and those
	// that a service makes for itself, when it delivers an event, polls a queue, runs a schedule, starts a job.
	Watch func(Judgment)
	// Keeps is how many calls are remembered; zero: JournalKeeps.
	Keeps int

	calls []Entry
}

// Judgment is one question that policies were asked, with all that bore on it.
type Judgment struct {
	Caller   Caller
	Request  policy.Request
	Policies policy.Set
	Verdict  policy.Verdict
}

// Entry is one call: who asked for what, and what became of it.
type Entry struct {
	At        time.Time
	Service   string
	Operation string
	Region    string
	Account   string // the caller's
	Caller    string // ARN
	RoleARN   string // of a session, with its path
	Write     bool
	Refused   bool
	Error     string // AWS error code, empty when it went well
	Grants    []Grant
}

// Grant is one verdict that a call rested on.
type Grant struct {
	Action, Resource string
	Verdict          policy.Verdict
}

// Calls are the entries so far, at most the last that the journal keeps.
func (j *Journal) Calls() []Entry { return j.calls[max(0, len(j.calls)-j.keeps()):] }

func (j *Journal) keeps() int { return cmp.Or(j.Keeps, JournalKeeps) }

// Reset forgets them.
func (j *Journal) Reset() { j.calls = nil }

func (j *Journal) note(c *Call, write bool, err error) {
	e := Entry{
		At: c.Now, Service: c.Service, Operation: c.Operation, Region: c.Region,
		Account: c.Caller.Account, Caller: c.Caller.ARN, RoleARN: c.Caller.RoleARN,
		Write: write, Refused: c.refused, Grants: c.verdicts,
	}
	if err != nil {
		e.Error = err.Error()
		if known, ok := err.(*Error); ok {
			e.Error = known.Code
		}
	}
	if keeps := j.keeps(); len(j.calls) >= 2*keeps { // half is forgotten at once: a call costs the same however many
		j.calls = append(make([]Entry, 0, 2*keeps), j.calls[len(j.calls)-keeps:]...)
	}
	j.calls = append(j.calls, e)
}
