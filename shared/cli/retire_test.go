package cli

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbackup "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"farvault"
	"farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/ledger"
	"farvault/simulator/backup"
)

// retiring is a protected member whose volume is backed up at noon, and an operator with credentials of his own in it.
type retiring struct {
	*stage.Stage
	t      *testing.T
	member string
	volume string
}

func newRetiring(t *testing.T) *retiring {
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
	r := &retiring{Stage: s, t: t, member: stage.Members[0].ID}
	profiles := filepath.Join(t.TempDir(), "config")
	r.must(os.WriteFile(profiles, []byte("[profile member]\naws_access_key_id="+r.member+"\naws_secret_access_key=simulated\n"+
		"[profile other]\naws_access_key_id="+stage.Members[1].ID+"\naws_secret_access_key=simulated\n"), 0o600))
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": s.World.URL(), "AWS_REGION": stage.HomeRegion, "AWS_ACCESS_KEY_ID": stage.CentralID,
		"AWS_SECRET_ACCESS_KEY": "simulated", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": profiles, "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
	} {
		t.Setenv(name, value)
	}
	s.World.Lock()
	r.volume = s.World.Backup.AddResource(r.member, stage.HomeRegion, backup.Resource{Type: "EFS", Tags: map[string]string{"backup": "daily"}})
	s.World.Unlock()
	s.World.Advance(time.Hour)
	r.must(s.Err())
	if got := r.status(); got != account.Protected {
		t.Fatalf("the member is %q", got)
	}
	return r
}

func (r *retiring) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *retiring) run(status int, line ...string) (out, said string) {
	r.t.Helper()
	var data, words bytes.Buffer
	if got := Run(r.t.Context(), line, Streams{In: strings.NewReader(""), Out: &data, Err: &words}); got != status {
		r.t.Fatalf("%q ends with %d, want %d:\n%s%s", line, got, status, data.String(), words.String())
	}
	return data.String(), words.String()
}

