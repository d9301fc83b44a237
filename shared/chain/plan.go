package chain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// BackupPlan is a backup plan of a member.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupPlanInput.html
type BackupPlan struct {
	Account string
	Region  string
	Name    string
	Rules   []BackupRule
	// WindowsVSS is desired: enabled or disabled; empty: it stays as it is.
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/windows-backups.html
	WindowsVSS string
	ID         string   // found
	ARN        string   // found
	Surplus    []string // found: ids of further plans of farvault's with this name; AWS does not keep names unique
	Document   string   // found: the plan as AWS shows it, in JSON, with what farvault does not know
}

// BackupRule is one rule, with every value written out that AWS would fill in, so that what is read back compares.
type BackupRule struct {
	Name                    string
	TargetBackupVaultName   string // the local vault
	ScheduleExpression      string
	Timezone                string
	StartWindowMinutes      int64
	CompletionWindowMinutes int64
	Lifecycle               Lifecycle
	CopyActions             []CopyAction
	ContinuousBackup        bool
	RecoveryPointTags       map[string]string // desired: nil: they stay as they are
}

// CopyAction copies what a rule backs up. Its lifecycle is written out: left out, the copy would follow the backup's.
type CopyAction struct {
	DestinationBackupVaultARN string
	Lifecycle                 Lifecycle
}

// Lifecycle counts days from the start of the backup; zero means never.
type Lifecycle struct {
	MoveToColdStorageAfterDays          int64
	DeleteAfterDays                     int64
	OptInToArchiveForSupportedResources bool // EBS snapshots too go to cold storage
}

// String is "cold 30, delete 120", or "cold 30 (EBS to the archive), delete 120".
func (l Lifecycle) String() string {
	archive := ""
	if l.OptInToArchiveForSupportedResources {
		archive = " (EBS to the archive)"
	}
	return fmt.Sprintf("cold %s%s, delete %s", days(l.MoveToColdStorageAfterDays), archive, days(l.DeleteAfterDays))
}

func days(n int64) string {
	if n == 0 {
		return "never"
	}
	return fmt.Sprint(n)
}

// shorter reports whether l deletes earlier than other.
func (l Lifecycle) shorter(other Lifecycle) bool {
	return l.DeleteAfterDays != 0 && (other.DeleteAfterDays == 0 || l.DeleteAfterDays < other.DeleteAfterDays)
}

// Ref names the plan.
func (p BackupPlan) Ref() Ref {
	return Ref{Kind: KindBackupPlan, Account: p.Account, Region: p.Region, Name: p.Name}
}

