package cloud_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

const (
	manager = "999988887777"
	central = "111122223333"
	member  = "222233334444"
	region  = "eu-west-1"
	unit    = "ou-ab12-11111111"
)

var place = chain.Deployment{
	OrganizationID:      "o-a1b2c3d4e5",
	ManagementAccountID: manager,
	CentralAccountID:    central,
	HomeRegion:          region,
	Partition:           "aws",
	CentralBusARN:       "arn:aws:events:eu-west-1:111122223333:event-bus/farvault",
}

var wishes = chaintest.Settings()

// world is a simulated AWS with an organization of three accounts and the roles that farvault enters by.
type world struct {
	*simulator.World
	t testing.TB
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), manager, place.OrganizationID), t}
	w.Organizations.AddOU(unit, "", "workloads")
	w.Organizations.AddAccount(central, "backup", "")
	w.Organizations.AddAccount(member, "payments-prod", unit)
	everything := map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + central + `:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}`)
	for _, account := range []string{manager, member} {
		for _, name := range []string{chain.ProvisionerRole, chain.ReaderRole} {
			w.IAM.PutRole(account, iam.Role{Name: name, Path: chain.RolePath, Trust: trust, Inline: everything})
		}
		w.IAM.PutManagedPolicy(account, org.IAM("aws", account, "policy"+chain.RolePath+chain.BoundaryPolicy), everything["all"])
	}
	w.IAM.PutRole(central, iam.Role{Name: "farvault-provision", Path: chain.RolePath, Trust: policy.Trust("lambda.amazonaws.com"), Inline: everything})
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// config is the SDK's configuration of the provision function, with the wire watched. Retries do not wait.
func (w *world) config(watch *wire) aws.Config {
	w.Lock()
	credentials := w.Mint(kernel.RoleSession(place.RoleARN(central, "farvault-provision"), "provision"))
	w.Unlock()
	config := w.Config(credentials, region)
	return watched(config, watch)
}

// administrator is the SDK's configuration of somebody with all rights in an account.
func (w *world) administrator(account string) aws.Config {
	return watched(w.Administrator(account, region), &wire{})
}

func watched(config aws.Config, watch *wire) aws.Config {
	// A connection that was opened and never used would make closing the world wait for it.
	config.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) { tr.DisableKeepAlives = true })
	config.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
	config.APIOptions = append(config.APIOptions, func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(watch, "Retry", middleware.After)
	})
	return config
}

// wire sees every attempt that leaves for AWS, and can cut it: before or after the write of a number.
type wire struct {
	mu     sync.Mutex
	calls  []string
	writes []string
	bodies []string // of the writes
	killAt int      // the write to die at, counted from 1; zero: live
	after  bool     // die after it has its effect, not before
	dead   bool
	refuse string // the write that AWS refuses for good
}

var errKilled = errors.New("killed")

func (w *wire) ID() string { return "watch" }

func (w *wire) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (out middleware.FinalizeOutput, md middleware.Metadata, err error) {
	name := awsmiddleware.GetServiceID(ctx) + ":" + awsmiddleware.GetOperationName(ctx)
	w.mu.Lock()
	fatal := false
	w.calls = append(w.calls, name)
	if !w.dead && isWrite(name) {
		w.writes, w.bodies = append(w.writes, name), append(w.bodies, bodyOf(in.Request))
		fatal = len(w.writes) == w.killAt
		w.dead = fatal
	}
	cut := w.dead && !(fatal && w.after)
	w.mu.Unlock()
	switch {
	case cut:
		return out, md, errKilled
	case name == w.refuse:
		return out, md, &smithy.GenericAPIError{Code: "InvalidParameterValueException", Message: "refused by the test", Fault: smithy.FaultClient}
	}
	out, md, err = next.HandleFinalize(ctx, in)
	if fatal {
		return out, md, errKilled
	}
	return out, md, err
}

// bodyOf is what a request sends.
func bodyOf(request any) string {
	r := request.(*smithyhttp.Request)
	if r.GetStream() == nil {
		return ""
	}
	body, _ := io.ReadAll(r.GetStream())
	if err := r.RewindStream(); err != nil {
		panic(err)
	}
	return string(body)
}

func isWrite(name string) bool {
	_, operation, _ := strings.Cut(name, ":")
	for _, verb := range []string{"Get", "List", "Describe", "AssumeRole"} {
		if strings.HasPrefix(operation, verb) {
			return false
		}
	}
	return true
}

// reconcile looks an account up, observes it, and applies what differs, as the provision function does.
func reconcile(ctx context.Context, c *cloud.Cloud, id string) (chain.ChangeSet, chain.Result, error) {
	account, err := c.Organization().Account(ctx, id)
	if err != nil {
		return chain.ChangeSet{}, chain.Result{}, err
	}
	return reconcileChain(ctx, c, chain.Desire(wishes, place, account))
}

// reconcileChain observes a chain and applies what differs.
func reconcileChain(ctx context.Context, c *cloud.Cloud, desired chain.Chain) (chain.ChangeSet, chain.Result, error) {
	observed, err := c.Provisioner().Observe(ctx, desired)
	if err != nil {
		return chain.ChangeSet{}, chain.Result{}, err
	}
	set := chain.Diff(desired, observed)
	result, err := c.Provisioner().Apply(ctx, set)
	return set, result, err
}

// settled makes an account as desired, and lets the world be old enough for its roles to be spread.
func (w *world) settled(accounts ...string) {
	w.t.Helper()
	for _, account := range accounts {
		for range 3 {
			_, _, err := reconcile(w.t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), account)
			if err == nil {
				break
			}
			if waits := (cloud.NotReady{}); !errors.As(err, &waits) {
				w.t.Fatal(err)
			}
			w.Advance(time.Minute)
		}
	}
}

// complete fails unless a law was tried of links of every kind that an account has, but for those of which it cannot be.
func complete(t testing.TB, law string, met map[chain.Kind]bool, cannot map[chain.Kind]string) {
	t.Helper()
	for _, account := range []string{central, member} {
		for _, link := range chain.Desire(wishes, place, org.Account{ID: account, State: org.Active}).Links {
			kind := link.Ref().Kind
			if _, exempt := cannot[kind]; exempt == met[kind] {
				t.Errorf("links that %s: of the kind %s tried is %t, exempt is %t", law, kind, met[kind], exempt)
			}
		}
	}
}
