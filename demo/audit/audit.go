// Package audit searches for ways to harm a copy in the central vault: sequences of calls that the shipped policies
// allow to each principal that farvault brings into the organization, and to a member's administrator. What is allowed
// the simulator's IAM judges, what a call does the simulator shows; this package knows calls to try and how to see that
// the copy is gone, kept for less time, or unreadable. `make audit` prints its report, SECURITY.md lists what it finds.
package audit

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Options say how far the search goes.
type Options struct {
	Files fs.FS  // template.yaml and infra/*.yaml, as they are deployed
	Depth int    // the longest sequence of calls
	As    string // the one principal to search as; empty: all
}

// Report is what a search tried and found.
type Report struct {
	Depth      int
	Principals []Tried
	Found      []Way
}

// Tried is what was tried as one principal.
type Tried struct {
	Name                   string
	States, Calls, Allowed int // states of the world that differ; calls made; those that were not refused
}

// Way is a sequence of calls by which a copy is harmed. No part of it does that.
type Way struct {
	Principal string
	Calls     []string // each by its name, in the order in which they were made
	Harm      string
}

// String is the way as SECURITY.md lists it.
func (w Way) String() string {
	return fmt.Sprintf("%s: %s: %s", w.Principal, strings.Join(w.Calls, ", then "), w.Harm)
}

// Run searches breadth-first, as one principal after the other.
func Run(ctx context.Context, o Options) (Report, error) {
	w, err := newWorld(ctx, o.Files)
	if err != nil {
		return Report{}, err
	}
	defer w.stage.Close()
	report := Report{Depth: o.Depth}
	for _, p := range w.principals() {
		if o.As != "" && p.name != o.As {
			continue
		}
		search := search{world: w, principal: p, seen: map[string]bool{}}
		if err := search.run(ctx, o.Depth); err != nil {
			return report, fmt.Errorf("as %s: %w", p.name, err)
		}
		report.Principals = append(report.Principals, search.tried)
		report.Found = append(report.Found, search.found...)
	}
	return report, nil
}

// search is one principal's.
type search struct {
	world     *world
	principal principal
	seen      map[string]bool // states that were reached, by what tells them apart
	tried     Tried
	found     []Way
}

// node is a state of the world, with how it was reached and whose sessions are held in it.
type node struct {
	restore  func()
	path     []call
	sessions []session
}

// run goes from state to state, the nearest first. Each call is tried in the state as it was reached; one that changes
// nothing that counts leads nowhere.
func (s *search) run(ctx context.Context, depth int) error {
	s.tried.Name = s.principal.name
	start := node{restore: s.world.keep(), sessions: []session{s.world.session(s.principal.role)}}
	defer start.restore()
	s.seen[s.world.digest(start.sessions)] = true
	level := []node{start}
	for range depth {
		var next []node
		for _, n := range level {
			reached, err := s.expand(ctx, n)
			if err != nil {
				return err
			}
			next = append(next, reached...)
		}
		level = next
	}
	s.tried.States = len(s.seen)
	return nil
}

// expand tries every call in a state, with each session that is held in it.
func (s *search) expand(ctx context.Context, n node) (reached []node, err error) {
	n.restore()
	was := s.world.digest(n.sessions)
	for _, by := range n.sessions {
		for _, c := range s.world.calls(by) {
			if c.later && len(n.path) > 0 || n.holds(c) {
				continue
			}
			s.tried.Calls++
			gained, err := c.do(ctx, by)
			if err != nil {
				continue // refused, by IAM or by the service
			}
			s.tried.Allowed++
			after := n
			if gained != nil {
				after.sessions = append(slices.Clone(n.sessions), *gained)
			}
			is := s.world.digest(after.sessions)
			if is == was {
				continue
			}
			after.path = append(slices.Clone(n.path), c)
			if news, err := s.arrive(ctx, after, is); err != nil {
				return nil, err
			} else if news {
				after.restore = s.world.keep()
				reached = append(reached, after)
			}
			n.restore()
		}
	}
	return reached, nil
}

// arrive looks at a state that a call has led to, and whether the search goes on from there: it is new, and the copy is
// well.
func (s *search) arrive(ctx context.Context, n node, digest string) (bool, error) {
	if s.seen[digest] {
		return false, nil
	}
	s.seen[digest] = true
	harm, err := s.world.harm(ctx)
	if err != nil || harm == "" {
		return err == nil, err
	}
	way := Way{Principal: s.principal.name, Harm: harm}
	for _, c := range n.path {
		way.Calls = append(way.Calls, c.name)
	}
	if !slices.ContainsFunc(s.found, way.holds) {
		s.found = append(s.found, way)
	}
	return false, nil
}

// holds reports whether all calls of a shorter way are in this one.
func (w Way) holds(shorter Way) bool {
	return shorter.Harm == w.Harm &&
		!slices.ContainsFunc(shorter.Calls, func(c string) bool { return !slices.Contains(w.Calls, c) })
}

// holds reports whether the session that a call would give is held already.
func (n node) holds(c call) bool {
	return c.gives != "" && slices.ContainsFunc(n.sessions, func(s session) bool { return s.role == c.gives })
}
