package cloud

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// mustBeAllowed are calls of farvault's and of the backup role that a service control policy may not deny.
var mustBeAllowed = []struct{ role, action string }{
	{
		chain.ProvisionerRole,
		"backup:CreateBackupPlan",
	},
	{chain.ProvisionerRole, "backup:CreateBackupSelection"},
	{chain.ProvisionerRole, "backup:CreateBackupVault"},
	{
		chain.ProvisionerRole,
		"backup:UpdateRegionSettings",
	},
	{chain.ProvisionerRole, "events:PutRule"},
	{chain.ProvisionerRole, "events:PutTargets"},
	{
		chain.ProvisionerRole,
		"iam:CreateRole",
	},
	{chain.ProvisionerRole, "kms:CreateKey"},
	{chain.ProvisionerRole, "kms:PutKeyPolicy"},
	{
		chain.BackupRole,
		"backup:CopyFromBackupVault",
	},
	{chain.BackupRole, "backup:CopyIntoBackupVault"},
	{chain.BackupRole, "tag:GetResources"},
}

// DeniedByOrganization lists what service control policies deny farvault and its backup role in an account and Region,
// each as the action and the policy that denies it: "backup:CreateBackupPlan by NoBackups (p-1a2b3c4d) on
// ou-ab12-11111111, statement NoPlans".
func (r *Reader) DeniedByOrganization(
	ctx context.Context,
	account org.Account,
	region, destinationARN string,
) ([]string, error) {
	levels, err := r.controlPolicies(ctx, account.ID, types.PolicyTypeServiceControlPolicy)
	if err != nil || levels == nil {
		return nil, err
	}
	var denied []string
	for _, call := range mustBeAllowed {
		by := denier(levels, policy.Request{
			Principal: r.cloud.deployment.RoleARN(
				account.ID,
				call.role,
			),
			PrincipalAccount: account.ID,
			Action:           call.action,
			Resource:         "*",
			ResourceAccount:  account.ID,
			Context: map[string][]string{
				"aws:PrincipalOrgID":    {r.cloud.deployment.OrganizationID},
				"aws:PrincipalOrgPaths": {string(account.Path)},
				"aws:RequestedRegion": {
					region,
				},
				"backup:CopyTargets":               {destinationARN},
				"aws:RequestTag/" + chain.OwnerTag: {chain.OwnerValue},
			},
		})
		if by != "" {
			denied = append(denied, call.action+" "+by)
		}
	}
	return denied, nil
}

// denier names the SCP that denies a request; empty where none does for certain. A level none of whose policies allows
// it denies it too.
func denier(levels [][]proof.ControlPolicy, request policy.Request) string {
	everything := policy.New(
		policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}},
	)
	judge := func(documents ...policy.Document) policy.Verdict {
		return policy.Evaluate(
			request,
			policy.Set{Identity: []policy.Document{everything}, SCPs: [][]policy.Document{documents}},
		)
	}
	without := ""
	for _, level := range levels {
		var documents []policy.Document
		for _, p := range level {
			if v := judge(p.Document); v.Decision == policy.ExplicitlyDenied {
				return fmt.Sprintf("by %s (%s) on %s, %s", p.Name, p.ID(), p.Target, statementOf(v.By))
			}
			documents = append(documents, p.Document)
		}
		if v := judge(
			documents...); without == "" && len(level) > 0 && v.Decision == policy.ImplicitlyDenied &&
			len(v.Unknown) == 0 {
			without = "because no " + string(policy.ServiceControl) + " on " + level[0].Target + " allows it"
		}
	}
	return without
}

// statementOf is "statement NoPlans" or "statement 2".
func statementOf(by policy.By) string {
	if by.Number > 0 {
		return by.Statement
	}
	return "statement " + by.Statement
}

// refusedAction is the action in AWS's words for a refusal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var refusedAction = regexp.MustCompile(`not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)`)

// policyNamer adds to an error of a refusal by a service control policy which policy that is; AWS tells the kind of
// policy alone. An error of any other kind stays as it is, and so does one whose policy is not found: what AWS said is
// the main thing. The policies are read at the first refusal.
func (p *Provisioner) policyNamer(ctx context.Context, account string) func(error) error {
	policies := once(func(ctx context.Context) ([][]proof.ControlPolicy, error) {
		return p.cloud.Reader().controlPolicies(ctx, account, types.PolicyTypeServiceControlPolicy)
	})
	return func(err error) error {
		var denied Denied
		if !errors.As(err, &denied) || !strings.Contains(err.Error(), string(policy.ServiceControl)) {
			return err
		}
		action := refusedAction.FindStringSubmatch(err.Error())
		levels, unread := policies(ctx)
		if action == nil || unread != nil {
			return err
		}
		by := denier(levels, policy.Request{
			Principal: p.cloud.deployment.EnteredARN(
				p.entryRole.entry(),
				account,
			),
			PrincipalAccount: account,
			Action:           action[1],
			Resource:         "*",
			ResourceAccount:  account,
			Context: map[string][]string{
				"aws:PrincipalOrgID":               {p.cloud.deployment.OrganizationID},
				"aws:RequestTag/" + chain.OwnerTag: {chain.OwnerValue},
			},
		})
		if by == "" {
			return err
		}
		return Denied{Err: fmt.Errorf("%w; denied %s", err, by)}
	}
}
