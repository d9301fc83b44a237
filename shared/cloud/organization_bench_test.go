package cloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/handler/provision"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// How many functions work on an organization, and how long AWS takes to answer a call.
const (
	benchWorkers = 50
	benchLatency = 80 * time.Millisecond
)

// What the whole may take for an organization of any size: simulated time, the memory of the process, the processor's
// time, which is what two processors have in the three minutes that they may take together, and how many times the
// processor's time of an account in a small organization one in a large takes. Wall time is the machine's: others use it.
const (
	mostSimulated = 45 * time.Minute
	mostMemory    = 512 << 20
	mostProcessor = 2 * 3 * time.Minute
	mostGrowth    = 1.5
)

// BenchmarkOrganizationConverges lets the provision function work on an organization in one Region with one plan: from
// nothing, verified again, and with one setting changed in all accounts. AWS's rates are enforced, published and
// assumed, with one call of Organizations at a time. Simulated time is made of the answers of AWS to the calls, one after
// the other on each worker's line though a function makes some of them at once; the pauses of the SDK after a throttle,
// on the same line; and the half minutes until the queue gives again what was not ready. The memory is that of the whole
// process, the simulated organization with it.
func BenchmarkOrganizationConverges(b *testing.B) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mostMemory * 80 / 100))
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	var each []time.Duration // of the processor, an account
	for _, accounts := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(accounts), func(b *testing.B) {
			for b.Loop() {
				each = append(each, converge(b, accounts))
			}
		})
	}
	if n := len(each); n > 1 && each[n-1].Seconds() > mostGrowth*each[0].Seconds() {
		b.Errorf("an account of the largest organization takes %s of the processor, of the smallest %s", each[n-1], each[0])
	}
}

// converge is the whole on an organization, and the processor's time that an account took.
func converge(b *testing.B, accounts int) time.Duration {
	w := newWorld(b)
	w.populate(accounts)
	// Nobody asks here what was called, and nobody hears the events.
	w.Trail, w.Journal.Keeps = nil, 1
	w.Backup.Emit = func(_, _, _, _ string, _ []string, _ any) {}
	w.EnforceRates(slices.Concat(kernel.PublishedRates, kernel.AssumedRates))
	c := &crowd{world: w, settings: wishes, ledger: ledger.NewMemory()}
	c.settings.Breaker.MaxAccountsPercentage = 100
	began, start, cpu := time.Now(), w.Clock.Now(), processor()
	created := c.phase(b, "create")
	verified := c.phase(b, "verify")
	c.settings.BackupPlans = slices.Clone(wishes.BackupPlans)
	c.settings.BackupPlans[0].Rules = slices.Clone(wishes.BackupPlans[0].Rules)
	c.settings.BackupPlans[0].Rules[0].Lifecycle.DeleteAfterDays += 30
	changed := c.phase(b, "change")

	simulated, used, memory := w.Clock.Now().Sub(start), processor()-cpu, peak()
	if simulated > mostSimulated || memory > mostMemory {
		b.Errorf("took %s simulated, at most %s, and %d MB, at most %d", simulated, mostSimulated, memory>>20, mostMemory>>20)
	}
	if used > mostProcessor {
		b.Errorf("took %s of the processor, at most %s", used, mostProcessor)
	}
	if verified.writes > 0 || c.messages > 0 || changed.writes != accounts || created.writes < accounts {
		b.Errorf("%d writes from nothing, %d verified, %d with a setting changed, %d messages", created.writes, verified.writes,
			changed.writes, c.messages)
	}
	b.ReportMetric(simulated.Seconds(), "simulated-s/op")
	b.ReportMetric(used.Seconds(), "cpu-s/op")
	b.ReportMetric(used.Seconds()*1000/float64(accounts), "cpu-ms/account")
	b.ReportMetric(time.Since(began).Seconds(), "wall-s/op")
	b.ReportMetric(float64(memory>>20), "peak-MB")
	b.ReportMetric(float64(live(w)>>20), "live-MB")
	b.ReportMetric(float64(c.messages), "messages/op")
	return used / time.Duration(accounts)
}

