package cloud_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/simulator/cloudtrail"
	"farvault/simulator/iam"
)

// Each trail is read with what it takes: the selectors are AWS's, of both kinds.
func TestTrailsAreRead(t *testing.T) {
	t.Parallel()
	advanced := func(fields ...cloudtrail.FieldSelector) cloudtrail.Trail {
		return cloudtrail.Trail{AdvancedEventSelectors: []cloudtrail.AdvancedEventSelector{{FieldSelectors: append(fields, cloudtrail.FieldSelector{Field: "eventCategory", Equals: []string{"Management"}})}}}
	}
	basic := func(s cloudtrail.EventSelector) cloudtrail.Trail {
		return cloudtrail.Trail{EventSelectors: []cloudtrail.EventSelector{s}}
	}
	tests := map[string]struct {
		trail cloudtrail.Trail
		want  bool
	}{
		"all by default":            {cloudtrail.Trail{}, true},
		"writes":                    {basic(cloudtrail.EventSelector{ReadWriteType: "WriteOnly", IncludeManagementEvents: true}), true},
		"reads":                     {basic(cloudtrail.EventSelector{ReadWriteType: "ReadOnly", IncludeManagementEvents: true}), false},
		"data alone":                {basic(cloudtrail.EventSelector{ReadWriteType: "All"}), false},
		"without Organizations":     {basic(cloudtrail.EventSelector{ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: []string{"organizations.amazonaws.com"}}), false},
		"without KMS":               {basic(cloudtrail.EventSelector{ReadWriteType: "All", IncludeManagementEvents: true, ExcludeManagementEventSources: []string{"kms.amazonaws.com"}}), true},
		"advanced":                  {advanced(), true},
		"advanced, writes":          {advanced(cloudtrail.FieldSelector{Field: "readOnly", Equals: []string{"false"}}), true},
		"advanced, reads":           {advanced(cloudtrail.FieldSelector{Field: "readOnly", Equals: []string{"true"}}), false},
		"advanced, without KMS":     {advanced(cloudtrail.FieldSelector{Field: "eventSource", NotEquals: []string{"kms.amazonaws.com"}}), true},
		"advanced, another's alone": {advanced(cloudtrail.FieldSelector{Field: "eventSource", Equals: []string{"kms.amazonaws.com"}}), false},
		"advanced, data alone":      {cloudtrail.Trail{AdvancedEventSelectors: []cloudtrail.AdvancedEventSelector{{FieldSelectors: []cloudtrail.FieldSelector{{Field: "eventCategory", Equals: []string{"Data"}}}}}}, false},
	}
	w := newWorld(t)
	var want []proof.Trail
	for name, tt := range tests {
		tt.trail.Name, tt.trail.HomeRegion, tt.trail.IsMultiRegionTrail, tt.trail.IsLogging = name, "eu-west-1", true, tt.want
		w.CloudTrail.PutTrail(manager, tt.trail)
		want = append(want, proof.Trail{Name: name, HomeRegion: "eu-west-1", MultiRegion: true, Logging: tt.want, ManagementEvents: tt.want})
	}
	w.CloudTrail.PutTrail(manager, cloudtrail.Trail{Name: "elsewhere", HomeRegion: "eu-west-1"}) // casts no shadow where Organizations speaks
	w.CloudTrail.PutTrail(member, cloudtrail.Trail{Name: "a member's", HomeRegion: "us-east-1"})
	state, err := cloud.New(w.config(&wire{}), place, "farvault").Reader().OrganizationState(t.Context())
	must(t, err)
	less := func(a, b proof.Trail) bool { return a.Name < b.Name }
	if diff := cmp.Diff(want, state.Trails, cmpopts.SortSlices(less)); diff != "" {
		t.Errorf("trails (-want +got):\n%s", diff)
	}
}

// A reader role without the permission, of a management stack that is older than the command, hides the trails and nothing else.
func TestTrailsThatMayNotBeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Organizations.EnableServiceAccess(proof.BackupService)
	role, _ := w.IAM.Role(place.RoleARN(manager, chain.ReaderRole))
	role.Inline["no-trails"] = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"cloudtrail:*","Resource":"*"}]}`)
	w.IAM.PutRole(manager, iam.Role{Name: chain.ReaderRole, Path: chain.RolePath, Trust: role.Trust, Inline: role.Inline})
	state, err := cloud.New(w.config(&wire{}), place, "farvault").Reader().OrganizationState(t.Context())
	if err != nil || state.TrailsUnread == "" || len(state.TrustedServices) != 1 {
		t.Errorf("got %+v, %v", state, err)
	}
}
