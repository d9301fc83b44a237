package demo

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	scenery "farvault/demo/stage"
	"farvault/shared/chain"
)

// meddler is somebody who has entered an account, and the things of farvault's there.
type meddler struct {
	backups                  *backup.Client
	keys                     *kms.Client
	rules                    *eventbridge.Client
	vault, key, plan, choice string
}

// meddles are what somebody may change in a chain: in the central account or a member, and what is then told.
var meddles = []struct {
	law     string
	central bool
	do      func(context.Context, meddler) error
	undo    func(context.Context, meddler) error // what people do where farvault leaves it to them
	says    []string                             // of the one message beside who it was; none: nothing is told
}{
	{law: "the central vault's policy is deleted", central: true, do: func(ctx context.Context, m meddler) error {
		_, err := m.backups.DeleteBackupVaultAccessPolicy(ctx, &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: &m.vault})
		return err
	}, says: []string{"AMBER  The central vault's policy was changed and has been repaired", "by DeleteBackupVaultAccessPolicy", "create vault access policy farvault in"}},
	{law: "the central key's policy is replaced", central: true, do: replaceKeyPolicy, says: []string{"AMBER  The central vault's key was changed and has been repaired", "  KeyPolicy, statement ProvisionerKeepsKey\n    was: "}},
	{law: "the member's key's policy is replaced", do: replaceKeyPolicy, says: []string{"AMBER  The vault's key was changed and has been repaired", "by PutKeyPolicy"}},
	{law: "the selection is deleted", do: func(ctx context.Context, m meddler) error {
		_, err := m.backups.DeleteBackupSelection(ctx, &backup.DeleteBackupSelectionInput{BackupPlanId: &m.plan, SelectionId: &m.choice})
		return err
	}, says: []string{"AMBER  The backup selection was changed and has been repaired", "by DeleteBackupSelection"}},
	{law: "the plan loses its copies", do: func(ctx context.Context, m meddler) error {
		return m.changePlan(ctx, func(r *types.BackupRuleInput) { r.CopyActions = nil })
	}, says: []string{"AMBER  The backup plan was changed and has been repaired", "  Rule DailyEBSBackup CopyAction\n    was: (none)\n    is: copy to "}},
	{law: "the plan keeps backups for a day", do: func(ctx context.Context, m meddler) error {
		return m.changePlan(ctx, func(r *types.BackupRuleInput) { r.Lifecycle = &types.Lifecycle{DeleteAfterDays: aws.Int64(1)} })
	}, says: []string{"AMBER  The backup plan was changed and has been repaired", "    was: cold never, delete 1\n    is: cold never, delete 120"}},
	{law: "a type is switched off", do: func(ctx context.Context, m meddler) error {
		_, err := m.backups.UpdateRegionSettings(ctx, &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EBS": false}})
		return err
	}, says: []string{"AMBER  A resource type was switched off and has been switched on again", "  EBS\n    was: false\n    is: true"}},
	{law: "the key is about to be deleted", do: func(ctx context.Context, m meddler) error {
		_, err := m.keys.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: &m.key})
		return err
	}, undo: func(ctx context.Context, m meddler) error {
		_, err := m.keys.CancelKeyDeletion(ctx, &kms.CancelKeyDeletionInput{KeyId: &m.key})
		if err == nil {
			_, err = m.keys.EnableKey(ctx, &kms.EnableKeyInput{KeyId: &m.key})
		}
		return err
	}, says: []string{"RED  1 key that copies depend on cannot be used in ", "Its state is PendingDeletion.", "by ScheduleKeyDeletion", "aws kms cancel-key-deletion --key-id"}},
	{law: "the rule forwards less", do: func(ctx context.Context, m meddler) error {
		rule, err := m.rules.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String(chain.ForwardingRule)})
		if err != nil {
			return err
		}
		less := strings.Replace(aws.ToString(rule.EventPattern), `"exists":false},"ProcessBackupPlanSelection"`, `"exists":false}`, 1)
		_, err = m.rules.PutRule(ctx, &eventbridge.PutRuleInput{Name: rule.Name, EventPattern: &less})
		return err
	}, says: []string{"AMBER  The rule that forwards events was changed and has been repaired", "  EventPattern\n    was:\n      {"}},

	{law: "the plan keeps backups for longer than the settings say", do: func(ctx context.Context, m meddler) error {
		return m.changePlan(ctx, func(r *types.BackupRuleInput) { r.Lifecycle = &types.Lifecycle{DeleteAfterDays: aws.Int64(999)} })
	}, undo: func(ctx context.Context, m meddler) error {
		return m.changePlan(ctx, func(r *types.BackupRuleInput) {
			r.Lifecycle = &types.Lifecycle{MoveToColdStorageAfterDays: aws.Int64(30), DeleteAfterDays: aws.Int64(120)}
		})
	}, says: []string{"RED  Somebody changed the backup plan, and people must decide about it", "the settings keep backups for a shorter time than the plan does"}},
	{law: "a vault of somebody's own is nobody's business", do: func(ctx context.Context, m meddler) error {
		_, err := m.backups.CreateBackupVault(ctx, &backup.CreateBackupVaultInput{BackupVaultName: aws.String("team")})
		if err == nil {
			_, err = m.backups.DeleteBackupVault(ctx, &backup.DeleteBackupVaultInput{BackupVaultName: aws.String("team")})
		}
		return err
	}},
	{law: "a plan of somebody's own is nobody's business", do: func(ctx context.Context, m meddler) error {
		plan, err := m.backups.CreateBackupPlan(ctx, &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("team"),
			Rules: []types.BackupRuleInput{{RuleName: aws.String("r"), TargetBackupVaultName: &m.vault}}}})
		if err == nil {
			_, err = m.backups.DeleteBackupPlan(ctx, &backup.DeleteBackupPlanInput{BackupPlanId: plan.BackupPlanId})
		}
		return err
	}},
	{law: "a call that changes nothing says nothing", do: func(ctx context.Context, m meddler) error {
		_, err := m.backups.UpdateRegionSettings(ctx, &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EBS": true}})
		return err
	}},
}

