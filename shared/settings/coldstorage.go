package settings

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Cold is how the backups of a resource type come to cold storage, if they do.
type Cold string

// What moves a type's backups to cold storage, beside MoveToColdStorageAfterDays in their rule.
const (
	NeverCold      Cold = ""         // nothing: AWS ignores the days
	ByLifecycle    Cold = "days"     // the days are enough
	ByArchive      Cold = "archive"  // OptInToArchiveForSupportedResources
	ByAdvancedMode Cold = "advanced" // ResourceTypeManagement
)

// rarely is the least time between two backups that the archive is for. AWS recommends the archive for monthly
// snapshots and rarer ones: it keeps whole snapshots, and daily ones cost more in it than outside.
// https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-archive-considerations.html
const rarely = 28 * 24 * time.Hour

// withoutArchive are the partitions whose Regions have no EBS archive for backups, by how the Regions' names begin.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/multi-volume-crash-consistent.html
var withoutArchive = []string{"cn-", "us-gov-"}

// checkArchive judges OptInToArchiveForSupportedResources, wherever it stands in a rule.
func (f *file) checkArchive(path string, s Settings, rule BackupRule) {
	for _, l := range rule.lifecycles(path) {
		at := l.path + ".OptInToArchiveForSupportedResources"
		if !l.lifecycle.OptInToArchiveForSupportedResources {
			continue
		}
		if l.lifecycle.MoveToColdStorageAfterDays == 0 {
			f.mistake(at, "is true, and MoveToColdStorageAfterDays beside it does not say when")
		}
		if often := rule.oftenest(); often < rarely {
			f.mistake(
				at,
				"is true, and the rule runs again after %s: the archive is for rules that run monthly or more rarely",
				readable(often),
			)
		}
		for _, name := range s.Regions {
			if slices.ContainsFunc(withoutArchive, func(p string) bool { return strings.HasPrefix(name, p) }) {
				f.mistake(at, "is true, and in %s AWS Backup has no archive for EBS snapshots", name)
			}
		}
	}
}

// lifecycles are the lifecycle of a rule's backups and those that its copies have of their own.
func (r BackupRule) lifecycles(path string) []copied {
	all := []copied{{path + ".Lifecycle", r.Lifecycle}}
	for _, c := range r.copies(path) {
		if !slices.ContainsFunc(all, func(one copied) bool { return one.path == c.path }) {
			all = append(all, c)
		}
	}
	return all
}

// aYear is over which schedules are looked at. It holds a leap day.
var aYear = [2]time.Time{time.Date(2027, 12, 1, 0, 0, 0, 0, time.UTC), time.Date(2029, 2, 1, 0, 0, 0, 0, time.UTC)}

// oftenest is the shortest time between two runs of the rule.
func (r BackupRule) oftenest() time.Duration {
	times := StartWindow{Schedule: r.ScheduleExpression, Timezone: r.ScheduleExpressionTimezone}.Timetable()
	least := lookedBack * 24 * time.Hour
	for later, ok := times.Last(aYear[1]); ok && later.After(aYear[0]); {
		earlier, more := times.Last(later.Add(-time.Minute))
		if !more {
			break
		}
		least, later = min(least, later.Sub(earlier)), earlier
	}
	return least
}

func readable(d time.Duration) string {
	if d < 48*time.Hour {
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// WithoutColdStorage are the types whose backups never move to cold storage.
func WithoutColdStorage() []string {
	return typesWith(func(f Feature) bool { return f.ColdStorage == NeverCold })
}

// warm says why a type's backups stay out of cold storage in spite of a lifecycle; empty: they move.
func (s Settings) warm(name string, l Lifecycle) string {
	switch featureOf(name).ColdStorage {
	case ByLifecycle:
		return ""
	case ByArchive:
		if l.OptInToArchiveForSupportedResources {
			return ""
		}
		return "moves with OptInToArchiveForSupportedResources, in a rule that runs monthly or more rarely"
	case ByAdvancedMode:
		if slices.Contains(s.Managed, name) {
			return ""
		}
		return "moves where ResourceTypeManagement names it"
	}
	return "has no cold storage"
}

// doubtCold tells of every type that a rule can back up and whose backups, or copies, stay warm in spite of the days.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
func (f *file) doubtCold(path string, s Settings, rule BackupRule) {
	for _, l := range rule.lifecycles(path) {
		days := l.lifecycle.MoveToColdStorageAfterDays
		if days == 0 || s.CentralVault.AirGapped != nil && l.path != path+".Lifecycle" { // doubtAirGapped's
			continue
		}
		var stay []string
		for _, name := range s.OptIn {
			if why := s.warm(name, l.lifecycle); why != "" {
				stay = append(stay, name+" ("+why+")")
			}
		}
		if len(stay) > 0 {
			f.mistake(
				l.path+".MoveToColdStorageAfterDays",
				"is %d, and does nothing for what rule %s backs up of %s: %s (AWS's table of %s)",
				days,
				rule.RuleName,
				strings.Join(stay, ", "),
				rule.staysWarm(l),
				FeaturesDate,
			)
		}
	}
}

// staysWarm is what it means that a lifecycle of the rule moves nothing: "120 days warm, twice".
func (r BackupRule) staysWarm(l copied) string {
	warm := fmt.Sprintf("%d days warm", l.lifecycle.DeleteAfterDays)
	if l.lifecycle.DeleteAfterDays == 0 {
		warm = "warm forever"
	}
	copies := 0
	for i := range r.Copies() {
		if r.CopyLifecycleOf(r.Copies()[i]) == l.lifecycle {
			copies++
		}
	}
	switch {
	case l.lifecycle == r.Lifecycle && copies == 1:
		return warm + ", twice: as backup and as copy"
	case l.lifecycle == r.Lifecycle && copies > 1:
		return fmt.Sprintf("%s, %d times: as backup and as copies", warm, copies+1)
	}
	return warm
}
