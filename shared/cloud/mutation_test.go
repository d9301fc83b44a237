package cloud_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// leastMutations is how many ways of drifting are tried, of every attribute of every link.
const leastMutations = 60

// mutation is something that somebody does behind farvault's back.
type mutation struct {
	name    string
	account string
	change  func(hand)
}

// rule changes the one rule of the account's plan.
func rule(name string, change func(*types.BackupRuleInput)) mutation {
	return plan("rule: "+name, func(p *types.BackupPlanInput) { change(&p.Rules[0]) })
}

// plan changes the account's plan, as the console does: read, changed, written back.
func plan(name string, change func(*types.BackupPlanInput)) mutation {
	return mutation{"plan: " + name, member, func(h hand) {
		id, _ := h.plan()
		got, err := h.backup.GetBackupPlan(h.ctx, &backup.GetBackupPlanInput{BackupPlanId: id})
		must(h.t, err)
		input := &types.BackupPlanInput{BackupPlanName: got.BackupPlan.BackupPlanName}
		for _, r := range got.BackupPlan.Rules {
			input.Rules = append(input.Rules, types.BackupRuleInput{RuleName: r.RuleName, TargetBackupVaultName: r.TargetBackupVaultName,
				ScheduleExpression: r.ScheduleExpression, ScheduleExpressionTimezone: r.ScheduleExpressionTimezone, StartWindowMinutes: r.StartWindowMinutes,
				CompletionWindowMinutes: r.CompletionWindowMinutes, Lifecycle: r.Lifecycle, CopyActions: r.CopyActions})
		}
		change(input)
		_, err = h.backup.UpdateBackupPlan(h.ctx, &backup.UpdateBackupPlanInput{BackupPlanId: id, BackupPlan: input})
		must(h.t, err)
	}}
}

// keyPolicy changes the policy of an account's vault key; it still lets the administrator in.
func keyPolicy(account, name string, change func(*policy.Document)) mutation {
	return mutation{"key policy of " + account + ": " + name, account, func(h hand) {
		got, err := h.kms.GetKeyPolicy(h.ctx, &kms.GetKeyPolicyInput{KeyId: h.key()})
		must(h.t, err)
		document := policy.MustParse(*got.Policy)
		change(&document)
		_, err = h.kms.PutKeyPolicy(h.ctx, &kms.PutKeyPolicyInput{KeyId: h.key(), Policy: aws.String(document.String())})
		must(h.t, err)
	}}
}

