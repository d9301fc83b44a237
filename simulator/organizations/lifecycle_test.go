package organizations_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"
)

// said is what matters of an event: where it was put, and the part of its detail that is told apart by name.
func said(t *testing.T, e emitted, part string) map[string]any {
	t.Helper()
	if e.Account != management || e.Region != "us-east-1" || e.Source != "aws.organizations" {
		t.Errorf("%v was put on %s in %s by %s", e.Detail["eventName"], e.Account, e.Region, e.Source)
	}
	text, err := json.Marshal(e.Detail[part])
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	if err := json.Unmarshal(text, &plain); err != nil {
		t.Fatalf("%s of %v: %v", part, e.Detail["eventName"], err)
	}
	plain["eventName"], plain["detail-type"] = e.Detail["eventName"], e.DetailType
	return plain
}

// The shapes: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
func TestCreateAccountIsToldWhenItIsDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.NextAccountIDs = []string{"333344445555"}
	var created string
	w.OnCreated = func(id string) { created = id }
	out, err := w.by(management).CreateAccount(t.Context(), &sdk.CreateAccountInput{AccountName: aws.String("orders-prod"), Email: aws.String("orders@example.com")})
	if err != nil || out.CreateAccountStatus.State != types.CreateAccountStateInProgress || out.CreateAccountStatus.AccountId != nil {
		t.Fatalf("CreateAccount = %+v, %v", out, err)
	}
	w.Advance(2 * time.Second)
	if created != "" || len(*w.events) != 1 {
		t.Fatalf("too early: account %q, %d events", created, len(*w.events))
	}
	w.Advance(time.Second)
	if created != "333344445555" || len(*w.events) != 3 {
		t.Fatalf("account %q, %d events", created, len(*w.events))
	}
	car := aws.ToString(out.CreateAccountStatus.Id)
	const call, service = "AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"
	begun := said(t, (*w.events)[0], "responseElements")
	want := map[string]any{"eventName": "CreateAccount", "detail-type": call, "createAccountStatus": map[string]any{
		"id": car, "state": "IN_PROGRESS", "accountName": "****", "requestedTimestamp": "Mar 1, 2026 9:20:50 AM",
	}}
	if diff := cmp.Diff(want, begun); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = map[string]any{"eventName": "CreateAccountResult", "detail-type": service, "createAccountStatus": map[string]any{
		"id": car, "state": "SUCCEEDED", "accountName": "****", "accountId": "333344445555",
		"requestedTimestamp": "Mar 1, 2026 9:20:50 AM", "completedTimestamp": "Mar 1, 2026 9:20:53 AM",
	}}
	if diff := cmp.Diff(want, said(t, (*w.events)[1], "serviceEventDetails")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = map[string]any{"eventName": "AccountJoinedOrganization", "detail-type": service, "accountId": "333344445555", "joinedMethod": "Created", "joinedTime": "Mar 1, 2026 9:20:53 AM"}
	if diff := cmp.Diff(want, said(t, (*w.events)[2], "serviceEventDetails")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	status, err := w.by(management).DescribeCreateAccountStatus(t.Context(), &sdk.DescribeCreateAccountStatusInput{CreateAccountRequestId: aws.String(car)})
	if err != nil || aws.ToString(status.CreateAccountStatus.AccountId) != "333344445555" {
		t.Errorf("DescribeCreateAccountStatus = %+v, %v", status, err)
	}
}

func TestCreateAccountFailsLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.by(management).CreateAccount(t.Context(), &sdk.CreateAccountInput{AccountName: aws.String("again"), Email: aws.String(member + "@example.com")})
	if err != nil {
		t.Fatalf("CreateAccount: %v", err)
	}
	before := len(w.Accounts())
	w.Advance(3 * time.Second)
	got := said(t, (*w.events)[1], "serviceEventDetails")["createAccountStatus"].(map[string]any)
	if got["state"] != "FAILED" || got["failureReason"] != "EMAIL_ALREADY_EXISTS" || got["accountId"] != nil {
		t.Errorf("status %v", got)
	}
	if len(w.Accounts()) != before || len(*w.events) != 2 {
		t.Errorf("%d accounts, before %d; %d events", len(w.Accounts()), before, len(*w.events))
	}
}

func TestMovesAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := &sdk.MoveAccountInput{AccountId: aws.String(member), SourceParentId: aws.String(production), DestinationParentId: aws.String(workloads)}
	if _, err := w.by(management).MoveAccount(t.Context(), in); err != nil {
		t.Fatalf("MoveAccount: %v", err)
	}
	if got := w.Membership(member).Path.Parent(); got != workloads {
		t.Errorf("the account is in %s", got)
	}
	if _, err := w.by(management).MoveAccount(t.Context(), in); err == nil {
		t.Error("moved twice")
	}
	want := map[string]any{"eventName": "MoveAccount", "detail-type": "AWS API Call via CloudTrail", "accountId": member, "sourceParentId": production, "destinationParentId": workloads}
	for i, code := range []any{nil, "DuplicateAccountException"} {
		event := (*w.events)[i]
		if diff := cmp.Diff(want, said(t, event, "requestParameters")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if event.Detail["errorCode"] != code || event.Detail["responseElements"] != nil {
			t.Errorf("event %d: errorCode %v, responseElements %v", i, event.Detail["errorCode"], event.Detail["responseElements"])
		}
	}
}

func TestAnAccountIsClosedAndStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := w.by(management)
	if _, err := client.CloseAccount(t.Context(), &sdk.CloseAccountInput{AccountId: aws.String(member)}); err != nil {
		t.Fatalf("CloseAccount: %v", err)
	}
	state := func() string {
		out, err := client.DescribeAccount(t.Context(), &sdk.DescribeAccountInput{AccountId: aws.String(member)})
		if err != nil {
			t.Fatalf("DescribeAccount: %v", err)
		}
		return string(out.Account.State) + " " + string(out.Account.Status)
	}
	if got := state(); got != "PENDING_CLOSURE PENDING_CLOSURE" {
		t.Errorf("at once: %s", got)
	}
	w.Advance(time.Minute)
	if got := state(); got != "CLOSED SUSPENDED" {
		t.Errorf("a minute later: %s", got)
	}
	result := said(t, (*w.events)[1], "serviceEventDetails")
	want := map[string]any{"eventName": "CloseAccountResult", "detail-type": "AWS Service Event via CloudTrail", "closeAccountStatus": map[string]any{
		"accountId": member, "state": "SUCCEEDED", "requestedTimestamp": "Mar 1, 2026 9:20:50 AM", "completedTimestamp": "Mar 1, 2026 9:20:57 AM",
	}}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnAccountIsRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.by(management).RemoveAccountFromOrganization(t.Context(), &sdk.RemoveAccountFromOrganizationInput{AccountId: aws.String(member)}); err != nil {
		t.Fatalf("RemoveAccountFromOrganization: %v", err)
	}
	want := map[string]any{"eventName": "AccountDepartedOrganization", "detail-type": "AWS Service Event via CloudTrail", "accountId": member, "departedMethod": "Removed", "departedTime": "Mar 1, 2026 9:20:50 AM"}
	if diff := cmp.Diff(want, said(t, (*w.events)[1], "serviceEventDetails")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if w.Membership(member).OrganizationID != "" {
		t.Error("it is still a member")
	}
}

// The samples in events/ have the keys and kinds of AWS's published records.
func TestRecordsHaveTheKeysOfTheSamples(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := w.by(management)
	in := &sdk.MoveAccountInput{AccountId: aws.String(member), SourceParentId: aws.String(production), DestinationParentId: aws.String(workloads)}
	_, created := client.CreateAccount(t.Context(), &sdk.CreateAccountInput{AccountName: aws.String("orders-prod"), Email: aws.String("orders@example.com")})
	_, moved := client.MoveAccount(t.Context(), in)
	_, again := client.MoveAccount(t.Context(), in)
	_, closed := client.CloseAccount(t.Context(), &sdk.CloseAccountInput{AccountId: aws.String(member)})
	if created != nil || moved != nil || again == nil || closed != nil {
		t.Fatalf("create %v, move %v, move again %v, close %v", created, moved, again, closed)
	}
	w.Advance(time.Minute)
	samples := []string{
		"org-create-account-api", "org-move-account", "org-move-account-failed-call", "org-close-account-api",
		"org-create-account-result-succeeded", "derived-org-account-joined", "org-close-account-result",
	}
	if len(*w.events) != len(samples) {
		t.Fatalf("%d events, want %d", len(*w.events), len(samples))
	}
	for i, name := range samples {
		text, err := os.ReadFile("../../events/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var sample emitted
		if err := json.Unmarshal(text, &sample); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(sample.Detail)), slices.Sorted(maps.Keys((*w.events)[i].Detail))); diff != "" {
			t.Errorf("%s (-sample +emitted):\n%s", name, diff)
		}
		details, ok := sample.Detail["serviceEventDetails"].(map[string]any)
		if !ok {
			continue
		}
		if diff := cmp.Diff(shape(details), shape((*w.events)[i].Detail["serviceEventDetails"].(map[string]any))); diff != "" {
			t.Errorf("%s (-sample +emitted):\n%s", name, diff)
		}
	}
}

// shape is an object with the kinds of its values instead of them.
func shape(object map[string]any) map[string]any {
	kinds := map[string]any{}
	for key, value := range object {
		kinds[key] = fmt.Sprintf("%T", value)
		if inner, ok := value.(map[string]any); ok {
			kinds[key] = shape(inner)
		}
	}
	return kinds
}
