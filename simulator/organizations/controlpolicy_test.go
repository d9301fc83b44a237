package organizations_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

func TestMembership(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	m := w.Membership(member)
	if want := org.NewPath("o-a1b2c3d4e5", "r-ab12", workloads, production); m.Path != want || m.OrganizationID != "o-a1b2c3d4e5" || m.Management {
		t.Errorf("membership %+v, want path %s", m, want)
	}
	if len(m.SCPs) != 4 {
		t.Errorf("%d levels of SCPs, want root, two OUs and the account", len(m.SCPs))
	}
	if m := w.Membership(management); !m.Management {
		t.Error("the management account is not known as such")
	}
	if diff := cmp.Diff(kernel.Membership{}, w.Membership(outsider)); diff != "" {
		t.Errorf("an outsider (-want +got):\n%s", diff)
	}
	w.RemoveAccount(member)
	if m := w.Membership(member); m.OrganizationID != "" {
		t.Errorf("after it was removed: %+v", m)
	}
}

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func TestSCPsReachDownTheTree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := w.by(management)
	made, err := client.CreatePolicy(t.Context(), &sdk.CreatePolicyInput{
		Name: aws.String("no-copy"), Description: aws.String("no copies leave"), Type: types.PolicyTypeServiceControlPolicy,
		Content: aws.String(`{"Statement":{"Effect":"Deny","Action":"backup:CopyFromBackupVault","Resource":"*"}}`),
	})
	if err != nil {
		t.Fatalf("CreatePolicy: %v", err)
	}
	id := made.Policy.PolicySummary.Id
	if _, err := client.AttachPolicy(t.Context(), &sdk.AttachPolicyInput{PolicyId: id, TargetId: aws.String(workloads)}); err != nil {
		t.Fatalf("AttachPolicy: %v", err)
	}
	all := []policy.Document{policy.MustParse(`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)}
	judge := func(account string) policy.Decision {
		request := policy.Request{Principal: "arn:aws:iam::" + account + ":role/r", PrincipalAccount: account, Action: "backup:CopyFromBackupVault", Resource: "*", ResourceAccount: account}
		return policy.Evaluate(request, policy.Set{Identity: all, SCPs: w.Membership(account).SCPs}).Decision
	}
	if got := judge(member); got != policy.ExplicitlyDenied {
		t.Errorf("below the OU: %s", got)
	}
	if got := judge(central); got != policy.Allowed {
		t.Errorf("beside the OU: %s", got)
	}
	listed, err := client.ListPoliciesForTarget(t.Context(), &sdk.ListPoliciesForTargetInput{TargetId: aws.String(workloads), Filter: types.PolicyTypeServiceControlPolicy})
	if err != nil || len(listed.Policies) != 2 || *listed.Policies[1].Name != "no-copy" {
		t.Fatalf("ListPoliciesForTarget = %+v, %v", listed, err)
	}
	read, err := client.DescribePolicy(t.Context(), &sdk.DescribePolicyInput{PolicyId: id})
	if err != nil || !strings.Contains(*read.Policy.Content, "CopyFromBackupVault") {
		t.Errorf("DescribePolicy = %+v, %v", read, err)
	}
	if _, err := client.DetachPolicy(t.Context(), &sdk.DetachPolicyInput{PolicyId: id, TargetId: aws.String(workloads)}); err != nil {
		t.Fatalf("DetachPolicy: %v", err)
	}
	if got := judge(member); got != policy.Allowed {
		t.Errorf("after it was detached: %s", got)
	}
}
