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
	values                             map[string]string // by version
	current, previous                  string            // version ids staged AWSCURRENT and AWSPREVIOUS
	created                            kernel.Time
}

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
func (s *Service) Put(account, region, name, value string) string {
	found := s.named(account, region, name)
	if found == nil {
		found = s.add(account, region, name, s.keys.AWSManaged(account, region, "aws/secretsmanager"))
	}
	found.stage(s.k.UUID("secret version"), value)
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
		values:  map[string]string{},
		created: kernel.At(s.k.Clock.Now()),
	}
	s.secrets[made.arn] = made
	return made
}

// stage makes a version the current one.
func (x *secret) stage(version, value string) {
	x.values[version] = value
	if x.current != version {
		x.previous, x.current = x.current, version
	}
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
