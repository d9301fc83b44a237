// Package kernel is what every simulated AWS service stands on: one lock, one
// simulated clock, one way to name things, one way to ask whether a caller may
// do what it asks, one journal of calls. It knows no service and nothing of farvault.
package kernel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
)

// Kernel is the shared ground of one simulated world.
type Kernel struct {
	Clock   Clock
	Journal Journal
	Faults  Faults
	Alike   Alike

	// Assume are other answers than the assumed ones.
	Assume Assumptions

	// Seed makes the identifiers of this world others than those of the next.
	Seed string

	// IAM and Organization answer what Authorize must know of a caller. The
	// services that own those facts set them when the world is put together.
	IAM interface {
		// Policies of a role or user: identity policies, and its boundary or nil.
		Policies(principal Caller) ([]policy.Document, *policy.Document)
	}
	Organization interface {
		// Membership of an account: organization id and path, empty outside one; SCPs and RCPs root first.
		Membership(account string) Membership
	}

	// Trail, if it is set, is told of every writing call that a service has answered, and of AssumeRole, with the
	// kernel locked.
	Trail func(c *Call, failure error)

	mu       sync.Mutex
	ids      map[string]int
	sessions map[string]Caller
	dead     map[string]bool
	rates    []Rate
	buckets  map[bucketKey]*bucket
	forgot   time.Time          // when full buckets were taken away last
	off      map[[2]string]bool // account and Region that it has not enabled
}

// Membership is an account's place in an organization.
type Membership struct {
	OrganizationID string
	Path           org.Path
	Management     bool // SCPs and RCPs never apply to the management account
	SCPs, RCPs     [][]policy.Document
}

// New makes an empty world whose clock stands at start.
func New(start time.Time) *Kernel {
	k := &Kernel{ids: map[string]int{}, sessions: map[string]Caller{}, dead: map[string]bool{}}
	k.Clock.now, k.Clock.ahead = start.UTC(), start.UTC()
	return k
}

// Lock is held for each API call and each timer: the world changes one step at a time.
func (k *Kernel) Lock() { k.mu.Lock() }

// Unlock ends what Lock began.
func (k *Kernel) Unlock() { k.mu.Unlock() }

// ID makes the next identifier of a kind, the same in every run with a seed: 32 hexadecimal digits.
func (k *Kernel) ID(kind string) string {
	k.ids[kind]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s%s %d", k.Seed, kind, k.ids[kind]))
	return hex.EncodeToString(sum[:16])
}

// UUID makes the next identifier of a kind in the form 8-4-4-4-12.
func (k *Kernel) UUID(kind string) string {
	h := k.ID(kind)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
