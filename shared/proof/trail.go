package proof

import (
	"slices"
	"strings"

	"farvault/shared/chain"
)

// CloudTrailTrail is the name of the precondition without which farvault hears of no account that comes or goes.
const CloudTrailTrail = "cloudtrail-trail"

// Trail is a trail of the management account, as far as the events of AWS Organizations reach EventBridge through it.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
type Trail struct {
	Name             string
	HomeRegion       string
	MultiRegion      bool
	Logging          bool
	ManagementEvents bool // it takes management events that write
}

// lacks says what keeps events of the Region from going through the trail; empty where they do.
func (t Trail) lacks(region string) string {
	switch {
	case !t.MultiRegion && t.HomeRegion != region:
		return t.Name + " covers " + t.HomeRegion + " only"
	case !t.ManagementEvents:
		return t.Name + " excludes management events"
	case !t.Logging:
		return t.Name + " is not logging"
	}
	return ""
}

// trail judges whether one trail lets the events through, with the command that comes nearest to it.
func (o OrganizationState) trail(place chain.Deployment) Precondition {
	region := place.OrganizationsRegion()
	if o.TrailsUnread != "" {
		p := held(
			place,
			CloudTrailTrail,
			false,
			"the trails could not be read: "+o.TrailsUnread,
			"aws cloudformation deploy --template-file infra/management.yaml, in the management account, with the parameters "+
				"that it has",
		)
		return p
	}
	var lacks []string
	command := "aws cloudtrail create-trail --name management-events --is-multi-region-trail --s3-bucket-name BUCKET " +
		"&& aws cloudtrail start-logging --name management-events"
	for _, t := range o.Trails {
		lack := t.lacks(region)
		if lack == "" {
			return held(place, CloudTrailTrail, true, "", "")
		}
		lacks = append(lacks, lack)
		if strings.HasSuffix(lack, "is not logging") {
			command = "aws cloudtrail start-logging --region " + t.HomeRegion + " --name " + t.Name
		}
	}
	slices.Sort(lacks)
	why := "no trail of the management account logs the " +
		"management events of " + region + ", so farvault gets no event when an account joins, moves or leaves"
	if len(lacks) > 0 {
		why += ": " + strings.Join(lacks, "; ")
	}
	return held(place, CloudTrailTrail, false, why, command)
}
