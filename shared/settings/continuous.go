package settings

import (
	"slices"
	"strings"
)

// maxContinuousDays is how long a continuous backup can be kept.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
const maxContinuousDays = 35

// checkContinuous judges a rule of continuous backups. A copy of one is a snapshot, which may be kept for longer.
func (f *file) checkContinuous(path string, s Settings, rule BackupRule) {
	if !rule.EnableContinuousBackup {
		return
	}
	if days := rule.Lifecycle.DeleteAfterDays; days > maxContinuousDays {
		f.mistake(
			path+".Lifecycle.DeleteAfterDays",
			"is %d: with EnableContinuousBackup it must be 1 to %d; CopyLifecycle can be longer, because a copy is a snapshot",
			days,
			maxContinuousDays,
		)
	}
	if f.written(path + ".Lifecycle.MoveToColdStorageAfterDays") {
		f.mistake(
			path+".Lifecycle.MoveToColdStorageAfterDays",
			"is written: a continuous backup cannot be moved to cold storage",
		)
	}
	if !slices.ContainsFunc(s.OptIn, func(name string) bool { return featureOf(name).Continuous }) {
		f.mistake(
			path+".EnableContinuousBackup",
			"is true, and no type in ResourceTypeOptIn has continuous backups: %s have",
			strings.Join(typesWith(func(x Feature) bool { return x.Continuous }), ", "),
		)
	}
}
