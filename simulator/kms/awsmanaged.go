package kms

import (
	"fmt"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// viaServices are the AWS managed keys by alias, and the service that each may be used through.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#viaService_table
var viaServices = map[string]string{
	"backup":            "backup",
	"dynamodb":          "dynamodb",
	"ebs":               "ec2",
	"elasticfilesystem": "elasticfilesystem",
	"fsx":               "fsx",
	"lambda":            "lambda",
	"rds":               "rds",
	"redshift":          "redshift",
	"s3":                "s3",
	"secretsmanager":    "secretsmanager",
	"sns":               "sns",
	"sqs":               "sqs",
}

// AWSManaged is the AWS managed key of that alias (aws/ebs, aws/backup), made at
// first use as AWS does, and its ARN. Its policy lets the account's principals use it through the one service,
// nobody from elsewhere, and nobody change it. It panics for an alias that AWS does not have.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
func (s *Service) AWSManaged(account, region, name string) string {
	name = "alias/" + strings.TrimPrefix(name, "alias/")
	full := arn(region, account, name)
	if named, ok := s.aliases[full]; ok {
		return named.target
	}
	service := strings.TrimPrefix(name, "alias/aws/")
	if viaServices[service] == "" {
		panic("simulator: no AWS managed key is called " + name)
	}
	key := s.newKey(account, region)
	key.Manager, key.Description = AWS, "Default key that protects resources when no other key is defined"
	document := managedPolicy(account, region, service)
	if s.k.Assume.ManagedKeysNameNoAccount {
		delete(document.Statement[0].Condition["StringEquals"], "kms:CallerAccount")
	}
	key.Policy = &document
	key.RotationPeriodInDays, key.Rotating = 365, key.Created
	s.keep(key)
	s.call(full, alias{name, key.ARN, kernel.At(key.Created)})
	return key.ARN
}

// managedPolicy is the policy that DescribeKey's owner can read and nobody can put.
func managedPolicy(account, region, service string) policy.Document {
	return policy.New(
		policy.Statement{
			Sid: fmt.Sprintf(
				"Allow access through %s for all principals in the account that are authorized to use it",
				service,
			),
			Effect:    policy.Allow,
			Principal: policy.Principal{policy.AWSPrincipal: {"*"}},
			Resource:  policy.Values{"*"},
			Action: policy.Values{
				"kms:Encrypt",
				"kms:Decrypt",
				"kms:ReEncrypt*",
				"kms:GenerateDataKey*",
				"kms:CreateGrant",
				"kms:DescribeKey",
			},
			Condition: policy.Condition{"StringEquals": {
				"kms:CallerAccount": {
					account,
				},
				"kms:ViaService": {viaServices[service] + "." + region + ".amazonaws.com"},
			}},
		},
		policy.Statement{
			Sid:       "Allow direct access to key metadata to the account",
			Effect:    policy.Allow,
			Resource:  policy.Values{"*"},
			Principal: policy.Principal{policy.AWSPrincipal: {org.IAM(org.Partition(region), account, "root")}},
			Action:    policy.Values{"kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"},
		},
	)
}
