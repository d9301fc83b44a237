package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
)

// summary is what became of a sample.
type summary struct {
	judged     judged
	mu         sync.Mutex
	counts     map[string]tally
	survivors  []mutant // that nobody has judged
	misjudged  []mutant // called equivalent, and killed
	equivalent int
}

// tally is a package's share of it, or the whole.
type tally struct{ killed, own, hung, broken, survived int }

func (t tally) viable() int { return t.killed + t.survived }

func (s *summary) all() (all tally) {
	for _, t := range s.counts {
		all = tally{
			all.killed + t.killed, all.own + t.own, all.hung + t.hung, all.broken + t.broken, all.survived + t.survived,
		}
	}
	return all
}

// add counts a mutant, and shows it where it survived.
func (s *summary) add(to io.Writer, m mutant, is outcome, where string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.counts[m.target.dir]
	why, called := s.judged.why(m)
	switch is {
	case broken:
		t.broken++
	case killed, hangs:
		t.killed++
		if where == m.target.tests[0] {
			t.own++
		}
		if is == hangs {
			t.hung++
		}
		if called {
			s.misjudged = append(s.misjudged, m)
		}
	case survived:
		t.survived++
		if called {
			s.equivalent++
			fmt.Fprintf(to, "equivalent: %v\n    %s\n", m, why)
			break
		}
		s.survivors = append(s.survivors, m)
		fmt.Fprintf(to, "survived: %v\n", m)
	}
	s.counts[m.target.dir] = t
}

// enough reports whether the share that was killed is as required, and nothing equivalent was killed.
func (s *summary) enough() bool {
	all := s.all()
	real := all.viable() - s.equivalent
	return len(s.misjudged) == 0 && real > 0 && float64(all.killed) >= required*float64(real)
}

// print writes the shares with their intervals.
func (s *summary) print(to io.Writer) {
	names := make([]string, 0, len(s.counts))
	for name := range s.counts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		line(to, name, s.counts[name], 0)
	}
	line(to, "all", s.all(), 0)
	if s.equivalent > 0 {
		line(to, "without the equivalent", s.all(), s.equivalent)
	}
	places := make([]string, 0, len(s.survivors))
	for _, m := range s.survivors {
		places = append(places, m.place())
	}
	slices.Sort(places)
	fmt.Fprintf(to, "%d survivors to judge: %s\n", len(places), strings.Join(places, " "))
	for _, m := range s.misjudged {
		fmt.Fprintf(to, "judged equivalent, and killed: %v\n", m)
	}
	fmt.Fprintf(to, "required: %.0f %% of those that are not equivalent; enough: %t\n", 100*required, s.enough())
}

// line writes one share.
func line(to io.Writer, name string, t tally, equivalent int) {
	n := t.viable() - equivalent
	low, high := wilson(t.killed, n)
	fmt.Fprintf(
		to, "%-22s %d of %d killed, %.1f %% (95 %%: %.1f to %.1f); %d by its own tests, %d hung; %d did not compile\n",
		name, t.killed, n, 100*float64(t.killed)/float64(max(n, 1)), 100*low, 100*high, t.own, t.hung, t.broken,
	)
}

// wilson is the score interval of a share at 95 %.
// Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
func wilson(killed, of int) (low, high float64) {
	if of == 0 {
		return 0, 1
	}
	const z = 1.959964
	n, p := float64(of), float64(killed)/float64(of)
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(middle-half, 0), min(middle+half, 1)
}
