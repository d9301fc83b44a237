// Package cloud is the one place that talks to AWS about accounts, chains and
// jobs: it enters an account, observes and applies each kind of link (a file each), reads
// the organization, lists jobs, gathers the facts of a failed copy, starts copies. It decides nothing:
// what to change comes as a chain.ChangeSet. The handlers and the command call it.
package cloud

import (
	"context"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/chain"
)

// Cloud enters accounts. Its own credentials are the central account's. It is
// safe for concurrent use, and keeps the credentials of the roles it has assumed until they expire.
type Cloud struct {
	config     aws.Config
	deployment chain.Deployment
	name       string

	sts    *sts.Client
	mu     sync.Mutex
	caches map[string]*aws.CredentialsCache // by role ARN
}

// New makes a Cloud from the SDK's configuration as it stands: endpoints, HTTP client and retries are the
// caller's. The name, a function's or "farvault", is what CloudTrail in the members shows as the session's.
func New(config aws.Config, place chain.Deployment, name string) *Cloud {
	if config.Region == "" {
		config.Region = place.HomeRegion
	}
	config.APIOptions = append(slices.Clone(config.APIOptions), complete)
	return &Cloud{
		config: config, deployment: place, name: name,
		sts: sts.NewFromConfig(config), caches: map[string]*aws.CredentialsCache{},
	}
}

// enter opens a session in an account by one of farvault's roles there. The
// central account is where farvault runs: it needs no role. A role that cannot be assumed is NotReady: a new
// account is so for minutes, and from outside that cannot be told from a role that is missing.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
func (c *Cloud) enter(ctx context.Context, account, role string) (*session, error) {
	if account == c.deployment.CentralAccountID {
		s := newSession(c.config, account)
		s.central = true
		return s, nil
	}
	cache := c.credentials(c.deployment.RoleARN(account, role))
	if _, err := cache.Retrieve(ctx); err != nil {
		return nil, notEntered(account, role, err)
	}
	config := c.config.Copy()
	config.Credentials = cache
	return newSession(config, account), nil
}

// management opens a session in the management account, by its reader role.
func (c *Cloud) management(ctx context.Context) (*session, error) {
	return c.enter(ctx, c.deployment.ManagementAccountID, chain.ReaderRole)
}

// credentials are those of a role, shared by all who enter by it.
func (c *Cloud) credentials(roleARN string) *aws.CredentialsCache {
	return c.cached(roleARN, func() aws.CredentialsProvider {
		return stscreds.NewAssumeRoleProvider(
			c.sts,
			roleARN,
			func(o *stscreds.AssumeRoleOptions) {
				o.RoleSessionName = c.name
			},
		)
	})
}

// mostKept is how many roles' credentials a process keeps: one that goes through ten thousand accounts must not fill
// the memory of its function with those that it is through with.
const mostKept = 500

// cached are the credentials of a role, provided for when they are first asked for.
func (c *Cloud) cached(roleARN string, provide func() aws.CredentialsProvider) *aws.CredentialsCache {
	c.mu.Lock()
	defer c.mu.Unlock()
	cache, ok := c.caches[roleARN]
	if !ok {
		if len(c.caches) == mostKept {
			clear(c.caches)
		}
		cache = aws.NewCredentialsCache(provide())
		c.caches[roleARN] = cache
	}
	return cache
}
