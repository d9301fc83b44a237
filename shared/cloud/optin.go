package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
)

// incremental is the third map of a Region's settings, which the SDK does not know yet.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html
const incremental = "ResourceTypeOptInIncremental"

func observeOptIn(ctx context.Context, s *session, want chain.OptIn, _ view) (*chain.Found, error) {
	var body []byte
	answer, err := s.in(want.Region).backup.DescribeRegionSettings(
		ctx,
		&backup.DescribeRegionSettingsInput{},
		keeping(&body),
	)
	if err != nil {
		return nil, translate("read "+want.Ref().String(), err)
	}
	var more map[string]json.RawMessage
	found := want
	found.ResourceTypes, found.Managed = answer.ResourceTypeOptInPreference, answer.ResourceTypeManagementPreference
	if err = json.Unmarshal(body, &more); err == nil && more[incremental] != nil {
		err = json.Unmarshal(more[incremental], &found.Incremental)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", want.Ref(), err)
	}
	return &chain.Found{Link: found, Owned: true}, nil
}

// writeOptIn sends back every map as it was found, with the configured types that are there switched on. Whether AWS
// would keep the types that a call leaves out is not documented; a type that the Region does not have makes it refuse
// them all.
// https://github.com/hashicorp/terraform-provider-aws/issues/21801
func writeOptIn(ctx context.Context, s *session, e edit[chain.OptIn], _ view) (chain.OptIn, error) {
	input := &backup.UpdateRegionSettingsInput{
		ResourceTypeOptInPreference:      switchedOn(e.got.ResourceTypes, e.want.ResourceTypes),
		ResourceTypeManagementPreference: switchedOn(e.got.Managed, e.want.Managed),
	}
	_, err := s.in(e.want.Region).backup.UpdateRegionSettings(ctx, input, sending(withMap(incremental, e.got.Incremental)))
	return e.want, translate("update "+e.want.Ref().String(), err)
}

// switchedOn is what was found, with the configured types on that are in it; nil for nothing.
func switchedOn(got, want map[string]bool) map[string]bool {
	preference := maps.Clone(got)
	for name := range got {
		if want[name] {
			preference[name] = true
		}
	}
	return preference
}

// withMap adds a map to a JSON object; an empty one changes nothing.
func withMap(name string, values map[string]bool) func([]byte) ([]byte, error) {
	return func(body []byte) ([]byte, error) {
		if len(values) == 0 {
			return body, nil
		}
		members := map[string]any{}
		if err := json.Unmarshal(body, &members); err != nil {
			return nil, err
		}
		members[name] = values
		return json.Marshal(members)
	}
}
