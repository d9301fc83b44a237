package alert

import (
	"slices"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// What fails in one account and Region for a reason whose place nobody could prove is told as one: the run that strikes
// five resources is one message, whichever words AWS has for each of them. A later cause is reported alone.

const (
	// PoolWait is how long the first message about such failures waits for those of the same run. It is how long
	// Alertmanager waits to buffer alerts of the same group.
	// https://prometheus.io/docs/alerting/latest/configuration/#route-related-settings (group_wait)
	PoolWait = 30 * time.Second

	// pooledFor is how long after the first of them a failure of the same category, by another cause, is of the same run:
	// as long as a start window is at the least.
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html (StartWindowMinutes)
	pooledFor = time.Hour
)

// Pooled reports whether the alert is told with what else fails in its account and Region: it is of a job, and no key,
// vault or role is known to be at fault.
func (a Alert) Pooled() bool {
	return a.Diagnosis.Where == "" && (a.Job == event.Copy || a.Job == event.Backup)
}

// poolPlace is the place of what is told so. Words that nobody knows are a cause of their own.
func (a Alert) poolPlace() string {
	place := a.Account + " " + a.Region + " " + string(a.Job)
	if a.Diagnosis.Cause == catalog.Unidentified {
		place += " " + KeyOf(catalog.Words(a.StatusMessage))[:8]
	}
	return place
}

// PoolOf stands for what fails in an account and Region for reasons of one category, as a problem whose history knows
// the group that they are told in.
func (a Alert) PoolOf() Problem {
	return Problem{
		Account:  a.Account,
		Region:   a.Region,
		Job:      "pool",
		Resource: string(a.Job) + "/" + string(a.Diagnosis.Category),
	}
}

// Pool is the group that takes in what fails in an account and Region.
type Pool struct {
	Group Group     `json:"group"`
	Begun time.Time `json:"begun"` // when its first failure was
}

// Taken is the history of a pool once that alert has come, whose group begins a pool where none is open for it.
func (h History) Taken(a Alert) (History, bool) {
	if p := h.Pool; p != nil && a.At.Sub(p.Begun).Abs() < pooledFor {
		return h, false
	}
	h.Pool = &Pool{Group: a.Group(), Begun: a.At}
	return h, true
}

// other is what a member of a group says for itself where it may differ from the alert that the group's messages show.
func (m Member) other(a Alert, g Group) Member {
	if !a.Pooled() {
		return m
	}
	m.StatusMessage = plain.Clean(a.StatusMessage, plain.SaidRunes) // as much as is shown: an item of the table is bounded
	if a.Diagnosis.Cause != g.Cause {
		m.Cause = a.Diagnosis.Cause
	}
	return m
}

// FailsBy is the cause that a member of a group fails by.
func (r Record) FailsBy(m Member) string {
	if m.Cause != "" {
		return m.Cause
	}
	return r.Cause
}

// reshown is the record with a failure of another cause to be shown, where none by the cause that is shown is left. Its
// conditions were read when it came, and are not kept. Of a large group only a part may be here.
func (r Record) reshown() Record {
	firing := r.Firing()
	shown := func(m Member) bool {
		return r.FailsBy(m) == r.Alert.Diagnosis.Cause || m.Fingerprint() == r.Alert.Fingerprint()
	}
	if r.Large || len(firing) == 0 || !r.Alert.Pooled() || !r.SeveralCauses() || slices.ContainsFunc(firing, shown) {
		return r
	}
	m, a := firing[0], r.Alert
	s := catalog.Signal{Job: m.Job, State: a.State, Message: m.StatusMessage, ResourceType: m.ResourceType}
	d := catalog.Diagnose(s)
	if row, known := catalog.Lookup(r.FailsBy(m)); known {
		d = row.Diagnosis(s)
	}
	r.Alert = Alert{
		Problem: m.Problem, JobID: m.JobID, State: a.State, StatusMessage: m.StatusMessage, RoleARN: a.RoleARN,
		Point: m.Point, PlanID: m.PlanID, ByHand: m.ByHand, Vault: m.Vault, Asked: m.Asked, At: m.At, Diagnosis: d,
		Receivers: m.Receivers,
	}
	return r
}

// SeveralCauses reports whether members fail, or failed, by other causes than the group's.
func (r Record) SeveralCauses() bool {
	for _, m := range r.Members {
		if m.Cause != "" {
			return true
		}
	}
	return false
}

// pools reports whether the first message waits for more of the same run.
func (r Record) pools(now time.Time) bool {
	return now.Before(r.PoolBy) && r.Alert.Pooled() &&
		!slices.ContainsFunc(r.Firing(), func(m Member) bool { return m.Notified })
}
