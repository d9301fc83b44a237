package demo

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	scenery "farvault/demo/stage"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	"farvault/simulator/kernel"
)

// What the hourly look with its proof may cost.
const (
	callsAnAccount = 20 // and hour, with one plan
	callsAKey      = 2  // more for each distinct key of a workload
)

// TestTheProofOfAnAccountCostsFewCalls counts the calls in a member in an hour in which nothing happens: at first
// without a workload's key, then with three.
func TestTheProofOfAnAccountCostsFewCalls(t *testing.T) {
	t.Parallel()
	account, key, round, all := countCalls(t)
	t.Logf("%d calls an account and hour, %d for each key; %d a round for AWS's own policies: %v", account, key, round, all)
	if account > callsAnAccount || key > callsAKey {
		t.Errorf("%d calls an account and hour, %d for each key; at most %d and %d", account, key, callsAnAccount, callsAKey)
	}
}

func BenchmarkProofOfAnAccount(b *testing.B) {
	for b.Loop() {
		account, key, round, _ := countCalls(b)
		b.ReportMetric(float64(round), "calls/round")
		b.ReportMetric(float64(account), "calls/account-hour")
		b.ReportMetric(float64(key), "calls/key-hour")
	}
}

func countCalls(t testing.TB) (account, key, round int, names map[string]int) {
	shipped := deployed(t)
	shipped["infra/settings.yaml"] = &fstest.MapFile{Data: deployedSettings(t)}
	s, err := newStage(t.Context(), Options{Files: shipped, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	c := &copying{stage: s, t: t, member: scenery.Members[0].ID, points: map[string]string{}}
	defer c.Close()
	c.must(c.prepare(t.Context()))
	tags := map[string]string{"backup": "daily"}
	c.locked(func(w *simulator.World) {
		w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EFS", Tags: tags})
	})
	c.nextBackup()
	c.world.Advance(2 * time.Hour)
	account, round, names = c.callsOfAnHour()
	const keys = 3
	for range keys {
		c.furnish()
		c.locked(func(w *simulator.World) {
			w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EBS", KMSKeyARN: c.dataKey, Tags: tags})
		})
	}
	c.nextBackup()
	c.world.Advance(2 * time.Hour)
	with, _, _ := c.callsOfAnHour()
	return account, (with - account + keys - 1) / keys, round, names
}

// callsOfAnHour are farvault's in the member, with the entering of it; beside them those that are made once a round, in
// whichever account is the first: AWS's own policies are the same in all.
func (c *copying) callsOfAnHour() (n, round int, names map[string]int) {
	c.locked(func(w *simulator.World) { w.Journal.Reset() })
	c.world.Advance(time.Hour)
	names = map[string]int{}
	var calls []kernel.Entry
	c.locked(func(w *simulator.World) { calls = slices.Clone(w.Journal.Calls()) })
	for _, call := range calls {
		if call.Account == c.member && strings.Contains(call.RoleARN, "/farvault/") && !strings.Contains(call.RoleARN, "farvault-backup") {
			if slices.ContainsFunc(call.Grants, func(g kernel.Grant) bool { return strings.Contains(g.Resource, ":iam::aws:policy/") }) {
				round++
				continue
			}
			names[call.Service+":"+call.Operation]++
			n++
		}
	}
	names["sts:AssumeRole"]++
	return n + 1, round, names
}
