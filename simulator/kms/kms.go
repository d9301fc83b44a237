// Package kms simulates AWS KMS: keys, aliases, key policies, grants. A key
// policy is law here: nobody may use a key whose policy does not let them, not
// even the account that owns it. It encrypts nothing: a ciphertext only remembers its key.
package kms

import (
	"time"

	"farvault/simulator/kernel"
)

// Service is KMS of every account and Region.
type Service struct {
	// TagDelay is how long the tags of a key take to count in policies:
	// "It might take up to five minutes for tag and alias changes to affect KMS key authorization."
	// https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
	TagDelay time.Duration

	k       *kernel.Kernel
	keys    map[string]*Key               // by ARN
	in      map[[2]string]map[string]*Key // by account and Region, then ARN
	aliases map[string]alias              // by ARN
}

// New makes a KMS without keys.
func New(k *kernel.Kernel) *Service {
	return &Service{
		TagDelay: 5 * time.Minute, k: k,
		keys: map[string]*Key{}, in: map[[2]string]map[string]*Key{}, aliases: map[string]alias{},
	}
}

// Operations are the API operations of KMS.
func (s *Service) Operations() []kernel.Operation {
	const name = "kms"
	return []kernel.Operation{
		kernel.Op(name, "CreateKey", s.createKey),
		kernel.Op(name, "ReplicateKey", s.replicateKey),
		kernel.Op(name, "DescribeKey", s.describeKey),
		kernel.Op(name, "ListKeys", s.listKeys),
		kernel.Op(name, "GetKeyPolicy", s.getKeyPolicy),
		kernel.Op(name, "PutKeyPolicy", s.putKeyPolicy),
		kernel.Op(name, "EnableKeyRotation", s.enableKeyRotation),
		kernel.Op(name, "GetKeyRotationStatus", s.getKeyRotationStatus),
		kernel.Op(name, "TagResource", s.tagResource),
		kernel.Op(name, "UntagResource", s.untagResource),
		kernel.Op(name, "ListResourceTags", s.listResourceTags),
		kernel.Op(name, "EnableKey", s.enableKey),
		kernel.Op(name, "DisableKey", s.disableKey),
		kernel.Op(name, "ScheduleKeyDeletion", s.scheduleKeyDeletion),
		kernel.Op(name, "CancelKeyDeletion", s.cancelKeyDeletion),
		kernel.Op(name, "CreateAlias", s.createAlias),
		kernel.Op(name, "ListAliases", s.listAliases),
		kernel.Op(name, "CreateGrant", s.createGrant),
		kernel.Op(name, "ListGrants", s.listGrants),
		kernel.Op(name, "RetireGrant", s.retireGrant),
		kernel.Op(name, "RevokeGrant", s.revokeGrant),
		kernel.Op(name, "Encrypt", s.encrypt),
		kernel.Op(name, "Decrypt", s.decrypt),
		kernel.Op(name, "GenerateDataKey", s.generateDataKey),
		kernel.Op(name, "GenerateDataKeyWithoutPlaintext", s.generateDataKeyWithoutPlaintext),
		kernel.Op(name, "ReEncrypt", s.reEncrypt),
	}
}
