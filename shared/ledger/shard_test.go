package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/ledger"
)

// member is the i-th failure of a large group.
func member(i int) alert.Alert {
	a := alert.Alert{Problem: alert.Problem{Account: fmt.Sprintf("%012d", 200000000000+i), Region: "eu-west-1", Job: event.Copy, ResourceType: "EBS",
		Resource:    fmt.Sprintf("arn:aws:ec2:eu-west-1:%012d:volume/vol-0123456789abc%04x", 200000000000+i, i),
		Destination: "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"},
		JobID: fmt.Sprintf("%08x-0000-0000-0000-000000000000", i), State: "FAILED", At: noon}
	a.Diagnosis.Cause, a.Diagnosis.Where = "central-key-policy", "key"
	return a
}

func large(members int) alert.Record {
	r := alert.NewRecord(member(0).Group())
	for i := range members {
		r, _ = r.Apply(alert.Failed{Alert: member(i), LastGood: noon.Add(-24 * time.Hour)})
	}
	return r
}

var stored = cmpopts.IgnoreFields(alert.Record{}, "Version", "Shards")

func TestALargeGroupIsReadAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		saved := must(l.SaveGroup(ctx, large(100), noon))(t)
		if !saved.Large {
			t.Fatal("a hundred members are not a large group")
		}
		for range 2 { // once with the members in the record still, once with all in shards
			got := must(l.Group(ctx, saved.Key))(t)
			if diff := cmp.Diff(saved, got, stored); diff != "" {
				t.Errorf("read (-saved +got):\n%s", diff)
			}
			saved = must(l.SaveGroup(ctx, got, noon))(t)
		}
	})
}

// A part is written without the rest of the group, and the rest of the group without what a part says in between.
func TestAPartOfALargeGroup(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		key, one := must(l.SaveGroup(ctx, large(100), noon))(t).Key, member(200)
		before := must(l.Group(ctx, key))(t)
		read := must(l.GroupPart(ctx, key, one.Fingerprint()))(t)
		part, _ := read.Apply(alert.Failed{Alert: one, LastGood: noon})
		must(0, l.SavePart(ctx, part, one.Fingerprint(), noon))(t)
		other, _ := read.Apply(alert.Failed{Alert: member(200), LastGood: noon.Add(-time.Hour)})
		if err := l.SavePart(ctx, other, one.Fingerprint(), noon); !errors.Is(err, alert.ErrStale) {
			t.Errorf("a part was written over another: %v", err)
		}
		changed, _ := before.Apply(alert.Failed{Alert: member(200), LastGood: noon})
		if _, err := l.SaveGroup(ctx, changed, noon); !errors.Is(err, alert.ErrStale) {
			t.Errorf("a group was written over a part: %v", err)
		}
		if got := len(must(l.Group(ctx, key))(t).Firing()); got != 101 {
			t.Errorf("%d members fire, want 101", got)
		}
	})
}

// A member of a large group that people know of is changed without the rest of it, with what others wrote since it was
// read. Where nobody knows of the group, it is to be changed as a whole.
func TestUpdatePart(t *testing.T) {
	each(t, func(t *testing.T, ctx context.Context, l *ledger.Ledger) {
		one := member(200)
		fails := func(job string) func(alert.Record) (alert.Record, bool) {
			a := one
			a.JobID, a.At = job, noon.Add(time.Duration(len(job))*time.Minute)
			return func(r alert.Record) (alert.Record, bool) { return r.Apply(alert.Failed{Alert: a}) }
		}
		saved := must(l.SaveGroup(ctx, large(100), noon))(t)
		key := alert.Record{Key: saved.Key}
		if deferred := must(l.UpdatePart(ctx, key, one.Fingerprint(), noon, fails("a")))(t); deferred {
			t.Error("a group that nobody knows of is changed in part")
		}
		must(l.SaveGroup(ctx, saved.Notified(saved, alert.FirstNotification, noon), noon))(t)
		read := must(l.GroupPart(ctx, saved.Key, one.Fingerprint()))(t)
		for _, part := range []alert.Record{key, read, read} {
			job := fmt.Sprint("b", part.Version)
			if deferred := must(l.UpdatePart(ctx, part, one.Fingerprint(), noon, fails(job)))(t); !deferred {
				t.Error("a large group that people know of is to be changed as a whole")
			}
		}
		if got := must(l.Group(ctx, saved.Key))(t).Members[one.Fingerprint()]; got.JobID != fmt.Sprint("b", 0) {
			t.Errorf("the newest job is %q", got.JobID)
		}
	})
}

// Fifty thousand problems with one cause at one place fit, five times what an organization's accounts need.
func TestAGroupHoldsTheOrganization(t *testing.T) {
	t.Parallel()
	l := ledger.NewMemory()
	if _, err := l.SaveGroup(t.Context(), large(10), noon); err != nil {
		t.Fatal(err)
	}
	r := must(l.Group(t.Context(), large(1).Key))(t)
	r.Large, r.Members = true, map[alert.Fingerprint]alert.Member{}
	for i := range 50_000 {
		a := member(i)
		r.Members[a.Fingerprint()] = alert.Member{Problem: a.Problem, State: alert.Firing, Since: noon, At: noon, JobID: a.JobID, LastGood: noon, Notified: true, RepairFor: a.JobID}
	}
	must(l.SaveGroup(t.Context(), r, noon))(t)
	if got := len(must(l.Group(t.Context(), r.Key))(t).Firing()); got != 50_000 {
		t.Errorf("%d members", got)
	}
	if largest := ledger.LargestItem(l); largest > ledger.MostOfAnItem {
		t.Errorf("an item has %d bytes, more than DynamoDB holds", largest)
	}
}
