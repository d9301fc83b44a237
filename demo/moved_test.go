package demo

import (
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	scenery "farvault/demo/stage"
	"farvault/shared/settings"
)

// TestAnAccountThatMovesChangesItsPlan: production and sandbox differ. What happens to the member's backups depends on
// what the plan of its new place picks; that comes before the old one goes, and what would end is asked about first.
func TestAnAccountThatMovesChangesItsPlan(t *testing.T) {
	t.Parallel()
	const production, moved = "CrossAccountBackupPlan/tagged-backup-daily", "Sandbox/tagged-backup-daily"
	before := map[string]string{production: "daily"}
	for name, tt := range map[string]struct {
		tag   string // that the plan of the new place selects; empty: it has no plan
		asked bool
		told  string
		then  map[string]string // what is picked in the end
	}{
		"less is backed up":     {"gold", true, "it would end the backups of 1 resource that it picks today", map[string]string{moved: "gold"}},
		"the same is":           {"daily", false, "", map[string]string{moved: "daily"}},
		"its place has no plan": {"", false, "its Scope no longer has the account, which has no other plan; it still backs up", before},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRenaming(t, "daily", "gold")
			sandbox := r.unit("sandbox")
			mails := len(r.mails())
			r.deploy(func(s *settings.Settings) {
				s.BackupPlans[0].Scope.ExcludeOrganizationalUnits = []string{sandbox}
				if tt.tag == "" {
					return
				}
				other := s.BackupPlans[0]
				other.BackupPlanName, other.Scope = "Sandbox", settings.Scope{IncludeOrganizationalUnits: []string{sandbox}}
				other.Selection.TagValue = tt.tag
				s.BackupPlans = append(s.BackupPlans, other)
			})
			r.picked("before it moves", before)
			r.move("r-ab12", sandbox)
			if tt.asked {
				r.picked("unasked", before)
			}
			if asked := r.told(mails, "farvault breaker allow") > 0; asked != tt.asked {
				t.Errorf("people were asked: %v, and told %q", asked, r.mails()[mails:])
			}
			if tt.told != "" && r.told(mails, tt.told) == 0 {
				t.Errorf("nobody was told %q: %q", tt.told, r.mails()[mails:])
			}
			r.allow()
			r.picked("after the move", tt.then)
			r.neverWithout()
			r.move(sandbox, "r-ab12")
			r.allow()
			r.picked("when it is back", before)
			for _, g := range r.groups() {
				if g.Open {
					t.Errorf("%s at %s is still open", g.Cause, g.Place)
				}
			}
		})
	}
}

// unit makes an organizational unit below the root.
func (r *renaming) unit(name string) string {
	r.t.Helper()
	client := organizations.NewFromConfig(r.world.Administrator(managementID, globalRegion))
	made, err := client.CreateOrganizationalUnit(r.t.Context(), &organizations.CreateOrganizationalUnitInput{ParentId: aws.String("r-ab12"), Name: &name})
	if err != nil {
		r.t.Fatal(err)
	}
	return aws.ToString(made.OrganizationalUnit.Id)
}

// move moves the member, and waits until people were told.
func (r *renaming) move(from, to string) {
	r.t.Helper()
	client, member := organizations.NewFromConfig(r.world.Administrator(managementID, globalRegion)), scenery.Members[0].ID
	if _, err := client.MoveAccount(r.t.Context(), &organizations.MoveAccountInput{AccountId: &member, SourceParentId: &from, DestinationParentId: &to}); err != nil {
		r.t.Fatal(err)
	}
	r.world.Advance(12 * time.Minute)
}

// neverWithout holds that farvault took no selection of the member's away but after it had made another.
func (r *renaming) neverWithout() {
	r.t.Helper()
	r.world.Lock()
	defer r.world.Unlock()
	made := map[string]int{}
	for _, c := range r.world.Journal.Calls() {
		if c.Account != scenery.Members[0].ID || c.RoleARN == "" {
			continue
		}
		if made[c.Operation]++; made["DeleteBackupSelection"] > 0 && made["DeleteBackupSelection"] >= made["CreateBackupSelection"] {
			r.t.Errorf("the member was without a selection: %v", maps.Clone(made))
		}
	}
	if made["CreateBackupSelection"] == 0 {
		r.t.Errorf("nobody made a selection: %v", made)
	}
}
