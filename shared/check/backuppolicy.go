package check

// checkBackupPolicy checks an Organizations backup policy. Policies of the levels above and
// below may add to it, so nothing is held against it that another may say.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html
func (d *document) checkBackupPolicy() { d.checkPolicyPlans(d.root) }

func (d *document) checkPolicyPlans(root *node) {
	policy := d.canonical("backup-policy", root)
	plans := policy.get("plans")
	if plans == nil {
		return
	}
	for _, m := range plans.members {
		if isOperator(m.name) {
			continue
		}
		name := &node{kind: text, syntax: plans.syntax, at: m.at, text: m.name}
		d.checkPlan(planOf(organizations, name, m.value))
		d.checkBothSelections(m.value.get("selections"))
	}
}

// checkBothSelections refuses tags beside resources, which exclude one another here.
func (d *document) checkBothSelections(selections *node) {
	tags, resources := selections.member("tags"), selections.get("resources")
	if tags != nil && resources != nil {
		d.say(
			SelectionOrTrap,
			tags.at,
			"",
			"tags and resources are both set: a plan accepts only one of the two; write the tags as conditions of resources",
		)
	}
}
