package demo

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/wiring"
	"farvault/simulator/kernel"
)

// writes are the calls by which the provision function changed the newcomer's account, as
// ordinals among all its calls there.
func (s *stage) writes() (ordinals []int) {
	s.world.Lock()
	defer s.world.Unlock()
	n := 0
	for _, c := range s.world.Journal.Calls() {
		if c.Account != newcomerID || c.RoleARN == "" {
			continue
		}
		n++
		if c.Write {
			ordinals = append(ordinals, n)
		}
	}
	return ordinals
}

// ownKeys counts the customer managed keys of the newcomer, who has none but farvault's.
func (s *stage) ownKeys(t *testing.T) (n int) {
	t.Helper()
	list, err := s.keys().ListKeys(context.Background(), &kms.ListKeysInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list.Keys {
		out, err := s.keys().DescribeKey(context.Background(), &kms.DescribeKeyInput{KeyId: k.KeyId})
		if err != nil {
			t.Fatal(err)
		}
		if out.KeyMetadata.KeyManager == types.KeyManagerTypeCustomer {
			n++
		}
	}
	return n
}

// joined plays the joining of the newcomer on a prepared stage, with the provision
// function killed at its nth call in the new account; zero kills nobody.
func joined(t *testing.T, kind string, nth int) *stage {
	t.Helper()
	s, err := newStage(context.Background(), Options{Files: deployed(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	if nth > 0 {
		if err := s.world.Faults.Inject(kernel.Fault{Account: newcomerID, Kind: kind, Skip: nth - 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.create(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(time.Hour)
	return s
}

// killed reports whether an invocation of the provision function died.
func (s *stage) killed() bool {
	for _, run := range s.world.Lambda.Invocations() {
		if run.Function == wiring.ProvisionFunction && run.Err != nil {
			return true
		}
	}
	return false
}

// TestAKillAtAnyWriteIsMadeGoodByTheNextDelivery: whatever was done before the function died is found
// again, and nothing is made twice.
func TestAKillAtAnyWriteIsMadeGoodByTheNextDelivery(t *testing.T) {
	t.Parallel()
	writes := joined(t, "", 0).writes()
	if len(writes) < 15 {
		t.Fatalf("only %d writes to kill at", len(writes))
	}
	played := sample(t, 8)
	for _, n := range writes {
		if !played() {
			continue
		}
		for _, kind := range []string{kernel.KillBefore, kernel.KillAfter} {
			t.Run(fmt.Sprintf("%s call %d", kind, n), func(t *testing.T) {
				t.Parallel()
				s := joined(t, kind, n)
				if !s.killed() {
					t.Fatal("nobody was killed")
				}
				if err := s.checkMember(context.Background(), newcomerID); err != nil {
					t.Error(err)
				}
				if keys := s.ownKeys(t); keys != 1 {
					t.Errorf("the account has %d keys of farvault's%s", keys, s.trouble())
				}
			})
		}
	}
}