func replaceKeyPolicy(ctx context.Context, m meddler) error {
	account := strings.Split(m.key, ":")[4]
	document := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + account + `:root"},"Action":"kms:*","Resource":"*"}]}`
	_, err := m.keys.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: &m.key, PolicyName: aws.String("default"), Policy: &document})
	return err
}

// changePlan updates the plan with its one rule changed.
func (m meddler) changePlan(ctx context.Context, change func(*types.BackupRuleInput)) error {
	found, err := m.backups.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: &m.plan})
	if err != nil {
		return err
	}
	old := found.BackupPlan.Rules[0]
	rule := types.BackupRuleInput{RuleName: old.RuleName, TargetBackupVaultName: old.TargetBackupVaultName, ScheduleExpression: old.ScheduleExpression,
		ScheduleExpressionTimezone: old.ScheduleExpressionTimezone, StartWindowMinutes: old.StartWindowMinutes, CompletionWindowMinutes: old.CompletionWindowMinutes,
		Lifecycle: old.Lifecycle, CopyActions: old.CopyActions}
	change(&rule)
	_, err = m.backups.UpdateBackupPlan(ctx, &backup.UpdateBackupPlanInput{BackupPlanId: &m.plan,
		BackupPlan: &types.BackupPlanInput{BackupPlanName: found.BackupPlan.BackupPlanName, Rules: []types.BackupRuleInput{rule}}})
	return err
}

// TestWhoChangedAChainIsTold: what somebody else changes is put back six minutes later, or left to people where that could hurt, and one
// message says who it was. What is not farvault's is nobody's business.
func TestWhoChangedAChainIsTold(t *testing.T) {
	t.Parallel()
	s, err := newStage(t.Context(), Options{Files: shipped(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(25 * time.Hour) // the sweep has seen what was made
	for _, tt := range meddles {
		t.Run(tt.law, func(t *testing.T) {
			account := scenery.Members[0].ID
			if tt.central {
				account = centralID
			}
			s.world.Advance(15 * time.Minute) // what the last one asked for has been looked at
			m := s.meddler(t, account)
			before := len(s.mails())
			if err := tt.do(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			s.world.Advance(6 * time.Minute)
			var named []string
			for _, mail := range s.mails()[before:] {
				who, at := "arn:aws:sts::"+account+":assumed-role/Admin/alice ", "at "+s.now().Add(-6*time.Minute).Format("15:04 UTC")
				if strings.Contains(mail, who+at) || strings.Contains(mail, who+"did it "+at) {
					named = append(named, mail)
				}
			}
			if len(tt.says) == 0 && len(named) == 0 {
				return
			}
			if len(named) != 1 {
				t.Fatalf("%d messages name who it was: %s%s", len(named), s.mails()[before:], s.trouble())
			}
			for _, words := range tt.says {
				if !strings.Contains(named[0], words) {
					t.Errorf("the message does not say %q:\n%s", words, named[0])
				}
			}
			if tt.undo != nil {
				if err := tt.undo(t.Context(), m); err != nil {
					t.Fatal(err)
				}
				s.world.Advance(6 * time.Minute)
			}
			if err := s.checkMember(t.Context(), scenery.Members[0].ID); err != nil {
				t.Error(err)
			}
		})
	}
}

// meddler enters an account as alice.
func (s *stage) meddler(t *testing.T, account string) meddler {
	t.Helper()
	config := s.session(account, "Admin", "alice")
	m := meddler{backups: backup.NewFromConfig(config), keys: kms.NewFromConfig(config), rules: eventbridge.NewFromConfig(config),
		vault: s.settings.LocalVault.BackupVaultName}
	if account == centralID {
		m.vault = s.settings.CentralVault.BackupVaultName
	}
	vault, err := m.backups.DescribeBackupVault(t.Context(), &backup.DescribeBackupVaultInput{BackupVaultName: &m.vault})
	if err != nil {
		t.Fatal(err)
	}
	m.key = aws.ToString(vault.EncryptionKeyArn)
	plans, err := m.backups.ListBackupPlans(t.Context(), &backup.ListBackupPlansInput{})
	if err != nil || len(plans.BackupPlansList) == 0 {
		return m
	}
	m.plan = aws.ToString(plans.BackupPlansList[0].BackupPlanId)
	selections, err := m.backups.ListBackupSelections(t.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: &m.plan})
	if err == nil && len(selections.BackupSelectionsList) > 0 {
		m.choice = aws.ToString(selections.BackupSelectionsList[0].SelectionId)
	}
	return m
}
