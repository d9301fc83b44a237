// Command mutate says how many small mistakes in the packages that decide the tests would notice. gremlins lists the
// mistakes, a seed draws a sample, and each is made in an overlay of the compiler's: no file of the tree is touched.
// gremlins itself cannot sample, and it runs a package's own tests alone or those of the whole module.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
)

// required is the share of the mutants that must be killed.
const required = 0.85

// targets are the packages that decide, each with those whose tests hold it to its laws, the cheapest first.
var targets = []target{
	{"shared/policy", []string{"shared/policy", "shared/proof", "shared/check"}},
	{"shared/chain", []string{"shared/chain", "shared/handler/provision", "shared/handler/sweep"}},
	{"shared/proof", []string{"shared/proof", "shared/handler/sweep", "shared/handler/alert"}},
	{"shared/alert", []string{"shared/alert", "shared/message", "shared/handler/alert"}},
}

// target is a package whose mistakes are tried, and the packages whose tests must notice them.
type target struct {
	dir   string
	tests []string
}

func main() {
	seed := flag.Uint64("seed", 1, "draws the sample")
	size := flag.Int("sample", 400, "how many mutants, those that do not compile left out")
	at := flag.String("at", "", "only mutants whose FILE:LINE begins with this")
	flag.Parse()
	ok, err := run(os.Stdout, *seed, *size, *at)
	if err != nil {
		log.Fatal(err)
	}
	if !ok {
		os.Exit(1)
	}
}

// run tries a sample and reports whether enough of it was killed and each judgment holds.
func run(to io.Writer, seed uint64, size int, at string) (bool, error) {
	var all []mutant
	for _, t := range targets {
		found, err := listed(t)
		if err != nil {
			return false, err
		}
		fmt.Fprintf(to, "%s: %d mutants\n", t.dir, len(found))
		all = append(all, found...)
	}
	known, err := readJudged("tools/mutate/judged.json")
	if err != nil {
		return false, err
	}
	unplaced := known.unplaced(all)
	for _, j := range unplaced {
		fmt.Fprintf(to, "judged, and no longer there: %s: %s\n", j.File, j.Is)
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = beginning(all, at)
	fmt.Fprintf(to, "seed %d, %d of %d mutants\n", seed, min(size, len(all)), len(all))
	if err := unmutated(); err != nil {
		return false, err
	}
	sum := tried(to, all, size, known)
	sum.print(to)
	return len(unplaced) == 0 && sum.enough(), nil
}

// beginning is the mutants at a place.
func beginning(all []mutant, at string) (some []mutant) {
	for _, m := range all {
		if strings.HasPrefix(m.place(), at) {
			some = append(some, m)
		}
	}
	return some
}

// tried runs as many mutants as asked for, and for each that does not compile one more.
func tried(to io.Writer, all []mutant, size int, known judged) *summary {
	sum := &summary{judged: known, counts: map[string]tally{}}
	for len(all) > 0 && sum.all().viable() < size {
		n := min(size-sum.all().viable(), len(all))
		sum.each(to, all[:n])
		all = all[n:]
	}
	return sum
}

// each runs mutants, two at a time.
func (s *summary) each(to io.Writer, all []mutant) {
	next := make(chan mutant)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for m := range next {
				is, by := m.tested(m.target.tests, nil)
				s.add(to, m, is, by)
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	both.Wait()
}
