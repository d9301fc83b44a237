package alert_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/failure"
	"farvault/shared/org"
	"farvault/shared/settings"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

const jobID = "9A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9"

var scene = alert.Scene{
	Now:              noon.Add(6 * time.Minute),
	CentralAccountID: central,
	Accounts:         map[string]org.Account{member: {ID: member, Name: "payments-prod"}},
	Alerts:           every,
	Mend:             settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
}

const keyStatement = `{ "Sid": "AllowBackupCopy", "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
  "Action": ["kms:DescribeKey", "kms:CreateGrant"], "Resource": "*" }`

func proven(a *alert.Alert) {
	a.JobID = jobID
	a.Diagnosis.Remedy = "Add to the key's policy."
	a.Diagnosis.Paste = keyStatement
	a.Diagnosis.Why = "Key 1234abcd-… (alias/payments, owned by payments-prod) admits nobody in the backup account 111122223333.\n" +
		"Checked: key is enabled; its policy has 2 statements, none names 111122223333. 11 other conditions of the copy hold."
}

func suspected(a *alert.Alert) {
	proven(a)
	a.Diagnosis.Proof, a.Diagnosis.Where = failure.Suspected, ""
	a.Diagnosis.Why = "could not read the key's policy, access denied to farvault-reader"
	a.Diagnosis.Checks = []failure.Check{
		{Cause: "source-key-disabled", Title: "the source key is enabled", Outcome: failure.Pass},
		{Cause: a.Diagnosis.Cause, Title: "the source key's policy admits the backup account", Outcome: failure.CouldNotLook},
	}
}

func unheard(a *alert.Alert) {
	a.JobID, a.Said = jobID, "The flux capacitor of the vault is misaligned."
	a.RoleARN = "arn:aws:iam::222233334444:role/farvault/farvault-backup"
	a.Diagnosis = failure.Diagnosis{Category: failure.Unknown, Cause: "unknown", Title: "A failure that farvault does not know",
		Remedy: "Read the job in the AWS Backup console, and CloudTrail's events of its role at that time.", Proof: failure.Suspected}
}

func ours(a *alert.Alert) {
	a.JobID, a.Said = jobID, "Access Denied trying to call AWS Backup service"
	a.Resource, a.ResourceType = "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-0123456789abcdef0", "EFS"
	a.Diagnosis = failure.Diagnosis{Category: failure.VaultPolicy, Cause: "vault-policy-denies-copy",
		Title: "The destination vault's policy does not allow the copy", AccountAtFault: failure.Destination,
		Proof: failure.Confirmed, Where: vault, Ours: true, Remedy: "Allow backup:CopyIntoBackupVault in the vault's policy.",
		Paste: "{}", Why: "The policy of vault farvault in 111122223333 has 1 statement; none allows backup:CopyIntoBackupVault."}
}

// twice is the key's failure while the central vault's policy fails too.
func twice(a *alert.Alert) {
	proven(a)
	a.Diagnosis.Checks = []failure.Check{
		{Cause: a.Diagnosis.Cause, Title: "the source key's policy admits the backup account", Outcome: failure.Fail},
		{Cause: "vault-policy-denies-copy", Title: "the central vault's policy allows the copy", Outcome: failure.Fail, Ours: true},
	}
}

// seen makes the last good copy be the one of the day before.
func seen(change func(*alert.Alert)) alert.Record {
	a := failed(jobID, 0, change)
	r, _ := alert.NewRecord(a.Group()).Fail(a, noon.Add(-24*time.Hour+7*time.Minute))
	return r
}

func many() alert.Record {
	r := alert.NewRecord(failed("", 0).Group())
	for i := range 12 {
		a := failed(jobID, i, proven)
		a.Account = fmt.Sprintf("2222333344%02d", i/2+44)
		a.Resource = fmt.Sprintf("arn:aws:ec2:eu-west-1:%s:volume/vol-%017x", a.Account, i)
		r, _ = r.Fail(a, noon.Add(-time.Duration(20+i)*time.Hour))
	}
	return r
}

func well(r alert.Record, minutes int) alert.Record {
	r = r.Told(r, alert.FirstNotification, noon)
	for _, m := range r.Firing() {
		r, _ = r.Recover(m.Problem, "another", at(minutes))
	}
	return r
}

