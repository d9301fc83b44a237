package check

import "strings"

// checkTemplate checks a template twice, once with every condition true and once with
// every condition false, so that each branch of each Fn::If is seen.
func (d *document) checkTemplate() {
	for _, branch := range []int{1, 2} {
		for _, r := range d.resources(branch) {
			d.checkResource(r)
		}
	}
	d.checkSelected()
	d.checkUnlooked()
}

// resource is one resource of a template, its functions evaluated.
type resource struct {
	name       string
	kind       string // AWS::Backup::BackupPlan
	properties *node
	node       *node // the resource as it stands
}

func (d *document) resources(branch int) []resource {
	var all []resource
	evaluate := functionsOf(d.root, branch)
	if resources := d.root.get("Resources"); resources != nil {
		for _, m := range resources.members {
			kind, _ := m.value.get("Type").literal()
			all = append(all, resource{m.name, kind, evaluate.resolve(m.value.get("Properties")), m.value})
		}
	}
	return all
}

func (d *document) checkResource(r resource) {
	d.checkType(r)
	properties := r.properties
	if _, known := propertyTables[r.kind]; known && strings.HasPrefix(r.kind, "AWS::") {
		properties = d.canonical(r.kind, properties)
	}
	switch r.kind {
	case "AWS::Backup::BackupPlan":
		plan := properties.get("BackupPlan")
		d.checkPlan(planOf(cloudFormation, plan.get("BackupPlanName"), plan))
	case "AWS::Backup::BackupSelection":
		d.checkSelection(properties.get("BackupSelection"))
	case "AWS::Backup::BackupVault", "AWS::Backup::LogicallyAirGappedBackupVault":
		d.checkVault(properties)
		d.checkLock(properties.get("LockConfiguration"))
		d.checkAsDestination(r)
	case "AWS::Organizations::Policy":
		if kind, _ := properties.get("Type").literal(); kind == "BACKUP_POLICY" {
			d.checkContent(properties.get("Content"))
			return
		}
	}
	d.checkPolicies(r, properties)
}
