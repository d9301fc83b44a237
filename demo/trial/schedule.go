package trial

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"farvault/demo/stage"
)

// Size is how large a world is and how long it runs.
type Size struct{ Accounts, Days int }

// String is the size as ReadSize takes it.
func (s Size) String() string { return fmt.Sprintf("%dx%d", s.Accounts, s.Days) }

// Happening is one thing that goes wrong, or that somebody does, and when it ends. Its dice are its own, so that what
// it does stays the same when others are taken out of the schedule.
type Happening struct {
	Kind      string
	At, Lasts time.Duration // from the world's beginning; Lasts is zero for what has no end
	Dice      uint64
}

// String is the happening for people.
func (h Happening) String() string {
	return fmt.Sprintf("day %d %02d:%02d %s for %s (dice %d)",
		1+int(h.At.Hours())/24, int(h.At.Hours())%24, int(h.At.Minutes())%60, h.Kind, h.Lasts, h.Dice)
}

// roll is a number below n that the happening's dice give for a purpose.
func (h Happening) roll(purpose string, n int) int {
	return rand.New(rand.NewPCG(h.Dice, uint64(len(purpose))<<8+uint64(purpose[0]))).IntN(n)
}

// quiet is how long nothing happens at the end: what was put right late must be seen to be right by a day's run.
const quiet = 30 * time.Hour

// settled is how long nothing happens at the beginning.
const settled = 20 * time.Minute

// ScheduleOf is what happens in the world of a seed: two or three things a day, more with many accounts.
func ScheduleOf(seed uint64, size Size) []Happening {
	random := rand.New(rand.NewPCG(seed, 0))
	var all []Happening
	whole := time.Duration(size.Days) * 24 * time.Hour
	for range size.Days * (2 + random.IntN(2) + size.Accounts/10) {
		kind := kinds[random.IntN(len(kinds))]
		at := settled + time.Duration(random.Int64N(int64(whole-settled)))
		h := Happening{Kind: kind.Name, At: at.Truncate(time.Minute), Dice: random.Uint64()}
		if kind.Longest > 0 {
			h.Lasts = (10*time.Minute + time.Duration(random.Int64N(int64(kind.Longest)))).Truncate(time.Minute)
		}
		all = append(all, h)
	}
	slices.SortStableFunc(all, func(a, b Happening) int { return int(a.At - b.At) })
	return all
}

// members are the accounts of a world.
func (s Size) members() (all []stage.Member) {
	for i := range s.Accounts {
		all = append(all, stage.Member{ID: fmt.Sprintf("3%011d", 33344445555+i), Name: fmt.Sprintf("member-%02d", i)})
	}
	return all
}

// Readable is a schedule for people, numbered.
func Readable(schedule []Happening) string {
	var b strings.Builder
	for i, h := range schedule {
		fmt.Fprintf(&b, "%3d %s\n", i, h)
	}
	return b.String()
}
