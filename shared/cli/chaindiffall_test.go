package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbackup "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault"
	"farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/simulator/backup"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// overviewStage is a stage with three members that are not prepared yet: one has a plan of its own that selects what
// farvault's does, one cannot be read.
func overviewStage(t *testing.T) *stage.Stage {
	t.Helper()
	s, err := stage.New(context.Background(), stage.Options{
		Files: farvault.Files, Begins: time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC),
		Operators: "arn:aws:iam::" + stage.CentralID + ":root",
		Log:       func(string) *slog.Logger { return slog.New(slog.DiscardHandler) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": s.World.URL(), "AWS_REGION": stage.HomeRegion, "AWS_ACCESS_KEY_ID": stage.CentralID,
		"AWS_SECRET_ACCESS_KEY": "simulated", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
	} {
		t.Setenv(name, value)
	}
	web, lab := stage.Members[0].ID, stage.Members[1].ID
	s.World.Lock()
	s.World.IAM.PropagationDelay = 0
	s.World.IAM.RemoveRole(lab, "farvault-provisioner")
	s.World.Backup.AddResource(web, stage.HomeRegion, backup.Resource{Type: "EBS", Tags: map[string]string{"backup": "daily"}})
	s.World.Backup.AddResource(web, stage.HomeRegion, backup.Resource{Type: "EBS", Tags: map[string]string{"backup": "never"}})
	s.World.Unlock()
	theirs(t, s, web)
	return s
}

// theirs makes the team's own plan in an account, by the account's default role of AWS Backup.
func theirs(t *testing.T, s *stage.Stage, account string) {
	t.Helper()
	client := awsbackup.NewFromConfig(s.World.Administrator(account, stage.HomeRegion))
	ctx := t.Context()
	if _, err := client.CreateBackupVault(ctx, &awsbackup.CreateBackupVaultInput{BackupVaultName: aws.String("theirs")}); err != nil {
		t.Fatal(err)
	}
	plan, err := client.CreateBackupPlan(ctx, &awsbackup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{
		BackupPlanName: aws.String("nightly"),
		Rules:          []types.BackupRuleInput{{RuleName: aws.String("night"), TargetBackupVaultName: aws.String("theirs"), ScheduleExpression: aws.String("cron(0 2 * * ? *)")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateBackupSelection(ctx, &awsbackup.CreateBackupSelectionInput{BackupPlanId: plan.BackupPlanId, BackupSelection: &types.BackupSelection{
		SelectionName: aws.String("volumes"), IamRoleArn: aws.String(roleOf(t, s, account)), Resources: []string{"arn:aws:ec2:*:*:volume/*"},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestChainDiffAll(t *testing.T) {
	s := overviewStage(t)
	run := func(want int, args ...string) (string, string) {
		t.Helper()
		var out, said bytes.Buffer
		if got := Run(t.Context(), append([]string{"chain"}, args...), Streams{Out: &out, Err: &said, Screen: Screen{Width: 100}}); got != want {
			t.Fatalf("%v: status %d, want %d\n%s%s", args, got, want, out.String(), said.String())
		}
		return out.String(), said.String()
	}
	s.World.Lock()
	s.World.Journal.Reset()
	s.World.Unlock()
	text, _ := run(1, "diff", "--all")
	s.World.Lock()
	writes := slices.DeleteFunc(slices.Clone(s.World.Journal.Calls()), func(e kernel.Entry) bool { return !e.Write || e.Service == "sts" })
	s.World.Unlock()
	if len(writes) > 0 {
		t.Errorf("looking wrote: %v", writes)
	}
	web, lab, box := stage.Members[0].ID, stage.Members[1].ID, stage.Members[2].ID
	for _, part := range []string{
		web + "  9", box + "  9", "create KMS key alias/farvault", web + " and 1 more",
		"DynamoDB (full AWS Backup management)", "nightly", "arn:aws:ec2:eu-west-1:" + web + ":volume/",
		lab + "  data-lab", "farvault-provisioner", "3 accounts read: 3 would change, 1 could not be read.",
		"3 KMS keys would be made: 3.00 USD a month more (https://aws.amazon.com/kms/pricing/).",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
	for line := range strings.Lines(text) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 100 && strings.Contains(strings.TrimSpace(line), " ") && !strings.Contains(line, "arn:") {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	text, _ = run(1, "diff", "--all", "--json")
	var o chain.Overview
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	if o.Keys.Count != 3 || o.Keys.Monthly != 3 || len(o.Unread) != 1 || o.Unread[0].ID != lab || len(o.Twice) != 1 || len(o.Twice[0].Resources) != 1 || len(o.OptIns) == 0 {
		t.Errorf("%+v", o)
	}
	for _, id := range []string{stage.CentralID, web, box} {
		run(0, "apply", "--yes", "--account", id)
	}
	// Nothing would change in those that can be read: not all could be looked at.
	text, _ = run(3, "diff", "--all")
	if !strings.Contains(text, "3 accounts read: 0 would change, 1 could not be read.") || !strings.Contains(text, "nightly") {
		t.Error(text)
	}
	if _, said := run(2, "diff"); !strings.Contains(said, "--all") {
		t.Error(said)
	}
}

func TestProgressIsShownAfterAWhileToThoseWhoWatch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for watches, want := range map[bool]string{true: "\raccounts read: 2 of 3\raccounts read: 3 of 3\r                     \r", false: ""} {
		var said bytes.Buffer
		at := now
		p := newProgress(Streams{Err: &said, Screen: Screen{Watches: watches, Now: func() time.Time { return at }}}, "accounts read", 3)
		p.step()
		at = at.Add(3 * time.Second)
		p.step()
		p.step()
		p.end()
		if said.String() != want {
			t.Errorf("%q, want %q", said.String(), want)
		}
	}
}

// roleOf is a role of the team's by which AWS Backup works.
func roleOf(t *testing.T, s *stage.Stage, account string) string {
	t.Helper()
	s.World.Lock()
	defer s.World.Unlock()
	s.World.IAM.PutRole(account, iam.Role{Name: "team-backup", Path: "/", Trust: policy.Trust("backup.amazonaws.com"),
		Inline: map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}})
	return "arn:aws:iam::" + account + ":role/team-backup"
}
