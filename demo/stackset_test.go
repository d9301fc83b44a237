package demo

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/simulator"
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

// TestAStackSetThatFailsIsNamed: people hear which account did not get farvault's roles and what AWS says of it, and that
// it has them once it does.
func TestAStackSetThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	s, err := newStage(t.Context(), Options{Files: deployed(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	template, broken := s.StackSet.Template, errors.New("Resource of type 'AWS::IAM::Role' with identifier 'farvault-reader' already exists.")
	s.locked(func(*simulator.World) { s.StackSet.Template = func() ([]byte, error) { return nil, broken } })
	if err := s.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(7 * time.Minute)
	mail := func(title string, words ...string) {
		t.Helper()
		for _, m := range s.world.SNS.Mails() {
			if strings.Contains(m.Subject, title) && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(strings.Join(strings.Fields(m.Body), " "), w) }) {
				return
			}
		}
		t.Errorf("no mail of %q with %q: %s%s", title, words, s.mails(), s.trouble())
	}
	mail("RED AWS could not deploy farvault's roles", "FAILED: "+broken.Error(), "describe-stack-instance", newcomerID)
	s.locked(func(*simulator.World) {
		s.StackSet.Template = template
		s.StackSet.Add(newcomerID)
	})
	s.world.Advance(30 * time.Minute)
	mail("GREEN AWS has deployed farvault's roles", newcomerID)
	if got := s.status(t, newcomerID); got != account.Protected {
		t.Errorf("the account is %s", got)
	}
}
