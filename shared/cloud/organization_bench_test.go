package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// How large the organization is, how many functions work on it, and how long AWS takes to answer a call.
const (
	benchAccounts = 1000
	benchWorkers  = 50
	benchLatency  = 80 * time.Millisecond
)

// mostSimulated is the most that a whole organization may take. Wall time is the machine's, so it is only reported.
const mostSimulated = 5 * time.Minute

// BenchmarkOrganizationConverges provisions an organization from nothing with two plans, under AWS's published rates. Of so many workers as
// many calls are under way, so each call moves the simulated clock on by the latency divided by the workers.
func BenchmarkOrganizationConverges(b *testing.B) {
	for b.Loop() {
		w := newWorld(b)
		w.populate(benchAccounts)
		w.EnforceRates(kernel.PublishedRates)
		start, began := w.Clock.Now(), time.Now()
		crowd := &crowd{world: w}
		crowd.work(b)
		simulated, wall := w.Clock.Now().Sub(start), time.Since(began)
		if simulated > mostSimulated {
			b.Errorf("took %s simulated, at most %s", simulated, mostSimulated)
		}
		b.ReportMetric(simulated.Seconds(), "simulated-s/op")
		b.ReportMetric(wall.Seconds(), "wall-s/op")
		b.ReportMetric(float64(crowd.calls)/benchAccounts, "calls/account")
		b.ReportMetric(float64(crowd.again), "redeliveries/op")
	}
}

// populate adds member accounts with the roles that farvault enters by.
func (w *world) populate(n int) {
	everything := map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + central + `:root"},"Action":"sts:AssumeRole"}]}`)
	for i := range n {
		id := fmt.Sprint(300000000000 + i)
		w.Organizations.AddAccount(id, "member", unit)
		w.IAM.PutRole(id, iam.Role{Name: chain.ProvisionerRole, Path: chain.RolePath, Trust: trust, Inline: everything})
		w.IAM.PutManagedPolicy(id, org.IAM("aws", id, "policy"+chain.RolePath+chain.BoundaryPolicy), everything["all"])
	}
}

// crowd are functions that share a queue.
type crowd struct {
	world *world
	mu    sync.Mutex
	calls int
	again int // times that an account was not ready and came back
}

// work brings the central account and every member to its chain, round by round: what is not ready comes again after
// thirty seconds, as the queue redelivers it.
func (c *crowd) work(b *testing.B) {
	accounts, err := cloud.New(c.config(), place, "farvault-sweep").Organization().Accounts(b.Context())
	must(b, err)
	var members []org.Account
	for _, a := range accounts {
		if in, _ := chain.InScope(wishes, place, a); in && a.ID != member {
			members = append(members, a)
		}
	}
	for len(members) > 0 {
		var left []org.Account
		todo := make(chan org.Account)
		var wait sync.WaitGroup
		for range benchWorkers {
			wait.Go(func() {
				function := cloud.New(c.config(), place, "farvault-provision")
				for account := range todo {
					_, _, err := reconcileChain(b.Context(), function, chain.Desire(twoPlans(), place, account))
					if err == nil {
						continue
					}
					if waits := (cloud.NotReady{}); !errors.As(err, &waits) {
						b.Error(err)
						continue
					}
					c.mu.Lock()
					left, c.again = append(left, account), c.again+1
					c.mu.Unlock()
				}
			})
		}
		for _, account := range members {
			todo <- account
		}
		close(todo)
		wait.Wait()
		if members = left; len(left) > 0 {
			c.world.Advance(30 * time.Second)
		}
	}
}

// config is a function's, over connections that are kept, with each call moving the clock.
func (c *crowd) config() aws.Config {
	config := c.world.config(&wire{})
	config.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) { tr.MaxIdleConnsPerHost = benchWorkers })
	config.APIOptions = append(config.APIOptions, func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("clock", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			c.mu.Lock()
			c.calls++
			c.mu.Unlock()
			c.world.Advance(benchLatency / benchWorkers)
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
	})
	return config
}
