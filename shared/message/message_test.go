package message_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof/prooftest"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

var update = flag.Bool("update", false, "write the golden files anew")

var scene = message.Scene{
	Now:              alerttest.Noon.Add(6 * time.Minute),
	CentralAccountID: alerttest.Central,
	Accounts:         map[string]org.Account{alerttest.Member: {ID: alerttest.Member, Name: "payments-prod"}},
	Alerts:           alerttest.Every,
	Repair:           settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
}

func suspected(a *alert.Alert) {
	alerttest.Diagnosed(prooftest.KeyNotAccessible, prooftest.KeyUnread)(a)
}

func unheard(a *alert.Alert) {
	alerttest.Diagnosed("The flux capacitor of the vault is misaligned.")(a)
	a.RoleARN = prooftest.RoleARN
}

// otherWords are copies of one account that fail for a reason that nobody could prove, in AWS's several words.
func otherWords() alert.Record {
	r := alerttest.Seen(suspected)
	for i, text := range []string{prooftest.KeyNotAccessible, "Given key ID does not exist", "Given key ID does not exist", "The key of the flux is misaligned."} {
		r = alerttest.Fails(fmt.Sprint("other-", i), 1, suspected, alerttest.OnVolume(fmt.Sprintf("vol-000%d", i)), func(a *alert.Alert) {
			a.StatusMessage = text
			if d := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: text}); d.Cause != r.Cause {
				a.Diagnosis = d
			}
		})(r)
	}
	return r
}

func ours(a *alert.Alert) {
	alerttest.Diagnosed(prooftest.AccessDenied, prooftest.VaultReplaced)(a)
	a.Resource, a.ResourceType = "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-0123456789abcdef0", "EFS"
}

// twice is the key's failure while the central vault's policy fails too.
func twice(a *alert.Alert) {
	alerttest.Diagnosed(prooftest.KeyNotAccessible, prooftest.KeyNotShared, prooftest.VaultReplaced)(a)
}

// closed is a group that people know of, and some of whose copies nobody wants any more.
func closed(r alert.Record, members int) alert.Record {
	r = r.Notified(r, alert.FirstNotification, alerttest.Noon)
	for _, m := range r.Firing()[:members] {
		r, _ = r.Apply(alert.Dropped{Problem: m.Problem, Why: alert.OutOfPlan, At: alerttest.At(26 * 60)})
	}
	return r
}

// passing is a copy that AWS throttled, by farvault's own role.
func passing(a *alert.Alert) {
	alerttest.Diagnosed("Rate exceeded")(a)
	a.Point, a.RoleARN = prooftest.Snapshot, prooftest.RoleARN
}

func passingBackup(a *alert.Alert) {
	passing(a)
	a.Job, a.Destination = event.Backup, ""
}

var triedAgain = event.Report{Cause: "throttled", At: alerttest.At(16), Restarted: []event.CopyRequest{{Account: alerttest.Member, Region: "eu-west-1",
	JobID: "B1C2D3E4-0000-4000-8000-000000000001", ResourceARN: "arn:aws:ec2:eu-west-1:222233334444:volume/vol-0abc1234def567890", ResourceType: "EBS", Attempt: 1, Retry: true}}}

var putBack = event.Report{
	Cause: "vault-policy-denies-copy", At: alerttest.At(3),
	Changes: []event.Change{policyReplaced()},
	Restarted: []event.CopyRequest{{Account: alerttest.Member, Region: "eu-west-1", JobID: "B1C2D3E4-0000-4000-8000-000000000001",
		ResourceARN: "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-0123456789abcdef0", ResourceType: "EFS"}},
	Refused: []event.Change{event.NotStarted(event.CopyRequest{ResourceARN: "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-0fff"},
		"it has been started again 2 times, as often as Mend.MaxRestarts allows")},
}

