package settings_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/shared/settings"
)

// startsOf are the schedules of a plan of these schedules as an account gets it.
func startsOf(account string, spread int64, schedules ...string) []string {
	var plan settings.BackupPlan
	for _, schedule := range schedules {
		plan.Rules = append(plan.Rules, settings.BackupRule{ScheduleExpression: schedule})
	}
	var out []string
	for _, rule := range (settings.Settings{StartSpreadMinutes: spread}).PlanFor(plan, account).Rules {
		out = append(out, rule.ScheduleExpression)
	}
	return out
}

// These starts are for ever: another hash would move every account's backups at the next deployment.
func TestAStartStaysWithItsAccount(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, account := range []string{"111122223333", "222233334444", "333344445555", "000000000001"} {
		got[account] = startsOf(account, 59, "cron(0 5 ? * * *)")[0]
	}
	want := map[string]string{
		"111122223333": "cron(49 5 ? * * *)", "222233334444": "cron(16 5 ? * * *)",
		"333344445555": "cron(32 5 ? * * *)", "000000000001": "cron(41 5 ? * * *)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("starts (-want +got):\n%s", diff)
	}
}

// Whatever the schedules, the account and the number of minutes: only minutes are moved, all of a plan by the same number, within
// the hour and the number asked for; what overlaps with what stays as it is in the settings.
func TestSpreadLaws(t *testing.T) {
	t.Parallel()
	schedule := rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("cron(%d %s)", rapid.IntRange(0, 59).Draw(t, "minute"),
			rapid.SampledFrom([]string{"5 ? * * *", "* ? * MON *", "3,15 * * ? *", "0/6 1W * ? *", "23 L * ? *", "12 ? * 6L 2026/2"}).Draw(t, "rest"))
	})
	rapid.Check(t, func(t *rapid.T) {
		account, spread := rapid.StringMatching(`[0-9]{12}`).Draw(t, "account"), rapid.Int64Range(0, 59).Draw(t, "spread")
		before := rapid.SliceOfN(schedule, 1, 3).Draw(t, "schedules")
		after := startsOf(account, spread, before...)
		moved := map[int]bool{}
		for i := range before {
			old, new := strings.Fields(before[i]), strings.Fields(after[i])
			moved[minuteOf(t, new[0])-minuteOf(t, old[0])] = true
			if slices.Compare(old[1:], new[1:]) != 0 || settings.ScheduleMistake(after[i]) != "" {
				t.Errorf("%s became %s", before[i], after[i])
			}
		}
		if by := slices.Collect(maps.Keys(moved)); len(by) != 1 || by[0] < 0 || int64(by[0]) > spread {
			t.Errorf("moved by %v minutes, of %d: %v became %v", by, spread, before, after)
		}
		for i := range before {
			for j := range i {
				if meets(before[i], before[j]) != meets(after[i], after[j]) {
					t.Errorf("%s and %s overlap or not otherwise than %s and %s", before[i], before[j], after[i], after[j])
				}
			}
		}
	})
}

func minuteOf(t *rapid.T, field string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(field, "cron("))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// meets reports whether start windows of an hour ever overlap.
func meets(a, b string) bool {
	mine, _ := settings.StartWindow{Schedule: a, Minutes: 60}.Openings()
	other, _ := settings.StartWindow{Schedule: b, Minutes: 60}.Openings()
	_, overlap := mine.Overlap(other)
	return overlap
}

// Many accounts start evenly over the minutes, and so do those that share one shard of the central vault.
func TestStartsAreSpreadEvenly(t *testing.T) {
	t.Parallel()
	vault := settings.Vault{BackupVaultName: "farvault-{shard:4}"}
	all, shard := map[string]int{}, map[string]int{}
	for i := range 12000 {
		account := fmt.Sprintf("%012d", 100000000000+7*i)
		start := startsOf(account, 29, "cron(0 5 ? * * *)")[0]
		all[start]++
		if vault.NameFor(account) == "farvault-0" {
			shard[start]++
		}
	}
	for name, tt := range map[string]struct {
		starts map[string]int
		mean   int
	}{"all": {all, 400}, "one shard": {shard, 100}} {
		if len(tt.starts) != 30 {
			t.Errorf("%s: %d minutes, want 30", name, len(tt.starts))
		}
		for start, n := range tt.starts {
			if n < tt.mean/2 || n > tt.mean*3/2 {
				t.Errorf("%s: %d accounts at %s, the mean is %d", name, n, start, tt.mean)
			}
		}
	}
}

func TestSpreadIsChecked(t *testing.T) {
	t.Parallel()
	const types = "ResourceTypeOptIn: [EBS]\n"
	_, err := settings.Parse("s.yaml", []byte("StartSpreadMinutes: 60\n"+small))
	if want := "s.yaml:1:21: StartSpreadMinutes is 60: must be 0 (all accounts start at the same minute) to 59, for a start is moved within its hour"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	late := edit(t, "- RuleName: noon", "- RuleName: noon\n        ScheduleExpression: cron(50 12 * * ? *)")
	_, doubts, err := settings.Read("s.yaml", []byte("StartSpreadMinutes: 30\n"+types+late))
	want := "s.yaml:1:21: StartSpreadMinutes is 30: noon of daily starts at minute 50, so the starts of that plan spread over 9 minutes"
	if err != nil || doubts.Error() != want {
		t.Errorf("got %v, %v, want %s", doubts, err, want)
	}
}
