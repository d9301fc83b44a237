package check

import "fmt"

// dialect is the names that one kind of file has for the parts of a backup plan.
type dialect struct {
	planName, rules, ruleName string
	target, airGapped         string
	schedule, timezone        string
	start, completion         string
	continuous                string
	lifecycle, cold, end      string
	archive                   string
	copies, destination       string
	tags                      string
	assigned                  bool // every value stands in {"@@assign": ...}, and lists are objects by name
}

var (
	// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-backup-backupplan-backupruleresourcetype.html
	cloudFormation = dialect{
		planName: "BackupPlanName", rules: "BackupPlanRule", ruleName: "RuleName", target: "TargetBackupVault",
		airGapped: "TargetLogicallyAirGappedBackupVaultArn",
		schedule:  "ScheduleExpression", timezone: "ScheduleExpressionTimezone",
		start: "StartWindowMinutes", completion: "CompletionWindowMinutes", continuous: "EnableContinuousBackup",
		lifecycle: "Lifecycle", cold: "MoveToColdStorageAfterDays", end: "DeleteAfterDays",
		archive: "OptInToArchiveForSupportedResources",
		copies:  "CopyActions", destination: "DestinationBackupVaultArn", tags: "RecoveryPointTags",
	}
	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html
	organizations = dialect{
		rules:       "rules",
		target:      "target_backup_vault_name",
		airGapped:   "target_logically_air_gapped_backup_vault_arn",
		schedule:    "schedule_expression",
		timezone:    "schedule_expression_timezone",
		start:       "start_backup_window_minutes",
		completion:  "complete_backup_window_minutes",
		continuous:  "enable_continuous_backup",
		lifecycle:   "lifecycle",
		cold:        "move_to_cold_storage_after_days",
		end:         "delete_after_days",
		archive:     "opt_in_to_archive_for_supported_resources",
		copies:      "copy_actions",
		destination: "target_backup_vault_arn",
		tags:        "recovery_point_tags",
		assigned:    true,
	}
	// farvault writes target and copy action itself.
	farvaultSettings = dialect{
		planName: "BackupPlanName", rules: "Rules", ruleName: "RuleName",
		schedule: "ScheduleExpression", timezone: "ScheduleExpressionTimezone",
		start: "StartWindowMinutes", completion: "CompletionWindowMinutes",
		lifecycle: "Lifecycle", cold: "MoveToColdStorageAfterDays", end: "DeleteAfterDays",
	}
)

// backupPlan is a plan in whatever file.
type backupPlan struct {
	dialect
	at    place
	name  *node
	rules *node
	each  []backupRule
}

// backupRule is one rule of it. What is not written is nil.
type backupRule struct {
	*backupPlan
	node                                                                *node
	name                                                                string // empty where only the deployment knows it
	nameNode, target, schedule, timezone, start, completion, continuous *node
	airGapped                                                           *node
	lifecycle                                                           lifecycle
	copies                                                              *node
	copyActions                                                         []copyAction
	// of a policy that other policies may complete
	partial bool
}

// lifecycle is that of a rule or of a copy action.
type lifecycle struct{ node, cold, end, archive *node }

// copyAction is a copy that a rule asks for.
type copyAction struct {
	node        *node
	destination *node
	lifecycle   lifecycle
}

// planOf reads a plan.
func planOf(words dialect, name, n *node) *backupPlan {
	p := &backupPlan{dialect: words, name: name, rules: n.get(words.rules)}
	if n != nil {
		p.at = n.at
	}
	for _, m := range words.entries(p.rules) {
		if !m.value.is(object) {
			continue
		}
		r := backupRule{
			backupPlan: p,
			node:       m.value,
			partial:    words.assigned,
			target: words.value(
				m.value,
				words.target,
			),
			airGapped: words.value(m.value, words.airGapped),
			schedule:  words.value(m.value, words.schedule),
			timezone:  words.value(m.value, words.timezone),
			start: words.value(
				m.value,
				words.start,
			),
			completion: words.value(m.value, words.completion),
			continuous: words.value(m.value, words.continuous),
			lifecycle:  words.lifecycleOf(m.value),
			copies:     m.value.get(words.copies),
		}
		r.nameNode = &node{kind: text, syntax: m.value.syntax, at: m.at, text: m.name}
		if !words.assigned {
			r.nameNode = m.value.get(words.ruleName)
		}
		r.name, _ = r.nameNode.literal()
		for _, c := range words.entries(r.copies) {
			destination := words.value(c.value, words.destination)
			r.copyActions = append(
				r.copyActions,
				copyAction{node: c.value, destination: destination, lifecycle: words.lifecycleOf(c.value)},
			)
		}
		p.each = append(p.each, r)
	}
	return p
}

// entries are the items of a list, or the members of an object that stands for one.
func (w dialect) entries(n *node) []member {
	var all []member
	if w.assigned && n.is(object) {
		for _, m := range n.members {
			if m.name != "" && m.name[0] != '@' {
				all = append(all, m)
			}
		}
		return all
	}
	for _, item := range n.list() {
		all = append(all, member{at: item.at, value: item})
	}
	return all
}

// value is a property's value, taken out of its operator.
func (w dialect) value(n *node, name string) *node {
	if name == "" {
		return nil
	}
	v := n.get(name)
	if w.assigned && v.is(object) {
		return v.get("@@assign")
	}
	return v
}

func (w dialect) lifecycleOf(n *node) lifecycle {
	l := n.get(w.lifecycle)
	if l.is(list) { // a block of Terraform
		l = nil
		if blocks := n.get(w.lifecycle).items; len(blocks) > 0 {
			l = blocks[0]
		}
	}
	return lifecycle{l, w.value(l, w.cold), w.value(l, w.end), w.value(l, w.archive)}
}

// set writes one property as the dialect does.
func (w dialect) set(name string, value any) field {
	if !w.assigned {
		return field{name, value}
	}
	if fields, nested := value.([]field); nested {
		return field{name, fields}
	}
	return field{name, []field{{"@@assign", fmt.Sprint(value)}}}
}
