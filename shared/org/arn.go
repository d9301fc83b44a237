package org

import (
	"fmt"
	"strings"
)

// ARN is an Amazon Resource Name taken apart. Region and Account are empty
// where the service leaves them out (IAM has no Region; an EBS snapshot has no
// account), so neither may be assumed:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
type ARN struct {
	Partition, Service, Region, Account, Resource string
}

// ParseARN takes s apart. It fails when s has fewer than six parts.
func ParseARN(s string) (ARN, error) {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] == "" || parts[5] == "" {
		return ARN{}, fmt.Errorf("%q is not an ARN (arn:partition:service:region:account:resource)", s)
	}
	return ARN{Partition: parts[1], Service: parts[2], Region: parts[3], Account: parts[4], Resource: parts[5]}, nil
}

// String puts the ARN together again.
func (a ARN) String() string {
	return strings.Join([]string{"arn", a.Partition, a.Service, a.Region, a.Account, a.Resource}, ":")
}

// Name is what follows the resource's type: "farvault" of
// "backup-vault:farvault", "a/b" of "role/a/b". Without a type it is the whole resource.
func (a ARN) Name() string {
	if i := strings.IndexAny(a.Resource, ":/"); i >= 0 {
		return a.Resource[i+1:]
	}
	return a.Resource
}

// IAM is the ARN of an IAM resource such as "role/farvault/farvault-backup".
func IAM(partition, account, resource string) string {
	return ARN{Partition: partition, Service: "iam", Account: account, Resource: resource}.String()
}

// Vault is the ARN of a backup vault.
func Vault(partition, region, account, name string) string {
	return ARN{
		Partition: partition,
		Service:   "backup",
		Region:    region,
		Account:   account,
		Resource:  "backup-vault:" + name,
	}.String()
}

// Rule is the ARN of a rule on the default event bus.
func Rule(partition, region, account, name string) string {
	return ARN{
		Partition: partition,
		Service:   "events",
		Region:    region,
		Account:   account,
		Resource:  "rule/" + name,
	}.String()
}
