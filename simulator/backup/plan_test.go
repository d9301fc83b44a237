package backup_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/simulator/wire/wiretest"
)

func (w *world) create(name, requestID string, rules ...types.BackupRuleInput) (*sdk.CreateBackupPlanOutput, error) {
	in := &sdk.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: &name, Rules: rules}}
	if requestID != "" {
		in.CreatorRequestId = &requestID
	}
	return w.as(member).CreateBackupPlan(context.Background(), in)
}

func TestCreateBackupPlanRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*types.BackupRuleInput)
		want   string
	}{
		"an ARN where the local vault's name belongs": {
			func(r *types.BackupRuleInput) { r.TargetBackupVaultName = aws.String(centralVault) },
			"Error in rule Daily : Backup vault name " + centralVault + " is not valid",
		},
		"less than 90 days in cold storage": {
			func(r *types.BackupRuleInput) { r.Lifecycle = lifecycle(30, 90) },
			"Error in rule Daily : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
		},
		"less than 90 days in cold storage of a copy": {
			func(r *types.BackupRuleInput) { r.CopyActions[0].Lifecycle = lifecycle(30, 90) },
			"Error in rule Daily : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
		},
		"a transition after 0 days, which is a value": {
			func(r *types.BackupRuleInput) { r.Lifecycle = lifecycle(0, 35) },
			"Error in rule Daily : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
		},
		"a deletion after 0 days": {
			func(r *types.BackupRuleInput) { r.Lifecycle = &types.Lifecycle{DeleteAfterDays: aws.Int64(0)} },
			"Error in rule Daily : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days",
		},
		"a deletion after more than 100 years": {
			func(r *types.BackupRuleInput) { r.Lifecycle = &types.Lifecycle{DeleteAfterDays: aws.Int64(36501)} },
			"Error in rule Daily : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days",
		},
		"cold storage of a continuous backup": {
			func(r *types.BackupRuleInput) {
				r.EnableContinuousBackup, r.Lifecycle = aws.Bool(true), lifecycle(1, 100)
			},
			"Error in rule Daily : Invalid lifecycle. MoveToColdStorageAfterDays is unavailable",
		},
		"a continuous backup of more than 35 days": {
			func(r *types.BackupRuleInput) {
				r.EnableContinuousBackup, r.Lifecycle = aws.Bool(true), &types.Lifecycle{DeleteAfterDays: aws.Int64(36)}
			},
			"Error in rule Daily : Invalid lifecycle. DeleteAfterDays cannot be more than 35 days for continuous backups",
		},
		"a start window under an hour": {
			func(r *types.BackupRuleInput) { r.StartWindowMinutes = aws.Int64(59) }, "Error in rule Daily : Invalid start window.",
		},
		"a rate": {
			func(r *types.BackupRuleInput) { r.ScheduleExpression = aws.String("rate(1 day)") }, "Error in rule Daily : Invalid schedule expression. rate(1 day) is not a cron expression",
		},
		"a cron of five fields": {
			func(r *types.BackupRuleInput) { r.ScheduleExpression = aws.String("cron(0 12 * * *)") }, "Error in rule Daily : Invalid schedule expression.",
		},
		"a cron that runs every half hour": {
			func(r *types.BackupRuleInput) { r.ScheduleExpression = aws.String("cron(0/30 * * * ? *)") },
			"Error in rule Daily : Invalid schedule expression. cron(0/30 * * * ? *) runs more often than every hour",
		},
		"a destination by name": {
			func(r *types.BackupRuleInput) { r.CopyActions[0].DestinationBackupVaultArn = aws.String("central") },
			"Error in rule Daily : Destination backup vault ARN central is not valid",
		},
		"a rule name with a space": {func(r *types.BackupRuleInput) { r.RuleName = aws.String("a b") }, "Rule name a b is not valid"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			rule := dailyRule()
			tt.change(&rule)
			_, err := newWorld(t).create("plan", "", rule)
			if got := wiretest.Refusal(err); !strings.HasPrefix(got, "InvalidParameterValueException: "+tt.want) {
				t.Errorf("CreateBackupPlan: %q, want %q", got, tt.want)
			}
		})
	}
}

func lifecycle(cold, keep int64) *types.Lifecycle {
	return &types.Lifecycle{MoveToColdStorageAfterDays: &cold, DeleteAfterDays: &keep}
}

