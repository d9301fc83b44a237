package cloud_test

import (
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/policy"
)

// hand is somebody with all rights in an account, who changes things behind farvault's back.
type hand struct {
	t      *testing.T
	ctx    context.Context
	backup *backup.Client
	kms    *kms.Client
	iam    *iam.Client
	events *eventbridge.Client
}

func (w *world) hand(t *testing.T, account string) hand {
	config := w.administrator(account)
	return hand{t, t.Context(), backup.NewFromConfig(config), kms.NewFromConfig(config), iam.NewFromConfig(config), eventbridge.NewFromConfig(config)}
}

// plan is the id of the account's one plan, and of its one selection.
func (h hand) plan() (plan, selection *string) {
	plans, err := h.backup.ListBackupPlans(h.ctx, &backup.ListBackupPlansInput{})
	must(h.t, err)
	plan = plans.BackupPlansList[0].BackupPlanId
	selections, err := h.backup.ListBackupSelections(h.ctx, &backup.ListBackupSelectionsInput{BackupPlanId: plan})
	must(h.t, err)
	return plan, selections.BackupSelectionsList[0].SelectionId
}

// key is the id of the key behind the alias.
func (h hand) key() *string {
	key, err := h.kms.DescribeKey(h.ctx, &kms.DescribeKeyInput{KeyId: aws.String(chain.KeyAlias)})
	must(h.t, err)
	return key.KeyMetadata.KeyId
}

// tagged says what a selection of the hand's own picks.
func tagged(value string) *types.Conditions {
	return &types.Conditions{StringEquals: []types.ConditionParameter{{ConditionKey: aws.String("aws:ResourceTag/backup"), ConditionValue: aws.String(value)}}}
}

// mutations are what somebody may do to a standing chain, and farvault puts right in one run.
var mutations = map[string]struct {
	account string
	change  func(hand)
}{
	"the central vault's policy replaced": {central, func(h hand) {
		_, err := h.backup.PutBackupVaultAccessPolicy(h.ctx, &backup.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault"),
			Policy: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)})
		must(h.t, err)
	}},
	"the central vault's policy deleted": {central, func(h hand) {
		_, err := h.backup.DeleteBackupVaultAccessPolicy(h.ctx, &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault")})
		must(h.t, err)
	}},
	"a key's policy replaced": {member, func(h hand) {
		_, err := h.kms.PutKeyPolicy(h.ctx, &kms.PutKeyPolicyInput{KeyId: h.key(), Policy: aws.String(policy.VaultKey("aws", member).String())})
		must(h.t, err)
	}},
	"the backup role's trust changed": {member, func(h hand) {
		_, err := h.iam.UpdateAssumeRolePolicy(h.ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(chain.BackupRole), PolicyDocument: aws.String(policy.Trust("ec2.amazonaws.com").String())})
		must(h.t, err)
	}},
	"a policy of the backup role detached": {member, func(h hand) {
		_, err := h.iam.DetachRolePolicy(h.ctx, &iam.DetachRolePolicyInput{RoleName: aws.String(chain.BackupRole), PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup")})
		must(h.t, err)
	}},
	"the forwarding role's policy deleted": {member, func(h hand) {
		_, err := h.iam.DeleteRolePolicy(h.ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(chain.ForwarderRole), PolicyName: aws.String(chain.ForwarderPolicy)})
		must(h.t, err)
	}},
	"a type opted out": {member, func(h hand) {
		_, err := h.backup.UpdateRegionSettings(h.ctx, &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EFS": false}})
		must(h.t, err)
	}},
	"a plan without its copy action": {member, func(h hand) {
		plan, _ := h.plan()
		_, err := h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: plan, BackupPlan: &types.BackupPlanInput{
			BackupPlanName: aws.String("CrossAccountBackupPlan"),
			Rules:          []types.BackupRuleInput{{RuleName: aws.String("DailyEBSBackup"), TargetBackupVaultName: aws.String("farvault-local"), Lifecycle: &types.Lifecycle{DeleteAfterDays: aws.Int64(35)}}},
		}})
		must(h.t, err)
	}},
	"a plan deleted": {member, func(h hand) {
		plan, selection := h.plan()
		_, err := h.backup.DeleteBackupSelection(h.ctx, &backup.DeleteBackupSelectionInput{BackupPlanId: plan, SelectionId: selection})
		must(h.t, err)
		_, err = h.backup.DeleteBackupPlan(h.ctx, &backup.DeleteBackupPlanInput{BackupPlanId: plan})
		must(h.t, err)
	}},
	"a selection deleted": {member, func(h hand) {
		plan, selection := h.plan()
		_, err := h.backup.DeleteBackupSelection(h.ctx, &backup.DeleteBackupSelectionInput{BackupPlanId: plan, SelectionId: selection})
		must(h.t, err)
	}},
	"a selection changed for another of its name": {member, func(h hand) {
		plan, selection := h.plan()
		_, err := h.backup.DeleteBackupSelection(h.ctx, &backup.DeleteBackupSelectionInput{BackupPlanId: plan, SelectionId: selection})
		must(h.t, err)
		_, err = h.backup.CreateBackupSelection(h.ctx, &backup.CreateBackupSelectionInput{BackupPlanId: plan, BackupSelection: &types.BackupSelection{
			SelectionName: aws.String("daily"), IamRoleArn: aws.String(place.RoleARN(member, chain.BackupRole)), Resources: []string{"*"}, Conditions: tagged("weekly")}})
		must(h.t, err)
	}},
	"the rule switched off": {member, func(h hand) {
		_, err := h.events.DisableRule(h.ctx, &eventbridge.DisableRuleInput{Name: aws.String(chain.ForwardingRule)})
		must(h.t, err)
	}},
	"the rule's target removed": {member, func(h hand) {
		_, err := h.events.RemoveTargets(h.ctx, &eventbridge.RemoveTargetsInput{Rule: aws.String(chain.ForwardingRule), Ids: []string{"central-bus"}})
		must(h.t, err)
	}},
	"the rule's pattern changed": {member, func(h hand) {
		_, err := h.events.PutRule(h.ctx, &eventbridge.PutRuleInput{Name: aws.String(chain.ForwardingRule), EventPattern: aws.String(`{"source":["aws.backup"],"detail-type":["Copy Job State Change"]}`)})
		must(h.t, err)
	}},
}

