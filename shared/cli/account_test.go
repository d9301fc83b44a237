package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/ledger"
	"farvault/shared/org"
)

// TestCommandsAgainstAWS runs the commands as a person does, who has the environment and a Region. It is not parallel
// because the environment is the process's.
func TestCommandsAgainstAWS(t *testing.T) {
	w := newTown(t)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": w.URL(), "AWS_REGION": region, "AWS_ACCESS_KEY_ID": central, "AWS_SECRET_ACCESS_KEY": "simulated",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
	} {
		t.Setenv(name, value)
	}
	file := t.TempDir() + "/settings.yaml"
	w.must(os.WriteFile(file, []byte(settled), 0o644))
	w.controlTower()
	w.remember()
	tests := []struct {
		args   string
		status int
		out    []string // parts of what is printed for programs
		err    string   // part of what is said to people
	}{
		{"chain show --account " + member, 0, []string{"222233334444 (every Region)\n  as desired     service-linked role AWSServiceRoleForBackup\n", "222233334444 eu-west-1\n", "  as desired     backup vault farvault-local\n",
			"  left alone     backup vault aws-controltower-local-backupvault-1\n                 AWS Control Tower manages it, so farvault leaves it alone\n"}, ""},
		{"chain show --json --account " + central, 0, []string{`{"kind":"backup vault","name":"farvault","account":"111122223333","region":"eu-west-1","state":"as desired"}`}, ""},
		{"chain diff --account " + member, 0, []string{"left alone backup vault aws-controltower-local-backupvault-1 in 222233334444/eu-west-1: AWS Control Tower manages it"}, "keys: 1, 1.00 USD a month (CustomerManaged); otherwise 0.00 USD a month (AWSManaged) or 0.00 USD a month (CentralMultiRegion, and 1.00 in the central account for all members together)"},
		{"chain diff --json --account " + central, 0, []string{`{"keys":1,"setting":"CentralVault","monthlyUSD":1}`}, ""},
		{"chain apply --yes --account " + member, 0, nil, "account 222233334444: 0 changes made"},
		{"doctor --json --account " + member, 0, []string{`{"name":"trusted-access","account":"999988887777","outcome":"PASS"}`, `{"name":"service-control-policies","account":"222233334444","outcome":"PASS"}`,
			`{"name":"backup vault aws-controltower-local-backupvault-1 in 222233334444/eu-west-1","account":"222233334444","outcome":"PASS","why":"AWS Control Tower manages it, so farvault leaves it alone"}`}, ""},
		{"status", 1, []string{"STATUS   ACCOUNT       NAME           VERIFIED              WHY\n", "skipped  999988887777  management     never                 it is the management account, which no StackSet reaches\n", "waiting  111122223333  backup         never                 not read yet\n",
			"partial  222233334444  payments-prod  2026-03-02T14:00:00Z  the key is disabled\n                                                            left alone a vault of Control Tower's\n"}, "3 accounts: 1 partial, 1 skipped, 1 waiting"},
		{"status --json", 1, []string{`"status":"partial","why":"the key is disabled"`}, ""},
		{"chain show --account 1234", 2, nil, `--account "1234": an account id has twelve digits`},
		{"chain show --account " + manager, 2, nil, "account 999988887777 is not protected: it is the management account"},
		{"doctor --fix", 2, nil, "--management-profile"},
	}
	for _, tt := range tests {
		var out, complaints bytes.Buffer
		args := strings.Fields(tt.args)
		args = append(args, "--settings", file)
		if got := Run(t.Context(), args, Streams{Out: &out, Err: &complaints}); got != tt.status {
			t.Errorf("%s: status %d, want %d\n%s%s", tt.args, got, tt.status, out.String(), complaints.String())
		}
		for _, part := range tt.out {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s prints\n%swithout\n%s", tt.args, out.String(), part)
			}
		}
		if !strings.Contains(complaints.String(), tt.err) {
			t.Errorf("%s says %q, want %q", tt.args, complaints.String(), tt.err)
		}
	}
}

// settled are the town's settings as a file.
const settled = `ResourceTypeOptIn: [EBS]
BackupPlans:
  - BackupPlanName: daily
    Rules:
      - {RuleName: noon, ScheduleExpression: 'cron(0 12 * * ? *)', Lifecycle: {DeleteAfterDays: 35}}
    Selection: {SelectionName: daily, TagKey: backup, TagValue: daily}
`

// remember writes what came of a look at the member.
func (w *town) remember() {
	client := dynamodb.NewFromConfig(w.administrator(central))
	w.must(ledger.New(client, "farvault").PutAccount(w.t.Context(), account.Record{
		Account: org.Account{ID: member}, Status: account.Partial, Why: "the key is disabled", Unmanaged: []event.Change{{Line: "left alone a vault of Control Tower's"}}, At: w.Clock.Now()}))
}

// controlTower makes a vault in the member as AWS Control Tower names its own.
func (w *town) controlTower() {
	_, err := backup.NewFromConfig(w.administrator(member)).CreateBackupVault(w.t.Context(), &backup.CreateBackupVaultInput{BackupVaultName: aws.String("aws-controltower-local-backupvault-1")})
	w.must(err)
}
