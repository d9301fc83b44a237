package trial

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"testing"
	"time"
)

// TestMain lets memory grow: the tests stage a hundred worlds, each of which is soon garbage.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// depth is how much is tried: a little in `make test`, more in `make verify`, most in `make soak`.
type depth int

const (
	little depth = iota
	more
	most
)

func howDeep() depth {
	switch {
	case os.Getenv("FARVAULT_SOAK") != "":
		return most
	case os.Getenv("FARVAULT_VERIFY") != "" && !testing.Short():
		return more
	}
	return little
}

// of is the number for this depth.
func (d depth) of(inTest, inVerify, inSoak int) int { return [...]int{inTest, inVerify, inSoak}[d] }

// share is one of how many kills and errors `make soak` tries; one: all.
func share(t *testing.T) int {
	t.Helper()
	return max(1, asNumber(t, "FARVAULT_SOAK", 1))
}

// largest is the largest world of `make soak`.
func largest(t *testing.T) Size {
	t.Helper()
	if text := os.Getenv("FARVAULT_LARGEST"); text != "" {
		return readSize(t, text)
	}
	return Size{50, 30}
}

// readSize reads accounts x days, as in 3x2.
func readSize(t *testing.T, text string) (s Size) {
	t.Helper()
	if _, err := fmt.Sscanf(text, "%dx%d", &s.Accounts, &s.Days); err != nil || s.Accounts < 1 || s.Days < 1 {
		t.Fatalf("a size is %q, must be accounts x days, as in 3x2: %v", text, err)
	}
	return s
}

// baseSeed is the day's, so that a failure is there again when somebody looks into it, or the one that is asked for.
func baseSeed(t testing.TB) uint64 {
	t.Helper()
	if asked := os.Getenv("FARVAULT_SEED"); asked != "" {
		seed, err := strconv.ParseUint(asked, 10, 64)
		if err != nil {
			t.Fatalf("FARVAULT_SEED is %q: %v", asked, err)
		}
		return seed
	}
	day, err := strconv.ParseUint(time.Now().UTC().Format("20060102"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return day * 1000
}

// drawn are n of the things, by the seed; all where there are no more.
func drawn[T any](seed uint64, n int, things []T) []T {
	random := rand.New(rand.NewPCG(seed, uint64(len(things))))
	var some []T
	for _, i := range random.Perm(len(things)) {
		if len(some) == n {
			break
		}
		some = append(some, things[i])
	}
	return some
}
