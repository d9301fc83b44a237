package cloud

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"

	"farvault/shared/chain"
	"farvault/shared/guard"
)

// session is one account, entered. Clients are made when first asked for.
type session struct {
	account string
	config  aws.Config
	central bool        // farvault's own role there reads no tags but those that it names
	adopt   []chain.Ref // somebody else's that is looked at as closely as farvault's own, to be compared

	mu      sync.Mutex
	regions map[string]*regional
	global  *iam.Client
}

// regional are the clients of the services that live in a Region.
type regional struct {
	backup *backup.Client
	kms    *kms.Client
	events *eventbridge.Client
	tags   *resourcegroupstaggingapi.Client

	// plans lists the account's backup plans once a session, for as many as settings have.
	plans    func(context.Context) ([]types.BackupPlansListMember, error)
	selected memo[[]types.BackupSelectionsListMember] // by plan id

	// vaults lists its backup vaults once a session.
	vaults func(context.Context) ([]types.BackupVaultListMember, error)
	// owned lists the tags of what is farvault's once a session; nil where that is not done.
	owned func(context.Context) (map[string]map[string]string, error)
}

func newSession(config aws.Config, account string) *session {
	return &session{account: account, config: config, regions: map[string]*regional{}}
}

// in are the clients of one Region.
func (s *session) in(region string) *regional {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.regions[region]
	if !ok {
		config := s.config.Copy()
		config.Region = region
		r = &regional{
			backup: backup.NewFromConfig(
				config,
			),
			kms:    kms.NewFromConfig(config),
			events: eventbridge.NewFromConfig(config),
			tags:   resourcegroupstaggingapi.NewFromConfig(config),
		}
		r.plans, r.vaults = once(
			r.listPlans,
		), once(
			func(ctx context.Context) ([]types.BackupVaultListMember, error) { return listVaults(ctx, r.backup) },
		)
		if !s.central {
			r.owned = once(r.listOwned)
		}
		s.regions[region] = r
	}
	return r
}

// once makes a look that is done by the first who asks; the others wait for its answer, error included.
func once[T any](look func(context.Context) (T, error)) func(context.Context) (T, error) {
	var begun atomic.Bool
	done := make(chan struct{})
	var answer T
	var err error
	return func(ctx context.Context) (T, error) {
		if begun.CompareAndSwap(false, true) {
			defer close(done)
			err = guard.Do(func() (err error) {
				answer, err = look(ctx)
				return err
			})
			return answer, err
		}
		<-done
		return answer, err
	}
}

// iam is the client of IAM, which is global.
func (s *session) iam() *iam.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.global == nil {
		s.global = iam.NewFromConfig(s.config)
	}
	return s.global
}

// organizations is the client of Organizations, which answers in the management account.
func (s *session) organizations() *organizations.Client { return organizations.NewFromConfig(s.config) }

// closely reports whether a link is to be read in full: farvault's own, and what may become it.
func (s *session) closely(ref chain.Ref, ours bool) bool {
	return ours || slices.Contains(s.adopt, ref)
}

// owned reports whether a resource's tags say that it is farvault's.
func owned(tags map[string]string) bool { return tags[chain.OwnerTag] == chain.OwnerValue }

// ownerTags are the tags that everything farvault makes is born with.
func ownerTags() map[string]string { return map[string]string{chain.OwnerTag: chain.OwnerValue} }