// Names are not unique, documents and request ids are.
func TestASecondCreateBackupPlan(t *testing.T) {
	t.Parallel()
	other := dailyRule()
	other.ScheduleExpression = aws.String("cron(0 3 * * ? *)")
	tests := map[string]struct {
		requestID string
		rule      types.BackupRuleInput
		refused   bool
		plans     int
	}{
		"the same document is refused":                      {requestID: "", rule: dailyRule(), refused: true, plans: 1},
		"another document makes a second plan of that name": {requestID: "", rule: other, plans: 2},
		"the same request id answers with the first plan":   {requestID: "first", rule: other, plans: 1},
		"another request id does not help a same document":  {requestID: "second", rule: dailyRule(), refused: true, plans: 1},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			first, err := w.create("plan", "first", dailyRule())
			w.must(err)
			second, err := w.create("plan", tt.requestID, tt.rule)
			var exists *types.AlreadyExistsException
			if errors.As(err, &exists) != tt.refused {
				t.Fatalf("second CreateBackupPlan: %v", err)
			}
			if tt.refused && (exists.ErrorMessage() != "Backup plan with the same plan document already exists" || aws.ToString(exists.Arn) != *first.BackupPlanArn) {
				t.Errorf("refusal %q about %s", exists.ErrorMessage(), aws.ToString(exists.Arn))
			}
			if !tt.refused && tt.plans == 1 && *second.BackupPlanId != *first.BackupPlanId {
				t.Errorf("plan %s, want the first, %s", *second.BackupPlanId, *first.BackupPlanId)
			}
			out, err := w.as(member).ListBackupPlans(context.Background(), &sdk.ListBackupPlansInput{})
			w.must(err)
			if len(out.BackupPlansList) != tt.plans {
				t.Errorf("%d plans, want %d", len(out.BackupPlansList), tt.plans)
			}
		})
	}
}

// GetBackupPlan shows what AWS Backup filled in, and keeps a rule's id as long as its name.
func TestGetBackupPlanFillsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bare := types.BackupRuleInput{RuleName: aws.String("Daily"), TargetBackupVaultName: aws.String("local")}
	created, err := w.create("plan", "", bare)
	w.must(err)
	before := w.rule(*created.BackupPlanId)
	want := types.BackupRule{
		RuleName: aws.String("Daily"), TargetBackupVaultName: aws.String("local"), ScheduleExpression: aws.String("cron(0 5 ? * * *)"),
		ScheduleExpressionTimezone: aws.String("Etc/UTC"), StartWindowMinutes: aws.Int64(480), CompletionWindowMinutes: aws.Int64(10080),
		EnableContinuousBackup: aws.Bool(false), RuleId: before.RuleId,
	}
	if diff := cmp.Diff(want, before, cmpopts.IgnoreUnexported(types.BackupRule{})); diff != "" || aws.ToString(before.RuleId) == "" {
		t.Errorf("rule (-want +got):\n%s", diff)
	}
	bare.StartWindowMinutes = aws.Int64(60)
	w.update(*created.BackupPlanId, bare)
	after := w.rule(*created.BackupPlanId)
	if *after.RuleId != *before.RuleId || *after.StartWindowMinutes != 60 {
		t.Errorf("after the update rule %s has %d minutes, before it was %s", *after.RuleId, *after.StartWindowMinutes, *before.RuleId)
	}
	old, err := w.as(member).GetBackupPlan(context.Background(), &sdk.GetBackupPlanInput{BackupPlanId: created.BackupPlanId, VersionId: created.VersionId})
	w.must(err)
	if *old.BackupPlan.Rules[0].StartWindowMinutes != 480 {
		t.Error("the first version was changed")
	}
}

func (w *world) rule(planID string) types.BackupRule {
	w.t.Helper()
	out, err := w.as(member).GetBackupPlan(context.Background(), &sdk.GetBackupPlanInput{BackupPlanId: &planID})
	w.must(err)
	return out.BackupPlan.Rules[0]
}

// A daily rule with copies is swallowed by a weekly one without, where they overlap.
func TestOfOverlappingRulesTheLongerKeptRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	only("EBS")(w)
	weekly := types.BackupRuleInput{
		RuleName: aws.String("Weekly"), TargetBackupVaultName: aws.String("local"), ScheduleExpression: aws.String("cron(0 14 ? * MON *)"),
		Lifecycle: &types.Lifecycle{DeleteAfterDays: aws.Int64(365)},
	}
	w.plan(dailyRule(), weekly)
	w.Advance(3 * 24 * time.Hour) // from a Sunday's morning to a Wednesday's
	got := map[string]int{}
	for _, job := range w.backups() {
		got[*job.CreatedBy.BackupRuleName]++
	}
	if diff := cmp.Diff(map[string]int{"Daily": 2, "Weekly": 1}, got); diff != "" {
		t.Errorf("jobs by rule (-want +got):\n%s", diff)
	}
}

func TestDeleteBackupPlanWantsItsSelectionsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.plan(dailyRule())
	_, err := w.as(member).DeleteBackupPlan(context.Background(), &sdk.DeleteBackupPlanInput{BackupPlanId: &id})
	if got, want := wiretest.Refusal(err), "InvalidRequestException: Related backup plan selections must be deleted prior to backup plan deletion"; got != want {
		t.Errorf("DeleteBackupPlan: %q, want %q", got, want)
	}
}
