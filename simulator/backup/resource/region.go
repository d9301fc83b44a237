package resource

import "slices"

// only are the types that some Regions lack, with the Regions that have them, as AWS's table of September 2026 has
// them. It has more such types, and does not say whether a Region's settings show what the Region does not support:
// https://github.com/hashicorp/terraform-provider-aws/issues/21801 tells of some type alone. All others are everywhere.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#supported-services-by-region
var only = map[string][]string{
	"Timestream": {
		"us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-1",
		"ap-northeast-1", "ap-south-1", "ap-southeast-2", "us-gov-west-1",
	},
}

// In reports whether AWS Backup has a type in a Region.
func In(region, name string) bool {
	regions, some := only[name]
	return !some || slices.Contains(regions, region)
}
