package check

import (
	"slices"
	"strings"

	"farvault/shared/settings"
)

// resourceTypes are the types of the namespaces that are checked; any other name in them is refused by CloudFormation.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_Backup.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_KMS.html
var resourceTypes = map[string][]string{
	"AWS::Backup::": {
		"BackupPlan", "BackupSelection", "BackupVault", "Framework", "LogicallyAirGappedBackupVault", "ReportPlan",
		"RestoreTestingPlan", "RestoreTestingSelection", "TieringConfiguration",
	},
	"AWS::KMS::": {"Alias", "Key", "ReplicaKey"},
}

func (d *document) checkType(r resource) {
	for namespace, types := range resourceTypes {
		name, in := strings.CutPrefix(r.kind, namespace)
		if !in || slices.Contains(types, name) {
			continue
		}
		fix := ""
		for _, t := range types {
			if settings.Near(name, t) {
				fix = assign(r.node.syntax, field{"Type", namespace + t})
			}
		}
		d.say(UnknownType, r.node.get("Type").at, fix, "CloudFormation has no resource type %s", r.kind)
	}
}

// unlooked are what a template does that only a deployment can evaluate, by the name in it.
var unlooked = map[string]string{
	"AWS::CloudFormation::Stack":                "the nested stack is a template of its own: check its file",
	"AWS::CloudFormation::StackSet":             "the template of the StackSet is one of its own: check its file",
	"AWS::Serverless::Application":              "the nested application is a template of its own: check its file",
	"AWS::CloudFormation::Macro":                "what a macro makes is not known here",
	"AWS::CloudFormation::ModuleDefaultVersion": "a module is a template of its own: check its file",
}

// checkUnlooked says what of a template was not checked: a file without a finding is not one without a fault.
func (d *document) checkUnlooked() {
	resources := d.root.get("Resources")
	if resources == nil {
		return
	}
	for _, m := range resources.members {
		kind, _ := m.value.get("Type").literal()
		why, is := unlooked[kind]
		switch {
		case strings.HasPrefix(m.name, "Fn::"):
			d.say(
				NotLookedAt,
				m.at,
				"",
				"not checked: %s makes resources when it is deployed; check the template that "+
					"aws cloudformation get-template --template-stage Processed shows",
				m.name,
			)
		case is:
			d.say(NotLookedAt, m.at, "", "not checked: %s", why)
		case strings.HasSuffix(kind, "::MODULE"):
			d.say(NotLookedAt, m.at, "", "not checked: a module is a template of its own")
		case kind == "AWS::Backup::BackupPlan" && isOpaque(m.value.get("Properties").get("BackupPlan")):
			d.say(NotLookedAt, m.at, "", "not checked: the plan is known only when it is deployed")
		}
	}
}

// isOpaque reports whether a value is a function that only a deployment evaluates.
func isOpaque(n *node) bool {
	return n.is(object) && len(n.members) == 1 &&
		slices.Contains([]string{"Fn::Transform", "Fn::ImportValue", "Fn::FindInMap", "Ref"}, n.members[0].name)
}

// checkSelected tells of plans of the run that no selection names: they back up nothing. One that a template hands on
// may be selected by another.
func (d *document) checkSelected() {
	handedOn := strings.Join(allTexts(functionsOf(d.root, 1).resolve(d.root.get("Outputs"))), " ")
	for _, r := range d.resources(1) {
		if r.kind != "AWS::Backup::BackupPlan" || strings.Contains(handedOn, "${"+r.name+"}") ||
			strings.Contains(handedOn, "${"+r.name+".") || d.isSelected(r.name) {
			continue
		}
		d.say(NoSelection, r.node.at, "", "plan %s has no AWS::Backup::BackupSelection: it backs up nothing", r.name)
	}
}

func (d *document) isSelected(plan string) bool {
	resources := d.resources(1)
	return slices.ContainsFunc(resources, func(r resource) bool {
		id := r.properties.get("BackupPlanId")
		return r.kind == "AWS::Backup::BackupSelection" &&
			(!id.is(text) || id.text == "${"+plan+"}" || strings.HasPrefix(id.text, "${"+plan+"."))
	}) || len(resources) > 0 && slices.ContainsFunc(d.root.get("Resources").members, func(m member) bool {
		return strings.HasPrefix(m.name, "Fn::")
	})
}
