package organizations_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/wire/wiretest"
)

func (w world) invite(t *testing.T, account string) (string, error) {
	t.Helper()
	out, err := w.by(management).InviteAccountToOrganization(t.Context(), &sdk.InviteAccountToOrganizationInput{
		Target: &types.HandshakeParty{Id: aws.String(account), Type: types.HandshakePartyTypeAccount}, Notes: aws.String("join us"),
	})
	if err != nil {
		return "", err
	}
	return *out.Handshake.Id, nil
}

// An account is invited, accepts, and leaves again. CloudTrail tells of each call in the caller's account, with the
// keys of the samples.
func TestAnInvitationIsAcceptedAndLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	joined := ""
	w.OnCreated = func(id string) { joined = id }
	id, err := w.invite(t, outsider)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := w.by(outsider).ListHandshakesForAccount(t.Context(), &sdk.ListHandshakesForAccountInput{})
	if err != nil || len(listed.Handshakes) != 1 || *listed.Handshakes[0].Id != id || listed.Handshakes[0].State != types.HandshakeStateOpen {
		t.Fatalf("ListHandshakesForAccount = %+v, %v", listed, err)
	}
	if w.Membership(outsider).OrganizationID != "" {
		t.Error("a member before it accepted")
	}
	if _, err := w.by(outsider).AcceptHandshake(t.Context(), &sdk.AcceptHandshakeInput{HandshakeId: &id}); err != nil {
		t.Fatal(err)
	}
	if w.Membership(outsider).OrganizationID == "" || joined != outsider {
		t.Errorf("no member after it accepted; told of %q", joined)
	}
	if _, err := w.by(outsider).LeaveOrganization(t.Context(), &sdk.LeaveOrganizationInput{}); err != nil {
		t.Fatal(err)
	}
	if w.Membership(outsider).OrganizationID != "" {
		t.Error("still a member after it left")
	}
	samples := []struct{ name, account string }{
		{"org-invite-account", management}, {"org-accept-handshake", outsider}, {"derived-org-account-joined", management},
		{"org-leave-organization", outsider}, {"derived-org-account-departed", management},
	}
	if len(*w.events) != len(samples) {
		t.Fatalf("%d events, want %d", len(*w.events), len(samples))
	}
	for i, sample := range samples {
		compare(t, sample.name, sample.account, (*w.events)[i])
	}
}

// compare holds an event against a sample: the account, the name, the keys and the kinds of what is in it.
func compare(t *testing.T, name, account string, got emitted) {
	t.Helper()
	text, err := os.ReadFile("../../events/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var sample emitted
	if err := json.Unmarshal(text, &sample); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if got.Account != account || got.Detail["recipientAccountId"] != account || got.Detail["eventName"] != sample.Detail["eventName"] {
		t.Errorf("%s: %v was put on %s", name, got.Detail["eventName"], got.Account)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(sample.Detail)), slices.Sorted(maps.Keys(got.Detail))); diff != "" {
		t.Errorf("%s (-sample +emitted):\n%s", name, diff)
	}
	for _, part := range []string{"requestParameters", "responseElements", "serviceEventDetails"} {
		want, _ := sample.Detail[part].(map[string]any)
		have, _ := got.Detail[part].(map[string]any)
		if diff := cmp.Diff(shape(want), shape(have)); diff != "" {
			t.Errorf("%s %s (-sample +emitted):\n%s", name, part, diff)
		}
	}
}

