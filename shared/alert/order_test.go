package alert_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
)

// Six jobs of one volume, in every order in which their events may come: the
// group ends as the newest job says.
func TestOrderOfEventsChangesNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		jobs   [6]bool // by time; true: failed
		firing int
	}{
		"the newest failed":    {jobs: [6]bool{true, false, true, false, true, true}, firing: 1},
		"the newest went well": {jobs: [6]bool{true, false, true, true, true, false}, firing: 0},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			orders := 0
			permute([]int{0, 1, 2, 3, 4, 5}, 0, func(order []int) {
				orders++
				r := alert.NewRecord(alerttest.Failed("", 0).Group())
				for _, i := range order {
					r = arrives(r, i, tc.jobs[i])
					r = arrives(r, i, tc.jobs[i]) // every event comes twice
				}
				if got := len(r.Firing()); got != tc.firing {
					t.Fatalf("order %v: %d firing, want %d", order, got, tc.firing)
				}
			})
			if orders != 720 {
				t.Errorf("%d orders tried, want 720", orders)
			}
		})
	}
}

// arrives is the event of job i, and whatever is to be said thereafter.
func arrives(r alert.Record, i int, bad bool) alert.Record {
	job := fmt.Sprint("job-", i)
	if bad {
		r, _ = r.Apply(alert.Failed{Alert: alerttest.Failed(job, i)})
	} else {
		r, _ = r.Apply(alert.Recovered{Problem: alerttest.Failed(job, i).Problem, JobID: job, At: alerttest.At(i)})
	}
	if d := alert.Decide(r, alerttest.At(10), alerttest.Every); d.Reason != alert.Suppressed {
		r = r.Notified(r, d.Reason, alerttest.At(10))
	}
	return r
}

func permute(order []int, from int, visit func([]int)) {
	if from == len(order) {
		visit(order)
		return
	}
	for i := from; i < len(order); i++ {
		order[from], order[i] = order[i], order[from]
		permute(order, from+1, visit)
		order[from], order[i] = order[i], order[from]
	}
}

// Whatever happens to a group, once it has been told of everything it is
// silent, and it is open exactly while something fires.
func TestSpeakingComesToRest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := alert.NewRecord(alerttest.Failed("", 0).Group())
		now := 0
		for range rapid.IntRange(1, 30).Draw(t, "events") {
			now += rapid.IntRange(0, 300).Draw(t, "minutes")
			which := alerttest.OnVolume(rapid.SampledFrom([]string{"vol-a", "vol-b", "vol-c"}).Draw(t, "volume"))
			minute := now - rapid.IntRange(0, 60).Draw(t, "late")
			job := fmt.Sprint("job-", rapid.IntRange(0, 50).Draw(t, "job"))
			if rapid.Bool().Draw(t, "bad") {
				r = alerttest.Fails(job, minute, which)(r)
			} else {
				r = alerttest.Recovers(job, minute, which)(r)
			}
			if rapid.Bool().Draw(t, "told now") {
				r = tellAll(t, r, now)
			}
		}
		const calm = 2 * 60 // how long the end of what comes and goes is waited out
		r = tellAll(t, tellAll(t, r, now+60), now+60+calm)
		if open := len(r.Firing()) > 0; r.Open != open {
			t.Fatalf("open is %v with %d firing", r.Open, len(r.Firing()))
		}
		for _, m := range r.Firing() {
			if !m.Notified {
				t.Fatalf("%s fires and was never told", m.Resource)
			}
		}
	})
}

func tellAll(t *rapid.T, r alert.Record, now int) alert.Record {
	for range 5 {
		d := alert.Decide(r, alerttest.At(now), alerttest.Every)
		if d.Reason == alert.Suppressed {
			return r
		}
		r = r.Notified(r, d.Reason, alerttest.At(now))
	}
	t.Fatal("does not come to rest")
	return r
}