// After is the local vault of each rule: AWS takes a plan whose vault is missing, and its jobs fail later.
func (p BackupPlan) After() []Ref {
	var refs []Ref
	for _, r := range p.Rules {
		ref := BackupVault{Account: p.Account, Region: p.Region, Name: r.TargetBackupVaultName}.Ref()
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

func (p BackupPlan) compare(found Link, _ Observed) []Attribute {
	got := found.(BackupPlan)
	var out []Attribute
	for _, want := range p.Rules {
		i := slices.IndexFunc(got.Rules, func(r BackupRule) bool { return r.Name == want.Name })
		if i < 0 {
			out = append(out, Attribute{Name: "Rule " + want.Name, ShouldBe: want.String(), Decision: p.twice(got)})
			continue
		}
		out = append(out, want.compare(got.Rules[i])...)
	}
	for _, r := range got.Rules {
		if !slices.ContainsFunc(p.Rules, func(w BackupRule) bool { return w.Name == r.Name }) {
			out = append(
				out,
				Attribute{
					Name:     "Rule " + r.Name,
					Now:      r.String(),
					Decision: "taking a rule out of a plan ends the backups it makes",
				},
			)
		}
	}
	if p.WindowsVSS != "" {
		out = append(out, differs(vssOption, p.WindowsVSS, got.besides()[vssOption])...)
	}
	if len(got.Surplus) > 0 {
		out = append(
			out,
			Attribute{
				Name:     "BackupPlanId",
				ShouldBe: got.ID,
				Now:      strings.Join(append([]string{got.ID}, got.Surplus...), " "),
				Decision: "a second plan of the same name backs everything up twice",
			},
		)
	}
	return out
}

// vssOption is where a plan says whether EC2 instances with Windows are backed up consistently.
const vssOption = "AdvancedBackupSettings EC2 BackupOptions WindowsVSS"

// besides are the members of the found plan that farvault does not write unless the settings say them, by place.
func (p BackupPlan) besides() map[string]string {
	all := planPart.besides("", json.RawMessage(p.Document))
	for place, value := range all {
		var text string
		if json.Unmarshal([]byte(value), &text) == nil {
			all[place] = text
		}
	}
	return all
}

// losses are what somebody has written into the plan and the settings do not say. An update carries it over; but from
// the adoption on the settings are to say what the plan is.
func (p BackupPlan) losses(found Link) []Attribute {
	got := found.(BackupPlan)
	var out []Attribute
	besides := got.besides()
	for _, place := range slices.Sorted(maps.Keys(besides)) {
		if p.says(place) {
			continue
		}
		out = append(out, Attribute{
			Name: place, Now: besides[place],
			Decision: "the plan has " + place + ", of which the settings say nothing",
		})
	}
	return append(out, p.lostArchive(got)...)
}

// lostArchive are the rules that move EBS snapshots to the archive as found, and would no longer.
func (p BackupPlan) lostArchive(got BackupPlan) []Attribute {
	var out []Attribute
	for _, want := range p.Rules {
		for _, r := range got.Rules {
			if r.Name == want.Name && r.Lifecycle.OptInToArchiveForSupportedResources {
				out = append(out, lossOf(
					"the rule moves EBS snapshots to the archive, and the settings do not",
					differs("Rule "+r.Name+" OptInToArchiveForSupportedResources",
						strconv.FormatBool(want.Lifecycle.OptInToArchiveForSupportedResources), "true"),
				)...)
			}
		}
	}
	return out
}

// says reports whether the settings say what stands at a place of the plan.
func (p BackupPlan) says(place string) bool {
	return place == vssOption && p.WindowsVSS != "" || slices.ContainsFunc(p.Rules, func(r BackupRule) bool {
		return place == "Rule "+r.Name+" RecoveryPointTags" && r.RecoveryPointTags != nil
	})
}

func (r BackupRule) compare(got BackupRule) []Attribute {
	in := func(name string) string { return "Rule " + r.Name + " " + name }
	out := slices.Concat(
		differs(in("TargetBackupVaultName"), r.TargetBackupVaultName, got.TargetBackupVaultName),
		differs(in("ScheduleExpression"), r.ScheduleExpression, got.ScheduleExpression),
		differs(in("ScheduleExpressionTimezone"), r.Timezone, got.Timezone),
		differs(in("StartWindowMinutes"), fmt.Sprint(r.StartWindowMinutes), fmt.Sprint(got.StartWindowMinutes)),
		differs(
			in("CompletionWindowMinutes"),
			fmt.Sprint(r.CompletionWindowMinutes),
			fmt.Sprint(got.CompletionWindowMinutes),
		),
		differs(
			in("EnableContinuousBackup"),
			strconv.FormatBool(r.ContinuousBackup),
			strconv.FormatBool(got.ContinuousBackup),
		),
		differingLifecycle(in("Lifecycle"), r.Lifecycle, got.Lifecycle),
	)
	if r.RecoveryPointTags != nil {
		out = append(
			out,
			differs(in("RecoveryPointTags"), equalities(r.RecoveryPointTags), equalities(got.RecoveryPointTags))...)
	}
	for _, want := range r.CopyActions {
		i := slices.IndexFunc(
			got.CopyActions,
			func(c CopyAction) bool { return c.DestinationBackupVaultARN == want.DestinationBackupVaultARN },
		)
		if i < 0 {
			out = append(out, Attribute{Name: in("CopyAction"), ShouldBe: want.String()})
			continue
		}
		out = append(
			out,
			differingLifecycle(in("CopyAction Lifecycle"), want.Lifecycle, got.CopyActions[i].Lifecycle)...)
	}
	for _, c := range got.CopyActions {
		if !slices.ContainsFunc(
			r.CopyActions,
			func(w CopyAction) bool { return w.DestinationBackupVaultARN == c.DestinationBackupVaultARN },
		) {
			out = append(
				out,
				Attribute{
					Name:     in("CopyAction"),
					Now:      c.String(),
					Decision: "taking a copy action away ends the copies it makes",
				},
			)
		}
	}
	return out
}

func differingLifecycle(name string, want, got Lifecycle) []Attribute {
	out := differs(name, want.String(), got.String())
	if len(out) > 0 && want.shorter(got) {
		out[0].Decision = "the settings keep backups for a shorter time than the plan does"
	}
	return out
}

// String is the rule on one line.
func (r BackupRule) String() string {
	parts := []string{r.ScheduleExpression, r.Timezone, "to " + r.TargetBackupVaultName, r.Lifecycle.String()}
	for _, c := range r.CopyActions {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, ", ")
}

// String is the copy action on one line.
func (c CopyAction) String() string {
	return "copy to " + c.DestinationBackupVaultARN + " (" + c.Lifecycle.String() + ")"
}
