package cloud

import (
	"context"
	"slices"

	"farvault/shared/chain"
)

// What CloudTrail answers, as far as it is read.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
type (
	describedTrails struct {
		TrailList []struct {
			Name, TrailARN, HomeRegion string
			IsMultiRegionTrail         bool
		} `json:"trailList"`
	}
	trailStatus    struct{ IsLogging bool }
	eventSelectors struct {
		EventSelectors []struct {
			ReadWriteType                 string
			IncludeManagementEvents       bool
			ExcludeManagementEventSources []string
		}
		AdvancedEventSelectors []struct{ FieldSelectors []fieldSelector }
	}
	fieldSelector struct {
		Field             string
		Equals, NotEquals []string
	}
)

// trails are the trails that write down the management account's events of the Region in which AWS Organizations has its own, shadows of
// trails of other Regions and of the organization included.
func (r *Reader) trails(ctx context.Context, s *session) ([]chain.Trail, error) {
	config := s.config.Copy()
	config.Region = r.cloud.place.OrganizationsRegion()
	client := cloudTrail{config}
	var described describedTrails
	if err := client.call(ctx, "DescribeTrails", struct{}{}, &described); err != nil {
		return nil, translate("list trails of account "+s.account, err)
	}
	var trails []chain.Trail
	for _, t := range described.TrailList {
		var status trailStatus
		if err := client.call(ctx, "GetTrailStatus", map[string]string{"Name": t.TrailARN}, &status); err != nil {
			return nil, translate("read the status of trail "+t.Name, err)
		}
		var selectors eventSelectors
		if err := client.call(ctx, "GetEventSelectors", map[string]string{"TrailName": t.TrailARN}, &selectors); err != nil {
			return nil, translate("read the event selectors of trail "+t.Name, err)
		}
		trails = append(trails, chain.Trail{
			Name: t.Name, HomeRegion: t.HomeRegion, MultiRegion: t.IsMultiRegionTrail, Logging: status.IsLogging, ManagementEvents: selectors.takeOrganizations(),
		})
	}
	return trails, nil
}

// organizationsSource is AWS Organizations as the source of events.
const organizationsSource = "organizations.amazonaws.com"

// takeOrganizations reports whether the selectors take the management events of AWS Organizations that write.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
func (e eventSelectors) takeOrganizations() bool {
	for _, s := range e.EventSelectors {
		if s.IncludeManagementEvents && s.ReadWriteType != "ReadOnly" && !slices.Contains(s.ExcludeManagementEventSources, organizationsSource) {
			return true
		}
	}
	for _, s := range e.AdvancedEventSelectors {
		if slices.ContainsFunc(s.FieldSelectors, func(f fieldSelector) bool {
			return f.Field == "eventCategory" && slices.Contains(f.Equals, "Management")
		}) &&
			!slices.ContainsFunc(s.FieldSelectors, fieldSelector.leavesOut) {
			return true
		}
	}
	return false
}

// leavesOut reports whether the field selector keeps the events of AWS Organizations that write away.
func (f fieldSelector) leavesOut() bool {
	value := map[string]string{"readOnly": "false", "eventSource": organizationsSource}[f.Field]
	return value != "" && (len(f.Equals) > 0 && !slices.Contains(f.Equals, value) || slices.Contains(f.NotEquals, value))
}