// vaultPolicy changes the access policy of the central vault.
func vaultPolicy(name string, change func(*policy.Statement)) mutation {
	return mutation{"vault access policy: " + name, central, func(h hand) {
		got, err := h.backup.GetBackupVaultAccessPolicy(h.ctx, &backup.GetBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault")})
		must(h.t, err)
		document := policy.MustParse(*got.Policy)
		change(&document.Statement[0])
		_, err = h.backup.PutBackupVaultAccessPolicy(h.ctx, &backup.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault"), Policy: aws.String(document.String())})
		must(h.t, err)
	}}
}

// trust changes who may assume a role.
func trust(role, name, document string) mutation {
	return mutation{"trust of " + role + ": " + name, member, func(h hand) {
		_, err := h.iam.UpdateAssumeRolePolicy(h.ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(role), PolicyDocument: aws.String(document)})
		must(h.t, err)
	}}
}

// selection takes the account's selection away and makes another of its name.
func selection(name string, other *types.BackupSelection) mutation {
	return mutation{"selection: " + name, member, func(h hand) {
		plan, old := h.plan()
		_, err := h.backup.DeleteBackupSelection(h.ctx, &backup.DeleteBackupSelectionInput{BackupPlanId: plan, SelectionId: old})
		must(h.t, err)
		if other != nil {
			_, err = h.backup.CreateBackupSelection(h.ctx, &backup.CreateBackupSelectionInput{BackupPlanId: plan, BackupSelection: other})
			must(h.t, err)
		}
	}}
}

// forwarding changes the rule that forwards events.
func forwarding(account, name string, change func(hand, *string)) mutation {
	return mutation{"event rule of " + account + ": " + name, account, func(h hand) { change(h, aws.String(chain.ForwardingRule)) }}
}

func lifecycle(cold, end int64) *types.Lifecycle {
	return &types.Lifecycle{MoveToColdStorageAfterDays: aws.Int64(cold), DeleteAfterDays: aws.Int64(end)}
}

var backupRoleARN = aws.String(place.RoleARN(member, chain.BackupRole))

// healed are mutations that one run puts right.
func healed() []mutation {
	all := []mutation{
		rule("TargetBackupVaultName", func(r *types.BackupRuleInput) { r.TargetBackupVaultName = aws.String("Default") }),
		rule("ScheduleExpression", func(r *types.BackupRuleInput) { r.ScheduleExpression = aws.String("cron(0 3 ? * SUN *)") }),
		rule("no ScheduleExpression", func(r *types.BackupRuleInput) { r.ScheduleExpression = nil }),
		rule("ScheduleExpressionTimezone", func(r *types.BackupRuleInput) { r.ScheduleExpressionTimezone = aws.String("Asia/Tokyo") }),
		rule("StartWindowMinutes", func(r *types.BackupRuleInput) { r.StartWindowMinutes = aws.Int64(60) }),
		rule("CompletionWindowMinutes", func(r *types.BackupRuleInput) { r.CompletionWindowMinutes = aws.Int64(600) }),
		rule("DeleteAfterDays shorter", func(r *types.BackupRuleInput) { r.Lifecycle = lifecycle(1, 91) }),
		rule("never cold", func(r *types.BackupRuleInput) { r.Lifecycle = &types.Lifecycle{DeleteAfterDays: aws.Int64(120)} }),
		rule("cold earlier", func(r *types.BackupRuleInput) { r.Lifecycle = lifecycle(7, 120) }),
		rule("EnableContinuousBackup", func(r *types.BackupRuleInput) {
			r.EnableContinuousBackup, r.Lifecycle = aws.Bool(true), &types.Lifecycle{DeleteAfterDays: aws.Int64(35)}
		}),
		rule("no CopyActions", func(r *types.BackupRuleInput) { r.CopyActions = nil }),
		rule("CopyAction kept shorter", func(r *types.BackupRuleInput) { r.CopyActions[0].Lifecycle = lifecycle(1, 91) }),
		rule("CopyAction never cold", func(r *types.BackupRuleInput) {
			r.CopyActions[0].Lifecycle = &types.Lifecycle{DeleteAfterDays: aws.Int64(120)}
		}),
		keyPolicy(member, "no copies", func(d *policy.Document) { d.Statement = append(d.Statement[:1:1], d.Statement[2:]...) }),
		keyPolicy(member, "no keeper", func(d *policy.Document) { d.Statement = d.Statement[:2] }),
		keyPolicy(member, "an action less", func(d *policy.Document) { d.Statement[1].Action = d.Statement[1].Action[1:] }),
		keyPolicy(member, "another account", func(d *policy.Document) {
			d.Statement[1].Principal = policy.Principal{policy.AWSPrincipal: {org.IAM("aws", manager, "root")}}
		}),
		keyPolicy(member, "a further account", func(d *policy.Document) {
			d.Statement[1].Principal = policy.Principal{policy.AWSPrincipal: {org.IAM("aws", central, "root"), org.IAM("aws", manager, "root")}}
		}),
		keyPolicy(member, "another condition", func(d *policy.Document) { d.Statement[1].Condition = nil }),
		keyPolicy(member, "a Deny", func(d *policy.Document) {
			d.Statement = append(d.Statement, policy.Statement{Effect: policy.Deny, Principal: policy.Everyone(), Action: policy.Values{"kms:Decrypt"}, Resource: policy.Values{"*"},
				Condition: policy.Condition{"StringEquals": {"kms:CallerAccount": {central}}}})
		}),
		keyPolicy(central, "no keeper", func(d *policy.Document) { d.Statement = d.Statement[:1] }),
		keyPolicy(central, "opened", func(d *policy.Document) {
			d.Statement = append(d.Statement, policy.Statement{Effect: policy.Allow, Principal: policy.Principal{policy.AWSPrincipal: {org.IAM("aws", member, "root")}}, Action: policy.Values{"kms:*"}, Resource: policy.Values{"*"}})
		}),
		vaultPolicy("another organization", func(s *policy.Statement) {
			s.Condition = policy.Condition{"StringEquals": {"aws:PrincipalOrgID": {"o-zzzzzzzzzz"}}}
		}),
		vaultPolicy("no condition", func(s *policy.Statement) {
			s.Condition, s.Principal = nil, policy.Principal{policy.AWSPrincipal: {org.IAM("aws", member, "root")}}
		}),
		vaultPolicy("one account alone", func(s *policy.Statement) {
			s.Principal = policy.Principal{policy.AWSPrincipal: {org.IAM("aws", member, "root")}}
		}),
		vaultPolicy("a Deny", func(s *policy.Statement) { s.Effect = policy.Deny }),
		vaultPolicy("a narrower condition", func(s *policy.Statement) {
			s.Condition["ArnLike"] = map[string]policy.Values{"aws:PrincipalArn": {"arn:aws:iam::*:role/mine"}}
		}),
		trust(chain.BackupRole, "another service", policy.Trust("ec2.amazonaws.com").String()),
		trust(chain.BackupRole, "a further principal", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com","AWS":"arn:aws:iam::222233334444:root"},"Action":"sts:AssumeRole"}]}`),
		trust(chain.BackupRole, "a condition", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}}]}`),
		trust(chain.ForwarderRole, "another service", policy.Trust("ec2.amazonaws.com").String()),
		{"policy of the forwarding role: deleted", member, func(h hand) {
			_, err := h.iam.DeleteRolePolicy(h.ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(chain.ForwarderRole), PolicyName: aws.String(chain.ForwarderPolicy)})
			must(h.t, err)
		}},
		{"policy of the forwarding role: another bus", member, func(h hand) {
			_, err := h.iam.PutRolePolicy(h.ctx, &iam.PutRolePolicyInput{RoleName: aws.String(chain.ForwarderRole), PolicyName: aws.String(chain.ForwarderPolicy),
				PolicyDocument: aws.String(policy.PutEvents("arn:aws:events:eu-west-1:111122223333:event-bus/other").String())})
			must(h.t, err)
		}},
		selection("deleted", nil),
		selection("another tag's value", &types.BackupSelection{SelectionName: aws.String("daily"), IamRoleArn: backupRoleARN, Resources: []string{"*"}, Conditions: tagged("weekly")}),
		selection("no condition", &types.BackupSelection{SelectionName: aws.String("daily"), IamRoleArn: backupRoleARN, Resources: []string{"*"}}),
		selection("one resource", &types.BackupSelection{SelectionName: aws.String("daily"), IamRoleArn: backupRoleARN, Resources: []string{"arn:aws:ec2:*:*:volume/*"}, Conditions: tagged("daily")}),
		selection("less than all", &types.BackupSelection{SelectionName: aws.String("daily"), IamRoleArn: backupRoleARN, Resources: []string{"*"}, NotResources: []string{"arn:aws:ec2:*:*:volume/*"}, Conditions: tagged("daily")}),
		selection("a list of tags", &types.BackupSelection{SelectionName: aws.String("daily"), IamRoleArn: backupRoleARN,
			ListOfTags: []types.Condition{{ConditionType: types.ConditionTypeStringequals, ConditionKey: aws.String("backup"), ConditionValue: aws.String("daily")}}}),
	}
	for _, name := range []string{"service-role/AWSBackupServiceRolePolicyForBackup", "service-role/AWSBackupServiceRolePolicyForRestores", "AWSBackupServiceRolePolicyForS3Backup", "AWSBackupServiceRolePolicyForS3Restore"} {
		all = append(all, mutation{"detached: " + name, member, func(h hand) {
			_, err := h.iam.DetachRolePolicy(h.ctx, &iam.DetachRolePolicyInput{RoleName: aws.String(chain.BackupRole), PolicyArn: aws.String("arn:aws:iam::aws:policy/" + name)})
			must(h.t, err)
		}})
	}
	for _, name := range wishes.OptIn {
		all = append(all, mutation{"opted out: " + name, member, func(h hand) {
			_, err := h.backup.UpdateRegionSettings(h.ctx, &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{name: false}})
			must(h.t, err)
		}})
	}
	for _, account := range []string{central, member} {
		all = append(all, driftOfRule(account)...)
	}
	return all
}

// driftOfRule are the ways in which an account's forwarding rule can drift.
func driftOfRule(account string) []mutation {
	put := func(h hand, pattern string) {
		_, err := h.events.PutRule(h.ctx, &eventbridge.PutRuleInput{Name: aws.String(chain.ForwardingRule), EventPattern: aws.String(pattern)})
		must(h.t, err)
	}
	return []mutation{
		forwarding(account, "switched off", func(h hand, name *string) {
			_, err := h.events.DisableRule(h.ctx, &eventbridge.DisableRuleInput{Name: name})
			must(h.t, err)
		}),
		forwarding(account, "a narrower pattern", func(h hand, _ *string) { put(h, `{"source":["aws.backup"],"detail-type":["Copy Job State Change"]}`) }),
		forwarding(account, "another pattern", func(h hand, _ *string) { put(h, `{"source":["aws.ec2"]}`) }),
		forwarding(account, "no target", func(h hand, name *string) {
			_, err := h.events.RemoveTargets(h.ctx, &eventbridge.RemoveTargetsInput{Rule: name, Ids: []string{"central-bus"}})
			must(h.t, err)
		}),
		forwarding(account, "another target", func(h hand, name *string) {
			_, err := h.events.PutTargets(h.ctx, &eventbridge.PutTargetsInput{Rule: name, Targets: []eventtypes.Target{{Id: aws.String("central-bus"),
				Arn: aws.String("arn:aws:events:eu-west-1:111122223333:event-bus/other"), RoleArn: aws.String(place.RoleARN(account, chain.ForwarderRole))}}})
			must(h.t, err)
		}),
		forwarding(account, "deleted", func(h hand, name *string) {
			_, err := h.events.RemoveTargets(h.ctx, &eventbridge.RemoveTargetsInput{Rule: name, Ids: []string{"central-bus"}})
			must(h.t, err)
			_, err = h.events.DeleteRule(h.ctx, &eventbridge.DeleteRuleInput{Name: name})
			must(h.t, err)
		}),
	}
}

// told are mutations whose repair could hurt, or that are no longer farvault's to repair.
func told() []mutation {
	return []mutation{
		rule("DeleteAfterDays longer", func(r *types.BackupRuleInput) { r.Lifecycle = lifecycle(30, 400) }),
		rule("kept for ever", func(r *types.BackupRuleInput) { r.Lifecycle = nil }),
		rule("CopyAction kept longer", func(r *types.BackupRuleInput) { r.CopyActions[0].Lifecycle = lifecycle(30, 400) }),
		rule("a further CopyAction", func(r *types.BackupRuleInput) {
			r.CopyActions = append(r.CopyActions, types.CopyAction{DestinationBackupVaultArn: aws.String("arn:aws:backup:us-east-1:111122223333:backup-vault:more"), Lifecycle: lifecycle(30, 120)})
		}),
		rule("RuleName", func(r *types.BackupRuleInput) { r.RuleName = aws.String("mine") }),
		plan("a further rule", func(p *types.BackupPlanInput) {
			p.Rules = append(p.Rules, types.BackupRuleInput{RuleName: aws.String("mine"), TargetBackupVaultName: aws.String("Default")})
		}),
		{"plan: a second one of farvault's", member, func(h hand) {
			_, err := h.backup.CreateBackupPlan(h.ctx, &backup.CreateBackupPlanInput{BackupPlanTags: map[string]string{chain.OwnerTag: chain.OwnerValue},
				BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("CrossAccountBackupPlan"),
					Rules: []types.BackupRuleInput{{RuleName: aws.String("mine"), TargetBackupVaultName: aws.String("Default")}}}})
			must(h.t, err)
		}},
		{"key: disabled", member, func(h hand) {
			_, err := h.kms.DisableKey(h.ctx, &kms.DisableKeyInput{KeyId: h.key()})
			must(h.t, err)
		}},
		{"key: scheduled for deletion", member, func(h hand) {
			_, err := h.kms.ScheduleKeyDeletion(h.ctx, &kms.ScheduleKeyDeletionInput{KeyId: h.key()})
			must(h.t, err)
		}},
		{"key: owner tag taken off", member, func(h hand) {
			_, err := h.kms.UntagResource(h.ctx, &kms.UntagResourceInput{KeyId: h.key(), TagKeys: []string{chain.OwnerTag}})
			must(h.t, err)
		}},
		{"vault: owner tag taken off", central, func(h hand) {
			_, err := h.backup.UntagResource(h.ctx, &backup.UntagResourceInput{ResourceArn: aws.String(org.Vault("aws", region, central, "farvault")), TagKeyList: []string{chain.OwnerTag}})
			must(h.t, err)
		}},
		{"role: another boundary", member, func(h hand) {
			_, err := h.iam.PutRolePermissionsBoundary(h.ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String(chain.BackupRole), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup")})
			must(h.t, err)
		}},
	}
}

// One world drifts and is healed again and again: each mutation needs one run, and the run after it has nothing to do.
func TestEveryDriftIsHealedInOneRun(t *testing.T) {
	t.Parallel()
	if n := len(healed()) + len(told()); n < leastMutations {
		t.Errorf("only %d mutations, want %d", n, leastMutations)
	}
	t.Logf("%d mutations are healed in one run, %d are told", len(healed()), len(told()))
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.settled(central, member)
	met := map[chain.Kind]bool{}
	for _, m := range healed() {
		before := w.inventory(m.account)
		m.change(w.hand(t, m.account))
		repair, set := counted(t.Context(), t, w, m.account)
		if len(repair.writes) == 0 || len(set.Held()) > 0 {
			t.Errorf("%s: wrote %v, for %s", m.name, repair.writes, chaintest.Text(set))
		}
		if verify, set := counted(t.Context(), t, w, m.account); !set.Empty() || len(verify.writes) > 0 {
			t.Fatalf("%s: after one run there is still %s", m.name, chaintest.Text(set))
		}
		if after := w.inventory(m.account); fmt.Sprint(before) != fmt.Sprint(after) {
			t.Errorf("%s: before there were %v, after %v", m.name, before, after)
		}
		for _, c := range set.Changes {
			met[c.Ref.Kind] = true
		}
	}
	complete(t, "drift", met, map[chain.Kind]string{
		chain.KindServiceLinkedRole: "it is AWS's, and has nothing that could differ",
		chain.KindBackupVault:       "its key, type and lock are for people: TestEveryOtherDriftIsTold",
	})
}

// What is told is written by no run, and told by every one.
func TestEveryOtherDriftIsTold(t *testing.T) {
	t.Parallel()
	for _, m := range told() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			w.settled(m.account)
			m.change(w.hand(t, m.account))
			for range 2 {
				run, set := counted(t.Context(), t, w, m.account)
				if len(run.writes) > 0 || len(set.Held()) == 0 {
					t.Errorf("wrote %v, and told %s", run.writes, chaintest.Text(set))
				}
			}
		})
	}
}
