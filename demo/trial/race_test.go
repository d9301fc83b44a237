package trial

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"farvault/demo/stage"
)

// townOf are accounts that are there before, with ids of a kind.
func townOf(n int) []stage.Member {
	all := slices.Clone(stage.Members)
	for i := len(all); i < n; i++ {
		all = append(all, stage.Member{ID: fmt.Sprintf("6666%08d", i), Name: fmt.Sprintf("town-%d", i)})
	}
	return all[:n]
}

// raced plays a scene in the order of a seed.
func raced(t *testing.T, s RaceScene, seed uint64, change func(*Asked)) (r *Race, wrong []string) {
	t.Helper()
	gate := &Gate{Change: change}
	w := newWorld(t, Options{Schedule: halfPast, Members: townOf(s.Members), Gate: gate, Seed: "race"})
	r, wrong, err := s.Play(t.Context(), w, gate, OrderOf(seed), synctest.Wait, func(run func() error) (err error) {
		synctest.Test(t, func(*testing.T) { err = run() })
		return err
	})
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	return r, append(wrong, w.Doubled()...)
}

// TestRaces plays what runs side by side in AWS: functions beside each other, one message delivered to two at once, in
// orders that seeds make. Nothing is made or told twice, nothing is lost, nothing is deleted, and the next look at all
// accounts writes nothing.
func TestRaces(t *testing.T) {
	t.Parallel()
	seeds := howDeep().of(2, 12, 200)
	first := baseSeed(t)
	var mu sync.Mutex
	orders, steps, switches := map[string]map[uint64]bool{}, map[string]int{}, map[string]int{}
	t.Run("scenes", func(t *testing.T) {
		for _, s := range RaceScenes {
			for i := range seeds {
				seed := first + uint64(i)
				t.Run(fmt.Sprintf("%s %d", s.Name, seed), func(t *testing.T) {
					t.Parallel()
					r, wrong := raced(t, s, seed, nil)
					if len(wrong) > 0 {
						t.Errorf("%s\nagain: FARVAULT_RACE='%s,%d' go test ./demo/trial -run TestRace$ -v",
							strings.Join(wrong, "\n"), s.Name, seed)
					}
					mu.Lock()
					defer mu.Unlock()
					if orders[s.Name] == nil {
						orders[s.Name] = map[uint64]bool{}
					}
					orders[s.Name][r.Print()] = true
					steps[s.Name] += len(r.Steps)
					switches[s.Name] += r.Switches()
				})
			}
		}
	})
	for _, s := range RaceScenes {
		t.Logf("%s: %d seeds from %d, %d different orders, %d calls, %d changes of who goes on",
			s.Name, seeds, first, len(orders[s.Name]), steps[s.Name], switches[s.Name])
	}
}

// unconditional is a defect to plant: the table takes every write of an item, whatever the call says that must be so.
func unconditional(item string) func(*Asked) {
	return func(a *Asked) {
		if a.Call == "PutItem" && bytes.Contains(a.Body, []byte(`"S":"`+item)) {
			a.Body = condition.ReplaceAll(a.Body, nil)
		}
	}
}

// condition is what a call to DynamoDB says of the write's condition.
var condition = regexp.MustCompile(`"ConditionExpression":"[^"]*",|"ExpressionAttribute(Names|Values)":\{[^{}]*(\{[^{}]*\})*\},`)

// TestARaceFindsWhatIsPlanted makes one write of the table unconditional at a time, as if the product did. The races
// find each: a claim that two have makes two keys, and a group that two tell is told twice.
func TestARaceFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	for _, planted := range []struct{ item, scene, finds string }{
		{"claim#", "two deliveries", "of key, want 1"},
		{"group#", "two ticks at once", "came 2 times"},
	} {
		t.Run(planted.item, func(t *testing.T) {
			t.Parallel()
			s := RaceScenes[slices.IndexFunc(RaceScenes, func(s RaceScene) bool { return s.Name == planted.scene })]
			const most = 10
			for seed := range uint64(most) {
				_, wrong := raced(t, s, seed, unconditional(planted.item))
				if strings.Contains(strings.Join(wrong, "\n"), planted.finds) {
					t.Logf("found with seed %d, after %d: %s", seed, seed+1, wrong)
					return
				}
				t.Logf("seed %d: %q", seed, wrong)
			}
			t.Errorf("in %d orders of %q nothing says %q", most, s.Name, planted.finds)
		})
	}
}

// The same seed makes the same race, call for call, and another one another.
func TestASeedMakesItsRace(t *testing.T) {
	t.Parallel()
	one, _ := raced(t, RaceScenes[0], 7, nil)
	again, _ := raced(t, RaceScenes[0], 7, nil)
	other, _ := raced(t, RaceScenes[0], 8, nil)
	if diff := cmp.Diff(one.Steps, again.Steps); diff != "" || one.Print() == other.Print() {
		t.Errorf("the same seed makes other calls: %s; another seed the same: %t", diff, one.Print() == other.Print())
	}
}

// TestRace plays the race that FARVAULT_RACE names, as a failed TestRaces prints it, and shows its calls.
func TestRace(t *testing.T) {
	text := os.Getenv("FARVAULT_RACE")
	if text == "" {
		t.Skip("FARVAULT_RACE names no race")
	}
	name, number, _ := strings.Cut(text, ",")
	seed, err := strconv.ParseUint(number, 10, 64)
	i := slices.IndexFunc(RaceScenes, func(s RaceScene) bool { return s.Name == name })
	if err != nil || i < 0 {
		t.Fatalf("FARVAULT_RACE is %q, must be a scene and a seed, as in %s,7", text, RaceScenes[0].Name)
	}
	r, wrong := raced(t, RaceScenes[i], seed, nil)
	t.Logf("%s\n%s", strings.Join(r.Steps, "\n"), r.World.Trace(200))
	for _, w := range wrong {
		t.Error(w)
	}
}