// policyReplaced is the central vault's policy as the chain has it, with a statement of somebody's beside it.
func policyReplaced() event.Change {
	want := chain.VaultAccessPolicy{Account: alerttest.Central, Region: "eu-west-1", Vault: "farvault", Policy: policy.VaultAccess("o-a1b2c3d4e5")}
	got := want
	got.Policy = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Sid":"OwnPeopleOnly","Effect":"Deny","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*",
		"Condition":{"StringNotEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}}}]}`)
	return drift(want, got)
}

// keyState is the member's key as it was found in a state in which it cannot be used.
func keyState(state string) event.Change {
	want := chain.Key{Account: alerttest.Member, Region: "eu-west-1", Alias: chain.KeyAlias, State: chain.KeyEnabled}
	got := want
	got.State = state
	return drift(want, got)
}

// drift is the first change that the chain finds in a link.
func drift(want, got chain.Link) event.Change {
	seen := chain.Observed{Found: map[chain.Ref]chain.Found{want.Ref(): {Link: got, Owned: true}}}
	return chain.Diff(chain.Chain{Links: []chain.Link{want}}, seen).Changes[0].Value()
}

// byAlice is a report of what somebody changed.
func byAlice(change func(*event.Report)) alert.Record {
	report := event.Report{Cause: "chain-changed", At: alerttest.At(3), Changes: putBack.Changes, By: []event.Changer{
		{Account: alerttest.Central, CallID: "c1", Name: "PutBackupVaultAccessPolicy", ARN: "arn:aws:sts::111122223333:assumed-role/Admin/alice", At: alerttest.At(1)}}}
	if change != nil {
		change(&report)
	}
	return alerttest.Noted(alert.NewRecord(alert.ChangedGroup(alerttest.Central)), report)
}

func knownLate(r *event.Report) { r.RepairedAt = alerttest.At(2) }

func undecided(r *event.Report) {
	r.Changes, r.By[0].Account, r.By[0].Name = nil, alerttest.Member, "ScheduleKeyDeletion"
	r.Refused = []event.Change{keyState("PendingDeletion")}
}

// disabledByAlice is a key that is known to be disabled by what alice did.
func disabledByAlice() alert.Record {
	const key = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	report := event.Report{At: alerttest.At(3), By: []event.Changer{{Account: alerttest.Member, CallID: "c1", Name: "DisableKey", ARN: "arn:aws:sts::222233334444:assumed-role/Admin/alice", At: alerttest.At(1)}},
		Refused: []event.Change{keyState("Disabled")},
		Broke:   &event.Broken{Account: alerttest.Member, Region: "eu-west-1", KeyARN: key, State: "Disabled"}}
	d, _ := catalog.OfUnreported(unreported.FailureOf(*report.Broke))
	a := alert.Alert{Problem: alert.Problem{Account: alerttest.Member, Region: "eu-west-1", Job: event.Key, Resource: key}, JobID: "call-c1", State: "Disabled", At: alerttest.At(1), Diagnosis: d}
	r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a})
	return alerttest.Noted(r, report)
}

func bySix(r *event.Report) {
	for i := range 5 {
		r.By = append(r.By, event.Changer{Account: alerttest.Central, CallID: fmt.Sprint("d", i), Name: "UpdateBackupPlan", ARN: "arn:aws:iam::111122223333:user/\u202ebob\nhttps://evil.example", At: alerttest.At(2)})
	}
}

// gone is the record of so many accounts that ended so.
func gone(e event.Ending, why string, accounts int) alert.Record {
	r := alert.NewRecord(alert.DepartedGroup(e))
	for i := range accounts {
		d := event.Departure{AccountID: fmt.Sprintf("2222333344%02d", 44+i), Name: "payments-prod", Ending: e, Why: why, ProtectedAt: alerttest.Noon.AddDate(0, -1, 0),
			CentralVault: "farvault", LocalVault: "farvault-local", CopiesUntil: alerttest.Noon.AddDate(0, 0, 120+i)}
		r = alerttest.Noted(r, event.Report{At: alerttest.At(3), Departed: []event.Departure{d}})
	}
	return r
}

// withCopies is the scene in which so many resources of the account were read to have a copy.
func withCopies(n int) message.Scene {
	s, copies := scene, message.Copies{Read: alerttest.Noon.Add(-time.Hour)}
	for i := range n {
		made := alerttest.Noon.Add(-time.Duration(i+1) * 24 * time.Hour)
		copies.Found = append(copies.Found, coverage.Resource{ARN: fmt.Sprintf("arn:aws:ec2:eu-west-1:222233334444:volume/vol-%017x", i), Type: "EBS",
			Central: &coverage.Copy{Created: made, Kept: made.AddDate(0, 0, 120)}})
	}
	s.Copies = map[string]message.Copies{alerttest.Member: copies}
	return s
}

