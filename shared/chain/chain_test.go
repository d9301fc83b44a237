package chain_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	central = "111122223333"
	member  = "222233334444"
	manager = "999988887777"
	region  = "eu-west-1"
)

var place = chain.Place{
	OrganizationID:      "o-a1b2c3d4e5",
	ManagementAccountID: manager,
	CentralAccountID:    central,
	HomeRegion:          region,
	Partition:           "aws",
	CentralBusARN:       "arn:aws:events:eu-west-1:111122223333:event-bus/farvault",
}

// wishes are settings with one plan; a test changes its own copy.
func wishes() settings.Settings {
	return settings.Settings{
		CentralVault: settings.Vault{BackupVaultName: "farvault"},
		LocalVault:   settings.Vault{BackupVaultName: "farvault-local"},
		OptIn:        []string{"EBS", "EFS"},
		BackupPlans: []settings.BackupPlan{{
			BackupPlanName: "CrossAccountBackupPlan",
			Rules: []settings.BackupRule{{
				RuleName:           "DailyEBSBackup",
				ScheduleExpression: "cron(0 12 * * ? *)",
				Lifecycle:          settings.Lifecycle{MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120},
			}},
			Selection: settings.Selection{SelectionName: "daily", TagKey: "backup", TagValue: "daily"},
		}},
	}
}

func desired(account string) chain.Chain {
	return chain.Desire(wishes(), place, org.Account{ID: account, State: org.Active})
}

// standing is an account in which every link of the chain is as desired.
func standing(c chain.Chain) chain.Observed {
	seen := chain.Observed{Found: map[chain.Ref]chain.Found{}, Unread: map[chain.Ref]string{}}
	for _, link := range c.Links {
		seen.Found[link.Ref()] = chain.Found{Link: made(link), Owned: true}
	}
	return seen
}

// made is a link with the ids that AWS would give it.
func made(link chain.Link) chain.Link {
	switch l := link.(type) {
	case chain.Key:
		l.ARN = keyARN(l.Account)
		if l.PrimaryRegion != "" {
			l.PrimaryARN = keyARN(l.Account)
		}
		return l
	case chain.SharedKey:
		l.ARN = keyARN(l.Account)
		return l
	case chain.BackupVault:
		l.KeyARN = keyARN(l.Key().Account)
		return l
	case chain.BackupPlan:
		l.ID = "plan-1"
		return l
	case chain.Selection:
		l.PlanID, l.ID = "plan-1", "selection-1"
		return l
	case chain.OptIn:
		l.ResourceTypes = map[string]bool{"EBS": true, "EFS": true, "RDS": false}
		return l
	}
	return link
}

func keyARN(account string) string { return "arn:aws:kms:eu-west-1:" + account + ":key/1234abcd" }

func TestDesire(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"member": member, "central": central} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			type entry struct {
				Link  string
				After []string
				Value chain.Link
			}
			var got []entry
			for _, link := range desired(account).Links {
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
	s := wishes()
	s.Regions = []string{"eu-west-1", "eu-central-1"}
	s.BackupPlans[0].Rules[0].CopyLifecycle = &settings.Lifecycle{DeleteAfterDays: 400}
	c := chain.Desire(s, place, org.Account{ID: member, State: org.Active})
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
		"eu-west-1":    {Account: member, Region: "eu-west-1", Name: "CrossAccountBackupPlan", Rules: []chain.BackupRule{rule("eu-west-1")}},
		"eu-central-1": {Account: member, Region: "eu-central-1", Name: "CrossAccountBackupPlan", Rules: []chain.BackupRule{rule("eu-central-1")}},
	}
	if diff := cmp.Diff(want, plans); diff != "" {
		t.Errorf("plans (-want +got):\n%s", diff)
	}
}
