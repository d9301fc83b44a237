package demo

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	sdkiam "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/coverage"
	"farvault/shared/ledger"
	"farvault/shared/policy"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	"farvault/simulator/iam"
)

// pilot are the two accounts of a first deployment; the third member is left alone.
var pilot = []string{scenery.Members[0].ID, scenery.Members[1].ID}

// piloted are the shipped templates with settings for those two.
func piloted(t *testing.T) fstest.MapFS {
	t.Helper()
	files := shipped(t)
	was, is := "IncludeAccounts: []", `IncludeAccounts: ["`+strings.Join(pilot, `", "`)+`"]`
	text := strings.Replace(string(files["infra/settings.yaml"].Data), was, is, 1)
	if !strings.Contains(text, is) {
		t.Fatalf("the shipped settings have no %q", was)
	}
	files["infra/settings.yaml"] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// ownBackups is an account that has plans and vaults of its own, as farvault finds it.
type ownBackups struct {
	*copying
	vault   string            // ARN of the central account's vault
	managed map[string]string // ARNs of resources, by what is to become of them
}

func observing(t *testing.T) *ownBackups {
	t.Helper()
	s, err := newStageOf(t.Context(), Options{Files: piloted(t), Out: io.Discard}, scenery.Options{Mode: "Observe", Accounts: pilot})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	o := &ownBackups{copying: &copying{stage: s, t: t, member: pilot[0]}, managed: map[string]string{}}
	o.furnishCentral()
	o.furnishMember()
	return o
}

// ownVault makes a vault with a key that the organization may use.
func (o *ownBackups) ownVault(account, name string) string {
	o.t.Helper()
	key, err := o.keysOf(account).CreateKey(o.t.Context(), &kms.CreateKeyInput{Policy: aws.String(sharedKey(account).String())})
	o.must(err)
	made, err := o.backups(account).CreateBackupVault(o.t.Context(), &backup.CreateBackupVaultInput{BackupVaultName: &name, EncryptionKeyArn: key.KeyMetadata.Arn})
	o.must(err)
	return aws.ToString(made.BackupVaultArn)
}

func (o *ownBackups) furnishCentral() {
	o.vault = o.ownVault(centralID, "everything")
	_, err := sdkiam.NewFromConfig(o.world.Administrator(centralID, homeRegion)).CreateServiceLinkedRole(o.t.Context(), &sdkiam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("backup.amazonaws.com")})
	o.must(err)
	_, err = o.backups(centralID).PutBackupVaultAccessPolicy(o.t.Context(), &backup.PutBackupVaultAccessPolicyInput{
		BackupVaultName: aws.String("everything"),
		Policy:          aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"` + organizationID + `"}}}]}`),
	})
	o.must(err)
}

// furnishMember makes the account's own role, vault and plans: one copies to the central account, one does not.
func (o *ownBackups) furnishMember() {
	o.ownVault(o.member, "own")
	attached := []string{"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup", "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"}
	o.locked(func(w *simulator.World) {
		w.IAM.PutRole(o.member, iam.Role{Name: "own-backup", Trust: policy.Trust("backup.amazonaws.com"), Attached: attached})
	})
	o.world.Advance(5 * time.Minute) // IAM spreads the role
	_, err := o.backups(o.member).UpdateRegionSettings(o.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EBS": true, "EFS": true, "S3": true}})
	o.must(err)
	o.ownPlan("own-plan", "yes", o.vault)
	o.ownPlan("local-plan", "local", "")
	closed, err := o.keysOf(o.member).CreateKey(o.t.Context(), &kms.CreateKeyInput{Policy: aws.String(ownKey(o.member).String())})
	o.must(err)
	o.locked(func(w *simulator.World) {
		add := func(what, kind, key string, tags map[string]string) {
			o.managed[what] = w.Backup.AddResource(o.member, homeRegion, sim.Resource{Type: kind, KMSKeyARN: key, Tags: tags})
		}
		add("copied", "EFS", "", map[string]string{"nightly": "yes"})
		add("failing", "EBS", aws.ToString(closed.KeyMetadata.Arn), map[string]string{"nightly": "yes"})
		add("local", "EFS", "", map[string]string{"nightly": "local"})
		add("none", "EFS", "", map[string]string{"backup": "daily"})
	})
}

func (o *ownBackups) ownPlan(name, tag, copyTo string) {
	rule := types.BackupRuleInput{RuleName: aws.String("nightly"), TargetBackupVaultName: aws.String("own"), ScheduleExpression: aws.String("cron(0 10 * * ? *)"),
		StartWindowMinutes: aws.Int64(60), Lifecycle: &types.Lifecycle{DeleteAfterDays: aws.Int64(30)}}
	if copyTo != "" {
		rule.CopyActions = []types.CopyAction{{DestinationBackupVaultArn: &copyTo, Lifecycle: &types.Lifecycle{DeleteAfterDays: aws.Int64(60)}}}
	}
	plan, err := o.backups(o.member).CreateBackupPlan(o.t.Context(), &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: &name, Rules: []types.BackupRuleInput{rule}}})
	o.must(err)
	_, err = o.backups(o.member).CreateBackupSelection(o.t.Context(), &backup.CreateBackupSelectionInput{BackupPlanId: plan.BackupPlanId, BackupSelection: &types.BackupSelection{
		SelectionName: &name, IamRoleArn: aws.String("arn:aws:iam::" + o.member + ":role/own-backup"),
		ListOfTags: []types.Condition{{ConditionType: types.ConditionTypeStringequals, ConditionKey: aws.String("nightly"), ConditionValue: &tag}},
	}})
	o.must(err)
}

func (o *ownBackups) records() *ledger.Ledger {
	return ledger.New(dynamodb.NewFromConfig(o.world.Administrator(centralID, homeRegion)), "farvault")
}

// covered are the states of the member's resources.
func (o *ownBackups) covered() map[string]coverage.State {
	o.t.Helper()
	record, err := o.records().Coverage(o.t.Context(), o.member, homeRegion)
	o.must(err)
	states := map[string]coverage.State{}
	for _, r := range record.Resources {
		for what, arn := range o.managed {
			if arn == r.ARN {
				states[what] = r.State
			}
		}
	}
	return states
}

// writesBy counts the calls by which farvault's roles changed an account.
func (s *stage) writesBy(accounts ...string) (calls []string) {
	s.world.Lock()
	defer s.world.Unlock()
	for _, c := range s.world.Journal.Calls() {
		if slices.Contains(accounts, c.Account) && c.Write && strings.Contains(c.RoleARN, "role/farvault/") {
			calls = append(calls, c.Operation+" in "+c.Account)
		}
	}
	return calls
}

// TestObserveWritesNothingAndReportsAll: with Mode Observe two accounts with plans of their own are read. farvault writes in none, reports
// the copy of theirs that fails, with its cause, and shows how their resources stand. Protect then goes on from there. The third member
// is in no StackSet and not in the settings: nothing of it is touched or reported.
func TestObserveWritesNothingAndReportsAll(t *testing.T) {
	t.Parallel()
	o := observing(t)
	o.world.Advance(3*time.Hour + 40*time.Minute) // the own plans ran at ten, and the hourly look was after that
	o.must(o.Err())
	members := []string{scenery.Members[0].ID, scenery.Members[1].ID, scenery.Members[2].ID}
	if calls := o.writesBy(members...); len(calls) > 0 {
		t.Errorf("Mode Observe: %v", calls)
	}
	for _, id := range pilot {
		if got := o.status(t, id); got != account.Observed {
			t.Errorf("account %s is %q, want observed", id, got)
		}
	}
	if got := o.status(t, members[2]); got != "" {
		t.Errorf("account %s, which is in no pilot, is %q", members[2], got)
	}
	mails := strings.Join(o.mails(), "\n===\n")
	if !strings.Contains(mails, "source-key-not-shared") {
		t.Errorf("nobody was told why the copy of the account's own plan failed:\n%s%s", mails, o.trouble())
	}
	for _, word := range []string{members[2], "sandbox", "not protected", "not readable", "account-not-protected", "account-not-readable"} {
		if strings.Contains(mails, word) {
			t.Errorf("the mails speak of %q:\n%s", word, mails)
		}
	}
	want := map[string]coverage.State{"copied": coverage.Protected, "failing": coverage.Failing, "local": coverage.NotCopied, "none": coverage.Untagged}
	got := o.covered()
	for what, state := range want {
		if got[what] != state {
			t.Errorf("the resource that is %s is %q, want %q", what, got[what], state)
		}
	}
	o.protects(t, members[2])
}

// protects switches the stacks to Protect, after which the accounts of the pilot get their chains, and no other.
func (o *ownBackups) protects(t *testing.T, outside string) {
	t.Helper()
	o.must(o.Switch("Protect"))
	o.world.Advance(18 * time.Minute)
	o.must(o.Err())
	for _, id := range pilot {
		if got := o.status(t, id); got != account.Protected {
			t.Errorf("after the switch account %s is %q, want protected%s", id, got, o.trouble())
		}
	}
	if calls := o.writesBy(outside); len(calls) > 0 {
		t.Errorf("in an account outside the pilot: %v", calls)
	}
	o.world.Advance(4 * time.Hour) // farvault's own plan runs at noon
	if got := o.covered()["none"]; got != coverage.Protected {
		t.Errorf("what no plan of the account's own selected is %q under Protect, want protected%s", got, o.trouble())
	}
}