// closed is a group that people know of, and some of whose copies nobody wants any more.
func closed(r alert.Record, members int) alert.Record {
	r = r.Told(r, alert.FirstNotification, noon)
	for _, m := range r.Firing()[:members] {
		r, _ = r.Drop(m.Problem, alert.OutOfPlan, at(26*60))
	}
	return r
}

// passing is a copy that AWS throttled, by farvault's own role.
func passing(a *alert.Alert) {
	a.JobID, a.Said, a.Point = jobID, "Rate exceeded", "arn:aws:ec2:eu-west-1::snapshot/snap-0abc1234def567890"
	a.RoleARN = "arn:aws:iam::222233334444:role/farvault/farvault-backup"
	a.Diagnosis = failure.Diagnose(failure.Signal{Job: event.Copy, State: "FAILED", Message: a.Said})
	a.Diagnosis.Why = "all 22 conditions of the copy hold now"
}

func passingBackup(a *alert.Alert) {
	passing(a)
	a.Job, a.Destination = event.Backup, ""
}

var triedAgain = event.Report{Cause: "throttled", At: at(16), Restarted: []event.CopyRequest{{Account: member, Region: "eu-west-1",
	JobID: "B1C2D3E4-0000-4000-8000-000000000001", ResourceARN: "arn:aws:ec2:eu-west-1:222233334444:volume/vol-0abc1234def567890", ResourceType: "EBS", Attempt: 1, Retry: true}}}

var putBack = event.Report{
	Cause: "vault-policy-denies-copy", At: at(3),
	Changes: []string{"update vault access policy farvault in 111122223333/eu-west-1: Policy: want Allow * backup:CopyIntoBackupVault if aws:PrincipalOrgID is o-a1b2c3d4e5, got Deny *"},
	Restarted: []event.CopyRequest{{Account: member, Region: "eu-west-1", JobID: "B1C2D3E4-0000-4000-8000-000000000001",
		ResourceARN: "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-0123456789abcdef0", ResourceType: "EFS"}},
	Refused: []string{"copy of fs-0fff: restarted twice already"},
}

// byAlice is a report of what somebody changed.
func byAlice(change func(*event.Report)) alert.Record {
	report := event.Report{Cause: "chain-changed", At: at(3), Changes: putBack.Changes, By: []event.Changer{
		{Account: central, CallID: "c1", Name: "PutBackupVaultAccessPolicy", ARN: "arn:aws:sts::111122223333:assumed-role/Admin/alice", At: at(1)}}}
	if change != nil {
		change(&report)
	}
	return noted(alert.NewRecord(alert.ChangedGroup(central)), report)
}

func knownLate(r *event.Report) { r.PutBackAt = at(2) }

func undecided(r *event.Report) {
	r.Changes, r.By[0].Account, r.By[0].Name = nil, member, "ScheduleKeyDeletion"
	r.Refused = []string{"needs decision KMS key alias/farvault in 222233334444/eu-west-1: somebody disabled the key or scheduled its deletion; " +
		"enable it or cancel the deletion if that was a mistake: KeyState: want Enabled, got PendingDeletion"}
}

// disabledByAlice is a key that is known to be disabled by what alice did.
func disabledByAlice() alert.Record {
	const key = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	report := event.Report{At: at(3), By: []event.Changer{{Account: member, CallID: "c1", Name: "DisableKey", ARN: "arn:aws:sts::222233334444:assumed-role/Admin/alice", At: at(1)}},
		Refused: []string{"needs decision KMS key alias/farvault in 222233334444/eu-west-1: KeyState: want Enabled, got Disabled"},
		Broke:   &event.Broken{Account: member, Region: "eu-west-1", KeyARN: key, State: "Disabled"}}
	d, _ := failure.OfSilence(failure.SilenceOf(*report.Broke))
	a := alert.Alert{Problem: alert.Problem{Account: member, Region: "eu-west-1", Job: alert.Key, Resource: key}, JobID: "call-c1", State: "Disabled", At: at(1), Diagnosis: d}
	r, _ := alert.NewRecord(a.Group()).Fail(a, time.Time{})
	return noted(r, report)
}

