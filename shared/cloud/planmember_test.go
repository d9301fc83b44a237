package cloud_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/settings"
)

// richPlan is a plan with all that somebody may have written into it and farvault does not know, and what it writes.
func (h hand) richPlan() (id *string, plan *types.BackupPlanInput) {
	h.t.Helper()
	all, err := h.backup.ListBackupPlans(h.ctx, &backup.ListBackupPlansInput{})
	must(h.t, err)
	got, err := h.backup.GetBackupPlan(h.ctx, &backup.GetBackupPlanInput{BackupPlanId: all.BackupPlansList[0].BackupPlanId})
	must(h.t, err)
	text, err := json.Marshal(got.BackupPlan)
	must(h.t, err)
	plan = &types.BackupPlanInput{}
	must(h.t, json.Unmarshal(text, plan))
	plan.AdvancedBackupSettings = []types.AdvancedBackupSetting{{ResourceType: aws.String("EC2"), BackupOptions: map[string]string{"WindowsVSS": "enabled"}}}
	plan.ScanSettings = []types.ScanSetting{{MalwareScanner: types.MalwareScannerGuardduty, ScannerRoleArn: aws.String("arn:aws:iam::" + member + ":role/scan"), ResourceTypes: []string{"EBS"}}}
	plan.Rules[0].RecoveryPointTags = map[string]string{"cost": "42"}
	plan.Rules[0].IndexActions = []types.IndexAction{{ResourceTypes: []string{"EBS"}}}
	plan.Rules[0].ScanActions = []types.ScanAction{{MalwareScanner: types.MalwareScannerGuardduty, ScanMode: types.ScanModeFullScan}}
	plan.Rules[0].TargetLogicallyAirGappedBackupVaultArn = aws.String("arn:aws:backup:eu-west-1:" + member + ":backup-vault:gapped")
	return got.BackupPlanId, plan
}

// What somebody has written into farvault's own plan is there after farvault has put right the rest of it.
func TestWhatFarvaultDoesNotKnowOfAPlanStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.settled(member)
	h := w.hand(t, member)
	id, plan := h.richPlan()
	plan.Rules[0].StartWindowMinutes = aws.Int64(61) // and this is drift
	_, err := h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: id, BackupPlan: plan})
	must(t, err)
	watch := &wire{}
	set, err := w.runSet(t, wishes, watch)
	if err != nil || !slices.Contains(watch.writes, "Backup:UpdateBackupPlan") {
		t.Fatalf("%v, after %v for\n%s", err, watch.writes, chaintest.Text(set))
	}
	got, err := h.backup.GetBackupPlan(h.ctx, &backup.GetBackupPlanInput{BackupPlanId: id})
	must(t, err)
	rule := got.BackupPlan.Rules[0]
	for what, there := range map[string]bool{
		"WindowsVSS":         len(got.BackupPlan.AdvancedBackupSettings) == 1,
		"ScanSettings":       len(got.BackupPlan.ScanSettings) == 1,
		"RecoveryPointTags":  rule.RecoveryPointTags["cost"] == "42",
		"IndexActions":       len(rule.IndexActions) == 1,
		"ScanActions":        len(rule.ScanActions) == 1,
		"air-gapped target":  strings.HasSuffix(aws.ToString(rule.TargetLogicallyAirGappedBackupVaultArn), "gapped"),
		"farvault's windows": aws.ToInt64(rule.StartWindowMinutes) == 8*60,
	} {
		if !there {
			t.Errorf("%s is gone: %+v", what, got.BackupPlan)
		}
	}
	if again, err := w.runSet(t, wishes, &wire{}); err != nil || !again.Empty() {
		t.Errorf("the next run: %v\n%s", err, chaintest.Text(again))
	}
}

// A plan that says what the settings do not is not taken over, and each such thing is named.
func TestAdoptionLosesNothingOfAPlan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	asFarvaultWould().make(w.hand(t, member))
	h := w.hand(t, member)
	id, plan := h.richPlan()
	plan.Rules[0].Lifecycle.OptInToArchiveForSupportedResources = aws.Bool(true)
	_, err := h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: id, BackupPlan: plan})
	must(t, err)
	set, err := w.runSet(t, adopting(), &wire{})
	must(t, err)
	var lost []string
	for _, c := range set.Changes {
		if c.Op == chain.Conflict && c.Ref.Kind == chain.KindBackupPlan {
			for _, a := range c.Attributes {
				lost = append(lost, a.Name)
			}
		}
	}
	want := []string{
		"AdvancedBackupSettings EC2 BackupOptions WindowsVSS", "Rule DailyEBSBackup IndexActions", "Rule DailyEBSBackup RecoveryPointTags",
		"Rule DailyEBSBackup ScanActions", "Rule DailyEBSBackup TargetLogicallyAirGappedBackupVaultArn", "ScanSettings",
		"Rule DailyEBSBackup OptInToArchiveForSupportedResources",
	}
	if diff := cmp.Diff(want, lost); diff != "" {
		t.Errorf("losses (-want +got):\n%s\n%s", diff, chaintest.Text(set))
	}
}

// What the settings say of these members is written, and drift from it put right.
func TestSettingsOfAPlansMembers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	s := wishes
	s.BackupPlans = slices.Clone(wishes.BackupPlans)
	s.BackupPlans[0].WindowsVSS = "enabled"
	s.BackupPlans[0].Rules = slices.Clone(wishes.BackupPlans[0].Rules)
	s.BackupPlans[0].Rules[0].ScheduleExpression = "cron(0 12 1 * ? *)"
	s.BackupPlans[0].Rules[0].RecoveryPointTags = []settings.Tag{{Key: "cost", Value: "42"}}
	s.BackupPlans[0].Rules[0].Lifecycle.OptInToArchiveForSupportedResources = true
	_, err := w.runSet(t, s, &wire{})
	must(t, err)
	h := w.hand(t, member)
	for _, step := range []string{"as made", "after drift"} {
		all, err := h.backup.ListBackupPlans(h.ctx, &backup.ListBackupPlansInput{})
		must(t, err)
		got, err := h.backup.GetBackupPlan(h.ctx, &backup.GetBackupPlanInput{BackupPlanId: all.BackupPlansList[0].BackupPlanId})
		must(t, err)
		rule := got.BackupPlan.Rules[0]
		if len(got.BackupPlan.AdvancedBackupSettings) != 1 || got.BackupPlan.AdvancedBackupSettings[0].BackupOptions["WindowsVSS"] != "enabled" ||
			rule.RecoveryPointTags["cost"] != "42" || !aws.ToBool(rule.Lifecycle.OptInToArchiveForSupportedResources) || !aws.ToBool(rule.CopyActions[0].Lifecycle.OptInToArchiveForSupportedResources) {
			t.Errorf("%s: the plan is %+v", step, got.BackupPlan)
		}
		if again, err := w.runSet(t, s, &wire{}); err != nil || !again.Empty() {
			t.Errorf("%s: the next run: %v\n%s", step, err, chaintest.Text(again))
		}
		id, plan := h.richPlan()
		plan.AdvancedBackupSettings[0].BackupOptions["WindowsVSS"], plan.Rules[0].RecoveryPointTags = "disabled", nil
		plan.Rules[0].Lifecycle.OptInToArchiveForSupportedResources = nil
		_, err = h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: id, BackupPlan: plan})
		must(t, err)
		_, err = w.runSet(t, s, &wire{})
		must(t, err)
	}
}
