package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/ledger"
)

// openAt is a group of its own with one failure.
func openAt(i int) alert.Record {
	a := alert.Alert{Problem: alert.Problem{Account: fmt.Sprintf("%012d", 200000000000+i%10_000), Region: "eu-west-1", Job: event.Copy, Resource: fmt.Sprint("volume-", i)},
		JobID: fmt.Sprint(i), State: "FAILED", At: noon, Diagnosis: catalog.Diagnosis{Cause: "source-key-not-shared", Where: fmt.Sprint("key-", i)}}
	r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a, LastGood: noon})
	return r
}

// closed is the group once all is well and everything was told.
func closed(r alert.Record) alert.Record {
	r = r.Notified(r, alert.FirstNotification, noon)
	for _, m := range r.Firing() {
		r, _ = r.Apply(alert.Recovered{Problem: m.Problem, JobID: "b", At: noon.Add(time.Minute)})
	}
	return r.Notified(r, alert.AllResolved, noon.Add(time.Minute))
}

// Twenty thousand groups are open: they are all listed, and read in no more than 204 calls (one for the list, three for its shards, one for
// each hundred groups); none of the items comes near to what DynamoDB holds; and when they close they come off the list.
func TestTwentyThousandGroupsAreOpen(t *testing.T) {
	t.Parallel()
	groups := 20_000
	if testing.Short() {
		groups = 2_000 // the race detector makes it cost ten times as much
	}
	l, calls := ledger.Counting()
	records := make(map[string]alert.Record, groups)
	for i := range groups {
		r := must(l.SaveGroup(t.Context(), openAt(i), noon))(t)
		records[r.Key] = r
	}
	*calls = 0
	keys := must(l.OpenGroups(t.Context()))(t)
	read := must(l.ReadGroups(t.Context(), keys))(t)
	if len(keys) != groups || len(read) != groups || *calls > 4+groups/100 {
		t.Errorf("%d listed, %d read, in %d calls", len(keys), len(read), *calls)
	}
	for i, r := range read {
		if r.Key != keys[i] || len(r.Firing()) != 1 || r.Version != 1 {
			t.Fatalf("group %s is read as %+v", keys[i], r)
		}
	}
	if largest := ledger.LargestItem(l); largest > ledger.MostOfAnItem/8 {
		t.Errorf("an item of %d bytes", largest)
	}
	for _, key := range keys {
		must(l.SaveGroup(t.Context(), closed(records[key]), noon.Add(time.Minute)))(t)
	}
	*calls = 0
	must(0, l.Unlist(t.Context(), keys, noon.Add(2*time.Hour)))(t)
	if left := must(l.OpenGroups(t.Context()))(t); len(left) != 0 {
		t.Errorf("%d are left", len(left))
	}
	if most := 2*257 + 4; *calls > most {
		t.Errorf("taken off in %d calls, want %d at most", *calls, most)
	}
}

// Past a hundred groups, what is listed stays listed and what closes comes off, in either part, however many write at once.
func TestTheListOfOpenGroupsGrowsIntoShards(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		var want []string
		var wait sync.WaitGroup
		for i := range 200 {
			r := openAt(i)
			want = append(want, r.Key)
			if i < 90 {
				must(l.SaveGroup(ctx, r, noon))(t)
				continue
			}
			wait.Go(func() {
				if _, err := l.SaveGroup(ctx, r, noon); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if got := must(l.OpenGroups(ctx))(t); len(got) != len(want) {
			t.Fatalf("%d are listed, want %d", len(got), len(want))
		}
		must(0, l.Unlist(ctx, append(want[:10], want[190:]...), noon.Add(2*time.Hour)))(t)
		if got := must(l.OpenGroups(ctx))(t); len(got) != 180 {
			t.Errorf("%d are listed after 20 came off", len(got))
		}
	})
}

// A list that an older build wrote, with all its groups in one item, is read as it is, and goes on.
func TestAListOfAnOlderBuildIsRead(t *testing.T) {
	t.Parallel()
	l := ledger.NewMemory()
	var entries, want []string
	for i := range 2000 {
		key := openAt(i).Key
		entries, want = append(entries, fmt.Sprintf(`%q:"2026-03-02T11:00:00Z"`, key)), append(want, key)
	}
	ledger.Put(l, "open-groups", `{"groups":{`+strings.Join(entries, ",")+`}}`)
	for i := 1990; i < 2010; i++ {
		must(l.SaveGroup(t.Context(), openAt(i), noon))(t)
	}
	if got := must(l.OpenGroups(t.Context()))(t); len(got) != 2010 {
		t.Errorf("%d are listed, want 2,010", len(got))
	}
	must(0, l.Unlist(t.Context(), want[:1990], noon.Add(2*time.Hour)))(t)
	if got := must(l.OpenGroups(t.Context()))(t); len(got) != 20 {
		t.Errorf("%d are listed, want 20", len(got))
	}
}

// A group that cannot be read does not keep the others from being read.
func TestReadGroupsLeavesOutWhatItCannotRead(t *testing.T) {
	t.Parallel()
	l := ledger.NewMemory()
	good := must(l.SaveGroup(t.Context(), openAt(1), noon))(t)
	big := must(l.SaveGroup(t.Context(), large(100), noon))(t)
	ledger.Put(l, "group#broken", `{"members":7}`)
	got, err := l.ReadGroups(t.Context(), []string{"broken", good.Key, "none", big.Key})
	if err == nil || !strings.Contains(err.Error(), "read ledger item group#broken of version 1") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff([]alert.Record{good, {Key: "none"}, must(l.Group(t.Context(), big.Key))(t)}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
