package cloud

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"farvault/shared/proof"
)

// trails are the trails that write down the management account's events of the Region in which AWS Organizations has
// its own, shadows of trails of other Regions and of the organization included.
func (r *Reader) trails(ctx context.Context, s *session) ([]proof.Trail, error) {
	client := cloudtrail.NewFromConfig(
		s.config,
		func(o *cloudtrail.Options) { o.Region = r.cloud.deployment.OrganizationsRegion() },
	)
	described, err := client.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{})
	if err != nil {
		return nil, translate("list trails of account "+s.account, err)
	}
	var trails []proof.Trail
	for _, t := range described.TrailList {
		name := aws.ToString(t.Name)
		status, err := client.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: t.TrailARN})
		if err != nil {
			return nil, translate("read the status of trail "+name, err)
		}
		selectors, err := client.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: t.TrailARN})
		if err != nil {
			return nil, translate("read the event selectors of trail "+name, err)
		}
		trails = append(trails, proof.Trail{
			Name: name, HomeRegion: aws.ToString(t.HomeRegion), MultiRegion: aws.ToBool(t.IsMultiRegionTrail),
			Logging: aws.ToBool(status.IsLogging), ManagementEvents: takeOrganizations(selectors),
		})
	}
	return trails, nil
}

// organizationsSource is AWS Organizations as the source of events.
const organizationsSource = "organizations.amazonaws.com"

// takeOrganizations reports whether the selectors take the management events of AWS Organizations that write.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
func takeOrganizations(e *cloudtrail.GetEventSelectorsOutput) bool {
	for _, s := range e.EventSelectors {
		if aws.ToBool(s.IncludeManagementEvents) && s.ReadWriteType != types.ReadWriteTypeReadOnly &&
			!slices.Contains(s.ExcludeManagementEventSources, organizationsSource) {
			return true
		}
	}
	for _, s := range e.AdvancedEventSelectors {
		if slices.ContainsFunc(s.FieldSelectors, func(f types.AdvancedFieldSelector) bool {
			return aws.ToString(f.Field) == "eventCategory" && slices.Contains(f.Equals, "Management")
		}) &&
			!slices.ContainsFunc(s.FieldSelectors, leavesOut) {
			return true
		}
	}
	return false
}

// leavesOut reports whether the field selector keeps the events of AWS Organizations that write away.
func leavesOut(f types.AdvancedFieldSelector) bool {
	value := map[string]string{"readOnly": "false", "eventSource": organizationsSource}[aws.ToString(f.Field)]
	return value != "" &&
		(len(f.Equals) > 0 && !slices.Contains(f.Equals, value) || slices.Contains(f.NotEquals, value))
}
