package backup_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/simulator/iam"
	"farvault/simulator/wire/wiretest"
)

func TestCreateBackupSelectionRefuses(t *testing.T) {
	t.Parallel()
	const invalid = "InvalidParameterValueException: "
	tests := map[string]struct {
		breaks func(*world)
		change func(*sdk.CreateBackupSelectionInput)
		want   string
	}{
		"a role that AWS Backup cannot assume": {breaks: distrust, want: invalid + "IAM Role " + backupRole + " cannot be assumed by AWS Backup"},
		"a role that may not look for tags": {
			breaks: inline(without("tag:GetResources")), want: invalid + "IAM Role " + backupRole + " is not authorized to call tag:GetResources",
		},
		"a selection of nothing": {
			change: func(in *sdk.CreateBackupSelectionInput) { in.BackupSelection.Resources = nil },
			want:   invalid + "Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.",
		},
		"a condition on something else than a tag": {
			change: func(in *sdk.CreateBackupSelectionInput) {
				in.BackupSelection.Conditions.StringEquals[0].ConditionKey = aws.String("backup")
			},
			want: invalid + "Condition key backup does not begin with aws:ResourceTag/",
		},
		"a plan that does not exist": {
			change: func(in *sdk.CreateBackupSelectionInput) { in.BackupPlanId = aws.String("none") },
			want:   invalid + "Cannot find Backup plan with ID none",
		},
		"a role of another account": {
			change: func(in *sdk.CreateBackupSelectionInput) { in.BackupSelection.IamRoleArn = aws.String(linkedRole) },
			want:   "AccessDeniedException: Cross-account pass role is not allowed.",
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if tt.breaks != nil {
				tt.breaks(w)
			}
			plan, err := w.create("plan", "", dailyRule())
			w.must(err)
			in := &sdk.CreateBackupSelectionInput{BackupPlanId: plan.BackupPlanId, BackupSelection: byTag()}
			if tt.change != nil {
				tt.change(in)
			}
			_, err = w.as(member).CreateBackupSelection(context.Background(), in)
			if got := wiretest.Refusal(err); got != tt.want {
				t.Errorf("CreateBackupSelection: %q, want %q", got, tt.want)
			}
		})
	}
}

// A new role can be assumed 30 seconds after it was made, and not a second before.
func TestASelectionWaitsForItsRoleToSpread(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plan, err := w.create("plan", "", dailyRule())
	w.must(err)
	w.role(iam.Role{Name: "fresh", Attached: []string{forBackup}})
	selection := byTag()
	selection.IamRoleArn = aws.String(strings.Replace(backupRole, "/backup", "/fresh", 1))
	var got []bool
	for range 2 {
		_, err := w.as(member).CreateBackupSelection(context.Background(), &sdk.CreateBackupSelectionInput{BackupPlanId: plan.BackupPlanId, BackupSelection: selection})
		got = append(got, err == nil)
		w.Advance(30 * time.Second)
	}
	if got[0] || !got[1] {
		t.Errorf("accepted at once %t, after 30 seconds %t", got[0], got[1])
	}
}

func TestTheSameRequestIDAnswersWithTheSameSelection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plan, err := w.create("plan", "", dailyRule())
	w.must(err)
	ids := map[string]bool{}
	for range 2 {
		out, err := w.as(member).CreateBackupSelection(context.Background(), &sdk.CreateBackupSelectionInput{
			BackupPlanId: plan.BackupPlanId, BackupSelection: byTag(), CreatorRequestId: aws.String("once"),
		})
		w.must(err)
		ids[*out.SelectionId] = true
	}
	out, err := w.as(member).ListBackupSelections(context.Background(), &sdk.ListBackupSelectionsInput{BackupPlanId: plan.BackupPlanId})
	w.must(err)
	if len(ids) != 1 || len(out.BackupSelectionsList) != 1 {
		t.Errorf("%d ids, %d selections, want one of each", len(ids), len(out.BackupSelectionsList))
	}
}

// Which of a tagged volume and a tagged file system a selection backs up, where only file systems are opted in.
func TestOptInCountsUnlessTheTypeIsNamed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*types.BackupSelection)
		want   []string
	}{
		"everything with the tag": {func(*types.BackupSelection) {}, []string{"EFS"}},
		"the type by name":        {func(s *types.BackupSelection) { s.Resources = []string{"arn:aws:ec2:*:*:volume/*"} }, []string{"EBS"}},
		"the service by name":     {func(s *types.BackupSelection) { s.Resources = []string{"arn:aws:ec2:*"} }, nil},
		"a list of tags": {func(s *types.BackupSelection) {
			s.Resources, s.Conditions = nil, nil
			s.ListOfTags = []types.Condition{{ConditionType: "STRINGEQUALS", ConditionKey: aws.String("backup"), ConditionValue: aws.String("daily")}}
		}, []string{"EFS"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.as(member).UpdateRegionSettings(context.Background(), &sdk.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EBS": false}})
			w.must(err)
			plan, err := w.create("plan", "", dailyRule())
			w.must(err)
			selection := byTag()
			tt.change(selection)
			w.selection(*plan.BackupPlanId, selection)
			w.Advance(4 * time.Hour)
			var got []string
			for _, job := range w.backups() {
				got = append(got, *job.ResourceType)
			}
			if strings.Join(got, " ") != strings.Join(tt.want, " ") {
				t.Errorf("backed up %v, want %v", got, tt.want)
			}
		})
	}
}

// A selection that was made while the role could be assumed stays when it no longer can, and makes no jobs.
func TestASelectionOutlivesItsRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.plan(dailyRule())
	distrust(w)
	out, err := w.as(member).ListBackupSelections(context.Background(), &sdk.ListBackupSelectionsInput{BackupPlanId: &id})
	w.must(err)
	if len(out.BackupSelectionsList) != 1 || *out.BackupSelectionsList[0].IamRoleArn != backupRole {
		t.Errorf("selections %v", out.BackupSelectionsList)
	}
	w.Advance(4 * time.Hour)
	if n := len(w.backups()); n != 0 {
		t.Errorf("%d backup jobs, want none", n)
	}
}

// Only who has to look for resources needs the permission to look for tags.
func TestASelectionByARNNeedsNoTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	inline(without("tag:GetResources"))(w)
	plan, err := w.create("plan", "", dailyRule())
	w.must(err)
	w.selection(*plan.BackupPlanId, &types.BackupSelection{SelectionName: aws.String("one"), IamRoleArn: aws.String(backupRole), Resources: []string{w.volume}})
	w.Advance(4 * time.Hour)
	if jobs := w.backups(); len(jobs) != 1 || *jobs[0].ResourceArn != w.volume {
		t.Errorf("%d backup jobs, want one of the volume", len(jobs))
	}
}