func (r *retiring) status() account.Status {
	r.t.Helper()
	record, err := ledger.New(dynamodb.NewFromConfig(r.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault").Account(r.t.Context(), r.member)
	r.must(err)
	return record.Status
}

// writes are the calls since a time by which somebody changed the member, "by a role of farvault's" or by the operator.
func (r *retiring) writes(since time.Time, ours bool) (calls []string) {
	r.World.Lock()
	defer r.World.Unlock()
	for _, c := range r.World.Journal.Calls() {
		if c.Account == r.member && c.Write && !c.At.Before(since) && strings.Contains(c.RoleARN, "role/farvault/") == ours && !strings.Contains(c.RoleARN, "aws-service-role") {
			calls = append(calls, c.Service+":"+c.Operation)
		}
	}
	return calls
}

// copies are the recovery points of the volume in the central vault.
func (r *retiring) copies() int {
	r.t.Helper()
	found, err := awsbackup.NewFromConfig(r.World.Administrator(stage.CentralID, stage.HomeRegion)).ListRecoveryPointsByBackupVault(r.t.Context(),
		&awsbackup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("farvault"), ByResourceArn: &r.volume})
	r.must(err)
	return len(found.RecoveryPoints)
}

var retire = []string{"retire", "--owner", "ana", "--reason", "end of the pilot"}

func (r *retiring) optIn() map[string]bool {
	r.t.Helper()
	now, err := awsbackup.NewFromConfig(r.World.Administrator(r.member, stage.HomeRegion)).DescribeRegionSettings(r.t.Context(), &awsbackup.DescribeRegionSettingsInput{})
	r.must(err)
	return now.ResourceTypeOptInPreference
}

// TestRetireEndsBackupsAndDeletesNoData: the operator's own calls, and none of farvault's, stop the backups, the events and the opt-ins
// that farvault switched on; nothing that holds data is deleted, and no function brings anything back.
func TestRetireEndsBackupsAndDeletesNoData(t *testing.T) {
	r := newRetiring(t)
	r.World.Advance(6 * time.Hour) // noon's copies are there
	if r.copies() != 1 || !r.optIn()["EFS"] {
		t.Fatalf("%d copies, %v", r.copies(), r.optIn())
	}
	r.run(2, append(slices.Clone(retire), "--account", r.member)...)                                              // nobody to ask
	r.run(2, append(slices.Clone(retire), "--account", r.member, "--member-profile", "other", "--yes")...)        // not of that account
	r.run(2, "retire", "--account", r.member, "--owner", "ana", "--reason", " ", "--yes")                         // no reason
	r.run(2, append(slices.Clone(retire), "--account", stage.CentralID, "--member-profile", "other", "--yes")...) // keeps all copies
	since := r.Now()
	if calls := r.writes(since, false); len(calls) > 0 || r.status() != account.Protected {
		t.Fatalf("a command that was refused wrote %v", calls)
	}
	out, said := r.run(0, append(slices.Clone(retire), "--account", r.member, "--member-profile", "member", "--yes")...)
	for _, word := range []string{"done: aws backup delete-backup-selection", "done: aws events disable-rule", "done: aws backup update-region-settings", "'EFS=false'"} {
		if !strings.Contains(out, word) {
			t.Errorf("no %q in\n%s", word, out)
		}
	}
	for _, word := range []string{"farvault-local", "farvault-backup", "when the last of 1 recovery point expires"} {
		if !strings.Contains(said, word) {
			t.Errorf("no %q in\n%s", word, said)
		}
	}
	calls := r.writes(since, false)
	slices.Sort(calls)
	for _, call := range calls {
		if !slices.Contains([]string{"backup:DeleteBackupSelection", "backup:UpdateRegionSettings", "events:DisableRule"}, call) {
			t.Errorf("retire called %s", call)
		}
	}
	if len(calls) < 3 || r.optIn()["EFS"] {
		t.Errorf("retire called %v; opt-in %v", calls, r.optIn())
	}
	r.World.Advance(50 * time.Hour)
	if calls := r.writes(since, true); len(calls) > 0 {
		t.Errorf("after the retirement farvault called %v", calls)
	}
	if r.status() != account.Retired || r.copies() != 1 {
		t.Errorf("two days later the account is %q with %d copies", r.status(), r.copies())
	}
	out, _ = r.run(0, "status")
	if !strings.Contains(out, "retired by ana: end of the pilot") {
		t.Errorf("status says\n%s", out)
	}
	out, said = r.run(0, "coverage")
	if strings.Contains(out, "failing") || strings.Contains(out+said, "unknown") {
		t.Errorf("coverage says\n%s%s", out, said)
	}
	r.World.Lock()
	defer r.World.Unlock()
	told := 0
	for _, m := range r.World.SNS.Mails() {
		if strings.Contains(m.Body, "is retired from farvault") {
			told++
		}
		if strings.Contains(m.Body, "RED") {
			t.Errorf("somebody was called for a retired account:\n%s", m.Body)
		}
	}
	if told != 1 {
		t.Errorf("people were told %d times", told)
	}
}

// TestUndoBeforeTheNextRunLosesNone: what is taken back before noon is backed up and copied at noon.
func TestUndoBeforeTheNextRunLosesNone(t *testing.T) {
	r := newRetiring(t)
	out, _ := r.run(0, append(slices.Clone(retire), "--account", r.member, "--yes")...)
	if !strings.Contains(out, "\naws events disable-rule --name farvault-forward --region eu-west-1") || strings.Contains(out, "done:") {
		t.Errorf("without credentials of the member it prints\n%s", out)
	}
	r.run(0, append(slices.Clone(retire), "--account", r.member, "--member-profile", "member", "--yes")...)
	r.World.Advance(30 * time.Minute)
	if r.status() != account.Retired {
		t.Fatalf("half an hour later the account is %q", r.status())
	}
	r.run(0, append(slices.Clone(retire), "--account", r.member, "--undo", "--yes")...)
	r.World.Advance(10 * time.Minute)
	if r.status() != account.Protected || !r.optIn()["EFS"] {
		t.Errorf("ten minutes after the undo the account is %q, %v", r.status(), r.optIn())
	}
	rule, err := eventbridge.NewFromConfig(r.World.Administrator(r.member, stage.HomeRegion)).DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: aws.String("farvault-forward")})
	r.must(err)
	if rule.State != "ENABLED" {
		t.Errorf("the forwarding rule is %s", rule.State)
	}
	r.World.Advance(5 * time.Hour)
	if r.copies() != 1 {
		t.Errorf("noon brought %d copies", r.copies())
	}
}
