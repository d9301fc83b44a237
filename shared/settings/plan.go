package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// AWS Backup's quotas, none of which can be raised but that of plans.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const (
	MaxPlans       = 300 // an account and Region
	MaxRules       = 10  // a plan
	maxCopyActions = 5   // a rule
)

// The bounds of a start window in minutes, and what AWS fills in where a rule says nothing: 8 hours to start, 7 days to
// complete, UTC.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
const (
	MinWindow               = 60
	MaxWindow               = 52_560_000
	DefaultWindow           = 8 * 60
	DefaultCompletionWindow = 7 * 24 * 60
	DefaultTimezone         = "Etc/UTC"
)

func (f *file) checkPlans(s Settings) {
	switch n := len(s.BackupPlans); {
	case n == 0 && f.written("BackupPlans"):
		f.mistake("BackupPlans", "is empty: without a plan nothing is backed up")
	case n == 0:
		f.mistake("BackupPlans", "is missing: without a plan nothing is backed up")
	case n > MaxPlans:
		f.mistake("BackupPlans", "has %d plans: AWS allows %d", n, MaxPlans)
	}
	seen := map[string]bool{}
	for i, plan := range s.BackupPlans {
		path := fmt.Sprintf("BackupPlans[%d]", i)
		f.checkName(path+".BackupPlanName", plan.BackupPlanName)
		if seen[plan.BackupPlanName] {
			f.mistake(
				path+".BackupPlanName",
				"is %s, the name of an earlier plan: farvault finds its plans by name",
				plan.BackupPlanName,
			)
		}
		seen[plan.BackupPlanName] = true
		f.checkRules(path+".Rules", plan.Rules)
		for j, rule := range plan.Rules {
			f.checkCopies(fmt.Sprintf("%s.Rules[%d]", path, j), s, rule)
			f.checkContinuous(fmt.Sprintf("%s.Rules[%d]", path, j), s, rule)
			f.checkArchive(fmt.Sprintf("%s.Rules[%d]", path, j), s, rule)
		}
		f.checkSelection(path+".Selection", plan.Selection)
		f.checkScopeOf(path+".Scope", plan.Scope)
		if f.written(path+".WindowsVSS") && !slices.Contains(vssChoices, plan.WindowsVSS) {
			f.mistake(path+".WindowsVSS", "is %q: must be %s", plan.WindowsVSS, strings.Join(vssChoices, " or "))
		}
	}
}

// vssChoices are what AWS Backup takes for WindowsVSS.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_AdvancedBackupSetting.html
var vssChoices = []string{"enabled", "disabled"}

func (f *file) checkRules(path string, rules []BackupRule) {
	switch n := len(rules); {
	case n == 0 && f.written(path):
		f.mistake(path, "is empty: a plan needs at least one rule")
	case n == 0:
		f.mistake(path, "is missing: a plan needs at least one rule")
	case n > MaxRules:
		f.mistake(path, "has %d rules: AWS allows %d in a plan", n, MaxRules)
	}
	seen := map[string]bool{}
	for i, rule := range rules {
		at := fmt.Sprintf("%s[%d]", path, i)
		f.checkName(at+".RuleName", rule.RuleName)
		if seen[rule.RuleName] {
			f.mistake(at+".RuleName", "is %s, the name of an earlier rule of the plan", rule.RuleName)
		}
		seen[rule.RuleName] = true
		f.checkRule(at, rule)
	}
}

func (f *file) checkRule(path string, rule BackupRule) {
	if wrong := ScheduleMistake(rule.ScheduleExpression); wrong != "" {
		f.mistake(path+".ScheduleExpression", "is %q: %s", rule.ScheduleExpression, wrong)
	}
	zone := rule.ScheduleExpressionTimezone
	if wrong := TimezoneMistake(zone); f.written(path+".ScheduleExpressionTimezone") && wrong != "" {
		f.mistake(path+".ScheduleExpressionTimezone", "is %q: %s", zone, wrong)
	}
	f.checkWindows(path, rule)
	f.checkRecoveryPointTags(path+".RecoveryPointTags", rule.RecoveryPointTags)
	f.checkLifecycle(path+".Lifecycle", rule.RuleName, rule.Lifecycle)
	if rule.CopyLifecycle != nil {
		f.checkLifecycle(path+".CopyLifecycle", rule.RuleName, *rule.CopyLifecycle)
	}
}

func (f *file) checkWindows(path string, rule BackupRule) {
	start, completion := path+".StartWindowMinutes", path+".CompletionWindowMinutes"
	startWrong, completionWrong := WindowMistakes(
		f.ifWritten(start, rule.StartWindowMinutes),
		f.ifWritten(completion, rule.CompletionWindowMinutes),
	)
	if startWrong != "" {
		f.mistake(start, "%s", startWrong)
	}
	if completionWrong != "" {
		f.mistake(completion, "%s", completionWrong)
	}
}

// MinCompletion is by how much a completion window must be longer than its start window. AWS's page counts it from the
// start of the job; where others met AWS's check, it asks for an hour more than the start window. This suits both.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
// https://github.com/cloudposse/terraform-aws-backup/blob/main/examples/complete/variables.tf
const MinCompletion = 60

// WindowMistakes says what is wrong with a rule's windows, in minutes, nil for what is not
// written; nothing where AWS would take them.
func WindowMistakes(start, completion *int64) (startWrong, completionWrong string) {
	window := int64(DefaultWindow)
	if start != nil {
		window = *start
		if window < MinWindow || window > MaxWindow {
			startWrong = fmt.Sprintf(
				"is %d: must be %d to %d; leave it out for AWS's default of 8 hours",
				window,
				MinWindow,
				MaxWindow,
			)
		}
	}
	if completion != nil && *completion < window+MinCompletion {
		completionWrong = fmt.Sprintf(
			"is %d: must be at least %d, an hour more than the start window of %d; leave it out for AWS's default of 7 days",
			*completion,
			window+MinCompletion,
			window,
		)
	}
	return startWrong, completionWrong
}

// maxRecoveryPointTags is how many tags a recovery point can have.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const maxRecoveryPointTags = 50

func (f *file) checkRecoveryPointTags(path string, tags []Tag) {
	if len(tags) > maxRecoveryPointTags {
		f.mistake(path, "has %d tags: AWS allows %d on a recovery point", len(tags), maxRecoveryPointTags)
	}
	seen := map[string]bool{}
	for i, tag := range tags {
		at := fmt.Sprintf("%s[%d]", path, i)
		f.checkTag(at+".Key", tag.Key, 128)
		if tag.Value != "" {
			f.checkTag(at+".Value", tag.Value, 256)
		}
		if seen[tag.Key] {
			f.mistake(at+".Key", "is %s, the key of an earlier tag", tag.Key)
		}
		if strings.HasPrefix(strings.ToLower(tag.Key), "aws:") {
			f.mistake(at+".Key", "is %s: keys that begin with aws: are AWS's own", tag.Key)
		}
		seen[tag.Key] = true
	}
}

// The characters that a tag may have.
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
var tagText = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$`)

func (f *file) checkTag(path, text string, longest int) {
	switch {
	case text == "":
		f.mistake(path, "is missing: farvault backs up what carries one tag, its key and its value")
	case strings.ContainsAny(text, "*?"):
		f.mistake(path, "is %q: must be the tag as it stands, a wildcard matches nothing", text)
	case !tagText.MatchString(text) || len([]rune(text)) > longest:
		f.mistake(path, `is %q: must be 1 to %d letters, digits, spaces and _ . : / = + - @`, text, longest)
	}
}
