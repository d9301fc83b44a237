package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/coverage"
	"farvault/shared/ledger"
)

// TestCoverageIsKept, however many resources an account has, and found again with its numbers.
func TestCoverageIsKept(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	for _, n := range []int{0, 1, 2500, 6001} {
		l := ledger.NewMemory()
		want := coverage.Record{Account: "222233334444", Region: "eu-west-1", At: at, Foreign: []coverage.Foreign{{Plan: "p", Resources: 2, Newest: at}}}
		for i := range n {
			want.Resources = append(want.Resources, coverage.Resource{
				ARN: fmt.Sprintf("arn:aws:ec2:eu-west-1:222233334444:volume/vol-%05d", i), Type: "EBS", State: coverage.Protected,
				Central: &coverage.Copy{Point: fmt.Sprint(i), Created: at.Add(-time.Hour)},
			})
		}
		if err := l.PutCoverage(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got, err := l.Coverage(t.Context(), want.Account, want.Region)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%d resources: %v (-want +got):\n%.600s", n, err, diff)
		}
		all, err := l.CoverageSummaries(t.Context(), want.Region, []string{want.Account, "333344445555"})
		if err != nil || len(all) != 1 || all[want.Account].Counts[coverage.Protected] != n || !all[want.Account].At.Equal(at) {
			t.Errorf("%d resources: summaries %+v, %v", n, all, err)
		}
	}
	if r, err := ledger.NewMemory().Coverage(t.Context(), "222233334444", "eu-west-1"); err != nil || !r.At.IsZero() {
		t.Errorf("of an account that was never read: %+v, %v", r, err)
	}
}
