package demo

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/shared/settings"
	"farvault/simulator"
	"farvault/simulator/iam"
)

// TestEnteringThroughTheManagementAccount: with the setting, accounts are prepared whole by each of the two roles of AWS's, and new ones before
// any StackSet has reached them; the provisioner's own role is not entered once, and CloudTrail shows whose session it was.
func TestEnteringThroughTheManagementAccount(t *testing.T) {
	t.Parallel()
	for _, name := range settings.EntryRoles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := deployed(t)
			wishes := files["infra/settings.yaml"]
			wishes.Data = bytes.Replace(wishes.Data, []byte(`RoleName: ""`), []byte("RoleName: "+name), 1)
			s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			s.locked(func(w *simulator.World) {
				for _, m := range scenery.Members {
					putAdministrator(w, m.ID, name)
				}
				w.Organizations.OnCreated = func(id string) { w.Clock.After(time.Minute, func() { putAdministrator(w, id, name) }) }
			})
			if err := s.create(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.world.Advance(30 * time.Minute)
			for _, member := range []string{scenery.Members[0].ID, newcomerID} {
				if got := s.status(t, member); got != account.Protected {
					t.Errorf("account %s is %s%s", member, got, s.trouble())
				}
			}
			sessions := map[string]bool{}
			s.locked(func(w *simulator.World) {
				for _, c := range w.Journal.Calls() {
					if c.Account == newcomerID && c.RoleARN != "" && !strings.HasSuffix(c.RoleARN, chain.ReaderRole) {
						sessions[c.Caller] = true
					}
				}
			})
			if want := "arn:aws:sts::" + newcomerID + ":assumed-role/" + name + "/farvault-provision"; len(sessions) != 1 || !sessions[want] {
				t.Errorf("the new account was worked on by %v, want %s alone", sessions, want)
			}
		})
	}
}

// putAdministrator makes the role that AWS makes in an account that the organization creates, or that Control Tower enrolls.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
func putAdministrator(w *simulator.World, account, name string) {
	w.IAM.PutRole(account, iam.Role{Name: name, Path: "/",
		Trust:  policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + managementID + `:root"},"Action":"sts:AssumeRole"}]}`),
		Inline: map[string]policy.Document{"AdministratorAccess": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}})
}
