package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/policy"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	"farvault/simulator/iam"
)

const (
	liveManagement = "999988887777"
	liveCentral    = "111122223333"
	liveMember     = "222233334444"
	liveRegion     = "eu-west-1"
)

// restoreID is a restore job that has failed.
const restoreID = "1323657E-2AA4-1D94-2C48-5D7A423E7394"

// failedCopy is a world in which a copy has failed, for the central vault has no access policy; the operator's
// configuration and the ids of the copy and its backup.
func failedCopy(t *testing.T) (h deployment, copyID, backupID string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), liveManagement, "o-a1b2c3d4e5")
	all := map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}`)
	w.Organizations.AddAccount(liveCentral, "backup", "")
	w.Organizations.AddAccount(liveMember, "payments-prod", "")
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	for _, account := range []string{liveManagement, liveMember} {
		w.IAM.PutRole(account, iam.Role{Name: chain.ReaderRole, Path: chain.RolePath, Trust: trust, Inline: all})
	}
	w.IAM.PropagationDelay = 0
	w.IAM.ServiceLinkedRole(liveCentral, "backup.amazonaws.com")
	w.IAM.PutRole(liveMember, iam.Role{Name: "backups", Trust: policy.Trust("backup.amazonaws.com"), Inline: all})
	w.Backup.AddRestore(liveMember, liveRegion, sim.Restore{RestoreJobId: restoreID, RecoveryPointArn: "arn:aws:ec2:eu-west-1::snapshot/snap-1", ResourceType: "EC2",
		Status: "FAILED", StatusMessage: "You are not authorized to perform this operation. Please consult the permissions associated with your AWS Backup role"})
	volume := w.Backup.AddResource(liveMember, liveRegion, sim.Resource{Type: "EFS"})
	deployed(t, w)
	must(w.Serve("127.0.0.1:0"))
	t.Cleanup(func() { _ = w.Close() })
	members, role := backup.NewFromConfig(w.Administrator(liveMember, liveRegion)), aws.String("arn:aws:iam::"+liveMember+":role/backups")
	for account, vault := range map[string]string{liveMember: "local", liveCentral: "central"} {
		_, err := backup.NewFromConfig(w.Administrator(account, liveRegion)).CreateBackupVault(t.Context(), &backup.CreateBackupVaultInput{BackupVaultName: &vault})
		must(err)
	}
	made, err := members.StartBackupJob(t.Context(), &backup.StartBackupJobInput{BackupVaultName: aws.String("local"), ResourceArn: &volume, IamRoleArn: role})
	must(err)
	w.Advance(time.Hour)
	done, err := members.DescribeBackupJob(t.Context(), &backup.DescribeBackupJobInput{BackupJobId: made.BackupJobId})
	must(err)
	copied, err := members.StartCopyJob(t.Context(), &backup.StartCopyJobInput{SourceBackupVaultName: aws.String("local"), RecoveryPointArn: done.RecoveryPointArn,
		DestinationBackupVaultArn: aws.String("arn:aws:backup:eu-west-1:111122223333:backup-vault:central"), IamRoleArn: role})
	must(err)
	w.Advance(time.Hour)
	h, err = connected(t.Context(), Streams{Err: io.Discard}, w.Administrator(liveCentral, liveRegion), defaultTable)
	must(err)
	return h, aws.ToString(copied.CopyJobId), aws.ToString(made.BackupJobId)
}

// parsed is what a command line asks of explain.
func parsed(t *testing.T, line string) explainCommand {
	t.Helper()
	var all commands
	parser, err := kong.New(&all, helps)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(strings.Fields(line)[1:]); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return all.Explain
}

// TestTheFootersCommandProvesTheAlert types what an alert's last line says.
func TestTheFootersCommandProvesTheAlert(t *testing.T) {
	t.Parallel()
	h, copyID, backupID := failedCopy(t)
	footer := func(job event.JobKind, id string) string {
		return message.ExplainCommand(alert.Alert{Problem: alert.Problem{Account: liveMember, Region: liveRegion, Job: job}, JobID: id})
	}
	for law, c := range map[string]struct{ line, want string }{
		"a copy is proven":              {footer(event.Copy, copyID), "vault_policy/vault-policy-denies-copy (confirmed)"},
		"the statement is printed":      {footer(event.Copy, copyID), `"Action":"backup:CopyIntoBackupVault"`},
		"each condition is shown":       {footer(event.Copy, copyID), "pass           the backup role trusts AWS Backup: "},
		"a restore is explained":        {footer(event.Restore, restoreID), "iam_role/"},
		"a good job is said to be good": {footer(event.Backup, backupID), "the backup job is COMPLETED"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := parsed(t, c.line).prove(t.Context(), h, &out); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), c.want) {
				t.Errorf("%s does not say %q:\n%s", c.line, c.want, out.String())
			}
		})
	}
}

func TestExplainLiveRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	h, copyID, _ := failedCopy(t)
	for law, c := range map[string]struct{ line, want string }{
		"no such job":                   {"farvault explain --live copy-job 00000000-0000-0000-0000-000000000000 --account 222233334444", "there is no copy job"},
		"no such restore":               {"farvault explain --live restore-job 00000000-0000-0000-0000-000000000000 --account 222233334444", "there is no restore job"},
		"a wrong Region":                {"farvault explain --live copy-job " + copyID + " --account 222233334444 --region eu-central-1", "eu-central-1"},
		"an account without the reader": {"farvault explain --live copy-job " + copyID + " --account 555566667777", "enter account 555566667777"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if err := parsed(t, c.line).prove(t.Context(), h, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	for _, line := range []string{"farvault explain --live copy-job --account 222233334444", "farvault explain --live copy-job x --account 12"} {
		if status := Run(t.Context(), strings.Fields(line)[1:], Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}); status != 2 {
			t.Errorf("%s: status %d, want 2", line, status)
		}
	}
}

func TestCausesPrintsTheCatalogue(t *testing.T) {
	t.Parallel()
	var table, lines bytes.Buffer
	if status := Run(t.Context(), []string{"causes"}, Streams{Out: &table, Err: &table}); status != 0 {
		t.Fatalf("status %d: %s", status, table.String())
	}
	if status := Run(t.Context(), []string{"causes", "--json"}, Streams{Out: &lines, Err: &lines}); status != 0 {
		t.Fatalf("status %d: %s", status, lines.String())
	}
	decoder := json.NewDecoder(&lines)
	for _, row := range catalog.Causes() {
		var got cause
		if err := decoder.Decode(&got); err != nil || got.Cause != row.ID || got.Source != row.Source {
			t.Fatalf("%+v, %v, want %s", got, err, row.ID)
		}
		if !strings.Contains(table.String(), "  "+row.ID+"  ") {
			t.Errorf("the table has no %s", row.ID)
		}
	}
}
