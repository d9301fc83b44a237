package trial

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// TestChaos plays worlds in which things happen by a seed: faults, drift, people, accounts that come and go. Afterwards
// the world, which knows everything, says whether each lost copy was reported in time, each alarm had a reason, and
// each green was true.
func TestChaos(t *testing.T) {
	t.Parallel()
	depth, seed := howDeep(), baseSeed(t)
	// Sixty worlds of verify's sizes take two cores about a quarter of an hour: an account's day costs 1 to 1.7 s of a
	// processor, of which a call costs 0.25 ms. `make soak SEEDS=60 LARGEST=4x7` plays as many.
	worlds := depth.of(8, 12, asNumber(t, "FARVAULT_SEEDS", 20))
	if testing.Short() { // under the race detector, which makes each ten times as long
		worlds = 2
	}
	var happened atomic.Int64
	t.Run("worlds", func(t *testing.T) {
		for i := range worlds {
			seed := seed + uint64(i)
			size := sizeOf(t, depth, seed)
			t.Run(fmt.Sprintf("seed %d of %s", seed, size), func(t *testing.T) {
				t.Parallel()
				schedule := ScheduleOf(seed, size)
				happened.Add(int64(len(schedule)))
				survives(t, seed, size, schedule)
			})
		}
	})
	t.Logf("seeds from %d: %d worlds, in which %d things happened", seed, worlds, happened.Load())
}

// sizeOf is how large the world of a seed is: of every size that `make test` and `make verify` have, in turn.
func sizeOf(t *testing.T, d depth, seed uint64) Size {
	t.Helper()
	switch d {
	case more:
		return Size{1 + int(seed%4), 1 + int(seed/4%7)}
	case most:
		l := largest(t)
		return Size{1 + int(seed*7%uint64(l.Accounts)), l.Days}
	}
	return Size{1 + int(seed%3), 1 + int(seed/3%2)}
}

func asNumber(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s is %q: %v", variable, text, err)
	}
	return n
}

// plays is how often a schedule that fails is played again to make it shorter.
const plays = 24

// survives plays a world. What fails is made shorter, and told with the command that plays it again.
func survives(t *testing.T, seed uint64, size Size, schedule []Happening) {
	t.Helper()
	wrong, trace := played(t, seed, size, schedule)
	if len(wrong) == 0 {
		return
	}
	short := Shrink(schedule, plays, func(some []Happening) bool {
		again, _ := played(t, seed, size, some)
		return len(again) > 0 && kindOfWrong(again[0]) == kindOfWrong(wrong[0])
	})
	if len(short) < len(schedule) {
		if again, shorter := played(t, seed, size, short); len(again) > 0 {
			wrong, trace = again, shorter
		}
	}
	t.Errorf("seed %d:\n%s\nwhat happened, as short as it could be made (%d of %d):\n%s%s\nagain: make replay SEED=%d SIZE=%s KEEP=%s",
		seed, strings.Join(wrong, "\n"), len(short), len(schedule), Readable(short), trace, seed, size, kept(schedule, short))
}

// kindOfWrong is what stands before the colon.
func kindOfWrong(wrong string) string {
	kind, _, _ := strings.Cut(wrong, ":")
	return kind
}

// kept are the numbers of the happenings that are left of a schedule.
func kept(whole, some []Happening) string {
	var numbers []string
	for i, h := range whole {
		if slices.Contains(some, h) {
			numbers = append(numbers, strconv.Itoa(i))
		}
	}
	return strings.Join(numbers, ",")
}

func played(t *testing.T, seed uint64, size Size, schedule []Happening) (wrong []string, trace string) {
	t.Helper()
	c, err := Play(t.Context(), seed, size, schedule)
	if c != nil && c.World != nil {
		defer c.Close()
	}
	if err != nil {
		return []string{fmt.Sprintf("the world itself: %v", err)}, ""
	}
	return c.wrong, c.Story()
}

