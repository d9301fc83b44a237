package trial

import (
	"math/rand/v2"
	"slices"
)

// Order says who goes next, by a seed.
type Order interface {
	// next chooses one of the actors, who are sorted.
	next(actors []string) string
}

// OrderOf is the order of a seed. Half of the seeds give everyone the same chance at each step. The others give each
// actor a rank, and the highest goes on until it ends, but for a few steps at which it falls to the lowest: what takes
// d such changes to go wrong is found with a probability of at least 1/(actors x steps^(d-1)).
// Burckhardt and others: A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010.
func OrderOf(seed uint64) Order {
	random := rand.New(rand.NewPCG(seed, 0))
	if seed%2 == 0 {
		return fair{random}
	}
	r := &ranked{random: random, rank: map[string]int{}, falls: map[int]bool{}}
	for range 1 + random.IntN(6) {
		r.falls[random.IntN(steps)] = true
	}
	return r
}

// steps are about as many as a race has, in which a rank may change.
const steps = 150

// fair gives everyone the same chance.
type fair struct{ random *rand.Rand }

func (f fair) next(actors []string) string { return actors[f.random.IntN(len(actors))] }

// ranked lets the highest go on.
type ranked struct {
	random *rand.Rand
	rank   map[string]int
	lowest int
	step   int
	falls  map[int]bool
}

func (r *ranked) next(actors []string) string {
	for _, a := range actors {
		if _, has := r.rank[a]; !has {
			r.rank[a] = 1 + r.random.IntN(1_000_000)
		}
	}
	highest := slices.MaxFunc(actors, func(a, b string) int { return r.rank[a] - r.rank[b] })
	if r.falls[r.step] {
		r.lowest--
		r.rank[highest] = r.lowest
	}
	r.step++
	return highest
}
