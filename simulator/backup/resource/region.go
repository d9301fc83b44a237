package resource

import "slices"

// only are the types that some Regions lack, with the Regions that have them; all other types are everywhere. AWS
// Backup has no page of types by Region but says that it follows the services', read in November 2026.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-region
// https://docs.aws.amazon.com/general/latest/gr/timestream.html
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
