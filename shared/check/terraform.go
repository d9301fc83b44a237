package check

// terraform is the plan's parts in the provider's words. Blocks are lists, of one where only one is allowed.
// https://developer.hashicorp.com/terraform/internals/json-format#values-representation
var terraform = dialect{
	planName: "name", rules: "rule", ruleName: "rule_name", target: "target_vault_name",
	schedule: "schedule", timezone: "schedule_expression_timezone",
	start: "start_window", completion: "completion_window", continuous: "enable_continuous_backup",
	lifecycle: "lifecycle", cold: "cold_storage_after", end: "delete_after",
	archive: "opt_in_to_archive_for_supported_resources",
	copies:  "copy_action", destination: "destination_vault_arn", tags: "recovery_point_tags",
}

// howToCheckTerraform is said of what only Terraform can read.
const howToCheckTerraform = "is Terraform, whose values only Terraform knows: write them with " +
	"terraform plan -out=plan.bin and " +
	"terraform show -json plan.bin > plan.json, and check plan.json"

// terraformPolicies are the attributes that hold a policy in a string, by resource type.
var terraformPolicies = map[string]struct {
	attribute string
	kind      policyKind
}{
	"aws_backup_vault_policy": {"policy", vaultPolicy},
	"aws_kms_key":             {"policy", keyPolicy},
	"aws_kms_key_policy":      {"policy", keyPolicy},
	"aws_iam_role":            {"assume_role_policy", otherPolicy},
	"aws_iam_role_policy":     {"policy", otherPolicy},
	"aws_iam_policy":          {"policy", otherPolicy},
}

// checkTerraform checks the resources of a plan or state that terraform show -json wrote. Fixes are for another
// syntax than the file's, so none is given.
func (d *document) checkTerraform() {
	values := d.root.get("planned_values")
	if values == nil {
		values = d.root.get("values")
	}
	d.checkModule(values.get("root_module"))
	for i := range d.findings {
		d.findings[i].Fix = ""
	}
}

func (d *document) checkModule(module *node) {
	for _, r := range module.get("resources").list() {
		kind, _ := r.get("type").literal()
		d.checkTerraformResource(kind, r.get("values"))
	}
	for _, child := range module.get("child_modules").list() {
		d.checkModule(child)
	}
}

func (d *document) checkTerraformResource(kind string, values *node) {
	switch kind {
	case "aws_backup_plan":
		d.checkPlan(planOf(terraform, values.get("name"), values))
	case "aws_backup_vault":
		d.checkVaultName(values.get("name"), "name")
	case "aws_backup_vault_lock_configuration":
		d.checkLock(&node{kind: object, syntax: values.syntax, at: values.at, members: []member{
			{"MinRetentionDays", values.at, values.get("min_retention_days")},
			{"MaxRetentionDays", values.at, values.get("max_retention_days")},
			{"ChangeableForDays", values.at, values.get("changeable_for_days")},
		}})
	case "aws_backup_selection":
		if tags, resources := values.get(
			"selection_tag",
		), values.get(
			"resources",
		); len(tags.list()) > 0 &&
			len(resources.list()) > 0 {
			d.say(
				SelectionOrTrap,
				tags.at,
				"",
				"selection_tag and resources are both set: AWS Backup backs up what has one of "+
					"the tags, and every one of the resources with no tag at all; condition takes only what is both",
			)
		}
	case "aws_organizations_policy":
		if kind, _ := values.get("type").literal(); kind == "BACKUP_POLICY" {
			d.checkContent(values.get("content"))
		}
	}
	if p, holds := terraformPolicies[kind]; holds && values.get(p.attribute).is(text) &&
		values.get(p.attribute).text != "" {
		d.checkPolicy(policyDocument{kind: p.kind, node: d.embedded(values.get(p.attribute))})
	}
}

// checkContent checks a backup policy that stands inside another document, as an object or as JSON in a string.
func (d *document) checkContent(content *node) {
	switch {
	case content.is(object):
		d.checkPolicyPlans(content)
	case content.is(text) && beginsWithBrace(content.text):
		d.checkPolicyPlans(d.embedded(content))
	}
}
