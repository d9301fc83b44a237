package unreported

import (
	"slices"
	"strings"

	"farvault/shared/org"
)

// taggable is a kind of resource as the Resource Groups Tagging API filters by it: service[:resourceType].
type taggable struct {
	filter string
	types  []string // AWS Backup's words for it; one filter may be several
}

// taggables are the kinds of resource that AWS Backup protects. A filter keeps out what carries the same tags and is
// none: recovery points inherit those of their resource.
// https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var taggables = []taggable{
	{"ec2:volume", []string{"EBS"}},
	{"ec2:instance", []string{"EC2"}},
	{"rds:db", []string{"RDS"}},
	{"rds:cluster", []string{"Aurora", "DocumentDB", "Neptune", "RDS"}},
	{"elasticfilesystem:file-system", []string{"EFS"}},
	{"dynamodb:table", []string{"DynamoDB"}},
	{"s3", []string{"S3"}},
	{"fsx", []string{"FSx"}},
	{"storagegateway", []string{"Storage Gateway"}},
	{"redshift:cluster", []string{"Redshift"}},
	{"redshift-serverless", []string{"Redshift Serverless"}},
	{"timestream", []string{"Timestream"}},
	{"cloudformation:stack", []string{"CloudFormation"}},
	{"backup-gateway", []string{"VirtualMachine"}},
	{"ssm-sap", []string{"SAP HANA on Amazon EC2"}},
	{"eks:cluster", []string{"EKS"}},
	{"dsql:cluster", []string{"Aurora DSQL", "DSQL"}},
}

// TagFilters are the filters that find the resources of AWS Backup's types; empty where a type is none that farvault
// knows, for then nothing may be kept out.
func TagFilters(types []string) []string {
	var filters []string
	for _, kind := range types {
		known := false
		for _, t := range taggables {
			if !slices.Contains(t.types, kind) {
				continue
			}
			if known = true; !slices.Contains(filters, t.filter) {
				filters = append(filters, t.filter)
			}
		}
		if !known {
			return nil
		}
	}
	return filters
}

// taggableTypes are AWS Backup's types that a resource may be of; none where farvault does not know.
func taggableTypes(resourceARN string) []string {
	arn, err := org.ParseARN(resourceARN)
	if err != nil {
		return nil
	}
	for _, t := range taggables {
		service, head, typed := strings.Cut(t.filter, ":")
		if arn.Service == service &&
			(!typed || strings.HasPrefix(arn.Resource, head+"/") || strings.HasPrefix(arn.Resource, head+":")) {
			return t.types
		}
	}
	return nil
}
