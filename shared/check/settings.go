package check

import (
	"errors"

	"farvault/shared/settings"
)

// settingRules are the rules that farvault's own mistakes go by, by the property that is
// wrong; all others are Setting.
var settingRules = map[string]RuleID{
	"BackupPlanName": Name, "RuleName": Name, "SelectionName": Name, "BackupVaultName": Name,
	"MoveToColdStorageAfterDays": LifecycleRange, "DeleteAfterDays": LifecycleRange,
	"ScheduleExpression": Schedule, "ScheduleExpressionTimezone": Schedule,
	"StartWindowMinutes": Window, "CompletionWindowMinutes": Window,
}

// checkSettings checks farvault's settings: its plans by the rules that hold for every
// plan, and all of it by what farvault itself refuses at its start.
func (d *document) checkSettings() {
	for _, plan := range d.root.get("BackupPlans").list() {
		p := planOf(farvaultSettings, plan.get("BackupPlanName"), plan)
		d.checkPlan(p)
		for i := range p.each {
			if copied := p.each[i].node.get("CopyLifecycle"); copied != nil {
				d.checkLifecycle(&p.each[i], lifecycle{node: copied, cold: copied.get(p.cold), end: copied.get(p.end)}, true)
			}
		}
		if selection := plan.get("Selection"); selection != nil {
			d.checkName(selection.get("SelectionName"), "SelectionName")
		}
	}
	_, doubts, err := settings.Read(d.Name, d.Text)
	var mistakes settings.Mistakes
	errors.As(err, &mistakes)
	for _, m := range mistakes {
		d.refused(m)
	}
	for _, m := range doubts {
		if at := (place{m.Line, m.Column}); d.named(at) == "MoveToColdStorageAfterDays" {
			d.say(ColdStorage, at, "", "%s", m.Text)
		}
	}
}

// named is the property whose value stands at a place.
func (d *document) named(at place) (property string) {
	d.root.walk("", func(name string, n *node) {
		if n.at == at {
			property = name
		}
	})
	return property
}

// refused adds a mistake of the settings, or makes an error of what has been found at its place.
func (d *document) refused(m settings.Mistake) {
	at := place{m.Line, m.Column}
	for i, f := range d.findings {
		if f.Line == at.line && f.Column == at.column {
			d.findings[i].Severity, d.findings[i].Message = Error, m.Text
			return
		}
	}
	d.say(d.ruleAt(at), at, "", "%s", m.Text)
}

// ruleAt is the rule for a mistake, by what stands there: a name that is wrong, or the value of one.
func (d *document) ruleAt(at place) RuleID {
	rule := Setting
	d.root.walk("", func(name string, n *node) {
		for _, m := range n.members {
			if m.at == at {
				rule = UnknownProperty
			}
		}
		if known, ok := settingRules[name]; ok && n.at == at {
			rule = known
		}
	})
	return rule
}
