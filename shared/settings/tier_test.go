package settings_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

// tiers is a file that uses what an organization with several tiers of backups writes.
const tiers = `Scope:
  ExcludeTags: [{Key: farvault, Value: 'off'}]
Regions: [eu-west-1, eu-central-1]
CentralVault:
  BackupVaultName: farvault-{shard:8}
  DenyDeletion: true
  BreakGlassPrincipalArns: ['arn:aws:iam::111122223333:role/break-glass']
  LockConfiguration: {MinRetentionDays: 7, MaxRetentionDays: 3650}
LocalVault:
  BackupVaultName: farvault-local
  EncryptionKey: CustomerManaged
ResourceTypeOptIn: [DynamoDB, EBS, RDS]
ResourceTypeManagement: [DynamoDB]
BackupPlans:
  - BackupPlanName: gold
    Rules:
      - RuleName: hourly
        ScheduleExpression: cron(0 * ? * * *)
        StartWindowMinutes: 60
        EnableContinuousBackup: true
        Lifecycle: {DeleteAfterDays: 35}
        CopyLifecycle: {DeleteAfterDays: 90}
        CopyActions:
          - DestinationRegion: eu-west-1
          - DestinationRegion: eu-north-1
            Lifecycle: {DeleteAfterDays: 365}
    Selection: {TagKey: backup, TagValue: gold}
  - BackupPlanName: bronze
    Rules:
      - RuleName: weekly
        ScheduleExpression: cron(0 5 ? * SUN *)
        ScheduleExpressionTimezone: Europe/Zurich
        Lifecycle: {DeleteAfterDays: 30}
    Selection: {TagKey: backup, TagValue: bronze}
`

func TestTiers(t *testing.T) {
	t.Parallel()
	s, doubts, err := settings.Read("s.yaml", []byte(tiers))
	if err != nil || len(doubts) > 0 {
		t.Fatalf("err %v, doubts %v", err, doubts)
	}
	gold := s.BackupPlans[0].Rules[0]
	want := []settings.CopyAction{{DestinationRegion: "eu-west-1"}, {DestinationRegion: "eu-north-1", Lifecycle: &settings.Lifecycle{DeleteAfterDays: 365}}}
	if diff := cmp.Diff(want, gold.Copies()); diff != "" {
		t.Error(diff)
	}
	for i, days := range []int64{90, 365} {
		if got := gold.CopyLifecycleOf(gold.CopyActions[i]); got.DeleteAfterDays != days {
			t.Errorf("copy %d is kept for %d days, want %d", i, got.DeleteAfterDays, days)
		}
	}
	if got := s.BackupPlans[1].Rules[0].Copies(); len(got) != 1 || got[0] != (settings.CopyAction{}) {
		t.Errorf("a rule without copy actions makes %v", got)
	}
}

// changed is tiers with one text put in the place of another.
func changed(t *testing.T, old, new string) string {
	t.Helper()
	if strings.Count(tiers, old) != 1 {
		t.Fatalf("%q stands %d times in the file", old, strings.Count(tiers, old))
	}
	return strings.Replace(tiers, old, new, 1)
}

