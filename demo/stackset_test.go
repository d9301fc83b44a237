package demo

import (
	"io"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/simulator/deploy/deploytest"
)

// protectedAfter is how long after the StackSet's end in a new account the account is protected, when a stack takes so long.
func protectedAfter(t *testing.T, files fstest.MapFS, takes time.Duration) time.Duration {
	t.Helper()
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.StackSet.Takes = takes
	if err := s.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	role := chain.Deployment{Partition: "aws"}.RoleARN(newcomerID, chain.ProvisionerRole)
	for limit := s.now().Add(time.Hour); !s.world.IAM.Exists(role); s.world.Advance(time.Second) {
		if s.now().After(limit) {
			t.Fatalf("the StackSet made no role%s", s.trouble())
		}
	}
	done := s.now()
	for s.status(t, newcomerID) != account.Protected {
		if s.now().Sub(done) > time.Hour {
			t.Fatalf("the account is %s an hour later%s", s.status(t, newcomerID), s.trouble())
		}
		s.world.Advance(time.Second)
	}
	return s.now().Sub(done)
}

// TestTheStackSetsEndEndsTheWait: an account is protected as soon as its roles are there, however long they took, and
// with the rule taken out it waits for the next look.
func TestTheStackSetsEndEndsTheWait(t *testing.T) {
	t.Parallel()
	const management, atOnce = "infra/management.yaml", time.Minute
	for _, takes := range []time.Duration{time.Minute, 7 * time.Minute, 22 * time.Minute} {
		t.Run(takes.String(), func(t *testing.T) {
			t.Parallel()
			files, without := deployed(t), deployed(t)
			removals := deploytest.Removable(files[management].Data)
			i := slices.IndexFunc(removals, func(r deploytest.Removal) bool { return r.Name == "rule StackSetRule" })
			without[management] = &fstest.MapFile{Data: removals[i].Apply(files[management].Data)}
			told, untold := protectedAfter(t, files, takes), protectedAfter(t, without, takes)
			t.Logf("protected %s after the StackSet's end, %s without its event", told, untold)
			if told > atOnce || untold <= atOnce {
				t.Errorf("protected %s after the StackSet's end, want at most %s; %s without its event", told, atOnce, untold)
			}
		})
	}
}
