package trial

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"farvault/demo/stage"
)

// small is the world that the scenes are played in: one member, and the newcomer.
func small() Options { return Options{Schedule: often, Members: stage.Members[:1]} }

// blowsOf are all blows of a scene: each kind at each of its calls.
func blowsOf(t *testing.T, s Scene) (all []Blow) {
	t.Helper()
	w := newWorld(t, small())
	points, wrong, err := s.Rehearse(t.Context(), w)
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%s goes wrong by itself: %v %q\n%s", s.Name, err, wrong, w.Trace(60))
	}
	for _, p := range points {
		for _, kind := range Kinds {
			all = append(all, Blow{p, kind})
		}
	}
	return all
}

// newWorld is a world that is closed with its test, and then forgotten: a test that has ended keeps its cleanups, and is
// itself kept until the last of those that ran beside it has ended.
func newWorld(t testing.TB, o Options) *World {
	t.Helper()
	w, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	kept := w
	t.Cleanup(func() {
		kept.Close()
		kept = nil
	})
	return w
}

// Of the worlds of tests that have ended nothing is left, while others run beside them: there are thousands of them.
func TestWorldsAreForgotten(t *testing.T) {
	t.Parallel()
	var worlds [6]weak.Pointer[World]
	t.Run("worlds", func(t *testing.T) {
		t.Cleanup(func() { // all have ended, and this test still has them
			runtime.GC()
			for i, w := range worlds {
				if w.Value() != nil {
					t.Errorf("world %d is still there", i)
				}
			}
		})
		for i := range worlds {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, small())
				worlds[i] = weak.Make(w)
				w.Pass(10 * time.Minute)
			})
		}
	})
}

// struck plays a scene with blows, and fails the test where something is wrong afterwards.
func struck(t *testing.T, s Scene, blows ...Blow) (fell int) {
	t.Helper()
	w := newWorld(t, small())
	wrong, fell, err := s.Act(t.Context(), w, blows...)
	if err != nil || len(wrong) > 0 {
		t.Errorf("%s with %v: %v\n%s\nagain: FARVAULT_BLOWS='%s' go test ./demo/trial -run TestBlows\n%s",
			s.Name, blows, err, strings.Join(wrong, "\n"), written(s, blows), w.Trace(80))
	}
	return fell
}

// TestKills kills each function before and after its calls, and loses answers: what was done is found again by the next
// delivery, nothing is made twice, nothing is lost, nothing is deleted.
func TestKills(t *testing.T) {
	t.Parallel()
	depth, seed := howDeep(), baseSeed(t)
	var points, tried, fell, pairs atomic.Int64
	t.Run("scenes", func(t *testing.T) {
		for _, s := range Scenes {
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				all := blowsOf(t, s)
				points.Add(int64(len(all) / len(Kinds)))
				for _, b := range drawn(seed, depth.of(2, len(all)/10, len(all)/share(t)), all) {
					t.Run(b.String(), func(t *testing.T) {
						t.Parallel()
						tried.Add(1)
						fell.Add(int64(struck(t, s, b)))
					})
				}
				for i := range depth.of(0, 5, 200/share(t)) {
					two := drawn(seed+uint64(i)+1, 2, all)
					t.Run(fmt.Sprintf("pair %d", i), func(t *testing.T) {
						t.Parallel()
						pairs.Add(1)
						struck(t, s, two...)
					})
				}
			})
		}
	})
	t.Logf("seed %d: %d calls, %d kills and lost answers at them; tried %d of them (%d fell) and %d pairs",
		seed, points.Load(), points.Load()*int64(len(Kinds)), tried.Load(), fell.Load(), pairs.Load())
	if fell.Load()*10 < tried.Load()*9 {
		t.Errorf("only %d of %d blows fell: the scenes do not make the same calls each time", fell.Load(), tried.Load())
	}
}

// TestBlows plays the blows that FARVAULT_BLOWS names, as a failed TestKills prints them.
func TestBlows(t *testing.T) {
	text := os.Getenv("FARVAULT_BLOWS")
	if text == "" {
		t.Skip("FARVAULT_BLOWS names none")
	}
	s, blows := read(t, text)
	if fell := struck(t, s, blows...); fell != len(blows) {
		t.Errorf("%d of %d blows fell", fell, len(blows))
	}
}

// written is a scene and its blows as read takes them.
func written(s Scene, blows []Blow) string {
	parts := []string{s.Name}
	for _, b := range blows {
		parts = append(parts, fmt.Sprintf("%s,%s,%s,%s,%d", b.Kind, b.Function, b.Call, b.Account, b.Nth))
	}
	return strings.Join(parts, ";")
}

func read(t *testing.T, text string) (Scene, []Blow) {
	t.Helper()
	parts := strings.Split(text, ";")
	i := slices.IndexFunc(Scenes, func(s Scene) bool { return s.Name == parts[0] })
	if i < 0 {
		t.Fatalf("there is no scene %q", parts[0])
	}
	var blows []Blow
	for _, p := range parts[1:] {
		f := strings.Split(p, ",")
		if len(f) != 5 {
			t.Fatalf("%q is no blow: kind, function, call, account, number", p)
		}
		n, err := strconv.Atoi(f[4])
		if err != nil {
			t.Fatal(err)
		}
		blows = append(blows, Blow{Point{Function: f[1], Call: f[2], Account: f[3], Nth: n}, f[0]})
	}
	return Scenes[i], blows
}

func TestBlowsAreWrittenAsTheyAreRead(t *testing.T) {
	t.Parallel()
	blows := []Blow{{Point{"farvault-alert", "sns.Publish", stage.CentralID, 2}, Kinds[0]}, {Point{"f", "c", "a", 1}, Kinds[2]}}
	s, got := read(t, written(Scenes[1], blows))
	if s.Name != Scenes[1].Name || !slices.Equal(got, blows) {
		t.Errorf("got %s %v", s.Name, got)
	}
}