// processor is how long this process has used the processor.
func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // of oneself it does not fail
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the most memory that this process had, in bytes; Linux counts it in KiB.
func peak() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return int64(u.Maxrss) << 10
}

// live is what the heap holds while the world stands.
func live(w *world) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	runtime.KeepAlive(w)
	return m.HeapAlloc
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
	world    *world
	settings settings.Settings
	ledger   *ledger.Ledger

	mu       sync.Mutex
	messages int // to people, by alert
	tally
}

// tally is what a phase took.
type tally struct {
	calls, writes int
	paused        time.Duration // by the SDK after throttles, of all workers together
	waited        time.Duration // for the queue's redelivery
	again         int           // times that an account was not ready and came back
}

// redelivery is when the queue gives again what was not ready.
const redelivery = 30 * time.Second

// Send counts what provision has to say.
func (c *crowd) Send(context.Context, event.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages++
	return nil
}

// phase lists the organization and brings every member to its chain, round by round: what is not ready comes again as
// the queue redelivers it.
func (c *crowd) phase(b *testing.B, name string) tally {
	c.tally = tally{}
	start := c.world.Clock.Now()
	members := c.listed(b)
	accounts := len(members)
	for len(members) > 0 {
		if members = c.round(b, members); len(members) > 0 {
			c.waited += redelivery
			c.world.Advance(redelivery)
		}
	}
	simulated, least := c.world.Clock.Now().Sub(start), time.Duration(c.calls)*benchLatency/benchWorkers
	if simulated < least {
		b.Errorf("%s took %s simulated, and %d calls take %s", name, simulated, c.calls, least)
	}
	b.ReportMetric(simulated.Seconds(), name+"-simulated-s/op")
	b.ReportMetric(least.Seconds(), name+"-of-it-answers-s/op")
	b.ReportMetric(c.paused.Seconds()/benchWorkers, name+"-of-it-pauses-s/op")
	b.ReportMetric(c.waited.Seconds(), name+"-of-it-redelivery-s/op")
	b.ReportMetric(float64(c.calls)/float64(accounts), name+"-calls/account")
	return c.tally
}

// listed are the members in scope, listed as the sweep does.
func (c *crowd) listed(b *testing.B) (members []org.Account) {
	alone := newLines(benchLatency).begin(c.world.Clock.Now())
	defer alone.end()
	accounts, err := cloud.New(c.config(alone), place, "farvault-sweep").Organization().Accounts(b.Context())
	must(b, err)
	for _, a := range accounts {
		if in, _ := chain.InScope(c.settings, place, a); in && a.ID != member {
			members = append(members, a)
		}
	}
	return members
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
			function := c.function(mine)
			for account := range todo {
				_, err := function.Record(b.Context(), sweptMessage(account))
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

// sweptMessage is the sweep's message about an account.
func sweptMessage(account org.Account) events.SQSMessage {
	body, err := json.Marshal(event.NewMessage(event.ReconcileAccount{AccountID: account.ID, Facts: &account, Cause: "sweep"}))
	if err != nil {
		panic(err)
	}
	return events.SQSMessage{MessageId: account.ID, Body: string(body)}
}

// function is the provision function on its worker's line. A setting that is changed in all accounts is one that people
// have allowed: the breaker is off.
func (c *crowd) function(mine *line) *provision.Handler {
	aws := cloud.New(c.config(mine), place, "farvault-provision")
	return &provision.Handler{
		Organization: aws.Organization(), Cloud: aws.Provisioner(), Copies: aws.Provisioner(), Ledger: c.ledger, Jobs: c,
		Settings: c.settings, Deployment: place, Now: func() time.Time { return mine.at() },
	}
}

// config is a function's, in this process, with each call and each pause passing on its worker's line.
func (c *crowd) config(mine *line) aws.Config {
	config := c.world.config(&wire{})
	config.APIOptions = nil // the wire watches one run
	config.HTTPClient = c.world.Administrator(central, region).HTTPClient
	config.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(c.pause(mine)) })
	}
	config.APIOptions = append(config.APIOptions, func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("clock", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			c.mu.Lock()
			c.calls++
			if isWrite(awsmiddleware.GetServiceID(ctx) + ":" + awsmiddleware.GetOperationName(ctx)) {
				c.writes++
			}
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
