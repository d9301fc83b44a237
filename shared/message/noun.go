package message

import (
	"strings"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// noun is what people call a resource type: with its service when it is named, without when it is counted.
type noun struct{ named, one, many string }

// nouns are the resource types of AWS Backup under the names that its API uses.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ProtectedResource.html
var nouns = map[string]noun{
	"Aurora":                 {"Aurora cluster", "cluster", "clusters"},
	"CloudFormation":         {"CloudFormation stack", "stack", "stacks"},
	"DocumentDB":             {"DocumentDB cluster", "cluster", "clusters"},
	"DynamoDB":               {"DynamoDB table", "table", "tables"},
	"EBS":                    {"EBS volume", "volume", "volumes"},
	"EC2":                    {"EC2 instance", "instance", "instances"},
	"EFS":                    {"EFS file system", "file system", "file systems"},
	"EKS":                    {"EKS cluster", "cluster", "clusters"},
	"FSx":                    {"FSx file system", "file system", "file systems"},
	"Neptune":                {"Neptune cluster", "cluster", "clusters"},
	"RDS":                    {"RDS database", "database", "databases"},
	"Redshift":               {"Redshift cluster", "cluster", "clusters"},
	"Redshift Serverless":    {"Redshift Serverless namespace", "namespace", "namespaces"},
	"S3":                     {"S3 bucket", "bucket", "buckets"},
	"SAP HANA on Amazon EC2": {"SAP HANA database", "database", "databases"},
	"Storage Gateway":        {"Storage Gateway volume", "volume", "volumes"},
	"Timestream":             {"Timestream table", "table", "tables"},
	"VirtualMachine":         {"virtual machine", "virtual machine", "virtual machines"},
}

var anything = noun{"resource", "resource", "resources"}

func nounOf(resourceType string) noun {
	if n, ok := nouns[resourceType]; ok {
		return n
	}
	return anything
}

// kindNouns are the problems that are not about a resource of a resource type.
var kindNouns = map[event.JobKind]noun{
	event.RecoveryPoint: {"recovery point", "recovery point", "recovery points"},
	event.Custody:       {"recovery point", "recovery point", "recovery points"},
	event.Run:           {"backup rule", "backup rule", "backup rules"},
	event.Selection:     {"backup plan", "backup plan", "backup plans"},
	event.Key:           {"key", "key", "keys"},
	event.Retention:     {"vault", "vault", "vaults"},
	event.OptIn:         {"resource type", "resource type", "resource types"},
	event.Foreign:       {"backup plan", "backup plan", "backup plans"},
	event.Unnamed:       {"thing", "thing", "things"},
}

// counted is "1 volume", "3 file systems", and where types are mixed "311 resources".
func counted(members []alert.Member) string {
	n := anything
	if len(members) > 0 {
		n = nounFor(members[0].Problem)
	}
	for _, m := range members {
		if nounFor(m.Problem) != n {
			n = anything
		}
	}
	return plain.Count(len(members), n.one, n.many)
}

// jobNoun is a problem's kind where a good one of it is spoken of.
var jobNoun = map[event.JobKind]string{
	event.Copy: "copy", event.Backup: "backup", event.Restore: "restore",
}

// nounFor is what the problem is about.
func nounFor(p alert.Problem) noun {
	if n, ok := kindNouns[p.Job]; ok {
		return n
	}
	return nounOf(p.ResourceType)
}

// resourceOf names what a problem is about: "EBS volume vol-0abc1234def567890".
func resourceOf(p alert.Problem) string {
	return plain.Clean(nounFor(p).named+" "+nameOf(p), plain.NameRunes)
}

// nameOf is the resource's own name, without its ARN or the head of what stands for one.
func nameOf(p alert.Problem) string {
	name := p.Resource
	if arn, err := org.ParseARN(p.Resource); err == nil {
		name = arn.Name()
	} else if _, after, headed := strings.Cut(name, "/"); headed {
		name = after
	}
	return plain.Clean(name, plain.NameRunes)
}
