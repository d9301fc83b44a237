package trial

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/simulator/kernel"
)

// Cell is one call of one function that meets one error, each time that it is made, for as long as a scene is played.
type Cell struct {
	Function, Call string
	Mishap         Mishap
}

// String is the cell for people.
func (c Cell) String() string { return c.Function + " " + c.Call + ": " + c.Mishap.Name }

// Seen is what a function did while a call met an error, and what became of it.
type Seen struct {
	Hits    int      // how often the call met the error
	Failed  int      // records and pieces of work that failed
	Waits   int      // records that waited
	Told    []string // causes that people were told of, and that they are not told of without the error
	Letters int      // messages in dead-letter queues, when all was over
	Late    bool     // mended by the next day's look, not soon after the errors ended
}

// Word is what the table says.
func (s Seen) Word() string {
	var words []string
	for word, n := range map[string]int{
		"again": s.Failed, "waits": s.Waits, "told": len(s.Told), "dead letter": s.Letters,
	} {
		if n > 0 {
			words = append(words, word)
		}
	}
	if s.Late {
		words = append(words, "next day")
	}
	slices.Sort(words)
	if len(words) == 0 {
		return "goes on"
	}
	return strings.Join(words, ", ")
}

// Suffer plays a scene in which a cell's call meets its error. What is wrong is so a day after the errors have ended.
func (s Scene) Suffer(ctx context.Context, w *World, c Cell, usual Seen) (seen Seen, wrong []string, err error) {
	err = s.run(ctx, w, func() {
		w.Break(func(call *kernel.Call) *kernel.Mishap {
			if p := pointOf(call); p.Function != c.Function || p.Call != c.Call {
				return nil
			}
			seen.Hits++
			return c.Mishap.Spells(call.Service)
		})
	})
	if err != nil {
		return seen, nil, err
	}
	if wrong = s.Verdict(ctx, w, Trouble{Error: true}); len(wrong) > 0 {
		seen.Late = true
		w.Until(w.NextRun().Add(24*time.Hour + 45*time.Minute))
		wrong = s.Verdict(ctx, w, Trouble{Error: true})
	}
	hits, late := seen.Hits, seen.Late
	seen = w.summed(c.Function)
	seen.Hits, seen.Late = hits, late
	seen.Failed, seen.Waits = max(0, seen.Failed-usual.Failed), max(0, seen.Waits-usual.Waits)
	seen.Told = slices.DeleteFunc(seen.Told, func(cause string) bool { return slices.Contains(usual.Told, cause) })
	return seen, wrong, nil
}

// Usual is what a function does in a scene without an error.
func (s Scene) Usual(ctx context.Context, w *World) (calls []Cell, usual func(function string) Seen, err error) {
	points, wrong, err := s.Rehearse(ctx, w)
	if err != nil {
		return nil, nil, err
	}
	if len(wrong) > 0 {
		return nil, nil, fmt.Errorf("%s goes wrong by itself: %q", s.Name, wrong)
	}
	met := map[[2]string]bool{}
	for _, p := range points {
		if key := [2]string{p.Function, p.Call}; !met[key] {
			met[key] = true
			calls = append(calls, Cell{Function: p.Function, Call: p.Call})
		}
	}
	return calls, w.summed, nil
}

// summed is what a function did so far.
func (w *World) summed(function string) (s Seen) {
	for _, l := range w.Lines() {
		switch {
		case l.Function != function:
		case l.Outcome == "waits":
			s.Waits++
		case l.Outcome == "failed" || l.Outcome == "" && l.Error != "":
			s.Failed++
		}
	}
	causes := map[string]bool{}
	for _, h := range w.Heard() {
		causes[h.Cause] = true
	}
	s.Told = slices.Sorted(maps.Keys(causes))
	for _, n := range w.Letters() {
		s.Letters += n
	}
	return s
}
