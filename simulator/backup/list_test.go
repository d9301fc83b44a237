package backup_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/wire/wiretest"
)

// days runs the plan for some days, with a vault policy that fails the copies of the first.
func days(t *testing.T, n int) *world {
	t.Helper()
	w := newWorld(t)
	w.putPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}}`)
	planned(w)
	w.Advance(24 * time.Hour)
	w.putPolicy(organizationOnly)
	w.Advance(time.Duration(n-1) * 24 * time.Hour)
	return w
}

func TestListCopyJobsFilters(t *testing.T) {
	t.Parallel()
	w := days(t, 3)
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		in   sdk.ListCopyJobsInput
		want int
	}{
		"all":                         {sdk.ListCopyJobsInput{}, 6},
		"by state":                    {sdk.ListCopyJobsInput{ByState: types.CopyJobStateFailed}, 2},
		"by resource type":            {sdk.ListCopyJobsInput{ByResourceType: aws.String("EBS")}, 3},
		"by resource":                 {sdk.ListCopyJobsInput{ByResourceArn: &w.fileSystem}, 3},
		"created after":               {sdk.ListCopyJobsInput{ByCreatedAfter: &day}, 4},
		"created before":              {sdk.ListCopyJobsInput{ByCreatedBefore: &day}, 2},
		"completed after":             {sdk.ListCopyJobsInput{ByCompleteAfter: &day}, 4},
		"by message category":         {sdk.ListCopyJobsInput{ByMessageCategory: aws.String("ACCESS_DENIED")}, 2},
		"by destination vault":        {sdk.ListCopyJobsInput{ByDestinationVaultArn: aws.String(localVault)}, 0},
		"by state and day":            {sdk.ListCopyJobsInput{ByState: types.CopyJobStateFailed, ByCreatedAfter: &day}, 0},
		"by the caller's own account": {sdk.ListCopyJobsInput{ByAccountId: aws.String(member)}, 6},
		"by parent job":               {sdk.ListCopyJobsInput{ByParentJobId: aws.String("none")}, 0},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			out, err := w.as(member).ListCopyJobs(context.Background(), &tt.in)
			w.must(err)
			if len(out.CopyJobs) != tt.want {
				t.Errorf("%d copy jobs, want %d", len(out.CopyJobs), tt.want)
			}
		})
	}
}

// The management account sees every member's jobs, backup jobs of all at once; a member sees its own.
func TestJobsAcrossTheOrganization(t *testing.T) {
	t.Parallel()
	w := days(t, 1)
	tests := map[string]struct {
		caller, account string
		backups, copies int
		refused         bool
	}{
		"a member, its own":           {caller: member, backups: 2, copies: 2},
		"a member, another's":         {caller: central, account: member, refused: true},
		"management, its own":         {caller: management},
		"management, a member's":      {caller: management, account: member, backups: 2, copies: 2},
		"management, everyone's":      {caller: management, account: "*", backups: 2, copies: -1},
		"a delegated administrator's": {caller: outsider, account: member, backups: 2, copies: 2},
	}
	w.backup.Delegate(outsider)
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			var account *string
			if tt.account != "" {
				account = &tt.account
			}
			backups, err := w.as(tt.caller).ListBackupJobs(context.Background(), &sdk.ListBackupJobsInput{ByAccountId: account})
			if (err != nil) != tt.refused {
				t.Fatalf("ListBackupJobs: %v", err)
			}
			if !tt.refused && len(backups.BackupJobs) != tt.backups {
				t.Errorf("%d backup jobs, want %d", len(backups.BackupJobs), tt.backups)
			}
			copies, err := w.as(tt.caller).ListCopyJobs(context.Background(), &sdk.ListCopyJobsInput{ByAccountId: account})
			switch refused := tt.refused || tt.copies < 0; {
			case (err != nil) != refused:
				t.Errorf("ListCopyJobs: %v", err)
			case !refused && len(copies.CopyJobs) != tt.copies:
				t.Errorf("%d copy jobs, want %d", len(copies.CopyJobs), tt.copies)
			}
		})
	}
}

// Pages together are the list, newest first, and nothing twice.
func TestListsComeInPages(t *testing.T) {
	t.Parallel()
	w := days(t, 4)
	var ids []string
	var created []time.Time
	pages := sdk.NewListBackupJobsPaginator(w.as(member), &sdk.ListBackupJobsInput{MaxResults: aws.Int32(3)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		w.must(err)
		for _, job := range page.BackupJobs {
			ids, created = append(ids, *job.BackupJobId), append(created, *job.CreationDate)
		}
	}
	slices.Sort(ids)
	if n := len(slices.Compact(ids)); n != 8 {
		t.Errorf("%d different jobs, want 8", n)
	}
	if !slices.IsSortedFunc(created, func(a, b time.Time) int { return b.Compare(a) }) {
		t.Errorf("not newest first: %v", created)
	}
	_, err := w.as(member).ListBackupJobs(context.Background(), &sdk.ListBackupJobsInput{MaxResults: aws.Int32(1001)})
	if got := wiretest.Refusal(err); got == "" {
		t.Error("a page of 1001 is given")
	}
}

func TestListCopyJobSummaries(t *testing.T) {
	t.Parallel()
	w := days(t, 3)
	tests := map[string]struct {
		caller string
		in     sdk.ListCopyJobSummariesInput
		want   []string
	}{
		"a member's own, by day": {member, sdk.ListCopyJobSummariesInput{}, []string{
			"2026-03-01 222233334444 FAILED EBS ACCESS_DENIED 1", "2026-03-01 222233334444 FAILED EFS ACCESS_DENIED 1",
			"2026-03-02 222233334444 COMPLETED EBS SUCCESS 1", "2026-03-02 222233334444 COMPLETED EFS SUCCESS 1",
			"2026-03-03 222233334444 COMPLETED EBS SUCCESS 1", "2026-03-03 222233334444 COMPLETED EFS SUCCESS 1",
		}},
		"management, failures of every account": {management, sdk.ListCopyJobSummariesInput{
			AccountId: aws.String("ANY"), State: types.CopyJobStatusFailed, ResourceType: aws.String("AGGREGATE_ALL"), AggregationPeriod: types.AggregationPeriodFourteenDays,
		}, []string{"2026-02-19 222233334444 FAILED AGGREGATE_ALL ACCESS_DENIED 2"}},
		"management, the sum of all": {management, sdk.ListCopyJobSummariesInput{
			AccountId: aws.String("AGGREGATE_ALL"), State: types.CopyJobStatusAggregateAll, ResourceType: aws.String("AGGREGATE_ALL"),
			MessageCategory: aws.String("AGGREGATE_ALL"), AggregationPeriod: types.AggregationPeriodSevenDays,
		}, []string{"2026-02-26 AGGREGATE_ALL AGGREGATE_ALL AGGREGATE_ALL AGGREGATE_ALL 6"}},
		"a member that asks for any account has its own": {central, sdk.ListCopyJobSummariesInput{AccountId: aws.String("ANY")}, nil},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			out, err := w.as(tt.caller).ListCopyJobSummaries(context.Background(), &tt.in)
			w.must(err)
			var got []string
			for _, s := range out.CopyJobSummaries {
				got = append(got, fmt.Sprint(s.StartTime.Format("2006-01-02 "), *s.AccountId, " ", s.State, " ", *s.ResourceType, " ", *s.MessageCategory, " ", s.Count))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("summaries (-want +got):\n%s", diff)
			}
		})
	}
	backups, err := w.as(management).ListBackupJobSummaries(context.Background(), &sdk.ListBackupJobSummariesInput{AccountId: aws.String("ANY"), State: types.BackupJobStatusCompleted})
	w.must(err)
	if len(backups.BackupJobSummaries) != 6 {
		t.Errorf("%d backup summaries, want 6", len(backups.BackupJobSummaries))
	}
}
