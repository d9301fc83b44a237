package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"farvault/shared/cloud"
	"farvault/shared/proof"
)

// switches are the organization's switches: how each is taken away, and the one call that gives it back.
var switches = map[string]struct {
	take func(*town)
	call string
}{
	proof.TrustedAccess:      {func(w *town) { w.Organizations.DisableServiceAccess(proof.BackupService) }, "organizations:EnableAWSServiceAccess"},
	proof.CrossAccountBackup: {func(w *town) { w.Backup.SetGlobal("isCrossAccountBackupEnabled", "false") }, "backup:UpdateGlobalSettings"},
}

// writes runs the command, and answers its status, what it said to people, and the calls that it changed anything by.
func (w *town) writes(args ...string) (status int, said string, calls []string) {
	w.t.Helper()
	w.Lock()
	before := len(w.Journal.Calls())
	w.Unlock()
	var out, complaints bytes.Buffer
	status = Run(w.t.Context(), args, Streams{Out: &out, Err: &complaints})
	w.Lock()
	defer w.Unlock()
	for _, e := range w.Journal.Calls()[before:] {
		if e.Write {
			calls = append(calls, e.Service+":"+e.Operation)
		}
	}
	return status, out.String() + complaints.String(), calls
}

// TestDoctorFixesOneSwitchAtATime takes each switch of the organization away in turn. doctor alone tells and changes nothing; doctor --fix, with
// credentials of the management account, makes the one call that is needed; a second --fix makes none. It is not parallel because
// the environment is the process's.
func TestDoctorFixesOneSwitchAtATime(t *testing.T) {
	if len(switches) != len(proof.Switches) {
		t.Errorf("%d switches are tried, of %d", len(switches), len(proof.Switches))
	}
	w := newTown(t)
	file := w.environment()
	for _, name := range proof.Switches {
		one := switches[name]
		w.Lock()
		one.take(w)
		w.Unlock()
		look := []string{"doctor", "--settings", file}
		fix := append(slices.Clone(look), "--fix", "--yes", "--management-profile", "management")
		if status, said, calls := w.writes(look...); status != 1 || !strings.Contains(said, "FAIL    "+name) || len(calls) > 0 {
			t.Errorf("%s: doctor ends with %d after %v\n%s", name, status, calls, said)
		}
		if status, said, calls := w.writes(fix...); status != 0 || !slices.Equal(calls, []string{one.call}) || !strings.Contains(said, "fixed: "+name) {
			t.Errorf("%s: doctor --fix ends with %d after %v\n%s", name, status, calls, said)
		}
		if status, _, calls := w.writes(fix...); status != 0 || len(calls) > 0 {
			t.Errorf("%s: a second doctor --fix ends with %d after %v", name, status, calls)
		}
	}
}

// What is no switch of the organization is left as it is by --fix too: the trail, and what is wrong in an account.
func TestDoctorFixesNothingElse(t *testing.T) {
	w := newTown(t)
	file := w.environment()
	w.Lock()
	w.CloudTrail.RemoveTrail(manager, "organization")
	w.KMS.SetState(w.key, "Disabled")
	w.Unlock()
	status, said, calls := w.writes("doctor", "--settings", file, "--fix", "--yes", "--management-profile", "management")
	if status != 1 || len(calls) > 0 || !strings.Contains(said, "FAIL    "+proof.CloudTrailTrail) || !strings.Contains(said, "FAIL    "+proof.WorkloadKey) {
		t.Errorf("doctor --fix ends with %d after %v\n%s", status, calls, said)
	}
	if err := cloud.FixOrganization(t.Context(), w.administrator(manager), proof.WorkloadKey); err == nil {
		t.Error("a workload's key was fixed")
	}
}

// Credentials of an account that is not the management account are refused by AWS, and that is told; nothing changes.
func TestDoctorFixNeedsTheManagementAccount(t *testing.T) {
	w := newTown(t)
	file := w.environment()
	w.Lock()
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "false")
	w.Unlock()
	status, said, _ := w.writes("doctor", "--settings", file, "--fix", "--yes", "--management-profile", "member")
	if status != 3 || !strings.Contains(said, "fix cross-account-backup: ") {
		t.Errorf("doctor --fix ends with %d\n%s", status, said)
	}
	if all := w.doctor(); !slices.ContainsFunc(all, func(p proof.Precondition) bool { return p.Name == proof.CrossAccountBackup && p.Outcome == proof.Fail }) {
		t.Errorf("the switch is on: %v", all)
	}
}

// environment is that of a person with the central account's credentials and two profiles. It answers the settings' file.
func (w *town) environment() string {
	t := w.t.(*testing.T)
	folder := t.TempDir()
	profiles, file := filepath.Join(folder, "credentials"), filepath.Join(folder, "settings.yaml")
	w.must(os.WriteFile(profiles, []byte("[management]\naws_access_key_id = "+manager+"\naws_secret_access_key = simulated\n[member]\naws_access_key_id = "+member+"\naws_secret_access_key = simulated\n"), 0o600))
	w.must(os.WriteFile(file, []byte(settled), 0o644))
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": w.URL(), "AWS_REGION": region, "AWS_ACCESS_KEY_ID": central, "AWS_SECRET_ACCESS_KEY": "simulated",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": profiles,
	} {
		t.Setenv(name, value)
	}
	return file
}