func TestInvitationsThatAreRefused(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		try  func(*testing.T, world) error
		want string
	}{
		"a member is not invited": {func(t *testing.T, w world) error { _, err := w.invite(t, member); return err },
			"HandshakeConstraintViolationException: The requested operation would violate the constraint: the account is already in an organization."},
		"nobody is invited twice": {func(t *testing.T, w world) error {
			_, _ = w.invite(t, outsider)
			_, err := w.invite(t, outsider)
			return err
		}, "DuplicateHandshakeException: A handshake with the same action and target already exists."},
		"nobody else accepts": {func(t *testing.T, w world) error {
			id, _ := w.invite(t, outsider)
			_, err := w.by("666677778888").AcceptHandshake(t.Context(), &sdk.AcceptHandshakeInput{HandshakeId: &id})
			return err
		}, "AccessDeniedException: You don't have permissions to access this resource."},
		"an invitation expires": {func(t *testing.T, w world) error {
			id, _ := w.invite(t, outsider)
			w.Advance(16 * 24 * time.Hour)
			_, err := w.by(outsider).AcceptHandshake(t.Context(), &sdk.AcceptHandshakeInput{HandshakeId: &id})
			return err
		}, "HandshakeAlreadyInStateException: The handshake is already EXPIRED."},
		"the management account stays": {func(t *testing.T, w world) error {
			_, err := w.by(management).LeaveOrganization(t.Context(), &sdk.LeaveOrganizationInput{})
			return err
		}, "MasterCannotLeaveOrganizationException: You can't remove a management account from an organization."},
		"who is in none leaves none": {func(t *testing.T, w world) error {
			_, err := w.by(outsider).LeaveOrganization(t.Context(), &sdk.LeaveOrganizationInput{})
			return err
		}, "AWSOrganizationsNotInUseException: Your account is not a member of an organization."},
		"siblings have different names": {func(t *testing.T, w world) error {
			_, err := w.by(management).CreateOrganizationalUnit(t.Context(), &sdk.CreateOrganizationalUnitInput{ParentId: aws.String(workloads), Name: aws.String("Production")})
			return err
		}, "DuplicateOrganizationalUnitException: An OU with the same name already exists."},
		"access stays while a member administers": {func(t *testing.T, w world) error {
			w.EnableServiceAccess("backup.amazonaws.com")
			w.Delegate(central, "backup.amazonaws.com")
			_, err := w.by(management).DisableAWSServiceAccess(t.Context(), &sdk.DisableAWSServiceAccessInput{ServicePrincipal: aws.String("backup.amazonaws.com")})
			return err
		}, "ConstraintViolationException: You cannot disable service access while a member is the service's delegated administrator."},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := wiretest.Refusal(tt.try(t, newWorld(t))); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestAnOUIsMadeAndAccountsMoveThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.by(management).CreateOrganizationalUnit(t.Context(), &sdk.CreateOrganizationalUnitInput{ParentId: aws.String(workloads), Name: aws.String("Test")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.by(management).MoveAccount(t.Context(), &sdk.MoveAccountInput{AccountId: aws.String(member), SourceParentId: aws.String(production), DestinationParentId: made.OrganizationalUnit.Id}); err != nil {
		t.Fatal(err)
	}
	if got := w.Membership(member).Path.Parent(); got != *made.OrganizationalUnit.Id {
		t.Errorf("the account is in %s", got)
	}
	if got := (*w.events)[0].Detail["eventName"]; got != "CreateOrganizationalUnit" {
		t.Errorf("the first event is %v", got)
	}
}

// Trusted access comes and goes by the API, and CloudTrail tells of it.
func TestTrustedAccessIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	service := aws.String("backup.amazonaws.com")
	_, on := w.by(management).EnableAWSServiceAccess(t.Context(), &sdk.EnableAWSServiceAccessInput{ServicePrincipal: service})
	_, off := w.by(management).DisableAWSServiceAccess(t.Context(), &sdk.DisableAWSServiceAccessInput{ServicePrincipal: service})
	out, err := w.by(management).ListAWSServiceAccessForOrganization(t.Context(), &sdk.ListAWSServiceAccessForOrganizationInput{})
	if on != nil || off != nil || err != nil || len(out.EnabledServicePrincipals) != 0 {
		t.Fatalf("enable %v, disable %v, list %+v %v", on, off, out, err)
	}
	for i, want := range []string{"EnableAWSServiceAccess", "DisableAWSServiceAccess"} {
		if got := (*w.events)[i].Detail["eventName"]; got != want {
			t.Errorf("event %d is %v, want %s", i, got, want)
		}
	}
}

// An account that stands alone makes an organization, and ends it when nobody else is left.
func TestAnOrganizationIsMadeAndEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Dissolve()
	client := w.by(outsider)
	_, err := client.DescribeOrganization(t.Context(), &sdk.DescribeOrganizationInput{})
	if got := wiretest.Refusal(err); got != "AWSOrganizationsNotInUseException: Your account is not a member of an organization." {
		t.Errorf("before: %q", got)
	}
	made, err := client.CreateOrganization(t.Context(), &sdk.CreateOrganizationInput{FeatureSet: types.OrganizationFeatureSetAll})
	if err != nil || *made.Organization.MasterAccountId != outsider || w.Membership(outsider).OrganizationID != *made.Organization.Id {
		t.Fatalf("CreateOrganization = %+v, %v", made, err)
	}
	_, err = client.CreateOrganization(t.Context(), &sdk.CreateOrganizationInput{})
	if got := wiretest.Refusal(err); got != "AlreadyInOrganizationException: The provided account is already a member of an organization." {
		t.Errorf("again: %q", got)
	}
	w.AddAccount(member, "payments-prod", "")
	_, err = client.DeleteOrganization(t.Context(), &sdk.DeleteOrganizationInput{})
	if got := wiretest.Refusal(err); got != "OrganizationNotEmptyException: To delete an organization you must first remove all member accounts." {
		t.Errorf("with a member: %q", got)
	}
	w.RemoveAccount(member)
	if _, err := client.DeleteOrganization(t.Context(), &sdk.DeleteOrganizationInput{}); err != nil || w.Membership(outsider).OrganizationID != "" {
		t.Errorf("DeleteOrganization: %v", err)
	}
}