// silent is what the hourly look found, as failure says it.
func silent(p event.UnreportedFailure) alert.Record {
	d, _ := catalog.OfUnreported(p)
	a := alert.Alert{Problem: alert.Problem{Account: alerttest.Member, Region: "eu-west-1", Job: p.Kind, Resource: p.Resource, ResourceType: p.ResourceType, Destination: p.Destination},
		JobID: "silence-2026-03-02T12:04:00Z", State: alert.Unreported, At: alerttest.Noon, Diagnosis: d}
	r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a})
	return r
}

// reproven is the key's group, whose cause was proven again a day later.
func reproven(as catalog.Outcome) alert.Record {
	p := alert.Reproof{At: alerttest.At(28 * 60), Outcome: as, Next: alerttest.At(47*60 + 56)}
	if as == catalog.CouldNotRead {
		p.Unread, p.Next = []string{"could not read the source key: access denied to farvault-reader"}, time.Time{}
	}
	d := alerttest.Failed("", 0, alerttest.Proven).Diagnosis
	r, _ := alerttest.Seen(alerttest.Proven).Apply(alert.Reproven{Reproof: p, Diagnosis: d})
	return r
}

// The messages as people read them. Read the golden files.
func TestMessages(t *testing.T) {
	t.Parallel()
	unmended := scene
	unmended.Repair.Enabled = false
	tomorrow := scene
	tomorrow.Now = alerttest.Noon.Add(29 * time.Hour)
	tests := map[string]struct {
		record alert.Record
		reason alert.Reason
		scene  message.Scene
	}{
		"first-someone-elses-key": {alerttest.Seen(alerttest.Proven), alert.FirstNotification, scene},
		"first-two-causes":        {alerttest.Seen(twice), alert.FirstNotification, scene},
		"first-suspected":         {alerttest.Seen(suspected), alert.FirstNotification, scene},
		"first-other-words":       {otherWords(), alert.FirstNotification, scene},
		"first-unknown":           {alerttest.Seen(unheard), alert.FirstNotification, scene},
		"first-our-vault-policy":  {alerttest.Seen(ours), alert.FirstNotification, scene},
		"first-mending-off":       {alerttest.Seen(ours), alert.FirstNotification, unmended},
		"first-many-accounts":     {alerttest.Many(), alert.FirstNotification, scene},
		"first-never-copied":      {alerttest.RecordOf(alerttest.Fails(alerttest.JobID, 0, alerttest.Proven)), alert.FirstNotification, scene},
		"reminder":                {alerttest.Seen(alerttest.Proven), alert.Reminder, tomorrow},
		"reminder-proven":         {reproven(catalog.Fail), alert.Reminder, tomorrow},
		"reminder-unread":         {reproven(catalog.CouldNotRead), alert.Reminder, tomorrow},
		"reminder-not-copied":     {reproven(catalog.Pass), alert.Reminder, tomorrow},
		"fixed":                   {reproven(catalog.Pass), alert.Fixed, tomorrow},
		"new-alerts":              {alerttest.Many().Notified(alerttest.Seen(alerttest.Proven), alert.FirstNotification, alerttest.At(1)), alert.NewAlerts, scene},
		"mended":                  {alerttest.Noted(alerttest.Seen(ours), putBack), alert.Repaired, scene},
		"mend-refused":            {alerttest.Noted(alerttest.Seen(ours), event.Report{Cause: putBack.Cause, At: alerttest.At(3), Refused: putBack.Refused}), alert.Repaired, scene},
		"waits": {alerttest.Noted(alert.NewRecord(alert.WaitingGroup(alerttest.Member)), event.Report{At: alerttest.At(3), Waiting: &event.Waiting{
			Account: org.Account{ID: alerttest.Member, Name: "payments-prod"}, Why: "enter account 222233334444: access denied"}}), alert.Waits, scene},
		"changed":          {byAlice(nil), alert.Repaired, scene},
		"changed-known":    {byAlice(knownLate), alert.Repaired, scene},
		"changed-decide":   {byAlice(undecided), alert.Repaired, scene},
		"first-changed-by": {disabledByAlice(), alert.FirstNotification, scene},
		"changed-by-many":  {byAlice(bySix), alert.Repaired, scene},
		"waits-for-its-roles": {alerttest.Noted(alert.NewRecord(alert.WaitingGroup(alerttest.Member)), event.Report{At: alerttest.At(3), Waiting: &event.Waiting{NotEntered: true,
			Account: org.Account{ID: alerttest.Member, Name: "payments-prod"}, Why: "enter account 222233334444: access denied"}}), alert.Waits, scene},
		"run-stopped": {alerttest.Noted(alert.NewRecord(alert.HaltedGroup(alerttest.At(3))), event.Report{At: alerttest.At(3), Halted: &event.Halted{
			Run: event.SweepRun{ID: "2026-03-02", Accounts: 1000}, Limit: 100, Written: 100, HaltedAt: alerttest.At(3),
			Changes: []event.Counted{{Change: event.Change{Op: chain.Update, Kind: chain.KindBackupPlan, Name: "CrossAccountBackupPlan",
				Attributes: []event.Attribute{{Name: "Rules"}}}, Accounts: 101}}}}), alert.Asks, scene},
		"departed-closed":       {gone(event.AccountClosed, "it is CLOSED", 1), alert.Departs, scene},
		"departed-left":         {gone(event.AccountLeft, "it is not a member of the organization", 1), alert.Departs, scene},
		"departed-out-of-scope": {gone(event.OutOfScope, "Scope.ExcludeAccounts names it", 1), alert.Departs, scene},
		"departed-copies":       {gone(event.AccountLeft, "it is not a member of the organization", 1), alert.Departs, withCopies(6)},
		"departed-no-copy":      {gone(event.AccountClosed, "it is CLOSED", 1), alert.Departs, withCopies(0)},
		"departed-many":         {gone(event.OutOfScope, "Scope.ExcludeOrganizationalUnits names it", 8), alert.Departs, scene},
		"silent-run":            {silent(missedRun), alert.FirstNotification, scene},
		"silent-selection":      {silent(nearTag), alert.FirstNotification, scene},
		"silent-copy":           {silent(overdueCopy), alert.Reminder, tomorrow},
		"silent-resolved":       {alerttest.Resolved(silent(missedRun), 27*60), alert.AllResolved, tomorrow},
		"resolved":              {alerttest.Resolved(alerttest.Seen(alerttest.Proven), 27*60), alert.AllResolved, tomorrow},
		"resolved-many":         {alerttest.Resolved(alerttest.Many(), 27*60), alert.AllResolved, tomorrow},
		"first-passing":         {alerttest.Seen(passing), alert.FirstNotification, scene},
		"first-passing-backup":  {alerttest.Seen(passingBackup), alert.FirstNotification, scene},
		"retried":               {alerttest.Noted(alerttest.Seen(passing), triedAgain), alert.Repaired, scene},
		"closed":                {closed(alerttest.Seen(alerttest.Proven), 1), alert.AllResolved, tomorrow},
		"closed-some":           {alerttest.Resolved(closed(alerttest.Many(), 4), 27*60), alert.AllResolved, tomorrow},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := message.Compose(tc.record, tc.reason, tc.scene)
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
	tests := map[string]message.Message{
		"a long headline is cut":          {Color: alert.Red, Headline: strings.Repeat("long ", 40), Tags: message.Attributes{Account: alerttest.Member}},
		"line breaks and others go":       {Color: alert.Red, Headline: "a\r\nBcc: b\u2028c\u202ed\x00é"},
		"an account that is none is none": {Color: alert.Red, Headline: "x", Tags: message.Attributes{Account: "<!channel>\n"}},
	}
	for law, m := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := message.Subject(m)
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

// mail is a message as the golden files have it.
func mail(m message.Message) string {
	return "Subject: " + message.Subject(m) + "\n" +
		fmt.Sprintf("Attributes: %s %s %s %s\n\n", m.Tags.Category, m.Tags.Severity, m.Tags.Account, m.Tags.Status) + message.Mail(m)
}

// An account that waits is told to whoever its routes name, as a warning of the category organization.
func TestAnAccountThatWaitsIsRouted(t *testing.T) {
	t.Parallel()
	s := scene
	s.Alerts.Routes = []settings.Route{{Receiver: "pager", Severities: []string{"critical"}}, {Receiver: "payments", OrganizationalUnits: []string{"ou-ab12-11111111"}, Categories: []string{"organization"}}}
	r := alerttest.Noted(alert.NewRecord(alert.WaitingGroup(alerttest.Member)), event.Report{At: alerttest.At(3), Waiting: &event.Waiting{Account: alerttest.InPayments, Why: "no role"}})
	if m := message.Compose(r, alert.Waits, s); !cmp.Equal(m.Receivers, []string{"payments"}) {
		t.Errorf("goes to %v", m.Receivers)
	}
}
