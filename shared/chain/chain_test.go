package chain_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/settings"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestDesire(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"member": chaintest.Member, "central": chaintest.Central} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			type entry struct {
				Link  string
				After []string
				Value chain.Link
			}
			var got []entry
			for _, link := range chaintest.Desired(account).Links {
				e := entry{Link: link.Ref().String(), Value: link}
				for _, need := range link.After() {
					e.After = append(e.After, need.String())
				}
				got = append(got, e)
			}
			golden(t, name+".golden.json", got)
		})
	}
}

// golden compares a value's JSON with a file in testdata.
func golden(t *testing.T, name string, value any) {
	t.Helper()
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(text)+"\n"); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestDesireWritesOutWhatSettingsLeaveOut(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	s.Regions = []string{"eu-west-1", "eu-central-1"}
	s.BackupPlans[0].Rules[0].CopyLifecycle = &settings.Lifecycle{DeleteAfterDays: 400}
	c := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
	plans := map[string]chain.BackupPlan{}
	for _, link := range c.Links {
		if p, ok := link.(chain.BackupPlan); ok {
			plans[p.Region] = p
		}
	}
	rule := func(region string) chain.BackupRule {
		return chain.BackupRule{
			Name: "DailyEBSBackup", TargetBackupVaultName: "farvault-local",
			ScheduleExpression: "cron(0 12 * * ? *)", Timezone: "Etc/UTC", StartWindowMinutes: 480, CompletionWindowMinutes: 10080,
			Lifecycle: chain.Lifecycle{MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120},
			CopyActions: []chain.CopyAction{{
				DestinationBackupVaultARN: "arn:aws:backup:" + region + ":111122223333:backup-vault:farvault",
				Lifecycle:                 chain.Lifecycle{DeleteAfterDays: 400},
			}},
		}
	}
	want := map[string]chain.BackupPlan{
		"eu-west-1":    {Account: chaintest.Member, Region: "eu-west-1", Name: "CrossAccountBackupPlan", Rules: []chain.BackupRule{rule("eu-west-1")}},
		"eu-central-1": {Account: chaintest.Member, Region: "eu-central-1", Name: "CrossAccountBackupPlan", Rules: []chain.BackupRule{rule("eu-central-1")}},
	}
	if diff := cmp.Diff(want, plans); diff != "" {
		t.Errorf("plans (-want +got):\n%s", diff)
	}
}
