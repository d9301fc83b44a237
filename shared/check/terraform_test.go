package check_test

import (
	"strings"
	"testing"

	"farvault/shared/check"
)

// terraformPlan is what terraform show -json writes of a plan, cut to what is read.
const terraformPlan = `{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {
  "resources": [
    {"type": "aws_backup_plan", "values": {"name": "daily", "rule": [{
      "rule_name": "noon", "target_vault_name": "local", "schedule": "cron(0 12 * * ? *)",
      "lifecycle": [{"delete_after": 35}],
      "copy_action": [{"destination_vault_arn": "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "lifecycle": [{"delete_after": 35}]}]}]}}
  ],
  "child_modules": [{"resources": [
    {"type": "aws_backup_vault_policy", "values": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"backup:CopyIntoBackupVault\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-exampleorgid\"}}}]}"}},
    {"type": "aws_backup_vault_lock_configuration", "values": {"backup_vault_name": "local", "min_retention_days": 7, "max_retention_days": 90}},
    {"type": "aws_backup_selection", "values": {"name": "s", "selection_tag": [{"key": "backup"}], "resources": []}}
  ]}]
}}}
`

// A plan that Terraform wrote is held to the laws of any other, without a fix, which would be in another syntax.
func TestTerraformsPlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, want string }{
		"right":                     {"", "", ""},
		"no copy":                   {`"copy_action": [{"destination_vault_arn": "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "lifecycle": [{"delete_after": 35}]}]`, `"copy_action": []`, "no-copy-action"},
		"a cold stay too short":     {`[{"delete_after": 35}],`, `[{"cold_storage_after": 30, "delete_after": 35}],`, "lifecycle-gap"},
		"any account":               {"444455556666", "*", "destination-vault-arn"},
		"a schedule that is none":   {"cron(0 12 * * ? *)", "rate(1 day)", "schedule"},
		"a wildcard in a vault":     {"backup:CopyIntoBackupVault", "backup:Copy*", "wildcard-action"},
		"everyone in a vault":       {`,\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-exampleorgid\"}}`, "", "broad-principal"},
		"a lock that nothing fits":  {`"min_retention_days": 7`, `"min_retention_days": 400`, "vault-lock"},
		"a selection of too much":   {`"resources": []}}`, `"resources": ["arn:aws:ec2:*:*:volume/*"]}}`, "selection-or-trap"},
		"a state instead of a plan": {`"planned_values"`, `"values"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := check.Run(check.File{Name: "plan.json", Text: []byte(strings.Replace(terraformPlan, c.old, c.new, 1))})
			if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || string(found[0].Rule) != c.want || found[0].Fix != "") {
				t.Errorf("want %q, found %v", c.want, found)
			}
		})
	}
	of := check.Run(check.File{Name: "main.tf", Text: []byte("resource \"aws_backup_plan\" \"p\" {}\n")})
	if len(of) != 1 || !strings.Contains(of[0].Message, "terraform show -json") {
		t.Errorf("of main.tf: %v", of)
	}
}

// What one file copies to is known to the other, which must admit the copies.
func TestAVaultThatIsCopiedToAdmitsCopies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		old  string
		want []check.RuleID
	}{
		"as it should be":  {"", nil},
		"without a key":    {"      EncryptionKeyArn: arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab\n", []check.RuleID{check.DestinationVault}},
		"without a policy": {vault[strings.Index(vault, policyKey):], []check.RuleID{check.DestinationVault}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rules []check.RuleID
			for _, f := range check.Run(check.File{Name: "a.yaml", Text: []byte(plan)}, check.File{Name: "b.yaml", Text: []byte(strings.Replace(vault, c.old, "", 1))}) {
				rules = append(rules, f.Rule)
			}
			if len(rules) != len(c.want) || len(rules) == 1 && rules[0] != c.want[0] {
				t.Errorf("found %v, want %v", rules, c.want)
			}
		})
	}
}
