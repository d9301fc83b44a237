package unreported

import (
	"strings"

	"farvault/shared/org"
)

// taggable is a kind of resource as the Resource Groups Tagging API filters by it: service[:resourceType].
type taggable struct {
	filter string
	types  []string // AWS Backup's words for it; one filter may be several
	within string   // what the ARN's resource has in it: the filter alone lets other things of the service through
}

// taggables are the kinds of resource that AWS Backup protects. A filter keeps out what carries the same tags and is
// none: recovery points inherit those of their resource.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var taggables = []taggable{
	{"ec2:volume", []string{"EBS"}, ""},
	{"ec2:instance", []string{"EC2"}, ""},
	{"rds:db", []string{"RDS"}, ""},
	{"rds:cluster", []string{"Aurora", "DocumentDB", "Neptune", "RDS"}, ""},
	{"elasticfilesystem:file-system", []string{"EFS"}, ""},
	{"dynamodb:table", []string{"DynamoDB"}, ""},
	{"s3", []string{"S3"}, ""},
	{"fsx:file-system", []string{"FSx"}, ""},
	{"fsx:volume", []string{"FSx"}, ""},
	{"storagegateway", []string{"Storage Gateway"}, "/volume/"},
	{"redshift:cluster", []string{"Redshift"}, ""},
	{"redshift-serverless", []string{"Redshift Serverless"}, "namespace/"},
	{"timestream", []string{"Timestream"}, "/table/"},
	{"cloudformation:stack", []string{"CloudFormation"}, ""},
	{"backup-gateway", []string{"VirtualMachine"}, "vm/"},
	{"ssm-sap", []string{"SAP HANA on Amazon EC2"}, "HANA/"},
	{"eks:cluster", []string{"EKS"}, ""},
	{"dsql:cluster", []string{"Aurora DSQL", "DSQL"}, ""},
}

// TagFilters are the filters that find the resources of every type that AWS Backup protects.
func TagFilters() []string {
	var filters []string
	for _, t := range taggables {
		filters = append(filters, t.filter)
	}
	return filters
}

// TypesOf are AWS Backup's types that a resource may be of; none where it is of no type that AWS Backup protects.
func TypesOf(resourceARN string) []string {
	arn, err := org.ParseARN(resourceARN)
	if err != nil || arn.Service == "s3" && arn.Account != "" { // an access point, say: a bucket's ARN has no account
		return nil
	}
	for _, t := range taggables {
		service, head, typed := strings.Cut(t.filter, ":")
		if arn.Service == service && strings.Contains(arn.Resource, t.within) &&
			(!typed || strings.HasPrefix(arn.Resource, head+"/") || strings.HasPrefix(arn.Resource, head+":")) {
			return t.types
		}
	}
	return nil
}