// TestTiersRefused holds one mistake each.
func TestTiersRefused(t *testing.T) {
	t.Parallel()
	const lock, actions, continuous = "{MinRetentionDays: 7, MaxRetentionDays: 3650}", "          - DestinationRegion: eu-west-1\n", "Lifecycle: {DeleteAfterDays: 35}"
	tests := map[string]struct{ old, new, want string }{
		"a retention under the lock":        {"Lifecycle: {DeleteAfterDays: 30}", "Lifecycle: {DeleteAfterDays: 5}", "s.yaml:33:38: DeleteAfterDays is 5: the lock of CentralVault asks for at least 7"},
		"a retention over the lock":         {lock, "{MaxRetentionDays: 100}", "s.yaml:26:42: DeleteAfterDays is 365: the lock of CentralVault allows at most 100"},
		"a lock upside down":                {lock, "{MinRetentionDays: 7, MaxRetentionDays: 6}", "s.yaml:8:62: MaxRetentionDays is 6: must be 7 to 36500"},
		"compliance unconfirmed":            {lock, "{ChangeableForDays: 30}", "s.yaml:8:42: ChangeableForDays is 30, which asks for compliance mode: after 30 days nobody, AWS included, can shorten a retention or delete the vault; if that is intended, write ConfirmComplianceMode: true next to it"},
		"confirmed and not asked for":       {lock, "{MinRetentionDays: 7, ConfirmComplianceMode: true}", "s.yaml:8:67: ConfirmComplianceMode is true, but without ChangeableForDays the lock is in governance mode"},
		"a grace time that AWS refuses":     {lock, "{ChangeableForDays: 2, ConfirmComplianceMode: true}", "s.yaml:8:42: ChangeableForDays is 2: must be 3 to 36500; leave it out for governance mode"},
		"an AWS managed central key":        {"  DenyDeletion: true\n", "  DenyDeletion: true\n  EncryptionKey: AWSManaged\n", "s.yaml:7:18: EncryptionKey is AWSManaged: a copy into a vault with an AWS managed key fails for most resource types; leave it out"},
		"a key nobody knows":                {"EncryptionKey: CustomerManaged", "EncryptionKey: Mine", `s.yaml:11:18: EncryptionKey is "Mine": must be CustomerManaged or AWSManaged or CentralMultiRegion`},
		"break glass without a deny":        {"DenyDeletion: true", "DenyDeletion: false", "s.yaml:7:28: BreakGlassPrincipalArns names who can delete despite DenyDeletion, which is not true"},
		"break glass for a name":            {"'arn:aws:iam::111122223333:role/break-glass'", "break-glass", `s.yaml:7:29: BreakGlassPrincipalArns[0] is "break-glass": must be the ARN of a role or user, such as arn:aws:iam::111122223333:role/break-glass`},
		"too many shards":                   {"{shard:8}", "{shard:301}", "s.yaml:5:20: BackupVaultName is farvault-{shard:301}: must spread over 2 to 300 vaults; AWS allows no more in an account and Region"},
		"a placeholder nobody knows":        {"{shard:8}", "{unit}", `s.yaml:5:20: BackupVaultName is "farvault-{unit}": must be 2 to 50 letters, digits, "-" and "_"`},
		"a placeholder in the local vault":  {"BackupVaultName: farvault-local", "BackupVaultName: farvault-{account}", `s.yaml:10:20: BackupVaultName is "farvault-{account}": must be 2 to 50 letters, digits, "-" and "_"`},
		"a managed type that has no choice": {"ResourceTypeManagement: [DynamoDB]", "ResourceTypeManagement: [EBS]", `s.yaml:13:26: ResourceTypeManagement[0] is "EBS": the choice is between DynamoDB and EFS`},
		"six copies": {actions, actions + strings.Repeat("          - DestinationRegion: sa-east-1\n", 4),
			"s.yaml:24:11: CopyActions has 6 copy actions: AWS allows 5 in a rule\n" +
				"s.yaml:26:13: CopyActions[2] goes to a central vault that an earlier copy action goes to\n" +
				"s.yaml:27:13: CopyActions[3] goes to a central vault that an earlier copy action goes to\n" +
				"s.yaml:28:13: CopyActions[4] goes to a central vault that an earlier copy action goes to"},
		"a copy to no Region":     {"DestinationRegion: eu-north-1", "DestinationRegion: north", `s.yaml:25:32: DestinationRegion is "north": must be a Region's name, such as eu-west-1; leave it out for the Region of the backup`},
		"continuous for longer":   {continuous, "Lifecycle: {DeleteAfterDays: 36}", "s.yaml:21:38: DeleteAfterDays is 36: with EnableContinuousBackup it must be 1 to 35; CopyLifecycle can be longer, because a copy is a snapshot"},
		"continuous and cold":     {continuous, "Lifecycle: {MoveToColdStorageAfterDays: 1, DeleteAfterDays: 91}", "s.yaml:21:49: MoveToColdStorageAfterDays is written: a continuous backup cannot be moved to cold storage\ns.yaml:21:69: DeleteAfterDays is 91: with EnableContinuousBackup it must be 1 to 35; CopyLifecycle can be longer, because a copy is a snapshot"},
		"continuous of no type":   {"[DynamoDB, EBS, RDS]", "[DynamoDB, EBS]", "s.yaml:20:33: EnableContinuousBackup is true, and no type in ResourceTypeOptIn has continuous backups: Aurora, RDS, S3, SAP HANA on Amazon EC2 have"},
		"a tag without its value": {"{Key: farvault, Value: 'off'}", "{Key: farvault}", "s.yaml:2:17: ExcludeTags[0] needs a Key and a Value, for a tag of the account"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("s.yaml", []byte(changed(t, tt.old, tt.new)))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDoubts holds what is accepted and told.
func TestDoubts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ old, new, want string }{
		"a retention under a week":    {"Lifecycle: {DeleteAfterDays: 35}", "Lifecycle: {DeleteAfterDays: 6}", "s.yaml:21:38: DeleteAfterDays is 6: backups expire before a mistake of last week is found"},
		"rules that overlap":          {"      - RuleName: weekly\n", "      - {RuleName: daily, ScheduleExpressionTimezone: Europe/Zurich, Lifecycle: {DeleteAfterDays: 7}}\n      - RuleName: weekly\n", "s.yaml:31:9: Rules[1] overlaps with the rule daily, on 2024-01-07 05:00 for one: where start windows overlap AWS runs only the rule that keeps longer"},
		"a type that is never copied": {"[DynamoDB, EBS, RDS]", "[DynamoDB, EBS, RDS, Redshift]", "s.yaml:12:41: ResourceTypeOptIn[3] is Redshift, which has no copies across accounts (AWS's table of 2026-09): its backups stay in their account"},
		"plain DynamoDB":              {"ResourceTypeManagement: [DynamoDB]\n", "", "s.yaml:12:21: ResourceTypeOptIn[0] is DynamoDB, and only its backups with advanced features can be copied: add it to ResourceTypeManagement unless every account has switched them on"},
		"an AWS managed local key":    {"EncryptionKey: CustomerManaged", "EncryptionKey: AWSManaged", "s.yaml:11:18: EncryptionKey is AWSManaged: what AWS Backup encrypts with the vault's key (EFS, S3, DynamoDB and other fully managed types) cannot be copied to another account"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, doubts, err := settings.Read("s.yaml", []byte(changed(t, tt.old, tt.new)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, doubts.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDoubtsOfRegionsAndColdStorage(t *testing.T) {
	t.Parallel()
	text := "Regions: [eu-central-2, eu-west-1]\nResourceTypeOptIn: [RDS, Neptune]\n" +
		strings.Replace(small, "DeleteAfterDays: 35", "MoveToColdStorageAfterDays: 30\n          DeleteAfterDays: 120", 1)
	_, doubts, err := settings.Read("s.yaml", []byte(text))
	want := "s.yaml:6:9: CopyActions[0] copies from eu-central-2 to eu-central-2: Neptune has no copies across accounts in opt-in Regions (AWS's table of 2026-09)\n" +
		"s.yaml:8:39: MoveToColdStorageAfterDays is 30, and does nothing for what rule noon backs up of RDS (has no cold storage), Neptune (has no cold storage): 120 days warm, twice: as backup and as copy (AWS's table of 2026-09)"
	if err != nil || doubts.Error() != want {
		t.Errorf("err %v, doubts\n%v\nwant\n%s", err, doubts, want)
	}
}

// Since August 2026 DocumentDB is copied in opt-in Regions; FSx is copied between Regions but for two of them.
func TestDoubtsOfCopiesBetweenRegions(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small, "        Lifecycle:", "        CopyActions: [{DestinationRegion: me-south-1}, {DestinationRegion: eu-central-2}]\n        Lifecycle:", 1)
	_, doubts, err := settings.Read("s.yaml", []byte("Regions: [eu-west-1]\nResourceTypeOptIn: [DocumentDB, FSx]\n"+text))
	want := "s.yaml:7:23: CopyActions[0] copies from eu-west-1 to me-south-1: FSx has no copies across Regions to or from me-central-1 and me-south-1 (AWS's table of 2026-09)"
	if err != nil || doubts.Error() != want {
		t.Errorf("err %v, doubts\n%v\nwant\n%s", err, doubts, want)
	}
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	const account = "222233334444"
	tests := map[string]struct {
		name  string
		want  string
		among []string
	}{
		"one":            {"farvault", "farvault", []string{"farvault"}},
		"one an account": {"farvault-{account}", "farvault-222233334444", []string{"farvault-222233334444"}},
		"shards":         {"farvault-{shard:2}", "farvault-1", []string{"farvault-0", "farvault-1"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := settings.Vault{BackupVaultName: tt.name}
			if got := v.NameFor(account); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if diff := cmp.Diff(tt.among, v.Names([]string{account})); diff != "" {
				t.Error(diff)
			}
		})
	}
}
