package simulator_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"

	"farvault/simulator"
)

const (
	policyBase = `{"plans":{"Gold":{"regions":{"@@assign":["eu-west-1"]},
		"rules":{"Daily":{"schedule_expression":{"@@assign":"cron(0 5 ? * * *)"},"target_backup_vault_name":{"@@assign":"Default"},"lifecycle":{"delete_after_days":{"@@assign":"35"}}}},
		"selections":{"tags":{"gold":{"iam_role_arn":{"@@assign":"arn:aws:iam::$account:role/Backup"},"tag_key":{"@@assign":"tier"},"tag_value":{"@@assign":["gold"]}}}}}}}`
	policyMore = `{"plans":{"Gold":{"regions":{"@@append":["eu-central-1"]},"rules":{"Daily":{"lifecycle":{"delete_after_days":{"@@assign":"90"}}}}}}}`
)

// TestBackupPolicies: policies of the levels add up, AWS Backup makes their plans, and nobody in the account changes these.
func TestBackupPolicies(t *testing.T) {
	t.Parallel()
	const manager, member, unit = "999988887777", "222233334444", "ou-ab12-11111111"
	w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), manager, "o-a1b2c3d4e5")
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer w.Close() //nolint:errcheck // the test is over
	w.Organizations.AddOU(unit, "", "workloads")
	w.Organizations.AddAccount(member, "m", unit)
	w.Organizations.AttachBackupPolicy("r-ab12", "base", policyBase)
	client := organizations.NewFromConfig(w.Administrator(manager, "us-east-1"))
	made, err := client.CreatePolicy(t.Context(), &organizations.CreatePolicyInput{Name: aws.String("more"), Description: aws.String(""), Type: orgtypes.PolicyTypeBackupPolicy, Content: aws.String(policyMore)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.AttachPolicy(t.Context(), &organizations.AttachPolicyInput{PolicyId: made.Policy.PolicySummary.Id, TargetId: aws.String(unit)}); err != nil {
		t.Fatal(err)
	}
	effective, err := client.DescribeEffectivePolicy(t.Context(), &organizations.DescribeEffectivePolicyInput{PolicyType: orgtypes.EffectivePolicyTypeBackupPolicy, TargetId: aws.String(member)})
	if err != nil || !strings.Contains(*effective.EffectivePolicy.PolicyContent, `"regions":["eu-west-1","eu-central-1"]`) || !strings.Contains(*effective.EffectivePolicy.PolicyContent, `"delete_after_days":"90"`) || strings.Contains(*effective.EffectivePolicy.PolicyContent, "@@") {
		t.Fatalf("%+v, %v", effective, err)
	}
	for _, region := range []string{"eu-west-1", "eu-central-1"} {
		backups := backup.NewFromConfig(w.Administrator(member, region))
		plans, err := backups.ListBackupPlans(t.Context(), &backup.ListBackupPlansInput{})
		if err != nil || len(plans.BackupPlansList) != 1 {
			t.Fatalf("%s: %+v, %v", region, plans, err)
		}
		id := plans.BackupPlansList[0].BackupPlanId
		plan, err := backups.GetBackupPlan(t.Context(), &backup.GetBackupPlanInput{BackupPlanId: id})
		if err != nil || *plan.BackupPlan.Rules[0].Lifecycle.DeleteAfterDays != 90 {
			t.Fatalf("%+v, %v", plan, err)
		}
		selections, err := backups.ListBackupSelections(t.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: id})
		if err != nil || len(selections.BackupSelectionsList) != 1 {
			t.Fatalf("%+v, %v", selections, err)
		}
		selection := selections.BackupSelectionsList[0]
		for call, refused := range map[string]error{
			"Backup plan cannot be deleted": second(backups.DeleteBackupPlan(t.Context(), &backup.DeleteBackupPlanInput{BackupPlanId: id})),
			"Cannot delete selection":       second(backups.DeleteBackupSelection(t.Context(), &backup.DeleteBackupSelectionInput{BackupPlanId: id, SelectionId: selection.SelectionId})),
			"Backup plan cannot be updated": second(backups.UpdateBackupPlan(t.Context(), &backup.UpdateBackupPlanInput{BackupPlanId: id, BackupPlan: &types.BackupPlanInput{
				BackupPlanName: aws.String("Gold"), Rules: []types.BackupRuleInput{{RuleName: aws.String("r"), TargetBackupVaultName: aws.String("Default")}}}})),
			"Cannot create selection": second(backups.CreateBackupSelection(t.Context(), &backup.CreateBackupSelectionInput{BackupPlanId: id, BackupSelection: &types.BackupSelection{
				SelectionName: aws.String("s"), IamRoleArn: aws.String("arn:aws:iam::" + member + ":role/Backup"), Resources: []string{"*"}}})),
		} {
			var api smithy.APIError
			if !errors.As(refused, &api) || api.ErrorCode() != "InvalidParameterValueException" || api.ErrorMessage() != call+" for backup plan "+*id+" created by organizations" {
				t.Errorf("%s: %v", call, refused)
			}
		}
	}
	w.Organizations.MoveAccount(member, "r-ab12")
	plans, err := backup.NewFromConfig(w.Administrator(member, "eu-central-1")).ListBackupPlans(t.Context(), &backup.ListBackupPlansInput{})
	if err != nil || len(plans.BackupPlansList) != 0 {
		t.Errorf("of a policy that no longer applies it keeps %+v, %v", plans, err)
	}
}

func second[T any](_ T, err error) error { return err }
