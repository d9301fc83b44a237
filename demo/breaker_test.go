package demo

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/ledger"
)

// TestARunThatWouldChangeTooMuchAsks through the deployed functions: three accounts drift where one may be changed. One is put
// right, the others wait with their reason, people are asked once; when they allow it, the next tick finishes.
func TestARunThatWouldChangeTooMuchAsks(t *testing.T) {
	t.Parallel()
	files := deployed(t)
	wishes := files["infra/settings.yaml"]
	wishes.Data = bytes.Replace(wishes.Data, []byte("MinAccounts: 20"), []byte("MinAccounts: 1"), 1)
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.prepare(t.Context()); err != nil {
		t.Fatalf("first provisioning of four accounts, where one may be changed: %v", err)
	}
	for _, m := range scenery.Members {
		_, err := eventbridge.NewFromConfig(s.world.Administrator(m.ID, homeRegion)).PutRule(t.Context(), &eventbridge.PutRuleInput{
			Name: aws.String(chain.ForwardingRule), EventPattern: aws.String(`{"source":["aws.ec2"]}`)})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.world.Advance(25 * time.Hour)
	count := func() map[account.Status]int {
		n := map[account.Status]int{}
		for _, m := range scenery.Members {
			n[s.status(t, m.ID)]++
		}
		return n
	}
	if n := count(); n[account.Protected] != 1 || n[account.Partial] != 2 {
		t.Errorf("statuses %v, want one protected and two partial%s", n, s.trouble())
	}
	asked := 0
	for _, mail := range s.mails() {
		if strings.Contains(mail, "farvault breaker allow") && strings.Contains(mail, "update event rule farvault-forward") {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times: %q", asked, s.titles())
	}
	records := ledger.New(dynamodb.NewFromConfig(s.world.Administrator(centralID, homeRegion)), "farvault")
	err = records.UpdateBreaker(t.Context(), func(b chain.Breaker) chain.Breaker { return b.Allow(chain.Allowance{Until: s.now().Add(time.Hour)}) })
	if err != nil {
		t.Fatal(err)
	}
	s.world.Advance(10 * time.Minute)
	if n := count(); n[account.Protected] != 3 {
		t.Errorf("once allowed, statuses %v%s", n, s.trouble())
	}
}
