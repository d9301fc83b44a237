package settings_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

// small is a file that says only what has no default. The tests change a line of it.
const small = `BackupPlans:
  - BackupPlanName: daily
    Rules:
      - RuleName: noon
        Lifecycle:
          DeleteAfterDays: 35
    Selection:
      TagKey: backup
      TagValue: daily
`

// edit is small with one text put in the place of another.
func edit(t *testing.T, old, new string) string {
	t.Helper()
	if strings.Count(small, old) != 1 {
		t.Fatalf("%q stands %d times in the file", old, strings.Count(small, old))
	}
	return strings.Replace(small, old, new, 1)
}

// breakGlass is who may delete by the settings as they are shipped.
var breakGlass = []string{"arn:aws:iam::*:role/farvault-break-glass"}

func TestShippedFile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../infra/settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := settings.Parse("infra/settings.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	want := settings.Settings{
		Scope: settings.Scope{
			IncludeOrganizationalUnits: []string{}, ExcludeOrganizationalUnits: []string{},
			IncludeAccounts: []string{}, ExcludeAccounts: []string{},
		},
		Regions:      []string{},
		CentralVault: settings.Vault{BackupVaultName: "farvault", DenyDeletion: true, BreakGlassPrincipalArns: breakGlass, LockMode: settings.LockNone},
		LocalVault:   settings.Vault{BackupVaultName: "farvault-local", DenyDeletion: true, BreakGlassPrincipalArns: breakGlass, LockMode: settings.LockNone},
		OptIn:        []string{"Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"},
		Managed:      []string{"DynamoDB"},
		BackupPlans: []settings.BackupPlan{{
			BackupPlanName: "CrossAccountBackupPlan",
			Rules: []settings.BackupRule{{
				RuleName: "DailyEBSBackup", ScheduleExpression: "cron(0 12 * * ? *)",
				Lifecycle: settings.Lifecycle{DeleteAfterDays: 120},
			}},
			Selection: settings.Selection{SelectionName: "tagged-backup-daily", TagKey: "backup", TagValue: "daily"},
		}},
		PermissionsBoundary:   settings.DefaultBoundary,
		TrustSourceConditions: true,
		Adopt:                 []settings.Adoption{},
		Alerts: settings.Alerts{
			GroupInterval:  settings.Duration(5 * time.Minute),
			RepeatInterval: settings.Duration(24 * time.Hour),
			MaxCopyAge:     settings.Duration(36 * time.Hour), MaxMessagesPerHour: 30,
			Receivers: []settings.Receiver{}, Routes: []settings.Route{},
		},
		Mend:    settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
		Breaker: settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 20},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	got, err := settings.Parse("s.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	want := settings.Settings{
		CentralVault: settings.Vault{BackupVaultName: settings.DefaultCentralVault},
		LocalVault:   settings.Vault{BackupVaultName: settings.DefaultLocalVault},
		OptIn:        []string{"Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"},
		BackupPlans: []settings.BackupPlan{{
			BackupPlanName: "daily",
			Rules: []settings.BackupRule{{
				RuleName: "noon", ScheduleExpression: settings.DefaultSchedule,
				Lifecycle: settings.Lifecycle{DeleteAfterDays: 35},
			}},
			Selection: settings.Selection{SelectionName: settings.DefaultSelectionName, TagKey: "backup", TagValue: "daily"},
		}},
		PermissionsBoundary: settings.DefaultBoundary,
		Alerts: settings.Alerts{
			GroupInterval:  settings.Duration(5 * time.Minute),
			RepeatInterval: settings.Duration(24 * time.Hour),
			MaxCopyAge:     settings.Duration(36 * time.Hour), MaxMessagesPerHour: 30,
		},
		Mend:    settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
		Breaker: settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 20},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAccepted holds what looks odd and is right.
