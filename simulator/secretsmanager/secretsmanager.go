// Package secretsmanager simulates AWS Secrets Manager: secrets with versions,
// each encrypted by a KMS key that the reader must be allowed to use as well.
package secretsmanager

import (
	"farvault/shared/org"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
)

// Service is Secrets Manager of every account and Region.
type Service struct {
	k       *kernel.Kernel
	keys    *kms.Service
	secrets map[string]*secret // by ARN
}

// secret is a secret and its versions.
type secret struct {
	arn, name, account, region, keyARN string
	tags                               map[string]string
	description                        string
	values                             map[string]value // by version
	current, previous                  string           // version ids staged AWSCURRENT and AWSPREVIOUS
	created, changed                   kernel.Time
}

// value is what a version keeps.
type value struct{ text, bytes string }

// New makes a Secrets Manager without secrets.
func New(k *kernel.Kernel, keys *kms.Service) *Service {
	return &Service{k: k, keys: keys, secrets: map[string]*secret{}}
}

// Operations are the API operations of Secrets Manager.
func (s *Service) Operations() []kernel.Operation {
	const name = "secretsmanager"
	return []kernel.Operation{
		kernel.Op(name, "CreateSecret", s.createSecret),
		kernel.Op(name, "DescribeSecret", s.describeSecret),
		kernel.Op(name, "GetSecretValue", s.getSecretValue),
		kernel.Op(name, "PutSecretValue", s.putSecretValue),
	}
}

// Put makes a secret, or gives it a new value, as the world's own hand, and answers its ARN.
func (s *Service) Put(account, region, name, text string) string {
	found := s.named(account, region, name)
	if found == nil {
		found = s.add(account, region, name, s.keys.AWSManaged(account, region, "aws/secretsmanager"))
	}
	found.stage(s.k.UUID("secret version"), value{text: text})
	found.changed = kernel.At(s.k.Clock.Now())
	return found.arn
}

// add makes an empty secret. Its ARN ends in six characters that nobody can guess from the name.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html#term_secret
func (s *Service) add(account, region, name, keyARN string) *secret {
	made := &secret{
		arn: arn(
			region,
			account,
			name+"-"+s.k.ID("secret")[:6],
		),
		name:    name,
		account: account,
		region:  region,
		keyARN:  keyARN,
		tags:    map[string]string{},
		values:  map[string]value{},
		created: kernel.At(s.k.Clock.Now()),
		changed: kernel.At(s.k.Clock.Now()),
	}
	s.secrets[made.arn] = made
	return made
}

// stage makes a version the current one.
func (x *secret) stage(version string, kept value) {
	x.values[version] = kept
	if x.current != version {
		x.previous, x.current = x.current, version
	}
}

// staged are the labels of the versions that have one.
func (x *secret) staged() map[string][]string {
	stages := map[string][]string{}
	if x.current != "" {
		stages[x.current] = []string{"AWSCURRENT"}
	}
	if x.previous != "" {
		stages[x.previous] = []string{"AWSPREVIOUS"}
	}
	return stages
}

func arn(region, account, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "secretsmanager",
		Region:    region,
		Account:   account,
		Resource:  "secret:" + name,
	}.String()
}
