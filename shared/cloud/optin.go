package cloud

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
)

func observeOptIn(ctx context.Context, s *session, want chain.OptIn, _ view) (*chain.Found, error) {
	answer, err := s.in(want.Region).backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
	if err != nil {
		return nil, translate("read "+want.Ref().String(), err)
	}
	found := want
	found.ResourceTypes, found.Managed = answer.ResourceTypeOptInPreference, answer.ResourceTypeManagementPreference
	return &chain.Found{Link: found, Owned: true}, nil
}

// writeOptIn sends back every type as it was found, with the wanted ones switched on: whether AWS would
// keep the types that a call leaves out is not documented.
func writeOptIn(ctx context.Context, s *session, e edit[chain.OptIn], _ view) (chain.OptIn, error) {
	input := &backup.UpdateRegionSettingsInput{
		ResourceTypeOptInPreference: switchedOn(e.got.ResourceTypes, e.want.ResourceTypes),
	}
	if len(e.want.Managed) > 0 {
		input.ResourceTypeManagementPreference = switchedOn(e.got.Managed, e.want.Managed)
	}
	_, err := s.in(e.want.Region).backup.UpdateRegionSettings(ctx, input)
	return e.want, translate("update "+e.want.Ref().String(), err)
}

// switchedOn is what was found, with the wanted types on.
func switchedOn(got, want map[string]bool) map[string]bool {
	preference := maps.Clone(got)
	if preference == nil {
		preference = map[string]bool{}
	}
	maps.Copy(preference, want)
	return preference
}