func TestAccepted(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		old, new string
		got      func(settings.Settings) any
		want     any
	}{
		"cold storage needs 90 days, no more": {
			"DeleteAfterDays: 35", "{MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120}",
			func(s settings.Settings) any { return s.BackupPlans[0].Rules[0].Lifecycle },
			settings.Lifecycle{MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120},
		},
		"an account id may begin with a zero and stand without quotes": {
			"BackupPlans:", "Scope: {IncludeAccounts: [012345678901]}\nBackupPlans:",
			func(s settings.Settings) any { return s.Scope.IncludeAccounts }, []string{"012345678901"},
		},
		"a tag's value is the text, whatever YAML makes of it": {
			"TagValue: daily", "TagValue: yes",
			func(s settings.Settings) any { return s.BackupPlans[0].Selection.TagValue }, "yes",
		},
		"mending may be switched off": {
			"BackupPlans:", "Mend: {Enabled: false, MaxRestarts: 0}\nBackupPlans:",
			func(s settings.Settings) any { return s.Mend }, settings.Mend{Reconcile: true, RestartCopies: true, RetryTransient: true},
		},
		"a copy may have its own lifecycle": {
			"    Selection:", "        CopyLifecycle: {DeleteAfterDays: 365}\n    Selection:",
			func(s settings.Settings) any { return s.BackupPlans[0].Rules[0].CopyLifecycle },
			&settings.Lifecycle{DeleteAfterDays: 365},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := edit(t, tt.old, tt.new)
			s, err := settings.Parse("s.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, tt.got(s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRefused holds one mistake each: where it stands and what is said, to the letter.
func TestRefused(t *testing.T) {
	t.Parallel()
	const plan, rule, end, key = "- BackupPlanName: daily", "- RuleName: noon", "DeleteAfterDays: 35", "TagKey: backup"
	tests := map[string]struct{ old, new, want string }{
		"cold storage leaves less than 90 days": {end, "MoveToColdStorageAfterDays: 30\n          DeleteAfterDays: 90",
			`s.yaml:7:28: DeleteAfterDays is 90: must be at least 120 (MoveToColdStorageAfterDays 30 + 90); AWS would say "Error in rule noon : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays"`},
		"no expiry":                      {end, "MoveToColdStorageAfterDays: 30", "s.yaml:6:11: DeleteAfterDays is missing: every backup and every copy would be kept, and paid for, forever; write 1 to 36500"},
		"zero is no expiry":              {end, "DeleteAfterDays: 0", `s.yaml:6:28: DeleteAfterDays is 0: must be 1 to 36500; AWS would say "Error in rule noon : Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days"`},
		"zero days to cold":              {end, "MoveToColdStorageAfterDays: 0\n          DeleteAfterDays: 90", "s.yaml:6:39: MoveToColdStorageAfterDays is 0: must be 1 to 36410; leave it out for no cold storage"},
		"days in words":                  {end, "DeleteAfterDays: ninety", "s.yaml:6:28: DeleteAfterDays is ninety: must be a whole number"},
		"copy without expiry":            {"    Selection:", "        CopyLifecycle: {}\n    Selection:", "s.yaml:7:24: DeleteAfterDays is missing: every backup and every copy would be kept, and paid for, forever; write 1 to 36500"},
		"the seed's vault ARN":           {rule, rule + "\n        TargetBackupVault: arn:aws:backup:us-east-1:111122223333:backup-vault:central", "s.yaml:5:9: TargetBackupVault is not a setting: a backup is always made in LocalVault, of the account itself (AWS Backup writes none straight into another account's vault); the central vault is CentralVault.BackupVaultName, a name, and farvault adds the copy action to it"},
		"ARN for a vault's name":         {"BackupPlans:", "LocalVault: {BackupVaultName: 'arn:aws:backup:eu-west-1:111122223333:backup-vault:x'}\nBackupPlans:", `s.yaml:1:31: BackupVaultName is arn:aws:backup:eu-west-1:111122223333:backup-vault:x: must be a name, not an ARN (the central vault's name goes in CentralVault.BackupVaultName, its account and Region are those of the central stack); AWS would say "Backup vault name arn:aws:backup:eu-west-1:111122223333:backup-vault:x is not valid"`},
		"the default vault":              {"BackupPlans:", "CentralVault: {BackupVaultName: Default}\nBackupPlans:", "s.yaml:1:33: BackupVaultName is Default: the default vault is encrypted with an AWS managed key, and nothing can be copied from one account's to another's"},
		"a vault that is not farvault's": {"BackupPlans:", "CentralVault: {BackupVaultName: backups}\nBackupPlans:", `s.yaml:1:33: BackupVaultName is backups: must begin with "farvault", because farvault's roles have permission for no other vault`},
		"a space in a vault's name":      {"BackupPlans:", "CentralVault: {BackupVaultName: far vault}\nBackupPlans:", `s.yaml:1:33: BackupVaultName is "far vault": must be 2 to 50 letters, digits, "-" and "_"`},
		"a long plan name":               {plan, "- BackupPlanName: " + strings.Repeat("a", 51), fmt.Sprintf(`s.yaml:2:21: BackupPlanName is %q: must be 1 to 50 letters, digits, "-", "_" and "."`, strings.Repeat("a", 51))},
		"a rule without a name":          {"- RuleName: noon\n        Lifecycle:", "- Lifecycle:", `s.yaml:4:9: RuleName is missing: must be 1 to 50 letters, digits, "-", "_" and "."`},
		"a slip of the keyboard":         {end, "DeleteAfterDay: 35\n          DeleteAfterDays: 35", "s.yaml:6:11: DeleteAfterDay is not a setting: did you mean DeleteAfterDays?"},
		"another property altogether":    {key, key + "\n      Colour: red", "s.yaml:9:7: Colour is not a setting: allowed here are SelectionName, TagKey, TagValue, Conditions, ResourceTypes, NotResources"},
		"written twice":                  {key, key + "\n      TagKey: other", "s.yaml:9:7: TagKey is written twice, first in line 8"},
		"a list for a mapping":           {"Lifecycle:\n          DeleteAfterDays: 35", "Lifecycle: [35]", "s.yaml:5:20: Lifecycle is a list: must be a mapping of MoveToColdStorageAfterDays, DeleteAfterDays, OptInToArchiveForSupportedResources"},
		"a mapping for a list":           {"BackupPlans:", "Regions: {eu-west-1: true}\nBackupPlans:", "s.yaml:1:10: Regions is a mapping: must be a list"},
		"nothing for a text":             {"TagValue: daily", "TagValue:", "s.yaml:9:16: TagValue is empty: must be text"},
		"a wildcard in a tag":            {"TagValue: daily", "TagValue: dai*", `s.yaml:9:17: TagValue is "dai*": must be the tag as it stands, a wildcard matches nothing`},
		"no tag value":                   {"      TagValue: daily\n", "", "s.yaml:8:7: TagValue is missing: farvault backs up what carries one tag, its key and its value"},
		"a CloudFormation tag":           {"TagValue: daily", "TagValue: !Ref Tag", "s.yaml:9:17: TagValue has the tag !Ref: this is not a CloudFormation template, write the value itself"},
		"an anchor":                      {"TagValue: daily", "TagValue: &a daily", "s.yaml:9:17: TagValue uses an anchor or an alias: write the value out"},
		"rate for cron":                  {rule, rule + "\n        ScheduleExpression: rate(1 day)", `s.yaml:5:29: ScheduleExpression is "rate(1 day)": must be "cron(minutes hours day-of-month month day-of-week year)", such as cron(0 12 * * ? *)`},
		"a start window under an hour":   {rule, rule + "\n        StartWindowMinutes: 30", "s.yaml:5:29: StartWindowMinutes is 30: must be 60 to 52560000; leave it out for AWS's default of 8 hours"},
		"completion before the start":    {rule, rule + "\n        CompletionWindowMinutes: 120", "s.yaml:5:34: CompletionWindowMinutes is 120: must be at least 540, an hour more than the start window of 480; leave it out for AWS's default of 7 days"},
		"a time zone that is none":       {rule, rule + "\n        ScheduleExpressionTimezone: '+02:00'", `s.yaml:5:37: ScheduleExpressionTimezone is "+02:00": no time zone of the IANA database: must be a name such as Europe/Zurich; leave it out for UTC`},
		"a time zone misspelled":         {rule, rule + "\n        ScheduleExpressionTimezone: Europe/Zürich", `s.yaml:5:37: ScheduleExpressionTimezone is "Europe/Zürich": no time zone of the IANA database: did you mean Europe/Zurich?`},
		"an empty list of plans":         {small, "BackupPlans: []\n", "s.yaml:1:14: BackupPlans is empty: without a plan nothing is backed up"},
		"no plan":                        {small, "Regions: []\n", "s.yaml:1:1: BackupPlans is missing: without a plan nothing is backed up"},
		"a plan without rules":           {"    Rules:\n      - RuleName: noon\n        Lifecycle:\n          DeleteAfterDays: 35\n", "    Rules: []\n", "s.yaml:3:12: Rules is empty: a plan needs at least one rule"},
		"an account id of 13 digits":     {"BackupPlans:", "Scope: {ExcludeAccounts: [1112233445566]}\nBackupPlans:", `s.yaml:1:27: ExcludeAccounts[0] is "1112233445566": must be an account id of 12 digits`},
		"a root for an OU":               {"BackupPlans:", "Scope: {IncludeOrganizationalUnits: [r-ab12]}\nBackupPlans:", `s.yaml:1:38: IncludeOrganizationalUnits[0] is "r-ab12": must be an organizational unit's id, such as ou-ab12-11111111 (for the whole organization leave the list empty)`},
		"a zone for a Region":            {"BackupPlans:", "Regions: [eu-west-1a]\nBackupPlans:", `s.yaml:1:11: Regions[0] is "eu-west-1a": must be a Region's name, such as eu-west-1`},
		"a Region twice":                 {"BackupPlans:", "Regions: [eu-west-1, eu-west-1]\nBackupPlans:", "s.yaml:1:22: Regions[1] is eu-west-1, which is already in the list"},
		"no type switched on":            {"BackupPlans:", "ResourceTypeOptIn: []\nBackupPlans:", "s.yaml:1:20: ResourceTypeOptIn is empty: a selection by tag backs up only what is switched on, so nothing would be backed up and nothing would say so"},
		"a type in the wrong case":       {"BackupPlans:", "ResourceTypeOptIn: [dynamodb]\nBackupPlans:", `s.yaml:1:21: ResourceTypeOptIn[0] is "dynamodb": did you mean DynamoDB?`},
		"a duration without its unit":    {"BackupPlans:", "Alerts: {MaxCopyAge: 36}\nBackupPlans:", `s.yaml:1:22: MaxCopyAge is 36: must be a duration with its unit, such as "36h" or "5m"`},
		"reminders before the interval":  {"BackupPlans:", "Alerts: {RepeatInterval: 1m}\nBackupPlans:", "s.yaml:1:26: RepeatInterval is 1m: must be at least GroupInterval, 5m"},
		"restarts without end":           {"BackupPlans:", "Mend: {MaxRestarts: 100}\nBackupPlans:", "s.yaml:1:21: MaxRestarts is 100: must be 0 (start no copy again) to 10"},
		"a role that is no way in":       {"BackupPlans:", "Entry: {RoleName: Admin}\nBackupPlans:", "s.yaml:1:19: RoleName is Admin: must be empty (the role of the StackSet), OrganizationAccountAccessRole or AWSControlTowerExecution"},
		"a way in that cannot use the key": {"BackupPlans:", "Entry: {RoleName: AWSControlTowerExecution}\nLocalVault: {EncryptionKey: CentralMultiRegion}\nBackupPlans:",
			"s.yaml:1:19: RoleName is AWSControlTowerExecution with LocalVault.EncryptionKey CentralMultiRegion: farvault's entry session has no permission to use a key of the central account"},
		"a share of more than all":       {"BackupPlans:", "Breaker: {MaxAccountsPercentage: 101}\nBackupPlans:", "s.yaml:1:34: MaxAccountsPercentage is 101: must be 1 to 100 (never stop)"},
		"a share of nothing":             {"BackupPlans:", "Breaker: {MaxAccountsPercentage: 0}\nBackupPlans:", "s.yaml:1:34: MaxAccountsPercentage is 0: must be 1 to 100 (never stop)"},
		"a breaker that no account fits": {"BackupPlans:", "Breaker: {MinAccounts: 0}\nBackupPlans:", "s.yaml:1:24: MinAccounts is 0: must be 1 to 10000"},
		"yes for true":                   {"BackupPlans:", "Mend: {Enabled: yes}\nBackupPlans:", "s.yaml:1:17: Enabled is yes: must be true or false"},
		"an empty file":                  {small, "# nothing\n", "s.yaml:1:1: the file is empty: it needs at least BackupPlans"},
		"a list for the file":            {small, "- a\n", "s.yaml:1:1: the file is a list: it must be a mapping of Scope, CentralVault, BackupPlans and so on"},
		"two documents":                  {"      TagValue: daily\n", "      TagValue: daily\n---\na: b\n", "s.yaml:10:1: a second YAML document begins here: farvault reads one"},
		"no YAML":                        {"TagValue: daily", "TagValue: [daily", "s.yaml:9:1: not YAML: did not find expected ',' or ']'"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("s.yaml", []byte(edit(t, tt.old, tt.new)))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryMistakeAtOnceInTheOrderOfTheFile(t *testing.T) {
	t.Parallel()
	text := `LocalVault: {BackupVaultName: x}
BackupPlans:
  - BackupPlanName: a plan
    Rules:
      - RuleName: r
        ScheduleExpression: cron(0 12 * * *)
        Lifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 90}
      - RuleName: r
        Lifecycle: {DeleteAfterDays: 1}
    Selection: {TagKey: k, TagValue: v}
Alerts: {GroupInterval: 1s}
Colour: red
`
	_, err := settings.Parse("s.yaml", []byte(text))
	var mistakes settings.Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatalf("got %v", err)
	}
	var lines []int
	for _, m := range mistakes {
		lines = append(lines, m.Line)
	}
	if diff := cmp.Diff([]int{1, 3, 6, 7, 8, 11, 12}, lines); diff != "" {
		t.Errorf("%s\n%v", diff, err)
	}
}

func TestQuotas(t *testing.T) {
	t.Parallel()
	rules := strings.Repeat("      - RuleName: noon\n        Lifecycle:\n          DeleteAfterDays: 35\n", 11)
	for i := range 11 {
		rules = strings.Replace(rules, "noon\n", fmt.Sprintf("r%d\n", i), 1)
	}
	text := edit(t, "      - RuleName: noon\n        Lifecycle:\n          DeleteAfterDays: 35\n", rules)
	_, err := settings.Parse("s.yaml", []byte(text))
	if err == nil || err.Error() != "s.yaml:4:7: Rules has 11 rules: AWS allows 10 in a plan" {
		t.Errorf("got %v", err)
	}
}

// FuzzParse holds that any bytes are either Settings that can be acted on or mistakes with a place.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("BackupPlans: [{Rules: [{Lifecycle: {DeleteAfterDays: -1}}]}]"))
	f.Add([]byte("? [x]\n: y\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := settings.Parse("s.yaml", text)
		if err == nil {
			if len(s.BackupPlans) == 0 || s.BackupPlans[0].Rules[0].Lifecycle.DeleteAfterDays < 1 {
				t.Errorf("accepted %+v", s)
			}
			return
		}
		var mistakes settings.Mistakes
		if !errors.As(err, &mistakes) || len(mistakes) == 0 {
			t.Fatalf("not mistakes: %v", err)
		}
		for _, m := range mistakes {
			if m.Line < 1 || m.Column < 1 || m.Text == "" {
				t.Errorf("a mistake without a place: %+v", m)
			}
		}
	})
}
