package backup_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"
)

// Every event has the keys and JSON types of AWS's sample of its kind and state.
func TestEventsHaveTheShapeOfTheSamples(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story      func(*world)
		detailType string
		state      string
	}{
		"backup-job-created":   {noon, "Backup Job State Change", "CREATED"},
		"backup-job-running":   {noon, "Backup Job State Change", "RUNNING"},
		"backup-job-completed": {noon, "Backup Job State Change", "COMPLETED"},
		"backup-job-failed":    {both(inline(without("ec2:CreateSnapshot")), noon), "Backup Job State Change", "FAILED"},
		"backup-job-expired":   {busy, "Backup Job State Change", "EXPIRED"},
		"copy-job-created":     {noon, "Copy Job State Change", "CREATED"},
		"copy-job-running":     {noon, "Copy Job State Change", "RUNNING"},
		"copy-job-completed":   {noon, "Copy Job State Change", "COMPLETED"},
		"copy-job-failed":      {both(emptied, noon), "Copy Job State Change", "FAILED"},

		"recovery-point-completed":       {noon, "Recovery Point State Change", "COMPLETED"},
		"derived-recovery-point-deleted": {both(noon, months), "Recovery Point State Change", "DELETED"},
		"derived-recovery-point-expired": {both(noon, both(distrust, months)), "Recovery Point State Change", "EXPIRED"},

		"backup-plan-created":                  {noon, "Backup Plan State Change", "CREATED"},
		"backup-plan-modified":                 {edited, "Backup Plan State Change", "MODIFIED"},
		"backup-plan-deleted":                  {edited, "Backup Plan State Change", "DELETED"},
		"backup-vault-created":                 {noon, "Backup Vault State Change", "CREATED"},
		"backup-vault-modified":                {lock(1, 365), "Backup Vault State Change", "MODIFIED"},
		"backup-vault-deleted":                 {emptied, "Backup Vault State Change", "DELETED"},
		"region-setting-modified":              {aurora, "Region Setting State Change", "MODIFIED"},
		"backup-process-plan-selection-denied": {both(planned, both(distrust, afternoon)), "AWS Service Event via CloudTrail", ""},
	}
	for sample, tt := range tests {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.story(w)
			var got *event
			for _, e := range w.seen(tt.detailType) {
				if got == nil && (tt.state == "" || e.Detail["state"] == tt.state || e.Detail["status"] == tt.state) {
					got = &e
				}
			}
			if got == nil {
				t.Fatalf("no event %s %s", tt.detailType, tt.state)
			}
			want := readSample(t, sample)
			if diff := cmp.Diff(shape(want.Detail), shape(got.Detail)); diff != "" {
				t.Errorf("detail (-sample +got):\n%s", diff)
			}
			if len(want.Resources) != len(got.Resources) || got.Source != "aws.backup" {
				t.Errorf("source %s, resources %v, the sample has %v", got.Source, got.Resources, want.Resources)
			}
		})
	}
}

// The events of a job are those of the account that owns it, the member's, and none is the central account's.
func TestJobsTellTheAccountThatOwnsThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	noon(w)
	for _, e := range w.events {
		if e.DetailType != "Backup Vault State Change" && e.Account != member {
			t.Errorf("%s in account %s", e.DetailType, e.Account)
		}
	}
}

func TestTheMessageOfABackupJobStandsInQuotesAndThatOfACopyDoesNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	inline(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":["ec2:CreateSnapshot","backup:CopyIntoBackupVault"],"Resource":"*"}}`)(w)
	noon(w)
	got := map[string]any{}
	for _, e := range w.events {
		if e.Detail["state"] == "FAILED" {
			got[e.DetailType] = e.Detail["statusMessage"]
		}
	}
	want := map[string]any{
		"Backup Job State Change": `"IAM Role ` + backupRole + ` does not have sufficient permissions to execute the backup."`,
		"Copy Job State Change":   "Access Denied trying to call AWS Backup service",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("status messages (-want +got):\n%s", diff)
	}
}

func planned(w *world)   { w.plan(dailyRule()) }
func afternoon(w *world) { w.Advance(4 * time.Hour) }
func noon(w *world) {
	planned(w)
	afternoon(w)
}
func months(w *world) { w.Advance(100 * 24 * time.Hour) }

// busy keeps the volume busy on demand whenever the job of the plan tries to start, until its window closes.
func busy(w *world) {
	rule := dailyRule()
	rule.StartWindowMinutes = aws.Int64(60)
	w.plan(rule)
	w.Advance(time.Date(2026, 3, 1, 11, 59, 0, 0, time.UTC).Sub(w.Clock.Now()))
	for range 7 {
		w.startBackup(w.volume, 60)
		w.Advance(10 * time.Minute)
	}
}

func edited(w *world) {
	id := w.plan(dailyRule())
	rule := dailyRule()
	rule.ScheduleExpression = aws.String("cron(0 13 * * ? *)")
	w.update(id, rule)
	out, err := w.as(member).ListBackupSelections(context.Background(), &sdk.ListBackupSelectionsInput{BackupPlanId: &id})
	w.must(err)
	for _, s := range out.BackupSelectionsList {
		_, err := w.as(member).DeleteBackupSelection(context.Background(), &sdk.DeleteBackupSelectionInput{BackupPlanId: &id, SelectionId: s.SelectionId})
		w.must(err)
	}
	_, err = w.as(member).DeleteBackupPlan(context.Background(), &sdk.DeleteBackupPlanInput{BackupPlanId: &id})
	w.must(err)
}

func aurora(w *world) {
	_, err := w.as(member).UpdateRegionSettings(context.Background(), &sdk.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"Aurora": true}})
	w.must(err)
}

type sample struct {
	Resources []string
	Detail    map[string]any
}

// readSample reads AWS's published sample, or one derived from its siblings.
func readSample(t *testing.T, name string) sample {
	t.Helper()
	text, err := os.ReadFile("../../events/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var s sample
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// shape is a JSON value with the names of types in the place of values.
func shape(value any) any {
	switch v := value.(type) {
	case map[string]any:
		members := map[string]any{}
		for name, member := range v {
			members[name] = shape(member)
		}
		return members
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case nil:
		return "null"
	}
	return "other"
}
