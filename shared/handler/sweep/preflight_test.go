package sweep_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"farvault/shared/event"
	"farvault/shared/handler/sweep"
	"farvault/shared/proof"
)

// preflight is the organization as a reader finds it.
type preflight struct {
	state proof.OrganizationState
	err   error
}

func (p preflight) OrganizationState(context.Context) (proof.OrganizationState, error) {
	return p.state, p.err
}

// TestTheDigestHasWhatFailsForTheWholeOrganization as doctor says it, and that the organization could not be read.
func TestTheDigestHasWhatFailsForTheWholeOrganization(t *testing.T) {
	t.Parallel()
	well := proof.OrganizationState{TrustedServices: []string{proof.BackupService}, CrossAccount: true, Trails: []proof.Trail{{Name: "all", MultiRegion: true, Logging: true, ManagementEvents: true}}}
	off := well
	off.CrossAccount = false
	for name, tt := range map[string]struct {
		look preflight
		want []string
	}{
		"all is well":    {preflight{state: well}, nil},
		"the switch":     {preflight{state: off}, []string{`cross-account-backup: isCrossAccountBackupEnabled is not "true": no copy leaves its account. Run: aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true`}},
		"nobody can see": {preflight{err: errors.New("denied")}, []string{"read-organization: denied"}},
	} {
		y := newYoung()
		h := y.sweep()
		h.Preflight = tt.look
		if err := h.Run(t.Context(), sweep.Work{Work: "digest"}); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range y.sent {
			if d, is := m.Body.(event.Digest); is {
				got = d.Organization
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
