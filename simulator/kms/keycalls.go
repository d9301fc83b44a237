package kms

import (
	"slices"
	"strings"
	"time"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
	"farvault/simulator/page"
)

type tag struct{ TagKey, TagValue string }

// metadata is a key as the API shows it.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
type metadata struct {
	AWSAccountId, Arn, KeyId, Description           string
	KeyState, KeyManager, KeySpec, KeyUsage, Origin string
	CustomerMasterKeySpec                           string
	EncryptionAlgorithms                            []string
	Enabled, MultiRegion                            bool
	CreationDate                                    kernel.Time
	DeletionDate                                    kernel.Time               `json:",omitzero"`
	MultiRegionConfiguration                        *multiRegionConfiguration `json:",omitempty"`
}

type metadataOutput struct{ KeyMetadata metadata }

func (s *Service) show(key *Key) metadata {
	return metadata{
		AWSAccountId:             key.Account,
		Arn:                      key.ARN,
		KeyId:                    key.ID,
		Description:              key.Description,
		KeyState:                 key.State,
		KeyManager:               key.Manager,
		KeySpec:                  "SYMMETRIC_DEFAULT",
		CustomerMasterKeySpec:    "SYMMETRIC_DEFAULT",
		KeyUsage:                 "ENCRYPT_DECRYPT",
		Origin:                   "AWS_KMS",
		EncryptionAlgorithms:     []string{"SYMMETRIC_DEFAULT"},
		Enabled:                  key.State == Enabled,
		MultiRegion:              key.MultiRegion,
		CreationDate:             kernel.At(key.Created),
		DeletionDate:             kernel.At(key.DeletionDate),
		MultiRegionConfiguration: s.related(key),
	}
}

type createKeyInput struct {
	Policy, Description, KeyUsage, KeySpec, Origin string
	MultiRegion, BypassPolicyLockoutSafetyCheck    bool
	Tags                                           []tag
}

// createKey asks for kms:CreateKey and, where tags come along, kms:TagResource: in IAM policies, as there is no key
// yet.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
func (s *Service) createKey(c *kernel.Call, in createKeyInput) (metadataOutput, error) {
	if err := in.check(); err != nil {
		return metadataOutput{}, err
	}
	context := requestTags(in.Tags)
	context["kms:BypassPolicyLockoutSafetyCheck"] = boolean(in.BypassPolicyLockoutSafetyCheck)
	context["kms:KeySpec"], context["kms:KeyUsage"], context["kms:KeyOrigin"] = []string{
		"SYMMETRIC_DEFAULT",
	}, []string{
		"ENCRYPT_DECRYPT",
	}, []string{
		"AWS_KMS",
	}
	context["kms:CallerAccount"], context["kms:MultiRegion"] = []string{c.Account()}, boolean(in.MultiRegion)
	actions := []string{"kms:CreateKey"}
	if len(in.Tags) > 0 {
		actions = append(actions, "kms:TagResource")
	}
	for _, action := range actions {
		if err := s.k.Authorize(c, kernel.Access{Action: action, Context: context}); err != nil {
			return metadataOutput{}, err
		}
	}
	key := s.newKey(c.Account(), c.Region)
	key.Description = in.Description
	if in.MultiRegion {
		if err := s.multiRegionRole(c); err != nil {
			return metadataOutput{}, err
		}
		s.makePrimary(key)
	}
	for _, t := range in.Tags {
		key.Tags[t.TagKey] = t.TagValue
	}
	s.settle(key)
	document, err := s.firstPolicy(c, key, in.Policy, in.BypassPolicyLockoutSafetyCheck)
	if err != nil {
		return metadataOutput{}, err
	}
	key.Policy = document
	s.keep(key)
	return metadataOutput{s.show(key)}, nil
}

// firstPolicy is the policy that a key is born with, the default one where none is given.
func (s *Service) firstPolicy(c *kernel.Call, key *Key, text string, bypass bool) (*policy.Document, error) {
	if text == "" {
		standard := defaultPolicy(key.Account, key.Region)
		return &standard, nil
	}
	document, err := s.document(text)
	if err != nil || bypass {
		return document, err
	}
	return document, s.lockedOut(c, *key, document)
}

// enums are the values that AWS knows, simulated or not.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
var enums = map[string][]string{
	"KeySpec": {
		"ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "HMAC_224", "HMAC_256", "HMAC_384",
		"HMAC_512", "RSA_2048", "RSA_3072", "RSA_4096", "SM2", "SYMMETRIC_DEFAULT",
	},
	"KeyUsage": {"ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "SIGN_VERIFY"},
	"Origin":   {"AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"},
}

func (in createKeyInput) check() error {
	for _, member := range []struct{ name, value, known string }{
		{"KeySpec", in.KeySpec, "SYMMETRIC_DEFAULT"},
		{"KeyUsage", in.KeyUsage, "ENCRYPT_DECRYPT"},
		{"Origin", in.Origin, "AWS_KMS"},
	} {
		if enum := enums[member.name]; member.value != "" && !slices.Contains(enum, member.value) {
			return kernel.Fail(
				"ValidationException",
				"1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum "+
					"value set: ['%s']",
				member.value,
				member.name,
				strings.Join(enum, "', '"),
			)
		}
		if member.value != "" && member.value != member.known {
			return kernel.Fail(
				"UnsupportedOperationException",
				"%s %s is not simulated, %s alone",
				member.name,
				member.value,
				member.known,
			)
		}
	}
	return checkTags(in.Tags)
}

type keyInput struct{ KeyId string }

// describeKey takes an alias, and another account's key, too. Asked for the alias of
// an AWS managed key that is not there yet, it makes the key.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
func (s *Service) describeKey(c *kernel.Call, in keyInput) (metadataOutput, error) {
	if service, ok := strings.CutPrefix(in.KeyId, "alias/aws/"); ok && viaServices[service] != "" {
		s.AWSManaged(c.Account(), c.Region, in.KeyId)
	}
	key, err := s.find(c.Account(), c.Region, in.KeyId)
	if err != nil {
		return metadataOutput{}, err
	}
	if err := s.authorize(c, key, "kms:DescribeKey", nil); err != nil {
		return metadataOutput{}, err
	}
	return metadataOutput{s.show(key)}, nil
}

type pageInput struct {
	KeyId, Marker string
	Limit         *int
}

// cut pages the lists of KMS. https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
func cut[T any](items []T, in pageInput, standard int) ([]T, string, error) {
	limit := standard
	if in.Limit != nil {
		limit = *in.Limit
	}
	if limit < 1 || limit > 1000 {
		return nil, "", kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must be between 1 and 1000",
			limit,
		)
	}
	part, next, err := page.Cut(items, in.Marker, limit)
	if err != nil {
		return nil, "", kernel.Fail("InvalidMarkerException", "Could not deserialize marker '%s'", in.Marker)
	}
	return part, next, nil
}

type keyEntry struct{ KeyArn, KeyId string }

type listKeysOutput struct {
	Keys       []keyEntry
	NextMarker string `json:",omitempty"`
	Truncated  bool
}

func (s *Service) listKeys(c *kernel.Call, in pageInput) (listKeysOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "kms:ListKeys"}); err != nil {
		return listKeysOutput{}, err
	}
	keys := []keyEntry{}
	for _, key := range s.ordered(c.Account(), c.Region) {
		keys = append(keys, keyEntry{key.ARN, key.ID})
	}
	part, next, err := cut(keys, in, 100)
	return listKeysOutput{part, next, next != ""}, err
}

func boolean(b bool) []string {
	if b {
		return []string{"true"}
	}
	return []string{"false"}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