func TestDriftIsRepairedInOneRun(t *testing.T) {
	t.Parallel()
	for name, m := range mutations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.settled(m.account)
			before := w.inventory(m.account)
			m.change(w.hand(t, m.account))
			repair, set := counted(t.Context(), t, w, m.account)
			if len(repair.writes) == 0 {
				t.Errorf("nothing was written, for %s", chaintest.Text(set))
			}
			if verify, set := counted(t.Context(), t, w, m.account); !set.Empty() || len(verify.writes) > 0 {
				t.Errorf("after one run there is still %s", chaintest.Text(set))
			}
			for what, n := range w.inventory(m.account) {
				if n != before[what] {
					t.Errorf("%d %s, before it was %d", n, what, before[what])
				}
			}
		})
	}
}

// What needs a decision is told, and not written to.
func TestDriftForPeopleIsLeftAlone(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(hand)
		want   string
	}{
		"a key scheduled for deletion": {func(h hand) {
			_, err := h.kms.ScheduleKeyDeletion(h.ctx, &kms.ScheduleKeyDeletionInput{KeyId: h.key()})
			must(h.t, err)
		}, `needs decision KMS key alias/farvault in 222233334444/eu-west-1: somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if that was a mistake: KeyState: want Enabled, got PendingDeletion`},
		"a retention made longer": {func(h hand) {
			plan, _ := h.plan()
			forever := &types.Lifecycle{MoveToColdStorageAfterDays: aws.Int64(30), DeleteAfterDays: aws.Int64(400)}
			_, err := h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: plan, BackupPlan: &types.BackupPlanInput{
				BackupPlanName: aws.String("CrossAccountBackupPlan"),
				Rules: []types.BackupRuleInput{{RuleName: aws.String("DailyEBSBackup"), TargetBackupVaultName: aws.String("farvault-local"), ScheduleExpression: aws.String("cron(0 12 * * ? *)"),
					StartWindowMinutes: aws.Int64(480), CompletionWindowMinutes: aws.Int64(10080), Lifecycle: forever,
					CopyActions: []types.CopyAction{{DestinationBackupVaultArn: aws.String("arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"), Lifecycle: forever}}}},
			}})
			must(h.t, err)
		}, `needs decision backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: the settings keep backups for a shorter time than the plan does: Rule DailyEBSBackup Lifecycle: want cold 30, delete 120, got cold 30, delete 400; Rule DailyEBSBackup CopyAction Lifecycle: want cold 30, delete 120, got cold 30, delete 400`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.settled(member)
			tt.change(w.hand(t, member))
			run, set := counted(t.Context(), t, w, member)
			if got := chaintest.Text(set); got != tt.want+"\n" || len(run.writes) > 0 {
				t.Errorf("wrote %v, told\n%swant\n%s", run.writes, got, tt.want)
			}
		})
	}
}

