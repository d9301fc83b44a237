package kms

import (
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
)

// The states of a key that matter here.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
const (
	Enabled                = "Enabled"
	Disabled               = "Disabled"
	Creating               = "Creating" // a replica in its first seconds
	PendingDeletion        = "PendingDeletion"
	PendingReplicaDeletion = "PendingReplicaDeletion" // a primary key whose replicas are still there
)

// Who manages a key. https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt
const (
	Customer = "CUSTOMER"
	AWS      = "AWS"
)

// Key is a symmetric KMS key.
type Key struct {
	ARN, ID, Account, Region string
	State                    string // Enabled, Disabled, ...
	Manager                  string // CUSTOMER, AWS
	Description              string
	MultiRegion              bool
	PrimaryRegion            string // of a multi-Region key: where the primary key is
	Policy                   *policy.Document
	Tags                     map[string]string
	RotationPeriodInDays     int // 0: no rotation
	Created, Rotating        time.Time
	DeletionDate             time.Time

	settled map[string]string // the tags that count in policies
	grants  []grant
	names   []string // its aliases
}

// Key is the key of that ARN; its Policy and Tags are the key's own, to be read and not changed.
func (s *Service) Key(arn string) (Key, bool) {
	key, ok := s.keys[arn]
	if !ok {
		return Key{}, false
	}
	return *key, true
}

// Resolve finds a key by id, ARN, alias name (alias/aws/ebs) or alias ARN; names without an
// ARN belong to the account and Region.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
func (s *Service) Resolve(account, region, id string) (Key, bool) {
	key, err := s.find(account, region, id)
	if err != nil {
		return Key{}, false
	}
	return *key, true
}

// CreateKeyFor makes a customer managed key as the world's own hand, its tags
// counting from the first moment, and answers its ARN. Without a policy it has the default one.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
func (s *Service) CreateKeyFor(account, region string, document *policy.Document, tags map[string]string) string {
	if document == nil {
		standard := defaultPolicy(account, region)
		document = &standard
	}
	key := s.newKey(account, region)
	key.Policy = document
	maps.Copy(key.Tags, tags)
	maps.Copy(key.settled, tags)
	s.keep(key)
	return key.ARN
}

// PutPolicyFor replaces a key's policy as the world's own hand: nobody is asked, and no
// safety check is made. It panics for a key that does not exist.
func (s *Service) PutPolicyFor(keyARN string, document policy.Document) {
	s.keys[keyARN].Policy = &document
}

// SetState puts a key into a state as the world's own hand. It panics for a key that does not exist.
func (s *Service) SetState(keyARN, state string) { s.keys[keyARN].State = state }

// Remove takes a key and its aliases away, as the end of its waiting time does.
func (s *Service) Remove(keyARN string) {
	key, there := s.keys[keyARN]
	if !there {
		return
	}
	for _, name := range key.names {
		delete(s.aliases, arn(key.Region, key.Account, name))
	}
	delete(s.keys, keyARN)
	delete(s.in[key.place()], keyARN)
}

// keep puts a key where it is found again.
func (s *Service) keep(key *Key) {
	s.keys[key.ARN] = key
	if s.in[key.place()] == nil {
		s.in[key.place()] = map[string]*Key{}
	}
	s.in[key.place()][key.ARN] = key
}

func (key *Key) place() [2]string { return [2]string{key.Account, key.Region} }

func (s *Service) newKey(account, region string) *Key {
	id := s.k.UUID("key")
	return &Key{
		ID:      id,
		ARN:     arn(region, account, "key/"+id),
		Account: account,
		Region:  region,
		State:   Enabled,
		Manager: Customer,
		Created: s.k.Clock.Now(),
		Tags:    map[string]string{},
		settled: map[string]string{},
	}
}

func arn(region, account, resource string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "kms",
		Region:    region,
		Account:   account,
		Resource:  resource,
	}.String()
}

func defaultPolicy(account, region string) policy.Document {
	d := policy.New(policy.Statement{
		Sid:       "Enable IAM User Permissions",
		Effect:    policy.Allow,
		Action:    policy.Values{"kms:*"},
		Resource:  policy.Values{"*"},
		Principal: policy.Principal{policy.AWSPrincipal: {org.IAM(org.Partition(region), account, "root")}},
	})
	d.ID = "key-default-1"
	return d
}

// settle makes the key's present tags count in policies once TagDelay has passed; at once, if there is none.
func (s *Service) settle(key *Key) {
	now := maps.Clone(key.Tags)
	if s.TagDelay == 0 {
		key.settled = now
		return
	}
	s.k.Clock.After(s.TagDelay, func() { key.settled = now })
}

// ordered are the keys of an account and Region, oldest first.
func (s *Service) ordered(account, region string) []*Key {
	var keys []*Key
	for _, key := range s.in[[2]string{account, region}] {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b *Key) int {
		if n := a.Created.Compare(b.Created); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return keys
}
