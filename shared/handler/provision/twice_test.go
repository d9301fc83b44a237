package provision_test

import (
	"context"
	"testing"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
)

// meanwhile lets something happen while an account is being looked at.
type meanwhile struct {
	*stage
	once func()
}

func (m *meanwhile) Observe(ctx context.Context, c chain.Chain) (chain.Observed, error) {
	if once := m.once; once != nil {
		m.once = nil
		once()
	}
	return m.stage.Observe(ctx, c)
}

// One message that SQS delivers to two invocations at the same time is worked on by one of them; the other waits, and
// does not give the claim of the first back.
func TestOneMessageDeliveredTwiceAtOnceIsWorkedOnOnce(t *testing.T) {
	t.Parallel()
	s := newStage()
	first, second := s.provision(), s.provision()
	world := &meanwhile{stage: s}
	first.Cloud = world
	invocation := func(id string) context.Context {
		return lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: id})
	}
	record := queued(t, event.ReconcileAccount{AccountID: handlertest.Member, Cause: "CreateAccountResult"})
	world.once = func() {
		for _, id := range []string{"two", "three"} {
			if _, err := second.Record(invocation(id), record); err == nil {
				t.Errorf("invocation %s worked on the account beside the first", id)
			}
		}
	}
	if _, err := first.Record(invocation("one"), record); err != nil {
		t.Fatal(err)
	}
	if len(s.observed) != 1 || len(s.claimed) != 1 { // of another account, as the stage begins
		t.Errorf("looked at %v, claimed %v; want one look, and nothing of it claimed", s.observed, s.claimed)
	}
}
