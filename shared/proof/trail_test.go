package proof_test

import (
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/proof"
)

// One trail that logs what AWS Organizations writes is enough; without one doctor says what each lacks, and what to type.
func TestTrailPrecondition(t *testing.T) {
	t.Parallel()
	whole := proof.Trail{Name: "whole", HomeRegion: "eu-west-1", MultiRegion: true, Logging: true, ManagementEvents: true}
	but := func(change func(*proof.Trail)) proof.Trail {
		trail := whole
		trail.Name = "part"
		change(&trail)
		return trail
	}
	silent, local := but(func(x *proof.Trail) { x.Logging = false }), but(func(x *proof.Trail) { x.MultiRegion = false })
	tests := map[string]struct {
		state        proof.OrganizationState
		want         proof.Outcome
		why, command string
	}{
		"a multi-Region trail":         {proof.OrganizationState{Trails: []proof.Trail{whole}}, proof.Pass, "", ""},
		"one of several":               {proof.OrganizationState{Trails: []proof.Trail{silent, whole, local}}, proof.Pass, "", ""},
		"one of Organizations' Region": {proof.OrganizationState{Trails: []proof.Trail{but(func(x *proof.Trail) { x.MultiRegion, x.HomeRegion = false, "us-east-1" })}}, proof.Pass, "", ""},
		"none":                         {proof.OrganizationState{}, proof.Fail, "gets no event when an account joins, moves or leaves", "aws cloudtrail create-trail"},
		"not logging":                  {proof.OrganizationState{Trails: []proof.Trail{silent}}, proof.Fail, ": part is not logging", "aws cloudtrail start-logging --region eu-west-1 --name part"},
		"of another Region":            {proof.OrganizationState{Trails: []proof.Trail{local}}, proof.Fail, ": part covers eu-west-1 only", "aws cloudtrail create-trail"},
		"without management events":    {proof.OrganizationState{Trails: []proof.Trail{but(func(x *proof.Trail) { x.ManagementEvents = false })}}, proof.Fail, ": part excludes management events", "aws cloudtrail create-trail"},
		"not to be looked at":          {proof.OrganizationState{TrailsUnread: "access denied"}, proof.Fail, "the trails could not be read: access denied", "infra/management.yaml"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := tt.state.Preconditions(chaintest.Deployment)
			got := all[len(all)-1]
			if got.Name != proof.CloudTrailTrail || got.Outcome != tt.want || !strings.HasSuffix(got.Why, tt.why) || !strings.Contains(got.Command, tt.command) {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestOrganizationsSpeaksInOneRegionOfAPartition(t *testing.T) {
	t.Parallel()
	for partition, want := range map[string]string{"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"} {
		if got := (chain.Deployment{Partition: partition}).OrganizationsRegion(); got != want {
			t.Errorf("%s: %s, want %s", partition, got, want)
		}
	}
}