func bySix(r *event.Report) {
	for i := range 5 {
		r.By = append(r.By, event.Changer{Account: central, CallID: fmt.Sprint("d", i), Name: "UpdateBackupPlan", ARN: "arn:aws:iam::111122223333:user/\u202ebob\nhttps://evil.example", At: at(2)})
	}
}

func noted(r alert.Record, report event.Report) alert.Record {
	r, _ = r.Note(report)
	return r
}

// gone is the record of so many accounts that ended so.
func gone(e event.Ending, why string, accounts int) alert.Record {
	r := alert.NewRecord(alert.DepartedGroup(e))
	for i := range accounts {
		d := event.Departure{AccountID: fmt.Sprintf("2222333344%02d", 44+i), Name: "payments-prod", Ending: e, Why: why, ProtectedAt: noon.AddDate(0, -1, 0),
			CentralVault: "farvault", LocalVault: "farvault-local", CopiesUntil: noon.AddDate(0, 0, 120+i)}
		r = noted(r, event.Report{At: at(3), Departed: []event.Departure{d}})
	}
	return r
}

// silent is what the hourly look found, as failure says it.
func silent(p event.SilentProblem) alert.Record {
	d, _ := failure.OfSilence(p)
	a := alert.Alert{Problem: alert.Problem{Account: member, Region: "eu-west-1", Job: p.Kind, Resource: p.Resource, ResourceType: p.ResourceType, Destination: p.Destination},
		JobID: "silence-2026-03-02T12:04:00Z", State: alert.Silence, At: noon, Diagnosis: d}
	r, _ := alert.NewRecord(a.Group()).Fail(a, time.Time{})
	return r
}

