package chain_test

import (
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/event"
	"farvault/shared/settings"
)

// farvault's own session in a role of AWS's is not taken for somebody else who changed the chain; people in that role are.
func TestFarvaultKnowsItsOwnSession(t *testing.T) {
	t.Parallel()
	for _, role := range settings.EntryRoles {
		for session, ours := range map[string]bool{chain.ProvisionRole: true, "alice": false, chain.ProvisionRole + "2": false} {
			call := chaintest.CallOf("kms.amazonaws.com", "PutKeyPolicy", "1234")
			call.By, call.Issuer = "arn:aws:sts::"+chaintest.Member+":assumed-role/"+role+"/"+session, "arn:aws:iam::"+chaintest.Member+":role/"+role
			if watches, why := chaintest.Deployment.Watches(call); watches == ours {
				t.Errorf("a call by %s is watched: %t (%s)", call.By, watches, why)
			}
		}
	}
	elsewhere := event.ManagementEvent{Origin: event.Origin{Account: "555566667777"}, Source: "kms.amazonaws.com", Name: "PutKeyPolicy",
		By: chaintest.Deployment.Keeper(settings.Entry{RoleName: settings.EntryRoles[0]}, chaintest.Member)}
	if watches, _ := chaintest.Deployment.Watches(elsewhere); !watches {
		t.Error("a session of another account is taken for farvault's")
	}
}

// A boundary of the settings' own holds farvault's roles however it enters; the StackSet's is there only where the StackSet is.
func TestBoundaryByEntry(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ entry, boundary, want string }{
		"the StackSet's":                    {"", settings.DefaultBoundary, "arn:aws:iam::" + chaintest.Member + ":policy/" + settings.DefaultBoundary},
		"none without the StackSet":         {settings.EntryRoles[0], settings.DefaultBoundary, ""},
		"the settings' own":                 {settings.EntryRoles[0], "tight", "arn:aws:iam::" + chaintest.Member + ":policy/tight"},
		"one that is not written down here": {"", "", "arn:aws:iam::" + chaintest.Member + ":policy/" + settings.DefaultBoundary},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := settings.Settings{Entry: settings.Entry{RoleName: tt.entry}, PermissionsBoundary: tt.boundary}
			if got := chain.BoundaryARN(s, chaintest.Deployment, chaintest.Member); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
