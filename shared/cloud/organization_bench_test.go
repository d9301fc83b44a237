package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// How many functions work on an organization, and how long AWS takes to answer a call.
const (
	benchWorkers = 50
	benchLatency = 80 * time.Millisecond
)

// mostSimulated is the most that a whole organization may take, by its accounts. Wall time is the machine's, so it is
// only reported.
var mostSimulated = map[int]time.Duration{100: 5 * time.Minute, 1000: 5 * time.Minute, 10000: 45 * time.Minute}

// BenchmarkOrganizationConverges provisions an organization from nothing with two plans, under AWS's published rates. What
// it says to have taken is made of three things, each of which it says too: the answers of AWS to the calls, one after the
// other on each worker's line though a function makes some of them at once, so at least all calls times the latency by the
// workers; the pauses of the SDK after a throttle, on the same line; and the half minutes until the queue gives again what
// was not ready.
func BenchmarkOrganizationConverges(b *testing.B) {
	for _, accounts := range slices.Sorted(maps.Keys(mostSimulated)) {
		b.Run(fmt.Sprint(accounts), func(b *testing.B) {
			for b.Loop() {
				converge(b, accounts)
			}
		})
	}
}

func converge(b *testing.B, accounts int) {
	w := newWorld(b)
	w.populate(accounts)
	w.EnforceRates(kernel.PublishedRates)
	start, began := w.Clock.Now(), time.Now()
	crowd := &crowd{world: w}
	crowd.work(b)
	simulated, wall := w.Clock.Now().Sub(start), time.Since(began)
	least := time.Duration(crowd.calls) * benchLatency / benchWorkers
	if simulated > mostSimulated[accounts] || simulated < least {
		b.Errorf("took %s simulated, at least %s by its calls and at most %s", simulated, least, mostSimulated[accounts])
	}
	b.ReportMetric(simulated.Seconds(), "simulated-s/op")
	b.ReportMetric(least.Seconds(), "of-it-answers-s/op")
	b.ReportMetric(crowd.paused.Seconds()/benchWorkers, "of-it-pauses-s/op")
	b.ReportMetric(crowd.waited.Seconds(), "of-it-redelivery-s/op")
	b.ReportMetric(wall.Seconds(), "wall-s/op")
	b.ReportMetric(float64(crowd.calls)/float64(accounts), "calls/account")
	b.ReportMetric(float64(crowd.again), "redeliveries/op")
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
	world  *world
	mu     sync.Mutex
	calls  int
	paused time.Duration // by the SDK after throttles, of all workers together
	waited time.Duration // for the queue's redelivery
	again  int           // times that an account was not ready and came back
}

// redelivery is when the queue gives again what was not ready.
const redelivery = 30 * time.Second

// work brings the central account and every member to its chain, round by round: what is not ready comes again as the
// queue redelivers it.
func (c *crowd) work(b *testing.B) {
	accounts, err := cloud.New(c.world.config(&wire{}), place, "farvault-sweep").Organization().Accounts(b.Context())
	must(b, err)
	var members []org.Account
	for _, a := range accounts {
		if in, _ := chain.InScope(wishes, place, a); in && a.ID != member {
			members = append(members, a)
		}
	}
	for len(members) > 0 {
		if members = c.round(b, members); len(members) > 0 {
			c.waited += redelivery
			c.world.Advance(redelivery)
		}
	}
}

// round works on each account once, and answers with those that were not ready.
func (c *crowd) round(b *testing.B, members []org.Account) (left []org.Account) {
	todo := make(chan org.Account, len(members))
	for _, account := range members {
		todo <- account
	}
	close(todo)
	all := newLines(benchLatency)
	var own []*line
	for range benchWorkers {
		own = append(own, all.begin(c.world.Clock.Now()))
	}
	var wait sync.WaitGroup
	for _, mine := range own {
		wait.Go(func() {
			defer mine.end()
			function := cloud.New(c.config(mine), place, "farvault-provision")
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
	wait.Wait()
	return left
}

// config is a function's, in this process, with each call and each pause passing on its worker's line.
func (c *crowd) config(mine *line) aws.Config {
	config := c.world.config(&wire{})
	config.HTTPClient = c.world.Administrator(central, region).HTTPClient
	config.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(c.pause(mine)) })
	}
	config.APIOptions = append(config.APIOptions, func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("clock", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			c.mu.Lock()
			c.calls++
			c.mu.Unlock()
			c.world.AdvanceTo(mine.pass(benchLatency))
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
	})
	return config
}

// pause is the SDK's pause before another attempt, on average: up to two to the attempt's power in seconds, at most 20.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
func (c *crowd) pause(mine *line) func(int, error) (time.Duration, error) {
	return func(attempt int, _ error) (time.Duration, error) {
		pause := min(time.Second<<attempt, 20*time.Second) / 2
		c.mu.Lock()
		c.paused += pause
		c.mu.Unlock()
		c.world.AdvanceTo(mine.pass(pause))
		return 0, nil
	}
}