var (
	missedRun = event.SilentProblem{Kind: event.Run, Resource: "backup-rule/CrossAccountBackupPlan/DailyEBSBackup", Cause: "run-missed",
		Why:   "Rule DailyEBSBackup of plan CrossAccountBackupPlan was due at 2026-03-02 02:00 UTC. Its start window of 8 h is over, and AWS Backup has made no job for it.\nIt selects vol-0abc1234def567890.",
		Paste: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ProcessBackupPlanSelection --region eu-west-1"}
	nearTag = event.SilentProblem{Kind: event.Selection, Resource: "backup-plan/CrossAccountBackupPlan", Cause: "selection-matches-nothing",
		Why:   "No resource carries the tag backup=daily. vol-0abc1234def567890 carries Backup=Daily. Keys and values of tags are case sensitive.",
		Paste: "aws resourcegroupstaggingapi tag-resources --resource-arn-list " + volume + " --tags 'backup=daily' --region eu-west-1"}
	overdueCopy = event.SilentProblem{Kind: event.Copy, Resource: volume, ResourceType: "EBS", Destination: vault, Cause: "copy-overdue",
		Why: "It was backed up at 2026-03-01 12:00 UTC by rule DailyEBSBackup of plan CrossAccountBackupPlan, which copies. The copy was due by 2026-03-02 00:00 UTC. No copy of it is in the central vault."}
)

// The messages as people read them. Read the golden files.
func TestMessages(t *testing.T) {
	t.Parallel()
	unmended := scene
	unmended.Mend.Enabled = false
	tomorrow := scene
	tomorrow.Now = noon.Add(29 * time.Hour)
	tests := map[string]struct {
		record alert.Record
		reason alert.Reason
		scene  alert.Scene
	}{
		"first-someone-elses-key": {seen(proven), alert.FirstNotification, scene},
		"first-two-causes":        {seen(twice), alert.FirstNotification, scene},
		"first-suspected":         {seen(suspected), alert.FirstNotification, scene},
		"first-unknown":           {seen(unheard), alert.FirstNotification, scene},
		"first-our-vault-policy":  {seen(ours), alert.FirstNotification, scene},
		"first-mending-off":       {seen(ours), alert.FirstNotification, unmended},
		"first-many-accounts":     {many(), alert.FirstNotification, scene},
		"first-never-copied":      {recordOf(fails(jobID, 0, proven)), alert.FirstNotification, scene},
		"reminder":                {seen(proven), alert.Reminder, tomorrow},
		"new-alerts":              {many().Told(seen(proven), alert.FirstNotification, at(1)), alert.NewAlerts, scene},
		"mended":                  {noted(seen(ours), putBack), alert.Mended, scene},
		"mend-refused":            {noted(seen(ours), event.Report{Cause: putBack.Cause, At: at(3), Refused: putBack.Refused}), alert.Mended, scene},
		"waits": {noted(alert.NewRecord(alert.WaitingGroup(member)), event.Report{At: at(3), Waiting: &event.Waiting{
			Account: org.Account{ID: member, Name: "payments-prod"}, Why: "enter account 222233334444: access denied"}}), alert.Waits, scene},
		"changed":          {byAlice(nil), alert.Mended, scene},
		"changed-known":    {byAlice(knownLate), alert.Mended, scene},
		"changed-decide":   {byAlice(undecided), alert.Mended, scene},
		"first-changed-by": {disabledByAlice(), alert.FirstNotification, scene},
		"changed-by-many":  {byAlice(bySix), alert.Mended, scene},
		"waits-for-its-roles": {noted(alert.NewRecord(alert.WaitingGroup(member)), event.Report{At: at(3), Waiting: &event.Waiting{NotEntered: true,
			Account: org.Account{ID: member, Name: "payments-prod"}, Why: "enter account 222233334444: access denied"}}), alert.Waits, scene},
		"run-stopped": {noted(alert.NewRecord(alert.HaltedGroup(at(3))), event.Report{At: at(3), Halted: &event.Halted{
			Run: event.SweepRun{ID: "2026-03-02", Accounts: 1000}, Limit: 100, Written: 100, HaltedAt: at(3),
			Changes: []string{"update backup plan CrossAccountBackupPlan: Rules, in accounts: 101"}}}), alert.Asks, scene},
		"departed-closed":       {gone(event.AccountClosed, "it is CLOSED", 1), alert.Departs, scene},
		"departed-left":         {gone(event.AccountLeft, "it is not a member of the organization", 1), alert.Departs, scene},
		"departed-out-of-scope": {gone(event.OutOfScope, "Scope.ExcludeAccounts names it", 1), alert.Departs, scene},
		"departed-many":         {gone(event.OutOfScope, "Scope.ExcludeOrganizationalUnits names it", 8), alert.Departs, scene},
		"silent-run":            {silent(missedRun), alert.FirstNotification, scene},
		"silent-selection":      {silent(nearTag), alert.FirstNotification, scene},
		"silent-copy":           {silent(overdueCopy), alert.Reminder, tomorrow},
		"silent-resolved":       {well(silent(missedRun), 27*60), alert.AllResolved, tomorrow},
		"resolved":              {well(seen(proven), 27*60), alert.AllResolved, tomorrow},
		"resolved-many":         {well(many(), 27*60), alert.AllResolved, tomorrow},
		"first-passing":         {seen(passing), alert.FirstNotification, scene},
		"first-passing-backup":  {seen(passingBackup), alert.FirstNotification, scene},
		"retried":               {noted(seen(passing), triedAgain), alert.Mended, scene},
		"closed":                {closed(seen(proven), 1), alert.AllResolved, tomorrow},
		"closed-some":           {well(closed(many(), 4), 27*60), alert.AllResolved, tomorrow},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := alert.Compose(tc.record, tc.reason, tc.scene)
			golden(t, name+".txt", mail(m))
			golden(t, name+".json", program(t, m))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func TestSubjectIsWhatSNSTakes(t *testing.T) {
	t.Parallel()
	tests := map[string]alert.Message{
		"a long headline is cut":          {Colour: alert.Red, Headline: strings.Repeat("long ", 40), Tags: alert.Attributes{Account: member}},
		"line breaks and others go":       {Colour: alert.Red, Headline: "a\r\nBcc: b\u2028c\u202ed\x00é"},
		"an account that is none is none": {Colour: alert.Red, Headline: "x", Tags: alert.Attributes{Account: "<!channel>\n"}},
	}
	for law, m := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := alert.Subject(m)
			if len(s) == 0 || len(s) > 99 {
				t.Errorf("%d characters", len(s))
			}
			if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
				t.Errorf("%q has %q", s, s[i])
			}
			if strings.Contains(s, "channel") {
				t.Errorf("%q shows what is no account", s)
			}
		})
	}
}
