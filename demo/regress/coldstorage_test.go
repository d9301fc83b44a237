package regress_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"farvault/demo/regress"
)

// coldRule is a rule as settings have shipped it: daily, and without the opt-in that EBS asks for.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
const coldRule = `ResourceTypeOptIn: [EBS]
CentralVault: {BackupVaultName: farvault, LockConfiguration: {MinRetentionDays: 7}}
LocalVault: {BackupVaultName: farvault-local}
BackupPlans:
  - BackupPlanName: CrossAccountBackupPlan
    Rules:
      - RuleName: DailyEBSBackup
        ScheduleExpression: cron(0 12 * * ? *)
        Lifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120}
    Selection: {SelectionName: tagged-backup-daily, TagKey: backup, TagValue: daily}
`

// promise is a line of settings that promises a move to cold storage.
var promise = regexp.MustCompile(`(?m)^\s+MoveToColdStorageAfterDays:`)

// lookAtColdStorage asks `farvault check` about the rule, and whether the version ships a promise like it.
func lookAtColdStorage(t *testing.T, v regress.Version) sight {
	file := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(file, []byte(coldRule), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), v.Command, "check", filepath.Base(file))
	command.Dir = filepath.Dir(file)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("farvault check: %v\n%s", err, out)
	}
	shipped, err := v.Settings()
	if err != nil {
		t.Fatal(err)
	}
	said, ships := strings.TrimSpace(string(out)), "ships no such rule"
	if promise.Match(shipped) {
		ships = "ships such a rule"
	}
	switch {
	case said == "" && promise.Match(shipped):
		return sight{faulty: true, says: "check is silent; " + ships}
	case !strings.Contains(said, "EBS") || !strings.Contains(said, "120 days warm") || promise.Match(shipped):
		t.Fatalf("neither the fault nor what is right: %s; %s", said, ships)
	}
	return sight{says: "check: " + said + "; " + ships}
}