// TestReplay plays the world that FARVAULT_SEED and FARVAULT_SIZE name, as a failed TestChaos prints them, with the
// happenings that FARVAULT_KEEP numbers, or all.
func TestReplay(t *testing.T) {
	sized := os.Getenv("FARVAULT_SIZE")
	if sized == "" {
		t.Skip("FARVAULT_SIZE names no world: make replay SEED=n")
	}
	size := readSize(t, sized)
	seed := baseSeed(t)
	schedule := ScheduleOf(seed, size)
	if keep := os.Getenv("FARVAULT_KEEP"); keep != "" {
		var some []Happening
		for i, h := range schedule {
			if slices.Contains(strings.Split(keep, ","), strconv.Itoa(i)) {
				some = append(some, h)
			}
		}
		schedule = some
	}
	wrong, trace := played(t, seed, size, schedule)
	t.Logf("what happens:\n%s\n%s", Readable(schedule), trace)
	for _, w := range wrong {
		t.Error(w)
	}
}

// The same seed makes the same schedule, another one another, and what is taken out changes nothing else.
func TestASeedMakesItsSchedule(t *testing.T) {
	t.Parallel()
	one, again, other := ScheduleOf(7, Size{3, 7}), ScheduleOf(7, Size{3, 7}), ScheduleOf(8, Size{3, 7})
	if !slices.Equal(one, again) || slices.Equal(one, other) || len(one) < 14 {
		t.Errorf("%d happenings, the same %t, of another seed the same %t", len(one), slices.Equal(one, again), slices.Equal(one, other))
	}
	met := map[string]bool{}
	for seed := range uint64(60) {
		for _, h := range ScheduleOf(seed, Size{4, 7}) {
			met[h.Kind] = true
		}
	}
	for _, k := range kinds {
		if !met[k.Name] {
			t.Errorf("in 60 worlds there is never: %s", k.Name)
		}
	}
}

// A failure that two of forty happenings make is found to be theirs.
func TestShrinkFindsWhatItTakes(t *testing.T) {
	t.Parallel()
	schedule := ScheduleOf(3, Size{4, 20})
	one, two := schedule[5], schedule[31]
	n := 0
	short := Shrink(schedule, 200, func(some []Happening) bool {
		n++
		return slices.Contains(some, one) && slices.Contains(some, two)
	})
	if !slices.Equal(short, []Happening{one, two}) {
		t.Errorf("after %d plays %d of %d are left", n, len(short), len(schedule))
	}
}

// The judge finds each kind of lie in a world that was otherwise quiet: a copy that failed and of which nobody heard, one of
// which people heard late, an alarm without a reason, a green that is none.
func TestTheJudgeFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	quietly := Happening{Kind: "something new is tagged", At: time.Hour}
	c, err := Play(t.Context(), 1, Size{1, 0}, []Happening{quietly})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if len(c.wrong) > 0 {
		t.Fatalf("in a quiet world: %q\n%s", c.wrong, c.Story())
	}
	r := c.resources[0]
	jobs, err := c.jobs(t.Context(), r.Account)
	if err != nil || len(jobs) == 0 {
		t.Fatalf("%d jobs, %v", len(jobs), err)
	}
	for i := range jobs {
		jobs[i].State = "FAILED"
	}
	failed := *jobs[0].CompletionDate
	heard := func(reason alert.Reason, at time.Time) {
		c.heard = append(c.heard, Heard{at, message.Message{GroupKey: "g", Reason: reason, Color: alert.Red, Accounts: []string{r.Account}}})
	}
	wants := func(kind string, judge func()) {
		t.Helper()
		c.wrong = nil
		judge()
		if !slices.ContainsFunc(c.wrong, func(w string) bool { return kindOfWrong(w) == kind }) {
			t.Errorf("the judge does not find %q: %q", kind, c.wrong)
		}
	}
	c.known["g"] = map[who]bool{{r.Account, r.ARN}: true}
	wants("unreported", func() { c.judgeFailures(r, jobs) })
	heard(alert.FirstNotification, failed.Add(4*time.Hour))
	wants("late", func() { c.judgeFailures(r, jobs) })
	wants("false alarm", func() { c.judgeAlarms() })
	heard(alert.AllResolved, failed.Add(5*time.Hour))
	wants("false green", func() { c.judgeGreens(r, jobs) })
	c.heard = append(c.heard, Heard{c.Now(), message.Message{Reason: alert.Digest, Color: alert.Green}})
	r.ARN, r.Since = "arn:of:nothing", Begins.Add(-100*time.Hour)
	wants("false green", func() { c.lookAtDigests(t.Context()) })
}
