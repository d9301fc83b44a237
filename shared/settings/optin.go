package settings

import (
	"fmt"
	"slices"
	"strings"
)

// ResourceTypes are the names by which UpdateRegionSettings knows the services
// that can be switched on, as DescribeRegionSettings lists them.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-resource
var ResourceTypes = []string{
	"Aurora",
	"CloudFormation",
	"DSQL",
	"DocumentDB",
	"DynamoDB",
	"EBS",
	"EC2",
	"EFS",
	"EKS",
	"FSx",
	"Neptune",
	"RDS",
	"Redshift",
	"Redshift Serverless",
	"S3",
	"SAP HANA on Amazon EC2",
	"Storage Gateway",
	"Timestream",
	"VirtualMachine",
}

// checkOptIn asks for at least one type: a selection by tag skips a type that is
// not switched on, and neither a job nor an event tells of it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
func (f *file) checkOptIn(s Settings) {
	if len(s.OptIn) == 0 {
		f.mistake(
			"ResourceTypeOptIn",
			"is empty: a selection by tag backs up only what is switched on, so nothing would be backed up and nothing would "+
				"say so",
		)
	}
	f.checkList("ResourceTypeOptIn", s.OptIn, func(name string) string {
		if slices.Contains(ResourceTypes, name) {
			return ""
		}
		for _, known := range ResourceTypes {
			if Near(name, known) {
				return fmt.Sprintf("did you mean %s?", known)
			}
		}
		return "AWS Backup knows " + strings.Join(ResourceTypes, ", ")
	})
}

// managedChoice are the types that leave it to the account whether AWS Backup manages them
// fully. Plain DynamoDB backups cannot be copied, with advanced features they can.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
var managedChoice = []string{"DynamoDB", "EFS"}

func (f *file) checkManaged(s Settings) {
	f.checkList("ResourceTypeManagement", s.Managed, func(name string) string {
		if slices.Contains(managedChoice, name) {
			return ""
		}
		return "the choice is between " + strings.Join(managedChoice, " and ")
	})
}
