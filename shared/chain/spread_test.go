package chain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
)

// A spread of the starts is one update of each account's plan, to a minute of its own, and none after that.
func TestStartsAreSpreadByOneUpdate(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	s.StartSpreadMinutes = 59
	spread := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member, State: org.Active})
	want := []string{"update backup plan CrossAccountBackupPlan in 222233334444/eu-west-1: Rule DailyEBSBackup ScheduleExpression: want cron(16 12 * * ? *), got cron(0 12 * * ? *)"}
	if diff := cmp.Diff(want, chaintest.Lines(chain.Diff(spread, chaintest.Standing(chaintest.Desired(chaintest.Member))).Changes)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if set := chain.Diff(spread, chaintest.Standing(spread)); !set.Empty() {
		t.Errorf("after that there is %s", chaintest.Text(set))
	}
}
