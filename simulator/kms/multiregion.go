package kms

import (
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// creatingFor is how long a new replica cannot be used: "a few seconds".
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-replicate.html
const creatingFor = 5 * time.Second

type regionalKey struct{ Arn, Region string }

// multiRegionConfiguration is a multi-Region key's place among its related keys.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_MultiRegionConfiguration.html
type multiRegionConfiguration struct {
	MultiRegionKeyType string
	PrimaryKey         regionalKey
	ReplicaKeys        []regionalKey
}

// related is nil for a key of one Region.
func (s *Service) related(key *Key) *multiRegionConfiguration {
	if !key.MultiRegion {
		return nil
	}
	m := &multiRegionConfiguration{
		MultiRegionKeyType: "PRIMARY",
		PrimaryKey:         regionalKey{key.in(key.PrimaryRegion), key.PrimaryRegion},
		ReplicaKeys:        []regionalKey{},
	}
	if key.replica() {
		m.MultiRegionKeyType = "REPLICA"
	}
	for _, replica := range s.replicasOf(key) {
		m.ReplicaKeys = append(m.ReplicaKeys, regionalKey{replica.ARN, replica.Region})
	}
	return m
}

func (key *Key) replica() bool { return key.MultiRegion && key.Region != key.PrimaryRegion }

// in is the ARN of the related key in a Region: related keys have one id.
func (key *Key) in(region string) string { return arn(region, key.Account, "key/"+key.ID) }

func (s *Service) primaryOf(key *Key) (*Key, bool) {
	primary, ok := s.keys[key.in(key.PrimaryRegion)]
	return primary, ok
}

// replicasOf are the replicas among a key's related keys, by Region.
func (s *Service) replicasOf(key *Key) []*Key {
	var replicas []*Key
	for _, other := range s.keys {
		if other.ID == key.ID && other.replica() {
			replicas = append(replicas, other)
		}
	}
	slices.SortFunc(replicas, func(a, b *Key) int { return strings.Compare(a.Region, b.Region) })
	return replicas
}

// makePrimary gives a new key the id of a multi-Region key.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
func (s *Service) makePrimary(key *Key) {
	key.MultiRegion, key.PrimaryRegion = true, key.Region
	key.ID = "mrk-" + s.k.ID("multi-Region key")
	key.ARN = key.in(key.Region)
}

// multiRegionRole makes the service-linked role by which KMS keeps related keys alike, in an account that does not
// have it, and asks whether the caller may make it.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-auth-slr.html
func (s *Service) multiRegionRole(c *kernel.Call) error {
	const service = "mrk.kms.amazonaws.com"
	iam, ok := s.k.IAM.(interface {
		Exists(principal string) bool
		ServiceLinkedRole(account, service string) (string, bool)
	})
	role := org.IAM(
		org.Partition(c.Region),
		c.Account(),
		"role/aws-service-role/"+service+"/AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
	)
	if !ok || iam.Exists(role) {
		return nil
	}
	err := s.k.Authorize(c, kernel.Access{
		Action:   "iam:CreateServiceLinkedRole",
		Resource: role,
		Context:  map[string][]string{"iam:AWSServiceName": {service}},
	})
	if err == nil {
		iam.ServiceLinkedRole(c.Account(), service)
	}
	return err
}

type replicateInput struct {
	KeyId, ReplicaRegion, Policy, Description string
	BypassPolicyLockoutSafetyCheck            bool
	Tags                                      []tag
}

type replicateOutput struct {
	ReplicaKeyMetadata metadata
	ReplicaPolicy      string
	ReplicaTags        []tag
}

// replicateKey asks for kms:ReplicateKey on the primary key, and for kms:CreateKey and, with tags, kms:TagResource in
// the replica's Region. The replica has the primary's id and material, and its own policy, description, tags and
// aliases.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
func (s *Service) replicateKey(c *kernel.Call, in replicateInput) (replicateOutput, error) {
	primary, err := s.manage(c, "ReplicateKey", in.KeyId, map[string][]string{"kms:ReplicaRegion": {in.ReplicaRegion}})
	if err != nil {
		return replicateOutput{}, err
	}
	if err := s.replicable(primary, in); err != nil {
		return replicateOutput{}, err
	}
	if err := s.mayReplicate(c, in); err != nil {
		return replicateOutput{}, err
	}
	replica := s.newKey(primary.Account, in.ReplicaRegion)
	replica.MultiRegion, replica.PrimaryRegion, replica.ID, replica.ARN = true, primary.Region, primary.ID, primary.in(
		in.ReplicaRegion,
	)
	replica.State, replica.Description = Creating, in.Description
	for _, t := range in.Tags {
		replica.Tags[t.TagKey] = t.TagValue
	}
	if replica.Policy, err = s.firstPolicy(c, replica, in.Policy, in.BypassPolicyLockoutSafetyCheck); err != nil {
		return replicateOutput{}, err
	}
	s.settle(replica)
	s.keep(replica)
	s.k.Clock.After(creatingFor, func() {
		if replica.State == Creating {
			replica.State = Enabled
		}
	})
	return replicateOutput{s.show(replica), replica.Policy.String(), in.Tags}, nil
}

// replicable refuses what is no primary key that can be used, and a Region that has a related key already.
func (s *Service) replicable(primary *Key, in replicateInput) error {
	if err := checkTags(in.Tags); err != nil {
		return err
	}
	_, taken := s.keys[primary.in(in.ReplicaRegion)]
	switch {
	case !primary.MultiRegion || primary.replica():
		return kernel.Fail("UnsupportedOperationException", "%s is not a multi-Region primary key.", primary.ARN)
	case org.Partition(in.ReplicaRegion) != org.Partition(primary.Region):
		return kernel.Fail("ValidationException", "%s is not in the partition of %s", in.ReplicaRegion, primary.Region)
	case taken:
		return kernel.Fail("AlreadyExistsException", "%s already exists.", primary.in(in.ReplicaRegion))
	}
	return usable(primary, "kms:ReplicateKey")
}

func (s *Service) mayReplicate(c *kernel.Call, in replicateInput) error {
	context := requestTags(in.Tags)
	context["kms:CallerAccount"], context["kms:MultiRegion"] = []string{c.Account()}, []string{"true"}
	context["aws:RequestedRegion"] = []string{in.ReplicaRegion}
	actions := []string{"kms:CreateKey"}
	if len(in.Tags) > 0 {
		actions = append(actions, "kms:TagResource")
	}
	for _, action := range actions {
		if err := s.k.Authorize(c, kernel.Access{Action: action, Context: context}); err != nil {
			return err
		}
	}
	return nil
}
