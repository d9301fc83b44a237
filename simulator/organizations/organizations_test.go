package organizations_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

const (
	management = "999988887777"
	central    = "111122223333"
	member     = "222233334444"
	outsider   = "555566667777"
	workloads  = "ou-ab12-11111111"
	production = "ou-ab12-22222222"
)

type emitted struct {
	Account, Region, Source, DetailType string
	Detail                              map[string]any
}

type world struct {
	wiretest.Server
	*kernel.Kernel
	*organizations.Service
	events *[]emitted
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 20, 50, 0, time.UTC))
	o := organizations.New(k, management, "o-a1b2c3d4e5")
	k.IAM, k.Organization = iam.New(k), o
	o.AddOU(workloads, "", "Workloads")
	o.AddOU(production, workloads, "Production")
	o.AddAccount(central, "backup", "")
	o.AddAccount(member, "payments-prod", production)
	events := &[]emitted{}
	o.Emit = func(account, region, source, detailType string, _ []string, detail any) {
		*events = append(*events, emitted{account, region, source, detailType, detail.(map[string]any)})
	}
	return world{Server: wiretest.Serve(t, k, o), Kernel: k, Service: o, events: events}
}

func (w world) by(account string) *sdk.Client {
	return sdk.NewFromConfig(w.Administrator(account, "us-east-1"))
}

func TestAnAccountIsShownWithItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Tag(member, "team", "payments")
	out, err := w.by(management).DescribeAccount(t.Context(), &sdk.DescribeAccountInput{AccountId: aws.String(member)})
	if err != nil {
		t.Fatalf("DescribeAccount: %v", err)
	}
	a := out.Account
	got := []string{*a.Id, *a.Arn, *a.Name, string(a.State), string(a.Status), a.Paths[0]}
	want := []string{member, "arn:aws:organizations::999988887777:account/o-a1b2c3d4e5/222233334444", "payments-prod", "ACTIVE", "ACTIVE",
		"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/222233334444/"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var walk []string
	for id := member; ; {
		parents, err := w.by(management).ListParents(t.Context(), &sdk.ListParentsInput{ChildId: aws.String(id)})
		if err != nil {
			t.Fatalf("ListParents %s: %v", id, err)
		}
		id = *parents.Parents[0].Id
		walk = append(walk, string(parents.Parents[0].Type)+" "+id)
		if parents.Parents[0].Type == types.ParentTypeRoot {
			break
		}
	}
	if diff := cmp.Diff([]string{"ORGANIZATIONAL_UNIT " + production, "ORGANIZATIONAL_UNIT " + workloads, "ROOT r-ab12"}, walk); diff != "" {
		t.Errorf("the way up (-want +got):\n%s", diff)
	}
	tags, err := w.by(management).ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceId: aws.String(member)})
	if err != nil || len(tags.Tags) != 1 || *tags.Tags[0].Value != "payments" {
		t.Errorf("ListTagsForResource = %+v, %v", tags, err)
	}
}

func TestListsComeTwentyAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 38 {
		w.AddAccount(fmt.Sprintf("3000000000%02d", i), "m", workloads)
	}
	var sizes []int
	pages := sdk.NewListAccountsPaginator(w.by(management), &sdk.ListAccountsInput{})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatalf("ListAccounts: %v", err)
		}
		sizes = append(sizes, len(out.Accounts))
	}
	if diff := cmp.Diff([]int{20, 20, 1}, sizes); diff != "" {
		t.Errorf("41 accounts (-want +got):\n%s", diff)
	}
	under, err := w.by(management).ListAccountsForParent(t.Context(), &sdk.ListAccountsForParentInput{ParentId: aws.String(production)})
	if err != nil || len(under.Accounts) != 1 || *under.Accounts[0].Id != member {
		t.Errorf("ListAccountsForParent = %+v, %v", under, err)
	}
	units, err := w.by(management).ListOrganizationalUnitsForParent(t.Context(), &sdk.ListOrganizationalUnitsForParentInput{ParentId: aws.String(organizations.RootID)})
	if err != nil || len(units.OrganizationalUnits) != 1 || *units.OrganizationalUnits[0].Id != workloads {
		t.Errorf("ListOrganizationalUnitsForParent = %+v, %v", units, err)
	}
}
