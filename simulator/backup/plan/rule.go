package plan

import (
	"cmp"
	"encoding/json"
	"regexp"
	"time"

	"farvault/shared/org"
	"farvault/simulator/backup/vault"
	"farvault/simulator/schedule"
)

// Rule is one scheduled task of a plan.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html
type Rule struct {
	RuleId                                 string `json:",omitempty"`
	RuleName                               string
	TargetBackupVaultName                  string
	TargetLogicallyAirGappedBackupVaultArn string            `json:",omitempty"`
	ScheduleExpression                     string            `json:",omitempty"`
	ScheduleExpressionTimezone             string            `json:",omitempty"`
	StartWindowMinutes                     *int64            `json:",omitempty"`
	CompletionWindowMinutes                *int64            `json:",omitempty"`
	Lifecycle                              *vault.Lifecycle  `json:",omitempty"`
	RecoveryPointTags                      map[string]string `json:",omitempty"`
	CopyActions                            []CopyAction      `json:",omitempty"`
	EnableContinuousBackup                 bool

	// Kept and shown, and without effect here.
	IndexActions []json.RawMessage `json:",omitempty"`
	ScanActions  []json.RawMessage `json:",omitempty"`
}

// CopyAction copies what a rule backs up into another vault. Without a
// lifecycle the copy follows that of the backup.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyAction.html
type CopyAction struct {
	DestinationBackupVaultArn string
	Lifecycle                 *vault.Lifecycle `json:",omitempty"`
}

// What AWS Backup fills in.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
const (
	defaultSchedule                = "cron(0 5 ? * * *)"
	defaultTimezone                = "Etc/UTC"
	defaultStartWindowMinutes      = 8 * 60
	defaultCompletionWindowMinutes = 7 * 24 * 60
)

func (r Rule) withDefaults() Rule {
	r.ScheduleExpression = cmp.Or(r.ScheduleExpression, defaultSchedule)
	r.ScheduleExpressionTimezone = cmp.Or(r.ScheduleExpressionTimezone, defaultTimezone)
	if r.StartWindowMinutes == nil {
		r.StartWindowMinutes = new(int64(defaultStartWindowMinutes))
	}
	if r.CompletionWindowMinutes == nil {
		r.CompletionWindowMinutes = new(int64(defaultCompletionWindowMinutes))
	}
	return r
}

// StartWindow is how long after its schedule a job may still start.
func (r Rule) StartWindow() time.Duration {
	return time.Duration(*r.withDefaults().StartWindowMinutes) * time.Minute
}

// Next is when the rule runs next after a time; zero when never again.
func (r Rule) Next(after time.Time) (time.Time, error) {
	r = r.withDefaults()
	return schedule.Next(r.ScheduleExpression, r.ScheduleExpressionTimezone, after)
}

var validName = regexp.MustCompile(`^[a-zA-Z0-9\-_.]{1,50}$`)

const (
	maxCopyActions   = 5
	minWindowMinutes = 60
	maxWindowMinutes = 52560000
	minInterval      = time.Hour
)

// check answers with what is wrong with the rule, empty for nothing.
func (r Rule) check(now time.Time) string {
	filled := r.withDefaults()
	switch {
	case !vault.ValidName.MatchString(r.TargetBackupVaultName):
		return "Backup vault name " + r.TargetBackupVaultName + " is not valid"
	case *filled.StartWindowMinutes < minWindowMinutes || *filled.StartWindowMinutes > maxWindowMinutes:
		return "Invalid start window. StartWindowMinutes cannot be less than 60 or more than 52560000 minutes"
	case *filled.CompletionWindowMinutes < *filled.StartWindowMinutes:
		return "Invalid completion window. CompletionWindowMinutes cannot be less than StartWindowMinutes"
	case len(r.CopyActions) > maxCopyActions:
		return "A rule cannot have more than 5 copy actions"
	}
	if wrong := filled.checkSchedule(now); wrong != "" {
		return wrong
	}
	if wrong := r.Lifecycle.Check(r.EnableContinuousBackup); wrong != "" {
		return wrong
	}
	for _, action := range r.CopyActions {
		if arn, err := org.ParseARN(action.DestinationBackupVaultArn); err != nil || arn.Service != "backup" {
			return "Destination backup vault ARN " + action.DestinationBackupVaultArn + " is not valid"
		}
		if wrong := action.Lifecycle.Check(false); wrong != "" {
			return wrong
		}
	}
	return ""
}

// checkSchedule: cron alone, and at most hourly.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
func (r Rule) checkSchedule(now time.Time) string {
	const wrong = "Invalid schedule expression. "
	if len(r.ScheduleExpression) < 5 || r.ScheduleExpression[:5] != "cron(" {
		return wrong + r.ScheduleExpression + " is not a cron expression"
	}
	first, err := r.Next(now)
	if err != nil {
		return wrong + err.Error()
	}
	second, err := r.Next(first)
	if err == nil && !first.IsZero() && !second.IsZero() && second.Sub(first) < minInterval {
		return wrong + r.ScheduleExpression + " runs more often than every hour"
	}
	return ""
}
