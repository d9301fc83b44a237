package settings_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

// gapped is a file whose copies go to a logically air-gapped vault.
const gapped = `Regions: [eu-west-1]
CentralVault:
  BackupVaultName: farvault
  LogicallyAirGappedBackupVault:
    MinRetentionDays: 30
    MaxRetentionDays: 400
    ConfirmComplianceMode: true
ResourceTypeOptIn: [EBS, EFS]
BackupPlans:
  - BackupPlanName: daily
    Rules:
      - RuleName: daily
        Lifecycle: {DeleteAfterDays: 7}
        CopyLifecycle: {DeleteAfterDays: 365}
    Selection: {TagKey: backup, TagValue: daily}
`

func TestALogicallyAirGappedCentralVault(t *testing.T) {
	t.Parallel()
	s, doubts, err := settings.Read("s.yaml", []byte(gapped))
	if err != nil || len(doubts) > 0 {
		t.Fatalf("err %v, doubts %v", err, doubts)
	}
	if diff := cmp.Diff(&settings.VaultLock{MinRetentionDays: 30, MaxRetentionDays: 400}, s.CentralVault.Lock()); diff != "" {
		t.Errorf("its range (-want +got):\n%s", diff)
	}
	if s.LocalVault.Lock() != nil {
		t.Errorf("the local vault has a lock: %+v", s.LocalVault.Lock())
	}
}

func TestAirGappedMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ old, new, want string }{
		"less than a week":               {"MinRetentionDays: 30", "MinRetentionDays: 6", "s.yaml:5:23: MinRetentionDays is 6: must be 7 to 36500; nobody can change it later"},
		"no minimum":                     {"    MinRetentionDays: 30\n", "", "s.yaml:5:5: LogicallyAirGappedBackupVault needs MinRetentionDays, 7 to 36500, which nobody can change later"},
		"no maximum":                     {"    MaxRetentionDays: 400\n", "", "s.yaml:5:5: LogicallyAirGappedBackupVault needs MaxRetentionDays, 30 to 36500, which nobody can change later"},
		"a range upside down":            {"MaxRetentionDays: 400", "MaxRetentionDays: 29", "s.yaml:6:23: MaxRetentionDays is 29: must be 30 to 36500; nobody can change it later"},
		"not confirmed":                  {"    ConfirmComplianceMode: true\n", "", "s.yaml:5:5: LogicallyAirGappedBackupVault is locked in compliance mode from its creation: nobody, AWS included, can shorten a retention in it; if that is intended, write ConfirmComplianceMode: true next to the days"},
		"a lock beside it":               {"  BackupVaultName: farvault\n", "  BackupVaultName: farvault\n  LockConfiguration: {MinRetentionDays: 7}\n", "s.yaml:4:22: LockConfiguration is not for a logically air-gapped vault, which is always locked: set its range in LogicallyAirGappedBackupVault"},
		"a local one":                    {"ResourceTypeOptIn:", "LocalVault: {BackupVaultName: farvault-local, LogicallyAirGappedBackupVault: {MinRetentionDays: 7, MaxRetentionDays: 8, ConfirmComplianceMode: true}}\nResourceTypeOptIn:", "s.yaml:8:78: LogicallyAirGappedBackupVault is for the central vault alone: backups are made in a standard vault and copied from there"},
		"a copy kept for less":           {"CopyLifecycle: {DeleteAfterDays: 365}", "CopyLifecycle: {DeleteAfterDays: 29}", "s.yaml:14:42: DeleteAfterDays is 29: the lock of CentralVault asks for at least 30"},
		"a copy kept for longer":         {"CopyLifecycle: {DeleteAfterDays: 365}", "CopyLifecycle: {DeleteAfterDays: 401}", "s.yaml:14:42: DeleteAfterDays is 401: the lock of CentralVault allows at most 400"},
		"a Region without such vaults":   {"Regions: [eu-west-1]", "Regions: [eu-west-1, ca-west-1]", "s.yaml:1:22: Regions[1] is ca-west-1, where AWS Backup has no logically air-gapped vaults (AWS's page of 2026-09)"},
		"a copy to a Region without any": {"CopyLifecycle: {DeleteAfterDays: 365}", "CopyLifecycle: {DeleteAfterDays: 365}\n        CopyActions: [{DestinationRegion: mx-central-1}]", "s.yaml:15:43: DestinationRegion is mx-central-1, where AWS Backup has no logically air-gapped vaults (AWS's page of 2026-09)"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(gapped, tt.old) {
				t.Fatalf("no %q in the file", tt.old)
			}
			_, err := settings.Parse("s.yaml", []byte(strings.Replace(gapped, tt.old, tt.new, 1)))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAirGappedDoubts(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("[EBS, EFS]", "[EBS, EFS, RDS]", "CopyLifecycle: {DeleteAfterDays: 365}", "CopyLifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 365}").Replace(gapped)
	_, doubts, err := settings.Read("s.yaml", []byte(text))
	want := "s.yaml:8:31: ResourceTypeOptIn[2] is RDS, which a logically air-gapped vault does not accept (AWS's table of 2026-09): its backups stay in their account; it takes Aurora, DSQL, DocumentDB, DynamoDB, EBS, EC2, EFS, EKS, FSx, Neptune, S3, Storage Gateway, Timestream, VirtualMachine\n" +
		"s.yaml:14:53: MoveToColdStorageAfterDays is 30: AWS reports no cold storage in a logically air-gapped vault; give the copy a CopyLifecycle without it"
	if err != nil || doubts.Error() != want {
		t.Errorf("err %v, doubts\n%v\nwant\n%s", err, doubts, want)
	}
}