// A same-named thing without the owner tag is somebody else's: it is told and stays as it is, with all that would hang on it.
func TestForeignThingsAreNotWrittenTo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		make  func(hand)
		held  []chain.Kind // in conflict, or blocked by it
		quiet []string     // calls that must not be made
	}{
		"key": {func(h hand) {
			key, err := h.kms.CreateKey(h.ctx, &kms.CreateKeyInput{})
			must(h.t, err)
			_, err = h.kms.CreateAlias(h.ctx, &kms.CreateAliasInput{AliasName: aws.String(chain.KeyAlias), TargetKeyId: key.KeyMetadata.KeyId})
			must(h.t, err)
		}, []chain.Kind{chain.KindKey, chain.KindBackupVault, chain.KindBackupPlan, chain.KindSelection}, []string{"KMS:PutKeyPolicy", "KMS:EnableKeyRotation", "KMS:CreateKey", "Backup:CreateBackupVault"}},
		"vault": {func(h hand) {
			_, err := h.backup.CreateBackupVault(h.ctx, &backup.CreateBackupVaultInput{BackupVaultName: aws.String("farvault-local")})
			must(h.t, err)
		}, []chain.Kind{chain.KindBackupVault, chain.KindBackupPlan, chain.KindSelection}, []string{"Backup:CreateBackupVault", "Backup:CreateBackupPlan"}},
		"role": {func(h hand) {
			_, err := h.iam.CreateRole(h.ctx, &iam.CreateRoleInput{RoleName: aws.String(chain.BackupRole), Path: aws.String(chain.RolePath), AssumeRolePolicyDocument: aws.String(policy.Trust("ec2.amazonaws.com").String())})
			must(h.t, err)
		}, []chain.Kind{chain.KindRole, chain.KindSelection}, []string{"IAM:AttachRolePolicy", "IAM:UpdateAssumeRolePolicy", "Backup:CreateBackupSelection"}},
		"plan": {func(h hand) {
			_, err := h.backup.CreateBackupPlan(h.ctx, &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("CrossAccountBackupPlan"),
				Rules: []types.BackupRuleInput{{RuleName: aws.String("mine"), TargetBackupVaultName: aws.String("Default")}}}})
			must(h.t, err)
		}, []chain.Kind{chain.KindBackupPlan, chain.KindSelection}, []string{"Backup:CreateBackupPlan", "Backup:UpdateBackupPlan", "Backup:CreateBackupSelection"}},
		"event rule": {func(h hand) {
			_, err := h.events.PutRule(h.ctx, &eventbridge.PutRuleInput{Name: aws.String(chain.ForwardingRule), EventPattern: aws.String(`{"source":["aws.ec2"]}`)})
			must(h.t, err)
		}, []chain.Kind{chain.KindEventRule}, []string{"EventBridge:PutRule", "EventBridge:PutTargets"}},
	}
	met := map[chain.Kind]bool{}
	for _, tt := range tests {
		met[tt.held[0]] = true
	}
	complete(t, "are somebody else's", met, map[chain.Kind]string{
		chain.KindServiceLinkedRole: "AWS alone makes it", chain.KindOptIn: "it is a setting of the account, nobody's",
		chain.KindVaultAccessPolicy: "it belongs to the vault", chain.KindSelection: "it belongs to the plan",
	})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			tt.make(w.hand(t, member))
			for run := range 2 {
				watch := &wire{}
				set, _, err := reconcile(t.Context(), cloud.New(w.config(watch), place, "farvault-provision"), member)
				must(t, err)
				var held []chain.Kind
				for _, c := range set.Held() {
					held = append(held, c.Ref.Kind)
				}
				if diff := cmp.Diff(tt.held, held); diff != "" {
					t.Errorf("run %d holds (-want +got):\n%s", run+1, diff)
				}
				for _, call := range watch.writes {
					if slices.Contains(tt.quiet, call) {
						t.Errorf("run %d calls %s", run+1, call)
					}
				}
			}
		})
	}
}
