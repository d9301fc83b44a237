package chain_test

import (
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/proof"
)

func TestManagerOf(t *testing.T) {
	t.Parallel()
	tagged := map[string]string{"aws-control-tower": ""}
	tests := map[string]struct {
		kind chain.Kind
		name string
		tags map[string]string
		want string
	}{
		"the central vault":          {chain.KindBackupVault, "aws-controltower-central-backupvault-abc", nil, chain.ControlTower},
		"a plan":                     {chain.KindBackupPlan, "aws-controltower-hourly", nil, chain.ControlTower},
		"a vault by its tag":         {chain.KindBackupVault, "mine", tagged, chain.ControlTower},
		"a plan by its tag":          {chain.KindBackupPlan, "mine", tagged, chain.ControlTower},
		"the backup role":            {chain.KindRole, "aws-controltower-BackupRole", nil, chain.ControlTower},
		"the execution role":         {chain.KindRole, "AWSControlTowerExecution", nil, chain.ControlTower},
		"farvault's vault":           {chain.KindBackupVault, "farvault-local", map[string]string{chain.OwnerTag: chain.OwnerValue}, ""},
		"the tags by which it picks": {chain.KindBackupVault, "mine", map[string]string{"aws-control-tower-backupdaily": "true"}, ""},
		"a rule":                     {chain.KindEventRule, "aws-controltower-x", tagged, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := chain.ManagerOf(tt.kind, tt.name, tt.tags); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// What is left alone is shown beside the links, passes as a precondition, and is no change.
func TestLeftAloneIsShown(t *testing.T) {
	t.Parallel()
	c := chaintest.Desired(chaintest.Member)
	seen := chaintest.Standing(c)
	ref := chain.Ref{Kind: chain.KindBackupVault, Account: chaintest.Member, Region: chaintest.Region, Name: "aws-controltower-local-backupvault-1"}
	seen.Unmanaged = []chain.Unmanaged{{Ref: ref, Manager: chain.ControlTower}}
	set := chain.Diff(c, seen)
	standings, preconditions := set.Standings(), proof.Preconditions(set)
	last, passed := standings[len(standings)-1], preconditions[len(preconditions)-1]
	const why = "AWS Control Tower manages it, so farvault leaves it alone"
	if !set.Empty() || last.Name != ref.Name || last.State != "left alone" || last.Changes[0].Why != why {
		t.Errorf("%s: %+v", chaintest.Text(set), last)
	}
	if passed.Name != ref.String() || passed.Outcome != proof.Pass || passed.Changes[0].Why != why {
		t.Errorf("got %+v", passed)
	}
}
