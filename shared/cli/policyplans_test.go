package cli

import (
	"bytes"
	"strings"
	"testing"

	"farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/simulator/iam"
)

// golden is a backup policy of the organization that backs up what farvault's plan does.
const golden = `{"plans":{"Gold":{"regions":{"@@assign":["eu-west-1","eu-central-1"]},
	"rules":{"Daily":{"schedule_expression":{"@@assign":"cron(0 5 ? * * *)"},"target_backup_vault_name":{"@@assign":"Default"}}},
	"selections":{"tags":{"gold":{"iam_role_arn":{"@@assign":"arn:aws:iam::$account:role/Backup"},"tag_key":{"@@assign":"backup"},"tag_value":{"@@assign":["daily","gold"]}}}}}}}`

// TestPlansOfBackupPoliciesAreShownAsTheirs in chain diff --all, made already and still to come, and in coverage.
func TestPlansOfBackupPoliciesAreShownAsTheirs(t *testing.T) {
	s := overviewStage(t)
	web := stage.Members[0].ID
	run := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		Run(t.Context(), args, Streams{Out: &out, Err: &out, Screen: Screen{Width: 160}})
		return out.String()
	}
	says := func(text string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(part), " ")) {
				t.Errorf("no %q in\n%s", part, text)
			}
		}
	}
	hand := func(do func()) {
		s.World.Lock()
		defer s.World.Unlock()
		do()
	}
	if text := run("chain", "diff", "--all"); strings.Contains(text, chain.Organizations) {
		t.Errorf("without a policy it says\n%s", text)
	}
	made := s.World.Organizations.OnBackupPolicy
	s.World.Organizations.OnBackupPolicy = nil
	hand(func() { s.World.Organizations.AttachBackupPolicy("r-ab12", "gold", golden) })
	says(run("chain", "diff", "--all"), "Gold (AWS Organizations, still to come)")
	hand(func() { made(web, s.World.Organizations.EffectiveBackupPolicy(web)) })
	text := run("chain", "diff", "--all")
	says(text, "Gold (AWS Organizations)", "Of other services: farvault never changes it", web+"  AWS Organizations  backup plan Gold")
	if strings.Contains(text, "still to come") {
		t.Errorf("the plan is there, and\n%s", text)
	}
	says(run("coverage", "--account", web), "plan Gold in eu-west-1: of a backup policy of AWS Organizations, which farvault never changes; "+
		"selects ListOfTags aws:ResourceTag/backup=daily, ListOfTags aws:ResourceTag/backup=gold")
	hand(func() { older(s) })
	says(run("chain", "diff", "--all"), "note: read the effective backup policy of account", "Gold (AWS Organizations)")
}

// older takes from the reader role of the management account what older templates do not give it.
func older(s *stage.Stage) {
	role, _ := s.World.IAM.Role(chain.Deployment{Partition: "aws"}.RoleARN(stage.ManagementID, chain.ReaderRole))
	role.Inline["older"] = policy.New(policy.Statement{Effect: policy.Deny, Action: policy.Values{"organizations:DescribeEffectivePolicy"}, Resource: policy.Values{"*"}})
	s.World.IAM.PutRole(stage.ManagementID, iam.Role{Name: role.Name, Path: role.Path, Trust: role.Trust, Inline: role.Inline})
}
