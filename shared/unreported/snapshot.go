package unreported

import (
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// Snapshot is one account in one Region as the sweep has read it: what copies rest on, what was to be done, and what
// was.
type Snapshot struct {
	Account, Region string
	Found           bool            // the vault is there
	Keys            []SnapshotKey   // none where AWS owns the vault's
	VaultARN        string          // the vault's
	VaultKeyARN     string          // empty where AWS owns the vault's key
	OptIn           map[string]bool // by resource type
	Managed         map[string]bool // by resource type: AWS Backup's advanced features are on
	Plans           []ExpectedPlan
	Jobs            []PlannedJob
	Points          []Point
	Stuck           []StuckCopy
	Outlived        Outlived
	Arrivals        map[string]Arrivals // by central vault ARN
	Missed          []Run               // those of Suspects that were looked into and are nobody's doing
	Resources       []Resource          // what may carry tags, of the types that AWS Backup protects
	Beside          []ExpectedPlan      // plans of other services, with what they select
	Reported        []string            // ARNs of what was tagged and not backed up when the account was last read
}

// SnapshotKey is a key that the chain rests on.
type SnapshotKey struct {
	proof.Key
	DeletionDate time.Time // zero: it will not be deleted
}

// ExpectedPlan is a backup plan of farvault's as it stands in the account.
type ExpectedPlan struct {
	Name, ID, Version string
	RoleARN           string // of the backup role
	Rules             []WatchedRule
	TagKey, TagValue  string // the tag that its selection asks for; empty where that is not one
	Selection         settings.Selection
	Unread            bool     // what carries the tag could not be read
	Selected          []string // ARNs of the resources that carry the tag

	// Selections are those of a plan that is not farvault's, which are read where farvault observes; then no single tag
	// says what the plan selects.
	Selections []settings.Picking
	Manager    string // the service that manages such a plan; empty: none that is known
}

// WatchedRule is one rule of a plan.
type WatchedRule struct {
	Name, ID          string
	Timetable         settings.Timetable
	StartMinutes      int64 // its start window
	CompletionMinutes int64
	DeleteAfterDays   int64            // zero: never
	VaultARN          string           // of the vault that it backs up to; empty: the snapshot's
	Destinations      []string         // vault ARNs of its copy actions
	CopyDays          map[string]int64 // how long a copy is kept, by vault ARN; zero: for ever. Else as the backup
	Continuous        bool             // it makes continuous backups of the types that have them
}

// PlannedJob is a backup job that a plan made, whatever became of it.
type PlannedJob struct {
	ID, PlanID, RuleID string
	Point              string // ARN of the recovery point that it made
	Created            time.Time
}

// Point is a recovery point in the local vault that a plan made. It was created when its job was.
type Point struct {
	ARN, ResourceARN, ResourceType string
	PlanID, PlanVersion, RuleID    string
	Key                            string // ARN of what it is encrypted with
	Created, Completed             time.Time
	Kept                           time.Time // until when; zero: for ever
}

// StuckCopy is a copy job that has stayed CREATED.
type StuckCopy struct {
	JobID, ResourceARN, ResourceType, Destination string
	Created                                       time.Time
}

// Arrivals are the newest copies of a central vault by resource, as far back as Since.
type Arrivals struct {
	Since  time.Time
	Newest map[string]Arrival
	ByPlan map[string]map[string]ByPlan // by account and id of the plan; without an id, what was copied by hand
}

// Arrival is a copy in the central vault. It keeps the creation date of its backup:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
type Arrival struct {
	Created, Completed time.Time
	Kept               time.Time // until when; zero: for ever
	Point, Key         string    // ARNs of the recovery point and of its key
	Plan, PlanName     string    // the plan's id, and its name where it is given
	Account            string    // whose copy it is; empty: nothing in it says so
	ResourceType       string
}

// ByPlan is what a plan has brought to a central vault.
type ByPlan struct {
	Name   string
	Newest time.Time       // creation of its newest copy
	Before time.Time       // and of the newest that is from an earlier run; zero: only one run was seen
	Copied map[string]bool // ARNs of resources
}

// sameRun is how far apart the backups of one run may have begun.
const sameRun = 8 * time.Hour

// Count adds a copy of a resource.
func (a Arrivals) Count(resource string, copied Arrival) {
	plans := a.ByPlan[copied.Account]
	if plans == nil {
		plans = map[string]ByPlan{}
		a.ByPlan[copied.Account] = plans
	}
	plan := plans[copied.Plan].add(resource, copied.Created)
	plan.Name = copied.PlanName
	plans[copied.Plan] = plan
}

func (b ByPlan) add(resource string, created time.Time) ByPlan {
	if b.Copied == nil {
		b.Copied = map[string]bool{}
	}
	b.Copied[resource] = true
	newest, older := b.Newest, created
	if created.After(newest) {
		newest, older = created, b.Newest
	}
	if newest.Sub(older) >= sameRun && older.After(b.Before) {
		b.Before = older
	}
	if newest.Sub(b.Before) < sameRun {
		b.Before = time.Time{}
	}
	b.Newest = newest
	return b
}

// Expectation is what a look at an account asks for.
type Expectation struct {
	Vault  string         // the local vault
	Plans  []ExpectedPlan // as the settings want them
	MaxAge time.Duration
	Now    time.Time
	Spread time.Duration // by how much later than in Plans an account may start

	// Observes says that the account's own plans are read, whatever their names: farvault makes none.
	Observes bool

	ShortestDays int64 // the shortest retention of what is kept in the vault; zero: all is kept for ever
}

// PointsSince is how far back recovery points are read to judge plans as they stand: far enough to see what was backed
// up lately.
func (w Expectation) PointsSince(plans []ExpectedPlan) time.Time {
	since := w.Now.Add(-recently)
	for _, p := range plans {
		since = earlier(since, p.PointsSince(w.MaxAge, w.Now))
	}
	return since
}

// JobsSince is the same of backup jobs.
func (w Expectation) JobsSince(plans []ExpectedPlan) time.Time {
	since := w.Now
	for _, p := range plans {
		since = earlier(since, p.JobsSince(w.Now))
	}
	return since
}

// CopiesSince is how far back a central vault is listed, where it is listed before any account is read.
func (w Expectation) CopiesSince() time.Time {
	since := w.Now.Add(-lately)
	for _, p := range w.Plans {
		since = earlier(
			since,
			p.CopiesSince(w.MaxAge, w.Now.Add(-w.Spread)),
		) // to an account that starts so much later, it is so much earlier
	}
	return since
}

// ArrivedSince is how far back a central vault is listed to judge both what is overdue and how everything stands: the
// allowed age and a day at the least.
func (w Expectation) ArrivedSince() time.Time {
	return earlier(w.CopiesSince(), w.Now.Add(-w.MaxAge-24*time.Hour))
}

// earlier is the earlier of two times, of which the second may be zero: never.
func earlier(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// PlanExpected is a plan as the settings want it: what is known of it before an account is read.
func PlanExpected(p settings.BackupPlan) ExpectedPlan {
	plan := ExpectedPlan{Name: p.BackupPlanName, Selection: p.Selection}
	plan.TagKey, plan.TagValue = p.Selection.OneTag()
	for _, r := range p.Rules {
		minutes := r.StartWindowMinutes
		if minutes == 0 {
			minutes = settings.DefaultWindow
		}
		plan.Rules = append(plan.Rules, WatchedRule{
			Name:              r.RuleName,
			CompletionMinutes: r.CompletionWindowMinutes,
			DeleteAfterDays:   r.Lifecycle.DeleteAfterDays,
			Continuous:        r.EnableContinuousBackup,
			StartMinutes:      minutes,
			Timetable: settings.StartWindow{
				Schedule: r.ScheduleExpression,
				Timezone: r.ScheduleExpressionTimezone,
			}.Timetable(),
		})
	}
	return plan
}

// Picks reports whether the plan's selection takes a resource in, the service opt-in apart.
func (p ExpectedPlan) Picks(r Resource) bool {
	if p.Selections != nil {
		return slices.ContainsFunc(p.Selections, func(s settings.Picking) bool { return s.Picks(r.ARN, r.Tags) })
	}
	arn, err := org.ParseARN(r.ARN)
	return err == nil && p.picking(arn.Partition).Picks(r.ARN, r.Tags)
}

// picking is what the plan's selection picks; of a plan that only the tag is known of, what carries that.
func (p ExpectedPlan) picking(partition string) settings.Picking {
	s := p.Selection
	if s.TagKey == "" && s.Conditions.Count()+len(s.ResourceTypes)+len(s.NotResources) == 0 {
		s.TagKey, s.TagValue = p.TagKey, p.TagValue
	}
	return s.Picking(partition)
}

// Wants is what the plan selects, as people read it: "backup=daily".
func (p ExpectedPlan) Wants() string {
	return strings.ReplaceAll(p.picking("aws").String(), settings.ResourceTag, "")
}

// reached reports whether a selection by tag reaches a resource: a type that is switched off has its own cause.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
func (w Snapshot) reached(p ExpectedPlan, resourceARN string) bool {
	types := TypesOf(resourceARN)
	return len(types) == 0 || p.namesType(resourceARN) || slices.ContainsFunc(types, func(kind string) bool {
		return w.OptIn[kind] || !p.Selection.ObeysOptIn(kind)
	})
}

// selected are the resources of a plan that it is to back up.
func (w Snapshot) selected(p ExpectedPlan) []string {
	return slices.DeleteFunc(slices.Clone(p.Selected), func(arn string) bool { return !w.reached(p, arn) })
}

// snapshots reports whether a rule makes a job for a resource at each of its times. A continuous backup is one recovery
// point that goes on: of its jobs AWS Backup's pages say too little to miss one.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
func (r WatchedRule) snapshots(resourceARN string) bool {
	return !r.Continuous || !slices.ContainsFunc(TypesOf(resourceARN), settings.IsContinuous)
}

// points are what a plan has made of each resource.
func (w Snapshot) points(p ExpectedPlan) map[string][]Point {
	all := map[string][]Point{}
	for _, point := range w.Points {
		if point.PlanID == p.ID {
			all[point.ResourceARN] = append(all[point.ResourceARN], point)
		}
	}
	return all
}

// begun is when the first known backup was begun; zero without one.
func begun(points []Point) (first time.Time) {
	for _, point := range points {
		if first.IsZero() || point.Created.Before(first) {
			first = point.Created
		}
	}
	return first
}
