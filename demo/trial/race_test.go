package trial

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// raced plays a scene in the order of a seed.
func raced(t *testing.T, s RaceScene, seed uint64, plant func(*Asked)) (r *Race, wrong []string) {
	t.Helper()
	r, wrong, err := s.Play(t.Context(), seed, Bubble{synctest.Wait, func(run func() error) (err error) {
		synctest.Test(t, func(*testing.T) { err = run() })
		return err
	}}, plant)
	if r == nil {
		t.Fatal(err)
	}
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	return r, wrong
}

// TestRaces plays what runs side by side in AWS: functions beside each other, one message delivered to two at once, in
// orders that seeds make. Nothing is made or told twice, nothing is lost, nothing is deleted, and the next look at all
// accounts writes nothing.
func TestRaces(t *testing.T) {
	t.Parallel()
	seeds := howDeep().of(1, 10, asNumber(t, "FARVAULT_SEEDS", 200))
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
			if howDeep() == little && planted.item != "claim#" {
				t.Skip("takes longer: make verify")
			}
			s, _ := RaceSceneOf(planted.scene)
			const most = 40
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
	s, is := RaceSceneOf(name)
	if err != nil || !is {
		t.Fatalf("FARVAULT_RACE is %q, must be a scene and a seed, as in %s,7", text, RaceScenes[0].Name)
	}
	r, wrong := raced(t, s, seed, nil)
	t.Logf("%s\n%s", strings.Join(r.Steps, "\n"), r.World.Trace(200))
	for _, w := range wrong {
		t.Error(w)
	}
}
