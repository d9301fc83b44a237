package chain_test

import (
	"strings"
	"testing"

	"farvault/shared/chain"
)

// One trail that logs what AWS Organizations writes is enough; without one doctor says what each lacks, and what to type.
func TestTrailPrecondition(t *testing.T) {
	t.Parallel()
	whole := chain.Trail{Name: "whole", HomeRegion: "eu-west-1", MultiRegion: true, Logging: true, ManagementEvents: true}
	but := func(change func(*chain.Trail)) chain.Trail {
		trail := whole
		trail.Name = "part"
		change(&trail)
		return trail
	}
	silent, local := but(func(x *chain.Trail) { x.Logging = false }), but(func(x *chain.Trail) { x.MultiRegion = false })
	tests := map[string]struct {
		state        chain.OrganizationState
		want         chain.Outcome
		why, command string
	}{
		"a multi-Region trail":         {chain.OrganizationState{Trails: []chain.Trail{whole}}, chain.Pass, "", ""},
		"one of several":               {chain.OrganizationState{Trails: []chain.Trail{silent, whole, local}}, chain.Pass, "", ""},
		"one of Organizations' Region": {chain.OrganizationState{Trails: []chain.Trail{but(func(x *chain.Trail) { x.MultiRegion, x.HomeRegion = false, "us-east-1" })}}, chain.Pass, "", ""},
		"none":                         {chain.OrganizationState{}, chain.Fail, "hears of no account that joins, moves or leaves", "aws cloudtrail create-trail"},
		"not logging":                  {chain.OrganizationState{Trails: []chain.Trail{silent}}, chain.Fail, ": part is not logging", "aws cloudtrail start-logging --region eu-west-1 --name part"},
		"of another Region":            {chain.OrganizationState{Trails: []chain.Trail{local}}, chain.Fail, ": part is of eu-west-1 alone", "aws cloudtrail create-trail"},
		"without management events":    {chain.OrganizationState{Trails: []chain.Trail{but(func(x *chain.Trail) { x.ManagementEvents = false })}}, chain.Fail, ": part leaves management events out", "aws cloudtrail create-trail"},
		"not to be looked at":          {chain.OrganizationState{TrailsUnread: "access denied"}, chain.Fail, "the trails could not be looked at: access denied", "infra/management.yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := tt.state.Preconditions(place)
			got := all[len(all)-1]
			if got.Name != chain.CloudTrailTrail || got.Outcome != tt.want || !strings.HasSuffix(got.Why, tt.why) || !strings.Contains(got.Command, tt.command) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestOrganizationsSpeaksInOneRegionOfAPartition(t *testing.T) {
	t.Parallel()
	for partition, want := range map[string]string{"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"} {
		if got := (chain.Place{Partition: partition}).OrganizationsRegion(); got != want {
			t.Errorf("%s: %s, want %s", partition, got, want)
		}
	}
}
