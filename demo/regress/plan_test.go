package regress_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/demo/regress"
	"farvault/demo/stage"
	"farvault/shared/chain"
)

// planName is the plan of the settings that every version ships.
const planName = "CrossAccountBackupPlan"

// lookAtPlan has people add to two plans what settings cannot say, Windows VSS and tags of recovery points, and change
// a start window: in one account of farvault's own plan, in the other of one that somebody else has and that the
// settings let farvault adopt. UpdateBackupPlan replaces the whole document.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html
func lookAtPlan(t *testing.T, v regress.Version) sight {
	s := play(t, v, stage.Options{}, regress.Edit{Was: "\nAdopt: []\n",
		Is: "\nAdopt:\n  - {Kind: backup plan, Name: " + planName + ", Accounts: [\"*\"]}\n"})
	s.pass(30 * time.Minute)
	own, foreign := s.plan(stage.Members[0].ID), s.plan(stage.Members[1].ID)
	window := *own.document().Rules[0].StartWindowMinutes
	own.extend()
	foreign.extend()
	foreign.disown()
	s.pass(25 * time.Hour)

	mended := *own.document().Rules[0].StartWindowMinutes == window
	adopted := foreign.owner() == chain.OwnerValue
	kept := []bool{own.extended(), foreign.extended()}
	say := func(yes bool, one, other string) string {
		if yes {
			return one
		}
		return other
	}
	got := sight{says: fmt.Sprintf("VSS and tags: %s in farvault's own plan, whose window is %s; %s in another's, which is %s",
		say(kept[0], "kept", "wiped"), say(mended, "put back", "not put back"),
		say(kept[1], "kept", "wiped"), say(adopted, "adopted", "left to people"))}
	switch {
	case mended && !kept[0] && adopted && !kept[1]:
		got.faulty = true
	case !mended || !kept[0] || !kept[1]:
		t.Fatalf("neither the fault nor what is right: %s", got.says)
	}
	return got
}

// plan is the backup plan of an account, in the hands of its administrator.
type plan struct {
	*scene
	client  *backup.Client
	id, arn *string
}

func (s *scene) plan(account string) plan {
	s.Helper()
	client := backup.NewFromConfig(s.World.Administrator(account, stage.HomeRegion))
	plans, err := client.ListBackupPlans(s.Context(), &backup.ListBackupPlansInput{})
	s.must(err)
	if len(plans.BackupPlansList) != 1 || *plans.BackupPlansList[0].BackupPlanName != planName {
		s.Fatalf("account %s has plans %+v, want %s", account, plans.BackupPlansList, planName)
	}
	return plan{s, client, plans.BackupPlansList[0].BackupPlanId, plans.BackupPlansList[0].BackupPlanArn}
}

func (p plan) document() *types.BackupPlan {
	p.Helper()
	out, err := p.client.GetBackupPlan(p.Context(), &backup.GetBackupPlanInput{BackupPlanId: p.id})
	p.must(err)
	return out.BackupPlan
}

// extend adds what settings cannot say, and changes what they do say.
func (p plan) extend() {
	p.Helper()
	d := p.document()
	in := &types.BackupPlanInput{BackupPlanName: d.BackupPlanName, AdvancedBackupSettings: []types.AdvancedBackupSetting{
		{ResourceType: aws.String("EC2"), BackupOptions: map[string]string{"WindowsVSS": "enabled"}}}}
	for _, r := range d.Rules {
		in.Rules = append(in.Rules, types.BackupRuleInput{
			RuleName: r.RuleName, TargetBackupVaultName: r.TargetBackupVaultName, ScheduleExpression: r.ScheduleExpression,
			ScheduleExpressionTimezone: r.ScheduleExpressionTimezone, StartWindowMinutes: aws.Int64(*r.StartWindowMinutes - 60),
			CompletionWindowMinutes: r.CompletionWindowMinutes, Lifecycle: r.Lifecycle, CopyActions: r.CopyActions,
			RecoveryPointTags: map[string]string{"cost": "42"},
		})
	}
	_, err := p.client.UpdateBackupPlan(p.Context(), &backup.UpdateBackupPlanInput{BackupPlanId: p.id, BackupPlan: in})
	p.must(err)
	if !p.extended() {
		p.Fatal("the simulator does not keep what people add to a plan")
	}
}

// extended reports whether the plan still says what was added.
func (p plan) extended() bool {
	p.Helper()
	d := p.document()
	advanced := len(d.AdvancedBackupSettings) == 1 && d.AdvancedBackupSettings[0].BackupOptions["WindowsVSS"] == "enabled"
	return advanced && d.Rules[0].RecoveryPointTags["cost"] == "42"
}

// disown gives the plan another owner.
func (p plan) disown() {
	p.Helper()
	_, err := p.client.TagResource(p.Context(), &backup.TagResourceInput{ResourceArn: p.arn,
		Tags: map[string]string{chain.OwnerTag: "another-tool"}})
	p.must(err)
}

func (p plan) owner() string {
	p.Helper()
	out, err := p.client.ListTags(p.Context(), &backup.ListTagsInput{ResourceArn: p.arn})
	p.must(err)
	return out.Tags[chain.OwnerTag]
}
